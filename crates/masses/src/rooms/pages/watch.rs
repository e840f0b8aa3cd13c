//! What the room does by itself: it watches the folder of the site, and the frame around pages.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, SystemTime};

use kit::settings::FILE;
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;

use super::Pages;
use super::changes::{Changes, FOLDERS};
use super::source::DEEPEST;
use super::write::forget;

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
    let (tell, told) = channel(1);
    let mut heard = Ear { told, heard: Arc::default() };
    if let Some(pages) = pages.upgrade() {
        let (now, folder) = (pages.ground.clock.now(), site.join("pages"));
        let _ = tokio::task::spawn_blocking(move || forget(&folder, now, DEEPEST)).await;
    }
    let mut watched = Watched::new(&site, &tell, &heard.heard);
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    // What changed before the watch began was not seen: read once now.
    let (mut changed, mut noting) = (Changes::Any, Noting::default());
    let settings = || std::fs::metadata(site.join(FILE)).and_then(|file| file.modified()).ok();
    let (mut known, mut there) = (settings(), identity(&site));
    loop {
        let found = identity(&site);
        if found.is_some() && found != there {
            there = found;
            tracing::info!(
                "another folder has taken the place of the site's: all of it is read anew"
            );
            watched = Watched::new(&site, &tell, &heard.heard);
            changed = Changes::Any;
        }
        if known != settings() {
            known = settings();
            tracing::info!(
                "masses.toml has changed: what stands there counts from the next start on"
            );
        }
        let Some(pages) = pages.upgrade() else { return };
        noting.left.add(changed.clone());
        let (packing, working) = (pages.clone(), pages.clone());
        let mut work = tokio::task::spawn_blocking(move || match changed {
            Changes::None => working.look(),
            changes => working.reload(changes),
        });
        let worked = loop {
            tokio::select! {
                worked = &mut work => break worked.is_ok(),
                // Drawing very many pages is interrupted for what somebody has just written.
                new = heard.next() => {
                    let new = watched.follow(&site, new);
                    noting.left.add(new.clone());
                    pages.want(new);
                }
            }
        };
        if !worked {
            tracing::error!("the pages could not be prepared");
        }
        tokio::spawn(packing.pack());
        noting.go_on(&pages).await;
        // Nothing here keeps the room open while it waits.
        let behind = worked && pages.is_behind();
        drop(pages);
        changed = Changes::None;
        if !behind {
            tokio::select! {
                new = heard.next() => changed = watched.follow(&site, new),
                _ = look.tick() => {}
            }
        }
    }
}

/// What tells a folder from another that takes its place, as when a whole new version of a site is
/// put there. The number of one that is gone is soon given to another.
fn identity(folder: &Path) -> Option<(u64, u64, Option<SystemTime>)> {
    let about = std::fs::metadata(folder).ok()?;
    Some((about.dev(), about.ino(), about.created().ok()))
}

/// The history is kept beside all this: of very many pages it takes longer than drawing one, and no
/// change waits for the history of the one before.
#[derive(Default)]
struct Noting {
    left: Changes,
    going: Option<JoinHandle<Changes>>,
}

impl Noting {
    async fn go_on(&mut self, pages: &Arc<Pages>) {
        if let Some(noted) = self.going.take_if(|one| one.is_finished()) {
            self.left.add(noted.await.unwrap_or(Changes::Any));
        }
        if !self.left.is_none() && self.going.is_none() {
            let (pages, changes) = (pages.clone(), std::mem::take(&mut self.left));
            self.going = Some(tokio::spawn(async move { pages.remember(changes).await }));
        }
    }
}

/// What the system has told since it was asked.
#[derive(Debug, Default)]
struct Heard {
    changes: Changes,
    /// One of the folders has come, gone, or is another.
    replaced: bool,
}

/// Who hears what the system tells.
struct Ear {
    told: Receiver<()>,
    heard: Arc<Mutex<Heard>>,
}

impl Ear {
    /// What has changed, as soon as nothing changes any more. Whoever stops waiting misses nothing.
    async fn next(&mut self) -> Heard {
        if self.heard().changes.is_none() && self.told.recv().await.is_none() {
            // There is nobody who could tell anything.
            std::future::pending::<()>().await;
        }
        for _ in 0..PATIENCE {
            if tokio::time::timeout(QUIET, self.told.recv()).await.is_err() {
                break;
            }
        }
        std::mem::take(&mut *self.heard())
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The watcher of the system, or one that looks again and again.
struct Watched(Option<Box<dyn Watcher + Send>>);

impl Watched {
    fn new(site: &Path, tell: &Sender<()>, heard: &Arc<Mutex<Heard>>) -> Self {
        let handler = || handler(site.to_owned(), tell.clone(), heard.clone());
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

    /// What has changed. Where a whole folder has, the new one is watched before anybody reads it: that
    /// means going through all of its folders.
    fn follow(&mut self, site: &Path, new: Heard) -> Changes {
        if new.replaced {
            self.again(site);
        }
        new.changes
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

/// Tells of what changes in the folders.
fn handler(
    site: PathBuf,
    tell: Sender<()>,
    heard: Arc<Mutex<Heard>>,
) -> impl FnMut(notify::Result<Event>) + Send + 'static {
    let folders = FOLDERS.map(|name| site.join(name));
    move |event| {
        let mut new = Heard::default();
        match &event {
            // Reading is not changing: our own reading would never end.
            Ok(event) if matches!(event.kind, EventKind::Access(_)) => {}
            Ok(event) if !event.need_rescan() => {
                event.paths.iter().for_each(|path| new.changes.add(Changes::at(path, &site)));
                new.replaced = event.paths.iter().any(|path| folders.contains(path));
            }
            // Something was missed.
            _ => new = Heard { changes: Changes::Any, replaced: true },
        }
        if !new.changes.is_none() {
            let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
            heard.changes.add(new.changes);
            heard.replaced |= new.replaced;
            // Full means that somebody was told already.
            let _ = tell.try_send(());
        }
    }
}
