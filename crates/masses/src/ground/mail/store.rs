//! All SQL about mails.

use db::statements;

statements! {
    /// A new mail.
    ADD = "insert into outbox (id, person_id, purpose, kind, thread, recipient, subject, body,
            secret, to_digest, message_id, in_reply_to, refs, state, attempts, due_at, queued_at,
            created_at, suppress)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'queued', 0, $14, $14,
            $14, false)";
    /// What a person was sent of a kind and a purpose since a time, the newest first.
    HAD = "select id, created_at from outbox
        where person_id = $1 and created_at > $2 and kind = $3 and purpose = $4
        order by created_at desc limit $5";
    /// The same of a mailbox, where an address leads to it that is not its own.
    HAD_BESIDE = "select id, created_at from outbox
        where to_digest = $1 and created_at > $2 and kind = $3 and purpose = $4
        order by created_at desc limit $5";
    /// Whether a server has said that there is no such mailbox.
    SUPPRESSED = "select id from outbox where to_digest = $1 and suppress = true limit 1";
    /// Whether anything is due. A time that lies too far ahead ($2) was set under a clock that was
    /// wrong, and does not count.
    ANY_DUE = "select id from outbox where state in ('queued', 'sending')
        and (due_at <= $1 or due_at > $2) limit 1";
    /// Takes what is due first, and puts it off: if this process goes away now, another sends it
    /// again, later, with the same Message-ID (F4).
    TAKE = "update outbox set state = 'sending', due_at = $2, attempts = attempts + 1
        where id = (select id from outbox
                where state in ('queued', 'sending') and (due_at <= $1 or due_at > $3)
                order by due_at, id limit 1)
            and state in ('queued', 'sending') and (due_at <= $1 or due_at > $3)
        returning id, person_id, purpose, kind, thread, recipient, subject, body, secret,
            message_id, in_reply_to, refs, state, attempts, due_at, queued_at, created_at, sent_at,
            last_error";
    /// What somebody was handing over is due.
    PUT_BACK = "update outbox set state = 'queued', due_at = $1 where state = 'sending'";
    /// It is sent.
    SENT = "update outbox set state = 'sent', sent_at = $2, last_error = null
        where id = $1 and state = 'sending'";
    /// It is tried again.
    AGAIN = "update outbox set state = 'queued', due_at = $2, last_error = $3, attempts = $4
        where id = $1 and state = 'sending'";
    /// What waited for a reason ($2) is due.
    DUE_AFTER_ALL = "update outbox set due_at = $1
        where state = 'queued' and last_error = $2 and due_at > $1";
    /// It is given up; and if there is no such mailbox, that is kept.
    FAILED = "update outbox set state = 'failed', last_error = $2, suppress = $3,
            to_digest = coalesce($4, to_digest)
        where id = $1 and state = 'sending'";
    /// It waits until its person's restriction is lifted.
    HOLD = "update outbox set state = 'held', last_error = 'restricted'
        where id = $1 and state = 'sending'";
    /// What waited for that goes out.
    RELEASE = "update outbox set state = 'queued', due_at = $2, queued_at = $2, attempts = 0,
        last_error = null
        where person_id = $1 and state = 'held' and last_error = 'restricted'";
    /// What is not sent yet to a person.
    UNSENT = "select id from outbox
        where person_id = $1 and state in ('queued', 'failed', 'held') order by id";
    /// A mail that is not sent yet goes to another address.
    READDRESS = "update outbox set recipient = $2, to_digest = $3, suppress = false
        where id = $1 and state in ('queued', 'failed', 'held')";
    /// It is not to be sent at all.
    DROP = "delete from outbox where id = $1";
    /// Somebody wants it to be tried again.
    RETRY = "update outbox set state = 'queued', due_at = $2, queued_at = $2, attempts = 0,
        suppress = false where id = $1 and state in ('failed', 'held')
        returning person_id";
    /// How a mail stands.
    STATE = "select state from outbox where message_id = $1";
    /// One mail.
    ONE = "select id, person_id, purpose, kind, thread, recipient, subject, body, secret,
            message_id, in_reply_to, refs, state, attempts, due_at, queued_at, created_at, sent_at,
            last_error
        from outbox where id = $1";
    /// Mails before an id, newest first.
    PAGE = "select id, person_id, purpose, kind, thread, recipient, subject, body, secret,
            message_id, in_reply_to, refs, state, attempts, due_at, queued_at, created_at, sent_at,
            last_error
        from outbox where id < $1 order by id desc limit $2";
    /// The same, in one state.
    PAGE_IN = "select id, person_id, purpose, kind, thread, recipient, subject, body, secret,
            message_id, in_reply_to, refs, state, attempts, due_at, queued_at, created_at, sent_at,
            last_error
        from outbox where state = $3 and id < $1 order by id desc limit $2";
    /// The mail that has waited longest after it was tried, and when it is due.
    WAITS = "select last_error, queued_at, due_at as due
        from outbox where state in ('queued', 'sending') and last_error is not null
        order by queued_at, id limit 1";
    /// How many there are in each state that somebody may have to see to, and since when the
    /// oldest.
    COUNTS = "select state, count(*) as n, min(created_at) as oldest from outbox
        where state in ('queued', 'sending', 'failed', 'held') group by state";
    /// How many were given up, up to so many.
    GIVEN_UP = "select count(*) as n
        from (select due_at from outbox where state = 'failed' limit $1) as given_up";
}
