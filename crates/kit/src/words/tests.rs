//! What is said, and what is noted when it cannot be.

use super::*;

fn file(lang: &str, name: &str, text: &str) -> WordFile {
    WordFile {
        lang: lang.to_owned(),
        name: format!("locales/{lang}/{name}.ftl"),
        text: text.to_owned(),
    }
}

fn words() -> Words {
    Words::new([
        file("en", "shell", "hello = Hello { $name }!\nonly-english = Only English\n"),
        file(
            "en",
            "mail",
            "mails = { $count ->\n    [one] one mail\n   *[other] { $count } mails\n }\n",
        ),
        file("de", "shell", "-marke = Masses\nhello = Hallo { $name } von { -marke }!\n"),
        file(
            "de",
            "mail",
            "mails = { $count ->\n    [one] eine Mail\n   *[other] { $count } Mails\n }\n",
        ),
    ])
    .unwrap()
}

fn problems(files: Vec<WordFile>) -> String {
    Words::new(files).unwrap_err().to_string()
}

#[test]
fn says_it_in_each_language() {
    let (words, name) = (words(), Arg::Text("Ada".to_owned()));
    assert_eq!(words.say("en", "hello", &[("name", name.clone())]), "Hello Ada!");
    assert_eq!(words.say("de", "hello", &[("name", name.clone())]), "Hallo Ada von Masses!");
    assert_eq!(words.say("de-AT", "hello", &[("name", name)]), "Hallo Ada von Masses!");
    assert_eq!(words.missed(), Vec::<String>::new());
    assert_eq!(words.languages(), ["de", "en"]);
    assert_eq!(words.keys("de"), ["hello", "mails"]);
}

#[test]
fn numbers_choose_and_are_written_as_the_language_does() {
    let words = words();
    let say = |lang, count| words.say(lang, "mails", &[("count", Arg::Int(count))]);
    assert_eq!(say("en", 1), "one mail");
    assert_eq!(say("en", 0), "0 mails");
    assert_eq!(say("de", 1), "eine Mail");
    assert_eq!(say("de", 2_026), "2026 Mails");
    assert_eq!(say("en", 1_234_567), "1,234,567 mails");
    assert_eq!(say("de", -12_345), "-12.345 Mails");
    let french = Words::new([file("fr", "x", "n = { NUMBER($n) }")]).unwrap();
    assert_eq!(french.say("fr", "n", &[("n", Arg::Int(10_000))]), "10\u{202f}000");
}

#[test]
fn what_is_missing_is_said_in_the_default_language_and_noted() {
    let words = words();
    assert_eq!(words.say("de", "only-english", &[]), "Only English");
    assert_eq!(words.say("de", "nowhere", &[]), "[nowhere]");
    assert_eq!(words.say("zz", "only-english", &[]), "Only English");
    assert_eq!(words.missed().len(), 3);
    assert!(words.has("en", "only-english") && !words.has("de", "only-english"));
}

#[test]
fn a_missing_value_is_noted() {
    let words = words();
    assert_eq!(words.say("en", "hello", &[]), "Hello {$name}!");
    assert!(words.missed()[0].starts_with("en/hello: "));
}

#[test]
fn a_value_is_never_read_as_fluent() {
    let name = Arg::Text("{ $x } { -marke } <b>".to_owned());
    assert_eq!(words().say("en", "hello", &[("name", name)]), "Hello { $x } { -marke } <b>!");
}

#[test]
fn a_key_twice_is_a_problem() {
    let text = problems(vec![
        file("en", "a", "one = 1\n"),
        file("en", "b", "two = 2\none = 3\n"),
        file("de", "b", "one = 3\n"),
    ]);
    assert!(text.contains("`one` is there twice"), "{text}");
    assert!(text.contains("locales/en/b.ftl:2:1") && text.contains("en/a.ftl"), "{text}");
    assert!(!text.contains("locales/de"), "{text}");
}

#[test]
fn every_mistake_is_named() {
    let text = problems(vec![
        file("en", "a", "good = yes\nbroken { = 1\nBad_Key = 2\n"),
        file("en", "b", "Bad_Key = 2\nempty =\n    .title = x\n"),
        file("not a language", "c", "x = y"),
    ]);
    for part in ["a.ftl:2:", "not Fluent", "b.ftl:1:1", "small letters", "`empty` has no text"] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    assert!(text.contains("`not a language` is not the code"), "{text}");
}

#[test]
fn a_site_changes_and_adds_words_but_not_what_is_true() {
    let own = |lang, text| {
        let built_in = [file("en", "x", "hello = Hello\npolicy-who = We.\n")];
        Words::new(built_in).unwrap().with_own([file(lang, "own", text)])
    };
    let words = own("en", "hello = Hi\nextra = more\n").unwrap();
    assert_eq!(words.say("en", "hello", &[]), "Hi");
    assert_eq!(words.say("en", "extra", &[]), "more");
    let text = own("en", "policy-who = Nobody.\n").unwrap_err().to_string();
    assert!(text.contains("`policy-who` says what the program does"), "{text}");
    let words = own("fr", "policy-who = Nous.\n").unwrap();
    assert_eq!(words.say("fr", "policy-who", &[]), "Nous.");
    assert_eq!(words.say("fr", "hello", &[]), "Hello");
}

#[test]
fn knows_the_values_of_a_text() {
    let text = "x = { $a } { NUMBER($b) } { $c ->\n   [one] { $d }\n  *[other] none\n }\n";
    let words = Words::new([file("en", "x", text)]).unwrap();
    let found: Vec<_> = words.variables("en", "x").into_iter().collect();
    assert_eq!(found, ["a", "b", "c", "d"]);
}

#[test]
fn knows_who_writes_from_right_to_left() {
    for lang in ["ar", "fa", "he", "ur", "ckb", "ps", "yi", "dv", "ar-EG", "fa-AF", "ug", "az-Arab"]
    {
        assert_eq!(direction(lang), "rtl", "{lang}");
    }
    for lang in
        ["en", "de", "de-AT", "fr", "tr", "zh", "ja", "ks-Deva", "az", "uz", "ms", "pa", "no words"]
    {
        assert_eq!(direction(lang), "ltr", "{lang}");
    }
}

#[test]
fn can_be_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&words());
}
