//! The thread on which the index is made. One, and always the same: what a step frees the next one
//! takes, while many threads would each keep some of it for themselves, and the memory of the
//! process would be several times that of the index.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;
use std::sync::mpsc::{Sender, channel};

type Work = Box<dyn FnOnce() + Send>;

/// The thread. It begins with the first work, and ends with this.
#[derive(Default)]
pub(super) struct Worker(OnceLock<Sender<Work>>);

impl Worker {
    /// Does something there, after what was asked for before.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, db::Error> {
        let (tell, told) = tokio::sync::oneshot::channel();
        let work: Work = Box::new(move || drop(tell.send(work())));
        self.0.get_or_init(begin).send(work).map_err(|_| db::Error::Panicked)?;
        told.await.map_err(|_| db::Error::Panicked)
    }
}

fn begin() -> Sender<Work> {
    let (send, receive) = channel::<Work>();
    let begun = std::thread::Builder::new().name("search".to_owned()).spawn(move || {
        for work in receive {
            // Whoever waits for it is told; what comes next is done all the same.
            let _ = catch_unwind(AssertUnwindSafe(work));
        }
    });
    if let Err(error) = begun {
        tracing::error!(%error, "the thread of the search cannot be started");
    }
    send
}
