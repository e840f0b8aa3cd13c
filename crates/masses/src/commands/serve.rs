//! `masses serve`: runs the site until it is told to stop.

use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use db::Claim;
use kit::problem::Problems;
use kit::settings::Database;
use kit::web::RoleName;
use kit::web::tls::{self, Listeners};
use masses::ground::jobs::{self, Runner};
use masses::ground::{Ground, keystate};
use masses::rooms::{policy, team};
use masses::{House, Options};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

use super::key::shown;
use super::{Site, block_on, elsewhere};

/// Run the site: the public pages and the desk
#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    site: Site,
    /// Where to listen [default: from the settings, else 127.0.0.1:8080]
    #[arg(long)]
    listen: Option<SocketAddr>,
}

impl Serve {
    pub fn run(self) -> Result<()> {
        log();
        block_on(self.serve())
    }

    async fn serve(self) -> Result<()> {
        let mut options = self.site.options()?;
        let address = match self.listen {
            Some(address) => address,
            None => options.settings.server.listen,
        };
        options.loopback = address.ip().is_loopback();
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&options.data)
            .with_context(|| format!("{} cannot be made", options.data.display()))?;
        // Before anything is opened: a second server must not even look (F13).
        let _claim =
            Claim::take(options.data.join("serve.lock"), &format!("masses serve on {address}"))?;
        let listener = kit::web::listen(address).with_context(|| {
            format!("{address} cannot be listened on; choose another with --listen")
        })?;
        let plain = plain(&options).await?;
        metrics(&options)?;
        let house = House::open(options).await?;
        take_over(&house).await?;
        let at = Addresses {
            listener: listener.local_addr()?,
            plain: plain.as_ref().map(TcpListener::local_addr).transpose()?,
        };
        greet(&house, &at, &self.site).await?;
        run(house, Listeners { tls: listener, plain }).await
    }
}

/// Where it listens.
struct Addresses {
    listener: SocketAddr,
    plain: Option<SocketAddr>,
}

/// Whether TLS can be served at all, and where plain HTTP is led to it.
async fn plain(options: &Options) -> Result<Option<TcpListener>> {
    let settings = &options.settings;
    let faults = tls::faults(settings, options.clock.now()).into_iter();
    let barred: Vec<_> =
        faults.filter(|one| one.wrong.bars()).map(|one| one.problem(settings)).collect();
    if !barred.is_empty() {
        return Err(Problems(barred).into());
    }
    let Some(address) = settings.server.tls.as_ref().and_then(|tls| tls.redirect_listen) else {
        return Ok(None);
    };
    let listener = kit::web::listen(address).with_context(|| {
        format!("{address} cannot be listened on; choose another redirect_listen")
    })?;
    Ok(Some(listener))
}

/// With the data in files, the claim says that no other process does anything by itself: whatever
/// is marked as being done was left by one that is gone, and is taken up now. On a server, another
/// node may be at it, and what a node that is gone has left waits until its lease has run out.
async fn take_over(house: &House) -> Result<()> {
    let ground = &house.ground;
    if matches!(ground.settings.database, Database::Embedded) {
        jobs::release_all(&ground.data).await?;
        ground.mail.put_back(ground.clock.now()).await?;
    }
    Ok(())
}

/// Serves until a signal, then drains (F21).
async fn run(house: House, listeners: Listeners) -> Result<()> {
    let (stop, told) = (CancellationToken::new(), told_to_stop());
    let House { ground, router, jobs, .. } = house;
    let holder = format!("{}-{}", std::process::id(), ground.chance.id(ground.clock.now()));
    let runner = Arc::new(Runner::new(ground.data.clone(), ground.clock.clone(), holder, jobs));
    let working = tokio::spawn({
        let (runner, stop) = (runner.clone(), stop.clone());
        async move { runner.run(stop).await }
    });
    let looking = tokio::spawn(look(ground.clone(), stop.clone()));
    let shell = ground.shell.clone();
    match ground.certificates.clone() {
        None => kit::web::serve(listeners.tls, shell, router, told).await,
        Some(certificates) => {
            tokio::spawn(certificates.watch(ground.clock.clone(), stop.clone()));
            let settings = ground.settings.clone();
            tls::serve_tls(listeners, certificates, &settings, shell, router, told).await?;
        }
    }
    tracing::info!("stopping");
    stop.cancel();
    ground.mail.at_rest().await;
    let _ = tokio::time::timeout(Duration::from_secs(10), working).await;
    let _ = looking.await;
    ground.data.close().await?;
    ground.people.keys().db().close().await?;
    Ok(())
}

/// Once a second: has anything changed beside this process?
async fn look(ground: Arc<Ground>, stop: CancellationToken) {
    let mut every = tokio::time::interval(Duration::from_secs(1));
    let mut looks = 0u32;
    loop {
        tokio::select! {
            _ = every.tick() => {}
            () = stop.cancelled() => return,
        }
        if let Err(error) = ground.generations.look().await {
            tracing::warn!(%error, "the generations could not be read");
        }
        looks = looks.wrapping_add(1);
        if looks.is_multiple_of(60) {
            ground.shell.limits().forget_quiet();
        }
    }
}

/// Listens for signals from now on, before the first request is answered: one that comes early
/// must not end the program without draining.
fn told_to_stop() -> impl Future<Output = ()> {
    let (terminate, interrupt) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    async move {
        let (Ok(mut terminate), Ok(mut interrupt)) = (terminate, interrupt) else {
            tracing::error!("signals cannot be received: end the program with kill -9");
            return std::future::pending().await;
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    }
}

/// Says where everything is. The site runs, whether or not anybody hears it.
async fn greet(house: &House, at: &Addresses, site: &Site) -> Result<()> {
    let owned = team::has_owner(&house.ground).await?;
    let greeting = greeting(house, at, site, owned).await?;
    if let Err(error) = super::say(&greeting) {
        tracing::warn!(error = %super::told(&error), "the site runs on {}", at.listener);
        if !owned {
            tracing::warn!("`masses team invite --owner` shows a link for the first owner");
        }
        if house.recovery_code.is_some() {
            tracing::warn!("nobody saw the recovery code: `masses key rotate` shows a new one");
        }
    }
    Ok(())
}

async fn greeting(house: &House, at: &Addresses, site: &Site, owned: bool) -> Result<String> {
    let (ground, address) = (&house.ground, at.listener);
    // A certificate is for the site's name, not for where it listens.
    let root = match ground.certificates {
        Some(_) => ground.settings.site.url.clone(),
        None => format!("http://{address}"),
    };
    let mut text = format!(
        "{}
  site      {root}/
  desk      {root}/desk
  privacy   {root}/privacy",
        ground.settings.site.title
    );
    text.push_str(&encrypted(ground, at));
    // Beside other nodes, one of them may well answer there.
    if matches!(ground.settings.database, Database::Embedded)
        && let Some(wrong) = elsewhere::at_the_start(&ground.settings.site.url, address)
    {
        text.push_str(&wrong);
    }
    if !owned {
        let path = team::invite(ground, RoleName::Owner, ground.clock.now()).await?;
        text.push_str(&format!(
            "

  Nobody runs the desk yet. This link makes you its first owner; it works once,
  within a day:

  {root}{path}"
        ));
    }
    if let Some(code) = &house.recovery_code {
        let source = ground.people.keys().source();
        text.push_str(&format!("\n\n  The master key is in {source}\n{}", shown(code, site)));
    }
    let examples = policy::examples(&ground.settings).join(", ");
    // It may have been shown by a start that failed, or to nobody.
    let unconfirmed = house.recovery_code.is_none() && !keystate::confirmed(ground).await?;
    let notes = [
        unconfirmed.then(|| {
            format!(
                "\n  The recovery code is not confirmed: type it into `masses key confirm{site}`.
  If nobody has written it down, `masses key rotate{site}` shows a new one."
            )
        }),
        policy_note(ground, site).await,
        (!examples.is_empty()).then(|| {
            format!("\n  Still the example's: {examples}.\n  `masses check{site}` says where.")
        }),
        (ground.settings.mail.smtp.is_none())
            .then(|| "\n  No mail server is set up: mails wait in the desk's outbox.".to_owned()),
    ];
    if notes.iter().any(Option::is_some) {
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text.extend(notes.into_iter().flatten());
    Ok(text)
}

/// Whether the policy in force is another than the one of these settings.
async fn policy_note(ground: &Ground, site: &Site) -> Option<String> {
    let said = match policy::draft(ground).await {
        Ok(None) => return None,
        Ok(Some(_)) => format!(
            "says something else than what runs now.\n  `masses policy diff{site}` shows what; \
             publish the new one in the desk, or with\n  `masses policy publish{site}`."
        ),
        Err(error) => {
            let error = error.to_string().trim_end().replace('\n', "\n    ");
            format!("stays as it was, as a new one cannot be made:\n    {error}\n")
        }
    };
    Some(format!("\n  The privacy policy in force {said}"))
}

/// Where TLS is served, and what is wrong with it.
fn encrypted(ground: &Ground, at: &Addresses) -> String {
    let Some(certificates) = &ground.certificates else { return String::new() };
    let mut text = format!("\n  listens   {}", at.listener);
    if let Some(plain) = at.plain {
        text.push_str(&format!("\n  leads     from http://{plain}/ to there"));
    }
    if let Some(fault) = certificates.standing(ground.clock.now()).wrong {
        text.push_str(&format!(
            "\n\n  WARNING: browsers refuse this site: {fault}.\n  A new one is served as soon as \
             it is there."
        ));
    }
    text
}

fn log() {
    // What the watcher cannot stop watching is gone.
    let usual = || EnvFilter::new("info,notify=off");
    let filter = EnvFilter::try_from_env("MASSES_LOG").unwrap_or_else(|_| usual());
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // Where a line cannot be written, saying so there would be worse: it panics (F5).
        .log_internal_errors(false);
    // For people, or for what gathers logs.
    if std::io::IsTerminal::is_terminal(&std::io::stderr()) {
        log.compact().with_target(false).init();
    } else {
        log.json().init();
    }
}

/// Figures for Prometheus, to this machine only.
fn metrics(options: &Options) -> Result<()> {
    let Some(address) = options.settings.server.metrics_listen else { return Ok(()) };
    metrics_exporter_prometheus::PrometheusBuilder::new()
        .with_http_listener(address)
        .install()
        .with_context(|| format!("the figures cannot be given out on {address}"))
}
