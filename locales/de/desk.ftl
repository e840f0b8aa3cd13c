# Der Rahmen des Teambereichs: was alle Seiten für das Team gemeinsam haben.

desk-of = Teambereich { $site }
desk-navigation = Teambereich
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
desk-settings-moved = masses.toml wurde nach dem Start geändert. Prüfen Sie mit „masses check“ und starten Sie das Programm neu, damit es gilt.
