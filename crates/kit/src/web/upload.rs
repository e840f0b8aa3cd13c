//! Files that somebody sends with a form (`multipart/form-data`, RFC 7578): read piece by piece,
//! so that none is ever whole in memory.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use multer::{Constraints, Field, Multipart, SizeLimit};
use tokio::time::timeout;

use super::{Refusal, Taking};

/// How long the next piece may take to arrive.
const PIECE: Duration = Duration::from_secs(20);
/// A field that is no file is not longer than this, in bytes.
const TEXT: u64 = 16 * 1024;
/// So many times as large as it may be is read, and forgotten, before that is said: a browser that
/// is interrupted tells its user of a broken connection, and not what we answer.
const DRAINED: u64 = 5;

/// What comes through a door that takes files.
pub struct Upload(Multipart<'static>);

/// One field of it: a file, or a text.
pub struct Part {
    field: Field<'static>,
    read: usize,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Refusal;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Refusal> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let boundary = multer::parse_boundary(kind).map_err(|_| Refusal::MediaType)?;
        let most = SizeLimit::new().whole_stream(DRAINED * Taking::Files.bytes() as u64);
        let body = request.into_body().into_data_stream();
        let constraints = Constraints::new().size_limit(most);
        Ok(Self(Multipart::with_constraints(body, boundary, constraints)))
    }
}

impl Upload {
    /// The next field. What is left of the one before is passed over.
    pub async fn next(&mut self) -> Result<Option<Part>, Refusal> {
        let field = in_time(self.0.next_field()).await?;
        Ok(field.map(|field| Part { field, read: 0 }))
    }
}

impl Part {
    /// The name of the field.
    pub fn name(&self) -> &str {
        self.field.name().unwrap_or_default()
    }

    /// The name of the file on the sender's side, if it is one: to be cleaned before it is used.
    pub fn file_name(&self) -> Option<&str> {
        self.field.file_name()
    }

    /// The next piece of a file. Where it is larger than a file may be, the rest is passed over.
    pub async fn piece(&mut self) -> Result<Option<Bytes>, Refusal> {
        let Some(piece) = in_time(self.field.chunk()).await? else { return Ok(None) };
        self.read += piece.len();
        if self.read <= Taking::Files.bytes() {
            return Ok(Some(piece));
        }
        while in_time(self.field.chunk()).await?.is_some() {}
        Err(Refusal::TooLarge)
    }

    /// The whole of a field that is no file.
    pub async fn text(mut self) -> Result<String, Refusal> {
        let mut all = Vec::new();
        while let Some(piece) = in_time(self.field.chunk()).await? {
            all.extend_from_slice(&piece);
            if all.len() as u64 > TEXT {
                return Err(Refusal::TooLarge);
            }
        }
        String::from_utf8(all).map_err(|_| Refusal::Bad("the form is not UTF-8".to_owned()))
    }
}

async fn in_time<T>(reading: impl Future<Output = Result<T, multer::Error>>) -> Result<T, Refusal> {
    let read = timeout(PIECE, reading).await.map_err(|_| Refusal::Timeout)?;
    read.map_err(|error| match error {
        multer::Error::StreamSizeExceeded { .. } => Refusal::TooLarge,
        error => Refusal::Bad(format!("the files did not arrive whole: {error}")),
    })
}
