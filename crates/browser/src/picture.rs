//! Pictures of a page, and the size and colours it is drawn with.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::page::Page;
use crate::setup;

impl Page {
    /// Writes a picture of what is in view, or of the whole page: a PNG, or a small WebP where the
    /// file is named so.
    pub async fn screenshot(&self, path: impl AsRef<Path>, full_page: bool) -> Result<()> {
        let small = path.as_ref().extension().is_some_and(|end| end == "webp");
        let mut params = match small {
            true => json!({ "format": "webp", "quality": 82 }),
            false => json!({ "format": "png" }),
        };
        if full_page {
            let sizes = self.command("Page.getLayoutMetrics", json!({})).await?;
            let size = &sizes["cssContentSize"];
            params["captureBeyondViewport"] = true.into();
            params["clip"] = json!({
                "x": 0, "y": 0, "scale": 1, "width": size["width"], "height": size["height"],
            });
        }
        let answer = self.command("Page.captureScreenshot", params).await?;
        keep(path.as_ref(), &answer, "Page.captureScreenshot").await
    }

    /// Writes the page as it would be printed, as a PDF.
    pub async fn print_pdf(&self, path: impl AsRef<Path>) -> Result<()> {
        let params = json!({ "printBackground": true, "preferCSSPageSize": true });
        let answer = self.command("Page.printToPDF", params).await?;
        keep(path.as_ref(), &answer, "Page.printToPDF").await
    }

    /// Switches the visitor's preference between dark and light.
    pub async fn set_dark(&self, dark: bool) -> Result<()> {
        let options = self.change(|options| options.dark = dark);
        let (method, params) = setup::media(&options);
        self.command(method, params).await.map(|_| ())
    }

    /// Switches the visitor's preference for reduced motion.
    pub async fn set_reduced_motion(&self, reduced: bool) -> Result<()> {
        let options = self.change(|options| options.reduced_motion = reduced);
        let (method, params) = setup::media(&options);
        self.command(method, params).await.map(|_| ())
    }

    /// Sets the size of the viewport in CSS pixels.
    pub async fn set_size(&self, width: u32, height: u32) -> Result<()> {
        let options = self.change(|options| (options.width, options.height) = (width, height));
        let (method, params) = setup::metrics(&options);
        self.command(method, params).await.map(|_| ())
    }
}

async fn keep(path: &Path, answer: &Value, method: &'static str) -> Result<()> {
    let missing = Error::Answer { method, missing: "data" };
    let text = answer["data"].as_str();
    let bytes = text.and_then(|text| STANDARD.decode(text).ok()).ok_or(missing)?;
    let kept = tokio::fs::write(path, bytes).await;
    kept.map_err(|source| Error::File { path: path.to_owned(), source })
}
