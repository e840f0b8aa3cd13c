# Die Datenschutzerklärung: was jede Website sagt, und die Wörter für Daten, Zwecke und
# Schutzmaßnahmen. Nach jeder Änderung laut lesen. Namen von Daten, Zwecken und Empfängern sind
# Satzteile.

## Die Seite

policy-title = Datenschutz
policy-description = Was auf dieser Website mit Ihren Daten geschieht.
policy-lead = Diese Seite setzt das Programm, das die Website betreibt, selbst zusammen: aus dem, was wirklich eingeschaltet ist. Sie kann nichts versprechen, was das Programm nicht tut.
policy-version = Fassung { $number }, gültig seit { $date }
policy-own-mark = In unseren eigenen Worten
policy-measure-holds = Geprüft am { $date }: trifft zu.
policy-measure-fails = Traf bei der Prüfung am { $date } nicht zu. Wir kümmern uns darum.
policy-measure-unchecked = Noch nicht geprüft.
policy-versions-title = Alle Fassungen dieser Erklärung
policy-difference-title = Was Fassung { $number } geändert hat
policy-difference-none = Nichts hat sich geändert.
policy-notice = Unsere Datenschutzerklärung hat sich geändert. { $when }
policy-notice-when = Für alles, was Sie uns früher gegeben haben, gilt die Änderung ab { $date }.
policy-notice-when-mails = Unsere E-Mails an Sie nehmen einen neuen Weg.
policy-notice-link = Was sich geändert hat

policy-section-who = Wer wir sind
policy-section-what = Was wir erheben
policy-section-why = Wofür wir es verwenden
policy-section-how-long = Wie lange wir es behalten
policy-section-recipients = Wer es sonst noch bekommt
policy-section-safeguards = Wie wir es schützen
policy-section-cookies = Cookies
policy-section-links = Links zu anderen Websites
policy-section-rights = Ihre Rechte
policy-section-changes = Wenn sich diese Erklärung ändert

## Wer

policy-who-runs = Diese Website betreibt { $organisation-legal-name }, { $organisation-address }.
policy-who-contact = Sie erreichen uns unter { $organisation-email }.
policy-who-contact-phone = Sie erreichen uns unter { $organisation-email } oder telefonisch unter { $organisation-phone }.
policy-who-data-protection = Bei Fragen zu Ihren Daten schreiben Sie bitte an { $organisation-data-protection-email }.
policy-who-data-protection-name = Bei Fragen zu Ihren Daten schreiben Sie bitte an { $organisation-data-protection-name }, { $organisation-data-protection-email }.
policy-who-covers = Hier steht, was auf { $site-url } mit Ihren Daten geschieht. Die Erklärung gilt für diese Website und für keine andere.

## Was

policy-what-free = Sie können diese Website lesen, ohne uns zu sagen, wer Sie sind. Wir erfahren, was Sie uns mitteilen möchten, und das wenige Technische, das hier genannt ist.
policy-inquiries-contact = Wenn Sie uns über das Kontaktformular schreiben, erhalten wir Ihre E-Mail-Adresse, Ihre Nachricht, das gewählte Thema und, wenn Sie ihn angeben, Ihren Namen.
policy-inquiries-fields = Das Formular hat weitere Felder: { $fields }.
policy-inquiries-field = „{ $label }“
policy-ip-memory = Um Ihnen eine Seite zu schicken, braucht unser Server die Netzadresse Ihres Anschlusses, die IP-Adresse. Er merkt sie sich für kurze Zeit, um Angriffe zu bremsen, und vergisst sie dann.
policy-ip-log-short = Bei jedem Abruf notiert unser Besuchsprotokoll Zeitpunkt, Art der Seite, Methode, Ergebnis, Größe und Dauer der Antwort und den vorderen Teil dieser Adresse, den Sie mit vielen anderen teilen. { $server-access-log-days ->
    [one] Nach einem Tag wird der Eintrag gelöscht.
   *[other] Nach { $server-access-log-days } Tagen wird der Eintrag gelöscht.
}
policy-ip-log-full = Bei jedem Abruf notiert unser Besuchsprotokoll Zeitpunkt, Art der Seite, Methode, Ergebnis, Größe und Dauer der Antwort und die ganze Adresse, damit wir die Ursache von Angriffen und Fehlern finden. { $server-access-log-days ->
    [one] Nach einem Tag wird der Eintrag gelöscht.
   *[other] Nach { $server-access-log-days } Tagen wird der Eintrag gelöscht.
}
policy-ip-log-off = Wir führen kein Besuchsprotokoll.
policy-ip-hosting-full = { $hosting-log-days ->
    [one] Wo unsere Website läuft, bei { $hosting-provider }, gibt es ein eigenes Protokoll. Darin steht einen Tag lang die ganze Adresse.
   *[other] Wo unsere Website läuft, bei { $hosting-provider }, gibt es ein eigenes Protokoll. Darin steht { $hosting-log-days } Tage lang die ganze Adresse.
}
policy-ip-hosting-short = { $hosting-log-days ->
    [one] Wo unsere Website läuft, bei { $hosting-provider }, gibt es ein eigenes Protokoll. Darin steht einen Tag lang der vordere Teil der Adresse.
   *[other] Wo unsere Website läuft, bei { $hosting-provider }, gibt es ein eigenes Protokoll. Darin steht { $hosting-log-days } Tage lang der vordere Teil der Adresse.
}
policy-ip-hosting-bare = { $hosting-log-days ->
    [one] Wo unsere Website läuft, bei { $hosting-provider }, gibt es ein eigenes Protokoll. Es bleibt einen Tag lang und enthält keine Adressen.
   *[other] Wo unsere Website läuft, bei { $hosting-provider }, gibt es ein eigenes Protokoll. Es bleibt { $hosting-log-days } Tage lang und enthält keine Adressen.
}
policy-ip-hosting-off = Wo unsere Website läuft, bei { $hosting-provider }, werden Ihre Besuche nicht protokolliert.

policy-data-caption = Die Daten, die wir erheben, Zeile für Zeile
policy-data-what = Was
policy-data-purpose = Wofür
policy-data-basis = Auf welcher Grundlage
policy-data-need = Müssen Sie es angeben?
policy-data-keep = Wie lange wir es behalten
policy-need-required = ja, ohne geht es nicht
policy-need-optional = nein, nur wenn Sie möchten
policy-need-automatic = nein, es entsteht von selbst
policy-need-closed = nein, es wird nicht mehr erfragt

## Wofür

policy-why-intro = Wir verwenden Ihre Daten für diese Zwecke und für keine anderen:
policy-inquiries-purpose = Was Sie uns schreiben, verwenden wir, um Ihnen zu antworten.
policy-purpose-consent = { $purpose }. Das tun wir nur, wenn Sie einwilligen (Art. 6 Abs. 1 Buchst. a DSGVO).
policy-purpose-contract = { $purpose }. Das brauchen wir für das, was wir mit Ihnen vereinbart haben (Art. 6 Abs. 1 Buchst. b DSGVO).
policy-purpose-legal-obligation = { $purpose }. Dazu verpflichtet uns das Gesetz, nämlich { $law } (Art. 6 Abs. 1 Buchst. c DSGVO).
policy-purpose-public-task = { $purpose }. Das gehört zu unserer öffentlichen Aufgabe nach { $law } (Art. 6 Abs. 1 Buchst. e DSGVO).
policy-purpose-legitimate-interest = { $purpose }. Unser berechtigtes Interesse: { $interest } (Art. 6 Abs. 1 Buchst. f DSGVO).
policy-purpose-closed = Dafür wird nichts Neues mehr erhoben.
policy-law-gdpr = Art. { $article } DSGVO
policy-law-gdpr-many = Art. { $article } DSGVO
policy-law-paragraph = { $article } Abs. { $paragraph }
policy-law-and = { $first } und Art. { $second }
policy-ip-why = Ihre IP-Adresse dient nur dazu, Seiten auszuliefern und die Website zu schützen. Auch das ist unser berechtigtes Interesse (Art. 6 Abs. 1 Buchst. f DSGVO).
policy-voluntary = Ob Sie uns Daten geben, entscheiden Sie; kein Gesetz und kein Vertrag verpflichtet Sie dazu. In der Tabelle steht, was wir wofür brauchen.
policy-inquiries-voluntary = Im Kontaktformular darf leer bleiben, was als freiwillig gekennzeichnet ist. Ohne Ihre E-Mail-Adresse, ein Thema und eine Nachricht können wir nicht antworten.
policy-no-automation = Keine Entscheidung über Sie wird einer Maschine überlassen.

## Wie lange

policy-how-long = In der Tabelle oben steht, wie lange wir etwas behalten. Jede Nacht löscht das Programm von selbst, was sein Ende erreicht hat.
policy-how-long-sooner = Wenn Sie uns bitten, Ihre Daten zu löschen, werden sie früher gelöscht. Nur die Notizen, mit denen wir Rechenschaft ablegen, bleiben, bis ihre Zeit abgelaufen ist; darin steht eine Nummer, kein Name.
policy-leaving = Wird nicht mehr erhoben: { $data }. { $when }.
policy-closing-day = der letzte Rest wird spätestens am { $day } gelöscht
policy-closing = was noch da ist, wird gelöscht, sobald seine Zeit abgelaufen ist
policy-day = { $month ->
    [1] { $day }. Januar { $year }
    [2] { $day }. Februar { $year }
    [3] { $day }. März { $year }
    [4] { $day }. April { $year }
    [5] { $day }. Mai { $year }
    [6] { $day }. Juni { $year }
    [7] { $day }. Juli { $year }
    [8] { $day }. August { $year }
    [9] { $day }. September { $year }
    [10] { $day }. Oktober { $year }
    [11] { $day }. November { $year }
   *[12] { $day }. Dezember { $year }
}

## Empfänger

policy-not-sold = Wir verkaufen Ihre Daten nicht, wir vermieten sie nicht und geben sie nicht weiter. Niemand außerhalb bekommt sie, es sei denn, Sie erlauben es oder ein Gesetz verpflichtet uns.
policy-not-sold-besides = Wir verkaufen Ihre Daten nicht und vermieten sie nicht. Außer denen, die hier genannt sind, bekommt sie niemand außerhalb, es sei denn, Sie erlauben es oder ein Gesetz verpflichtet uns.
policy-own-machine = Der Rechner, auf dem diese Website läuft, gehört uns selbst.
policy-recipients-intro = Diese Stellen helfen uns, die Website zu betreiben, und können dabei mit Ihren Daten in Berührung kommen:
policy-recipient-processor = { $recipient }: { $provider }, { $country }. Dieser Dienstleister arbeitet für uns und nur nach unseren Weisungen; Vertrag: { $contract }.
policy-recipient-controller = { $recipient }: { $provider }, { $country }. Diese Stelle ist selbst dafür verantwortlich, was sie mit den Daten tut; Vereinbarung: { $contract }.
policy-transfers-none = All das geschieht innerhalb des Europäischen Wirtschaftsraums.
policy-transfer = { $provider } hat den Sitz außerhalb des Europäischen Wirtschaftsraums ({ $country }). Was Ihre Daten dort schützt: { $safeguard }. Eine Kopie davon bekommen Sie von { $organisation-data-protection-email }.
policy-no-third-party-requests = Wenn Sie diese Website lesen, fragt Ihr Browser niemanden außer uns. Keine Schriften, Karten, Videos oder Zähler kommen von anderswo.

## Schutz

policy-safeguards-intro = So schützen wir Ihre Daten vor Diebstahl und neugierigen Blicken. Jede Nacht prüft die Website jeden Punkt selbst. Was nicht zutrifft, wird hier durchgestrichen, mit Datum.

## Cookies

policy-cookies-intro = Diese Website verwendet die Cookies in dieser Tabelle und keine anderen.
policy-cookies-none = Diese Website setzt keine Cookies, wenn Sie sie besuchen.
policy-cookies-control = Ein Cookie ist ein kleiner Zettel, den Ihr Browser für uns aufbewahrt. Er gibt uns keine Gewalt über Ihren Computer und zeigt uns nichts als das, was wir selbst daraufgeschrieben haben.
policy-cookies-disable = In den Datenschutzeinstellungen Ihres Browsers können Sie Cookies jederzeit löschen oder ablehnen. Jede Seite lässt sich auch ohne sie lesen.
policy-cookie-caption = Die Cookies dieser Website
policy-cookie-name = Name
policy-cookie-purpose = Wofür
policy-cookie-need = Warum er gesetzt werden darf
policy-cookie-lifetime = Wie lange er bleibt
policy-cookie-need-necessary = nötig für das, was Sie verlangt haben
policy-cookie-need-consent = nur wenn Sie einwilligen
policy-lifetime-session = bis Sie den Browser schließen
policy-lifetime-minutes = { $count ->
    [one] eine Minute
   *[other] { $count } Minuten
}
policy-lifetime-hours = { $count ->
    [one] eine Stunde
   *[other] { $count } Stunden
}
policy-lifetime-days = { $count ->
    [one] einen Tag
   *[other] { $count } Tage
}
policy-lifetime-years = { $count ->
    [one] ein Jahr
   *[other] { $count } Jahre
}

## Links

policy-links = Manche unserer Seiten führen zu anderen Websites. Solche Links sind gekennzeichnet. Was dort mit Ihren Daten geschieht, liegt nicht in unserer Hand; lesen Sie bitte, was jene Websites dazu sagen. Wir verraten ihnen nicht, von welcher unserer Seiten Sie kommen.

## Rechte

policy-rights-intro = Es sind Ihre Daten. Schreiben Sie an { $organisation-data-protection-email }, und wir tun davon, was Sie wünschen, kostenlos und innerhalb eines Monats:
policy-rights-proof = Um sicher zu sein, dass Sie es sind, bitten wir nur um eine Nachricht von der betreffenden Adresse. Die Kopie Ihrer Daten schicken wir an diese Adresse und an keine andere.
right-access = Auskunft: Wir sagen Ihnen, was wir über Sie gespeichert haben, und schicken Ihnen eine Kopie.
right-rectification = Berichtigung: Wir stellen richtig, was falsch ist, und ergänzen, was fehlt.
right-erasure = Löschung: Wir löschen, was wir über Sie gespeichert haben, es sei denn, ein Gesetz lässt uns etwas aufbewahren.
right-restriction = Einschränkung: Wir behalten Ihre Daten, rühren sie aber nicht an, etwa solange etwas strittig ist.
right-portability = Übertragung: Was Sie uns gegeben haben, bekommen Sie in einer Form, die andere Programme lesen können.
right-withdrawal = Widerruf: Was Sie erlaubt haben, können Sie jederzeit beenden, so leicht, wie Sie es erlaubt haben. Was bis dahin geschah, bleibt rechtmäßig.
right-objection = Sie können widersprechen. Wo wir uns auf unser berechtigtes Interesse stützen, sagen Sie uns jederzeit, wenn Ihre Lage dagegenspricht. Dann hören wir auf, es sei denn, es gibt zwingende Gründe, die wir Ihnen zeigen können (Art. 21 DSGVO).
right-objection-task = Sie können widersprechen. Wo wir uns auf unser berechtigtes Interesse oder eine öffentliche Aufgabe stützen, sagen Sie uns jederzeit, wenn Ihre Lage dagegenspricht. Dann hören wir auf, es sei denn, es gibt zwingende Gründe, die wir Ihnen zeigen können (Art. 21 DSGVO).
right-complaint = Sie können sich beschweren. Wenn Sie meinen, dass wir etwas falsch machen, können Sie sich an eine Datenschutzbehörde wenden. Für uns zuständig: { $organisation-authority-name }, { $organisation-authority-url }.

## Änderungen

policy-changes = Ändert sich, was wir tun, so ändert sich auch diese Seite. Jede Fassung hat eine Nummer und ein Datum; alle bleiben abrufbar, mit dem, was sich geändert hat.
policy-changes-notice = { $policy-notice-days ->
    [one] Was Sie uns früher gegeben haben, verwenden wir erst einen Tag nach der Ankündigung für etwas Neues und geben es auch erst dann an neue Empfänger. Bis dahin steht ein Hinweis auf jeder Seite, und wir schreiben allen, deren Daten es betrifft. Nur die E-Mails an Sie nehmen gleich den neuen Weg.
   *[other] Was Sie uns früher gegeben haben, verwenden wir erst { $policy-notice-days } Tage nach der Ankündigung für etwas Neues und geben es auch erst dann an neue Empfänger. Bis dahin steht ein Hinweis auf jeder Seite, und wir schreiben allen, deren Daten es betrifft. Nur die E-Mails an Sie nehmen gleich den neuen Weg.
}
policy-changes-replaced = Löst nur ein Unternehmen ein anderes ab, mit derselben Aufgabe und im selben Land, so kündigen wir auch das an, warten aber nicht.

## Rechtsgrundlagen

basis-consent = Ihre Einwilligung
basis-contract = unsere Vereinbarung mit Ihnen
basis-legal-obligation = eine gesetzliche Pflicht
basis-public-task = unsere öffentliche Aufgabe
basis-legitimate-interest = unser berechtigtes Interesse

## Arten von Daten

category-name = Namen
category-email-address = E-Mail-Adressen
category-communication = Nachrichten
category-topic = Themen
category-preference = Interessen und Vorlieben
category-language = Sprache
category-timestamp = Datum und Uhrzeit
category-identifier = Zufallszahlen, die für eine Person stehen
category-authentication = Anmeldedaten
category-activity = was wann getan wurde
category-network-address = Netzadressen
category-special = besonders geschützte Daten (Art. 9 DSGVO)

## Zwecke

purpose-inquiries-answer = Ihre Nachricht beantworten
purpose-inquiries-answer-interest = Wer uns schreibt, soll eine Antwort bekommen
purpose-inquiries-guard = Spam und Missbrauch fernhalten
purpose-inquiries-guard-interest = Ehrliche Nachrichten sollen nicht im Spam untergehen
purpose-inquiries-team = Wissen, wer von uns geantwortet hat
purpose-inquiries-team-interest = Wer zusammenarbeitet, soll sehen, wer was gesagt hat
purpose-pages-team = Wissen, wer von uns eine Seite geändert hat
purpose-pages-team-interest = Wer zusammenarbeitet, soll sehen, wer was geändert hat, und es gemeinsam rückgängig machen können
purpose-all = alles außer Ihren Rechten
purpose-people-rights = Ihnen Auskunft über Ihre Daten geben, sie berichtigen und löschen
purpose-care-proof = nachweisen können, dass wir Ihre Daten gelöscht haben, und sie noch einmal löschen, falls eine Sicherung sie zurückbringt
purpose-journal-account = nachweisen können, wer wann mit Ihren Daten gearbeitet hat
purpose-journal-team = nachweisen können, was das Team mit personenbezogenen Daten getan hat
purpose-team-work = Konten für alle führen, die mit der Website arbeiten
purpose-team-work-interest = Zugang sollen nur Menschen haben, die wir kennen

## Daten

datum-inquiry-name = Ihr Name
datum-inquiry-email = Ihre E-Mail-Adresse
datum-inquiry-topic = das Thema, das Sie gewählt haben
datum-inquiry-language = die Sprache, in der Sie geschrieben haben
datum-inquiry-opened-at = wann Sie geschrieben haben
datum-inquiry-suspicion = Anzeichen von Spam, falls eine Nachricht welche zeigt
datum-inquiry-reference = Ihr Zeichen
datum-inquiry-message-body = was Sie geschrieben und was wir geantwortet haben
datum-inquiry-message-direction = von wem
state-direction-in = Von Ihnen
state-direction-out = Von uns
datum-inquiry-message-sent-at = wann jede Nachricht abgeschickt wurde
datum-inquiry-message-author = wer aus dem Team geantwortet hat, als Nummer ohne Namen
datum-inquiry-field-value = Ihre Antwort auf „{ $label }“
datum-outbox-recipient = die Adresse, an die eine E-Mail an Sie geht
datum-outbox-subject = der Betreff einer E-Mail an Sie
datum-outbox-body = der Text einer E-Mail an Sie
datum-person-created-at = wann wir zum ersten Mal von Ihnen gehört haben
datum-refusal-purpose = Zwecke, zu denen Sie Nein gesagt haben
datum-erasure-asked-at = wann Sie um die Löschung Ihrer Daten gebeten haben
datum-journal-entry-at = wann etwas mit Ihren Daten getan wurde
datum-journal-entry-act = was damit getan wurde
datum-journal-entry-actor = wer aus dem Team es war, als Nummer ohne Namen
datum-member-name = der Name eines Mitglieds unseres Teams
datum-member-email = die E-Mail-Adresse eines Mitglieds unseres Teams
datum-member-password = das Passwort eines Mitglieds unseres Teams, als Prüfwert
datum-member-totp = der zweite Faktor eines Mitglieds unseres Teams
datum-member-totp-next = ein neuer zweiter Faktor, der noch nicht bestätigt ist
datum-member-created-at = wann ein Mitglied zum Team kam
datum-member-signed-in-at = wann sich ein Mitglied zuletzt angemeldet hat
datum-member-session-created-at = wann die Sitzung eines Mitglieds begann
datum-member-session-seen-at = wann die Sitzung eines Mitglieds zuletzt benutzt wurde
datum-page-editor-at = wann ein Mitglied des Teams eine Seite der Website geändert hat

people-visitors = Menschen, die die Website besuchen oder uns schreiben
people-team = Menschen, die mit der Website arbeiten

## Wie lange

keep-after-inquiry-closed-at = { $length }, nachdem Ihre Anfrage abgeschlossen wurde
keep-after-inquiry-opened-at = spätestens { $length }, nachdem Sie geschrieben haben
keep-after-inquiry-opened-at-spam = Spam: { $length } nach dem Eingang
keep-after-inquiry-sent-at = { $length } nach dem Eingang Ihrer Nachricht
keep-after-outbox-sent-at = { $length } nach dem Versand, falls das früher ist
keep-after-erasure-done-at = { $length } nach der Löschung
keep-after-member-created-at-invited = eine Einladung, die niemand annimmt: { $length }
keep-after-member-session-created-at = { $length } nach der Anmeldung
keep-after-page-editor-at = spätestens { $length } nach der Änderung
keep-last-of-person = bis wir nichts anderes mehr über Sie gespeichert haben
event-member-removed = bis das Konto entfernt wird
event-journal-month = { $journal-keep-months ->
    [one] einen Monat nach dem Monat, in dem es geschah
   *[other] { $journal-keep-months } Monate nach dem Monat, in dem es geschah
}

kept-nobody = Es sagt über niemanden etwas aus.
kept-erasure = Eine Notiz über die Löschung bleibt eine Weile: als Nachweis, und damit noch einmal gelöscht wird, falls eine Sicherung die Daten zurückbringt. Sie enthält eine Nummer, keinen Namen.
kept-journal = Diese Notiz bleibt, weil wir nachweisen müssen, wer wann mit personenbezogenen Daten gearbeitet hat (Art. 5 Abs. 2 DSGVO). Sie enthält eine Nummer, keinen Namen, und verschwindet von selbst, wenn ihre Zeit abgelaufen ist.

## Empfänger und Schutzmaßnahmen

recipient-hosting = Hosting
recipient-database = Speichern der Daten
recipient-mail-relay = Versand von E-Mails

measure-sealed-at-rest = Namen, Adressen und Nachrichten werden verschlüsselt gespeichert, für jede Person unter einem eigenen Schlüssel.
measure-keys-apart = Die Schlüssel liegen getrennt von den Daten. Wer nur das eine stiehlt, kann damit nichts anfangen.
measure-tls = Die Verbindung zwischen Ihrem Browser und dieser Website ist verschlüsselt.
measure-two-step = In unserem Team melden sich alle in zwei Schritten an, mit Passwort und Einmalcode.
measure-journal = Wann immer jemand mit personenbezogenen Daten arbeitet, steht das in einem Journal, das sich nicht unbemerkt ändern lässt.
measure-no-third-party = Ihr Browser wird angewiesen, alles nur von dieser Website zu laden.
measure-erasure = { $keys-keys-kept-days ->
    [one] Was gelöscht wird, ist sofort weg, zusammen mit seinem Schlüssel. Kopien der Schlüssel verfallen nach einem Tag; danach kann keine Sicherung es zurückbringen.
   *[other] Was gelöscht wird, ist sofort weg, zusammen mit seinem Schlüssel. Kopien der Schlüssel verfallen nach { $keys-keys-kept-days } Tagen; danach kann keine Sicherung es zurückbringen.
}

## Was eine neue Fassung ändert

change-controller-changed = Wer verantwortlich ist, hat sich geändert: jetzt { $after }, vorher { $before }.
change-purpose-added = Ein neuer Zweck: { $name } ({ $basis }).
change-purpose-removed = Kein Zweck mehr: { $name }.
change-purpose-changed = Für „{ $name }“ hat sich die Rechtsgrundlage geändert: jetzt { $after }, vorher { $before }.
change-purpose-closed = Für „{ $name }“ wird nichts Neues mehr erhoben.
change-purpose-reopened = Für „{ $name }“ werden wieder Daten erhoben.
change-datum-added = Neu hinzugekommen für „{ $purpose }“: { $name }.
change-datum-removed = Nicht mehr dabei für „{ $purpose }“: { $name }.
change-datum-changed = Geänderte Angabe – { $name }: jetzt { $after }, vorher { $before }.
policy-trait-required = muss angegeben werden
policy-trait-optional = darf fehlen
policy-trait-automatic = entsteht von selbst
policy-trait-given = kommt von Ihnen
policy-trait-observed = vom Programm festgehalten
policy-trait-written = von uns geschrieben
policy-trait-sealed = verschlüsselt gespeichert
policy-trait-open = unverschlüsselt gespeichert
change-datum-closed = Wird nicht mehr erhoben: { $name }.
change-datum-reopened = Wird wieder erhoben: { $name }.
change-keep-changed = Andere Aufbewahrungsdauer – { $name }. Jetzt: { $after }. Vorher: { $before }.
change-recipient-added = Neu unter denen, die Daten bekommen: { $name } – { $after }.
change-recipient-removed = Nicht mehr unter denen, die Daten bekommen: { $name } – { $before }.
change-recipient-changed = Bei „{ $name }“ gibt es eine Änderung: jetzt { $after }, vorher { $before }.
change-cookie-added = Ein neuer Cookie: { $name }, { $purpose }.
change-cookie-removed = Ein Cookie fällt weg: { $name }.
change-cookie-changed = Der Cookie { $name } hat sich geändert: jetzt { $after }, vorher { $before }.
change-measure-added = Ein neuer Schutz: { $name }
change-measure-removed = Ein Schutz wird nicht mehr zugesagt: { $name }
change-own-added = Neu ist ein eigener Absatz der Organisation unter „{ $section }“.
change-own-changed = Geändert ist ein eigener Absatz der Organisation unter „{ $section }“.
change-own-removed = Entfallen ist ein eigener Absatz der Organisation unter „{ $section }“.
change-text-changed = Der Wortlaut hat sich geändert.
change-notice-changed = Änderungen warten jetzt { $after } Tage statt { $before }.

## Das Verzeichnis der Verarbeitungstätigkeiten

record-controller = Verantwortlich
record-purpose = Zweck
record-basis = Rechtsgrundlage
record-article = Art. 6 Abs. 1 Buchst. { $letter } DSGVO
record-people = Betroffene Personen
record-data = Arten von Daten
record-recipients = Empfänger
record-transfers = Übermittlung außerhalb des Europäischen Wirtschaftsraums
record-limits = Löschfristen
record-measures = Schutzmaßnahmen
record-no-data = keine gespeicherten personenbezogenen Daten
record-no-recipient = keine
record-no-transfer = keine

## Länder

country-at = Österreich
country-be = Belgien
country-bg = Bulgarien
country-ca = Kanada
country-ch = Schweiz
country-cy = Zypern
country-cz = Tschechien
country-de = Deutschland
country-dk = Dänemark
country-ee = Estland
country-es = Spanien
country-fi = Finnland
country-fr = Frankreich
country-gb = Vereinigtes Königreich
country-gr = Griechenland
country-hr = Kroatien
country-hu = Ungarn
country-ie = Irland
country-is = Island
country-it = Italien
country-li = Liechtenstein
country-lt = Litauen
country-lu = Luxemburg
country-lv = Lettland
country-mt = Malta
country-nl = Niederlande
country-no = Norwegen
country-pl = Polen
country-pt = Portugal
country-ro = Rumänien
country-se = Schweden
country-si = Slowenien
country-sk = Slowakei
country-us = Vereinigte Staaten
