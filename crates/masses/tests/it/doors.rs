//! Every door with everybody who might try it, and the shell around all of them.

use kit::web::{Limit, RoleName, Who};

use crate::site::{Site, contact};

/// S24: each door opens for those it is for, and for nobody else.
#[tokio::test]
async fn every_door_opens_for_those_it_is_for() {
    let site = Site::demo().await;
    let stranger = site.visitor();
    let mut members = Vec::new();
    for role in RoleName::ALL {
        members.push((role, site.member(role).await));
        site.pass(600_000);
    }
    let mut seen = 0;
    for door in site.doors() {
        let Who::Team(right) = door.who else { continue };
        let path = door.path.replace("{", "").replace("}", "");
        seen += 1;
        let tried = |visitor| try_door(visitor, door.method.as_str(), path.clone());
        let shut = if door.method == "GET" { 303 } else { 401 };
        assert_eq!(tried(&stranger).await, shut, "{} {path} for a stranger", door.method);
        for (role, member) in &members {
            if door.path.contains("sign-out") || door.path.contains("sessions") {
                continue;
            }
            let status = try_door(member, door.method.as_str(), path.clone()).await;
            if role.may(right) {
                assert!(
                    status != 401 && (status != 403 || !role.may(right)) && status < 500,
                    "{} {path} for {role:?}: {status}",
                    door.method
                );
            } else {
                assert_eq!(status, 403, "{} {path} for {role:?}", door.method);
            }
        }
    }
    let led = stranger.get("/desk/team").await;
    assert_eq!(led.header("location"), "/desk/sign-in?next=%2Fdesk%2Fteam");
    assert!(seen > 15, "only {seen} doors of the team were seen");
}

async fn try_door(visitor: &crate::site::Visitor<'_>, method: &str, path: String) -> u16 {
    let body = (method == "POST").then(String::new);
    visitor.send(method, &path, body).await.status
}

/// S9: limits trip, and what was typed is kept.
#[tokio::test]
async fn the_limit_of_the_form_trips_and_keeps_the_text() {
    let site = Site::demo().await;
    let visitor = site.visitor();
    let form = visitor.get("/contact").await;
    let mut last = None;
    for number in 0..=Limit::FORM.burst {
        let text = format!("Message number {number} of many");
        last = Some(visitor.post("/contact", &contact(&form, "a@example.org", &text)).await);
    }
    let last = last.unwrap();
    assert_eq!(last.status, 429);
    assert!(!last.header("retry-after").is_empty());
    assert!(last.body.contains("Message number 10 of many"), "{}", last.body);
    site.pass(i64::from(Limit::FORM.every) * 1000 + 1);
    let later = visitor.post("/contact", &contact(&form, "a@example.org", "Later")).await;
    assert_eq!(later.status, 200);
}

#[tokio::test]
async fn the_limits_of_sign_in_and_challenge_trip() {
    let site = Site::demo().await;
    let visitor = site.visitor();
    let form = visitor.get("/contact").await;
    let challenge = format!("/contact/challenge?key={}", form.hidden("key"));
    for (limit, method, path) in
        [(Limit::SIGN_IN, "POST", "/desk/sign-in"), (Limit::CHALLENGE, "GET", challenge.as_str())]
    {
        for _ in 0..limit.burst {
            let status = try_door(&visitor, method, path.to_owned()).await;
            assert_ne!(status, 429, "{path}");
        }
        assert_eq!(try_door(&visitor, method, path.to_owned()).await, 429, "{path}");
    }
}

/// Every limit there is guards a door: one that nothing uses protects nobody.
#[tokio::test]
async fn every_limit_guards_a_door() {
    let site = Site::demo().await;
    for limit in Limit::ALL {
        let used = site.doors().iter().any(|door| door.limit == limit);
        assert!(used, "{} guards nothing", limit.name);
    }
}

#[tokio::test]
async fn health_is_told() {
    let site = Site::demo().await;
    let visitor = site.visitor();
    assert_eq!(visitor.get("/health/live").await.status, 200);
    let ready = visitor.get("/health/ready").await;
    assert_eq!(ready.status, 200, "{}", ready.body);
    assert!(ready.body.contains("\"ready\":true"));
}

/// S11: the headers stand on every answer, errors too.
#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let site = Site::demo().await;
    let visitor = site.visitor();
    for path in
        ["/", "/contact", "/privacy", "/no-such-page", "/desk", "/assets/none.css", "/files/x"]
    {
        let reply = visitor.get(path).await;
        let csp = reply.header("content-security-policy");
        assert!(csp.starts_with("default-src 'none'"), "{path}: {csp}");
        assert!(!csp.contains("unsafe"), "{path}: {csp}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(reply.header("referrer-policy"), "same-origin", "{path}");
        assert!(!reply.header("permissions-policy").is_empty(), "{path}");
        assert!(!reply.header("cache-control").is_empty(), "{path}");
        assert!(reply.header("server").is_empty(), "{path}");
    }
    assert_eq!(visitor.get("/contact").await.header("cache-control"), "no-store");
}

/// S13, P13: a POST from another site is refused.
#[tokio::test]
async fn posts_from_elsewhere_are_refused() {
    let site = Site::demo().await;
    let form = site.visitor().get("/contact").await;
    site.pass(20_000);
    let fields = contact(&form, "a@example.org", "Hello");
    let own = site.url("").to_owned();
    for (name, value, status) in [
        ("origin", "https://evil.example", 403),
        ("origin", "null", 403),
        ("sec-fetch-site", "cross-site", 403),
        ("sec-fetch-site", "same-site", 403),
        ("sec-fetch-site", "same-origin", 200),
        ("origin", own.as_str(), 200),
    ] {
        let reply = site.visitor().header(name, value).post("/contact", &fields).await;
        assert_eq!(reply.status, status, "{name}: {value}");
        assert!(status == 200 || !reply.body.contains("Hello"), "a stranger's form is not kept");
    }
}

/// S15: an unknown Host is refused.
#[tokio::test]
async fn an_unknown_host_is_refused() {
    let site = Site::demo().await;
    let reply = site.visitor().header("host", "evil.example").get("/").await;
    assert_eq!(reply.status, 421);
    assert!(!reply.body.contains("evil.example"));
}

/// S13: GET and HEAD change nothing; other methods are not there.
#[tokio::test]
async fn other_methods_are_refused() {
    let site = Site::demo().await;
    let visitor = site.visitor();
    for method in ["PUT", "DELETE", "PATCH", "TRACE"] {
        let status = visitor.send(method, "/contact", None).await.status;
        assert_eq!(status, 405, "{method}");
    }
    let head = visitor.send("HEAD", "/", None).await;
    assert_eq!((head.status, head.body.as_str()), (200, ""));
}

#[tokio::test]
async fn large_and_wrong_bodies_are_refused() {
    let site = Site::demo().await;
    let visitor = site.visitor();
    let large = format!("message={}", "x".repeat(10_000_000));
    assert_eq!(visitor.send("POST", "/contact", Some(large)).await.status, 413);
    assert_eq!(visitor.send("POST", "/contact", Some("message=%FF".to_owned())).await.status, 400);
    let json = site.visitor().header("content-type", "application/json");
    assert_eq!(json.send("POST", "/contact", Some("{}".to_owned())).await.status, 415);
}

/// The fifth of the checks: no route sets an undeclared cookie, and visitors get none at all.
#[tokio::test]
async fn visitors_get_no_cookie() {
    let site = Site::demo().await;
    let visitor = site.visitor();
    for door in site.doors() {
        if door.method == "GET" && door.who == Who::Visitor && !door.path.starts_with("/desk") {
            let path = door.path.replace("{*path}", "about").replace(['{', '}'], "");
            let reply = visitor.get(&path).await;
            // The shell withholds a page that sets an undeclared cookie.
            assert!(reply.status < 500, "{path}: {}", reply.body);
            assert!(reply.cookies.is_empty(), "{path} sets {:?}", reply.cookies);
        }
    }
    let stray = site.visitor().header("cookie", "tracker=1").get("/").await;
    assert_eq!(stray.cookies, ["tracker=; Path=/; Max-Age=0"]);
}

/// P33 and the rest of the well-known places.
#[tokio::test]
async fn well_known_places() {
    let site = Site::demo().await;
    let visitor = site.visitor();
    let security = visitor.get("/.well-known/security.txt").await;
    assert!(security.body.contains("Contact: mailto:") && security.body.contains("Expires: 20"));
    let change = visitor.get("/.well-known/change-password").await;
    assert!((300..400).contains(&change.status), "{}", change.status);
    assert_eq!(visitor.get("/.well-known/nothing").await.status, 404);
}
