//! A line to the mail server on which things go wrong, at a chosen moment of the conversation.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpSocket, TcpStream};

use crate::postfix::Postfix;
use crate::site::Site;

/// What goes wrong. The moment is that of the server's answer: to a command, to the end of the
/// text (`.`), its `greeting`; or when the `connection` is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Good,
    /// The line is cut instead of the answer.
    Cut(&'static str),
    /// The answer does not come, until the line goes another way; then it is cut.
    Silent(&'static str),
    /// The server answers this, and has never seen what it was asked.
    Says(&'static str, &'static str),
}

/// The line, as the test holds it.
pub struct Line {
    port: u16,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    server: u16,
    way: Mutex<Way>,
    /// How often it has fallen silent.
    silent: AtomicUsize,
}

impl Line {
    pub async fn to(postfix: &Postfix) -> Self {
        Self::with_room(postfix, 1024)
    }

    /// A line on which nobody gets through any more: so many wait for it already.
    pub async fn crowded(postfix: &Postfix) -> Self {
        let line = Self::with_room(postfix, 1);
        line.goes(Way::Silent("connection"));
        let to = (Ipv4Addr::LOCALHOST, line.port);
        for _ in 0..8 {
            tokio::spawn(async move {
                let waiting = TcpSocket::new_v4().unwrap().connect(to.into()).await;
                tokio::time::sleep(Duration::from_secs(60)).await;
                drop(waiting);
            });
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
        line.shared.silent.fetch_add(1, Ordering::SeqCst);
        line
    }

    fn with_room(postfix: &Postfix, room: u32) -> Self {
        let shared = Arc::new(Shared {
            server: postfix.port,
            way: Mutex::new(Way::Good),
            silent: AtomicUsize::new(0),
        });
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        let listener = socket.listen(room).unwrap();
        let line = Self { port: listener.local_addr().unwrap().port(), shared: shared.clone() };
        tokio::spawn(async move {
            loop {
                if *shared.way.lock().unwrap() == Way::Silent("connection") {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                    continue;
                }
                let Ok((client, _)) = listener.accept().await else { return };
                let shared = shared.clone();
                tokio::spawn(async move {
                    // Whoever goes away in the middle is what this is about.
                    let _ = shared.carry(client).await;
                });
            }
        });
        line
    }

    /// A site that hands its mail to this line.
    pub async fn site(&self, postfix: &Postfix) -> Site {
        Site::with(|settings| settings + &self.settings(postfix)).await
    }

    /// Settings for handing mail to this line.
    pub fn settings(&self, postfix: &Postfix) -> String {
        postfix.settings().replace(&postfix.port.to_string(), &self.port.to_string())
    }

    /// From now on it goes like this.
    pub fn goes(&self, way: Way) {
        *self.shared.way.lock().unwrap() = way;
    }

    /// Waits until somebody waits for an answer that does not come.
    pub async fn is_silent(&self) {
        while self.shared.silent.load(Ordering::SeqCst) == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// One conversation.
struct Carried {
    client: BufReader<OwnedReadHalf>,
    to_client: OwnedWriteHalf,
    server: BufReader<OwnedReadHalf>,
    to_server: OwnedWriteHalf,
}

impl Shared {
    async fn carry(&self, client: TcpStream) -> std::io::Result<()> {
        let socket = TcpSocket::new_v4()?;
        let server = socket.connect((Ipv4Addr::LOCALHOST, self.server).into()).await?;
        let (client, to_client) = client.into_split();
        let (server, to_server) = server.into_split();
        let (client, server) = (BufReader::new(client), BufReader::new(server));
        let mut carried = Carried { client, to_client, server, to_server };
        let mut asked = ("greeting".to_owned(), Vec::new());
        while let Some(text) = self.answer(&mut carried, &asked.0, &asked.1).await? {
            asked = carried.next(text).await?;
            if asked.1.is_empty() {
                break;
            }
        }
        Ok(())
    }

    /// Carries what was asked to the server and its answer back, or what happens instead. If the
    /// conversation goes on: whether the text of a mail is next.
    async fn answer(
        &self,
        carried: &mut Carried,
        at: &str,
        asked: &[u8],
    ) -> std::io::Result<Option<bool>> {
        let way = *self.way.lock().unwrap();
        if let Way::Says(when, what) = way
            && when == at
        {
            carried.to_client.write_all(format!("{what}\r\n").as_bytes()).await?;
            // A server that has the text already cannot be told that it never came.
            return Ok((!matches!(at, "." | "greeting")).then_some(false));
        }
        carried.to_server.write_all(asked).await?;
        let reply = carried.reply().await?;
        match way {
            Way::Cut(when) if when == at => Ok(None),
            Way::Silent(when) if when == at => {
                self.silent.fetch_add(1, Ordering::SeqCst);
                while *self.way.lock().unwrap() == way {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
                Ok(None)
            }
            _ => {
                carried.to_client.write_all(&reply).await?;
                Ok((!reply.is_empty()).then_some(reply.starts_with(b"354")))
            }
        }
    }
}

impl Carried {
    /// What the client says next: its command, or `.` for the whole text.
    async fn next(&mut self, text: bool) -> std::io::Result<(String, Vec<u8>)> {
        let mut bytes = Vec::new();
        while self.client.read_until(b'\n', &mut bytes).await? > 0 {
            if !text {
                let line = String::from_utf8_lossy(&bytes).to_ascii_uppercase();
                let command = line.split_whitespace().next().unwrap_or_default().to_owned();
                return Ok((command, bytes));
            }
            if bytes.ends_with(b"\r\n.\r\n") {
                return Ok((".".to_owned(), bytes));
            }
        }
        Ok((String::new(), Vec::new()))
    }

    /// A whole answer of the server, which may have several lines.
    async fn reply(&mut self) -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        loop {
            let before = bytes.len();
            if self.server.read_until(b'\n', &mut bytes).await? == 0 || bytes[before + 3] == b' ' {
                return Ok(bytes);
            }
        }
    }
}
