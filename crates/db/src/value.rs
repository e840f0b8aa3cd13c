//! A value on its way into or out of the database.

use std::borrow::Cow;
use std::fmt;

/// One value of one of the five types, or nothing. `Debug` tells the type and the size, never
/// the content.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// SQL's null.
    Null,
    /// `text`
    Text(String),
    /// `bigint`
    Int(i64),
    /// `boolean`
    Bool(bool),
    /// `bytea`
    Bytes(Vec<u8>),
    /// `double precision`
    Real(f64),
}

impl Value {
    /// Its type, as in the schema.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Text(_) => "text",
            Self::Int(_) => "bigint",
            Self::Bool(_) => "boolean",
            Self::Bytes(_) => "bytea",
            Self::Real(_) => "double precision",
        }
    }

    /// Whether it is SQL's null.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "text({})", text.len()),
            Self::Bytes(bytes) => write!(f, "bytea({})", bytes.len()),
            other => f.write_str(other.kind()),
        }
    }
}

macro_rules! from {
    ($($type:ty => |$x:ident| $value:expr;)*) => {$(
        impl From<$type> for Value {
            fn from($x: $type) -> Self {
                $value
            }
        }
    )*};
}

from! {
    &str => |x| Self::Text(x.to_owned());
    String => |x| Self::Text(x);
    &String => |x| Self::Text(x.clone());
    Cow<'_, str> => |x| Self::Text(x.into_owned());
    i64 => |x| Self::Int(x);
    &i64 => |x| Self::Int(*x);
    i32 => |x| Self::Int(x.into());
    u32 => |x| Self::Int(x.into());
    u16 => |x| Self::Int(x.into());
    u8 => |x| Self::Int(x.into());
    bool => |x| Self::Bool(x);
    Vec<u8> => |x| Self::Bytes(x);
    &Vec<u8> => |x| Self::Bytes(x.clone());
    &[u8] => |x| Self::Bytes(x.to_vec());
    f64 => |x| Self::Real(x);
    &Value => |x| x.clone();
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(bytes: [u8; N]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl<const N: usize> From<&[u8; N]> for Value {
    fn from(bytes: &[u8; N]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The values for `$1`, `$2`, … of a statement, in this order.
#[macro_export]
macro_rules! binds {
    ($($value:expr),* $(,)?) => {
        <[_]>::into_vec(::std::boxed::Box::new([$($crate::Value::from($value)),*]))
            as ::std::vec::Vec<$crate::Value>
    };
}
