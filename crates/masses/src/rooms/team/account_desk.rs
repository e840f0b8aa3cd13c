//! `/desk/account`: a member's own name, role and sessions.

use std::sync::Arc;

use axum::extract::State as Extract;
use axum::http::{Method, StatusCode};
use db::binds;
use kit::forms::{Field, Reader};
use kit::web::{Answer, Doors, Refusal, Right, SetCookie, Visit, redirect};
use minijinja::{Value, context};

use super::inventory::SESSION_COOKIE;
use super::session::with_cookies;
use super::{Account, Error, NAME, Team, store};

pub(super) fn doors(doors: Doors<Arc<Team>>) -> Doors<Arc<Team>> {
    doors
        .team(Right::Desk, Method::GET, "/desk/account", show)
        .team(Right::Desk, Method::POST, "/desk/account/name", rename)
        .team(Right::Desk, Method::POST, "/desk/account/sessions/end", end_session)
        .team(Right::Desk, Method::POST, "/desk/account/sessions/end-others", end_others)
}

async fn show(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    let account = room.own(&visit).await?;
    let fields = room.name_fields(&visit, &visit.member()?.name);
    room.show_own(StatusCode::OK, &visit, &account, fields).await
}

async fn rename(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    let mut reader = Reader::new(&visit.form);
    let name = reader.line("name", NAME);
    let name = reader.required("name", name);
    if !reader.good() {
        let account = room.own(&visit).await?;
        let fields = room.name_fields(&visit, "");
        let fields = reader.fields(fields, &room.ground.words, &visit.lang);
        return room.show_own(StatusCode::UNPROCESSABLE_ENTITY, &visit, &account, fields).await;
    }
    room.set_name(visit.member()?, &name, visit.now).await?;
    Ok(redirect(&visit.to("/desk/account?done=account-name")))
}

async fn end_session(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    let member = visit.member()?;
    let session = visit.form.get("session").unwrap_or_default();
    room.end_own_sessions(member, Some(session), visit.now).await?;
    if session == member.session {
        let response = redirect(&visit.to("/desk/sign-in?said=signed-out"));
        return Ok(with_cookies(response, &[SetCookie::forget(&SESSION_COOKIE)], &visit));
    }
    Ok(redirect(&visit.to("/desk/account?done=session-ended")))
}

async fn end_others(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    room.end_own_sessions(visit.member()?, None, visit.now).await?;
    Ok(redirect(&visit.to("/desk/account?done=sessions-ended")))
}

impl Team {
    fn name_fields(&self, visit: &Visit, name: &str) -> Vec<Field> {
        let field = Field::new("text", "name", self.say(visit, "team-name"));
        vec![field.required().max(NAME).autocomplete("name").value(name)]
    }

    async fn show_own(
        &self,
        status: StatusCode,
        visit: &Visit,
        account: &Account,
        fields: Vec<Field>,
    ) -> Answer {
        let left =
            self.ground.data.read_one(&store::CODES_LEFT, binds![account.id.clone()]).await?;
        let page = context! {
            title => self.say(visit, "account-title"),
            form => context! { fields },
            email => self.shown(visit, account.email.as_ref()).await?,
            role => account.role.word(),
            codes_left => left.map(|row| row.int("n")).transpose()?.unwrap_or(0),
            sessions => self.own_sessions(visit, account).await?,
            created_at => account.created_at,
            kept => self.kept(visit),
        };
        self.ground.desk_page_status(status, visit, "team/account.html", page).await
    }

    async fn own_sessions(&self, visit: &Visit, account: &Account) -> Result<Vec<Value>, Refusal> {
        let here = &visit.member()?.session;
        let rows = self.ground.data.read(&store::SESSIONS, binds![account.id.clone()]).await?;
        let life = super::session::Life::of(&self.ground.settings);
        let mut all = Vec::new();
        for row in rows {
            let (id, created_at, seen_at) =
                (row.text("id")?, row.int("created_at")?, row.int("seen_at")?);
            if life.alive(created_at, seen_at, visit.now) {
                all.push(context! { current => id == *here, id, created_at, seen_at });
            }
        }
        Ok::<_, Error>(all).map_err(Into::into)
    }
}
