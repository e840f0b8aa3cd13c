//! The index against the plainest search there is, over random texts.

use std::collections::{BTreeMap, HashSet};

use inventory::{Keep, Kind};
use proptest::prelude::*;

use super::index::Index;
use super::segment::Doc;
use crate::rooms::inquiries::{State, inventory::ROOM};
use kit::search::{Question, words};

/// What happens to an index.
#[derive(Debug, Clone)]
enum Event {
    /// Inquiries of one person come, or come anew with other words.
    Put(Vec<(u128, String)>),
    Take(Vec<u128>),
    Forget(u128),
    Compact,
    Ask(String, State, Option<u128>),
}

fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-c]{1,3}",
        "[äöüß]{1,2}[a-b]",
        "(müller|mueller|muller|nora@x\\.example|会議)",
        "[A-Z]{1,2}[0-9]{0,2}",
    ];
    prop::collection::vec(word, 1..12).prop_map(|words| words.join(" "))
}

fn event() -> impl Strategy<Value = Event> {
    let state = prop::sample::select(&State::ALL[..]);
    prop_oneof![
        4 => prop::collection::vec((0..60u128, text()), 1..20).prop_map(Event::Put),
        1 => prop::collection::vec(0..60u128, 1..9).prop_map(Event::Take),
        1 => (0..7u128).prop_map(Event::Forget),
        1 => Just(Event::Compact),
        6 => ("\\PC{0,3}", text(), state, prop::option::of(0..60u128)).prop_map(
            |(odd, text, state, before)| {
                let asked: Vec<_> = text.split(' ').take(2).collect();
                Event::Ask(format!("{odd} {}", asked.join(" ")), state, before)
            }
        ),
    ]
}

fn doc(id: u128, text: &str) -> (Doc, Vec<String>) {
    let mut all = Vec::new();
    words(text, |word| all.push(word.to_owned()));
    let state = State::ALL[(id % 3) as usize];
    (Doc { id, person: id % 7, changed_at: 0, content: 0, state }, all)
}

/// Whether a text has every word of a question: looked at word by word.
fn has(text: &str, question: &Question) -> bool {
    let mut all = Vec::new();
    words(text, |word| all.push(word.to_owned()));
    question.words().iter().all(|word| {
        let mut forms = word.forms.iter();
        forms.any(|form| all.iter().any(|one| one == form || word.begins && one.starts_with(form)))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn it_finds_what_a_plain_search_finds(events in prop::collection::vec(event(), 1..40)) {
        let (index, mut plain) = (Index::default(), BTreeMap::new());
        for event in events {
            match event {
                Event::Put(all) => {
                    let all: BTreeMap<u128, String> = all.into_iter().collect();
                    index.reads();
                    let fresh = all.iter().map(|(id, text)| doc(*id, text)).collect();
                    index.change(&all.keys().copied().collect(), fresh);
                    plain.extend(all);
                }
                Event::Take(ids) => {
                    index.change(&ids.iter().copied().collect(), Vec::new());
                    plain.retain(|id, _| !ids.contains(id));
                }
                Event::Forget(person) => {
                    index.forget(&HashSet::from([person]));
                    plain.retain(|id, _| id % 7 != person);
                }
                Event::Compact => index.compact(),
                Event::Ask(typed, state, before) => {
                    let Ok(question) = Question::read(&typed) else { continue };
                    let found: Vec<u128> = plain.iter().rev()
                        .filter(|(_, text)| has(text, &question)).map(|(id, _)| *id).collect();
                    let of = |state: State| {
                        found.iter().copied().filter(move |id| State::ALL[(id % 3) as usize] == state)
                    };
                    let page: Vec<u128> = of(state)
                        .filter(|id| before.is_none_or(|before| *id < before)).collect();
                    let hits = index.find(&question, state, before, 5);
                    prop_assert_eq!(&hits.ids[..], &page[..page.len().min(5)], "{}", typed);
                    prop_assert_eq!(hits.more, page.len() > 5);
                    prop_assert_eq!(hits.counts, State::ALL.map(|state| of(state).count()));
                }
            }
            prop_assert_eq!(index.size().0, plain.len());
        }
    }
}

/// Nothing is left of a word when the last who had it goes.
#[test]
fn a_word_goes_with_the_last_inquiry_that_has_it() {
    let index = Index::default();
    index.change(&HashSet::new(), vec![doc(1, "shared Nachtigall"), doc(2, "shared")]);
    assert_eq!(index.size().1, 2);
    index.forget(&HashSet::from([1]));
    assert_eq!((index.size().0, index.size().1), (1, 1));
    // What is still being read of them does not come back.
    index.change(&HashSet::new(), vec![doc(8, "of the same person"), doc(9, "of another")]);
    assert_eq!(index.ids(|_| true), [9, 2]);
}

/// Values that go before their row leave its version as it is: the roll call would not see it.
#[test]
fn what_is_searched_lasts_as_long_as_its_row() {
    for table in ROOM.tables {
        for column in table.columns {
            if let Kind::Sealed(datum) = &column.kind {
                let all = datum.uses.iter().all(|one| matches!(one.keep, Keep::Row));
                assert!(all, "{}: teach search/build.rs to see it go", column.name);
            }
        }
    }
}
