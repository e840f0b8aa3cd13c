//! One row of an answer.

use std::sync::Arc;

use crate::{Error, Result, Value};

/// One row: its values by the name of their column. Columns that are computed need a name
/// (`count(*) as n`).
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    columns: Arc<[String]>,
    values: Vec<Value>,
}

impl Row {
    pub(crate) fn new(columns: Arc<[String]>, values: Vec<Value>) -> Self {
        Self { columns, values }
    }

    /// The value of a column, as it is.
    pub fn value(&self, column: &str) -> Result<&Value> {
        match self.columns.iter().position(|name| name == column) {
            Some(place) => Ok(&self.values[place]),
            None => Err(Error::Bug(format!(
                "no column `{column}` in this answer; it has {}",
                self.columns.join(", ")
            ))),
        }
    }

    /// The names of the columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }
}

macro_rules! getters {
    ($($(#[$meta:meta])* $name:ident, $(#[$opt_meta:meta])* $opt:ident: $type:ty = $($pattern:pat => $value:expr),+;)*) => {
        impl Row {$(
            $(#[$meta])*
            pub fn $name(&self, column: &str) -> Result<$type> {
                self.$opt(column)?.ok_or_else(|| {
                    Error::Bug(format!("column `{column}` is null; read it with `{}`", stringify!($opt)))
                })
            }

            $(#[$opt_meta])*
            pub fn $opt(&self, column: &str) -> Result<Option<$type>> {
                match self.value(column)? {
                    Value::Null => Ok(None),
                    $($pattern => Ok(Some($value)),)+
                    other => Err(Error::Bug(format!(
                        "column `{column}` is {}, read as {}", other.kind(), stringify!($name)
                    ))),
                }
            }
        )*}
    };
}

getters! {
    /// A text.
    text, /// A text, or nothing.
    opt_text: String = Value::Text(text) => text.clone();
    /// A whole number.
    int, /// A whole number, or nothing.
    opt_int: i64 = Value::Int(number) => *number;
    /// Yes or no. SQLite computes comparisons as 0 and 1.
    bool, /// Yes or no, or nothing.
    opt_bool: bool = Value::Bool(yes) => *yes, Value::Int(0) => false, Value::Int(1) => true;
    /// Bytes.
    bytes, /// Bytes, or nothing.
    opt_bytes: Vec<u8> = Value::Bytes(bytes) => bytes.clone();
    /// A number with a fraction. SQLite may compute a whole one.
    real, /// A number with a fraction, or nothing.
    opt_real: f64 = Value::Real(number) => *number, Value::Int(number) => *number as f64;
}
