-- step 1: keys of the program, of persons, and by what a person is found
create table keyring (
    name text primary key,
    wrapped bytea not null,
    created_at bigint not null
);
create table data_key (
    person_id text primary key,
    wrapped bytea not null,
    created_at bigint not null
);
create table handle (
    digest bytea primary key,
    person_id text not null references data_key (person_id) on delete cascade,
    kind text not null
);
create index handle_person on handle (person_id);
