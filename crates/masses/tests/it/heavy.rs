//! Pages and forms that are much too large, or much too deep: nobody else waits for them, and they
//! take no more than their share of memory.

use std::fs;
use std::time::Duration;

use kit::web::RoleName;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::client::connect;
use crate::pages::{page, put, until};
use crate::program::Program;
use crate::site::Site;
use crate::wire::memory;

/// With work that grows with the square of a page, each of these would take minutes, and some of
/// them hours.
const HANGS: Duration = Duration::from_secs(120);

fn heavy() -> Vec<(&'static str, String)> {
    let many =
        |count: usize, line: fn(usize) -> String| -> String { (0..count).map(line).collect() };
    vec![
        ("nowhere", many(20_000, |at| format!("[a]({at}) [b](/files/{at}.jpg)\n"))),
        ("elsewhere", many(20_000, |at| format!("[a](https://{at}.example/)\n"))),
        ("pictures", "![a](/files/hut.svg)\n".repeat(5_000)),
        ("quotes", ">".repeat(200_000)),
        ("quoted", "> ".repeat(100_000) + "x"),
        ("lists", "- ".repeat(100_000) + "x"),
        ("elements", "<div>".repeat(100_000)),
        ("blocks", "<blockquote>\n\n".repeat(50_000)),
        ("open", "<b><i>".repeat(50_000)),
        ("brackets", "[".repeat(100_000)),
        ("unknown", ":::nothing\n:::\n\n".repeat(2_000)),
    ]
}

/// Whatever one page holds, the others are there, and it is as well.
#[tokio::test(flavor = "multi_thread")]
async fn a_heavy_page_holds_up_nobody() {
    let mut program = Program::demo();
    for (name, text) in heavy() {
        fs::write(program.site.join(format!("pages/{name}.md")), page(name, &text)).unwrap();
    }
    let ready = async {
        program.start().await;
        for (name, _) in heavy() {
            let reply = program.get(&format!("/{name}")).await.unwrap();
            assert_eq!(reply.status, 200, "{name}");
            assert!(reply.bytes.len() > 1_000, "{name}: {} bytes", reply.bytes.len());
        }
    };
    assert!(tokio::time::timeout(HANGS, ready).await.is_ok(), "it hangs");
    let checked = tokio::task::spawn_blocking(move || {
        let said = program.run(&["check"]);
        (said, program)
    });
    let (said, _program) = tokio::time::timeout(HANGS, checked).await.expect("it hangs").unwrap();
    assert!(said.bad().contains("here more than 200 quotes, lists or elements lie in each other"));
}

/// Who is not signed in does not fill the memory through the doors for whole pages.
#[tokio::test(flavor = "multi_thread")]
async fn strangers_bring_no_pages() {
    let program = Program::serving().await;
    let to = program.address();
    let before = memory(&program);
    let mut streams = Vec::new();
    for _ in 0..100 {
        let mut stream = connect(to).await.unwrap();
        let head = format!(
            "POST /desk/pages/edit HTTP/1.1\r\nHost: {to}\r\nContent-Length: 7000000\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\nbody="
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        streams.push(tokio::spawn(async move {
            for _ in 0..100 {
                if stream.write_all(&[b'a'; 60_000]).await.is_err() {
                    break;
                }
            }
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer).await;
            String::from_utf8_lossy(&answer).into_owned()
        }));
    }
    for stream in streams {
        let answer = stream.await.unwrap();
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413 "), "{answer:.200}");
    }
    let taken = memory(&program).saturating_sub(before);
    assert!(taken < 64 << 10, "{taken} KiB");
}

/// A page in which everything has changed can still be looked at and brought back.
#[tokio::test]
async fn a_large_change_can_be_looked_at() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    for word in ["one", "two"] {
        let text: String = (0..40_000).map(|at| format!("{word} {at}\n\n")).collect();
        put(&site, "pages/long.md", &page("Long", &text));
        until(&site, "/long", |reply| reply.body.contains(&format!("{word} 39999"))).await;
        crate::editor::until_versions(&agent, "pages/long.md", if word == "one" { 1 } else { 2 })
            .await;
    }
    let versions = crate::editor::versions(&agent, "pages/long.md").await;
    let shown = agent.get(&format!("/desk/pages/version?id={}", versions[0])).await;
    assert_eq!(shown.status, 200, "{:.500}", shown.body);
    assert!(shown.bytes.len() < 2_000_000, "{} bytes", shown.bytes.len());
}

/// Where the whole folder is gone, because it was a disk of its own perhaps, the pages stay, and no
/// new page takes the place of all of them.
#[tokio::test]
async fn a_new_page_does_not_replace_a_folder_that_is_gone() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    let (pages, aside) = (site.folder.join("pages"), site.folder.join("aside"));
    assert_eq!(site.visitor().get("/about").await.status, 200);
    fs::rename(&pages, &aside).unwrap();
    let new = agent.post("/desk/pages/new", &[("title", "Brand new")]).await;
    assert_eq!(new.status, 507, "{}", new.body);
    assert!(new.body.contains("Brand new") && !pages.exists());
    assert_eq!(site.visitor().get("/about").await.status, 200);
    fs::rename(&aside, &pages).unwrap();
    assert_eq!(agent.post("/desk/pages/new", &[("title", "Brand new")]).await.status, 303);
}
