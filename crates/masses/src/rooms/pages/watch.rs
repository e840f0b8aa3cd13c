//! What the room does by itself: it watches the folder of the site, and the frame around pages.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use kit::settings::FILE;
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;

use super::Pages;
use super::source::DEEPEST;
use super::write::forget;

/// The folders whose files the pages are made from.
const FOLDERS: [&str; 4] = ["pages", "files", "theme", "words"];
/// So long nothing may have changed before the folder is read: editors write in several steps.
const QUIET: Duration = Duration::from_millis(25);
/// After so many changes in a row it is read anyway.
const PATIENCE: usize = 40;
/// How often the frame is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// How often the folder is looked at where the system does not tell of changes.
const POLL: Duration = Duration::from_secs(2);

impl Pages {
    /// Prepares the pages as soon as the house is open, and again whenever a file changes. Ends
    /// with the room; does nothing where no runtime is.
    pub fn watch(self: &Arc<Self>) {
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            // Changes are told of with the whole path, however the folder was named.
            let site = &self.ground.site;
            let site = std::path::absolute(site).unwrap_or_else(|_| site.clone());
            runtime.spawn(run(Arc::downgrade(self), site));
            self.pictures.start();
        }
    }
}

async fn run(pages: Weak<Pages>, site: PathBuf) {
    while !pages.upgrade().is_none_or(|pages| pages.framed()) {
        tokio::time::sleep(QUIET).await;
    }
    let (tell, mut changes) = channel(1);
    let replaced = Arc::new(AtomicBool::new(false));
    if let Some(pages) = pages.upgrade() {
        let (now, folder) = (pages.ground.clock.now(), site.join("pages"));
        let _ = tokio::task::spawn_blocking(move || forget(&folder, now, DEEPEST)).await;
    }
    let mut watched = Watched::new(&site, &tell, &replaced);
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    // What changed before the watch began was not seen: read once now.
    let mut changed = true;
    let (mut unnoted, mut noting) = (true, None::<JoinHandle<bool>>);
    let settings = || std::fs::metadata(site.join(FILE)).and_then(|file| file.modified()).ok();
    let mut known = settings();
    loop {
        if known != settings() {
            known = settings();
            tracing::info!(
                "masses.toml has changed: what stands there counts from the next start on"
            );
        }
        let Some(pages) = pages.upgrade() else { return };
        let (packing, working) = (pages.clone(), pages.clone());
        let work = move || if changed { working.reload() } else { working.look() };
        if tokio::task::spawn_blocking(work).await.is_err() {
            tracing::error!("the pages could not be prepared");
        }
        tokio::spawn(packing.pack());
        unnoted |= changed;
        if let Some(noted) = noting.take_if(|one| one.is_finished()) {
            unnoted |= !noted.await.unwrap_or(false);
        }
        // Beside all this: of very many pages it takes longer than drawing one, and no change waits
        // for the history of the one before.
        if unnoted && noting.is_none() {
            let pages = pages.clone();
            unnoted = false;
            noting = Some(tokio::spawn(async move { pages.remember().await }));
        }
        // Nothing here keeps the room open while it waits.
        drop(pages);
        changed = tokio::select! {
            _ = changes.recv() => true,
            _ = look.tick() => false,
        };
        if changed {
            settle(&mut changes).await;
            // Looking for folders means going through all of them.
            if replaced.swap(false, Ordering::AcqRel) {
                watched.again(&site);
            }
        }
    }
}

/// Waits until nothing changes any more.
async fn settle(changes: &mut Receiver<()>) {
    for _ in 0..PATIENCE {
        if tokio::time::timeout(QUIET, changes.recv()).await.is_err() {
            return;
        }
    }
}

/// The watcher of the system, or one that looks again and again.
struct Watched(Option<Box<dyn Watcher + Send>>);

impl Watched {
    fn new(site: &Path, tell: &Sender<()>, replaced: &Arc<AtomicBool>) -> Self {
        let handler = || handler(site.to_owned(), tell.clone(), replaced.clone());
        let config = Config::default().with_poll_interval(POLL);
        let watcher: Option<Box<dyn Watcher + Send>> = match RecommendedWatcher::new(
            handler(),
            config,
        ) {
            Ok(watcher) => Some(Box::new(watcher)),
            Err(error) => {
                tracing::warn!(%error, "the system does not tell of changes in the folder of the site; \
                        it is looked at every 2 s instead");
                PollWatcher::new(handler(), config).ok().map(|one| Box::new(one) as Box<_>)
            }
        };
        let mut watched = Self(watcher);
        if let Some(watcher) = &mut watched.0
            && let Err(error) = watcher.watch(site, RecursiveMode::NonRecursive)
        {
            tracing::warn!(%error, "changes in the folder of the site are not seen; restart to load them");
        }
        watched.again(site);
        watched
    }

    /// Watches every folder that is there: one may have come or been replaced.
    fn again(&mut self, site: &Path) {
        let Some(watcher) = &mut self.0 else { return };
        for folder in FOLDERS.map(|name| site.join(name)).iter().filter(|folder| folder.is_dir()) {
            if let Err(error) = watcher.watch(folder, RecursiveMode::Recursive) {
                tracing::warn!(%error, folder = %folder.display(), "changes in this folder are not seen");
            }
        }
    }
}

/// Tells of what changes in the folders. `replaced`: one of them itself has come, gone, or is another.
fn handler(
    site: PathBuf,
    tell: Sender<()>,
    replaced: Arc<AtomicBool>,
) -> impl FnMut(notify::Result<Event>) + Send + 'static {
    let folders = FOLDERS.map(|name| site.join(name));
    move |event| {
        let whole = |path: &PathBuf| folders.contains(path);
        if event.as_ref().map_or(true, |one| one.need_rescan() || one.paths.iter().any(whole)) {
            replaced.store(true, Ordering::Release);
        }
        let ours = match &event {
            Ok(event) => {
                // Reading is not changing: our own reading would never end.
                !matches!(event.kind, EventKind::Access(_))
                    && (event.need_rescan()
                        || event
                            .paths
                            .iter()
                            .any(|path| folders.iter().any(|one| path.starts_with(one))))
            }
            Err(_) => true,
        };
        if ours {
            // Full means that somebody was told already.
            let _ = tell.try_send(());
        }
    }
}
