//! Who listens: knows every target of every context, where each stands in loading, and writes
//! down what they report.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tokio::sync::watch;

use crate::record::Record;
use crate::setup::{self, SessionOptions};
use crate::wire::{Asked, Event, Wire};

/// Hears every event, in order.
pub(crate) struct Listener {
    wire: Arc<Wire>,
    state: Arc<Mutex<State>>,
    changed: Arc<watch::Sender<u64>>,
}

/// All that is known of the browser.
#[derive(Default)]
pub(crate) struct State {
    user_agent: String,
    pub(crate) contexts: HashMap<String, Context>,
    pub(crate) targets: HashMap<String, Target>,
    sessions: HashMap<String, String>,
}

/// A browser context: one visitor.
pub(crate) struct Context {
    options: SessionOptions,
    downloads: PathBuf,
    pub(crate) record: Record,
}

/// A page, frame or worker.
pub(crate) struct Target {
    pub(crate) context: String,
    pub(crate) session: String,
    /// How its setting up went; nothing yet while it is under way.
    pub(crate) ready: Option<Result<(), String>>,
    /// How it ended, if it did.
    pub(crate) gone: Option<&'static str>,
    pub(crate) tab: Tab,
}

/// Where a page's main frame stands.
#[derive(Default)]
pub(crate) struct Tab {
    /// A navigation was asked for and has not begun.
    pub(crate) pending: bool,
    pub(crate) loading: bool,
    /// How many navigations began or were asked for.
    pub(crate) starts: u64,
    /// The document now shown.
    pub(crate) loader: String,
    pub(crate) url: String,
    /// Requests by script that are under way.
    pub(crate) flights: HashSet<String>,
    /// How many requests by script there were.
    pub(crate) asked: u64,
}

impl Listener {
    pub(crate) fn new(wire: Arc<Wire>) -> Listener {
        let (changed, _) = watch::channel(0);
        Listener { wire, state: Arc::default(), changed: Arc::new(changed) }
    }

    pub(crate) fn set_user_agent(&self, user_agent: &str) {
        self.state().user_agent = user_agent.to_owned();
    }

    /// Begins the record of a context; before its first target.
    pub(crate) fn open(&self, context: &str, options: SessionOptions, downloads: PathBuf) {
        let fresh = Context { options, downloads, record: Record::default() };
        self.state().contexts.insert(context.to_owned(), fresh);
    }

    /// Forgets a context and its targets.
    pub(crate) fn close(&self, context: &str) {
        let mut state = self.state();
        state.contexts.remove(context);
        state.targets.retain(|_, target| target.context != context);
    }

    pub(crate) fn options(&self, context: &str) -> SessionOptions {
        let state = self.state();
        state.contexts.get(context).map(|context| context.options.clone()).unwrap_or_default()
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// A receiver that is told of every change.
    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Lets everybody who waits look again.
    pub(crate) fn wake(&self) {
        self.changed.send_modify(|count| *count += 1);
    }

    /// Takes one event in.
    pub(crate) fn take(&self, event: Event) {
        let Event { session, method, params } = event;
        match method.as_str() {
            "Target.attachedToTarget" => self.attached(&params),
            "Target.detachedFromTarget" => self.state().detached(&params),
            "Target.targetCrashed" => {
                self.state().gone(params["targetId"].as_str().unwrap_or_default(), "crashed");
            }
            "Browser.downloadWillBegin" | "Browser.downloadProgress" => {
                self.state().download(&params);
            }
            _ => {
                let Some(session) = session else { return };
                if method == "Page.javascriptDialogOpening" {
                    self.close_dialog(&session, &params);
                }
                self.state().hear(&session, &method, params);
            }
        }
        self.wake();
    }

    fn attached(&self, params: &Value) {
        let (Some(session), info) = (params["sessionId"].as_str(), &params["targetInfo"]) else {
            return;
        };
        let asked = self.state().attach(session, info).map(|commands| {
            let send = |(method, params)| self.wire.send(Some(session), method, params);
            commands.into_iter().filter_map(|command| send(command).ok()).collect::<Vec<_>>()
        });
        let Some(asked) = asked else {
            // Another way to a target that is already listened to, or nobody's: let it run.
            let _ = self.wire.send(Some(session), "Runtime.runIfWaitingForDebugger", json!({}));
            return;
        };
        let target = info["targetId"].as_str().unwrap_or_default().to_owned();
        let (wire, state, changed) = (self.wire.clone(), self.state.clone(), self.changed.clone());
        tokio::spawn(async move {
            let outcome = all_answered(&wire, asked).await;
            if let Some(target) = lock(&state).targets.get_mut(&target) {
                target.ready = Some(outcome);
            }
            changed.send_modify(|count| *count += 1);
        });
    }

    /// A dialog stops everything; leaving a page is allowed, everything else is declined and noted.
    fn close_dialog(&self, session: &str, params: &Value) {
        let accept = json!({ "accept": params["type"] == "beforeunload" });
        let _ = self.wire.send(Some(session), "Page.handleJavaScriptDialog", accept);
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn all_answered(wire: &Wire, asked: Vec<Asked>) -> Result<(), String> {
    let mut outcome = Ok(());
    for command in asked {
        if let Err(error) = wire.answer(command, wire.deadline()).await {
            outcome = outcome.and(Err(error.to_string()));
        }
    }
    outcome
}

impl State {
    /// The commands for a new target of a known context; none for any other.
    fn attach(&mut self, session: &str, info: &Value) -> Option<Vec<(&'static str, Value)>> {
        let id = info["targetId"].as_str()?;
        let kind = info["type"].as_str()?;
        let context = info["browserContextId"].as_str()?;
        let options = &self.contexts.get(context)?.options;
        if self.targets.get(id).is_some_and(|known| known.gone.is_none()) {
            return None;
        }
        let commands = setup::commands(kind, options, &self.user_agent);
        let target = Target {
            context: context.to_owned(),
            session: session.to_owned(),
            ready: None,
            gone: None,
            tab: Tab::default(),
        };
        self.targets.insert(id.to_owned(), target);
        self.sessions.insert(session.to_owned(), id.to_owned());
        Some(commands)
    }

    fn detached(&mut self, params: &Value) {
        let session = params["sessionId"].as_str().unwrap_or_default();
        if let Some(id) = self.sessions.remove(session) {
            self.gone(&id, "closed");
        }
    }

    fn gone(&mut self, id: &str, how: &'static str) {
        if let Some(target) = self.targets.get_mut(id) {
            target.gone.get_or_insert(how);
        }
    }

    fn hear(&mut self, session: &str, method: &str, params: Value) {
        let Some(id) = self.sessions.get(session) else { return };
        let Some(target) = self.targets.get_mut(id) else { return };
        if method == "Inspector.targetCrashed" {
            target.gone = Some("crashed");
        }
        target.tab.hear(id, method, &params);
        if let Some(context) = self.contexts.get_mut(&target.context) {
            context.record.hear(method, params);
        }
    }

    fn download(&mut self, params: &Value) {
        // The end names only the download: every record knows its own.
        let frame = params["frameId"].as_str();
        let owner =
            frame.and_then(|frame| self.targets.get(frame)).map(|target| target.context.clone());
        for (id, context) in &mut self.contexts {
            if frame.is_none() || owner.as_ref().is_none_or(|owner| owner == id) {
                context.record.hear_download(params, &context.downloads);
            }
        }
    }
}

impl Tab {
    /// Whether nothing is being loaded and no script waits for an answer.
    pub(crate) fn quiet(&self) -> bool {
        self.still() && self.flights.is_empty()
    }

    /// Whether nothing is being loaded.
    pub(crate) fn still(&self) -> bool {
        !self.pending && !self.loading
    }

    /// A number that grows with everything that a click may set off.
    pub(crate) fn activity(&self) -> u64 {
        self.starts + self.asked
    }

    fn hear(&mut self, main_frame: &str, method: &str, params: &Value) {
        let text = |name: &str| params[name].as_str().unwrap_or_default();
        let main = text("frameId") == main_frame;
        match method {
            "Page.frameRequestedNavigation"
                if main && text("disposition") == "currentTab" && begins(text("url")) =>
            {
                self.starts += 1;
                self.pending = true;
            }
            "Page.frameStartedNavigating" | "Page.frameStartedLoading" if main => {
                self.starts += 1;
                self.pending = false;
                self.loading = true;
            }
            "Page.frameStoppedLoading" if main => self.loading = false,
            // Told after the beginning of a navigation, or instead of it.
            "Page.frameClearedScheduledNavigation" if main => self.pending = false,
            "Page.navigatedWithinDocument" if main => self.url = text("url").to_owned(),
            "Page.frameNavigated" if params["frame"]["id"] == main_frame => {
                let frame = &params["frame"];
                self.loader = frame["loaderId"].as_str().unwrap_or_default().to_owned();
                self.url = frame["url"].as_str().unwrap_or_default().to_owned();
                self.flights.clear();
            }
            "Network.requestWillBeSent" if matches!(text("type"), "Fetch" | "XHR") => {
                self.asked += 1;
                self.flights.insert(text("requestId").to_owned());
            }
            "Network.loadingFinished" | "Network.loadingFailed" => {
                self.flights.remove(text("requestId"));
            }
            _ => {}
        }
    }
}

/// Whether a navigation there begins; `mailto:` and the like are asked for and never do.
fn begins(url: &str) -> bool {
    let schemes = ["http:", "https:", "file:", "data:", "blob:", "about:"];
    schemes.iter().any(|scheme| url.starts_with(scheme))
}
