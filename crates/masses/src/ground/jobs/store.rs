//! All SQL about jobs.

use db::statements;

statements! {
    /// Every job.
    ALL = "select name, due_at, lease_until, holder, started_at, ended_at, outcome, error, failures
        from job order by name";
    /// A job that is new, due at once.
    ADD = "insert into job (name, due_at, lease_until, failures) values ($1, 0, 0, 0)
        on conflict (name) do nothing";
    /// Takes the lease of a job that is due and that nobody holds. Times that lie too far ahead
    /// ($5, $6) were set under a clock that was wrong, and do not count.
    TAKE = "update job set holder = $3, lease_until = $4, started_at = $2
        where name = $1 and (due_at <= $2 or due_at > $5)
            and (lease_until <= $2 or lease_until > $6)
        returning failures";
    /// Keeps the lease.
    RENEW = "update job set lease_until = $3 where name = $1 and holder = $2";
    /// The job has ended, and is due again.
    END = "update job set holder = null, lease_until = 0, ended_at = $3, outcome = $4, error = $5,
        failures = $6, due_at = $7 where name = $1 and holder = $2";
    /// Gives back whatever a process holds, when it stops.
    RELEASE = "update job set holder = null, lease_until = 0 where holder = $1";
    /// Takes back whatever any process holds.
    RELEASE_ALL = "update job set holder = null, lease_until = 0 where holder is not null";
}
