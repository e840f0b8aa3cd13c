# Die Seiten rund um die Datenschutzerklärung: ihre Fassungen, der Hinweis und die Seite des
# Teams. Was die Erklärung selbst sagt, steht in policy.ftl.

privacy-contents = Inhalt
privacy-versions-link = Alle Fassungen und was jede geändert hat
privacy-json-link = Dasselbe für Maschinen
privacy-in-force = In Kraft
privacy-in-force-link = Die geltende Fassung
privacy-other-language = In dieser Fassung gibt es keinen Text in Ihrer Sprache, daher steht hier ein anderer.
privacy-none = Es ist noch keine Datenschutzerklärung veröffentlicht.
privacy-none-why = Solange das so ist, sammelt diese Website nichts: Was keine Erklärung nennt, ist ausgeschaltet.

privacy-versions-lead = Hier steht jede Fassung, die wir je veröffentlicht haben, mit dem, was sie geändert hat. Keine wird nachträglich verändert.
privacy-version-title = Fassung { $number }
privacy-version-old = Fassung { $number }, veröffentlicht am { $date }. Inzwischen gilt eine spätere.
privacy-first-version = Die erste Fassung.
privacy-team-only = Für Besucher hat sich nichts geändert, nur für die, die mit der Website arbeiten.
privacy-opens = Für früher Angegebenes gilt Neues ab dem { $date }.
privacy-lines = Der Text Zeile für Zeile
privacy-line-added = Neu:
privacy-line-removed = Entfallen:
privacy-line-changed = Geändert:
privacy-hash = Fingerabdruck dieser Fassung (SHA-256):
privacy-feed = Feed der Fassungen
privacy-feed-title = { $site }: Fassungen der Datenschutzerklärung

# Der Teambereich
done-policy-published = Veröffentlicht. Die neue Fassung gilt.

privacy-desk-menu = Datenschutz
privacy-desk-title = Datenschutzerklärung
privacy-number = Fassung
privacy-published = Veröffentlicht
privacy-versions-count = Fassungen
privacy-noticed = Hinweis bis

privacy-same-title = Nichts zu veröffentlichen
privacy-same-text = Die Website tut, was die geltende Erklärung sagt. Sobald eine Einstellung oder ein Absatz daran etwas ändert, erscheint hier ein Entwurf.
privacy-broken-title = Daraus wird keine Datenschutzerklärung.
privacy-broken-text = Die geltende Fassung bleibt. Bitte beheben Sie das:
privacy-draft-first = Die erste Fassung
privacy-draft-title = Ein Entwurf wartet
privacy-draft-why = Die Website ist anders eingerichtet, als es die geltende Erklärung sagt. Was in diesem Entwurf neu ist, bleibt aus, bis Sie ihn veröffentlichen.
privacy-examples = Noch ein Beispiel, und es stünde in der Erklärung:
privacy-examples-what = Tragen Sie es in masses.toml ein, und sehen Sie auch nach dem Land, in dem der Server steht; starten Sie das Programm dann neu.
privacy-draft-moved = Der Entwurf hat sich geändert, seit Sie ihn angesehen haben. Es wurde nichts veröffentlicht. Bitte sehen Sie ihn noch einmal an.
privacy-draft-nothing = Das hat schon jemand veröffentlicht.

privacy-turn-added = Neu
privacy-turn-removed = Entfällt
privacy-turn-changed = Geändert
privacy-about-controller = Wer verantwortlich ist
privacy-about-purpose = Die Rechtsgrundlage
privacy-about-datum = Wie es beschrieben ist
privacy-about-keep = Wie lange wir es aufbewahren
privacy-about-recipient = Wer Daten bekommt
privacy-about-cookie = Ein Cookie
privacy-about-notice = Wie viele Tage eine Änderung wartet
privacy-change-before = Bisher
privacy-change-after = Von da an
privacy-change-names = Betrifft

privacy-effect-title = Was die Veröffentlichung bewirkt
privacy-effect-first = Das wird Fassung 1 und gilt sofort.
privacy-effect-replaces = Noch hat niemand, der die Website besucht, Daten angegeben. Der Entwurf tritt deshalb einfach an die Stelle von Fassung { $number }.
privacy-effect-at-once = Das wird Fassung { $number } und gilt sofort. Was Menschen früher angegeben haben, wird zu nichts Neuem verwendet; niemand muss warten.
privacy-effect-waits = { $days ->
    [one] Das wird Fassung { $number }. Für alles, was ab jetzt angegeben wird, gilt sie sofort. Für früher Angegebenes beginnt das Neue einen Tag später, am { $date }. Bis dahin steht ein Hinweis auf jeder Seite.
   *[other] Das wird Fassung { $number }. Für alles, was ab jetzt angegeben wird, gilt sie sofort. Für früher Angegebenes beginnt das Neue { $days } Tage später, am { $date }. Bis dahin steht ein Hinweis auf jeder Seite.
}
privacy-effect-waiting = Das ist es, was wartet:
privacy-effect-reaches = Es betrifft alle, von denen wir schon Folgendes haben. Wessen Adresse wir haben, bekommt eine E-Mail:
privacy-effect-reaches-none = Es betrifft nichts, was wir schon haben.
privacy-publish = Veröffentlichen …
privacy-publish-what = Fassung { $number } bleibt für immer öffentlich, mit allem, was sie ändert. Ihr kann eine weitere folgen; zurückgenommen wird sie nicht.
privacy-publish-replaces = Fassung { $number } wird ersetzt. Unter ihr wurde nichts gesammelt.
privacy-publish-yes = Fassung { $number } veröffentlichen
privacy-publish-not-you = Veröffentlichen kann sie, wem die Website gehört oder wer für den Datenschutz zuständig ist.

privacy-measures-title = Schutzmaßnahmen
privacy-measures-good = Alle, die geprüft wurden, treffen zu.
privacy-check-holds = trifft zu
privacy-check-fails = trifft nicht zu
privacy-check-none = noch nicht geprüft
privacy-check-stated = Angabe der Organisation, die hier nichts prüfen kann

privacy-warning-draft = Die Website und ihre Datenschutzerklärung weichen voneinander ab: Ein Entwurf wartet.
privacy-warning-draft-link = Ansehen
privacy-warning-broken = Die Datenschutzerklärung lässt sich nicht zusammenstellen.
privacy-warning-broken-link = Warum nicht
privacy-warning-measure = Eine Schutzmaßnahme, die die Erklärung zusagt, trifft nicht zu und ist dort durchgestrichen: „{ $measure }“ ({ $note })

privacy-explain-link = Was dahintersteht
privacy-explain-title = Was hinter jedem Satz steht
privacy-explain-lead = Jeder Satz der geltenden Erklärung: der Schalter, der ihn dort hinstellt, was ihn wahr macht und was die letzte Prüfung ergab.
privacy-explain-switch = Schalter:
privacy-explain-mechanism = Wahr durch:
privacy-explain-check = Letzte Prüfung:
privacy-explain-gone = In dem, was jetzt veröffentlicht würde, kommt er nicht mehr vor

privacy-record-link = Verzeichnis der Verarbeitung
privacy-record-title = Verzeichnis von Verarbeitungstätigkeiten
privacy-record-lead = Was die DSGVO in Artikel 30 verlangt, aus der geltenden Erklärung. Zeigen Sie es der Behörde, wenn sie danach fragt.
privacy-record-csv = Als Tabelle herunterladen (CSV)

# Per E-Mail mitgeteilt
privacy-mail-when = Für das, was Sie bisher angegeben haben, gilt es ab dem { $date }, nicht früher.
privacy-mail-when-mails = Die E-Mails, die wir Ihnen schreiben, nehmen ab jetzt den neuen Weg.
privacy-mail-subject = { $organisation }: Unsere Datenschutzerklärung hat sich geändert
privacy-mail-body =
    Guten Tag,

    Sie haben uns auf der Website von { $site } Daten gegeben, und einen
    Teil davon haben wir noch. Deshalb sollen Sie wissen: Unsere
    Datenschutzerklärung hat sich geändert. Das ist neu:

    { $changes }

    { $when }

    Wenn Sie das nicht möchten, antworten Sie einfach auf diese E-Mail oder
    schreiben Sie an { $email }. Sie können widersprechen, und Sie
    können verlangen, dass wir löschen, was wir von Ihnen haben.

    Alles, was sich geändert hat, und die ganze Erklärung:
    { $link }
datum-policy-told-at = wann wir Ihnen geschrieben haben, dass sich diese Erklärung ändert
table-policy-told = Dass wir Ihnen Änderungen mitgeteilt haben
