//! Atom feeds (RFC 4287).

use crate::render::escape;

/// A feed without its entries.
pub struct Feed<'a> {
    /// The language of its texts.
    pub lang: &'a str,
    /// What it is called.
    pub title: &'a str,
    /// Who is behind it.
    pub author: &'a str,
    /// Its own address, whole.
    pub own: &'a str,
    /// The address of the page that shows the same, whole.
    pub page: &'a str,
    /// When it was last changed: `2026-11-23T21:58:04.123Z`.
    pub updated: &'a str,
}

/// One entry.
pub struct Entry {
    /// What names it for ever: an address, whole.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The address of its page, whole.
    pub href: String,
    /// When it was last changed.
    pub updated: String,
    /// What it is about, in a sentence; empty where nothing is said.
    pub summary: String,
    /// Its text in HTML, with whole addresses.
    pub html: String,
}

/// The feed. The entries come newest first.
pub fn atom(feed: &Feed<'_>, entries: &[Entry]) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{lang}\">\n\
         <id>{own}</id>\n<title>{title}</title>\n<updated>{updated}</updated>\n\
         <author><name>{author}</name></author>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{page}\"/>\n",
        lang = text(feed.lang),
        own = text(feed.own),
        title = text(feed.title),
        updated = text(feed.updated),
        author = text(feed.author),
        page = text(feed.page),
    );
    for entry in entries {
        out.push_str(&written(entry));
    }
    out.push_str("</feed>\n");
    out
}

fn written(entry: &Entry) -> String {
    let summary = match entry.summary.is_empty() {
        true => String::new(),
        false => format!("<summary>{}</summary>\n", text(&entry.summary)),
    };
    format!(
        "<entry>\n<id>{id}</id>\n<title>{title}</title>\n<updated>{updated}</updated>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{href}\"/>\n\
         {summary}<content type=\"html\">{html}</content>\n</entry>\n",
        id = text(&entry.id),
        title = text(&entry.title),
        updated = text(&entry.updated),
        href = text(&entry.href),
        html = text(&entry.html),
    )
}

/// A text as it may stand in XML, which has no place for most control characters and for two that are
/// none (XML 1.0, section 2.2).
fn text(text: &str) -> String {
    let allowed = |c: &char| match c {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        c => !c.is_control(),
    };
    escape(&text.chars().filter(allowed).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_a_feed() {
        let hostile = "</title><script>\u{0}\u{fffe}\u{ffff}&\"'";
        let entry = Entry {
            id: hostile.into(),
            title: hostile.into(),
            href: hostile.into(),
            updated: hostile.into(),
            summary: hostile.into(),
            html: hostile.into(),
        };
        let feed = Feed {
            lang: hostile,
            title: hostile,
            author: hostile,
            own: hostile,
            page: hostile,
            updated: hostile,
        };
        let xml = atom(&feed, &[entry]);
        assert!(!xml.contains("<script>") && !xml.contains('\u{0}'), "{xml}");
        assert_eq!(xml.matches("<title>").count(), xml.matches("</title>").count());
        assert_eq!(xml.matches("</entry>").count(), 1);
    }
}
