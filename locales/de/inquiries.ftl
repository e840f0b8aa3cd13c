# Das Kontaktformular und der Posteingang, der es beantwortet.

inquiry-menu = Kontakt
inquiry-title = Schreiben Sie uns
inquiry-lead = Fragen, erzählen oder schlagen Sie etwas vor. Bei { $organisation } liest jemand jede Nachricht und antwortet per E-Mail.
inquiry-name = Ihr Name
inquiry-email = Ihre E-Mail-Adresse
inquiry-email-hint = Damit wir antworten können.
inquiry-topic = Worum geht es?
inquiry-topic-general = Etwas Allgemeines
inquiry-topic-choose = Bitte wählen
inquiry-message = Ihre Nachricht
inquiry-trap = Bitte leer lassen
inquiry-notice = { $organisation } verwendet, was Sie hier schreiben, um Ihnen zu antworten und Spam fernzuhalten. Es wird { $days } nach Abschluss Ihrer Anfrage gelöscht, spätestens { $open_days } nach dem Eingang (Spam: { $spam_days } nach dem Eingang), auf Wunsch früher. Ob Sie uns schreiben, entscheiden Sie; ohne Adresse können wir nicht antworten.
inquiry-notice-link = Alles über Ihre Daten
inquiry-send = Senden
inquiry-key-expired = Diese Seite war lange offen. Alles, was Sie geschrieben haben, ist noch da: Bitte senden Sie es noch einmal.

inquiry-thanks-title = Danke
inquiry-thanks-text = Ihre Nachricht ist angekommen. Eine Bestätigung ist an Ihre Adresse unterwegs, und wir antworten, sobald wir können.
inquiry-thanks-unconfirmed = Ihre Nachricht ist angekommen. Wir antworten, sobald wir können.
inquiry-held-title = Ihre Nachricht ist da
inquiry-held-text = Unserer Spam-Prüfung kam sie etwas ungewöhnlich vor, deshalb sieht sie sich zuerst jemand an. Eine Bestätigung per E-Mail gab es nicht. Sie brauchen nichts zu tun.
inquiry-reference = Ihr Zeichen:
inquiry-reference-why = Bitte nennen Sie es, wenn Sie zu dieser Nachricht fragen.
inquiry-thanks-home = Zur Startseite

# E-Mails
inquiry-mail-ack-subject = Ihre Nachricht ist angekommen [{ $reference }]
inquiry-mail-ack-body =
    Guten Tag,

    danke, dass Sie { $organisation } zum Thema „{ $topic }“ geschrieben haben.
    Jemand liest Ihre Nachricht und antwortet darauf.

    Ihr Zeichen ist { $reference }.
    So gehen wir mit Ihren Daten um: { $privacy }
inquiry-mail-note-subject = Eine neue Anfrage: { $topic }
inquiry-mail-note-body =
    Über { $site } hat jemand zum Thema „{ $topic }“ geschrieben.

    Lesen und beantworten Sie es hier:
    { $link }
inquiry-mail-held-subject = { $count ->
    [one] Eine Nachricht wartet auf einen Blick
   *[other] { $count } Nachrichten warten auf einen Blick
}
inquiry-mail-held-body =
    { $count ->
        [one] Über { $site } kam eine Nachricht, die nach Spam aussieht und vielleicht keiner ist.
       *[other] Über { $site } kamen { $count } Nachrichten, die nach Spam aussehen und vielleicht keiner sind.
    }
    Wer sie geschickt hat, weiß, dass sie sich jemand ansieht.

    Sehen Sie hier nach:
    { $link }
inquiry-mail-answer-subject = Re: { $topic } [{ $reference }]
inquiry-mail-answer-quote = Am { $when } haben Sie geschrieben:

# Der Teambereich
inquiry-desk-menu = Anfragen
inquiry-desk-title = Anfragen
inquiry-tabs = Anfragen nach Stand
inquiry-pages = Weitere Anfragen
inquiry-newest = ← Zu den neuesten
inquiry-older = Ältere →
inquiry-search-title = Suche
inquiry-search-label = In den Anfragen suchen
inquiry-search-do = Suchen
inquiry-search-all = Alle Anfragen
inquiry-search-reading = Seit dem Start sind { $percent } % der Anfragen gelesen. Was darin steht, wird schon gefunden; die älteren folgen.
inquiry-search-found = { $count ->
    [one] Eine gefunden.
   *[other] { $count } gefunden, die neuesten zuerst.
}
inquiry-search-none-open = Unter den offenen nichts gefunden
inquiry-search-none-closed = Unter den abgeschlossenen nichts gefunden
inquiry-search-none-spam = Unter Spamverdacht nichts gefunden
inquiry-search-none-text = Gesucht wurde „{ $words }“ in Nachrichten und Antworten, Namen, Adressen, Themen, Kennzeichen und eigenen Feldern. Was jemand eingeschränkt hat, wird nicht durchsucht.
inquiry-search-elsewhere = { $count ->
    [one] In einem anderen Stand gibt es eine: siehe oben.
   *[other] In anderen Ständen gibt es { $count }: siehe oben.
}
inquiry-search-try = Versuchen Sie es mit weniger Wörtern oder nur mit deren Anfängen.
inquiry-search-no-word = Darin steht kein Wort. Geben Sie wenigstens einen Buchstaben oder eine Ziffer ein.
inquiry-search-long = Das ist zu lang zum Suchen: höchstens { $max } Zeichen. Ein paar Wörter genügen.
inquiry-state-open = Offen
inquiry-state-closed = Abgeschlossen
inquiry-state-spam = Spamverdacht
inquiry-empty-open = Nichts offen
inquiry-empty-open-text = Wer über das Formular schreibt, erscheint hier.
inquiry-empty-form = Zum Formular
inquiry-empty-closed = Noch nichts abgeschlossen
inquiry-empty-closed-text = Was Sie abschließen, kommt hierher und wird gelöscht, wenn seine Zeit vorbei ist.
inquiry-empty-spam = Kein Spam
inquiry-empty-spam-text = Was nach Spam aussieht, wartet hier auf einen zweiten Blick. Nach einer Weile wird es gelöscht.
suspicion-trap = Verstecktes Feld ausgefüllt
suspicion-proof = Falscher Arbeitsnachweis
suspicion-fast = Sehr schnell gesendet
suspicion-links = Viele Links
inquiry-thread-title = Anfrage { $reference }
inquiry-ours = Unsere Antwort
inquiry-damaged = (nicht lesbar)
inquiry-restricted = (eingeschränkt)
inquiry-objected = (nicht gezeigt: Widerspruch)
inquiry-step-close = Abschließen
inquiry-step-reopen = Wieder öffnen
inquiry-step-spam = Das ist Spam
inquiry-step-not-spam = Das ist kein Spam
inquiry-reply-text = Ihre Antwort
inquiry-reply-close = Die Anfrage mit dieser Antwort abschließen
inquiry-reply-note = Geht per E-Mail an { $email }; die Nachricht steht zitiert darunter.
inquiry-reply-note-no-smtp = Es ist kein Mailserver eingerichtet: Die Antwort wartet im Postausgang, bis es einen gibt.
inquiry-reply-send = Antwort senden
inquiry-moved = Jemand anderes hat diese Anfrage inzwischen geändert. Bitte lesen Sie noch einmal; Ihr Text ist noch da.
inquiry-refused = Es wurde nichts verschickt: Diese Person möchte das nicht. Ihr Text ist noch da.
done-inquiry-answered = Die Antwort ist unterwegs.
done-inquiry-answer-waits = Die Antwort wartet im Postausgang, bis ein Mailserver eingerichtet ist.
done-inquiry-close = Abgeschlossen.
done-inquiry-reopen = Wieder offen.
done-inquiry-spam = In den Spamverdacht verschoben.
done-inquiry-not-spam = Zu den offenen Anfragen verschoben.

# Der Bereich einer Person
person-title = Person
person-name = Name
person-email = E-Mail-Adresse
person-language = Sprache
person-wrote = Geschrieben am
person-others = Weitere Anfragen
person-export = Alles exportieren
person-correct = Berichtigen …
person-correct-title = Name und Adresse berichtigen
person-correct-text = Die Berichtigung gilt für jede Anfrage dieser Person.
person-correct-save = Speichern
person-correct-back = Zurück
error-person-other = diese Adresse gehört jemand anderem, der geschrieben hat; bitten Sie zuerst um eine Nachricht von dort
done-person-corrected = Berichtigt.
person-restrict = Einschränken
person-lift = Einschränkung aufheben
person-is-restricted = Die Daten dieser Person sind auf ihren Wunsch eingeschränkt: Sie bleiben gespeichert, werden aber nicht gelesen, verwendet oder beantwortet. Exportieren, Berichtigen und Löschen gehen trotzdem.
done-person-restricted = Eingeschränkt. Was diese Person angegeben hat, bleibt gespeichert und wird nicht mehr gezeigt.
done-person-lifted = Die Einschränkung ist aufgehoben.
person-has-objected = Diese Person hat widersprochen: Was sie geschrieben hat, bleibt bis zum Ende der Frist gespeichert, wird aber nicht gelesen, verwendet oder beantwortet. Exportieren, Berichtigen und Löschen gehen trotzdem.
person-object = Widerspruch …
person-object-what = Wozu die Person widerspricht, das hört sofort auf: Nichts von ihr wird noch dafür geöffnet.
person-object-yes = Sie widerspricht
person-unobject = Sie nimmt es zurück
done-person-objected = Vermerkt. Nichts von dieser Person wird noch dafür verwendet.
done-person-unobjected = Der Widerspruch ist zurückgenommen.
person-erase = Löschen …
person-erase-what = Alles über diese Person geht sofort und endgültig: jede Anfrage, jede Antwort, jede E-Mail. Das lässt sich nicht rückgängig machen.
person-erase-yes = Endgültig löschen
person-erased-title = Gelöscht
person-erased-text = { $rows ->
    [one] Ein Eintrag ist weg und mit ihm der Schlüssel der Person.
   *[other] { $rows } Einträge sind weg und mit ihnen der Schlüssel der Person.
} Kopien in Sicherungen lassen sich nicht mehr öffnen, sobald die Schlüssel dort abgelaufen sind.
person-erased-kept = Das bleibt, ohne etwas, das die Person nennt:
person-erased-back = Zurück zu den Anfragen

# Ein Export
export-title = Was wir über Sie haben
export-intro = Das ist alles, was { $organisation } über Sie gespeichert hat, Stand { $when }. Dasselbe steht in data.json, für Maschinen.
table-inquiry = Ihre Anfragen
table-inquiry-message = Ihre Nachrichten und unsere Antworten
table-inquiry-field = Was Sie uns sonst gesagt haben
table-outbox = E-Mails an Sie
table-person = Dass wir Sie kennen
table-refusal = Zwecke, zu denen Sie Nein gesagt haben
table-erasure = Löschungen
table-journal-entry = Wer mit Ihren Daten zu tun hatte
