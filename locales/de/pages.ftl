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
pages-subscribe = „{ $title }“ mit einem Feed-Reader verfolgen
pages-no-news = Hier ist noch nichts erschienen.
pages-list-further = { $title }, Seite { $number }
pages-list-tag = { $title }: { $tag }

# Suche.
pages-search = Suche
pages-search-label = Wonach suchen Sie?
pages-search-act = Suchen
pages-search-found = { $count ->
    [one] Auf einer Seite kommt es vor:
   *[other] Auf { $count } Seiten kommt es vor:
}
pages-search-none = Auf keiner Seite steht „{ $words }“.
pages-search-try = Vielleicht helfen weniger oder andere Wörter. Oder fragen Sie uns:
pages-search-long = Das ist sehr lang. Ein paar Wörter genügen.
pages-search-empty = Darin steht kein Wort. Bitte schreiben Sie, wonach Sie suchen.

# Im Teambereich, solange im Ordner der Website etwas nicht stimmt.
pages-problem = { $file }, Zeile { $line }: { $message }. Bis das behoben ist, sehen Besucher die letzte gute Fassung, wenn es seit dem Start eine gab.
pages-problem-file = { $file }: { $message }. Bis das behoben ist, sehen Besucher die letzte gute Fassung, wenn es seit dem Start eine gab.
pages-problem-more = { $count ->
    [one] Eine weitere Datei ist zu beheben: „masses check“ nennt sie.
   *[other] { $count } weitere sind zu beheben: „masses check“ nennt sie.
}

# Im Teambereich, zu Bildern, die einen Blick wert sind.
pages-picture-pixels = Das Bild { $file } hat { $count } Megapixel. Das sind zu viele, um daraus kleinere zu machen; so lädt es jeder Besuch ganz. Bitte speichern Sie es kleiner: 2.400 Pixel sind breit genug.
pages-picture-heavy = Das Bild { $file } ist zu groß, um daraus kleinere zu machen; so lädt es jeder Besuch ganz. Bitte speichern Sie es kleiner: 2.400 Pixel sind breit genug.
pages-picture-broken = Das Bild { $file } ist nicht lesbar; vielleicht fehlt ein Teil davon. Bitte kopieren Sie es noch einmal hinein, oder öffnen Sie es in einem Bildprogramm und speichern Sie es neu.
pages-picture-place = Das Bild { $file } verrät allen, die es laden, wo es aufgenommen wurde. Bitte speichern Sie es ohne den Aufnahmeort: „masses check“ sagt, wie das geht.
