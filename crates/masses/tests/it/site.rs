//! A whole site for a test: the real program on a free port, in a temporary folder, with a clock
//! that the test moves and randomness that can be repeated.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kit::chance::Chance;
use kit::clock::Clock;
use kit::settings::Settings;
use kit::web::{Door, RoleName};
use masses::ground::Ground;
use masses::ground::jobs::Runner;
use masses::rooms::team;
use masses::{House, Options};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use crate::colleague::{Colleague, code, secret};
pub use crate::http::{Reply, Served, Visitor};
use crate::server;

/// Monday, 2 March 2026, nine o'clock in UTC.
pub const MORNING: i64 = 1_772_442_000_000;
pub const DAY: i64 = 86_400_000;

pub struct Site {
    pub folder: PathBuf,
    pub clock: Clock,
    chance: Chance,
    /// The address of its database, where that is on a server.
    pub database: Option<String>,
    /// The file of the master key, where it is another one's.
    master_key: Option<PathBuf>,
    running: Option<Running>,
    _temporary: TempDir,
}

struct Running {
    ground: Arc<Ground>,
    doors: Vec<Door>,
    runner: Arc<Runner>,
    address: SocketAddr,
    stop: CancellationToken,
    serving: JoinHandle<()>,
}

impl Site {
    /// The demo.
    pub async fn demo() -> Self {
        Self::with(|settings| settings).await
    }

    /// The demo with other settings.
    pub async fn with(edit: impl FnOnce(String) -> String) -> Self {
        let temporary = TempDir::new().unwrap();
        let folder = temporary.path().join("site");
        let demo = demo_folder();
        copy(&demo, &folder);
        let mut site = Self {
            folder,
            clock: Clock::manual(MORNING),
            chance: Chance::seeded(7),
            database: server::database(),
            master_key: None,
            running: None,
            _temporary: temporary,
        };
        site.edit(edit);
        site.start().await;
        site
    }

    /// Another node of the same site: files and memory of its own, the same database, keys and
    /// time.
    pub async fn node(&self) -> Self {
        let temporary = TempDir::new().unwrap();
        let folder = temporary.path().join("site");
        copy(&self.folder, &folder);
        let mut node = Self {
            folder,
            clock: self.clock.clone(),
            chance: Chance::system(),
            database: Some(self.database.clone().expect("one node is all there is on SQLite")),
            master_key: Some(self.master_key()),
            running: None,
            _temporary: temporary,
        };
        node.start().await;
        node
    }

    /// Changes the settings, for the next start.
    pub fn edit(&self, edit: impl FnOnce(String) -> String) {
        let file = self.folder.join("masses.toml");
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, edit(text)).unwrap();
    }

    /// The folder of the data.
    pub fn data(&self) -> PathBuf {
        self.folder.parent().unwrap().join("data")
    }

    /// The file of the master key.
    pub fn master_key(&self) -> PathBuf {
        let own = || self.folder.parent().unwrap().join("config/master.key");
        self.master_key.clone().unwrap_or_else(own)
    }

    /// Everything that is stored anywhere: the files of the site, and those of the server on
    /// which its data is.
    pub fn everything(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut all = files(self.folder.parent().unwrap());
        all.extend(self.database.iter().flat_map(|url| server::files_of(url)));
        all
    }

    pub fn options(&self) -> Options {
        let database = self.database.clone().map(|url| ("MASSES_DATABASE".to_owned(), url));
        Options {
            site: self.folder.clone(),
            data: self.data(),
            settings: Settings::load(&self.folder, database).unwrap(),
            master_key: self.master_key().into(),
            clock: self.clock.clone(),
            chance: self.chance.clone(),
            loopback: true,
        }
    }

    pub async fn start(&mut self) {
        let house = House::open(self.options()).await.unwrap_or_else(|error| panic!("{error}"));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let House { ground, router, doors, jobs, .. } = house;
        let stop = CancellationToken::new();
        let until = stop.clone();
        let shell = ground.shell.clone();
        let serving = tokio::spawn(async move {
            kit::web::serve(listener, shell, router, async move { until.cancelled().await }).await;
        });
        let holder = format!("test on {address}");
        let runner = Arc::new(Runner::new(ground.data.clone(), self.clock.clone(), holder, jobs));
        self.running = Some(Running { ground, doors, runner, address, stop, serving });
    }

    pub async fn stop(&mut self) {
        let Some(running) = self.running.take() else { return };
        running.stop.cancel();
        running.serving.await.unwrap();
        running.ground.data.close().await.unwrap();
        running.ground.people.keys().db().close().await.unwrap();
    }

    pub async fn restart(&mut self) {
        self.stop().await;
        self.start().await;
    }

    pub fn ground(&self) -> &Arc<Ground> {
        &self.running.as_ref().unwrap().ground
    }

    pub fn doors(&self) -> &[Door] {
        &self.running.as_ref().unwrap().doors
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.as_ref().unwrap().address)
    }

    pub fn address(&self) -> SocketAddr {
        self.running.as_ref().unwrap().address
    }

    /// What the running program does by itself.
    pub fn runner(&self) -> Arc<Runner> {
        self.running.as_ref().unwrap().runner.clone()
    }

    /// Everything that is due now, as the running program would do it within a second.
    pub async fn work(&self) {
        let running = self.running.as_ref().unwrap();
        for _ in 0..3 {
            running.runner.run_due_once().await.unwrap();
            running.ground.generations.look().await.unwrap();
        }
    }

    /// Time passes.
    pub fn pass(&self, ms: i64) {
        self.clock.advance(u64::try_from(ms).unwrap());
    }

    /// Somebody with a browser: cookies are kept.
    pub fn visitor(&self) -> Visitor<'_> {
        Visitor::new(self)
    }

    /// Somebody of the team, signed in.
    pub async fn member(&self, role: RoleName) -> Visitor<'_> {
        self.colleague(role).await.browser
    }

    /// The same with all that they sign in with.
    pub async fn colleague(&self, role: RoleName) -> Colleague<'_> {
        self.joined(self.visitor(), role).await
    }

    /// A visitor who has joined the team, with what they sign in with again.
    pub async fn joined<'a>(&self, visitor: Visitor<'a>, role: RoleName) -> Colleague<'a> {
        let link = team::invite(self.ground(), role, self.clock.now()).await.unwrap();
        let email =
            format!("{}-{}@team.example", role.word(), self.chance.reference().to_lowercase());
        let name = format!("Test {}", role.word());
        Colleague::join(visitor, &link, &name, &email, self.clock.now()).await
    }

    /// The code of a second factor now.
    pub fn code(&self, secret: &str) -> String {
        code(secret, self.clock.now())
    }

    /// Somebody writes through the form, calmly.
    pub async fn write(&self, email: &str, text: &str) -> Reply {
        let visitor = self.visitor();
        let form = visitor.get("/contact").await;
        self.pass(20_000);
        visitor.post("/contact", &contact(&form, email, text)).await
    }
}

impl Served for Site {
    fn address(&self) -> SocketAddr {
        Site::address(self)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if let Some(running) = &self.running {
            running.stop.cancel();
        }
    }
}

/// The fields of the contact form, filled.
pub fn contact<'a>(form: &'a Reply, email: &'a str, text: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("name", "Nora Nachtigall"),
        ("email", email),
        ("topic", "membership"),
        ("message", text),
        ("key", form.hidden("key")),
        ("proof", ""),
        ("website", ""),
    ]
}

/// A folder with everything in it, but for data.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            if entry.file_name() != "data" {
                copy(&entry.path(), &target);
            }
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The site to look at, as it comes.
pub fn demo_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo")
}

/// Every file below a folder, with what is in it.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push((path.clone(), fs::read(&path).unwrap()));
            }
        }
    }
    found
}

/// Whether these bytes are in there.
pub fn contains(haystack: &[u8], needle: &str) -> bool {
    memchr::memmem::find(haystack, needle.as_bytes()).is_some()
}
