//! All SQL of the journal. Nothing here changes an entry, besides saying in which block it is.

use db::statements;

statements! {
    /// A new entry, unless the same is there.
    ADD = "insert into journal_entry
        (id, at, actor_kind, actor, act, person_id, object, detail, once)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing";
    /// Whether what is noted once was noted.
    ONCE = "select id from journal_entry where once = $1";
    /// Whether there is anything to seal.
    ANY_OPEN = "select id from journal_entry where block is null limit 1";
    /// What is not sealed, oldest first.
    OPEN = "select id, at, actor_kind, actor, act, person_id, object, detail, once, block
        from journal_entry where block is null order by id limit $1";
    /// How much is not sealed.
    OPEN_COUNT = "select count(*) as n from journal_entry where block is null";
    /// The entries from one to another are in a block.
    PUT_IN = "update journal_entry set block = $3 where id >= $1 and id <= $2 and block is null";
    /// A new block.
    SEAL = "insert into journal_block (number, month, entries, prev, hash, sealed_at)
        values ($1, $2, $3, $4, $5, $6)";
    /// The newest block.
    LAST = "select number, hash from journal_block order by number desc limit 1";
    /// The entry that says where the chain was cut.
    CUT_SAID = "select detail from journal_entry where act = 'journal-expired'
        order by id desc limit 1";
    /// Where the chain begins, when its beginning has expired.
    CUT = "select number, hash from journal_cut order by number desc limit 1";
    /// Blocks after a number, some at a time.
    BLOCKS = "select number, month, entries, prev, hash, sealed_at from journal_block
        where number > $1 order by number limit 200";
    /// The entries of a block, in the order in which they are hashed.
    IN_BLOCK = "select id, at, actor_kind, actor, act, person_id, object, detail, once, block
        from journal_entry where block = $1 order by id";
    /// Entries that say they are in a block that is not there.
    STRAYED = "select min(block) as block from journal_entry where block is not null
        and not exists (select 1 from journal_block where number = journal_entry.block)";
    /// The first block of a month that stays.
    STAYS = "select min(number) as number from journal_block where month >= $1 and month <= $2";
    /// The last block that goes: of a month that is over, before all that stay.
    GOES = "select number, hash from journal_block where month < $1 and number < $2
        order by number desc limit 1";
    /// Some of the blocks that go: the last of the first so many.
    GOES_FIRST = "select number, hash from journal_block where number <= $1
        order by number limit 1 offset $2";
    /// Entries of expired blocks go.
    CUT_ENTRIES = "delete from journal_entry where block <= $1";
    /// Expired blocks go.
    CUT_BLOCKS = "delete from journal_block where number <= $1";
    /// Only the last cut is of use.
    CUT_FORGET = "delete from journal_cut where number < $1";
    /// Where the chain begins from now on.
    CUT_NOTE = "insert into journal_cut (number, hash, cut_at) values ($1, $2, $3)";
    /// Entries before an id, newest first.
    PAGE = "select id, at, actor_kind, actor, act, person_id, object, detail, once, block
        from journal_entry where id < $1 order by id desc limit $2";
    /// The same, about one person.
    PAGE_OF = "select id, at, actor_kind, actor, act, person_id, object, detail, once, block
        from journal_entry where person_id = $3 and id < $1 order by id desc limit $2";
}
