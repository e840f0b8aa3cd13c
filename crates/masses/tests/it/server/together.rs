//! What many send at once shares transactions.

use futures_util::future::join_all;

use super::on_server;
use crate::site::{Site, contact};

/// The statements that take a message are such as can be run for many at once: where one of them
/// cannot, each message would have a transaction of its own again, and nobody would notice.
#[tokio::test(flavor = "multi_thread")]
async fn many_messages_share_a_commit() {
    const MANY: usize = 60;
    // A mailbox that has not had enough is told of one message after the other.
    let settings = |text: String| {
        let text = text.replace("[inquiries]", "[inquiries]\nnotify = []");
        text + "\n[server]\ntrusted_proxies = [\"127.0.0.1\"]\n"
    };
    let site = on_server(|| Site::with(settings)).await;
    let form = site.visitor().get("/contact").await;
    site.pass(40_000);
    let stats = || [site.ground().data.stats(), site.ground().people.keys().db().stats()];
    let before = stats();
    let from = |n| site.visitor().header("x-forwarded-for", &format!("198.51.100.{n}"));
    let visitors: Vec<_> = (0..MANY).map(from).collect();
    let emails: Vec<String> = (0..MANY).map(|n| format!("n{n}@example.org")).collect();
    let fields: Vec<_> = emails.iter().map(|email| contact(&form, email, "Hello")).collect();
    let sent = visitors.iter().zip(&fields).map(|(one, fields)| one.post("/contact", fields));
    let mut references: Vec<String> =
        join_all(sent).await.iter().map(|thanks| thanks.reference().to_owned()).collect();
    references.sort();
    references.dedup();
    assert_eq!(references.len(), MANY);
    for (before, after) in before.iter().zip(stats()) {
        let (writes, commits) = (after.writes - before.writes, after.commits - before.commits);
        assert!(writes >= MANY as u64, "{writes} writes");
        assert!(commits * 2 < writes, "{writes} writes in {commits} commits");
    }
}
