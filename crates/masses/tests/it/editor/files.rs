//! Pictures and documents: what is taken, what is taken out of it, and what is asked first.

use std::fs;

use kit::web::RoleName;

use super::{FILE, edit, entries, saved};
use crate::site::{Reply, Site, Visitor, demo_folder};

const PATH: &str = "/desk/pages/files";

/// A photograph as a telephone makes it, as far as it matters here: with a place in it, lying on
/// its side, 120 × 80 pixels.
pub fn photo() -> Vec<u8> {
    let segment = |marker: u8, body: &[u8]| {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker][..], &length, body].concat()
    };
    let exif =
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0GPS 48.2082 N";
    let frame = [8, 0, 80, 0, 120, 1, 1, 0x11, 0];
    let all = [
        vec![0xff, 0xd8],
        segment(0xe1, exif),
        segment(0xdb, &[0; 65]),
        segment(0xc0, &frame),
        segment(0xda, &[1, 1, 0, 0, 63, 0]),
        b"picture\xff\xd9".to_vec(),
    ];
    all.concat()
}

/// 16 × 8 pixels.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x10\0\0\0\x08\x08\x02\0\0\0crc!\
    \0\0\0\x04IDATdatacrc!\0\0\0\0IENDcrc!";

/// The files that were not there before.
fn names(site: &Site) -> Vec<String> {
    let demo = super::names(&demo_folder().join("files"));
    let there = super::names(&site.folder.join("files"));
    there.into_iter().filter(|name| !demo.contains(name)).collect()
}

#[track_caller]
fn sent(reply: &Reply, name: &str) {
    assert_eq!(reply.status, 303, "{}", reply.body);
    let name = name.replace('.', "%2E").replace('-', "%2D");
    assert!(
        reply.header("location").contains(&format!("name={name}&done=file-uploaded")),
        "{reply:?}"
    );
}

/// A photograph is served under a clean name, without its place, and still upright.
#[tokio::test]
async fn a_photograph_comes_without_its_place() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    let reply = agent.upload(PATH, &[("folder", "")], ("Großer Saal.JPG", &photo())).await;
    sent(&reply, "grosser-saal.jpg");
    assert!(reply.header("location").ends_with("file-uploaded-bare"), "{reply:?}");
    let served = site.visitor().get("/files/grosser-saal.jpg").await;
    assert_eq!((served.status, served.header("content-type")), (200, "image/jpeg"));
    assert!(!String::from_utf8_lossy(&served.bytes).contains("GPS"));
    assert!(served.bytes.windows(8).any(|part| part == b"Exif\0\0II"), "it would lie on its side");
    assert!(served.bytes.ends_with(b"picture\xff\xd9"));
    assert_eq!(names(&site), ["grosser-saal.jpg"], "something is left");
    let page = agent
        .get(&format!("{}&alt=The+hall+%5B2026%5D", "/desk/pages/file?name=grosser-saal.jpg"))
        .await;
    let line = "![The hall \\[2026\\]](/files/grosser-saal.jpg)";
    assert!(page.body.contains(line), "no {line} in\n{}", page.body);
    assert!(page.body.contains("80 × 120"), "{}", page.body);
    saved(&edit(&agent, FILE, &[("body", line)]).await);
    let page = agent.get("/desk/pages/file?name=grosser-saal.jpg").await;
    assert!(page.body.contains("One page shows it"), "{}", page.body);
    let noted = entries(&site).await;
    let noted = noted.iter().find(|one| one.act == "file-uploaded").unwrap();
    assert!(noted.actor.member().is_some() && !noted.object.as_ref().unwrap().contains("saal"));
    let gone = agent.post("/desk/pages/file/delete", &[("name", "grosser-saal.jpg")]).await;
    assert_eq!(gone.status, 303, "{}", gone.body);
    assert_eq!(site.visitor().get("/files/grosser-saal.jpg").await.status, 404);
    assert!(names(&site).is_empty(), "{:?}", names(&site));
}

/// A name that is there is asked about; nothing is overwritten by itself.
#[tokio::test]
async fn a_file_of_the_same_name_is_asked_about() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    let send = async |content: &'static [u8]| agent.upload(PATH, &[], ("notes.txt", content)).await;
    sent(&send(b"first").await, "notes.txt");
    let decide = async |asked: &Reply, how: &str| {
        assert_eq!(asked.status, 409, "{}", asked.body);
        assert!(asked.body.contains("notes-"), "{}", asked.body);
        let upload = asked.hidden("upload").to_owned();
        agent
            .post(
                "/desk/pages/files/settle",
                &[("upload", &upload), ("name", "notes.txt"), ("as", how)],
            )
            .await
    };
    let file = |name: &str| fs::read_to_string(site.folder.join("files").join(name)).unwrap();
    let asked = send(b"second").await;
    assert_eq!(file("notes.txt"), "first");
    sent(&decide(&asked, "both").await, "notes-2.txt");
    let asked = send(b"third").await;
    sent(&decide(&asked, "replace").await, "notes.txt");
    let over = decide(&asked, "replace").await;
    assert_eq!(over.status, 410, "{}", over.body);
    let dropped = decide(&send(b"fourth").await, "drop").await;
    assert_eq!(dropped.status, 303);
    assert_eq!((file("notes.txt"), file("notes-2.txt")), ("third".into(), "second".into()));
    assert_eq!(names(&site), ["notes-2.txt", "notes.txt"], "something is left");
    for upload in ["../../masses.toml", "x", ""] {
        let fields = [("upload", upload), ("name", "notes.txt"), ("as", "replace")];
        assert_eq!(agent.post("/desk/pages/files/settle", &fields).await.status, 410, "{upload}");
    }
}

/// What is no file of a kind that is served is not taken, whatever it is called.
#[tokio::test]
async fn what_is_not_what_it_says_is_not_taken() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    let large = vec![b'x'; 21 * 1024 * 1024];
    let broken = &photo()[..60];
    for (name, content, status, said) in [
        ("page.html", &b"<script>alert(1)</script>"[..], 422, "Files of this kind are not taken"),
        ("x.svg.js", b"x", 422, "Files of this kind are not taken"),
        ("hall.jpg", b"<html><script>alert(1)</script>", 422, "not what its name says"),
        ("hall.png", &photo(), 422, "not what its name says"),
        ("hall.jpg", broken, 422, "damaged"),
        ("notes.txt", b"Gr\xfc\xdfe", 422, "not in UTF-8"),
        ("", b"", 422, "choose a file first"),
        ("large.txt", &large, 413, "larger than 20 MB"),
    ] {
        let reply = agent.upload(PATH, &[("folder", "")], (name, content)).await;
        assert_eq!(reply.status, status, "{name}: {}", reply.body);
        assert!(reply.body.contains(said), "{name}: {}", reply.body);
        assert!(names(&site).is_empty(), "{name}: {:?}", names(&site));
    }
    let form = agent.post(PATH, &[("file", "x")]).await;
    assert_eq!(form.status, 415, "{}", form.body);
    let elsewhere = agent.upload(PATH, &[("folder", "../pages")], ("../../x.txt", b"x")).await;
    sent(&elsewhere, "x.txt");
    assert_eq!(names(&site), ["x.txt"]);
    let cross =
        site.colleague(RoleName::Owner).await.browser.header("origin", "https://evil.example");
    assert_eq!(cross.upload(PATH, &[], ("y.txt", b"y")).await.status, 403);
    let stranger = site.visitor().upload(PATH, &[], ("y.txt", b"y")).await;
    assert_eq!(stranger.status, 401);
    assert_eq!(names(&site), ["x.txt"]);
}

/// The point that stays is chosen with a click, which needs no script, or from nine.
#[tokio::test]
async fn the_focus_of_a_picture_is_chosen_by_a_click() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    sent(&agent.upload(PATH, &[], ("Wide.png", PNG)).await, "wide.png");
    let page = agent.get("/desk/pages/file?name=wide.png").await;
    assert!(page.body.contains("width=\"240\" height=\"120\""), "{}", page.body);
    let focus = || fs::read_to_string(site.folder.join("files/.focus.toml")).unwrap_or_default();
    let point = async |fields: &[(&str, &str)]| {
        let fields = [&[("name", "wide.png")], fields].concat();
        agent.post("/desk/pages/file/focus", &fields).await.status
    };
    assert_eq!(point(&[("point.x", "60"), ("point.y", "90")]).await, 303);
    assert!(focus().ends_with("\"wide.png\" = [25, 75]\n"), "{}", focus());
    // Pressed with a key there is no point.
    assert_eq!(point(&[("point.x", "0"), ("point.y", "0")]).await, 422);
    assert_eq!(point(&[("at", "bottom-right")]).await, 303);
    assert!(focus().ends_with("\"wide.png\" = [85, 85]\n"), "{}", focus());
    assert_eq!(point(&[("point.x", "9999"), ("point.y", "1")]).await, 303);
    assert!(focus().ends_with("= [100, 0]\n"), "{}", focus());
    assert_eq!(site.visitor().get("/files/.focus.toml").await.status, 404, "it is hidden");
    let list = agent.get(PATH).await.body;
    assert!(list.contains("wide.png") && !list.contains(".focus"), "{list}");
    let none =
        agent.post("/desk/pages/file/focus", &[("name", "../masses.toml"), ("at", "top")]).await;
    assert_eq!(none.status, 404);
}

/// What can be shown of files; the pages as they came.
pub async fn tour(visitor: &Visitor<'_>) -> Vec<String> {
    let mut seen = vec![visitor.get(PATH).await.body];
    sent(&visitor.upload(PATH, &[], ("hall.png", PNG)).await, "hall.png");
    sent(&visitor.upload(PATH, &[], ("notes.txt", b"x")).await, "notes.txt");
    seen.push(visitor.upload(PATH, &[], ("hall.png", PNG)).await.body);
    for path in [PATH, "/desk/pages/file?name=hall.png", "/desk/pages/file?name=notes.txt"] {
        seen.push(visitor.get(path).await.body);
    }
    seen
}
