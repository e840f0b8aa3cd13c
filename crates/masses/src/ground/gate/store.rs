//! All SQL about published versions.

use db::statements;

statements! {
    /// Every version, oldest first.
    VERSIONS = "select number, hash, published_at, notice_days, document from policy_version
        order by number";
    /// The latest version.
    LATEST = "select number, hash from policy_version order by number desc limit 1";
    /// A new version.
    ADD = "insert into policy_version (number, hash, published_at, notice_days, document)
        values ($1, $2, $3, $4, $5)";
    /// Takes back every version: only while nothing was collected under any.
    CLEAR = "delete from policy_version";
}
