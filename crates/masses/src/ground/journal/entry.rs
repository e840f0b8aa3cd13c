//! One entry: who did what, to whose data, when.

use std::collections::BTreeMap;

use db::{Bound, Tx, binds};

use super::{Journal, store};

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A member of the team, by their id.
    Member(String),
    /// The program by itself.
    System,
    /// Somebody at the command line.
    Command,
    /// Somebody who visits the site.
    Visitor,
}

impl Actor {
    /// The word of its kind in the database; shown as `actor-<word>`.
    pub const fn word(&self) -> &'static str {
        match self {
            Actor::Member(_) => "member",
            Actor::System => "system",
            Actor::Command => "command",
            Actor::Visitor => "visitor",
        }
    }

    /// The member's id.
    pub fn member(&self) -> Option<&str> {
        match self {
            Actor::Member(id) => Some(id),
            _ => None,
        }
    }

    pub(super) fn from_words(kind: &str, id: Option<String>) -> Self {
        match kind {
            "member" => Actor::Member(id.unwrap_or_default()),
            "command" => Actor::Command,
            "visitor" => Actor::Visitor,
            _ => Actor::System,
        }
    }
}

macro_rules! acts {
    ($($(#[$meta:meta])* $name:ident = $word:literal;)*) => {
        /// What was done. The words are `act-<word>`; add acts at will, never change a word.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Act {
            $($(#[$meta])* $name,)*
        }

        impl Act {
            /// All of them.
            pub const ALL: &[Act] = &[$(Act::$name),*];

            /// Its word in the database.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Act::$name => $word,)*
                }
            }
        }
    };
}

acts! {
    /// Somebody wrote.
    InquiryReceived = "inquiry-received";
    /// Somebody of the team read what is held about a person: once a day.
    Read = "read";
    /// An answer was sent.
    InquiryAnswered = "inquiry-answered";
    /// An inquiry was closed.
    InquiryClosed = "inquiry-closed";
    /// An inquiry was opened again.
    InquiryReopened = "inquiry-reopened";
    /// An inquiry was marked as spam.
    InquirySpam = "inquiry-spam";
    /// An inquiry was found not to be spam.
    InquiryNotSpam = "inquiry-not-spam";
    /// Everything about a person was exported.
    Exported = "exported";
    /// A person was erased.
    Erased = "erased";
    /// A person was corrected.
    Corrected = "corrected";
    /// A person said no to a purpose.
    Refused = "refused";
    /// A person took back a no.
    Allowed = "allowed";
    /// A member signed in.
    SignedIn = "signed-in";
    /// A sign-in was refused.
    SignInRefused = "sign-in-refused";
    /// A member signed out.
    SignedOut = "signed-out";
    /// A recovery code was used instead of the second factor.
    RecoveryCodeUsed = "recovery-code-used";
    /// A password was changed.
    PasswordChanged = "password-changed";
    /// A second factor was set up or replaced.
    FactorChanged = "factor-changed";
    /// Somebody was invited to the team.
    MemberInvited = "member-invited";
    /// Somebody joined the team.
    MemberJoined = "member-joined";
    /// A member was disabled.
    MemberDisabled = "member-disabled";
    /// A member was enabled again.
    MemberEnabled = "member-enabled";
    /// A member was removed.
    MemberRemoved = "member-removed";
    /// A member's way in was reset.
    MemberReset = "member-reset";
    /// A member's role was changed.
    RoleChanged = "role-changed";
    /// A session was ended by somebody else, or by its end.
    SessionEnded = "session-ended";
    /// A version of the policy was published.
    PolicyPublished = "policy-published";
    /// The record of processing was taken out.
    RecordExported = "record-exported";
    /// A page was written.
    PageChanged = "page-changed";
    /// A page was deleted.
    PageDeleted = "page-deleted";
    /// A page has another address.
    PageMoved = "page-moved";
    /// A picture or document was put beside the pages.
    FileUploaded = "file-uploaded";
    /// A picture or document was deleted.
    FileDeleted = "file-deleted";
    /// The master key was rotated.
    KeyRotated = "key-rotated";
    /// Somebody showed that they have the recovery code.
    KeyConfirmed = "key-confirmed";
    /// What had reached its end was deleted.
    Swept = "swept";
    /// Somebody confirmed that the clock is right.
    ClockConfirmed = "clock-confirmed";
    /// A mail could not be delivered.
    MailFailed = "mail-failed";
    /// A mail was not sent, because the person or the policy says no.
    MailDropped = "mail-dropped";
    /// A mail that had failed is tried again.
    MailRetried = "mail-retried";
    /// A mail with a token in it was shown.
    MailRevealed = "mail-revealed";
    /// Months of the journal expired.
    JournalExpired = "journal-expired";
    /// The journal did not verify.
    JournalBroken = "journal-broken";
}

/// What is to be noted. Ids and numbers only: no name, no address, no text of anybody.
#[derive(Debug, Clone)]
pub struct Entry {
    at: i64,
    actor: Actor,
    act: Act,
    person: Option<String>,
    object: Option<String>,
    detail: BTreeMap<&'static str, serde_json::Value>,
    once: Option<String>,
}

impl Entry {
    /// Somebody did something, now.
    pub const fn new(actor: Actor, act: Act, now: i64) -> Self {
        Self {
            at: now,
            actor,
            act,
            person: None,
            object: None,
            detail: BTreeMap::new(),
            once: None,
        }
    }

    /// Whose data it was.
    #[must_use]
    pub fn person(mut self, id: impl Into<String>) -> Self {
        self.person = Some(plain(&id.into()));
        self
    }

    /// What it was done to: the id of a row, the number of a version.
    #[must_use]
    pub fn object(mut self, id: impl Into<String>) -> Self {
        self.object = Some(plain(&id.into()));
        self
    }

    /// A number that belongs to it.
    #[must_use]
    pub fn number(mut self, name: &'static str, number: i64) -> Self {
        self.detail.insert(name, number.into());
        self
    }

    /// An id, or a word of a closed list, that belongs to it.
    #[must_use]
    pub fn word(mut self, name: &'static str, word: impl Into<String>) -> Self {
        self.detail.insert(name, plain(&word.into()).into());
        self
    }

    /// Noted once, however often it happens: all with the same parts are the same.
    #[must_use]
    pub(super) fn once(mut self, parts: &[&str]) -> Self {
        self.once = Some(once_key(parts));
        self
    }

    /// A UUIDv7 made from the entry itself, so that writing one needs no randomness at hand.
    /// `copy` tells apart what happens twice in the same millisecond.
    fn id(&self, detail: Option<&str>, copy: u32) -> String {
        let text = [
            self.actor.word(),
            self.actor.member().unwrap_or_default(),
            self.act.word(),
            self.person.as_deref().unwrap_or_default(),
            self.object.as_deref().unwrap_or_default(),
            detail.unwrap_or_default(),
            self.once.as_deref().unwrap_or_default(),
            &copy.to_string(),
        ]
        .join("\t");
        let mut random = [0; 10];
        random.copy_from_slice(&vault::hash(text.as_bytes())[..10]);
        let ms = u64::try_from(self.at).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid().to_string()
    }
}

/// What an id may look like. Anything else could be a text about somebody, and is not written.
fn plain(text: &str) -> String {
    let good = |c: char| c.is_ascii_alphanumeric() || "-_.:#/".contains(c);
    if text.len() <= 200 && text.chars().all(good) { text.to_owned() } else { "?".to_owned() }
}

pub(super) fn once_key(parts: &[&str]) -> String {
    vault::hex(&vault::hash(parts.join("\t").as_bytes()))
}

impl Journal {
    /// Writes an entry, in the transaction of the act.
    pub async fn note(tx: &mut Tx, entry: Entry) -> Result<(), db::Error> {
        for copy in 0..1000 {
            let (statement, binds) = Self::noting(&entry, copy);
            let added = tx.execute(statement, binds).await?;
            // What is noted once was noted before: that is all there is to do.
            if added > 0 || entry.once.is_some() {
                return Ok(());
            }
        }
        Err(db::Error::Bug("the same was noted a thousand times in one millisecond".to_owned()))
    }

    /// Notes an entry for the nth time in its millisecond. Where that changes no row, it was noted
    /// that often before, and [`Journal::note`] goes on.
    pub fn noting(entry: &Entry, copy: u32) -> Bound {
        let detail = match entry.detail.is_empty() {
            true => None,
            false => serde_json::to_string(&entry.detail).ok(),
        };
        let binds = binds![
            entry.id(detail.as_deref(), copy),
            entry.at,
            entry.actor.word(),
            entry.actor.member(),
            entry.act.word(),
            entry.person.clone(),
            entry.object.clone(),
            detail,
            entry.once.clone(),
        ];
        (&store::ADD, binds)
    }

    /// Writes an entry about an act that changed nothing in the database: an export, a reading.
    pub async fn write(&self, entry: Entry) -> Result<(), db::Error> {
        self.data.write(|tx| Box::pin(Self::note(tx, entry))).await
    }

    /// Notes that a member is shown what is held about persons, each with the row it is from:
    /// once a day for each person, however often they look. A day is a day in UTC. To be called
    /// before anything is shown: what cannot be noted is not shown.
    pub async fn note_readings(
        &self,
        member: &str,
        seen: Vec<(String, String)>,
        now: i64,
    ) -> Result<(), db::Error> {
        let day = kit::clock::day(now);
        let (mut keys, mut fresh) = (Vec::new(), Vec::new());
        for (person, object) in seen {
            let parts = ["read", member, &person, &day];
            let key = once_key(&parts);
            if self.read.holds(&day, &key) {
                continue;
            }
            if self.data.read_one(&store::ONCE, binds![key.clone()]).await?.is_none() {
                let actor = Actor::Member(member.to_owned());
                let entry = Entry::new(actor, Act::Read, now).person(&person).object(object);
                fresh.push(entry.once(&parts));
            }
            keys.push(key);
        }
        if !fresh.is_empty() {
            let work = self.data.write::<_, db::Error>(|tx| {
                Box::pin(async move {
                    for entry in fresh {
                        Self::note(tx, entry).await?;
                    }
                    Ok(())
                })
            });
            work.await?;
        }
        self.read.keep(&day, keys);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_about_somebody_are_not_written() {
        let entry = Entry::new(Actor::System, Act::MailFailed, 0)
            .person("ada@example.org")
            .object("0190-abc")
            .word("why", "Ada Lovelace is not here");
        assert_eq!(entry.person.as_deref(), Some("?"));
        assert_eq!(entry.object.as_deref(), Some("0190-abc"));
        assert_eq!(entry.detail["why"], "?");
    }

    #[test]
    fn ids_are_of_their_time_and_differ() {
        let entry = |at| Entry::new(Actor::Visitor, Act::InquiryReceived, at).person("p");
        assert_eq!(entry(5).id(None, 0), entry(5).id(None, 0));
        assert_ne!(entry(5).id(None, 0), entry(5).id(None, 1));
        assert!(entry(5).id(None, 0) < entry(6).id(None, 0));
        assert_eq!(uuid::Uuid::parse_str(&entry(5).id(None, 0)).unwrap().get_version_num(), 7);
    }

    #[test]
    fn words_of_acts_are_plain_and_all_different() {
        let mut words: Vec<_> = Act::ALL.iter().map(|act| act.word()).collect();
        assert!(words.iter().all(|word| plain(word) == *word && !word.contains('_')));
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Act::ALL.len());
    }
}
