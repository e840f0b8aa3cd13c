# Those who work with the desk: joining, signing in, their own account, the team, the journal,
# and what the program does by itself.

## The policy and the export

cookie-session = keeps somebody of our team signed in
cookie-step = remembers a sign-in that is not finished yet
table-member = Your account
table-member-session = Where you are signed in
table-member-token = Links and steps that work once
table-recovery-code = Your recovery codes
table-page-editor = When you changed pages of the site

## Fields

team-name = Name
team-name-hint = Your colleagues see it.
team-email = E-mail address
team-email-hint = You sign in with it. Visitors do not see it.
team-new-email = New e-mail address
team-password = Password
team-present-password = Present password
team-new-password = New password
team-new-password-hint = At least 12 characters. Four words that do not belong together are easy to remember and hard to guess.
team-code = Code
team-code-hint = The six digits that your authenticator app shows for this site.
team-recovery-code = Recovery code
team-recovery-code-hint = One of the codes you saved, such as K7QF-2M9X. Each works once.
team-cancel = Cancel
team-damaged = (not readable)

error-password-short = please use at least { $number } characters
error-password-guessable = this is among the first passwords that attackers try; please choose one that is harder to guess
error-team-taken = somebody on the team has this address already
error-team-joining = somebody is joining with this address just now; if that is you, go on where you began, or try again in an hour
error-team-code = this code is not right, or was used before; please wait for the next one
error-team-password = this is not your present password
error-team-too-soon = { $number ->
    [one] there were many attempts; please wait one second, then try again
   *[other] there were many attempts; please wait { $number } seconds, then try again
}

## Roles

team-role-label = Role
team-role-owner = Owner
team-role-owner-may = everything, and the team
team-role-privacy = Privacy officer
team-role-privacy-may = publishes the policy, reads the journal, exports and erases, writes pages
team-role-agent = Agent
team-role-agent-may = reads and answers inquiries, exports and erases, writes pages
team-role-reader = Reader
team-role-reader-may = reads inquiries

## Signing in

sign-in-title = Sign in
sign-in-next = Next
sign-in-second-title = Your code
sign-in-button = Sign in
sign-in-wrong = That did not match. Please check the address and the password.
sign-in-wrong-code = That code is not right, or was used before. Please try the next one.
sign-in-too-soon = { $seconds ->
    [one] There were many attempts at this account. Please wait one second, then try again.
   *[other] There were many attempts at this account. Please wait { $seconds } seconds, then try again.
}
sign-in-with-recovery = Use a recovery code instead
sign-in-with-code = Use the code from your app instead
sign-in-forgotten = Forgotten your password? An owner of this site can send you a link for a new one.
sign-in-said-signed-out = You are signed out.
sign-out-half-title = Signed out in this browser only
sign-out-half-text = Nobody can go on in the desk from here. But the end of your session could not be stored just now, so your account still lists it: please end it there when you next sign in.
sign-in-said-over = That took a little too long, or was tried too often. Please begin again.
sign-in-said-password = Your new password is saved. Please sign in with it.

## Joining, and coming back

join-title = Welcome to the team
join-text = You are invited to work with the desk of { $organisation }.
join-needs = It takes about three minutes. You need a telephone with an authenticator app, or a password manager that shows one-time codes.
join-button = Accept the invitation
join-account-title = Your account
join-step = Step { $number } of { $of }
join-notice = { $organisation } keeps this, encrypted, as long as you are on the team, so that only people we know have access.
join-next = Next
kept-title = What is kept about you
kept-text = This is kept about those who work with the site. How to ask for it, correct it or have it erased, and whom to complain to, is in the privacy policy:
kept-data = Data
kept-cookies = Cookies of the desk
link-over-title = This link does not work any more
link-over-text = It was used already, or its time is over. Whoever sent it to you can make a new one.
link-over-first = It was used already, or its time is over. A new one is shown when the program is started again, or by `masses team invite --owner` and the folder of the site.
link-over-sign-in = Sign in
reset-title = A new password
reset-text = With this link you choose a new password for the desk of { $organisation }. It works once.
reset-button = Choose a new password
reset-save = Save the new password

## The second factor

factor-title = Second factor
factor-why = Besides your password you sign in with a code that only your telephone or password manager knows. So a stolen password alone opens nothing.
factor-app-title = Get an app
factor-app-text = Any authenticator app will do, and so will a password manager that shows one-time codes.
factor-scan-title = Add this site to it
factor-scan-image = QR code with the key for your app
factor-scan-text = Scan this with the app.
factor-open = Open in the app on this device
factor-type-text = If you cannot scan it, type this key into the app:
factor-confirm-title = Enter the code it shows
factor-confirm-button = Confirm
factor-former-stays = Your present second factor works until you have confirmed the new one.
factor-new-text = You will add this site to an app anew. Your present second factor works until then.
factor-new = Set up anew
factor-again = Show another key

## Recovery codes

codes-title = Recovery codes
codes-text = If you lose your telephone, each of these codes lets you in once, together with your password. Print them, or save them in your password manager; not on the telephone alone.
codes-once = These are the codes for the desk of { $site }. They are shown now and never again.
codes-former = The codes you had before do not work any more.
codes-saved = I have saved them

## Confirming

confirm-title = Please confirm that it is you
confirm-text = You are about to change who can come in. Please enter your password and a code.
confirm-button = Confirm
confirm-wrong = That did not match. Please check the password, and wait for the next code.

## The own account

account-title = Your account
account-save-name = Save the name
account-way-in = How you sign in
account-change-email = change
account-change-password = change
account-change-factor = set up anew
account-codes-left = { $count ->
    [0] none left: make new ones
    [one] one left
   *[other] { $count } left
}
account-since = On the team since
account-new-codes = New recovery codes
account-new-codes-text = You get ten new codes. Those you have now stop working.
account-sessions = Where you are signed in
account-sessions-text = We keep no note of the browser or the place, only of the times. If you do not remember one of them, end it and change your password.
account-session-begun = Signed in
account-session-seen = Last used
account-session-here = this browser
account-session-end = End
account-end-others = End all others
account-password-title = Change your password
account-save-password = Save the new password
account-email-title = Change your e-mail address
account-save-email = Save the new address
account-others-end = Wherever else you are signed in, you will be signed out.

done-account-name = Your name is saved.
done-account-password = Your new password is saved. You are signed out everywhere else.
done-account-email = Your new address is saved. You are signed out everywhere else.
done-account-factor = Your new second factor works. You are signed out everywhere else.
done-session-ended = That session has ended.
done-sessions-ended = Those sessions have ended.

## The team

team-menu = Team
team-title = Team
team-note = Who works with the desk, and what they may do.
team-you = you
member-state-active = Active
member-state-disabled = Disabled
member-state-invited = Joining
team-signed-in = Last signed in
team-never = never
team-sessions = { $count ->
    [one] now in one browser
   *[other] now in { $count } browsers
}
team-change-role = Change role
team-end-sessions = Sign out everywhere
team-reset = New password…
team-reset-now = Make a link for a new password
team-reset-text = They get a link with which they choose a new password. They still need their second factor, or a recovery code, to sign in.
team-reset-factor = The second factor is lost too: set it up anew
team-disable = Disable…
team-disable-now = Disable now
team-disable-text = They are signed out at once and cannot come in again until you enable them. Nothing is deleted.
team-enable = Enable
team-remove = Remove…
team-remove-now = Remove for good
team-remove-text = Their name, address and way in are erased. The journal keeps a number in place of their name.
team-invite-title = Invite somebody
team-invite-mail = With an address, the invitation goes there by mail. Without one, you get a link to pass on.
team-invite-link = You get a link to pass on. It works once, for seven days.
team-invite-email = Their e-mail address
team-invite-email-hint = Nobody but them sees the link then.
team-invite-button = Invite
team-roles-title = Who may do what
team-invitations = Open invitations
team-invitation-until = Works until
team-withdraw = Withdraw
team-last-owner = This is the last active owner. Make somebody else an owner first.
team-over = That was done already, or has changed meanwhile. Please look again.
team-is-disabled = This account is not active. Enable it first.
team-link-invitation-title = Invitation
team-link-invitation-text = Pass this link on to the person you want to invite, and to nobody else. Whoever opens it can join.
team-link-reset-title = Link for a new password
team-link-reset-text = Pass this link on to the person it is for, and to nobody else.
team-link-once = It works once, until { $until }. It is shown now and never again.
team-link-back = Back to the team

done-team-invited = The invitation is on its way.
done-team-withdrawn = The invitation does not work any more.
done-team-role = The role is changed.
done-team-disabled = The account is disabled.
done-team-enabled = The account is enabled.
done-team-reset = The link for a new password is on its way.
done-team-removed = The account is removed.

## Mails to the team

team-mail-invitation-subject = { $organisation }: you are invited to the team
team-mail-invitation-body =
    Hello,

    you are invited to work with the desk of { $organisation }. Your role: { $role }.

    Open this link to join. It works once, until { $until }:

    { $link }

    If you did not expect this, you can ignore it.
team-mail-reset-subject = { $organisation }: choose a new password
team-mail-reset-body =
    Hello,

    with this link you choose a new password for the desk of { $organisation }. It works once, for a day:

    { $link }

    You still need your second factor to sign in. If you did not ask for this, tell an owner of the site.
team-mail-changed-subject = { $organisation }: your account has changed
team-mail-changed-body =
    Hello,

    in your account at the desk of { $organisation } this has just been changed: { $what }.

    If that was you, there is nothing to do. If not, tell an owner of the site at once: they can disable the account and send you a new link.

    { $desk }
team-changed-password = the password
team-changed-factor = the second factor
team-changed-address = the e-mail address
team-changed-codes = the recovery codes

## Warnings in the desk

warning-no-owner = Nobody runs this site: there is no active owner. On the server, “masses team invite --owner” prints a link for one.
warning-recovery-code = The recovery code of the keys has not been confirmed. If the key file is lost without it, everything personal is lost. The code is shown once, at the first start and after “masses key rotate”. On the server, confirm it with “masses key confirm”; if it was lost, “masses key rotate” makes a new key and a new code.
warning-clock = The clock seems to have jumped, so nothing is deleted until somebody has looked at it.
warning-clock-look = Look at it

## The journal

journal-menu = Journal
journal-title = Journal
journal-note = Who did what to whose data. In numbers, without names of those concerned.
journal-member = Member
journal-all = Everybody
journal-person = Person
journal-show = Show
journal-verify = Verify the journal
journal-at = When
journal-who = Who
journal-what = What
journal-object = On what
journal-unsealed = not sealed yet
journal-empty = Nothing here
journal-empty-text = There is no entry that fits. Choose somebody else, or everybody.
journal-pages = Pages of the journal
journal-sound = The journal is sound.
journal-sound-text = { $blocks } blocks with { $entries } entries were verified; { $unsealed } are not sealed yet.
journal-head = Its head, to be kept elsewhere:
journal-broken = The journal is damaged, from block { $block } on.
journal-broken-text = Somebody has changed it, or the disk is at fault. Keep a copy of the database, and compare with a backup.
pages-newest = ← Newest
pages-older = Older →

## The system

system-menu = System
system-title = System
system-note = What the program does by itself, and what it waits for.
system-clock-title = Is the clock right?
system-clock-text = It says { $now }; when it was last looked at, it said { $seen }. Until somebody confirms it, nothing is deleted.
system-clock-right = The clock is right
system-mails = Mails
system-no-smtp = No mail server is set, so nothing is sent. What would have been sent is listed here: open a mail to read it. Add [mail.smtp] to masses.toml to send it.
system-queue = { $waiting ->
    [one] One mail waits, since { $since }.
   *[other] { $waiting } mails wait, the oldest since { $since }.
}
system-mail-down = The mail server cannot be reached or used.
system-mail-waits = Some mail could not be handed over yet.
system-mail-trouble = { $server } – { $why } – since { $since }. Nothing is lost: the next try is on { $next }.
system-mail-unread = Mails are not shown: it cannot be noted right now that somebody reads them.
system-mail-states = Mails by state
system-all = All
system-no-mail-of-state = None of these
system-no-mail-of-state-text = No mail is in this state.
system-no-mail = No mail
system-no-mail-text = Mails appear here as soon as there are any.
system-pages = Pages of mails
system-jobs = Jobs
system-job = Job
system-job-ended = Last ended
system-job-due = Due
system-job-state = State
system-job-failed = { $count ->
    [one] failed once
   *[other] failed { $count } times
}
system-job-runs = runs
system-job-not-yet = not yet
system-job-idle = when there is something to do
system-job-good = good
system-memory = In memory
index-inquiries-ready = Search in inquiries: { $documents ->
    [one] one inquiry
   *[other] { $documents } inquiries
  }, { $words ->
    [one] one word
   *[other] { $words } different words
  }, { $megabytes } MB. Nothing of it is on disk: it is read anew at every start.
index-inquiries-reading = Search in inquiries: { $percent } % has been read since the start. The newest inquiries are found already.
job-inquiries-held = Tells of messages that may be spam
job-sweep = Deletes what has reached its end
job-erasures = Finishes erasures
job-access-log = Deletes old logs of visits
job-journal-seal = Seals the journal
job-journal-night = Verifies the journal
job-mail = Sends mails
job-policy-measures = Checks the safeguards
job-policy-told = Tells people of changes to the policy
job-pages-history = Deletes versions of pages that are too old

mail-title = A mail
mail-to = To
mail-state = State
mail-written = Written
mail-sent = Sent
mail-attempts = Attempts
mail-masked = This mail carries a secret link, so its text is not shown.
mail-reveal = Show it…
mail-reveal-text = Whoever sees the link can use it in place of the person it is for. That you looked is noted in the journal.
mail-retry = Send again
mail-back = Back
mail-unreadable = (cannot be read)
mail-restricted = (restricted)
mail-objected = (not shown: they have objected)

done-clock-confirmed = Thank you. What has reached its end is deleted again.
done-mail-retried = The mail is tried again.
