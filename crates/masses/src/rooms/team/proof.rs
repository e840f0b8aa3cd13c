//! What somebody shows to be let in: the password, then a code of the second factor or a recovery
//! code. Every refusal is noted, and slows the next try down.

use std::net::IpAddr;

use db::{Tx, binds};
use kit::web::{Refusal, Visit};

use super::factor::Factor;
use super::slow::Guess;
use super::{Account, Error, State, Team, codes, store};
use crate::ground::journal::{Act, Actor, Entry, Journal};
use crate::ground::people::HandleKind;

/// A code that is right. It still has to be used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    /// The step of a code of the second factor.
    Step(i64),
    /// The hash of a recovery code.
    Recovery([u8; 32]),
}

/// Why somebody was refused: a word for the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// Address or password.
    Password,
    /// The code.
    Code,
    /// Too many failures just now.
    TooSoon,
}

impl Why {
    /// What was guessed at, if anything was looked at.
    const fn guess(self) -> Option<Guess> {
        match self {
            Why::Password => Some(Guess::Password),
            Why::Code => Some(Guess::Code),
            Why::TooSoon => None,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Why::Password => "password",
            Why::Code => "code",
            Why::TooSoon => "too-soon",
        }
    }
}

/// Uses a code up, within the transaction of what it was for: each works once (S21).
pub(super) async fn spend(tx: &mut Tx, member: &str, proof: Proof, now: i64) -> Result<(), Error> {
    let used = match proof {
        Proof::Step(step) => tx.execute(&store::SPEND_STEP, binds![member, step]).await?,
        Proof::Recovery(hash) => tx.execute(&store::SPEND_CODE, binds![member, hash, now]).await?,
    };
    if used == 0 { Err(Error::Code) } else { Ok(()) }
}

impl Team {
    /// Who may be meant by an address: the name under which failures are counted, and the
    /// member, if there is one. The same is read from the database in both cases (S30).
    pub(super) async fn meant(&self, email: &str) -> Result<(String, Option<Account>), Error> {
        let keys = self.ground.people.keys();
        let person = keys.find(HandleKind::Team, email).await?;
        let name = vault::hex(&keys.digest(HandleKind::Team, email));
        let asked = person.unwrap_or_else(|| name.clone());
        let row = self.ground.data.read_one(&store::OF_PERSON, binds![asked.clone()]).await?;
        let account = row.map(|row| store::account(&row)).transpose()?;
        Ok((asked, account))
    }

    /// Whether the password is this member's, and the member may come in. Takes as long for
    /// nobody as for somebody (S30).
    pub(super) async fn is_password(
        &self,
        account: Option<&Account>,
        password: &str,
        now: i64,
    ) -> Result<bool, Refusal> {
        let hash = match account.and_then(|account| account.password.as_ref()) {
            Some(sealed) => Some(self.plain(Some(sealed), now).await?),
            None => None,
        };
        let right = self.passwords.verify(password, hash).await?;
        Ok(right && account.is_some_and(|account| account.state == State::Active))
    }

    /// What a code is worth for a member; nothing if it is wrong.
    pub(super) async fn proof(
        &self,
        account: &Account,
        typed: &str,
        recovery: bool,
        now: i64,
    ) -> Result<Option<Proof>, Error> {
        if recovery {
            let keys = self.ground.people.keys();
            let code = codes::normalise(typed);
            return Ok(code.map(|code| Proof::Recovery(codes::digest(keys, &account.id, &code))));
        }
        let secret = self.plain(account.totp.as_ref(), now).await?;
        let factor = Factor::new(&secret, "-", "-");
        let step = factor.and_then(|factor| factor.check(typed, now, account.totp_last_step));
        Ok(step.map(Proof::Step))
    }

    /// How long the next try has to wait, if it does.
    pub(super) fn wait(&self, what: Guess, name: &str, address: IpAddr) -> Option<u64> {
        self.slow.wait(what, name, address, self.ground.clock.tick())
    }

    /// Notes that somebody was refused (S32).
    pub(super) async fn refuse(
        &self,
        visit: &Visit,
        name: &str,
        account: Option<&Account>,
        why: Why,
    ) -> Result<(), Error> {
        if let Some(what) = why.guess() {
            self.slow.failed(what, name, visit.address, self.ground.clock.tick());
        }
        let mut entry =
            Entry::new(Actor::Visitor, Act::SignInRefused, visit.now).word("why", why.word());
        if let Some(account) = account {
            entry = entry.person(&account.person).object(&account.id);
        }
        self.note(entry).await
    }

    /// Writes an entry that belongs to no other write.
    pub(super) async fn note(&self, entry: Entry) -> Result<(), Error> {
        self.ground
            .data
            .write::<_, Error>(move |tx| {
                Box::pin(async move {
                    Journal::note(tx, entry).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Somebody proved who they are.
    pub(super) fn proved(&self, name: &str) {
        self.slow.succeeded(name);
    }
}
