//! Who works with the desk: invite, list, change, disable, reset. For the command line and for
//! `/desk/team`; each act is one write, with its entry in the journal.

use std::collections::BTreeMap;

use db::{Tx, binds};
use kit::web::RoleName;
use serde::Serialize;

use super::session::Life;
use super::token::{NewToken, Stage, id_of};
use super::{Account, Error, State, mails, plain, shown, store};
use crate::ground::Ground;
use crate::ground::journal::{Act, Actor, Entry, Journal};
use crate::ground::mail::{Mail, Prepared};
use crate::ground::people::{HandleKind, People};

/// A link that works once.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTimeLink {
    /// Its path on this site, without a language. Whoever has it can use it: show it to nobody
    /// else, log it never.
    pub path: String,
    /// When it ends, in milliseconds since 1970.
    pub expires_at: i64,
}

impl std::fmt::Debug for OneTimeLink {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "OneTimeLink(…, until {})", self.expires_at)
    }
}

/// A member of the team, as the list shows them.
#[derive(Clone, Serialize)]
pub struct Colleague {
    /// The member's id.
    pub id: String,
    /// The id of the person they are.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The word of their role.
    pub role: &'static str,
    /// `invited`, `active` or `disabled`.
    pub state: &'static str,
    /// Whether they have confirmed a second factor.
    pub second_factor: bool,
    /// In how many browsers they are signed in.
    pub sessions: i64,
    /// Since when they are there.
    pub created_at: i64,
    /// When they last signed in.
    pub signed_in_at: Option<i64>,
}

/// An invitation that nobody has used yet.
#[derive(Debug, Clone, Serialize)]
pub struct Invitation {
    /// Its id: not the token.
    pub id: String,
    /// The word of the role.
    pub role: &'static str,
    /// When it was made.
    pub created_at: i64,
    /// When it ends.
    pub expires_at: i64,
}

/// Whether somebody joined as owner and is active.
pub async fn has_owner(ground: &Ground) -> Result<bool, Error> {
    let row = ground.data.read_one(&store::OTHER_OWNERS, binds![""]).await?;
    Ok(row.map(|row| row.int("n")).transpose()?.unwrap_or(0) > 0)
}

/// Whether every active member has a second factor: the measure `two-step`.
pub async fn two_step_holds(ground: &Ground) -> Result<bool, Error> {
    let row = ground.data.read_one(&store::TWO_STEP, binds![]).await?;
    let Some(row) = row else { return Ok(true) };
    Ok(row.int("n")? == row.int("two")?)
}

/// Invites somebody to a role. The link is shown once, by whoever asked for it.
pub async fn invite(
    ground: &Ground,
    actor: Actor,
    role: RoleName,
    now: i64,
) -> Result<OneTimeLink, Error> {
    let (link, token) = invitation(ground, role, now).await?;
    let entry = Entry::new(actor, Act::MemberInvited, now).word("role", role.word());
    ground
        .data
        .write::<_, Error>(move |tx| {
            Box::pin(async move {
                store::add_invitation(tx, token).await?;
                Journal::note(tx, entry).await?;
                Ok(())
            })
        })
        .await?;
    Ok(link)
}

/// Invites somebody by mail: nobody but them sees the link.
pub async fn invite_by_mail(
    ground: &Ground,
    actor: Actor,
    role: RoleName,
    email: &str,
    lang: &str,
    now: i64,
) -> Result<(), Error> {
    let (link, token) = invitation(ground, role, now).await?;
    let person = ground.people.keys().find_or_make(HandleKind::Team, email, now).await?;
    let sealer = ground.people.sealer(&person).await?;
    let draft = mails::invitation(ground, &person, email, &link, role, lang);
    let mail = ground.mail.prepare(&sealer, draft, now).await?;
    let entry = Entry::new(actor, Act::MemberInvited, now).word("role", role.word());
    ground
        .data
        .write::<_, Error>(move |tx| {
            Box::pin(async move {
                People::add(tx, &person, now).await?;
                store::add_invitation(tx, token).await?;
                Mail::queue(tx, mail).await?;
                Journal::note(tx, entry.person(&person)).await?;
                Ok(())
            })
        })
        .await
}

async fn invitation(
    ground: &Ground,
    role: RoleName,
    now: i64,
) -> Result<(OneTimeLink, NewToken), Error> {
    let first = role == RoleName::Owner && !has_owner(ground).await?;
    let token = ground.chance.token();
    let new = NewToken::new(&token, Stage::Invite, now).to(role, first);
    let path = format!("/desk/join/{token}");
    Ok((OneTimeLink { path, expires_at: new.expires_at }, new))
}

/// Invitations that nobody has used yet.
pub async fn invitations(ground: &Ground, now: i64) -> Result<Vec<Invitation>, Error> {
    let rows = ground.data.read(&store::INVITATIONS, binds![now]).await?;
    let one = |row: &db::Row| {
        Ok(Invitation {
            id: row.text("id")?,
            role: store::role(&row.text("role")?)?.word(),
            created_at: row.int("created_at")?,
            expires_at: row.int("expires_at")?,
        })
    };
    rows.iter().map(one).collect()
}

/// Takes an invitation back.
pub async fn withdraw(ground: &Ground, actor: Actor, id: &str, now: i64) -> Result<(), Error> {
    let id = id.to_owned();
    let entry = Entry::new(actor, Act::MemberInvited, now).word("what", "withdrawn");
    ground
        .data
        .write::<_, Error>(move |tx| {
            Box::pin(async move {
                super::token::spend(tx, &id, Stage::Invite, now).await?;
                Journal::note(tx, entry).await?;
                Ok(())
            })
        })
        .await
}

/// Everybody on the team.
pub async fn list(ground: &Ground, lang: &str, now: i64) -> Result<Vec<Colleague>, Error> {
    let (idle, absolute) = Life::of(&ground.settings).over(now);
    let mut sessions = BTreeMap::new();
    for row in ground.data.read(&store::SESSION_COUNTS, binds![idle, absolute]).await? {
        sessions.insert(row.text("member_id")?, row.int("n")?);
    }
    let mut all = Vec::new();
    for row in ground.data.read(&store::ALL, binds![]).await? {
        let account = store::account(&row)?;
        all.push(Colleague {
            name: shown(ground, account.name.as_ref(), lang, now).await?,
            email: shown(ground, account.email.as_ref(), lang, now).await?,
            sessions: sessions.get(&account.id).copied().unwrap_or(0),
            id: account.id,
            person: account.person,
            role: account.role.word(),
            state: account.state.word(),
            second_factor: account.totp.is_some(),
            created_at: account.created_at,
            signed_in_at: account.signed_in_at,
        });
    }
    Ok(all)
}

/// The member with this address.
pub async fn find(ground: &Ground, email: &str) -> Result<String, Error> {
    let person = ground.people.keys().find(HandleKind::Team, email).await?;
    let person = person.ok_or(Error::Unknown)?;
    let row = ground.data.read_one(&store::OF_PERSON, binds![person]).await?;
    Ok(row.ok_or(Error::Unknown)?.text("id")?)
}

/// Changes a member's role.
pub async fn set_role(
    ground: &Ground,
    actor: Actor,
    member: &str,
    role: RoleName,
    now: i64,
) -> Result<(), Error> {
    change(ground, actor, member, now, Change::Role(role)).await
}

/// Keeps a member out: their sessions end at once, and their links are void.
pub async fn disable(ground: &Ground, actor: Actor, member: &str, now: i64) -> Result<(), Error> {
    change(ground, actor, member, now, Change::Disable).await
}

/// Lets a disabled member in again.
pub async fn enable(ground: &Ground, actor: Actor, member: &str, now: i64) -> Result<(), Error> {
    change(ground, actor, member, now, Change::Enable).await
}

/// Ends all sessions of a member.
pub async fn end_sessions(
    ground: &Ground,
    actor: Actor,
    member: &str,
    now: i64,
) -> Result<(), Error> {
    change(ground, actor, member, now, Change::EndSessions).await
}

/// Erases a member who is disabled, or never finished joining.
pub async fn remove(ground: &Ground, actor: Actor, member: &str, now: i64) -> Result<(), Error> {
    let row = ground.data.read_one(&store::ONE, binds![member]).await?;
    let account = store::account(&row.ok_or(Error::Unknown)?)?;
    if account.state == State::Active {
        return Err(Error::Over);
    }
    change(ground, actor.clone(), member, now, Change::Remove).await?;
    ground.care.erase(&account.person, actor, now).await?;
    Ok(())
}

/// A link with which a member chooses a new password. Their second factor stays, unless
/// `second_factor` says that it is set up anew too. An older link is void (S31).
pub async fn reset(
    ground: &Ground,
    actor: Actor,
    member: &str,
    second_factor: bool,
    now: i64,
) -> Result<OneTimeLink, Error> {
    let token = ground.chance.token();
    let expires_at = NewToken::new(&token, Stage::Reset, now).expires_at;
    let change = Change::Reset { token: id_of(&token), second_factor, mail: None };
    self::change(ground, actor, member, now, change).await?;
    Ok(OneTimeLink { path: format!("/desk/reset/{token}"), expires_at })
}

/// The same by mail, to the member's own address: nobody but them sees the link.
pub async fn reset_by_mail(
    ground: &Ground,
    actor: Actor,
    member: &str,
    second_factor: bool,
    lang: &str,
    now: i64,
) -> Result<(), Error> {
    let row = ground.data.read_one(&store::ONE, binds![member]).await?;
    let account = store::account(&row.ok_or(Error::Unknown)?)?;
    let token = ground.chance.token();
    let expires_at = NewToken::new(&token, Stage::Reset, now).expires_at;
    let link = OneTimeLink { path: format!("/desk/reset/{token}"), expires_at };
    let to = plain(ground, account.email.as_ref(), now).await?;
    let sealer = ground.people.sealer(&account.person).await?;
    let draft = mails::reset(ground, &account.person, &to, &link, lang);
    let mail = Some(Box::new(ground.mail.prepare(&sealer, draft, now).await?));
    let change = Change::Reset { token: id_of(&token), second_factor, mail };
    self::change(ground, actor, member, now, change).await
}

/// What is done to a member.
#[derive(Clone)]
enum Change {
    Role(RoleName),
    Disable,
    Enable,
    EndSessions,
    Remove,
    Reset { token: String, second_factor: bool, mail: Option<Box<Prepared>> },
}

async fn change(
    ground: &Ground,
    actor: Actor,
    member: &str,
    now: i64,
    change: Change,
) -> Result<(), Error> {
    let member = member.to_owned();
    ground
        .data
        .write::<_, Error>(move |tx| {
            Box::pin(async move {
                let row = tx.read_one(&store::ONE, binds![member]).await?;
                let account = store::account(&row.ok_or(Error::Unknown)?)?;
                let entry = apply(tx, &account, change, actor, now).await?;
                let entry = entry.person(&account.person).object(&account.id);
                Journal::note(tx, entry).await?;
                Ok(())
            })
        })
        .await
}

async fn apply(
    tx: &mut Tx,
    account: &Account,
    change: Change,
    actor: Actor,
    now: i64,
) -> Result<Entry, Error> {
    let id = account.id.as_str();
    let note = |act| Entry::new(actor, act, now);
    match change {
        Change::Role(role) => {
            if role != RoleName::Owner {
                keep_an_owner(tx, account).await?;
            }
            let set = binds![id, role.word(), account.role.word()];
            tx.execute(&store::SET_ROLE, set).await?;
            Ok(note(Act::RoleChanged).word("from", account.role.word()).word("to", role.word()))
        }
        Change::Disable => {
            keep_an_owner(tx, account).await?;
            set_state(tx, account, State::Active, State::Disabled).await?;
            tx.execute(&store::END_SESSIONS, binds![id, ""]).await?;
            tx.execute(&store::CLEAR_TOKENS, binds![id]).await?;
            Ok(note(Act::MemberDisabled))
        }
        Change::Enable => {
            set_state(tx, account, State::Disabled, State::Active).await?;
            Ok(note(Act::MemberEnabled))
        }
        Change::EndSessions => {
            tx.execute(&store::END_SESSIONS, binds![id, ""]).await?;
            Ok(note(Act::SessionEnded))
        }
        Change::Remove if account.state == State::Active => Err(Error::Over),
        Change::Remove => Ok(note(Act::MemberRemoved)),
        Change::Reset { .. } if account.state != State::Active => Err(Error::Disabled),
        Change::Reset { token, second_factor, mail } => {
            tx.execute(&store::CLEAR_TOKENS, binds![id]).await?;
            let new = NewToken::of_id(token, Stage::Reset, now).of(id, &account.person);
            store::add_token(tx, new.with_second_factor(second_factor)).await?;
            if let Some(mail) = mail {
                Mail::queue(tx, *mail).await?;
            }
            let what = if second_factor { "password-and-factor" } else { "password" };
            Ok(note(Act::MemberReset).word("what", what))
        }
    }
}

async fn set_state(tx: &mut Tx, account: &Account, from: State, to: State) -> Result<(), Error> {
    let set = binds![account.id.clone(), to.word(), from.word()];
    match tx.execute(&store::SET_STATE, set).await? {
        0 => Err(Error::Over),
        _ => Ok(()),
    }
}

/// Somebody has to be left who can run the site.
async fn keep_an_owner(tx: &mut Tx, account: &Account) -> Result<(), Error> {
    if account.role != RoleName::Owner || account.state != State::Active {
        return Ok(());
    }
    match store::other_owner(tx, &account.id).await? {
        true => Ok(()),
        false => Err(Error::LastOwner),
    }
}
