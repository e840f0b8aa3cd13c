//! What a visitor does: click, type, choose, press.

use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::keys;
use crate::page::Page;

impl Page {
    /// Brings an element into view, waits until it can be clicked, and clicks its middle with the
    /// mouse. Then waits for whatever that sets off, navigation or script, to come to rest.
    pub async fn click(&self, selector: &str) -> Result<()> {
        self.press_mouse_on(selector).await?;
        self.settle().await
    }

    /// Clicks as [`Page::click`] does and insists on a navigation, however late a script begins
    /// it; returns the status of the document it led to.
    pub async fn click_and_wait(&self, selector: &str) -> Result<u16> {
        let starts = self.with_tab(|tab| tab.starts);
        self.press_mouse_on(selector).await?;
        self.navigated(starts, &format!("a click on `{selector}` to lead somewhere")).await
    }

    /// Moves the mouse onto an element.
    pub async fn hover(&self, selector: &str) -> Result<()> {
        let (x, y) = self.locate(selector, "hover over").await?;
        self.mouse("mouseMoved", x, y, 0).await
    }

    async fn press_mouse_on(&self, selector: &str) -> Result<()> {
        let (x, y) = self.locate(selector, "click on").await?;
        self.mouse("mouseMoved", x, y, 0).await?;
        self.mouse("mousePressed", x, y, 1).await?;
        self.mouse("mouseReleased", x, y, 0).await?;
        self.barrier().await;
        Ok(())
    }

    async fn mouse(&self, kind: &str, x: f64, y: f64, buttons: u8) -> Result<()> {
        let button = if kind == "mouseMoved" { "none" } else { "left" };
        let params = json!({
            "type": kind, "x": x, "y": y, "button": button, "buttons": buttons,
            "clickCount": u8::from(kind != "mouseMoved"),
        });
        self.command("Input.dispatchMouseEvent", params).await.map(|_| ())
    }

    /// Where an element is, once it can be reached and has stopped moving.
    async fn locate(&self, selector: &str, act: &str) -> Result<(f64, f64)> {
        let what = format!("a chance to {act} `{selector}`");
        let spot = self
            .ask_until(&what, ("locate", json!([selector])), |before, now| {
                match now["why"].as_str() {
                    Some(why) => Err(why.to_owned()),
                    None if before == now => Ok(()),
                    None => Err("it is moving".to_owned()),
                }
            })
            .await?;
        let number = |name: &str| spot[name].as_f64().unwrap_or_default();
        Ok((number("x"), number("y")))
    }

    /// Puts text into a field in place of what was there, as typing or pasting would.
    pub async fn fill(&self, selector: &str, text: &str) -> Result<()> {
        let ready = self.ready("prepare", "fill", selector, text).await?;
        if ready["done"] == true {
            return Ok(());
        }
        if !text.is_empty() {
            self.command("Input.insertText", json!({ "text": text })).await?;
        } else if ready["empty"] != true {
            self.press("Delete").await?;
        }
        Ok(())
    }

    /// Chooses an option of a `select` by its value, else by its label.
    pub async fn choose(&self, selector: &str, value: &str) -> Result<()> {
        self.ready("choose", "choose from", selector, value).await?;
        self.settle().await
    }

    async fn ready(&self, name: &str, act: &str, selector: &str, text: &str) -> Result<Value> {
        let what = format!("a chance to {act} `{selector}`");
        let ready = self
            .ask_until(&what, (name, json!([selector, text])), |_, now| {
                now["why"].as_str().map_or(Ok(()), |why| Err(why.to_owned()))
            })
            .await?;
        match ready["never"].as_str() {
            None => Ok(ready),
            Some(reason) => Err(Error::Element {
                what: format!("to {act} `{selector}`"),
                reason: reason.to_owned(),
                page: self.portrait().await,
            }),
        }
    }

    /// Ticks a box or picks a radio button by clicking it, unless it is already.
    pub async fn check(&self, selector: &str) -> Result<()> {
        self.set_checked(selector, true).await
    }

    /// Takes the tick off a box by clicking it, unless it is off already.
    pub async fn uncheck(&self, selector: &str) -> Result<()> {
        self.set_checked(selector, false).await
    }

    async fn set_checked(&self, selector: &str, wanted: bool) -> Result<()> {
        self.wait_for(selector).await?;
        if self.checked(selector).await? == Some(wanted) {
            return Ok(());
        }
        self.click(selector).await?;
        match self.checked(selector).await? {
            // The click may have led to another page: then there is no box to look at.
            None => Ok(()),
            Some(now) if now == wanted => Ok(()),
            Some(_) => Err(Error::Element {
                what: format!("to set `{selector}` to {wanted}"),
                reason: "a click did not change it".to_owned(),
                page: self.portrait().await,
            }),
        }
    }

    /// Presses and releases a key: `Tab`, `Enter`, `Escape`, `Space`, `ArrowDown`, `a`,
    /// `Shift+Tab`, … Then waits for whatever that sets off.
    pub async fn press(&self, key: &str) -> Result<()> {
        let stroke = keys::stroke(key).ok_or_else(|| Error::Key(key.to_owned()))?;
        self.command("Input.dispatchKeyEvent", stroke.down()).await?;
        self.command("Input.dispatchKeyEvent", stroke.up()).await?;
        self.barrier().await;
        self.settle().await
    }
}
