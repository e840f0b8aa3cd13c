# Die Seiten im Teambereich: die Liste, das Formular, der Verlauf, die Vorschau, Bilder und Dokumente.

## Die Liste

pages-desk-menu = Seiten
pages-desk-title = Seiten
pages-desk-note = Was Besucher lesen. Jede Seite ist eine Textdatei auf dem Server; hier schreiben Sie dieselben Dateien.
page-new = Neue Seite
page-filter = Eine Seite nach Titel oder Adresse suchen
page-filter-button = Suchen
page-tabs = Welche Seiten
page-tab-all = Alle
page-tab-draft = Entwürfe
page-tab-broken = Zu berichtigen
page-tab-deleted = Gelöscht
page-standing-live = online
page-standing-draft = Entwurf
page-standing-broken = zu berichtigen
page-missing = { $language } fehlt
page-folder-top = Ganz oben
page-by-somebody = jemand, der nicht mehr da ist
page-by-disk = auf der Platte
page-none-title = Es gibt noch keine Seiten
page-none-text = Schreiben Sie die erste: Für den Anfang genügt ein Titel.
page-not-found-title = Keine Seite passt
page-not-found-text = Versuchen Sie es mit weniger Buchstaben, oder sehen Sie alle Seiten durch.
page-all = Alle Seiten zeigen
page-pages = Teile der Liste
page-pages-before = Zurück
page-pages-next = Weiter
page-pages-here = { $number } von { $last }

## Eine neue Seite

page-new-title = Eine neue Seite
page-new-note = Sie beginnt als Entwurf, den nur das Team sieht. Ihre Adresse entsteht aus dem Titel.
page-new-button = Mit dem Schreiben beginnen
page-title = Titel
page-description = Beschreibung
page-description-hint = Ein Satz für Suchmaschinen und für Listen von Seiten.
page-folder = Ordner
page-new-folder = Ein neuer Ordner darin
page-new-folder-hint = Nur, wenn mit der Seite ein neuer Teil der Website beginnen soll. Der Name wird Teil der Adresse.
page-language = Sprache

## Das Formular

page-body = Text
page-whole = Die ganze Datei
page-more = Weitere Zeilen über diese Seite
page-more-hint = In jeder Zeile ein „Schlüssel = Wert“, zum Beispiel: order = 2
page-more-summary = Mehr zu dieser Seite
page-save = Speichern
page-save-draft = Als Entwurf speichern
page-publish = Veröffentlichen
page-take-back = Von der Website nehmen, als Entwurf
page-panel = Diese Seite
page-address = Adresse
page-last = Letzte Änderung
page-history = Verlauf
page-edit = Bearbeiten
page-unreadable = Diese Datei lässt sich nicht in einem Formular zeigen. Bitte sehen Sie auf dem Server nach.
page-problem-line = in Zeile { $line }: { $message }
page-problem-help = { $message } ({ $help })
page-home-stays = Das ist die Startseite, ohne die keine Website auskommt. Sie kann kein Entwurf sein.

page-unwritten-moved = Die Seite wurde gerade eben geändert. Bitte sehen Sie sie sich noch einmal an.
page-unwritten-full = Die Festplatte ist voll, daher wurde nichts gespeichert. Ihr Text steht noch hier: Bitte lassen Sie auf dem Server Platz schaffen und speichern Sie dann noch einmal.
page-unwritten-denied = Das Programm darf in diesen Ordner nicht schreiben, daher wurde nichts gespeichert. Ihr Text steht noch hier: Bitte lassen Sie ihm auf dem Server das Recht dazu geben und speichern Sie dann noch einmal.
page-unwritten-large = Diese Seite ist größer als 2 MB, daher wurde nichts gespeichert. Bitte teilen Sie sie auf.
page-unwritten-name = Diesen Namen nimmt die Festplatte nicht an. Bitte wählen Sie einen kürzeren.
page-unwritten-other = Die Datei konnte nicht geschrieben werden, daher wurde nichts gespeichert. Ihr Text steht noch hier: Bitte versuchen Sie es noch einmal, und wenn es so bleibt, sagen Sie es denen, die den Server betreiben.

done-page-new = Die Seite ist da, als Entwurf. Schreiben Sie nun, was darauf stehen soll.
done-page-saved = Gespeichert. Besucher sehen es jetzt.
done-page-draft = Als Entwurf gespeichert. Nur das Team sieht ihn.
done-page-restored = Die frühere Fassung ist wieder da.

## Jemand anders war schneller

page-moved-title = Diese Seite wurde inzwischen geändert
page-moved-desk = { $name } hat sie hier im Teambereich geändert, { $at }.
page-moved-disk = Sie wurde auf der Platte geändert, { $at }.
page-moved-just-now = Sie wurde gerade eben auf der Platte geändert.
page-moved-gone = Sie wurde gelöscht.
page-moved-text = Von Ihrem Text wurde nichts gespeichert, und nichts davon ist verloren.
page-moved-difference = Was Ihr Text an der anderen Fassung ändert
page-moved-yours = Ihr Text
page-moved-choose = Führen Sie beides hier zusammen und speichern Sie: Dann tritt Ihre Fassung an die Stelle der anderen. Der Verlauf bewahrt beide. Oder beginnen Sie neu mit der anderen; dann geht verloren, was Sie geschrieben haben.
page-moved-theirs = Mit der anderen Fassung beginnen
page-moved-drop = Gelöscht lassen
page-moved-look = Die Seite wurde inzwischen geändert, daher ist nichts geschehen. Bitte sehen Sie noch einmal hin.

page-difference-gap = { $count ->
    [one] eine Zeile ohne Änderung
   *[other] { $count } Zeilen ohne Änderung
}
page-difference-gone = Weg:
page-difference-new = Neu:
page-difference-none = Es gibt keinen Unterschied.

## Der Verlauf

page-history-title = Verlauf
page-history-all = Alle Fassungen
page-history-none = Noch wurde nichts geändert
page-history-kept = Die letzten 50 Fassungen jeder Seite bleiben erhalten, höchstens zwei Jahre lang. Jede lässt sich zurückholen.
page-is-gone = Diese Seite ist gelöscht. Öffnen Sie eine Fassung, um sie zurückzuholen.
page-version = Fassung { $number }
page-version-title = Fassung { $number }
page-version-now = so ist sie jetzt
page-version-deleted = gelöscht
page-version-moved = an eine andere Adresse verschoben
page-version-from = Hierher verschoben von { $file }.
page-version-before-move = Was sie vorher war
page-version-changed = Was diese Fassung geändert hat
page-version-deleted-what = Mit dieser Fassung wurde die Seite gelöscht. Öffnen Sie die Fassung davor, um die Seite zurückzuholen.
page-version-moved-what = Mit dieser Fassung bekam die Seite eine andere Adresse.
page-version-is-now = Die Seite ist wie in dieser Fassung.
page-restore = Diese Fassung zurückholen …
page-restore-what = Die Seite wird wieder so, wie sie in dieser Fassung war. Wie sie jetzt ist, bleibt im Verlauf.
page-restore-gone = Die Seite ist dann wieder da, so wie in dieser Fassung.
page-restore-yes = Fassung { $number } zurückholen

## Die Seite als Ganzes

page-delete = Löschen …
page-delete-what = Die Seite verschwindet von der Website, und ihre Datei wird gelöscht. Über den Verlauf lässt sie sich zurückholen.
page-delete-yes = Diese Seite löschen
page-home-needed = Das ist die Startseite, ohne die keine Website auskommt.
page-move = Umbenennen oder verschieben …
page-move-what = Gibt der Seite eine andere Adresse, in allen ihren Sprachen. Wer über die alte kommt, wird zur neuen geführt. Speichern Sie vorher Ihren Text.
page-move-to = Letzter Teil der Adresse
page-move-yes = Diese Adresse geben
page-move-name = Bitte geben Sie den letzten Teil der neuen Adresse an.
page-move-taken = Nichts wurde verschoben: Diese Adresse ist vergeben, oder keine Seite kann sie haben. Bitte wählen Sie eine andere.
page-translate = Übersetzung beginnen
page-translate-not = Diese Seite lässt sich so nicht kopieren. Bitte berichtigen Sie sie zuerst.

done-page-deleted = Die Seite ist gelöscht.
done-page-moved = Die Seite hat ihre neue Adresse, und die alte führt zu ihr.
done-page-translation = Hier ist eine Kopie, als Entwurf. Bringen Sie sie nun in die andere Sprache.

## Vorschau

page-preview = Vorschau
page-preview-of = Vorschau: { $title }
page-see = Ansehen, wie gespeichert
page-languages = Sprachen
page-width = Wie breit
page-width-all = Alle zugleich
page-width-phone = Telefon
page-width-tablet = Tablet
page-width-desktop = Schreibtisch
page-preview-typed = So, wie Sie es geschrieben haben. Durch das Ansehen wird nichts davon gespeichert.
page-preview-saved = So, wie es gespeichert ist. Hier sieht es nur das Team; Links öffnen sich daneben.
page-preview-wrong = Deshalb gibt es noch nichts zu sehen. Bitte berichtigen Sie es im Formular.
