//! What the team reaches: what is in force, the draft and its publishing, what stands behind
//! each sentence, and the record of processing.

use std::sync::Arc;

use axum::extract::State as Extract;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::IntoResponse;
use kit::slots::{Filled as Slots, Link};
use kit::web::{Answer, Doors, Refusal, Right, Visit, redirect};
use kit::words::Arg;
use minijinja::{Value, context};
use policy::{CHECK_POLICY, Difference, Document, Explained};

use super::draft::{self, Error};
use super::own::escape;
use super::public::version_context;
use super::view::{Page, datum_key, text_of};
use super::waiting::State;
use super::{PolicyRoom, examples, sheet, standing};
use crate::ground::gate;
use crate::ground::journal::{Act, Actor, Entry};

const DAY_MS: i64 = 86_400_000;

pub(super) fn doors(doors: Doors<Arc<PolicyRoom>>) -> Doors<Arc<PolicyRoom>> {
    doors
        .team(Right::Read, Method::GET, "/desk/policy", show)
        .team(Right::Publish, Method::POST, "/desk/policy/publish", publish)
        .team(Right::Read, Method::GET, "/desk/policy/explain", explain)
        .team(Right::Journal, Method::GET, "/desk/policy/record", record)
        .team(Right::Journal, Method::GET, "/desk/policy/record.csv", record_csv)
}

/// The link in the desk's menu, with a count of one while a draft waits, and the warnings.
pub(super) fn slots(room: &Arc<PolicyRoom>) -> Slots {
    let (for_menu, for_warnings) = (room.clone(), room.clone());
    let desk: kit::slots::DeskPart = Arc::new(move |member, lang| {
        let room = for_menu.clone();
        Box::pin(async move {
            if !member.role.may(Right::Read) {
                return Ok(Vec::new());
            }
            let title = room.ground.words.say(lang, "privacy-desk-menu", &[]);
            let href = format!("{}/desk/policy", room.ground.prefix(lang));
            let draft = room.waiting.state(&room.ground).await != State::Same;
            Ok(vec![Link { href, title, order: 60, count: i64::from(draft) }])
        })
    });
    let warnings: kit::slots::WarningPart = Arc::new(move |member, lang| {
        let room = for_warnings.clone();
        Box::pin(async move {
            match member.role.may(Right::Publish) {
                true => room.warnings(lang).await,
                false => Ok(Vec::new()),
            }
        })
    });
    Slots { desk: vec![desk], warnings: vec![warnings], ..Slots::default() }
}

async fn show(Extract(room): Extract<Arc<PolicyRoom>>, visit: Visit) -> Answer {
    room.show(StatusCode::OK, &visit, None).await
}

async fn publish(Extract(room): Extract<Arc<PolicyRoom>>, visit: Visit) -> Answer {
    let seen = visit.form.get("seen").unwrap_or_default();
    let actor = Actor::Member(visit.member()?.id.clone());
    match draft::publish(&room.ground, Some(seen), actor).await {
        Ok(_) => {
            room.waiting.forget();
            Ok(redirect(&visit.to("/desk/policy?done=policy-published")))
        }
        Err(Error::Gate(gate::Error::Moved { .. })) => {
            room.show(StatusCode::CONFLICT, &visit, Some("privacy-draft-moved")).await
        }
        Err(Error::Restart) => {
            room.show(StatusCode::CONFLICT, &visit, Some("desk-settings-moved")).await
        }
        Err(Error::Gate(gate::Error::Nothing)) => {
            room.show(StatusCode::CONFLICT, &visit, Some("privacy-draft-nothing")).await
        }
        // What stands in the way is shown on the page.
        Err(Error::Compile(gate::gather::CompileError::Problems(_))) => {
            room.show(StatusCode::CONFLICT, &visit, None).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn explain(Extract(room): Extract<Arc<PolicyRoom>>, visit: Visit) -> Answer {
    let ground = &room.ground;
    let status = standing::statuses(ground).await?;
    let sentences = draft::explain(ground, &visit.lang, &status).await?;
    let page = room.page(&visit.lang);
    let mut sections: Vec<(String, Vec<Value>)> = Vec::new();
    for one in &sentences {
        let shown = explained(one, &page);
        match sections.last_mut() {
            Some((section, list)) if *section == one.section => list.push(shown),
            _ => sections.push((one.section.clone(), vec![shown])),
        }
    }
    let sections: Vec<Value> = sections
        .into_iter()
        .map(|(key, sentences)| {
            context! { heading => page.say(&format!("policy-section-{key}"), &[]), sentences }
        })
        .collect();
    let context = context! { title => page.say("privacy-explain-title", &[]), sections };
    ground.desk_page(&visit, "policy/explain.html", context).await
}

async fn record(Extract(room): Extract<Arc<PolicyRoom>>, visit: Visit) -> Answer {
    let (headers, rows) = room.record(&visit)?;
    let context = context! {
        title => room.ground.words.say(&visit.lang, "privacy-record-title", &[]),
        headers,
        rows,
    };
    room.ground.desk_page(&visit, "policy/record.html", context).await
}

async fn record_csv(Extract(room): Extract<Arc<PolicyRoom>>, visit: Visit) -> Answer {
    let (headers, rows) = room.record(&visit)?;
    let file = sheet::csv(&headers, &rows).map_err(|error| Refusal::Internal(error.to_string()))?;
    let actor = Actor::Member(visit.member()?.id.clone());
    room.ground.journal.write(Entry::new(actor, Act::RecordExported, visit.now)).await?;
    let kind = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
    let name = HeaderValue::from_static("attachment; filename=\"record-of-processing.csv\"");
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
    Ok((StatusCode::OK, headers, file).into_response())
}

impl PolicyRoom {
    /// The page: what is in force, the draft, the safeguards. `problem`: the key of words.
    async fn show(&self, status: StatusCode, visit: &Visit, problem: Option<&str>) -> Answer {
        let ground = &self.ground;
        self.waiting.forget();
        let words = self.page(&visit.lang);
        let (draft, broken) = match draft::draft(ground).await {
            Ok(draft) => (draft, None),
            Err(Error::Compile(gate::gather::CompileError::Problems(problems))) => {
                (None, Some(problems.to_string()))
            }
            Err(error) => return Err(error.into()),
        };
        let current = ground.gate.current();
        let draft = match &draft {
            Some((document, difference)) => Some(self.draft(&words, document, difference).await?),
            None => None,
        };
        let noticed = current.noticed(visit.now).map(|version| version_context(version, &words));
        let context = context! {
            title => words.say("privacy-desk-title", &[]),
            version => current.version().map(|version| version_context(version, &words)),
            versions => current.versions.len(),
            noticed,
            examples => examples(&ground.settings),
            draft,
            broken,
            problem => problem.map(|key| words.say(key, &[])),
            failing => self.failing(&visit.lang).await?,
        };
        ground.desk_page_status(status, visit, "policy/desk.html", context).await
    }

    async fn draft(
        &self,
        words: &Page<'_>,
        document: &Document,
        difference: &Difference,
    ) -> Result<Value, Refusal> {
        let current = self.ground.gate.current();
        let version = current.version();
        let replaces = version.is_some() && !self.ground.care.holds_visitors().await?;
        let days = current.notice_days(document);
        let opens = self.ground.clock.now() + days * DAY_MS;
        let reaches = version.map(|version| {
            let reached = difference.reaches(&version.document.facts, &document.facts);
            let text = text_of(document, words.lang).map(|(_, text)| text);
            reached
                .iter()
                .map(|id| {
                    let key = datum_key(id);
                    text.map_or(key.clone(), |text| text.name(&key).to_owned())
                })
                .collect::<Vec<_>>()
        });
        let team = difference.changes.iter().any(|change| change.team);
        Ok(context! {
            hash => document.hash(),
            number => if replaces { current.number() } else { current.number() + 1 },
            first => version.is_none(),
            replaces,
            waits => difference.needs_notice() && reaches.as_ref().is_none_or(|all| !all.is_empty()),
            days,
            opens => words.day(opens),
            changes => words.compared(difference),
            waiting => words.waiting(difference),
            team,
            lines => words.lines(difference),
            reaches => reaches.unwrap_or_default(),
        })
    }

    /// What stands over every page of the desk, for those who publish.
    async fn warnings(&self, lang: &str) -> Result<Vec<String>, Refusal> {
        let words = self.page(lang);
        let link = |key: &str| {
            let href = format!("{}/desk/policy", self.ground.prefix(lang));
            format!(" <a href=\"{href}\">{}</a>", escape(&words.say(key, &[])))
        };
        let mut all = Vec::new();
        match self.waiting.state(&self.ground).await {
            State::Same => {}
            State::Draft => {
                let text = escape(&words.say("privacy-warning-draft", &[]));
                all.push(format!("<p>{text}{}</p>", link("privacy-warning-draft-link")));
            }
            State::Broken(_) => {
                let text = escape(&words.say("privacy-warning-broken", &[]));
                all.push(format!("<p>{text}{}</p>", link("privacy-warning-broken-link")));
            }
        }
        for (name, _, note) in self.failing(lang).await? {
            let args = [("measure", Arg::Text(name)), ("note", Arg::Text(note))];
            all.push(format!("<p>{}</p>", escape(&words.say("privacy-warning-measure", &args))));
        }
        Ok(all)
    }

    /// The safeguards that do not hold: what is claimed, since when not, and what was found.
    async fn failing(&self, lang: &str) -> Result<Vec<(String, String, String)>, Refusal> {
        let page = self.page(lang);
        let current = self.ground.gate.current();
        let version = current.version();
        let text = version.and_then(|version| text_of(&version.document, lang));
        let status = standing::statuses(&self.ground).await?;
        let failing = status.into_iter().filter(|(id, one)| id != CHECK_POLICY && !one.holds);
        Ok(failing
            .map(|(id, one)| {
                let key = format!("measure-{id}");
                let name = text.map_or(key.clone(), |(_, text)| text.name(&key).to_owned());
                (name, page.day(one.failed_at.unwrap_or(one.checked_at)), one.note)
            })
            .collect())
    }

    /// The record of processing under the version in force, with its headers in words.
    fn record(&self, visit: &Visit) -> Result<(Vec<String>, Vec<Vec<String>>), Refusal> {
        let current = self.ground.gate.current();
        let version = current.version().ok_or(Refusal::NotFound)?;
        let lang = text_of(&version.document, &visit.lang).map_or(visit.lang.as_str(), |one| one.0);
        let record = policy::record(&version.document, lang);
        let say = |key: &String| self.ground.words.say(&visit.lang, &format!("record-{key}"), &[]);
        Ok((record.headers.iter().map(say).collect(), record.rows))
    }
}

pub(super) fn explained(one: &Explained, page: &Page<'_>) -> Value {
    let check = one.last_check.as_ref();
    context! {
        sentence => one.sentence.clone(),
        switch => one.switch.clone(),
        mechanism => one.mechanism.clone(),
        claims => one.claims.clone(),
        stated => one.stated && check.is_none_or(|status| status.holds),
        check => check.map(|status| context! {
            holds => status.holds,
            date => page.day(status.checked_at),
            since => status.failed_at.map(|ms| page.day(ms)),
            note => status.note.clone(),
        }),
    }
}
