//! The real words of the policy, and those of the sample's own room.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use policy::{Arg, Say};

/// `locales/{en,de}/policy.ftl`.
const FILES: [(&str, &str); 2] = [
    ("en", include_str!("../../../../locales/en/policy.ftl")),
    ("de", include_str!("../../../../locales/de/policy.ftl")),
];

/// What a room's author writes.
const OWN: [(&str, &str); 2] = [
    ("en", "cookie-desk = keeps a member of the team signed in\n"),
    ("de", "cookie-desk = hält ein Mitglied des Teams angemeldet\n"),
];

pub struct Real {
    bundles: BTreeMap<&'static str, FluentBundle<FluentResource>>,
}

pub fn words() -> Real {
    let mut bundles = BTreeMap::new();
    for (lang, text) in FILES.into_iter().chain(OWN) {
        let bundle = bundles.entry(lang).or_insert_with(|| {
            let mut bundle = FluentBundle::new(vec![lang.parse().expect("a language")]);
            bundle.set_use_isolating(false);
            bundle
        });
        let resource = FluentResource::try_new(text.to_owned()).expect("the words are Fluent");
        bundle.add_resource(resource).expect("no key is there twice");
    }
    Real { bundles }
}

/// The keys of a language.
pub fn keys(lang: &str) -> BTreeSet<String> {
    let (_, text) = FILES.iter().find(|(known, _)| *known == lang).expect("a language");
    let resource = fluent_syntax::parser::parse(*text).expect("the words are Fluent");
    let key = |entry: fluent_syntax::ast::Entry<&str>| match entry {
        fluent_syntax::ast::Entry::Message(message) => Some(message.id.name.to_owned()),
        _ => None,
    };
    resource.body.into_iter().filter_map(key).collect()
}

impl Say for Real {
    fn say(&self, lang: &str, key: &str, args: &[(&str, Arg)]) -> String {
        let bundle = self.bundles.get(lang).expect("a language with words");
        let message = bundle.get_message(key).unwrap_or_else(|| panic!("{key} in {lang}"));
        let mut values = FluentArgs::new();
        for (name, arg) in args {
            match arg {
                Arg::Text(text) => values.set(*name, FluentValue::from(text.clone())),
                Arg::Int(number) => values.set(*name, FluentValue::from(*number)),
            }
        }
        let mut errors = Vec::new();
        let pattern = message.value().expect("a message has a text");
        let said = bundle.format_pattern(pattern, Some(&values), &mut errors);
        said.into_owned()
    }

    fn has(&self, lang: &str, key: &str) -> bool {
        self.bundles.get(lang).is_some_and(|bundle| bundle.has_message(key))
    }
}
