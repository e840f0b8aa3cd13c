//! One SQL text. Every statement of the program is registered in a list, so that the tests can
//! run each of them on both databases.

use std::borrow::Cow;

/// One SQL text, with parameters `$1` to `$n`, and the name it is known by in messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its name: module and constant.
    pub name: &'static str,
    /// Its text.
    pub sql: Cow<'static, str>,
}

impl Statement {
    /// A statement written in the source. Use [`statements!`](crate::statements), which registers it.
    pub const fn new(name: &'static str, sql: &'static str) -> Self {
        Self { name, sql: Cow::Borrowed(sql) }
    }

    /// A statement made from the inventory: for `care` only. Everything else is registered.
    pub fn generated(name: &'static str, sql: String) -> Self {
        Self { name, sql: Cow::Owned(sql) }
    }
}

/// Defines statements, and `STATEMENTS`, the list of them.
///
/// ```
/// db::statements! {
///     /// How many pages there are.
///     COUNT = "select count(*) as n from page";
/// }
/// assert_eq!(STATEMENTS.len(), 1);
/// ```
#[macro_export]
macro_rules! statements {
    ($($(#[$meta:meta])* $name:ident = $sql:expr;)*) => {
        $(
            $(#[$meta])*
            #[allow(missing_docs)]
            pub static $name: $crate::Statement = $crate::Statement::new(
                concat!(module_path!(), "::", stringify!($name)),
                $sql,
            );
        )*

        /// Every statement defined here.
        pub static STATEMENTS: &[&$crate::Statement] = &[$(&$name),*];
    };
}
