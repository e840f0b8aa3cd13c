//! All SQL of the team.

use db::{Row, Tx, binds, statements};
use kit::web::RoleName;

use super::inventory::MEMBER;
use super::token::{NewToken, Stage, Token};
use super::{Account, Error, NewAccount, State};
use crate::ground::people::Sealed;

statements! {
    /// One member.
    ONE = "select id, person_id, name, email, role, state, password, totp, totp_next,
            totp_last_step, created_at, signed_in_at from member where id = $1";
    /// The member who is this person.
    OF_PERSON = "select id, person_id, name, email, role, state, password, totp, totp_next,
            totp_last_step, created_at, signed_in_at from member where person_id = $1";
    /// Every member, in the order in which they came.
    ALL = "select id, person_id, name, email, role, state, password, totp, totp_next,
            totp_last_step, created_at, signed_in_at from member order by id";
    /// Somebody joins.
    ADD = "insert into member
            (id, person_id, name, email, role, state, password, totp_next, created_at)
        values ($1, $2, $3, $4, $5, 'invited', $6, $7, $8)";
    /// Whether somebody is joining as this member just now: the second factor is next.
    JOINING = "select count(*) as n from member_token
        where member_id = $1 and purpose = 'factor' and used_at is null and expires_at > $2";
    /// Somebody who began to join, and whose step is over, begins anew.
    CLEAR_HALF = "delete from member where person_id = $1 and state = 'invited'";
    /// Active owners besides one member.
    OTHER_OWNERS = "select count(*) as n from member
        where role = 'owner' and state = 'active' and id <> $1";
    /// Active members, and how many of them have no second factor.
    TWO_STEP = "select count(*) as n, count(totp) as two from member where state = 'active'";
    /// A role changes.
    SET_ROLE = "update member set role = $2 where id = $1 and role = $3";
    /// A state changes, if it is still the one that was seen.
    SET_STATE = "update member set state = $2 where id = $1 and state = $3";
    /// Another name.
    SET_NAME = "update member set name = $2 where id = $1";
    /// Another password.
    SET_PASSWORD = "update member set password = $2 where id = $1";
    /// A second factor that is not confirmed yet.
    SET_NEXT = "update member set totp_next = $2 where id = $1";
    /// The second factor is confirmed; who joins is there. The factor that was looked at has to
    /// be the one that is stored.
    SET_FACTOR = "update member set totp = $2, totp_next = null, totp_last_step = $3,
            state = 'active'
        where id = $1 and state <> 'disabled' and totp_next = $4";
    /// The member becomes another person: the address is another.
    SET_PERSON = "update member set person_id = $2, name = $3, email = $4, password = $5,
            totp = $6, totp_next = null where id = $1";
    /// A code of the second factor is used: a later one than ever before, or none.
    SPEND_STEP = "update member set totp_last_step = $2
        where id = $1 and (totp_last_step is null or totp_last_step < $2)";
    /// A member signs in.
    SIGNED_IN = "update member set signed_in_at = $2 where id = $1 and state = 'active'";

    /// A session begins.
    ADD_SESSION = "insert into member_session
            (id, member_id, person_id, created_at, seen_at, fresh_at)
        values ($1, $2, $3, $4, $4, $4)";
    /// A session with its member, while they are active.
    SESSION = "select m.id, m.person_id, m.name, m.role, m.created_at, s.id as session,
            s.created_at as begun_at, s.seen_at, s.fresh_at
        from member_session s join member m on m.id = s.member_id
        where s.id = $1 and m.state = 'active'";
    /// The sessions of a member, the last used first.
    SESSIONS = "select id, created_at, seen_at from member_session where member_id = $1
        order by seen_at desc, id";
    /// How many sessions each member has.
    SESSION_COUNTS = "select member_id, count(*) as n from member_session
        where seen_at > $1 and created_at > $2 group by member_id";
    /// A session was used.
    SEEN = "update member_session set seen_at = $2 where id = $1 and seen_at < $2";
    /// Password and second factor were given again.
    FRESH = "update member_session set fresh_at = $2, seen_at = $2 where id = $1";
    /// A session ends.
    END_SESSION = "delete from member_session where id = $1 and member_id = $2";
    /// All sessions of a member end but one.
    END_SESSIONS = "delete from member_session where member_id = $1 and id <> $2";
    /// A session ends because another begins in the same browser.
    END_FORMER = "delete from member_session where id = $1";
    /// Sessions that are over go.
    END_OLD = "delete from member_session where seen_at <= $1 or created_at <= $2";

    /// A link or a step.
    ADD_TOKEN = "insert into member_token (id, purpose, member_id, person_id, role,
            second_factor, tries, created_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, 0, $7, $8)";
    /// A link or a step that was not used.
    TOKEN = "select id, purpose, member_id, person_id, role, second_factor, tries, created_at,
            expires_at from member_token where id = $1 and used_at is null";
    /// A link or a step is used, once.
    USE_TOKEN = "update member_token set used_at = $2
        where id = $1 and used_at is null and purpose = $3";
    /// A step goes on to the next.
    MOVE_TOKEN = "update member_token set purpose = $2, member_id = $3, person_id = $4
        where id = $1 and used_at is null and purpose = $5";
    /// A try is counted, while some are left.
    TRY = "update member_token set tries = tries + 1
        where id = $1 and used_at is null and tries < $2";
    /// A link or a step that is over goes.
    END_TOKEN = "delete from member_token where id = $1";
    /// The links and steps of a member go; a new link replaces the one before.
    CLEAR_TOKENS = "delete from member_token where member_id = $1";
    /// Half-finished sign-ins of a member go: what they began with is no longer what it was.
    CLEAR_STEPS = "delete from member_token where member_id = $1 and purpose = 'sign-in'";
    /// Open invitations to be an owner go, all of them.
    CLEAR_OWNER_LINKS = "delete from member_token
        where purpose = 'invite' and role = 'owner' and used_at is null";
    /// Whoever else was on the way to be an owner is so no more.
    CLEAR_OTHER_OWNERS = "delete from member_token
        where purpose in ('invite', 'join', 'factor') and role = 'owner' and used_at is null
            and id <> $1";
    /// Open invitations.
    INVITATIONS = "select id, role, created_at, expires_at from member_token
        where purpose = 'invite' and used_at is null and expires_at > $1 order by created_at, id";

    /// A recovery code.
    ADD_CODE = "insert into recovery_code (id, member_id, person_id, hash, created_at)
        values ($1, $2, $3, $4, $5)";
    /// A recovery code is used, once.
    SPEND_CODE = "update recovery_code set used_at = $3
        where member_id = $1 and hash = $2 and used_at is null";
    /// How many are left.
    CODES_LEFT = "select count(*) as n from recovery_code
        where member_id = $1 and used_at is null";
    /// All go: new ones come.
    CLEAR_CODES = "delete from recovery_code where member_id = $1";
}

/// A member, with their values still sealed.
pub(super) fn account(row: &Row) -> Result<Account, Error> {
    let state = row.text("state")?;
    Ok(Account {
        id: row.text("id")?,
        person: row.text("person_id")?,
        name: Sealed::take(&MEMBER, "name", row)?,
        email: Sealed::take(&MEMBER, "email", row)?,
        role: role(&row.text("role")?)?,
        state: State::from_word(&state)
            .ok_or_else(|| db::Error::Bug(format!("a member in the state `{state}`")))?,
        password: Sealed::take(&MEMBER, "password", row)?,
        totp: Sealed::take(&MEMBER, "totp", row)?,
        totp_next: Sealed::take(&MEMBER, "totp_next", row)?,
        totp_next_bytes: row.opt_bytes("totp_next")?,
        totp_last_step: row.opt_int("totp_last_step")?,
        created_at: row.int("created_at")?,
        signed_in_at: row.opt_int("signed_in_at")?,
    })
}

/// A role by its word in the database.
pub(super) fn role(word: &str) -> Result<RoleName, db::Error> {
    RoleName::from_word(word).ok_or_else(|| db::Error::Bug(format!("a role `{word}`")))
}

/// A link or a step.
pub(super) fn token(row: &Row) -> Result<Token, db::Error> {
    let purpose = row.text("purpose")?;
    Ok(Token {
        id: row.text("id")?,
        stage: Stage::from_word(&purpose)
            .ok_or_else(|| db::Error::Bug(format!("a link for `{purpose}`")))?,
        member: row.opt_text("member_id")?,
        role: row.opt_text("role")?.map(|word| role(&word)).transpose()?,
        second_factor: row.bool("second_factor")?,
        created_at: row.int("created_at")?,
        expires_at: row.int("expires_at")?,
    })
}

/// Whether somebody besides this member runs the desk.
pub(super) async fn other_owner(tx: &mut Tx, member: &str) -> Result<bool, db::Error> {
    let row = tx.read_one(&OTHER_OWNERS, binds![member]).await?;
    Ok(row.map(|row| row.int("n")).transpose()?.unwrap_or(0) > 0)
}

/// Writes an invitation. While nobody runs the desk, one link at a time makes an owner: the last
/// (S20, S31).
pub(super) async fn add_invitation(tx: &mut Tx, new: NewToken) -> Result<(), db::Error> {
    if new.role == Some(RoleName::Owner) && !other_owner(tx, "").await? {
        tx.execute(&CLEAR_OWNER_LINKS, binds![]).await?;
    }
    add_token(tx, new).await
}

/// Writes a link or a step.
pub(super) async fn add_token(tx: &mut Tx, new: NewToken) -> Result<(), db::Error> {
    let role = new.role.map(RoleName::word);
    let binds = binds![
        new.id,
        new.stage.word(),
        new.member,
        new.person,
        role,
        new.second_factor,
        new.created_at,
        new.expires_at
    ];
    tx.execute(&ADD_TOKEN, binds).await?;
    Ok(())
}

/// Writes a member who has not confirmed their second factor yet.
pub(super) async fn add(tx: &mut Tx, new: NewAccount) -> Result<(), db::Error> {
    tx.execute(&CLEAR_HALF, binds![new.person.clone()]).await?;
    let binds = binds![
        new.id,
        new.person,
        new.name,
        new.email,
        new.role.word(),
        new.password,
        new.totp_next,
        new.at
    ];
    tx.execute(&ADD, binds).await?;
    Ok(())
}
