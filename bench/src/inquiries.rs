//! Durable inquiries in a second, through HTTP, beside plain inserts on the same disk.

use std::time::Duration;

use anyhow::{Result, ensure};

use crate::form::{Form, Load, load};
use crate::postgres::Postgres;
use crate::program::House;
use crate::results::{Part, kept};
use crate::stats::median;
use crate::{Setup, plain};

/// How many visitors at once.
const CLIENTS: [usize; 2] = [32, 256];

/// Which database, and what it is measured beside.
struct Kind {
    title: &'static str,
    base: &'static str,
    note: &'static str,
    /// At the most clients: how many times the rate of plain inserts.
    budget: f64,
}

const SQLITE: Kind = Kind {
    title: "Inquiries",
    base: "one writer with `journal_mode=wal synchronous=full`",
    note: "Where the disk syncs faster than an inquiry can be sealed, what is compared is the \
           processor, which the visitors of this measurement share.",
    budget: 1.0,
};
const POSTGRES: Kind = Kind {
    title: "Inquiries on PostgreSQL",
    base: "`pgbench -M prepared -j 2` with as many clients",
    note: "The server runs on the same machine, waits for the disk at each commit, and is not \
           tuned; its processor time is not in that of the program.",
    budget: 0.3,
};

/// So many messages warm a house up before it is measured.
const WARM: u64 = 200;
/// Longer than any of them takes.
const LONG: Duration = Duration::from_secs(600);

/// Measures it on SQLite, or in a database of PostgreSQL.
pub async fn measure(setup: &Setup, postgres: Option<&Postgres>) -> Result<Part> {
    let house = House::fresh(setup, "inquiries")?.on(postgres.map(|one| one.url.clone()));
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
            base.push(match postgres {
                Some(postgres) => postgres.rate(&setup.work, clients, setup.seconds)?,
                // One writer, however many clients there are.
                None => plain::rate(&file, time / 2)?,
            });
            let one = load(&server, &form, clients, (time, u64::MAX)).await?;
            thanked += one.done;
            loads.push(one);
        }
        if postgres.is_none() {
            let whole = base.iter().sum::<f64>() / base.len() as f64;
            base.fill(whole);
        }
        let rates: Vec<f64> = loads.iter().map(|one| one.rate().round()).collect();
        eprintln!("inquiries, round {}: {rates:?} beside {base:.0?}", round + 1);
        rounds.push((base, loads));
    }
    let (_, most) = server.memory()?;
    server.stop()?;
    let held = postgres.map_or_else(|| plain::held(&house.data()), Postgres::held)?;
    let thanked = i64::try_from(thanked)?;
    let all = [held.inquiries, held.mails, held.entries];
    ensure!(all == [thanked; 3], "{thanked} were thanked for, but there are {all:?}");
    ensure!(held.keys > thanked, "{thanked} people have {} keys", held.keys);
    let kind = if postgres.is_some() { &POSTGRES } else { &SQLITE };
    Ok(part(kind, &rounds, most, setup.seconds))
}

fn part(kind: &Kind, rounds: &[(Vec<f64>, Vec<Load>)], memory: f64, seconds: u64) -> Part {
    let how = format!(
        "Visitors send the contact form over kept connections, each time with a new address, a \
         kilobyte of text and a proof of work; each answer means that person, key, inquiry, \
         acknowledgement, notification (where there is one) and journal entry are synced. Beside \
         it, plain inserts of a kilobyte, one for each transaction: {}. Medians of {} rounds of \
         {seconds} s. Most memory of the program: {memory:.0} MB. {}",
        kind.base,
        rounds.len(),
        kind.note,
    );
    let head =
        ["clients", "inquiries/s", "CPU µs each", "plain inserts/s", "times plain", "budget", ""];
    let mut part = Part::new(kind.title, how, &head);
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
            if last { format!("{:.1}", kind.budget) } else { String::new() },
            if last { kept(times >= kind.budget) } else { String::new() },
        ]);
    }
    part
}
