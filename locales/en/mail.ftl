# Mails to people: what the policy says of them, and how the outbox shows them.

purpose-mail-deliver = delivering the mails we write to you
purpose-mail-deliver-interest = what we write to you should reach you, even if your mail server is down for a while

keep-after-outbox-created-at = at the latest { $length } after the mail was written

measure-mail-encrypted = Our mails leave this machine only over an encrypted connection.

mail-kind-acknowledgement = Acknowledgement
mail-kind-answer = Answer
mail-kind-notification = Notification
mail-kind-invitation = Invitation
mail-kind-reset = New way in
mail-kind-notice = News about your data

mail-state-queued = Waiting
mail-state-sending = Being sent
mail-state-sent = Sent
mail-state-failed = Not delivered
mail-state-held = On hold

mail-why-no-connection = no connection
mail-why-silent-connect = the mail server did not answer the connection
mail-why-silent-greeting = the mail server did not greet us
mail-why-silent-starttls = the mail server did not answer after STARTTLS
mail-why-silent-auth = the mail server did not answer after user and password
mail-why-silent-mail = the mail server did not answer after MAIL
mail-why-silent-rcpt = the mail server did not answer after RCPT
mail-why-silent-data = the mail server did not answer after DATA
mail-why-silent-text = the mail server did not answer after the text of a mail
mail-why-no-tls = TLS failed: the mail server’s certificate may be wrong or expired
mail-why-not-smtp = what the mail server said is not SMTP
mail-why-lacks = the mail server lacks something we need: STARTTLS, a way to sign in, or 8BITMIME
mail-why-characters = the server takes no addresses with such characters
mail-why-unnamed = the policy in force does not name the mail server yet
mail-why-damaged = damaged
mail-why-not-a-mail = no mail can be made of it
mail-why-restricted = its recipient wants their data left alone for now
mail-why-given-up = given up
