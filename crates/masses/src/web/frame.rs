//! The frame around every page: what the shell templates need to know.

use axum::http::StatusCode;
use kit::slots::Link;
use kit::web::{Answer, Member, Refusal, Visit, html_status};
use kit::words::direction;
use minijinja::{Value, context};

use crate::ground::Ground;

impl Ground {
    /// A page of the public site.
    pub fn page(&self, visit: &Visit, template: &str, page: Value) -> Answer {
        self.page_status(StatusCode::OK, visit, template, page)
    }

    /// A page of the public site with a status of its own.
    pub fn page_status(
        &self,
        status: StatusCode,
        visit: &Visit,
        template: &str,
        page: Value,
    ) -> Answer {
        Ok(html_status(status, self.drawn(visit, template, page)?))
    }

    /// The text of a page of the public site.
    pub(super) fn drawn(
        &self,
        visit: &Visit,
        template: &str,
        page: Value,
    ) -> Result<String, Refusal> {
        let frame = self.frame(&visit.lang, &visit.path, &self.settings.site.languages);
        self.rendered(template, context! { ..page, ..frame })
    }

    /// A page of the desk.
    pub async fn desk_page(&self, visit: &Visit, template: &str, page: Value) -> Answer {
        self.desk_page_status(StatusCode::OK, visit, template, page).await
    }

    /// A page of the desk with a status of its own.
    pub async fn desk_page_status(
        &self,
        status: StatusCode,
        visit: &Visit,
        template: &str,
        page: Value,
    ) -> Answer {
        let desk = self.desk(visit.member()?, &visit.lang, &visit.to(&visit.path)).await?;
        let done = visit
            .query
            .get("done")
            .map(|key| format!("done-{key}"))
            .filter(|key| self.words.has(&visit.lang, key));
        let frame = self.frame(&visit.lang, &visit.path, &self.settings.site.languages);
        let done = context! { done };
        let body = self.rendered(template, context! { ..page, ..done, ..desk, ..frame })?;
        Ok(html_status(status, body))
    }

    /// What stands around every page of the desk. `here`: its path, with the language.
    pub(super) async fn desk(
        &self,
        member: &Member,
        lang: &str,
        here: &str,
    ) -> Result<Value, Refusal> {
        let nav = self.slots.desk(member, lang).await?;
        let mut warnings = self.slots.warnings(member, lang).await?;
        if let Some((_, disk)) = self.disk().first() {
            warnings.push(self.words.say(lang, disk.key(), &[]));
        }
        if self.settings_moved() {
            warnings.push(self.words.say(lang, "desk-settings-moved", &[]));
        }
        let can: Vec<_> =
            kit::web::Right::ALL.into_iter().filter(|right| member.role.may(*right)).collect();
        Ok(context! {
            member => context! { id => member.id.clone(), name => member.name.clone(), role => member.role, can },
            desk_nav => marked(nav, here, ""),
            warnings,
        })
    }

    /// What every public page knows, without a request: language, path, and in which languages
    /// the page is there.
    pub fn frame(&self, lang: &str, path: &str, languages: &[String]) -> Value {
        let prefix = self.prefix(lang);
        let settings = &self.settings;
        let (here, home) = (in_language(&prefix, path), in_language(&prefix, "/"));
        // A language of the site, as the switch shows it.
        let alternates: Vec<Value> = languages
            .iter()
            .map(|one| {
                context! {
                    lang => one.clone(),
                    name => self.words.say(one, "language-name", &[]),
                    href => in_language(&self.prefix(one), path),
                    url => self.url(one, path),
                    current => one == lang,
                }
            })
            .collect();
        context! {
            lang,
            prefix => prefix.clone(),
            here => path,
            address => self.url(lang, path),
            dir => direction(lang),
            org => context! {
                name => settings.organisation.name.clone(),
                legal_name => settings.organisation.legal_name.clone(),
                email => settings.organisation.email.clone(),
            },
            site => context! {
                title => settings.site.title.clone(),
                url => settings.site.url.clone(),
                languages => settings.site.languages.clone(),
            },
            alternates,
            nav => marked(self.slots.menu(lang), &here, &home),
            footer => marked(self.slots.footer(lang), &here, &home),
            notices => self.slots.notices(lang),
            title => "",
            description => "",
        }
    }

    /// What stands before every path in a language: nothing in the first, `/de` in others.
    pub fn prefix(&self, lang: &str) -> String {
        match self.settings.site.languages.first() {
            Some(first) if first == lang => String::new(),
            _ => format!("/{lang}"),
        }
    }

    /// The address of a path of the site in a language, for mails.
    pub fn url(&self, lang: &str, path: &str) -> String {
        let root = self.settings.site.url.trim_end_matches('/');
        format!("{root}{}", in_language(&self.prefix(lang), path))
    }

    fn rendered(&self, template: &str, context: Value) -> Result<String, Refusal> {
        let page = self.render.page_for_now(template, context);
        page.map_err(|problem| Refusal::Internal(problem.to_string()))
    }
}

fn in_language(prefix: &str, path: &str) -> String {
    match (path, prefix.is_empty()) {
        ("/", false) => prefix.to_owned(),
        _ => format!("{prefix}{path}"),
    }
}

/// The links, with the one that leads here marked, and those above it: what they lead to has the first
/// parts of this address. Home is above nothing.
fn marked(links: Vec<Link>, here: &str, home: &str) -> Vec<Value> {
    let above = |href: &str| {
        let rest = here.strip_prefix(href).filter(|_| href != home);
        rest.is_some_and(|rest| rest.starts_with('/'))
    };
    links
        .into_iter()
        .map(|link| {
            let current = link.href == here;
            let within = !current && above(&link.href);
            let count = Link::shown(link.count);
            context! { current, within, count, ..Value::from(link) }
        })
        .collect()
}
