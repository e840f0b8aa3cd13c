//! A disk that fails at a chosen moment: `strace` stands between the program and the system.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::program::Program;

/// What happens at one of its calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The program is killed while it syncs.
    Killed,
    /// The sync fails, once: a second one would succeed (F6).
    Failed,
    /// A write finds no room, once (F5).
    Full,
}

/// A fault at the nth call of each thread on one file.
#[derive(Debug, Clone)]
pub struct Injected {
    pub fault: Fault,
    pub path: PathBuf,
    pub nth: usize,
}

impl Injected {
    /// What `strace` is told.
    pub fn args(&self) -> Vec<String> {
        let (calls, what) = match self.fault {
            Fault::Killed => ("fsync,fdatasync", "signal=KILL"),
            Fault::Failed => ("fsync,fdatasync", "error=EIO"),
            Fault::Full => ("write,pwrite64", "error=ENOSPC"),
        };
        let path = self.path.display().to_string();
        let inject = format!("inject={calls}:{what}:when={}", self.nth);
        ["-P", &path, "-e", &format!("trace={calls}"), "-e", &inject].map(str::to_owned).to_vec()
    }

    /// For a program that is to be started under it.
    pub fn at_the_start(&self, program: &mut Program) {
        let args = self.args();
        program.under(&args.iter().map(String::as_str).collect::<Vec<_>>());
    }

    /// A command of the program under it; whether the fault came, and whether the command ended
    /// well all the same.
    pub fn command(&self, program: &Program, args: &[&str]) -> (bool, bool) {
        let noted = program.root().join("noted");
        let mut strace = Command::new("strace");
        strace.args(["-f", "-qq", "-o"]).arg(&noted).args(self.args()).arg("--");
        strace.arg(env!("CARGO_BIN_EXE_masses")).args(args);
        strace.arg("--data").arg(&program.data).arg(&program.site).env_clear();
        strace.env("XDG_CONFIG_HOME", program.config()).current_dir(program.root());
        let said = strace.output().expect("there is no strace: run ./test, which installs it");
        (came(&noted), said.status.success())
    }
}

/// `strace` at a program that runs.
pub struct Attached {
    strace: Child,
    noted: PathBuf,
}

impl Attached {
    /// Waits until it is there: from then on every call counts.
    pub async fn to(program: &Program, injected: &Injected) -> Self {
        let (noted, said) = (program.root().join("noted"), program.root().join("strace"));
        let strace = Command::new("strace")
            .args(["-f", "-p", &program.pid().to_string(), "-o"])
            .arg(&noted)
            .args(injected.args())
            .stdin(Stdio::null())
            .stderr(fs::File::create(&said).unwrap())
            .spawn()
            .expect("there is no strace: run ./test, which installs it");
        let attached = Self { strace, noted };
        for _ in 0..1_000 {
            if fs::read_to_string(&said).unwrap().contains("attached") {
                return attached;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("strace does not begin: {}", fs::read_to_string(&said).unwrap());
    }

    /// Once the program has ended: whether the fault came.
    pub fn ended(mut self) -> bool {
        self.strace.wait().unwrap();
        came(&self.noted)
    }
}

impl Drop for Attached {
    fn drop(&mut self) {
        let _ = self.strace.kill();
        let _ = self.strace.wait();
    }
}

/// Whether what `strace` noted has the fault in it.
pub fn came(noted: &Path) -> bool {
    let calls = fs::read_to_string(noted).unwrap_or_default();
    calls.contains("(INJECTED)") || calls.contains("+++ killed by SIGKILL")
}
