//! All SQL of the pages: their versions, and who made them.

use db::{Row, Tx, binds, statements};

use super::history::{Kind, NewVersion, Version};

/// So many versions of a page are kept.
const KEPT: i64 = 50;

statements! {
    /// The newest version of every page that ever was.
    LATEST = "select v.id, v.file, v.number, v.kind, v.way, v.came_from, v.hash, v.at, e.person_id
        from page_version v left join page_editor e on e.version_id = v.id
        where v.number = (select max(w.number) from page_version w where w.file = v.file)
        order by v.file";
    /// Every version of a page, newest first.
    OF_FILE = "select v.id, v.file, v.number, v.kind, v.way, v.came_from, v.hash, v.at, e.person_id
        from page_version v left join page_editor e on e.version_id = v.id
        where v.file = $1 order by v.number desc";
    /// One version.
    ONE = "select v.id, v.file, v.number, v.kind, v.way, v.came_from, v.hash, v.at, e.person_id,
            v.content
        from page_version v left join page_editor e on e.version_id = v.id where v.id = $1";
    /// The content of the version before one.
    BEFORE = "select content from page_version where file = $1 and number < $2
        order by number desc limit 1";
    /// The newest version of a page with a certain content.
    WITH_HASH = "select content from page_version where file = $1 and hash = $2
        order by number desc limit 1";
    /// The number of the next version of a page.
    NEXT = "select coalesce(max(number), 0) + 1 as next from page_version where file = $1";
    /// A new version.
    ADD = "insert into page_version
            (id, file, number, kind, way, came_from, content, hash, at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// Who made it.
    ADD_EDITOR = "insert into page_editor (id, version_id, person_id, at) values ($1, $2, $3, $4)";
    /// The oldest versions of a page go, up to a number.
    PRUNE = "delete from page_version where file = $1 and number <= $2";
    /// Versions from before a time go, some at once; the one that is there now stays.
    SWEEP = "delete from page_version where id in (select v.id from page_version v
        where v.at <= $1 and (v.kind <> 'written'
            or v.number < (select max(w.number) from page_version w where w.file = v.file))
        order by v.id limit $2)";
}

/// Writes a version, as the newest of its page.
pub(super) async fn add(tx: &mut Tx, new: NewVersion) -> Result<(), db::Error> {
    let row = tx.read_one(&NEXT, binds![new.file.clone()]).await?;
    let number = row.map(|row| row.int("next")).transpose()?.unwrap_or(1);
    let way = if new.editor.is_some() { "desk" } else { "disk" };
    let (id, file) = (new.id.clone(), new.file.clone());
    let version = binds![
        id,
        file,
        number,
        new.kind.word(),
        way,
        new.came_from,
        new.content,
        new.hash.to_vec(),
        new.at
    ];
    tx.execute(&ADD, version).await?;
    if let Some((id, person)) = new.editor {
        tx.execute(&ADD_EDITOR, binds![id, new.id, person, new.at]).await?;
    }
    if number > KEPT {
        tx.execute(&PRUNE, binds![new.file, number - KEPT]).await?;
    }
    Ok(())
}

/// A version, without its content.
pub(super) fn version(row: &Row) -> Result<Version, db::Error> {
    let kind = row.text("kind")?;
    Ok(Version {
        id: row.text("id")?,
        file: row.text("file")?,
        number: row.int("number")?,
        kind: Kind::from_word(&kind)
            .ok_or_else(|| db::Error::Bug(format!("a version of the kind `{kind}`")))?,
        in_desk: row.text("way")? == "desk",
        came_from: row.opt_text("came_from")?,
        hash: row.bytes("hash")?,
        at: row.int("at")?,
        person: row.opt_text("person_id")?,
    })
}
