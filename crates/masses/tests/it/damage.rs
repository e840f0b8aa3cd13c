//! What is not as it was: a clock that jumps, a value that was damaged, a file that was broken
//! while the site runs.

use std::fs;
use std::time::Duration;

use db::{Statement, binds};
use kit::settings::Settings;
use kit::web::RoleName;
use masses::ground::people::HandleKind;
use masses::rooms::team;

use crate::site::{DAY, MORNING, Site, contact};

/// F10: an invitation that was refused because its time was over is never good again, wherever
/// the clock is set to: before it was made, or into the middle of its life.
#[tokio::test]
async fn an_expired_invitation_stays_expired() {
    let site = Site::demo().await;
    let link = team::invite(site.ground(), RoleName::Agent, site.clock.now()).await.unwrap();
    let token = link.rsplit('/').next().unwrap().to_owned();
    for now in [MORNING + 30 * DAY, MORNING - DAY, MORNING + 60_000] {
        site.clock.set(now);
        let joined = site.visitor().post("/desk/join", &[("token", &token)]).await;
        assert_ne!(joined.status, 303, "at {now} the invitation is good");
    }
}

/// F10: the same for somebody who is signed in, and was signed out by time.
#[tokio::test]
async fn an_expired_session_stays_expired() {
    let site = Site::demo().await;
    let member = site.member(RoleName::Agent).await;
    assert_eq!(member.get("/desk/inquiries").await.status, 200);
    for now in [MORNING + 30 * DAY, MORNING - DAY, MORNING + 60_000] {
        site.clock.set(now);
        assert_eq!(member.get("/desk/inquiries").await.status, 303, "at {now} it is alive");
    }
}

/// F10: an old form comes back with its text, and is never taken before it was made.
#[tokio::test]
async fn a_form_from_another_time_is_asked_for_again() {
    let site = Site::demo().await;
    let form = site.visitor().get("/contact").await;
    let fields = contact(&form, "a@example.org", "From another time");
    for now in [MORNING + 30 * DAY, MORNING - DAY] {
        site.clock.set(now);
        let again = site.visitor().post("/contact", &fields).await;
        assert_eq!(again.status, 422, "at {now}");
        assert!(again.body.contains("From another time"), "{}", again.body);
    }
}

/// F10: after a jump of the clock the sweep waits, and takes nothing.
#[tokio::test]
async fn the_sweep_waits_when_the_clock_jumps() {
    let site = Site::demo().await;
    site.write("nora@nachtigall.example", "A question").await;
    let care = &site.ground().care;
    care.sweep(site.clock.now()).await.unwrap().unwrap();
    site.pass(3_000 * DAY);
    for _ in 0..2 {
        assert!(care.sweep(site.clock.now()).await.unwrap().is_err(), "it swept");
    }
    let keys = site.ground().people.keys();
    let find = || keys.find(HandleKind::Address, "nora@nachtigall.example");
    assert!(find().await.unwrap().is_some());
    care.confirm_clock(site.clock.now()).await.unwrap();
    care.sweep(site.clock.now()).await.unwrap().unwrap();
    assert!(find().await.unwrap().is_none(), "after three thousand days she is still there");
}

/// F15: one damaged value says so in its own place; the rest of the page is there, and the
/// export says which it is.
#[tokio::test]
async fn a_damaged_value_is_never_shown_as_valid() {
    let mut site = Site::demo().await;
    site.write("nora@nachtigall.example", "The heron stands in the reeds").await;
    site.pass(60_000);
    site.write("otto@nachtigall.example", "The owl sits in the oak").await;
    let find = "select id, body from inquiry_message order by id limit 1";
    let find = Statement::generated("test::find", find.to_owned());
    let row = site.ground().data.read_one(&find, binds![]).await.unwrap().unwrap();
    let (id, mut body) = (row.text("id").unwrap(), row.bytes("body").unwrap());
    for at in [0, body.len() / 2, body.len() - 1] {
        body[at] ^= 1;
        let change = "update inquiry_message set body = $1 where id = $2".to_owned();
        let (damaged, id) = (body.clone(), id.clone());
        let change = Statement::generated("test::damage", change);
        site.ground()
            .data
            .write::<_, db::Error>(move |tx| {
                Box::pin(async move { tx.execute(&change, binds![damaged, id]).await })
            })
            .await
            .unwrap();
        body[at] ^= 1;
        site.restart().await;
        let agent = site.member(RoleName::Agent).await;
        let list = agent.get("/desk/inquiries").await;
        assert_eq!(list.status, 200, "{}", list.body);
        assert!(list.body.contains("The owl sits") && !list.body.contains("The heron"), "{at}");
        let (_, path) = list.body.rsplit_once("class=\"list__link\" href=\"").unwrap();
        let thread = agent.get(path.split('"').next().unwrap()).await;
        assert_eq!(thread.status, 200, "{}", thread.body);
        let words = site.ground().words.say("en", "inquiry-damaged", &[]);
        assert!(thread.body.contains(&words), "{words}: {}", thread.body);
        assert!(thread.body.contains("nora@nachtigall.example"), "the rest is gone");
        let (_, person) = thread.body.split_once("/desk/people/").unwrap();
        let person = person.split('/').next().unwrap();
        let export = agent.post(&format!("/desk/people/{person}/export"), &[]).await;
        assert_eq!(export.status, 200, "{}", export.body);
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(export.bytes)).unwrap();
        let json = std::io::read_to_string(zip.by_name("data.json").unwrap()).unwrap();
        assert!(json.contains("(damaged)") && json.contains("nora@nachtigall.example"), "{json}");
        site.pass(3_600_000);
    }
}

/// F15: a value moved to another row or column does not open there.
#[tokio::test]
async fn a_value_moved_elsewhere_does_not_open() {
    let site = Site::demo().await;
    site.write("nora@nachtigall.example", "The heron stands in the reeds").await;
    site.pass(60_000);
    site.write("nora@nachtigall.example", "The owl sits in the oak").await;
    let sql = "update inquiry_message set body =
        (select body from inquiry_message order by id limit 1)";
    let change = Statement::generated("test::swap", sql.to_owned());
    site.ground()
        .data
        .write::<_, db::Error>(move |tx| {
            Box::pin(async move { tx.execute(&change, binds![]).await })
        })
        .await
        .unwrap();
    let agent = site.member(RoleName::Agent).await;
    let list = agent.get("/desk/inquiries").await;
    assert_eq!(list.body.matches("The heron stands").count(), 1, "{}", list.body);
}

/// F22: a broken template or setting changes nothing on a running site; the desk says what is
/// wrong, and the next start refuses what it cannot read, by line.
#[tokio::test]
async fn a_broken_template_or_setting_changes_nothing_while_running() {
    let mut site = Site::demo().await;
    let theme = site.folder.join("theme/pages");
    fs::create_dir_all(&theme).unwrap();
    let built_in = "{% extends \"web/site.html\" %}\n{% block main %}<p>Our own frame</p>\
        {% for part in parts %}{% if part.html is defined %}{{ part.html|safe }}{% endif %}{% endfor %}{% endblock %}\n";
    fs::write(theme.join("page.html"), built_in).unwrap();
    wait_for(&site, "Our own frame").await;
    let agent = site.member(RoleName::Agent).await;
    for (broken, line) in [
        ("{% extends \"web/site.html\" %}\n{% block main %}<p>Broken</p>{{ html", 2),
        ("{% extends \"web/site.html\" %}\n\n{% block main %}Broken{{ nothing }}{% endblock %}", 3),
        ("{% extends \"web/nothing.html\" %}Broken", 1),
        (
            "{% extends \"web/site.html\" %}\n{% block main %}Broken{{ org.founded }}{% endblock %}",
            2,
        ),
        (
            "{% extends \"web/site.html\" %}\n{% block main %}\nBroken{{ say(\"no-words\") }}{% endblock %}",
            3,
        ),
    ] {
        fs::write(theme.join("page.html"), broken).unwrap();
        let mut desk = String::new();
        for _ in 0..100 {
            desk = agent.get("/desk/inquiries").await.body;
            if desk.contains("page.html") {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(desk.contains("page.html"), "the desk does not warn of {broken}");
        assert!(desk.contains(&format!("line {line}")), "{line}: {desk}");
        let page = site.visitor().get("/about").await;
        assert_eq!(page.status, 200, "{broken}");
        assert!(page.body.contains("Our own frame") && !page.body.contains("Broken"), "{broken}");
        assert_eq!(site.visitor().get("/contact").await.status, 200);
        fs::write(theme.join("page.html"), built_in).unwrap();
        for _ in 0..100 {
            if !agent.get("/desk/inquiries").await.body.contains("page.html") {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    site.edit(|settings| settings.replace("notice_days = 30", "notice_days = \"many\""));
    assert_eq!(site.visitor().get("/about").await.status, 200);
    assert_eq!(site.visitor().get("/privacy").await.status, 200);
    site.stop().await;
    let none: [(String, String); 0] = [];
    let why = Settings::load(&site.folder, none).expect_err("it was read").to_string();
    assert!(why.contains("masses.toml:") && why.contains("notice_days"), "{why}");
    site.edit(|settings| settings.replace("notice_days = \"many\"", "notice_days = 30"));
    site.start().await;
}

/// F22: what only shows when somebody comes: they get the built-in template, and the desk says why.
#[tokio::test]
async fn a_template_that_fails_for_a_visitor_is_passed_over() {
    let site = Site::demo().await;
    for (name, text) in [
        ("web/site.html", "Our own frame {{ (title|int) + 1 }}"),
        ("inquiries/thanks.html", "Our own thanks {{ reference|lower }} {{ (reference|int) + 1 }}"),
    ] {
        let file = site.folder.join("theme").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text).unwrap();
        let agent = site.member(RoleName::Agent).await;
        let mut warned = false;
        for _ in 0..100 {
            for path in ["/contact", "/privacy", "/nothing"] {
                let page = site.visitor().get(path).await;
                assert!(page.body.contains("<main"), "{path}: {} {}", page.status, page.body);
                assert!(page.status == if path == "/nothing" { 404 } else { 200 }, "{path}");
            }
            let thanks = site.write(&format!("{}@example.org", site.clock.now()), "Hello").await;
            assert_eq!(thanks.status, 200, "{}", thanks.body);
            site.pass(2_000);
            warned = agent.get("/desk/inquiries").await.body.contains(name);
            if warned {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(warned, "the desk does not warn of {name}");
        fs::remove_file(file).unwrap();
    }
}

/// A site's own thank-you may do with the reference what it likes.
#[tokio::test]
async fn an_own_template_gets_the_real_reference() {
    let site = Site::demo().await;
    let file = site.folder.join("theme/inquiries/thanks.html");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let text = "{{ reference }}|{{ reference|lower }}|{{ reference|replace('-', ' ') }}|";
    fs::write(&file, text).unwrap();
    site.ground().render.load_overrides(&site.folder.join("theme")).unwrap();
    let page = site.write("nora@example.org", "Hello").await.body;
    let parts: Vec<&str> = page.split('|').collect();
    assert_eq!(parts[0].len(), 9, "{page}");
    assert_eq!(parts[1], parts[0].to_lowercase());
    assert_eq!(parts[2], parts[0].replace('-', " "));
}

async fn wait_for(site: &Site, text: &str) {
    for _ in 0..100 {
        if site.visitor().get("/about").await.body.contains(text) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("/about never says `{text}`");
}

/// F15: a member's name or address that was damaged says so in its place. The team's page and the
/// account are there, and name and address can be given anew.
#[tokio::test]
async fn a_damaged_member_is_listed_and_can_mend_it() {
    let mut site = Site::demo().await;
    let session = site.member(RoleName::Owner).await.cookie("session").unwrap();
    for column in ["name", "email"] {
        let find = format!("select id, {column} from member");
        let find = Statement::generated("test::find", find);
        let row = site.ground().data.read_one(&find, binds![]).await.unwrap().unwrap();
        let (id, mut value) = (row.text("id").unwrap(), row.bytes(column).unwrap());
        let middle = value.len() / 2;
        value[middle] ^= 1;
        let change = format!("update member set {column} = $1 where id = $2");
        let change = Statement::generated("test::damage", change);
        let work = site.ground().data.write::<_, db::Error>(move |tx| {
            Box::pin(async move { tx.execute(&change, binds![value, id]).await })
        });
        work.await.unwrap();
        site.restart().await;
        let owner = site.visitor();
        owner.keep("session", &session);
        for path in ["/desk/team", "/desk/journal", "/desk/account", "/desk/account/password"] {
            let page = owner.get(path).await;
            assert_eq!(page.status, 200, "{column}, {path}: {}", page.body);
        }
        assert!(owner.get("/desk/team").await.body.contains("(not readable)"), "{column}");
        let all = team::list(site.ground()).await.unwrap();
        assert!([&all[0].name, &all[0].email].contains(&&"(not readable)".to_owned()));
        if column == "name" {
            let named = owner.post("/desk/account/name", &[("name", "Olga")]).await;
            assert_eq!(named.status, 303, "{}", named.body);
            continue;
        }
        assert!(owner.get("/desk/account").await.body.contains("(not readable)"));
        let given = owner.post("/desk/account/email", &[("email", "olga@team.example")]).await;
        assert_eq!(given.header("location"), "/desk/account?done=account-email", "{}", given.body);
        assert!(owner.get("/desk/team").await.body.contains("olga@team.example"));
    }
}
