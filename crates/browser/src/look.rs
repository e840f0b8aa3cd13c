//! What a visitor sees: texts, attributes, the focus.

use serde_json::{Value, json};

use crate::error::Result;
use crate::page::Page;

impl Page {
    /// The visible text of the first element that the selector finds; none if it finds none.
    pub async fn text(&self, selector: &str) -> Result<Option<String>> {
        Ok(string(self.inside("text", &json!([selector])).await?))
    }

    /// An attribute of the first element found; none without the element or the attribute.
    pub async fn attribute(&self, selector: &str, name: &str) -> Result<Option<String>> {
        Ok(string(self.inside("attribute", &json!([selector, name])).await?))
    }

    /// What a field holds now, whatever the HTML said.
    pub async fn value(&self, selector: &str) -> Result<Option<String>> {
        Ok(string(self.inside("value", &json!([selector])).await?))
    }

    /// Whether a box is ticked; none if there is no such box.
    pub async fn checked(&self, selector: &str) -> Result<Option<bool>> {
        Ok(self.inside("checked", &json!([selector])).await?.as_bool())
    }

    /// How many elements the selector finds.
    pub async fn count(&self, selector: &str) -> Result<usize> {
        let count = self.inside("count", &json!([selector])).await?;
        Ok(count.as_u64().and_then(|count| usize::try_from(count).ok()).unwrap_or_default())
    }

    /// The document as it stands now.
    pub async fn html(&self) -> Result<String> {
        Ok(string(self.inside("html", &json!([])).await?).unwrap_or_default())
    }

    /// The address.
    pub async fn url(&self) -> Result<String> {
        Ok(string(self.inside("url", &json!([])).await?).unwrap_or_default())
    }

    /// The title.
    pub async fn title(&self) -> Result<String> {
        Ok(string(self.inside("title", &json!([])).await?).unwrap_or_default())
    }

    /// Which element has the keyboard's focus, as in `a#skip "Skip to content"`; `body` if none.
    pub async fn focused(&self) -> Result<String> {
        Ok(string(self.inside("focused", &json!([])).await?).unwrap_or_default())
    }

    /// Whether the document is wider than the viewport, so that one has to scroll sideways.
    pub async fn scroll_width_overflow(&self) -> Result<bool> {
        Ok(self.inside("overflows", &json!([])).await? == true)
    }
}

fn string(value: Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}
