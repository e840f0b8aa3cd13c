//! Whether a connection over HTTP/2 is still of use. HTTP/1.1 has one request at a time, and a
//! deadline for each of its steps; here many are under way at once, and whoever asks decides how
//! much of each answer may come. So the connection's own second hand looks after them.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// How many seconds an answer may wait for permission to send more of it.
const STALLED: u32 = 30;
/// How many seconds a connection may be there without a request, once it has made one.
const IDLE: u32 = 60;
/// How many seconds it has for the first.
const FIRST: u32 = 10;
/// How many seconds a connection that was told to leave may take.
const LEAVING: u32 = 10;
/// Whoever has nothing to send does not wait for the other side.
const OURS: u32 = u32::MAX;

/// What happens on one connection.
#[derive(Default)]
pub(super) struct Pulse {
    under_way: AtomicUsize,
    asked: AtomicBool,
    answers: Mutex<Vec<Weak<AtomicU32>>>,
}

/// A request whose answer is not there yet.
pub(super) struct UnderWay(Arc<Pulse>);

/// How long an answer has waited for the other side, in seconds.
pub(super) struct Waited(Arc<AtomicU32>);

/// What is to be done about a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing.
    Fine,
    /// It is told to finish.
    Leave,
    /// It is closed.
    Close,
}

/// The second hand of a connection.
pub(super) struct Hand {
    pulse: Arc<Pulse>,
    idle: u32,
    most: u32,
    leaving: Option<u32>,
}

impl Pulse {
    /// A request has come.
    pub(super) fn ask(self: &Arc<Self>) -> UnderWay {
        self.under_way.fetch_add(1, Ordering::SeqCst);
        self.asked.store(true, Ordering::SeqCst);
        UnderWay(self.clone())
    }

    /// An answer begins to be sent.
    pub(super) fn answer(&self) -> Waited {
        let waited = Arc::new(AtomicU32::new(0));
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.push(Arc::downgrade(&waited));
        Waited(waited)
    }

    /// A second has passed: how many answers are being sent, and how long the one that waits
    /// longest has waited.
    fn second(&self) -> (usize, u32) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let mut longest = 0;
        answers.retain(|waited| {
            let Some(waited) = waited.upgrade() else { return false };
            let before = waited.load(Ordering::SeqCst);
            if before != OURS {
                // Where it was just asked for more, that counts, not this second.
                let next = before.saturating_add(1).min(OURS - 1);
                let _ = waited.compare_exchange(before, next, Ordering::SeqCst, Ordering::SeqCst);
                longest = longest.max(next);
            }
            true
        });
        (answers.len(), longest)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Waited {
    /// The other side has taken what there was, and asks for more.
    pub(super) fn taken(&self) {
        self.0.store(0, Ordering::SeqCst);
    }

    /// There is nothing to send for now.
    pub(super) fn ours(&self) {
        self.0.store(OURS, Ordering::SeqCst);
    }
}

impl Hand {
    pub(super) fn new(pulse: Arc<Pulse>) -> Self {
        Self { pulse, idle: 0, most: FIRST, leaving: None }
    }

    /// The program ends: the connection has been told to finish.
    pub(super) fn left(&mut self) {
        self.leaving.get_or_insert(0);
    }

    /// A second has passed.
    pub(super) fn second(&mut self) -> Verdict {
        let (answers, longest) = self.pulse.second();
        let asked = self.pulse.asked.swap(false, Ordering::SeqCst);
        let quiet = answers == 0 && self.pulse.under_way.load(Ordering::SeqCst) == 0;
        if asked {
            self.most = IDLE;
        }
        self.idle = if asked || !quiet { 0 } else { self.idle + 1 };
        if longest >= STALLED {
            return Verdict::Close;
        }
        match &mut self.leaving {
            // What is still being sent has its own deadline.
            Some(since) if quiet => {
                *since += 1;
                if *since > LEAVING { Verdict::Close } else { Verdict::Fine }
            }
            Some(_) => Verdict::Fine,
            // It never asked for anything: it may not even know of leaving.
            None if self.idle >= self.most && self.most == FIRST => Verdict::Close,
            None if self.idle >= self.most => {
                self.leaving = Some(0);
                Verdict::Leave
            }
            None => Verdict::Fine,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(hand: &mut Hand, seconds: u32) -> Vec<Verdict> {
        let all = (0..seconds).map(|_| hand.second());
        all.filter(|verdict| *verdict != Verdict::Fine).collect()
    }

    #[test]
    fn who_never_asks_leaves_early_and_who_has_asked_later() {
        let pulse = Arc::new(Pulse::default());
        let mut hand = Hand::new(pulse.clone());
        assert_eq!(after(&mut hand, FIRST - 1), []);
        drop(pulse.ask());
        assert_eq!(after(&mut hand, IDLE), []);
        assert_eq!(hand.second(), Verdict::Leave);
        assert_eq!(after(&mut hand, LEAVING), []);
        assert_eq!(hand.second(), Verdict::Close, "it was told, and is still there");
        let mut silent = Hand::new(Arc::default());
        assert_eq!(after(&mut silent, FIRST), [Verdict::Close]);
    }

    #[test]
    fn what_is_under_way_is_not_idle() {
        let pulse = Arc::new(Pulse::default());
        let mut hand = Hand::new(pulse.clone());
        let request = pulse.ask();
        assert_eq!(after(&mut hand, IDLE * 10), []);
        drop(request);
        assert_eq!(after(&mut hand, IDLE), [Verdict::Leave]);
    }

    #[test]
    fn an_answer_that_nobody_takes_ends_the_connection() {
        let pulse = Arc::new(Pulse::default());
        let mut hand = Hand::new(pulse.clone());
        let (slow, stuck, done) = (pulse.answer(), pulse.answer(), pulse.answer());
        drop(done);
        for _ in 0..2 {
            assert_eq!(after(&mut hand, STALLED - 1), []);
            slow.taken();
            stuck.taken();
        }
        slow.ours();
        assert_eq!(after(&mut hand, STALLED - 1), []);
        stuck.taken();
        drop(stuck);
        assert_eq!(after(&mut hand, STALLED * 10), [], "we have nothing to send: not their fault");
        slow.taken();
        assert_eq!(after(&mut hand, STALLED), [Verdict::Close]);
    }
}
