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
