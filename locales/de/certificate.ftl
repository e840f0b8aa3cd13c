# Das Zertifikat, wo das Programm selbst TLS spricht. Steht im Teambereich.

certificate-wrong = Browser lehnen diese Website ab. { $why }
certificate-refused = Das Zertifikat dieser Website ließ sich nicht erneuern. { $why } Das bisherige gilt weiter, bis zum { $until }.
certificate-soon = Das Zertifikat dieser Website endet am { $until }, und ein neueres liegt nicht da. Danach lehnen Browser die Website ab.
certificate-why-missing = Die Datei { $file } ist nicht da.
certificate-why-unreadable = Das Programm kann { $file } nicht lesen: { $detail }.
certificate-why-not-pem = In { $file } steht weder ein Zertifikat noch ein Schlüssel in PEM.
certificate-why-encrypted = Der Schlüssel in { $file } ist mit einem Passwort verschlossen.
certificate-why-everybody = Alle auf dem Server können den Schlüssel in { $file } lesen.
certificate-why-apart = Der Schlüssel in { $file } und das Zertifikat gehören nicht zusammen.
certificate-why-unusable = Was in { $file } steht, ist nicht zu verwenden: { $detail }.
certificate-why-early = Das Zertifikat in { $file } gilt erst ab dem { $date }.
certificate-why-late = Das Zertifikat in { $file } endete am { $date }.
certificate-why-names = Das Zertifikat in { $file } gilt für andere Namen als den dieser Website: { $names }.
