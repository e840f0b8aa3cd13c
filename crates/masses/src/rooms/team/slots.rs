//! What the team shows in other places: the desk's menu, its warnings, and whether the safeguard
//! it promises holds.

use std::sync::Arc;

use kit::render::escape;
use kit::slots::{DeskPart, Filled, Link, MeasurePart, NamesPart, WarningPart};
use kit::web::{Refusal, Right};

use super::Team;
use super::people_of_the_desk::{has_owner, list, two_step_holds};
use crate::ground::keystate;

/// The pages of the desk that are here: who may, where, words, place in the menu.
const PAGES: [(Right, &str, &str, i64); 3] = [
    (Right::Manage, "/desk/team", "team-menu", 80),
    (Right::Journal, "/desk/journal", "journal-menu", 85),
    (Right::Manage, "/desk/system", "system-menu", 90),
];

pub(super) fn slots(room: &Arc<Team>) -> Filled {
    Filled {
        desk: vec![menu(room.clone())],
        warnings: vec![warnings(room.clone())],
        names: vec![names(room.clone())],
        measures: vec![two_step(room.clone())],
        ..Filled::default()
    }
}

fn menu(room: Arc<Team>) -> DeskPart {
    Arc::new(move |member, lang| {
        let room = room.clone();
        Box::pin(async move {
            let ground = &room.ground;
            let mut links = Vec::new();
            for (right, path, key, order) in PAGES {
                if !member.role.may(right) {
                    continue;
                }
                let count = match path {
                    "/desk/system" => ground.mail.given_up(Link::MANY).await?,
                    _ => 0,
                };
                let href = format!("{}{path}", ground.prefix(lang));
                links.push(Link { href, title: ground.words.say(lang, key, &[]), order, count });
            }
            Ok(links)
        })
    })
}

/// What an owner has to see to; everybody, if there is no owner.
fn warnings(room: Arc<Team>) -> WarningPart {
    Arc::new(move |member, lang| {
        let room = room.clone();
        Box::pin(async move {
            let ground = &room.ground;
            let say = |key: &str| escape(&ground.words.say(lang, key, &[]));
            let mut all = Vec::new();
            if !has_owner(ground).await? {
                all.push(format!("<p>{}</p>", say("warning-no-owner")));
            }
            if !member.role.may(Right::Manage) {
                return Ok(all);
            }
            if !keystate::confirmed(ground).await? {
                all.push(format!("<p>{}</p>", say("warning-recovery-code")));
            }
            if ground.care.held(ground.clock.now()).await?.is_some() {
                let href = format!("{}/desk/system", ground.prefix(lang));
                all.push(format!(
                    "<p>{} <a href=\"{}\">{}</a></p>",
                    say("warning-clock"),
                    escape(&href),
                    say("warning-clock-look")
                ));
            }
            Ok(all)
        })
    })
}

/// Who is who, for what a room notes about the work of its colleagues.
fn names(room: Arc<Team>) -> NamesPart {
    Arc::new(move |lang| {
        let room = room.clone();
        Box::pin(async move {
            let all = list(&room.ground, lang, room.ground.clock.now()).await?;
            Ok(all.into_iter().map(|one| (one.person, one.name)).collect())
        })
    })
}

fn two_step(room: Arc<Team>) -> MeasurePart {
    let check = Arc::new(move || -> kit::slots::Later<'static, Result<(), String>> {
        let room = room.clone();
        Box::pin(async move {
            let holds = two_step_holds(&room.ground).await.map_err(Refusal::from)?;
            Ok(match holds {
                true => Ok(()),
                false => Err("an active member has no second factor: reset them with \
                    `masses team reset EMAIL --second-factor`"
                    .to_owned()),
            })
        })
    });
    MeasurePart { id: "two-step", check }
}
