# The privacy policy: what every site says, and the words for data, purposes and safeguards.
# Read it aloud after changing it. Names of data, purposes and recipients are parts of sentences
# and start with a small letter.

## The page

policy-title = Privacy
policy-description = What happens to your data on this site.
policy-lead = This page is put together by the program that runs the site, from what is really switched on. It cannot promise what the program does not do.
policy-version = Version { $number }, in force since { $date }
policy-own-mark = In our own words
policy-measure-holds = Checked on { $date }: it holds.
policy-measure-fails = Did not hold when checked on { $date }. We are working on it.
policy-measure-unchecked = Not checked yet.
policy-versions-title = All versions of this policy
policy-difference-title = What version { $number } changed
policy-difference-none = Nothing changed.
policy-notice = Our privacy policy has changed. { $when }
policy-notice-when = For what you gave us earlier, the change applies from { $date }.
policy-notice-when-mails = Our mails to you take a new way.
policy-notice-link = See what changed

policy-section-who = Who we are
policy-section-what = What we collect
policy-section-why = What we use it for
policy-section-how-long = How long we keep it
policy-section-recipients = Who else gets it
policy-section-safeguards = How we protect it
policy-section-cookies = Cookies
policy-section-links = Links to other sites
policy-section-rights = Your rights
policy-section-changes = When this policy changes

## Who

policy-who-runs = This website is run by { $organisation-legal-name }, { $organisation-address }.
policy-who-contact = You can reach us at { $organisation-email }.
policy-who-contact-phone = You can reach us at { $organisation-email }, or by telephone at { $organisation-phone }.
policy-who-data-protection = With any question about your data, please write to { $organisation-data-protection-email }.
policy-who-data-protection-name = With any question about your data, please turn to { $organisation-data-protection-name }, { $organisation-data-protection-email }.
policy-who-covers = This page says what happens to your data on { $site-url }. It covers this website and no other.

## What

policy-what-free = You can read this site without telling us who you are. We learn what you choose to tell us, and the few technical things named here.
policy-inquiries-contact = When you write to us through the contact form, we receive your e-mail address, your message, the topic you chose and, if you give it, your name.
policy-inquiries-fields = The form has further fields: { $fields }.
policy-inquiries-field = “{ $label }”
policy-ip-memory = To send you a page, our server needs the network address of your connection, called IP address. It remembers the address for a short time, to slow down attacks, and then forgets it.
policy-ip-log-short = Each time a page is asked for, our log of visits notes the time, the kind of page, the method, the outcome, the size of the answer and how long it took, and the first part of that address, which many people share. { $server-access-log-days ->
    [one] Each line is deleted after one day.
   *[other] Each line is deleted after { $server-access-log-days } days.
}
policy-ip-log-full = Each time a page is asked for, our log of visits notes the time, the kind of page, the method, the outcome, the size of the answer and how long it took, and the whole address, so that we can find the cause of attacks and errors. { $server-access-log-days ->
    [one] Each line is deleted after one day.
   *[other] Each line is deleted after { $server-access-log-days } days.
}
policy-ip-log-off = We keep no log of visits.
policy-ip-hosting-full = { $hosting-log-days ->
    [one] Our hosting provider, { $hosting-provider }, keeps a log of its own for one day, with the whole address in it.
   *[other] Our hosting provider, { $hosting-provider }, keeps a log of its own for { $hosting-log-days } days, with the whole address in it.
}
policy-ip-hosting-short = { $hosting-log-days ->
    [one] Our hosting provider, { $hosting-provider }, keeps a log of its own for one day, with the first part of the address in it.
   *[other] Our hosting provider, { $hosting-provider }, keeps a log of its own for { $hosting-log-days } days, with the first part of the address in it.
}
policy-ip-hosting-bare = { $hosting-log-days ->
    [one] Our hosting provider, { $hosting-provider }, keeps a log of its own for one day, without any address in it.
   *[other] Our hosting provider, { $hosting-provider }, keeps a log of its own for { $hosting-log-days } days, without any address in it.
}
policy-ip-hosting-off = Our hosting provider, { $hosting-provider }, keeps no log of your visits.

policy-data-caption = The data we collect, one line for each
policy-data-what = What
policy-data-purpose = What for
policy-data-basis = On what grounds
policy-data-need = Do you have to give it?
policy-data-keep = How long we keep it
policy-need-required = yes, we cannot do it without
policy-need-optional = no, only if you like
policy-need-automatic = no, it arises by itself
policy-need-closed = no, it is no longer asked for

## Why

policy-why-intro = We use your data for these purposes and for no others:
policy-inquiries-purpose = What you write to us, we use to answer you.
policy-purpose-consent = { $purpose }. We do this only if you agree (GDPR Article 6(1)(a)).
policy-purpose-contract = { $purpose }. We need this for what we have agreed with you (GDPR Article 6(1)(b)).
policy-purpose-legal-obligation = { $purpose }. The law asks this of us, in { $law } (GDPR Article 6(1)(c)).
policy-purpose-public-task = { $purpose }. This is part of our public task under { $law } (GDPR Article 6(1)(e)).
policy-purpose-legitimate-interest = { $purpose }. Our legitimate interest: { $interest } (GDPR Article 6(1)(f)).
policy-purpose-closed = Nothing new is collected for this.
policy-law-gdpr = GDPR Article { $article }
policy-law-gdpr-many = GDPR Articles { $article }
policy-law-paragraph = { $article }({ $paragraph })
policy-law-and = { $first } and { $second }
policy-ip-why = Your IP address serves only to deliver pages and to keep the site safe. That is our legitimate interest, too (GDPR Article 6(1)(f)).
policy-voluntary = Whether you give us data is up to you; no law and no contract obliges you. The table shows what we need for what.
policy-inquiries-voluntary = In the contact form, the fields marked as optional may stay empty. Without your e-mail address, a topic and a message we cannot answer.
policy-no-automation = No decision about you is left to a machine.

## How long

policy-how-long = The table above says how long we keep each thing. Every night, the program deletes by itself what has reached its end.
policy-how-long-sooner = If you ask us to erase your data, it goes sooner. Only the notes that let us account for our work stay until their time is over; they hold a number, no name.
policy-leaving = We no longer collect: { $data }. { $when }.
policy-closing-day = the last of it goes at the latest on { $day }
policy-closing = what is still there goes when its time has run out
policy-day = { $month ->
    [1] { $day } January { $year }
    [2] { $day } February { $year }
    [3] { $day } March { $year }
    [4] { $day } April { $year }
    [5] { $day } May { $year }
    [6] { $day } June { $year }
    [7] { $day } July { $year }
    [8] { $day } August { $year }
    [9] { $day } September { $year }
    [10] { $day } October { $year }
    [11] { $day } November { $year }
   *[12] { $day } December { $year }
}

## Recipients

policy-not-sold = We do not sell your data, rent it out or hand it on. Nobody outside gets it unless you allow it or a law obliges us.
policy-not-sold-besides = We do not sell your data or rent it out. Besides those named here, nobody outside gets it, unless you allow it or a law obliges us.
policy-own-machine = The machine this site runs on is our own.
policy-recipients-intro = These help us run the site and can come into contact with your data:
policy-recipient-processor = { $recipient }: { $provider }, { $country }. They work for us and only as we tell them; contract: { $contract }.
policy-recipient-controller = { $recipient }: { $provider }, { $country }. They are responsible themselves for what they do with it; agreement: { $contract }.
policy-transfers-none = All of this takes place within the European Economic Area.
policy-transfer = { $provider } is in { $country }, outside the European Economic Area. What protects your data there: { $safeguard }. You can have a copy of it from { $organisation-data-protection-email }.
policy-no-third-party-requests = When you read this site, your browser asks nobody but us. No fonts, maps, videos or counters come from elsewhere.

## Safeguards

policy-safeguards-intro = This is how we protect your data against theft and prying eyes. The site checks each point itself, every night. One that does not hold is struck through here, with the date.

## Cookies

policy-cookies-intro = This site uses the cookies in this table and no others.
policy-cookies-none = This site sets no cookies when you visit it.
policy-cookies-control = A cookie is a small note that your browser keeps for us. It gives us no control over your computer, and shows us nothing but what we wrote on it ourselves.
policy-cookies-disable = You can delete or refuse cookies at any time in your browser’s privacy settings. Every page can be read without them.
policy-cookie-caption = The cookies of this site
policy-cookie-name = Name
policy-cookie-purpose = What for
policy-cookie-need = Why it may be set
policy-cookie-lifetime = How long it lasts
policy-cookie-need-necessary = needed for what you asked for
policy-cookie-need-consent = only if you agree
policy-lifetime-session = until you close the browser
policy-lifetime-minutes = { $count ->
    [one] one minute
   *[other] { $count } minutes
}
policy-lifetime-hours = { $count ->
    [one] one hour
   *[other] { $count } hours
}
policy-lifetime-days = { $count ->
    [one] one day
   *[other] { $count } days
}
policy-lifetime-years = { $count ->
    [one] one year
   *[other] { $count } years
}

## Links

policy-links = Some of our pages lead to other websites. Such links are marked. What happens to your data there is not in our hands, so please read what those sites say about it. We do not tell them from which of our pages you came.

## Rights

policy-rights-intro = It is your data. Write to { $organisation-data-protection-email }, and we will do any of this, free of charge and within a month:
policy-rights-proof = To be sure that it is you, we ask only for a message from the address in question. The copy of your data goes to that address and to no other.
right-access = Show you: we tell you what we hold about you and send you a copy.
right-rectification = Correct it: we put right what is wrong and complete what is missing.
right-erasure = Erase it: we delete what we hold about you, unless a law makes us keep it.
right-restriction = Put it on hold: we keep it but leave it alone, for example while a dispute is settled.
right-portability = Hand it over: you get what you gave us in a form that other programs can read.
right-withdrawal = Take back a yes: what you agreed to, you can end at any time, as easily as you agreed. What happened until then stays lawful.
right-objection = You can object. Where we rely on our legitimate interest, tell us at any time if your situation speaks against it, and we stop, unless there are compelling reasons that we can show you (GDPR Article 21).
right-objection-task = You can object. Where we rely on our legitimate interest or on a public task, tell us at any time if your situation speaks against it, and we stop, unless there are compelling reasons that we can show you (GDPR Article 21).
right-complaint = You can complain. If you think we are doing something wrong, you may turn to a data protection authority. Ours is { $organisation-authority-name }, { $organisation-authority-url }.

## Changes

policy-changes = When what we do changes, so does this page. Each version has a number and a date; all of them stay online, with what changed.
policy-changes-notice = { $policy-notice-days ->
    [one] What you gave us earlier is not used for anything new, nor given to anybody new, until one day after we have announced it. Until then a notice stands on every page, and we write to everybody whose data is affected. Only the mails we write to you take the new way at once.
   *[other] What you gave us earlier is not used for anything new, nor given to anybody new, until { $policy-notice-days } days after we have announced it. Until then a notice stands on every page, and we write to everybody whose data is affected. Only the mails we write to you take the new way at once.
}
policy-changes-replaced = If one company merely takes over from another, with the same task and in the same country, we announce that too, but do not wait.

## Legal bases

basis-consent = your consent
basis-contract = our agreement with you
basis-legal-obligation = a legal duty
basis-public-task = our public task
basis-legitimate-interest = our legitimate interest

## Sorts of data

category-name = names
category-email-address = e-mail addresses
category-communication = messages
category-topic = topics
category-preference = interests and preferences
category-language = language
category-timestamp = dates and times
category-identifier = random numbers that stand for a person
category-authentication = sign-in data
category-activity = what was done and when
category-network-address = network addresses
category-special = specially protected data (GDPR Article 9)

## Purposes

purpose-inquiries-answer = answering what you write to us
purpose-inquiries-answer-interest = whoever writes to us should get an answer
purpose-inquiries-guard = keeping spam and abuse away
purpose-inquiries-guard-interest = honest messages should not drown in spam
purpose-inquiries-team = knowing who of us answered
purpose-inquiries-team-interest = colleagues should see who has said what
purpose-pages-team = knowing who of us changed a page
purpose-pages-team-interest = colleagues should see who has changed what, and be able to undo it together
purpose-all = everything but your rights
purpose-people-rights = giving you access to your data, correcting and erasing it
purpose-care-proof = being able to show that we erased your data, and erasing it again should a backup bring it back
purpose-journal-account = being able to show who handled your data, and when
purpose-journal-team = being able to show what the team did with personal data
purpose-team-work = running accounts for those who work with the site
purpose-team-work-interest = only people we know should have access

## Data

datum-inquiry-name = your name
datum-inquiry-email = your e-mail address
datum-inquiry-topic = the topic you chose
datum-inquiry-language = the language you wrote in
datum-inquiry-opened-at = when you wrote
datum-inquiry-suspicion = signs of spam that a message shows, if any
datum-inquiry-reference = your reference
datum-inquiry-message-body = what you wrote and what we answered
datum-inquiry-message-direction = who wrote it
state-direction-in = You
state-direction-out = We
datum-inquiry-message-sent-at = when each message was sent
datum-inquiry-message-author = who on the team answered, as a number without a name
datum-inquiry-field-value = your answer to “{ $label }”
datum-outbox-recipient = the address a mail to you goes to
datum-outbox-subject = the subject of a mail to you
datum-outbox-body = the text of a mail to you
datum-person-created-at = when we first heard from you
datum-refusal-purpose = purposes you said no to
datum-erasure-asked-at = when you asked us to erase your data
datum-journal-entry-at = when something was done with your data
datum-journal-entry-act = what was done with it
datum-journal-entry-actor = who on the team did it, as a number without a name
datum-member-name = the name of a member of the team
datum-member-email = the e-mail address of a member of the team
datum-member-password = the password of a member of the team, as a hash
datum-member-totp = the second factor of a member of the team
datum-member-totp-next = a new second factor that is not confirmed yet
datum-member-created-at = when a member joined the team
datum-member-signed-in-at = when a member last signed in
datum-member-session-created-at = when a member’s session began
datum-member-session-seen-at = when a member’s session was last used
datum-page-editor-at = when a member of the team changed a page of the site

people-visitors = people who visit the site or write to us
people-team = people who work with the site

## How long

keep-after-inquiry-closed-at = { $length } after your inquiry was closed
keep-after-inquiry-opened-at = at the latest { $length } after you wrote
keep-after-inquiry-opened-at-spam = spam: { $length } after it came
keep-after-inquiry-sent-at = { $length } after your message came
keep-after-outbox-sent-at = { $length } after it was sent, if that is sooner
keep-after-erasure-done-at = { $length } after the erasure
keep-after-member-created-at-invited = an invitation that nobody takes up: { $length }
keep-after-member-session-created-at = { $length } after signing in
keep-after-page-editor-at = at the latest { $length } after the change
keep-last-of-person = until we hold nothing else about you
event-member-removed = until the account is removed
event-journal-month = { $journal-keep-months ->
    [one] one month after the month in which it happened
   *[other] { $journal-keep-months } months after the month in which it happened
}

kept-nobody = It says nothing about anybody.
kept-erasure = A note of the erasure stays for a while: as proof, and so that it is done again should a backup bring the data back. It holds a number, no name.
kept-journal = This note stays, because we must be able to show who handled personal data and when (GDPR Article 5(2)). It holds a number, no name, and goes by itself when its time is over.

## Recipients and safeguards

recipient-hosting = hosting
recipient-database = storing the data
recipient-mail-relay = sending e-mail

measure-sealed-at-rest = Names, addresses and messages are stored encrypted, each person’s under a key of their own.
measure-keys-apart = The keys are kept apart from the data. Whoever steals only one of them can do nothing with it.
measure-tls = The connection between your browser and this site is encrypted.
measure-two-step = Everybody on our team signs in with two steps, a password and a one-time code.
measure-journal = Each time somebody handles personal data, it is noted in a journal that cannot be changed unseen.
measure-no-third-party = Your browser is told to load nothing from anywhere but this site.
measure-erasure = { $keys-keys-kept-days ->
    [one] When data is erased, it goes at once, together with its key. Copies of the keys expire after one day; from then on no backup can bring it back.
   *[other] When data is erased, it goes at once, together with its key. Copies of the keys expire after { $keys-keys-kept-days } days; from then on no backup can bring it back.
}

## What a new version changes

change-controller-changed = Who is responsible has changed, from { $before } to { $after }.
change-purpose-added = A new purpose: { $name } ({ $basis }).
change-purpose-removed = No longer a purpose: { $name }.
change-purpose-changed = For “{ $name }” the legal grounds have changed, from { $before } to { $after }.
change-purpose-closed = Nothing new is collected for “{ $name }”.
change-purpose-reopened = Data is collected again for “{ $name }”.
change-datum-added = New for “{ $purpose }”: { $name }.
change-datum-removed = No longer used for “{ $purpose }”: { $name }.
change-datum-changed = Described differently – { $name }: now { $after }, before { $before }.
policy-trait-required = has to be given
policy-trait-optional = may be left out
policy-trait-automatic = arises by itself
policy-trait-given = comes from you
policy-trait-observed = noted by the program
policy-trait-written = written by us
policy-trait-sealed = stored encrypted
policy-trait-open = stored unencrypted
change-datum-closed = No longer collected: { $name }.
change-datum-reopened = Collected again: { $name }.
change-keep-changed = Kept for a different time – { $name }. Now: { $after }. Before: { $before }.
change-recipient-added = New among those who get data: { $name } – { $after }.
change-recipient-removed = No longer among those who get data: { $name } – { $before }.
change-recipient-changed = For “{ $name }” there is a change, from { $before } to { $after }.
change-cookie-added = A new cookie: { $name }, { $purpose }.
change-cookie-removed = A cookie is gone: { $name }.
change-cookie-changed = The cookie { $name } has changed, from { $before } to { $after }.
change-measure-added = A new safeguard: { $name }
change-measure-removed = A safeguard is no longer claimed: { $name }
change-own-added = The organisation’s own paragraph in “{ $section }” was added.
change-own-changed = The organisation’s own paragraph in “{ $section }” was changed.
change-own-removed = The organisation’s own paragraph in “{ $section }” was removed.
change-text-changed = The wording has changed.
change-notice-changed = Changes now wait { $after } days instead of { $before }.

## The record of processing

record-controller = Responsible
record-purpose = Purpose
record-basis = Legal basis
record-article = GDPR Article 6(1)({ $letter })
record-people = People concerned
record-data = Sorts of data
record-recipients = Recipients
record-transfers = Transfers outside the European Economic Area
record-limits = Time limits for erasure
record-measures = Safeguards
record-no-data = no stored personal data
record-no-recipient = none
record-no-transfer = none

## Countries

country-at = Austria
country-be = Belgium
country-bg = Bulgaria
country-ca = Canada
country-ch = Switzerland
country-cy = Cyprus
country-cz = Czechia
country-de = Germany
country-dk = Denmark
country-ee = Estonia
country-es = Spain
country-fi = Finland
country-fr = France
country-gb = the United Kingdom
country-gr = Greece
country-hr = Croatia
country-hu = Hungary
country-ie = Ireland
country-is = Iceland
country-it = Italy
country-li = Liechtenstein
country-lt = Lithuania
country-lu = Luxembourg
country-lv = Latvia
country-mt = Malta
country-nl = the Netherlands
country-no = Norway
country-pl = Poland
country-pt = Portugal
country-ro = Romania
country-se = Sweden
country-si = Slovenia
country-sk = Slovakia
country-us = the United States
