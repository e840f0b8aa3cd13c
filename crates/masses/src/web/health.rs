//! Health, for whoever watches the program: does it run, and can it do its work? Nothing here
//! is about anybody.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::response::IntoResponse;
use db::binds;
use kit::web::tls::Standing;
use kit::web::{Answer, Doors, Limit, Opened};
use serde_json::json;

use crate::ground::Ground;
use crate::ground::care::store;
use crate::ground::health::{Attention, Disk};

/// The doors of health.
pub fn doors(ground: &Arc<Ground>) -> Opened {
    Doors::new(&ground.shell, ground.clone())
        .visitor(Method::GET, "/health/live", Limit::NONE, live)
        .visitor(Method::GET, "/health/ready", Limit::NONE, ready)
        .finish()
}

async fn live() -> Answer {
    Ok("running\n".into_response())
}

/// 200 while everything works, 503 with the reasons otherwise.
async fn ready(State(ground): State<Arc<Ground>>) -> Answer {
    let mut wrong = Vec::new();
    for (name, disk) in ground.disk() {
        wrong.push(match disk {
            Disk::Stopped => format!(
                "{name}: a write to the disk failed, and nothing more is written; look at the \
                 disk, then restart the program"
            ),
            Disk::Full => format!("{name}: the disk is full; make room, nothing else is needed"),
        });
    }
    if let Err(error) = ground.data.read_one(&store::ANY_PENDING, binds![]).await {
        wrong.push(match error {
            db::Error::Away(_) => "data: the database's server cannot be reached; look whether it \
                                   runs, nothing else is needed"
                .to_owned(),
            _ => "data: the database does not answer".to_owned(),
        });
    }
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let queue = ground.mail.queue_now().await;
    let oldest = queue.as_ref().ok().and_then(|queue| queue.oldest);
    let age = oldest.map(|since| (ground.clock.now() - since) / 1000);
    let certificate = ground.certificates.as_ref();
    let until = certificate.and_then(|one| one.standing(ground.clock.now()).until);
    // The site works all the same: who balances loads must not take it away for this.
    let attention = ground.attention(ground.clock.now()).await.unwrap_or_default();
    let attention: Vec<String> = attention.into_iter().map(words).collect();
    let body = json!({
        "ready": wrong.is_empty(),
        "wrong": wrong,
        "attention": attention,
        "mail_queue_age_seconds": age,
        "certificate_until": until.map(kit::clock::stamp),
    });
    Ok((status, Json(body)).into_response())
}

/// What to look at, without what only the team may know.
fn words(attention: Attention) -> String {
    match attention {
        Attention::Mail => {
            "mail: some cannot be handed over and wait; /desk/system says why".to_owned()
        }
        Attention::Job(name, times) => {
            format!("job {name}: failed {times} times in a row; /desk/system says why")
        }
        Attention::Certificate(standing) => certificate(&standing),
    }
}

fn certificate(standing: &Standing) -> String {
    let until = kit::clock::day(standing.until.unwrap_or_default());
    if standing.wrong.is_some() {
        "certificate: browsers refuse the site; the log says why".to_owned()
    } else if standing.refused.is_some() {
        format!(
            "certificate: it could not be renewed, and the one before is served until {until}; the \
             log says why"
        )
    } else {
        format!("certificate: it ends on {until}, and no newer one is there")
    }
}
