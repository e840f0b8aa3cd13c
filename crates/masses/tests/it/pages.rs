//! What the organisation writes, as visitors get it.

use std::fs;
use std::time::Duration;

use kit::web::RoleName;
use scraper::{Html, Selector};

use crate::program::Program;
use crate::site::{Reply, Site};

pub fn put(site: &Site, file: &str, text: &str) {
    let path = site.folder.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

pub fn page(title: &str, text: &str) -> String {
    format!("+++\ntitle = \"{title}\"\n+++\n{text}\n")
}

/// However the folder was named when the program was started.
#[tokio::test(flavor = "multi_thread")]
async fn changes_are_live_in_a_folder_named_as_it_lies() {
    let mut program = Program::demo();
    let whole = program.site.clone();
    for named in ["site", "./site", "site/../site"] {
        program.site = named.into();
        program.start().await;
        let text = format!("+++\ntitle = \"About\"\n+++\n\nSeen from {named}\n");
        fs::write(whole.join("pages/about.md"), text).unwrap();
        let mut live = false;
        for _ in 0..200 {
            live |= program.get("/about").await.unwrap().body.contains(&format!("from {named}"));
            if live {
                break;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        assert!(live, "a change in {named} is not seen");
        program.stop().await;
    }
}

/// Asks until the answer is as it should be: a change of a file is live within moments.
pub async fn until(site: &Site, path: &str, good: impl Fn(&Reply) -> bool) -> Reply {
    for _ in 0..100 {
        let reply = site.visitor().get(path).await;
        if good(&reply) {
            return reply;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let last = site.visitor().get(path).await;
    panic!("{path} stays as it was: {}\n{}", last.status, last.body);
}

#[tokio::test]
async fn every_page_has_one_address() {
    let site = Site::demo().await;
    let visitor = site.visitor();
    // Other rooms have doors, too; and what is nowhere is nowhere without the slash.
    for path in ["/about", "/de/about", "/contact", "/de/contact", "/privacy", "/desk", "/nothing"]
    {
        let (path, target) = (&format!("{path}/"), path);
        let moved = visitor.get(path).await;
        assert_eq!((moved.status, moved.header("location")), (308, target), "{path}");
    }
    for path in ["/about//", "//about", "/./about", "/about.md", "/index", "/about/index", "/En"] {
        let reply = visitor.get(path).await;
        assert_eq!(reply.status, 404, "{path}: {}", reply.header("location"));
    }
    for path in ["/nothing", "//evil.example/", "/%2f%2fevil.example/"] {
        let reply = visitor.get(path).await;
        assert_eq!((reply.status, reply.header("location")), (404, ""), "{path}");
    }
}

/// What is not there says so in the site's look and the visitor's language.
#[tokio::test]
async fn a_missing_page_has_the_look_of_the_site() {
    let site = Site::demo().await;
    for (path, lang, link) in [("/nothing", "en", "/about"), ("/de/nichts", "de", "/de/about")] {
        let reply = site.visitor().get(path).await;
        assert_eq!(reply.status, 404, "{path}");
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8", "{path}");
        let html = Html::parse_document(&reply.body);
        assert_eq!(html.root_element().value().attr("lang"), Some(lang), "{path}");
        assert_eq!(links(&reply).iter().filter(|href| *href == link).count(), 1, "{}", reply.body);
        assert!(reply.body.contains("/assets/"), "{path} has no style");
    }
}

fn links(reply: &Reply) -> Vec<String> {
    let html = Html::parse_document(&reply.body);
    let all = Selector::parse("a[href]").unwrap();
    html.select(&all).filter_map(|one| one.value().attr("href")).map(str::to_owned).collect()
}

#[tokio::test]
async fn languages_lead_to_each_other() {
    let site = Site::demo().await;
    put(&site, "pages/only.md", &page("Only here", "In English."));
    let only = until(&site, "/only", |reply| reply.status == 200).await;
    let other = Selector::parse("link[rel=alternate][hreflang]").unwrap();
    assert_eq!(Html::parse_document(&only.body).select(&other).count(), 0, "{}", only.body);
    assert_eq!(site.visitor().get("/de/only").await.status, 404);
    for (path, lang, title) in [("/about", "en", "About"), ("/de/about", "de", "Über uns")] {
        let reply = site.visitor().get(path).await;
        let html = Html::parse_document(&reply.body);
        assert_eq!(html.root_element().value().attr("lang"), Some(lang));
        assert!(reply.body.contains(title), "{}", reply.body);
        let langs: Vec<_> = html
            .select(&other)
            .map(|link| {
                (link.value().attr("hreflang").unwrap(), link.value().attr("href").unwrap())
            })
            .collect();
        let (one, end) = if lang == "en" { ("de", "/de/about") } else { ("en", "/about") };
        let there = langs.iter().any(|(lang, href)| *lang == one && href.ends_with(end));
        assert!(there, "{path}: {langs:?}");
        assert!(links(&reply).iter().any(|href| href == end), "no switch on {path}");
    }
}

/// A draft is nowhere until it is none any more; a change is live without a restart.
#[tokio::test]
async fn drafts_wait_and_changes_are_live() {
    let site = Site::demo().await;
    let draft = "+++\ntitle = \"Soon\"\norder = 9\ndraft = true\n+++\nNot yet.\n";
    put(&site, "pages/soon.md", draft);
    put(&site, "pages/letters.md", &page("Letters", "First words"));
    until(&site, "/letters", |reply| reply.body.contains("First words")).await;
    assert_eq!(site.visitor().get("/soon").await.status, 404);
    let home = site.visitor().get("/").await;
    assert!(!home.body.contains("Soon"), "the draft is in the menu");

    put(&site, "pages/letters.md", &page("Letters", "Second words"));
    let letters = until(&site, "/letters", |reply| reply.body.contains("Second words")).await;
    assert!(!letters.body.contains("First words"));
    put(&site, "pages/soon.md", &draft.replace("draft = true\n", ""));
    until(&site, "/soon", |reply| reply.status == 200).await;
    until(&site, "/", |reply| reply.body.contains(">Soon<")).await;
    // As editors do it: beside, then moved over it.
    put(&site, "pages/.letters.tmp", &page("Letters", "Third words"));
    fs::rename(site.folder.join("pages/.letters.tmp"), site.folder.join("pages/letters.md"))
        .unwrap();
    until(&site, "/letters", |reply| reply.body.contains("Third words")).await;
    fs::remove_file(site.folder.join("pages/letters.md")).unwrap();
    until(&site, "/letters", |reply| reply.status == 404).await;
}

/// F22: what is broken keeps its last good version, and the desk says where and what.
#[tokio::test]
async fn a_broken_page_keeps_its_last_good_version() {
    let site = Site::demo().await;
    let good = site.visitor().get("/about").await;
    let about = fs::read_to_string(site.folder.join("pages/about.md")).unwrap();
    let agent = site.member(RoleName::Agent).await;
    assert!(!agent.get("/desk/inquiries").await.body.contains("pages/about.md"));
    put(&site, "pages/about.md", &about.replace("title =", "titel ="));
    put(&site, "pages/fresh.md", "No front matter at all");
    let mut desk = agent.get("/desk/inquiries").await;
    for _ in 0..100 {
        if desk.body.contains("pages/about.md") && desk.body.contains("pages/fresh.md") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        desk = agent.get("/desk/inquiries").await;
    }
    assert!(desk.body.contains("pages/about.md") && desk.body.contains("titel"), "{}", desk.body);
    let still = site.visitor().get("/about").await;
    assert_eq!((still.status, &still.body), (200, &good.body));
    assert_ne!(site.visitor().get("/fresh").await.status, 200, "it was never good");
    put(&site, "pages/about.md", &about.replace("title =", "title  ="));
    fs::remove_file(site.folder.join("pages/fresh.md")).unwrap();
    for _ in 0..100 {
        if !agent.get("/desk/inquiries").await.body.contains("pages/about.md") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the desk still warns of what is good again");
}

/// Nothing outside of `files/`, and nothing hidden in it.
#[tokio::test]
async fn no_path_leads_out_of_the_files() {
    let site = Site::demo().await;
    put(&site, "files/ok.txt", "fine");
    put(&site, "files/.env", "secret=swordfish");
    put(&site, "files/page.html", "<script>alert(1)</script>");
    put(&site, "files/run.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>");
    std::os::unix::fs::symlink(site.folder.join("masses.toml"), site.folder.join("files/out.txt"))
        .unwrap();
    let visitor = site.visitor();
    assert_eq!(visitor.get("/files/ok.txt").await.body, "fine");
    for path in [
        "/files/../masses.toml",
        "/files/%2e%2e/masses.toml",
        "/files/..%2fmasses.toml",
        "/files/%2e%2e%2fmasses.toml",
        "/files/..%5cmasses.toml",
        "/files/%252e%252e/masses.toml",
        "/files//etc/passwd",
        "/files/%2fetc%2fpasswd",
        "/de/files/../masses.toml",
        "/files/ok.txt%00.png",
        "/files/ok.txt/",
        "/files/.env",
        "/files/%2eenv",
        "/files/out.txt",
        "/files/",
        "/files",
        "/assets/../masses.toml",
        "/assets/%2e%2e/%2e%2e/masses.toml",
        "/pages/about.md",
        "/masses.toml",
        "/../masses.toml",
        "/data/data.sqlite",
    ] {
        let reply = visitor.get(path).await;
        assert!(matches!(reply.status, 308 | 400 | 404), "{path}: {}", reply.status);
        assert!(reply.status != 308 || reply.header("location") == "/files", "{path}");
        assert!(!reply.body.contains("swordfish") && !reply.body.contains("legal_name"), "{path}");
    }
    let page = visitor.get("/files/page.html").await;
    assert_eq!(page.header("content-disposition"), "attachment");
    assert_eq!(page.header("content-type"), "application/octet-stream");
    let drawing = visitor.get("/files/run.svg").await;
    let csp = drawing.header("content-security-policy");
    assert!(csp.contains("default-src 'none'") && csp.contains("sandbox"), "{csp}");
    assert!(!csp.contains("script-src"), "{csp}");
}

/// S4: whatever a page contains, nothing in it runs, loads or sends.
#[tokio::test]
async fn a_hostile_page_executes_nothing() {
    let site = Site::demo().await;
    let text = r#"
[g] `<script>` {{ 7 * 7 }} {% include "web/desk.html" %}

[g]: javascript:alert(1)

<script>alert(1)</script>
<ScRiPt src="https://evil.example/x.js"></sCrIpT>
<img src=x onerror=alert(1)>
<img src="https://evil.example/pixel.png">
<svg onload=alert(1)><script>alert(1)</script></svg>
<iframe src="https://evil.example"></iframe>
<form action="https://evil.example"><input name=q></form>
<a href="javascript:alert(1)">a</a> [b](javascript:alert(1)) [c](<JaVaScRiPt:alert(1)>)
[d](data:text/html,<script>alert(1)</script>) [e](vbscript:x) ![f](javascript:alert(1))
<p style="background:url(https://evil.example)" onclick=alert(1)>x</p>
<style>@import "https://evil.example";</style><link rel=stylesheet href=//evil.example>
<meta http-equiv=refresh content="0;url=https://evil.example"><base href="https://evil.example">
<math><mtext></p><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
<details open ontoggle=alert(1)>y</details>
"#;
    put(&site, "pages/bad.md", &page("<script>alert(2)</script>", text));
    let reply = until(&site, "/bad", |reply| reply.status == 200).await;
    let html = Html::parse_document(&reply.body);
    let count = |css: &str| html.select(&Selector::parse(css).unwrap()).count();
    let inside = "iframe, form[action*=evil], object, embed, base, meta[http-equiv], main style, \
        main link, main svg, main math, main input:not([type=checkbox])";
    assert_eq!(count(inside), 0, "{}", reply.body);
    for script in html.select(&Selector::parse("script").unwrap()) {
        let src = script.value().attr("src").unwrap_or_default();
        assert!(src.starts_with("/assets/") && script.inner_html().is_empty(), "{}", reply.body);
    }
    for element in html.select(&Selector::parse("*").unwrap()) {
        for (name, value) in element.value().attrs() {
            let value = value.trim().to_lowercase();
            assert!(!name.starts_with("on") && name != "style", "{name}={value}");
            let scheme = value.split(':').next().unwrap_or_default();
            assert!(!matches!(scheme, "javascript" | "data" | "vbscript"), "{name}={value}");
            let away = value.starts_with("//") || value.contains("://");
            assert!(name != "src" || !away, "{name}={value}");
        }
    }
    assert!(reply.body.contains("{{ 7 * 7 }}"), "a page is no template");
    assert!(reply.body.contains("&lt;script&gt;alert(2)&lt;/script&gt;"), "{}", reply.body);
}

/// P33: whom to tell of a weakness; what it says counts for less than a year, and never ended
/// before.
#[tokio::test]
async fn security_txt_is_never_out_of_date() {
    let site = Site::demo().await;
    for _ in 0..3 {
        let reply = site.visitor().get("/.well-known/security.txt").await;
        assert_eq!(reply.header("content-type"), "text/plain; charset=utf-8");
        let value = |name: &str| {
            let line = reply.body.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap_or_else(|| panic!("no {name} in {}", reply.body)).trim().to_owned()
        };
        assert_eq!(value("Contact:"), "mailto:hello@example.org");
        assert_eq!(value("Preferred-Languages:"), "en, de");
        let (today, expires) = (kit::clock::stamp(site.clock.now()), value("Expires:"));
        let next_year = kit::clock::stamp(site.clock.now() + 365 * crate::site::DAY);
        assert!(today < expires && expires < next_year, "{today} {expires} {next_year}");
        site.pass(200 * crate::site::DAY);
    }
}
