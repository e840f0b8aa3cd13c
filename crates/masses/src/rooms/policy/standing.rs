//! Whether each safeguard of the policy holds now: live status beside the text, outside of the
//! version and its hash. Checked at the start and every night; one that fails is struck through on
//! the page at once, with its date.

use std::collections::{BTreeMap, BTreeSet};

use policy::{CHECK_POLICY, Status};

use super::draft::draft;
use super::measures::{Found, check as check_one};
use super::store;
use crate::ground::Ground;
use crate::ground::gate::gather;

const DAY_MS: i64 = 86_400_000;
/// That something held this long ago says nothing about now. That it failed, stays said.
const STALE_MS: i64 = 3 * DAY_MS;

/// What the last checks found, by the safeguard's id.
pub async fn statuses(ground: &Ground) -> Result<BTreeMap<String, Status>, db::Error> {
    let mut found = store::statuses(&ground.data).await?;
    let since = ground.clock.now() - STALE_MS;
    found.retain(|_, status| !status.holds || status.checked_at >= since);
    Ok(found)
}

/// Checks every safeguard that the policy claims, or would claim if it were published now, and
/// keeps what was found.
pub async fn check(ground: &Ground) -> Result<BTreeMap<String, Status>, db::Error> {
    let now = ground.clock.now();
    let mut results: Vec<(String, Option<String>)> = Vec::new();
    for id in claimed(ground).await {
        match check_one(ground, &id).await {
            Found::Holds => results.push((id, None)),
            Found::Fails(wrong) => {
                tracing::error!(
                    measure = id,
                    wrong,
                    "a safeguard that the policy claims does not hold"
                );
                results.push((id, Some(wrong)));
            }
            Found::Unknown(why) => {
                tracing::warn!(
                    measure = id,
                    why,
                    "whether a safeguard holds could not be found out"
                );
            }
            Found::Unchecked => {
                tracing::error!(measure = id, "nothing checks this safeguard");
            }
        }
    }
    results.push((CHECK_POLICY.to_owned(), policy_differs(ground).await));
    ground
        .data
        .write::<_, db::Error>(move |tx| {
            Box::pin(async move {
                for (id, wrong) in results {
                    store::put(tx, id, wrong, now).await?;
                }
                tx.execute(&store::FORGET, db::binds![now - 30 * DAY_MS]).await?;
                Ok(())
            })
        })
        .await?;
    statuses(ground).await
}

/// The safeguards of the version in force, and of what is running now.
async fn claimed(ground: &Ground) -> BTreeSet<String> {
    let current = ground.gate.current();
    let in_force = current.version().map(|version| version.document.clone());
    let mut found: BTreeSet<String> = in_force
        .iter()
        .flat_map(|document| document.facts.measures.iter().map(|measure| measure.id.clone()))
        .collect();
    if let Ok(document) = gather::compile(ground).await {
        found.extend(document.facts.measures.into_iter().map(|measure| measure.id));
    }
    found
}

/// What differs between the policy in force and what is running, in one line.
async fn policy_differs(ground: &Ground) -> Option<String> {
    match draft(ground).await {
        Ok(None) => None,
        Ok(Some(_)) => Some("what is running differs from the version in force".to_owned()),
        Err(error) => Some(error.to_string()),
    }
}
