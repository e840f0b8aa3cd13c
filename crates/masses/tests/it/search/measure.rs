//! What the search costs: memory, time to read, time to find. It asserts nothing about time.
//!
//! ```sh
//! MASSES_MEASURE=10000 cargo test --release -p masses --test it search::measure -- --nocapture
//! ```

use std::time::Duration;

use db::binds;
use futures_util::future::join_all;
use kit::chance::Chance;
use kit::clock::Clock;
use kit::web::RoleName;
use masses::ground::people::{Error, HandleKind, People};
use masses::rooms::inquiries::{inventory, store};

use super::{ask, index, who};
use crate::site::{MORNING, Site, Visitor};

/// As many different words as people use in many letters, typing errors and names included.
const WORDS: f64 = 400_000.0;
const SYLLABLES: [&str; 40] = [
    "an", "be", "chen", "da", "ei", "fer", "ge", "her", "in", "ke", "lan", "mit", "nor", "or",
    "pa", "ra", "sen", "ten", "um", "ver", "wei", "zu", "bru", "sch", "au", "gü", "mö", "tion",
    "ment", "able", "ing", "er", "ly", "the", "was", "hof", "berg", "lich", "keit", "dorf",
];

/// A word of a rank: the frequent ones are short.
fn word(rank: u64) -> String {
    let (mut left, mut word) = (rank + 1, String::new());
    while left > 0 {
        word.push_str(SYLLABLES[(left % 40) as usize]);
        left /= 40;
    }
    word
}

fn random(chance: &Chance) -> f64 {
    f64::from(u32::from_be_bytes(chance.bytes())) / f64::from(u32::MAX)
}

/// Frequent words are frequent: how often one is used falls with its rank.
fn any_word(chance: &Chance, words: f64) -> String {
    word(words.powf(random(chance)) as u64)
}

/// About 600 characters.
fn letter(chance: &Chance) -> String {
    let mut text = String::new();
    while text.len() < 600 {
        text.push_str(&any_word(chance, WORDS));
        text.push_str(if random(chance) < 0.1 { ". " } else { " " });
    }
    text
}

async fn add(site: &Site, chance: &Chance, number: i64) -> Result<(), Error> {
    let ground = site.ground();
    let at = MORNING + 1_000 * number;
    let name = format!("{} {}", any_word(chance, 5_000.0), any_word(chance, 60_000.0));
    let domain = any_word(chance, 20_000.0);
    let email = format!("{}{number}@{domain}.example", name.replace(' ', "."));
    let person = ground.people.keys().find_or_make(HandleKind::Address, &email, at).await?;
    let sealer = ground.people.sealer(&person).await?;
    let (id, message) = (ground.chance.id(at), ground.chance.id(at));
    let sealed = [
        sealer.seal(&inventory::INQUIRY, "name", &id, &name)?,
        sealer.seal(&inventory::INQUIRY, "email", &id, &email)?,
        sealer.seal(&inventory::MESSAGE, "body", &message, &letter(chance))?,
    ];
    let reference = ground.chance.reference();
    let work = ground.data.write::<_, Error>(move |tx| {
        Box::pin(async move {
            let [name, email, body] = sealed;
            People::add(tx, &person, at).await?;
            let (topic, submission) = ("help", id.clone().into_bytes());
            let inquiry = binds![
                id.clone(),
                person.clone(),
                reference,
                name,
                email,
                topic,
                "en",
                "open",
                "",
                submission,
                1,
                at
            ];
            tx.execute(&store::ADD, inquiry).await?;
            let none: Option<String> = None;
            let line = binds![message, id, person, "in", body, at, none.clone(), none];
            tx.execute(&store::ADD_MESSAGE, line).await?;
            Ok(())
        })
    });
    work.await
}

/// The memory of this process that is no file's, in megabytes.
fn resident() -> f64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let (_, rest) = text.split_once("RssAnon:").unwrap();
    let kilobytes: f64 = rest.split_whitespace().next().unwrap().parse().unwrap();
    kilobytes / 1e3
}

fn told(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!(
        "{what:<36} n={:<5} p50 {:>8.2} ms  p99 {:>8.2} ms  most {:>8.2} ms",
        times.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn measure() {
    let Ok(count) = std::env::var("MASSES_MEASURE") else { return };
    let count: i64 = count.parse().unwrap();
    let (mut site, chance, clock) = (Site::demo().await, Chance::seeded(3), Clock::system());
    let all: Vec<i64> = (0..count).collect();
    for some in all.chunks(500) {
        for done in join_all(some.iter().map(|number| add(&site, &chance, *number))).await {
            done.unwrap();
        }
    }
    site.stop().await;
    site.clock = clock.clone();
    site.start().await;
    let agent = site.member(RoleName::Agent).await;
    let before = resident();

    let (mut asked, mut most) = (Vec::new(), before);
    let mut looked = clock.tick();
    site.ground().generations.look().await.unwrap();
    while !index(site.ground()).ready {
        if clock.tick() - looked > Duration::from_secs(1) {
            site.ground().generations.look().await.unwrap();
            looked = clock.tick();
        }
        let started = clock.tick();
        assert_eq!(agent.get("/desk/account").await.status, 200);
        asked.push(clock.tick() - started);
        most = most.max(resident());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let state = index(site.ground());
    println!("{state:?}");
    println!("resident: {before:.1} MB before, {most:.1} at most, {:.1} after", resident());
    told("a page of the desk, while it is read", asked);
    find(&site, &agent, &chance).await;
}

/// Searches of each kind, the first time (readings are noted) and again.
async fn find(site: &Site, agent: &Visitor<'_>, chance: &Chance) {
    let clock = &site.clock;
    let rare = || word(100_000 + (random(chance) * 200_000.0) as u64);
    let common = || word((random(chance) * 40.0) as u64);
    let middle = || word(1_000 + (random(chance) * 20_000.0) as u64);
    type Kind<'a> = (&'a str, Box<dyn Fn() -> String + 'a>);
    let kinds: [Kind<'_>; 6] = [
        ("a rare word", Box::new(rare)),
        ("a common word", Box::new(|| format!("{} {}", common(), common()))),
        ("three words", Box::new(|| format!("{} {} {}", middle(), common(), common()))),
        ("a beginning of three letters", Box::new(|| middle().chars().take(3).collect())),
        ("an address", Box::new(|| format!("{}@{}.example", middle(), middle()))),
        ("nothing", Box::new(|| "qqqqq xxxxx".to_owned())),
    ];
    for (name, make) in kinds {
        let (mut first, mut again, mut rows) = (Vec::new(), Vec::new(), 0);
        for _ in 0..100 {
            let words = make();
            for times in [&mut first, &mut again] {
                let started = clock.tick();
                let page = ask(agent, &words).await;
                times.push(clock.tick() - started);
                assert_eq!(page.status, 200);
                rows += who(&page).len();
            }
        }
        println!("{name}: {} rows a page", rows / 200);
        told("  the first time", first);
        told("  again", again);
    }
    let (mut plain, mut inbox, mut looks) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..100 {
        let started = clock.tick();
        assert_eq!(agent.get("/desk/account").await.status, 200);
        plain.push(clock.tick() - started);
        let started = clock.tick();
        assert_eq!(agent.get("/desk/inquiries").await.status, 200);
        inbox.push(clock.tick() - started);
        let started = clock.tick();
        site.ground().generations.look().await.unwrap();
        looks.push(clock.tick() - started);
    }
    told("a page of the desk", plain);
    told("the inbox itself", inbox);
    told("a look, nothing changed", looks);
    let erased = {
        let head = ask(agent, &word(0)).await;
        let thread = agent.get(&super::path(&head)).await;
        let person = thread.body.split("/desk/people/").nth(1).unwrap();
        person.split('/').next().unwrap().to_owned()
    };
    let started = clock.tick();
    let actor = masses::ground::journal::Actor::Command;
    site.ground().care.erase(&erased, actor, clock.now()).await.unwrap();
    told("an erasure", vec![clock.tick() - started]);
    let started = clock.tick();
    site.ground().generations.look().await.unwrap();
    told("the look after it, with a roll call", vec![clock.tick() - started]);
}
