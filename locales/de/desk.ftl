# Der Rahmen des Teambereichs: was alle Seiten für das Team gemeinsam haben.

desk-of = Teambereich { $site }
desk-navigation = Teambereich
desk-menu-waits = Etwas wartet
desk-menu = Menü
desk-you = Angemeldet
desk-role = { $role ->
    [owner] Inhaber/in
    [privacy] Datenschutz
    [agent] Bearbeitung
   *[reader] Nur Lesen
}
desk-account = Ihr Konto
desk-see-site = Zur Website
desk-sign-out = Abmelden
desk-warnings = Zu beachten
desk-disk-full = Die Platte ist voll: nichts kann gespeichert werden, und wer schreibt, wird gebeten, es noch einmal zu versuchen. Schaffen Sie Platz; mehr braucht es nicht.
desk-disk-stopped = Das Schreiben auf die Platte ist fehlgeschlagen; bis zum Neustart des Programms wird nichts mehr gespeichert. Prüfen Sie zuerst die Platte; was vorher bestätigt wurde, ist sicher.
desk-settings-moved = masses.toml wurde nach dem Start geändert. Prüfen Sie mit „masses check“ und starten Sie das Programm neu, damit es gilt.
