//! What the tests of the outbox stand on: a database, a version of the policy, an SMTP server.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use db::{Config, Db};
use kit::chance::Chance;
use kit::clock::Clock;
use kit::settings::Settings;
use policy::{DataFact, Document, PurposeFact, RecipientFact};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::{OwnedRwLockWriteGuard, RwLock};
use vault::MasterKeys;

use crate::ground::care;
use crate::ground::gate::{self, Gate};
use crate::ground::jobs::Outcome;
use crate::ground::journal::{self, Act, Actor, Entry, Journal};
use crate::ground::mail::{Draft, Kind, Listed, Mail, inventory, store};
use crate::ground::people::{self, HandleKind, Keys, People};

pub(super) const NOVEMBER: i64 = 1_795_471_084_123;
pub(super) const FOR: &str = "inquiries.answer";

/// An outbox, and what it stands on.
pub(super) struct House {
    pub mail: Mail,
    pub data: Db,
    pub people: Arc<People>,
    pub gate: Arc<Gate>,
    pub clock: Clock,
    pub folder: TempDir,
}

/// A server that answers `RCPT` with one line, and keeps what it was given.
#[derive(Clone)]
pub(super) struct Server {
    pub port: u16,
    answer: Arc<Mutex<&'static str>>,
    silent_at: Arc<Mutex<&'static str>>,
    got: Arc<Mutex<Vec<String>>>,
    connections: Arc<AtomicUsize>,
    answering: Arc<RwLock<()>>,
}

impl Server {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            answer: Arc::new(Mutex::new("250 ok")),
            silent_at: Arc::default(),
            got: Arc::default(),
            connections: Arc::default(),
            answering: Arc::default(),
        };
        let copy = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = copy.clone();
                server.connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(async move { server.talk(stream).await });
            }
        });
        server
    }

    async fn talk(&self, stream: tokio::net::TcpStream) {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        if *self.silent_at.lock().unwrap() == "greeting" {
            return drop(lines.next_line().await);
        }
        write.write_all(b"220 test\r\n").await.unwrap();
        let (mut mail, mut in_data) = (String::new(), false);
        while let Ok(Some(line)) = lines.next_line().await {
            if in_data && line != "." {
                mail.push_str(&line);
                mail.push('\n');
                continue;
            }
            let command = line.split(' ').next().unwrap_or_default();
            if command == *self.silent_at.lock().unwrap() {
                // Until the other side goes away.
                return drop(lines.next_line().await);
            }
            let answer = match command {
                "." => {
                    in_data = false;
                    self.got.lock().unwrap().push(std::mem::take(&mut mail));
                    drop(self.answering.read().await);
                    "250 taken".to_owned()
                }
                "EHLO" => "250-test\r\n250 8BITMIME".to_owned(),
                "RCPT" => (*self.answer.lock().unwrap()).to_owned(),
                "DATA" => {
                    in_data = true;
                    "354 go on".to_owned()
                }
                "QUIT" => "221 bye".to_owned(),
                _ => "250 ok".to_owned(),
            };
            if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                return;
            }
        }
    }

    pub fn answers(&self, line: &'static str) {
        *self.answer.lock().unwrap() = line;
    }

    /// From now on it says nothing more once it is asked this.
    pub fn falls_silent_at(&self, command: &'static str) {
        *self.silent_at.lock().unwrap() = command;
    }

    /// Until this is dropped, whoever has handed over a mail is not told that it was taken.
    pub async fn hesitates(&self) -> OwnedRwLockWriteGuard<()> {
        self.answering.clone().write_owned().await
    }

    /// How often somebody has connected.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub fn got(&self) -> Vec<String> {
        std::mem::take(&mut *self.got.lock().unwrap())
    }
}

fn settings(port: Option<u16>, folder: &Path) -> Settings {
    let mut text = include_str!("../../../../../../demo/masses.toml").to_owned();
    if let Some(port) = port {
        text.push_str(&format!(
            "\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\n\
             provider = \"Ourselves\"\ncountry = \"AT\"\ncontract = \"none needed\"\n"
        ));
    }
    Settings::parse("masses.toml", &text, folder, []).unwrap()
}

/// A version of the policy that has the outbox in it.
pub(super) fn document(relay: bool) -> Document {
    let mut document = Document::default();
    for id in [FOR, inventory::DELIVER.id] {
        document.facts.purposes.push(PurposeFact { id: id.to_owned(), ..Default::default() });
    }
    for (table, column, datum) in inventory::ROOM.data() {
        document.facts.data.push(DataFact {
            datum: datum.id.to_owned(),
            table: table.name.to_owned(),
            column: column.name.to_owned(),
            purpose: inventory::DELIVER.id.to_owned(),
            ..Default::default()
        });
    }
    if relay {
        let id = inventory::RELAY.id.to_owned();
        document.facts.recipients.push(RecipientFact { id, ..Default::default() });
    }
    document
}

impl House {
    pub async fn open(port: Option<u16>) -> Self {
        Self::with(port, true).await
    }

    pub async fn with(port: Option<u16>, relay: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = Db::open(Config::at(folder.path().join("data.db"))).unwrap();
        for (room, schema) in [
            ("people", people::ROOM.schema),
            ("care", care::ROOM.schema),
            ("gate", gate::ROOM.schema),
            ("journal", journal::ROOM.schema),
            ("mail", include_str!("../schema.sql")),
        ] {
            data.migrate(room, schema).await.unwrap();
        }
        data.prepare_all(store::STATEMENTS).await.unwrap();
        let keys_db = Db::open(Config::at(folder.path().join("keys.db"))).unwrap();
        keys_db.migrate("keys", people::KEYS_SCHEMA).await.unwrap();
        let (chance, file) = (Chance::seeded(1), folder.path().join("master.key"));
        let master = MasterKeys::create(&file, &chance).unwrap();
        let keys =
            Keys::open(keys_db, file.into(), master, chance.clone(), NOVEMBER).await.unwrap();
        let key = keys.ring("mail", NOVEMBER).await.unwrap();
        let gate = Arc::new(Gate::new(data.clone(), Default::default()));
        let entry = Entry::new(Actor::System, Act::PolicyPublished, NOVEMBER);
        gate.publish(
            document(relay),
            None,
            vec![db::Statement::new("test", "select 1 as n")],
            NOVEMBER,
            entry,
        )
        .await
        .unwrap();
        let people = Arc::new(People::new(data.clone(), keys, gate.clone(), chance.clone()));
        let settings = Arc::new(settings(port, folder.path()));
        let mail = Mail::new(data.clone(), people.clone(), settings, chance, key);
        Self { mail, data, people, gate, clock: Clock::manual(NOVEMBER), folder }
    }

    pub fn draft(&self, kind: Kind, person: &str, to: &str) -> Draft {
        Draft {
            person: person.to_owned(),
            purpose: FOR,
            kind,
            thread: Some("0190-thread".to_owned()),
            to: to.to_owned(),
            subject: "Ihre Anfrage: Größe".to_owned(),
            body: "Grüß Gott,\r\n.\nein Punkt.\n".to_owned(),
            in_reply_to: Some("<first@example.org>".to_owned()),
            references: Some("<first@example.org> <second@example.org>".to_owned()),
            secret: kind == Kind::Invitation,
        }
    }

    /// Queues a mail, and gives its row and its Message-ID.
    pub async fn put(&self, kind: Kind, to: &str) -> (String, String) {
        let now = self.clock.now();
        let person = self.people.keys().find_or_make(HandleKind::Address, to, now).await.unwrap();
        let sealer = self.people.sealer(&person).await.unwrap();
        let mail = self.mail.prepare(&sealer, self.draft(kind, &person, to), now).await.unwrap();
        let id = mail.id().to_owned();
        let work = self.data.write::<_, people::Error>(move |tx| {
            Box::pin(async move {
                People::add(tx, &person, now).await?;
                Ok(Mail::queue(tx, mail).await?.unwrap_or_default())
            })
        });
        (id, work.await.unwrap())
    }

    pub async fn deliver(&self) -> Outcome {
        self.mail.deliver(&self.clock).await.unwrap()
    }

    pub async fn row(&self, id: &str) -> Listed {
        self.mail.find(id).await.unwrap().unwrap()
    }

    pub async fn acts(&self) -> Vec<String> {
        let noted = Journal::new(self.data.clone()).page(None, None, 50).await.unwrap();
        noted.into_iter().map(|one| one.act).collect()
    }
}
