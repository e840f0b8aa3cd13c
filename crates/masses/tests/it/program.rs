//! The program as a process of its own, as an organisation runs it: to be killed, told to stop
//! and started again, and to be asked through its command line.

mod said;

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use kit::chance::Chance;
use kit::clock::Clock;
use kit::settings::Settings;
use masses::{House, Options, master_key_file};
use tempfile::TempDir;

pub use crate::client::{Broken, ask, connect, fields, get, raw, write, written};
use crate::http::{Reply, Served, Visitor};
use crate::server;
use crate::site::copy;
use said::{Said, said, unheard};

/// One site with the program that runs it, in a temporary folder.
pub struct Program {
    pub site: PathBuf,
    pub data: PathBuf,
    /// The address of its database, where that is on a server.
    pub database: Option<String>,
    root: TempDir,
    child: Option<Child>,
    address: SocketAddr,
    /// What `strace` is told from the next start on; nothing: it is not there.
    strace: Vec<String>,
}

impl Program {
    /// The demo, not started yet.
    pub fn demo() -> Self {
        Self::with(|settings| settings)
    }

    /// The demo with other settings, not started yet. What every program of a test is set to,
    /// is set here.
    pub fn with(edit: impl FnOnce(String) -> String) -> Self {
        Self::on(server::database(), edit)
    }

    /// The same with the data in this database.
    pub fn on(database: Option<String>, edit: impl FnOnce(String) -> String) -> Self {
        let program = Self::nowhere(database);
        copy(&crate::site::demo_folder(), &program.site);
        program.set(edit);
        program
    }

    /// A new site, as the command writes it that is told this; not started yet.
    pub fn new_site(told: &[&str]) -> Self {
        let program = Self::nowhere(server::database());
        program.run_bare(&[&["new", "site"], told].concat()).good();
        program.set(|settings| settings);
        program
    }

    /// A folder in which there is no site yet.
    fn nowhere(database: Option<String>) -> Self {
        let root = TempDir::new().unwrap();
        let (site, data) = (root.path().join("site"), root.path().join("data"));
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self { site, data, database, root, child: None, address, strace: Vec::new() }
    }

    fn set(&self, edit: impl FnOnce(String) -> String) {
        let file = self.site.join("masses.toml");
        let mut settings = edit(fs::read_to_string(&file).unwrap());
        if let Some(url) = &self.database {
            // Whichever node it is, the key is the same.
            let key = self.config().join("masses.key");
            settings = format!(
                "database = \"{url}\"\n{settings}\n[keys]\nmaster_key_file = \"{}\"\n",
                key.display()
            );
        }
        fs::write(&file, settings).unwrap();
    }

    /// Another node of the same site, not started yet: files of its own, the same database.
    pub fn node(&self) -> Self {
        assert!(self.database.is_some(), "one node is all there is on SQLite");
        let mut node = Self::nowhere(self.database.clone());
        node.site = self.site.clone();
        node
    }

    /// The demo, serving.
    pub async fn serving() -> Self {
        let mut program = Self::demo();
        program.start().await;
        program
    }

    pub fn root(&self) -> &Path {
        self.root.path()
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn pid(&self) -> u32 {
        let child = self.child.as_ref().unwrap().id();
        if self.strace.is_empty() {
            return child;
        }
        // That is the one who watches: the program is its child.
        let children = fs::read_to_string(format!("/proc/{child}/task/{child}/children")).unwrap();
        children.split_whitespace().next().expect("nothing is watched").parse().unwrap()
    }

    /// From the next start on, every call by which it sends something to another process is
    /// noted: see [`Program::calls`].
    pub fn watch(&mut self) {
        self.under(&["-e", "trace=connect,sendto,sendmsg,sendmmsg"]);
    }

    /// From the next start on it runs under `strace`, which is told this. Nothing: it does not.
    pub fn under(&mut self, strace: &[&str]) {
        self.strace = strace.iter().map(|&one| one.to_owned()).collect();
    }

    /// What was noted since the last start, one call a line.
    pub fn calls(&self) -> String {
        fs::read_to_string(self.root.path().join("calls")).expect("strace noted nothing")
    }

    fn server(&self) -> Command {
        let program = env!("CARGO_BIN_EXE_masses");
        if self.strace.is_empty() {
            return Command::new(program);
        }
        let mut command = Command::new("strace");
        command.arg("-f").args(&self.strace).arg("-o").arg(self.root.path().join("calls"));
        command.args(["--", program]);
        command
    }

    /// Starts it, and waits until it answers.
    pub async fn start(&mut self) {
        assert!(self.starts().await, "it did not start: {}", self.log());
    }

    /// Starts it at this address, whatever it prints, and waits until it answers.
    pub async fn start_at(&mut self, address: SocketAddr) {
        self.spawn(address);
        self.address = address;
        while self.get("/health/live").await.is_err() {
            assert!(!self.gone(), "it did not start: {}", self.log());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Starts it; whether it comes as far as answering.
    pub async fn starts(&mut self) -> bool {
        self.spawn(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        for _ in 0..4_000 {
            if let Some(address) = self.said_after("listens   ") {
                // With TLS, there is nothing in the clear: it has been said when it listens.
                self.address = address.parse().unwrap();
                return true;
            }
            if let Some(address) = self.said_after("site      http://") {
                self.address = address.trim_end_matches('/').parse().unwrap();
                if self.get("/health/live").await.is_ok_and(|reply| reply.status == 200) {
                    return true;
                }
            }
            if self.gone() {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("it does not say where it is: {}", self.log());
    }

    fn spawn(&mut self, listen: SocketAddr) {
        assert!(self.child.is_none(), "it runs already");
        let log = |name| File::create(self.root.path().join(name)).unwrap();
        let child = self
            .prepared(self.server(), &["serve", "--listen", &listen.to_string()])
            .arg(&self.site)
            .stdin(Stdio::null())
            .stdout(log("out"))
            .stderr(log("err"))
            .spawn()
            .unwrap_or_else(|error| panic!("{error}: ./test installs what is missing"));
        self.child = Some(child);
    }

    /// Whether it has ended by itself, or was killed by somebody else.
    pub fn gone(&mut self) -> bool {
        let gone = self.child.as_mut().is_none_or(|child| child.try_wait().unwrap().is_some());
        if gone {
            self.child = None;
        }
        gone
    }

    /// The rest of the line, up to a blank, that it printed after this.
    pub fn said_after(&self, mark: &str) -> Option<String> {
        let said = self.printed();
        let (line, _) = said.split_once(mark)?.1.split_once('\n')?;
        line.split(' ').next().map(str::to_owned)
    }

    /// What it printed since the last start.
    pub fn printed(&self) -> String {
        fs::read_to_string(self.root.path().join("out")).unwrap()
    }

    /// What it logged since the last start.
    pub fn log(&self) -> String {
        fs::read_to_string(self.root.path().join("err")).unwrap()
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        // Whoever watches it ends with it.
        let killed = Command::new("kill").args(["-KILL", &self.pid().to_string()]).status();
        assert!(killed.unwrap().success());
        self.child.take().unwrap().wait().unwrap();
    }

    /// Tells it to stop, as an operating system does.
    pub fn terminate(&self) {
        self.signal("-TERM");
    }

    /// Sends it a signal: `-STOP` to pause it, `-CONT` to let it go on.
    pub fn signal(&self, signal: &str) {
        let told = Command::new("kill").args([signal, &self.pid().to_string()]).status().unwrap();
        assert!(told.success());
    }

    /// Waits until it has ended by itself. Nothing it ever logs is a panic.
    pub async fn ended(&mut self, within: Duration) -> ExitStatus {
        let mut child = self.child.take().unwrap();
        for _ in 0..within.as_millis() / 20 {
            if let Some(status) = child.try_wait().unwrap() {
                assert!(!self.log().contains("panicked"), "{}", self.log());
                return status;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        child.kill().unwrap();
        panic!("it did not end within {within:?}: {}", self.log());
    }

    /// Waits until it has ended, in whatever way.
    pub async fn ends(&mut self) {
        for _ in 0..1_500 {
            if self.gone() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("it does not end: {}", self.log());
    }

    /// Told to stop, and stopped.
    pub async fn stop(&mut self) {
        self.terminate();
        assert!(self.ended(Duration::from_secs(15)).await.success(), "{}", self.log());
    }

    fn command(&self, args: &[&str]) -> Command {
        self.prepared(Command::new(env!("CARGO_BIN_EXE_masses")), args)
    }

    fn prepared(&self, mut command: Command, args: &[&str]) -> Command {
        command
            .args(args)
            .arg("--data")
            .arg(&self.data)
            .current_dir(self.root.path())
            .env_clear()
            .env("XDG_CONFIG_HOME", self.config());
        command
    }

    /// The folder of the user's configuration, where the master key lies.
    pub fn config(&self) -> PathBuf {
        self.root.path().join("config")
    }

    /// The file of the master key.
    pub fn master_key(&self) -> PathBuf {
        let none: [(String, String); 0] = [];
        let settings = Settings::load(&self.site, none).unwrap();
        master_key_file(&settings, &self.data, &self.config())
    }

    /// What that file is written as, before it takes its place.
    pub fn new_master_key(&self) -> PathBuf {
        let key = self.master_key();
        key.with_file_name(format!(".{}.new", key.file_name().unwrap().to_str().unwrap()))
    }

    /// Exports a person into a file of its own.
    pub fn exported(&self, email: &str) {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("data.zip");
        self.run(&["person", "export", email, "-o", file.to_str().unwrap()]).good();
    }

    /// A command on this site, with the folder of its data.
    pub fn run(&self, args: &[&str]) -> Said {
        self.run_with(args, "")
    }

    /// The same where nothing that it says can be written.
    pub fn run_unheard(&self, args: &[&str]) -> Said {
        unheard(self.command(args).arg(&self.site))
    }

    /// The same with something typed.
    pub fn run_with(&self, args: &[&str], typed: &str) -> Said {
        said(self.command(args).arg(&self.site), typed)
    }

    /// The same with variables in the environment.
    pub fn run_in(&self, variables: &[(&str, &str)], args: &[&str]) -> Said {
        said(self.command(args).arg(&self.site).envs(variables.iter().copied()), "")
    }

    /// A command exactly as it is given.
    pub fn run_bare(&self, args: &[&str]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_masses"));
        command.args(args).current_dir(self.root.path());
        said(command.env_clear().env("XDG_CONFIG_HOME", self.config()), "")
    }

    /// The house, opened by the test beside the program or while it is stopped.
    pub async fn house(&self) -> House {
        self.house_at(Clock::system()).await
    }

    /// The same at another time.
    pub async fn house_at(&self, clock: Clock) -> House {
        let none: [(String, String); 0] = [];
        let settings = Settings::load(&self.site, none).unwrap();
        let options = Options {
            site: self.site.clone(),
            data: self.data.clone(),
            master_key: master_key_file(&settings, &self.data, &self.config()).into(),
            settings,
            clock,
            chance: Chance::system(),
            loopback: true,
        };
        House::open(options).await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Somebody with a browser: cookies are kept.
    pub fn visitor(&self) -> Visitor<'_> {
        Visitor::new(self)
    }

    pub async fn get(&self, path: &str) -> Result<Reply, Broken> {
        get(self.address, path).await
    }

    /// Somebody nobody has seen before writes through the form.
    pub async fn write(&self, key: &str, email: &str, text: &str) -> Result<Reply, Broken> {
        write(self.address, key, email, text).await
    }

    /// A form's key that is old enough to be above suspicion.
    pub async fn key(&self) -> String {
        let form = self.get("/contact").await.unwrap();
        tokio::time::sleep(Duration::from_millis(3_100)).await;
        form.hidden("key").to_owned()
    }
}

impl Served for Program {
    fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
