//! S9, S16: how often somebody may do something, who counts as one, and that nobody's mailbox is
//! filled by others.

use kit::web::{Limit, RoleName};
use masses::ground::mail::Kind;
use masses::ground::people::HandleKind;

use crate::site::{DAY, Site, contact};
use crate::system::with_deaf_server;

const NORA: &str = "nora@nachtigall.example";

#[tokio::test]
async fn the_limit_of_exports_trips() {
    let site = Site::demo().await;
    site.write(NORA, "A question").await;
    let keys = site.ground().people.keys();
    let person = keys.find(HandleKind::Address, NORA).await.unwrap().unwrap();
    let path = format!("/desk/people/{person}/export");
    let agent = site.member(RoleName::Agent).await;
    for number in 0..Limit::EXPORT.burst {
        let export = agent.post(&path, &[]).await;
        assert_eq!(export.header("content-type"), "application/zip", "export {number}");
    }
    let refused = agent.post(&path, &[]).await;
    assert_eq!(refused.status, 429);
    // Neither a second too late nor too early.
    let wait: u32 = refused.header("retry-after").parse().unwrap();
    assert!((1..=Limit::EXPORT.every).contains(&wait), "{wait}");
    site.pass(i64::from(wait - 1) * 1000);
    let refused = agent.post(&path, &[]).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "1"));
    site.pass(1000);
    assert_eq!(agent.post(&path, &[]).await.status, 200, "it was told to come back now");
}

/// Sends the form twelve times, each time with another `X-Forwarded-For`: how often before it is
/// too often.
async fn passed(site: &Site, forwarded: impl Fn(u32) -> String) -> u32 {
    let mut passed = 0;
    for number in 1..=Limit::FORM.burst + 2 {
        let visitor = site.visitor().header("x-forwarded-for", &forwarded(number));
        match visitor.post("/contact", &[]).await.status {
            429 => return passed,
            422 => passed += 1,
            other => panic!("{other}"),
        }
    }
    passed
}

async fn behind(proxies: &str) -> Site {
    Site::with(|text| format!("{text}\n[server]\ntrusted_proxies = [{proxies}]\n")).await
}

/// S16: who is not a configured proxy cannot say that they are somebody else.
#[tokio::test]
async fn a_forwarded_address_counts_from_a_configured_proxy_only() {
    let burst = Limit::FORM.burst;
    for proxies in ["", "\"192.0.2.1\", \"10.0.0.0/8\", \"::1\""] {
        let site = behind(proxies).await;
        let number = passed(&site, |number| format!("198.51.100.{number}")).await;
        assert_eq!(number, burst, "behind [{proxies}], anybody is whoever they want to be");
    }
    let site = behind("\"127.0.0.1\", \"10.0.0.0/8\"").await;
    let each = passed(&site, |number| format!("198.51.100.{number}")).await;
    assert_eq!(each, burst + 2, "all visitors behind the proxy count as one");
    assert_eq!(passed(&site, |_| "203.0.113.9".to_owned()).await, burst);
    // What stands before the last hop that is no proxy of ours, the visitor wrote themselves.
    let made_up = passed(&site, |number| format!("192.0.2.{number}, 203.0.113.10, 10.1.2.3"));
    assert_eq!(made_up.await, burst, "a visitor is whoever they want to be");
}

/// S9: whoever has one IPv6 network has 2^64 addresses in it; they count as one.
#[tokio::test]
async fn the_addresses_of_one_network_count_as_one() {
    let burst = Limit::FORM.burst;
    let site = behind("\"127.0.0.1\"").await;
    let one = passed(&site, |number| format!("2001:db8:1:2:{number}::{number}")).await;
    assert_eq!(one, burst, "the addresses of one /64 count each by itself");
    let many = passed(&site, |number| format!("2001:db8:1:1{number:02}::1")).await;
    assert_eq!(many, burst + 2, "networks beside each other count as one");
    let mapped = passed(&site, |number| format!("::ffff:198.51.100.{number}")).await;
    assert_eq!(mapped, burst + 2, "IPv4 addresses written as IPv6 count as one");
}

/// How many acknowledgements there are, to whomever.
async fn acknowledged(site: &Site) -> usize {
    let mails = site.ground().mail.list(None, None, 500).await.unwrap();
    mails.iter().filter(|mail| mail.kind == Kind::Acknowledgement).count()
}

/// Whoever types somebody else's address into the form cannot fill their mailbox: five mails a
/// day and twenty a week, which no restart forgets. What they write arrives all the same.
#[tokio::test]
pub async fn a_mailbox_gets_so_many_mails_a_week() {
    let mut site = Site::demo().await;
    let start = site.clock.now();
    for day in 0..4 {
        site.clock.set(start + day * DAY);
        site.pass(DAY / 24);
        for number in 0..6 {
            site.pass(60_000);
            let thanks = site.write(NORA, &format!("Number {number} of day {day}")).await;
            assert_eq!(thanks.status, 200, "{}", thanks.body);
        }
        let most = 5 * (usize::try_from(day).unwrap() + 1);
        assert_eq!(acknowledged(&site).await, most, "after day {day}");
    }
    for restarted in [false, true] {
        if restarted {
            site.restart().await;
        }
        site.clock.set(start + 5 * DAY);
        for email in [NORA, "nora+news@nachtigall.example"] {
            assert_eq!(site.write(email, &format!("Again {restarted}")).await.status, 200);
            assert_eq!(acknowledged(&site).await, 20, "{email}, restarted: {restarted}");
            site.pass(60_000);
        }
    }
    site.write("other@example.org", "Somebody else").await;
    assert_eq!(acknowledged(&site).await, 21, "others get their mails");
    // The first day is a week ago.
    site.clock.set(start + 7 * DAY + DAY / 12);
    site.pass(60_000);
    site.write(NORA, "A week later").await;
    assert_eq!(acknowledged(&site).await, 22);
}

/// F12: a form sent twice is answered as the first time: one that came to nobody's mailbox does
/// not become a confirmation.
#[tokio::test]
async fn the_second_answer_to_a_form_promises_no_more_than_the_first() {
    let (site, _) = with_deaf_server().await;
    for number in 0..6 {
        let visitor = site.visitor();
        let form = visitor.get("/contact").await;
        site.pass(60_000);
        let text = format!("Number {number}");
        let fields = contact(&form, NORA, &text);
        for time in ["first", "second"] {
            let thanks = visitor.post("/contact", &fields).await.body;
            let confirmed = thanks.contains("A confirmation is on its way");
            assert_eq!(confirmed, number < 5, "the {time} answer to {number}: {thanks}");
        }
    }
}

/// Forms that are sent at one moment all see room for one more acknowledgement. Of those that got
/// none, nobody is told otherwise, and no answer refers to a mail that never was.
#[tokio::test]
async fn a_mail_that_was_left_out_is_referred_to_nowhere() {
    let (site, _) = with_deaf_server().await;
    let visitor = site.visitor();
    let mut forms = Vec::new();
    for _ in 0..8 {
        forms.push(visitor.get("/contact").await);
    }
    site.pass(60_000);
    let posts = forms.iter().enumerate().map(|(number, form)| {
        let visitor = &visitor;
        async move {
            let text = format!("Number {number}");
            visitor.post("/contact", &contact(form, NORA, &text)).await.body
        }
    });
    let told = futures_util::future::join_all(posts).await;
    let promised = told.iter().filter(|page| page.contains("A confirmation is on its way")).count();
    assert_eq!((acknowledged(&site).await, promised), (5, 5));
    let dangling = db::Statement::new(
        "dangling",
        "select id from inquiry_message where message_id is not null
            and message_id not in (select message_id from outbox)",
    );
    let dangling = site.ground().data.read(&dangling, Vec::new()).await.unwrap();
    assert!(dangling.is_empty(), "{} messages refer to mails that are not there", dangling.len());
}

/// The organisation's own mailbox is somebody's too: whoever fills the form without end fills the
/// inbox, where everything is, and not the mailbox.
#[tokio::test]
async fn the_mailbox_of_the_team_is_not_filled_either() {
    let site = Site::demo().await;
    for number in 0..63 {
        site.pass(60_000);
        assert_eq!(site.write(&format!("n{number}@example.org"), "Hello").await.status, 200);
    }
    let notified = async || {
        let mails = site.ground().mail.list(None, None, 500).await.unwrap();
        mails.iter().filter(|mail| mail.kind == Kind::Notification).count()
    };
    assert_eq!((notified().await, acknowledged(&site).await), (60, 63));
    site.pass(DAY);
    site.write("later@example.org", "Hello").await;
    assert_eq!(notified().await, 61);
}
