//! A page that somebody asks for before all of them are ready.

use std::sync::Arc;

use ammonia::Url;
use kit::problem::Problem;

use super::Pages;
use super::draw::Drawing;
use super::shelf::Shelf;
use super::upload::Focuses;
use crate::web::packed::Packed;

impl Pages {
    /// A page of a site that has just been started, and may have very many of them. Nothing where it is
    /// not there or cannot be drawn: by then all of them are ready, to say so.
    pub(super) async fn early(self: &Arc<Self>, lang: &str, path: &str) -> Option<Arc<Packed>> {
        if !self.read.initialized() {
            // Whoever is first sees to it that it is read at all.
            tokio::select! {
                // Asked first: nobody begins to wait for all of them where they are read by now.
                biased;
                _ = self.read.wait() => {}
                () = self.freshen() => {}
            }
        }
        // It is never closed.
        let turn = self.few.acquire().await;
        if self.ready() {
            return None;
        }
        let (pages, lang, path) = (self.clone(), lang.to_owned(), path.to_owned());
        let drawn = tokio::task::spawn_blocking(move || {
            let shelf = pages.shelf();
            let page = shelf.find(&lang, &path)?;
            let body = pages.drawing(&shelf, |drawing| drawing.page(page)).ok()?.ok()?;
            Some(Arc::new(Packed::new(&pages.kinds.html, body)))
        });
        let drawn = drawn.await.ok().flatten();
        drop(turn);
        if drawn.is_none() {
            self.freshen().await;
        }
        drawn
    }

    /// Draws from these pages.
    pub(super) fn drawing<T>(
        &self,
        shelf: &Shelf,
        draw: impl FnOnce(&Drawing<'_>) -> T,
    ) -> Result<T, Problem> {
        let (ground, pictures) = (&self.ground, &self.pictures);
        let url = Url::parse(&ground.settings.site.url).map_err(|error| {
            let problem = Problem::with("masses.toml");
            problem.message(&format!("`site.url` is not an address: {error}"))
        })?;
        // Without them, the middle of each stays: what is wrong with their file is told elsewhere.
        let focuses = Focuses::read(&ground.site).unwrap_or_default();
        Ok(draw(&Drawing { ground, shelf, url: &url, pictures, focuses: &focuses }))
    }
}
