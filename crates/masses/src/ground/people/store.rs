//! All SQL about people and what is kept beside them, in both databases.

use db::statements;

statements! {
    /// A person, unless they are there already.
    ADD = "insert into person (id, created_at) values ($1, $2) on conflict (id) do nothing";
    /// Whether there is anybody.
    ANY = "select id from person limit 1";
    /// Whether an erasure of the person has begun.
    ERASED = "select id from erasure where person_id = $1";
    /// Every person that is one with these, by their link, both ways.
    LINKED = "select id from person where linked_to = $1 or id = $1
        or id = (select linked_to from person where id = $1)";
    /// Makes two persons one.
    LINK = "update person set linked_to = $2 where id = $1";
    /// Everything that anybody said no to.
    REFUSALS = "select person_id, purpose, kind from refusal";
    /// Notes that a person says no.
    REFUSE = "insert into refusal (id, person_id, purpose, kind, at) values ($1, $2, $3, $4, $5)
        on conflict (person_id, purpose, kind) do nothing";
    /// Takes a no back.
    ALLOW = "delete from refusal where person_id = $1 and purpose = $2 and kind = $3";
    /// Adds one to a generation.
    BUMP = "insert into generation (name, value) values ($1, 1)
        on conflict (name) do update set value = generation.value + 1";
    /// Every generation.
    GENERATIONS = "select name, value from generation";
    /// Whether a master key's recovery code was confirmed.
    CONFIRMED = "select key_id from key_confirmed where key_id = $1";
    /// It was.
    CONFIRM = "insert into key_confirmed (key_id, at) values ($1, $2)
        on conflict (key_id) do nothing";
}

/// The statements of the keys' database.
pub mod keys {
    use db::statements;

    statements! {
        /// A key of the program.
        RING = "select wrapped from keyring where name = $1";
        /// Adds a key of the program, unless it is there.
        RING_ADD = "insert into keyring (name, wrapped, created_at) values ($1, $2, $3)
            on conflict (name) do nothing";
        /// Every key of the program.
        RING_ALL = "select name, wrapped from keyring where name <> 'master' order by name";
        /// The same key of the program, wrapped anew.
        RING_WRAP = "update keyring set wrapped = $2 where name = $1 and wrapped = $3";
        /// A person's key.
        KEY = "select wrapped from data_key where person_id = $1";
        /// Whether this is the master key in use: a key wrapped by another would be lost.
        IN_USE = "select name from keyring where name = 'master' and wrapped = $1";
        /// A new person's key.
        KEY_ADD = "insert into data_key (person_id, wrapped, created_at) values ($1, $2, $3)";
        /// The master key in use is this one, if it was that one.
        MASTER_MOVE = "update keyring set wrapped = $1 where name = 'master' and wrapped = $2";
        /// Says which master key is in use.
        MASTER = "insert into keyring (name, wrapped, created_at) values ('master', $1, $2)
            on conflict (name) do update set wrapped = excluded.wrapped";
        /// Keys, some at a time.
        KEY_SOME = "select person_id, wrapped from data_key where person_id > $1
            order by person_id limit 500";
        /// The same person's key, wrapped anew.
        KEY_WRAP = "update data_key set wrapped = $2 where person_id = $1 and wrapped = $3";
        /// A person's key goes, and with it all by which they could be found.
        KEY_GONE = "delete from data_key where person_id = $1";
        /// Keys made before a time, some at a time: those without a person are swept.
        KEY_OLD = "select person_id from data_key where created_at < $1 and person_id > $2
            order by person_id limit 500";
        /// Whether anybody has a key.
        ANY = "select person_id from data_key limit 1";
        /// How many keys there are.
        KEY_COUNT = "select count(*) as n from data_key";
        /// Who is found by a keyed hash.
        FIND = "select person_id from handle where digest = $1";
        /// Whether a person is found by something of that kind.
        IS_FOUND = "select person_id from handle where person_id = $1 and kind = $2 limit 1";
        /// Something a person is found by.
        HANDLE_ADD = "insert into handle (digest, person_id, kind) values ($1, $2, $3)";
        /// A person is not found by it any more.
        HANDLE_GONE = "delete from handle where digest = $1 and person_id = $2";
        /// Of one kind, a person is found by this only.
        HANDLE_ONLY = "delete from handle where person_id = $2 and kind = $3 and digest <> $1";
    }
}
