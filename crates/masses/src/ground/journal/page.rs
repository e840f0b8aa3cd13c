//! The journal as it is read, a page at a time.

use db::{Row, binds};

use super::{Actor, Journal, store};

/// An entry as it stands in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// Its id.
    pub id: String,
    /// When.
    pub at: i64,
    /// Who.
    pub actor: Actor,
    /// What: the word of an [`Act`](super::Act).
    pub act: String,
    /// Whose data.
    pub person: Option<String>,
    /// Done to what.
    pub object: Option<String>,
    /// Ids and numbers, as JSON.
    pub detail: Option<String>,
    /// The block it is sealed in.
    pub block: Option<i64>,
}

impl Noted {
    fn of(row: &Row) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.text("id")?,
            at: row.int("at")?,
            actor: Actor::from_words(&row.text("actor_kind")?, row.opt_text("actor")?),
            act: row.text("act")?,
            person: row.opt_text("person_id")?,
            object: row.opt_text("object")?,
            detail: row.opt_text("detail")?,
            block: row.opt_int("block")?,
        })
    }
}

impl Journal {
    /// Entries before an id, newest first; all, or those about one person.
    pub async fn page(
        &self,
        before: Option<&str>,
        person: Option<&str>,
        limit: i64,
    ) -> Result<Vec<Noted>, db::Error> {
        // Every id is before this.
        let before = before.unwrap_or("zz");
        let rows = match person {
            Some(person) => self.data.read(&store::PAGE_OF, binds![before, limit, person]).await?,
            None => self.data.read(&store::PAGE, binds![before, limit]).await?,
        };
        rows.iter().map(Noted::of).collect()
    }
}
