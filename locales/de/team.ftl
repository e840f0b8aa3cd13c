# Alle, die im Teambereich arbeiten: beitreten, anmelden, das eigene Konto, das Team, das Journal,
# und was das Programm von selbst tut.

## Erklärung und Auskunft

cookie-session = hält jemanden aus unserem Team angemeldet
cookie-step = merkt sich eine Anmeldung, die noch nicht fertig ist
table-member = Ihr Konto
table-member-session = Wo Sie angemeldet sind
table-member-token = Links und Schritte, die einmal gelten
table-recovery-code = Ihre Ersatzcodes
table-page-editor = Wann Sie Seiten der Website geändert haben

## Felder

team-name = Name
team-name-hint = Ihre Kolleginnen und Kollegen sehen ihn.
team-email = E-Mail-Adresse
team-email-hint = Damit melden Sie sich an. Besucherinnen und Besucher sehen sie nicht.
team-new-email = Neue E-Mail-Adresse
team-password = Passwort
team-present-password = Jetziges Passwort
team-new-password = Neues Passwort
team-new-password-hint = Mindestens 12 Zeichen. Vier Wörter, die nicht zusammengehören, sind leicht zu merken und schwer zu erraten.
team-code = Code
team-code-hint = Die sechs Ziffern, die Ihre Authenticator-App für diese Website zeigt.
team-recovery-code = Ersatzcode
team-recovery-code-hint = Einer der Codes, die Sie aufbewahrt haben, etwa K7QF-2M9X. Jeder gilt einmal.
team-cancel = Abbrechen
team-damaged = (nicht lesbar)

error-password-short = bitte mindestens { $number } Zeichen verwenden
error-password-guessable = dieses Passwort gehört zu den ersten, die Angreifer versuchen; bitte eines wählen, das schwerer zu erraten ist
error-team-taken = jemand aus dem Team hat diese Adresse schon
error-team-joining = mit dieser Adresse tritt gerade jemand bei; sind Sie es selbst, machen Sie dort weiter, wo Sie begonnen haben, oder versuchen Sie es in einer Stunde noch einmal
error-team-code = dieser Code stimmt nicht oder wurde schon verwendet; bitte auf den nächsten warten
error-team-password = das ist nicht Ihr jetziges Passwort
error-team-too-soon = { $number ->
    [one] es gab viele Versuche; bitte eine Sekunde warten und dann noch einmal versuchen
   *[other] es gab viele Versuche; bitte { $number } Sekunden warten und dann noch einmal versuchen
}

## Rollen

team-role-label = Rolle
team-role-owner = Inhaber/in
team-role-owner-may = alles, und das Team
team-role-privacy = Datenschutz
team-role-privacy-may = veröffentlicht die Datenschutzerklärung, liest das Journal, gibt Auskunft und löscht, schreibt Seiten
team-role-agent = Bearbeitung
team-role-agent-may = liest und beantwortet Anfragen, gibt Auskunft und löscht, schreibt Seiten
team-role-reader = Nur Lesen
team-role-reader-may = liest Anfragen

## Anmelden

sign-in-title = Anmelden
sign-in-next = Weiter
sign-in-second-title = Ihr Code
sign-in-button = Anmelden
sign-in-wrong = Das passt nicht zusammen. Bitte prüfen Sie Adresse und Passwort.
sign-in-wrong-code = Dieser Code stimmt nicht oder wurde schon verwendet. Bitte versuchen Sie es mit dem nächsten.
sign-in-too-soon = { $seconds ->
    [one] Für dieses Konto gab es viele Versuche. Bitte warten Sie eine Sekunde und versuchen Sie es dann noch einmal.
   *[other] Für dieses Konto gab es viele Versuche. Bitte warten Sie { $seconds } Sekunden und versuchen Sie es dann noch einmal.
}
sign-in-with-recovery = Stattdessen einen Ersatzcode verwenden
sign-in-with-code = Stattdessen den Code aus der App verwenden
sign-in-forgotten = Passwort vergessen? Die Inhaberin oder der Inhaber dieser Website kann Ihnen einen Link für ein neues schicken.
sign-in-said-signed-out = Sie sind abgemeldet.
sign-out-half-title = Nur in diesem Browser abgemeldet
sign-out-half-text = Von hier aus kann niemand im Teambereich weiterarbeiten. Das Ende Ihrer Sitzung ließ sich aber gerade nicht speichern, sie steht also noch in Ihrem Konto: Bitte beenden Sie sie dort, wenn Sie sich das nächste Mal anmelden.
sign-in-said-over = Das hat etwas zu lange gedauert oder wurde zu oft versucht. Bitte beginnen Sie noch einmal.
sign-in-said-password = Ihr neues Passwort ist gespeichert. Bitte melden Sie sich damit an.

## Beitreten und wiederkommen

join-title = Willkommen im Team
join-text = Sie sind eingeladen, im Teambereich von { $organisation } mitzuarbeiten.
join-needs = Es dauert etwa drei Minuten. Sie brauchen ein Telefon mit einer Authenticator-App oder einen Passwortmanager, der Einmalcodes anzeigt.
join-button = Einladung annehmen
join-account-title = Ihr Konto
join-step = Schritt { $number } von { $of }
join-notice = { $organisation } bewahrt das verschlüsselt auf, solange Sie im Team sind, damit nur Menschen Zugang haben, die wir kennen.
join-next = Weiter
kept-title = Was über Sie gespeichert wird
kept-text = Das wird über alle gespeichert, die mit dieser Website arbeiten. Wie Sie Auskunft, Berichtigung oder Löschung verlangen und wo Sie sich beschweren können, steht in der Datenschutzerklärung:
kept-data = Daten
kept-cookies = Cookies des Teambereichs
link-over-title = Dieser Link gilt nicht mehr
link-over-text = Er wurde schon verwendet, oder seine Zeit ist um. Wer ihn Ihnen geschickt hat, kann einen neuen machen.
link-over-first = Er wurde schon verwendet, oder seine Zeit ist um. Einen neuen zeigt das Programm, wenn es neu gestartet wird, oder `masses team invite --owner` mit dem Ordner der Website.
link-over-sign-in = Anmelden
reset-title = Ein neues Passwort
reset-text = Mit diesem Link wählen Sie ein neues Passwort für den Teambereich von { $organisation }. Er gilt einmal.
reset-button = Neues Passwort wählen
reset-save = Neues Passwort speichern

## Der zweite Faktor

factor-title = Zweiter Faktor
factor-why = Neben dem Passwort melden Sie sich mit einem Code an, den nur Ihr Telefon oder Ihr Passwortmanager kennt. So öffnet ein gestohlenes Passwort allein nichts.
factor-app-title = Eine App bereitlegen
factor-app-text = Jede Authenticator-App ist recht, ebenso ein Passwortmanager, der Einmalcodes anzeigt.
factor-scan-title = Diese Website hinzufügen
factor-scan-image = QR-Code mit dem Schlüssel für Ihre App
factor-scan-text = Scannen Sie das mit der App.
factor-open = In der App auf diesem Gerät öffnen
factor-type-text = Wenn Sie es nicht scannen können, tippen Sie diesen Schlüssel in die App:
factor-confirm-title = Den Code eingeben, den sie zeigt
factor-confirm-button = Bestätigen
factor-former-stays = Ihr jetziger zweiter Faktor gilt, bis Sie den neuen bestätigt haben.
factor-new-text = Sie fügen diese Website neu zu einer App hinzu. Bis dahin gilt Ihr jetziger zweiter Faktor.
factor-new = Neu einrichten
factor-again = Einen anderen Schlüssel zeigen

## Ersatzcodes

codes-title = Ersatzcodes
codes-text = Wenn Sie Ihr Telefon verlieren, kommen Sie mit jedem dieser Codes einmal hinein, zusammen mit Ihrem Passwort. Drucken Sie sie aus oder legen Sie sie in Ihrem Passwortmanager ab; nicht nur auf dem Telefon.
codes-once = Das sind die Codes für den Teambereich von { $site }. Sie werden jetzt gezeigt und nie wieder.
codes-former = Die Codes, die Sie vorher hatten, gelten nicht mehr.
codes-saved = Ich habe sie aufbewahrt

## Bestätigen

confirm-title = Bitte bestätigen Sie, dass Sie es sind
confirm-text = Sie sind dabei zu ändern, wer hineinkommt. Bitte geben Sie Ihr Passwort und einen Code ein.
confirm-button = Bestätigen
confirm-wrong = Das passt nicht zusammen. Bitte prüfen Sie das Passwort, und warten Sie auf den nächsten Code.

## Das eigene Konto

account-title = Ihr Konto
account-save-name = Namen speichern
account-way-in = Wie Sie sich anmelden
account-change-email = ändern
account-change-password = ändern
account-change-factor = neu einrichten
account-codes-left = { $count ->
    [0] keine übrig: machen Sie neue
    [one] einer übrig
   *[other] { $count } übrig
}
account-since = Im Team seit
account-new-codes = Neue Ersatzcodes
account-new-codes-text = Sie bekommen zehn neue Codes. Die jetzigen gelten dann nicht mehr.
account-sessions = Wo Sie angemeldet sind
account-sessions-text = Wir merken uns weder Browser noch Ort, nur die Zeiten. Wenn Sie sich an eine Anmeldung nicht erinnern, beenden Sie sie und ändern Sie Ihr Passwort.
account-session-begun = Angemeldet
account-session-seen = Zuletzt benutzt
account-session-here = dieser Browser
account-session-end = Beenden
account-end-others = Alle anderen beenden
account-password-title = Passwort ändern
account-save-password = Neues Passwort speichern
account-email-title = E-Mail-Adresse ändern
account-save-email = Neue Adresse speichern
account-others-end = Überall sonst, wo Sie angemeldet sind, werden Sie abgemeldet.

done-account-name = Ihr Name ist gespeichert.
done-account-password = Ihr neues Passwort ist gespeichert. Überall sonst sind Sie abgemeldet.
done-account-email = Ihre neue Adresse ist gespeichert. Überall sonst sind Sie abgemeldet.
done-account-factor = Ihr neuer zweiter Faktor gilt. Überall sonst sind Sie abgemeldet.
done-session-ended = Diese Sitzung ist beendet.
done-sessions-ended = Diese Sitzungen sind beendet.

## Das Team

team-menu = Team
team-title = Team
team-note = Wer im Teambereich arbeitet, und wer was darf.
team-you = Sie
member-state-active = Aktiv
member-state-disabled = Gesperrt
member-state-invited = Tritt bei
team-signed-in = Zuletzt angemeldet
team-never = nie
team-sessions = { $count ->
    [one] derzeit in einem Browser
   *[other] derzeit in { $count } Browsern
}
team-change-role = Rolle ändern
team-end-sessions = Überall abmelden
team-reset = Neues Passwort …
team-reset-now = Link für ein neues Passwort erstellen
team-reset-text = Die Person bekommt einen Link, mit dem sie ein neues Passwort wählt. Zum Anmelden braucht sie weiterhin den zweiten Faktor oder einen Ersatzcode.
team-reset-factor = Auch der zweite Faktor ist verloren: neu einrichten
team-disable = Sperren …
team-disable-now = Jetzt sperren
team-disable-text = Die Person wird sofort abgemeldet und kommt nicht mehr hinein, bis Sie die Sperre aufheben. Gelöscht wird nichts.
team-enable = Sperre aufheben
team-remove = Entfernen …
team-remove-now = Endgültig entfernen
team-remove-text = Name, Adresse und Zugang werden gelöscht. Im Journal bleibt eine Nummer anstelle des Namens.
team-invite-title = Jemanden einladen
team-invite-mail = Mit einer Adresse geht die Einladung als Mail dorthin. Ohne Adresse bekommen Sie einen Link zum Weitergeben.
team-invite-link = Sie bekommen einen Link zum Weitergeben. Er gilt einmal, sieben Tage lang.
team-invite-email = E-Mail-Adresse der Person
team-invite-email-hint = Dann sieht niemand sonst den Link.
team-invite-button = Einladen
team-roles-title = Wer darf was
team-invitations = Offene Einladungen
team-invitation-until = Gilt bis
team-withdraw = Zurückziehen
team-last-owner = Das ist das letzte aktive Konto mit der Rolle „Inhaber/in“. Geben Sie diese Rolle zuerst jemand anderem.
team-over = Das war schon erledigt, oder es hat sich inzwischen etwas geändert. Bitte sehen Sie noch einmal nach.
team-is-disabled = Dieses Konto ist nicht aktiv. Heben Sie zuerst die Sperre auf.
team-link-invitation-title = Einladung
team-link-invitation-text = Geben Sie diesen Link der Person, die Sie einladen, und niemandem sonst. Wer ihn öffnet, kann beitreten.
team-link-reset-title = Link für ein neues Passwort
team-link-reset-text = Geben Sie diesen Link der Person, für die er ist, und niemandem sonst.
team-link-once = Er gilt einmal, bis { $until }. Er wird jetzt gezeigt und nie wieder.
team-link-back = Zurück zum Team

done-team-invited = Die Einladung ist unterwegs.
done-team-withdrawn = Die Einladung gilt nicht mehr.
done-team-role = Die Rolle ist geändert.
done-team-disabled = Das Konto ist gesperrt.
done-team-enabled = Die Sperre ist aufgehoben.
done-team-reset = Der Link für ein neues Passwort ist unterwegs.
done-team-removed = Das Konto ist entfernt.

## Mails an das Team

team-mail-invitation-subject = { $organisation }: Einladung ins Team
team-mail-invitation-body =
    Guten Tag,

    Sie sind eingeladen, im Teambereich von { $organisation } mitzuarbeiten. Ihre Rolle: { $role }.

    Öffnen Sie diesen Link, um beizutreten. Er gilt einmal, bis { $until }:

    { $link }

    Wenn Sie das nicht erwartet haben, brauchen Sie nichts zu tun.
team-mail-reset-subject = { $organisation }: ein neues Passwort wählen
team-mail-reset-body =
    Guten Tag,

    mit diesem Link wählen Sie ein neues Passwort für den Teambereich von { $organisation }. Er gilt einmal, einen Tag lang:

    { $link }

    Zum Anmelden brauchen Sie weiterhin Ihren zweiten Faktor. Wenn Sie nicht darum gebeten haben, sagen Sie es der Inhaberin oder dem Inhaber der Website.
team-mail-changed-subject = { $organisation }: Ihr Konto wurde geändert
team-mail-changed-body =
    Guten Tag,

    in Ihrem Konto im Teambereich von { $organisation } wurde eben geändert: { $what }.

    Wenn Sie das waren, ist nichts zu tun. Wenn nicht, sagen Sie es sofort der Inhaberin oder dem Inhaber der Website: Dort kann man das Konto sperren und Ihnen einen neuen Link schicken.

    { $desk }
team-changed-password = das Passwort
team-changed-factor = der zweite Faktor
team-changed-address = die E-Mail-Adresse
team-changed-codes = die Ersatzcodes

## Hinweise im Teambereich

warning-no-owner = Diese Website hat niemanden, der sie führt: Es gibt kein aktives Konto mit der Rolle „Inhaber/in“. Auf dem Server gibt „masses team invite --owner“ einen Link dafür aus.
warning-recovery-code = Der Wiederherstellungscode der Schlüssel wurde noch nicht bestätigt. Geht die Schlüsseldatei ohne ihn verloren, ist alles Persönliche verloren. Der Code wird nur einmal gezeigt: beim ersten Start und nach „masses key rotate“. Bestätigen Sie ihn auf dem Server mit „masses key confirm“; ist er verloren, macht „masses key rotate“ einen neuen Schlüssel und einen neuen Code.
warning-clock = Die Uhr scheint gesprungen zu sein. Bis jemand nachgesehen hat, wird nichts gelöscht.
warning-clock-look = Nachsehen

## Das Journal

journal-menu = Journal
journal-title = Journal
journal-note = Wer was mit wessen Daten getan hat. In Nummern, ohne die Namen der Betroffenen.
journal-member = Mitglied
journal-all = Alle
journal-person = Person
journal-show = Zeigen
journal-verify = Journal prüfen
journal-at = Wann
journal-who = Wer
journal-what = Was
journal-object = Woran
journal-unsealed = noch nicht versiegelt
journal-empty = Nichts hier
journal-empty-text = Kein Eintrag passt. Wählen Sie jemand anderen oder alle.
journal-pages = Seiten des Journals
journal-sound = Das Journal ist unversehrt.
journal-sound-text = { $blocks } Blöcke mit { $entries } Einträgen wurden geprüft; { $unsealed } sind noch nicht versiegelt.
journal-head = Sein letzter Stand, zum Aufbewahren an anderer Stelle:
journal-broken = Das Journal ist beschädigt, ab Block { $block }.
journal-broken-text = Jemand hat es verändert, oder die Platte ist defekt. Bewahren Sie eine Kopie der Datenbank auf, und vergleichen Sie mit einer Sicherung.
pages-newest = ← Neueste
pages-older = Ältere →

## Das System

system-menu = System
system-title = System
system-note = Was das Programm von selbst tut, und worauf es wartet.
system-clock-title = Geht die Uhr richtig?
system-clock-text = Sie zeigt { $now }; beim letzten Nachsehen zeigte sie { $seen }. Bis jemand das bestätigt, wird nichts gelöscht.
system-clock-right = Die Uhr geht richtig
system-mails = Mails
system-no-smtp = Es ist kein Mailserver eingestellt, daher wird nichts verschickt. Was verschickt worden wäre, steht hier; öffnen Sie eine Mail, um sie zu lesen. Mit [mail.smtp] in masses.toml wird es verschickt.
system-queue = { $waiting ->
    [one] Eine Mail wartet, seit { $since }.
   *[other] { $waiting } Mails warten, die älteste seit { $since }.
}
system-mail-down = Der Mailserver ist nicht erreichbar oder nicht nutzbar.
system-mail-waits = Manche Mail konnte noch nicht übergeben werden.
system-mail-trouble = { $server } – { $why } – seit { $since }. Nichts geht verloren: der nächste Versuch ist am { $next }.
system-mail-unread = Mails werden nicht gezeigt: dass jemand sie liest, lässt sich gerade nicht vermerken.
system-mail-states = Mails nach Stand
system-all = Alle
system-no-mail-of-state = Keine davon
system-no-mail-of-state-text = Keine Mail ist in diesem Zustand.
system-no-mail = Keine Mail
system-no-mail-text = Mails erscheinen hier, sobald es welche gibt.
system-pages = Seiten der Mails
system-jobs = Aufgaben
system-job = Aufgabe
system-job-ended = Zuletzt beendet
system-job-due = Fällig
system-job-state = Stand
system-job-failed = { $count ->
    [one] einmal fehlgeschlagen
   *[other] { $count }-mal fehlgeschlagen
}
system-job-runs = läuft
system-job-not-yet = noch nicht
system-job-idle = sobald es etwas zu tun gibt
system-job-good = gut
system-memory = Im Arbeitsspeicher
index-inquiries-ready = Suche in den Anfragen: { $documents ->
    [one] eine Anfrage
   *[other] { $documents } Anfragen
  }, { $words ->
    [one] ein Wort
   *[other] { $words } verschiedene Wörter
  }, { $megabytes } MB. Nichts davon liegt auf der Platte: Sie wird bei jedem Start neu gelesen.
index-inquiries-reading = Suche in den Anfragen: { $percent } % sind seit dem Start gelesen. Die neuesten Anfragen werden schon gefunden.
job-inquiries-held = Meldet Nachrichten mit Spamverdacht
job-sweep = Löscht, was abgelaufen ist
job-erasures = Schließt Löschungen ab
job-access-log = Löscht alte Protokolle der Besuche
job-journal-seal = Versiegelt das Journal
job-journal-night = Prüft das Journal
job-mail = Verschickt Mails
job-policy-measures = Prüft die Schutzmaßnahmen
job-policy-told = Teilt Änderungen der Datenschutzerklärung mit
job-pages-history = Löscht zu alte Fassungen von Seiten

mail-title = Eine Mail
mail-to = An
mail-state = Stand
mail-written = Geschrieben
mail-sent = Verschickt
mail-attempts = Versuche
mail-masked = Diese Mail enthält einen geheimen Link, darum wird ihr Text nicht gezeigt.
mail-reveal = Zeigen …
mail-reveal-text = Wer den Link sieht, kann ihn anstelle der Person verwenden, für die er ist. Dass Sie nachgesehen haben, steht danach im Journal.
mail-retry = Noch einmal senden
mail-back = Zurück
mail-unreadable = (nicht lesbar)
mail-restricted = (eingeschränkt)
mail-objected = (nicht gezeigt: Widerspruch)

done-clock-confirmed = Danke. Was abgelaufen ist, wird wieder gelöscht.
done-mail-retried = Die Mail wird noch einmal versucht.
