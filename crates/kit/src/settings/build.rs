//! From checked values to the typed settings and their flat view.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use super::check::{Value, Values};
use super::{
    AccessLog, Authority, Choice, DataProtection, Database, DatabaseHost, Field, Flat, Hosting,
    Inquiries, Journal, Keys, LogAddresses, Mail, Organisation, Policy, Server, Settings, Site,
    Smtp, SmtpTls, Team, Tls, TwoStep,
};
use super::{KEYS, Key, Kind, Secret};
use crate::clock::Zone;
use crate::colour::Colour;
use crate::problem::Problem;

/// The word for the embedded database.
const EMBEDDED: &str = "sqlite";

/// The name of a setting that has no value although it passed every check.
type Lost = &'static str;

pub(super) fn settings(
    folder: &Path,
    values: Values,
    places: BTreeMap<&'static str, Problem>,
) -> Result<Settings, Lost> {
    let flat = flat(&values);
    let mut from = From(values);
    Ok(Settings {
        folder: folder.to_owned(),
        organisation: organisation(&mut from)?,
        site: Site {
            url: from.text("site.url")?,
            title: from.text("site.title")?,
            description: from.maybe("site.description"),
            languages: from.list("site.languages")?,
            default_language: from.text("site.default_language")?,
            time_zone: Zone::named(&from.text("site.time_zone")?).ok_or("site.time_zone")?,
            look: from.text("site.look")?,
            accent: from.maybe("site.accent").and_then(|text| Colour::parse(&text)),
        },
        server: server(&mut from)?,
        hosting: hosting(&mut from)?,
        mail: mail(&mut from)?,
        inquiries: inquiries(&mut from)?,
        policy: Policy {
            notice_days: from.int("policy.notice_days")?,
            paragraphs: from.text("policy.paragraphs").map(PathBuf::from)?,
        },
        keys: Keys {
            master_key_file: from.path("keys.master_key_file"),
            keys_kept_days: from.int("keys.keys_kept_days")?,
        },
        team: Team {
            two_step: from.text("team.two_step").map(|_| TwoStep::Required)?,
            session_idle_hours: from.int("team.session_idle_hours")?,
            session_absolute_days: from.int("team.session_absolute_days")?,
        },
        journal: Journal { keep_months: from.int("journal.keep_months")? },
        database: match from.text("database")? {
            embedded if embedded == EMBEDDED => Database::Embedded,
            url => Database::Server(Secret::new(url)),
        },
        database_password_file: from.path("database_password_file"),
        flat,
        places,
    })
}

fn organisation(from: &mut From) -> Result<Organisation, Lost> {
    Ok(Organisation {
        name: from.text("organisation.name")?,
        legal_name: from.text("organisation.legal_name")?,
        address: from.text("organisation.address")?,
        email: from.text("organisation.email")?,
        phone: from.maybe("organisation.phone"),
        authority: Authority {
            name: from.text("organisation.authority.name")?,
            url: from.text("organisation.authority.url")?,
        },
        data_protection: DataProtection {
            name: from.maybe("organisation.data_protection.name"),
            email: from.text("organisation.data_protection.email")?,
        },
    })
}

fn server(from: &mut From) -> Result<Server, Lost> {
    let address = |text: String, name| text.parse::<SocketAddr>().map_err(|_| name);
    let metrics = from.maybe("server.metrics_listen");
    Ok(Server {
        listen: address(from.text("server.listen")?, "server.listen")?,
        trusted_proxies: from.list("server.trusted_proxies")?,
        access_log: match from.text("server.access_log")?.as_str() {
            "full" => AccessLog::Full,
            "off" => AccessLog::Off,
            _ => AccessLog::Truncated,
        },
        access_log_days: from.int("server.access_log_days")?,
        metrics_listen: metrics.map(|text| address(text, "server.metrics_listen")).transpose()?,
        tls: tls(from)?,
    })
}

fn tls(from: &mut From) -> Result<Option<Tls>, Lost> {
    const REDIRECT: Lost = "server.tls.redirect_listen";
    let Some(certificate) = from.path("server.tls.certificate") else { return Ok(None) };
    let redirect = from.maybe(REDIRECT).map(|text| text.parse().map_err(|_| REDIRECT));
    Ok(Some(Tls {
        certificate,
        key: from.path("server.tls.key").ok_or("server.tls.key")?,
        redirect_listen: redirect.transpose()?,
        acme_challenges: from.path("server.tls.acme_challenges"),
    }))
}

fn hosting(from: &mut From) -> Result<Hosting, Lost> {
    Ok(Hosting {
        provider: from.text("hosting.provider")?,
        country: from.text("hosting.country")?,
        contract: from.text("hosting.contract")?,
        safeguard: from.maybe("hosting.safeguard"),
        log_days: from.int("hosting.log_days")?,
        log_addresses: match from.text("hosting.log_addresses")?.as_str() {
            "none" => LogAddresses::None,
            "truncated" => LogAddresses::Truncated,
            _ => LogAddresses::Full,
        },
        database: match from.maybe("hosting.database.provider") {
            None => None,
            Some(provider) => Some(DatabaseHost {
                provider,
                country: from.text("hosting.database.country")?,
                contract: from.text("hosting.database.contract")?,
                safeguard: from.maybe("hosting.database.safeguard"),
            }),
        },
    })
}

fn mail(from: &mut From) -> Result<Mail, Lost> {
    let smtp = match from.maybe("mail.smtp.host") {
        None => None,
        Some(host) => Some(Smtp {
            host,
            port: from.int("mail.smtp.port")?,
            tls: match from.text("mail.smtp.tls")?.as_str() {
                "none" => SmtpTls::None,
                "tls" => SmtpTls::Tls,
                _ => SmtpTls::StartTls,
            },
            user: from.maybe("mail.smtp.user"),
            password_file: from.path("mail.smtp.password_file"),
            provider: from.text("mail.smtp.provider")?,
            country: from.text("mail.smtp.country")?,
            contract: from.text("mail.smtp.contract")?,
            safeguard: from.maybe("mail.smtp.safeguard"),
        }),
    };
    Ok(Mail { from: from.text("mail.from")?, reply_to: from.maybe("mail.reply_to"), smtp })
}

fn inquiries(from: &mut From) -> Result<Inquiries, Lost> {
    Ok(Inquiries {
        on: from.bool("inquiries.on")?,
        topics: from.topics("inquiries.topics")?,
        notify: from.list("inquiries.notify")?,
        keep_days: from.int("inquiries.keep_days")?,
        open_days: from.int("inquiries.open_days")?,
        spam_days: from.int("inquiries.spam_days")?,
        fields: from.fields("inquiries.fields")?,
    })
}

fn flat(values: &Values) -> BTreeMap<String, Flat> {
    let public = KEYS.iter().filter(|key| !key.is_private());
    let entry = |key: &Key| {
        let value = match values.get(key.name)? {
            Value::Bool(yes) => Flat::Bool(*yes),
            Value::Int(number) => Flat::Int(*number),
            // The address may hold a password.
            Value::Text(text) if key.kind == Kind::Database && text != EMBEDDED => {
                Flat::Text("postgresql".to_owned())
            }
            Value::Text(text) => Flat::Text(text.clone()),
            Value::List(list) => Flat::List(list.clone()),
            Value::Path(_) => return None,
            Value::Topics(all) => Flat::List(all.iter().map(|one| one.id.clone()).collect()),
            Value::Fields(all) => Flat::List(all.iter().map(|one| one.id.clone()).collect()),
        };
        Some((key.name.to_owned(), value))
    };
    public.filter_map(entry).collect()
}

/// Hands out the values by name and type.
struct From(Values);

impl From {
    fn text(&mut self, name: Lost) -> Result<String, Lost> {
        self.maybe(name).ok_or(name)
    }

    fn maybe(&mut self, name: Lost) -> Option<String> {
        match self.0.remove(name) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    fn path(&mut self, name: Lost) -> Option<PathBuf> {
        match self.0.remove(name) {
            Some(Value::Path(path)) => Some(path),
            _ => None,
        }
    }

    fn int<T: TryFrom<i64>>(&mut self, name: Lost) -> Result<T, Lost> {
        match self.0.remove(name) {
            Some(Value::Int(number)) => T::try_from(number).map_err(|_| name),
            _ => Err(name),
        }
    }

    fn bool(&mut self, name: Lost) -> Result<bool, Lost> {
        match self.0.remove(name) {
            Some(Value::Bool(yes)) => Ok(yes),
            _ => Err(name),
        }
    }

    fn list(&mut self, name: Lost) -> Result<Vec<String>, Lost> {
        match self.0.remove(name) {
            Some(Value::List(list)) => Ok(list),
            _ => Err(name),
        }
    }

    fn topics(&mut self, name: Lost) -> Result<Vec<Choice>, Lost> {
        match self.0.remove(name) {
            Some(Value::Topics(topics)) => Ok(topics),
            _ => Err(name),
        }
    }

    fn fields(&mut self, name: Lost) -> Result<Vec<Field>, Lost> {
        match self.0.remove(name) {
            Some(Value::Fields(fields)) => Ok(fields),
            _ => Err(name),
        }
    }
}
