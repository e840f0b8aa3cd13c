//! What is done to a page as a whole: deleted and brought back, moved, translated, looked at.

use kit::web::RoleName;

use super::{FILE, address, entries, file, saved, until_list, versions};
use crate::pages::put;
use crate::site::Site;

/// What is deleted is gone for visitors, and comes back from its history.
#[tokio::test]
async fn a_deleted_page_comes_back() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    let before = file(&site, FILE);
    let form = agent.get(&address("edit", FILE)).await;
    let stale = [("file", FILE), ("seen", &"0".repeat(64))];
    let refused = agent.post("/desk/pages/delete", &stale).await;
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert!(site.folder.join(FILE).exists());
    let fields = [("file", FILE), ("seen", form.hidden("seen"))];
    saved(&agent.post("/desk/pages/delete", &fields).await);
    assert!(!site.folder.join(FILE).exists());
    assert_eq!(site.visitor().get("/about").await.status, 404, "gone at once");
    let deleted = agent.get("/desk/pages?state=deleted").await.body;
    assert!(deleted.contains(&address("history", FILE).replace("%2F", "/")), "{deleted}");
    let gone = agent.get(&address("edit", FILE)).await;
    assert_eq!(
        (gone.status, gone.header("location")),
        (303, "/desk/pages/history?file=pages%2Fabout%2Emd")
    );
    let all = versions(&agent, FILE).await;
    assert_eq!(all.len(), 2, "{all:?}");
    let back = [("id", all[1].as_str()), ("seen", "")];
    saved(&agent.post("/desk/pages/restore", &back).await);
    assert_eq!(file(&site, FILE), before);
    assert_eq!(site.visitor().get("/about").await.status, 200);
    let home = agent.get(&address("edit", "pages/index.md")).await;
    assert!(!home.body.contains("/desk/pages/delete"), "the home page can be deleted");
    let fields = [("file", "pages/index.md"), ("seen", home.hidden("seen"))];
    assert_eq!(agent.post("/desk/pages/delete", &fields).await.status, 409);
    let acts: Vec<String> = entries(&site).await.into_iter().map(|one| one.act).collect();
    assert!(acts.contains(&"page-deleted".to_owned()), "{acts:?}");
}

/// A page moves in all its languages, says where it was, and keeps its history.
#[tokio::test]
async fn a_page_moves_with_its_translations() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    let (english, german) = (file(&site, FILE), file(&site, "pages/about.de.md"));
    let form = agent.get(&address("edit", FILE)).await;
    let to = |name| [("file", FILE), ("seen", form.hidden("seen")), ("folder", ""), ("name", name)];
    for taken in ["contact", "index", "de", ""] {
        let refused = agent.post("/desk/pages/move", &to(taken)).await;
        assert_eq!(refused.status, 409, "{taken}: {}", refused.body);
        assert_eq!(file(&site, FILE), english);
    }
    let moved = agent.post("/desk/pages/move", &to("Who we are")).await;
    saved(&moved);
    assert!(
        moved.header("location").contains("who%2Dwe%2Dare%2Emd"),
        "{}",
        moved.header("location")
    );
    let expected = |page: &str, had: &str| match page.split_once("redirects = [") {
        Some((before, rest)) => {
            let (all, after) = rest.split_once(']').unwrap();
            format!("{before}redirects = [{all}, \"{had}\"]{after}")
        }
        None => page.replacen("\n+++\n", &format!("\nredirects = [\"{had}\"]\n+++\n"), 1),
    };
    assert_eq!(file(&site, "pages/who-we-are.md"), expected(&english, "/about"));
    assert_eq!(file(&site, "pages/who-we-are.de.md"), expected(&german, "/de/about"));
    assert!(!site.folder.join(FILE).exists() && !site.folder.join("pages/about.de.md").exists());
    for path in ["/who-we-are", "/de/who-we-are"] {
        assert_eq!(site.visitor().get(path).await.status, 200, "{path}");
    }
    let list = agent.get("/desk/pages").await.body;
    assert!(!list.contains("state=deleted"), "what has moved is not deleted: {list}");
    let history = agent.get(&address("history", "pages/who-we-are.md")).await.body;
    assert!(history.contains("Moved here from pages/about.md"), "{history}");
}

#[tokio::test]
async fn a_translation_begins_as_a_draft_of_its_own() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    put(
        &site,
        "pages/only.md",
        "+++\ntitle = \"Only\"\nredirects = [\"/x\"]\norder = 7\n+++\nHello\n",
    );
    until_list(&agent, ">Only<").await;
    let form = agent.get(&address("edit", "pages/only.md")).await;
    assert!(form.body.contains("Begin a translation"), "{}", form.body);
    let fields = [("file", "pages/only.md"), ("language", "de")];
    for _ in 0..2 {
        let done = agent.post("/desk/pages/translate", &fields).await;
        assert_eq!(done.status, 303, "{}", done.body);
        assert!(done.header("location").contains("only%2Ede%2Emd"), "{}", done.header("location"));
    }
    let copy = "+++\ntitle = \"Only\"\ndraft = true\norder = 7\n+++\nHello\n";
    assert_eq!(file(&site, "pages/only.de.md"), copy);
    assert_eq!(site.visitor().get("/de/only").await.status, 404);
    let none = agent.post("/desk/pages/translate", &[("file", FILE), ("language", "fr")]).await;
    assert_eq!(none.status, 400);
}

/// What is not published yet can be seen by the team, in the frame of the site, and by nobody
/// else; what is only typed, without being saved.
#[tokio::test]
async fn a_preview_shows_drafts_and_what_is_typed() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    put(&site, "pages/soon.md", "+++\ntitle = \"Soon\"\ndraft = true\n+++\nNot *yet*\n");
    until_list(&agent, ">Soon<").await;
    let preview = agent.get(&address("preview", "pages/soon.md")).await;
    assert_eq!(preview.status, 200, "{}", preview.body);
    assert_eq!(preview.body.matches("<iframe").count(), 3, "{}", preview.body);
    for part in ["Not &lt;em&gt;yet&lt;/em&gt;", "class=&quot;site", "base target=&quot;_blank"] {
        assert!(preview.body.contains(part), "no {part} in\n{}", preview.body);
    }
    for header in ["frame-ancestors 'none'", "default-src 'none'"] {
        assert!(preview.header("content-security-policy").contains(header));
    }
    let phone = agent.get(&format!("{}&width=phone", address("preview", "pages/soon.md"))).await;
    assert_eq!(phone.body.matches("<iframe").count(), 1, "{}", phone.body);
    let stranger = site.visitor().get(&address("preview", "pages/soon.md")).await;
    assert_eq!(stranger.status, 303);
    assert_eq!(site.visitor().get("/soon").await.status, 404);

    let before = file(&site, FILE);
    let form = agent.get(&address("edit", FILE)).await;
    let typed = |body: &'static str, more: &'static str| {
        let seen = form.hidden("seen").to_owned();
        [
            ("file", FILE.to_owned()),
            ("seen", seen),
            ("title", "Typed title".to_owned()),
            ("more", more.to_owned()),
            ("body", body.to_owned()),
            ("width", "tablet".to_owned()),
        ]
    };
    let post = async |path: &str, fields: [(&str, String); 6]| {
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, text)| (*name, &**text)).collect();
        agent.post(path, &fields).await
    };
    let shown = post("/desk/pages/preview", typed("Typed <script>x</script> *words*", "")).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    for part in
        ["Typed title", "&lt;em&gt;words&lt;/em&gt;", "name=\"body\" value=\"Typed &lt;script"]
    {
        assert!(shown.body.contains(part), "no {part} in\n{}", shown.body);
    }
    assert!(
        !shown.body.contains("<script>x")
            && !shown.body.contains("&lt;script&gt;x&lt;/script&gt; &lt;em")
    );
    assert_eq!(shown.body.matches("<iframe").count(), 1);
    let bare = post("/desk/pages/preview/page", typed("Typed *words*", "")).await;
    assert!(bare.body.contains("Typed <em>words</em>"), "{}", bare.body);
    assert!(bare.header("content-security-policy").contains("frame-ancestors 'none'"));
    let wrong = post("/desk/pages/preview", typed("x", "ordre = 1")).await;
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    assert!(wrong.body.contains("did you mean `order`?"), "{}", wrong.body);
    assert_eq!(file(&site, FILE), before, "a preview saves nothing");
}
