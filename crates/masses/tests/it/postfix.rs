//! A real mail server for a test: Debian's Postfix on a free port of this machine, with folders
//! of its own. It takes mail for everybody, refuses whom it is told to, and ends with the test.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io::Read;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::Duration;

use mail_parser::{Message, MessageParser};
use tempfile::TempDir;

/// How often anything is looked for before it is given up, and how long between: half a minute.
const TRIES: u32 = 600;
const BETWEEN: Duration = Duration::from_millis(50);
/// Without this the server is no server.
const SERVICES: &str = "\
cleanup   unix       n - n - 0 cleanup
qmgr      unix       n - n 300 1 qmgr
rewrite   unix       - - n - - trivial-rewrite
bounce    unix       - - n - 0 bounce
defer     unix       - - n - 0 bounce
trace     unix       - - n - 0 bounce
proxymap  unix       - - n - - proxymap
error     unix       - - n - - error
retry     unix       - - n - - error
discard   unix       - - n - - discard
virtual   unix       - n n - - virtual
anvil     unix       - - n - 1 anvil
postlog   unix-dgram n - n - 1 postlogd
";
/// Somebody without rights, as Debian numbers `nobody`: whose the mails are.
const NOBODY: u32 = 65_534;

pub struct Postfix {
    pub port: u16,
    folder: TempDir,
    // Ends the server when its standard input does: with this process too, however that ends.
    keeper: Option<Child>,
}

/// A mail as it was delivered.
pub struct Mail {
    pub message: Message<'static>,
    pub raw: String,
}

/// A free port below those that a system gives to whoever asks for any: between looking and
/// starting the server, no connection of another test takes it.
fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    for _ in 0..10_000 {
        let next = process::id().wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed));
        let port = 20_000 + u16::try_from(next % 10_000).unwrap();
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
    panic!("no port is free");
}

impl Postfix {
    /// Starts a server and waits until it answers.
    pub fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let mut postfix = Self { port: free_port(), folder, keeper: None };
        postfix.lay_out();
        postfix.up();
        postfix
    }

    /// The lines for the settings of a site that hands its mail to this server.
    pub fn settings(&self) -> String {
        format!(
            "\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\n\
             provider = \"Example Post GmbH\"\ncountry = \"AT\"\n\
             contract = \"Data processing agreement of 1 March 2026\"\n",
            self.port
        )
    }

    /// From now on these local parts are refused, each with an answer; all others are taken.
    pub fn refuse(&self, who: &[(&str, &str)]) {
        let lines: Vec<String> = who.iter().map(|(who, what)| format!("{who}@ {what}\n")).collect();
        fs::write(self.path("conf/refused"), lines.concat()).unwrap();
    }

    /// Every mail so far, once there are as many as expected; in the order they came.
    pub async fn mails(&self, expected: usize) -> Vec<Mail> {
        for _ in 0..TRIES {
            if self.delivered().len() >= expected {
                // One too many would come at the same time.
                tokio::time::sleep(2 * BETWEEN).await;
                let mails = self.delivered();
                assert_eq!(mails.len(), expected, "too many mails: {mails:#?}");
                return mails;
            }
            tokio::time::sleep(BETWEEN).await;
        }
        panic!("{} of {expected} mails have come\n{}", self.delivered().len(), self.log());
    }

    /// The Message-ID of every mail so far, once these are among them: a mail that came twice is
    /// there twice.
    pub async fn ids(&self, wanted: &BTreeSet<String>) -> Vec<String> {
        let (mut waited, mut most) = (0, 0);
        loop {
            let count = fs::read_dir(self.path("mail/inbox/new")).map_or(0, Iterator::count);
            if count >= wanted.len() {
                let mails = self.delivered();
                let ids: Vec<String> = mails.iter().map(|mail| mail.header("Message-ID")).collect();
                let there: BTreeSet<&String> = ids.iter().collect();
                let missing = wanted.iter().filter(|id| !there.contains(id)).count();
                if missing == 0 {
                    return ids;
                }
                assert!(waited < TRIES, "{missing} of {} mails never came", wanted.len());
            }
            assert!(waited < TRIES, "{count} of {} mails have come\n{}", wanted.len(), self.log());
            waited = if count > most { 0 } else { waited + 1 };
            most = count;
            tokio::time::sleep(BETWEEN).await;
        }
    }

    /// The server greets nobody but with a refusal (`554`), or takes mail again.
    pub fn turn_away(&self, everybody: bool) {
        let more = "smtpd_delay_reject = no\nsmtpd_client_restrictions = reject\n";
        let more = if everybody { more } else { "" };
        fs::write(self.path("conf/main.cf"), self.main_cf() + more).unwrap();
    }

    /// The server is gone, until `up`.
    pub fn down(&mut self) {
        let Some(mut keeper) = self.keeper.take() else { return };
        drop(keeper.stdin.take());
        let _ = keeper.wait();
    }

    /// The server is there, on the same port.
    pub fn up(&mut self) {
        assert!(
            Path::new("/usr/sbin/postfix").exists(),
            "there is no Postfix: run ./test, which installs it"
        );
        let whose = fs::metadata(self.folder.path()).unwrap().uid();
        assert_eq!(whose, 0, "only root can start Postfix: run ./test as root");
        let script = "/usr/sbin/postfix -c \"$0\" start >\"$0/said\" 2>&1
            read -r _
            /usr/sbin/postfix -c \"$0\" abort >/dev/null 2>&1";
        let keeper = Command::new("/bin/sh")
            .args(["-c", script])
            .arg(self.path("conf"))
            .stdin(Stdio::piped())
            // Whoever ends the tests from a terminal does not end the one that clears up.
            .process_group(0)
            .spawn()
            .unwrap();
        self.keeper = Some(keeper);
        for _ in 0..TRIES {
            if self.greets() {
                return;
            }
            sleep(BETWEEN);
        }
        panic!("Postfix does not answer\n{}", self.log());
    }

    #[allow(clippy::disallowed_methods, reason = "the test's own client")]
    fn greets(&self) -> bool {
        let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)) else {
            return false;
        };
        let mut greeting = [0; 3];
        stream.set_read_timeout(Some(TRIES * BETWEEN)).unwrap();
        stream.read_exact(&mut greeting).is_ok() && greeting == *b"220"
    }

    fn lay_out(&self) {
        // Mails are written by somebody without rights, who has to get there.
        fs::set_permissions(self.folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        for folder in ["conf", "queue", "state", "mail"] {
            fs::create_dir(self.path(folder)).unwrap();
        }
        owned(&self.path("mail"), &NOBODY.to_string());
        owned(&self.path("state"), "postfix");
        let smtpd = format!("127.0.0.1:{} inet n - n - - smtpd -o max_use=1\n", self.port);
        fs::write(self.path("conf/master.cf"), smtpd + SERVICES).unwrap();
        fs::write(self.path("conf/main.cf"), self.main_cf()).unwrap();
        self.refuse(&[]);
    }

    fn main_cf(&self) -> String {
        let folder = self.folder.path().display();
        // smtpd serves one conversation (max_use above), so that it reads the table anew each time.
        format!(
            "compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/state
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.masses.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
virtual_mailbox_domains = static:all
virtual_mailbox_maps = static:inbox/
virtual_mailbox_base = {folder}/mail
virtual_minimum_uid = 1
virtual_uid_maps = static:{NOBODY}
virtual_gid_maps = static:{NOBODY}
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = check_recipient_access texthash:{folder}/conf/refused, permit
smtpd_tls_security_level = none
smtputf8_enable = yes
strict_smtputf8 = no
"
        )
    }

    fn delivered(&self) -> Vec<Mail> {
        let Ok(entries) = fs::read_dir(self.path("mail/inbox/new")) else { return Vec::new() };
        let mut mails: Vec<(i128, PathBuf)> = entries
            .map(|entry| {
                let entry = entry.unwrap();
                let about = entry.metadata().unwrap();
                let at = i128::from(about.mtime()) * 1_000_000_000 + i128::from(about.mtime_nsec());
                (at, entry.path())
            })
            .collect();
        mails.sort();
        mails.iter().map(|(_, path)| Mail::read(&fs::read(path).unwrap())).collect()
    }

    fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().join(inside)
    }

    fn log(&self) -> String {
        let read = |file| fs::read_to_string(self.path(file)).unwrap_or_default();
        format!("{}\n{}", read("conf/said"), read("log"))
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        self.down();
    }
}

impl Mail {
    fn read(bytes: &[u8]) -> Self {
        let message = MessageParser::default().parse(bytes).expect("not a mail").into_owned();
        Self { message, raw: String::from_utf8_lossy(bytes).into_owned() }
    }

    /// Whom it was delivered to, whatever its own headers say.
    pub fn envelope_to(&self) -> String {
        self.header("Delivered-To")
    }

    /// All values of a header, as they came over the wire, unfolded.
    pub fn headers(&self, name: &str) -> Vec<String> {
        let values = self.message.headers_raw().filter(|(one, _)| one.eq_ignore_ascii_case(name));
        values
            .map(|(_, value)| value.replace("\r\n", "\n").replace('\n', "").trim().to_owned())
            .collect()
    }

    /// A header that has to be there once.
    pub fn header(&self, name: &str) -> String {
        let all = self.headers(name);
        assert_eq!(all.len(), 1, "{name} of\n{}", self.raw);
        all.into_iter().next().unwrap()
    }

    /// The subject as people read it.
    pub fn subject(&self) -> &str {
        self.message.subject().unwrap_or_default()
    }

    /// The text as people read it.
    pub fn text(&self) -> String {
        self.message.body_text(0).unwrap_or_default().replace("\r\n", "\n")
    }
}

impl fmt::Debug for Mail {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.raw)
    }
}

fn owned(path: &Path, by: &str) {
    let done = Command::new("chown").arg(by).arg(path).status().unwrap();
    assert!(done.success(), "only root can start Postfix: run ./test as root");
}
