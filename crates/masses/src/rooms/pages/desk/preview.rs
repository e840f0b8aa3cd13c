//! A page as visitors would see it, drafts too, and also what was typed and is not saved: in the
//! real frame of the site, on a telephone, a tablet and a desk at once.
//!
//! Each view is a frame whose whole document stands in the page around it (`srcdoc`), so that no
//! answer of the site has to allow being framed, nothing has to be kept, and nothing can be seen by
//! its address. Scripts do not run in it, and its links open beside it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use kit::problem::Problem;
use kit::web::{Answer, Refusal, Visit, html};
use minijinja::{Value, context};

use super::super::Pages;
use super::super::place::PageFile;
use super::super::save::{Error, blocking};
use super::named;
use super::typed::Typed;

/// How wide a page can be looked at: shown as `page-width-<word>`.
const WIDTHS: [&str; 3] = ["phone", "tablet", "desktop"];

/// What is longer, in bytes, is not shown in all of them at once.
const LONG: usize = 500_000;

/// A page as it is saved.
pub(super) async fn show(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    let file = named(visit.query.get("file"))?;
    let content = match pages.held(&file).await {
        Err(Error::Unwritten(_)) | Ok(None) => return Err(Refusal::NotFound),
        Ok(Some(content)) => String::from_utf8_lossy(&content).into_owned(),
        Err(error) => return Err(error.into()),
    };
    let width = visit.query.get("width").unwrap_or_default().to_owned();
    pages.show_preview(&visit, &file, &width, Ok(content), None).await
}

/// A page as it was typed.
pub(super) async fn typed(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    let file = named(visit.form.get("file"))?;
    let mut typed = Typed::read(&visit);
    let content = pages.typed_page(&visit, &file, &mut typed).await?;
    let width = visit.form.get("width").unwrap_or_default().to_owned();
    let sent: Vec<Value> = visit
        .form
        .0
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "width" | "as"))
        .map(|(name, value)| context! { name, value })
        .collect();
    let wrong = || typed.wrong.values().next().cloned().unwrap_or_default();
    pages.show_preview(&visit, &file, &width, content.ok_or_else(wrong), Some(sent)).await
}

/// The same without anything around it: for the script that shows it while somebody types.
pub(super) async fn bare(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    let file = named(visit.form.get("file"))?;
    let mut typed = Typed::read(&visit);
    let content = pages.typed_page(&visit, &file, &mut typed).await?;
    let content = content.ok_or_else(|| Refusal::Bad("a page with a mistake".to_owned()))?;
    let page = pages.in_frame(&file, content).await?;
    Ok(html(page.map_err(|problem| Refusal::Bad(problem.message))?))
}

impl Pages {
    /// The file that was meant by a form, if nothing is wrong with it.
    async fn typed_page(
        &self,
        visit: &Visit,
        file: &PageFile,
        typed: &mut Typed,
    ) -> Result<Option<String>, Refusal> {
        let there = match self.held(file).await {
            Err(Error::Unwritten(_)) => None,
            there => there?,
        };
        let base = self.base(file, typed, there.as_deref()).await?;
        Ok(typed.page(self, visit, file, &base).map(|page| page.source))
    }

    async fn show_preview(
        self: &Arc<Self>,
        visit: &Visit,
        file: &PageFile,
        width: &str,
        content: Result<String, String>,
        sent: Option<Vec<Value>>,
    ) -> Answer {
        let drawn = match content {
            Ok(content) => self.in_frame(file, content).await?.map_err(|problem| {
                let line = Some(problem.line).filter(|line| *line > 0);
                self.told(visit, &problem, line)
            }),
            Err(problem) => Err(problem),
        };
        let page = self.shelf().of_file(file.name()).cloned();
        let path = page.as_ref().map(|page| page.path.as_str());
        let shelf = self.shelf();
        let variants = shelf.all().filter(|one| path == Some(one.path.as_str()));
        let variants = variants.map(|one| {
            let name = self.ground.words.say(&one.lang, "language-name", &[]);
            context! { file => one.file.clone(), lang => one.lang.clone(), name, current => one.file == file.name() }
        });
        // Each view has the whole page in it: of a very long one, there is one at a time.
        let long = drawn.as_ref().is_ok_and(|page| page.len() > LONG);
        let usual = if long { "desktop" } else { "all" };
        let status = if drawn.is_ok() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let shown = context! {
            title => self.heading(file),
            file => file.name(),
            width => WIDTHS.into_iter().find(|one| *one == width).unwrap_or(usual),
            widths => WIDTHS,
            problem => drawn.as_ref().err(),
            page => drawn.as_ref().ok(),
            variants => variants.collect::<Vec<_>>(),
            sent,
        };
        self.ground.desk_page_status(status, visit, "pages/desk_preview.html", shown).await
    }

    /// A page as it would look in a frame.
    async fn in_frame(
        self: &Arc<Self>,
        file: &PageFile,
        content: String,
    ) -> Result<Result<String, Problem>, Refusal> {
        let (pages, file) = (self.clone(), file.clone());
        let drawn = blocking(move || pages.drawn(&file, content)).await?;
        // What is followed in a frame would be refused there: no page may be framed.
        Ok(drawn.map(|page| page.replacen("<head>", "<head><base target=\"_blank\">", 1)))
    }
}
