//! How an account comes to be, and how somebody comes back into theirs after a reset. Each page
//! is one write, with its entry in the journal.

use db::{Tx, binds};
use kit::forms::Reader;
use kit::web::{Refusal, RoleName, Visit};

use super::factor::Factor;
use super::inventory::MEMBER;
use super::token::{self, Stage, Token};
use super::{Account, Error, NewAccount, State, Team, codes, store};
use crate::ground::journal::{Act, Actor, Entry, Journal};
use crate::ground::people::{HandleKind, People};

/// What somebody who joins has typed.
pub(super) struct NewMember {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) password: String,
}

/// Recovery codes to be shown once, and their hashes to be stored.
pub(super) struct FreshCodes {
    pub(super) shown: Vec<String>,
    pub(super) stored: Vec<(String, [u8; 32])>,
}

impl Team {
    /// Notes beside its field what is wrong with a new password.
    pub(super) async fn judge_password(
        &self,
        reader: &mut Reader<'_>,
        password: &str,
        about: &[&str],
    ) -> Result<(), Refusal> {
        let organisation = &self.ground.settings.organisation;
        let mut about = about.to_vec();
        about.extend([organisation.name.as_str(), self.ground.settings.site.title.as_str()]);
        if let Some(weakness) = self.passwords.weakness(password, &about).await? {
            let least = i64::try_from(super::password::LEAST).unwrap_or_default();
            let _: Option<()> = reader.wrong("password", weakness.key(), least);
        }
        Ok(())
    }

    /// Somebody who was invited gives name, address and password; the second factor is next.
    pub(super) async fn make_account(
        &self,
        step: Token,
        new: NewMember,
        now: i64,
    ) -> Result<(), Error> {
        let ground = &self.ground;
        let hash = self.passwords.hash(&new.password, &ground.chance).await?;
        let person = ground.people.keys().find_or_make(HandleKind::Team, &new.email, now).await?;
        let sealer = ground.people.sealer(&person).await?;
        let id = ground.chance.id(now);
        let seal = |column, plain: &str| sealer.seal(&MEMBER, column, &id, plain);
        let account = NewAccount {
            name: seal("name", &new.name)?,
            email: seal("email", &new.email)?,
            password: seal("password", &hash)?,
            totp_next: seal("totp_next", &Factor::secret(&ground.chance))?,
            role: step.role.ok_or(Error::Over)?,
            person,
            at: now,
            id,
        };
        ground.data.write::<_, Error>(move |tx| Box::pin(join(tx, step, account, now))).await?;
        Ok(())
    }

    /// The second factor that waits to be confirmed.
    pub(super) async fn next_factor(
        &self,
        account: &Account,
        now: i64,
    ) -> Result<Option<Factor>, Error> {
        let secret = self.plain(account.totp_next.as_ref(), now).await?;
        let email = super::readable(&self.ground, account.email.as_ref(), now).await?;
        Ok(Factor::new(
            &secret,
            &email.unwrap_or_default(),
            &self.ground.settings.organisation.name,
        ))
    }

    /// The second factor is confirmed by a code of it: what is to be stored.
    pub(super) async fn confirmed(
        &self,
        account: &Account,
        typed: &str,
        now: i64,
    ) -> Result<(Vec<u8>, i64, Vec<u8>), Error> {
        let factor = self.next_factor(account, now).await?.ok_or(Error::Over)?;
        let step = factor.check(typed, now, None).ok_or(Error::Code)?;
        let secret = self.plain(account.totp_next.as_ref(), now).await?;
        let sealer = self.ground.people.sealer(&account.person).await?;
        let sealed = sealer.seal(&MEMBER, "totp", &account.id, &secret)?;
        let seen = account.totp_next_bytes.clone().ok_or(Error::Over)?;
        Ok((sealed, step, seen))
    }

    /// The last page of joining, or of a reset with a new second factor: the step is used up, and
    /// a session begins. Answers its token, and the recovery codes to show.
    pub(super) async fn finish_joining(
        &self,
        step: &Token,
        account: &Account,
        typed: &str,
        visit: &Visit,
    ) -> Result<(String, Vec<String>), Error> {
        let now = visit.now;
        let (sealed, used, seen) = self.confirmed(account, typed, now).await?;
        let FreshCodes { shown, stored } = self.fresh_codes(&account.id, now);
        let session = self.new_session(&account.id, &account.person, &visit.cookies);
        let act = match account.state {
            State::Invited => Act::MemberJoined,
            _ => Act::FactorChanged,
        };
        let entry =
            |act| Entry::new(Actor::Member(account.id.clone()), act, now).person(&account.person);
        let entries = [entry(act).word("role", account.role.word()), entry(Act::SignedIn)];
        let step = step.id.clone();
        let becomes_owner = account.state == State::Invited && account.role == RoleName::Owner;
        let token = self
            .ground
            .data
            .write::<_, Error>(move |tx| {
                Box::pin(async move {
                    token::spend(tx, &step, Stage::Factor, now).await?;
                    if becomes_owner && !store::other_owner(tx, &session.member).await? {
                        // Links that were made while nobody ran the desk came without an owner's
                        // word. From now on owners invite owners (S20).
                        tx.execute(&store::CLEAR_OTHER_OWNERS, binds![step]).await?;
                    }
                    let set = binds![session.member.clone(), sealed, used, seen];
                    if tx.execute(&store::SET_FACTOR, set).await? == 0 {
                        return Err(Error::Over);
                    }
                    replace_codes(tx, &session.member, &session.person, stored, now).await?;
                    for entry in entries {
                        Journal::note(tx, entry).await?;
                    }
                    session.begin(tx, now).await
                })
            })
            .await?;
        self.proved(&account.person);
        Ok((token, shown))
    }

    /// New recovery codes.
    pub(super) fn fresh_codes(&self, member: &str, now: i64) -> FreshCodes {
        let ground = &self.ground;
        let shown = codes::make(&ground.chance);
        let stored = shown
            .iter()
            .map(|code| {
                let hash = codes::digest(ground.people.keys(), member, code);
                (ground.chance.id(now), hash)
            })
            .collect();
        FreshCodes { shown, stored }
    }

    /// A new password after a reset. All sessions end, and
    /// sign-ins that are not finished. With a new second factor that page is
    /// next; otherwise the member signs in, second factor and all (S21).
    pub(super) async fn reset_password(
        &self,
        step: &Token,
        account: &Account,
        password: &str,
        now: i64,
    ) -> Result<(), Error> {
        let hash = self.passwords.hash(password, &self.ground.chance).await?;
        let sealer = self.ground.people.sealer(&account.person).await?;
        let (id, person) = (account.id.clone(), account.person.clone());
        let hash = sealer.seal(&MEMBER, "password", &id, &hash)?;
        let next = match step.second_factor {
            true => Some(sealer.seal(
                &MEMBER,
                "totp_next",
                &id,
                &Factor::secret(&self.ground.chance),
            )?),
            false => None,
        };
        let entry = Entry::new(Actor::Member(id.clone()), Act::PasswordChanged, now)
            .person(&person)
            .word("why", "reset");
        let step = step.id.clone();
        self.ground
            .data
            .write::<_, Error>(move |tx| {
                Box::pin(async move {
                    if let Some(next) = next {
                        let to = Stage::Factor.word();
                        let moved = binds![step, to, id.clone(), person, Stage::Password.word()];
                        if tx.execute(&store::MOVE_TOKEN, moved).await? == 0 {
                            return Err(Error::Over);
                        }
                        tx.execute(&store::SET_NEXT, binds![id.clone(), next]).await?;
                    } else {
                        token::spend(tx, &step, Stage::Password, now).await?;
                    }
                    tx.execute(&store::SET_PASSWORD, binds![id.clone(), hash]).await?;
                    tx.execute(&store::CLEAR_STEPS, binds![id.clone()]).await?;
                    tx.execute(&store::END_SESSIONS, binds![id, ""]).await?;
                    Journal::note(tx, entry).await?;
                    Ok(())
                })
            })
            .await?;
        Ok(())
    }
}

/// The step goes on, and the account is there; both or none.
async fn join(tx: &mut Tx, step: Token, account: NewAccount, now: i64) -> Result<(), Error> {
    let row = tx.read_one(&store::OF_PERSON, binds![account.person.clone()]).await?;
    let there = row.map(|row| store::account(&row)).transpose()?;
    if let Some(there) = there {
        if there.state != State::Invited {
            return Err(Error::Taken);
        }
        // The half that is there belongs to another invitation: while its step lives, nobody
        // takes it away by typing the same address.
        let row = tx.read_one(&store::JOINING, binds![there.id, now]).await?;
        if row.map(|row| row.int("n")).transpose()?.unwrap_or(0) > 0 {
            return Err(Error::Joining);
        }
    }
    let (id, person) = (account.id.clone(), account.person.clone());
    People::add(tx, &person, now).await?;
    store::add(tx, account).await?;
    let moved = binds![step.id, Stage::Factor.word(), id, person, Stage::Join.word()];
    match tx.execute(&store::MOVE_TOKEN, moved).await? {
        0 => Err(Error::Over),
        _ => Ok(()),
    }
}

/// The former codes go, new ones come.
pub(super) async fn replace_codes(
    tx: &mut Tx,
    member: &str,
    person: &str,
    stored: Vec<(String, [u8; 32])>,
    now: i64,
) -> Result<(), Error> {
    tx.execute(&store::CLEAR_CODES, binds![member]).await?;
    for (id, hash) in stored {
        tx.execute(&store::ADD_CODE, binds![id, member, person, hash, now]).await?;
    }
    Ok(())
}
