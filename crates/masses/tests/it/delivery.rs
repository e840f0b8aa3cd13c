//! How pages and files are sent: what is asked for twice, and what a browser can unpack.

use std::io::Read;
use std::time::Duration;

use crate::pages::{page, put, until};
use crate::site::{Reply, Site};

/// A page that has not changed costs nothing (RFC 9110, section 13.1.2).
#[tokio::test]
async fn an_unchanged_page_is_not_sent_again() {
    let site = Site::demo().await;
    put(&site, "files/note.txt", "A note");
    for path in ["/", "/about", "/de/about", "/files/note.txt", "/robots.txt", "/favicon.svg"] {
        let first = site.visitor().get(path).await;
        let tag = first.header("etag").to_owned();
        assert_eq!(first.status, 200, "{path}");
        assert!(tag.starts_with('"') && tag.ends_with('"'), "{path}: {tag} is no strong tag");
        assert_eq!(first.header("cache-control"), "public, no-cache", "{path}");
        let (list, weak) = (format!("\"x\", {tag} , W/\"y\""), format!("W/{tag}"));
        for (sent, status) in [
            (tag.as_str(), 304),
            (list.as_str(), 304),
            (weak.as_str(), 304),
            ("*", 304),
            ("\"x\"", 200),
            ("x, y", 200),
            ("", 200),
        ] {
            let reply = site.visitor().header("if-none-match", sent).get(path).await;
            assert_eq!(reply.status, status, "{path}: {sent}");
            assert_eq!(reply.header("etag"), tag, "{path}: {sent}");
            assert_eq!(reply.body.is_empty(), status == 304, "{path}: {sent}");
        }
        let head = site.visitor().send("HEAD", path, None).await;
        assert_eq!((head.status, head.body.as_str()), (200, ""), "{path}");
        for name in ["etag", "content-type", "content-length", "content-security-policy"] {
            assert_eq!(head.header(name), first.header(name), "{path}: {name}");
        }
    }
}

/// The answer in a coding: soon after the first one it is packed.
pub async fn packed(site: &Site, path: &str, coding: &str) -> Reply {
    let browser = || site.visitor().header("accept-encoding", coding);
    for _ in 0..200 {
        let reply = browser().get(path).await;
        if reply.header("content-encoding") == coding {
            return reply;
        }
        assert_eq!(reply.header("content-encoding"), "", "{path}");
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{path} is never packed as {coding}");
}

/// The address of the style sheet of a page.
fn style(page: &str) -> String {
    let (_, css) = page.split_once("href=\"/assets/").unwrap();
    format!("/assets/{}", css.split('"').next().unwrap())
}

fn unpacked(coding: &str, bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    match coding {
        "br" => brotli::BrotliDecompress(&mut &*bytes, &mut plain).map(drop).unwrap(),
        _ => drop(flate2::read::GzDecoder::new(bytes).read_to_end(&mut plain).unwrap()),
    }
    plain
}

/// Pages, style sheets and scripts, in every coding (RFC 9110, sections 8.4, 8.8.3 and 12.5.5).
#[tokio::test]
async fn what_is_packed_is_the_same_and_smaller() {
    let site = Site::demo().await;
    let css = style(&site.visitor().get("/").await.body);
    for path in ["/", "/de/about", &css] {
        let plain = site.visitor().get(path).await;
        let mut tags = vec![plain.header("etag").to_owned()];
        for coding in ["br", "gzip"] {
            let reply = packed(&site, path, coding).await;
            assert_eq!(unpacked(coding, &reply.bytes), plain.bytes, "{path}: {coding}");
            assert!(reply.bytes.len() * 2 < plain.bytes.len(), "{path}: {}", reply.bytes.len());
            for name in ["content-type", "cache-control", "vary", "content-security-policy"] {
                assert_eq!(reply.header(name), plain.header(name), "{path}: {coding}: {name}");
            }
            assert_eq!(reply.header("vary"), "accept-encoding", "{path}: {coding}");
            let tag = reply.header("etag").to_owned();
            let browser = || site.visitor().header("accept-encoding", coding);
            let same = browser().header("if-none-match", &tag).get(path).await;
            assert_eq!((same.status, same.header("etag")), (304, tag.as_str()), "{path}");
            let head = browser().send("HEAD", path, None).await;
            assert_eq!(head.header("content-length"), reply.bytes.len().to_string(), "{path}");
            assert_eq!(head.header("content-encoding"), coding, "{path}");
            tags.push(tag);
        }
        tags.dedup();
        assert_eq!(tags.len(), 3, "each coding has a tag of its own: {tags:?}");
        // Who has it in one coding needs it in no other.
        for tag in tags {
            let reply = site.visitor().header("if-none-match", &tag).get(path).await;
            assert_eq!((reply.status, reply.header("etag")), (304, tag.as_str()), "{path}");
        }
    }
}

/// What was packed is never sent for what has changed since.
#[tokio::test(flavor = "multi_thread")]
async fn a_changed_page_is_packed_anew() {
    let site = Site::demo().await;
    packed(&site, "/about", "br").await;
    let text = "Something quite new. ".repeat(100);
    put(&site, "pages/about.md", &page("About", &text));
    until(&site, "/about", |reply| reply.body.contains("quite new")).await;
    let reply = packed(&site, "/about", "br").await;
    let plain = String::from_utf8(unpacked("br", &reply.bytes)).unwrap();
    assert!(plain.contains("Something quite new."), "{plain}");
}

/// A file that is as long as the former, and says that it is as old, as by `cp -p` or `rsync -t`.
#[tokio::test]
async fn another_file_is_sent_whatever_its_time_says() {
    let site = Site::demo().await;
    for name in ["note.txt", "note.svg"] {
        let text = |number: u32| format!("<svg width=\"{number}\"/>");
        let (path, file) = (format!("/files/{name}"), format!("files/{name}"));
        put(&site, &file, &text(100));
        let first = site.visitor().get(&path).await;
        assert_eq!((first.status, first.body.as_str()), (200, text(100).as_str()), "{name}");
        let time = std::fs::metadata(site.folder.join(&file)).unwrap().modified().unwrap();
        put(&site, "files/.next", &text(300));
        let next = site.folder.join("files/.next");
        std::fs::File::options().write(true).open(&next).unwrap().set_modified(time).unwrap();
        std::fs::rename(&next, site.folder.join(&file)).unwrap();
        let again = site.visitor().header("if-none-match", first.header("etag")).get(&path).await;
        assert_eq!((again.status, again.body.as_str()), (200, text(300).as_str()), "{name}");
        assert_ne!(again.header("etag"), first.header("etag"), "{name}");
    }
}

/// What is prepared goes out before any door is looked for, and nobody can tell: a query makes the
/// same page take the long way.
#[tokio::test]
async fn the_short_way_answers_like_the_long_one() {
    let site = Site::demo().await;
    let css = style(&site.visitor().get("/").await.body);
    for path in ["/", "/about", "/de", "/de/about", &css] {
        for coding in ["br", "gzip", "identity"] {
            if coding != "identity" {
                packed(&site, path, coding).await;
            }
            let mut tag = String::new();
            for method in ["GET", "HEAD", "GET"] {
                let ask = |path: String| {
                    let visitor = site.visitor().header("accept-encoding", coding);
                    let visitor = visitor.header("if-none-match", &tag);
                    async move { visitor.send(method, &path, None).await }
                };
                let short = ask(path.to_owned()).await;
                let long = ask(format!("{path}?x=1")).await;
                let known = |reply: &Reply| {
                    let mut all = reply.headers.clone();
                    all.remove("date");
                    (reply.status, all, reply.bytes.clone())
                };
                assert_eq!(known(&short), known(&long), "{method} {path} {coding}");
                tag = short.header("etag").to_owned();
            }
        }
    }
}
