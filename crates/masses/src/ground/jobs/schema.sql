-- step 1: what runs by itself, and who runs it
create table job (
    name text primary key,
    due_at bigint not null,
    lease_until bigint not null,
    holder text,
    started_at bigint,
    ended_at bigint,
    outcome text,
    error text,
    failures bigint not null
);
