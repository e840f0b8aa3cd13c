//! The feed of versions (RFC 4287): how to stay up to date without coming back to look (C2).

use kit::clock::stamp;
use policy::Difference;

use super::own::escape;
use super::view::Page;
use crate::ground::gate::Version;

/// One version and what it changed.
pub(super) struct Item<'a> {
    pub version: &'a Version,
    pub difference: Option<&'a Difference>,
    /// Its page.
    pub href: String,
}

/// What stands around the versions.
pub(super) struct Head<'a> {
    pub title: String,
    pub author: &'a str,
    /// Its own address.
    pub own: String,
    /// The page of the versions.
    pub page: String,
}

/// The feed. The items come newest first.
pub(super) fn atom(head: &Head<'_>, items: &[Item<'_>], page: &Page<'_>) -> String {
    let updated = items.first().map_or(0, |item| item.version.published_at);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{lang}\">\n\
         <id>{own}</id>\n<title>{title}</title>\n<updated>{updated}</updated>\n\
         <author><name>{author}</name></author>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>\n",
        lang = escape(page.lang),
        own = escape(&head.own),
        title = escape(&head.title),
        updated = stamp(updated),
        author = escape(head.author),
        address = escape(&head.page),
    );
    for item in items {
        out.push_str(&entry(item, page));
    }
    out.push_str("</feed>\n");
    out
}

fn entry(item: &Item<'_>, page: &Page<'_>) -> String {
    let number = item.version.number;
    let args = [("number", kit::words::Arg::Int(i64::from(number)))];
    let changes = match item.difference {
        Some(difference) => page.changes(difference, false),
        None => vec![page.say("privacy-first-version", &[])],
    };
    let list: String =
        changes.iter().map(|change| format!("<li>{}</li>", escape(change))).collect();
    // The hash belongs to the id: a version that was replaced before anybody had given anything
    // is another one than what took its place.
    let hash: String = item.version.hash.chars().take(16).collect();
    format!(
        "<entry>\n<id>{href}#{hash}</id>\n<title>{title}</title>\n<updated>{at}</updated>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{href}\"/>\n\
         <content type=\"html\">{content}</content>\n</entry>\n",
        href = escape(&item.href),
        title = escape(&page.say("privacy-version-title", &args)),
        at = stamp(item.version.published_at),
        content = escape(&format!("<ul>{list}</ul>")),
    )
}
