//! What is written to people: the acknowledgement, the notification of the team, the answer.

use kit::web::Visit;
use kit::words::Arg;

use super::send::Filled;
use super::{NewInquiry, inventory, say, topic_label};
use crate::ground::Ground;
use crate::ground::mail::{Draft, Kind};

/// "We have got it": with the reference to quote.
pub(super) fn acknowledgement(
    ground: &Ground,
    visit: &Visit,
    filled: &Filled,
    new: &NewInquiry,
) -> Draft {
    let organisation = &ground.settings.organisation.name;
    let topic = topic_label(ground, &new.topic, &visit.lang);
    let privacy = ground.url(&visit.lang, "/privacy");
    let args = [
        ("organisation", organisation.as_str()),
        ("reference", new.reference.as_str()),
        ("topic", topic.as_str()),
        ("privacy", privacy.as_str()),
    ];
    let words = &ground.words;
    // Without what was written: whoever types another's address must not be able to send them
    // a text of their own through us.
    let body = say(words, &visit.lang, "inquiry-mail-ack-body", &args);
    Draft {
        person: new.person.clone(),
        purpose: inventory::ANSWER.id,
        kind: Kind::Acknowledgement,
        thread: Some(new.id.clone()),
        to: filled.email.clone(),
        subject: say(words, &visit.lang, "inquiry-mail-ack-subject", &args),
        body,
        in_reply_to: None,
        references: None,
        secret: false,
    }
}

/// "There is something to answer": without a word of what was written or by whom.
pub(super) fn notification(
    ground: &Ground,
    mailbox: &str,
    person: &str,
    inquiry: &str,
    topic: &str,
) -> Draft {
    let lang = ground.settings.site.languages.first().cloned().unwrap_or_default();
    let topic = topic_label(ground, topic, &lang);
    let link = ground.url(&lang, &format!("/desk/inquiries/{inquiry}"));
    let site = &ground.settings.site.title;
    let args = [("topic", topic.as_str()), ("link", link.as_str()), ("site", site.as_str())];
    Draft {
        person: person.to_owned(),
        purpose: inventory::ANSWER.id,
        kind: Kind::Notification,
        thread: None,
        to: mailbox.to_owned(),
        subject: say(&ground.words, &lang, "inquiry-mail-note-subject", &args),
        body: say(&ground.words, &lang, "inquiry-mail-note-body", &args),
        in_reply_to: None,
        references: None,
        secret: false,
    }
}

/// "Something waits for a look": without a word of what was written or by whom.
pub(super) fn suspected(ground: &Ground, mailbox: &str, person: &str, count: i64) -> Draft {
    let lang = ground.settings.site.languages.first().cloned().unwrap_or_default();
    let args = [
        ("count", Arg::Int(count)),
        ("link", Arg::Text(ground.url(&lang, "/desk/inquiries?state=spam"))),
        ("site", Arg::Text(ground.settings.site.title.clone())),
    ];
    Draft {
        person: person.to_owned(),
        purpose: inventory::GUARD.id,
        kind: Kind::Notification,
        thread: None,
        to: mailbox.to_owned(),
        subject: ground.words.say(&lang, "inquiry-mail-held-subject", &args),
        body: ground.words.say(&lang, "inquiry-mail-held-body", &args),
        in_reply_to: None,
        references: None,
        secret: false,
    }
}

/// What an answer needs besides its text.
pub(super) struct AnswerTo<'a> {
    pub inquiry: &'a str,
    pub person: &'a str,
    pub lang: &'a str,
    pub reference: &'a str,
    pub topic: &'a str,
    pub to: String,
    /// What is answered, and when it was written.
    pub original: String,
    pub written_at: i64,
    /// The Message-IDs of the thread so far, oldest first.
    pub thread: Vec<String>,
}

/// The team's answer, with the original quoted below (RFC 3676, section 4.5).
pub(super) fn answer(ground: &Ground, to: AnswerTo<'_>, text: &str) -> Draft {
    let topic = topic_label(ground, to.topic, to.lang);
    let args = [("reference", to.reference), ("topic", topic.as_str())];
    let when = [("when", Arg::Text(ground.settings.site.time_zone.day(to.written_at)))];
    let body = format!(
        "{text}\n\n{}\n{}\n",
        ground.words.say(to.lang, "inquiry-mail-answer-quote", &when),
        quoted(&to.original)
    );
    Draft {
        person: to.person.to_owned(),
        purpose: inventory::ANSWER.id,
        kind: Kind::Answer,
        thread: Some(to.inquiry.to_owned()),
        to: to.to,
        subject: say(&ground.words, to.lang, "inquiry-mail-answer-subject", &args),
        body,
        in_reply_to: to.thread.last().cloned(),
        references: (!to.thread.is_empty()).then(|| to.thread.join(" ")),
        secret: false,
    }
}

fn quoted(text: &str) -> String {
    text.lines()
        .map(|line| format!("> {line}").trim_end().to_owned())
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    #[test]
    fn quotes_line_by_line() {
        assert_eq!(super::quoted("one\n\ntwo"), "> one\n>\n> two");
    }
}
