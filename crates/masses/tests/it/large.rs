//! A site of very many pages: nobody waits for the last of them.

use std::collections::HashSet;
use std::fs;
use std::time::Duration;

use crate::client::get;
use crate::pages::page;
use crate::program::Program;

/// So many that they are folded, and drawn in several parts.
const MANY: usize = 1_200;

fn text(number: usize, state: &str) -> String {
    let other = (number * 31 + 7) % MANY;
    page(&format!("Page {number}"), &format!("It is {state}.\n\n[On](/many/p{other})\n"))
}

/// A page is answered before all of them are drawn, and so is what somebody changes meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_page_does_not_wait_for_the_last() {
    let mut program = Program::demo();
    let file = |number: usize| program.site.join(format!("pages/many/p{number}.md"));
    fs::create_dir_all(program.site.join("pages/many")).unwrap();
    for number in 0..MANY {
        fs::write(file(number), text(number, "new")).unwrap();
    }
    let changed = [3, MANY / 2, MANY - 1];
    let files = changed.map(file);
    program.start().await;
    // What follows from all pages is there when they are.
    let address = program.address();
    let map = tokio::spawn(async move { get(address, "/sitemap.xml").await.unwrap() });
    for number in changed {
        let reply = program.get(&format!("/many/p{number}")).await.unwrap();
        assert_eq!(reply.status, 200, "{number}");
        assert!(reply.body.contains("It is new."), "{number}");
    }
    for (number, file) in changed.into_iter().zip(files) {
        fs::write(file, text(number, "changed")).unwrap();
    }
    for number in changed {
        while !program
            .get(&format!("/many/p{number}"))
            .await
            .unwrap()
            .body
            .contains("It is changed.")
        {
            assert!(!map.is_finished(), "{number} has waited for all others");
            tokio::task::yield_now().await;
        }
    }
    let map = map.await.unwrap();
    let all: HashSet<&str> =
        map.body.split(['<', '>']).filter(|part| part.contains("/many/p")).collect();
    assert_eq!((map.status, all.len()), (200, MANY));
    let threads = || fs::read_dir(format!("/proc/{}/task", program.pid())).unwrap().count();
    let mut most = 0;
    for number in 0..MANY {
        let body = program.get(&format!("/many/p{number}")).await.unwrap().body;
        let state = if changed.contains(&number) { "changed" } else { "new" };
        assert!(body.contains(&format!("It is {state}.")), "{number}: {body}");
        most = most.max(threads());
    }
    // Each was asked for, so each is packed: not all of them at once.
    assert!(most < 40, "{most} threads");
}

/// A change that is undone while all pages are drawn because of it leaves nothing on any of them.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_undone_meanwhile_leaves_no_trace() {
    let mut program = Program::demo();
    fs::create_dir_all(program.site.join("pages/many")).unwrap();
    for number in 0..MANY {
        let file = program.site.join(format!("pages/many/p{number}.md"));
        fs::write(file, text(number, "new")).unwrap();
    }
    program.start().await;
    assert_eq!(program.get("/sitemap.xml").await.unwrap().status, 200);
    let about = program.site.join("pages/about.md");
    let before = fs::read_to_string(&about).unwrap();
    // It stands in the menu of every page.
    fs::write(&about, before.replace("About us", "Renamed")).unwrap();
    let renamed = async |number: usize| {
        program.get(&format!("/many/p{number}")).await.unwrap().body.contains(">Renamed<")
    };
    // Long enough that some are drawn with it, and not all: those are seen by nobody meanwhile.
    tokio::time::sleep(Duration::from_millis(500)).await;
    fs::write(&about, &before).unwrap();
    // Those are there once the drawing is interrupted, and go when it has gone on.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut left = MANY;
    for _ in 0..30 {
        left = 0;
        for number in 0..MANY {
            left += usize::from(renamed(number).await);
        }
        if left == 0 {
            break;
        }
    }
    assert_eq!(left, 0, "pages still have the other title");
    let body = program.get("/many/p0").await.unwrap().body;
    assert!(body.contains(">About us<"), "{body}");
}
