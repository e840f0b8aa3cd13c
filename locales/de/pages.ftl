# Wörter im Text einer Seite, die nicht aus der Seite selbst kommen.

# Wird nach einem Link auf eine andere Website vorgelesen; zu sehen ist dort ein kleiner Pfeil.
link-external = (führt auf eine andere Website)
footnote-back = Zurück zum Text
task-done = Erledigt
task-open = Noch offen

# Im Teambereich, solange im Ordner der Website etwas nicht stimmt.
pages-problem = { $file }, Zeile { $line }: { $message }. Bis das behoben ist, bleibt die letzte gute Fassung zu sehen.
pages-problem-file = { $file }: { $message }. Bis das behoben ist, bleibt die letzte gute Fassung zu sehen.
pages-problem-more = { $count ->
    [one] Eine weitere Datei ist zu beheben: „masses check“ nennt sie.
   *[other] { $count } weitere sind zu beheben: „masses check“ nennt sie.
}

# Im Teambereich, zu Bildern, die einen Blick wert sind.
pages-picture-pixels = Das Bild { $file } hat { $count } Megapixel. Das sind zu viele, um daraus kleinere zu machen; so lädt es jeder Besuch ganz. Bitte speichern Sie es kleiner: 2.400 Pixel sind breit genug.
pages-picture-heavy = Das Bild { $file } ist zu groß, um daraus kleinere zu machen; so lädt es jeder Besuch ganz. Bitte speichern Sie es kleiner: 2.400 Pixel sind breit genug.
pages-picture-broken = Das Bild { $file } ist nicht lesbar; vielleicht fehlt ein Teil davon. Bitte kopieren Sie es noch einmal hinein, oder öffnen Sie es in einem Bildprogramm und speichern Sie es neu.
pages-picture-place = Das Bild { $file } verrät allen, die es laden, wo es aufgenommen wurde. Bitte speichern Sie es ohne den Aufnahmeort: „masses check“ sagt, wie das geht.
