# The certificate, where the program serves TLS itself. Shown in the desk.

certificate-wrong = Browsers refuse this site. { $why }
certificate-refused = The certificate of this site could not be renewed. { $why } The one before is still served, and ends on { $until }.
certificate-soon = The certificate of this site ends on { $until }, and no newer one is there. After that, browsers refuse the site.
certificate-why-missing = The file { $file } is not there.
certificate-why-unreadable = The program cannot read { $file }: { $detail }.
certificate-why-not-pem = In { $file } there is neither a certificate nor a key in PEM.
certificate-why-encrypted = The key in { $file } is locked with a password.
certificate-why-everybody = Everybody on the server can read the key in { $file }.
certificate-why-apart = The key in { $file } and the certificate do not belong together.
certificate-why-unusable = What is in { $file } cannot be used: { $detail }.
certificate-why-early = The certificate in { $file } is valid from { $date } on only.
certificate-why-late = The certificate in { $file } ended on { $date }.
certificate-why-names = The certificate in { $file } is for other names than that of this site: { $names }.
