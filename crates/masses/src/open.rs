//! Opening the house: settings, keys, databases, ground floor, rooms, in this order.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, Weak};

use axum::Router;
use db::{Db, binds};
use kit::chance::Chance;
use kit::clock::Clock;
use kit::forms::FormKey;
use kit::problem::Problems;
use kit::render::Render;
use kit::settings::{AccessLog as LogSetting, Settings};
use kit::slots::Slots;
use kit::web::tls::Certificates;
use kit::web::{
    AccessLog, Door, ErrorPages, Hosts, LogAddress, PageLater, Prepared, Proxies, Refused, Shell,
    ShellConfig,
};
use kit::words::Words;
use vault::{KeySource, MasterKeys};

use crate::ground::care::Care;
use crate::ground::gate::{self, Gate};
use crate::ground::generations::Generations;
use crate::ground::jobs::Job;
use crate::ground::journal::Journal;
use crate::ground::mail::Mail;
use crate::ground::people::{self, Keys, People};
use crate::ground::{Ground, check, settings_hash};
use crate::web::assets::Assets;
use crate::web::{certificate, health, templates, words};
use crate::{ROOMS, databases};

/// What a house is opened with.
pub struct Options {
    /// The folder of the site.
    pub site: PathBuf,
    /// The folder of the data.
    pub data: PathBuf,
    /// The settings.
    pub settings: Settings,
    /// Where the master key comes from.
    pub master_key: KeySource,
    /// The time.
    pub clock: Clock,
    /// Randomness.
    pub chance: Chance,
    /// The listener is on this machine only.
    pub loopback: bool,
}

/// Why the house cannot be opened. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The site's own files.
    #[error("{0}")]
    Problems(#[from] Problems),
    /// A folder or file.
    #[error("{path}: {error}")]
    File {
        /// Which.
        path: String,
        /// Why.
        error: std::io::Error,
    },
    /// The database.
    #[error("the database cannot be opened: {0}")]
    Db(#[from] db::Error),
    /// The keys.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// The keys and the data.
    #[error(transparent)]
    People(#[from] people::Error),
    /// The gate.
    #[error(transparent)]
    Gate(#[from] gate::Error),
    /// The master key is gone, but there is data under it (F20).
    #[error(
        "the master key is missing: it was expected in {from}, and there is data that only it \
         opens. Put it back, or run `masses key recover` with the recovery code"
    )]
    KeyMissing {
        /// Where it was expected.
        from: String,
    },
    /// One of the two databases is gone, and the other is worth nothing without it (F20).
    #[error(
        "{gone} is gone, but {there} is still there, and neither is of use without the other. \
         Nothing was started or made: put it back, from a backup of the same day if need be"
    )]
    Half {
        /// The database that is missing.
        gone: String,
        /// The one that is not.
        there: String,
    },
    /// Schema and inventory differ.
    #[error("the database and the inventory differ; nothing was started:\n{0}")]
    Inventory(String),
    /// Something is wrong with the program itself.
    #[error("{0}")]
    Other(String),
}

/// A house that is open.
pub struct House {
    /// The ground floor.
    pub ground: Arc<Ground>,
    /// All routes.
    pub router: Router,
    /// The table of doors.
    pub doors: Vec<Door>,
    /// Everything that happens by itself.
    pub jobs: Vec<Job>,
    /// The recovery code, where the master key was made just now. It is shown once.
    pub recovery_code: Option<String>,
}

impl House {
    /// Opens it.
    pub async fn open(options: Options) -> Result<Self, OpenError> {
        let words = Arc::new(words(&options.site, &options.settings)?);
        let security = kit::web::security(secure(&options.settings));
        let assets = Assets::load(&options.site, &options.settings, &security)?;
        let zone = options.settings.site.time_zone.clone();
        let render = Render::new(templates(), Arc::new(assets.clone()), words.clone(), zone)
            .map_err(|problem| Problems(vec![problem]))?;
        render
            .load_overrides(&options.site.join("theme"))
            .map_err(|problem| Problems(vec![problem]))?;
        let (data, keys_db) = databases::open(&options).await?;
        let (master, recovery_code) = master_key(&options, &keys_db).await?;
        remember(&options).map_err(|error| OpenError::File {
            path: options.data.join("keys").display().to_string(),
            error,
        })?;
        let page = (words, Arc::new(render), assets.clone());
        let ground = ground(&options, page, data, keys_db, master).await?;
        check::schema(&ground).await.map_err(OpenError::Inventory)?;
        let now = ground.clock.now();
        ground.gate.reload().await?;
        ground.people.reload().await?;
        ground.care.finish_pending(now).await?;
        crate::rooms::policy::first(&ground).await.map_err(|e| OpenError::Other(e.to_string()))?;
        listen(&ground);
        let mut house = Self {
            ground,
            router: assets.router(),
            doors: Vec::new(),
            jobs: Vec::new(),
            recovery_code,
        };
        house.open_rooms(&assets);
        let health = health::doors(&house.ground);
        house.router = std::mem::take(&mut house.router).merge(health.router);
        house.doors.extend(health.doors);
        Ok(house)
    }

    fn open_rooms(&mut self, assets: &Assets) {
        let mut prepared: Vec<Arc<dyn Prepared>> = Vec::new();
        let mut slots = certificate::slots(&self.ground);
        for room in &self.ground.rooms {
            let opened = (room.open)(&self.ground);
            if let Some(doors) = opened.doors {
                self.router = std::mem::take(&mut self.router).merge(doors.router);
                self.doors.extend(doors.doors);
            }
            self.jobs.extend(opened.jobs);
            slots.add(opened.slots);
            prepared.extend(opened.prepared);
        }
        prepared.push(Arc::new(assets.clone()));
        self.ground.shell.set_prepared(prepared);
        self.ground.slots.fill(slots);
    }
}

/// The name of the file in the keys' folder that says where the master key lies.
const POINTER: &str = "master-key.path";

/// Where the master key of a data folder lies when nobody says otherwise: where it was found
/// last, so that the folder may be moved; else in the user's configuration folder, outside of
/// site and data, one for each data folder.
pub fn master_key_file(settings: &Settings, data: &Path, config_home: &Path) -> PathBuf {
    if let Some(file) = &settings.keys.master_key_file {
        return file.clone();
    }
    let known = std::fs::read_to_string(data.join("keys").join(POINTER));
    if let Ok(known) = known.map(|known| PathBuf::from(known.trim()))
        && known.is_absolute()
    {
        return known;
    }
    let whole = std::path::absolute(data).unwrap_or_else(|_| data.to_owned());
    let digest = vault::hash(whole.to_string_lossy().as_bytes());
    let name = whole.file_name().unwrap_or_default().to_string_lossy().into_owned();
    config_home.join("masses").join(format!("{name}-{}.key", vault::hex(&digest[..4])))
}

/// Notes where the master key was found.
fn remember(options: &Options) -> std::io::Result<()> {
    let Some(master_key) = options.master_key.file() else { return Ok(()) };
    let file = options.data.join("keys").join(POINTER);
    let text = format!("{}\n", std::path::absolute(master_key)?.display());
    if std::fs::read_to_string(&file).is_ok_and(|known| known == text) {
        return Ok(());
    }
    let mut open = OpenOptions::new();
    open.write(true).create(true).truncate(true).mode(0o600);
    open.open(file)?.write_all(text.as_bytes())
}

/// The master key; a new one only where there is nothing yet that another could open (F20).
async fn master_key(
    options: &Options,
    keys: &Db,
) -> Result<(MasterKeys, Option<String>), OpenError> {
    let source = &options.master_key;
    if source.exists() {
        return Ok((source.load()?, None));
    }
    let ring = keys.read(&people::store::keys::RING_ALL, binds![]).await?;
    let (Some(file), true) = (source.file(), ring.is_empty()) else {
        return Err(OpenError::KeyMissing { from: source.to_string() });
    };
    let made = MasterKeys::create(file, &options.chance)?;
    let code = made.current().recovery_code();
    Ok((made, Some(code)))
}

async fn ground(
    options: &Options,
    (words, render, assets): (Arc<Words>, Arc<Render>, Assets),
    data: Db,
    keys_db: Db,
    master: MasterKeys,
) -> Result<Arc<Ground>, OpenError> {
    let settings = Arc::new(options.settings.clone());
    let (clock, chance) = (options.clock.clone(), options.chance.clone());
    let now = clock.now();
    let keys = Keys::open(keys_db, options.master_key.clone(), master, chance.clone(), now).await?;
    let forms = FormKey::new(*keys.ring("forms", now).await?.expose());
    let mail_key = keys.ring("mail", now).await?;
    let flat = settings.flat().clone();
    let off: BTreeSet<&'static str> = ROOMS
        .iter()
        .filter(|room| !check::is_on(room.inventory.switch, &flat))
        .flat_map(|room| room.inventory.purposes.iter().map(|purpose| purpose.id))
        .collect();
    let gate = Arc::new(Gate::new(data.clone(), off));
    let people = Arc::new(People::new(data.clone(), keys, gate.clone(), chance.clone()));
    let inventories = ROOMS.iter().map(|room| room.inventory).collect();
    let care =
        Care::new(data.clone(), people.clone(), chance.clone(), settings.clone(), inventories);
    let pages = Arc::new(Pages::default());
    let shell = shell(options, &settings, gate.clone(), pages.clone())?;
    let mail = Mail::new(data.clone(), people.clone(), settings.clone(), chance.clone(), mail_key);
    let ground = Arc::new(Ground {
        settings_hash: settings_hash(&options.site),
        site: options.site.clone(),
        data_folder: options.data.clone(),
        generations: Generations::new(data.clone()),
        journal: Arc::new(Journal::new(data.clone())),
        mail: Arc::new(mail),
        care: Arc::new(care),
        rooms: ROOMS.to_vec(),
        slots: Slots::default(),
        settings,
        clock,
        chance,
        data,
        words,
        render,
        assets,
        people,
        gate,
        forms,
        shell,
        certificates: Certificates::open(&options.settings),
    });
    let _ = pages.0.set(Arc::downgrade(&ground));
    Ok(ground)
}

/// Whether visitors reach the site over TLS.
fn secure(settings: &Settings) -> bool {
    settings.site.url.starts_with("https://")
}

fn shell(
    options: &Options,
    settings: &Settings,
    gate: Arc<Gate>,
    pages: Arc<dyn ErrorPages>,
) -> Result<Arc<Shell>, OpenError> {
    let folder = options.data.join("logs");
    let log = match settings.server.access_log {
        LogSetting::Off => AccessLog::off(),
        LogSetting::Truncated => AccessLog::open(&folder, LogAddress::Truncated),
        LogSetting::Full => AccessLog::open(&folder, LogAddress::Full),
    };
    let log = log.map_err(|error| OpenError::File { path: folder.display().to_string(), error })?;
    Ok(Shell::new(ShellConfig {
        hosts: Hosts::new(&settings.site.url, options.loopback),
        proxies: Proxies::new(settings.server.trusted_proxies.iter().map(String::as_str)),
        secure: secure(settings),
        languages: settings.site.languages.clone(),
        cookies: ROOMS.iter().flat_map(|room| room.inventory.cookies.iter().copied()).collect(),
        clock: options.clock.clone(),
        guard: gate,
        pages,
        log,
    }))
}

/// What is renewed when something has changed beside this process.
fn listen(ground: &Arc<Ground>) {
    let (gate, mail, clock) = (ground.gate.clone(), ground.mail.clone(), ground.clock.clone());
    ground.generations.listen(gate::GENERATION, move || {
        let (gate, mail, now) = (gate.clone(), mail.clone(), clock.now());
        async move {
            gate.reload().await.map_err(|error| error.to_string())?;
            mail.named(now).await.map_err(|error| error.to_string())
        }
    });
    let people = ground.people.clone();
    ground.generations.listen(people::GENERATION, move || {
        let people = people.clone();
        async move { people.reload().await.map_err(|error| error.to_string()) }
    });
}

/// The pages for errors: the shell is there before the ground floor that renders them.
#[derive(Default)]
struct Pages(OnceLock<Weak<Ground>>);

impl ErrorPages for Pages {
    fn page<'a>(&'a self, refused: Refused<'a>) -> PageLater<'a> {
        Box::pin(async move { self.0.get()?.upgrade()?.refusal_page(refused).await })
    }
}
