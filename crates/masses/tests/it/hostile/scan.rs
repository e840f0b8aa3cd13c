//! A server that says nothing about what a browser may run, and what a browser makes of a document: is
//! there anything in it that runs, asks elsewhere, or passes for a part of the page around it?

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{any, get};
use browser::Page;
use tokio::net::TcpListener;

/// Whatever shows a message tells instead that it was reached, and so does what the browser would not have
/// run if it had been asked not to.
const TRAP: &str = "<script nonce=\"trap\">
    const page = location.pathname;
    const hit = (what) => fetch('/hit' + page + '?' + encodeURIComponent(what), { keepalive: true });
    for (const name of ['alert', 'confirm', 'prompt']) window[name] = () => hit(name);
    addEventListener('securitypolicyviolation', (event) => hit(event.violatedDirective), true);
</script>";
/// It stops nothing: it only tells the page.
const TELL: &str = "script-src 'nonce-trap'; object-src 'none'; frame-src 'none'; base-uri 'none'";

/// What is in a document and must not be. On whatever has attributes the usual events are tried.
const SCAN: &str = r#"(() => {
    const bad = [];
    const events = ['mouseover', 'focus', 'toggle', 'error', 'load', 'animationend', 'pointerenter', 'input'];
    const gone = 'applet audio base button canvas dialog embed form frame frameset iframe link map math meta '
        + 'noscript object option portal script select slot source style svg template textarea title track video';
    const names = gone.split(' ').map((name) => `main ${name}`).join();
    for (const one of document.querySelectorAll(`${names}, body script, head script:not([nonce]), base, [http-equiv]`)) {
        bad.push(one.outerHTML);
    }
    for (const one of document.querySelectorAll('*')) {
        for (const name of one.attributes.length ? events : []) one.dispatchEvent(new Event(name));
        for (const { name, value } of one.attributes) {
            const able = /^(action|archive|background|contenteditable|data.*|download|form.*|is|name|part|ping)$/.test(name)
                || /^(popover.*|sandbox|slot|srcdoc|srcset|style|target|usemap|xmlns.*|.*:.*)$/.test(name);
            if (name.startsWith('on') || (able && one.closest('main'))) bad.push(`${name}=${value} of ${one.localName}`);
        }
        if (one.namespaceURI !== 'http://www.w3.org/1999/xhtml') bad.push(`${one.localName} of ${one.namespaceURI}`);
        if (one.localName === 'a' && !['', ':', 'http:', 'https:', 'mailto:'].includes(one.protocol)) bad.push(one.href);
        if (one.localName === 'img' && one.src && new URL(one.src).host !== location.host) bad.push(one.src);
        if (one.localName === 'input' && !(one.type === 'checkbox' && one.disabled)) bad.push(one.outerHTML);
        if (one.id && document.getElementById(one.id) !== one && ['main', 'menu'].includes(one.id)) bad.push(`another #${one.id}`);
    }
    const shape = [...document.body.children].map((one) => one.localName).join(' ');
    if (!['a header div footer', 'main'].includes(shape)) bad.push(`the page has the parts ${shape}`);
    if (document.querySelectorAll('main').length !== 1) bad.push('no single main');
    return bad;
})()"#;

#[derive(Clone)]
struct Shelf {
    documents: Arc<Vec<String>>,
    hits: Hits,
}

/// On which page what has run.
type Hits = Arc<Mutex<Vec<String>>>;

/// The documents as a server would send them that has never heard of a policy.
pub struct Bare {
    names: Vec<String>,
    root: String,
    hits: Hits,
}

impl Bare {
    pub async fn serve(documents: &[(String, String)]) -> Self {
        let hits = Hits::default();
        let trapped = documents.iter().map(|(_, html)| trapped(html)).collect();
        let shelf = Shelf { documents: Arc::new(trapped), hits: hits.clone() };
        let router = Router::new()
            .route("/{number}", get(document))
            .route("/hit/{page}", any(hit))
            .with_state(shelf);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let root = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { names: documents.iter().map(|(name, _)| name.clone()).collect(), root, hits }
    }

    /// Shows all of them, after one that shows that the trap works; how many.
    pub async fn look(&self, page: &Page) -> usize {
        page.goto(&format!("{}trap", self.root)).await.unwrap();
        // Without these the trap is none. Where they come late, they are still its own and no other page's.
        while self.hits.lock().unwrap().len() < 6 {
            page.settle().await.unwrap();
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        let bad = scan(page).await;
        assert!(bad.len() > 4, "{bad:#?}");
        for (number, name) in self.names.iter().enumerate() {
            self.look_at(page, &format!("{}{number}", self.root), name).await;
        }
        page.settle().await.unwrap();
        self.nothing_has_run();
        self.names.len()
    }

    /// Shows one.
    pub async fn look_at(&self, page: &Page, url: &str, name: &str) {
        let (console, requests) = (page.console().len(), page.requests().len());
        assert_eq!(page.goto(url).await.unwrap(), 200, "{name}");
        let bad = scan(page).await;
        assert!(bad.is_empty(), "{name}: {bad:#?}");
        let host = url.split('/').nth(2).unwrap();
        for request in &page.requests()[requests..] {
            assert_eq!(request.url.split('/').nth(2), Some(host), "{name}: {request:?}");
        }
        // Where the site's own policy is at work it has nothing to do.
        let console = &page.console()[console..];
        let stopped = console.iter().any(|line| line.contains("Content Security Policy"));
        assert!(!stopped, "{name}: {console:#?}");
        self.nothing_has_run();
    }

    fn nothing_has_run(&self) {
        let hits = self.hits.lock().unwrap();
        let others: Vec<_> = hits.iter().filter(|hit| !hit.starts_with("trap ")).collect();
        assert!(
            others.is_empty(),
            "a script has run: {others:?} (pages by number: {:?})",
            self.names
        );
    }
}

async fn scan(page: &Page) -> Vec<String> {
    let bad = page.eval(SCAN).await.unwrap();
    bad.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

fn trapped(html: &str) -> String {
    let (head, rest) = html.split_once("<title>").unwrap();
    format!("{head}{TRAP}<title>{rest}")
}

async fn document(State(shelf): State<Shelf>, Path(number): Path<String>) -> impl IntoResponse {
    let open = "<!DOCTYPE html>\n<title>x</title><main id=main><img src=/none onerror=alert(1)>\
        <svg onload=confirm(1)></svg><iframe srcdoc='<script>parent.prompt(1)</script>'></iframe></main>";
    let html = match number.parse::<usize>() {
        Ok(number) => shelf.documents.get(number).cloned(),
        Err(_) => (number == "trap").then(|| trapped(open)),
    };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY_REPORT_ONLY, TELL),
    ];
    match html {
        Some(html) => (StatusCode::OK, headers, html),
        None => (StatusCode::NOT_FOUND, headers, String::new()),
    }
}

async fn hit(
    State(shelf): State<Shelf>,
    Path(page): Path<String>,
    RawQuery(what): RawQuery,
) -> StatusCode {
    shelf.hits.lock().unwrap().push(format!("{page} {}", what.unwrap_or_default()));
    StatusCode::NO_CONTENT
}
