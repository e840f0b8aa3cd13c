-- step 1: inquiries, their messages, and the fields an organisation added
create table inquiry (
    id text primary key,
    person_id text not null references person (id) on delete cascade,
    reference text not null,
    name bytea,
    email bytea,
    topic text not null,
    language text not null,
    state text not null,
    suspicion text not null,
    submission bytea not null,
    policy_version bigint not null,
    opened_at bigint not null,
    changed_at bigint not null,
    closed_at bigint,
    looked_at bigint
);
create index inquiry_state on inquiry (state, id);
create index inquiry_changed on inquiry (changed_at, id);
create index inquiry_unseen on inquiry (id)
    where state = 'spam' and suspicion <> '' and looked_at is null;
create unique index inquiry_submission on inquiry (person_id, submission);
create table inquiry_message (
    id text primary key,
    inquiry_id text not null references inquiry (id) on delete cascade,
    person_id text not null references person (id) on delete cascade,
    direction text not null,
    body bytea,
    sent_at bigint not null,
    author text,
    message_id text
);
create index inquiry_message_inquiry on inquiry_message (inquiry_id);
create index inquiry_message_person on inquiry_message (person_id);
create table inquiry_field (
    id text primary key,
    inquiry_id text not null references inquiry (id) on delete cascade,
    person_id text not null references person (id) on delete cascade,
    field text not null,
    value bytea,
    collected_at bigint not null
);
create index inquiry_field_inquiry on inquiry_field (inquiry_id);
create index inquiry_field_person on inquiry_field (person_id);
