//! Migrations: numbered steps, each applied once, recorded in the same transaction.

use crate::{Db, Error, Result, Tx, binds, statements};

/// One column of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnInfo {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// Its type: `text`, `bigint`, `boolean`, `bytea` or `double precision`.
    pub kind: String,
    /// Whether it may be null.
    pub nullable: bool,
}

/// A reference from a column to another table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKey {
    /// The table that refers.
    pub table: String,
    /// Its column.
    pub column: String,
    /// The table referred to.
    pub to_table: String,
    /// Whether deleting there deletes here.
    pub cascade: bool,
}

/// The table that records which steps have been applied. It holds nothing about anybody.
pub const SCHEMA_STEP: &str = "schema_step";

/// Its columns: the room's name, the step's number, and a checksum of the step's text.
pub const SCHEMA_STEP_COLUMNS: &[&str] = &["room", "step", "digest"];

pub(crate) const MAKE: &str = "create table if not exists schema_step (
    room text not null,
    step bigint not null,
    digest text not null,
    primary key (room, step)
)";

statements! {
    APPLIED = "select step, digest from schema_step where room = $1 order by step";
    RECORD = "insert into schema_step (room, step, digest) values ($1, $2, $3)";
}

/// What would run on one database only, or breaks the rules that shared commits rest on: a
/// constraint that is checked at the commit would fail the neighbours too.
const REFUSED: &[&str] = &[
    "attach",
    "autoincrement",
    "bigserial",
    "commit",
    "current_timestamp",
    "deferrable",
    "pragma",
    "rollback",
    "serial",
    "trigger",
    "vacuum",
];

/// The types that both databases have.
const TYPES: &[&str] = &["text", "bigint", "boolean", "bytea", "double precision"];

/// Refuses a column of a type that one of the databases does not have, or reads otherwise.
pub(crate) fn only_known_types(schema: &[ColumnInfo]) -> Result<()> {
    match schema.iter().find(|column| !TYPES.contains(&column.kind.as_str())) {
        None => Ok(()),
        Some(column) => Err(Error::Schema(format!(
            "column {}.{} is of type `{}`; use one of {}",
            column.table,
            column.column,
            column.kind,
            TYPES.join(", ")
        ))),
    }
}

/// One step of a room's schema.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    number: i64,
    sql: String,
    digest: String,
}

/// See [`Db::migrate`].
pub(crate) async fn migrate(db: &Db, room: &str, text: &str) -> Result<()> {
    let steps = steps(room, text)?;
    db.make_schema().await?;
    let mut done = {
        let (room, steps) = (room.to_owned(), steps.clone());
        db.write::<_, Error>(move |tx| Box::pin(async move { applied(tx, &room, &steps).await }))
            .await?
    };
    // Each in a write of its own; another process may be doing the same at the same time.
    while done < steps.len() {
        let (room, steps) = (room.to_owned(), steps.clone());
        done = db
            .write::<_, Error>(move |tx| {
                Box::pin(async move { apply_next(tx, &room, &steps).await })
            })
            .await?;
    }
    Ok(())
}

/// Applies the first step that is missing; answers how many are applied then.
async fn apply_next(tx: &mut Tx, room: &str, steps: &[Step]) -> Result<usize> {
    let done = applied(tx, room, steps).await?;
    let Some(step) = steps.get(done) else { return Ok(done) };
    tx.batch(&format!("step {} of {room}", step.number), &step.sql).await?;
    tx.only_known_types().await?;
    tx.execute(&RECORD, binds![room, step.number, step.digest.as_str()]).await?;
    Ok(done + 1)
}

/// How many of these steps have been applied, if what has been applied is what they say.
async fn applied(tx: &mut Tx, room: &str, steps: &[Step]) -> Result<usize> {
    tx.batch("schema_step", MAKE).await?;
    tx.alone_with_schema().await?;
    let rows = tx.read(&APPLIED, binds![room]).await?;
    for (place, row) in rows.iter().enumerate() {
        let number = row.int("step")?;
        match steps.get(place) {
            Some(step) if step.number == number => {
                if step.digest != row.text("digest")? {
                    return Err(Error::Schema(format!(
                        "step {number} of the schema of {room} has been applied to this database \
                         with another text; put the old text back and add a new step instead"
                    )));
                }
            }
            _ => {
                return Err(Error::Schema(format!(
                    "this database has step {number} of the schema of {room}, which this program \
                     does not know; it was made by a newer version: use that one"
                )));
            }
        }
    }
    Ok(rows.len())
}

/// Takes a schema apart.
fn steps(room: &str, text: &str) -> Result<Vec<Step>> {
    let wrong = |what: String| Err(Error::Schema(format!("schema of {room}: {what}")));
    let mut steps: Vec<Step> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if let Some(heading) = line.strip_prefix("-- step ") {
            let digits = heading.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
            let expected = steps.len() as i64 + 1;
            if digits.parse() != Ok(expected) {
                return wrong(format!(
                    "`{line}` stands where step {expected} is expected; number the steps 1, 2, 3 …"
                ));
            }
            steps.push(Step { number: expected, sql: String::new(), digest: String::new() });
        } else if line.is_empty() || line.trim_start().starts_with("--") {
            // Comments and empty lines may change after a step was applied.
        } else if let Some(step) = steps.last_mut() {
            step.sql.push_str(line);
            step.sql.push('\n');
        } else {
            return wrong(format!("`{line}` stands before the first line `-- step 1: …`"));
        }
    }
    for step in &mut steps {
        if step.sql.is_empty() {
            return wrong(format!("step {} is empty", step.number));
        }
        if let Some(word) = refused(&step.sql) {
            return wrong(format!(
                "step {} says `{word}`, which is not for both databases",
                step.number
            ));
        }
        step.digest = digest(&step.sql);
    }
    Ok(steps)
}

fn refused(sql: &str) -> Option<&'static str> {
    let lower = sql.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words.find_map(|word| REFUSED.iter().find(|&&refused| refused == word).copied())
}

/// FNV-1a, 64 bits: a checksum that notices an edited text. It is not cryptographic and need not
/// be: who can change the program's text can change the program.
fn digest(text: &str) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    format!("{hash:016x}")
}
