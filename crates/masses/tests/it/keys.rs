//! The master key: never made silently, never lost by rotation.

use std::fs;

use db::binds;
use masses::House;
use masses::ground::people::{self, HandleKind, rotate};
use vault::{MasterKey, MasterKeys};

use crate::site::{MORNING, Site};

/// F20: a missing or a wrong key stops the start; none is made beside data.
#[tokio::test]
async fn a_missing_or_wrong_key_stops_the_start() {
    let mut site = Site::demo().await;
    site.write("nora@nachtigall.example", "A question").await;
    site.stop().await;
    let key = fs::read(site.master_key()).unwrap();
    fs::remove_file(site.master_key()).unwrap();
    let error = House::open(site.options()).await.err().expect("started without its key");
    assert!(error.to_string().contains("master.key"), "{error}");
    assert!(!site.master_key().exists(), "a key was made beside data");

    MasterKeys::create(&site.master_key(), &kit::chance::Chance::seeded(99)).unwrap();
    let wrong = MasterKeys::load(&site.master_key()).unwrap().current().id().to_string();
    let error = House::open(site.options()).await.err().expect("started with a wrong key");
    assert!(error.to_string().contains(&wrong), "names no key: {error}");
    fs::write(site.master_key(), key).unwrap();
    site.start().await;
    assert!(
        site.ground()
            .people
            .keys()
            .find(HandleKind::Address, "nora@nachtigall.example")
            .await
            .unwrap()
            .is_some()
    );
}

/// The recovery code gives the key back.
#[tokio::test]
async fn the_recovery_code_brings_the_key_back() {
    let mut site = Site::demo().await;
    let code = site.ground().people.keys().master().current().recovery_code();
    site.stop().await;
    fs::remove_file(site.master_key()).unwrap();
    let key = MasterKey::from_recovery_code(&code).unwrap();
    MasterKeys::restore(&site.master_key(), key).unwrap();
    site.start().await;
}

/// F19: rotation wraps every key anew while the site serves; interrupted anywhere, everything
/// stays readable, and running it again finishes.
#[tokio::test]
async fn rotation_leaves_everything_readable() {
    let site = Site::demo().await;
    for number in 0..5 {
        site.write(&format!("person{number}@example.org"), "A question").await;
        site.pass(60_000);
    }
    let ground = site.ground();
    let keys = ground.people.keys();
    let before = keys.master().current().id();
    // As an interruption leaves it: the new key is in the file, nothing is wrapped by it yet.
    MasterKeys::add(&site.master_key(), &ground.chance).unwrap();
    keys.reload().unwrap();
    site.write("between@example.org", "Between two keys").await;
    let rotation = rotate(keys, &ground.data, &ground.chance, MORNING, &|_| {}).await.unwrap();
    assert!(rotation.resumed && rotation.rewrapped >= 5, "{rotation:?}");
    assert_ne!(rotation.to, before);
    let master = MasterKeys::load(&site.master_key()).unwrap();
    assert!(!master.rotating() && master.get(&before).is_none(), "the old key is still there");
    for row in keys.db().read(&people::store::keys::KEY_SOME, binds![""]).await.unwrap() {
        let wrapped = row.bytes("wrapped").unwrap();
        assert_eq!(MasterKeys::wrapped_by(&wrapped).unwrap(), rotation.to);
    }
    keys.forget();
    for email in ["person0@example.org", "between@example.org"] {
        let person = keys.find(HandleKind::Address, email).await.unwrap().unwrap();
        let export = ground.care.export(&person, MORNING).await.unwrap().json();
        assert!(export.contains(email), "{export}");
    }
}
