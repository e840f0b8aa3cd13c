//! A site in a language that is written from right to left.

use std::fs;

use browser::SessionOptions;

use super::{launch, open};
use crate::site::{Site, files};

/// The demo in English and Arabic: the words of the program are the English ones, its pages have a
/// word or two of their own.
async fn arabic() -> Site {
    let mut site = Site::demo().await;
    site.stop().await;
    let locales = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales/en");
    let words = site.folder.join("words/ar");
    fs::create_dir_all(&words).unwrap();
    for (file, text) in files(&locales) {
        fs::write(words.join(file.file_name().unwrap()), text).unwrap();
    }
    for (file, text) in files(&site.folder.join("pages")) {
        let name = file.display().to_string();
        if name.ends_with(".de.md") {
            let english = fs::read_to_string(name.replace(".de.md", ".md")).unwrap();
            let text = english.replacen("title = \"", "title = \"مرحبا ", 1);
            fs::write(name.replace(".de.md", ".ar.md"), text).unwrap();
            fs::remove_file(file).unwrap();
        } else {
            assert!(!text.is_empty(), "{name}");
        }
    }
    site.edit(|settings| {
        let settings =
            settings.replace("languages = [\"en\", \"de\"]", "languages = [\"en\", \"ar\"]");
        settings.replace(", de = ", ", ar = ")
    });
    site.start().await;
    site
}

/// Where the middle of something is, as a share of the width of the window.
fn middle(selector: &str) -> String {
    format!(
        "(() => {{ const box = document.querySelector('{selector}').getBoundingClientRect();
        return (box.left + box.right) / 2 / innerWidth }})()"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_in_arabic_is_mirrored() {
    let (site, browser) = (arabic().await, launch().await);
    let page = open(&browser, SessionOptions::default()).await;
    let share =
        async |selector: &str| page.eval(&middle(selector)).await.unwrap().as_f64().unwrap();
    for (path, dir) in [("/handbook/forms", "ltr"), ("/ar/handbook/forms", "rtl")] {
        assert_eq!(page.goto(&site.url(path)).await.unwrap(), 200);
        assert_eq!(page.attribute("html", "dir").await.unwrap().as_deref(), Some(dir));
        let first = dir == "ltr";
        // Title and text begin where one begins to read; languages and what is beside come last.
        assert_eq!(share(".site-head__title").await < 0.5, first, "{dir}");
        assert_eq!(share(".site-langs").await > 0.5, first, "{dir}");
        assert_eq!(share(".page__aside").await > 0.5, first, "{dir}");
    }
    for (width, height) in [(1280, 900), (390, 844), (320, 640)] {
        page.set_size(width, height).await.unwrap();
        for path in
            ["/ar", "/ar/news", "/ar/handbook/forms", "/ar/contact", "/ar/privacy", "/ar/no"]
        {
            page.goto(&site.url(path)).await.unwrap();
            assert_eq!(page.attribute("html", "dir").await.unwrap().as_deref(), Some("rtl"));
            assert!(!page.scroll_width_overflow().await.unwrap(), "{path} scrolls at {width}");
            if let Some(folder) = std::env::var_os("MASSES_PICTURES") {
                let name = format!("mirrored{}-{width}.png", path.replace('/', "-"));
                page.screenshot(std::path::Path::new(&folder).join(name), true).await.unwrap();
            }
        }
    }
}
