//! The two databases, that of the data and that of the keys: where they are, and that they belong
//! together.

use std::path::Path;

use db::{Config, Db, ServerConfig, binds};
use kit::problem::Problems;
use kit::settings::{Database, Settings};

use crate::ROOMS;
use crate::ground::people;
use crate::open::{OpenError, Options};

/// The schemas on a server. Apart, so that each is backed up for itself: copies of the keys are
/// to be kept for days, copies of the data for as long as one likes.
const SCHEMAS: [&str; 2] = ["masses", "masses_keys"];

/// One database, not looked at yet.
struct Place {
    /// For people: a path, or a schema.
    name: String,
    db: Db,
}

/// Opens both, the data's first, with their tables as this program needs them.
pub(crate) async fn open(options: &Options) -> Result<(Db, Db), OpenError> {
    let keys_folder = options.data.join("keys");
    for path in [options.data.as_path(), &keys_folder] {
        private_folder(path)
            .map_err(|error| OpenError::File { path: path.display().to_string(), error })?;
    }
    let [data, keys] = match &options.settings.database {
        Database::Embedded => {
            let files = [options.data.join("data.sqlite"), keys_folder.join("keys.sqlite")];
            belong_together(&files).await?;
            files.map(|path| Db::open(Config::at(path)))
        }
        Database::Server(url) => {
            let password = password(&options.settings)?;
            SCHEMAS.map(|schema| {
                let mut config = ServerConfig::at(url.expose(), schema);
                config.password = password.clone();
                Db::connect(config)
            })
        }
    };
    let (data, keys) = (data?, keys?);
    if matches!(options.settings.database, Database::Server(_)) {
        let [data, keys] = [(&data, SCHEMAS[0]), (&keys, SCHEMAS[1])]
            .map(|(db, schema)| Place { name: format!("the schema {schema}"), db: db.clone() });
        schemas_belong_together(&data, &keys).await?;
    }
    for room in ROOMS {
        data.migrate(room.inventory.name, room.schema).await?;
    }
    keys.migrate("keys", people::KEYS_SCHEMA).await?;
    Ok((data, keys))
}

fn password(settings: &Settings) -> Result<Option<String>, OpenError> {
    let password = settings.database_password().map_err(|problem| Problems(vec![problem]))?;
    Ok(password.map(|password| password.expose().to_owned()))
}

/// Beside the one that is left, a new one would be filled, and the old one lost for good.
async fn belong_together(files: &[std::path::PathBuf; 2]) -> Result<(), OpenError> {
    let [data, keys] = files;
    for (gone, there) in [(data, keys), (keys, data)] {
        let empty = std::fs::metadata(gone).map_or(true, |file| file.len() == 0);
        if empty && there.exists() {
            let db = Db::open(Config::at(there))?;
            let held = holds_something(&db).await?;
            db.close().await?;
            if held {
                let [gone, there] = [gone, there].map(|path| path.display().to_string());
                return Err(OpenError::Half { gone, there });
            }
        }
    }
    Ok(())
}

/// The same on a server.
async fn schemas_belong_together(data: &Place, keys: &Place) -> Result<(), OpenError> {
    for (gone, there) in [(data, keys), (keys, data)] {
        if gone.db.schema().await?.is_empty() && holds_something(&there.db).await? {
            let (gone, there) = (gone.name.clone(), there.name.clone());
            return Err(OpenError::Half { gone, there });
        }
    }
    Ok(())
}

/// Whether there is a person, or a person's key, in it.
async fn holds_something(db: &Db) -> Result<bool, OpenError> {
    let schema = db.schema().await?;
    for (table, any) in [("person", &people::store::ANY), ("data_key", &people::store::keys::ANY)] {
        if schema.iter().any(|column| column.table == table)
            && db.read_one(any, binds![]).await?.is_some()
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A folder for its owner only.
fn private_folder(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}
