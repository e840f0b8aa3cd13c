//! The body of an answer over HTTP/2, given out as the other side takes it.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use hyper::body::{Frame, SizeHint};
use tokio::sync::OwnedSemaphorePermit;

use super::pulse::Waited;

/// How much is given out first. What has been given out waits where nobody looks after it, so it
/// is little until the other side has shown that it takes it.
const FIRST: usize = 1024;
/// How much at the most: what fits into a frame.
const MOST: usize = 16 * 1024;

/// A body in small parts, which knows how long it has waited.
pub(super) struct Paced {
    body: Body,
    rest: Bytes,
    next: usize,
    waited: Waited,
    _answer: Vec<OwnedSemaphorePermit>,
}

impl Paced {
    /// `answer`: what it holds as long as it is not sent.
    pub(super) fn new(body: Body, waited: Waited, answer: Vec<OwnedSemaphorePermit>) -> Self {
        Self { body, rest: Bytes::new(), next: FIRST, waited, _answer: answer }
    }
}

impl hyper::body::Body for Paced {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.waited.taken();
        if self.rest.is_empty() {
            match Pin::new(&mut self.body).poll_frame(context) {
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(data) => self.rest = data,
                    Err(other) => return Poll::Ready(Some(Ok(other))),
                },
                Poll::Ready(end) => return Poll::Ready(end),
                Poll::Pending => {
                    self.waited.ours();
                    return Poll::Pending;
                }
            }
        }
        let size = self.next.min(self.rest.len());
        self.next = (self.next * 2).min(MOST);
        let part = self.rest.split_to(size);
        Poll::Ready(Some(Ok(Frame::data(part))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (body, rest) = (self.body.size_hint(), self.rest.len() as u64);
        let mut hint = SizeHint::new();
        hint.set_lower(body.lower() + rest);
        if let Some(upper) = body.upper() {
            hint.set_upper(upper + rest);
        }
        hint
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use http_body_util::BodyExt;
    use hyper::body::Body as _;

    use super::super::pulse::Pulse;
    use super::*;

    #[tokio::test]
    async fn a_body_comes_in_parts_that_grow_and_whole() {
        let text: Vec<u8> = (0..100_000u32).map(|n| n as u8).collect();
        let pulse = Arc::new(Pulse::default());
        let mut body = Paced::new(Body::from(text.clone()), pulse.answer(), Vec::new());
        assert_eq!(body.size_hint().exact(), Some(100_000));
        let (mut sizes, mut got) = (Vec::new(), Vec::new());
        while let Some(frame) = body.frame().await {
            let data = frame.unwrap().into_data().unwrap();
            sizes.push(data.len());
            got.extend_from_slice(&data);
            assert_eq!(body.size_hint().exact(), Some((100_000 - got.len()) as u64));
            assert_eq!(body.is_end_stream(), got.len() == text.len());
        }
        assert!(got == text);
        assert_eq!(sizes[..5], [1024, 2048, 4096, 8192, 16384]);
        assert!(sizes.iter().all(|size| *size <= MOST));
    }

    #[tokio::test]
    async fn nothing_is_nothing() {
        let pulse = Arc::new(Pulse::default());
        let mut body = Paced::new(Body::empty(), pulse.answer(), Vec::new());
        assert!(body.is_end_stream());
        assert!(body.frame().await.is_none());
    }
}
