//! The file of a page as a form shows it, and back. What was not changed in the form stays as it
//! is in the file, to the byte: comments, the order of lines, how a text is quoted.

use std::ops::Range;

use similar::{ChangeTag, TextDiff};
use toml::de::{DeTable, DeValue};

use super::front::split;
use super::own::{Own, Values, quoted};

/// A page as the form for it shows it, with plain line feeds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub title: String,
    pub description: String,
    pub draft: bool,
    /// What else has a field of its own: an empty one takes its line away, none leaves it as it is.
    pub values: Values,
    /// The other lines of its front matter.
    pub more: String,
    /// Its text, in Markdown, without the blank lines before it.
    pub text: String,
}

/// Whole lines of the front matter.
#[derive(Debug, Clone)]
enum Piece {
    /// Those of a key with a field of its own, and where in them its value stands.
    Own(Own, String, Range<usize>),
    /// Any other.
    Other(String),
}

impl Parts {
    /// Takes the file of a page apart. None where it cannot be done without losing something:
    /// then the file is shown as a whole.
    pub fn of(source: &str) -> Option<Self> {
        let (toml, body) = split("", source).ok()?;
        let toml = source.get(toml)?;
        let pieces = pieces(toml)?;
        let table = DeTable::parse(toml).ok()?;
        let shown = |own: Own| own.shown(table.get_ref().get(own.name())?.get_ref());
        Some(Self {
            title: shown(Own::Title).unwrap_or_default(),
            description: shown(Own::Description).unwrap_or_default(),
            draft: shown(Own::Draft).is_some_and(|draft| draft == "true"),
            values: Own::FIELDS.iter().filter_map(|own| Some((*own, shown(*own)?))).collect(),
            more: plain(&others(&pieces)),
            text: plain(source.get(body..)?).trim_start_matches('\n').to_owned(),
        })
    }

    /// The file again, made of what it was before. The error: a line of `more` would end the front
    /// matter; which, from 1.
    pub fn into_file(self, base: &str) -> Result<Made, usize> {
        if let Some(at) = self.more.lines().position(|line| line.trim_end() == "+++") {
            return Err(at + 1);
        }
        let parted = split("", base).ok();
        let toml = parted.clone().map_or("", |(toml, _)| base.get(toml).unwrap_or_default());
        let (head, foot, body) = match &parted {
            Some((toml, body)) => (&base[..toml.start], &base[toml.end..*body], &base[*body..]),
            None => ("+++\n", "+++\n\n", ""),
        };
        let breaks = if base.contains("\r\n") { "\r\n" } else { "\n" };
        let mut pieces = pieces(toml).unwrap_or_default();
        let more = ended(self.more);
        if ended(plain(&others(&pieces))) != more {
            pieces = replayed(pieces, &more, breaks);
        }
        let draft = if self.draft { "true" } else { "" };
        set(&mut pieces, Own::Title, &self.title, breaks);
        set(&mut pieces, Own::Description, &self.description, breaks);
        set(&mut pieces, Own::Draft, draft, breaks);
        for (own, field) in &self.values {
            set(&mut pieces, *own, field, breaks);
        }
        let mut made = Made { file: head.to_owned(), places: Vec::new() };
        pieces.iter().for_each(|piece| made.add(piece));
        made.file.push_str(foot);
        let blank = body.len() - body.trim_start_matches(['\r', '\n']).len();
        made.file.push_str(&body[..blank]);
        if plain(&body[blank..]) == self.text {
            made.file.push_str(&body[blank..]);
            return Ok(made);
        }
        if !made.file.ends_with('\n') {
            made.file.push_str(breaks);
        }
        made.file.push_str(&self.text.replace('\n', breaks));
        Ok(made)
    }
}

/// A file made of what stood in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Made {
    pub file: String,
    /// For each line of the front matter, the field that it comes from, and the line in it.
    places: Vec<(&'static str, usize)>,
}

impl Made {
    fn add(&mut self, piece: &Piece) {
        self.file.push_str(piece.lines());
        for at in 1..=piece.lines().lines().count() {
            let of_more = self.places.iter().filter(|(field, _)| *field == "more").count();
            self.places.push(match piece {
                Piece::Own(own, ..) => (own.name(), at),
                Piece::Other(_) => ("more", of_more + 1),
            });
        }
    }

    /// From which field a line of the file comes, from 1, and which line of that field it is.
    pub fn place(&self, line: usize) -> (&'static str, usize) {
        // The first line begins the front matter, and another one ends it.
        let place = line.checked_sub(2).and_then(|at| self.places.get(at)).copied();
        let after = line.saturating_sub(self.places.len() + 2);
        place.unwrap_or(if after == 0 { ("title", 1) } else { ("body", after) })
    }
}

impl Piece {
    fn lines(&self) -> &str {
        match self {
            Self::Own(_, lines, _) | Self::Other(lines) => lines,
        }
    }

    fn own(&self) -> Option<Own> {
        match self {
            Self::Own(own, ..) => Some(*own),
            Self::Other(_) => None,
        }
    }

    /// As its field shows it.
    fn shown(&self) -> Option<String> {
        match self {
            Self::Own(own, lines, span) => own.shown_text(&lines[span.clone()]),
            Self::Other(_) => None,
        }
    }
}

/// The lines of the front matter. None where what every page has in its form has a value of another
/// kind, or where it is no TOML.
fn pieces(toml: &str) -> Option<Vec<Piece>> {
    let table = DeTable::parse(toml).ok()?;
    let mut known = Vec::new();
    for (key, value) in table.get_ref() {
        let Some(own) = Own::of(key.get_ref()) else { continue };
        if own.shown(value.get_ref()).is_none() {
            // What no field can show stays among the other lines, if it may.
            if Own::FIELDS.contains(&own) { continue } else { return None }
        }
        let start = toml[..key.span().start].rfind('\n').map_or(0, |at| at + 1);
        let end = value.span().end;
        let end = toml[end..].find('\n').map_or(toml.len(), |at| end + at + 1);
        known.push((start..end, own, value.span().start - start..value.span().end - start));
    }
    known.sort_by_key(|(lines, ..)| lines.start);
    let (mut pieces, mut at) = (Vec::new(), 0);
    for (lines, own, value) in known {
        pieces.extend(split_lines(toml.get(at..lines.start)?));
        pieces.push(Piece::Own(own, toml[lines.clone()].to_owned(), value));
        at = lines.end;
    }
    pieces.extend(split_lines(&toml[at..]));
    Some(pieces)
}

fn split_lines(text: &str) -> impl Iterator<Item = Piece> {
    text.split_inclusive('\n').map(|line| Piece::Other(line.to_owned()))
}

fn others(pieces: &[Piece]) -> String {
    pieces.iter().filter(|piece| matches!(piece, Piece::Other(_))).map(Piece::lines).collect()
}

/// The pieces with the other lines as they are now. Each that is still there keeps its place.
fn replayed(pieces: Vec<Piece>, more: &str, breaks: &str) -> Vec<Piece> {
    let before = others(&pieces);
    let before: Vec<&str> = before.split_inclusive('\n').map(trim_break).collect();
    let after: Vec<&str> = more.split_inclusive('\n').map(trim_break).collect();
    let (mut new, mut old) = (Vec::new(), pieces.into_iter().peekable());
    let mut in_place = false;
    for change in TextDiff::from_slices(&before, &after).iter_all_changes() {
        // A line that takes the place of another stands where that one stood.
        while !in_place || change.tag() != ChangeTag::Insert {
            match old.next_if(|piece| matches!(piece, Piece::Own(..))) {
                Some(own) => new.push(own),
                None => break,
            }
        }
        match change.tag() {
            ChangeTag::Equal => new.extend(old.next()),
            ChangeTag::Delete => drop(old.next()),
            ChangeTag::Insert => new.push(Piece::Other(format!("{}{breaks}", change.value()))),
        }
        in_place = change.tag() != ChangeTag::Equal;
    }
    new.extend(old);
    new
}

fn trim_break(line: &str) -> &str {
    line.trim_end_matches('\n').trim_end_matches('\r')
}

/// Puts what stands in a field into the lines of its key, or takes them away where it is empty.
fn set(pieces: &mut Vec<Piece>, own: Own, field: &str, breaks: &str) {
    let place = pieces.iter().position(|piece| piece.own() == Some(own));
    let value = (!field.is_empty()).then(|| own.written(field));
    match place.and_then(|at| Some((at, pieces.get_mut(at)?))) {
        // It is as it was, however that is written.
        Some((_, piece)) if piece.shown().as_deref() == Some(field) => {}
        Some((at, Piece::Own(_, lines, span))) => match value {
            Some(new) => {
                lines.replace_range(span.clone(), &new);
                span.end = span.start + new.len();
            }
            // Somebody has written why beside it.
            None if own == Own::Draft && lines[span.end..].contains('#') => {
                lines.replace_range(span.clone(), "false");
            }
            None => drop(pieces.remove(at)),
        },
        _ => {
            let Some(new) = value else { return };
            let before = pieces.iter().rposition(|piece| piece.own().is_some_and(|one| one < own));
            let line = format!("{} = {new}{breaks}", own.name());
            let start = own.name().len() + 3;
            let piece = Piece::Own(own, line, start..start + new.len());
            pieces.insert(before.map_or(0, |at| at + 1), piece);
        }
    }
}

/// A page that has moved: what leads to it besides its address has the one it had, and not the one
/// it has now.
pub(super) fn redirected(source: &str, had: &str, has: &str) -> Option<String> {
    let (toml, _) = split("", source).ok()?;
    let table = DeTable::parse(source.get(toml.clone())?).ok()?;
    let old = table.get_ref().get("redirects");
    let mut all: Vec<String> = match old.map(|old| old.get_ref()) {
        Some(DeValue::Array(all)) => all
            .iter()
            .filter_map(|one| one.get_ref().as_str().map(str::to_owned))
            .filter(|one| one != had && one != has)
            .collect(),
        _ => Vec::new(),
    };
    all.push(had.to_owned());
    let list = all.iter().map(|one| quoted(one)).collect::<Vec<_>>().join(", ");
    let mut moved = source.to_owned();
    match old {
        Some(old) => {
            let span = toml.start + old.span().start..toml.start + old.span().end;
            moved.replace_range(span, &format!("[{list}]"));
        }
        None => {
            let breaks = if source.contains("\r\n") { "\r\n" } else { "\n" };
            moved.insert_str(toml.end, &format!("redirects = [{list}]{breaks}"));
        }
    }
    Some(moved)
}

/// A page to be translated: a draft, without what is about the other one alone.
pub(super) fn to_translate(source: &str) -> Option<String> {
    let parts = Parts::of(source)?;
    let table: toml::Table = parts.more.parse().ok()?;
    let mut more = DeTable::parse(&parts.more).ok()?.into_inner();
    let mut spans: Vec<Range<usize>> = Vec::new();
    for key in ["language", "redirects"].iter().filter(|key| table.contains_key(**key)) {
        if let Some((key, value)) = more.remove_entry(*key) {
            spans.push(key.span().start..value.span().end);
        }
    }
    spans.sort_by_key(|span| std::cmp::Reverse(span.start));
    let mut lines = parts.more.clone();
    for span in spans {
        let start = lines[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let end = lines[span.end..].find('\n').map_or(lines.len(), |at| span.end + at + 1);
        lines.replace_range(start..end, "");
    }
    let copy = Parts { draft: true, more: lines, ..parts };
    copy.into_file(source).ok().map(|made| made.file)
}

/// With plain line feeds.
pub(super) fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// With an end to its last line.
fn ended(mut text: String) -> String {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests;
