//! How a listener ends: every connection is told, and waited for until it is gone.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Waker};

use tokio::sync::Notify;

/// The end of a listener, announced or not.
#[derive(Default)]
pub(super) struct Ending {
    announced: AtomicBool,
    guests: Mutex<Guests>,
    last: Notify,
}

/// The connections that are there: how each is woken, once it has said so.
#[derive(Default)]
struct Guests {
    next: u64,
    all: HashMap<u64, Option<Waker>>,
}

/// A connection, until this is dropped.
pub(super) struct Guest {
    ending: Arc<Ending>,
    key: u64,
    waker: Option<Waker>,
}

impl Ending {
    /// One more connection.
    pub(super) fn guest(self: &Arc<Self>) -> Guest {
        let mut guests = self.guests();
        let key = guests.next;
        guests.next += 1;
        guests.all.insert(key, None);
        drop(guests);
        Guest { ending: self.clone(), key, waker: None }
    }

    /// Tells everybody, and waits until nobody is left.
    pub(super) async fn announce(&self) {
        self.announced.store(true, Ordering::Release);
        let wakers: Vec<Waker> = self.guests().all.values().flatten().cloned().collect();
        wakers.into_iter().for_each(Waker::wake);
        loop {
            let last = self.last.notified();
            if self.guests().all.is_empty() {
                return;
            }
            last.await;
        }
    }

    fn guests(&self) -> MutexGuard<'_, Guests> {
        self.guests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Guest {
    /// Whether it was told to finish. If not, the task that asks is woken when it is. Asked each
    /// time that anything happens on a connection, it costs next to nothing: a task says only once
    /// how it is woken.
    pub(super) fn is_told(&mut self, context: &Context<'_>) -> bool {
        if !self.waker.as_ref().is_some_and(|known| known.will_wake(context.waker())) {
            self.waker = Some(context.waker().clone());
            self.ending.guests().all.insert(self.key, self.waker.clone());
        }
        self.ending.announced.load(Ordering::Acquire)
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut guests = self.ending.guests();
        guests.all.remove(&self.key);
        if guests.all.is_empty() {
            // One that comes to wait later finds nobody left.
            self.ending.last.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::task::Poll;
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn everybody_is_told_and_waited_for() {
        let ending = Arc::new(Ending::default());
        ending.announce().await;
        let ending = Arc::new(Ending::default());
        let mut all = Vec::new();
        for _ in 0..3 {
            let mut guest = ending.guest();
            all.push(tokio::spawn(async move {
                poll_fn(|context| match guest.is_told(context) {
                    true => Poll::Ready(()),
                    false => Poll::Pending,
                })
                .await;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(all.iter().all(|one| !one.is_finished()), "nobody was told yet");
        let late = ending.guest();
        let mut over = std::pin::pin!(ending.announce());
        let soon = Duration::from_millis(100);
        assert!(tokio::time::timeout(soon, over.as_mut()).await.is_err(), "one is still there");
        assert!(all.iter().all(tokio::task::JoinHandle::is_finished));
        drop(late);
        over.await;
    }
}
