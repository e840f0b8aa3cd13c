use super::*;

const PAGE: &str = "+++\n# Ida looks after this page\ntitle = 'About us' # short\n\
    description = \"Who we are\"\n\n# in the menu\norder = 2\n+++\n\nHello *there*\n";

fn edited(page: &str, edit: impl FnOnce(&mut Parts)) -> String {
    let mut parts = Parts::of(page).unwrap();
    edit(&mut parts);
    parts.into_file(page).unwrap().file
}

#[test]
fn a_page_is_taken_apart() {
    let expected = Parts {
        title: "About us".into(),
        description: "Who we are".into(),
        draft: false,
        values: [(Own::Order, "2".to_owned())].into(),
        more: "# Ida looks after this page\n\n# in the menu\n".into(),
        text: "Hello *there*\n".into(),
    };
    assert_eq!(Parts::of(PAGE).unwrap(), expected);
    for whole in [
        "",
        "no front matter",
        "+++\ntitle = \"A\n+++\n",
        "+++\ntitle = 1\n+++\n",
        "+++\ntitle = \"A\"\ndraft = \"yes\"\n+++\n",
    ] {
        assert_eq!(Parts::of(whole), None, "{whole:?}");
    }
    assert!(Parts::of("+++\ntitel = \"A\"\n+++\n").is_some(), "another key can be mended");
}

/// A change of one thing changes its line and nothing else.
#[test]
fn what_was_not_changed_stays_to_the_byte() {
    let odd = "\u{feff}+++\r\ntitle  =  \"\"\"A\"\"\"\r\nmenu='footer'\r\n+++  \r\none\r\ntwo";
    let mixed = "+++\ntitle = \"A\"\n+++\none\r\ntwo\nthree";
    let bare = "+++\ntitle = \"A\"\n+++";
    for page in [PAGE, odd, mixed, bare, "+++\n+++\n", "+++\n\ntitle = \"A\"\ndraft = false\n+++\n"]
    {
        assert_eq!(edited(page, |_| {}), page, "{page:?}");
    }
    let title = edited(PAGE, |parts| parts.title = "We \"and\" you".into());
    assert_eq!(title, PAGE.replace("'About us'", "'We \"and\" you'"));
    let title = edited(odd, |parts| parts.title = "B".into());
    assert_eq!(title, odd.replace("\"\"\"A\"\"\"", "\"B\""));
    let order = edited(PAGE, |parts| drop(parts.values.insert(Own::Order, "3".to_owned())));
    assert_eq!(order, PAGE.replace("order = 2", "order = 3"));
    let more = edited(PAGE, |parts| parts.more = parts.more.replace("the menu", "a menu"));
    assert_eq!(more, PAGE.replace("the menu", "a menu"));
    let odd_tags = "+++\ntitle = \"A\"\ntags = [\n  'Tea', # black\n  'Members',\n]\n\
        publish = 2026-12-01 09:00:00+01:00\n+++\n";
    assert_eq!(edited(odd_tags, |_| {}), odd_tags);
    assert_eq!(Parts::of(odd_tags).unwrap().values[&Own::Tags], "Tea, Members");
    assert_eq!(Parts::of(odd_tags).unwrap().more, "publish = 2026-12-01 09:00:00+01:00\n");
    let gone = edited(PAGE, |parts| parts.description = String::new());
    assert_eq!(gone, PAGE.replace("description = \"Who we are\"\n", ""));
    let text = edited(odd, |parts| parts.text = "one\nthree\n".into());
    assert_eq!(text, odd.replace("one\r\ntwo", "one\r\nthree\r\n"));
    let text = edited(bare, |parts| parts.text = "Words".into());
    assert_eq!(text, "+++\ntitle = \"A\"\n+++\nWords");
}

#[test]
fn what_is_new_has_a_sensible_place() {
    let draft = edited(PAGE, |parts| parts.draft = true);
    assert_eq!(draft, PAGE.replace("are\"\n", "are\"\ndraft = true\n"));
    assert_eq!(edited(&draft, |parts| parts.draft = false), PAGE);
    let why = draft.replace("true", "true # until the meeting");
    let live = edited(&why, |parts| parts.draft = false);
    assert_eq!(live, why.replace("true #", "false #"), "a remark stays");
    let more = edited(PAGE, |parts| parts.more.push_str("toc = true"));
    assert_eq!(more, PAGE.replace("order = 2\n", "order = 2\ntoc = true\n"));
    let page = "+++\ntitle = \"A\"\ndescription = \"B\"\n+++\n";
    let more = edited(page, |parts| parts.more = "order = 1".into());
    assert_eq!(more, page.replace("B\"\n", "B\"\norder = 1\n"));
    let day = edited(PAGE, |parts| {
        parts.values.insert(Own::Date, "2026-03-01".to_owned());
        parts.values.insert(Own::Menu, "footer".to_owned());
        parts.values.insert(Own::Tags, "Tea, Members".to_owned());
    });
    let lines = "are\"\ndate = 2026-03-01\ntags = [\"Tea\", \"Members\"]\n";
    let expected = PAGE.replace("are\"\n", lines).replace("= 2\n", "= 2\nmenu = \"footer\"\n");
    assert_eq!(day, expected);
    let fewer = [Own::Date, Own::Tags, Own::Menu].map(|own| (own, String::new()));
    assert_eq!(edited(&day, |parts| parts.values.extend(fewer)), PAGE);
    assert_eq!(edited(PAGE, |parts| parts.values.clear()), PAGE, "who asks for nothing");
    let new = Parts { title: "A".into(), draft: true, text: "x\n".into(), ..Parts::default() };
    assert_eq!(new.into_file("").unwrap().file, "+++\ntitle = \"A\"\ndraft = true\n+++\n\nx\n");
    let windows = edited("+++\r\ntitle = \"A\"\r\n+++\r\n", |parts| {
        (parts.description, parts.more) = ("B".into(), "order = 1\n".into());
    });
    let lines = "+++\r\ntitle = \"A\"\r\ndescription = \"B\"\r\norder = 1\r\n+++\r\n";
    assert_eq!(windows, lines);
}

#[test]
fn a_page_that_moves_says_where_it_was() {
    let once = redirected(PAGE, "/about", "/we").unwrap();
    assert_eq!(once, PAGE.replace("order = 2\n", "order = 2\nredirects = [\"/about\"]\n"));
    let twice = redirected(&once, "/we", "/us").unwrap();
    assert_eq!(twice, once.replace("[\"/about\"]", "[\"/about\", \"/we\"]"));
    let back = redirected(&twice, "/us", "/about").unwrap();
    assert_eq!(back, once.replace("[\"/about\"]", "[\"/we\", \"/us\"]"));
}

#[test]
fn a_page_to_be_translated_is_a_draft_of_its_own() {
    let page = "+++\ntitle = \"A\"\nlanguage = \"en\" # !\nredirects = [\n  \"/b\",\n]\norder = 2\n+++\nx\n";
    let copy = to_translate(page).unwrap();
    assert_eq!(copy, "+++\ntitle = \"A\"\ndraft = true\norder = 2\n+++\nx\n");
}

#[test]
fn every_line_is_of_a_field() {
    let made = Parts::of(PAGE).unwrap().into_file(PAGE).unwrap();
    let places: Vec<_> = (1..=11).map(|line| made.place(line)).collect();
    let more = |line| ("more", line);
    let expected = [
        ("title", 1),
        more(1),
        ("title", 1),
        ("description", 1),
        more(2),
        more(3),
        ("order", 1),
        ("title", 1),
        ("body", 1),
        ("body", 2),
        ("body", 3),
    ];
    assert_eq!(places, expected);
}

#[test]
fn nothing_of_the_form_ends_the_front_matter() {
    let parts = Parts { more: "order = 1\n+++ \nx".into(), ..Parts::default() };
    assert_eq!(parts.into_file(PAGE), Err(2));
    let hostile = "\"\"\"\n+++\\ \u{7f} '";
    let file = edited(PAGE, |parts| parts.title = hostile.replace('\n', " "));
    assert_eq!(Parts::of(&file).unwrap().title, hostile.replace('\n', " "));
    assert_eq!(Parts::of(&file).unwrap().text, Parts::of(PAGE).unwrap().text);
}
