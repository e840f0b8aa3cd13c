//! Sections, news and what follows from pages: menus, lists, tags, feeds, former addresses, the map.

use kit::web::RoleName;

use crate::pages::{page, put, until};
use crate::site::Site;

/// A post of a day.
fn post(title: &str, more: &str) -> String {
    page(title, "Text").replacen("\n+++\n", &format!("\n{more}\n+++\n"), 1)
}

async fn with_news(count: usize) -> Site {
    let site = Site::demo().await;
    let list = post("Letters", "list = \"news\"\norder = 7");
    put(&site, "pages/letters/index.md", &list);
    for number in 1..=count {
        let more =
            format!("date = 2026-01-{number:02}\ntags = [\"Tea\"]\ndescription = \"D{number}\"");
        put(
            &site,
            &format!("pages/letters/l{number}.md"),
            &post(&format!("Letter {number}"), &more),
        );
    }
    until(&site, "/letters", |reply| reply.body.contains(&format!("Letter {count}<"))).await;
    site
}

#[tokio::test]
async fn news_are_listed_newest_first_page_by_page() {
    let site = with_news(12).await;
    let first = site.visitor().get("/letters").await.body;
    let at = |page: &str, number: usize| page.find(&format!("Letter {number}</a>"));
    assert!(at(&first, 12) < at(&first, 3) && at(&first, 12).is_some(), "{first}");
    assert!(at(&first, 2).is_none() && first.contains("href=\"/letters/page/2\" rel=\"next\""));
    assert!(first.contains("12 January 2026") && first.contains("<p>D12</p>"), "{first}");
    let second = site.visitor().get("/letters/page/2").await;
    assert_eq!(second.status, 200);
    assert!(at(&second.body, 2).is_some() && at(&second.body, 3).is_none(), "{}", second.body);
    assert!(second.body.contains("href=\"/letters\" rel=\"prev\""), "{}", second.body);
    assert!(second.body.contains("<h1>Letters, page 2</h1>"), "{}", second.body);
    for nothing in ["/letters/page/1", "/letters/page/3", "/letters/page/x", "/letters/tag/coffee"]
    {
        assert_eq!(site.visitor().get(nothing).await.status, 404, "{nothing}");
    }
    let tagged = site.visitor().get("/letters/tag/tea").await;
    assert!(tagged.body.contains("<h1>Letters: Tea</h1>") && at(&tagged.body, 1).is_some());
    assert!(site.visitor().get("/letters/l1").await.body.contains("href=\"/letters/tag/tea\""));
    let menu = site.visitor().get("/letters/l3").await.body;
    assert!(menu.contains("<a href=\"/letters\" aria-current=\"true\">"), "{menu}");
}

/// RFC 4287.
#[tokio::test]
async fn news_have_a_feed() {
    let site = with_news(2).await;
    let text = "+++\ntitle = \"L & <3\"\ndate = 2026-01-03\n+++\n[a](/about) <b>x</b>\n";
    put(&site, "pages/letters/l3.md", text);
    let feed = until(&site, "/letters/feed.xml", |reply| reply.body.contains("&lt;3")).await;
    assert_eq!(feed.header("content-type"), "application/atom+xml; charset=utf-8");
    let root = format!("{}/letters", site.ground().url("en", ""));
    for part in [
        format!("<id>{root}/feed.xml</id>"),
        "<title>L &amp; &lt;3</title>\n<updated>2026-01-03T00:00:00.000Z</updated>".to_owned(),
        format!("&lt;a href=&quot;{}/about&quot;&gt;", site.ground().url("en", "")),
        "<summary>D2</summary>".to_owned(),
    ] {
        assert!(feed.body.contains(&part), "{part} in {}", feed.body);
    }
    let order: Vec<_> = ["l3</id>", "l2</id>", "l1</id>"].map(|id| feed.body.find(id)).into();
    assert!(order.is_sorted() && order[0].is_some(), "{order:?}");
    let link =
        "type=\"application/atom+xml\" title=\"Letters\" href=\"/letters/feed.xml\"".to_owned();
    for path in ["/letters", "/letters/l1", "/letters/tag/tea"] {
        let page = site.visitor().get(path).await.body;
        assert!(path.ends_with("/tea") || page.contains(&link), "{path}: {page}");
    }
}

#[tokio::test]
async fn a_page_comes_when_its_time_has_come() {
    let site = Site::demo().await;
    let tomorrow = site.ground().clock.now() + 86_400_000;
    let soon = format!("publish = {}", kit::clock::stamp(tomorrow));
    put(&site, "pages/soon.md", &post("Soon there", &format!("{soon}\norder = 8")));
    put(&site, "pages/now.md", &post("Now there", "order = 9"));
    let home = until(&site, "/", |reply| reply.body.contains("Now there")).await;
    assert!(!home.body.contains("Soon there"));
    assert_eq!(site.visitor().get("/soon").await.status, 404);
    site.pass(86_400_000);
    until(&site, "/soon", |reply| reply.status == 200).await;
    until(&site, "/", |reply| reply.body.contains("Soon there")).await;
}

#[tokio::test]
async fn former_addresses_lead_on() {
    let site = Site::demo().await;
    let redirects = "redirects = [\"/old/place\", \"/wo-wir-sind/\", \"/about\"]";
    put(&site, "pages/place.de.md", &post("Ort", redirects));
    let moved = until(&site, "/old/place", |reply| reply.status == 308).await;
    assert_eq!(moved.header("location"), "/de/place");
    for (path, target) in [("/wo-wir-sind", "/de/place"), ("/wo-wir-sind/", "/de/place")] {
        let moved = site.visitor().get(path).await;
        assert_eq!((moved.status, moved.header("location")), (308, target), "{path}");
    }
    assert_eq!(site.visitor().get("/about").await.status, 200, "a page comes first");
    let owner = site.joined(site.visitor(), RoleName::Owner).await;
    let desk = owner.browser.get("/desk/inquiries").await.body;
    assert!(desk.contains("the address /about is already that of pages/about.md"), "{desk}");
}

#[tokio::test]
async fn robots_and_search_engines_are_told() {
    let site = Site::demo().await;
    let root = site.ground().url("en", "");
    let robots = site.visitor().get("/robots.txt").await.body;
    assert!(robots.ends_with(&format!("Sitemap: {root}/sitemap.xml\n")), "{robots}");
    put(&site, "pages/hidden.md", &post("Hidden", "draft = true"));
    put(&site, "pages/shown.md", &post("Shown", "date = 2026-02-03"));
    let map = until(&site, "/sitemap.xml", |reply| reply.body.contains("/shown")).await;
    assert_eq!(map.header("content-type"), "application/xml; charset=utf-8");
    let line = format!("<url><loc>{root}/shown</loc><lastmod>2026-02-03</lastmod></url>");
    assert!(map.body.contains(&line) && !map.body.contains("hidden"), "{}", map.body);
    let about = format!("hreflang=\"de\" href=\"{root}/de/about\"/>");
    assert!(map.body.contains(&about), "{}", map.body);
    for (path, lang) in [("/about", "en"), ("/de/about", "de")] {
        let page = site.visitor().get(path).await.body;
        for part in [
            format!("<link rel=\"canonical\" href=\"{root}{path}\">"),
            format!("<meta property=\"og:url\" content=\"{root}{path}\">"),
            format!("hreflang=\"{lang}\" href=\"{root}{path}\">"),
        ] {
            assert!(page.contains(&part), "{part} in {page}");
        }
    }
}

/// A folder that lists its pages leads through them.
#[tokio::test]
async fn a_folder_leads_through_its_pages() {
    let site = Site::demo().await;
    put(&site, "pages/guide/index.md", &post("Guide", "list = \"pages\""));
    put(&site, "pages/guide/b.md", &post("Beta", "order = 2\ndescription = \"About B\""));
    put(&site, "pages/guide/a.md", &post("Alpha", "order = 1"));
    put(&site, "pages/guide/c.md", &post("Gamma", "order = 3"));
    put(&site, "pages/guide/x.md", &post("Extra", ""));
    let index = until(&site, "/guide", |reply| reply.body.contains("Gamma")).await.body;
    assert!(
        index.find("Alpha") < index.find("Beta") && index.contains("<p>About B</p>"),
        "{index}"
    );
    assert!(!index.contains("Extra"), "{index}");
    let beta = site.visitor().get("/guide/b").await.body;
    for part in [
        "<a href=\"/guide/a\" rel=\"prev\">",
        "<a href=\"/guide/c\" rel=\"next\">",
        "<a href=\"/guide/b\" aria-current=\"page\">",
        "<li><a href=\"/guide\">Guide</a></li>",
    ] {
        assert!(beta.contains(part), "{part} in {beta}");
    }
    assert!(!site.visitor().get("/").await.body.contains("Alpha"), "inside is not in the menu");
}

#[tokio::test]
async fn pages_are_found_by_their_words() {
    let site = Site::demo().await;
    put(&site, "pages/soup.md", &page("Kitchen", "Lentils & *Müsli*, on <b>Tuesdays</b>"));
    until(&site, "/search?q=m%C3%BCsli", |reply| reply.body.contains("href=\"/soup\"")).await;
    let found = site.visitor().get("/search?q=musli+lentil").await;
    assert!(found.body.contains("<mark>Lentils</mark> &amp; <mark>Müsli,</mark> on Tuesdays"));
    assert!(found.body.contains("One page has it"), "{}", found.body);
    assert_eq!((found.status, found.header("cache-control")), (200, "no-store"));
    let german = site.visitor().get("/de/search?q=lentils").await.body;
    assert!(german.contains("Auf keiner Seite steht „lentils“"), "{german}");
    put(&site, "pages/soup.md", &page("Kitchen", "Closed"));
    until(&site, "/search?q=lentils", |reply| reply.body.contains("no page with")).await;
    for (asked, said) in [("%3Cscript%3E", "“&lt;script&gt;”"), ("%21%21", "no word in that")] {
        let page = site.visitor().get(&format!("/search?q={asked}")).await.body;
        assert!(page.contains(said) && !page.contains("<script>"), "{page}");
    }
    let long = site.visitor().get(&format!("/search?q={}", "a".repeat(201))).await;
    assert!(long.status == 200 && long.body.contains("very long"), "{}", long.body);
    let missing = site.visitor().get("/about-our-team.html").await;
    assert_eq!(missing.status, 404);
    assert!(missing.body.contains("name=\"q\" value=\"about our team\""), "{}", missing.body);
}
