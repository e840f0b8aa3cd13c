//! Pictures and documents in the desk: the list, and everything about one of them.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use kit::web::{Answer, Refusal, Visit, redirect};
use minijinja::{Value, context};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::super::Pages;
use super::super::pictures::{Focus, size};
use super::super::save::{By, Error, blocking};
use super::super::upload::{FileName, Focuses, Listed, folders, listed, set_focus};
use super::super::write::Unwritten;

/// How many files are shown at once.
const SHOWN: usize = 60;
/// Pictures up to this size are shown in the list, in bytes.
const SMALL: u64 = 400_000;
/// How large the picture is in which somebody clicks on its focus: so many pixels on its longer
/// side, on every screen.
const CLICKED: u32 = 240;
/// The points that can be chosen without clicking: `page-focus-<word>`.
const POINTS: [(&str, Focus); 9] = [
    ("top-left", Focus { x: 15, y: 15 }),
    ("top", Focus { x: 50, y: 15 }),
    ("top-right", Focus { x: 85, y: 15 }),
    ("left", Focus { x: 15, y: 50 }),
    ("middle", Focus { x: 50, y: 50 }),
    ("right", Focus { x: 85, y: 50 }),
    ("bottom-left", Focus { x: 15, y: 85 }),
    ("bottom", Focus { x: 50, y: 85 }),
    ("bottom-right", Focus { x: 85, y: 85 }),
];

pub(super) async fn list(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    pages.show_files(StatusCode::OK, &visit, None).await
}

pub(super) async fn show(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    let file = pages.file_named(visit.query.get("name")).await?;
    pages.show_file(StatusCode::OK, &visit, &file, None).await
}

/// A click into the picture, or one of nine points.
pub(super) async fn focus(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    let file = pages.file_named(visit.form.get("name")).await?;
    let number = |name| visit.form.get(name).and_then(|text| text.parse::<u32>().ok());
    let clicked = number("point.x").zip(number("point.y"));
    let chosen = visit.form.get("at").and_then(|at| POINTS.iter().find(|(word, _)| *word == at));
    let focus = match (clicked, chosen) {
        // A browser sends no point with a key that is pressed (HTML, section 4.10.5.1.19).
        (Some((0, 0)), None) | (None, None) => None,
        (Some((x, y)), None) => pages
            .size_of(&file)
            .await?
            .map(|(width, height)| Focus { x: hundredth(x, width), y: hundredth(y, height) }),
        (_, Some((_, focus))) => Some(*focus),
    };
    let Some(focus) = focus else {
        let problem = pages.say(&visit, "file-focus-none");
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return pages.show_file(status, &visit, &file, Some(problem)).await;
    };
    match pages.keep_focus(&file, Some(focus)).await {
        Ok(()) => Ok(redirect(&format!("{}&done=file-focus", about(&visit, &file)))),
        Err(error) => {
            let problem = pages.file_unwritten(&visit, error)?;
            let status = StatusCode::INSUFFICIENT_STORAGE;
            pages.show_file(status, &visit, &file, Some(problem)).await
        }
    }
}

pub(super) async fn delete(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    let file = pages.file_named(visit.form.get("name")).await?;
    match pages.delete_file(By::of(&visit)?, &file).await {
        Ok(()) => Ok(redirect(&visit.to("/desk/pages/files?done=file-deleted"))),
        Err(error) => {
            let problem = pages.file_unwritten(&visit, error)?;
            let status = StatusCode::INSUFFICIENT_STORAGE;
            pages.show_file(status, &visit, &file, Some(problem)).await
        }
    }
}

/// An address in the desk that names a file.
pub(super) fn about(visit: &Visit, file: &FileName) -> String {
    let name = utf8_percent_encode(file.name(), NON_ALPHANUMERIC);
    visit.to(&format!("/desk/pages/file?name={name}"))
}

/// Where a pixel is, in hundredths of a length.
fn hundredth(at: u32, length: u32) -> u8 {
    u8::try_from((at * 100 / length.max(1)).min(100)).unwrap_or(100)
}

/// How large a picture is shown in which somebody clicks.
fn shown((width, height): (u32, u32)) -> (u32, u32) {
    let longer = u64::from(width.max(height)).max(1);
    let scale = |side: u32| {
        let side = u64::from(side) * u64::from(CLICKED) / longer;
        u32::try_from(side).unwrap_or(CLICKED).max(1)
    };
    (scale(width), scale(height))
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl Pages {
    /// The file that a form or an address names, if it is there.
    async fn file_named(&self, name: Option<&str>) -> Result<FileName, Refusal> {
        let file = name.and_then(FileName::read).ok_or(Refusal::NotFound)?;
        let (site, wanted) = (self.ground.site.clone(), file.clone());
        let there = blocking(move || wanted.find(&site).is_some()).await?;
        if there { Ok(file) } else { Err(Refusal::NotFound) }
    }

    pub(super) async fn show_files(
        &self,
        status: StatusCode,
        visit: &Visit,
        problem: Option<String>,
    ) -> Answer {
        let q = visit.query.get("q").unwrap_or_default().trim().to_lowercase();
        let site = self.ground.site.clone();
        let (mut all, folders) = blocking(move || (listed(&site), folders(&site))).await?;
        let none = all.is_empty();
        all.retain(|one| {
            q.split_whitespace().all(|word| one.file.name().to_lowercase().contains(word))
        });
        // What came last is mostly what is looked for.
        all.sort_by_key(|one| std::cmp::Reverse((one.at, one.file.clone())));
        let last = all.len().div_ceil(SHOWN).max(1);
        let number = visit.query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1);
        let number = number.clamp(1, last);
        let rows = all.iter().skip((number - 1) * SHOWN).take(SHOWN);
        let page = context! {
            title => self.say(visit, "files-title"),
            problem,
            q => visit.query.get("q").unwrap_or_default(),
            none,
            folders,
            rows => rows.map(|one| self.file_row(one)).collect::<Vec<_>>(),
            number,
            last,
        };
        self.ground.desk_page_status(status, visit, "pages/desk_files.html", page).await
    }

    /// The addresses of all pictures.
    pub(super) async fn pictures_there(&self) -> Result<Vec<String>, Refusal> {
        let site = self.ground.site.clone();
        let all = blocking(move || listed(&site)).await?;
        let mark = |one: &&Listed| one.file.name().starts_with("favicon.");
        let pictures = all.iter().filter(|one| is_picture(&one.file) && !mark(one));
        Ok(pictures.map(|one| format!("/files/{}", one.file.name())).collect())
    }

    fn file_row(&self, one: &Listed) -> Value {
        let picture = is_picture(&one.file) && one.bytes <= SMALL;
        context! {
            name => one.file.name(),
            ending => one.file.ending(),
            href => one.file.href(),
            size => size_words(one.bytes),
            at => one.at,
            picture,
        }
    }

    async fn show_file(
        &self,
        status: StatusCode,
        visit: &Visit,
        file: &FileName,
        problem: Option<String>,
    ) -> Answer {
        let (site, wanted) = (self.ground.site.clone(), file.clone());
        let found = blocking(move || {
            let path = wanted.find(&site)?;
            let focus = Focuses::read(&site).ok().and_then(|all| all.of(wanted.name()));
            Some((path.metadata().ok()?.len(), size(&path), focus))
        });
        let (bytes, size, focus) = found.await?.ok_or(Refusal::NotFound)?;
        let alt = visit.query.get("alt").unwrap_or_default().trim();
        let title = file.name().rsplit('/').next().unwrap_or_default();
        let alone = is_picture(file);
        let text = markdown(if alone || !alt.is_empty() { alt } else { title });
        let clicked = size.map(shown);
        let page = context! {
            title,
            problem,
            name => file.name(),
            href => file.href(),
            picture => alone,
            size => size_words(bytes),
            pixels => size.map(|(width, height)| format!("{width} × {height}")),
            alt,
            markdown => match (alone, visit.query.get("alt").is_some() && alt.is_empty()) {
                // Nobody leaves a text out on purpose in Markdown: that is asked about.
                (true, true) => format!("<img src=\"{}\" alt=\"\">", file.href()),
                (true, false) => format!("![{text}]({})", file.href()),
                (false, _) => format!("[{text}]({})", file.href()),
            },
            clicked => clicked.map(|(width, height)| context! { width, height }),
            focus => focus.map(|Focus { x, y }| context! { x, y }),
            mark => clicked.zip(focus).map(|((width, height), Focus { x, y })| {
                context! { x => width * u32::from(x) / 100, y => height * u32::from(y) / 100 }
            }),
            points => POINTS.map(|(word, point)| context! {
                word,
                current => focus.unwrap_or_default() == point,
            }),
            used => self.used_by(file),
        };
        self.ground.desk_page_status(status, visit, "pages/desk_file.html", page).await
    }

    /// The pages that show a file or lead to it.
    fn used_by(&self, file: &FileName) -> Vec<Value> {
        let (shelf, href) = (self.shelf(), file.href());
        let named = format!("/files/{}", file.name());
        let used =
            shelf.all().filter(|page| page.source.contains(&href) || page.source.contains(&named));
        used.map(|page| context! { file => page.file.clone(), title => page.front.title.clone() })
            .collect()
    }

    /// How large a picture is in which somebody has clicked.
    async fn size_of(&self, file: &FileName) -> Result<Option<(u32, u32)>, Refusal> {
        let (site, file) = (self.ground.site.clone(), file.clone());
        let size = blocking(move || file.find(&site).as_deref().and_then(size));
        Ok(size.await?.map(shown))
    }

    async fn keep_focus(&self, file: &FileName, focus: Option<Focus>) -> Result<(), Error> {
        let _one_at_a_time = self.changing.lock().await;
        let (site, file, mark) =
            (self.ground.site.clone(), file.clone(), self.ground.chance.token());
        let kept = blocking(move || set_focus(&site, &file, focus, &mark)).await?;
        kept.map_err(|error| Error::Unwritten(Unwritten::Io(error)))
    }
}

fn is_picture(file: &FileName) -> bool {
    let kind = super::super::files::manner(file.name());
    kind.shown && kind.content_type.starts_with("image/")
}

/// A size as people read it, in steps of a thousand.
fn size_words(bytes: u64) -> String {
    match count(bytes) {
        small @ ..1_000 => format!("{small} B"),
        medium @ ..1_000_000 => format!("{} kB", medium / 1_000),
        large => format!("{}.{} MB", large / 1_000_000, large / 100_000 % 10),
    }
}

/// A text that stands in square brackets.
fn markdown(text: &str) -> String {
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}
