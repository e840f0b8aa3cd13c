//! An export as a page that people read, with nothing else needed to read it.

use std::collections::BTreeMap;

use inventory::{Category, Kind};
use kit::render::escape;
use kit::settings::Settings;
use kit::words::{Arg, Words};

use super::export::{Export, ExportRow, ExportTable, ExportValue};
use crate::ground::Ground;

/// The page carries its own few rules: it is read from a disk.
const STYLE: &str = "body{max-width:42rem;margin:2rem auto;padding:0 1rem;\
    font:1rem/1.5 Georgia,serif;color-scheme:light dark}\
    h1{line-height:1.2}dl{margin:0 0 1rem;padding:.5rem 0;border-top:1px solid #8886}\
    dt{font:.85rem/1.5 system-ui,sans-serif;opacity:.7;margin-top:.5rem}\
    dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}";

/// What a page is written with.
pub(super) struct Paper<'a> {
    words: &'a Words,
    settings: &'a Settings,
    /// The labels of instances, by column and id, each by language.
    labels: BTreeMap<(String, String), BTreeMap<String, String>>,
    lang: &'a str,
}

impl<'a> Paper<'a> {
    /// In a language.
    pub(super) async fn new(ground: &'a Ground, lang: &'a str) -> Result<Self, kit::web::Refusal> {
        let mut labels = BTreeMap::new();
        for made in ground.rooms.iter().filter_map(|room| room.instances) {
            labels.extend(
                made(ground).await?.into_iter().map(|one| ((one.column, one.id), one.label)),
            );
        }
        Ok(Self { words: &ground.words, settings: &ground.settings, labels, lang })
    }

    /// The whole page.
    pub(super) fn page(&self, export: &Export) -> String {
        let when = self.words.moment(self.lang, &self.settings.site.time_zone, export.made_at);
        let intro = [
            ("when", Arg::Text(when)),
            ("organisation", Arg::Text(self.settings.organisation.legal_name.clone())),
        ];
        let mut page = format!(
            "<!doctype html>\n<html lang=\"{lang}\"><meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
             <style>{STYLE}</style>\n<h1>{title}</h1>\n<p>{intro}</p>\n",
            lang = self.lang,
            title = self.say("export-title", &[]),
            intro = self.say("export-intro", &intro),
        );
        for table in &export.tables {
            page.push_str(&self.table(table));
        }
        page.push_str("</html>\n");
        page
    }

    fn table(&self, table: &ExportTable) -> String {
        let title = self.say(&format!("table-{}", table.name.replace('_', "-")), &[]);
        let heading = format!("<h2>{title}</h2>\n");
        let mut text = String::new();
        for row in &table.rows {
            let shown: Vec<_> = row.0.iter().filter(|value| !value.value.is_empty()).collect();
            if shown.iter().all(|value| value.datum.is_none()) {
                continue;
            }
            if text.is_empty() {
                text.push_str(&heading);
            }
            text.push_str("<dl>\n");
            for value in shown {
                if let Some(name) = self.name(value, row) {
                    text.push_str(&format!("<dt>{name}</dt><dd>{}</dd>\n", self.value(value)));
                }
            }
            text.push_str("</dl>\n");
        }
        text
    }

    /// What a value is; none for what only says how the row is kept, unless there are words.
    fn name(&self, value: &ExportValue, row: &ExportRow) -> Option<String> {
        let key = format!("datum-{}-{}", value.table, value.column).replace('_', "-");
        if value.datum.is_none() && !self.words.has(self.lang, &key) {
            return None;
        }
        let of = row.0.iter().find(|one| matches!(one.kind, Kind::Instance(_)));
        let column = format!("{}.{}", value.table, value.column);
        let label = of.map(|of| {
            let labels = self.labels.get(&(column, of.value.clone()));
            let label = labels.and_then(|labels| labels.get(self.lang)).unwrap_or(&of.value);
            ("label", Arg::Text(label.clone()))
        });
        let name = self.words.say(self.lang, &key, label.as_slice());
        Some(escape(&upper(&name)))
    }

    /// A value in words where there are some.
    fn value(&self, value: &ExportValue) -> String {
        if let Kind::State(_) = value.kind {
            let key = format!("state-{}-{}", value.column, value.value).replace('_', "-");
            return self.say(&key, &[]);
        }
        let text = match value.datum.map(|datum| datum.category) {
            Some(Category::Language) if self.words.has(&value.value, "language-name") => {
                self.words.say(&value.value, "language-name", &[])
            }
            Some(Category::Topic) => {
                crate::ground::topic_label(self.settings, self.words, &value.value, self.lang)
            }
            Some(Category::Timestamp) => match value.at {
                Some(at) => self.words.moment(self.lang, &self.settings.site.time_zone, at),
                None => value.value.clone(),
            },
            Some(Category::Activity) => self.in_words(value),
            _ => value.value.clone(),
        };
        escape(&text)
    }

    /// Words of a closed list, as `<column>-<word>` says them.
    fn in_words(&self, value: &ExportValue) -> String {
        let one = |word: &str| {
            let key =
                format!("{}-{word}", value.column).replace(['.', '_'], "-").replace('*', "all");
            match self.words.has(self.lang, &key) {
                true => self.words.say(self.lang, &key, &[]),
                false => word.to_owned(),
            }
        };
        upper(&value.value.split_whitespace().map(one).collect::<Vec<_>>().join(", "))
    }

    fn say(&self, key: &str, args: &[(&str, Arg)]) -> String {
        escape(&self.words.say(self.lang, key, args))
    }
}

/// With a capital at the beginning.
fn upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
