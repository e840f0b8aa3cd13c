# The pages around the policy: its versions, the notice, and the team's side. What the policy
# itself says is in policy.ftl.

privacy-contents = Contents
privacy-versions-link = All versions, and what each changed
privacy-json-link = The same for machines
privacy-in-force = In force
privacy-in-force-link = The policy in force
privacy-other-language = There is no text in your language in this version, so here is another.
privacy-none = There is no published policy yet.
privacy-none-why = Until there is one, this site collects nothing: what a policy does not name is switched off.

privacy-versions-lead = Every version we ever published is here, with what it changed. None is altered afterwards.
privacy-version-title = Version { $number }
privacy-version-old = Version { $number }, published on { $date }. A later one is in force.
privacy-first-version = The first version.
privacy-team-only = Nothing changed for visitors, only for those who work with the site.
privacy-opens = For what was given before, new uses apply from { $date }.
privacy-lines = The text, line by line
privacy-line-added = New:
privacy-line-removed = Gone:
privacy-line-changed = Changed:
privacy-hash = Fingerprint of this version (SHA-256):
privacy-feed = Feed of versions
privacy-feed-title = { $site }: versions of the privacy policy

# The desk
done-policy-published = Published. The new version is in force.

privacy-desk-menu = Privacy
privacy-desk-title = Privacy policy
privacy-number = Version
privacy-published = Published
privacy-versions-count = Versions
privacy-noticed = Notice until

privacy-same-title = Nothing to publish
privacy-same-text = What the site does is what the policy in force says. When a setting or a paragraph changes that, a draft appears here.
privacy-broken-title = No policy can be made of this.
privacy-broken-text = The version in force stays. Please mend this:
privacy-draft-first = The first version
privacy-draft-title = A draft waits
privacy-draft-why = The site is set up differently from what the policy in force says. What is new in this draft stays off until you publish it.
privacy-examples = Still an example, and it would stand in the policy:
privacy-examples-what = Fill it in in masses.toml, and look at the country of your host as well; then start the program again.
privacy-draft-moved = The draft has changed since you looked at it, so nothing was published. Please look at it again.
privacy-draft-nothing = Somebody has published this already.

privacy-turn-added = New
privacy-turn-removed = Gone
privacy-turn-changed = Changed
privacy-about-controller = Who is responsible
privacy-about-purpose = The legal grounds
privacy-about-datum = How it is described
privacy-about-keep = How long we keep it
privacy-about-recipient = Who gets data
privacy-about-cookie = A cookie
privacy-about-notice = How many days a change waits
privacy-change-before = Until now
privacy-change-after = From then on
privacy-change-names = Concerns

privacy-effect-title = What publishing does
privacy-effect-first = This becomes version 1, and is in force at once.
privacy-effect-replaces = No visitor has given any data yet, so this simply takes the place of version { $number }.
privacy-effect-at-once = This becomes version { $number }, and is in force at once. It puts what people gave earlier to no new use, so nobody has to wait.
privacy-effect-waits = { $days ->
    [one] This becomes version { $number }. For what people give from now on, it is in force at once. For what they gave earlier, what is new begins one day later, on { $date }. Until then a notice stands on every page.
   *[other] This becomes version { $number }. For what people give from now on, it is in force at once. For what they gave earlier, what is new begins { $days } days later, on { $date }. Until then a notice stands on every page.
}
privacy-effect-waiting = This is what waits:
privacy-effect-reaches = It concerns everybody of whom we already hold the following. Whoever we have an address of gets a mail:
privacy-effect-reaches-none = It concerns nothing that we already hold.
privacy-publish = Publish…
privacy-publish-what = Version { $number } will be public for ever, together with what it changes. It can be followed by another, not taken back.
privacy-publish-replaces = Version { $number } will be replaced. Nothing was collected under it.
privacy-publish-yes = Publish version { $number }
privacy-publish-not-you = An owner or the privacy officer can publish it.

privacy-measures-title = Safeguards
privacy-measures-good = Every one that was checked holds.
privacy-check-holds = holds
privacy-check-fails = does not hold
privacy-check-none = not checked yet
privacy-check-stated = stated by the organisation, which nothing here can check

privacy-warning-draft = The site and its privacy policy differ: a draft waits.
privacy-warning-draft-link = Look at it
privacy-warning-broken = The privacy policy cannot be compiled.
privacy-warning-broken-link = See why
privacy-warning-measure = A safeguard that the policy promises does not hold, and is struck through there: “{ $measure }” ({ $note })

privacy-explain-link = What stands behind it
privacy-explain-title = What stands behind each sentence
privacy-explain-lead = Every sentence of the policy in force: the switch that put it there, what makes it true, and what the last check found.
privacy-explain-switch = Switch:
privacy-explain-mechanism = Made true by:
privacy-explain-check = Last check:
privacy-explain-gone = it is no longer in what would be published now

privacy-record-link = Record of processing
privacy-record-title = Record of processing
privacy-record-lead = What GDPR Article 30 asks for, made from the policy in force. Show it to the authority when it asks.
privacy-record-csv = Download as a table (CSV)

# Told by mail
privacy-mail-when = For what you gave us until now, it applies from { $date } on, and not before.
privacy-mail-when-mails = The mails we write to you take the new way from now on.
privacy-mail-subject = { $organisation }: our privacy policy has changed
privacy-mail-body =
    Hello,

    you have given us data on the website of { $site }, and we still have
    some of it. So you should know that our privacy policy has changed. This is new:

    { $changes }

    { $when }

    If you do not want that, simply reply to this mail, or write to
    { $email }. You can object, and you can ask us to erase
    what we have about you.

    All that has changed, and the whole policy:
    { $link }
datum-policy-told-at = when we wrote to you that this policy changes
table-policy-told = That we told you of changes
