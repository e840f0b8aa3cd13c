//! The keys of a keyboard, as the DevTools protocol wants to have them described.

use serde_json::{Value, json};

/// Name, code, number, and the text it types.
type Key = (&'static str, &'static str, u32, &'static str);

const KEYS: [Key; 15] = [
    ("Tab", "Tab", 9, ""),
    ("Enter", "Enter", 13, "\r"),
    ("Escape", "Escape", 27, ""),
    (" ", "Space", 32, " "),
    ("Backspace", "Backspace", 8, ""),
    ("Delete", "Delete", 46, ""),
    ("ArrowLeft", "ArrowLeft", 37, ""),
    ("ArrowUp", "ArrowUp", 38, ""),
    ("ArrowRight", "ArrowRight", 39, ""),
    ("ArrowDown", "ArrowDown", 40, ""),
    ("PageUp", "PageUp", 33, ""),
    ("PageDown", "PageDown", 34, ""),
    ("End", "End", 35, ""),
    ("Home", "Home", 36, ""),
    ("F1", "F1", 112, ""),
];

const MODIFIERS: [(&str, u32); 4] = [("Alt", 1), ("Control", 2), ("Meta", 4), ("Shift", 8)];

/// A key with what is held down beside it.
pub(crate) struct Stroke {
    key: String,
    code: String,
    number: u32,
    text: String,
    modifiers: u32,
}

/// Reads `Shift+Tab` and the like; none if there is no such key.
pub(crate) fn stroke(name: &str) -> Option<Stroke> {
    let mut modifiers = 0;
    let mut rest = name;
    while let Some((held, after)) = rest.split_once('+').filter(|(_, after)| !after.is_empty()) {
        modifiers |= MODIFIERS.iter().find(|(known, _)| *known == held)?.1;
        rest = after;
    }
    let mut stroke = named(rest).or_else(|| typed(rest))?;
    stroke.modifiers = modifiers;
    // With Control, Alt or Meta held down a key is a command and types nothing.
    if modifiers & !8 != 0 {
        stroke.text.clear();
    }
    Some(stroke)
}

fn named(name: &str) -> Option<Stroke> {
    let (key, code, number, text) =
        *KEYS.iter().find(|(key, code, ..)| *key == name || *code == name)?;
    let (key, code, text) = (key.to_owned(), code.to_owned(), text.to_owned());
    Some(Stroke { key, code, number, text, modifiers: 0 })
}

fn typed(name: &str) -> Option<Stroke> {
    let mut all = name.chars();
    let (Some(letter), None) = (all.next(), all.next()) else { return None };
    let upper = letter.to_ascii_uppercase();
    let (code, number) = match upper {
        'A'..='Z' => (format!("Key{upper}"), u32::from(upper)),
        '0'..='9' => (format!("Digit{upper}"), u32::from(upper)),
        _ => (String::new(), 0),
    };
    let (key, text) = (letter.to_string(), letter.to_string());
    Some(Stroke { key, code, number, text, modifiers: 0 })
}

impl Stroke {
    pub(crate) fn down(&self) -> Value {
        let kind = if self.text.is_empty() { "rawKeyDown" } else { "keyDown" };
        let mut event = self.event(kind);
        if !self.text.is_empty() {
            event["text"] = self.text.clone().into();
        }
        event
    }

    pub(crate) fn up(&self) -> Value {
        self.event("keyUp")
    }

    fn event(&self, kind: &str) -> Value {
        json!({
            "type": kind, "key": self.key, "code": self.code, "modifiers": self.modifiers,
            "windowsVirtualKeyCode": self.number, "nativeVirtualKeyCode": self.number,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read() {
        let tab = stroke("Shift+Tab").unwrap();
        assert_eq!((tab.key.as_str(), tab.number, tab.modifiers), ("Tab", 9, 8));
        assert_eq!(stroke("Space").unwrap().text, " ");
        assert_eq!(stroke("a").unwrap().code, "KeyA");
        assert_eq!(stroke("Control+a").unwrap().text, "");
        assert_eq!(stroke("+").unwrap().text, "+");
        assert!(stroke("Retrun").is_none());
        assert!(stroke("Shfit+Tab").is_none());
    }
}
