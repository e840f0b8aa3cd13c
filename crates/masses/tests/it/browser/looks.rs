//! What is really drawn can be read: every text on every page, in every look, light and dark.

use browser::{Page, SessionOptions};
use kit::web::RoleName;

use super::traces::desk_pages;
use super::{join, launch, open, public_pages, submit};
use crate::site::{Site, contact};

/// Every text whose contrast is too small (WCAG 2.2, 1.4.3): its ground is the nearest behind it
/// that is not transparent. None of the style sheets has half-transparent colours or pictures there.
const PALE: &str = "(() => {
    const parts = (text) => text.match(/[\\d.]+/g).map(Number);
    const light = (text) => parts(text).slice(0, 3)
        .map((part) => part / 255)
        .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    const ground = (one) => {
        for (; one; one = one.parentElement) {
            const colour = getComputedStyle(one).backgroundColor;
            if (parts(colour)[3] !== 0) return colour;
        }
        return 'rgb(255, 255, 255)';
    };
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const one = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || !one.checkVisibility() || one.closest('.aloud, .away, .skip, svg'))
            continue;
        const style = getComputedStyle(one);
        const [a, b] = [light(style.color), light(ground(one))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        const large = parseFloat(style.fontSize) >= 24;
        if (ratio < (large ? 3 : 4.5))
            found.push(`${one.localName}.${one.className}: ${walker.currentNode.data.trim().slice(0, 30)}: ${ratio}`);
    }
    return [walker.root.innerText.length, ...found];
})()";

async fn check(page: &Page, name: &str) {
    let found = page.eval(PALE).await.unwrap();
    let found = found.as_array().unwrap();
    assert!(found[0].as_u64().unwrap() > 40, "{name}: nothing was read");
    assert!(found.len() == 1, "{name}: {found:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_drawn_can_be_read() {
    let browser = launch().await;
    for (at, lines) in ["plain\"", "modern\"", "magazine\"", "plain\"\naccent = \"#7a1f3d\""]
        .into_iter()
        .enumerate()
    {
        let look = format!("[site]\nlook = \"{lines}\n");
        let site = Site::with(|settings| settings.replace("[site]\n", &look)).await;
        let page = open(&browser, SessionOptions::default()).await;
        let visitor = site.visitor();
        let form = visitor.get("/contact").await;
        site.pass(20_000);
        let fields = contact(&form, "nora@nachtigall.example", "A question");
        assert_eq!(visitor.post("/contact", &fields).await.status, 200);
        let mut pages = public_pages(&page, &site).await;
        pages.push(site.url("/no-such-page"));
        join(&page, &site, RoleName::Owner).await;
        pages.extend(desk_pages(&page, &site).await);
        for dark in [false, true] {
            page.set_dark(dark).await.unwrap();
            // Each look has every page once, light or dark, and the first has them all twice.
            for (number, url) in pages.iter().enumerate() {
                if at == 0 || (number + at) % 2 == usize::from(dark) {
                    page.goto(url).await.unwrap();
                    check(&page, &format!("{lines} {url}, dark: {dark}")).await;
                }
            }
            page.goto(&site.url("/contact")).await.unwrap();
            assert_eq!(submit(&page).await, 422);
            check(&page, "the form with mistakes").await;
        }
    }
}
