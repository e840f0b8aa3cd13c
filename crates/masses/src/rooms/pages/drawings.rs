//! Drawings as they are sent. They are text: packed, they are less than half.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{HeaderName, HeaderValue, header};

use super::files::{Stamp, manner, stamp};
use super::ranges::DRAWING;
use crate::web::packed::{Heads, Packed};

const KIND: &str = "image/svg+xml";
/// What is larger, in bytes, is sent as it lies: packing it takes too long.
const LARGEST: u64 = 256 * 1024;
/// How many are kept.
const MOST: usize = 256;

/// The drawings that were asked for.
pub struct Drawings {
    heads: Arc<Heads>,
    kept: Mutex<HashMap<PathBuf, Kept>>,
}

/// A drawing, and the file that it was.
struct Kept {
    stamp: Stamp,
    packed: Arc<Packed>,
}

impl Drawings {
    /// `cache`: the `Cache-Control`. `security`: what every answer of the site has.
    pub fn new(cache: HeaderValue, security: &[(HeaderName, HeaderValue)]) -> Self {
        let others = security.iter().filter(|(name, _)| *name != header::CONTENT_SECURITY_POLICY);
        let mut all: Vec<_> = others.cloned().collect();
        all.push((header::CONTENT_SECURITY_POLICY, DRAWING));
        Self { heads: Heads::new(KIND, cache, &all), kept: Mutex::default() }
    }

    /// The drawing in a file; none where there is none, or a large one. The first time it is read
    /// and packed, which takes some milliseconds.
    pub fn find(&self, path: &Path) -> Option<Arc<Packed>> {
        let about = fs::metadata(path).ok()?;
        if manner(&path.to_string_lossy()).content_type != KIND || about.len() > LARGEST {
            return None;
        }
        let stamp = stamp(&about);
        let same = |kept: &&Kept| kept.stamp == stamp;
        if let Some(kept) = self.lock().get(path).filter(same) {
            return Some(kept.packed.clone());
        }
        let packed = Arc::new(Packed::new(&self.heads, fs::read(path).ok()?));
        packed.pack();
        let mut kept = self.lock();
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(path.to_owned(), Kept { stamp, packed: packed.clone() });
        Some(packed)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<PathBuf, Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
