//! The keys of this program and of every person: made, found, cached, forgotten.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use db::{Db, Lock, Statement, Value, binds};
use kit::chance::Chance;
use vault::{BlindIndex, DataKey, KeySource, MasterKeys, Secret32};

use super::cache::Cache;
use super::store::keys as sql;
use super::{Error, HandleKind};

/// Held by whoever adds a key, so that a rotation waits for keys that the old master key wraps.
const MASTER: &str = "master key";

/// The keys' own database, and what opens it.
pub struct Keys {
    db: Db,
    chance: Chance,
    source: KeySource,
    master: RwLock<Arc<MasterKeys>>,
    blind: BlindIndex,
    cache: Mutex<Cache>,
    /// Who the organisation's own mailboxes are: a few, and each inquiry asks for them.
    mailboxes: Mutex<HashMap<[u8; 32], String>>,
}

/// What became of a person who was to be found or made.
enum Found {
    /// Somebody was found.
    There(String),
    /// They were made.
    Made,
    /// The master key is not in use any more.
    Stale,
}

impl Keys {
    /// Opens the keys with the master keys from `source`. Every key of the program that is
    /// missing is made, but only where there is no key of a person yet: beside data, a missing
    /// key is damage, not a first start (F20).
    pub async fn open(
        db: Db,
        source: KeySource,
        master: MasterKeys,
        chance: Chance,
        now: i64,
    ) -> Result<Self, Error> {
        let mut master = Arc::new(master);
        let mut blind = ring(&db, &master, "blind-index", &chance, now).await;
        if is_stale(&blind) {
            master = Arc::new(source.load()?);
            blind = ring(&db, &master, "blind-index", &chance, now).await;
        }
        let blind = blind?;
        if db.read_one(&sql::RING, binds!["master"]).await?.is_none() {
            use_master(&db, master.current().id(), now).await?;
        }
        Ok(Self {
            db,
            chance,
            source,
            master: RwLock::new(master),
            blind: BlindIndex::new(blind),
            cache: Mutex::default(),
            mailboxes: Mutex::default(),
        })
    }

    /// A key of the program by its name: `forms`, `mail`.
    pub async fn ring(&self, name: &'static str, now: i64) -> Result<Secret32, Error> {
        let found = ring(&self.db, &self.master(), name, &self.chance, now).await;
        if !is_stale(&found) {
            return found;
        }
        self.reload()?;
        ring(&self.db, &self.master(), name, &self.chance, now).await
    }

    /// The keys' database.
    pub const fn db(&self) -> &Db {
        &self.db
    }

    /// Where the master key comes from.
    pub const fn source(&self) -> &KeySource {
        &self.source
    }

    /// The master keys, newest first.
    pub fn master(&self) -> Arc<MasterKeys> {
        self.master.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the master keys again, after they were rotated beside this process.
    pub fn reload(&self) -> Result<(), Error> {
        let fresh = Arc::new(self.source.load()?);
        *self.master.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    /// The keyed hash of an address.
    pub fn digest(&self, kind: HandleKind, value: &str) -> [u8; 32] {
        self.blind.index(kind.word(), value)
    }

    /// Who is found by this.
    pub async fn find(&self, kind: HandleKind, value: &str) -> Result<Option<String>, Error> {
        let digest = self.digest(kind, value);
        let row = self.db.read_one(&sql::FIND, binds![digest.to_vec()]).await?;
        Ok(row.map(|row| row.text("person_id")).transpose()?)
    }

    /// Whether a person is found by something of that kind: a visitor, a member, a mailbox.
    pub async fn is(&self, person: &str, kind: HandleKind) -> Result<bool, Error> {
        let row = self.db.read_one(&sql::IS_FOUND, binds![person, kind.word()]).await?;
        Ok(row.is_some())
    }

    /// Who is found by this; somebody new, with a key of their own, if nobody was.
    pub async fn find_or_make(
        &self,
        kind: HandleKind,
        value: &str,
        now: i64,
    ) -> Result<String, Error> {
        let digest = self.digest(kind, value);
        let mailbox = kind == HandleKind::Mailbox;
        if let Some(person) = Some(&digest).filter(|_| mailbox).and_then(|one| self.known(one)) {
            return Ok(person);
        }
        let person = self.chance.id(now);
        let key = DataKey::generate(&self.chance);
        let master = self.master();
        let wrapped = master.wrap_key(&wrapped_as(&person), key.secret().expose(), &self.chance);
        let (id, used) = (person.clone(), master.current().id().to_string().into_bytes());
        // Nobody looks for the same at the same moment: one makes them, and the other finds them.
        let handle = Lock::exclusive(format!("handle/{}", vault::hex(&digest)));
        // Most who write were never seen before: they are looked for where they are then made.
        let added = self
            .db
            .write_beside::<_, db::Error>(vec![Lock::shared(MASTER), handle], move |tx| {
                Box::pin(async move {
                    let digest = digest.to_vec();
                    let asked =
                        vec![(&sql::FIND, binds![digest.clone()]), (&sql::IN_USE, binds![used])];
                    let told = tx.read_all(asked).await?;
                    if let Some(row) = told.first().and_then(|found| found.first()) {
                        return Ok(Found::There(row.text("person_id")?));
                    }
                    if told.get(1).is_none_or(Vec::is_empty) {
                        return Ok(Found::Stale);
                    }
                    tx.insert_all(vec![
                        (&sql::KEY_ADD, binds![id.clone(), wrapped, now]),
                        (&sql::HANDLE_ADD, binds![digest, id, kind.word()]),
                    ])
                    .await?;
                    Ok(Found::Made)
                })
            })
            .await;
        match added {
            Ok(Found::There(person)) => {
                if mailbox {
                    self.mailboxes().insert(digest, person.clone());
                }
                Ok(person)
            }
            Ok(Found::Made) => {
                self.keep(&person, Arc::new(key));
                Ok(person)
            }
            // The master key is being rotated beside this process: whoever asks again has it.
            Ok(Found::Stale) => {
                self.catch_up(&master).await?;
                Err(Error::Erased)
            }
            // Somebody else was a moment faster with the same address: theirs is the one.
            Err(db::Error::Unique { .. }) => self.find(kind, value).await?.ok_or(Error::Erased),
            Err(error) => Err(error.into()),
        }
    }

    /// After a key was refused that `tried` wrapped: reads the file again. If its newest key is
    /// still that one, a rotation was interrupted before it said so, and this says so for it; but
    /// only in place of an older key of the same file.
    async fn catch_up(&self, tried: &MasterKeys) -> Result<(), Error> {
        self.reload()?;
        let master = self.master();
        let newest = master.current().id();
        if newest != tried.current().id() {
            return Ok(());
        }
        for older in master.ids().into_iter().skip(1) {
            let ids = [newest, older].map(|id| id.to_string().into_bytes());
            self.db
                .write_holding::<_, db::Error>(vec![Lock::exclusive(MASTER)], move |tx| {
                    Box::pin(async move {
                        let [newest, older] = ids;
                        tx.execute(&sql::MASTER_MOVE, binds![newest, older]).await
                    })
                })
                .await?;
        }
        Ok(())
    }

    /// Makes a person found by this too. Whoever was found by it before, if that is somebody
    /// else, is given back: the two are one.
    pub async fn also(
        &self,
        kind: HandleKind,
        value: &str,
        person: &str,
    ) -> Result<Option<String>, Error> {
        if let Some(found) = self.find(kind, value).await? {
            return Ok(Some(found).filter(|found| found != person));
        }
        let (digest, id) = (self.digest(kind, value).to_vec(), person.to_owned());
        self.db
            .write::<_, db::Error>(move |tx| {
                Box::pin(async move {
                    tx.execute(&sql::HANDLE_ADD, binds![digest, id, kind.word()]).await
                })
            })
            .await?;
        Ok(None)
    }

    /// A person is found by this and nothing else of its kind: whoever comes with what they were
    /// found by before is somebody else.
    pub async fn only(&self, kind: HandleKind, value: &str, person: &str) -> Result<(), Error> {
        let binds = binds![self.digest(kind, value).to_vec(), person, kind.word()];
        self.handle(&sql::HANDLE_ONLY, binds).await
    }

    /// A person is not found by this after all.
    pub async fn not(&self, kind: HandleKind, value: &str, person: &str) -> Result<(), Error> {
        let binds = binds![self.digest(kind, value).to_vec(), person];
        self.handle(&sql::HANDLE_GONE, binds).await
    }

    async fn handle(&self, statement: &'static Statement, binds: Vec<Value>) -> Result<(), Error> {
        let work = self.db.write::<_, db::Error>(move |tx| {
            Box::pin(async move { tx.execute(statement, binds).await })
        });
        let done = work.await.map(drop);
        self.mailboxes().clear();
        Ok(done?)
    }

    /// A person's key. None: it is gone, and with it all they had.
    pub async fn key(&self, person: &str) -> Result<Option<Arc<DataKey>>, Error> {
        let cached = self.cache.lock().unwrap_or_else(PoisonError::into_inner).get(person);
        if cached.is_some() {
            return Ok(cached);
        }
        let Some(row) = self.db.read_one(&sql::KEY, binds![person]).await? else {
            return Ok(None);
        };
        let wrapped = row.bytes("wrapped")?;
        let secret = match self.master().unwrap_key(&wrapped_as(person), &wrapped) {
            Ok(secret) => secret,
            // Perhaps wrapped by a master key that is newer than what this process has read.
            Err(_) => {
                self.reload()?;
                self.master().unwrap_key(&wrapped_as(person), &wrapped)?
            }
        };
        let key = Arc::new(DataKey::new(secret));
        self.keep(person, key.clone());
        Ok(Some(key))
    }

    /// Removes the keys of persons and everything they could be found by, for good.
    pub async fn shred(&self, persons: &[String]) -> Result<(), Error> {
        let ids = persons.to_vec();
        self.db
            .write::<_, db::Error>(move |tx| {
                Box::pin(async move {
                    for id in ids {
                        tx.execute(&sql::KEY_GONE, binds![id]).await?;
                    }
                    Ok(())
                })
            })
            .await?;
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        for person in persons {
            cache.remove(person);
        }
        drop(cache);
        self.mailboxes().clear();
        Ok(())
    }

    /// Forgets all keys held open, so that what was erased elsewhere is closed here too.
    pub fn forget(&self) {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.mailboxes().clear();
    }

    /// Which of the organisation's own mailboxes this is.
    fn known(&self, digest: &[u8; 32]) -> Option<String> {
        self.mailboxes().get(digest).cloned()
    }

    fn mailboxes(&self) -> MutexGuard<'_, HashMap<[u8; 32], String>> {
        self.mailboxes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, person: &str, key: Arc<DataKey>) {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache.insert(person.to_owned(), key);
    }
}

/// Says which master key is in use from now on.
pub(super) async fn use_master(db: &Db, id: vault::KeyId, now: i64) -> Result<(), db::Error> {
    let id = id.to_string().into_bytes();
    db.write_holding::<_, db::Error>(vec![Lock::exclusive(MASTER)], move |tx| {
        Box::pin(async move {
            tx.execute(&sql::MASTER, binds![id, now]).await?;
            Ok(())
        })
    })
    .await
}

/// Whether the master key was rotated between reading its file and needing it.
fn is_stale<T>(found: &Result<T, Error>) -> bool {
    matches!(found, Err(Error::Vault(vault::Error::UnknownKey { .. })))
}

async fn ring(
    db: &Db,
    master: &MasterKeys,
    name: &'static str,
    chance: &Chance,
    now: i64,
) -> Result<Secret32, Error> {
    if db.read_one(&sql::RING, binds![name]).await?.is_none() {
        let persons = db.read_one(&sql::KEY_COUNT, binds![]).await?;
        if persons.map(|row| row.int("n")).transpose()?.unwrap_or(0) > 0 {
            return Err(Error::RingMissing(name));
        }
        let secret = DataKey::generate(chance);
        let wrapped = master.wrap_key(&ring_as(name), secret.secret().expose(), chance);
        db.write::<_, db::Error>(move |tx| {
            Box::pin(async move { tx.execute(&sql::RING_ADD, binds![name, wrapped, now]).await })
        })
        .await?;
    }
    let row = db.read_one(&sql::RING, binds![name]).await?.ok_or(Error::RingMissing(name))?;
    Ok(master.unwrap_key(&ring_as(name), &row.bytes("wrapped")?)?)
}

/// What a wrapped person's key is bound to.
pub(super) fn wrapped_as(person: &str) -> String {
    format!("data_key/{person}")
}

/// What a wrapped key of the program is bound to.
pub(super) fn ring_as(name: &str) -> String {
    format!("keyring/{name}")
}
