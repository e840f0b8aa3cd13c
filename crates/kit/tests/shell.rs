//! The shell around doors of its own: what it lets out, and what it does when one fails.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{Method, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use inventory::{Audience, Basis, Cookie, CookieNeed, Lifetime, Purpose};
use kit::clock::Clock;
use kit::web::{
    AccessLog, Answer, Doors, ErrorPages, Guard, Hosts, Limit, PageLater, Proxies, Refusal,
    Refused, SetCookie, Shell, ShellConfig, Visit,
};

const fn cookie(name: &'static str) -> Cookie {
    Cookie {
        name,
        need: CookieNeed::Necessary,
        lifetime: Lifetime::Session,
        path: "/",
        audience: Audience::Team,
    }
}

static DECLARED: Cookie = cookie("declared");
static STRAY: Cookie = cookie("stray");
static OFF: Purpose = Purpose {
    id: "test.off",
    basis: Basis::LegitimateInterest,
    dpv: "dpv:Purpose",
    audience: Audience::Visitors,
};

struct Closed;

impl Guard for Closed {
    fn open(&self, _purpose: &Purpose) -> bool {
        false
    }
}

/// Shows the key of the refusal, and what was kept.
struct Plain;

impl ErrorPages for Plain {
    fn page<'a>(&'a self, refused: Refused<'a>) -> PageLater<'a> {
        let page = format!("{} {:?}", refused.refusal.key(), refused.kept);
        Box::pin(async move { Some(page) })
    }
}

async fn answer(shell: &Arc<Shell>, request: Request<Body>) -> Response {
    let doors = Doors::new(shell, ())
        .visitor(Method::GET, "/good", Limit::NONE, || set(&DECLARED))
        .visitor(Method::GET, "/stray", Limit::NONE, || set(&STRAY))
        .visitor(Method::GET, "/panic", Limit::NONE, panics)
        .visitor(Method::POST, "/busy", Limit::NONE, |_: State<()>, _: Visit| async {
            Answer::Err(Refusal::Busy(5))
        })
        .under(&OFF)
        .visitor(Method::GET, "/off", Limit::NONE, || set(&DECLARED))
        .finish();
    shell.serve(&doors.router, IpAddr::V4(Ipv4Addr::LOCALHOST), request).await
}

async fn set(cookie: &'static Cookie) -> Answer {
    let mut response = "set".into_response();
    SetCookie::new(cookie, "1").put(response.headers_mut(), false);
    Ok(response)
}

async fn panics() -> Answer {
    panic!("a defect")
}

fn shell() -> Arc<Shell> {
    Shell::new(ShellConfig {
        hosts: Hosts::new("http://example.org", true),
        proxies: Proxies::default(),
        secure: false,
        languages: vec!["en".to_owned(), "de".to_owned()],
        cookies: vec![&DECLARED],
        clock: Clock::manual(0),
        guard: Arc::new(Closed),
        pages: Arc::new(Plain),
        log: AccessLog::off().unwrap(),
    })
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).header(header::HOST, "example.org").body(Body::empty()).unwrap()
}

async fn text(response: Response) -> String {
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// S10 and the fifth of the checks: a cookie nobody declared does not leave.
#[tokio::test]
async fn an_undeclared_cookie_does_not_leave() {
    let shell = shell();
    let good = answer(&shell, get("/good")).await;
    assert_eq!(good.headers()[header::SET_COOKIE], "declared=1; Path=/; HttpOnly; SameSite=Lax");
    let stray = answer(&shell, get("/stray")).await;
    assert_eq!(stray.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!stray.headers().contains_key(header::SET_COOKIE));
}

/// S33: a handler that fails closes, says nothing of the inside, and takes no other with it.
#[tokio::test]
async fn a_panic_is_an_error_page() {
    let shell = shell();
    let failed = answer(&shell, get("/panic")).await;
    assert_eq!(failed.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert!(failed.headers().contains_key(header::CONTENT_SECURITY_POLICY));
    assert_eq!(text(failed).await, "internal None");
    assert_eq!(answer(&shell, get("/good")).await.status(), StatusCode::OK);
}

/// A purpose that is not in force: its routes answer as if they did not exist.
#[tokio::test]
async fn a_door_of_a_closed_purpose_is_not_there() {
    let (off, none) = (answer(&shell(), get("/off")).await, answer(&shell(), get("/none")).await);
    assert_eq!((off.status(), none.status()), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(text(off).await, text(none).await);
}

/// What was typed is on the page whatever happened; secrets are not.
#[tokio::test]
async fn what_was_typed_is_kept_without_secrets() {
    let request = Request::post("/de/busy")
        .header(header::HOST, "example.org")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("message=A+long+letter&password=hunter2&key=abc"))
        .unwrap();
    let busy = answer(&shell(), request).await;
    assert_eq!(busy.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(busy.headers()[header::RETRY_AFTER], "5");
    let page = text(busy).await;
    assert!(page.contains("A long letter") && page.contains("/de/busy"), "{page}");
    assert!(page.contains("hidden: [(\"key\", \"abc\")]") && !page.contains("hunter2"), "{page}");
}
