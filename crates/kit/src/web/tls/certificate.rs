//! A certificate and its key: read from their files, and looked over.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::verify_server_name;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::ParsedCertificate;
use rustls::sign::CertifiedKey;
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;
use zeroize::Zeroizing;

use super::fault::{Fault, Wrong};
use crate::settings::Tls;

/// The setting that names the certificate's file.
pub(super) const CERTIFICATE: &str = "server.tls.certificate";
/// The setting that names the key's file.
pub(super) const KEY: &str = "server.tls.key";
/// What is longer than this is no certificate.
const LONGEST: u64 = 1 << 20;
const DAY: i64 = 86_400_000;
/// A certificate that ends within this time wants to be renewed.
const SOON: i64 = 14 * DAY;

/// What stood in the two files at one moment.
pub(super) struct Files {
    certificate: Result<Vec<u8>, Fault>,
    key: Result<Zeroizing<Vec<u8>>, Fault>,
}

impl Files {
    pub(super) fn read(tls: &Tls) -> Self {
        let certificate = read(&tls.certificate, false);
        let key = read(&tls.key, true);
        let fault = |setting, file: &Path, wrong| Fault { setting, file: file.to_owned(), wrong };
        Self {
            certificate: certificate
                .map(|bytes| bytes.to_vec())
                .map_err(|wrong| fault(CERTIFICATE, &tls.certificate, wrong)),
            key: key.map_err(|wrong| fault(KEY, &tls.key, wrong)),
        }
    }

    /// Tells one content from another.
    pub(super) fn stamp(&self) -> [u8; 32] {
        let part = |read: Result<&[u8], &Fault>| match read {
            Ok(bytes) => vault::hash(bytes),
            Err(fault) => vault::hash(fault.to_string().as_bytes()),
        };
        let certificate = part(self.certificate.as_deref());
        let key = part(self.key.as_ref().map(|bytes| bytes.as_slice()));
        vault::hash(&[certificate, key].concat())
    }

    /// The two together, or everything for which they cannot be served.
    pub(super) fn pair(self, tls: &Tls, host: &str) -> Result<Pair, Vec<Fault>> {
        let fault = |setting, file: &PathBuf, wrong| Fault { setting, file: file.clone(), wrong };
        let of_certificate = |wrong| fault(CERTIFICATE, &tls.certificate, wrong);
        let of_key = |wrong| fault(KEY, &tls.key, wrong);
        let chain = self.certificate.and_then(|pem| chain(&pem).map_err(of_certificate));
        let key = self.key.and_then(|pem| private(&pem).map_err(of_key));
        let (chain, key) = match (chain, key) {
            (Ok(chain), Ok(key)) => (chain, key),
            (chain, key) => return Err(chain.err().into_iter().chain(key.err()).collect()),
        };
        let provider = aws_lc_rs::default_provider();
        let unusable = |error: rustls::Error| Wrong::Unusable(error.to_string());
        let key = provider
            .key_provider
            .load_private_key(key)
            .map_err(|error| vec![of_key(unusable(error))])?;
        let key = CertifiedKey::new(chain, key);
        key.keys_match().map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => vec![of_key(Wrong::Apart)],
            error => vec![of_certificate(unusable(error))],
        })?;
        Pair::of(key, host).map_err(|wrong| vec![of_certificate(wrong)])
    }
}

fn read(path: &Path, secret: bool) -> Result<Zeroizing<Vec<u8>>, Wrong> {
    let unreadable = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => Wrong::Missing,
        _ => Wrong::Unreadable(error.to_string()),
    };
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() || metadata.len() > LONGEST {
        return Err(Wrong::NotPem);
    }
    if secret && metadata.permissions().mode() & 0o007 != 0 {
        return Err(Wrong::Everybody);
    }
    let size = usize::try_from(metadata.len()).unwrap_or_default();
    // With room to spare: where it grew, what it grew out of would not be wiped.
    let mut bytes = Zeroizing::new(Vec::with_capacity(size + 4096));
    File::open(path)
        .and_then(|file| file.take(LONGEST).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    Ok(bytes)
}

fn chain(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, Wrong> {
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    all.ok().filter(|all| !all.is_empty()).ok_or(Wrong::NotPem)
}

fn private(pem: &[u8]) -> Result<PrivateKeyDer<'static>, Wrong> {
    let locked = |pem: &[u8]| pem.windows(9).any(|part| part == b"ENCRYPTED");
    PrivateKeyDer::from_pem_slice(pem).map_err(|_| match locked(pem) {
        true => Wrong::Encrypted,
        false => Wrong::NotPem,
    })
}

/// A certificate with its key, and what it says of itself.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) key: Arc<CertifiedKey>,
    from: i64,
    pub(super) until: i64,
    /// Which names it is for, where that of the site is not among them.
    strange: Option<Vec<String>>,
    /// Nothing stands behind it in its file, although somebody else has signed it.
    pub(super) alone: bool,
}

impl Pair {
    fn of(key: CertifiedKey, host: &str) -> Result<Self, Wrong> {
        let unusable = |error: &dyn std::fmt::Display| Wrong::Unusable(error.to_string());
        let der = key.end_entity_cert().map_err(|error| unusable(&error))?;
        let read = Certificate::from_der(der).map_err(|error| unusable(&error))?;
        let parsed = ParsedCertificate::try_from(der).map_err(|error| unusable(&error))?;
        let name = host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(name).map_err(|error| unusable(&error))?;
        let fits = verify_server_name(&parsed, &name).is_ok();
        let millis = |time: x509_cert::time::Time| {
            i64::try_from(time.to_unix_duration().as_millis()).unwrap_or(i64::MAX)
        };
        let written = &read.tbs_certificate;
        Ok(Self {
            from: millis(written.validity.not_before),
            until: millis(written.validity.not_after),
            strange: (!fits).then(|| names(&read)),
            alone: key.cert.len() == 1 && written.issuer != written.subject,
            key: Arc::new(key),
        })
    }

    /// Why browsers would refuse it.
    pub(super) fn wrong(&self, now: i64) -> Option<Wrong> {
        if now < self.from {
            return Some(Wrong::Early(self.from));
        }
        if now >= self.until {
            return Some(Wrong::Late(self.until));
        }
        self.strange.clone().map(Wrong::Names)
    }

    /// Whether it ought to have been renewed by now. One that never had much time, has a third of
    /// it left.
    pub(super) fn soon(&self, now: i64) -> bool {
        now >= self.until - SOON.min((self.until - self.from) / 3)
    }
}

/// The names that a certificate is for.
fn names(certificate: &Certificate) -> Vec<String> {
    let Ok(Some((_, all))) = certificate.tbs_certificate.get::<SubjectAltName>() else {
        return Vec::new();
    };
    let name = |name: GeneralName| match name {
        GeneralName::DnsName(name) => Some(name.to_string()),
        _ => None,
    };
    all.0.into_iter().filter_map(name).collect()
}
