//! The settings of a site: `masses.toml`, and variables of the environment that override it.
//!
//! `MASSES_` and the dotted name in capitals, with two underscores for a dot, override a setting:
//! `MASSES_SERVER__LISTEN` is `server.listen`. Lists are separated by commas. Everything that is
//! wrong is reported at once, each with its line and what to do. [`reference()`] lists all
//! settings.

mod build;
mod check;
mod fields;
mod keys;
mod shape;
mod table;
#[cfg(test)]
mod tests;
mod tree;
mod types;

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde::Serialize;
use zeroize::Zeroizing;

use crate::problem::{Problem, Problems};

pub use check::BUILT_IN_LANGUAGES;
pub use fields::{Choice, Field, FieldKind};
pub use keys::KEYS;
pub use shape::email;
pub use table::{Key, Kind, Line, Preset, reference, variable};
pub use types::{
    AccessLog, Authority, DataProtection, Database, DatabaseHost, Hosting, Inquiries, Journal,
    Keys, LogAddresses, Mail, Organisation, Policy, Server, Settings, Site, Smtp, SmtpTls, Team,
    Tls, TwoStep,
};

/// The name of the file.
pub const FILE: &str = "masses.toml";

/// One setting, whatever its type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Flat {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text.
    Text(String),
    /// A list; of topics and fields their ids.
    List(Vec<String>),
}

/// A password: zeroed when dropped, printed as dots.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Settings {
    /// Reads `masses.toml` in the folder of a site. `variables`: those of the environment.
    pub fn load(
        folder: &Path,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Problems> {
        let path = folder.join(FILE);
        let file = path.display().to_string();
        let bytes = fs::read(&path).map_err(|error| {
            let problem = Problem::with(&file);
            match error.kind() {
                ErrorKind::NotFound => problem
                    .message("there is no settings file here")
                    .help("name the folder of a site, or make a new one with `masses new DIR`"),
                ErrorKind::NotADirectory => problem
                    .message("this is a file, and a site is a folder")
                    .help("name the folder in which masses.toml lies"),
                _ => problem.message(&format!("the settings cannot be read: {error}")),
            }
        })?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let good =
                String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
            Problem::in_text(&file, &good, good.len()..good.len())
                .message("after this, the file is not UTF-8")
                .help("save it again with the encoding UTF-8")
        })?;
        Self::parse(&file, &text, folder, variables)
    }

    /// Reads settings from a text. `file` is its name in errors.
    pub fn parse(
        file: &str,
        text: &str,
        folder: &Path,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Problems> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut report = tree::Report::new(file, text);
        let mut root = tree::parse(text, &mut report);
        tree::overlay(&mut root, variables, &mut report);
        if let tree::Raw::Table(table) = &root.value {
            tree::unknown(table, "", &mut report);
        }
        let values = check::values(&root, folder, &mut report);
        let places = report.places(&root);
        report.finish()?;
        // Every value is there and right by now; if not, the table and the checks disagree.
        build::settings(folder, values, places).map_err(|name| {
            let message = format!("`{name}` passed every check and still has no value");
            Problems::from(Problem::with(file).message(&message).help("please report this"))
        })
    }

    /// Every setting by its dotted name, those left out with what they are then; without what is
    /// absent and without where secrets are.
    pub fn flat(&self) -> &BTreeMap<String, Flat> {
        &self.flat
    }

    /// A problem where a setting was written, for whoever finds out later what is wrong with it.
    pub fn place(&self, name: &str) -> Problem {
        self.places.get(name).cloned().unwrap_or_else(|| Problem::with(FILE))
    }

    /// The password of the SMTP server, read from its file now.
    pub fn secret_password(&self) -> Result<Option<Secret>, Problem> {
        let path = self.mail.smtp.as_ref().and_then(|smtp| smtp.password_file.as_ref());
        path.map(|path| Secret::read(path, "mail")).transpose()
    }

    /// The password of the database's server, read from its file now.
    pub fn database_password(&self) -> Result<Option<Secret>, Problem> {
        let path = self.database_password_file.as_ref();
        path.map(|path| Secret::read(path, "the database")).transpose()
    }
}

impl Secret {
    pub(super) fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// Reads a file that holds nothing but a password.
    fn read(path: &Path, what: &str) -> Result<Self, Problem> {
        let problem = Problem::with(&path.display().to_string());
        let unreadable = |error: std::io::Error| {
            problem.clone().message(&format!("the password for {what} cannot be read: {error}"))
        };
        let mode = fs::metadata(path).map_err(unreadable)?.permissions().mode();
        if mode & 0o007 != 0 {
            let help = format!("run: chmod 600 {}", path.display());
            return Err(problem
                .message("everybody on this machine can read this password")
                .help(&help));
        }
        let text = Zeroizing::new(fs::read_to_string(path).map_err(unreadable)?);
        let password = text.trim_end_matches(['\r', '\n']);
        if password.is_empty() || password.contains(['\r', '\n', '\0']) {
            return Err(problem.message("a password file has exactly one line"));
        }
        Ok(Self::new(password.to_owned()))
    }

    /// The password itself. Whoever asks has a reason to.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(…)")
    }
}
