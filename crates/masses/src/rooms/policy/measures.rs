//! How each safeguard of the house itself is checked. Rooms bring the checks of their own
//! through the slot for measures.

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use db::binds;
use vault::{DataKey, Place};

use crate::ground::Ground;
use crate::ground::care::store as care_sql;
use crate::ground::journal;

/// What a check found.
pub(super) enum Found {
    /// The safeguard holds.
    Holds,
    /// It does not: what is wrong, for the operator.
    Fails(String),
    /// It could not be found out this time: what was found before stays.
    Unknown(String),
    /// Nobody checks it.
    Unchecked,
}

/// Checks one safeguard.
pub(super) async fn check(ground: &Ground, id: &str) -> Found {
    match id {
        "sealed-at-rest" => sealed(ground).await,
        "keys-apart" => keys_apart(ground),
        "erasure" => erasure(ground).await,
        "journal" => journal_sound(ground).await,
        "tls" => tls(ground).await,
        "no-third-party" => no_third_party(ground).await,
        _ => of_a_room(ground, id).await,
    }
}

async fn of_a_room(ground: &Ground, id: &str) -> Found {
    let Some(part) = ground.slots.measures().iter().find(|part| part.id == id) else {
        return Found::Unchecked;
    };
    match (part.check)().await {
        Ok(found) => Found::from(found),
        Err(refusal) => Found::Unknown(format!("{refusal:?}")),
    }
}

/// A probe is sealed under a throw-away key and opened again; then one stored value of every
/// sealed column is looked at.
async fn sealed(ground: &Ground) -> Found {
    let plain = b"What was sealed does not show this sentence.";
    let key = DataKey::generate(&ground.chance);
    let place = Place { table: "probe", column: "value", person: "nobody", row: "1" };
    let probe = key.seal(&place, plain, &ground.chance);
    let elsewhere = Place { row: "2", ..place };
    let opened = key.open(&place, &probe).ok();
    if opened.as_deref() != Some(plain.as_slice())
        || key.open(&elsewhere, &probe).is_ok()
        || probe.windows(plain.len()).any(|part| part == plain)
    {
        return Found::Fails(
            "a value that was sealed for a test did not come back as it should".to_owned(),
        );
    }
    let (newest, least) = (probe.first().copied().unwrap_or(0), probe.len() - plain.len());
    for (table, column, _) in ground.rooms.iter().flat_map(|room| room.inventory.data()) {
        if !column.kind.sealed() {
            continue;
        }
        match ground.care.sample(table, column).await {
            Ok(Some(value)) if !looks_sealed(&value, newest, least) => {
                let place = format!("{}.{}", table.name, column.name);
                return Found::Fails(format!("{place} holds a value that is not sealed"));
            }
            Ok(_) => {}
            Err(error) => return Found::Unknown(error.to_string()),
        }
    }
    Found::Holds
}

/// Whether it begins with the version byte of a seal, and is long enough to be one.
fn looks_sealed(value: &[u8], newest: u8, least: usize) -> bool {
    value.len() >= least && value.first().is_some_and(|version| (1..=newest).contains(version))
}

fn keys_apart(ground: &Ground) -> Found {
    match ground.people.keys().source().file() {
        Some(file) => apart(file, &[&ground.site, &ground.data_folder]).into(),
        // It is handed over at every start and lies in no folder of ours.
        None => Found::Holds,
    }
}

/// Whether the file of the master key lies in none of the folders, and is its owner's only.
fn apart(file: &Path, folders: &[&Path]) -> Result<(), String> {
    let metadata = std::fs::metadata(file)
        .map_err(|error| format!("the master key {} is gone: {error}", file.display()))?;
    let real = real(file);
    for folder in folders {
        if real.starts_with(self::real(folder)) {
            return Err(format!(
                "the master key {} lies in {}: move it elsewhere, and say where in \
                 keys.master_key_file",
                file.display(),
                folder.display()
            ));
        }
    }
    everybody(&metadata, file)
}

#[cfg(unix)]
fn everybody(metadata: &std::fs::Metadata, file: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    match metadata.permissions().mode() & 0o007 {
        0 => Ok(()),
        _ => Err(format!(
            "everybody on this machine may read the master key: chmod 600 {}",
            file.display()
        )),
    }
}

#[cfg(not(unix))]
fn everybody(_: &std::fs::Metadata, _: &Path) -> Result<(), String> {
    Ok(())
}

/// Without links and dots.
fn real(path: &Path) -> PathBuf {
    std::fs::canonicalize(path)
        .or_else(|_| std::path::absolute(path))
        .unwrap_or_else(|_| path.to_owned())
}

/// No erasure is left half done. One that is on its way at this very moment is no failure: it
/// is finished here, as a start would do.
async fn erasure(ground: &Ground) -> Found {
    let pending = async || ground.data.read(&care_sql::PENDING, binds![]).await;
    match pending().await {
        Ok(rows) if rows.is_empty() => return Found::Holds,
        Ok(_) => {}
        Err(error) => return Found::Unknown(error.to_string()),
    }
    if let Err(error) = ground.care.finish_pending(ground.clock.now()).await {
        return Found::Fails(format!("an erasure could not be finished: {error}"));
    }
    match pending().await {
        Ok(rows) if rows.is_empty() => Found::Holds,
        Ok(rows) => Found::Fails(format!("{} erasures have not finished", rows.len())),
        Err(error) => Found::Unknown(error.to_string()),
    }
}

async fn journal_sound(ground: &Ground) -> Found {
    match ground.journal.verify(None).await {
        Ok(_) => Found::Holds,
        Err(journal::Error::Broken(broken)) => Found::Fails(broken.to_string()),
        Err(journal::Error::Db(error)) => Found::Unknown(error.to_string()),
    }
}

async fn tls(ground: &Ground) -> Found {
    if let Err(why) = ground.encrypted() {
        return Found::Fails(why);
    }
    match answer(ground).await.get(header::STRICT_TRANSPORT_SECURITY) {
        Some(_) => Found::Holds,
        None => Found::Fails("answers do not carry Strict-Transport-Security".to_owned()),
    }
}

async fn no_third_party(ground: &Ground) -> Found {
    let headers = answer(ground).await;
    let policy = headers.get(header::CONTENT_SECURITY_POLICY);
    only_here(policy.and_then(|value| value.to_str().ok()).unwrap_or_default()).into()
}

/// The headers of an answer as every visitor gets it: through the shell, with no route behind.
async fn answer(ground: &Ground) -> HeaderMap {
    let url = &ground.settings.site.url;
    let host = url.split_once("://").map_or(url.as_str(), |(_, host)| host);
    let host = host.trim_end_matches('/');
    // With a query, so that it is not taken from what is prepared, and is no visit.
    match Request::builder().uri("/?").header(header::HOST, host).body(Body::empty()) {
        Ok(request) => {
            let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
            ground.shell.serve(&Router::new(), here, request).await.headers().clone()
        }
        Err(_) => HeaderMap::new(),
    }
}

/// Whether a Content-Security-Policy lets a page load from its own site only.
fn only_here(policy: &str) -> Result<(), String> {
    let mut closed = false;
    for directive in policy.split(';').map(str::trim).filter(|directive| !directive.is_empty()) {
        let (name, sources) = directive.split_once(' ').unwrap_or((directive, ""));
        closed |= name == "default-src" && sources.trim() == "'none'";
        let here = |source: &str| matches!(source, "'self'" | "'none'");
        if !sources.split_whitespace().all(here) {
            return Err(format!("the Content-Security-Policy allows `{directive}`"));
        }
    }
    if closed {
        Ok(())
    } else {
        Err("the Content-Security-Policy has no default-src 'none'".to_owned())
    }
}

impl From<Result<(), String>> for Found {
    fn from(found: Result<(), String>) -> Self {
        match found {
            Ok(()) => Found::Holds,
            Err(wrong) => Found::Fails(wrong),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_may_load_from_here_only() {
        assert_eq!(only_here("default-src 'none'; script-src 'self'; base-uri 'none'"), Ok(()));
        for bad in [
            "",
            "script-src 'self'",
            "default-src 'self'",
            "default-src 'none'; img-src *",
            "default-src 'none'; script-src 'self' https://cdn.example",
            "default-src 'none'; style-src 'unsafe-inline'",
        ] {
            assert!(only_here(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_seal_is_known_by_its_first_byte_and_length() {
        let sealed = [&[1][..], &[7; 40]].concat();
        assert!(looks_sealed(&sealed, 1, 29));
        assert!(!looks_sealed(&sealed[..28], 1, 29));
        assert!(!looks_sealed(b"Ada Lovelace wrote this in the clear", 1, 29));
        assert!(!looks_sealed(&[], 1, 29));
    }

    #[test]
    fn a_key_beside_the_data_or_open_to_all_is_found() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let home = tempfile::tempdir().unwrap();
        let (data, keys) = (home.path().join("data"), home.path().join("keys"));
        std::fs::create_dir_all(&data).unwrap();
        std::fs::create_dir_all(&keys).unwrap();
        let file = |folder: &Path, mode| {
            let file = folder.join("master.key");
            std::fs::write(&file, "x").unwrap();
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
            file
        };
        assert_eq!(apart(&file(&keys, 0o600), &[&data]), Ok(()));
        assert!(apart(&keys.join("none"), &[&data]).unwrap_err().contains("is gone"));
        assert!(apart(&file(&keys, 0o644), &[&data]).unwrap_err().contains("chmod 600"));
        let inside = file(&data, 0o600);
        assert!(apart(&inside, &[&data]).unwrap_err().contains("lies in"));
        let linked = keys.join("linked");
        symlink(&inside, &linked).unwrap();
        assert!(apart(&linked, &[&data]).is_err(), "a link does not hide where it is");
    }
}
