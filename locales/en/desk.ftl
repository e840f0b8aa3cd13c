# The desk's own frame: what every page for the team has in common.

desk-of = { $site } desk
desk-navigation = Desk
desk-menu = Menu
desk-you = Signed in
desk-role = { $role ->
    [owner] Owner
    [privacy] Privacy officer
    [agent] Agent
   *[reader] Reader
}
desk-account = Your account
desk-see-site = See the site
desk-sign-out = Sign out
desk-warnings = Needs attention
desk-settings-moved = masses.toml was changed after the start. Run “masses check”, then restart the program to apply it.
