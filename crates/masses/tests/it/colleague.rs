//! Somebody of the team: how they join, and what they sign in with.

use crate::http::{Reply, Visitor};

/// What everybody chooses who joins.
pub const PASSWORD: &str = "a long walk over green hills";

pub struct Colleague<'a> {
    pub browser: Visitor<'a>,
    pub email: String,
    /// Of the second factor.
    pub secret: String,
    pub codes: Vec<String>,
}

impl<'a> Colleague<'a> {
    /// Joins by a one-time link, page by page, at this time.
    pub async fn join(browser: Visitor<'a>, link: &str, name: &str, email: &str, now: i64) -> Self {
        let page = browser.get(link).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let joined = browser.post("/desk/join", &[("token", token(link))]).await;
        assert_eq!(joined.status, 303, "{}", joined.body);
        browser.get("/desk/join/account").await;
        let account = [("name", name), ("email", email), ("password", PASSWORD)];
        let account = browser.post("/desk/join/account", &account).await;
        assert_eq!(account.status, 303, "{}", account.body);
        let page = browser.get("/desk/join/second-factor").await;
        let secret = secret(&page.body);
        let code = code(&secret, now);
        let done = browser.post("/desk/join/second-factor", &[("code", &code)]).await;
        assert_eq!(done.status, 200, "{}", done.body);
        let codes = codes(&done);
        Self { browser, email: email.to_owned(), secret, codes }
    }
}

/// The token of a link.
pub fn token(link: &str) -> &str {
    link.rsplit('/').next().unwrap()
}

/// The code of a second factor at a time.
pub fn code(secret: &str, at: i64) -> String {
    let totp = totp_rs::Builder::new()
        .with_secret(totp_rs::Secret::try_from_base32(secret).unwrap())
        .with_account_name("test")
        .build()
        .unwrap();
    totp.generate(u64::try_from(at / 1000).unwrap()).to_string()
}

/// The secret for the second factor, as the page shows it for typing.
pub fn secret(page: &str) -> String {
    let (_, rest) = page.split_once("class=\"secret\">").expect("no secret on the page");
    rest.split('<').next().unwrap().split_whitespace().collect()
}

/// The recovery codes, as a page shows them this once.
pub fn codes(page: &Reply) -> Vec<String> {
    let (_, rest) = page.body.split_once("<ul class=\"codes\">").expect("no codes on the page");
    let list = rest.split("</ul>").next().unwrap();
    let codes = list.split("<li>").skip(1).map(|one| one.split('<').next().unwrap().to_owned());
    codes.collect()
}
