//! What is said of certificates, and which of them are served.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use tempfile::TempDir;

use super::certificate::{CERTIFICATE, Files, KEY};
use super::*;
use crate::clock::day_start;
use crate::settings::Tls;

const DAY: i64 = 86_400_000;

fn at(day: &str) -> i64 {
    day_start(day).unwrap()
}

/// Certificate and key in PEM, valid from one day in 2026 or later to another.
fn made(names: &[&str], from: (i32, u8, u8), until: (i32, u8, u8)) -> (String, String) {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    params.not_before = date_time_ymd(from.0, from.1, from.2);
    params.not_after = date_time_ymd(until.0, until.1, until.2);
    let key = KeyPair::generate().unwrap();
    (params.self_signed(&key).unwrap().pem(), key.serialize_pem())
}

/// A good one, valid in the spring of 2026.
fn good() -> (String, String) {
    made(&["example.org", "www.example.org"], (2026, 3, 1), (2026, 6, 1))
}

struct Place {
    tls: Tls,
    _folder: TempDir,
}

impl Place {
    fn with((certificate, key): (&str, &str)) -> Self {
        let folder = TempDir::new().unwrap();
        let file = |name: &str| folder.path().join(name);
        let tls = Tls {
            certificate: file("certificate.pem"),
            key: file("key.pem"),
            redirect_listen: None,
            acme_challenges: None,
        };
        let place = Self { tls, _folder: folder };
        place.certificate(certificate);
        place.key(key);
        place
    }

    fn certificate(&self, text: &str) {
        fs::write(&self.tls.certificate, text).unwrap();
    }

    fn key(&self, text: &str) {
        fs::write(&self.tls.key, text).unwrap();
        self.mode(0o600);
    }

    fn mode(&self, mode: u32) {
        fs::set_permissions(&self.tls.key, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn faults(&self, host: &str, now: i64) -> Vec<(&'static str, &'static str)> {
        match Files::read(&self.tls).pair(&self.tls, host) {
            Ok(pair) => {
                pair.wrong(now).map(|wrong| (CERTIFICATE, wrong.key())).into_iter().collect()
            }
            Err(faults) => faults.iter().map(|fault| (fault.setting, fault.wrong.key())).collect(),
        }
    }

    fn certificates(&self) -> Certificates {
        Certificates::read(self.tls.clone(), "example.org".to_owned())
    }
}

#[test]
fn each_fault_has_its_name_and_its_file() {
    let (now, (certificate, key)) = (at("2026-04-01"), good());
    let place = Place::with((&certificate, &key));
    assert_eq!(place.faults("example.org", now), []);
    assert_eq!(place.faults("WWW.example.org", now), []);
    assert_eq!(place.faults("other.example", now), [(CERTIFICATE, "names")]);
    assert_eq!(place.faults("example.org", at("2026-02-28")), [(CERTIFICATE, "early")]);
    assert_eq!(place.faults("example.org", at("2026-06-01")), [(CERTIFICATE, "late")]);
    place.mode(0o644);
    assert_eq!(place.faults("example.org", now), [(KEY, "everybody")]);
    place.key(&good().1);
    assert_eq!(place.faults("example.org", now), [(KEY, "apart")]);
    let locked = key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    for (text, expected) in [
        ("", "not-pem"),
        ("certificate", "not-pem"),
        (certificate.as_str(), "not-pem"),
        (locked.as_str(), "encrypted"),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "unusable"),
    ] {
        place.key(text);
        assert_eq!(place.faults("example.org", now), [(KEY, expected)], "{text}");
    }
    place.key(&key);
    for (text, expected) in [
        ("", "not-pem"),
        (key.as_str(), "not-pem"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "unusable"),
        ("-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n", "not-pem"),
    ] {
        place.certificate(text);
        assert_eq!(place.faults("example.org", now), [(CERTIFICATE, expected)], "{text}");
    }
    fs::remove_file(&place.tls.certificate).unwrap();
    fs::remove_file(&place.tls.key).unwrap();
    let both = place.faults("example.org", now);
    assert_eq!(both, [(CERTIFICATE, "missing"), (KEY, "missing")], "both at once");
    fs::create_dir(&place.tls.key).unwrap();
    assert_eq!(place.faults("example.org", now)[1], (KEY, "not-pem"));
}

#[test]
fn a_name_may_be_an_address_or_a_wildcard() {
    let now = at("2026-04-01");
    let (certificate, key) =
        made(&["*.example.org", "192.0.2.1", "::1"], (2026, 3, 1), (2026, 6, 1));
    let place = Place::with((&certificate, &key));
    for good in ["a.example.org", "192.0.2.1", "[::1]"] {
        assert_eq!(place.faults(good, now), [], "{good}");
    }
    for bad in ["example.org", "a.b.example.org", "192.0.2.2"] {
        assert_eq!(place.faults(bad, now), [(CERTIFICATE, "names")], "{bad}");
    }
    assert_eq!(place.faults("no name", now), [(CERTIFICATE, "unusable")]);
}

#[test]
fn what_is_new_and_good_is_taken() {
    let (now, (certificate, key)) = (at("2026-04-01"), good());
    let place = Place::with((&certificate, &key));
    let served = place.certificates();
    assert_eq!(served.look(now), Look::Same);
    assert_eq!(served.standing(now).until, Some(at("2026-06-01")));
    let (certificate, key) = made(&["example.org"], (2026, 3, 1), (2026, 9, 1));
    // One after the other, as they are written.
    place.certificate(&certificate);
    assert_eq!(served.look(now), Look::Same, "half of it is no fault yet");
    assert_eq!(served.standing(now).refused, None);
    place.key(&key);
    assert_eq!(served.look(now), Look::Taken(at("2026-09-01")));
    assert_eq!(served.look(now), Look::Same);
    assert_eq!(
        served.standing(now),
        Standing { until: Some(at("2026-09-01")), ..Standing::default() }
    );
}

#[test]
fn what_cannot_be_used_is_told_once_and_changes_nothing() {
    let (now, (certificate, key)) = (at("2026-04-01"), good());
    let place = Place::with((&certificate, &key));
    let served = place.certificates();
    for (text, expected) in [("broken", "not-pem"), (&good().0, "apart")] {
        place.certificate(text);
        assert_eq!(served.look(now), Look::Same);
        let Look::Refused(fault) = served.look(now) else { panic!("{expected} was not seen") };
        assert_eq!(fault.wrong.key(), expected);
        assert_eq!(served.look(now), Look::Same, "it is told once");
        let standing = served.standing(now);
        assert_eq!(standing.refused, Some(fault));
        assert_eq!((standing.until, standing.wrong), (Some(at("2026-06-01")), None));
    }
    fs::remove_file(&place.tls.certificate).unwrap();
    served.look(now);
    assert!(matches!(served.look(now), Look::Refused(Fault { wrong: Wrong::Missing, .. })));
    place.certificate(&certificate);
    assert_eq!(served.look(now), Look::Taken(at("2026-06-01")));
    assert_eq!(served.standing(now).refused, None, "mended, and nothing is said any more");
}

#[test]
fn what_browsers_would_refuse_does_not_replace_what_they_take() {
    let now = at("2026-04-01");
    let spring = good();
    let place = Place::with((&spring.0, &spring.1));
    let served = place.certificates();
    let put = |(certificate, key): &(String, String)| {
        place.certificate(certificate);
        place.key(key);
        served.look(now);
    };
    put(&made(&["other.example"], (2026, 3, 1), (2026, 9, 1)));
    // Good, but for the moment: it is taken where it is needed.
    let names = served.look(now);
    assert!(
        matches!(&names, Look::Refused(fault) if fault.wrong == Wrong::Names(vec!["other.example".into()])),
        "{names:?}"
    );
    put(&made(&["example.org"], (2026, 5, 1), (2026, 9, 1)));
    assert!(matches!(served.look(now), Look::Refused(Fault { wrong: Wrong::Early(_), .. })));
    assert_eq!(served.look(now), Look::Same);
    assert_eq!(served.look(at("2026-05-01")), Look::Taken(at("2026-09-01")), "its day has come");
    let late = at("2026-10-01");
    place.certificate("broken");
    served.look(late);
    served.look(late);
    let summer = made(&["example.org"], (2026, 6, 1), (2026, 9, 15));
    place.certificate(&summer.0);
    place.key(&summer.1);
    assert_eq!(served.look(late), Look::Taken(at("2026-09-15")), "neither is any better");
    assert!(matches!(served.standing(late).wrong, Some(Fault { wrong: Wrong::Late(_), .. })));
}

#[test]
fn an_end_that_is_near_is_told() {
    let spring = good();
    let place = Place::with((&spring.0, &spring.1));
    let served = place.certificates();
    let soon = |now| served.standing(now).soon;
    assert!(!soon(at("2026-06-01") - 14 * DAY - 1));
    assert!(soon(at("2026-06-01") - 14 * DAY));
    assert!(!soon(at("2026-06-01")), "then it is not near, but there");
    assert!(served.standing(at("2026-06-01")).wrong.is_some());
    // One that is made for six days is not near its end for all of its life.
    let short = made(&["example.org"], (2026, 3, 1), (2026, 3, 7));
    let place = Place::with((&short.0, &short.1));
    let served = place.certificates();
    assert!(!served.standing(at("2026-03-04")).soon);
    assert!(served.standing(at("2026-03-05")).soon);
}

#[test]
fn where_nothing_can_be_read_nothing_is_served() {
    let place = Place::with(("broken", "broken"));
    let served = place.certificates();
    let standing = served.standing(0);
    assert_eq!(standing.until, None);
    assert!(standing.wrong.is_some_and(|fault| fault.wrong.bars()));
    let spring = good();
    place.certificate(&spring.0);
    place.key(&spring.1);
    assert_eq!(served.look(at("2026-04-01")), Look::Taken(at("2026-06-01")));
    assert!(config(Arc::new(served)).is_ok());
}
