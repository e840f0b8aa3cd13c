//! TLS, served by the program itself: versions, certificate, one connection from its first byte to
//! its last, and the plain listener beside it that only leads here.

mod certificate;
mod certificates;
mod connection;
mod fault;
mod paced;
mod pulse;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs::{self, Ticketer, kx_group};
use rustls::server::NoServerSessionStorage;
use rustls::version::{TLS12, TLS13};

pub use certificates::{Certificates, Look, Standing, faults, notes, problems};
pub use connection::{Listeners, serve_tls};
pub use fault::{Fault, Wrong};

/// How TLS is spoken.
fn config(certificates: Arc<Certificates>) -> Result<Arc<ServerConfig>, rustls::Error> {
    let mut provider = aws_lc_rs::default_provider();
    // First the one that a quantum computer does not open later, for browsers that have it.
    provider.kx_groups =
        vec![kx_group::X25519MLKEM768, kx_group::X25519, kx_group::SECP256R1, kx_group::SECP384R1];
    let mut config = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[&TLS13, &TLS12])?
        .with_no_client_auth()
        .with_cert_resolver(certificates);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config.ignore_client_order = true;
    // Who comes back brings a ticket; nothing of them is kept here.
    config.ticketer = Ticketer::new()?;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    Ok(Arc::new(config))
}
