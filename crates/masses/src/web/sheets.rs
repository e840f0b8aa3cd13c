//! What `masses check` says of the site's own style sheets. Browsers skip what they do not
//! understand and say nothing.

use std::fs;
use std::path::Path;

use kit::problem::{Problem, Problems};

/// What is wrong with those in `theme/`: braces that nothing closes or opens, and what would come
/// from elsewhere.
pub fn advice(site: &Path) -> Vec<Problem> {
    let mut problems = Vec::new();
    for entry in fs::read_dir(site.join("theme")).into_iter().flatten().flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        if !name.ends_with(".css") || name.starts_with('.') {
            continue;
        }
        if let Ok(css) = fs::read_to_string(entry.path()) {
            problems.extend(wrong(&format!("theme/{name}"), &css));
        }
    }
    let mut problems = Problems(problems);
    problems.sort();
    problems.0
}

fn wrong(file: &str, css: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let (text, mut open, mut quoted) = (blanked(css), Vec::new(), None);
    let at = |at: usize| Problem::in_text(file, css, at..at + 1);
    for (place, c) in text.char_indices() {
        match (c, quoted) {
            // A string ends with its line at the latest.
            ('\n', _) => quoted = None,
            (_, Some(quote)) if c == quote => quoted = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quoted = Some(c),
            ('{', None) => open.push(place),
            ('}', None) if open.pop().is_none() => {
                let problem = at(place).message("nothing was opened that this brace could close");
                problems.push(problem.help("take it out, or write the { that is missing before"));
            }
            _ => {}
        }
    }
    if let Some(place) = open.first() {
        let problem = at(*place).message("nothing closes this brace");
        problems.push(problem.help("write a } where its rules end: what follows does not count"));
    }
    for (place, mark) in text.match_indices("@import") {
        let place = Problem::in_text(file, css, place..place + mark.len());
        let problem =
            place.message("this is not read: `@import` counts only where everything begins");
        problems.push(problem.help("put what is in it into theme/, as a file of its own"));
    }
    for mark in ["url(http:", "url(https:", "url(\"http", "url('http", "url(//"] {
        for (place, _) in text.match_indices(mark) {
            let place = Problem::in_text(file, css, place..place + mark.len());
            let problem =
                place.message("this is not loaded: nothing on this site comes from elsewhere");
            problems.push(problem.help("put the file into files/, and write url(\"/files/…\")"));
        }
    }
    problems
}

/// The same with blanks in the place of comments.
fn blanked(css: &str) -> String {
    let mut text = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(start) = rest.find("/*") {
        let end = rest[start + 2..].find("*/").map_or(rest.len(), |at| start + at + 4);
        text.push_str(&rest[..start]);
        text.extend(rest[start..end].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        rest = &rest[end..];
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_browsers_skip_is_said() {
        let said = |css: &str| -> Vec<(usize, usize, String)> {
            let all = wrong("theme/x.css", css).into_iter();
            all.map(|one| (one.line, one.column, one.message)).collect()
        };
        let (opened, closed) =
            ("nothing closes this brace", "nothing was opened that this brace could close");
        assert_eq!(said("/* { */\na { b: c;\n"), [(2, 3, opened.to_owned())]);
        assert_eq!(said("a { b: c }\n}\n"), [(2, 1, closed.to_owned())]);
        assert_eq!(blanked("a/*ü\n*/b"), "a    \n  b");
        assert_eq!(said("@import \"https://x.example/a.css\";").len(), 1);
        assert_eq!(said("a { background: url(https://x.example/a.png) }").len(), 1);
        for good in
            ["a::after { content: \"}\" }", "@media (x) { a { b: url(\"/files/a.svg\") } }", ""]
        {
            assert!(said(good).is_empty(), "{good}");
        }
    }
}
