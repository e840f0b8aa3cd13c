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
