//! A site of many pages: how long it takes to start, until a change is live, and how much memory.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::Setup;
use crate::http::Client;
use crate::program::{House, Server};
use crate::results::{Part, kept};
use crate::stats::{median, percentile};

/// How many pages, and how many in one folder.
const PAGES: usize = 10_000;
const FOLDER: usize = 100;
/// How long the text of a page is, in bytes.
const LENGTH: usize = 5_000;
/// How many changes are made in a round.
const CHANGES: usize = 10;
/// The budgets: seconds, milliseconds, megabytes.
const START: f64 = 3.0;
const LIVE: f64 = 100.0;
const MEMORY: f64 = 300.0;
/// Longer than packing all of them takes.
const PACKED: Duration = Duration::from_secs(600);

/// Measures it.
pub async fn measure(setup: &Setup) -> Result<Part> {
    let house = House::fresh(setup, "large")?;
    for number in 0..PAGES {
        write(&house.site(), number, "as written first")?;
    }
    house.serve()?.stop()?;
    let [mut start, mut whole, mut early, mut live, mut memory] = [const { Vec::new() }; 5];
    for round in 0..setup.rounds {
        let begun = Instant::now();
        let server = house.serve()?;
        let mut client = Client::connect(server.address).await?;
        for number in [0, PAGES - 1] {
            let page = client.get(&address(number)).await?;
            ensure!(page.status == 200, "{}: {}", address(number), page.status);
        }
        start.push(begun.elapsed().as_secs_f64());
        let mut change = round * (CHANGES + 1);
        early.push(changed(&house, &mut client, change).await?);
        // What follows from all pages is there when they are.
        client.get("/sitemap.xml").await?;
        whole.push(begun.elapsed().as_secs_f64());
        if round == 0 {
            quiet(&server).await?;
            // Who says nothing for so long is no longer listened to.
            client = Client::connect(server.address).await?;
        }
        for _ in 0..CHANGES {
            change += 1;
            live.push(changed(&house, &mut client, change).await?);
        }
        memory.push(server.memory()?.0);
        server.stop()?;
        eprintln!("large, round {}: {:.2} s, {:.0} MB", round + 1, start[round], memory[round]);
    }
    Ok(part(setup, [&start, &whole, &early, &live, &memory]))
}

/// Until a change of one file is what visitors get, in milliseconds.
async fn changed(house: &House, client: &mut Client, change: usize) -> Result<f64> {
    let number = change * 97 % PAGES;
    let mark = format!("as changed for the {change}th time");
    let begun = Instant::now();
    write(&house.site(), number, &mark)?;
    loop {
        if client.get(&address(number)).await?.body.contains(&mark) {
            return Ok(begun.elapsed().as_secs_f64() * 1e3);
        }
        ensure!(begun.elapsed() < Duration::from_secs(30), "{} stays as it was", address(number));
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Waits until nothing is packed any more.
async fn quiet(server: &Server) -> Result<()> {
    let begun = Instant::now();
    let mut before = server.cpu_us()?;
    while begun.elapsed() < PACKED {
        tokio::time::sleep(Duration::from_secs(3)).await;
        let now = server.cpu_us()?;
        if now - before < 150_000.0 {
            return Ok(());
        }
        before = now;
    }
    anyhow::bail!("the pages are never all packed")
}

fn address(number: usize) -> String {
    format!("/shelf-{}/page-{number}", number / FOLDER)
}

fn write(site: &Path, number: usize, mark: &str) -> Result<()> {
    let folder = site.join(format!("pages/shelf-{}", number / FOLDER));
    fs::create_dir_all(&folder)?;
    let other = address((number * 31 + 7) % PAGES);
    let mut text = format!(
        "+++\ntitle = \"Page {number}\"\ndescription = \"What stands on page {number}\"\n+++\n\n\
         This page is {mark}.\n\n"
    );
    for part in 0.. {
        if text.len() >= LENGTH {
            break;
        }
        text.push_str(&format!(
            "## Part {part} of page {number}\n\nSome **words** about the matter at hand, with a \
             [link]({other}), and `code{part}` between them.\n\n- one thing of {number}\n- another \
             thing\n\n| a | b |\n|---|---|\n| {part} | {number} |\n\n"
        ));
    }
    Ok(fs::write(folder.join(format!("page-{number}.md")), text)?)
}

fn part(setup: &Setup, [start, whole, early, live, memory]: [&[f64]; 5]) -> Part {
    let how = format!(
        "A site of {PAGES} pages of {} kB with links, lists and tables, started {} times: until its \
         first and its last page are answered; until a file that was written is what visitors get, \
         while the other pages are still drawn (once each time); until all of them are; then \
         {CHANGES} changes again; and `VmRSS` afterwards, in the first round when everything is packed.",
        LENGTH / 1000,
        setup.rounds
    );
    let mut part = Part::new("A large site", how, &["", "median", "most", "budget", ""]);
    let mut line = |name: &str, values: &[f64], unit: &str, budget: Option<f64>, digits: usize| {
        let (middle, most) = (median(values), percentile(values, 1.0));
        part.line([
            name.to_owned(),
            format!("{middle:.digits$} {unit}"),
            format!("{most:.digits$} {unit}"),
            budget.map(|budget| format!("{budget} {unit}")).unwrap_or_default(),
            budget.map(|budget| kept(middle <= budget)).unwrap_or_default(),
        ]);
    };
    line("start", start, "s", Some(START), 2);
    line("all pages drawn", whole, "s", None, 2);
    line("one changed page live, meanwhile", early, "ms", None, 0);
    line("one changed page live", live, "ms", Some(LIVE), 0);
    line("memory", memory, "MB", Some(MEMORY), 0);
    part
}
