-- step 1: entries, and the blocks they are sealed in
create table journal_block (
    number bigint primary key,
    month text not null,
    entries bigint not null,
    prev text not null,
    hash text not null,
    sealed_at bigint not null
);
create table journal_entry (
    id text primary key,
    at bigint not null,
    actor_kind text not null,
    actor text,
    act text not null,
    person_id text,
    object text,
    detail text,
    once text,
    block bigint references journal_block (number)
);
create unique index journal_entry_once on journal_entry (once) where once is not null;
create index journal_entry_block on journal_entry (block);
create index journal_entry_person on journal_entry (person_id, id);
create table journal_cut (
    number bigint primary key,
    hash text not null,
    cut_at bigint not null
);
