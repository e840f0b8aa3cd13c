-- step 1: members of the team, their sessions, links that work once, recovery codes
create table member (
    id text primary key,
    person_id text not null unique references person (id) on delete cascade,
    name bytea,
    email bytea,
    role text not null,
    state text not null,
    password bytea,
    totp bytea,
    totp_next bytea,
    totp_last_step bigint,
    created_at bigint not null,
    signed_in_at bigint
);
create table member_session (
    id text primary key,
    member_id text not null references member (id) on delete cascade,
    person_id text not null references person (id) on delete cascade,
    created_at bigint not null,
    seen_at bigint not null,
    fresh_at bigint not null
);
create index member_session_member on member_session (member_id);
create index member_session_person on member_session (person_id);
create table member_token (
    id text primary key,
    purpose text not null,
    member_id text references member (id) on delete cascade,
    person_id text references person (id) on delete cascade,
    role text,
    second_factor boolean not null,
    tries bigint not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint
);
create index member_token_member on member_token (member_id);
create index member_token_person on member_token (person_id);
create table recovery_code (
    id text primary key,
    member_id text not null references member (id) on delete cascade,
    person_id text not null references person (id) on delete cascade,
    hash bytea not null unique,
    created_at bigint not null,
    used_at bigint
);
create index recovery_code_member on recovery_code (member_id);
create index recovery_code_person on recovery_code (person_id);
