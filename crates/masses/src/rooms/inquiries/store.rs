//! All SQL of inquiries.

use db::{Bound, Row, binds, statements};

use super::inventory::{FIELD, INQUIRY, MESSAGE};
use super::{Head, Line, NewInquiry, Note, State};
use crate::ground::people::{Error, Sealed};

statements! {
    /// A new inquiry.
    ADD = "insert into inquiry (id, person_id, reference, name, email, topic, language, state,
            suspicion, submission, policy_version, opened_at, changed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)";
    /// One message of an inquiry.
    ADD_MESSAGE = "insert into inquiry_message
            (id, inquiry_id, person_id, direction, body, sent_at, author, message_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// What was filled into one added field.
    ADD_FIELD = "insert into inquiry_field
            (id, inquiry_id, person_id, field, value, collected_at)
        values ($1, $2, $3, $4, $5, $6)";
    /// What a person has sent with this key and this content before.
    SUBMITTED = "select reference, suspicion, (select message_id from inquiry_message m
            where m.inquiry_id = inquiry.id and m.direction = 'in'
            order by m.sent_at, m.id limit 1) as acknowledged_as
        from inquiry where person_id = $1 and submission = $2";
    /// One inquiry.
    ONE = "select id, person_id, reference, name, email, topic, language, state, suspicion,
            policy_version, opened_at, changed_at, closed_at, looked_at from inquiry where id = $1";
    /// Inquiries in a state, newest first, from before an id.
    LIST = "select id, person_id, reference, name, email, topic, language, state, suspicion,
            policy_version, opened_at, changed_at, closed_at, looked_at from inquiry
        where state = $1 and id < $2 order by id desc limit $3";
    /// How many there are in a state, up to so many.
    COUNT = "select count(*) as n
        from (select id from inquiry where state = $1 limit $2) as given_up";
    /// How many messages are suspected to be spam that nobody has looked at, up to so many.
    UNSEEN = "select count(*) as n from (select id from inquiry
        where state = 'spam' and suspicion <> '' and looked_at is null limit $1) as given_up";
    /// Somebody has looked at them, from the newest to the oldest of a page.
    LOOKED = "update inquiry set looked_at = $3
        where state = 'spam' and looked_at is null and id <= $1 and id >= $2";
    /// The first message of an inquiry.
    FIRST = "select id, inquiry_id, person_id, direction, body, sent_at, author, message_id
        from inquiry_message where inquiry_id = $1 order by sent_at, id limit 1";
    /// Everything written in an inquiry, oldest first.
    MESSAGES = "select id, inquiry_id, person_id, direction, body, sent_at, author, message_id
        from inquiry_message where inquiry_id = $1 order by sent_at, id";
    /// What was filled into added fields.
    FIELDS = "select id, inquiry_id, person_id, field, value, collected_at
        from inquiry_field where inquiry_id = $1 order by id";
    /// The state changes, if it is still the one that was seen. The time of the last change grows
    /// with every change, also within a millisecond or under a clock that was set back: it is the
    /// version of what was seen.
    SET_STATE = "update inquiry set state = $2, closed_at = $4,
            changed_at = case when changed_at < $3 then $3 else changed_at + 1 end
        where id = $1 and state = $5";
    /// An answer was sent with this key and this text before.
    ANSWERED = "select inquiry_id from inquiry_message where id = $1";
    /// An inquiry moves on, if nobody else has moved it since it was seen.
    MOVE = "update inquiry set state = $3, closed_at = $4,
            changed_at = case when changed_at < $2 then $2 else changed_at + 1 end
        where id = $1 and changed_at = $5";
    /// Other inquiries of the same person, newest first.
    OF_PERSON = "select id, reference, topic, state, opened_at from inquiry
        where person_id = $1 order by id desc limit 20";
    /// Every inquiry of a person.
    ALL_OF_PERSON = "select id from inquiry where person_id = $1 order by id";
    /// Name and address are corrected.
    CORRECT = "update inquiry set name = $2, email = $3,
            changed_at = case when changed_at < $4 then $4 else changed_at + 1 end
        where id = $1";
    /// What was filled into an added field is corrected.
    CORRECT_FIELD = "update inquiry_field set value = $2 where id = $1";
    /// What was filled into an added field goes.
    FIELD_GONE = "delete from inquiry_field where id = $1";
    /// The added fields that hold something, and when each was last filled.
    FIELDS_HELD = "select field, max(collected_at) as newest from inquiry_field
        group by field order by field";
    /// How many inquiries there are, and when the last of them changed.
    EXTENT = "select count(*) as n, max(changed_at) as newest from inquiry";
    /// Inquiries, newest first, from before an id.
    ALL_BEFORE = "select id, person_id, reference, name, email, topic, language, state, suspicion,
            policy_version, opened_at, changed_at, closed_at, looked_at from inquiry
        where id < $1 order by id desc limit $2";
    /// Inquiries from one to another, some at most.
    BETWEEN = "select id, person_id, reference, name, email, topic, language, state, suspicion,
            policy_version, opened_at, changed_at, closed_at, looked_at from inquiry
        where id >= $1 and id <= $2 order by id limit $3";
    /// The versions of inquiries, newest first, from before an id.
    VERSIONS = "select id, changed_at from inquiry where id < $1 order by id desc limit $2";
    /// The versions of inquiries that changed at a time or later, some at a time.
    CHANGED = "select id, changed_at from inquiry
        where changed_at >= $1 and (changed_at > $1 or id > $2)
        order by changed_at, id limit $3";
    /// What was written in the inquiries from one to another.
    MESSAGES_OF = "select id, inquiry_id, person_id, direction, body, sent_at, author, message_id
        from inquiry_message where inquiry_id >= $1 and inquiry_id <= $2";
    /// What was filled into added fields of the inquiries from one to another.
    FIELDS_OF = "select id, inquiry_id, person_id, field, value, collected_at
        from inquiry_field where inquiry_id >= $1 and inquiry_id <= $2";
}

/// Writes an inquiry with its first message and its fields.
pub(super) fn adding(new: NewInquiry) -> Vec<Bound> {
    let NewInquiry { id, person, message_id, at, .. } = new;
    let inquiry = binds![
        id.clone(),
        person.clone(),
        new.reference,
        new.name,
        new.email,
        new.topic,
        new.language,
        new.state.word(),
        new.suspicion,
        new.submission.to_vec(),
        i64::from(new.policy_version),
        at
    ];
    let (author, acknowledged_as) = (None::<String>, new.acknowledged_as);
    let message =
        binds![message_id, id.clone(), person.clone(), "in", new.body, at, author, acknowledged_as];
    let mut all = vec![(&ADD, inquiry), (&ADD_MESSAGE, message)];
    for (field_id, field, value) in new.fields {
        all.push((&ADD_FIELD, binds![field_id, id.clone(), person.clone(), field, value, at]));
    }
    all
}

/// An inquiry, with its values still sealed.
pub(super) fn head(row: &Row) -> Result<Head, Error> {
    let state = row.text("state")?;
    Ok(Head {
        id: row.text("id")?,
        person: row.text("person_id")?,
        reference: row.text("reference")?,
        name: Sealed::take(&INQUIRY, "name", row)?,
        email: Sealed::take(&INQUIRY, "email", row)?,
        topic: row.text("topic")?,
        language: row.text("language")?,
        state: State::from_word(&state)
            .ok_or_else(|| db::Error::Bug(format!("an inquiry in the state `{state}`")))?,
        suspicion: row.text("suspicion")?,
        opened_at: row.int("opened_at")?,
        changed_at: row.int("changed_at")?,
        closed_at: row.opt_int("closed_at")?,
        looked_at: row.opt_int("looked_at")?,
    })
}

/// A message, still sealed.
pub(super) fn line(row: &Row) -> Result<Line, Error> {
    Ok(Line {
        id: row.text("id")?,
        ours: row.text("direction")? == "out",
        body: Sealed::take(&MESSAGE, "body", row)?,
        sent_at: row.int("sent_at")?,
        author: row.opt_text("author")?,
        message_id: row.opt_text("message_id")?,
    })
}

/// What was filled into a field, still sealed.
pub(super) fn note(row: &Row) -> Result<Note, Error> {
    let field = row.text("field")?;
    let value = Sealed::take(&FIELD, "value", row)?.map(|sealed| sealed.of(&field));
    Ok(Note { id: row.text("id")?, field, value })
}
