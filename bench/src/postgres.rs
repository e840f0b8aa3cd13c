//! PostgreSQL without the program: `pgbench` with single inserts of a kilobyte. And a look into the
//! database, to see that what was thanked for is there.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use cluster::Cluster;

use crate::plain::Held;

const TABLE: &str = "create table if not exists plain (id bigserial primary key, body text)";
const INSERT: &str = "insert into plain (body) values (repeat('x', 1000));\n";
const HELD: &str = "select
    (select count(*) from inquiry i join inquiry_message m on m.inquiry_id = i.id
     where i.state = 'open'),
    (select count(*) from outbox where kind = 'acknowledgement'),
    (select count(*) from journal_entry where act = 'inquiry-received'),
    (select count(*) from masses_keys.data_key)";

/// A database of its own, on a server that waits for the disk.
pub struct Postgres {
    /// The address of the database.
    pub url: String,
    /// Where `psql` and `pgbench` are; empty where they are found by their names.
    programs: PathBuf,
    _cluster: Option<Cluster>,
}

impl Postgres {
    /// That at an address, or one in a cluster of its own, which ends with this.
    pub fn open(url: Option<&str>) -> Result<Self> {
        if let Some(url) = url {
            return Ok(Self { url: url.to_owned(), programs: PathBuf::new(), _cluster: None });
        }
        let cluster = Cluster::start(&cluster::Setup { durable: true, ..Default::default() })?;
        let programs = cluster.programs().to_owned();
        Ok(Self { url: cluster.database()?, programs, _cluster: Some(cluster) })
    }

    /// Rows in a second from so many clients.
    pub fn rate(&self, work: &Path, clients: usize, seconds: u64) -> Result<f64> {
        self.ask(TABLE)?;
        let script = work.join("insert.sql");
        std::fs::write(&script, INSERT)?;
        let mut pgbench = self.program("pgbench");
        pgbench.args(["-n", "-M", "prepared", "-j", "2"]);
        pgbench.args(["-c", &clients.to_string(), "-T", &seconds.to_string()]);
        let said = told(pgbench.arg("-f").arg(&script).arg(&self.url))?;
        of_pgbench(&said).context("pgbench says no rate")
    }

    /// Counts what the program has written.
    pub fn held(&self) -> Result<Held> {
        let said = self.ask(HELD)?;
        let counts: Vec<i64> = said.trim().split('|').map(str::parse).collect::<Result<_, _>>()?;
        let [inquiries, mails, entries, keys] = counts[..] else {
            anyhow::bail!("psql says: {said}");
        };
        Ok(Held { inquiries, mails, entries, keys })
    }

    fn ask(&self, sql: &str) -> Result<String> {
        told(self.program("psql").args(["-X", "-q", "-A", "-t", &self.url, "-c", sql]))
    }

    fn program(&self, name: &str) -> Command {
        Command::new(self.programs.join(name))
    }
}

/// What a program says.
fn told(command: &mut Command) -> Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let ran = command.output().with_context(|| format!("{program} cannot be run"))?;
    ensure!(ran.status.success(), "{program}: {}", String::from_utf8_lossy(&ran.stderr));
    Ok(String::from_utf8_lossy(&ran.stdout).into_owned())
}

fn of_pgbench(text: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix("tps = "))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_rate_is_read() {
        let text = "latency average = 1 ms\ntps = 1234.5 (without initial connection time)\n";
        assert_eq!(super::of_pgbench(text), Some(1234.5));
        assert_eq!(super::of_pgbench("nothing"), None);
    }
}
