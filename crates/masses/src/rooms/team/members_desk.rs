//! `/desk/team`: who works with the desk, and what an owner does about it. What lets somebody in
//! asks for password and code first, unless they are fresh; what keeps somebody out does not.

use std::sync::Arc;

use axum::extract::{Path, State as Extract};
use axum::http::{Method, StatusCode};
use kit::forms::{Field, Reader};
use kit::web::{Answer, Doors, Refusal, Right, RoleName, Visit, redirect};
use minijinja::value::Serde;
use minijinja::{Value, context};

use super::credentials_desk::confirm_first;
use super::people_of_the_desk::{self as people, OneTimeLink};
use super::{Error, Team};
use crate::ground::journal::Actor;

/// Where all of this is.
const HERE: &str = "/desk/team";

pub(super) fn doors(doors: Doors<Arc<Team>>) -> Doors<Arc<Team>> {
    doors
        .team(Right::Manage, Method::GET, "/desk/team", show)
        .team(Right::Manage, Method::POST, "/desk/team/invite", invite)
        .team(Right::Manage, Method::POST, "/desk/team/withdraw", withdraw)
        .team(Right::Manage, Method::POST, "/desk/team/{member}/role", set_role)
        .team(Right::Manage, Method::POST, "/desk/team/{member}/disable", disable)
        .team(Right::Manage, Method::POST, "/desk/team/{member}/enable", enable)
        .team(Right::Manage, Method::POST, "/desk/team/{member}/reset", reset)
        .team(Right::Manage, Method::POST, "/desk/team/{member}/end-sessions", end_sessions)
        .team(Right::Manage, Method::POST, "/desk/team/{member}/remove", remove)
}

async fn show(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    let fields = room.invite_fields(&visit);
    room.show_team(StatusCode::OK, &visit, fields, None).await
}

async fn invite(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    if let Some(first) = confirm_first(&visit, HERE)? {
        return Ok(first);
    }
    let (ground, actor) = (&room.ground, actor(&visit)?);
    let by_mail = ground.settings.mail.smtp.is_some();
    let mut reader = Reader::new(&visit.form);
    let role = reader.choice("role", RoleName::ALL.map(RoleName::word));
    let role = reader.required("role", role);
    let email = if by_mail { reader.email("email") } else { None };
    let Some(role) = RoleName::from_word(&role).filter(|_| reader.good()) else {
        let fields = room.invite_fields(&visit);
        let fields = reader.fields(fields, &ground.words, &visit.lang);
        return room.show_team(StatusCode::UNPROCESSABLE_ENTITY, &visit, fields, None).await;
    };
    if let Some(email) = email {
        people::invite_by_mail(ground, actor, role, &email, &visit.lang, visit.now).await?;
        return Ok(redirect(&visit.to("/desk/team?done=team-invited")));
    }
    let link = people::invite(ground, actor, role, visit.now).await?;
    room.show_link(&visit, "team-link-invitation", link).await
}

async fn withdraw(Extract(room): Extract<Arc<Team>>, visit: Visit) -> Answer {
    let id = visit.form.get("invitation").unwrap_or_default();
    let done = people::withdraw(&room.ground, actor(&visit)?, id, visit.now).await;
    room.after(&visit, done, "team-withdrawn").await
}

async fn set_role(
    Extract(room): Extract<Arc<Team>>,
    Path(member): Path<String>,
    visit: Visit,
) -> Answer {
    if let Some(first) = confirm_first(&visit, HERE)? {
        return Ok(first);
    }
    let role = visit.form.get("role").and_then(RoleName::from_word);
    let role = role.ok_or_else(|| Refusal::Bad("a role that does not exist".to_owned()))?;
    let done = people::set_role(&room.ground, actor(&visit)?, &member, role, visit.now).await;
    room.after(&visit, done, "team-role").await
}

async fn disable(
    Extract(room): Extract<Arc<Team>>,
    Path(member): Path<String>,
    visit: Visit,
) -> Answer {
    let done = people::disable(&room.ground, actor(&visit)?, &member, visit.now).await;
    room.after(&visit, done, "team-disabled").await
}

async fn enable(
    Extract(room): Extract<Arc<Team>>,
    Path(member): Path<String>,
    visit: Visit,
) -> Answer {
    if let Some(first) = confirm_first(&visit, HERE)? {
        return Ok(first);
    }
    let done = people::enable(&room.ground, actor(&visit)?, &member, visit.now).await;
    room.after(&visit, done, "team-enabled").await
}

async fn reset(
    Extract(room): Extract<Arc<Team>>,
    Path(member): Path<String>,
    visit: Visit,
) -> Answer {
    if let Some(first) = confirm_first(&visit, HERE)? {
        return Ok(first);
    }
    let (ground, actor) = (&room.ground, actor(&visit)?);
    let factor = visit.form.get("second_factor").is_some_and(|ticked| !ticked.is_empty());
    if ground.settings.mail.smtp.is_some() {
        let lang = visit.lang.as_str();
        let done = people::reset_by_mail(ground, actor, &member, factor, lang, visit.now).await;
        return room.after(&visit, done, "team-reset").await;
    }
    match people::reset(ground, actor, &member, factor, visit.now).await {
        Ok(link) => room.show_link(&visit, "team-link-reset", link).await,
        Err(error) => room.after(&visit, Err(error), "team-reset").await,
    }
}

async fn end_sessions(
    Extract(room): Extract<Arc<Team>>,
    Path(member): Path<String>,
    visit: Visit,
) -> Answer {
    let done = people::end_sessions(&room.ground, actor(&visit)?, &member, visit.now).await;
    room.after(&visit, done, "sessions-ended").await
}

async fn remove(
    Extract(room): Extract<Arc<Team>>,
    Path(member): Path<String>,
    visit: Visit,
) -> Answer {
    if let Some(first) = confirm_first(&visit, HERE)? {
        return Ok(first);
    }
    let done = people::remove(&room.ground, actor(&visit)?, &member, visit.now).await;
    room.after(&visit, done, "team-removed").await
}

fn actor(visit: &Visit) -> Result<Actor, Refusal> {
    Ok(Actor::Member(visit.member()?.id.clone()))
}

impl Team {
    /// Back to the list, with what was done or why it was not.
    async fn after(&self, visit: &Visit, done: Result<(), Error>, key: &str) -> Answer {
        let problem = match done {
            Ok(()) => return Ok(redirect(&visit.to(&format!("{HERE}?done={key}")))),
            Err(Error::LastOwner) => "team-last-owner",
            Err(Error::Over) => "team-over",
            Err(Error::Disabled) => "team-is-disabled",
            Err(error) => return Err(error.into()),
        };
        let (fields, problem) = (self.invite_fields(visit), self.say(visit, problem));
        self.show_team(StatusCode::CONFLICT, visit, fields, Some(problem)).await
    }

    fn invite_fields(&self, visit: &Visit) -> Vec<Field> {
        let role = Field::new("select", "role", self.say(visit, "team-role-label"));
        let role = role.required().options(self.role_choices(visit)).value("agent");
        let mut fields = vec![role];
        if self.ground.settings.mail.smtp.is_some() {
            let email = Field::new("email", "email", self.say(visit, "team-invite-email"));
            fields.push(email.autocomplete("off").hint(self.say(visit, "team-invite-email-hint")));
        }
        fields
    }

    fn role_choices(&self, visit: &Visit) -> Vec<(String, String)> {
        let choice = |role: RoleName| {
            let key = format!("team-role-{}", role.word());
            (role.word().to_owned(), self.say(visit, &key))
        };
        RoleName::ALL.map(choice).to_vec()
    }

    async fn show_team(
        &self,
        status: StatusCode,
        visit: &Visit,
        fields: Vec<Field>,
        problem: Option<String>,
    ) -> Answer {
        let now = visit.now;
        let members = people::list(&self.ground, &visit.lang, now).await?;
        let invitations = people::invitations(&self.ground, now).await?;
        let roles: Vec<Value> = self
            .role_choices(visit)
            .into_iter()
            .map(|(value, label)| context! { value, label })
            .collect();
        let page = context! {
            title => self.say(visit, "team-title"),
            members => Value::from(Serde(members)),
            invitations => Value::from(Serde(invitations)),
            roles,
            own => visit.member()?.id.clone(),
            form => context! { fields },
            problem,
            smtp => self.ground.settings.mail.smtp.is_some(),
        };
        self.ground.desk_page_status(status, visit, "team/team.html", page).await
    }

    /// The link, this once.
    async fn show_link(&self, visit: &Visit, key: &str, link: OneTimeLink) -> Answer {
        let page = context! {
            title => self.say(visit, &format!("{key}-title")),
            text => self.say(visit, &format!("{key}-text")),
            link => self.ground.url(&visit.lang, &link.path),
            expires_at => link.expires_at,
        };
        self.ground.desk_page(visit, "team/link.html", page).await
    }
}
