# The contact form, and the inbox that answers it.

inquiry-menu = Contact
inquiry-title = Write to us
inquiry-lead = Ask, tell, or suggest something. Somebody at { $organisation } reads every message and answers by e-mail.
inquiry-name = Your name
inquiry-email = Your e-mail address
inquiry-email-hint = So that we can answer.
inquiry-topic = What is it about?
inquiry-topic-general = Something general
inquiry-topic-choose = Please choose
inquiry-message = Your message
inquiry-trap = Please leave this empty
inquiry-notice = { $organisation } uses what you write here to answer you and to keep spam out. It is deleted { $days } after your inquiry was closed, at the latest { $open_days } after it came (spam: { $spam_days } after it came), and earlier if you ask. Writing to us is up to you; without an address we cannot answer.
inquiry-notice-link = All about your data
inquiry-send = Send
inquiry-key-expired = This page had been open for a long time. Everything you wrote is still here: please send it once more.

inquiry-thanks-title = Thank you
inquiry-thanks-text = Your message has arrived. A confirmation is on its way to your address, and we will answer as soon as we can.
inquiry-thanks-unconfirmed = Your message has arrived. We will answer as soon as we can.
inquiry-held-title = Your message is here
inquiry-held-text = It looked a little unusual to our spam check, so somebody will look at it first. No confirmation mail was sent. You need not do anything.
inquiry-reference = Your reference:
inquiry-reference-why = Please quote it if you ask about this message.
inquiry-thanks-home = Back to the home page

# Mails
inquiry-mail-ack-subject = We have received your message [{ $reference }]
inquiry-mail-ack-body =
    Hello,

    thank you for writing to { $organisation } about “{ $topic }”.
    Somebody will read your message and answer it.

    Your reference is { $reference }.
    How we handle your data: { $privacy }
inquiry-mail-note-subject = A new inquiry: { $topic }
inquiry-mail-note-body =
    Somebody has written through { $site } about “{ $topic }”.

    Read and answer it here:
    { $link }
inquiry-mail-held-subject = { $count ->
    [one] A message waits for a look
   *[other] { $count } messages wait for a look
}
inquiry-mail-held-body =
    { $count ->
        [one] A message came through { $site } that looks like spam and may be none.
       *[other] { $count } messages came through { $site } that look like spam and may be none.
    }
    Whoever sent it was told that somebody will look at it.

    Look here:
    { $link }
inquiry-mail-answer-subject = Re: { $topic } [{ $reference }]
inquiry-mail-answer-quote = On { $when } you wrote:

# The desk
inquiry-desk-menu = Inquiries
inquiry-desk-title = Inquiries
inquiry-tabs = Inquiries by state
inquiry-pages = More inquiries
inquiry-newest = ← To the newest
inquiry-older = Older →
inquiry-search-title = Search
inquiry-search-label = Search in inquiries
inquiry-search-do = Search
inquiry-search-all = All inquiries
inquiry-search-reading = Since the start, { $percent } % of the inquiries have been read. What is in them is found already; the older ones follow.
inquiry-search-found = { $count ->
    [one] One found.
   *[other] { $count } found, the newest first.
}
inquiry-search-none-open = Nothing found among the open
inquiry-search-none-closed = Nothing found among the closed
inquiry-search-none-spam = Nothing found among suspected spam
inquiry-search-none-text = Looked for “{ $words }” in messages and answers, names, addresses, topics, references and added fields. What somebody has restricted is not searched.
inquiry-search-elsewhere = { $count ->
    [one] There is one in another state: see the tabs.
   *[other] There are { $count } in other states: see the tabs.
}
inquiry-search-try = Try fewer words, or only their beginnings.
inquiry-search-no-word = There is no word in that. Type a letter or a digit at least.
inquiry-search-long = That is too long to look for: { $max } characters are the most. A few words are enough.
inquiry-state-open = Open
inquiry-state-closed = Closed
inquiry-state-spam = Suspected spam
inquiry-empty-open = Nothing open
inquiry-empty-open-text = Whoever writes through the form appears here.
inquiry-empty-form = See the form
inquiry-empty-closed = Nothing closed yet
inquiry-empty-closed-text = What you close goes here, and is deleted when its time is over.
inquiry-empty-spam = No spam
inquiry-empty-spam-text = Messages that look like spam wait here for a second look. They are deleted after a while.
suspicion-trap = Filled a hidden field
suspicion-proof = Wrong proof of work
suspicion-fast = Sent very fast
suspicion-links = Many links
inquiry-thread-title = Inquiry { $reference }
inquiry-ours = Our answer
inquiry-damaged = (not readable)
inquiry-restricted = (restricted)
inquiry-objected = (not shown: they have objected)
inquiry-step-close = Close
inquiry-step-reopen = Reopen
inquiry-step-spam = It is spam
inquiry-step-not-spam = It is not spam
inquiry-reply-text = Your answer
inquiry-reply-close = Close the inquiry with this answer
inquiry-reply-note = Goes to { $email } by mail, with the message quoted below it.
inquiry-reply-note-no-smtp = No mail server is set up: the answer waits in the outbox until there is one.
inquiry-reply-send = Send answer
inquiry-moved = Somebody else has changed this inquiry meanwhile. Please read it again; your text is still here.
inquiry-refused = Nothing was sent: this person has said no to it. Your text is still here.
done-inquiry-answered = The answer is on its way.
done-inquiry-answer-waits = The answer waits in the outbox until a mail server is set up.
done-inquiry-close = Closed.
done-inquiry-reopen = Open again.
done-inquiry-spam = Moved to suspected spam.
done-inquiry-not-spam = Moved to the open inquiries.

# A person's panel
person-title = Person
person-name = Name
person-email = E-mail address
person-language = Language
person-wrote = Wrote on
person-others = Other inquiries
person-export = Export everything
person-correct = Correct…
person-correct-title = Correct name and address
person-correct-text = The correction reaches every inquiry of this person.
person-correct-save = Save
person-correct-back = Back
error-person-other = this address belongs to somebody else who wrote; please ask for a message from it first
done-person-corrected = Corrected.
person-restrict = Restrict
person-lift = Lift the restriction
person-is-restricted = This person’s data is restricted at their request: it is kept, but not read, used or answered. Export, Correct and Erase work all the same.
done-person-restricted = Restricted. What this person gave is kept and no longer shown.
done-person-lifted = The restriction is lifted.
person-has-objected = This person has objected to being answered: what they wrote is kept until its time is over, but not read, used or answered. Export, Correct and Erase work all the same.
person-object = Objection…
person-object-what = What the person objects to stops at once: nothing of theirs is opened for it any more.
person-object-yes = They object
person-unobject = They take it back
done-person-objected = Noted. Nothing of theirs is used for it any more.
done-person-unobjected = The objection is taken back.
person-erase = Erase…
person-erase-what = Everything about this person goes at once and for good: every inquiry, every answer, every mail. It cannot be undone.
person-erase-yes = Erase for good
person-erased-title = Erased
person-erased-text = { $rows ->
    [one] One record is gone, and the person’s key with it.
   *[other] { $rows } records are gone, and the person’s key with them.
} Copies in backups can no longer be opened once the keys there have expired.
person-erased-kept = This stays, without anything that names the person:
person-erased-back = Back to the inquiries

# An export
export-title = What we hold about you
export-intro = This is everything that { $organisation } holds about you, as of { $when }. The same stands in data.json, for machines.
table-inquiry = Your inquiries
table-inquiry-message = Your messages and our answers
table-inquiry-field = What else you told us
table-outbox = Mails to you
table-person = That we know you
table-refusal = Purposes you said no to
table-erasure = Erasures
table-journal-entry = Who handled your data
