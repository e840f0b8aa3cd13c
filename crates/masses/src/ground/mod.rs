//! The ground floor: what every room may use.
//!
//! [`Ground`] is opened once and shared by all rooms. It holds the databases, the keys, the
//! people, the one door to what is sealed, the gate of the policy, mail, jobs and the journal.

pub mod care;
pub mod check;
pub mod gate;
pub mod generations;
pub mod health;
pub mod jobs;
pub mod journal;
pub mod keystate;
pub mod mail;
pub mod people;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use db::{Db, Statement};
use kit::chance::Chance;
use kit::clock::Clock;
use kit::forms::FormKey;
use kit::render::Render;
use kit::settings::Settings;
use kit::slots::{Filled, Later, Slots};
use kit::web::tls::Certificates;
use kit::web::{Opened, Prepared, Shell};
use kit::words::Words;

use care::Care;
use gate::Gate;
use generations::Generations;
use jobs::Job;
use journal::Journal;
use mail::Mail;
use people::People;

use crate::web::assets::Assets;

/// Tells what an organisation made in a room that holds personal data.
pub type Instances = for<'a> fn(&'a Ground) -> Later<'a, Vec<policy::Instance>>;

/// What a room is to the rest of the program.
pub struct Room {
    /// What it holds, why, and how long.
    pub inventory: &'static inventory::Room,
    /// Its tables, in numbered steps.
    pub schema: &'static str,
    /// Every statement it ever runs, by file.
    pub statements: &'static [&'static [&'static Statement]],
    /// What the organisation made in it that holds personal data: form fields.
    pub instances: Option<Instances>,
    /// Opens it.
    pub open: fn(&Arc<Ground>) -> RoomOpened,
}

/// A room that is open.
#[derive(Default)]
pub struct RoomOpened {
    /// Its routes; a room of the ground floor has none.
    pub doors: Option<Opened>,
    /// What it does by itself.
    pub jobs: Vec<Job>,
    /// What it shows in other places.
    pub slots: Filled,
    /// What it keeps that is the same for everybody.
    pub prepared: Vec<Arc<dyn Prepared>>,
}

/// The ground floor of one running program.
pub struct Ground {
    /// The folder of the site: settings, pages, theme.
    pub site: PathBuf,
    /// The folder of the data.
    pub data_folder: PathBuf,
    /// The settings, as they were at the start.
    pub settings: Arc<Settings>,
    /// The hash of the settings' file at the start.
    pub settings_hash: [u8; 32],
    /// The time.
    pub clock: Clock,
    /// Randomness.
    pub chance: Chance,
    /// The data.
    pub data: Db,
    /// The words of all languages.
    pub words: Arc<Words>,
    /// The templates.
    pub render: Arc<Render>,
    /// The style sheets and scripts.
    pub assets: Assets,
    /// Which caches are out of date.
    pub generations: Arc<Generations>,
    /// Who we know something about, their keys, and the one door.
    pub people: Arc<People>,
    /// Export, erasure, the sweep.
    pub care: Arc<Care>,
    /// Which version of the policy is in force, and what that opens.
    pub gate: Arc<Gate>,
    /// The outbox.
    pub mail: Arc<Mail>,
    /// Who did what to personal data.
    pub journal: Arc<Journal>,
    /// The keys of visitors' forms.
    pub forms: FormKey,
    /// What rooms show in each other.
    pub slots: Slots,
    /// The shell around all routes.
    pub shell: Arc<Shell>,
    /// The certificate, where the program serves TLS itself.
    pub certificates: Option<Arc<Certificates>>,
    /// Every room of the program, switched on or not.
    pub rooms: Vec<&'static Room>,
}

impl Ground {
    /// Whether the settings' file is no longer the one this process was started with: what it
    /// says then applies from the next start on.
    pub fn settings_moved(&self) -> bool {
        settings_hash(&self.site) != self.settings_hash
    }
}

/// The hash of a site's settings' file; of nothing where it cannot be read.
pub fn settings_hash(site: &Path) -> [u8; 32] {
    vault::hash(&std::fs::read(site.join(kit::settings::FILE)).unwrap_or_default())
}

/// The words for a topic in a language: from the settings, or the topic's id where it is no
/// longer there.
pub fn topic_label(settings: &Settings, words: &Words, topic: &str, lang: &str) -> String {
    let found = settings.inquiries.topics.iter().find(|one| one.id == topic);
    match found.and_then(|one| one.label(lang)) {
        Some(label) => label.to_owned(),
        // The one there is where the settings name none.
        None if topic == "general" => words.say(lang, "inquiry-topic-general", &[]),
        None => topic.to_owned(),
    }
}
