//! A page: going somewhere, and waiting for what that sets off.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::sleep;

use crate::error::{Error, Result};
use crate::inside;
use crate::listen::{Listener, Tab, Target};
use crate::record::{Download, Record, Request, Response};
use crate::setup::SessionOptions;
use crate::wait::GRACE;
use crate::wire::Wire;

/// A page in a browser context of its own. Dropping the last page of a context ends the context.
pub struct Page {
    visitor: Arc<Visitor>,
    target: String,
    session: String,
    options: Mutex<SessionOptions>,
}

/// A browser context; ended when nobody needs it any more.
struct Visitor {
    wire: Arc<Wire>,
    listener: Arc<Listener>,
    context: String,
}

impl Drop for Visitor {
    fn drop(&mut self) {
        self.listener.close(&self.context);
        // When Chromium is gone, so is the context.
        let params = json!({ "browserContextId": self.context });
        let _ = self.wire.send(None, "Target.disposeBrowserContext", params);
    }
}

impl Page {
    pub(crate) async fn open(
        wire: Arc<Wire>,
        listener: Arc<Listener>,
        context: String,
    ) -> Result<Page> {
        Page::create(Arc::new(Visitor { wire, listener, context })).await
    }

    /// Another page of the same visitor: same cookies, same storage, same record.
    pub async fn tab(&self) -> Result<Page> {
        Page::create(self.visitor.clone()).await
    }

    async fn create(visitor: Arc<Visitor>) -> Result<Page> {
        let Visitor { wire, listener, context } = &*visitor;
        let options = listener.options(context);
        let params = json!({
            "url": "about:blank", "browserContextId": context,
            "width": options.width, "height": options.height,
            // A tab behind another in one window would be hidden, and never be drawn.
            "newWindow": true,
        });
        let made = wire.call(None, "Target.createTarget", params).await?;
        let target = made["targetId"]
            .as_str()
            .ok_or(Error::Answer { method: "Target.createTarget", missing: "targetId" })?
            .to_owned();
        let mut page =
            Page { target, session: String::new(), options: Mutex::new(options), visitor };
        let set_up =
            |found: &Target| found.ready.clone().map(|ready| (found.session.clone(), ready));
        let deadline = page.wire().deadline();
        let (session, ready) = page.until("the new page to be set up", deadline, set_up).await?;
        page.session = session;
        ready.map_err(|message| Error::Refused { method: "the setting up".into(), message })?;
        Ok(page)
    }

    /// Goes to an address, waits for the load to end, and returns the status of the document in
    /// which it ended; 0 for what has none, like `about:blank`.
    pub async fn goto(&self, url: &str) -> Result<u16> {
        let params = json!({ "url": url });
        let answer = match self.command("Page.navigate", params).await {
            Err(Error::Waited { .. }) => {
                let what = format!("an answer from {url}");
                return Err(self.late(&what, self.wire().deadline(), "none has come").await);
            }
            other => other?,
        };
        let loader = answer["loaderId"].as_str().unwrap_or_default().to_owned();
        match answer["errorText"].as_str().unwrap_or_default() {
            "" => {}
            // An error status without a body: Chromium draws a page of its own.
            "net::ERR_HTTP_RESPONSE_CODE_FAILURE" => {}
            "net::ERR_ABORTED" => return self.stayed(url, &loader).await,
            reason => {
                // Let its page about the failure come to rest, or it would upset what follows.
                self.still(&format!("{url} to fail")).await?;
                let (url, reason) = (url.to_owned(), reason.to_owned());
                return Err(Error::Navigation { url, reason });
            }
        }
        if loader.is_empty() {
            self.still(&format!("{url} within the page")).await?;
        } else {
            // A page may lead on by itself; then another document is shown than the one asked for.
            let before = self.with_tab(|tab| tab.loader.clone());
            self.until(&format!("{url} to load"), self.wire().deadline(), |target| {
                let tab = &target.tab;
                let arrived = tab.loader == loader || tab.loader != before;
                (arrived && tab.still()).then_some(())
            })
            .await?;
        }
        let shown = self.with_tab(|tab| tab.loader.clone());
        Ok(self.with_record(|record| record.status(&shown)).unwrap_or_default())
    }

    /// The answer was no document: nothing to show, or a file to keep.
    async fn stayed(&self, url: &str, loader: &str) -> Result<u16> {
        self.still(&format!("{url} to end")).await?;
        // It may have taken the whole page down, which is told a moment later.
        sleep(GRACE).await;
        self.check_alive(url)?;
        self.with_record(|record| record.status(loader)).ok_or_else(|| Error::Navigation {
            url: url.to_owned(),
            reason: "it was given up".to_owned(),
        })
    }

    /// Loads the page again and returns its status.
    pub async fn reload(&self) -> Result<u16> {
        let starts = self.with_tab(|tab| tab.starts);
        self.command("Page.reload", json!({})).await?;
        self.navigated(starts, "the page to load again").await
    }

    /// Runs a script in the page and returns its value; a promise is awaited. This works where
    /// the page's own scripts are switched off too, except that no timer fires there.
    pub async fn eval(&self, expression: &str) -> Result<Value> {
        let params = json!({
            "expression": expression, "returnByValue": true, "awaitPromise": true,
            "userGesture": true,
        });
        let mut answer = self.command("Runtime.evaluate", params).await?;
        if !answer["exceptionDetails"].is_null() {
            let text = crate::complaint::thrown(&answer["exceptionDetails"]);
            let script = expression.chars().take(80).collect();
            return Err(Error::Script { text, script });
        }
        Ok(answer["result"]["value"].take())
    }

    /// Runs one of the functions of `inside.js`.
    pub(crate) async fn inside(&self, name: &str, arguments: &Value) -> Result<Value> {
        let mut tries = 0;
        loop {
            match self.eval(&inside::call(name, arguments)).await {
                // The document was replaced in mid-question: ask the new one.
                Err(Error::Refused { message, .. }) if tries < 20 && inside::moved_on(&message) => {
                    tries += 1;
                    sleep(Duration::from_millis(25)).await;
                }
                other => return other,
            }
        }
    }

    /// Every request of this session so far, redirects, frames and workers included.
    pub fn requests(&self) -> Vec<Request> {
        self.with_record(Record::requests)
    }

    /// Every answer so far.
    pub fn responses(&self) -> Vec<Response> {
        self.with_record(Record::responses)
    }

    /// Errors and warnings so far: of scripts, of Chromium, breaches of the page's security
    /// policy, dialogs that were declined.
    pub fn console(&self) -> Vec<String> {
        self.with_record(|record| record.console.clone())
    }

    /// Files handed to the visitor so far.
    pub fn downloads(&self) -> Vec<Download> {
        self.with_record(Record::downloads)
    }

    pub(crate) fn wire(&self) -> &Wire {
        &self.visitor.wire
    }

    pub(crate) fn listener(&self) -> &Listener {
        &self.visitor.listener
    }

    pub(crate) fn session(&self) -> &str {
        &self.session
    }

    pub(crate) fn target(&self) -> &str {
        &self.target
    }

    pub(crate) fn context(&self) -> &str {
        &self.visitor.context
    }

    /// Changes how the visitor's browser is, and returns what it is now.
    pub(crate) fn change(&self, with: impl FnOnce(&mut SessionOptions)) -> SessionOptions {
        let mut options = self.options.lock().unwrap_or_else(PoisonError::into_inner);
        with(&mut options);
        options.clone()
    }

    pub(crate) async fn command(&self, method: &'static str, params: Value) -> Result<Value> {
        self.check_alive(method)?;
        let call = self.wire().call(Some(&self.session), method, params);
        let gone = self.until(method, Duration::MAX, |_: &Target| None::<()>);
        // A page that crashes answers nothing any more: do not wait for the deadline.
        tokio::select! {
            answer = call => answer,
            Err(error) = gone => Err(error),
        }
    }

    pub(crate) fn with_tab<T: Default>(&self, look: impl FnOnce(&Tab) -> T) -> T {
        let state = self.visitor.listener.state();
        state.targets.get(&self.target).map(|target| look(&target.tab)).unwrap_or_default()
    }

    pub(crate) fn with_record<T: Default>(&self, look: impl FnOnce(&Record) -> T) -> T {
        let state = self.visitor.listener.state();
        state.contexts.get(self.context()).map(|context| look(&context.record)).unwrap_or_default()
    }

    pub(crate) fn check_alive(&self, during: &str) -> Result<()> {
        if self.wire().has_ended() {
            return Err(self.wire().ended(during));
        }
        let state = self.visitor.listener.state();
        match state.targets.get(&self.target) {
            Some(Target { gone: Some(how), tab, .. }) => {
                let (during, page) = (during.to_owned(), tab.url.clone());
                Err(Error::PageGone { during, how, page })
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Page({})", self.with_tab(|tab| tab.url.clone()))
    }
}
