# Wörter im Text einer Seite, die nicht aus der Seite selbst kommen.

# Wird nach einem Link auf eine andere Website vorgelesen; zu sehen ist dort ein kleiner Pfeil.
link-external = (führt auf eine andere Website)
footnote-back = Zurück zum Text
footnotes = Fußnoten
task-done = Erledigt
task-open = Noch offen

# Blöcke und Listen.
callout-note = Gut zu wissen
callout-tip = Tipp
callout-warning = Bitte beachten
details-title = Mehr dazu
elsewhere-video = Dieses Video liegt auf { $host }. Von dort wird nichts geladen, solange Sie dem Link nicht folgen.
elsewhere-map = Diese Karte liegt auf { $host }. Von dort wird nichts geladen, solange Sie dem Link nicht folgen.
elsewhere-video-here = Ein Video
elsewhere-map-here = Eine Karte
pages-contact = Möchten Sie uns etwas fragen oder sagen?
pages-contact-link = Schreiben Sie uns
pages-contents = Auf dieser Seite
pages-crumbs = Wo Sie sind
pages-onward = Weitere Seiten
pages-before = Davor:
pages-after = Weiter:
pages-newer-news = Neuere
pages-older-news = Ältere
pages-tags = Themen
pages-no-news = Hier ist noch nichts erschienen.
pages-list-further = { $title }, Seite { $number }
pages-list-tag = { $title }: { $tag }

# Im Teambereich, solange im Ordner der Website etwas nicht stimmt.
pages-problem = { $file }, Zeile { $line }: { $message }. Bis das behoben ist, bleibt die letzte gute Fassung zu sehen.
pages-problem-file = { $file }: { $message }. Bis das behoben ist, bleibt die letzte gute Fassung zu sehen.
pages-problem-more = { $count ->
    [one] Eine weitere Datei ist zu beheben: „masses check“ nennt sie.
   *[other] { $count } weitere sind zu beheben: „masses check“ nennt sie.
}
