//! The desk's list and one thread, in a house with many inquiries and in one with a tenth of them.

use std::time::Instant;

use anyhow::{Result, ensure};

use crate::http::Client;
use crate::results::Part;
use crate::{Setup, fill, member, plain};

/// How many pages of each kind are fetched in a round.
const PAGES: usize = 60;
/// The budget: how many times as long it may take with ten times as many.
const TIMES: f64 = 2.0;

/// What is fetched.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Page {
    List,
    /// Somebody reads it for the first time today: that is noted in the journal, and synced.
    First,
    Again,
}

const PAGES_OF: [(Page, &str); 3] = [
    (Page::List, "list of 50"),
    (Page::First, "thread, first read today (noted and synced)"),
    (Page::Again, "thread, read again"),
];

/// Measures it.
pub async fn measure(setup: &Setup) -> Result<Part> {
    let sizes = [setup.large / 10, setup.large];
    let (mut servers, mut clients, mut threads) = (Vec::new(), Vec::new(), Vec::new());
    // Filled before anybody joins: a connection that is quiet for long is closed.
    let mut houses = Vec::new();
    for many in sizes {
        houses.push(fill::house(setup, many).await?);
    }
    for house in houses {
        let server = house.serve()?;
        clients.push(member::join(setup, &house, &server).await?);
        let ids = plain::some(&house.data(), PAGES * setup.rounds)?;
        threads.push(ids.into_iter().map(|(id, _)| id).collect::<Vec<_>>());
        servers.push(server);
    }
    let how = format!(
        "A member of the team looks at pages, in a house with {} and in one with {} inquiries, \
         taking turns: {PAGES} of each kind in each of {} rounds, in milliseconds.",
        sizes[1], sizes[0], setup.rounds
    );
    let few = "p50, few";
    let head = ["page", few, "p99, few", "p50, many", "p99, many", "times as long", "budget", ""];
    let mut part = Part::new("Desk", how, &head);
    let mut took = vec![[const { Vec::new() }; 2]; PAGES_OF.len()];
    for round in 0..setup.rounds {
        for (kind, (page, _)) in PAGES_OF.iter().enumerate() {
            for at in 0..PAGES {
                for house in 0..sizes.len() {
                    let ids = &threads[house];
                    let path = match page {
                        Page::List => "/desk/inquiries".to_owned(),
                        _ => format!("/desk/inquiries/{}", ids[(round * PAGES + at) % ids.len()]),
                    };
                    took[kind][house].push(fetch(&mut clients[house], &path).await?);
                }
            }
        }
    }
    for ((_, name), took) in PAGES_OF.iter().zip(&took) {
        part.compared(name, took, TIMES);
    }
    for server in servers {
        server.stop()?;
    }
    Ok(part)
}

async fn fetch(client: &mut Client, path: &str) -> Result<f64> {
    let begun = Instant::now();
    let page = client.get(path).await?;
    ensure!(page.status == 200, "{path}: {}", page.status);
    Ok(begun.elapsed().as_secs_f64() * 1e3)
}
