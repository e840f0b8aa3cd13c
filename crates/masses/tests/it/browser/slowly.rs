//! A page that comes in pieces, as it does over a bad line: what has been seen stays where it is.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use browser::SessionOptions;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use super::{launch, open};
use crate::site::Site;

/// Of a page in bytes; each is shown before the next comes.
const PIECE: usize = 240;
const PAUSE: Duration = Duration::from_millis(25);

/// One of each kind.
const PAGES: [&str; 12] = [
    "/",
    "/de",
    "/news",
    "/news/timetable",
    "/news/tag/members",
    "/handbook",
    "/handbook/forms",
    "/contact",
    "/privacy",
    "/privacy/versions",
    "/search",
    "/no-such-page",
];

/// What has moved, from where to where. The columns of a table are as wide as their longest words: they are left out.
const MOVED: &str = "new Promise((done) => {
    const place = (box) => [box.x, box.y, box.width, box.height].map(Math.round).join(' ');
    const moved = [];
    const note = ({ node, previousRect, currentRect }) => {
        if (node?.parentElement?.closest('table')) return;
        const what = node?.localName ? `${node.localName}.${node.className}` : node?.textContent;
        moved.push(`${what}: ${place(previousRect)} -> ${place(currentRect)}`);
    };
    new PerformanceObserver((list) => list.getEntries().forEach((one) => one.sources.forEach(note)))
        .observe({ type: 'layout-shift', buffered: true });
    requestAnimationFrame(() => setTimeout(() => done(moved.join('\\n'))));
})";

#[tokio::test(flavor = "multi_thread")]
async fn what_has_been_seen_stays_where_it_is() {
    let (site, browser) = (Site::demo().await, launch().await);
    let pieces = Arc::new(AtomicUsize::new(0));
    let line = slow_line(site.address(), pieces.clone()).await;
    let mut moved = Vec::new();
    for (width, mobile) in [(1280, false), (390, true)] {
        let options = SessionOptions { width, height: 844, mobile, ..SessionOptions::default() };
        let page = open(&browser, options).await;
        for path in PAGES {
            let before = pieces.load(Ordering::SeqCst);
            let status = page.goto(&format!("http://{line}{path}")).await.unwrap();
            assert_eq!(status, if path == "/no-such-page" { 404 } else { 200 }, "{path}");
            page.settle().await.unwrap();
            let came = pieces.load(Ordering::SeqCst) - before;
            assert!(came >= 8, "{path} came in {came} pieces: that is no slow line");
            let what = page.eval(MOVED).await.unwrap();
            let what = what.as_str().unwrap();
            if !what.is_empty() {
                moved.push(format!("{path} at {width}:\n{what}"));
            }
        }
    }
    assert!(moved.is_empty(), "{}", moved.join("\n"));
}

/// Leads to `site`, and lets pages through in pieces, unpacked; these are counted.
#[allow(clippy::disallowed_methods, reason = "the line between the browser and the site")]
async fn slow_line(site: SocketAddr, pieces: Arc<AtomicUsize>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((visitor, _)) = listener.accept().await {
            let (from_visitor, to_visitor) = visitor.into_split();
            let (from_site, to_site) = TcpStream::connect(site).await.unwrap().into_split();
            tokio::spawn(requests(from_visitor, to_site));
            tokio::spawn(answers(from_site, to_visitor, pieces.clone()));
        }
    });
    address
}

async fn requests(mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
    let mut buffer = vec![0; 64_000];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        let request = String::from_utf8_lossy(&buffer[..length]);
        let request = request.replace("Accept-Encoding", "X-Not-Encoded");
        if to.write_all(request.as_bytes()).await.is_err() {
            break;
        }
    }
}

async fn answers(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, pieces: Arc<AtomicUsize>) {
    let mut buffer = vec![0; 64_000];
    let mut slow = false;
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        let answer = &buffer[..length];
        if answer.starts_with(b"HTTP/") {
            slow = String::from_utf8_lossy(answer).contains("content-type: text/html");
        }
        for piece in answer.chunks(if slow { PIECE } else { answer.len() }) {
            if to.write_all(piece).await.is_err() {
                return;
            }
            if slow {
                pieces.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}
