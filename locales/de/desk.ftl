# Der Rahmen des Büros: was alle Seiten für das Team gemeinsam haben.

desk-of = Büro { $site }
desk-navigation = Büro
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
