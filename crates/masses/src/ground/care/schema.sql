-- step 1: erasures, and when the sweep last saw the clock
create table erasure (
    id text primary key,
    person_id text not null,
    asked_at bigint not null,
    done_at bigint
);
create index erasure_person on erasure (person_id);
create table sweep_state (
    name text primary key,
    seen_at bigint not null,
    held boolean not null
);
