//! Names by which writes keep out of each other's way where the database alone would not see to it.

/// A name that a write holds from before it begins until it is in. Whoever holds it exclusively
/// holds it alone; several may share it. Names of different schemas are different names.
///
/// On SQLite every write is alone anyway, and nothing is held.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lock {
    pub(crate) name: String,
    pub(crate) shared: bool,
}

impl Lock {
    /// Held together with others who share it.
    pub fn shared(name: impl Into<String>) -> Self {
        Self { name: name.into(), shared: true }
    }

    /// Held alone.
    pub fn exclusive(name: impl Into<String>) -> Self {
        Self { name: name.into(), shared: false }
    }
}

/// How a write stands to those that run at the same moment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Manner {
    /// What it holds.
    pub(crate) locks: Vec<Lock>,
    /// Only these keep it apart from others: it is not checked whether it could have run alone.
    pub(crate) loose: bool,
}
