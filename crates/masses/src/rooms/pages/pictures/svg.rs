//! How large a drawing wants to be (SVG 2, section 8.2): its own width and height, or the shape of
//! its view box.

/// A drawing that says only its shape fills the place it gets: it is taken to be this wide.
const WIDE: f64 = 1600.0;
/// The largest size that is believed.
const LARGEST: f64 = 65_535.0;

/// Width and height in pixels; nothing if it does not say.
pub fn size(text: &str) -> Option<(u32, u32)> {
    let tag = root(text)?;
    let length = |name| attribute(tag, name).and_then(pixels);
    let (width, height) = (length("width"), length("height"));
    let shape = attribute(tag, "viewBox").and_then(shape);
    let (width, height) = match (width, height, shape) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some(shape)) => (width, width / shape),
        (None, Some(height), Some(shape)) => (height * shape, height),
        (None, None, Some(shape)) => (WIDE, WIDE / shape),
        _ => return None,
    };
    let whole = |length: f64| (0.5..LARGEST).contains(&length).then(|| length.round() as u32);
    Some((whole(width)?, whole(height)?))
}

/// The first tag that is no comment and no declaration.
fn root(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = &rest[rest.find('<')?..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = &comment[comment.find("-->")? + 3..];
        } else if rest.starts_with("<svg") || rest.starts_with("<svg:svg") {
            return Some(&rest[..rest.find('>')?]);
        } else if rest.starts_with("<?") || rest.starts_with("<!") {
            rest = &rest[1..];
        } else {
            return None;
        }
    }
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut from = 0;
    while let Some(at) = tag[from..].find(name).map(|at| at + from) {
        from = at + name.len();
        let own = tag[..at].ends_with(|c: char| c.is_ascii_whitespace());
        let rest = tag[from..].trim_start();
        if let (true, Some(value)) = (own, rest.strip_prefix('=')) {
            let value = value.trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            return value[1..].split(quote).next();
        }
    }
    None
}

/// A length in pixels of CSS; nothing where it depends on something else.
fn pixels(text: &str) -> Option<f64> {
    let text = text.trim();
    let end = text.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(text.len());
    let number: f64 = text[..end].trim().parse().ok()?;
    let unit = match &text[end..] {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "mm" => 96.0 / 25.4,
        "cm" => 96.0 / 2.54,
        "in" => 96.0,
        _ => return None,
    };
    Some(number * unit)
}

/// How wide a view box is for its height.
fn shape(text: &str) -> Option<f64> {
    let numbers: Vec<f64> = text
        .split(|c: char| c == ',' || c.is_ascii_whitespace())
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    match numbers.as_slice() {
        [_, _, width, height] if *width > 0.0 && *height > 0.0 => Some(width / height),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn a_drawing_says_how_large_it_is() {
        for (text, expected) in [
            ("<svg width=\"120\" height='80px'/>", Some((120, 80))),
            ("<svg xmlns='x' viewBox=\"0 0 400 100\" width=\"200\">", Some((200, 50))),
            ("<svg viewBox=\"0,0 400,100\" height=\"1in\">", Some((384, 96))),
            ("<svg\n  viewBox='-5 -5 24 24'\n>", Some((1600, 1600))),
            ("<svg width=\"100%\" height=\"100%\" viewBox=\"0 0 3 2\">", Some((1600, 1067))),
            (
                "<?xml version='1.0'?>\n<!DOCTYPE svg>\n<!-- <svg width='1' height='1'> -->\
                 <svg stroke-width='9' width='10mm' height='20mm'/>",
                Some((38, 76)),
            ),
            ("<svg:svg width='7' height='8'>", Some((7, 8))),
            ("<svg width='0' height='10'>", None),
            ("<svg width='-3' height='10'>", None),
            ("<svg width='1e9' height='10'>", None),
            ("<svg width='nan' height='inf'>", None),
            ("<svg width='10'>", None),
            ("<svg viewBox='0 0 0 10'>", None),
            ("<svg viewBox='0 0 10'>", None),
            ("<svg width=10 height=10>", None),
            ("<html><svg width='1' height='1'></html>", None),
            ("<svg", None),
            ("", None),
            ("<!-- never ends <svg width='1' height='1'>", None),
        ] {
            assert_eq!(size(text), expected, "{text}");
        }
    }
}
