//! How long each step of handing over a mail may take.

use std::time::Duration;

/// A step at which a mail can fail to be handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Finding the server and connecting to it.
    Connect,
    /// TLS where that comes first, the server's greeting, and its answer to `EHLO`.
    Greeting,
    /// `STARTTLS`, TLS, and the answer to the second `EHLO`.
    StartTls,
    /// `AUTH`.
    Auth,
    /// `MAIL`.
    Mail,
    /// `RCPT`.
    Rcpt,
    /// `DATA`.
    Data,
    /// The text, and the answer to its end.
    Text,
}

impl Phase {
    /// Whether the server knows by then that there is a mail.
    pub const fn has_a_mail(self) -> bool {
        matches!(self, Phase::Mail | Phase::Rcpt | Phase::Data | Phase::Text)
    }
}

/// How long the server may take at each step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    /// For finding it, and then for each of its addresses.
    pub connect: Duration,
    /// See [`Phase::Greeting`].
    pub greeting: Duration,
    /// See [`Phase::StartTls`].
    pub starttls: Duration,
    /// See [`Phase::Auth`].
    pub auth: Duration,
    /// For `NOOP`, asked of a connection that took a mail before.
    pub noop: Duration,
    /// See [`Phase::Mail`].
    pub mail: Duration,
    /// See [`Phase::Rcpt`].
    pub rcpt: Duration,
    /// See [`Phase::Data`].
    pub data: Duration,
    /// See [`Phase::Text`].
    pub text: Duration,
    /// For `QUIT`.
    pub quit: Duration,
}

impl Deadlines {
    /// At how many of the server's addresses it is looked for.
    pub(super) const ADDRESSES: usize = 4;

    /// RFC 5321, section 4.5.3.2, has longer ones, for servers that hand mail to any other in the
    /// world. Ours goes to one that the organisation has chosen, and while that keeps us waiting,
    /// no other mail goes out. Each comment says what the RFC recommends.
    pub const USUAL: Self = Self {
        connect: Duration::from_secs(15), // nothing
        // 5 minutes. Some let whoever calls wait for a while.
        greeting: Duration::from_secs(60),
        starttls: Duration::from_secs(30), // nothing
        auth: Duration::from_secs(30),     // nothing
        noop: Duration::from_secs(10),     // nothing: a new connection does as well
        mail: Duration::from_secs(30),     // 5 minutes
        // 5 minutes. It may ask another server about the recipient.
        rcpt: Duration::from_secs(60),
        data: Duration::from_secs(30), // 2 minutes
        // 3 minutes for each block and 10 after the last. A server that has taken a mail and is
        // not heard out will get it twice; but ours are short.
        text: Duration::from_secs(180),
        quit: Duration::from_secs(10), // nothing: it is all done
    };

    /// The same for every step.
    pub const fn all(deadline: Duration) -> Self {
        Self {
            connect: deadline,
            greeting: deadline,
            starttls: deadline,
            auth: deadline,
            noop: deadline,
            mail: deadline,
            rcpt: deadline,
            data: deadline,
            text: deadline,
            quit: deadline,
        }
    }

    /// That of a step.
    pub const fn of(&self, phase: Phase) -> Duration {
        match phase {
            Phase::Connect => self.connect,
            Phase::Greeting => self.greeting,
            Phase::StartTls => self.starttls,
            Phase::Auth => self.auth,
            Phase::Mail => self.mail,
            Phase::Rcpt => self.rcpt,
            Phase::Data => self.data,
            Phase::Text => self.text,
        }
    }

    /// How long handing over one mail can take at most, with a connection of before to be left.
    pub const fn whole(&self) -> Duration {
        let mut whole = self.connect.saturating_mul(1 + Self::ADDRESSES as u32);
        let once = [
            self.greeting,
            self.starttls,
            self.auth,
            self.noop,
            self.mail,
            self.rcpt,
            self.data,
            self.text,
            self.quit,
        ];
        let mut at = 0;
        while at < once.len() {
            whole = whole.saturating_add(once[at]);
            at += 1;
        }
        whole
    }
}
