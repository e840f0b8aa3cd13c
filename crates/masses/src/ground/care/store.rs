//! The SQL of care that is not generated from the inventory.

use db::statements;

statements! {
    /// An erasure begins.
    BEGIN = "insert into erasure (id, person_id, asked_at) values ($1, $2, $3)";
    /// An erasure is done: the person's key is gone.
    DONE = "update erasure set done_at = $2 where person_id = $1 and done_at is null";
    /// Erasures that have not finished.
    PENDING = "select person_id from erasure where done_at is null order by id";
    /// Whether there is one of these.
    ANY_PENDING = "select id from erasure where done_at is null limit 1";
    /// When the sweep last saw the clock.
    SEEN = "select seen_at, held from sweep_state where name = $1";
    /// The sweep sees the clock.
    SEE = "insert into sweep_state (name, seen_at, held) values ($1, $2, $3)
        on conflict (name) do update set seen_at = excluded.seen_at, held = excluded.held";
    /// Whether anything was ever collected and has gone since.
    EVER = "select count(*) as n from sweep_state where name = 'collected'";
    /// Whether a person is there.
    PERSON = "select id from person where id = $1";
}
