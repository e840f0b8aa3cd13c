//! Mail, fields, variables, and files that are not as they should be.

use super::*;

#[test]
fn the_password_of_a_database_is_not_in_the_sites_folder_and_not_repeated() {
    for url in
        ["postgres://u:hunter2@h/d", "postgresql://u@h/d?password=hunter2", "mysql://hunter2"]
    {
        let error = parse(&format!("database = \"{url}\"\n{GOOD}"), &[]).unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
        assert_eq!(error.0[0].line, 1);
    }
    let settings = parse(&format!("database = \"postgres://u@h/d\"\n{GOOD}"), &[]).unwrap();
    let Database::Server(url) = &settings.database else { panic!("{:?}", settings.database) };
    assert_eq!(url.expose(), "postgres://u@h/d");
    let variable = ("MASSES_DATABASE".to_owned(), "postgres://u:hunter2@h/d".to_owned());
    let settings = parse(GOOD, &[(&variable.0, &variable.1)]).unwrap();
    assert!(matches!(settings.database, Database::Server(_)));
    let shown = format!("{settings:?} {:?}", settings.flat());
    assert!(!shown.contains("hunter2"), "{shown}");
    assert!(shown.contains("postgresql"));
    let (.., message, _) = one(&format!("database_password_file = \"/etc/masses/db\"\n{GOOD}"));
    assert!(message.contains("no password"), "{message}");
}

#[test]
fn mail_leaves_protected_and_with_a_contract() {
    let smtp = |more: &str| {
        let text = "provider = \"P\"\ncountry = \"IE\"\ncontract = \"C\"\n";
        format!("{GOOD}[mail.smtp]\n{text}{more}")
    };
    let port = |more: &str| parse(&smtp(more), &[]).unwrap().mail.smtp.unwrap().port;
    assert_eq!(port("host = \"mail.example.org\""), 587);
    assert_eq!(port("host = \"127.0.0.1\"\ntls = \"none\""), 25);
    assert_eq!(port("host = \"localhost\"\ntls = \"none\"\nport = 2525"), 2525);
    let (.., message, _) = one(&smtp("host = \"mail.example.org\"\ntls = \"none\""));
    assert!(message.contains("without protection"), "{message}");
    assert!(one(&smtp("")).2.contains("lacks: `host`"));
    let (.., message, _) = one(&smtp("host = \"h.example.org\"\nuser = \"u\""));
    assert!(message.contains("but not `mail.smtp.password_file`"), "{message}");
    let (.., message, help) = with("[mail.smtp]\nhost = \"h.example.org\"\n");
    assert!(message.contains("`provider`, `country`, `contract`"), "{message}");
    assert!(help.contains("contract = "), "{help}");
}

#[test]
fn fields_are_checked() {
    let field = |text: &str| {
        let labels = "label = { en = \"X\", de = \"X\" }\n";
        with(&format!("[[inquiries.fields]]\n{labels}{text}"))
    };
    let good = "id = \"x\"\nkind = \"line\"\ncategory = \"preference\"\n";
    let labels = "label = { en = \"X\", de = \"X\" }\n";
    let text = format!("{GOOD}[[inquiries.fields]]\n{labels}{good}");
    assert_eq!(parse(&text, &[]).unwrap().inquiries.fields[0].max, 200);
    for (from, to, expected) in [
        ("\"x\"", "\"X Y\"", "small letters"),
        ("\"x\"", "\"email\"", "a field `email` of its own"),
        ("id = \"x\"", "", "`id` is missing"),
        ("\"line\"", "\"lines\"", "no kind of field `lines`"),
        ("\"line\"", "\"choice\"", "a choice needs options"),
        ("\"line\"", "\"line\"\noptions = [\"a\"]", "only a choice has options"),
        ("\"line\"", "\"choice\"\noptions = [\"a\", \"a\"]", "two options with the id `a`"),
        ("\"line\"", "\"line\"\nmax = 0", "from 1 to 20000"),
        ("\"line\"", "\"line\"\nrequired = 1", "true or false"),
        ("\"line\"", "\"line\"\nrequire = true", "a field has no `require`"),
        ("\"preference\"", "\"special\"", "art. 9"),
        ("\"preference\"", "\"preferences\"", "cannot be of the category"),
        ("\"preference\"", "\"authentication\"", "cannot be of the category"),
    ] {
        let (.., message, _) = field(&good.replace(from, to));
        assert!(message.contains(expected), "{to}: {message}");
    }
    let twice = format!("[[inquiries.fields]]\n{labels}{good}").repeat(2);
    assert!(with(&twice).2.contains("two fields with the id `x`"));
    assert!(with(&format!("[[inquiries.fields]]\n{good}")).2.contains("no label"));
    let (.., message, help) = with("[inquiries]\nfields = [\"phone\"]\n");
    assert!(message.contains("a text, but a table was expected"), "{message}");
    assert!(help.contains("[[inquiries.fields]]\nid = \"phone\"\n"), "{help}");
}

#[test]
fn variables_override() {
    let settings = parse(
        GOOD,
        &[
            ("MASSES_SERVER__LISTEN", "127.0.0.1:0"),
            ("MASSES_SITE__LANGUAGES", "de, en"),
            ("MASSES_INQUIRIES__KEEP_DAYS", "10"),
            ("MASSES_INQUIRIES__ON", "false"),
            ("MASSES_MAIL__SMTP__HOST", "localhost"),
            ("MASSES_MAIL__SMTP__PROVIDER", "P"),
            ("MASSES_MAIL__SMTP__COUNTRY", "IE"),
            ("MASSES_MAIL__SMTP__CONTRACT", "C"),
            ("MASSES_ORGANISATION__AUTHORITY__NAME", "Other"),
            ("MASSES_MASTER_KEY", "secret"),
            ("MASSES_LOG", "debug"),
            ("PATH", "/bin"),
        ],
    )
    .unwrap();
    assert_eq!(settings.server.listen.port(), 0);
    assert_eq!(settings.site.languages, ["de", "en"]);
    assert_eq!(settings.inquiries.keep_days, 10);
    assert!(!settings.inquiries.on);
    assert_eq!(settings.mail.smtp.unwrap().host, "localhost");
    assert_eq!(settings.organisation.authority.name, "Other");
    assert_eq!(settings.organisation.authority.url, "https://authority.example.org/complain");
}

#[test]
fn wrong_variables_are_named() {
    for (name, value, expected) in [
        ("MASSES_SERVER__LISTN", "x", "did you mean MASSES_SERVER__LISTEN?"),
        ("MASSES_SERVER_LISTEN", "x", "did you mean MASSES_SERVER__LISTEN?"),
        ("MASSES_server__listen", "127.0.0.1:1", "there is no setting"),
        ("MASSES_BANANA", "x", "two underscores stand for a dot"),
        ("MASSES_INQUIRIES__KEEP_DAYS", "ten", "a whole number"),
        ("MASSES_INQUIRIES__FIELDS", "x", "cannot be set by a variable"),
        ("MASSES_SITE__TITLE", "", "it is empty"),
    ] {
        let shown = parse(GOOD, &[(name, value)]).unwrap_err().to_string();
        assert!(shown.contains(expected) && shown.contains(name), "{name}: {shown}");
    }
}

#[test]
fn all_mistakes_are_reported_at_once_and_in_order() {
    let text = GOOD
        .replace("title = \"Masses\"", "titel = \"Masses\"")
        .replace("hello@example.org", "hello")
        .replace("log_days = 7", "log_days = \"7\"");
    let problems = parse(&text, &[]).unwrap_err();
    let lines: Vec<_> = problems.0.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [6, 12, 14, 21], "{problems}");
}

#[test]
fn an_error_shows_its_line() {
    let shown = parse(&GOOD.replace("title =", "titel ="), &[]).unwrap_err().to_string();
    for part in ["masses.toml:14:1", "14 | titel = \"Masses\"", "^^^^^", "did you mean `title`?"] {
        assert!(shown.contains(part), "{part} in\n{shown}");
    }
}

#[test]
fn broken_toml_is_reported_where_it_breaks() {
    let problems = parse(&GOOD.replace("title = \"Masses\"", "title = \"Masses"), &[]).unwrap_err();
    assert!(
        problems.0.iter().any(|one| one.line == 14 && one.message.contains("not TOML")),
        "{problems}"
    );
    let problems = parse(&GOOD.replace("[hosting]", "[site]"), &[]).unwrap_err();
    assert!(problems.to_string().contains("duplicate key"), "{problems}");
}

#[test]
fn a_file_that_is_not_there_or_not_text() {
    let folder = tempfile::tempdir().unwrap();
    let load = || Settings::load(folder.path(), []);
    assert!(load().unwrap_err().to_string().contains("masses new"));
    fs::write(folder.path().join(FILE), b"# gr\xfcn\n").unwrap();
    let error = load().unwrap_err();
    assert!(error.to_string().contains("UTF-8") && error.0[0].line == 1, "{error}");
    fs::write(folder.path().join(FILE), format!("\u{feff}{GOOD}")).unwrap();
    assert_eq!(load().unwrap().folder, folder.path());
    let french = GOOD.replace("\"de\"]", "\"fr\"]");
    fs::write(folder.path().join(FILE), french).unwrap();
    assert!(load().is_err());
    fs::create_dir_all(folder.path().join("words/fr")).unwrap();
    assert_eq!(load().unwrap().site.languages, ["en", "fr"]);
}

#[test]
fn a_password_is_read_when_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("smtp");
    let text = format!("{GOOD}{}", MORE.replace("/etc/masses/smtp", &path.display().to_string()));
    let settings = parse(&text, &[]).unwrap();
    assert!(settings.secret_password().unwrap_err().to_string().contains("cannot be read"));
    let write = |content: &str, mode| {
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        settings.secret_password()
    };
    let secret = write(" pass word \n", 0o600).unwrap().unwrap();
    assert_eq!((secret.expose(), format!("{secret:?}").as_str()), (" pass word ", "Secret(…)"));
    assert!(write("hunter2\n", 0o644).unwrap_err().to_string().contains("chmod 600"));
    let error = write("hunter2\nmore\n", 0o600).unwrap_err().to_string();
    assert!(error.contains("one line") && !error.contains("hunter2"), "{error}");
    assert!(parse(GOOD, &[]).unwrap().secret_password().unwrap().is_none());
}

#[test]
fn tls_has_its_files_and_an_address_to_match() {
    let tls = full().server.tls.unwrap();
    assert_eq!(tls.certificate, Path::new("/srv/site/tls/fullchain.pem"));
    assert_eq!(tls.key, Path::new("/srv/tls/privkey.pem"));
    assert_eq!(tls.redirect_listen.unwrap().port(), 8080);
    assert!(parse(GOOD, &[]).unwrap().server.tls.is_none());
    let pair = "[server.tls]\ncertificate = \"/c.pem\"\nkey = \"/k.pem\"\n";
    let all = parse(&format!("{GOOD}{pair}"), &[]).unwrap();
    let place = all.place("server.tls.key");
    assert_eq!((place.line, place.column), (GOOD.lines().count() + 3, 7));
    let (.., message, help) = with("[server.tls]\ncertificate = \"/c.pem\"\n");
    assert!(message.contains("[server.tls] lacks: `key`") && help.contains("key = "), "{message}");
    let (line, _, message, help) =
        one(&format!("{GOOD}{pair}").replace("https://example.org/\"", "http://example.org:80\""));
    assert_eq!(line, 13);
    assert!(message.contains("begins with http://"), "{message}");
    assert!(help.contains("\"https://example.org\""), "{help}");
    for (more, expected) in [
        ("acme_challenges = \"/acme\"", "served nowhere"),
        ("redirect_listen = \"127.0.0.1:8080\"", "at the same address"),
        ("redirect_listen = \"80\"", "an IP address and a port"),
        ("certificates = \"x\"", "no setting `certificates` in [server.tls]"),
    ] {
        let (.., message, _) = with(&format!("{pair}{more}\n"));
        assert!(message.contains(expected), "{more}: {message}");
    }
    let inside = pair.replace("\"/k.pem", "\"k.pem");
    assert!(with(&inside).2.contains("outside the site's folder"));
}
