//! Draws pages: a text, and what it shows of the pages around it.

use std::sync::Arc;

use ammonia::Url;
use kit::problem::Problem;
use minijinja::context;
use minijinja::value::Value;

use super::address::{encode, href, slug};
use super::front::List;
use super::links::Around;
use super::markdown::{self, Heading, Part, Text};
use super::pictures::{Focus, Look, Pictures};
use super::shelf::{Page, Shelf, folder};
use super::upload::Focuses;
use crate::ground::Ground;

/// How many news a page lists.
pub const PER_PAGE: usize = 10;
/// How large a picture in a list is at the most, in pixels.
const SMALL: (u32, u32) = (640, 480);
/// How many the block of the newest shows.
const NEWEST: usize = 3;
/// How many pages of a folder stand beside one of them, before it and after it.
const NEAR: usize = 100;

/// What pages are drawn from.
pub struct Drawing<'a> {
    /// Settings, words, templates.
    pub ground: &'a Ground,
    /// All pages.
    pub shelf: &'a Shelf,
    /// The address of the site.
    pub url: &'a Url,
    /// Its pictures.
    pub pictures: &'a Pictures,
    /// Which point of each has to stay.
    pub focuses: &'a Focuses,
}

impl Drawing<'_> {
    /// A page, whole.
    pub fn page(&self, page: &Page) -> Result<String, Problem> {
        let text = self.text(page);
        let lang = &page.lang;
        let list = page.front.list.map(|list| self.list(page, list));
        let own = context! {
            title => page.front.title.as_str(),
            description => page.front.description.as_str(),
            heading => text.heading(),
            parts => parts(&text),
            contents => page.front.toc.then(|| contents(&text.contents)),
            crumbs => self.crumbs(page),
            item => self.item(page),
            section => self.section(page),
            feed => self.feed_of(page),
            ..list.unwrap_or_default()
        };
        let blocks = context! {
            newest => self.newest(&text, lang),
            sections => contents(&text.contents),
        };
        self.framed("pages/page.html", page, context! { ..own, ..blocks })
    }

    /// A page of a list that goes on, or of a tag. `at`: its path.
    pub fn further(
        &self,
        page: &Page,
        at: &str,
        title: &str,
        list: Value,
    ) -> Result<String, Problem> {
        let crumb = self.link(page);
        let own = context! {
            title,
            description => "",
            crumbs => vec![crumb],
            feed => self.feed_of(page),
            ..list
        };
        let there = std::slice::from_ref(&page.lang);
        let frame = self.ground.frame(&page.lang, &encode(at), there);
        self.ground.render.page("pages/list.html", context! { ..own, ..frame })
    }

    /// The text of a page.
    pub fn text(&self, page: &Page) -> Text {
        let ground = self.ground;
        markdown::render(&Around {
            page,
            shelf: self.shelf,
            languages: &ground.settings.site.languages,
            url: self.url,
            site: &ground.site,
            words: &ground.words,
            pictures: Some(self.pictures),
        })
    }

    /// The news on one page of a list: `number` counts them from 1.
    pub fn news(&self, page: &Page, all: &[&Arc<Page>], number: usize) -> Value {
        let start = (number - 1) * PER_PAGE;
        let shown = all.iter().skip(start).take(PER_PAGE);
        let more = all.len() > start + PER_PAGE;
        context! {
            news => shown.map(|page| self.item(page)).collect::<Vec<_>>(),
            newer => (number > 1).then(|| self.href(page, &numbered(&page.path, number - 1))),
            older => more.then(|| self.href(page, &numbered(&page.path, number + 1))),
        }
    }

    /// These, all on one page.
    pub fn every(&self, all: &[&Arc<Page>]) -> Value {
        let news: Vec<Value> = all.iter().map(|page| self.item(page)).collect();
        context! { news, newer => (), older => () }
    }

    fn framed(&self, template: &str, page: &Page, own: Value) -> Result<String, Problem> {
        let ground = self.ground;
        let there = self.shelf.languages_of(&page.path, &ground.settings.site.languages);
        let frame = ground.frame(&page.lang, &encode(&page.path), &there);
        ground.render.page(template, context! { ..own, ..frame })
    }

    fn list(&self, page: &Page, list: List) -> Value {
        match list {
            List::News => {
                let all = self.shelf.news_of(&page.lang, &page.path);
                let tags = self.tags(page, &all);
                context! { listed => "news", tags, ..self.news(page, &all, 1) }
            }
            List::Pages => {
                let all = self.shelf.ordered(&page.lang, &page.path);
                let items: Vec<Value> = all.iter().map(|page| self.item(page)).collect();
                context! { listed => "pages", pages => items }
            }
        }
    }

    /// The tags of news, each with its page, in their order.
    fn tags(&self, section: &Page, news: &[&Arc<Page>]) -> Vec<Value> {
        let mut all: Vec<&String> = news.iter().flat_map(|page| &page.front.tags).collect();
        all.sort_by_key(|tag| tag.to_lowercase());
        all.dedup_by_key(|tag| slug(tag));
        all.into_iter().map(|tag| self.tag(section, tag)).collect()
    }

    fn tag(&self, section: &Page, tag: &str) -> Value {
        let href = self.href(section, &tagged(&section.path, &slug(tag)));
        context! { title => tag, href }
    }

    /// What a list shows of a page.
    fn item(&self, page: &Page) -> Value {
        let front = &page.front;
        let section = self.shelf.find(&page.lang, page.folder());
        let section = section.filter(|section| section.front.list == Some(List::News));
        let tags = section.map(|section| -> Vec<Value> {
            front.tags.iter().map(|tag| self.tag(section, tag)).collect()
        });
        let image = front.image.as_ref().map(|src| self.image(page, src));
        context! {
            title => front.title.as_str(),
            href => self.href(page, &page.path),
            description => front.description.as_str(),
            date => front.date.clone(),
            day => front.date.as_ref().map(|day| self.ground.words.day(&page.lang, day)),
            tags => tags.unwrap_or_default(),
            image,
        }
    }

    /// The picture of a page: at its head, in lists, and for those who get the link sent.
    fn image(&self, page: &Page, src: &str) -> Value {
        let focus = page.front.image_focus.map(|(x, y)| Focus { x, y });
        let focus = focus.or_else(|| self.focuses.at(src)).unwrap_or_default();
        let shown = |look: Option<Look>| {
            let look = look.unwrap_or_default();
            let src = look.src.as_deref().unwrap_or(src);
            context! {
                src, srcset => look.srcset, width => look.width, height => look.height,
            }
        };
        let look = self.pictures.look(src);
        let small = self.pictures.cut(src, SMALL, focus).or_else(|| look.clone());
        let card = self.pictures.card(src, focus);
        let card = card.and_then(|card| self.url.join(&card).ok()).map(String::from);
        let alt = page.front.image_alt.as_str();
        context! { alt, card, small => shown(small), ..shown(look) }
    }

    /// The pages above, from the outermost on.
    fn crumbs(&self, page: &Page) -> Vec<Value> {
        let (mut crumbs, mut path) = (Vec::new(), page.path.as_str());
        while folder(path) != "/" {
            path = folder(path);
            crumbs.extend(self.shelf.find(&page.lang, path).map(|above| self.link(above)));
        }
        crumbs.reverse();
        crumbs
    }

    fn link(&self, page: &Page) -> Value {
        context! { title => page.front.title.as_str(), href => self.href(page, &page.path) }
    }

    /// The pages beside a page of a folder that lists its pages.
    fn section(&self, page: &Page) -> Option<Value> {
        let section = self.shelf.find(&page.lang, page.folder())?;
        if section.front.list != Some(List::Pages) || page.path == "/" {
            return None;
        }
        let pages = self.shelf.ordered(&page.lang, &section.path);
        let at = pages.iter().position(|one| one.path == page.path)?;
        let link = |at: Option<usize>| at.and_then(|at| pages.get(at)).map(|page| self.link(page));
        // Of very many, those near this one: each page would carry all of them.
        let near = at.saturating_sub(NEAR)..(at + NEAR + 1).min(pages.len());
        let all: Vec<Value> = pages[near]
            .iter()
            .map(|one| context! { current => one.path == page.path, ..self.link(one) })
            .collect();
        Some(context! {
            pages => all,
            before => link(at.checked_sub(1)),
            after => link(Some(at + 1)),
            ..self.link(section)
        })
    }

    /// The feed that has a page, or its folder.
    fn feed_of(&self, page: &Page) -> Option<Value> {
        let is_news = |page: &&Page| page.front.list == Some(List::News);
        let above = self.shelf.find(&page.lang, page.folder()).map(Arc::as_ref);
        let section = Some(page).filter(is_news).or(above.filter(is_news))?;
        let href = self.href(section, &fed(&section.path));
        Some(context! { href, title => section.front.title.as_str() })
    }

    fn newest(&self, text: &Text, lang: &str) -> Vec<Value> {
        if !text.parts().contains(&Part::Block("latest-news")) {
            return Vec::new();
        }
        let news = self.shelf.news(lang);
        news.into_iter().take(NEWEST).map(|page| self.item(page)).collect()
    }

    fn href(&self, page: &Page, path: &str) -> String {
        href(&self.ground.prefix(&page.lang), path)
    }
}

fn parts(text: &Text) -> Vec<Value> {
    let part = |part: Part<'_>| match part {
        Part::Html(html) => context! { html },
        Part::Block(name) => context! { block => name.replace('-', "_") },
    };
    text.parts().into_iter().map(part).collect()
}

fn contents(headings: &[Heading]) -> Vec<Value> {
    let one = |heading: &Heading| {
        context! { level => heading.level, id => heading.id.as_str(), title => heading.title.as_str() }
    };
    headings.iter().map(one).collect()
}

/// The path of a page of a list that goes on.
pub fn numbered(path: &str, number: usize) -> String {
    if number == 1 { path.to_owned() } else { format!("{}/page/{number}", root(path)) }
}

/// The path of a tag's page.
pub fn tagged(path: &str, slug: &str) -> String {
    format!("{}/tag/{slug}", root(path))
}

/// The path of a feed.
pub fn fed(path: &str) -> String {
    format!("{}/feed.xml", root(path))
}

fn root(path: &str) -> &str {
    path.trim_end_matches('/')
}
