//! Links that work once, and the half-finished sign-in or joining that a cookie carries (S8, S31).
//!
//! What is stored is the hash; the token itself is in the link or the cookie only. A link is
//! exchanged for a step at once, so that no token stays in an address. Which page of a step comes
//! next stands in its row: none can be skipped.

use db::{Tx, binds};
use kit::web::{Jar, Refusal, RoleName, SetCookie};

use super::inventory::STEP_COOKIE;
use super::{Error, Team, store};

/// A minute, an hour and a day.
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How often a code may be tried in one step.
pub(super) const TRIES: i64 = 5;

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// A link: join the team.
    Invite,
    /// A link: choose a new password.
    Reset,
    /// A step: the password was right, the code is next.
    SignIn,
    /// A step: name, address and password are next.
    Join,
    /// A step: the new password is next.
    Password,
    /// A step: the second factor is next.
    Factor,
}

impl Stage {
    const ALL: [Stage; 6] =
        [Stage::Invite, Stage::Reset, Stage::SignIn, Stage::Join, Stage::Password, Stage::Factor];

    /// Its word in the database.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Stage::Invite => "invite",
            Stage::Reset => "reset",
            Stage::SignIn => "sign-in",
            Stage::Join => "join",
            Stage::Password => "password",
            Stage::Factor => "factor",
        }
    }

    /// The stage of that word.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.word() == word)
    }

    /// How long it may take. Who joins has to find a telephone and an app first.
    const fn life(self) -> i64 {
        match self {
            Stage::Invite => 7 * DAY,
            Stage::Reset => DAY,
            Stage::SignIn => 15 * MINUTE,
            Stage::Join | Stage::Password | Stage::Factor => HOUR,
        }
    }
}

/// A token that is there and was not used.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) id: String,
    pub(super) stage: Stage,
    pub(super) member: Option<String>,
    pub(super) role: Option<RoleName>,
    pub(super) second_factor: bool,
    pub(super) created_at: i64,
    pub(super) expires_at: i64,
}

impl Token {
    /// Whether it can still be used. A clock that was set back to before the token was made
    /// makes no token young again (F10).
    fn alive(&self, now: i64) -> bool {
        (self.created_at - MINUTE..self.expires_at).contains(&now)
    }
}

/// A token to be written.
#[derive(Debug, Clone)]
pub(super) struct NewToken {
    pub(super) id: String,
    pub(super) stage: Stage,
    pub(super) member: Option<String>,
    pub(super) person: Option<String>,
    pub(super) role: Option<RoleName>,
    pub(super) second_factor: bool,
    pub(super) created_at: i64,
    pub(super) expires_at: i64,
}

impl NewToken {
    /// For nobody in particular, with the life that its stage has.
    pub(super) fn new(token: &str, stage: Stage, now: i64) -> Self {
        Self::of_id(id_of(token), stage, now)
    }

    /// The same for a token of which only the hash is at hand.
    pub(super) const fn of_id(id: String, stage: Stage, now: i64) -> Self {
        Self {
            id,
            stage,
            member: None,
            person: None,
            role: None,
            second_factor: false,
            created_at: now,
            expires_at: now + stage.life(),
        }
    }

    /// For a member.
    #[must_use]
    pub(super) fn of(mut self, member: &str, person: &str) -> Self {
        self.member = Some(member.to_owned());
        self.person = Some(person.to_owned());
        self
    }

    /// An invitation to this role. The first owner's ends after a day.
    #[must_use]
    pub(super) fn to(mut self, role: RoleName, first_owner: bool) -> Self {
        self.role = Some(role);
        if first_owner {
            self.expires_at = self.created_at + DAY;
        }
        self
    }

    /// Whether the second factor is set up anew too.
    #[must_use]
    pub(super) const fn with_second_factor(mut self, yes: bool) -> Self {
        self.second_factor = yes;
        self
    }
}

/// What is stored of a token.
pub(super) fn id_of(token: &str) -> String {
    vault::hex(&vault::hash(token.as_bytes()))
}

/// Uses a token up, within the transaction of what it was for.
pub(super) async fn spend(tx: &mut Tx, id: &str, stage: Stage, now: i64) -> Result<(), Error> {
    match tx.execute(&store::USE_TOKEN, binds![id, now, stage.word()]).await? {
        0 => Err(Error::Over),
        _ => Ok(()),
    }
}

impl Team {
    /// The half-finished step that the cookie carries, if its next page is this one.
    pub(super) async fn step(
        &self,
        jar: &Jar,
        stage: Stage,
        now: i64,
    ) -> Result<Option<Token>, Refusal> {
        let Some(token) = jar.get(&STEP_COOKIE) else { return Ok(None) };
        let row = self.ground.data.read_one(&store::TOKEN, binds![id_of(token)]).await?;
        let token = row.map(|row| store::token(&row)).transpose()?;
        let token = self.still_alive(token, now).await?;
        Ok(token.filter(|token| token.stage == stage))
    }

    /// The token, unless it is over: then it goes, and stays over whatever the clock says later
    /// (F10).
    async fn still_alive(&self, token: Option<Token>, now: i64) -> Result<Option<Token>, Error> {
        let Some(token) = token else { return Ok(None) };
        if token.alive(now) {
            return Ok(Some(token));
        }
        self.ground
            .data
            .write::<_, Error>(move |tx| {
                Box::pin(async move {
                    tx.execute(&store::END_TOKEN, binds![token.id]).await?;
                    Ok(())
                })
            })
            .await?;
        Ok(None)
    }

    /// Exchanges a link for a step: the link is used up. The answer is the step's cookie.
    pub(super) async fn exchange(
        &self,
        link: &str,
        from: Stage,
        to: Stage,
        now: i64,
    ) -> Result<SetCookie, Error> {
        let (link, fresh) = (id_of(link), self.ground.chance.token());
        let step = NewToken::new(&fresh, to, now);
        let row = self.ground.data.read_one(&store::TOKEN, binds![link.clone()]).await?;
        let there = row.map(|row| store::token(&row)).transpose()?;
        self.still_alive(there, now).await?.ok_or(Error::Over)?;
        self.ground
            .data
            .write::<_, Error>(move |tx| {
                Box::pin(async move {
                    let row = tx.read_one(&store::TOKEN, binds![link]).await?;
                    let link = row.map(|row| store::token(&row)).transpose()?;
                    let link = link.filter(|link| link.stage == from && link.alive(now));
                    let link = link.ok_or(Error::Over)?;
                    spend(tx, &link.id, from, now).await?;
                    let mut step = step.with_second_factor(link.second_factor);
                    step.role = link.role;
                    if let Some(member) = link.member {
                        let row = tx.read_one(&store::ONE, binds![member]).await?;
                        let account = row.map(|row| store::account(&row)).transpose()?;
                        let account = account.ok_or(Error::Over)?;
                        step = step.of(&account.id, &account.person);
                    }
                    store::add_token(tx, step).await?;
                    Ok(())
                })
            })
            .await?;
        Ok(SetCookie::new(&STEP_COOKIE, fresh))
    }

    /// Counts one try at a code in a step; false when none is left.
    pub(super) async fn count_try(&self, step: &Token) -> Result<bool, Error> {
        let id = step.id.clone();
        let counted = self
            .ground
            .data
            .write::<_, Error>(move |tx| {
                Box::pin(async move { Ok(tx.execute(&store::TRY, binds![id, TRIES]).await?) })
            })
            .await?;
        Ok(counted > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_471_084_123;

    fn token(stage: Stage) -> Token {
        let new = NewToken::new("secret", stage, NOW);
        Token {
            id: new.id,
            stage,
            member: None,
            role: None,
            second_factor: false,
            created_at: new.created_at,
            expires_at: new.expires_at,
        }
    }

    #[test]
    fn tokens_end() {
        for (stage, life) in
            [(Stage::Invite, 7 * DAY), (Stage::SignIn, 15 * MINUTE), (Stage::Join, HOUR)]
        {
            let token = token(stage);
            assert!(token.alive(NOW) && token.alive(NOW + life - 1), "{stage:?}");
            assert!(!token.alive(NOW + life), "{stage:?}");
        }
        let first = NewToken::new("secret", Stage::Invite, NOW).to(RoleName::Owner, true);
        assert_eq!(first.expires_at, NOW + DAY);
    }

    /// F10: a clock that jumps back gives no token a second life.
    #[test]
    fn a_token_from_the_future_is_none() {
        let token = token(Stage::SignIn);
        assert!(token.alive(NOW - MINUTE));
        assert!(!token.alive(NOW - MINUTE - 1));
    }

    #[test]
    fn only_the_hash_is_stored() {
        let new = NewToken::new("secret", Stage::Join, NOW);
        assert_eq!(new.id, "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b");
    }

    #[test]
    fn every_stage_has_a_word_of_the_inventory() {
        let column = super::super::inventory::TOKEN.column("purpose").unwrap();
        let inventory::Kind::State(words) = column.kind else { panic!("no state") };
        assert_eq!(Stage::ALL.map(Stage::word), *words);
        assert_eq!(Stage::ALL.map(|stage| Stage::from_word(stage.word()).unwrap()), Stage::ALL);
    }
}
