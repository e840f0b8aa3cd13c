//! The two databases, that of the data and that of the keys: where they are, and that they belong
//! together.

use std::path::{Path, PathBuf};

use db::{Config, Db, ServerConfig, binds};
use kit::problem::Problems;
use kit::settings::{Database, Settings};

use crate::ROOMS;
use crate::ground::people;
use crate::open::{OpenError, Options};

/// The schemas on a server. Apart, so that each is backed up for itself: copies of the keys are
/// to be kept for days, copies of the data for as long as one likes.
const SCHEMAS: [&str; 2] = ["masses", "masses_keys"];

/// Where one of them is.
enum Place {
    File(PathBuf),
    Schema(ServerConfig),
}

/// Whether there is a site's data already.
pub async fn there_is_data(settings: &Settings, data: &Path) -> Result<bool, OpenError> {
    let [data, _] = places(settings, data)?;
    Ok(data.look().await?.is_some())
}

/// The keys' database, if there is one.
pub async fn keys(settings: &Settings, data: &Path) -> Result<Option<Db>, OpenError> {
    let [_, keys] = places(settings, data)?;
    keys.look().await
}

/// Opens both, the data's first, with their tables as this program needs them.
pub(crate) async fn open(options: &Options) -> Result<(Db, Db), OpenError> {
    for path in [options.data.clone(), options.data.join("keys")] {
        private_folder(&path)
            .map_err(|error| OpenError::File { path: path.display().to_string(), error })?;
    }
    let [data, keys] = places(&options.settings, &options.data)?;
    // Beside the one that is left, a new one would be filled, and the old one lost for good.
    for (gone, there) in [(&data, &keys), (&keys, &data)] {
        if gone.look().await?.is_none() && there.holds_something().await? {
            return Err(OpenError::Half { gone: gone.name(), there: there.name() });
        }
    }
    let (data, keys) = (data.open()?, keys.open()?);
    for room in ROOMS {
        data.migrate(room.inventory.name, room.schema).await?;
    }
    keys.migrate("keys", people::KEYS_SCHEMA).await?;
    Ok((data, keys))
}

fn places(settings: &Settings, data: &Path) -> Result<[Place; 2], OpenError> {
    let Database::Server(url) = &settings.database else {
        return Ok([data.join("data.sqlite"), data.join("keys/keys.sqlite")].map(Place::File));
    };
    let password = settings.database_password().map_err(|problem| Problems(vec![problem]))?;
    Ok(SCHEMAS.map(|schema| {
        let mut config = ServerConfig::at(url.expose(), schema);
        config.password = password.as_ref().map(|password| password.expose().to_owned());
        Place::Schema(config)
    }))
}

impl Place {
    /// For people.
    fn name(&self) -> String {
        match self {
            Place::File(path) => path.display().to_string(),
            Place::Schema(config) => format!("the schema {}", config.schema),
        }
    }

    /// Opens it, and makes it if need be.
    fn open(&self) -> Result<Db, db::Error> {
        match self {
            Place::File(path) => Db::open(Config::at(path)),
            Place::Schema(config) => Db::connect(config.clone()),
        }
    }

    /// Opens what is there, if anything is; makes nothing.
    async fn look(&self) -> Result<Option<Db>, OpenError> {
        if let Place::File(path) = self
            && std::fs::metadata(path).map_or(true, |file| file.len() == 0)
        {
            return Ok(None);
        }
        let db = self.open()?;
        Ok(if db.schema().await?.is_empty() { None } else { Some(db) })
    }

    /// Whether there is a person, or a person's key, in it.
    async fn holds_something(&self) -> Result<bool, OpenError> {
        let Some(db) = self.look().await? else { return Ok(false) };
        let schema = db.schema().await?;
        let mut found = false;
        for (table, any) in
            [("person", &people::store::ANY), ("data_key", &people::store::keys::ANY)]
        {
            if schema.iter().any(|column| column.table == table) {
                found |= db.read_one(any, binds![]).await?.is_some();
            }
        }
        db.close().await?;
        Ok(found)
    }
}

/// A folder for its owner only.
fn private_folder(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}
