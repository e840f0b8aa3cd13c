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

mail-why-no-connection = keine Verbindung
mail-why-silent-connect = der Mailserver antwortete nicht auf die Verbindung
mail-why-silent-greeting = der Mailserver meldete sich nicht
mail-why-silent-starttls = der Mailserver antwortete nicht nach STARTTLS
mail-why-silent-auth = der Mailserver antwortete nicht nach Benutzername und Passwort
mail-why-silent-mail = der Mailserver antwortete nicht nach MAIL
mail-why-silent-rcpt = der Mailserver antwortete nicht nach RCPT
mail-why-silent-data = der Mailserver antwortete nicht nach DATA
mail-why-silent-text = der Mailserver antwortete nicht nach dem Text einer E-Mail
mail-why-no-tls = TLS kam nicht zustande: vielleicht ist das Zertifikat des Mailservers falsch oder abgelaufen
mail-why-not-smtp = was der Mailserver sagte, ist kein SMTP
mail-why-lacks = dem Mailserver fehlt etwas, das wir brauchen: STARTTLS, eine Anmeldung oder 8BITMIME
mail-why-characters = der Mailserver nimmt keine Adressen mit solchen Zeichen
mail-why-unnamed = die geltende Datenschutzerklärung nennt den Mailserver noch nicht
mail-why-damaged = beschädigt
mail-why-not-a-mail = daraus wird keine E-Mail
mail-why-restricted = wer sie bekommen soll, möchte, dass die eigenen Daten vorerst ruhen
mail-why-given-up = aufgegeben
