//! A house: a copy of the demo with a data folder, and the program running in it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::Setup;

/// How many ticks of processor time make a second, as Linux counts them for everybody.
const TICKS: f64 = 100.0;

/// A folder with a site, its data and its master key.
#[derive(Clone)]
pub struct House {
    /// The folder.
    pub folder: PathBuf,
    program: PathBuf,
    database: Option<String>,
}

impl House {
    /// An empty one, in place of whatever was there.
    pub fn fresh(setup: &Setup, name: &str) -> Result<Self> {
        let house = Self::at(setup, name);
        if house.folder.exists() {
            fs::remove_dir_all(&house.folder)?;
        }
        copy(&setup.demo, &house.site())?;
        Ok(house)
    }

    /// One that may be there.
    pub fn at(setup: &Setup, name: &str) -> Self {
        Self { folder: setup.work.join(name), program: setup.program.clone(), database: None }
    }

    /// The one that this process is to look after.
    pub fn inside(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), program: PathBuf::new(), database: None }
    }

    /// With its data in PostgreSQL.
    pub fn on(mut self, database: Option<String>) -> Self {
        self.database = database;
        self
    }

    /// The site.
    pub fn site(&self) -> PathBuf {
        self.folder.join("site")
    }

    /// The data.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The file of the master key.
    pub fn master_key(&self) -> PathBuf {
        self.folder.join("config/master.key")
    }

    /// Variables for the program. Every request says that it comes from somebody else, as behind
    /// a proxy: so the limits for each address are at work, and none is reached.
    pub fn variables(&self) -> Vec<(String, String)> {
        let key = self.master_key().display().to_string();
        let mut all = vec![
            ("MASSES_SERVER__TRUSTED_PROXIES".to_owned(), "127.0.0.1".to_owned()),
            ("MASSES_INQUIRIES__NOTIFY".to_owned(), "office@example.org".to_owned()),
            ("MASSES_KEYS__MASTER_KEY_FILE".to_owned(), key),
        ];
        all.extend(self.database.clone().map(|url| ("MASSES_DATABASE".to_owned(), url)));
        all
    }

    /// Starts the program, and waits until it says where it listens.
    pub fn serve(&self) -> Result<Server> {
        // A free port: nobody else takes it in the moment until the program does.
        let metrics = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let log = fs::File::create(self.folder.join("serve.log"))?;
        let mut child = Command::new(&self.program)
            .arg("serve")
            .arg(self.site())
            .arg("--data")
            .arg(self.data())
            .args(["--listen", "127.0.0.1:0"])
            .envs(self.variables())
            .env("MASSES_SERVER__METRICS_LISTEN", metrics.to_string())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .with_context(|| format!("{} does not start", self.program.display()))?;
        let mut said = BufReader::new(child.stdout.take().context("no output")?);
        let (mut line, mut address) = (String::new(), None);
        while address.is_none() {
            line.clear();
            ensure!(said.read_line(&mut line)? > 0, "the program ended: see its serve.log");
            let url = line.trim().strip_prefix("site").map(str::trim);
            let url = url.and_then(|url| url.strip_prefix("http://"));
            address = url.and_then(|url| url.trim_end_matches('/').parse().ok());
        }
        // What it still says is of no interest, but it has to be able to say it.
        std::thread::spawn(move || said.lines().for_each(drop));
        let address = address.context("no address")?;
        Ok(Server { child, address, metrics })
    }
}

/// The program, running.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// Where it says its figures.
    pub metrics: SocketAddr,
}

impl Server {
    /// The processor time it has used so far, in microseconds.
    pub fn cpu_us(&self) -> Result<f64> {
        cpu_us(self.child.id())
    }

    /// What it takes of memory now, and what it took at most, in MB.
    pub fn memory(&self) -> Result<(f64, f64)> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        Ok((megabytes(&status, "VmRSS"), megabytes(&status, "VmHWM")))
    }

    /// Ends it as an operator would, and waits.
    pub fn stop(mut self) -> Result<()> {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The processor time that a process has used so far, in microseconds.
pub fn cpu_us(id: u32) -> Result<f64> {
    let text = fs::read_to_string(format!("/proc/{id}/stat"))?;
    // The name in brackets may have blanks: what is counted stands behind it.
    let rest = text.rsplit_once(')').context("no name")?.1;
    let words: Vec<&str> = rest.split_whitespace().collect();
    let ticks = |at: usize| words.get(at).and_then(|word| word.parse::<f64>().ok());
    let (user, system) = ticks(11).zip(ticks(12)).context("no times")?;
    Ok((user + system) / TICKS * 1e6)
}

/// A line of `/proc/…/status`, in MB.
pub fn megabytes(status: &str, name: &str) -> f64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kb = line.and_then(|line| line.split_whitespace().nth(1));
    kb.and_then(|kb| kb.parse::<f64>().ok()).map_or(f64::NAN, |kb| kb / 1024.0)
}

/// Copies a folder.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if !entry.file_type()?.is_dir() {
            fs::copy(entry.path(), target)?;
        } else if from.join("masses.toml").exists() && entry.file_name() == "data" {
            // Somebody has tried the demo: what is in there is not ours.
        } else {
            copy(&entry.path(), &target)?;
        }
    }
    Ok(())
}
