//! Connections: where to, over verified TLS, and how each session is set.

use std::path::PathBuf;
use std::sync::Arc;

use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime, Timeouts,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::{Error, Result, ServerConfig};

/// How long one statement may take before the server gives it up, in milliseconds.
const STATEMENT_MS: u32 = 30_000;
/// How long a transaction may stand still: whoever was paused in the middle of one is not waited
/// for longer.
const IDLE_MS: u32 = 20_000;

/// What is understood of the address.
pub(crate) struct Target {
    config: tokio_postgres::Config,
    /// A file with the certificates of trusted authorities.
    roots: Option<PathBuf>,
}

impl Target {
    /// Reads the address. Anything but this machine is reached over TLS only, and the server's
    /// certificate is verified (S27).
    pub(crate) fn parse(url: &str) -> Result<Self> {
        let (url, roots) = take_roots(url);
        let mut config: tokio_postgres::Config = url.parse().map_err(|_| {
            Error::Bug(
                "the address of the database is not of the form \
                 postgres://USER:PASSWORD@HOST:PORT/DATABASE"
                    .into(),
            )
        })?;
        let far = config.get_hosts().iter().any(|host| !is_here(host));
        match config.get_ssl_mode() {
            SslMode::Disable if far => {
                return Err(Error::Bug(
                    "the database is on another machine and is only reached over TLS: remove \
                     sslmode=disable from its address"
                        .into(),
                ));
            }
            // Otherwise whoever stands between could talk it out of TLS.
            SslMode::Prefer if far || roots.is_some() => {
                config.ssl_mode(SslMode::Require);
            }
            SslMode::Prefer => {
                config.ssl_mode(SslMode::Disable);
            }
            _ => {}
        }
        config.application_name("masses");
        Ok(Self { config, roots })
    }

    /// A pool of connections whose sessions are set for this schema.
    pub(crate) fn pool(&self, server: &ServerConfig, size: usize, reads: bool) -> Result<Pool> {
        let mut config = self.config.clone();
        if let Some(password) = &server.password {
            config.password(password);
        }
        config.connect_timeout(server.busy);
        config.tcp_user_timeout(server.busy * 4);
        config.keepalives_idle(server.busy * 4);
        let method = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let tls = MakeRustlsConnect::new(self.tls()?);
        let manager = Manager::from_config(config, tls, method);
        let session = session(server, reads);
        Pool::builder(manager)
            .max_size(size.max(1))
            .runtime(Runtime::Tokio1)
            .timeouts(Timeouts {
                wait: Some(server.busy),
                create: Some(server.busy),
                recycle: Some(server.busy),
            })
            .post_create(Hook::async_fn(move |client, _| {
                let session = session.clone();
                Box::pin(
                    async move { client.batch_execute(&session).await.map_err(HookError::Backend) },
                )
            }))
            .build()
            .map_err(|error| Error::Bug(format!("the pool of connections: {error}")))
    }

    fn tls(&self) -> Result<ClientConfig> {
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        if let Some(path) = &self.roots {
            let failed = |why: String| {
                Error::Bug(format!(
                    "sslrootcert={}: {why}; name a PEM file with the certificates of the \
                     authorities that are trusted",
                    path.display()
                ))
            };
            roots = RootCertStore::empty();
            let certificates = CertificateDer::pem_file_iter(path)
                .and_then(Iterator::collect::<Result<Vec<_>, _>>)
                .map_err(|error| failed(error.to_string()))?;
            for certificate in certificates {
                roots.add(certificate).map_err(|error| failed(error.to_string()))?;
            }
            if roots.is_empty() {
                return Err(failed("there is no certificate in it".into()));
            }
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::Bug(format!("TLS: {error}")))?;
        Ok(builder.with_root_certificates(roots).with_no_client_auth())
    }
}

/// Takes `sslrootcert=FILE` out of the address: the driver does not know it.
fn take_roots(url: &str) -> (String, Option<PathBuf>) {
    let Some((before, query)) = url.split_once('?') else { return (url.to_owned(), None) };
    let (mut rest, mut roots) = (Vec::new(), None);
    for pair in query.split('&') {
        match pair.strip_prefix("sslrootcert=") {
            Some(file) => {
                let file = percent_encoding::percent_decode_str(file).decode_utf8_lossy();
                roots = Some(PathBuf::from(file.into_owned()));
            }
            // libpq's word for what is always done here.
            None if pair == "sslmode=verify-full" => rest.push("sslmode=require"),
            None => rest.push(pair),
        }
    }
    let query = rest.join("&");
    let url = if query.is_empty() { before.to_owned() } else { format!("{before}?{query}") };
    (url, roots)
}

/// Whether that is this machine, so that nobody stands between.
fn is_here(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost"
                || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
    }
}

/// How a session is set. Reads are made unable to write. Scans are not chosen where there is an
/// index, however small a table is: what a transaction has looked at is what it conflicts with.
/// A server on which a commit is not waited for is asked to wait for ours.
fn session(server: &ServerConfig, reads: bool) -> String {
    let ServerConfig { schema, busy, .. } = server;
    let busy = busy.as_millis();
    format!(
        "set search_path to \"{schema}\"; set client_encoding to 'UTF8'; \
         set statement_timeout to {STATEMENT_MS}; set lock_timeout to {busy}; \
         set idle_in_transaction_session_timeout to {IDLE_MS}; set client_min_messages to warning; \
         set enable_seqscan to off; set jit to off; \
         set plan_cache_mode to force_generic_plan; \
         set default_transaction_read_only to {}; \
         select set_config('synchronous_commit', 'on', false) \
         where current_setting('synchronous_commit') = 'off'",
        if reads { "on" } else { "off" }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> Option<SslMode> {
        Target::parse(url).ok().map(|target| target.config.get_ssl_mode())
    }

    #[test]
    fn another_machine_is_reached_over_tls_only() {
        assert_eq!(mode("postgres://u:p@db.example.org/x"), Some(SslMode::Require));
        assert_eq!(mode("postgres://u@10.0.0.1/x?sslmode=prefer"), Some(SslMode::Require));
        assert_eq!(
            mode("postgres://u@db.example.org/x?sslmode=verify-full"),
            Some(SslMode::Require)
        );
        assert_eq!(mode("postgres://u@db.example.org/x?sslmode=disable"), None);
        assert_eq!(mode("postgres://u@127.0.0.1/x"), Some(SslMode::Disable));
        assert_eq!(mode("postgres://u@localhost/x?sslmode=require"), Some(SslMode::Require));
        assert_eq!(mode("postgres://u@%2Frun%2Fpostgresql/x"), Some(SslMode::Disable));
        assert_eq!(mode("postgres://u@localhost,db.example.org/x"), Some(SslMode::Require));
        assert_eq!(mode("postgres://u@[::1]/x?sslrootcert=/ca.pem"), Some(SslMode::Require));
    }

    #[test]
    fn a_wrong_address_is_not_repeated() {
        for url in ["postgres://u:secret@h/x?sslmode=wrong", "mysql://u:secret@h/x", "secret"] {
            let Err(error) = Target::parse(url) else { panic!("{url} was taken") };
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }
}
