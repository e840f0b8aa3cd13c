//! Waiting, always with a deadline, and with an error that says for what and what was there
//! instead.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::error::{Error, Result};
use crate::listen::{Tab, Target};
use crate::page::Page;
use crate::record::Download;

/// What a click sets off begins within this time, or it is taken to set off nothing.
pub(crate) const GRACE: Duration = Duration::from_millis(60);
/// Requests by script are waited for this long; some, like a long poll, never end.
const PATIENCE: Duration = Duration::from_secs(3);

impl Page {
    /// Waits until nothing is being loaded, no script awaits an answer (for three seconds at
    /// most), and nothing new has begun for a moment.
    pub async fn settle(&self) -> Result<()> {
        match timeout(self.wire().deadline(), self.rest()).await {
            Ok(outcome) => outcome,
            // A page whose scripts never stop asking never rests; one that loads is late.
            Err(_) => self.still("the page to load").await,
        }
    }

    /// Lets the page work off what it has before it: what a click sets off is then on its way,
    /// on a machine under load too.
    pub(crate) async fn barrier(&self) {
        // No answer is one as well: the page is on its way to another document, or gone, and
        // whoever waits next is told.
        let params = json!({ "expression": "0" });
        let _ = timeout(PATIENCE, self.command("Runtime.evaluate", params)).await;
    }

    async fn rest(&self) -> Result<()> {
        let quiet = |target: &Target| target.tab.quiet().then_some(());
        loop {
            let before = self.with_tab(Tab::activity);
            let quiet = self.until("quiet", Duration::MAX, quiet);
            match timeout(PATIENCE, quiet).await {
                Ok(outcome) => outcome?,
                Err(_) => self.still("the page to load").await?,
            }
            sleep(GRACE).await;
            let (still, after) = self.with_tab(|tab| (tab.still(), tab.activity()));
            self.check_alive("waiting")?;
            if still && before == after {
                return Ok(());
            }
        }
    }

    /// Waits for a navigation to begin (unless it has, since `starts`) and to end.
    pub(crate) async fn navigated(&self, starts: u64, what: &str) -> Result<u16> {
        self.until(what, self.wire().deadline(), |target| {
            (target.tab.starts > starts).then_some(())
        })
        .await?;
        self.still(what).await?;
        self.settle().await?;
        let shown = self.with_tab(|tab| tab.loader.clone());
        Ok(self.with_record(|record| record.status(&shown)).unwrap_or_default())
    }

    pub(crate) async fn still(&self, what: &str) -> Result<()> {
        let still = |target: &Target| target.tab.still().then_some(());
        self.until(what, self.wire().deadline(), still).await
    }

    /// Waits until an element is there.
    pub async fn wait_for(&self, selector: &str) -> Result<()> {
        let what = format!("`{selector}` to be there");
        self.ask_until(&what, ("count", json!([selector])), |_, count| match count.as_u64() {
            Some(1..) => Ok(()),
            _ => Err("no such element".to_owned()),
        })
        .await
        .map(|_| ())
    }

    /// Waits for the next file beyond the `known` first ones, and for all of it.
    pub async fn wait_for_download(&self, known: usize) -> Result<Download> {
        let mut changes = self.listener().watch();
        let deadline = self.wire().deadline();
        let wait = async {
            loop {
                changes.mark_unchanged();
                if let Some(file) = self.downloads().into_iter().nth(known).filter(|f| f.complete) {
                    return file;
                }
                if changes.changed().await.is_err() {
                    std::future::pending::<()>().await;
                }
            }
        };
        match timeout(deadline, wait).await {
            Ok(file) => Ok(file),
            Err(_) => Err(self.late("a download", deadline, "none was complete").await),
        }
    }

    fn look<T>(&self, check: impl Fn(&Target) -> Option<T>) -> Option<T> {
        self.listener().state().targets.get(self.target()).and_then(check)
    }

    /// Waits until the listener has heard of something.
    pub(crate) async fn until<T>(
        &self,
        what: &str,
        deadline: Duration,
        check: impl Fn(&Target) -> Option<T>,
    ) -> Result<T> {
        let mut changes = self.listener().watch();
        let wait = async {
            loop {
                changes.mark_unchanged();
                self.check_alive(what)?;
                if let Some(found) = self.look(&check) {
                    return Ok(found);
                }
                if changes.changed().await.is_err() {
                    return Err(self.wire().ended(what));
                }
            }
        };
        match timeout(deadline, wait).await {
            Ok(outcome) => outcome,
            Err(_) => {
                let last = self.with_tab(|tab| match (tab.loading, tab.flights.len()) {
                    (true, _) => "it is still loading".to_owned(),
                    (false, 0) => "nothing is being loaded".to_owned(),
                    (false, open) => format!("{open} requests by script are under way"),
                });
                Err(self.late(what, deadline, &last).await)
            }
        }
    }

    /// Runs a function of `inside.js` until its answer is accepted; `accept` sees the answer
    /// before (null at first) and the new one, and says why not yet.
    pub(crate) async fn ask_until(
        &self,
        what: &str,
        (name, arguments): (&str, Value),
        accept: fn(&Value, &Value) -> Result<(), String>,
    ) -> Result<Value> {
        let deadline = self.wire().deadline();
        let mut last = "it was not tried".to_owned();
        let tries = async {
            let mut before = Value::Null;
            loop {
                let answer = self.inside(name, &arguments).await?;
                match accept(&before, &answer) {
                    Ok(()) => return Ok(answer),
                    Err(why) => last = why,
                }
                before = answer;
                sleep(Duration::from_millis(25)).await;
            }
        };
        match timeout(deadline, tries).await {
            Ok(outcome) => outcome,
            Err(_) => Err(self.late(what, deadline, &last).await),
        }
    }

    pub(crate) async fn late(&self, what: &str, deadline: Duration, last: &str) -> Error {
        Error::Waited {
            what: what.to_owned(),
            seconds: deadline.as_secs_f32(),
            last: last.to_owned(),
            page: self.portrait().await,
        }
    }

    /// Address and title, for an error's text.
    pub(crate) async fn portrait(&self) -> String {
        let url = self.with_tab(|tab| tab.url.clone());
        let params = json!({ "expression": "document.title", "returnByValue": true });
        let asked = self.wire().call_within(
            Some(self.session()),
            "Runtime.evaluate",
            params,
            Duration::from_millis(500),
        );
        match asked.await {
            Ok(answer) => format!("{url} {}", answer["result"]["value"]),
            Err(_) => format!("{url}, which does not answer"),
        }
    }
}
