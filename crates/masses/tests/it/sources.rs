//! Reads Rust sources for the house rules: which paths a file uses, however it writes them, and
//! which texts stand in it.

use std::fs;
use std::path::{Path, PathBuf};

/// One file: its path from the workspace, and its text.
pub struct Source {
    pub name: String,
    pub text: String,
}

/// Every Rust file below a folder.
pub fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let name = path.strip_prefix(&root).unwrap().display().to_string();
                found.push(Source { name, text: fs::read_to_string(&path).unwrap() });
            }
        }
    }
    assert!(!found.is_empty(), "no sources in {folder}");
    found
}

/// A file taken apart: what is code, without comments and with every text empty, and the texts.
pub struct Parts {
    pub code: String,
    pub texts: Vec<String>,
}

pub fn parts(source: &str) -> Parts {
    let mut parts = Parts { code: String::new(), texts: Vec::new() };
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let word = parts.code.chars().last().is_some_and(|c| c.is_alphanumeric() || c == '_');
        let taken = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if let Some((text, taken)) = text(rest, word) {
            parts.texts.push(text);
            parts.code.push_str("\"\"");
            taken
        } else if let Some(taken) = character(rest) {
            parts.code.push_str("' '");
            taken
        } else {
            parts.code.push(first);
            first.len_utf8()
        };
        rest = &rest[taken..];
    }
    parts
}

fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        let step = match rest.as_bytes().get(at..at + 2) {
            Some(b"/*") => {
                depth += 1;
                2
            }
            Some(b"*/") => {
                depth -= 1;
                2
            }
            _ => 1,
        };
        at += step;
        if depth == 0 {
            break;
        }
    }
    at
}

/// The text that begins here, plain or raw, and how long it is with its signs. `word`: in the
/// middle of a word no raw text begins.
fn text(rest: &str, word: bool) -> Option<(String, usize)> {
    if !word && let Some(raw) = rest.strip_prefix('r') {
        let signs = raw.chars().take_while(|c| *c == '#').count();
        if let Some(inside) = raw[signs..].strip_prefix('"') {
            let end = format!("\"{}", "#".repeat(signs));
            let length = inside.find(&end)?;
            return Some((inside[..length].to_owned(), 1 + signs + 1 + length + end.len()));
        }
    }
    let inside = rest.strip_prefix('"')?;
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some((inside[..at].to_owned(), at + 2)),
            _ => {}
        }
    }
    None
}

/// How long the character literal is that begins here; none for a lifetime.
fn character(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('\'')?;
    if inside.starts_with('\\') {
        return Some(3 + inside.get(2..)?.find('\'')?);
    }
    let first = inside.chars().next()?;
    inside[first.len_utf8()..].starts_with('\'').then(|| first.len_utf8() + 2)
}

/// Every path that begins with `crate`, `self` or `super`, or stands in a `use`, as it is from the
/// root of the crate: `rooms::team::store`. A group is one path for each of its members, and
/// `self` at the end of one is the path before it.
pub fn uses(source: &Source) -> Vec<String> {
    let code = parts(&source.text).code;
    let tokens = tokens(&code);
    let mut module = module(&source.name);
    let (mut found, mut blocks, mut at) = (Vec::new(), Vec::new(), 0);
    while at < tokens.len() {
        let (before, token) = (at.checked_sub(1).map_or("", |one| tokens[one]), tokens[at]);
        match token {
            "{" => {
                let named = at >= 2 && tokens[at - 2] == "mod";
                if named {
                    module.push(before.to_owned());
                }
                blocks.push(named);
            }
            "}" => {
                let named = blocks.pop() == Some(true);
                module.truncate(module.len() - usize::from(named));
            }
            "crate" | "self" | "super" if before != "::" => {
                at = path(&tokens, at, &mut Vec::new(), &module, &mut found);
                continue;
            }
            _ if before == "use" => {
                at = path(&tokens, at, &mut Vec::new(), &module, &mut found);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found.iter().map(|path| path.join("::")).collect()
}

/// Reads one path or group, from `at` on, and answers where it ends.
fn path(
    tokens: &[&str],
    mut at: usize,
    begun: &mut Vec<String>,
    module: &[String],
    found: &mut Vec<Vec<String>>,
) -> usize {
    let mut first = begun.is_empty();
    at += usize::from(tokens.get(at) == Some(&"::"));
    loop {
        match tokens.get(at).copied().unwrap_or_default() {
            "{" => {
                at += 1;
                while tokens.get(at).is_some_and(|token| *token != "}") {
                    at = path(tokens, at, &mut begun.clone(), module, found);
                    at += usize::from(tokens.get(at) == Some(&","));
                }
                return at + 1;
            }
            "crate" => begun.clear(),
            "self" if first => begun.extend_from_slice(module),
            "self" => {}
            "super" => {
                if first {
                    begun.extend_from_slice(module);
                }
                begun.pop();
            }
            word => begun.push(word.to_owned()),
        }
        first = false;
        at += 1;
        if tokens.get(at) != Some(&"::") {
            break;
        }
        at += 1;
    }
    found.push(begun.clone());
    // Another name for it is no other path.
    if tokens.get(at) == Some(&"as") { at + 2 } else { at }
}

/// In which module of its crate a file is.
fn module(name: &str) -> Vec<String> {
    let inside = name.split_once("/src/").map_or("", |(_, inside)| inside);
    let inside = inside.trim_end_matches(".rs").trim_end_matches("/mod");
    inside
        .split('/')
        .filter(|part| !["lib", "main", ""].contains(part))
        .map(str::to_owned)
        .collect()
}

fn tokens(code: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let length = if rest.starts_with("::") {
            2
        } else if word(first) {
            rest.find(|c| !word(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        found.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    found
}
