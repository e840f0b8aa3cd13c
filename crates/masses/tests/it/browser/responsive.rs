//! Pictures as a browser loads them: the size that fits, and nothing moves.

use browser::{Page, SessionOptions};

use super::{launch, open};
use crate::pages::{page, put};
use crate::pictures::{add, from_telephone, photo, ready};
use crate::site::Site;

async fn number(page: &Page, expression: &str) -> f64 {
    page.eval(expression).await.unwrap().as_f64().unwrap_or_else(|| panic!("{expression}"))
}

async fn shifts(page: &Page) -> f64 {
    let all = "new Promise((done) => {
        let sum = 0;
        const seen = new PerformanceObserver((list) =>
            list.getEntries().forEach((one) => { sum += one.value; }));
        seen.observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => done(sum), 300);
    })";
    number(page, all).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_loads_what_fits_and_nothing_moves() {
    let (site, browser) = (Site::demo().await, launch().await);
    add(&site, "hall.jpg", &photo(1800, 1200));
    add(&site, "tower.jpg", &from_telephone(1600, 900));
    let far = "A line of text that nobody reads to its end.\n\n".repeat(200);
    let text =
        format!("![Hall](/files/hall.jpg)\n\nText\n\n{far}![Tower](/files/tower.jpg)\n\nEnd");
    put(&site, "pages/hall.md", &page("Hall", &text));
    ready(&site, "/hall", 2).await;
    for (width, expected) in [(390, "480"), (1280, "800")] {
        let options = SessionOptions { width, height: 844, ..SessionOptions::default() };
        let page = open(&browser, options).await;
        page.goto(&site.url("/hall")).await.unwrap();
        page.wait_for("main img").await.unwrap();
        let src = page.eval("document.images[0].currentSrc").await.unwrap();
        let src = src.as_str().unwrap();
        assert!(src.ends_with(&format!(".{expected}.jpg")), "{width}: {src}");
        // The place of one that is far away is kept before any of it is loaded.
        let tower = "document.images[1]";
        assert_eq!(number(&page, &format!("{tower}.naturalWidth")).await, 0.0, "it is far away");
        let box_of = |side: &str| format!("{tower}.getBoundingClientRect().{side}");
        // An upright one is no higher than four fifths of the window.
        let high = (number(&page, &box_of("width")).await * 16.0 / 9.0).min(844.0 * 0.8);
        let found = number(&page, &box_of("height")).await;
        assert!((found - high).abs() < 2.0, "{width}: {found}, not {high}");
        let end = number(&page, "document.documentElement.scrollHeight").await;
        page.eval(&format!("{tower}.scrollIntoView({{ behavior: 'instant' }})")).await.unwrap();
        page.eval(&format!("{tower}.decode().then(() => 1)")).await.unwrap();
        assert!(number(&page, &format!("{tower}.naturalWidth")).await > 0.0);
        // The height of a smaller one is rounded: less than a pixel.
        let now = number(&page, "document.documentElement.scrollHeight").await;
        assert!((now - end).abs() <= 1.0, "{width}: {end} became {now}");
        assert_eq!(shifts(&page).await, 0.0, "{width}");
        assert!(!page.scroll_width_overflow().await.unwrap());
    }
}
