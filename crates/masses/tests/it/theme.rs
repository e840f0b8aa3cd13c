//! The folder `theme/`: style sheets and templates of a site's own, while it runs.

use std::fs;
use std::time::Duration;

use kit::web::RoleName;

use crate::program::Program;
use crate::site::{Site, Visitor};

/// The address of the style sheet that a page is sent with.
async fn sheet(visitor: &Visitor<'_>, path: &str) -> String {
    let page = visitor.get(path).await.body;
    let address =
        page.split("rel=\"stylesheet\" href=\"").nth(1).unwrap_or_else(|| panic!("{page}"));
    address.split('"').next().unwrap().to_owned()
}

/// Asks until it is so; what came last.
async fn until(ask: impl AsyncFn() -> String, good: impl Fn(&str) -> bool) -> String {
    let mut last = String::new();
    for _ in 0..200 {
        last = ask().await;
        if good(&last) {
            return last;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never came: {last:.2000}");
}

/// A style sheet is live as soon as it is saved, on pages that are kept ready and on those that are
/// drawn for each visitor; whoever has the page of a moment ago still gets its sheet.
#[tokio::test]
async fn a_style_sheet_is_live_when_it_is_saved() {
    let site = Site::demo().await;
    let visitor = site.visitor();
    let (home, contact) = (sheet(&visitor, "/").await, sheet(&visitor, "/contact").await);
    assert_eq!(home, contact);
    let agent = site.member(RoleName::Agent).await;
    let desk = sheet(&agent, "/desk/inquiries").await;
    let theme = site.folder.join("theme");
    fs::create_dir_all(&theme).unwrap();
    let mut before = home;
    for colour in ["#a00", "#00a"] {
        fs::write(theme.join("own.css"), format!(":root {{ --accent: {colour} }}")).unwrap();
        let now = until(async || sheet(&visitor, "/").await, |now| now != before).await;
        let css = visitor.get(&now).await;
        assert_eq!(css.status, 200);
        assert!(css.body.ends_with(&format!("--accent: {colour} }}\n")), "{:.200}", css.body);
        // A form is drawn for a second.
        site.pass(2_000);
        assert_eq!(sheet(&visitor, "/contact").await, now);
        assert_eq!(sheet(&visitor, "/nothing").await, now);
        assert_eq!(visitor.get(&before).await.status, 200, "the former sheet is gone");
        before = now;
    }
    assert_eq!(sheet(&agent, "/desk/inquiries").await, desk, "the desk is not the theme's");
}

/// F22: a style sheet that cannot be used changes nothing, and the desk says what is wrong with it.
#[tokio::test]
async fn a_broken_style_sheet_changes_nothing_while_running() {
    let site = Site::demo().await;
    let visitor = site.visitor();
    let agent = site.member(RoleName::Agent).await;
    let good = sheet(&visitor, "/").await;
    let theme = site.folder.join("theme");
    fs::create_dir_all(&theme).unwrap();
    for broken in [b"\xff".to_vec(), b"a { }".repeat(60_000)] {
        fs::write(theme.join("own.css"), broken).unwrap();
        let warned = async || agent.get("/desk/inquiries").await.body;
        until(warned, |desk| desk.contains("theme/own.css")).await;
        assert_eq!(sheet(&visitor, "/").await, good);
        assert_eq!(visitor.get(&good).await.status, 200);
        fs::remove_file(theme.join("own.css")).unwrap();
        until(warned, |desk| !desk.contains("theme/own.css")).await;
    }
}

/// What lies in the folder and is never used: `check` says so, with what was perhaps meant, and so
/// does the desk of a site that runs.
#[tokio::test]
async fn a_file_that_nothing_uses_is_named() {
    let program = Program::demo();
    let wrong = [
        ("pages/pgae.html", "did you mean theme/pages/page.html?"),
        ("page.html", "did you mean theme/pages/page.html?"),
        ("web/sites.html", "did you mean theme/web/site.html?"),
        ("something/else.html", "docs/theming.md lists those that can be replaced"),
        ("css/own.css", "move it to theme/own.css"),
        ("fonts/face.woff2", "move it to files/; its address is then /files/face.woff2"),
    ];
    for (name, help) in wrong {
        let file = program.site.join("theme").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "a").unwrap();
        let said = program.run(&["check"]);
        assert_eq!(said.code, 1, "{name}: {}", said.out);
        assert!(said.err.contains(&format!("theme/{name}")), "{name}: {}", said.err);
        assert!(said.err.contains(help), "{name}: {}", said.err);
        fs::remove_file(file).unwrap();
    }
    for name in ["own.css", "README.md", ".page.html.swp", "web/.DS_Store"] {
        let file = program.site.join("theme").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "").unwrap();
    }
    program.run(&["check"]).good();

    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    fs::create_dir_all(site.folder.join("theme/pages")).unwrap();
    fs::write(site.folder.join("theme/pages/pgae.html"), "a").unwrap();
    let desk = async || agent.get("/desk/inquiries").await.body;
    until(desk, |desk| desk.contains("theme/pages/pgae.html")).await;
}

/// A look that there is not, and a colour that nobody could read: by line, with what to do.
#[tokio::test]
async fn check_refuses_a_look_that_there_is_not() {
    let program = Program::demo();
    for (line, parts) in [
        ("look = \"palin\"", ["did you mean \"plain\"?", "\"modern\" or \"magazine\""]),
        ("look = \"baroque\"", ["it has to be \"plain\"", "\"modern\" or \"magazine\""]),
        ("accent = \"green\"", ["`site.accent` is not right", "#0a5c49"]),
        ("accent = \"#ffe600\"", ["`site.accent` is too pale", "a near colour that would do: #"]),
    ] {
        let file = program.site.join("masses.toml");
        let before = fs::read_to_string(&file).unwrap();
        fs::write(&file, before.replace("[site]\n", &format!("[site]\n{line}\n"))).unwrap();
        let said = program.run(&["check"]);
        assert_eq!(said.code, 1, "{line}: {}", said.out);
        for part in parts {
            assert!(said.err.contains(part), "{line}: {part}: {}", said.err);
        }
        assert!(said.err.contains("masses.toml:"), "{}", said.err);
        assert_ne!(program.run(&["serve"]).code, 0, "{line} is served");
        fs::write(&file, before).unwrap();
    }
}
