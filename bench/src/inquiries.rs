//! Durable inquiries in a second, through HTTP, beside plain inserts on the same disk.

use std::time::Duration;

use anyhow::{Result, ensure};

use crate::form::{Form, Load, load};
use crate::program::House;
use crate::results::{Part, kept};
use crate::stats::median;
use crate::{Setup, plain, postgres};

/// How many visitors at once.
const CLIENTS: [usize; 2] = [32, 256];
/// The budget at the most clients: how many times the rate of plain inserts.
const SQLITE: f64 = 1.0;
const POSTGRES: f64 = 0.3;
/// So many messages warm a house up before it is measured.
const WARM: u64 = 200;
/// Longer than any of them takes.
const LONG: Duration = Duration::from_secs(600);

/// Measures it.
pub async fn measure(setup: &Setup) -> Result<Part> {
    let house = House::fresh(setup, "inquiries")?.on(setup.database.clone());
    let server = house.serve()?;
    let form = Form::fetch(&server).await?;
    let mut thanked = load(&server, &form, CLIENTS[0], (LONG, WARM)).await?.done;
    let file = house.folder.join("plain.sqlite");
    let time = Duration::from_secs(setup.seconds);
    let mut rounds = Vec::new();
    for round in 0..setup.rounds {
        let mut base = Vec::new();
        let mut loads = Vec::new();
        for clients in CLIENTS {
            base.push(match &setup.database {
                Some(url) => postgres::rate(url, &setup.work, clients, setup.seconds)?,
                // One writer, however many clients there are.
                None => plain::rate(&file, time / 2)?,
            });
            let one = load(&server, &form, clients, (time, u64::MAX)).await?;
            thanked += one.done;
            loads.push(one);
        }
        if setup.database.is_none() {
            let whole = base.iter().sum::<f64>() / base.len() as f64;
            base.fill(whole);
        }
        let rates: Vec<f64> = loads.iter().map(|one| one.rate().round()).collect();
        eprintln!("inquiries, round {}: {rates:?} beside {base:.0?}", round + 1);
        rounds.push((base, loads));
    }
    let (_, most) = server.memory()?;
    server.stop()?;
    if setup.database.is_none() {
        let held = plain::held(&house.data())?;
        let thanked = i64::try_from(thanked)?;
        let all = [held.inquiries, held.mails, held.entries];
        ensure!(all == [thanked; 3], "{thanked} were thanked for, but there are {all:?}");
        ensure!(held.keys > thanked, "{thanked} people have {} keys", held.keys);
    }
    Ok(part(setup, &rounds, most))
}

fn part(setup: &Setup, rounds: &[(Vec<f64>, Vec<Load>)], memory: f64) -> Part {
    let (base, budget) = match setup.database {
        Some(_) => ("`pgbench` with as many clients", POSTGRES),
        None => ("one writer with `journal_mode=wal synchronous=full`", SQLITE),
    };
    let every: Vec<f64> = rounds.iter().flat_map(|(base, _)| base).copied().collect();
    let sync = 1e6 / median(&every);
    let how = format!(
        "Visitors send the contact form over kept connections, each time with a new address, a \
         kilobyte of text and a proof of work; each answer means that person, key, inquiry, \
         acknowledgement, notification (where there is one) and journal entry are synced. Beside \
         it, plain inserts of a kilobyte, one for each transaction: {base}. Medians of {} rounds \
         of {} s. Most memory of the program: {memory:.0} MB. A plain \
         insert took {sync:.0} µs: where the disk syncs faster than an inquiry can be sealed, what is \
         compared is the processor, which the visitors of this measurement share.",
        rounds.len(),
        setup.seconds
    );
    let head =
        ["clients", "inquiries/s", "CPU µs each", "plain inserts/s", "times plain", "budget", ""];
    let mut part = Part::new("Inquiries", how, &head);
    for (at, clients) in CLIENTS.iter().enumerate() {
        let of = |get: &dyn Fn(f64, Load) -> f64| {
            let all = rounds.iter().map(|(base, loads)| get(base[at], loads[at]));
            median(&all.collect::<Vec<_>>())
        };
        let times = of(&|base, load| load.rate() / base);
        let last = at + 1 == CLIENTS.len();
        part.line([
            clients.to_string(),
            format!("{:.0}", of(&|_, load| load.rate())),
            format!("{:.0}", of(&|_, load| load.cpu_us)),
            format!("{:.0}", of(&|base, _| base)),
            format!("{times:.2}"),
            if last { format!("{budget:.1}") } else { String::new() },
            if last { kept(times >= budget) } else { String::new() },
        ]);
    }
    part
}
