-- step 1: whether each safeguard holds, and who was told of which version
create table measure_status (
    id text primary key,
    holds boolean not null,
    checked_at bigint not null,
    failed_at bigint,
    note text not null
);
create table policy_told (
    id text primary key,
    version bigint not null,
    person_id text not null references person (id) on delete cascade,
    at bigint not null,
    unique (version, person_id)
);
create index policy_told_person on policy_told (person_id);
