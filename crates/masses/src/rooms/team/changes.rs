//! What a member changes about their own account. Each act is one write with its entry in the
//! journal; what changes the way in ends the member's other sessions and unfinished sign-ins, and a
//! mail tells them.

use db::{Tx, binds};
use kit::web::{Member, Visit};

use super::account::{FreshCodes, replace_codes};
use super::factor::Factor;
use super::inventory::MEMBER;
use super::mails::{self, Changed};
use super::proof::spend;
use super::{Account, Error, Team, store};
use crate::ground::journal::{Act, Actor, Entry, Journal};
use crate::ground::mail::{Mail, Prepared};
use crate::ground::people::{HandleKind, People};

/// What goes with a change of the way in.
#[derive(Clone)]
struct Along {
    member: String,
    /// The session that stays: the one from which it was done.
    session: String,
    mail: Option<Prepared>,
    entry: Entry,
}

impl Along {
    async fn write(self, tx: &mut Tx) -> Result<(), Error> {
        tx.execute(&store::CLEAR_STEPS, binds![self.member.clone()]).await?;
        tx.execute(&store::END_SESSIONS, binds![self.member, self.session]).await?;
        if let Some(mail) = self.mail {
            Mail::queue(tx, mail).await?;
        }
        Journal::note(tx, self.entry).await?;
        Ok(())
    }
}

fn own(member: &Member, act: Act, now: i64) -> Entry {
    Entry::new(Actor::Member(member.id.clone()), act, now).person(&member.person)
}

impl Team {
    /// Password and code were given again: the session is fresh (S23).
    pub(super) async fn freshen(
        &self,
        member: &Member,
        account: &Account,
        typed: &str,
        recovery: bool,
        now: i64,
    ) -> Result<(), Error> {
        let proof = self.proof(account, typed, recovery, now).await?.ok_or(Error::Code)?;
        let (id, session) = (member.id.clone(), member.session.clone());
        let entry = recovery.then(|| own(member, Act::RecoveryCodeUsed, now));
        self.ground
            .data
            .write::<_, Error>(move |tx| {
                Box::pin(async move {
                    spend(tx, &id, proof, now).await?;
                    tx.execute(&store::FRESH, binds![session, now]).await?;
                    if let Some(entry) = entry {
                        Journal::note(tx, entry).await?;
                    }
                    Ok(())
                })
            })
            .await?;
        self.proved(&account.person);
        Ok(())
    }

    /// Another name.
    pub(super) async fn set_name(
        &self,
        member: &Member,
        name: &str,
        now: i64,
    ) -> Result<(), Error> {
        let sealer = self.ground.people.sealer(&member.person).await?;
        let sealed = sealer.seal(&MEMBER, "name", &member.id, name)?;
        let entry = own(member, Act::Corrected, now).word("what", "name");
        let id = member.id.clone();
        self.ground
            .data
            .write::<_, Error>(move |tx| {
                Box::pin(async move {
                    tx.execute(&store::SET_NAME, binds![id, sealed]).await?;
                    Journal::note(tx, entry).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Another password.
    pub(super) async fn set_own_password(
        &self,
        visit: &Visit,
        account: &Account,
        password: &str,
    ) -> Result<(), Error> {
        let member = visit.member()?;
        let hash = self.passwords.hash(password, &self.ground.chance).await?;
        let sealer = self.ground.people.sealer(&account.person).await?;
        let sealed = sealer.seal(&MEMBER, "password", &account.id, &hash)?;
        let entry = own(member, Act::PasswordChanged, visit.now);
        let along = self.along(visit, account, Changed::Password, entry).await?;
        let id = account.id.clone();
        self.ground
            .data
            .write::<_, Error>(move |tx| {
                Box::pin(async move {
                    tx.execute(&store::SET_PASSWORD, binds![id, sealed]).await?;
                    along.write(tx).await
                })
            })
            .await
    }

    /// Another address. Whoever has another address is another person to the program: what is
    /// held is sealed anew under the new one's key, and nothing stays under the old one's; the
    /// sweep takes that.
    pub(super) async fn set_email(
        &self,
        visit: &Visit,
        account: &Account,
        email: &str,
    ) -> Result<(), Error> {
        let (ground, now) = (&self.ground, visit.now);
        let person = ground.people.keys().find_or_make(HandleKind::Team, email, now).await?;
        let sealer = ground.people.sealer(&person).await?;
        let id = account.id.clone();
        let seal = |column, plain: &str| sealer.seal(&MEMBER, column, &id, plain);
        let name = super::readable(ground, account.name.as_ref(), now).await?;
        let name = seal("name", &name.unwrap_or_default())?;
        let password = seal("password", &self.plain(account.password.as_ref(), now).await?)?;
        let totp = seal("totp", &self.plain(account.totp.as_ref(), now).await?)?;
        let sealed_email = seal("email", email)?;
        let entry = own(visit.member()?, Act::Corrected, now).word("what", "address");
        let along = self.along(visit, account, Changed::Address, entry).await?;
        let (seen, moves) = (account.person.clone(), ground.care.moves());
        ground
            .data
            .write::<_, Error>(move |tx| {
                Box::pin(async move {
                    let there = tx.read_one(&store::OF_PERSON, binds![person.clone()]).await?;
                    let row = tx.read_one(&store::ONE, binds![id.clone()]).await?;
                    let row = row.ok_or(Error::Over)?;
                    if there.is_some() && person != seen {
                        return Err(Error::Taken);
                    }
                    // Somebody else was faster: what was opened above is no longer what is there.
                    if row.text("person_id")? != seen {
                        return Err(Error::Over);
                    }
                    People::add(tx, &person, now).await?;
                    let set =
                        binds![id.clone(), person.clone(), name, sealed_email, password, totp];
                    tx.execute(&store::SET_PERSON, set).await?;
                    // Sessions, links, codes, and what other rooms note of the member's work.
                    for also in &moves {
                        tx.execute(also, binds![seen.clone(), person.clone()]).await?;
                    }
                    along.write(tx).await
                })
            })
            .await
    }

    /// A new second factor begins: it counts when a code of it has come back.
    pub(super) async fn begin_factor(&self, account: &Account) -> Result<(), Error> {
        let sealer = self.ground.people.sealer(&account.person).await?;
        let secret = Factor::secret(&self.ground.chance);
        let sealed = sealer.seal(&MEMBER, "totp_next", &account.id, &secret)?;
        let id = account.id.clone();
        self.ground
            .data
            .write::<_, Error>(move |tx| {
                Box::pin(async move {
                    tx.execute(&store::SET_NEXT, binds![id, sealed]).await?;
                    Ok(())
                })
            })
            .await
    }

    /// The new second factor is confirmed, and the former one is gone.
    pub(super) async fn set_factor(
        &self,
        visit: &Visit,
        account: &Account,
        typed: &str,
    ) -> Result<(), Error> {
        let (sealed, used, seen) = self.confirmed(account, typed, visit.now).await?;
        let entry = own(visit.member()?, Act::FactorChanged, visit.now);
        let along = self.along(visit, account, Changed::Factor, entry).await?;
        let id = account.id.clone();
        self.ground
            .data
            .write::<_, Error>(move |tx| {
                Box::pin(async move {
                    let set = binds![id, sealed, used, seen];
                    if tx.execute(&store::SET_FACTOR, set).await? == 0 {
                        return Err(Error::Over);
                    }
                    along.write(tx).await
                })
            })
            .await
    }

    /// New recovery codes, to be shown once; the former ones are void.
    pub(super) async fn set_codes(
        &self,
        visit: &Visit,
        account: &Account,
    ) -> Result<Vec<String>, Error> {
        let now = visit.now;
        let FreshCodes { shown, stored } = self.fresh_codes(&account.id, now);
        let entry = own(visit.member()?, Act::FactorChanged, now).word("what", "recovery-codes");
        let along = self.along(visit, account, Changed::Codes, entry).await?;
        let (id, person) = (account.id.clone(), account.person.clone());
        self.ground
            .data
            .write::<_, Error>(move |tx| {
                Box::pin(async move {
                    replace_codes(tx, &id, &person, stored, now).await?;
                    along.write(tx).await
                })
            })
            .await?;
        Ok(shown)
    }

    /// One session of the member ends, or all but the one from which they ask.
    pub(super) async fn end_own_sessions(
        &self,
        member: &Member,
        one: Option<&str>,
        now: i64,
    ) -> Result<(), Error> {
        let (id, keep) = (member.id.clone(), member.session.clone());
        let one = one.map(str::to_owned);
        let entry = own(member, Act::SessionEnded, now);
        self.ground
            .data
            .write::<_, Error>(move |tx| {
                Box::pin(async move {
                    let ended = match one {
                        Some(one) => tx.execute(&store::END_SESSION, binds![one, id]).await?,
                        None => tx.execute(&store::END_SESSIONS, binds![id, keep]).await?,
                    };
                    if ended > 0 {
                        Journal::note(tx, entry).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    async fn along(
        &self,
        visit: &Visit,
        account: &Account,
        what: Changed,
        entry: Entry,
    ) -> Result<Along, Error> {
        let mail = mails::changed(&self.ground, account, what, &visit.lang, visit.now).await?;
        let session = visit.member()?.session.clone();
        Ok(Along { member: account.id.clone(), session, mail, entry })
    }
}
