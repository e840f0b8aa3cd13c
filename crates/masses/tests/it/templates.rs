//! Every template is rendered: a crawl through every page there is, in every language.

use kit::web::{RoleName, Who};

use crate::site::Site;

/// No page fails, and no word is missing on any.
#[tokio::test]
async fn every_page_renders_in_every_language() {
    let site = Site::demo().await;
    site.write("nora@nachtigall.example", "A question <b>with</b> tags").await;
    let owner = site.member(RoleName::Owner).await;
    let inquiries = owner.get("/desk/inquiries").await;
    let inquiry = inquiries.body.split("/desk/inquiries/").nth(1).unwrap();
    let inquiry = inquiry.split('"').next().unwrap().to_owned();
    let mut seen = 0;
    for door in site.doors() {
        if door.method != "GET" || door.path.contains("{file}") || door.path.contains("{*") {
            continue;
        }
        let path = match door.path {
            path if path.starts_with("/desk/inquiries/{") => path.replace("{id}", &inquiry),
            path if path.contains("/versions/{") => "/privacy/versions/1".to_owned(),
            path => path.replace(['{', '}'], ""),
        };
        for prefix in ["", "/de"] {
            let path = format!("{prefix}{path}").trim_end_matches('/').to_owned();
            let path = if path.is_empty() { "/".to_owned() } else { path };
            let reply = owner.get(&path).await;
            assert!(reply.status < 500, "{path}: {} {}", reply.status, reply.body);
            assert!(!reply.body.contains("<b>with</b>"), "{path} does not escape");
            seen += usize::from(reply.status == 200 && door.who != Who::Visitor);
        }
    }
    assert!(seen > 15, "only {seen} pages of the desk were seen");
    assert_eq!(site.ground().words.missed(), Vec::<String>::new());
}
