//! Health, for whoever watches the program: does it run, and can it do its work? Nothing here
//! is about anybody.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::response::IntoResponse;
use db::binds;
use kit::web::{Answer, Doors, Limit, Opened};
use serde_json::json;

use crate::ground::Ground;
use crate::ground::care::store;

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
    for (name, db) in [("data", &ground.data), ("keys", ground.people.keys().db())] {
        let stats = db.stats();
        if stats.stopped {
            wrong.push(format!("{name}: a write to the disk failed; restart the program"));
        } else if stats.full {
            wrong.push(format!("{name}: the disk is full; make room, nothing else is needed"));
        }
    }
    if ground.data.read_one(&store::PENDING, binds![]).await.is_err() {
        wrong.push("data: the database does not answer".to_owned());
    }
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let queue = ground.mail.queue_now().await;
    let oldest = queue.as_ref().ok().and_then(|queue| queue.oldest);
    let age = oldest.map(|since| (ground.clock.now() - since) / 1000);
    let body = json!({ "ready": wrong.is_empty(), "wrong": wrong, "mail_queue_age_seconds": age });
    Ok((status, Json(body)).into_response())
}
