use super::*;

/// What somebody gets who types this, and what they read meanwhile.
fn typed(given: &Given, typed: &[u8]) -> (Result<Answers>, String) {
    let (mut input, mut read) = (typed, String::new());
    let say = &mut |text: &str| read.push_str(text);
    let answers = Answers::find(given, Some(&mut Terminal { input: &mut input, say }));
    (answers, read)
}

#[test]
fn four_questions_make_a_site() {
    let typing = "Chor  Nord e. V.\nchor@nord.example\nAm Kai 3, 20457 Hamburg,Deutschland\nboth\n";
    let (answers, read) = typed(&Given::default(), typing.as_bytes());
    assert_eq!(
        answers.unwrap(),
        Answers {
            name: "Chor Nord e. V.".into(),
            email: "chor@nord.example".into(),
            address: vec!["Am Kai 3".into(), "20457 Hamburg".into(), "Deutschland".into()],
            languages: vec!["en", "de"],
            examples: vec![],
        }
    );
    for question in ["1. What", "2. Which", "3. What", "4. Which"] {
        assert_eq!(read.matches(question).count(), 1, "{question}: {read}");
    }
}

/// What is wrong is said below the question, and the question is there again.
#[test]
fn whoever_types_something_wrong_is_asked_again() {
    let typing = b"***\nGr\xfcn\nNord\nnobody\nnord@\nnord@nord.example\nKai 3, 20457 Hamburg\n\
        Kai 3, 20457 Hamburg, Germany\nfr\nde, en\n";
    let (answers, read) = typed(&Given::default(), typing);
    let answers = answers.unwrap();
    assert_eq!((answers.name.as_str(), answers.email.as_str()), ("Nord", "nord@nord.example"));
    assert_eq!((answers.address.len(), answers.languages), (3, vec!["de", "en"]));
    let wrong: Vec<&str> = read.lines().filter(|line| line.contains("Not yet: ")).collect();
    for (line, part) in wrong.iter().zip([
        "a letter or a digit",
        "UTF-8",
        "it has no @",
        "after the @",
        "the country is missing",
        "`fr` is none of them",
    ]) {
        assert!(line.contains(part), "{line}: {part}");
    }
    assert_eq!(wrong.len(), 6, "{read}");
}

#[test]
fn an_empty_line_takes_what_stands_in_brackets() {
    let (answers, read) = typed(&Given::default(), b"\n\n\n\n");
    let answers = answers.unwrap();
    assert_eq!(answers.examples, ["--name", "--email", "--address"]);
    for part in [&answers.name, &answers.email, &answers.address.join(", "), answers.languages[0]] {
        assert!(read.contains(&format!("   [{part}] ")), "{part}: {read}");
    }
    assert_eq!(answers, Answers::find(&Given::default(), None).unwrap());
}

#[test]
fn what_was_given_is_not_asked() {
    let given = Given {
        name: Some("Nord".into()),
        address: Some("Kai 3\r\n20457 Hamburg\n\nGermany\n".into()),
        ..Given::default()
    };
    let (answers, read) = typed(&given, b"a@nord.example\nde\n");
    let answers = answers.unwrap();
    assert_eq!(answers.address, ["Kai 3", "20457 Hamburg", "Germany"]);
    assert_eq!((answers.languages, answers.examples), (vec!["de"], vec![]));
    assert!(!read.contains("1. ") && !read.contains("3. "), "{read}");
}

/// An option that is not right is an error, wherever one sits: there is nobody to ask in a script.
#[test]
fn an_option_that_is_wrong_is_an_error() {
    let long = "x".repeat(LONGEST + 1);
    let wrong = [
        (Given { name: Some(" ".into()), ..Given::default() }, "--name"),
        (Given { name: Some("a\u{7}b".into()), ..Given::default() }, "--name"),
        (Given { name: Some(long), ..Given::default() }, "--name"),
        (Given { email: Some("a b@c.example".into()), ..Given::default() }, "--email"),
        (Given { address: Some("Austria".into()), ..Given::default() }, "--address"),
        (Given { address: Some("Vienna, 1010".into()), ..Given::default() }, "--address"),
        (Given { languages: Some(",".into()), ..Given::default() }, "--languages"),
    ];
    for (given, option) in wrong {
        let why = Answers::find(&given, None).unwrap_err().to_string();
        assert!(why.starts_with(&format!("{option} is not right: ")), "{why}");
        assert!(typed(&given, b"\n\n\n\n").0.is_err(), "{option}");
    }
}

#[test]
fn no_answer_is_none() {
    let (answers, _) = typed(&Given::default(), b"Nord\n");
    assert!(answers.unwrap_err().to_string().contains("nothing was written"));
}

#[test]
fn a_name_of_several_lines_becomes_one() {
    assert_eq!(name("Chor\n  Nord\t1\n").unwrap(), "Chor Nord 1");
    assert_eq!(name(&"ü".repeat(LONGEST)).unwrap().chars().count(), LONGEST);
}
