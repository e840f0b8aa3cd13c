//! What a member needs to come in: password, address, second factor, recovery codes. To change
//! one, password and code have to be fresh (S23); otherwise they are asked for first.

use std::sync::Arc;

use axum::extract::State as Extract;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use kit::forms::{Field, Reader};
use kit::web::{Answer, Doors, Refusal, Right, Visit, redirect};
use minijinja::context;

use super::factor::Factor;
use super::next::{wanted, with};
use super::password::MOST;
use super::proof::Why;
use super::session::is_fresh;
use super::sign_in::{CODE, is_recovery, later};
use super::slow::Guess;
use super::{Account, Error, Team, readable};

pub(super) fn doors(doors: Doors<Arc<Team>>) -> Doors<Arc<Team>> {
    doors
        .team(Right::Desk, Method::GET, "/desk/account/confirm", confirm_form)
        .team(Right::Desk, Method::POST, "/desk/account/confirm", confirm)
        .team(Right::Desk, Method::GET, "/desk/account/password", password_form)
        .team(Right::Desk, Method::POST, "/desk/account/password", set_password)
        .team(Right::Desk, Method::GET, "/desk/account/email", email_form)
        .team(Right::Desk, Method::POST, "/desk/account/email", set_email)
        .team(Right::Desk, Method::GET, "/desk/account/second-factor", factor_form)
        .team(Right::Desk, Method::POST, "/desk/account/second-factor", set_factor)
        .team(Right::Desk, Method::POST, "/desk/account/second-factor/new", begin_factor)
        .team(Right::Desk, Method::POST, "/desk/account/codes", new_codes)
}

/// The way to the page that asks for password and code, where they are not fresh; from there on
/// to `path`.
pub(super) fn confirm_first(visit: &Visit, path: &str) -> Result<Option<Response>, Refusal> {
    if is_fresh(visit.member()?, visit.now) {
        return Ok(None);
    }
    Ok(Some(redirect(&with(&visit.to("/desk/account/confirm"), Some(&visit.to(path))))))
}

async fn confirm_form(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    let fields = room.confirm_fields(&visit);
    room.show_confirm(StatusCode::OK, &visit, fields, None).await
}

async fn confirm(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    let (member, account) = (visit.member()?, room.own(&visit).await?);
    let mut reader = Reader::new(&visit.form);
    let password = reader.secret("password", MOST);
    let password = reader.required("password", password);
    let code = reader.line("code", CODE);
    let code = reader.required("code", code);
    let again = |reader: &Reader<'_>| {
        reader.fields(room.confirm_fields(&visit), &room.ground.words, &visit.lang)
    };
    if !reader.good() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return room.show_confirm(status, &visit, again(&reader), None).await;
    }
    let wait = |what| room.wait(what, &account.person, visit.address);
    if let Some(seconds) = wait(Guess::Password).max(wait(Guess::Code)) {
        room.refuse(&visit, &account.person, Some(&account), Why::TooSoon).await?;
        let (status, problem) = (StatusCode::TOO_MANY_REQUESTS, room.too_soon(&visit, seconds));
        let page = room.show_confirm(status, &visit, again(&reader), Some(problem)).await;
        return later(page, seconds);
    }
    let why = if !room.is_password(Some(&account), &password, visit.now).await? {
        Why::Password
    } else {
        match room.freshen(member, &account, &code, is_recovery(&visit), visit.now).await {
            Ok(()) => return Ok(redirect(&room.after_confirming(&visit))),
            Err(Error::Code) => Why::Code,
            Err(error) => return Err(error.into()),
        }
    };
    room.refuse(&visit, &account.person, Some(&account), why).await?;
    let (status, problem) = (StatusCode::UNPROCESSABLE_ENTITY, room.say(&visit, "confirm-wrong"));
    room.show_confirm(status, &visit, room.confirm_fields(&visit), Some(problem)).await
}

async fn password_form(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    if let Some(first) = confirm_first(&visit, "/desk/account/password")? {
        return Ok(first);
    }
    let fields = room.password_fields(&visit);
    room.show_change(StatusCode::OK, &visit, "team/account_password.html", fields).await
}

async fn set_password(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    if let Some(first) = confirm_first(&visit, "/desk/account/password")? {
        return Ok(first);
    }
    let account = room.own(&visit).await?;
    let mut reader = Reader::new(&visit.form);
    let former = reader.secret("password_again", MOST);
    let former = reader.required("password_again", former);
    let password = reader.secret("password", MOST);
    let password = reader.required("password", password);
    if reader.good() {
        room.check_former(&visit, &account, &mut reader, &former).await?;
    }
    if reader.good() {
        let (name, email) = (&visit.member()?.name, account.email.as_ref());
        let email = readable(&room.ground, email, visit.now).await?.unwrap_or_default();
        room.judge_password(&mut reader, &password, &[name, &email]).await?;
    }
    if !reader.good() {
        let fields = reader.fields(room.password_fields(&visit), &room.ground.words, &visit.lang);
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return room.show_change(status, &visit, "team/account_password.html", fields).await;
    }
    room.set_own_password(&visit, &account, &password).await?;
    Ok(redirect(&visit.to("/desk/account?done=account-password")))
}

async fn email_form(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    if let Some(first) = confirm_first(&visit, "/desk/account/email")? {
        return Ok(first);
    }
    let account = room.own(&visit).await?;
    let email = readable(&room.ground, account.email.as_ref(), visit.now).await?;
    let fields = room.email_fields(&visit, &email.unwrap_or_default());
    room.show_change(StatusCode::OK, &visit, "team/account_email.html", fields).await
}

async fn set_email(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    if let Some(first) = confirm_first(&visit, "/desk/account/email")? {
        return Ok(first);
    }
    let account = room.own(&visit).await?;
    let mut reader = Reader::new(&visit.form);
    let email = reader.email("email");
    let email = reader.required("email", email);
    if reader.good() {
        match room.set_email(&visit, &account, &email).await {
            Ok(()) => return Ok(redirect(&visit.to("/desk/account?done=account-email"))),
            Err(Error::Taken) => {
                let _: Option<()> = reader.wrong("email", "team-taken", 0);
            }
            Err(error) => return Err(error.into()),
        }
    }
    let fields = reader.fields(room.email_fields(&visit, ""), &room.ground.words, &visit.lang);
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    room.show_change(status, &visit, "team/account_email.html", fields).await
}

async fn factor_form(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    if let Some(first) = confirm_first(&visit, "/desk/account/second-factor")? {
        return Ok(first);
    }
    let account = room.own(&visit).await?;
    let fields = room.code_fields(&visit, false);
    room.show_own_factor(StatusCode::OK, &visit, &account, fields).await
}

async fn begin_factor(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    if let Some(first) = confirm_first(&visit, "/desk/account/second-factor")? {
        return Ok(first);
    }
    room.begin_factor(&room.own(&visit).await?).await?;
    Ok(redirect(&visit.to("/desk/account/second-factor")))
}

async fn set_factor(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    if let Some(first) = confirm_first(&visit, "/desk/account/second-factor")? {
        return Ok(first);
    }
    let account = room.own(&visit).await?;
    let mut reader = Reader::new(&visit.form);
    let code = reader.line("code", CODE);
    let code = reader.required("code", code);
    if reader.good() {
        match room.set_factor(&visit, &account, &code).await {
            Ok(()) => return Ok(redirect(&visit.to("/desk/account?done=account-factor"))),
            Err(Error::Over) => {
                return Ok(redirect(&visit.to("/desk/account/second-factor")));
            }
            Err(Error::Code) => {
                let _: Option<()> = reader.wrong("code", "team-code", 0);
            }
            Err(error) => return Err(error.into()),
        }
    }
    let fields = reader.fields(room.code_fields(&visit, false), &room.ground.words, &visit.lang);
    room.show_own_factor(StatusCode::UNPROCESSABLE_ENTITY, &visit, &account, fields).await
}

async fn new_codes(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    if let Some(first) = confirm_first(&visit, "/desk/account")? {
        return Ok(first);
    }
    let codes = room.set_codes(&visit, &room.own(&visit).await?).await?;
    let page = context! { title => room.say(&visit, "codes-title"), codes };
    room.ground.desk_page(&visit, "team/codes.html", page).await
}

impl Team {
    fn after_confirming(&self, visit: &Visit) -> String {
        let next = wanted(visit.form.get("next"), &self.ground.settings.site.languages);
        next.map_or_else(|| visit.to("/desk/account"), str::to_owned)
    }

    /// Notes beside its field that the present password is not right. Whoever is at a desk that
    /// somebody left open guesses no faster than at the door.
    async fn check_former(
        &self,
        visit: &Visit,
        account: &Account,
        reader: &mut Reader<'_>,
        former: &str,
    ) -> Result<(), Error> {
        if let Some(seconds) = self.wait(Guess::Password, &account.person, visit.address) {
            let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
            let _: Option<()> = reader.wrong("password_again", "team-too-soon", seconds);
        } else if !self.is_password(Some(account), former, visit.now).await? {
            self.refuse(visit, &account.person, Some(account), Why::Password).await?;
            let _: Option<()> = reader.wrong("password_again", "team-password", 0);
        }
        Ok(())
    }

    fn confirm_fields(&self, visit: &Visit) -> Vec<Field> {
        let password = Field::new("password", "password", self.say(visit, "team-password"));
        let mut fields = vec![password.required().autocomplete("current-password")];
        fields.extend(self.code_fields(visit, is_recovery(visit)));
        fields
    }

    fn password_fields(&self, visit: &Visit) -> Vec<Field> {
        let former = self.say(visit, "team-present-password");
        vec![
            Field::new("password", "password_again", former)
                .required()
                .autocomplete("current-password"),
            self.new_password_field(visit),
        ]
    }

    fn email_fields(&self, visit: &Visit, email: &str) -> Vec<Field> {
        let field = Field::new("email", "email", self.say(visit, "team-new-email"));
        vec![field.required().autocomplete("username").value(email)]
    }

    async fn show_change(
        &self,
        status: StatusCode,
        visit: &Visit,
        template: &str,
        fields: Vec<Field>,
    ) -> Answer {
        let key = match template {
            "team/account_email.html" => "account-email-title",
            _ => "account-password-title",
        };
        let account = self.own(visit).await?;
        let page = context! {
            title => self.say(visit, key),
            form => context! { fields },
            email => readable(&self.ground, account.email.as_ref(), visit.now).await?,
        };
        self.ground.desk_page_status(status, visit, template, page).await
    }

    async fn show_confirm(
        &self,
        status: StatusCode,
        visit: &Visit,
        fields: Vec<Field>,
        problem: Option<String>,
    ) -> Answer {
        let next = visit.form.get("next").or(visit.query.get("next"));
        let next = wanted(next, &self.ground.settings.site.languages);
        let page = context! {
            title => self.say(visit, "confirm-title"),
            form => context! { fields, problem },
            recovery => is_recovery(visit),
            next,
        };
        self.ground.desk_page_status(status, visit, "team/confirm.html", page).await
    }

    async fn show_own_factor(
        &self,
        status: StatusCode,
        visit: &Visit,
        account: &Account,
        fields: Vec<Field>,
    ) -> Answer {
        let factor = self.next_factor(account, visit.now).await?;
        let page = context! {
            title => self.say(visit, "factor-title"),
            form => context! { fields },
            image => factor.as_ref().and_then(Factor::to_scan),
            open => factor.as_ref().and_then(Factor::to_open),
            secret => factor.as_ref().map(Factor::to_type),
        };
        self.ground.desk_page_status(status, visit, "team/account_factor.html", page).await
    }
}
