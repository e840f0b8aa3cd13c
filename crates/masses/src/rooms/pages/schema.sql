-- step 1: what pages were before, and who changed them in the desk
create table page_version (
    id text primary key,
    file text not null,
    number bigint not null,
    kind text not null,
    way text not null,
    came_from text,
    content bytea,
    hash bytea not null,
    at bigint not null
);
create unique index page_version_file on page_version (file, number);
create index page_version_at on page_version (at);
create table page_editor (
    id text primary key,
    version_id text not null references page_version (id) on delete cascade,
    person_id text not null references person (id) on delete cascade,
    at bigint not null
);
create index page_editor_version on page_editor (version_id);
create index page_editor_person on page_editor (person_id);
