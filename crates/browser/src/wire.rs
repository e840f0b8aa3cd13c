//! The wire: JSON messages that end in a NUL, commands matched to their answers by number, events
//! handed on in the order in which they come.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::unix::pipe;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use crate::error::{Error, Result};
use crate::process::{Pipe, last_words};

/// Something that Chromium tells unasked.
pub(crate) struct Event {
    /// Which attached target tells it; none for the browser itself.
    pub(crate) session: Option<String>,
    pub(crate) method: String,
    pub(crate) params: Value,
}

/// Commands out, answers in.
pub(crate) struct Wire {
    out: mpsc::UnboundedSender<Vec<u8>>,
    desk: Mutex<Desk>,
    folder: PathBuf,
    deadline: Duration,
}

#[derive(Default)]
struct Desk {
    last: u64,
    ended: bool,
    waiting: HashMap<u64, oneshot::Sender<Value>>,
}

/// A command that is under way.
pub(crate) struct Asked {
    method: &'static str,
    number: u64,
    answer: oneshot::Receiver<Value>,
}

impl Wire {
    /// Starts writing; what comes in is read by [`read`].
    pub(crate) fn new(
        pipe: Pipe,
        folder: PathBuf,
        deadline: Duration,
    ) -> (Arc<Wire>, pipe::Receiver) {
        let (out, queue) = mpsc::unbounded_channel();
        tokio::spawn(write(pipe.to, queue));
        (Arc::new(Wire { out, desk: Mutex::default(), folder, deadline }), pipe.from)
    }

    /// Sends a command and waits for its answer, at most the deadline.
    pub(crate) async fn call(
        &self,
        session: Option<&str>,
        method: &'static str,
        params: Value,
    ) -> Result<Value> {
        self.call_within(session, method, params, self.deadline).await
    }

    /// The same with a deadline of its own, for what may take long or must not.
    pub(crate) async fn call_within(
        &self,
        session: Option<&str>,
        method: &'static str,
        params: Value,
        deadline: Duration,
    ) -> Result<Value> {
        let asked = self.send(session, method, params)?;
        self.answer(asked, deadline).await
    }

    /// Sends a command now; commands arrive in the order of these calls.
    pub(crate) fn send(
        &self,
        session: Option<&str>,
        method: &'static str,
        params: Value,
    ) -> Result<Asked> {
        let (give, answer) = oneshot::channel();
        let mut desk = self.desk();
        if desk.ended {
            return Err(self.ended(method));
        }
        desk.last += 1;
        let number = desk.last;
        let mut message = json!({ "id": number, "method": method, "params": params });
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        // Under the same lock as the number, so that the order of numbers is the order sent.
        if self.out.send(bytes).is_err() {
            return Err(self.ended(method));
        }
        desk.waiting.insert(number, give);
        Ok(Asked { method, number, answer })
    }

    /// Waits for the answer to a command sent before.
    pub(crate) async fn answer(&self, asked: Asked, deadline: Duration) -> Result<Value> {
        let Asked { method, number, answer } = asked;
        match timeout(deadline, answer).await {
            Ok(Ok(message)) => result(method, message),
            Ok(Err(_)) => Err(self.ended(method)),
            Err(_) => {
                self.desk().waiting.remove(&number);
                Err(Error::Waited {
                    what: format!("Chromium's answer to {method}"),
                    seconds: deadline.as_secs_f32(),
                    last: "none came".into(),
                    page: "not asked".into(),
                })
            }
        }
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.desk().ended
    }

    pub(crate) fn deadline(&self) -> Duration {
        self.deadline
    }

    /// The error for something that Chromium's end cut short.
    pub(crate) fn ended(&self, during: &str) -> Error {
        Error::Ended { during: during.to_owned(), log: last_words(&self.folder) }
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn result(method: &str, mut message: Value) -> Result<Value> {
    if let Some(error) = message.get("error") {
        let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
        let message = [text("message"), text("data")].join(" ").trim().to_owned();
        return Err(Error::Refused { method: method.to_owned(), message });
    }
    Ok(message["result"].take())
}

async fn write(mut pipe: pipe::Sender, mut queue: mpsc::UnboundedReceiver<Vec<u8>>) {
    while let Some(bytes) = queue.recv().await {
        // Chromium's end is noticed by the reader, which tells everybody who waits.
        if pipe.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

/// Reads until Chromium ends; every event goes to `take`, in order, before the next is read.
pub(crate) async fn read(
    mut pipe: pipe::Receiver,
    wire: Arc<Wire>,
    mut take: impl FnMut(Event) + Send,
) {
    let mut bytes = Vec::with_capacity(1 << 16);
    let mut seen = 0;
    while let Ok(1..) = pipe.read_buf(&mut bytes).await {
        let mut start = 0;
        while let Some(length) = bytes[seen..].iter().position(|byte| *byte == 0) {
            let end = seen + length;
            if let Ok(message) = serde_json::from_slice(&bytes[start..end]) {
                hand_out(&wire, message, &mut take);
            }
            start = end + 1;
            seen = start;
        }
        bytes.drain(..start);
        seen = bytes.len();
        bytes.reserve(1 << 16);
    }
    let mut desk = wire.desk();
    desk.ended = true;
    // Dropping the other ends wakes everybody who waits.
    desk.waiting.clear();
}

fn hand_out(wire: &Wire, mut message: Value, take: &mut impl FnMut(Event)) {
    if let Some(number) = message["id"].as_u64() {
        let waiting = wire.desk().waiting.remove(&number);
        if let Some(waiting) = waiting {
            // Who asked may have stopped waiting.
            let _ = waiting.send(message);
        }
        return;
    }
    let Some(method) = message["method"].as_str().map(str::to_owned) else { return };
    let session = message["sessionId"].as_str().map(str::to_owned);
    take(Event { session, method, params: message["params"].take() });
}
