use db::{Claim, Error};

#[test]
fn only_one_may_have_it_and_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("serve.lock");
    let claim = Claim::take(&path, "masses serve /srv/site").unwrap();
    match Claim::take(&path, "masses serve /srv/other") {
        Err(error @ Error::Claimed { .. }) => {
            let text = error.to_string();
            assert!(text.contains(&format!("process {}", std::process::id())), "{text}");
            assert!(text.contains("masses serve /srv/site"), "{text}");
            assert!(text.contains("serve.lock"), "{text}");
        }
        other => panic!("{other:?}"),
    }
    drop(claim);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "");
    let again = Claim::take(&path, "short").unwrap();
    drop(again);
    // What somebody else has filled is not told whole, nor as it is.
    let foreign = std::fs::File::options().write(true).open(&path).unwrap();
    foreign.lock().unwrap();
    std::fs::write(&path, format!("\u{1b}[31m{}\nmore", "x".repeat(1_000_000))).unwrap();
    let text = Claim::take(&path, "short").unwrap_err().to_string();
    assert!(text.len() < 2_000 && !text.contains(char::is_control), "{text}");
    drop(foreign);
    let nowhere = Claim::take(folder.path().join("missing/serve.lock"), "x");
    assert!(matches!(nowhere, Err(Error::Io(_))));
}

/// Whoever is just ending gets a moment for it.
#[test]
fn a_lock_let_go_meanwhile_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("serve.lock");
    let ending = Claim::take(&path, "ending").unwrap();
    let next = std::thread::scope(|scope| {
        let next = scope.spawn(|| Claim::take(&path, "next"));
        std::thread::sleep(std::time::Duration::from_millis(20));
        drop(ending);
        next.join().unwrap()
    });
    drop(next.unwrap());
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text, "", "let go of");
}
