//! What is sent again and again: hashed, packed once at the highest level, its headers prepared.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, Weak};

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use flate2::Compression;
use flate2::write::GzEncoder;
use kit::web::{Asked, Coding, Head, Ready, concerns};
use tokio::sync::Semaphore;

use super::assets::{tag_of, unchanged};

/// What is smaller is sent as it is, in bytes: it fits into one packet either way.
const SMALL: usize = 1_000;
/// Brotli's highest level, and the logarithms of its windows (RFC 7932, section 9.1).
const LEVEL: i32 = 11;
const WINDOWS: std::ops::RangeInclusive<i32> = 10..=22;

/// How many are packed at once.
static TURNS: Semaphore = Semaphore::const_new(1);

/// The heads of everything of one kind, complete but for what is each one's own.
#[derive(Debug)]
pub struct Heads {
    /// As it is, then in the order of [`Coding::ALL`].
    full: [Arc<Head>; 3],
    /// That nothing has changed (RFC 9110, section 15.4.5).
    same: Arc<Head>,
}

impl Heads {
    /// `kind`: the `Content-Type`. `cache`: the `Cache-Control`. `all`: what every answer has.
    pub fn new(
        kind: &'static str,
        cache: HeaderValue,
        all: &[(HeaderName, HeaderValue)],
    ) -> Arc<Self> {
        let all = all.iter().filter(|(name, _)| concerns(name, kind));
        let mut same: HeaderMap = all.cloned().collect();
        same.insert(header::CACHE_CONTROL, cache);
        same.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        let full = [None, Some(Coding::Brotli), Some(Coding::Gzip)].map(|coding| {
            let mut full = same.clone();
            full.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            coding.map(|coding| full.insert(header::CONTENT_ENCODING, coding.value()));
            Head::new(StatusCode::OK, full)
        });
        Arc::new(Self { full, same: Head::new(StatusCode::NOT_MODIFIED, same) })
    }
}

/// A content in every coding.
#[derive(Debug)]
pub struct Packed {
    heads: Arc<Heads>,
    tag: String,
    etag: HeaderValue,
    plain: Plain,
    /// In the order of [`Coding::ALL`]; none where it would not be smaller.
    small: OnceLock<[Option<Form>; 2]>,
    /// Somebody has seen to that.
    wanted: AtomicBool,
}

/// A content as it is.
#[derive(Debug)]
enum Plain {
    /// Ready to be sent.
    Open(Bytes),
    /// In less room, to be unfolded each time (LZ4's block format, with the length in front).
    Folded(Box<[u8]>),
}

/// A content as it is sent.
#[derive(Debug)]
struct Form {
    body: Bytes,
    etag: HeaderValue,
}

impl Packed {
    /// As it is: [`pack`](Self::pack) takes its time.
    pub fn new(heads: &Arc<Heads>, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        Self::kept(heads, tag_of(&body), Plain::Open(body))
    }

    /// The same for one of very many: it takes little room, and a little longer to be sent as it is.
    pub fn folded(heads: &Arc<Heads>, body: &[u8]) -> Self {
        let folded = lz4_flex::block::compress_prepend_size(body);
        Self::kept(heads, tag_of(body), Plain::Folded(folded.as_slice().into()))
    }

    fn kept(heads: &Arc<Heads>, tag: String, plain: Plain) -> Self {
        Self {
            heads: heads.clone(),
            etag: etag(&tag, ""),
            tag,
            plain,
            small: OnceLock::new(),
            wanted: AtomicBool::new(false),
        }
    }

    /// What names the content, in any coding.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The content.
    pub fn body(&self) -> Bytes {
        match &self.plain {
            Plain::Open(body) => body.clone(),
            // What was folded here can be opened.
            Plain::Folded(body) => {
                lz4_flex::block::decompress_size_prepended(body).unwrap_or_default().into()
            }
        }
    }

    /// The answer. Whoever asks first gets it as it is and is not kept waiting; then it is packed.
    pub fn sent(self: &Arc<Self>, asked: Asked<'_>) -> Ready {
        if !self.is_packed() && !self.wanted.swap(true, Ordering::AcqRel) {
            tokio::spawn(Self::pack_in_turn(Arc::downgrade(self)));
        }
        self.answer(asked)
    }

    /// Packs it when its turn comes: whoever goes through all pages of a site must not fill the
    /// machine with this. What another has replaced by then is left as it is.
    pub async fn pack_in_turn(one: Weak<Self>) {
        // It is never closed.
        let Ok(_turn) = TURNS.acquire().await else { return };
        let Some(one) = one.upgrade() else { return };
        if tokio::task::spawn_blocking(move || one.pack()).await.is_err() {
            tracing::error!("a page could not be packed; it is sent as it is");
        }
    }

    /// Whether nothing is left to pack.
    pub fn is_packed(&self) -> bool {
        self.small.get().is_some()
    }

    /// Packs it, if it is not. A page takes some milliseconds.
    pub fn pack(&self) {
        self.small.get_or_init(|| {
            let plain = self.body();
            Coding::ALL.map(|coding| self.packed(coding, &plain))
        });
    }

    fn packed(&self, coding: Coding, plain: &[u8]) -> Option<Form> {
        if plain.len() < SMALL {
            return None;
        }
        let body = pack(coding, plain).ok()?;
        let smaller = body.len() < plain.len();
        let etag = etag(&self.tag, coding.token());
        smaller.then(|| Form { etag, body: body.into() })
    }

    /// The answer, with nothing packed because of it: the content in the best coding there is, or that
    /// whoever asks has it already.
    pub fn answer(&self, asked: Asked<'_>) -> Ready {
        let small = self.small.get();
        let of = |coding: Coding| small.and_then(|small| small[coding as usize].as_ref());
        let best = asked.codings.iter().find_map(|coding| Some((coding as usize + 1, of(coding)?)));
        let tag = |coding: Coding| of(coding).map(|form| &form.etag);
        let tags = || [Some(&self.etag), tag(Coding::Brotli), tag(Coding::Gzip)].into_iter();
        let has = asked.if_none_match.and_then(|has| {
            tags().flatten().find(|etag| unchanged(Some(has), etag.to_str().unwrap_or("")))
        });
        if let Some(etag) = has {
            return Ready { head: self.heads.same.clone(), etag: etag.clone(), body: Bytes::new() };
        }
        let (place, etag, body) = match best {
            Some((place, form)) => (place, &form.etag, form.body.clone()),
            None => (0, &self.etag, self.body()),
        };
        Ready { head: self.heads.full[place].clone(), etag: etag.clone(), body }
    }
}

fn pack(coding: Coding, body: &[u8]) -> std::io::Result<Vec<u8>> {
    match coding {
        Coding::Brotli => {
            let parameters = brotli::enc::BrotliEncoderParams {
                quality: LEVEL,
                lgwin: window(body.len()),
                size_hint: body.len(),
                ..Default::default()
            };
            let mut packed = Vec::new();
            brotli::BrotliCompress(&mut &*body, &mut packed, &parameters)?;
            Ok(packed)
        }
        Coding::Gzip => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(body)?;
            encoder.finish()
        }
    }
}

/// The smallest window that holds a content of this length. The largest would be as good, and take
/// 32 MB.
fn window(length: usize) -> i32 {
    // 16 bytes of a window are its own.
    WINDOWS.clone().find(|log| length + 16 <= 1 << log).unwrap_or(*WINDOWS.end())
}

/// A strong tag (RFC 9110, section 8.8.3): each coding has its own.
fn etag(tag: &str, coding: &str) -> HeaderValue {
    let dash = if coding.is_empty() { "" } else { "-" };
    HeaderValue::try_from(format!("\"{tag}{dash}{coding}\""))
        .unwrap_or(HeaderValue::from_static("\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever asks for it sees no difference.
    #[test]
    fn what_is_folded_is_sent_as_it_was() {
        let kind = Heads::new("text/plain", HeaderValue::from_static("no-cache"), &[]);
        let text = "Some words, and some words again. ".repeat(400);
        let (open, folded) =
            (Packed::new(&kind, text.clone()), Packed::folded(&kind, text.as_bytes()));
        let Plain::Folded(kept) = &folded.plain else { panic!("it is not folded") };
        assert!(kept.len() * 10 < text.len(), "{}", kept.len());
        assert_eq!((folded.body(), folded.tag()), (open.body(), open.tag()));
        for accepted in ["identity", "br", "gzip"] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
            for packed in [false, true] {
                let answers = [&open, &folded].map(|one| {
                    if packed {
                        one.pack();
                    }
                    one.answer(Asked::of(&headers))
                });
                assert_eq!(answers[0].etag, answers[1].etag);
                assert_eq!(answers[0].body, answers[1].body);
            }
        }
    }

    #[test]
    fn a_window_holds_its_content() {
        let all = [0, 1_008, 1_009, 5_000, 4_194_288, 4_194_289, 100_000_000].map(window);
        assert_eq!(all, [10, 10, 11, 13, 22, 22, 22]);
    }
}
