//! Rotation of the master key: every wrapped key is wrapped anew, while the program serves.
//!
//! The file holds both keys meanwhile, so that an interruption at any point leaves everything
//! readable and running it again finishes (F19).

use db::{Claim, Db, Row, Statement, binds};
use kit::chance::Chance;
use vault::{KeyId, MasterKeys};

use super::keys::{ring_as, use_master, wrapped_as};
use super::store::keys as sql;
use super::{Error, GENERATION, Keys};
use crate::ground::generations::Generations;

/// What a rotation did.
#[derive(Debug, Clone)]
pub struct Rotation {
    /// The master key from now on.
    pub to: KeyId,
    /// How many keys were wrapped anew.
    pub rewrapped: u64,
    /// Whether it finished a rotation that was interrupted.
    pub resumed: bool,
}

/// Rotates the master key. `progress` is told how many keys were wrapped anew so far.
pub async fn rotate(
    keys: &Keys,
    data: &Db,
    chance: &Chance,
    now: i64,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Rotation, Error> {
    let source = keys.source();
    let file = source.file().ok_or_else(|| vault::Error::Elsewhere(source.to_string()))?;
    // One at a time: of two, one would drop the key under which the other has just wrapped.
    let _claim = Claim::take(file.with_extension("rotation"), "masses key rotate")?;
    let resumed = MasterKeys::load(file)?.rotating();
    if !resumed {
        MasterKeys::add(file, chance)?;
    }
    keys.reload()?;
    tell(data).await?;
    let master = keys.master();
    // From here on no key is added that the old one wraps, wherever it was wrapped: a pass that
    // finds nothing more is the last.
    use_master(keys.db(), master.current().id(), now).await?;
    let mut rewrapped = 0;
    loop {
        let more = pass(keys.db(), &master, chance, rewrapped, progress).await?;
        rewrapped += more;
        if more == 0 {
            break;
        }
    }
    let master = MasterKeys::drop_old(file, master.current().id())?;
    keys.reload()?;
    tell(data).await?;
    Ok(Rotation { to: master.current().id(), rewrapped, resumed })
}

/// Makes every process read the key file again.
async fn tell(data: &Db) -> Result<(), db::Error> {
    data.write::<_, db::Error>(|tx| Box::pin(Generations::bump(tx, GENERATION))).await
}

/// Wraps anew whatever is not wrapped by the newest key; how many that were.
async fn pass(
    db: &Db,
    master: &MasterKeys,
    chance: &Chance,
    before: u64,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<u64, Error> {
    let mut done = 0;
    for row in db.read(&sql::RING_ALL, binds![]).await? {
        let name = row.text("name")?;
        done += again(db, master, chance, &sql::RING_WRAP, &name, &ring_as(&name), &row).await?;
    }
    let mut after = String::new();
    loop {
        let rows = db.read(&sql::KEY_SOME, binds![after.clone()]).await?;
        for row in &rows {
            after = row.text("person_id")?;
            let what = wrapped_as(&after);
            done += again(db, master, chance, &sql::KEY_WRAP, &after, &what, row).await?;
        }
        progress(before + done);
        if rows.is_empty() {
            return Ok(done);
        }
    }
}

async fn again(
    db: &Db,
    master: &MasterKeys,
    chance: &Chance,
    statement: &'static Statement,
    id: &str,
    what: &str,
    row: &Row,
) -> Result<u64, Error> {
    let old = row.bytes("wrapped")?;
    let Some(fresh) = master.rewrap(what, &old, chance)? else { return Ok(0) };
    let id = id.to_owned();
    Ok(db
        .write::<_, db::Error>(move |tx| {
            Box::pin(async move { tx.execute(statement, binds![id, fresh, old]).await })
        })
        .await?)
}
