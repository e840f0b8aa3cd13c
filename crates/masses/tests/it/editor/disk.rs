//! A disk that is full, and a folder that nobody may write into: said in the form, with everything
//! that was typed; and nothing of the page is lost.

use std::fs;
use std::io::Write;
use std::process::Command;

use kit::web::RoleName;

use super::{FILE, address, edit, file, saved, send, until_versions, value};
use crate::faults::Disk;
use crate::pages::until;
use crate::site::Site;

#[tokio::test]
async fn a_disk_that_takes_nothing_is_said_in_the_form() {
    let site = Site::demo().await;
    let pages = site.folder.join("pages");
    let kept: Vec<_> = fs::read_dir(&pages).unwrap().map(|one| one.unwrap().path()).collect();
    let kept: Vec<_> = kept
        .into_iter()
        .filter(|path| path.is_file())
        .map(|path| (path.file_name().unwrap().to_owned(), fs::read(path).unwrap()))
        .collect();
    let _disk = Disk::mount(&pages);
    for (name, content) in kept {
        fs::write(pages.join(name), content).unwrap();
    }
    let before = file(&site, FILE);
    let agent = site.member(RoleName::Agent).await;
    until_versions(&agent, FILE, 1).await;

    let form = agent.get(&address("edit", FILE)).await;
    let mut filler = fs::File::create(pages.join("filler")).unwrap();
    while filler.write_all(&[0; 4096]).is_ok() {}
    drop(filler);
    let typed = [("title", "Never lost"), ("body", &*"Many words. ".repeat(2_000))];
    let full = send(&agent, &form, &typed).await;
    assert_eq!(full.status, 507, "{}", full.body);
    assert!(full.body.contains("The disk is full"), "{}", full.body);
    assert_eq!(
        (value(&full, "title"), value(&full, "body")),
        (typed[0].1.into(), typed[1].1.into())
    );
    assert_eq!(file(&site, FILE), before);
    let new = agent.post("/desk/pages/new", &[("title", "One more")]).await;
    assert_eq!(new.status, 507, "{}", new.body);
    assert!(new.body.contains("The disk is full") && new.body.contains("One more"), "{}", new.body);
    fs::remove_file(pages.join("filler")).unwrap();

    let remount = |how: &str| {
        let mut mount = Command::new("mount");
        let done = mount.args(["-o", &format!("remount,{how}")]).arg(&pages).status();
        assert!(done.unwrap().success(), "the disk cannot be mounted anew: run ./test as root");
    };
    remount("ro");
    let denied = send(&agent, &full, &[]).await;
    assert_eq!(denied.status, 507, "{}", denied.body);
    assert!(denied.body.contains("may not write into this folder"), "{}", denied.body);
    assert_eq!(value(&denied, "title"), "Never lost");
    // What cannot be done is not said to have been done.
    let noted = super::entries(&site).await.len();
    let seen = value(&denied, "seen");
    let gone = agent.post("/desk/pages/delete", &[("file", FILE), ("seen", &seen)]).await;
    assert_eq!(gone.status, 507, "{}", gone.body);
    assert_eq!(super::entries(&site).await.len(), noted);
    assert_eq!(file(&site, FILE), before);
    remount("rw");
    saved(&send(&agent, &denied, &[]).await);
    until(&site, "/about", |reply| reply.body.contains("Never lost")).await;
    let names: Vec<_> = fs::read_dir(&pages).unwrap().map(|one| one.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().starts_with('.')), "{names:?}");
    saved(&edit(&agent, FILE, &[("title", "And again")]).await);
}
