//! What a page says about itself, each in a field of its own.

use kit::web::RoleName;

use super::{FILE, address, edit, file, saved, send, value};
use crate::pages::{put, until};
use crate::site::Site;

const PAGE: &str = "+++\ntitle = \"About us\"\n# ours\norder = 2\n+++\n\nHello\n";

/// Day, time, tags, picture and menu are filled in, changed and taken away; each is a line.
#[tokio::test]
async fn everything_about_a_page_has_its_field() {
    let site = Site::demo().await;
    put(&site, FILE, PAGE);
    until(&site, "/about", |reply| reply.body.contains("Hello")).await;
    let agent = site.member(RoleName::Agent).await;
    let form = agent.get(&address("edit", FILE)).await;
    assert_eq!((value(&form, "order"), value(&form, "menu")), ("2".to_owned(), String::new()));
    assert!(form.body.contains("<option value=\"/files/hut.svg\">"), "{}", form.body);
    let filled = [
        ("date", "2026-03-01"),
        ("publish", "2026-03-02T08:00"),
        ("tags", " Tea,Members , "),
        ("image", "/files/hut.svg"),
        ("image_alt", "A hut"),
        ("order", ""),
        ("menu", "footer"),
    ];
    saved(&send(&agent, &form, &filled).await);
    let whole = "+++\ntitle = \"About us\"\ndate = 2026-03-01\npublish = 2026-03-02T08:00:00\n\
        tags = [\"Tea\", \"Members\"]\nimage = \"/files/hut.svg\"\nimage_alt = \"A hut\"\n\
        menu = \"footer\"\n# ours\n+++\n\nHello\n";
    assert_eq!(file(&site, FILE), whole);
    saved(&edit(&agent, FILE, &[]).await);
    assert_eq!(file(&site, FILE), whole, "what is shown is what is there");
    let empty = filled.map(|(name, _)| (name, ""));
    saved(&edit(&agent, FILE, &empty).await);
    assert_eq!(file(&site, FILE), PAGE.replace("order = 2\n", ""));
}

/// What is no day and no number is said beside its field, and stands there as it was typed.
#[tokio::test]
async fn a_mistake_stands_beside_its_field() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    let before = file(&site, FILE);
    for (name, typed, said) in [
        ("date", "24.12.2026", "date = 2026-03-01"),
        ("publish", "tomorrow", "publish = 2026-12-01T09:00:00"),
        ("order", "first", "order = 2"),
        ("tags", "!", "has no letter or digit"),
        ("image", "/hall.jpg", "is not in the folder files/"),
        ("menu", "top", "menu = &quot;footer&quot;"),
    ] {
        let reply = edit(&agent, FILE, &[(name, typed)]).await;
        assert_eq!(reply.status, 422, "{name}: {}", reply.body);
        let error = format!("id=\"field-{name}-error\">");
        let (_, rest) = reply.body.split_once(&error).unwrap_or_else(|| panic!("{}", reply.body));
        let text = rest.split("</p>").next().unwrap();
        assert!(text.contains(said) || text.contains(&said.replace("&quot;", "\"")), "{text}");
        if name != "menu" {
            assert_eq!(value(&reply, name), typed);
        }
    }
    assert_eq!(file(&site, FILE), before);
}

/// Two people, two things: what the second has not touched is as the first has made it.
#[tokio::test]
async fn what_nobody_else_touched_is_not_undone() {
    let site = Site::demo().await;
    put(&site, FILE, PAGE);
    until(&site, "/about", |reply| reply.body.contains("Hello")).await;
    let (ida, otto) = (site.member(RoleName::Agent).await, site.member(RoleName::Owner).await);
    let form = otto.get(&address("edit", FILE)).await;
    saved(&edit(&ida, FILE, &[("title", "About all"), ("order", "5")]).await);
    let moved = send(&otto, &form, &[("body", "Otto’s words\n"), ("date", "2026-03-01")]).await;
    assert_eq!(moved.status, 409, "{}", moved.body);
    assert_eq!(value(&moved, "title"), "About all");
    saved(&send(&otto, &moved, &[]).await);
    let both = PAGE.replace("About us", "About all").replace("order = 2", "order = 5");
    let both =
        both.replace("Hello", "Otto’s words").replace("all\"\n", "all\"\ndate = 2026-03-01\n");
    assert_eq!(file(&site, FILE), both);
}

/// A page begun among the news is news.
#[tokio::test]
async fn a_new_page_among_the_news_has_a_day() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    for (folder, day) in [("news", "date = 2026-03-02\n"), ("handbook", "")] {
        let fields = [("title", "A feast"), ("folder", folder), ("language", "en")];
        let made = agent.post("/desk/pages/new", &fields).await;
        assert_eq!(made.status, 303, "{}", made.body);
        let name = format!("pages/{folder}/a-feast.md");
        let source = format!("+++\ntitle = \"A feast\"\ndraft = true\n{day}+++\n\n");
        assert_eq!(file(&site, &name), source);
    }
    saved(&edit(&agent, "pages/news/a-feast.md", &[("body", "Come!\n")]).await);
    until(&site, "/news", |reply| reply.body.contains("A feast")).await;
}
