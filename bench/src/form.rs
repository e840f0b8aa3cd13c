//! The contact form, as a browser with script sends it: fetched once with its key, its proof of
//! work computed once; each message then is from somebody never seen before.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use altcha::{Challenge, Payload, SolveChallengeOptions, solve_challenge};
use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::http::Client;
use crate::program::Server;

/// About a kilobyte.
const LENGTH: usize = 1_000;
const WORDS: [&str; 16] = [
    "we",
    "would",
    "like",
    "to",
    "know",
    "whether",
    "your",
    "association",
    "could",
    "help",
    "us",
    "with",
    "a",
    "website",
    "for",
    "neighbours",
];

/// A form with its key and its proof.
pub struct Form {
    key: String,
    proof: String,
    /// Numbers that no message had before.
    next: AtomicU64,
}

/// What a load did.
#[derive(Clone, Copy)]
pub struct Load {
    /// Messages that were thanked for.
    pub done: u64,
    /// In this time.
    pub seconds: f64,
    /// Processor time of the program for each, in microseconds.
    pub cpu_us: f64,
}

impl Load {
    /// Messages in a second.
    pub fn rate(&self) -> f64 {
        self.done as f64 / self.seconds
    }
}

impl Form {
    /// Fetches it.
    pub async fn fetch(server: &Server) -> Result<Arc<Self>> {
        let mut client = Client::connect(server.address).await?;
        let page = client.get("/contact").await?;
        ensure!(page.status == 200, "the form is not there: {}", page.status);
        let (_, rest) = page.body.split_once("name=\"key\" value=\"").context("no key")?;
        let key = rest.split('"').next().unwrap_or_default().to_owned();
        let made = client.get(&format!("/contact/challenge?key={key}")).await?;
        let challenge: Challenge = serde_json::from_str(&made.body)?;
        let solution = solve_challenge(SolveChallengeOptions::new(&challenge))?;
        let payload = Payload { challenge, solution: solution.context("no solution")? };
        let proof = STANDARD.encode(serde_json::to_string(&payload)?);
        // Apart from those of any earlier run in the same house.
        let first = u64::from_le_bytes(vault::hash(key.as_bytes())[..8].try_into()?) >> 24 << 20;
        Ok(Arc::new(Self { key, proof: encoded(&proof), next: AtomicU64::new(first) }))
    }

    /// The next message, and the address it comes from.
    fn message(&self) -> (String, String) {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let mut text = format!("Message {number}:");
        let mut at = number;
        while text.len() < LENGTH {
            at = at.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push(' ');
            text.push_str(WORDS[(at >> 60) as usize]);
        }
        let form = format!(
            "name=Nora+Nachtigall&email=nora.{number}%40example.net&topic=help&message={}&website=\
             &key={}&proof={}",
            encoded(&text),
            self.key,
            self.proof
        );
        let [_, a, b, c] = (number as u32).to_be_bytes();
        (form, format!("10.{a}.{b}.{c}"))
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// Sends messages from so many visitors at once, for a time or until so many are thanked for.
pub async fn load(
    server: &Server,
    form: &Arc<Form>,
    clients: usize,
    (time, most): (Duration, u64),
) -> Result<Load> {
    let mut all = Vec::new();
    for _ in 0..clients {
        all.push(Client::connect(server.address).await?);
    }
    let (stop, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let (cpu, begun) = (server.cpu_us()?, Instant::now());
    let mut sending = Vec::new();
    for client in all {
        let (form, stop, done) = (form.clone(), stop.clone(), done.clone());
        sending.push(tokio::spawn(async move { send(client, &form, &stop, &done, most).await }));
    }
    let watch = tokio::spawn({
        let stop = stop.clone();
        async move {
            tokio::time::sleep(time).await;
            stop.store(true, Ordering::Relaxed);
        }
    });
    for one in sending {
        one.await??;
    }
    watch.abort();
    let (seconds, done) = (begun.elapsed().as_secs_f64(), done.load(Ordering::Relaxed));
    Ok(Load { done, seconds, cpu_us: (server.cpu_us()? - cpu) / done.max(1) as f64 })
}

async fn send(
    mut client: Client,
    form: &Form,
    stop: &AtomicBool,
    done: &AtomicU64,
    most: u64,
) -> Result<()> {
    while !stop.load(Ordering::Relaxed) && done.load(Ordering::Relaxed) < most {
        let (message, from) = form.message();
        let reply = client.post("/contact", &message, &from).await?;
        ensure!(reply.status == 200, "a message was not taken: {} {}", reply.status, reply.body);
        done.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}
