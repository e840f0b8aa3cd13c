//! Signing in: address and password, then the code; signing out.

use std::sync::Arc;

use axum::extract::State as Extract;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::IntoResponse;
use db::binds;
use kit::forms::{Field, Reader};
use kit::web::{Answer, Doors, Limit, Refusal, SetCookie, Visit, redirect};
use kit::words::Arg;
use minijinja::context;

use super::inventory::{SESSION_COOKIE, STEP_COOKIE};
use super::next::{HOME, wanted, with};
use super::password::MOST;
use super::proof::{Proof, Why, spend};
use super::session::{NewSession, with_cookies};
use super::slow::Guess;
use super::token::{NewToken, Stage, Token};
use super::{Account, Error, State, Team, store, token};
use crate::ground::journal::{Act, Actor, Entry, Journal};

/// The longest code, with blanks.
pub(super) const CODE: usize = 40;

pub(super) fn doors(doors: Doors<Arc<Team>>) -> Doors<Arc<Team>> {
    doors
        .visitor(Method::GET, "/desk", Limit::NONE, entry)
        .visitor(Method::GET, "/desk/sign-in", Limit::NONE, form)
        .visitor(Method::POST, "/desk/sign-in", Limit::SIGN_IN, sign_in)
        .visitor(Method::GET, "/desk/sign-in/second", Limit::NONE, second_form)
        .visitor(Method::POST, "/desk/sign-in/second", Limit::SIGN_IN, second)
        .visitor(Method::POST, "/desk/sign-out", Limit::NONE, sign_out)
}

/// The desk's front door: inside, or to the sign-in.
async fn entry(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    let inside = room.signed_in(&visit.cookies, visit.now).await?.is_some();
    Ok(redirect(&visit.to(if inside { HOME } else { "/desk/sign-in" })))
}

async fn form(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    if room.signed_in(&visit.cookies, visit.now).await?.is_some() {
        return Ok(redirect(&room.goal(&visit, visit.query.get("next"))));
    }
    let fields = room.sign_in_fields(&visit);
    room.show_sign_in(StatusCode::OK, &visit, fields, None)
}

async fn sign_in(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    let mut reader = Reader::new(&visit.form);
    let email = reader.email("email");
    let email = reader.required("email", email);
    let password = reader.secret("password", MOST);
    let password = reader.required("password", password);
    if !reader.good() {
        return room.sign_in_again(StatusCode::UNPROCESSABLE_ENTITY, &visit, &reader, None);
    }
    let (name, account) = room.meant(&email).await?;
    if let Some(seconds) = room.wait(Guess::Password, &name, visit.address) {
        room.refuse(&visit, &name, account.as_ref(), Why::TooSoon).await?;
        let problem = room.too_soon(&visit, seconds);
        let status = StatusCode::TOO_MANY_REQUESTS;
        let again = room.sign_in_again(status, &visit, &reader, Some(problem));
        return later(again, seconds);
    }
    let right = room.is_password(account.as_ref(), &password, visit.now).await?;
    let Some(account) = account.as_ref().filter(|_| right) else {
        room.refuse(&visit, &name, account.as_ref(), Why::Password).await?;
        let problem = room.say(&visit, "sign-in-wrong");
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return room.sign_in_again(status, &visit, &reader, Some(problem));
    };
    let cookie = room.begin_step(account, visit.now).await?;
    let next = wanted(visit.form.get("next"), &room.ground.settings.site.languages);
    let response = redirect(&with(&visit.to("/desk/sign-in/second"), next));
    Ok(with_cookies(response, &[cookie], &visit))
}

async fn second_form(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    if room.step(&visit.cookies, Stage::SignIn, visit.now).await?.is_none() {
        return Ok(room.back_to_sign_in(&visit, visit.query.get("next")));
    }
    let fields = room.code_fields(&visit, is_recovery(&visit));
    room.show_second(StatusCode::OK, &visit, fields, None)
}

async fn second(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    let over = || Ok(room.back_to_sign_in(&visit, visit.form.get("next")));
    let Some(step) = room.step(&visit.cookies, Stage::SignIn, visit.now).await? else {
        return over();
    };
    let Some(account) = room.active(step.member.as_deref()).await? else { return over() };
    let mut reader = Reader::new(&visit.form);
    let code = reader.line("code", CODE);
    let code = reader.required("code", code);
    if !reader.good() {
        return room.second_again(StatusCode::UNPROCESSABLE_ENTITY, &visit, &reader, None);
    }
    if let Some(seconds) = room.wait(Guess::Code, &account.person, visit.address) {
        room.refuse(&visit, &account.person, Some(&account), Why::TooSoon).await?;
        let problem = room.too_soon(&visit, seconds);
        let status = StatusCode::TOO_MANY_REQUESTS;
        return later(room.second_again(status, &visit, &reader, Some(problem)), seconds);
    }
    if !room.count_try(&step).await? {
        return over();
    }
    match room.enter(&visit, &step, &account, &code).await {
        Ok(session) => {
            let response = redirect(&room.goal(&visit, visit.form.get("next")));
            Ok(with_cookies(response, &NewSession::cookies(session), &visit))
        }
        Err(Error::Over) => over(),
        Err(Error::Code) => {
            room.refuse(&visit, &account.person, Some(&account), Why::Code).await?;
            let problem = room.say(&visit, "sign-in-wrong-code");
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            room.second_again(status, &visit, &reader, Some(problem))
        }
        Err(error) => Err(error.into()),
    }
}

/// Signing out works in every state, and as often as somebody likes. The cookies go whatever
/// happens: on a machine that others use, nobody stays signed in because a disk is full.
async fn sign_out(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    let response = match room.end_here(&visit).await {
        Ok(()) => redirect(&visit.to("/desk/sign-in?said=signed-out")),
        Err(refusal) => {
            tracing::error!(?refusal, "a session could not be ended");
            room.show_half_out(&visit, refusal.status()).unwrap_or_else(IntoResponse::into_response)
        }
    };
    let cookies = [SetCookie::forget(&SESSION_COOKIE), SetCookie::forget(&STEP_COOKIE)];
    Ok(with_cookies(response, &cookies, &visit))
}

/// Whether a recovery code is asked for in place of the second factor.
pub(super) fn is_recovery(visit: &Visit) -> bool {
    visit.query.get("with").or(visit.form.get("with")) == Some("recovery")
}

/// Says when to come back, in a header too (RFC 9110, section 10.2.3).
pub(super) fn later(answer: Answer, seconds: u64) -> Answer {
    answer.map(|mut response| {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        response
    })
}

impl Team {
    /// Ends the session of this browser, if there is one.
    async fn end_here(&self, visit: &Visit) -> Result<(), Refusal> {
        let Some(member) = self.signed_in(&visit.cookies, visit.now).await? else { return Ok(()) };
        let entry = Entry::new(Actor::Member(member.id.clone()), Act::SignedOut, visit.now)
            .person(&member.person);
        let ended = self.ground.data.write::<_, Error>(move |tx| {
            Box::pin(async move {
                tx.execute(&store::END_SESSION, binds![member.session, member.id]).await?;
                Journal::note(tx, entry).await?;
                Ok(())
            })
        });
        Ok(ended.await?)
    }

    /// This browser is signed out, but the session is still in the list.
    fn show_half_out(&self, visit: &Visit, status: StatusCode) -> Answer {
        let page = context! {
            title => self.say(visit, "sign-out-half-title"),
            heading => self.say(visit, "sign-out-half-title"),
            text => self.say(visit, "sign-out-half-text"),
        };
        self.ground.page_status(status, visit, "web/desk_message.html", page)
    }

    /// The member, while they may come in.
    async fn active(&self, member: Option<&str>) -> Result<Option<Account>, Error> {
        let Some(member) = member else { return Ok(None) };
        let account = self.account(member).await?;
        Ok(account.filter(|account| account.state == State::Active))
    }

    /// The password was right: the cookie that leads to the code.
    async fn begin_step(&self, account: &Account, now: i64) -> Result<SetCookie, Error> {
        let token = self.ground.chance.token();
        let step = NewToken::new(&token, Stage::SignIn, now).of(&account.id, &account.person);
        self.ground
            .data
            .write::<_, Error>(move |tx| {
                Box::pin(async move {
                    store::add_token(tx, step).await?;
                    Ok(())
                })
            })
            .await?;
        Ok(SetCookie::new(&STEP_COOKIE, token))
    }

    /// The code was given: the step and the code are used up, and a session begins, all or
    /// nothing (S8).
    async fn enter(
        &self,
        visit: &Visit,
        step: &Token,
        account: &Account,
        typed: &str,
    ) -> Result<String, Error> {
        let now = visit.now;
        let proof = self.proof(account, typed, is_recovery(visit), now).await?;
        let proof = proof.ok_or(Error::Code)?;
        let session = self.new_session(&account.id, &account.person, &visit.cookies);
        let step = step.id.clone();
        let entry =
            |act| Entry::new(Actor::Member(account.id.clone()), act, now).person(&account.person);
        let mut entries = vec![entry(Act::SignedIn)];
        if matches!(proof, Proof::Recovery(_)) {
            entries.push(entry(Act::RecoveryCodeUsed));
        }
        let token = self
            .ground
            .data
            .write::<_, Error>(move |tx| {
                Box::pin(async move {
                    token::spend(tx, &step, Stage::SignIn, now).await?;
                    spend(tx, &session.member, proof, now).await?;
                    for entry in entries {
                        Journal::note(tx, entry).await?;
                    }
                    session.begin(tx, now).await
                })
            })
            .await?;
        self.proved(&account.person);
        Ok(token)
    }

    /// Where somebody goes on.
    pub(super) fn goal(&self, visit: &Visit, next: Option<&str>) -> String {
        let next = wanted(next, &self.ground.settings.site.languages);
        next.map_or_else(|| visit.to(HOME), str::to_owned)
    }

    fn back_to_sign_in(&self, visit: &Visit, next: Option<&str>) -> axum::response::Response {
        let next = wanted(next, &self.ground.settings.site.languages);
        let address = with(&visit.to("/desk/sign-in"), next);
        let mark = if next.is_some() { '&' } else { '?' };
        redirect(&format!("{address}{mark}said=over"))
    }

    pub(super) fn too_soon(&self, visit: &Visit, seconds: u64) -> String {
        let seconds = Arg::Int(i64::try_from(seconds).unwrap_or(i64::MAX));
        self.ground.words.say(&visit.lang, "sign-in-too-soon", &[("seconds", seconds)])
    }

    fn sign_in_fields(&self, visit: &Visit) -> Vec<Field> {
        vec![
            Field::new("email", "email", self.say(visit, "team-email"))
                .required()
                .autocomplete("username"),
            Field::new("password", "password", self.say(visit, "team-password"))
                .required()
                .autocomplete("current-password"),
        ]
    }

    /// The field for a code of the second factor, or for a recovery code.
    pub(super) fn code_fields(&self, visit: &Visit, recovery: bool) -> Vec<Field> {
        let (kind, key, token) = match recovery {
            true => ("text", "team-recovery-code", "off"),
            false => ("code", "team-code", "one-time-code"),
        };
        let hint = self.say(visit, &format!("{key}-hint"));
        let field = Field::new(kind, "code", self.say(visit, key));
        vec![field.required().autocomplete(token).hint(hint)]
    }

    fn sign_in_again(
        &self,
        status: StatusCode,
        visit: &Visit,
        reader: &Reader<'_>,
        problem: Option<String>,
    ) -> Answer {
        let fields = self.sign_in_fields(visit);
        let fields = reader.fields(fields, &self.ground.words, &visit.lang);
        self.show_sign_in(status, visit, fields, problem)
    }

    fn second_again(
        &self,
        status: StatusCode,
        visit: &Visit,
        reader: &Reader<'_>,
        problem: Option<String>,
    ) -> Answer {
        let fields = self.code_fields(visit, is_recovery(visit));
        let mut fields = reader.fields(fields, &self.ground.words, &visit.lang);
        if problem.is_some() {
            // A code that was wrong is not typed again from what stands there.
            fields.iter_mut().for_each(|field| field.value.clear());
        }
        self.show_second(status, visit, fields, problem)
    }

    fn show_sign_in(
        &self,
        status: StatusCode,
        visit: &Visit,
        fields: Vec<Field>,
        problem: Option<String>,
    ) -> Answer {
        let next = visit.form.get("next").or(visit.query.get("next"));
        let said = match visit.query.get("said") {
            Some(key @ ("signed-out" | "over" | "password")) if problem.is_none() => {
                Some(self.say(visit, &format!("sign-in-said-{key}")))
            }
            _ => None,
        };
        let page = context! {
            title => self.say(visit, "sign-in-title"),
            form => context! { fields, problem },
            next => wanted(next, &self.ground.settings.site.languages),
            said,
        };
        self.ground.page_status(status, visit, "team/sign_in.html", page)
    }

    fn show_second(
        &self,
        status: StatusCode,
        visit: &Visit,
        fields: Vec<Field>,
        problem: Option<String>,
    ) -> Answer {
        let next = visit.form.get("next").or(visit.query.get("next"));
        let next = wanted(next, &self.ground.settings.site.languages);
        let page = context! {
            title => self.say(visit, "sign-in-second-title"),
            form => context! { fields, problem },
            next,
            recovery => is_recovery(visit),
        };
        self.ground.page_status(status, visit, "team/second.html", page)
    }
}
