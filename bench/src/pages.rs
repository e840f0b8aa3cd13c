//! A page over kept connections, beside nginx with the same bytes and headers.

use std::net::SocketAddr;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::Setup;
use crate::http::{Client, Whole};
use crate::nginx::Nginx;
use crate::program::House;
use crate::results::{Part, kept};
use crate::stats::median;

/// How many connections at once.
const CONNECTIONS: [usize; 2] = [32, 256];
/// How the page is asked for, and where nginx has it.
const FORMS: [(&str, &str); 2] = [("identity", "/plain"), ("br", "/packed")];
/// The budgets: processor time and rate, as shares of nginx's.
const CPU: f64 = 0.9;
const RATE: f64 = 1.0;

/// A rate, and the processor time of one request in microseconds.
type Load = (f64, f64);

/// Measures it.
pub async fn measure(setup: &Setup) -> Result<Part> {
    let house = House::fresh(setup, "pages")?;
    let server = house.serve()?;
    let plain = Client::connect(server.address).await?.whole("/", "").await?;
    let packed = packed(server.address).await?;
    let nginx = Nginx::start(&house.folder.join("nginx"), &plain, &packed).await?;
    let mut rounds = Vec::new();
    for round in 0..setup.rounds {
        let mut loads = Vec::new();
        for connections in CONNECTIONS {
            for (coding, path) in FORMS {
                let load = |address, path| wrk(address, path, coding, connections, setup.seconds);
                let ours = used(|| server.cpu_us(), || load(server.address, "/"))?;
                let theirs = used(|| nginx.cpu_us(), || load(nginx.address, path))?;
                loads.push((ours, theirs));
            }
        }
        let shown: Vec<String> =
            loads.iter().map(|(ours, theirs)| format!("{:.0}/{:.0}", ours.0, theirs.0)).collect();
        eprintln!("pages, round {}: {}", round + 1, shown.join(" "));
        rounds.push(loads);
    }
    server.stop()?;
    Ok(part(setup, &rounds, plain.body.len(), packed.body.len()))
}

/// The page as browsers get it, once it is packed.
async fn packed(address: SocketAddr) -> Result<Whole> {
    let mut client = Client::connect(address).await?;
    for _ in 0..400 {
        let reply = client.whole("/", "accept-encoding: br\r\n").await?;
        if reply.header("content-encoding") == Some("br") {
            return Ok(reply);
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    anyhow::bail!("the front page is never packed")
}

/// A rate, with the processor time that was used meanwhile, for each request.
fn used(cpu: impl Fn() -> Result<f64>, load: impl Fn() -> Result<(f64, f64)>) -> Result<Load> {
    let before = cpu()?;
    let (rate, requests) = load()?;
    Ok((rate, (cpu()? - before) / requests))
}

/// Requests a second, and how many there were.
fn wrk(
    address: SocketAddr,
    path: &str,
    coding: &str,
    connections: usize,
    seconds: u64,
) -> Result<(f64, f64)> {
    let ran = Command::new("wrk")
        .args(["-t", "1", "-c", &connections.to_string(), "-d", &format!("{seconds}s")])
        .args(["-H", &format!("accept-encoding: {coding}")])
        .arg(format!("http://{address}{path}"))
        .output()
        .context("wrk is not there: on Debian, apt install nginx wrk")?;
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    let good = ran.status.success() && !said.contains("Non-2xx") && !said.contains("Socket errors");
    ensure!(good, "wrk: {said}");
    let figures = (of_wrk(&said, "Requests/sec:"), counted(&said));
    figures.0.zip(figures.1).context("wrk says no rate")
}

fn of_wrk(text: &str, name: &str) -> Option<f64> {
    text.lines().find_map(|line| line.trim().strip_prefix(name))?.trim().parse().ok()
}

/// From `123456 requests in 5.00s, 60.00MB read`.
fn counted(text: &str) -> Option<f64> {
    let line = text.lines().find(|line| line.contains(" requests in "))?;
    line.split_whitespace().next()?.parse().ok()
}

fn part(setup: &Setup, rounds: &[Vec<(Load, Load)>], plain: usize, packed: usize) -> Part {
    let how = format!(
        "The demo's front page ({plain} bytes, {packed} packed) over kept connections, asked for \
         by `wrk -t 1`, with every header, the Host check and the access log. Beside it nginx with \
         two workers, without access log, which sends the same bytes and headers from a file that \
         is kept open. Medians of {} rounds of {} s.",
        setup.rounds, setup.seconds
    );
    let head = [
        "connections",
        "coding",
        "requests/s",
        "nginx",
        "times",
        "budget",
        "",
        "CPU µs each",
        "nginx",
        "times",
        "budget",
        "",
    ];
    let mut part = Part::new("Pages", how, &head);
    let kinds = CONNECTIONS.iter().flat_map(|count| FORMS.map(|(coding, _)| (count, coding)));
    for (at, (connections, coding)) in kinds.enumerate() {
        let of = |get: fn(&(Load, Load)) -> f64| {
            median(&rounds.iter().map(|loads| get(&loads[at])).collect::<Vec<_>>())
        };
        let rate = of(|(ours, theirs)| ours.0 / theirs.0);
        let cpu = of(|(ours, theirs)| ours.1 / theirs.1);
        part.line([
            connections.to_string(),
            coding.to_owned(),
            format!("{:.0}", of(|(ours, _)| ours.0)),
            format!("{:.0}", of(|(_, theirs)| theirs.0)),
            format!("{rate:.2}"),
            format!("{RATE:.1}"),
            kept(rate >= RATE),
            format!("{:.1}", of(|(ours, _)| ours.1)),
            format!("{:.1}", of(|(_, theirs)| theirs.1)),
            format!("{cpu:.2}"),
            format!("{CPU:.1}"),
            kept(cpu <= CPU),
        ]);
    }
    part
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_rate_is_read() {
        let text = "  123456 requests in 5.00s, 60.00MB read\nRequests/sec:  24691.2\n";
        assert_eq!(super::of_wrk(text, "Requests/sec:"), Some(24691.2));
        assert_eq!(super::counted(text), Some(123_456.0));
        assert_eq!((super::of_wrk("", "Requests/sec:"), super::counted("")), (None, None));
    }
}
