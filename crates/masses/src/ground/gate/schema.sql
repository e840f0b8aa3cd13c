-- step 1: published versions of the policy
create table policy_version (
    number bigint primary key,
    hash text not null,
    published_at bigint not null,
    notice_days bigint not null,
    document text not null
);
