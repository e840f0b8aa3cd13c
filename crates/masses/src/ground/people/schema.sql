-- step 1: people, what they said no to, and generations of caches
create table person (
    id text primary key,
    created_at bigint not null,
    linked_to text references person (id) on delete set null
);
create table refusal (
    id text primary key,
    person_id text not null references person (id) on delete cascade,
    purpose text not null,
    kind text not null,
    at bigint not null,
    unique (person_id, purpose, kind)
);
create table generation (
    name text primary key,
    value bigint not null
);
create table key_confirmed (
    key_id text primary key,
    at bigint not null
);
-- step 2: who is linked to whom, which the end of a person asks for
create index person_linked on person (linked_to) where linked_to is not null;
