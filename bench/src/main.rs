//! Measures the program as it is built for use, beside what it is built on, in one run: each
//! figure takes several rounds, the rounds of what is compared take turns, and the median counts.
//!
//! A rate on a shared machine wanders; the processor time of one request hardly does, so it stands
//! beside every rate.

// What is measured is real time, over real connections.
#![allow(clippy::disallowed_methods)]

mod care;
mod desk;
mod fill;
mod form;
mod http;
mod inquiries;
mod large;
mod machine;
mod member;
mod nginx;
mod pages;
mod plain;
mod postgres;
mod program;
mod results;
mod search;
mod start;
mod stats;
mod sweep;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand, ValueEnum};

use postgres::Postgres;
use results::Results;

/// Measure the program
#[derive(Parser)]
#[command(version)]
struct Cli {
    /// Which figures [default: all, and bench/RESULTS.md is written]
    figures: Vec<Figure>,
    /// How many rounds
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// How many seconds each part of a round takes, where it is a rate
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// How many inquiries the large house of `desk` and `care` holds
    #[arg(long, default_value_t = 100_000)]
    large: usize,
    /// A database of PostgreSQL, empty, for `postgres` [default: in a cluster that is made for it]
    #[arg(long)]
    database: Option<String>,
    /// Where the houses are built: on the disk that is to be measured
    #[arg(long)]
    work: Option<PathBuf>,
    #[command(subcommand)]
    inside: Option<Inside>,
}

/// A part that runs as a process of its own, so that its memory can be seen.
#[derive(Subcommand)]
enum Inside {
    #[command(hide = true)]
    Sweep { house: PathBuf },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Figure {
    /// A page over kept connections, beside nginx
    Pages,
    /// A site of ten thousand pages
    Large,
    /// Durable inquiries a second, beside plain inserts
    Inquiries,
    /// The same on PostgreSQL, beside pgbench
    Postgres,
    /// The desk's list and thread, with many inquiries and with few
    Desk,
    /// Looking for something in the inbox, among many and among few
    Search,
    /// The time until the first answer, and the memory, idle and under load
    Start,
    /// Export and erasure among many and among few, and the sweep
    Care,
}

/// What every figure is measured with.
pub struct Setup {
    /// The program.
    pub program: PathBuf,
    /// The site.
    pub demo: PathBuf,
    /// Where the houses are built.
    pub work: PathBuf,
    /// How many rounds.
    pub rounds: usize,
    /// How long a part of a round takes where it is a rate.
    pub seconds: u64,
    /// How many inquiries the large house holds.
    pub large: usize,
    /// A database of PostgreSQL, where none is to be made.
    pub database: Option<String>,
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<()> {
    if let Some(Inside::Sweep { house }) = cli.inside {
        return sweep::inside(&house);
    }
    let own = std::env::current_exe()?;
    let folder = own.parent().context("this program lies nowhere")?;
    let setup = Setup {
        program: folder.join("masses"),
        demo: PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../demo")),
        work: cli.work.unwrap_or_else(|| folder.join("../bench-work")),
        rounds: cli.rounds.max(1),
        seconds: cli.seconds.max(1),
        large: cli.large,
        database: cli.database,
    };
    std::fs::create_dir_all(&setup.work)?;
    let all = Figure::value_variants();
    let whole = cli.figures.is_empty();
    let figures = if whole { all.to_vec() } else { cli.figures };
    let mut results = Results::new(machine::line(&setup.work));
    // One thread: what makes the load must not take both cores from what is measured.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for figure in figures {
        let part = match figure {
            Figure::Pages => runtime.block_on(pages::measure(&setup))?,
            Figure::Large => runtime.block_on(large::measure(&setup))?,
            Figure::Inquiries => runtime.block_on(inquiries::measure(&setup, None))?,
            Figure::Postgres => {
                let beside = Postgres::open(setup.database.as_deref())?;
                runtime.block_on(inquiries::measure(&setup, Some(&beside)))?
            }
            Figure::Desk => runtime.block_on(desk::measure(&setup))?,
            Figure::Search => runtime.block_on(search::measure(&setup))?,
            Figure::Start => runtime.block_on(start::measure(&setup))?,
            Figure::Care => runtime.block_on(care::measure(&setup))?,
        };
        println!("{part}");
        results.add(part);
    }
    if whole {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/RESULTS.md");
        std::fs::write(file, results.to_string())?;
    }
    Ok(())
}
