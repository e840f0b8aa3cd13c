# E-Mails an Menschen: was die Datenschutzerklärung darüber sagt, und wie der Postausgang sie zeigt.

purpose-mail-deliver = die E-Mails zustellen, die wir Ihnen schreiben
purpose-mail-deliver-interest = Was wir Ihnen schreiben, soll ankommen, auch wenn Ihr Mailserver eine Weile nicht erreichbar ist

keep-after-outbox-created-at = spätestens { $length }, nachdem die E-Mail geschrieben wurde

measure-mail-encrypted = Unsere E-Mails verlassen diesen Rechner nur über eine verschlüsselte Verbindung.

mail-kind-acknowledgement = Eingangsbestätigung
mail-kind-answer = Antwort
mail-kind-notification = Benachrichtigung
mail-kind-invitation = Einladung
mail-kind-reset = Neuer Zugang
mail-kind-notice = Neues zu Ihren Daten

mail-state-queued = Wartet
mail-state-sending = Wird versandt
mail-state-sent = Versandt
mail-state-failed = Nicht zugestellt
mail-state-held = Angehalten
