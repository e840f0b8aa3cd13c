//! What follows from the pages: the rest of long lists, pages of tags, feeds, the map of the site.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use kit::clock::day_start;
use kit::clock::stamp;
use kit::feed::{Entry, Feed, atom};
use kit::problem::Problem;
use kit::render::escape;
use kit::words::Arg;

use super::address::{href, slug};
use super::draw::{Drawing, PER_PAGE, fed, numbered, tagged};
use super::front::List;
use super::markdown::Part;
use super::shelf::Page;

/// How many entries a feed has.
const ENTRIES: usize = 20;

/// Something that follows from the pages.
pub struct Derived {
    /// Its address, without the site's.
    pub href: String,
    /// Which kind.
    pub kind: Kind,
    /// The content.
    pub body: String,
}

/// How it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// As a page.
    Html,
    /// As an Atom feed.
    Atom,
    /// As XML.
    Xml,
}

impl Drawing<'_> {
    /// A mark that changes with whatever is in it. `mark`: what pages show of each other.
    pub fn derived_mark(&self, mark: u64) -> u64 {
        let mut hash = DefaultHasher::new();
        mark.hash(&mut hash);
        // Feeds are all that has the text of a page in it.
        let is_news = |page: &&Arc<Page>| page.front.list == Some(List::News);
        for section in self.shelf.served().filter(is_news) {
            let news = self.shelf.news_of(&section.lang, &section.path);
            let texts = news.iter().take(ENTRIES).map(|page| (&page.source, page.front.publish));
            texts.for_each(|text| text.hash(&mut hash));
        }
        hash.finish()
    }

    /// All of it.
    pub fn derived(&self) -> (Vec<Derived>, Vec<Problem>) {
        let (mut all, mut problems) = (Vec::new(), Vec::new());
        let is_news = |page: &&Arc<Page>| page.front.list == Some(List::News);
        for section in self.shelf.served().filter(is_news) {
            let news = self.shelf.news_of(&section.lang, &section.path);
            all.push(self.feed(section, &news));
            for page in self.further_pages(section, &news) {
                match page {
                    Ok(page) => all.push(page),
                    Err(problem) => problems.push(problem),
                }
            }
        }
        all.push(Derived { href: "/sitemap.xml".into(), kind: Kind::Xml, body: self.sitemap() });
        (all, problems)
    }

    /// The list from its second page on, and a page for each tag.
    fn further_pages(&self, section: &Page, news: &[&Arc<Page>]) -> Vec<Result<Derived, Problem>> {
        let say = |key: &str, args: &[(&str, Arg)]| self.ground.words.say(&section.lang, key, args);
        let title = || Arg::Text(section.front.title.clone());
        let drawn = |path: String, title: String, list| {
            let body = self.further(section, &path, &title, list)?;
            let href = href(&self.ground.prefix(&section.lang), &path);
            Ok(Derived { href, kind: Kind::Html, body })
        };
        let numbers = 2..=news.len().div_ceil(PER_PAGE);
        let mut all: Vec<_> = numbers
            .map(|number| {
                let at = Arg::Int(i64::try_from(number).unwrap_or(i64::MAX));
                let title = say("pages-list-further", &[("title", title()), ("number", at)]);
                let list = self.news(section, news, number);
                drawn(numbered(&section.path, number), title, list)
            })
            .collect();
        let mut tags: BTreeMap<String, (&str, Vec<&Arc<Page>>)> = BTreeMap::new();
        for page in news {
            for tag in &page.front.tags {
                let of = tags.entry(slug(tag)).or_insert((tag, Vec::new()));
                of.1.push(page);
            }
        }
        all.extend(tags.into_iter().map(|(slug, (tag, pages))| {
            let tag = Arg::Text(tag.to_owned());
            let title = say("pages-list-tag", &[("title", title()), ("tag", tag)]);
            drawn(tagged(&section.path, &slug), title, self.every(&pages))
        }));
        all
    }

    /// The feed of a section's news (RFC 4287).
    fn feed(&self, section: &Page, news: &[&Arc<Page>]) -> Derived {
        let entries: Vec<Entry> = news.iter().take(ENTRIES).map(|page| self.entry(page)).collect();
        let own = fed(&section.path);
        let feed = Feed {
            lang: &section.lang,
            title: &format!("{} · {}", section.front.title, self.ground.settings.site.title),
            author: &self.ground.settings.organisation.name,
            own: &self.ground.url(&section.lang, &own),
            page: &self.ground.url(&section.lang, &section.path),
            updated: entries.first().map_or("1970-01-01T00:00:00.000Z", |entry| &entry.updated),
        };
        let href = href(&self.ground.prefix(&section.lang), &own);
        Derived { href, kind: Kind::Atom, body: atom(&feed, &entries) }
    }

    fn entry(&self, page: &Page) -> Entry {
        let address = self.ground.url(&page.lang, &super::address::encode(&page.path));
        let day = page.front.date.as_deref().and_then(day_start).unwrap_or(0);
        let text = self.text(page);
        let html = text.parts().into_iter().filter_map(|part| match part {
            Part::Html(html) => Some(html),
            Part::Block(_) => None,
        });
        let root = self.ground.settings.site.url.trim_end_matches('/');
        // Whoever reads it elsewhere has to find the way here.
        let whole = |html: String| {
            html.replace(" href=\"/", &format!(" href=\"{root}/"))
                .replace(" src=\"/", &format!(" src=\"{root}/"))
                .replace(" href=\"#", &format!(" href=\"{}#", escape(&address)))
        };
        Entry {
            id: address.clone(),
            title: page.front.title.clone(),
            updated: stamp(page.front.publish.unwrap_or(day).max(day)),
            summary: page.front.description.clone(),
            html: whole(html.collect()),
            href: address,
        }
    }

    /// Every page with its other languages, for search engines (sitemaps.org, and the extension
    /// for languages that they agree on).
    fn sitemap(&self) -> String {
        let mut out = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
             xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
        );
        let languages = &self.ground.settings.site.languages;
        let address = |lang: &str, page: &Page| {
            escape(&self.ground.url(lang, &super::address::encode(&page.path)))
        };
        for page in self.shelf.served() {
            out.push_str(&format!("<url><loc>{}</loc>", address(&page.lang, page)));
            let there = self.shelf.languages_of(&page.path, languages);
            if there.len() > 1 {
                for lang in &there {
                    out.push_str(&format!(
                        "<xhtml:link rel=\"alternate\" hreflang=\"{lang}\" href=\"{}\"/>",
                        address(lang, page)
                    ));
                }
            }
            if let Some(day) = &page.front.date {
                out.push_str(&format!("<lastmod>{day}</lastmod>"));
            }
            out.push_str("</url>\n");
        }
        out.push_str("</urlset>\n");
        out
    }
}
