//! PostgreSQL without the program: `pgbench` with single inserts of a kilobyte.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

const TABLE: &str = "create table if not exists plain (id bigserial primary key, body text)";
const INSERT: &str = "insert into plain (body) values (repeat('x', 1000));\n";

/// Rows in a second from so many clients.
pub fn rate(url: &str, work: &Path, clients: usize, seconds: u64) -> Result<f64> {
    let made = Command::new("psql").args(["-q", url, "-c", TABLE]).output()?;
    ensure!(made.status.success(), "psql: {}", String::from_utf8_lossy(&made.stderr));
    let script = work.join("insert.sql");
    std::fs::write(&script, INSERT)?;
    let ran = Command::new("pgbench")
        .args(["-n", "-M", "prepared", "-j", "2", "-c"])
        .arg(clients.to_string())
        .arg("-T")
        .arg(seconds.to_string())
        .arg("-f")
        .arg(&script)
        .arg(url)
        .output()
        .context("pgbench cannot be run: install PostgreSQL's contributed programs")?;
    ensure!(ran.status.success(), "pgbench: {}", String::from_utf8_lossy(&ran.stderr));
    told(&String::from_utf8_lossy(&ran.stdout)).context("pgbench says no rate")
}

fn told(text: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix("tps = "))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_rate_is_read() {
        let text = "latency average = 1 ms\ntps = 1234.5 (without initial connection time)\n";
        assert_eq!(super::told(text), Some(1234.5));
        assert_eq!(super::told("nothing"), None);
    }
}
