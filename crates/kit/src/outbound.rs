//! The only way out: connections the program makes by itself, each to a declared recipient.

mod bounded;
mod deadlines;
mod smtp;
#[cfg(test)]
mod tests;

pub use deadlines::{Deadlines, Phase};
pub use smtp::{Failure, Smtp, Why};

use inventory::Recipient;
use lettre::transport::smtp::client::TlsParameters;

/// How an SMTP connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// STARTTLS, demanded (RFC 3207).
    StartTls,
    /// None: to a server on this machine only.
    None,
}

/// Where mail is handed over. It does not print: there is a password in it.
#[derive(Clone)]
pub struct Relay {
    /// Its name; the certificate is verified against it (S27).
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub protection: Protection,
    /// User and password.
    pub credentials: Option<(String, String)>,
    /// The name we greet with.
    pub hello: Option<String>,
}

/// Why there is no way out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody declared that the program connects to this recipient.
    #[error("`{0}` is not declared as a recipient that the program connects to")]
    Undeclared(&'static str),
    /// Without protection only to this machine.
    #[error(
        "mail is handed to `{0}` without TLS, which is allowed on this machine only: set `tls` in [mail.smtp]"
    )]
    Unprotected(String),
    /// The TLS parameters were refused.
    #[error("TLS could not be set up: {0}")]
    Tls(#[from] lettre::transport::smtp::Error),
}

/// A way out to an SMTP server. Nothing is connected yet.
pub fn smtp(
    recipient: &'static Recipient,
    relay: &Relay,
    deadlines: Deadlines,
) -> Result<Smtp, Error> {
    if !recipient.outbound {
        return Err(Error::Undeclared(recipient.id));
    }
    let tls = match relay.protection {
        Protection::Tls | Protection::StartTls => Some(TlsParameters::new(relay.host.clone())?),
        Protection::None if is_here(&relay.host) => None,
        Protection::None => return Err(Error::Unprotected(relay.host.clone())),
    };
    Ok(Smtp::new(relay.clone(), tls, deadlines))
}

fn is_here(host: &str) -> bool {
    host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}
