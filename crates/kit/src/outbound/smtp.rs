//! Handing mails to an SMTP server, step by step, each under a deadline of its own.

use std::io;
use std::net::SocketAddr;

use lettre::address::Envelope;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::bounded::Bounded;
use super::{Deadlines, Phase, Protection, Relay};

/// Why a mail was not handed over.
#[derive(Debug)]
pub struct Failure {
    /// At which step.
    pub phase: Phase,
    /// Why.
    pub why: Why,
}

/// What went wrong at a step.
#[derive(Debug)]
pub enum Why {
    /// The server did not answer within the deadline.
    Silent,
    /// It refused; what it said, with text that may have an address in it.
    Refused(u16, String),
    /// It does not offer what this mail, or the connection, needs.
    Lacks,
    /// What it said is no SMTP, or it said nothing and left.
    NotSmtp,
    /// TLS did not come about, or the certificate is not that of the server (S27).
    Tls,
    /// There is no connection, or not any more.
    Unreachable,
}

/// A way out to an SMTP server. A connection that took a mail takes the next one, too.
pub struct Smtp {
    relay: Relay,
    tls: Option<TlsParameters>,
    deadlines: Deadlines,
    open: Option<AsyncSmtpConnection>,
    /// The connection is of no more use than to take leave.
    spent: bool,
}

impl Smtp {
    pub(super) fn new(relay: Relay, tls: Option<TlsParameters>, deadlines: Deadlines) -> Self {
        Self { relay, tls, deadlines, open: None, spent: false }
    }

    /// Hands over a mail.
    pub async fn hand_over(&mut self, envelope: &Envelope, text: &[u8]) -> Result<(), Failure> {
        let mut connection = match self.again().await {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        let outcome = converse(&self.deadlines, &mut connection, envelope, text).await;
        // Whoever is silent, or away, is not taken leave of.
        let gone = |failure: &Failure| matches!(failure.why, Why::Silent | Why::Unreachable);
        if !outcome.as_ref().is_err_and(gone) {
            self.spent = outcome.is_err();
            self.open = Some(connection);
        }
        outcome
    }

    /// Takes leave of the server. All is done, so it does not matter what it says.
    pub async fn quit(&mut self) {
        self.spent = false;
        if let Some(mut connection) = self.open.take() {
            let _ = timeout(self.deadlines.quit, connection.quit()).await;
        }
    }

    /// The connection of the mail before, if it takes another.
    async fn again(&mut self) -> Option<AsyncSmtpConnection> {
        if self.spent {
            self.quit().await;
        }
        let mut connection = self.open.take()?;
        let answers = timeout(self.deadlines.noop, connection.test_connected()).await;
        matches!(answers, Ok(true)).then_some(connection)
    }

    /// A new connection, up to where the server takes mails.
    async fn connect(&self) -> Result<AsyncSmtpConnection, Failure> {
        let hello = self.relay.hello.clone().map(ClientId::Domain).unwrap_or_default();
        let mut connection = self.reach(&hello).await?;
        if let (Protection::StartTls, Some(tls)) = (self.relay.protection, &self.tls) {
            let work = connection.starttls(tls.clone(), &hello);
            within(&self.deadlines, Phase::StartTls, work).await?;
        }
        if let Some((user, password)) = &self.relay.credentials {
            let credentials = Credentials::new(user.clone(), password.clone());
            let work = connection.auth(DEFAULT_MECHANISMS, &credentials);
            within(&self.deadlines, Phase::Auth, work).await?;
        }
        Ok(connection)
    }

    /// Connects to the first of the server's addresses at which there is somebody.
    async fn reach(&self, hello: &ClientId) -> Result<AsyncSmtpConnection, Failure> {
        let at = (self.relay.host.as_str(), self.relay.port);
        let found = timeout(self.deadlines.connect, tokio::net::lookup_host(at)).await;
        let mut failure = Failure { phase: Phase::Connect, why: Why::Unreachable };
        let addresses = match found {
            Ok(Ok(addresses)) => addresses,
            Ok(Err(_)) => return Err(failure),
            Err(_) => return Err(Failure { why: Why::Silent, ..failure }),
        };
        for address in addresses.take(Deadlines::ADDRESSES) {
            failure = match self.greet(address, hello).await {
                Err(failure) if failure.phase == Phase::Connect => failure,
                outcome => return outcome,
            };
        }
        Err(failure)
    }

    /// Connects to an address, and hears the greeting and the answer to `EHLO`.
    #[allow(clippy::disallowed_methods, reason = "this is the door that the lint points to")]
    async fn greet(
        &self,
        address: SocketAddr,
        hello: &ClientId,
    ) -> Result<AsyncSmtpConnection, Failure> {
        let Deadlines { connect, greeting, .. } = self.deadlines;
        let tls = self.relay.protection == Protection::Tls;
        let work = async {
            match self.tls.clone().filter(|_| tls) {
                // What is said there, and how much, is said by the server that was chosen.
                first @ Some(_) => {
                    let reach = Some(connect);
                    AsyncSmtpConnection::connect_tokio1(address, reach, hello, first, None).await
                }
                None => {
                    let stream = timeout(connect, TcpStream::connect(address)).await;
                    let Ok(Ok(stream)) = stream else { return Ok(None) };
                    let stream = Box::new(Bounded::new(stream));
                    AsyncSmtpConnection::connect_with_transport(stream, hello).await
                }
            }
            .map(Some)
        };
        match timeout(connect + greeting, work).await {
            Ok(Ok(Some(connection))) => Ok(connection),
            Ok(Ok(None)) => Err(Failure { phase: Phase::Connect, why: Why::Unreachable }),
            Ok(Err(error)) => Err(Failure::connecting(&error, tls)),
            Err(_) => Err(Failure { phase: Phase::Greeting, why: Why::Silent }),
        }
    }
}

/// One mail, over a connection on which the server takes mails.
async fn converse(
    deadlines: &Deadlines,
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
    text: &[u8],
) -> Result<(), Failure> {
    let mut options = Vec::new();
    for (needed, extension, option) in [
        (!is_ascii(envelope), Extension::SmtpUtfEight, MailParameter::SmtpUtfEight),
        (
            !text.is_ascii(),
            Extension::EightBitMime,
            MailParameter::Body(MailBodyParameter::EightBitMime),
        ),
    ] {
        if needed && !connection.server_info().supports_feature(extension) {
            return Err(Failure { phase: Phase::Mail, why: Why::Lacks });
        }
        options.extend(needed.then_some(option));
    }
    let mail = Mail::new(envelope.from().cloned(), options);
    within(deadlines, Phase::Mail, connection.command(mail)).await?;
    for to in envelope.to() {
        let rcpt = Rcpt::new(to.clone(), Vec::new());
        within(deadlines, Phase::Rcpt, connection.command(rcpt)).await?;
    }
    within(deadlines, Phase::Data, connection.command(Data)).await?;
    within(deadlines, Phase::Text, connection.message(text)).await?;
    Ok(())
}

fn is_ascii(envelope: &Envelope) -> bool {
    envelope.to().iter().chain(envelope.from()).all(|address| address.to_string().is_ascii())
}

async fn within<T>(
    deadlines: &Deadlines,
    phase: Phase,
    work: impl Future<Output = Result<T, SmtpError>>,
) -> Result<T, Failure> {
    match timeout(deadlines.of(phase), work).await {
        Ok(outcome) => outcome
            .map_err(|error| Failure { phase, why: Why::of(&error, phase == Phase::StartTls) }),
        Err(_) => Err(Failure { phase, why: Why::Silent }),
    }
}

impl Failure {
    /// Of an error before there is a connection, or at the greeting.
    fn connecting(error: &SmtpError, tls: bool) -> Self {
        let why = Why::of(error, tls);
        // A refusal, and TLS, are of somebody who is there.
        let phase = match why {
            Why::Silent | Why::Unreachable => Phase::Connect,
            _ => Phase::Greeting,
        };
        Self { phase, why }
    }
}

impl Why {
    /// What an error means at a step of which TLS is a part, or not.
    fn of(error: &SmtpError, tls: bool) -> Self {
        if let Some(code) = error.status() {
            return Self::Refused(u16::from(code), error.to_string());
        }
        match of_the_system(error) {
            // So `rustls` speaks of a certificate, and of what is no TLS; and others of bytes.
            Some(io::ErrorKind::InvalidData) if tls => Self::Tls,
            Some(io::ErrorKind::InvalidData) => Self::NotSmtp,
            Some(io::ErrorKind::TimedOut) => Self::Silent,
            Some(_) => Self::Unreachable,
            None if error.is_tls() => Self::Tls,
            None if error.is_client() => Self::Lacks,
            None if error.is_response() => Self::NotSmtp,
            None => Self::Unreachable,
        }
    }
}

fn of_the_system(error: &SmtpError) -> Option<io::ErrorKind> {
    let mut cause = std::error::Error::source(error);
    while let Some(one) = cause {
        if let Some(error) = one.downcast_ref::<io::Error>() {
            return Some(error.kind());
        }
        cause = one.source();
    }
    None
}
