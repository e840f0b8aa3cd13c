//! What of the front matter of a page has a field of its own in its form, and how a value stands
//! there.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

/// A key with a field of its own, in the order in which they stand in a new page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Own {
    Title,
    Description,
    Draft,
    Date,
    Publish,
    Tags,
    Image,
    ImageAlt,
    Order,
    Menu,
}

/// What stands in the fields that a page need not have.
pub(super) type Values = BTreeMap<Own, String>;

impl Own {
    /// Those that a page need not have.
    pub const FIELDS: [Own; 7] =
        [Own::Date, Own::Publish, Own::Tags, Own::Image, Own::ImageAlt, Own::Order, Own::Menu];

    /// The one with this name.
    pub fn of(name: &str) -> Option<Self> {
        [Own::Title, Own::Description, Own::Draft]
            .into_iter()
            .chain(Self::FIELDS)
            .find(|own| own.name() == name)
    }

    /// Its key, and the name of its field.
    pub fn name(self) -> &'static str {
        match self {
            Own::Title => "title",
            Own::Description => "description",
            Own::Draft => "draft",
            Own::Date => "date",
            Own::Publish => "publish",
            Own::Tags => "tags",
            Own::Image => "image",
            Own::ImageAlt => "image_alt",
            Own::Order => "order",
            Own::Menu => "menu",
        }
    }

    /// A value as its field shows it; none where it cannot without losing something.
    pub fn shown(self, value: &DeValue<'_>) -> Option<String> {
        match (self, value) {
            (Own::Draft, DeValue::Boolean(draft)) => Some(if *draft { "true" } else { "" }.into()),
            (Own::Menu, DeValue::String(menu)) if menu == "main" => Some(String::new()),
            (
                Own::Title | Own::Description | Own::Image | Own::ImageAlt | Own::Menu,
                DeValue::String(text),
            ) => Some(text.clone().into_owned()),
            (Own::Date, DeValue::Datetime(day)) => {
                (day.time.is_none() && day.offset.is_none()).then(|| day.to_string())
            }
            (Own::Publish, DeValue::Datetime(time)) => {
                let local = time.date.is_some() && time.time.is_some() && time.offset.is_none();
                local.then(|| time.to_string())
            }
            (Own::Order, DeValue::Integer(number)) => {
                let order = i64::from_str_radix(number.as_str(), number.radix()).ok()?;
                Some(order.to_string())
            }
            (Own::Tags, DeValue::Array(all)) => {
                let tags: Option<Vec<&str>> =
                    all.iter().map(|one| one.get_ref().as_str()).collect();
                tags.filter(|tags| !tags.iter().any(|tag| tag.contains(',')))
                    .map(|tags| tags.join(", "))
            }
            _ => None,
        }
    }

    /// The same from the text of a value.
    pub fn shown_text(self, value: &str) -> Option<String> {
        let line = format!("x = {value}");
        let table = DeTable::parse(&line).ok()?;
        self.shown(table.get_ref().get("x")?.get_ref())
    }

    /// What stands in its field as TOML. What is no value of its kind becomes a text: whoever reads
    /// the page says what it should be.
    pub fn written(self, field: &str) -> String {
        let field = field.trim();
        match self {
            Own::Draft => field.to_owned(),
            Own::Date if field.parse::<Datetime>().is_ok() => field.to_owned(),
            Own::Publish => {
                // Browsers leave the seconds out where there are none (HTML, section 2.3.5.5).
                let whole =
                    if field.len() == 16 { format!("{field}:00") } else { field.to_owned() };
                if whole.parse::<Datetime>().is_ok() { whole } else { quoted(field) }
            }
            Own::Order if field.parse::<i64>().is_ok() => field.trim_start_matches('+').to_owned(),
            Own::Tags => {
                let tags = field.split(',').map(str::trim).filter(|tag| !tag.is_empty());
                format!("[{}]", tags.map(quoted).collect::<Vec<_>>().join(", "))
            }
            _ => quoted(field),
        }
    }
}

/// A text as it stands in TOML, on one line.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_shown_again() {
        for (own, field, value) in [
            (Own::Title, "A \"b\"", "'A \"b\"'"),
            (Own::Draft, "true", "true"),
            (Own::Date, "2026-03-01", "2026-03-01"),
            (Own::Publish, "2026-12-01T09:00:00", "2026-12-01T09:00:00"),
            (Own::Tags, "Tea, Members", "[\"Tea\", \"Members\"]"),
            (Own::Tags, "", "[]"),
            (Own::Image, "/files/a.jpg", "\"/files/a.jpg\""),
            (Own::ImageAlt, "Ein Saal", "\"Ein Saal\""),
            (Own::Order, "-2", "-2"),
            (Own::Menu, "footer", "\"footer\""),
        ] {
            assert_eq!(own.written(field), value);
            assert_eq!(own.shown_text(value).as_deref(), Some(field));
            assert_eq!(Own::of(own.name()), Some(own));
        }
        assert_eq!(Own::Publish.written("2026-12-01T09:00"), "2026-12-01T09:00:00");
        assert_eq!(Own::Tags.written(" Tea ,, Members, "), "[\"Tea\", \"Members\"]");
        assert_eq!(Own::Menu.shown_text("\"main\"").as_deref(), Some(""));
        assert_eq!(Own::Order.shown_text("0x10").as_deref(), Some("16"));
    }

    #[test]
    fn what_cannot_be_shown_is_not() {
        for (own, value) in [
            (Own::Date, "2026-03-01T09:00:00"),
            (Own::Publish, "2026-12-01T09:00:00+01:00"),
            (Own::Publish, "2026-12-01"),
            (Own::Tags, "[\"Tea, black\"]"),
            (Own::Tags, "[1]"),
            (Own::Order, "\"1\""),
            (Own::Title, "1"),
            (Own::Draft, "\"yes\""),
        ] {
            assert_eq!(own.shown_text(value), None, "{value}");
        }
    }

    /// Whatever is typed, the file stays TOML, and has nothing in it that was not typed.
    #[test]
    fn nothing_typed_leaves_its_place() {
        for typed in ["1\nx = 2", "]", "\"", "tomorrow", "2026-03-01\nx = 2", "'''", "\\", "1 # x"]
        {
            for own in Own::FIELDS {
                let toml = format!("{} = {}", own.name(), own.written(typed));
                let table: toml::Table = toml.parse().unwrap_or_else(|_| panic!("{toml}"));
                assert_eq!(table.len(), 1, "{toml}");
            }
        }
    }
}
