//! The certificate that is served now, and what lies in its files meanwhile. They are looked at
//! every few seconds, so that whoever renews it only has to put it there; what cannot be used does
//! not take the place of what can.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::certificate::{CERTIFICATE, Files, Pair};
use super::fault::{Fault, Wrong};
use crate::clock::{Clock, day};
use crate::problem::Problem;
use crate::settings::{Settings, Tls};

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(2);

/// The certificate of the site, as it is and as it lies in its files.
#[derive(Debug)]
pub struct Certificates {
    tls: Tls,
    host: String,
    current: ArcSwapOption<Pair>,
    refused: ArcSwapOption<Fault>,
    judged: Mutex<Judged>,
}

/// Which contents of the files have been judged.
#[derive(Debug, Default)]
struct Judged {
    last: Option<[u8; 32]>,
    /// What could not be used when it was seen first. The two files are not written at the same
    /// moment: only what is still there at the next look is wrong.
    doubted: Option<[u8; 32]>,
}

/// What a look at the files found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// Nothing that has not been told.
    Same,
    /// Another certificate: it is served from now on, and valid until then.
    Taken(i64),
    /// Something that cannot be served, or that browsers would refuse where they do not refuse
    /// what is served.
    Refused(Fault),
}

/// How it stands with the certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Until when the one that is served is valid.
    pub until: Option<i64>,
    /// Why browsers refuse it, or why there is none.
    pub wrong: Option<Fault>,
    /// Whether it ought to have been renewed by now.
    pub soon: bool,
    /// What lies in its files instead and is not served.
    pub refused: Option<Fault>,
}

/// Everything that is wrong with the files now; whether the program can start is another question,
/// see [`Wrong::bars`].
pub fn faults(settings: &Settings, now: i64) -> Vec<Fault> {
    let Some(tls) = &settings.server.tls else { return Vec::new() };
    match Files::read(tls).pair(tls, settings.site.host()) {
        Err(faults) => faults,
        Ok(pair) => pair.wrong(now).map(|wrong| of(tls, wrong)).into_iter().collect(),
    }
}

/// Everything that `masses check` has to say about TLS.
pub fn problems(settings: &Settings, now: i64) -> Vec<Problem> {
    let mut all: Vec<_> = faults(settings, now).iter().map(|one| one.problem(settings)).collect();
    let challenges = settings.server.tls.as_ref().and_then(|tls| tls.acme_challenges.as_ref());
    if let Some(folder) = challenges.filter(|folder| !folder.is_dir()) {
        let message = format!("there is no folder {}", folder.display());
        let problem = settings.place("server.tls.acme_challenges").message(&message);
        all.push(problem.help("make it: an ACME client writes there, and the program reads"));
    }
    all
}

/// What is no fault, and may be one of the next days or for some visitors.
pub fn notes(settings: &Settings, now: i64) -> Vec<String> {
    let Some(tls) = &settings.server.tls else { return Vec::new() };
    let Ok(pair) = Files::read(tls).pair(tls, settings.site.host()) else { return Vec::new() };
    let (file, until) = (tls.certificate.display(), day(pair.until));
    let soon = pair.wrong(now).is_none() && pair.soon(now);
    let notes = [
        (soon, format!("The certificate in {file} ends on {until}: it is time to renew it.")),
        (
            pair.alone,
            format!(
                "The certificate in {file} stands alone. Most need those between it and the \
                 authority behind it, or some programs will not trust it: it is the file that \
                 certbot calls fullchain.pem."
            ),
        ),
    ];
    notes.into_iter().filter_map(|(true_now, note)| true_now.then_some(note)).collect()
}

fn of(tls: &Tls, wrong: Wrong) -> Fault {
    Fault { setting: CERTIFICATE, file: tls.certificate.clone(), wrong }
}

impl Certificates {
    /// What the settings name, read now; nothing where the program serves no TLS. That it cannot
    /// be read is told by [`Certificates::standing`].
    pub fn open(settings: &Settings) -> Option<Arc<Self>> {
        let tls = settings.server.tls.clone()?;
        Some(Arc::new(Self::read(tls, settings.site.host().to_owned())))
    }

    pub(super) fn read(tls: Tls, host: String) -> Self {
        let files = Files::read(&tls);
        let judged = Judged { last: Some(files.stamp()), doubted: None };
        let (current, refused) = match files.pair(&tls, &host) {
            Ok(pair) => (Some(Arc::new(pair)), None),
            Err(faults) => (None, faults.into_iter().next().map(Arc::new)),
        };
        Self {
            tls,
            host,
            current: current.into(),
            refused: refused.into(),
            judged: Mutex::new(judged),
        }
    }

    /// Looks at the files, and takes what is new and good in them.
    pub fn look(&self, now: i64) -> Look {
        let files = Files::read(&self.tls);
        let stamp = files.stamp();
        let mut judged = self.judged.lock().unwrap_or_else(PoisonError::into_inner);
        if judged.last == Some(stamp) && !self.waits() {
            judged.doubted = None;
            return Look::Same;
        }
        let found = files.pair(&self.tls, &self.host);
        let fault = match found.map(|pair| (self.worse(&pair, now), pair)) {
            Ok((None, pair)) => {
                *judged = Judged { last: Some(stamp), doubted: None };
                let until = pair.until;
                self.current.store(Some(Arc::new(pair)));
                self.refused.store(None);
                return Look::Taken(until);
            }
            Ok((Some(wrong), _)) => of(&self.tls, wrong),
            Err(faults) => match faults.into_iter().next() {
                Some(fault) => fault,
                None => return Look::Same,
            },
        };
        if judged.last != Some(stamp) && judged.doubted != Some(stamp) {
            judged.doubted = Some(stamp);
            return Look::Same;
        }
        *judged = Judged { last: Some(stamp), doubted: None };
        let before = self.refused.swap(Some(Arc::new(fault.clone())));
        if before.as_deref() == Some(&fault) { Look::Same } else { Look::Refused(fault) }
    }

    /// Whether what was refused only needs time.
    fn waits(&self) -> bool {
        let refused = self.refused.load();
        refused.as_deref().is_some_and(|fault| matches!(fault.wrong, Wrong::Early(_)))
    }

    /// What browsers would refuse, where they do not refuse what is served.
    fn worse(&self, pair: &Pair, now: i64) -> Option<Wrong> {
        let wrong = pair.wrong(now)?;
        let current = self.current.load();
        current.as_deref().is_some_and(|one| one.wrong(now).is_none()).then_some(wrong)
    }

    /// How it stands.
    pub fn standing(&self, now: i64) -> Standing {
        let refused = self.refused.load_full().map(|fault| (*fault).clone());
        let Some(current) = self.current.load_full() else {
            return Standing { wrong: refused, ..Standing::default() };
        };
        let wrong = current.wrong(now).map(|wrong| of(&self.tls, wrong));
        let soon = wrong.is_none() && current.soon(now);
        Standing { until: Some(current.until), wrong, soon, refused }
    }

    /// Looks at the files every few seconds, and at once when the process is told to by SIGHUP.
    pub fn watch(
        self: &Arc<Self>,
        clock: Clock,
        stop: CancellationToken,
    ) -> impl Future<Output = ()> + use<> {
        // From now on: one that comes early must not end the program.
        let told = signal(SignalKind::hangup());
        let certificates = self.clone();
        async move {
            let Ok(mut told) = told else {
                tracing::error!("signals cannot be received, and certificates are not renewed");
                return;
            };
            let mut every = tokio::time::interval(LOOK);
            let mut said = Standing::default();
            loop {
                let asked = tokio::select! {
                    _ = every.tick() => false,
                    _ = told.recv() => true,
                    () = stop.cancelled() => return,
                };
                let (looking, now) = (certificates.clone(), clock.now());
                let look = move || match looking.look(now) {
                    // Whoever asks has written both.
                    Look::Same if asked => looking.look(now),
                    found => found,
                };
                if let Ok(found) = tokio::task::spawn_blocking(look).await {
                    tell(&found, asked);
                }
                said = certificates.tell_standing(said, now);
            }
        }
    }

    /// Says once what only time has brought about.
    fn tell_standing(&self, said: Standing, now: i64) -> Standing {
        let standing = self.standing(now);
        let until = standing.until.unwrap_or_default();
        metrics::gauge!("certificate_until_seconds").set((until / 1000) as f64);
        if let Some(fault) =
            standing.wrong.as_ref().filter(|fault| said.wrong.as_ref() != Some(fault))
        {
            tracing::error!("browsers refuse the site: {fault}");
        } else if standing.soon && !said.soon {
            tracing::warn!("the certificate ends on {}, and no newer one is there", day(until));
        }
        standing
    }
}

fn tell(found: &Look, asked: bool) {
    match found {
        Look::Taken(until) => {
            tracing::info!("another certificate is served from now on, until {}", day(*until));
        }
        Look::Refused(fault) => {
            tracing::error!("{fault}: it is not taken, and the one before is served as it was");
        }
        Look::Same if asked => tracing::info!("the certificate is the same as before"),
        Look::Same => {}
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.current.load().as_ref().map(|pair| pair.key.clone())
    }
}
