//! What of an inquiry may be searched: opened through the one door, for answering.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::number;
use super::segment::Doc;
use crate::ground::people::{Error, Sealed};
use crate::rooms::inquiries::inventory::{ANSWER, INQUIRY};
use crate::rooms::inquiries::{Head, Inquiries, store, topic_label};

/// What was written and filled in, sealed; a value of an added field with the field's id.
pub(super) type Notes = Vec<(Sealed, Option<String>)>;

impl Inquiries {
    /// Everything sealed that stands in inquiries besides name and address, by inquiry: what
    /// was written, and what was filled into which added field.
    pub(super) async fn notes(
        &self,
        between: Vec<db::Value>,
    ) -> Result<HashMap<String, Notes>, Error> {
        let mut all: HashMap<String, Notes> = HashMap::new();
        for row in self.ground.data.read(&store::MESSAGES_OF, between.clone()).await? {
            let body = store::line(&row)?.body.map(|body| (body, None));
            all.entry(row.text("inquiry_id")?).or_default().extend(body);
        }
        for row in self.ground.data.read(&store::FIELDS_OF, between).await? {
            let note = store::note(&row)?;
            let value = note.value.map(|value| (value, Some(note.field)));
            all.entry(row.text("inquiry_id")?).or_default().extend(value);
        }
        Ok(all)
    }

    /// What of an inquiry may be read for answering, opened through the door. Of somebody who has
    /// said no, nothing but that the inquiry is there. None: its id is no id of ours.
    pub(super) async fn opened(
        &self,
        head: &Head,
        notes: &[(Sealed, Option<String>)],
        now: i64,
    ) -> Result<Option<(Doc, Vec<String>)>, Error> {
        let Some((id, person)) = number(&head.id).zip(number(&head.person)) else {
            return Ok(None);
        };
        let (changed_at, state) = (head.changed_at, head.state);
        let doc = Doc { id, person, changed_at, content: 0, state };
        if self.ground.people.refused(&head.person, &ANSWER) {
            return Ok(Some((doc, Vec::new())));
        }
        let access = self.ground.people.access(&ANSWER, now);
        let mut texts = vec![head.reference.clone(), head.reference.replace('-', "")];
        let of_head = head.name.iter().chain(&head.email).map(|sealed| (sealed, None));
        let noted = notes.iter().map(|(sealed, field)| (sealed, field.as_deref()));
        for (sealed, field) in of_head.chain(noted) {
            match access.open(sealed).await {
                Ok(value) => {
                    let value = value.reveal();
                    texts.extend(field.into_iter().flat_map(|field| self.chosen(field, &value)));
                    texts.push(value);
                }
                Err(Error::Db(error)) => return Err(error.into()),
                // Closed, damaged or erased: it is not found, and the rest is.
                Err(_) => {}
            }
        }
        texts.extend(self.topic_words(head, now));
        Ok(Some((doc, texts)))
    }

    /// What was chosen in an added field stands there as an id; the team reads its words.
    fn chosen(&self, field: &str, value: &str) -> Vec<String> {
        let settings = &self.ground.settings;
        let field = settings.inquiries.fields.iter().find(|one| one.id == field);
        let option = field.and_then(|field| field.options.iter().find(|one| one.id == value));
        let labels = settings.site.languages.iter().filter_map(|lang| option?.label(lang));
        labels.map(str::to_owned).collect()
    }

    /// The topic, in every language, while it is in force for answering.
    fn topic_words(&self, head: &Head, now: i64) -> Vec<String> {
        let ground = &self.ground;
        let datum = INQUIRY.column("topic").and_then(|column| column.kind.datum());
        let open = |id| ground.gate.allows(id, ANSWER.id, head.opened_at, now).is_ok();
        if !datum.is_some_and(|datum| open(datum.id)) {
            return Vec::new();
        }
        let languages = ground.settings.site.languages.iter();
        languages.map(|lang| topic_label(ground, &head.topic, lang)).collect()
    }
}

/// The words of texts, each once, and the hash by which they are compared.
pub(super) fn worded(mut doc: Doc, texts: &[String]) -> (Doc, Vec<String>) {
    let mut found = BTreeSet::new();
    for text in texts {
        kit::search::words(text, |word| {
            if !found.contains(word) {
                found.insert(word.to_owned());
            }
        });
    }
    let mut hasher = DefaultHasher::new();
    found.hash(&mut hasher);
    doc.content = hasher.finish() as u32;
    (doc, found.into_iter().collect())
}
