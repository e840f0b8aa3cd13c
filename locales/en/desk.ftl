# The desk's own frame: what every page for the team has in common.

desk-of = { $site } desk
desk-navigation = Desk
desk-menu-waits = Something waits
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
desk-disk-full = The disk is full: nothing can be stored, and whoever writes is asked to try again. Make room; nothing else is needed.
desk-disk-stopped = A write to the disk failed, so nothing more is stored until the program is restarted. Look at the disk first; what was confirmed before is safe.
desk-settings-moved = masses.toml was changed after the start. Run “masses check”, then restart the program to apply it.
