//! What is written to members: an invitation, a reset, and a word whenever their way in changes.

use kit::web::RoleName;
use kit::words::Arg;

use super::people_of_the_desk::OneTimeLink;
use super::{Account, Error, inventory, readable};
use crate::ground::Ground;
use crate::ground::mail::{Draft, Kind, Prepared};

/// Asks somebody to join. The text carries a token.
pub(super) fn invitation(
    ground: &Ground,
    person: &str,
    to: &str,
    link: &OneTimeLink,
    role: RoleName,
    lang: &str,
) -> Draft {
    let role = ground.words.say(lang, &format!("team-role-{}", role.word()), &[]);
    let args = [
        ("link", Arg::Text(ground.url(lang, &link.path))),
        ("until", Arg::Text(ground.settings.site.time_zone.day(link.expires_at))),
        ("role", Arg::Text(role)),
    ];
    let draft = draft(ground, "team-mail-invitation", &args, lang);
    Draft { kind: Kind::Invitation, secret: true, ..to_person(draft, person, to) }
}

/// Lets somebody choose a new password. The text carries a token.
pub(super) fn reset(
    ground: &Ground,
    person: &str,
    to: &str,
    link: &OneTimeLink,
    lang: &str,
) -> Draft {
    let args = [("link", Arg::Text(ground.url(lang, &link.path)))];
    let draft = draft(ground, "team-mail-reset", &args, lang);
    Draft { kind: Kind::Reset, secret: true, ..to_person(draft, person, to) }
}

/// What has changed in a member's way in. The words are `team-changed-<key>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Changed {
    /// The password.
    Password,
    /// The second factor.
    Factor,
    /// The address: this goes to the former one.
    Address,
    /// The recovery codes.
    Codes,
}

impl Changed {
    const fn key(self) -> &'static str {
        match self {
            Changed::Password => "password",
            Changed::Factor => "factor",
            Changed::Address => "address",
            Changed::Codes => "codes",
        }
    }
}

/// Tells a member that their way in has changed, so that a stranger cannot do it unnoticed.
/// Nothing where no mail leaves the site.
pub(super) async fn changed(
    ground: &Ground,
    account: &Account,
    what: Changed,
    lang: &str,
    now: i64,
) -> Result<Option<Prepared>, Error> {
    if ground.settings.mail.smtp.is_none() {
        return Ok(None);
    }
    // Where the address cannot be read, nobody can be told, and it can still be replaced.
    let Some(to) = readable(ground, account.email.as_ref(), now).await? else { return Ok(None) };
    let what = ground.words.say(lang, &format!("team-changed-{}", what.key()), &[]);
    let draft = draft(ground, "team-mail-changed", &[("what", Arg::Text(what))], lang);
    let sealer = ground.people.sealer(&account.person).await?;
    Ok(Some(ground.mail.prepare(&sealer, to_person(draft, &account.person, &to), now).await?))
}

/// Subject and text from `<key>-subject` and `<key>-body`.
fn draft(ground: &Ground, key: &str, args: &[(&str, Arg)], lang: &str) -> Draft {
    let mut args = args.to_vec();
    args.push(("organisation", Arg::Text(ground.settings.organisation.name.clone())));
    args.push(("desk", Arg::Text(ground.url(lang, "/desk"))));
    Draft {
        person: String::new(),
        purpose: inventory::WORK.id,
        kind: Kind::Notification,
        thread: None,
        to: String::new(),
        subject: ground.words.say(lang, &format!("{key}-subject"), &args),
        body: ground.words.say(lang, &format!("{key}-body"), &args),
        in_reply_to: None,
        references: None,
        secret: false,
    }
}

fn to_person(draft: Draft, person: &str, to: &str) -> Draft {
    Draft { person: person.to_owned(), to: to.to_owned(), ..draft }
}
