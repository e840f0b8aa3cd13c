//! Every template is rendered: a crawl through every page there is, in every language, and a tour
//! through everything that only an act shows.

use std::collections::BTreeSet;
use std::fs;

use kit::web::{RoleName, Who};
use masses::ground::journal::Actor;
use masses::rooms::{policy, team};
use masses::web::templates;

use crate::colleague::{Colleague, PASSWORD};
use crate::editor;
use crate::site::{Site, contact};

/// No page fails, and no word is missing on any.
#[tokio::test]
async fn every_page_renders_in_every_language() {
    let site = Site::demo().await;
    site.write("nora@nachtigall.example", "A question <b>with</b> tags").await;
    let owner = site.joined(site.visitor(), RoleName::Owner).await;
    let seen = crawl(&site, &owner).await;
    assert!(seen.len() > 60, "only {} pages were seen", seen.len());
    for body in &seen {
        assert!(!body.contains("<b>with</b>"), "not escaped: {body}");
    }
    assert_eq!(site.ground().words.missed(), Vec::<String>::new());
}

/// Every page there is, in every language.
async fn crawl(site: &Site, owner: &Colleague<'_>) -> Vec<String> {
    let inquiries = owner.browser.get("/desk/inquiries").await;
    let inquiry = inquiries.body.split("list__link\" href=\"/desk/inquiries/").nth(1).unwrap();
    let inquiry = inquiry.split('"').next().unwrap().to_owned();
    let mail = site.ground().mail.list(None, None, 1).await.unwrap().remove(0).id;
    let (mut seen, mut of_desk) = (Vec::new(), 0);
    for door in site.doors() {
        if door.method != "GET" || door.path.contains("{file}") || door.path.contains("{*") {
            continue;
        }
        let path = match door.path {
            path if path.starts_with("/desk/inquiries/{") => path.replace("{id}", &inquiry),
            path if path.contains("/versions/{") => "/privacy/versions/1".to_owned(),
            path => path.replace("{mail}", &mail).replace(['{', '}'], ""),
        };
        for prefix in ["", "/de"] {
            let path = format!("{prefix}{path}").trim_end_matches('/').to_owned();
            let path = if path.is_empty() { "/".to_owned() } else { path };
            let reply = owner.browser.get(&path).await;
            assert!(reply.status < 500, "{path}: {} {}", reply.status, reply.body);
            of_desk += usize::from(reply.status == 200 && door.who != Who::Visitor);
            seen.push(reply.body);
        }
    }
    assert!(of_desk > 15, "only {of_desk} pages of the desk were seen");
    seen
}

/// What `masses check` takes to be on every page is what is there.
#[tokio::test]
async fn the_frame_has_what_own_templates_may_ask_for() {
    let site = Site::demo().await;
    let frame = site.ground().frame("en", "/", &["en".to_owned()]);
    for (name, parts) in kit::render::FRAME {
        let value = frame.get_attr(name).unwrap();
        let mut found: Vec<String> =
            value.try_iter().unwrap().map(|part| part.to_string()).collect();
        found.sort();
        assert_eq!(found, parts, "{name}");
    }
}

/// The templates that a site cannot replace, and what stands in the output of each and of no
/// other.
const LOCKED: [(&str, &str); 9] = [
    ("inquiries/notice.html", "<div class=\"form__notice\" id=\"about-your-data\">"),
    ("policy/desk.html", "<section class=\"prose\" id=\"draft\">"),
    ("policy/explain.html", "<dl class=\"explain\">"),
    ("policy/lines.html", "<li class=\"diff__"),
    ("policy/privacy.html", "type=\"application/ld+json\""),
    ("policy/record.html", "href=\"/desk/policy/record.csv\""),
    ("policy/text.html", "<nav class=\"contents\""),
    ("policy/version.html", "<section id=\"changed\">"),
    ("policy/versions.html", "<ol class=\"versions\" reversed>"),
];

fn is_locked(name: &str) -> bool {
    name.starts_with("policy/") || name == "inquiries/notice.html"
}

/// Replaces every template by one that also says a word that nobody has: what was rendered is
/// then among the words that were missed, macros and parts of pages too.
fn mark(site: &Site) {
    for (name, text) in templates() {
        let file = site.folder.join("theme").join(&name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        if !is_locked(&name) {
            fs::write(file, format!("{text}{{{{ say(\"rendered \" ~ \"{name}\") }}}}")).unwrap();
        }
    }
}

#[tokio::test]
async fn every_template_is_rendered() {
    let mut site = Site::demo().await;
    site.stop().await;
    mark(&site);
    site.start().await;
    let seen = tour(&mut site).await;

    let missed = site.ground().words.missed();
    let mut rendered: BTreeSet<&str> = missed
        .iter()
        .filter_map(|one| one.split_once("/rendered ")?.1.split_once(": ").map(|(name, _)| name))
        .collect();
    for (name, mark) in LOCKED {
        if seen.iter().any(|body| body.contains(mark)) {
            rendered.insert(name);
        }
    }
    let all = templates();
    let all: BTreeSet<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    assert!(all.len() > 35, "only {} templates are there", all.len());
    let never: Vec<_> = all.difference(&rendered).collect();
    assert!(never.is_empty(), "never rendered by this test: {never:?}");
}

/// Through everything that can be shown; the pages as they came.
async fn tour(site: &mut Site) -> Vec<String> {
    site.write("nora@nachtigall.example", "A question").await;
    // With a draft that differs, to be looked at and published.
    site.edit(|text| text.replace("provider = \"Example Hosting GmbH\"", "provider = \"Other\""));
    site.restart().await;
    let site = &*site;
    let mut seen = vec![site.write("other@example.org", "Another question").await.body];
    let owner = site.joined(site.visitor(), RoleName::Owner).await;
    seen.extend(crawl(site, &owner).await);
    policy::publish(site.ground(), None, Actor::Command).await.unwrap();
    for path in ["/privacy", "/privacy/versions/2", "/about", "/no/such/page", "/desk/sign-in"] {
        seen.push(site.visitor().get(path).await.body);
    }
    seen.extend(editor::tour(&owner.browser).await);
    account(site, &owner).await;
    reset(site, &owner).await;
    erase(&owner).await;
    for words in ["question", "nothing of that kind", "?"] {
        let fields = [("q", words), ("state", "open")];
        seen.push(owner.browser.post("/desk/inquiries/search", &fields).await.body);
    }
    let form = site.visitor().get("/contact").await;
    site.visitor().post("/contact", &contact(&form, "nobody", "")).await;
    seen
}

/// What is shown to somebody who changes how they sign in, or signs in again.
async fn account(site: &Site, owner: &Colleague<'_>) {
    let Colleague { browser: visitor, email, secret, .. } = owner;
    let post = async |path: &str, fields: &[(&str, &str)], status: u16| {
        let reply = visitor.post(path, fields).await;
        assert_eq!(reply.status, status, "{path}: {}", reply.body);
    };
    post("/desk/team/invite", &[("role", "agent")], 200).await;
    post("/desk/account/second-factor/new", &[], 303).await;
    visitor.get("/desk/account/second-factor").await;
    post("/desk/account/codes", &[], 200).await;
    site.pass(120_000);
    post("/desk/sign-out", &[], 303).await;
    post("/desk/sign-in", &[("email", email), ("password", PASSWORD)], 303).await;
    assert_eq!(visitor.get("/desk/sign-in/second").await.status, 200);
    post("/desk/sign-in/second", &[("code", &site.code(secret))], 303).await;
}

/// What is shown to somebody who lost their password, before and after the link is used up.
async fn reset(site: &Site, owner: &Colleague<'_>) {
    let link = team::reset(site.ground(), &owner.email, true, site.clock.now()).await.unwrap();
    let token = link.rsplit('/').next().unwrap();
    let visitor = site.visitor();
    assert_eq!(visitor.get(&link).await.status, 200);
    assert_eq!(visitor.post("/desk/reset", &[("token", token)]).await.status, 303);
    assert_eq!(visitor.get("/desk/reset/password").await.status, 200);
    let over = visitor.post("/desk/reset", &[("token", token)]).await;
    assert_eq!(over.status, 410, "{}", over.body);
}

/// What is left to say when somebody is erased.
async fn erase(owner: &Colleague<'_>) {
    let list = owner.browser.get("/desk/inquiries").await;
    let path = list.body.split("class=\"list__link\" href=\"").nth(1).unwrap();
    let thread = owner.browser.get(path.split('"').next().unwrap()).await;
    let person = thread.body.split("/desk/people/").nth(1).unwrap();
    let person = person.split('/').next().unwrap();
    let erased = owner.browser.post(&format!("/desk/people/{person}/erase"), &[]).await;
    assert_eq!(erased.status, 200, "{}", erased.body);
}

/// The marks of the locked templates say what they should: each stands in one template only.
#[test]
fn each_mark_is_of_one_template() {
    let all = templates();
    for (name, mark) in LOCKED {
        // Links are made by a function: what is left of one is enough to know it by.
        let mark = mark.strip_prefix("href=\"").map_or(mark, |link| link.trim_end_matches('"'));
        let there: Vec<_> = all.iter().filter(|(_, text)| text.contains(mark)).collect();
        assert!(there.len() == 1 && there[0].0 == name, "{mark}: {there:?}");
    }
    let locked = all.iter().filter(|(name, _)| is_locked(name)).count();
    assert_eq!(locked, LOCKED.len(), "a locked template has no mark");
}
