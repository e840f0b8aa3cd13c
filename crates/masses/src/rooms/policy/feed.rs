//! The feed of versions (RFC 4287): how to stay up to date without coming back to look (C2).

use kit::clock::stamp;
use kit::feed::{Entry, Feed};
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
    let feed = Feed {
        lang: page.lang,
        title: &head.title,
        author: head.author,
        own: &head.own,
        page: &head.page,
        updated: &stamp(updated),
    };
    let entries: Vec<Entry> = items.iter().map(|item| entry(item, page)).collect();
    kit::feed::atom(&feed, &entries)
}

fn entry(item: &Item<'_>, page: &Page<'_>) -> Entry {
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
    Entry {
        id: format!("{}#{hash}", item.href),
        title: page.say("privacy-version-title", &args),
        href: item.href.clone(),
        updated: stamp(item.version.published_at),
        summary: String::new(),
        html: format!("<ul>{list}</ul>"),
    }
}
