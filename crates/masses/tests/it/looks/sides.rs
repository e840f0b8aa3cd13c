//! What a style sheet says of sides, for those who read from right to left.

use masses::web::look;

use super::{looks, rules, sheets, text};

/// Whoever reads from right to left has the page mirrored by itself: no style sheet knows left and
/// right. A position in a background is the one thing that has no other words; each has its mirror.
#[test]
fn no_style_sheet_knows_left_and_right() {
    const MIRRORED: [&str; 2] = [
        "right 1.1rem center / 0.375rem 0.375rem no-repeat",
        "right 0.75rem center / 0.375rem 0.375rem no-repeat",
    ];
    let mirror = "[dir=\"rtl\"] :is(.field, .toolbar__form label) select { background-position: \
        left 0.75rem center, left 1.1rem center; }";
    let mut all = sheets();
    all.extend(looks().into_iter().map(|name| {
        let css = look::plain(&text(&format!("looks/{name}.css")));
        (name, css)
    }));
    for (file, css) in all {
        let css = MIRRORED.iter().fold(css, |css, one| css.replace(one, "")).replace(mirror, "");
        for (selectors, declarations) in rules(&css) {
            for (name, value) in declarations {
                assert_eq!(physical(&name, &value), None, "{file}: {selectors}: {name}: {value}");
            }
        }
    }
    for (name, value) in [
        ("margin-left", "0"),
        ("left", "0"),
        ("border-top-right-radius", "0"),
        ("text-align", "right"),
        ("float", "left"),
        ("inset", "4rem 1rem auto auto"),
        ("padding", "0 1px 0 2px"),
        ("margin", "0 calc(1px + 2px) 0 0"),
        ("width", "1rem"),
        ("max-height", "1rem"),
        ("border-radius", "1px 2px"),
    ] {
        assert!(physical(name, value).is_some(), "{name}: {value}");
    }
    for (name, value) in [
        ("padding", "1px 2px 3px 2px"),
        ("margin", "calc(1px + 2px) auto 0"),
        ("inset", "0"),
        ("text-align", "end"),
        ("clear", "inline-start"),
        ("border-width", "1px 0"),
        ("min-width", "40rem"),
    ] {
        assert_eq!(physical(name, value), None, "{name}: {value}");
    }
}

/// What is wrong with a declaration for those who read from right to left.
fn physical(name: &str, value: &str) -> Option<&'static str> {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect()
    };
    let sides = |word: &String| word == "left" || word == "right";
    // Queries of the window have no other words.
    let sizes = ["width", "height", "max-width", "max-height", "min-height"];
    if words(name).iter().chain(&words(value)).any(sides) {
        return Some("left and right");
    }
    if sizes.contains(&name) {
        return Some("inline-size and block-size are the same in every direction of writing");
    }
    let all = ["margin", "padding", "inset", "border-width", "border-style", "border-color"];
    let parts = parts(value);
    match name {
        _ if all.contains(&name) => (parts.len() == 4 && parts[1] != parts[3]).then_some("sides"),
        "border-radius" => (parts.len() > 1).then_some("corners"),
        _ => None,
    }
}

/// The values of a shorthand; what is in brackets is one.
fn parts(value: &str) -> Vec<String> {
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for c in value.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ' ' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().unwrap().push(c);
    }
    parts
}
