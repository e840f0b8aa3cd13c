//! A certificate is renewed by putting another in its place; what is wrong with it is told.

use std::fs;
use std::path::Path;
use std::time::Duration;

use kit::web::RoleName;

use super::client::{Authority, DAY, Http2, NAME, Secure, get};
use crate::site::{MORNING, Reply, Site};

/// Waits for something that comes within seconds.
pub async fn until(mut there: impl AsyncFnMut() -> bool) {
    for _ in 0..200 {
        if there().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it has not come");
}

#[tokio::test]
async fn a_new_certificate_is_served_and_nobody_is_cut_off() {
    let secure = Secure::serving().await;
    let first = secure.shown().await;
    let mut old = Http2::new(&secure).await;
    assert_eq!(old.send(get("/")).await.status(), 200);
    let (certificate, key) = secure.authority.make(NAME, -1, 60);
    secure.put(&certificate, &key);
    until(async || secure.shown().await != first).await;
    assert_eq!(old.send(get("/about")).await.status(), 200, "a connection from before goes on");
    let ready = secure.get("/health/ready").await.into_body();
    assert!(ready.contains("\"attention\":[]"), "{ready}");
    let until = kit::clock::day(kit::clock::Clock::system().now() + 60 * DAY);
    assert!(ready.contains(&format!("\"certificate_until\":\"{until}")), "{ready}");
}

#[tokio::test]
async fn a_broken_one_changes_nothing_and_is_told_once() {
    let secure = Secure::serving().await;
    let first = secure.shown().await;
    let key = fs::read_to_string(secure.file("key.pem")).unwrap();
    let other = secure.authority.make(NAME, -1, 60).0;
    let mut told = 0;
    for (certificate, expected) in [("broken", "holds no certificate"), (&other, "not belong")] {
        secure.put(certificate, &key);
        told += 1;
        let refusals = || secure.program.log().matches("it is not taken").count();
        until(async || refusals() == told).await;
        assert!(secure.program.log().contains(expected), "{}", secure.program.log());
        // It is looked at again meanwhile.
        tokio::time::sleep(Duration::from_secs(5)).await;
        assert_eq!(refusals(), told, "{}", secure.program.log());
        assert_eq!(secure.shown().await, first);
        let ready = secure.get("/health/ready").await;
        assert_eq!(ready.status(), 200, "the site works all the same");
        assert!(ready.body().contains("it could not be renewed"), "{ready:?}");
    }
    let (certificate, key) = secure.authority.make(NAME, -1, 60);
    secure.put(&certificate, &key);
    until(async || secure.shown().await != first).await;
    let ready = secure.get("/health/ready").await.into_body();
    assert!(ready.contains("\"attention\":[]"), "mended: {ready}");
}

/// Told to look, it looks at once, and does nothing else: by itself it would end.
#[tokio::test]
async fn a_signal_makes_it_look() {
    let mut secure = Secure::serving().await;
    secure.program.signal("-HUP");
    until(async || secure.program.log().contains("is the same as before")).await;
    let (first, (certificate, key)) = (secure.shown().await, secure.authority.make(NAME, -1, 60));
    secure.put(&certificate, &key);
    secure.program.signal("-HUP");
    until(async || secure.program.log().contains("is served from now on")).await;
    assert_ne!(secure.shown().await, first);
    assert!(!secure.program.gone());
}

/// The demo with a certificate, in the test's own time, and with nothing in between: what is
/// served there is not the point.
struct Timed {
    site: Site,
    authority: Authority,
}

impl Timed {
    async fn new(days: i64) -> Self {
        let site = Site::with(|settings| {
            let tls = "certificate = \"certificate.pem\"\nkey = \"../key.pem\"\n";
            let settings = settings.replace("http://127.0.0.1:8080", &format!("https://{NAME}"));
            format!("{settings}\n[server.tls]\n{tls}")
        });
        let timed = Self { site: site.await, authority: Authority::new() };
        timed.put(&timed.made(days));
        timed
    }

    /// A certificate of some age, valid for so many days from the test's own time on.
    fn made(&self, days: i64) -> (String, String) {
        let to_then = (MORNING - kit::clock::Clock::system().now()).div_euclid(DAY);
        self.authority.make(NAME, to_then - 60, to_then + 1 + days)
    }

    fn put(&self, (certificate, key): &(String, String)) {
        let folder = &self.site.folder;
        fs::write(folder.join("certificate.pem"), certificate).unwrap();
        let file = folder.parent().unwrap().join("key.pem");
        fs::write(&file, key).unwrap();
        private(&file);
        self.look();
    }

    /// As the running program looks, twice: what is broken at first may only be half written.
    fn look(&self) {
        let certificates = self.site.ground().certificates.as_ref().unwrap();
        for _ in 0..2 {
            certificates.look(self.site.clock.now());
        }
    }

    async fn ready(&self) -> Reply {
        self.site.visitor().get("/health/ready").await
    }
}

fn private(file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).unwrap();
}

/// What the desk shows in the part that wants attention.
fn warnings(desk: &Reply) -> Vec<String> {
    let parts = desk.body.split("class=\"notice notice--warn\">").skip(1);
    let said = parts.map(|part| part.split("</div>").next().unwrap().to_owned());
    said.filter(|text| text.contains("ertifi")).collect()
}

#[tokio::test]
async fn the_desk_and_the_watch_are_told() {
    let timed = Timed::new(60).await;
    let member = timed.site.member(RoleName::Owner).await;
    let desk = async |path: &str| warnings(&member.get(path).await);
    assert_eq!(desk("/desk/account").await, Vec::<String>::new());
    assert!(timed.ready().await.body.contains("\"attention\":[]"));
    timed.put(&("broken".to_owned(), timed.made(90).1));
    for (path, expected) in [
        ("/desk/account", "The certificate of this site could not be renewed."),
        ("/de/desk/account", "ließ sich nicht erneuern"),
    ] {
        let said = desk(path).await;
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains(expected) && said[0].contains("certificate.pem"), "{said:?}");
    }
    assert!(timed.ready().await.body.contains("it could not be renewed"));
    timed.put(&timed.made(10));
    for (path, expected) in [
        ("/desk/account", "and no newer one is there"),
        ("/de/desk/account", "ein neueres liegt nicht da"),
    ] {
        let said = desk(path).await;
        assert!(said.len() == 1 && said[0].contains(expected), "{said:?}");
    }
    assert!(timed.ready().await.body.contains("certificate: it ends on 2026-03-"));
    timed.site.pass(12 * DAY);
    let member = timed.site.member(RoleName::Owner).await;
    let said = warnings(&member.get("/desk/account").await);
    assert!(said.len() == 1 && said[0].contains("Browsers refuse this site."), "{said:?}");
    assert!(timed.ready().await.body.contains("certificate: browsers refuse the site"));
    assert_eq!(timed.site.ground().words.missed(), Vec::<String>::new());
}

/// The policy says that connections are encrypted only while they are.
#[tokio::test]
async fn the_safeguard_follows_the_certificate() {
    let timed = Timed::new(60).await;
    let state = async || encrypted(&timed.site).await;
    assert_eq!(state().await, Some(true));
    timed.site.pass(70 * DAY);
    assert_eq!(state().await, Some(false), "it has run out");
    timed.put(&timed.made(200));
    assert_eq!(state().await, Some(true), "another one is there");
}

/// So it is with a proxy: while nothing stands there that could encrypt, nothing is promised, and
/// what was promised is struck through.
#[tokio::test]
async fn the_safeguard_follows_the_proxy() {
    let proxies = "\n[server]\ntrusted_proxies = [\"127.0.0.1\"]\n";
    let mut site = Site::with(|settings| {
        let settings = settings.replace("http://127.0.0.1:8080", &format!("https://{NAME}"));
        format!("{settings}{proxies}")
    })
    .await;
    assert_eq!(encrypted(&site).await, Some(true));
    site.edit(|settings| settings.replace(proxies, ""));
    site.restart().await;
    assert_eq!(encrypted(&site).await, Some(false), "the version in force still says so");
    let bare = Site::with(|settings| {
        settings.replace("http://127.0.0.1:8080", &format!("https://{NAME}"))
    });
    assert_eq!(encrypted(&bare.await).await, None, "nobody says so");
}

/// Whether the policy says that connections are encrypted, and what was found when it was checked.
async fn encrypted(site: &Site) -> Option<bool> {
    // It does not wait for the night.
    site.pass(10_000);
    site.work().await;
    let told = site.visitor().get("/privacy.json").await.body;
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let all = told["dpv:hasTechnicalOrganisationalMeasure"].as_array().unwrap();
    let found = all.iter().find(|one| one["@id"] == "#measure-tls")?;
    Some(found["masses:holds"].as_bool().expect("it was not checked"))
}
