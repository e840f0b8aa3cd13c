//! A connection that writes. It goes back to the others only when it is said to be clean: whatever
//! else happens, the server is left, and rolls back what its client has left.

use std::ops::Deref;

use deadpool_postgres::Object;

/// A connection on loan.
#[derive(Debug)]
pub(super) struct Lent(Option<Object>);

impl Lent {
    /// From the pool.
    pub(super) const fn of(client: Object) -> Self {
        Self(Some(client))
    }

    /// Back to the pool: nothing was begun on it that is not over, and its session holds nothing.
    pub(super) fn clean(mut self) {
        drop(self.0.take());
    }
}

impl Deref for Lent {
    type Target = Object;

    fn deref(&self) -> &Object {
        // It is there until it is given away.
        self.0.as_ref().unwrap_or_else(|| unreachable!("a connection was given back twice"))
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(client) = self.0.take() {
            drop(Object::take(client));
        }
    }
}
