//! Style sheets and scripts: embedded in the program, named by their content, kept by browsers
//! for ever.
//!
//! `site.css` and `desk.css` are put together from the files that `assets/css/site.txt` and
//! `desk.txt` list, with the look of the site after the tokens. What lies in the site's folder
//! `theme/` as `*.css` comes after `site.css`; the desk stays as it is, so that nothing in there can
//! hide what it says.
//! A script does not import another one: its name is not known in advance.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwap;
use axum::Router;
use axum::extract::{Path as Named, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kit::problem::{Problem, Problems};
use kit::render::Addresses;
use kit::settings::Settings;
use kit::web::{Asked, Prepared, Ready, Refusal};

use super::look;
use super::packed::{Heads, Packed};

#[derive(rust_embed::Embed)]
#[folder = "$CARGO_MANIFEST_DIR/../../assets"]
struct Embedded;

/// The style sheets that are put together, and the lists of their parts.
const SHEETS: [(&str, &str); 2] = [("site.css", "css/site.txt"), ("desk.css", "css/desk.txt")];

/// The part of each that the look comes after.
const TOKENS: &str = "tokens.css";

/// How many former versions are kept.
const FORMER: usize = 16;

/// The largest style sheet of a site, in bytes.
const LARGEST: usize = 256 * 1024;

/// The name never means anything else.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// They load nothing themselves.
const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'");

/// All of them. Copies share what they hold.
#[derive(Clone)]
pub struct Assets(Arc<ArcSwap<Set>>);

#[derive(Clone, Default)]
struct Set {
    /// What every answer carries.
    security: Arc<[(HeaderName, HeaderValue)]>,
    /// The look of the site, as a style sheet.
    look: Arc<str>,
    /// `site.css` → `/assets/site.0123456789abcdef.css`.
    map: BTreeMap<String, String>,
    /// By the last part of their address. The last of former versions stay, for pages that were
    /// sent a moment ago.
    files: BTreeMap<String, Arc<Packed>>,
    /// Their names, the oldest first.
    order: Vec<String>,
}

impl Assets {
    /// Puts them together, for the site in this folder. `security`: what every answer carries.
    pub fn load(
        site: &Path,
        settings: &Settings,
        security: &[(HeaderName, HeaderValue)],
    ) -> Result<Self, Problems> {
        let look = worn(settings)?;
        let of = |(name, value): &(HeaderName, HeaderValue)| match *name {
            header::CONTENT_SECURITY_POLICY => (name.clone(), POLICY),
            _ => (name.clone(), value.clone()),
        };
        let security = security.iter().map(of).collect();
        let set = Set { security, look: look.into(), ..Set::default() };
        Ok(Self(Arc::new(ArcSwap::from_pointee(set.renewed(site)?))))
    }

    /// Takes the site's own style sheets anew. On an error the former ones stay (F22).
    pub fn reload(&self, site: &Path) -> Result<(), Problems> {
        let set = self.0.load().as_ref().clone().renewed(site)?;
        self.0.store(Arc::new(set));
        Ok(())
    }

    /// The address of each, by name.
    pub fn map(&self) -> BTreeMap<String, String> {
        self.0.load().map.clone()
    }

    /// The route to them.
    pub fn router(&self) -> Router {
        Router::new().route(DOOR, get(serve)).with_state(self.clone())
    }
}

/// The door of all of them.
const DOOR: &str = "/assets/{file}";

async fn serve(
    State(assets): State<Assets>,
    Named(file): Named<String>,
    headers: HeaderMap,
) -> Response {
    match assets.find(&format!("/assets/{file}"), Asked::of(&headers)) {
        Some(ready) => ready.response(),
        None => Refusal::NotFound.into_response(),
    }
}

impl Addresses for Assets {
    fn address(&self, name: &str) -> Option<String> {
        self.0.load().map.get(name).cloned()
    }
}

impl Prepared for Assets {
    fn door(&self) -> &'static str {
        DOOR
    }

    fn find(&self, path: &str, asked: Asked<'_>) -> Option<Ready> {
        let file = path.strip_prefix("/assets/")?;
        let set = self.0.load();
        let asset = set.files.get(file)?;
        Some(asset.sent(asked))
    }
}

impl Set {
    fn renewed(mut self, site: &Path) -> Result<Self, Problems> {
        for (name, list) in SHEETS {
            let mut css = sheet(list, &self.look)?;
            if name == "site.css" {
                css.push_str(&theme(&site.join("theme"))?);
            }
            self.add(name, css.into_bytes());
        }
        for path in Embedded::iter() {
            let name = path.rsplit('/').next().unwrap_or(&path);
            if path.starts_with("css/") || name.starts_with('.') {
                continue;
            }
            if let Some(file) = Embedded::get(&path) {
                self.add(name, file.data.into_owned());
            }
        }
        self.forget();
        Ok(self)
    }

    fn add(&mut self, name: &str, body: Vec<u8>) {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let heads = Heads::new(content_type(ending), FOR_EVER, &self.security);
        let asset = Packed::new(&heads, body);
        let file = format!("{stem}.{}.{ending}", asset.tag());
        self.map.insert(name.to_owned(), format!("/assets/{file}"));
        self.order.retain(|other| *other != file);
        self.order.push(file.clone());
        self.files.entry(file).or_insert(asset.into());
    }

    /// Lets go of those that nobody can be waiting for any more.
    fn forget(&mut self) {
        let former = self.order.len().saturating_sub(self.map.len() + FORMER);
        for file in self.order.drain(..former) {
            self.files.remove(&file);
        }
    }
}

/// The look that the settings choose, and the accent that they may put in place of its own.
fn worn(settings: &Settings) -> Result<String, Problems> {
    let look = embedded(&format!("css/looks/{}.css", settings.site.look))?;
    let accent = look::accent(settings, &look)?;
    Ok(look + &accent)
}

/// The parts of a style sheet, in the order of their list.
fn sheet(list: &str, look: &str) -> Result<String, Problems> {
    let mut css = String::new();
    for part in embedded(list)?.lines().map(str::trim).filter(|line| !line.is_empty()) {
        css.push_str(&embedded(&format!("css/{part}"))?);
        if part == TOKENS {
            css.push_str(look);
        }
    }
    Ok(lean(&css))
}

/// What means the same with less. In no string of ours stands anything of it.
const LEANER: [(&str, &str); 7] =
    [(" {", "{"), ("{ ", "{"), ("; }", "}"), (" }", "}"), (";}", "}"), (", ", ","), (": ", ":")];

/// A style sheet of ours without what only those who write it need: comments, indents, line ends.
fn lean(css: &str) -> String {
    let mut lean = String::with_capacity(css.len());
    for line in look::plain(css).lines().map(str::trim).filter(|line| !line.is_empty()) {
        // A declaration or a list of selectors may go on in the next line.
        if !lean.is_empty() && !lean.ends_with(['{', '}', ';', ',']) {
            lean.push(' ');
        }
        lean.push_str(line);
    }
    lean.push('\n');
    LEANER.iter().fold(lean, |css, (long, short)| css.replace(long, short))
}

fn embedded(path: &str) -> Result<String, Problem> {
    let missing =
        || Problem::with(path).message("this part of the program is missing: build it again");
    let file = Embedded::get(path).ok_or_else(missing)?;
    String::from_utf8(file.data.into_owned()).map_err(|_| missing())
}

/// The site's own style sheets, by name.
fn theme(folder: &Path) -> Result<String, Problems> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.ends_with(".css") && !name.starts_with('.'))
        .collect();
    names.sort();
    let (mut css, mut problems) = (String::new(), Problems::default());
    for name in names {
        let problem = || Problem::with(&format!("theme/{name}"));
        match std::fs::read(folder.join(&name)).map(String::from_utf8) {
            Ok(Ok(text)) if text.len() > LARGEST => {
                let message = problem().message("this style sheet is larger than 256 kB");
                problems
                    .0
                    .push(message.help("every visitor loads it: take out what is not needed"));
            }
            Ok(Ok(text)) => {
                css.push_str(text.trim_start_matches('\u{feff}'));
                css.push('\n');
            }
            Ok(Err(_)) => problems.0.push(problem().message("this style sheet is not UTF-8")),
            Err(error) => {
                problems.0.push(problem().message(&format!("it cannot be read: {error}")))
            }
        }
    }
    if problems.0.is_empty() { Ok(css) } else { Err(problems) }
}

fn content_type(ending: &str) -> &'static str {
    match ending {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// The strong entity tag of a content, quotes included: the first 16 digits of its SHA-256.
pub fn etag(body: &[u8]) -> String {
    format!("\"{}\"", tag_of(body))
}

/// The first 16 digits of a content's SHA-256.
pub fn tag_of(body: &[u8]) -> String {
    vault::hash(body).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Whether `If-None-Match` names what we would send: one of a list or `*`, compared weakly
/// (RFC 9110, section 13.1.2).
pub fn unchanged(if_none_match: Option<&str>, etag: &str) -> bool {
    let Some(asked) = if_none_match else { return false };
    asked.trim() == "*"
        || asked.split(',').any(|one| {
            let one = one.trim();
            one.strip_prefix("W/").unwrap_or(one) == etag
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_weakly_and_in_lists() {
        let tag = etag(b"x");
        assert_eq!((tag.len(), tag.as_str()), (18, "\"2d711642b726b044\""));
        for yes in [
            "*",
            " * ",
            &tag,
            &format!("W/{tag}"),
            &format!("\"a\", W/\"b\",{tag}"),
            &format!(" {tag} "),
        ] {
            assert!(unchanged(Some(yes), &tag), "{yes}");
        }
        for no in
            ["", "2d711642b726b044", "\"2d711642b726b04\"", "\"a\", \"b\"", "w/*", "\"*\"", "W/"]
        {
            assert!(!unchanged(Some(no), &tag), "{no}");
        }
        assert!(!unchanged(None, &tag));
    }

    #[test]
    fn no_string_is_made_leaner() {
        for path in Embedded::iter().filter(|path| path.ends_with(".css")) {
            let css = look::plain(&embedded(&path).unwrap());
            for string in css.split('"').skip(1).step_by(2) {
                assert!(!LEANER.iter().any(|(long, _)| string.contains(long)), "{path}: {string}");
            }
        }
        let css = "a, b:is(c, d) {\n  e: f;\n  g: h;\n}\n@media (i: j) { k { l: m } }\n";
        assert_eq!(lean(css), "a,b:is(c,d){e:f;g:h}@media (i:j){k{l:m}}\n");
    }

    #[test]
    fn names_follow_the_content_and_the_theme() {
        let site = tempfile::tempdir().unwrap();
        let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo");
        let settings = Settings::load(&demo, []).unwrap();
        let assets = Assets::load(site.path(), &settings, &[]).unwrap();
        let before = assets.map();
        let (site_css, desk_css) = (&before["site.css"], &before["desk.css"]);
        assert!(site_css.starts_with("/assets/site.") && site_css.ends_with(".css"), "{site_css}");
        let theme = site.path().join("theme");
        std::fs::create_dir(&theme).unwrap();
        std::fs::write(theme.join("tokens.css"), ":root { --accent: #a00 }").unwrap();
        assets.reload(site.path()).unwrap();
        let after = assets.map();
        assert_ne!(&after["site.css"], site_css);
        assert_eq!(&after["desk.css"], desk_css);
        let set = assets.0.load();
        let body = |address: &str| set.files[address.trim_start_matches("/assets/")].body().clone();
        assert!(body(&after["site.css"]).ends_with(b"--accent: #a00 }\n"));
        assert!(!body(site_css).is_empty(), "the former version stays");
        std::fs::write(theme.join("bad.css"), b"\xff").unwrap();
        let problems = assets.reload(site.path()).unwrap_err().to_string();
        assert!(problems.contains("theme/bad.css") && problems.contains("not UTF-8"), "{problems}");
        assert_eq!(assets.map(), after, "F22: the last good one stays");
    }
}
