//! The sweep of a whole house, in a process of its own, so that its memory can be seen.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use kit::clock::Clock;

use crate::care::opened;
use crate::program::{House, megabytes};

/// After this everything in the house is over, in milliseconds: five years.
const LATER: i64 = 5 * 365 * 86_400_000;

/// What it did and took.
pub struct Swept {
    /// Rows that went.
    pub rows: u64,
    /// In this time.
    pub seconds: f64,
    /// The memory before, in MB.
    pub before: f64,
    /// The most memory, in MB.
    pub most: f64,
}

/// Runs it, and listens to what it says.
pub fn measure(house: &House) -> Result<Swept> {
    let said = Command::new(std::env::current_exe()?)
        .arg("sweep")
        .arg(&house.folder)
        .envs(house.variables())
        .output()?;
    ensure!(said.status.success(), "the sweep: {}", String::from_utf8_lossy(&said.stderr));
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [rows, seconds, before, most] = numbers[..] else {
        anyhow::bail!("the sweep says {text}");
    };
    Ok(Swept { rows: rows as u64, seconds, before, most })
}

/// The process itself.
pub fn inside(folder: &Path) -> Result<()> {
    let house = House::inside(folder);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let clock = Clock::manual(Clock::system().now() + LATER);
        let house = opened(&house, clock.clone()).await?;
        let care = &house.ground.care;
        let now = clock.now();
        // Years at once look like a clock that jumped: somebody has looked at it.
        care.confirm_clock(now).await?;
        let (before, _) = memory()?;
        let begun = Instant::now();
        let swept = care.sweep(now).await?;
        let swept = swept.ok().context("the sweep waits")?;
        let seconds = begun.elapsed().as_secs_f64();
        let rows: u64 = swept.rows.values().sum();
        let (_, most) = memory()?;
        println!("{} {seconds} {before} {most}", rows + swept.persons);
        Ok(())
    })
}

fn memory() -> Result<(f64, f64)> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    Ok((megabytes(&status, "VmRSS"), megabytes(&status, "VmHWM")))
}
