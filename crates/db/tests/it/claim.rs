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
    let nowhere = Claim::take(folder.path().join("missing/serve.lock"), "x");
    assert!(matches!(nowhere, Err(Error::Io(_))));
}
