//! What can be wrong with a certificate, in words for whoever put it there.

use std::fmt;
use std::path::PathBuf;

use crate::clock::day;
use crate::problem::Problem;
use crate::settings::Settings;

/// Something is wrong with one of the two files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The setting that names the file.
    pub setting: &'static str,
    /// The file.
    pub file: PathBuf,
    /// What.
    pub wrong: Wrong,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// There is no such file.
    Missing,
    /// It cannot be read.
    Unreadable(String),
    /// It holds nothing of the kind in PEM.
    NotPem,
    /// It is a key under a password.
    Encrypted,
    /// It is a key that everybody may read.
    Everybody,
    /// The key is not the one of the certificate.
    Apart,
    /// It is PEM, and makes no sense.
    Unusable(String),
    /// The certificate is not valid yet.
    Early(i64),
    /// It is not valid any more.
    Late(i64),
    /// It is for other names.
    Names(Vec<String>),
}

impl Wrong {
    /// Whether nothing can be served with it; else browsers will refuse it.
    pub fn bars(&self) -> bool {
        !matches!(self, Wrong::Early(_) | Wrong::Late(_) | Wrong::Names(_))
    }

    /// The last part of the key of its words in the desk.
    pub const fn key(&self) -> &'static str {
        match self {
            Wrong::Missing => "missing",
            Wrong::Unreadable(_) => "unreadable",
            Wrong::NotPem => "not-pem",
            Wrong::Encrypted => "encrypted",
            Wrong::Everybody => "everybody",
            Wrong::Apart => "apart",
            Wrong::Unusable(_) => "unusable",
            Wrong::Early(_) => "early",
            Wrong::Late(_) => "late",
            Wrong::Names(_) => "names",
        }
    }
}

impl Fault {
    /// As `masses check` says it: where the setting was written.
    pub fn problem(&self, settings: &Settings) -> Problem {
        let message = match &self.wrong {
            Wrong::Names(_) => {
                format!("{self}, and the site is `{}` (site.url)", settings.site.host())
            }
            _ => self.to_string(),
        };
        settings.place(self.setting).message(&message).help(&self.help())
    }

    fn help(&self) -> String {
        let file = self.file.display();
        match &self.wrong {
            Wrong::Missing => "name the file, or put it there".to_owned(),
            Wrong::Unreadable(_) => {
                "let the user read it who runs the program, and nobody else".to_owned()
            }
            Wrong::NotPem if self.setting == super::certificate::KEY => {
                "a key in PEM is text with a line -----BEGIN PRIVATE KEY-----".to_owned()
            }
            Wrong::NotPem => {
                "certificates in PEM are text with lines -----BEGIN CERTIFICATE-----".to_owned()
            }
            Wrong::Encrypted => format!("write it without: openssl pkey -in {file} -out NEW"),
            Wrong::Everybody => format!("run: chmod 600 {file}"),
            Wrong::Apart => {
                "take both from one renewal; the site's own certificate is the first in its file"
                    .to_owned()
            }
            Wrong::Unusable(_) => "have it made anew".to_owned(),
            Wrong::Early(_) => "check the clock of this machine".to_owned(),
            Wrong::Late(_) => "renew it, and put the new one in its place".to_owned(),
            Wrong::Names(_) => "have one made for the site's name".to_owned(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        match &self.wrong {
            Wrong::Missing => write!(out, "there is no file {file}"),
            Wrong::Unreadable(why) => write!(out, "{file} cannot be read: {why}"),
            Wrong::NotPem if self.setting == super::certificate::KEY => {
                write!(out, "{file} holds no private key in PEM")
            }
            Wrong::NotPem => write!(out, "{file} holds no certificate in PEM"),
            Wrong::Encrypted => write!(out, "the key in {file} is locked with a password"),
            Wrong::Everybody => {
                write!(out, "everybody on this machine can read the key in {file}")
            }
            Wrong::Apart => {
                write!(out, "the key in {file} and the certificate do not belong together")
            }
            Wrong::Unusable(why) => write!(out, "what is in {file} cannot be used: {why}"),
            Wrong::Early(from) => {
                write!(out, "the certificate in {file} is valid from {} on only", day(*from))
            }
            Wrong::Late(until) => {
                write!(out, "the certificate in {file} expired on {}", day(*until))
            }
            Wrong::Names(names) if names.is_empty() => {
                write!(out, "the certificate in {file} is for no name of a website")
            }
            Wrong::Names(names) => {
                write!(out, "the certificate in {file} is for {}", names.join(", "))
            }
        }
    }
}
