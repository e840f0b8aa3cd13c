//! What a first visit costs: 14 kB at most with all headers, which is what a server sends before it hears again from the
//! visitor (RFC 6928: ten packets), and nothing that is not of the site.

use browser::SessionOptions;

use crate::browser::{launch, open};
use crate::delivery::packed;
use crate::site::Site;

/// In bytes.
const MOST: usize = 14_000;

/// How far things have moved while the page was loaded.
const SHIFT: &str = "new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((one) => { sum += one.value; }))
        .observe({ type: 'layout-shift', buffered: true });
    requestAnimationFrame(() => setTimeout(() => done(sum)));
})";

#[tokio::test(flavor = "multi_thread")]
async fn the_first_page_is_light_and_stands_still() {
    let (site, browser) = (Site::demo().await, launch().await);
    for (path, mobile) in [("/", false), ("/", true), ("/de", false)] {
        let width = if mobile { 412 } else { 1280 };
        let page = open(&browser, SessionOptions { width, mobile, ..SessionOptions::default() });
        let page = page.await;
        assert_eq!(page.goto(&site.url(path)).await.unwrap(), 200);
        page.settle().await.unwrap();
        let mut paths = vec!["/favicon.ico".to_owned()];
        for request in page.requests() {
            let path = request.url.strip_prefix(site.url("/").trim_end_matches('/'));
            paths.push(path.unwrap_or_else(|| panic!("{request:?}")).to_owned());
            assert_ne!(request.kind, "Script", "{request:?}");
        }
        paths.sort();
        paths.dedup();
        let mut sum = 0;
        let mut each = Vec::new();
        for path in &paths {
            let length = light(&site, path).await;
            sum += length;
            each.push(format!("{path} {length}"));
        }
        assert!(each.len() >= 4 && sum > 4_000, "that is no page: {each:#?}");
        assert!(sum <= MOST, "{path} is {sum} bytes: {each:#?}");
        // A picture of which nobody knows how large it is moves what follows.
        let unknown = page.count("img:not([width])").await.unwrap();
        let shift = page.eval(SHIFT).await.unwrap();
        assert!(unknown > 0 || shift == 0, "{path} moves by {shift}");
    }
}

/// How long the answer is, packed if it is worth it: its lines, and what they announce.
async fn light(site: &Site, path: &str) -> usize {
    let plain = site.visitor().get(path).await;
    assert_eq!(plain.status, 200, "{path}");
    let reply = match plain.bytes.len() {
        0..1_000 => plain,
        _ => packed(site, path, "br").await,
    };
    let line = |(name, value): (&String, &String)| name.len() + ": ".len() + value.len() + 2;
    let head = "HTTP/1.1 200 OK\r\n\r\n".len() + reply.headers.iter().map(line).sum::<usize>();
    assert!(head > 300, "{:?}", reply.headers);
    head + reply.bytes.len()
}

/// Drawings are packed once, and anew when they have changed; nothing in them can run.
#[tokio::test]
async fn drawings_are_packed() {
    let site = Site::demo().await;
    let file = site.folder.join("files/home.svg");
    for (more, coding) in [("", "br"), ("<!-- other -->", "gzip")] {
        let text = std::fs::read_to_string(&file).unwrap() + more;
        std::fs::write(&file, &text).unwrap();
        let plain = site.visitor().get("/files/home.svg").await;
        assert_eq!(plain.body, text);
        let reply = site.visitor().header("accept-encoding", coding).get("/files/home.svg").await;
        assert_eq!(reply.header("content-encoding"), coding);
        assert!(reply.bytes.len() * 10 < text.len() * 6, "{}", reply.bytes.len());
        for reply in [&plain, &reply] {
            assert_eq!(reply.header("content-type"), "image/svg+xml");
            assert_eq!(reply.header("x-content-type-options"), "nosniff");
            assert!(reply.header("content-security-policy").ends_with("; sandbox"));
        }
        assert_ne!(reply.header("etag"), plain.header("etag"));
        let again = site.visitor().header("if-none-match", reply.header("etag"));
        assert_eq!(again.get("/files/home.svg").await.status, 304);
    }
    let large =
        format!("<svg xmlns='http://www.w3.org/2000/svg'><!--{}--></svg>", "x".repeat(300_000));
    std::fs::write(&file, &large).unwrap();
    let reply = site.visitor().header("accept-encoding", "br").get("/files/home.svg").await;
    assert_eq!((reply.header("content-encoding"), reply.bytes.len()), ("", large.len()));
}
