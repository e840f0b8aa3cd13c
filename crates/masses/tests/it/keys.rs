//! The master key: never made silently, never lost by rotation.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use db::binds;
use kit::web::RoleName;
use masses::House;
use masses::ground::people::{self, HandleKind, rotate};
use vault::{MasterKey, MasterKeys};

use crate::program::Program;
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

/// F20: neither database is made anew beside the other, and nothing that is left is touched.
#[tokio::test]
async fn one_database_without_the_other_stops_the_start() {
    let mut site = Site::demo().await;
    site.write("nora@nachtigall.example", "A question").await;
    site.stop().await;
    let (keys, data) = (site.data().join("keys/keys.sqlite"), site.data().join("data.sqlite"));
    for (gone, there) in [(&keys, &data), (&data, &keys)] {
        let aside = gone.with_extension("aside");
        fs::rename(gone, &aside).unwrap();
        let before = fs::read(there).unwrap();
        for emptied in [false, true] {
            if emptied {
                fs::write(gone, "").unwrap();
            }
            let error = House::open(site.options()).await.err().expect("started with one half");
            let error = error.to_string();
            assert!(error.contains(&format!("{} is gone", gone.display())), "{error}");
            assert_eq!(fs::read(there).unwrap(), before, "{} was touched", there.display());
        }
        // The master key with it: still nothing is made.
        let key = fs::read(site.master_key()).unwrap();
        fs::remove_file(site.master_key()).unwrap();
        assert!(House::open(site.options()).await.is_err());
        assert!(!site.master_key().exists(), "a key was made beside data");
        fs::remove_file(gone).unwrap();
        fs::rename(&aside, gone).unwrap();
        fs::write(site.master_key(), key).unwrap();
        fs::set_permissions(site.master_key(), Permissions::from_mode(0o600)).unwrap();
    }
    site.start().await;
    let agent = site.member(RoleName::Agent).await;
    assert!(agent.get("/desk/inquiries").await.body.contains("A question"));
}

/// S26: the key may come from the environment, or from whoever starts the program; where it
/// cannot be written it cannot be rotated, and nothing is begun.
#[tokio::test]
async fn the_key_may_be_handed_over() {
    let mut program = Program::serving().await;
    program.stop().await;
    let path = key_file(&program);
    let text = fs::read_to_string(&path).unwrap();
    let line = text.lines().find(|line| !line.starts_with('#')).unwrap();
    let credentials = program.root().join("credentials");
    fs::create_dir(&credentials).unwrap();
    fs::rename(&path, credentials.join("masses-master-key")).unwrap();
    let refused = program.run(&["key", "show"]).bad();
    assert!(refused.contains("the master key is missing"), "{refused}");
    let handed = credentials.to_str().unwrap();
    for variable in [("MASSES_MASTER_KEY", line), ("CREDENTIALS_DIRECTORY", handed)] {
        let shown = program.run_in(&[variable], &["key", "show"]).good();
        assert!(!shown.contains(line.split_whitespace().nth(1).unwrap()), "{shown}");
        let refused = program.run_in(&[variable], &["key", "rotate"]).bad();
        assert!(refused.contains("cannot write"), "{refused}");
        program.run_in(&[variable], &["journal", "verify"]).good();
    }
    let wrong = program.run_in(&[("MASSES_MASTER_KEY", "nonsense")], &["key", "show"]).bad();
    assert!(wrong.contains("MASSES_MASTER_KEY, line 1"), "{wrong}");
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
pub async fn rotation_leaves_everything_readable() {
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

/// The master key: shown by its id, confirmed, rotated while serving, written again from its code.
#[tokio::test]
async fn the_master_key_through_the_command_line() {
    let mut program = Program::serving().await;
    let code = recovery_code(&program.printed());
    let shown = program.run(&["key", "show"]).good();
    assert!(shown.contains("not confirmed yet") && !shown.contains(&code[..11]), "{shown}");
    let typo = if code.starts_with('0') { "1" } else { "0" }.to_owned() + &code[1..];
    for wrong in ["", "nonsense", &typo, &code[..code.len() - 1]] {
        let why = program.run_with(&["key", "confirm"], wrong).bad();
        assert!(why.contains("recovery code is not right"), "{wrong}: {why}");
        assert!(!why.contains(&code[6..]), "the code is repeated: {why}");
    }
    let other = Program::serving().await;
    let others = recovery_code(&other.printed());
    let why = program.run_with(&["key", "confirm"], &others).bad();
    assert!(why.contains("another key"), "{why}");
    program.run_with(&["key", "confirm"], &format!(" {} \n", code.to_lowercase())).good();
    assert!(program.run(&["key", "show"]).good().contains("recovery   confirmed"));

    let key = program.key().await;
    assert_eq!(program.write(&key, "a@example.org", "Before").await.unwrap().status, 200);
    let rotated = program.run(&["key", "rotate"]).good();
    let new = recovery_code(&rotated);
    assert_ne!(new, code);
    assert_eq!(program.write(&key, "a@example.org", "After").await.unwrap().status, 200);
    program.exported("a@example.org");
    program.stop().await;

    let path = key_file(&program);
    assert!(program.run_with(&["key", "recover"], &new).bad().contains("already"));
    fs::remove_file(&path).unwrap();
    let refused = program.run_with(&["key", "recover"], &typo).bad();
    assert!(refused.contains("not right") && !fs::exists(&path).unwrap(), "{refused}");
    // The code of a key that was rotated away opens nothing: it makes no file.
    let refused = program.run_with(&["key", "recover"], &code).bad();
    assert!(refused.contains("another key") && !fs::exists(&path).unwrap(), "{refused}");
    fs::write(&path, fs::read(key_file(&other)).unwrap()).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    program.run_with(&["key", "recover"], &new).good();
    program.start().await;
    program.exported("a@example.org");
}

/// The file of a site's master key.
fn key_file(program: &Program) -> String {
    let shown = program.run(&["key", "show"]).good();
    shown.lines().next().unwrap().trim_start_matches("from").trim().to_owned()
}

fn recovery_code(printed: &str) -> String {
    let (_, rest) = printed.split_once("Recovery code: ").expect("no recovery code");
    rest.lines().next().unwrap().trim().to_owned()
}

/// F19: of rotations at the same moment one happens, and the others say who is at it.
#[tokio::test(flavor = "multi_thread")]
async fn rotations_at_once_lose_nothing() {
    let program = Program::serving().await;
    let key = program.key().await;
    assert_eq!(program.write(&key, "a@example.org", "Hello").await.unwrap().status, 200);
    let rotated = std::thread::scope(|scope| {
        let rotate = || (0..6).map(|_| program.run(&["key", "rotate"])).collect::<Vec<_>>();
        let all: Vec<_> = (0..4).map(|_| scope.spawn(rotate)).collect();
        all.into_iter().flat_map(|one| one.join().unwrap()).collect::<Vec<_>>()
    });
    let mut done = 0;
    for said in rotated {
        match said.code == 0 {
            true => done += 1,
            false => {
                let why = said.bad();
                assert!(why.contains("is held by"), "{why}");
            }
        }
    }
    assert!(done > 0);
    program.run(&["key", "rotate"]).good();
    program.exported("a@example.org");
}
