//! The time until the first answer, and the memory it takes, idle and under load.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::Setup;
use crate::form::{Form, load};
use crate::http::Client;
use crate::program::House;
use crate::results::{Part, kept};
use crate::stats::median;

/// The budgets: seconds, and megabytes.
const START: f64 = 0.3;
const IDLE: f64 = 40.0;
const LOAD: f64 = 120.0;
/// So long nothing is asked for before the memory is looked at.
const QUIET: Duration = Duration::from_secs(3);

/// Measures it.
pub async fn measure(setup: &Setup) -> Result<Part> {
    let (mut first, mut again, mut idle, mut loaded, mut high) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for round in 0..setup.rounds {
        let house = House::fresh(setup, "start")?;
        let begun = Instant::now();
        let server = house.serve()?;
        answered(&server).await?;
        first.push(begun.elapsed().as_secs_f64());
        server.stop()?;
        let begun = Instant::now();
        let server = house.serve()?;
        answered(&server).await?;
        again.push(begun.elapsed().as_secs_f64());
        tokio::time::sleep(QUIET).await;
        idle.push(server.memory()?.0);
        let form = Form::fetch(&server).await?;
        let time = Duration::from_secs(setup.seconds * 2);
        load(&server, &form, 256, (time, u64::MAX)).await?;
        let (now, most) = server.memory()?;
        loaded.push(now);
        high.push(most);
        server.stop()?;
        eprintln!("start, round {}: {:.3} s, {:.1} MB", round + 1, again[round], idle[round]);
    }
    let how = format!(
        "The demo, started {} times: until the front page is answered, and `VmRSS` and `VmHWM` of \
         the program. Under load: 256 visitors send the form for {} s.",
        setup.rounds,
        setup.seconds * 2
    );
    let mut part = Part::new("Start and memory", how, &["", "median", "budget", ""]);
    let mut line = |name: &str, values: &[f64], unit: &str, budget: f64, digits: usize| {
        let value = median(values);
        part.line([
            name.to_owned(),
            format!("{value:.digits$} {unit}"),
            format!("{budget} {unit}"),
            kept(value <= budget),
        ]);
    };
    line("very first start: keys, tables, policy", &first, "s", START, 3);
    line("start", &again, "s", START, 3);
    line("memory, idle", &idle, "MB", IDLE, 1);
    line("memory, under load", &loaded, "MB", LOAD, 1);
    line("memory, at most", &high, "MB", LOAD, 1);
    Ok(part)
}

async fn answered(server: &crate::program::Server) -> Result<()> {
    let page = Client::connect(server.address).await?.get("/").await?;
    ensure!(page.status == 200, "the front page: {}", page.status);
    Ok(())
}
