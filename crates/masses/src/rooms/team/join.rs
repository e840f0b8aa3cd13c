//! Joining the team, and coming back after a reset: a link, then page by page to a session.
//!
//! Opening a link changes nothing; only its button does. From then on a cookie carries the step,
//! and the step's row says which page is next, so that none can be skipped (S8).

use std::sync::Arc;

use axum::extract::{Path, State as Extract};
use axum::http::{Method, StatusCode};
use kit::forms::{Field, Reader};
use kit::web::{Answer, Doors, Limit, Refusal, SetCookie, Visit, redirect};
use minijinja::context;

use super::account::NewMember;
use super::factor::Factor;
use super::inventory::STEP_COOKIE;
use super::password::MOST;
use super::proof::Why;
use super::session::{NewSession, with_cookies};
use super::sign_in::{CODE, later};
use super::slow::Guess;
use super::token::{Stage, Token};
use super::{Account, Error, NAME, State, Team, readable};

pub(super) fn doors(doors: Doors<Arc<Team>>) -> Doors<Arc<Team>> {
    doors
        .visitor(Method::GET, "/desk/join/{token}", Limit::NONE, invited)
        .visitor(Method::POST, "/desk/join", Limit::JOIN, accept)
        .visitor(Method::GET, "/desk/join/account", Limit::NONE, account_form)
        .visitor(Method::POST, "/desk/join/account", Limit::JOIN, make_account)
        .visitor(Method::GET, "/desk/join/second-factor", Limit::NONE, factor_form)
        .visitor(Method::POST, "/desk/join/second-factor", Limit::JOIN, confirm_factor)
        .visitor(Method::GET, "/desk/reset/{token}", Limit::NONE, reset_asked)
        .visitor(Method::POST, "/desk/reset", Limit::JOIN, begin_reset)
        .visitor(Method::GET, "/desk/reset/password", Limit::NONE, password_form)
        .visitor(Method::POST, "/desk/reset/password", Limit::JOIN, set_password)
}

async fn invited(
    Extract(room): Extract<Arc<Team>>,
    Path(token): Path<String>,
    visit: Visit,
) -> Answer {
    let page =
        context! { title => room.say(&visit, "join-title"), token, kept => room.kept(&visit) };
    room.ground.page(&visit, "team/join.html", page)
}

async fn accept(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    let link = visit.form.get("token").unwrap_or_default();
    match room.exchange(link, Stage::Invite, Stage::Join, visit.now).await {
        Ok(cookie) => Ok(on(&visit, "/desk/join/account", &[cookie])),
        Err(Error::Over) => room.link_over(&visit).await,
        Err(error) => Err(error.into()),
    }
}

async fn account_form(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    if room.step(&visit.cookies, Stage::Join, visit.now).await?.is_none() {
        return room.elsewhere(&visit, Stage::Factor, "/desk/join/second-factor").await;
    }
    let fields = room.account_fields(&visit);
    room.show_account(StatusCode::OK, &visit, fields)
}

async fn make_account(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    let Some(step) = room.step(&visit.cookies, Stage::Join, visit.now).await? else {
        return room.elsewhere(&visit, Stage::Factor, "/desk/join/second-factor").await;
    };
    let mut reader = Reader::new(&visit.form);
    let name = reader.line("name", NAME);
    let name = reader.required("name", name);
    let email = reader.email("email");
    let email = reader.required("email", email);
    let password = reader.secret("password", MOST);
    let password = reader.required("password", password);
    if reader.good() {
        room.judge_password(&mut reader, &password, &[&name, &email]).await?;
    }
    if reader.good() {
        match room.make_account(step, NewMember { name, email, password }, visit.now).await {
            Ok(()) => return Ok(on(&visit, "/desk/join/second-factor", &[])),
            Err(Error::Taken) => {
                let _: Option<()> = reader.wrong("email", "team-taken", 0);
            }
            Err(Error::Joining) => {
                let _: Option<()> = reader.wrong("email", "team-joining", 0);
            }
            Err(Error::Over) => return room.link_over(&visit).await,
            Err(error) => return Err(error.into()),
        }
    }
    let fields = reader.fields(room.account_fields(&visit), &room.ground.words, &visit.lang);
    room.show_account(StatusCode::UNPROCESSABLE_ENTITY, &visit, fields)
}

async fn factor_form(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    let Some((_, account)) = room.factor_step(&visit).await? else {
        return room.elsewhere(&visit, Stage::Join, "/desk/join/account").await;
    };
    let fields = room.code_fields(&visit, false);
    room.show_factor(StatusCode::OK, &visit, &account, fields, None).await
}

async fn confirm_factor(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    let Some((step, account)) = room.factor_step(&visit).await? else {
        return room.elsewhere(&visit, Stage::Join, "/desk/join/account").await;
    };
    let mut reader = Reader::new(&visit.form);
    let code = reader.line("code", CODE);
    let code = reader.required("code", code);
    let wait = room.wait(Guess::Code, &account.person, visit.address);
    if reader.good() && wait.is_none() {
        match room.finish_joining(&step, &account, &code, &visit).await {
            Ok((session, codes)) => {
                let page = context! { title => room.say(&visit, "codes-title"), codes };
                let shown = room.ground.page(&visit, "team/codes_joined.html", page)?;
                return Ok(with_cookies(shown, &NewSession::cookies(session), &visit));
            }
            Err(Error::Code) => {
                room.refuse(&visit, &account.person, Some(&account), Why::Code).await?;
                let _: Option<()> = reader.wrong("code", "team-code", 0);
            }
            Err(Error::Over) => return room.link_over(&visit).await,
            Err(error) => return Err(error.into()),
        }
    }
    let fields = reader.fields(room.code_fields(&visit, false), &room.ground.words, &visit.lang);
    let Some(seconds) = wait else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return room.show_factor(status, &visit, &account, fields, None).await;
    };
    let problem = Some(room.too_soon(&visit, seconds));
    let status = StatusCode::TOO_MANY_REQUESTS;
    later(room.show_factor(status, &visit, &account, fields, problem).await, seconds)
}

async fn reset_asked(
    Extract(room): Extract<Arc<Team>>,
    Path(token): Path<String>,
    visit: Visit,
) -> Answer {
    let page = context! { title => room.say(&visit, "reset-title"), token };
    room.ground.page(&visit, "team/reset.html", page)
}

async fn begin_reset(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    let link = visit.form.get("token").unwrap_or_default();
    match room.exchange(link, Stage::Reset, Stage::Password, visit.now).await {
        Ok(cookie) => Ok(on(&visit, "/desk/reset/password", &[cookie])),
        Err(Error::Over) => room.link_over(&visit).await,
        Err(error) => Err(error.into()),
    }
}

async fn password_form(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    if room.step(&visit.cookies, Stage::Password, visit.now).await?.is_none() {
        return room.elsewhere(&visit, Stage::Factor, "/desk/join/second-factor").await;
    }
    let fields = vec![room.new_password_field(&visit)];
    room.show_password(StatusCode::OK, &visit, fields)
}

async fn set_password(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    let Some(step) = room.step(&visit.cookies, Stage::Password, visit.now).await? else {
        return room.elsewhere(&visit, Stage::Factor, "/desk/join/second-factor").await;
    };
    let account = room.account(step.member.as_deref().unwrap_or_default()).await?;
    let Some(account) = account.filter(|account| account.state == State::Active) else {
        return room.link_over(&visit).await;
    };
    let mut reader = Reader::new(&visit.form);
    let password = reader.secret("password", MOST);
    let password = reader.required("password", password);
    if reader.good() {
        let about = async |sealed| readable(&room.ground, sealed, visit.now).await;
        let name = about(account.name.as_ref()).await?.unwrap_or_default();
        let email = about(account.email.as_ref()).await?.unwrap_or_default();
        room.judge_password(&mut reader, &password, &[&name, &email]).await?;
    }
    if !reader.good() {
        let fields = vec![room.new_password_field(&visit)];
        let fields = reader.fields(fields, &room.ground.words, &visit.lang);
        return room.show_password(StatusCode::UNPROCESSABLE_ENTITY, &visit, fields);
    }
    match room.reset_password(&step, &account, &password, visit.now).await {
        Ok(()) if step.second_factor => Ok(on(&visit, "/desk/join/second-factor", &[])),
        Ok(()) => {
            let cookies = [SetCookie::forget(&STEP_COOKIE)];
            Ok(on(&visit, "/desk/sign-in?said=password", &cookies))
        }
        Err(Error::Over) => room.link_over(&visit).await,
        Err(error) => Err(error.into()),
    }
}

/// On to the next page.
fn on(visit: &Visit, path: &str, cookies: &[SetCookie]) -> axum::response::Response {
    with_cookies(redirect(&visit.to(path)), cookies, visit)
}

impl Team {
    /// The step whose next page is the second factor, and whose it is.
    async fn factor_step(&self, visit: &Visit) -> Result<Option<(Token, Account)>, Refusal> {
        let Some(step) = self.step(&visit.cookies, Stage::Factor, visit.now).await? else {
            return Ok(None);
        };
        let account = self.account(step.member.as_deref().unwrap_or_default()).await?;
        let account = account.filter(|one| one.state != State::Disabled);
        Ok(account.map(|account| (step, account)))
    }

    /// The step is not at this page: on to the one where it is, or the link has to be asked for
    /// again.
    async fn elsewhere(&self, visit: &Visit, stage: Stage, path: &str) -> Answer {
        if self.step(&visit.cookies, stage, visit.now).await?.is_some() {
            return Ok(redirect(&visit.to(path)));
        }
        self.link_over(visit).await
    }

    async fn link_over(&self, visit: &Visit) -> Answer {
        // Nobody has sent the first link: it stood in the terminal.
        let first = !super::people_of_the_desk::has_owner(&self.ground).await?;
        let text = if first { "link-over-first" } else { "link-over-text" };
        let page = context! {
            title => self.say(visit, "link-over-title"),
            heading => self.say(visit, "link-over-title"),
            text => self.say(visit, text),
            link => context! {
                href => visit.to("/desk/sign-in"),
                title => self.say(visit, "link-over-sign-in"),
            },
        };
        self.ground.page_status(StatusCode::GONE, visit, "web/desk_message.html", page)
    }

    fn account_fields(&self, visit: &Visit) -> Vec<Field> {
        vec![
            Field::new("text", "name", self.say(visit, "team-name"))
                .required()
                .max(NAME)
                .autocomplete("name")
                .hint(self.say(visit, "team-name-hint")),
            Field::new("email", "email", self.say(visit, "team-email"))
                .required()
                .autocomplete("username")
                .hint(self.say(visit, "team-email-hint")),
            self.new_password_field(visit),
        ]
    }

    /// The field for a new password.
    pub(super) fn new_password_field(&self, visit: &Visit) -> Field {
        Field::new("password", "password", self.say(visit, "team-new-password"))
            .required()
            .autocomplete("new-password")
            .hint(self.say(visit, "team-new-password-hint"))
    }

    fn show_account(&self, status: StatusCode, visit: &Visit, fields: Vec<Field>) -> Answer {
        let page = context! {
            title => self.say(visit, "join-account-title"),
            form => context! { fields },
            kept => self.kept(visit),
        };
        self.ground.page_status(status, visit, "team/join_account.html", page)
    }

    fn show_password(&self, status: StatusCode, visit: &Visit, fields: Vec<Field>) -> Answer {
        let page = context! {
            title => self.say(visit, "reset-title"),
            form => context! { fields },
        };
        self.ground.page_status(status, visit, "team/reset_password.html", page)
    }

    async fn show_factor(
        &self,
        status: StatusCode,
        visit: &Visit,
        account: &Account,
        fields: Vec<Field>,
        problem: Option<String>,
    ) -> Answer {
        let factor = self.next_factor(account, visit.now).await?;
        let page = context! {
            title => self.say(visit, "factor-title"),
            form => context! { fields, problem },
            image => factor.as_ref().and_then(Factor::to_scan),
            open => factor.as_ref().and_then(Factor::to_open),
            secret => factor.as_ref().map(Factor::to_type),
            joining => account.state == State::Invited,
        };
        self.ground.page_status(status, visit, "team/join_factor.html", page)
    }
}
