//! The only way out: connections the program makes by itself, each to a declared recipient.

use std::time::Duration;

use inventory::Recipient;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, Tokio1Executor};

/// How long connecting to an SMTP server may take. What comes after has no deadline here: whoever
/// hands over a mail sets one for all of it.
const CONNECT: Duration = Duration::from_secs(30);

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

/// A way out to an SMTP server.
#[allow(clippy::disallowed_methods, reason = "this is the door that the lint points to")]
pub fn smtp(
    recipient: &'static Recipient,
    relay: &Relay,
) -> Result<AsyncSmtpTransport<Tokio1Executor>, Error> {
    if !recipient.outbound {
        return Err(Error::Undeclared(recipient.id));
    }
    let tls = match relay.protection {
        Protection::Tls => Tls::Wrapper(TlsParameters::new(relay.host.clone())?),
        Protection::StartTls => Tls::Required(TlsParameters::new(relay.host.clone())?),
        Protection::None if is_here(&relay.host) => Tls::None,
        Protection::None => return Err(Error::Unprotected(relay.host.clone())),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&relay.host)
        .port(relay.port)
        .tls(tls)
        .timeout(Some(CONNECT));
    if let Some((user, password)) = &relay.credentials {
        builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
    }
    if let Some(name) = &relay.hello {
        builder =
            builder.hello_name(lettre::transport::smtp::extension::ClientId::Domain(name.clone()));
    }
    Ok(builder.build())
}

fn is_here(host: &str) -> bool {
    host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use inventory::{Role, Switch};

    use super::*;

    const fn recipient(outbound: bool) -> Recipient {
        Recipient {
            id: "test",
            role: Role::Processor,
            settings: "mail",
            switch: Switch::Always,
            purposes: &[],
            outbound,
        }
    }
    static DECLARED: Recipient = recipient(true);
    static HOSTING: Recipient = recipient(false);

    fn relay(host: &str, protection: Protection) -> Relay {
        Relay { host: host.to_owned(), port: 25, protection, credentials: None, hello: None }
    }

    #[tokio::test]
    async fn only_to_declared_recipients_and_protected() {
        assert!(smtp(&DECLARED, &relay("127.0.0.1", Protection::None)).is_ok());
        assert!(smtp(&DECLARED, &relay("mail.example.org", Protection::Tls)).is_ok());
        assert!(matches!(
            smtp(&DECLARED, &relay("mail.example.org", Protection::None)),
            Err(Error::Unprotected(_))
        ));
        assert!(matches!(
            smtp(&HOSTING, &relay("127.0.0.1", Protection::None)),
            Err(Error::Undeclared("test"))
        ));
    }
}
