//! One file per command.

/// Says a line on standard output, and fails where that cannot be written: nobody reads the pipe any
/// more, or the disk is full. `println!` panics there.
macro_rules! say {
    ($($line:tt)+) => { $crate::commands::say(&format!($($line)+)) };
}

/// Says a line on standard error, if anybody hears it.
macro_rules! tell {
    ($($line:tt)+) => { $crate::commands::tell(&format!($($line)+)) };
}

mod check;
mod elsewhere;
mod journal;
mod key;
mod new;
mod person;
mod policy;
mod serve;
mod team;
mod unfinished;

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use kit::chance::Chance;
use kit::clock::Clock;
use kit::settings::{Database, Settings};
use masses::{House, Options, databases, master_key_file};
use vault::KeySource;

/// Runs an organisation's website and keeps its word about data.
///
/// A site is a folder with masses.toml and pages/*.md. Begin with `masses new my-site`, then
/// `masses serve my-site`.
#[derive(Parser)]
#[command(
    version,
    after_help = "\
Begin:      masses new my-site && masses serve my-site
Check:      masses check my-site            (reads everything, starts nothing)
The policy: masses policy diff my-site      (what would change)
            masses policy publish my-site   (makes it so)
More:       masses help COMMAND"
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write a new site into a folder
    New(new::New),
    /// Run the site: the public pages and the desk
    Serve(serve::Serve),
    /// Read settings, pages, templates and the policy, and say what is wrong, by line
    Check(check::Check),
    /// The privacy policy: what is in force, what would change, what stands behind it
    #[command(subcommand)]
    Policy(policy::Policy),
    /// What is held about a person: give it to them, or erase it
    #[command(subcommand)]
    Person(person::Person),
    /// Those who work with the desk
    #[command(subcommand)]
    Team(team::Team),
    /// The master key, under which everything personal is sealed
    #[command(subcommand)]
    Key(key::Key),
    /// The journal of what was done with personal data
    #[command(subcommand)]
    Journal(journal::Journal),
}

/// Which site.
#[derive(Args, Clone)]
struct Site {
    /// The folder of the site, with masses.toml
    #[arg(default_value = ".")]
    site: PathBuf,
    /// The folder of the data [default: data in the site's folder]
    #[arg(long)]
    data: Option<PathBuf>,
}

/// As it is given to another command, with a blank before it.
impl fmt::Display for Site {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.site != Path::new(".") {
            write!(out, " {}", quoted(&self.site))?;
        }
        match &self.data {
            Some(data) => write!(out, " --data {}", quoted(data)),
            None => Ok(()),
        }
    }
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let plain = |one: char| one.is_alphanumeric() || "/._-+@".contains(one);
    // What begins with a dash would be an option.
    let path = if path.starts_with('-') { format!("./{path}") } else { path };
    match path.chars().all(plain) {
        true => path,
        false => format!("'{}'", path.replace('\'', "'\\''")),
    }
}

/// Runs a command. What went wrong is said on standard error.
pub fn run(cli: Cli) -> ExitCode {
    let outcome = match cli.command {
        Command::New(new) => new.run(&Clock::system(), &Chance::system()),
        Command::Serve(serve) => serve.run(),
        Command::Check(check) => check.run(),
        Command::Policy(policy) => policy.run(),
        Command::Person(person) => person.run(),
        Command::Team(team) => team.run(),
        Command::Key(key) => key.run(),
        Command::Journal(journal) => journal.run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tell!("{}", told(&error));
            ExitCode::FAILURE
        }
    }
}

/// See [`say!`].
fn say(line: &str) -> Result<()> {
    say_text(&format!("{line}\n"))
}

/// The same with a text that has its lines.
fn say_text(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let said = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    said.context("standard output cannot be written, so this was not said")
}

/// See [`tell!`].
fn tell(line: &str) {
    let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
}

/// Asks for something to be typed.
fn ask(question: &str) {
    let _ = std::io::stderr().write_all(question.as_bytes());
}

/// An error with its causes, each said once.
fn told(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if !text.contains(&cause) {
            text = if text.is_empty() { cause } else { format!("{text}: {cause}") };
        }
    }
    text
}

impl Site {
    fn data(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(|| self.site.join("data"))
    }

    fn settings(&self) -> Result<Settings> {
        Ok(Settings::load(&self.site, std::env::vars())?)
    }

    fn options(&self) -> Result<Options> {
        let settings = self.settings()?;
        let data = self.data();
        let master_key = key_source(&settings, &data)?;
        Ok(Options {
            site: self.site.clone(),
            data,
            settings,
            master_key,
            clock: Clock::system(),
            chance: Chance::system(),
            loopback: true,
        })
    }

    /// Opens the house beside a server that may be running.
    async fn open(&self) -> Result<House> {
        let options = self.options()?;
        anyhow::ensure!(
            databases::there_is_data(&options.settings, &options.data).await?,
            "there is no data {} yet: run `masses serve` first, or {}",
            match options.settings.database {
                Database::Embedded => format!("in {}", options.data.display()),
                Database::Server(_) => "in the database that `database` names".to_owned(),
            },
            match options.settings.database {
                Database::Embedded => "name its folder with --data",
                Database::Server(_) => "name another",
            }
        );
        Ok(House::open(options).await?)
    }
}

/// Where the master key comes from: the environment, the settings, a credential (systemd's
/// `LoadCredential=masses-master-key:…`), else a file in the user's configuration folder.
fn key_source(settings: &Settings, data: &Path) -> Result<KeySource> {
    if let Ok(text) = std::env::var(vault::VARIABLE) {
        return Ok(KeySource::Variable(text.into()));
    }
    let credentials = std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from);
    let credential = credentials.map(|folder| folder.join("masses-master-key"));
    match (&settings.keys.master_key_file, credential.filter(|file| file.exists())) {
        (Some(file), _) => Ok(file.clone().into()),
        (None, Some(file)) => Ok(KeySource::Credential(file)),
        (None, None) => Ok(master_key_file(settings, data, &config_home()?).into()),
    }
}

/// The user's configuration folder (XDG base directory specification).
fn config_home() -> Result<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    if let Some(home) = set("XDG_CONFIG_HOME") {
        return Ok(PathBuf::from(home));
    }
    let home = set("HOME").context(
        "there is no home folder to keep the master key in: set `master_key_file` in [keys]",
    )?;
    Ok(Path::new(&home).join(".config"))
}

/// Runs something asynchronous to its end.
fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("no threads could be started")?
        .block_on(work)
}

/// Says yes or no. Without a terminal the answer is no.
fn confirmed(question: &str) -> Result<bool> {
    ask(&format!("{question} [yes/no] "));
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "yes" | "y"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is shown to be typed can be typed.
    #[test]
    fn a_site_is_named_as_a_shell_takes_it() {
        let named = |site: &str, data: Option<&str>| {
            Site { site: site.into(), data: data.map(PathBuf::from) }.to_string()
        };
        assert_eq!(named(".", None), "");
        assert_eq!(named("my-site", None), " my-site");
        assert_eq!(named(".", Some("/srv/data")), " --data /srv/data");
        assert_eq!(named("-site", None), " ./-site");
        assert_eq!(named("`id`;$HOME", None), " '`id`;$HOME'");
        assert_eq!(named("Our site", Some("it's")), " 'Our site' --data 'it'\\''s'");
    }
}
