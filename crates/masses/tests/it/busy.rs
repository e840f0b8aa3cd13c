//! F7: too much at once. Every queue has an end, whoever stands at it is told at once, with their
//! text kept, and nobody else notices.

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};

use db::{Db, Statement, binds};
use kit::web::RoleName;
use tokio::task::JoinSet;

use crate::program::{Program, ask, fields, get};
use crate::site::{Reply, Site, contact};

/// More than may wait for the writer, or for a connection that reads.
const CROWD: usize = 1_100;
const PAGES: [&str; 5] = ["/", "/about", "/de", "/privacy", "/contact"];

/// Everybody is told to come back, and has kept what they typed.
fn kept(reply: &Reply, text: &str) {
    assert_eq!(reply.status, 503, "{}", reply.body);
    assert!(!reply.header("retry-after").is_empty());
    assert!(reply.body.contains(text), "the text is gone: {}", reply.body);
}

/// The writer of a database does something that does not end, and all places before it are taken.
async fn occupied(db: &Db) -> (Sender<()>, JoinSet<()>) {
    let (release, held) = channel::<()>();
    let held = Arc::new(Mutex::new(held));
    let (begun, mut begins) = tokio::sync::mpsc::channel(1);
    let mut waiting = JoinSet::new();
    let first = db.clone();
    waiting.spawn(async move {
        let work = first.write::<_, db::Error>(move |_| {
            Box::pin(async move {
                let _ = (begun.try_send(()), held.lock().unwrap().recv());
                Ok(())
            })
        });
        work.await.unwrap();
    });
    begins.recv().await.unwrap();
    let turned_away = db.stats().turned_away;
    for _ in 0..CROWD {
        let db = db.clone();
        waiting.spawn(async move {
            let _ = db.write::<_, db::Error>(|_| Box::pin(async { Ok(()) })).await;
        });
    }
    while db.stats().turned_away == turned_away {
        tokio::task::yield_now().await;
    }
    (release, waiting)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_of_writes_turns_away_and_keeps_the_text() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    site.write("first@example.org", "The first").await;
    let list = agent.get("/desk/inquiries").await.body;
    let (_, path) = list.split_once("class=\"list__link\" href=\"").unwrap();
    let path = path.split('"').next().unwrap();
    let thread = agent.get(path).await;
    let answer =
        [("text", "Kept <there>"), ("key", thread.hidden("key")), ("seen", thread.hidden("seen"))];
    let answers = format!("{path}/answer");
    for (number, of_keys) in [false, true].into_iter().enumerate() {
        let form = site.visitor().get("/contact").await;
        site.pass(40_000);
        let db = if of_keys { site.ground().people.keys().db() } else { &site.ground().data };
        let (release, waiting) = occupied(db).await;
        let email = format!("new{number}@example.org");
        let fields = contact(&form, &email, "Kept <here>");
        kept(&site.visitor().post("/contact", &fields).await, "Kept &lt;here&gt;");
        if !of_keys {
            kept(&agent.post(&answers, &answer).await, "Kept &lt;there&gt;");
        }
        for path in PAGES {
            assert_eq!(site.visitor().get(path).await.status, 200, "{path}");
        }
        release.send(()).unwrap();
        waiting.join_all().await;
        let thanks = site.visitor().post("/contact", &fields).await;
        assert_eq!(thanks.reference().len(), 9, "{}", thanks.body);
    }
    assert_eq!(agent.post(&answers, &answer).await.status, 303);
    let list = agent.get("/desk/inquiries").await.body;
    assert_eq!(list.matches("class=\"list__link\"").count(), 3, "{list}");
}

/// What cannot be noted as read is not shown; the page that says what is wrong is there.
#[tokio::test(flavor = "multi_thread")]
async fn a_mail_is_not_shown_where_that_cannot_be_noted() {
    let site = Site::demo().await;
    let owner = site.member(RoleName::Owner).await;
    site.write("nora@nachtigall.example", "A question").await;
    let (release, waiting) = occupied(&site.ground().data).await;
    let page = owner.get("/desk/system").await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("Mails are not shown"), "{}", page.body);
    assert!(!page.body.contains("nora@nachtigall.example"), "{}", page.body);
    release.send(()).unwrap();
    waiting.join_all().await;
    let page = owner.get("/desk/system").await.body;
    assert!(page.contains("nora@nachtigall.example") && !page.contains("Mails are not shown"));
}

/// The same where it is reading that takes too long.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_of_reads_holds_up_no_message() {
    let site = Site::demo().await;
    let slow = "with recursive c (n) as (select 1 union all select n + 1 from c where n < 2000000)
        select count(*) as n from c";
    let slow = Statement::generated("test::slow", slow.to_owned());
    for of_keys in [false, true] {
        let form = site.visitor().get("/contact").await;
        site.pass(40_000);
        let db = if of_keys { site.ground().people.keys().db() } else { &site.ground().data };
        let (mut crowd, turned_away) = (JoinSet::new(), db.stats().turned_away);
        for _ in 0..CROWD {
            let (db, slow) = (db.clone(), slow.clone());
            crowd.spawn(async move { db.read(&slow, binds![]).await.is_ok() });
        }
        while db.stats().turned_away == turned_away {
            tokio::task::yield_now().await;
        }
        // A message is taken without reading anything first.
        let fields = contact(&form, "new@example.org", "Kept <here>");
        let first = site.visitor().post("/contact", &fields).await;
        assert_eq!(first.reference().len(), 9, "{}", first.body);
        for path in PAGES {
            assert_eq!(site.visitor().get(path).await.status, 200, "{path}");
        }
        crowd.shutdown().await;
        let thanks = site.visitor().post("/contact", &fields).await;
        assert_eq!(thanks.reference(), first.reference(), "{}", thanks.body);
    }
}

/// S19: passwords are hashed a few at a time: whoever tries many holds up nobody who writes.
#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_sign_ins_holds_up_no_form() {
    let program = Program::serving().await;
    let (to, key) = (program.address(), program.key().await);
    let mut flood = JoinSet::new();
    for number in 0..300 {
        let email = format!("nobody{number}@example.org");
        let form = fields(&[("email", &email), ("password", "a long walk over green hills")]);
        flood.spawn(async move { ask(to, "/desk/sign-in", None, Some(form)).await.unwrap() });
    }
    let mut answered = vec![flood.join_next().await.unwrap().unwrap()];
    for number in 0..5 {
        let thanks = program.write(&key, &format!("v{number}@example.org"), "Hello").await.unwrap();
        assert!(!thanks.reference().is_empty());
        for path in PAGES {
            assert_eq!(get(to, path).await.unwrap().status, 200, "{path}");
        }
    }
    assert!(flood.len() > 50, "only {} of the flood were left: nothing was tried", flood.len());
    answered.extend(flood.join_all().await);
    for reply in answered {
        let busy = reply.status == 503 && !reply.header("retry-after").is_empty();
        assert!(busy || reply.status == 422, "{}: {}", reply.status, reply.body);
    }
}
