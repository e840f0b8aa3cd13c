//! A command, run to its end, and what it said.

use std::fs::File;
use std::io::Write;
use std::process::{Command, Stdio};

/// What a command said.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    /// What it printed, for a command that went well.
    pub fn good(self) -> String {
        assert_eq!(self.code, 0, "{}\n{}", self.out, self.err);
        self.out
    }

    /// What it complained of, for one that did not.
    pub fn bad(self) -> String {
        assert_ne!(self.code, 0, "{}\n{}", self.out, self.err);
        self.err
    }
}

/// Runs a command with something typed. It never panics.
pub fn said(command: &mut Command, typed: &str) -> Said {
    said_into(command, Stdio::piped(), typed)
}

/// The same where nothing can be written to standard output.
pub fn unheard(command: &mut Command) -> Said {
    said_into(command, File::options().write(true).open("/dev/full").unwrap().into(), "")
}

fn said_into(command: &mut Command, out: Stdio, typed: &str) -> Said {
    let mut child =
        command.stdin(Stdio::piped()).stdout(out).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A command that refuses before it reads has closed its end: that is not our concern.
    let _ = stdin.write_all(typed.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("a command printed bytes");
    let said = Said {
        code: output.status.code().expect("a command was ended by a signal"),
        out: text(output.stdout),
        err: text(output.stderr),
    };
    for words in [&said.out, &said.err] {
        assert!(!words.contains("panicked") && !words.contains("RUST_BACKTRACE"), "{words}");
    }
    said
}
