//! Export and erasure of one person among many and among few, and the sweep of all of them.

use std::time::Instant;

use anyhow::{Context, Result};
use kit::chance::Chance;
use kit::clock::Clock;
use kit::settings::Settings;
use masses::ground::journal::Actor;
use masses::{House as Opened, Options};

use crate::program::{House, copy};
use crate::results::{Part, kept};
use crate::{Setup, fill, plain, sweep};

/// How many inquiries the small house holds.
const FEW: usize = 1_000;
/// How many people are exported and erased in a round.
const PEOPLE: usize = 10;
/// The budget: how many times as long it may take among so many more.
const TIMES: f64 = 1.5;
/// What the sweep may take of memory beside what the house has when it is open, in MB.
const SWEEP: f64 = 40.0;

/// Measures it.
pub async fn measure(setup: &Setup) -> Result<Part> {
    let mut houses = Vec::new();
    for many in [FEW, setup.large] {
        let filled = fill::house(setup, many).await?;
        // What is erased is missing afterwards: from a copy.
        let house = House::at(setup, &format!("care-{many}"));
        if house.folder.exists() {
            std::fs::remove_dir_all(&house.folder)?;
        }
        copy(&filled.folder, &house.folder)?;
        houses.push(house);
    }
    let how = format!(
        "Everything about a person is gathered and packed; then they are erased, with their key, \
         and both logs are emptied. Among {} people and among {FEW}, taking turns, {} of each, in \
         milliseconds. The sweep runs as a process of its own over the large house, years later, \
         when everything in it is over.",
        setup.large,
        PEOPLE * setup.rounds
    );
    let few = "p50, few";
    let head = ["", few, "p99, few", "p50, many", "p99, many", "times as long", "budget", ""];
    let mut part = Part::new("Care", how, &head);
    for (name, took) in ["export", "erasure"].into_iter().zip(people(setup, &houses).await?) {
        part.compared(name, &took, TIMES);
    }
    let swept = sweep::measure(&houses[1])?;
    let none = || "–".to_owned();
    part.line([
        format!("sweep of {} rows in {:.0} s: memory", swept.rows, swept.seconds),
        none(),
        none(),
        format!("{:.1} MB before", swept.before),
        format!("{:.1} MB at most", swept.most),
        format!("+{:.1} MB", swept.most - swept.before),
        format!("+{SWEEP:.0} MB"),
        kept(swept.most - swept.before <= SWEEP),
    ]);
    Ok(part)
}

/// Milliseconds of exports and of erasures, in each house.
async fn people(setup: &Setup, houses: &[House]) -> Result<[[Vec<f64>; 2]; 2]> {
    let mut took: [[Vec<f64>; 2]; 2] = Default::default();
    let (mut open, mut persons) = (Vec::new(), Vec::new());
    for house in houses {
        open.push(opened(house, Clock::system()).await?);
        persons.push(plain::some(&house.data(), PEOPLE * setup.rounds)?);
    }
    for at in 0..PEOPLE * setup.rounds {
        for (which, house) in open.iter().enumerate() {
            let (_, person) = persons[which].get(at).context("too few people")?;
            let ground = &house.ground;
            let now = ground.clock.now();
            let begun = Instant::now();
            let export = ground.care.export(person, now).await?;
            let packed = export.zip(ground, "en").await;
            packed.map_err(|refusal| anyhow::anyhow!("{refusal:?}"))?;
            took[0][which].push(begun.elapsed().as_secs_f64() * 1e3);
            let begun = Instant::now();
            ground.care.erase(person, Actor::Command, now).await?;
            took[1][which].push(begun.elapsed().as_secs_f64() * 1e3);
        }
    }
    for house in open {
        house.ground.data.close().await?;
        house.ground.people.keys().db().close().await?;
    }
    Ok(took)
}

/// Opens a house in this process, under a clock.
pub async fn opened(house: &House, clock: Clock) -> Result<Opened> {
    let options = Options {
        site: house.site(),
        data: house.data(),
        settings: Settings::load(&house.site(), house.variables())?,
        master_key: house.master_key().into(),
        clock,
        chance: Chance::system(),
        loopback: true,
    };
    Ok(Opened::open(options).await?)
}
