use super::*;

fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
    let site = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = site.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    site
}

/// Long after every file was changed.
const LATER: i64 = 4_000_000_000_000;

fn read(site: &Path, now: i64, known: &mut Known) -> (Arc<Shelf>, Vec<Problem>) {
    let zone = kit::clock::Zone::named("Europe/Vienna").unwrap();
    let languages = ["en".to_owned(), "de".to_owned()];
    super::read(site, &Rules { languages: &languages, zone: &zone }, now, known)
}

fn first(site: &Path) -> (Arc<Shelf>, Vec<Problem>) {
    read(site, LATER, &mut Known::default())
}

const HOME: &str = "+++\ntitle = \"Home\"\n+++\nHello\n";

#[test]
fn reads_folders_and_leaves_other_files_alone() {
    let site = site(&[
        ("pages/index.md", HOME),
        ("pages/index.de.md", HOME),
        ("pages/a/b/c.md", HOME),
        ("pages/.hidden.md", "x"),
        ("pages/index.md~", "x"),
        ("pages/#index.md#", "x"),
        ("pages/notes.txt", "x"),
    ]);
    let (shelf, problems) = first(site.path());
    assert_eq!(problems, []);
    let all: Vec<_> = shelf.served().map(|page| format!("{}{}", page.lang, page.path)).collect();
    assert_eq!(all, ["en/a/b/c", "de/", "en/"]);
    assert_eq!(shelf.find("en", "/").unwrap().text(), "Hello\n");
}

/// F22: without its first page, or without any, a site is as it was.
#[test]
fn what_no_site_can_be_without_stays() {
    let site = site(&[("pages/index.md", HOME), ("pages/a.md", HOME)]);
    let known = &mut Known::default();
    read(site.path(), LATER, known);
    let (home, away) = (site.path().join("pages/index.md"), site.path().join("away"));
    fs::rename(&home, &away).unwrap();
    let (second, problems) = read(site.path(), LATER, known);
    assert!(second.find("en", "/").is_some() && second.find("en", "/a").is_some());
    assert!(problems[0].message.contains("no home page"), "{problems:?}");
    fs::rename(site.path().join("pages"), site.path().join("elsewhere")).unwrap();
    let (third, problems) = read(site.path(), LATER, known);
    assert!(third.find("en", "/").is_some() && third.find("en", "/a").is_some());
    assert!(problems[0].message.contains("is gone"), "{problems:?}");
}

#[test]
fn a_pipe_is_no_page() {
    let site = site(&[("pages/index.md", HOME)]);
    let pipe = site.path().join("pages/pipe.md");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let (shelf, problems) = first(site.path());
    assert!(shelf.find("en", "/").is_some());
    assert!(problems[0].message.contains("no file"), "{problems:?}");
}

/// F22: the last good version stays, and the others are updated.
#[test]
fn a_broken_page_keeps_its_last_good_version() {
    let site = site(&[("pages/index.md", HOME), ("pages/a.md", HOME)]);
    let known = &mut Known::default();
    read(site.path(), LATER, known);
    fs::write(site.path().join("pages/index.md"), "+++\ntitel = \"x\"\n+++\n").unwrap();
    fs::write(site.path().join("pages/a.md"), HOME.replace("Home", "New")).unwrap();
    let (second, problems) = read(site.path(), LATER, known);
    assert_eq!(second.find("en", "/").unwrap().front.title, "Home");
    assert_eq!(second.find("en", "/a").unwrap().front.title, "New");
    let place =
        problems.iter().map(|one| (one.file.as_str(), one.line, one.column)).collect::<Vec<_>>();
    assert_eq!(place, [("pages/index.md", 2, 1)]);
    fs::remove_file(site.path().join("pages/a.md")).unwrap();
    let (third, _) = read(site.path(), LATER, known);
    assert!(third.find("en", "/a").is_none(), "what was deleted goes");
}

#[test]
fn says_what_is_wrong_with_a_folder() {
    let outside = tempfile::NamedTempFile::new().unwrap();
    fs::write(outside.path(), HOME).unwrap();
    let site = site(&[
        ("pages/index.md", HOME),
        ("pages/a.md", HOME),
        ("pages/a/index.md", HOME),
        ("pages/b.fr.md", HOME),
        ("pages/german.md", "+++\ntitle = \"x\"\nlanguage = \"de\"\n+++\n"),
    ]);
    fs::write(site.path().join("pages/latin.md"), b"+++\ntitle = \"Gr\xfc\xdfe\"\n+++\n").unwrap();
    std::os::unix::fs::symlink(outside.path(), site.path().join("pages/out.md")).unwrap();
    std::os::unix::fs::symlink(site.path().join("pages"), site.path().join("pages/loop")).unwrap();
    let (shelf, problems) = first(site.path());
    let shown = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    for part in [
        "this page is there twice: pages/a.md",
        "this site has no language `fr`",
        "leads out of the folder",
        "pages/latin.md:2:12",
        "pages/loop",
    ] {
        assert!(shown.contains(part), "{part} in\n{shown}");
    }
    assert!(shelf.find("en", "/out").is_none() && shelf.find("de", "/german").is_some());
}

#[test]
fn a_site_needs_a_home_page() {
    let (_, problems) = first(Path::new("/nowhere"));
    assert!(problems.len() == 1 && problems[0].message.contains("no home page"));
}

/// What has not changed is not read again; what may have changed unseen is.
#[test]
fn only_what_has_changed_is_read() {
    let site = site(&[("pages/index.md", HOME), ("pages/a.md", HOME)]);
    let known = &mut Known::default();
    let (one, _) = read(site.path(), LATER, known);
    let (two, _) = read(site.path(), LATER, known);
    for file in ["pages/index.md", "pages/a.md"] {
        assert!(Arc::ptr_eq(one.of_file(file).unwrap(), two.of_file(file).unwrap()), "{file}");
    }
    // As long as before, and as old.
    let path = site.path().join("pages/a.md");
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    let change = |text: &str| {
        fs::write(&path, HOME.replace("Hello", text)).unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    };
    change("Hallo");
    let text = |shelf: &Shelf| shelf.find("en", "/a").unwrap().text().to_owned();
    assert_eq!(text(&read(site.path(), LATER, known).0), "Hallo\n");
    let just = i64::try_from(time.duration_since(std::time::UNIX_EPOCH).unwrap().as_millis());
    let known = &mut Known::default();
    read(site.path(), just.unwrap(), known);
    change("Salve");
    assert_eq!(text(&read(site.path(), just.unwrap(), known).0), "Salve\n");
}

#[test]
fn a_page_waits_for_its_time() {
    let waits = HOME.replace("Home\"", "Soon\"\npublish = 2026-12-01T09:00:00");
    let site = site(&[("pages/index.md", HOME), ("pages/soon.md", &waits)]);
    let at = 1_796_112_000_000;
    let known = &mut Known::default();
    let (before, _) = read(site.path(), at - 1, known);
    assert!(before.find("en", "/soon").is_none());
    assert_eq!(before.next(), Some(at));
    let (after, _) = read(site.path(), at, known);
    assert!(after.find("en", "/soon").is_some());
    assert_eq!(after.next(), None);
}

fn reread(site: &Path, files: &[&str], now: i64, known: &mut Known) -> Option<Arc<Shelf>> {
    let zone = kit::clock::Zone::named("Europe/Vienna").unwrap();
    let languages = ["en".to_owned(), "de".to_owned()];
    let files = files.iter().map(|file| (*file).to_owned()).collect();
    again(site, &files, &Rules { languages: &languages, zone: &zone }, now, known)
}

/// Whoever reads only what has changed has the same as whoever reads everything.
#[test]
fn reading_again_is_reading_everything() {
    let news = |day: u8, text: &str| {
        format!("+++\ntitle = \"News\"\ndate = 2026-11-{day:02}\norder = {day}\n+++\n{text}\n")
    };
    let site = site(&[
        ("pages/index.md", HOME),
        ("pages/index.de.md", HOME),
        ("pages/news/index.md", "+++\ntitle = \"News\"\nlist = \"news\"\n+++\n"),
        ("pages/news/a.md", &news(1, "a")),
        ("pages/news/b.md", &news(2, "b")),
        ("pages/news/c.md", &news(3, "c")),
    ]);
    let known = &mut Known::default();
    let (before, _) = read(site.path(), LATER, known);
    fs::write(site.path().join("pages/news/b.md"), news(9, "new")).unwrap();
    fs::write(site.path().join("pages/index.de.md"), HOME.replace("Home", "Start")).unwrap();
    let files = ["pages/news/b.md", "pages/index.de.md", "pages/index.md"];
    let again = reread(site.path(), &files, LATER, known).unwrap();
    let (whole, _) = first(site.path());
    let all = |shelf: &Shelf| shelf.all().cloned().collect::<Vec<_>>();
    assert_eq!(all(&again), all(&whole));
    assert_eq!(again.outline(), whole.outline());
    assert_ne!(again.outline(), before.outline());
    let of = |pages: Vec<&Arc<Page>>| pages.into_iter().cloned().collect::<Vec<_>>();
    assert_eq!(of(again.news("en")), of(whole.news("en")));
    assert_eq!(again.ordered("en", "/news"), whole.ordered("en", "/news"));
    assert_eq!(again.find("de", "/"), whole.find("de", "/"));
    // What has not changed is the same one, as when everything is read.
    let same = |file: &str| {
        let one = |shelf: &Shelf| shelf.of_file(file).unwrap().clone();
        Arc::ptr_eq(&one(&before), &one(&again))
    };
    assert!(same("pages/index.md") && same("pages/news/a.md") && !same("pages/news/b.md"));
    let (third, _) = read(site.path(), LATER, known);
    assert_eq!(all(&third), all(&whole));
}

/// Where one page may concern others, everything is read.
#[test]
fn what_concerns_others_is_not_read_alone() {
    let pages = [("pages/index.md", HOME), ("pages/a.md", HOME), ("pages/b.md", HOME)];
    let draft = HOME.replace("\"\n", "\"\ndraft = true\n");
    let german = HOME.replace("\"\n", "\"\nlanguage = \"de\"\n");
    let later = HOME.replace("\"\n", "\"\npublish = 2126-12-01T09:00:00\n");
    for text in [&draft, &german, &later, "+++\ntitel = \"x\"\n+++\n", ""] {
        let site = site(&pages);
        let known = &mut Known::default();
        read(site.path(), LATER, known);
        fs::write(site.path().join("pages/a.md"), text).unwrap();
        assert!(reread(site.path(), &["pages/a.md"], LATER, known).is_none(), "{text}");
    }
    let refused = |change: &dyn Fn(&Path)| {
        let site = site(&pages);
        let known = &mut Known::default();
        read(site.path(), LATER, known);
        change(site.path());
        reread(site.path(), &["pages/a.md"], LATER, known).is_none()
    };
    assert!(!refused(&|site| fs::write(site.join("pages/a.md"), HOME.to_lowercase()).unwrap()));
    assert!(refused(&|site| fs::remove_file(site.join("pages/a.md")).unwrap()));
    assert!(refused(&|site| {
        fs::remove_file(site.join("pages/a.md")).unwrap();
        std::os::unix::fs::symlink(site.join("pages/b.md"), site.join("pages/a.md")).unwrap();
    }));
    // While something is wrong, and while another name may lead to what has changed.
    let hard = |site: &Path| fs::hard_link(site.join("pages/a.md"), site.join("pages/link.md"));
    let soft = |site: &Path| {
        std::os::unix::fs::symlink(site.join("pages/a.md"), site.join("pages/link.md"))
    };
    let wrong = |site: &Path| fs::write(site.join("pages/bad.md"), "+++\n");
    for prepare in [&hard as &dyn Fn(&Path) -> std::io::Result<()>, &soft, &wrong] {
        let site = site(&pages);
        prepare(site.path()).unwrap();
        let known = &mut Known::default();
        read(site.path(), LATER, known);
        assert!(reread(site.path(), &["pages/b.md"], LATER, known).is_none());
        assert!(reread(site.path(), &[], LATER, known).is_none());
    }
}
