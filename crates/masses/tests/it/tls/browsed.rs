//! The site behind TLS in a real Chromium.

use std::time::Duration;

use browser::{Browser, Options, SessionOptions};

use super::client::{NAME, Secure};
use super::token;
use crate::colleague::{PASSWORD, code};

#[tokio::test]
async fn somebody_joins_the_team_over_https() {
    let secure = Secure::serving().await;
    let rules = format!(
        "MAP {NAME}:443 {}, MAP {NAME}:80 {}, EXCLUDE localhost",
        secure.address(),
        secure.plain()
    );
    let options = Options {
        deadline: Duration::from_secs(40),
        arguments: vec![
            // Its authority is this test's own.
            "--ignore-certificate-errors".to_owned(),
            format!("--host-resolver-rules={rules}"),
        ],
        ..Options::default()
    };
    let browser = Browser::launch(options).await.unwrap_or_else(|error| panic!("{error}"));
    let page = browser.session(SessionOptions::default()).await.unwrap();
    // Without the s, as people type it.
    assert_eq!(page.goto(&format!("http://{NAME}/about")).await.unwrap(), 200);
    let at = page.eval("location.href").await.unwrap();
    assert_eq!(at, format!("https://{NAME}/about"));
    let protocol = "performance.getEntriesByType('navigation')[0].nextHopProtocol";
    assert_eq!(page.eval(protocol).await.unwrap(), "h2");
    let link = format!("https://{NAME}/desk/join/{}", token(&secure));
    assert_eq!(page.goto(&link).await.unwrap(), 200);
    let send = async || page.click_and_wait("main .form__actions .button").await.unwrap();
    assert_eq!(send().await, 200);
    page.fill("#field-name", "Ida Immergrün").await.unwrap();
    page.fill("#field-email", "ida@owner.example").await.unwrap();
    page.fill("#field-password", PASSWORD).await.unwrap();
    assert_eq!(send().await, 200);
    let secret = page.text("code.secret").await.unwrap().unwrap();
    let secret: String = secret.split_whitespace().collect();
    let now = kit::clock::Clock::system().now();
    page.fill("#field-code", &code(&secret, now)).await.unwrap();
    assert_eq!(send().await, 200);
    assert_eq!(page.click_and_wait("main a.button").await.unwrap(), 200);
    let cookies = page.cookies().await.unwrap();
    assert!(!cookies.is_empty());
    for cookie in cookies {
        assert!(cookie.secure && cookie.http_only, "{cookie:?}");
        assert!(cookie.name.starts_with("__Host-") && cookie.domain == NAME, "{cookie:?}");
    }
    let elsewhere = page.requests();
    assert!(elsewhere.iter().all(|one| one.url.contains(&format!("://{NAME}/"))), "{elsewhere:?}");
}
