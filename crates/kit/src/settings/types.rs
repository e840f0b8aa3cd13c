//! The settings as the rest of the program sees them.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use serde::Serialize;

use super::{Choice, Field, Flat, Secret};
use crate::clock::Zone;
use crate::colour::Colour;
use crate::problem::Problem;

/// Everything an organisation decides about its site.
#[derive(Debug, Clone, Serialize)]
pub struct Settings {
    /// The folder of the site.
    #[serde(skip)]
    pub folder: PathBuf,
    /// Who runs the site.
    pub organisation: Organisation,
    /// The site itself.
    pub site: Site,
    /// The program on its machine.
    pub server: Server,
    /// Whose machine it is.
    pub hosting: Hosting,
    /// The site's mail.
    pub mail: Mail,
    /// The contact form.
    pub inquiries: Inquiries,
    /// The privacy policy.
    pub policy: Policy,
    /// The keys.
    pub keys: Keys,
    /// The team.
    pub team: Team,
    /// The journal.
    pub journal: Journal,
    /// Which database.
    pub database: Database,
    /// The file with the password of its server.
    pub database_password_file: Option<PathBuf>,
    #[serde(skip)]
    pub(super) flat: BTreeMap<String, Flat>,
    #[serde(skip)]
    pub(super) places: BTreeMap<&'static str, Problem>,
}

/// Which database holds the data.
#[derive(Debug, Clone)]
pub enum Database {
    /// SQLite, in the folder of the data.
    Embedded,
    /// A PostgreSQL server, by its address; it may hold a password.
    Server(Secret),
}

/// Which kind it is: the address may hold a password.
impl Serialize for Database {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(match self {
            Database::Embedded => "sqlite",
            Database::Server(_) => "postgresql",
        })
    }
}

/// Who runs the site.
#[derive(Debug, Clone, Serialize)]
pub struct Organisation {
    /// What it is called, in short.
    pub name: String,
    /// Its full legal name.
    pub legal_name: String,
    /// Its postal address; may have several lines.
    pub address: String,
    /// Its e-mail address.
    pub email: String,
    /// Its telephone number.
    pub phone: Option<String>,
    /// Where people can complain.
    pub authority: Authority,
    /// Where people write about their data.
    pub data_protection: DataProtection,
}

/// A supervisory authority.
#[derive(Debug, Clone, Serialize)]
pub struct Authority {
    /// Its name.
    pub name: String,
    /// Its website.
    pub url: String,
}

/// Where people write about their data.
#[derive(Debug, Clone, Serialize)]
pub struct DataProtection {
    /// The officer's name.
    pub name: Option<String>,
    /// The address.
    pub email: String,
}

/// The site itself.
#[derive(Debug, Clone, Serialize)]
pub struct Site {
    /// Scheme, host and perhaps a port, without a slash at the end.
    pub url: String,
    /// Its title.
    pub title: String,
    /// What it is, in one sentence.
    pub description: Option<String>,
    /// Its languages, the default one first.
    pub languages: Vec<String>,
    /// The language of addresses without a language in them.
    pub default_language: String,
    /// The time zone in which people read times.
    pub time_zone: Zone,
    /// The name of its look.
    pub look: String,
    /// The colour of links and buttons, where it is not the look's own.
    pub accent: Option<Colour>,
}

/// The program on its machine.
#[derive(Debug, Clone, Serialize)]
pub struct Server {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Reverse proxies whose headers count: addresses and networks.
    pub trusted_proxies: Vec<String>,
    /// How much of an address the program's own log holds.
    pub access_log: AccessLog,
    /// How long that log is kept.
    pub access_log_days: u32,
    /// Where metrics are served.
    pub metrics_listen: Option<SocketAddr>,
    /// What it serves TLS with, where it does so itself.
    pub tls: Option<Tls>,
}

/// What TLS is served with.
#[derive(Debug, Clone, Serialize)]
pub struct Tls {
    /// The file of the certificate and of those between it and its authority.
    pub certificate: PathBuf,
    /// The file of its private key.
    pub key: PathBuf,
    /// Where plain HTTP is led to https.
    pub redirect_listen: Option<SocketAddr>,
    /// The folder in which an ACME client puts its proofs.
    pub acme_challenges: Option<PathBuf>,
}

/// How much of an address the program's own log holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AccessLog {
    /// Without its last part.
    Truncated,
    /// Whole.
    Full,
    /// There is no log.
    Off,
}

/// Whose machine it is.
#[derive(Debug, Clone, Serialize)]
pub struct Hosting {
    /// Who runs it.
    pub provider: String,
    /// In which country.
    pub country: String,
    /// Under which contract.
    pub contract: String,
    /// What protects the data outside the European Economic Area.
    pub safeguard: Option<String>,
    /// How many days the provider keeps logs.
    pub log_days: u32,
    /// How much of an address they hold.
    pub log_addresses: LogAddresses,
    /// Who runs the database's server, where that is somebody else.
    pub database: Option<DatabaseHost>,
}

/// Who runs the server of the database.
#[derive(Debug, Clone, Serialize)]
pub struct DatabaseHost {
    /// Who.
    pub provider: String,
    /// In which country.
    pub country: String,
    /// Under which contract.
    pub contract: String,
    /// What protects the data outside the European Economic Area.
    pub safeguard: Option<String>,
}

/// How much of an address a provider's logs hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogAddresses {
    /// None.
    None,
    /// Without its last part.
    Truncated,
    /// Whole.
    Full,
}

/// The site's mail.
#[derive(Debug, Clone, Serialize)]
pub struct Mail {
    /// The sender.
    pub from: String,
    /// Where answers go, if not to the sender.
    pub reply_to: Option<String>,
    /// The server that takes it; without one it waits in the desk.
    pub smtp: Option<Smtp>,
}

/// The server that takes the site's mail.
#[derive(Debug, Clone, Serialize)]
pub struct Smtp {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: SmtpTls,
    /// The name to sign in with.
    pub user: Option<String>,
    /// The file with the password.
    pub password_file: Option<PathBuf>,
    /// Who runs it.
    pub provider: String,
    /// In which country.
    pub country: String,
    /// Under which contract.
    pub contract: String,
    /// What protects the data outside the European Economic Area.
    pub safeguard: Option<String>,
}

/// How the connection to an SMTP server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpTls {
    /// From the first command on that matters.
    StartTls,
    /// From the first byte.
    Tls,
    /// Not at all: only to this machine.
    None,
}

/// The contact form.
#[derive(Debug, Clone, Serialize)]
pub struct Inquiries {
    /// Whether there is one.
    pub on: bool,
    /// What an inquiry can be about.
    pub topics: Vec<Choice>,
    /// Who is told of new ones.
    pub notify: Vec<String>,
    /// How long a closed one is kept.
    pub keep_days: u32,
    /// How long one is kept that nobody closes.
    pub open_days: u32,
    /// How long suspected spam is kept.
    pub spam_days: u32,
    /// Additional fields.
    pub fields: Vec<Field>,
}

/// The privacy policy.
#[derive(Debug, Clone, Serialize)]
pub struct Policy {
    /// How long a change waits before it applies to what was collected earlier.
    pub notice_days: u32,
    /// The folder of own paragraphs, inside the site's.
    pub paragraphs: PathBuf,
}

/// The keys.
#[derive(Debug, Clone, Serialize)]
pub struct Keys {
    /// The file of the master key, where it is not the default.
    pub master_key_file: Option<PathBuf>,
    /// How long copies of keys live on in backups.
    pub keys_kept_days: u32,
}

/// The team.
#[derive(Debug, Clone, Serialize)]
pub struct Team {
    /// Two-step sign-in.
    pub two_step: TwoStep,
    /// After how many hours without a click a member is signed out.
    pub session_idle_hours: u32,
    /// After how many days in any case.
    pub session_absolute_days: u32,
}

/// Two-step sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TwoStep {
    /// For everybody.
    Required,
}

/// The journal.
#[derive(Debug, Clone, Serialize)]
pub struct Journal {
    /// How long it is kept.
    pub keep_months: u32,
}

impl Site {
    /// Whether people reach it over TLS.
    pub fn secure(&self) -> bool {
        self.url.starts_with("https://")
    }

    /// Its name without scheme and port: `example.org`.
    pub fn host(&self) -> &str {
        let authority = self.url.split("://").nth(1).unwrap_or_default();
        match authority.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => authority,
        }
    }
}

impl Server {
    /// Whether only this machine reaches it.
    pub fn is_here(&self) -> bool {
        self.listen.ip().is_loopback()
    }

    /// Whether anything is set up that could serve TLS: the program itself, or a proxy before it.
    pub fn can_encrypt(&self) -> bool {
        self.tls.is_some() || !self.trusted_proxies.is_empty()
    }
}
