# Was um jede Seite herum steht, in jedem Formular und auf den Fehlerseiten.

skip-to-content = Zum Inhalt springen
language-name = Deutsch
site-navigation = Hauptmenü
site-languages = Sprachen
site-notices = Hinweise
site-privacy = Datenschutz

field-optional = (freiwillig)
form-errors = { $count ->
    [one] Etwas stimmt noch nicht
   *[other] { $count } Angaben stimmen noch nicht
}

error-required = bitte füllen Sie dieses Feld aus
error-email = bitte geben Sie eine vollständige Adresse an, zum Beispiel name@example.org
error-choice = bitte wählen Sie etwas davon aus
error-too-long = bitte kürzen Sie den Text auf höchstens { $number } Zeichen
error-control-characters = hier stehen unsichtbare Zeichen; bitte tippen Sie es noch einmal

message-kept = Was Sie geschrieben haben, ist noch da. Sie können es kopieren oder noch einmal senden.
message-kept-field = Was Sie geschrieben haben, Teil { $number }
message-again = Noch einmal senden
message-kept-copy = Was Sie geschrieben haben, ist noch da, damit Sie es kopieren können. Von hier aus lässt es sich nicht absenden.
message-field-name = Name
message-field-email = E-Mail-Adresse
message-field-message = Nachricht
message-field-text = Antwort
message-field-title = Titel
message-field-description = Beschreibung
message-field-more = Mehr zur Seite
message-field-body = Text der Seite

# Zeiten: 23. November 2026, 14:05 UTC
day = { $day }. { $month } { $year }
moment = { $day }. { $month } { $year }, { $time } { $zone }
month-1 = Januar
month-2 = Februar
month-3 = März
month-4 = April
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = August
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Dezember

# Warum eine Anfrage nicht bedient wurde.
refusal-not-found-title = Diese Seite gibt es nicht
refusal-not-found-text = Vielleicht ist sie umgezogen, oder in der Adresse steckt ein Tippfehler. Über das Menü oben finden Sie alles, was es hier gibt.
refusal-bad-title = Das ist nicht richtig angekommen
refusal-bad-text = Ihr Browser hat etwas gesendet, das diese Website nicht versteht. Bitte gehen Sie zurück und versuchen Sie es noch einmal.
refusal-method-title = Das geht hier nicht
refusal-method-text = Diese Adresse lässt sich so nicht verwenden. Über das Menü oben geht es weiter.
refusal-cross-origin-title = Das kam von einer anderen Website
refusal-cross-origin-text = Zu Ihrer Sicherheit nimmt diese Website nur Formulare von ihren eigenen Seiten an. Bitte öffnen Sie das Formular hier und senden Sie es noch einmal.
refusal-forbidden-title = Das dürfen Sie hier nicht
refusal-forbidden-text = Ihre Rolle umfasst das nicht. Die Inhaberin oder der Inhaber dieser Website kann das ändern.
refusal-sign-in-title = Bitte melden Sie sich an
refusal-sign-in-text = Diese Seite ist für das Team.
refusal-sign-in-link = Anmelden
refusal-too-many-title = Etwas zu oft
refusal-too-many-text = Es gab viele Versuche in kurzer Zeit. Bitte warten Sie ein paar Minuten und versuchen Sie es dann noch einmal.
refusal-too-large-title = Das ist zu groß
refusal-too-large-text = Was Sie gesendet haben, ist größer, als diese Website annehmen kann. Bitte kürzen Sie es und versuchen Sie es noch einmal.
refusal-timeout-title = Das hat zu lange gedauert
refusal-timeout-text = Die Verbindung brach ab, bevor alles angekommen war; gespeichert wurde nichts. Bitte versuchen Sie es noch einmal.
refusal-media-type-title = Diese Art von Inhalt nehmen wir nicht an
refusal-media-type-text = Bitte verwenden Sie das Formular auf dieser Website.
refusal-misdirected-title = Das ist nicht unsere Adresse
refusal-misdirected-text = Die Adresse, die Sie verwendet haben, führt hierher, gehört aber nicht zu dieser Website.
refusal-busy-title = Gerade nicht möglich
refusal-busy-text = Die Website kann das im Moment nicht tun. Bitte versuchen Sie es in einer kleinen Weile noch einmal.
refusal-internal-title = Da ist etwas schiefgegangen
refusal-internal-text = Der Fehler liegt bei uns und ist vermerkt. Bitte versuchen Sie es später noch einmal.

# The same for whoever is signed in at the desk.
refusal-desk-link = Zurück zum Teambereich
refusal-desk-not-found-title = Hier ist nichts
refusal-desk-not-found-text = Es wurde gelöscht, seine Aufbewahrungszeit ist abgelaufen, oder die Adresse enthält einen Tippfehler. Das Menü führt zu allem, was da ist.
refusal-desk-method-text = Das Menü führt weiter.
