//! Looking for something in the inbox, in a house with many inquiries and in one with a tenth of
//! them; and what the index takes that lies in memory.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::http::Client;
use crate::program::{self, Server};
use crate::results::Part;
use crate::{Setup, fill, member, plain};

/// How many times each question is asked in a round.
const TIMES: usize = 40;
/// The budget: how many times as long it may take with ten times as many.
const BUDGET: f64 = 2.0;
/// How long reading everything may take before something is wrong.
const LONG: Duration = Duration::from_secs(900);

const QUESTIONS: [&str; 3] = [
    "an address: one is found",
    "two words, one only begun: most are found",
    "a name: all are found",
];

/// One of the two houses.
struct House {
    server: Server,
    client: Client,
    addresses: Vec<String>,
    /// Bytes and seconds.
    index: (f64, f64),
}

/// Measures it.
pub async fn measure(setup: &Setup) -> Result<Part> {
    let sizes = [setup.large / 10, setup.large];
    let (mut ready, mut houses) = (Vec::new(), Vec::new());
    for many in sizes {
        let house = fill::house(setup, many).await?;
        let (server, index) = read(&house).await?;
        ready.push((house, server, index));
    }
    // Only now: a connection that is quiet for long is closed.
    for (house, server, index) in ready {
        houses.push(enter(setup, &house, server, index).await?);
    }
    let mut took = [const { [const { Vec::new() }; 2] }; QUESTIONS.len()];
    for round in 0..setup.rounds {
        for (kind, took) in took.iter_mut().enumerate() {
            for at in 0..TIMES {
                for (house, took) in houses.iter_mut().zip(took.iter_mut()) {
                    let nth = round * TIMES + at;
                    let words = match kind {
                        0 => house.addresses[nth % house.addresses.len()].as_str(),
                        1 => "neighbours webs",
                        _ => "Nachtigall",
                    };
                    took.push(ask(&mut house.client, words).await?);
                }
            }
        }
    }
    let [few, many] = [houses[0].index, houses[1].index];
    let how = format!(
        "A member of the team looks for something among {} inquiries and among {}, taking turns: \
         each question {TIMES} times in each of {} rounds, in milliseconds, with the page that shows \
         the first 50 and the note in the journal of who is read. The index lies in memory: {:.1} MB \
         and {:.1} MB; it was read after the start in {:.1} s and {:.1} s, while resting half the time.",
        sizes[1],
        sizes[0],
        setup.rounds,
        many.0 / 1e6,
        few.0 / 1e6,
        many.1,
        few.1
    );
    let few = "p50, few";
    let head =
        ["question", few, "p99, few", "p50, many", "p99, many", "times as long", "budget", ""];
    let mut part = Part::new("Search", how, &head);
    for (name, took) in QUESTIONS.iter().zip(&took) {
        part.compared(name, took, BUDGET);
    }
    for house in houses {
        house.server.stop()?;
    }
    Ok(part)
}

/// Starts a house, and waits until everything in it has been read.
async fn read(house: &program::House) -> Result<(Server, (f64, f64))> {
    let begun = Instant::now();
    let server = house.serve()?;
    loop {
        let took = begun.elapsed();
        ensure!(took < LONG, "the inbox was not read within {LONG:?}");
        let mut metrics = Client::connect(server.metrics).await?;
        let text = metrics.get("/metrics").await?.body;
        if value(&text, "search_percent") == Some(100.0) {
            let bytes = value(&text, "search_bytes").unwrap_or(0.0);
            return Ok((server, (bytes, took.as_secs_f64())));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Somebody of the team comes in, who knows some addresses.
async fn enter(
    setup: &Setup,
    house: &program::House,
    server: Server,
    index: (f64, f64),
) -> Result<House> {
    let mut client = member::join(setup, house, &server).await?;
    let mut addresses = Vec::new();
    for (id, _) in plain::some(&house.data(), TIMES)? {
        let page = client.get(&format!("/desk/inquiries/{id}")).await?.body;
        let (_, rest) = page.split_once("nora.").context("no address in a thread")?;
        let end = rest.find("example.net").context("no address in a thread")?;
        addresses.push(format!("nora.{}example.net", &rest[..end]).replace("&#64;", "@"));
    }
    Ok(House { server, client, addresses, index })
}

async fn ask(client: &mut Client, words: &str) -> Result<f64> {
    let form = format!("q={}", words.replace('@', "%40").replace(' ', "+"));
    let begun = Instant::now();
    let page = client.post("/desk/inquiries/search", &form, "").await?;
    ensure!(page.status == 200, "{words}: {}", page.status);
    ensure!(page.body.contains("list__link"), "nothing was found for {words}");
    Ok(begun.elapsed().as_secs_f64() * 1e3)
}

/// A figure among the metrics.
fn value(text: &str, name: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line?.trim().parse().ok()
}
