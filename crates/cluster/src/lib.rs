//! A real PostgreSQL cluster in a temporary folder, for tests and measurements. It ends, and its
//! folder goes, with the process that started it, however that ends.
//!
//! PostgreSQL refuses to run as root: then it runs as the user `nobody`.

use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// The user and the group that the server runs as where we are root: `nobody`.
const NOBODY: u32 = 65_534;

/// The superuser of the cluster, who needs no password.
const USER: &str = "masses";

/// Waits until its input ends, which it does with whoever holds the other side; then takes the
/// server down and the folder away.
const WATCH: &str = r#"read -r _; "$1/pg_ctl" -D "$2/data" -m immediate stop; rm -rf "$2""#;

/// What could not be done, in words.
#[derive(Debug)]
pub struct Failed(String);

impl fmt::Display for Failed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Failed {}

/// A running cluster.
#[derive(Debug)]
pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
    made: AtomicU32,
    watch: Child,
}

/// How a cluster is set up.
#[derive(Debug, Default)]
pub struct Setup {
    /// Whether a commit waits for the disk. Without it tests are quicker, and still lose nothing
    /// as long as the machine itself goes on.
    pub durable: bool,
    /// Certificate and key (PEM) with which it speaks TLS; it then accepts nothing else.
    pub tls: Option<(String, String)>,
    /// More lines of its configuration.
    pub lines: Vec<String>,
}

impl Cluster {
    /// Makes one, and waits until it answers.
    pub fn start(setup: &Setup) -> Result<Self, Failed> {
        let programs = programs()?;
        // It is not ours to remove: the watch does that, as the user who may.
        let folder = tempfile::Builder::new().prefix("cluster-").tempdir().map_err(failed)?.keep();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).map_err(failed)?;
        let root = is_root();
        if root {
            chown(&folder, Some(NOBODY), Some(NOBODY)).map_err(failed)?;
        }
        let mut watch = as_server(Command::new("sh"))
            .args(["-c", WATCH, "watch"])
            .args([programs.as_os_str(), folder.as_os_str()])
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .map_err(failed)?;
        let port = free_port()?;
        let made = AtomicU32::new(0);
        if let Err(error) = make(&programs, &folder, port, setup) {
            // Its input ends: it cleans up.
            drop(watch.stdin.take());
            return Err(error);
        }
        let cluster = Self { programs, folder, port, made, watch };
        cluster.resume()?;
        Ok(cluster)
    }

    /// The address of a new, empty database.
    pub fn database(&self) -> Result<String, Failed> {
        let name = format!("site_{}", self.made.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("create database {name}"))?;
        Ok(self.address(&name))
    }

    /// The address of a database.
    pub fn address(&self, name: &str) -> String {
        format!("postgres://{USER}@localhost:{}/{name}", self.port)
    }

    /// The port on which it listens, on this machine only.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The folder with the programs of PostgreSQL.
    pub fn programs(&self) -> &Path {
        &self.programs
    }

    /// Runs statements in a database, past everything, and answers with the rows as text.
    pub fn sql(&self, database: &str, sql: &str) -> Result<String, Failed> {
        let mut psql = self.client("psql", database);
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql]);
        run(psql)
    }

    /// One of PostgreSQL's own programs, `psql` or `pg_dump`, told which database is meant.
    pub fn client(&self, program: &str, database: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.arg("-h").arg(&self.folder).args(["-p", &self.port.to_string(), "-U", USER]);
        command.args(["-d", database]);
        command
    }

    /// Stops it at once, as a power cut does.
    pub fn interrupt(&self) -> Result<(), Failed> {
        self.control(["stop", "-m", "immediate"]).map(drop)
    }

    /// Starts it again.
    pub fn resume(&self) -> Result<(), Failed> {
        let log = self.folder.join("log");
        self.control([OsStr::new("-l"), log.as_os_str(), OsStr::new("start")]).map(drop).map_err(
            |error| Failed(format!("{error}\n{}", fs::read_to_string(log).unwrap_or_default())),
        )
    }

    /// What it logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// The folder of its data, as the server has it.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn control<I: AsRef<OsStr>>(
        &self,
        args: impl IntoIterator<Item = I>,
    ) -> Result<String, Failed> {
        let mut control = as_server(Command::new(self.programs.join("pg_ctl")));
        control.arg("-D").arg(self.data()).arg("-w").args(args).current_dir("/");
        run(control)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut stdin) = self.watch.stdin.take() {
            let _ = stdin.write_all(b"\n");
        }
        let _ = self.watch.wait();
    }
}

fn make(programs: &Path, folder: &Path, port: u16, setup: &Setup) -> Result<(), Failed> {
    let data = folder.join("data");
    let mut initdb = as_server(Command::new(programs.join("initdb")));
    // In the order of a language, as many a server is: the program must not depend on it.
    initdb
        .args(["--no-sync", "-A", "trust", "-U", USER, "-E", "UTF8", "--locale=C.UTF-8"])
        .args(["--locale-provider=icu", "--icu-locale=de"])
        .arg("-D")
        .arg(&data)
        .current_dir("/");
    run(initdb)?;
    let socket = folder.display();
    let mut lines = vec![
        format!("port = {port}"),
        "listen_addresses = 'localhost'".to_owned(),
        format!("unix_socket_directories = '{socket}'"),
        "max_connections = 300".to_owned(),
        format!("fsync = {}", if setup.durable { "on" } else { "off" }),
    ];
    if let Some((certificate, key)) = &setup.tls {
        secret(&data.join("server.crt"), certificate)?;
        secret(&data.join("server.key"), key)?;
        secret(&data.join("pg_hba.conf"), "local all all trust\nhostssl all all all trust\n")?;
        lines.push("ssl = on".to_owned());
    }
    lines.extend(setup.lines.iter().cloned());
    let file = data.join("postgresql.auto.conf");
    secret(&file, &(lines.join("\n") + "\n"))
}

/// Writes a file that is the server's own.
fn secret(path: &Path, text: &str) -> Result<(), Failed> {
    fs::write(path, text).map_err(failed)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(failed)?;
    if is_root() {
        chown(path, Some(NOBODY), Some(NOBODY)).map_err(failed)?;
    }
    Ok(())
}

/// Where the programs of PostgreSQL are: Debian keeps each version in a folder of its own.
fn programs() -> Result<PathBuf, Failed> {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, folder)| folder.join("initdb").exists() && folder.join("psql").exists())
        .collect();
    found.sort();
    let on_path = std::env::var_os("PATH").and_then(|path| {
        std::env::split_paths(&path).find(|folder| folder.join("initdb").exists())
    });
    found.pop().map(|(_, folder)| folder).or(on_path).ok_or_else(|| {
        Failed("PostgreSQL's initdb is not on this machine: ./test installs it".to_owned())
    })
}

fn free_port() -> Result<u16, Failed> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(failed)?;
    Ok(listener.local_addr().map_err(failed)?.port())
}

fn as_server(mut command: Command) -> Command {
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

fn run(mut command: Command) -> Result<String, Failed> {
    let done = command.stdin(Stdio::null()).output().map_err(failed)?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).trim_end().to_owned());
    }
    let program = command.get_program().to_string_lossy().into_owned();
    Err(Failed(format!("{program}: {}", String::from_utf8_lossy(&done.stderr))))
}

fn failed(error: std::io::Error) -> Failed {
    Failed(format!("the cluster cannot be made: {error}"))
}
