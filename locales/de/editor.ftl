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
page-tab-waiting = Geplant
page-tab-broken = Zu berichtigen
page-tab-deleted = Gelöscht
page-standing-live = online
page-standing-draft = Entwurf
page-standing-waiting = geplant
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
page-insert = Ein Bild in den Text setzen
page-insert-button = Einsetzen, wo die Schreibmarke steht
page-whole = Die ganze Datei
page-date-label = Tag
page-date-hint = Mit einem Tag ist sie eine Neuigkeit.
page-publish-label = Erscheint am
page-publish-hint = Bis dahin sieht sie nur das Team.
page-tags-label = Stichwörter
page-tags-hint = Worum es geht, mit Kommas dazwischen: Sommer, Mitglieder
page-image-label = Bild
page-image-hint = Am Kopf der Seite und in Listen.
page-image-none = Keines
page-image-alt-label = Was darauf zu sehen ist
page-image-alt-hint = Für alle, die es nicht sehen können.
page-order-label = Platz im Menü
page-order-hint = 1 steht vorne. Ohne Zahl steht sie nicht im Menü am Kopf.
page-menu-label = Menü
page-menu-hint = Wo der Link zu ihr steht.
page-menu-main = Am Kopf der Seiten
page-menu-footer = An ihrem Fuß
page-more = Weitere Zeilen über diese Seite
page-more-hint = In jeder Zeile ein „Schlüssel = Wert“, zum Beispiel: toc = true
page-more-summary = Mehr zu dieser Seite
page-save = Speichern
page-save-draft = Als Entwurf speichern
page-publish = Veröffentlichen
page-save-mine = Meine an ihre Stelle setzen
page-take-back = Von der Website nehmen, als Entwurf
page-advice = Einen Blick wert:
page-lost = Sie steht in keinem Menü und in keiner Liste, und keine andere Seite führt zu ihr: Geben Sie ihr unter „Mehr zu dieser Seite“ einen Platz im Menü, oder verlinken Sie sie.
page-help = So wird geschrieben
page-help-word = Wörter
page-help-heading = Eine Überschrift
page-help-heading-like = Öffnungszeiten
page-help-strong = Fett, und betont
page-help-list = Eine Liste: für jeden Punkt eine Zeile
page-help-link = Ein Link
page-help-picture = Ein Bild oder Dokument
page-help-files = Eines wählen und seine Zeile kopieren
page-help-more = Was unter „Mehr zu dieser Seite“ stehen kann:
page-key-toc = mit einem Inhaltsverzeichnis
page-key-redirects = Adressen, die zu ihr führen
page-key-list = zählt die Neuigkeiten ihres Ordners auf
page-panel = Diese Seite
page-address = Adresse
page-last = Letzte Änderung
page-history = Verlauf
page-edit = Bearbeiten
page-unreadable = Diese Datei lässt sich nicht in einem Formular zeigen. Bitte sehen Sie auf dem Server nach.
page-problem-line = in Zeile { $line }: { $message }
page-problem-help = { $message } ({ $help })
page-home-stays = Das ist die Startseite, ohne die keine Website auskommt. Sie muss auf der Website bleiben, in der ersten Sprache.

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
page-moved-choose = Führen Sie beides hier zusammen und setzen Sie Ihre Fassung an die Stelle der anderen; der Verlauf bewahrt beide. Oder beginnen Sie mit der anderen; dann geht verloren, was Sie geschrieben haben.
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
page-live = So sieht es aus, während Sie schreiben
page-see = Ansehen, wie gespeichert
page-languages = Sprachen
page-width = Wie breit
page-width-all = Alle zugleich
page-width-phone = Telefon
page-width-tablet = Tablet
page-width-desktop = Computer
page-preview-typed = So, wie Sie es geschrieben haben. Durch das Ansehen wird nichts davon gespeichert.
page-preview-saved = So, wie es gespeichert ist. Hier sieht es nur das Team; Links öffnen sich daneben.
page-preview-wrong = Deshalb gibt es noch nichts zu sehen. Bitte berichtigen Sie es im Formular.

## Bilder und Dokumente

files-title = Bilder und Dokumente
files-note = Was Seiten zeigen und anbieten. Jede Datei liegt im Ordner „files“ der Website.
files-filter = Eine Datei nach ihrem Namen suchen
files-none-title = Es gibt noch keine Dateien
files-none-text = Schicken Sie ein Bild oder ein Dokument von Ihrem Computer: Das Formular steht auf dieser Seite.
files-not-found = Keine Datei passt
files-all = Alle Dateien zeigen
file-upload = Eine Datei schicken
file-file = Bild oder Dokument
file-hint = Bis 20 MB. Der Name wird Teil der Adresse.
file-upload-button = Schicken
file-privacy = Aus Fotos (JPEG, PNG, WebP) nehmen wir heraus, was die Kamera darin vermerkt hat: Ort, Zeit, Gerät. Bei anderen Dateien, etwa PDF, sehen Sie bitte selbst nach, ob etwas über Menschen darin steht.
file-none = Bitte wählen Sie zuerst eine Datei.
file-kinds = Dateien dieser Art werden nicht angenommen. Diese schon: { $kinds }. Fotos vom Telefon, die auf heic enden: als JPEG speichern oder senden.
file-large = Diese Datei ist größer als 20 MB. Bitte verkleinern Sie sie, oder lassen Sie sie auf dem Server in den Ordner „files“ legen.
file-other = Was in dieser Datei steckt, ist nicht, was ihr Name sagt, oder ein Text ist nicht in UTF-8. Bitte speichern Sie sie noch einmal in der richtigen Art.
file-broken = Dieses Bild ist beschädigt oder nicht vollständig. Bitte speichern Sie es neu und schicken Sie es noch einmal.
file-over = Über diese Datei wurde schon entschieden, oder sie hat zu lange gewartet. Bitte schicken Sie sie noch einmal.
file-unwritten-moved = Die Datei wurde gerade eben geändert. Bitte sehen Sie sie sich noch einmal an.
file-unwritten-full = Die Festplatte ist voll, daher wurde nichts geändert. Bitte lassen Sie auf dem Server Platz schaffen.
file-unwritten-denied = Das Programm darf in diesen Ordner nicht schreiben, daher wurde nichts geändert. Bitte lassen Sie ihm auf dem Server das Recht dazu geben.
file-unwritten-large = Diese Datei ist zu groß für die Festplatte.
file-unwritten-name = Diesen Namen nimmt die Festplatte nicht an. Bitte geben Sie der Datei einen kürzeren.
file-unwritten-other = Die Datei konnte nicht geschrieben werden. Bitte versuchen Sie es noch einmal, und wenn es so bleibt, sagen Sie es denen, die den Server betreiben.
file-there-title = Eine Datei mit diesem Namen gibt es schon
file-there-text = „{ $name }“ ist schon auf der Website. Noch wurde nichts geändert.
file-there-look = Ansehen
file-there-both = Beide behalten: die neue „{ $name }“ nennen
file-there-replace = Die neue an ihre Stelle setzen
file-there-drop = Die neue verwerfen
file-picture = Das Bild { $name }
file-open = Datei öffnen
file-paste = Auf eine Seite setzen
file-alt = Was ist darauf zu sehen?
file-alt-hint = Für alle, die das Bild nicht sehen. Lassen Sie es leer, wenn das Bild nichts sagt, was nicht im Text steht.
file-text = Was soll der Link sagen?
file-text-hint = Zum Beispiel: unsere Satzung von 2026
file-make = Zeile erstellen
file-markdown = Diese Zeile
file-markdown-hint = Kopieren Sie sie in den Text einer Seite, in eine eigene Zeile.
file-focus = Was im Bild bleiben muss
file-focus-what = Wo ein Bild beschnitten wird, bleibt dieser Punkt. Klicken Sie darauf, oder wählen Sie einen von neun.
file-focus-click = Auf den Punkt klicken, der bleiben muss
file-focus-is = Jetzt: { $x } % von links, { $y } % von oben.
file-focus-points = Neun Punkte
file-focus-none = Bitte klicken Sie ins Bild, oder wählen Sie einen der neun Punkte.
page-focus-top-left = oben links
page-focus-top = oben
page-focus-top-right = oben rechts
page-focus-left = links
page-focus-middle = Mitte
page-focus-right = rechts
page-focus-bottom-left = unten links
page-focus-bottom = unten
page-focus-bottom-right = unten rechts
file-used = Seiten damit
file-unused = Noch keine.
file-delete-what = Sie wird endgültig gelöscht: Von Dateien gibt es keinen Verlauf.
file-delete-used = { $count ->
    [one] Eine Seite zeigt sie oder führt zu ihr und hätte dann eine Lücke. Sie wird endgültig gelöscht: Von Dateien gibt es keinen Verlauf.
   *[other] { $count } Seiten zeigen sie oder führen zu ihr und hätten dann eine Lücke. Sie wird endgültig gelöscht: Von Dateien gibt es keinen Verlauf.
}
file-delete-yes = Diese Datei löschen

done-file-uploaded = Die Datei ist auf der Website.
done-file-uploaded-bare = Die Datei ist auf der Website. Was die Kamera darin vermerkt hatte, wurde herausgenommen.
done-file-dropped = Die neue Datei ist verworfen.
done-file-deleted = Die Datei ist gelöscht.
done-file-focus = Dieser Punkt bleibt.
