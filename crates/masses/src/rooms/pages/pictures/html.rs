//! A picture in the text of a page, as a browser gets it: with its size, so that nothing moves
//! when it comes, and in several widths, of which the browser loads one.

use std::collections::HashSet;
use std::ops::Range;

use kit::render::escape;

use super::Look;
use crate::rooms::pages::links::{Around, Leads, attributes, put, resolve, spans, target};
use crate::rooms::pages::places::Places;

/// How wide a picture is shown: as the column, which is 36rem, or as the window, if that is
/// narrower. A little more than the column makes browsers take one that is sharp in it.
pub const SIZES: &str = "(min-width: 40rem) 40rem, 100vw";

/// The same in pixels, as most browsers have it: no picture is wider than the column.
const COLUMN: u32 = 640;

/// The pictures of one text.
#[derive(Debug, Default)]
pub struct Hung(pub Vec<Shown>, HashSet<String>);

/// One of them.
#[derive(Debug)]
pub struct Shown {
    /// Its address, as it is written.
    pub url: String,
    /// The path of its file (`/files/hall.jpg`), if it is one of the site's.
    pub path: Option<String>,
    /// Where it stands in the file of the page.
    pub places: Vec<Range<usize>>,
    /// Nothing is said for those who do not see it, not even that there is nothing to say.
    pub mute: bool,
}

impl Hung {
    /// Writes the tag of a picture. One from another site is not loaded: its text stands in its
    /// place.
    pub fn hang(
        &mut self,
        tag: &str,
        around: &Around<'_>,
        places: &Places,
        out: &mut String,
        told: &mut dyn FnMut(&str, &Leads),
    ) {
        let given: Vec<_> = attributes(tag).collect();
        let value = |name: &str| {
            given.iter().find(|(given, _)| *given == name).map(|(_, value)| value.as_str())
        };
        let url = value("src").unwrap_or_default();
        let here = value("src").is_some() && is_loaded(url, around, told);
        let path = if here { target(url, around).map(|url| url.path().to_owned()) } else { None };
        let look = path.as_deref().zip(around.pictures).and_then(|(path, all)| all.look(path));
        out.push_str("<img");
        for (name, value) in &given {
            match *name {
                "src" if !here => {}
                "src" => put(
                    out,
                    name,
                    look.as_ref().and_then(|one| one.src.as_deref()).unwrap_or(value),
                ),
                name => put(out, name, value),
            }
        }
        if let Some(look) = &look {
            sized(look, value("width"), value("height"), out);
        }
        if here {
            // The first is there at once; the others come when they are near.
            if self.0.iter().any(|one| one.path.is_some()) {
                out.push_str(" loading=\"lazy\" decoding=\"async\"");
            }
        }
        out.push('>');
        let mute = value("alt").is_none();
        // All of its places are told with the first.
        let first = self.1.insert(url.to_owned());
        let places = if first { spans(around, places, url) } else { Vec::new() };
        self.0.push(Shown { url: url.to_owned(), path, places, mute });
    }
}

/// Whether a picture is loaded from its address; if not, and if it is not there, that is told.
fn is_loaded(url: &str, around: &Around<'_>, told: &mut dyn FnMut(&str, &Leads)) -> bool {
    let leads = resolve(url, around);
    match &leads {
        Leads::Away => {
            let message = format!("the picture {url} is on another site and is not loaded");
            let help = "put it into the folder files/ and link /files/…";
            told(url, &Leads::Nowhere(message, help.to_owned()));
        }
        Leads::Like(other) => {
            let message = format!("the picture {url} is a page of this site ({other})");
            let help = "put pictures into the folder files/";
            told(url, &Leads::Nowhere(message, help.to_owned()));
        }
        other => told(url, other),
    }
    leads != Leads::Away
}

/// Size and widths. What the page itself says of the size stays.
fn sized(look: &Look, width: Option<&str>, height: Option<&str>, out: &mut String) {
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<u32>().ok());
    let known = look.width > 0 && look.height > 0;
    let other =
        |given: u32, of: u32, to: u32| (f64::from(given) * f64::from(to) / f64::from(of)).round();
    match (width, height) {
        (None, None) if known => {
            put(out, "width", &look.width.to_string());
            put(out, "height", &look.height.to_string());
        }
        (Some(_), None) if known => {
            if let Some(width) = number(width) {
                put(out, "height", &other(width, look.width, look.height).to_string());
            }
        }
        (None, Some(_)) if known => {
            if let Some(height) = number(height) {
                put(out, "width", &other(height, look.height, look.width).to_string());
            }
        }
        _ => {}
    }
    if !look.srcset.is_empty() {
        let fixed = number(width).filter(|width| *width < COLUMN);
        let fixed = fixed.map(|width| format!("{width}px"));
        out.push_str(&format!(" srcset=\"{}\"", escape(&look.srcset)));
        put(out, "sizes", fixed.as_deref().unwrap_or(SIZES));
    }
}
