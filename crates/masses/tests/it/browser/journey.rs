//! The whole way, through real parts only: a visitor's browser, the desk's browser, a mail
//! server; and what of it can be read on the disk.

use browser::{Page, SessionOptions};
use kit::web::RoleName;

use super::{join, launch, open, submit, text};
use crate::postfix::{Mail, Postfix};
use crate::site::{Site, contains, files};

/// What one visitor writes, all of it nowhere else.
struct Letter {
    name: &'static str,
    email: &'static str,
    text: &'static str,
    answer: &'static str,
}

const LETTERS: [(bool, Letter); 2] = [
    (
        true,
        Letter {
            name: "Quirina Zwettler",
            email: "quirina@zwettler.example",
            text: "Our kiln has been cold since Candlemas.",
            answer: "Bring the thermocouple on Friday.",
        },
    ),
    (
        false,
        Letter {
            name: "Balthasar Öttl",
            email: "balthasar@oettl.example",
            text: "Wer stimmt uns das Harmonium?",
            answer: "Frau Huber kommt am Dienstag.",
        },
    ),
];

async fn write(page: &Page, site: &Site, letter: &Letter) -> String {
    assert_eq!(page.goto(&site.url("/")).await.unwrap(), 200);
    assert_eq!(page.click_and_wait(".site-nav a[href='/contact']").await.unwrap(), 200);
    page.fill("#field-name", letter.name).await.unwrap();
    page.fill("#field-email", letter.email).await.unwrap();
    page.choose("#field-topic", "help").await.unwrap();
    page.fill("#field-message", letter.text).await.unwrap();
    site.pass(20_000);
    assert_eq!(submit(page).await, 200);
    assert_eq!(text(page, "h1").await, "Thank you");
    text(page, "main strong").await
}

async fn answer(page: &Page, site: &Site, letter: &Letter) {
    page.goto(&site.url("/desk/inquiries")).await.unwrap();
    assert_eq!(page.click_and_wait(".list__link").await.unwrap(), 200);
    assert!(text(page, ".thread").await.contains(letter.text));
    assert!(text(page, ".panel").await.contains(letter.email));
    page.fill("#field-text", letter.answer).await.unwrap();
    assert_eq!(submit(page).await, 200);
    assert!(text(page, ".message--ours").await.contains(letter.answer));
}

/// The answer belongs to the acknowledgement, quotes what was asked, and goes to one person.
fn check(mails: &[Mail], letter: &Letter, reference: &str) {
    let mine: Vec<&Mail> = mails.iter().filter(|mail| mail.envelope_to() == letter.email).collect();
    let [ack, answer] = mine[..] else { panic!("{mine:#?}") };
    assert_eq!(answer.header("In-Reply-To"), ack.header("Message-ID"));
    assert_eq!(answer.header("References"), ack.header("Message-ID"));
    assert_eq!(answer.header("To"), letter.email);
    assert!(answer.headers("Cc").is_empty() && answer.headers("Bcc").is_empty());
    assert!(answer.headers("Auto-Submitted").is_empty(), "somebody wrote it");
    assert!(answer.subject().contains(reference), "{}", answer.subject());
    let body = answer.text();
    assert!(body.starts_with(letter.answer), "{body}");
    assert!(body.contains(&format!("> {}", letter.text)), "{body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_form_to_the_answer_in_a_mailbox() {
    let postfix = Postfix::start();
    let site = Site::with(|settings| settings + &postfix.settings()).await;
    let browser = launch().await;
    let desk = open(&browser, SessionOptions::default()).await;
    join(&desk, &site, RoleName::Agent).await;
    for (number, (script, letter)) in LETTERS.iter().enumerate() {
        let options = SessionOptions { script: *script, ..SessionOptions::default() };
        let page = open(&browser, options).await;
        let reference = write(&page, &site, letter).await;
        answer(&desk, &site, letter).await;
        site.work().await;
        // For each: acknowledgement, notification, answer.
        check(&postfix.mails(3 * (number + 1)).await, letter, &reference);
    }
    // The desk has just shown them all; none can be read in a file of site, data or keys.
    let root = site.folder.parent().unwrap();
    let all = files(root);
    assert!(all.len() > 10, "only {} files", all.len());
    for (_, letter) in &LETTERS {
        for planted in [letter.name, letter.email, letter.text, letter.answer] {
            for (path, bytes) in &all {
                assert!(!contains(bytes, planted), "{planted} in {}", path.display());
            }
        }
    }
}
