//! Keys that are held open in memory: those that were used lately.

use std::collections::HashMap;
use std::sync::Arc;

use vault::DataKey;

/// How many are held in each of the two halves.
const HALF: usize = 8192;

/// Two halves: once the younger one is full it becomes the older one, and what was in that is let
/// go, unless it was used meanwhile.
#[derive(Default)]
pub(super) struct Cache {
    young: HashMap<String, Arc<DataKey>>,
    old: HashMap<String, Arc<DataKey>>,
}

impl Cache {
    /// A person's key, if it is held.
    pub(super) fn get(&mut self, person: &str) -> Option<Arc<DataKey>> {
        if let Some(key) = self.young.get(person) {
            return Some(key.clone());
        }
        let (person, key) = self.old.remove_entry(person)?;
        self.insert(person, key.clone());
        Some(key)
    }

    pub(super) fn insert(&mut self, person: String, key: Arc<DataKey>) {
        if self.young.len() >= HALF {
            self.old = std::mem::take(&mut self.young);
        }
        self.old.remove(&person);
        self.young.insert(person, key);
    }

    pub(super) fn remove(&mut self, person: &str) {
        self.young.remove(person);
        self.old.remove(person);
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Arc<DataKey> {
        Arc::new(DataKey::new(vault::Secret32::new([byte; 32])))
    }

    #[test]
    fn what_is_used_stays_and_what_is_removed_goes() {
        let mut cache = Cache::default();
        cache.insert("often".into(), key(1));
        for number in 0..5 * HALF {
            cache.insert(number.to_string(), key(2));
            assert!(cache.get("often").is_some(), "{number}");
            assert!(cache.young.len() <= HALF && cache.old.len() <= HALF);
        }
        assert!(cache.get("1").is_none());
        let late = (5 * HALF - HALF).to_string();
        assert!(cache.get(&late).is_some_and(|found| found == key(2)));
        for person in ["often", &late] {
            cache.remove(person);
            assert!(cache.get(person).is_none());
        }
        cache.clear();
        assert!(cache.get(&(5 * HALF - 1).to_string()).is_none());
    }
}
