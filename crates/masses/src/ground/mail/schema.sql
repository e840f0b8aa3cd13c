-- step 1: mails that wait, and what became of them
create table outbox (
    id text primary key,
    person_id text not null references person (id) on delete cascade,
    purpose text not null,
    kind text not null,
    thread text,
    recipient bytea not null,
    subject bytea not null,
    body bytea not null,
    secret boolean not null,
    to_digest bytea,
    message_id text not null unique,
    in_reply_to text,
    refs text,
    state text not null,
    attempts bigint not null,
    due_at bigint not null,
    queued_at bigint not null,
    created_at bigint not null,
    sent_at bigint,
    suppress boolean not null,
    last_error text
);
create index outbox_due on outbox (state, due_at);
create index outbox_person on outbox (person_id, kind, purpose, created_at);
create index outbox_to on outbox (to_digest, kind, purpose, created_at)
    where to_digest is not null;
