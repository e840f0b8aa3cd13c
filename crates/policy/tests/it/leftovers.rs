//! Editor's notes and placeholders, and ordinary text that only looks like them. C24.

use policy::leftovers;

#[track_caller]
fn found(text: &str) -> Vec<String> {
    leftovers(text, "what.md").into_iter().map(|finding| finding.what).collect()
}

/// Each of these has exactly one finding.
#[test]
fn what_was_left_is_found() {
    for (text, what) in [
        ("TODO write this", "TODO"),
        ("We keep it for TBD days.", "TBD"),
        ("See FIXME.", "FIXME"),
        ("Call XXX for help.", "XXX"),
        ("Call XXXXXX for help.", "XXXXXX"),
        ("todo: ask the lawyer", "todo:"),
        ("We are [insert company name].", "[insert company name]"),
        ("We are [Insert Company Name Here].", "[Insert Company Name Here]"),
        ("Write to [your e-mail address].", "[your e-mail address]"),
        ("We are [COMPANY NAME].", "[COMPANY NAME]"),
        ("We are [YOUR_COMPANY].", "[YOUR_COMPANY]"),
        ("From [date] on.", "[date]"),
        ("We are <name>.", "<name>"),
        ("We are <Your Company>.", "<Your Company>"),
        ("We use cookies (remove this if you do not).", "(remove this if you do not)"),
        ("(Remove if not applicable) We sell.", "(Remove if not applicable)"),
        ("We sell (delete as appropriate) nothing.", "(delete as appropriate)"),
        ("We keep it (insert period).", "(insert period)"),
        ("Lorem ipsum dolor sit amet.", "Lorem ipsum"),
        ("Empty: [].", "[]"),
        ("Empty: [ ] here.", "[ ]"),
        ("Empty: ().", "()"),
        ("Gap: [...].", "[...]"),
        ("Gap: [\u{2026}].", "[\u{2026}]"),
        ("Gap: (\u{2026}).", "(\u{2026})"),
        ("Gap: (...).", "(...)"),
        ("What: [___]", "[___]"),
        ("Name: ______", "______"),
        ("___", "___"),
        ("Dear {{ name }},", "{{ name }}"),
        ("Dear {{name}},", "{{name}}"),
        ("{% if shop %}", "{% if shop %}"),
        ("Dear ${name},", "${name}"),
        ("Dear %NAME%,", "%NAME%"),
        ("...", "..."),
        ("- \u{2026}", "\u{2026}"),
        ("A [](https://masses.example) link.", "[]"),
        ("A [link]() to nowhere.", "()"),
        ("Ask John Doe.", "John Doe"),
        ("Here stands a placeholder.", "placeholder"),
    ] {
        assert_eq!(found(text), [what], "{text}");
    }
}

#[test]
fn what_was_left_is_found_in_german() {
    for (text, what) in [
        ("Wir sind [Firmenname einfügen].", "[Firmenname einfügen]"),
        ("Wir sind [hier Firmenname einsetzen].", "[hier Firmenname einsetzen]"),
        ("Wir sind [Ihre Firma].", "[Ihre Firma]"),
        ("Bitte Namen hier einfügen.", "hier einfügen"),
        ("Frist: 30 Tage, bitte anpassen!", "bitte anpassen"),
        ("Platzhalter", "Platzhalter"),
        (
            "Wir nutzen Cookies (entfernen, wenn nicht zutreffend).",
            "(entfernen, wenn nicht zutreffend)",
        ),
        ("Wir nutzen Cookies (Entfernen, falls keine).", "(Entfernen, falls keine)"),
        ("Max Mustermann", "Mustermann"),
        ("Musterstraße 1", "Musterstraße"),
        ("Wir heißen (Name einfügen).", "(Name einfügen)"),
        ("Ja/Nein (Nicht Zutreffendes streichen)", "(Nicht Zutreffendes streichen)"),
        ("Ab dem [Datum].", "[Datum]"),
        ("An <Anschrift>.", "<Anschrift>"),
    ] {
        assert_eq!(found(text), [what], "{text}");
    }
}

/// Markdown, quotations and ordinary prose.
#[test]
fn ordinary_text_is_left_alone() {
    for text in [
        "",
        "We read every message (and answer it) within a week.",
        "See [our statutes](/statutes) and [the board][board].\n\n[board]: /board",
        "See [board].\n\n[board]: https://masses.example/board \"The board\"",
        "See [your data](/your-data), [Contact us](/contact), [name](/n) and [delete it](/x).",
        "![](/logo.svg) and ![A hall](/hall.jpg)",
        "[![Logo](/logo.svg)](https://masses.example)",
        "- [ ] open\n- [x] done\n* [X] done\n1. [ ] first",
        "A note[^1] here.\n\n[^1]: The note.",
        "He wrote: “We [the members] meet on Mondays [sic].”",
        "Regulation [EU] 2016/679 and source [1].",
        "Mail <hello@masses.example> or see <https://masses.example/a_(b)>.",
        "Line<br>break, <strong>strong</strong>, <em class=\"x\">em</em>, <hr>.",
        "<address>Lindenweg 4</address>",
        "If a < b and c > d, then 3 <4 holds.",
        "This is ___very___ important, __bold__ and _soft_.",
        "The name is some___thing.",
        "A line across:\n\n---\n\n***\n\nand on.",
        "We waited \u{2026} and waited... and went home.",
        "Call reset() and then close().",
        "Todo el mundo es bienvenido.",
        "El método es sencillo.",
        "We delete your data if you ask. We remove this if you wish (within a month).",
        "It costs 50 % of 100 %; we save {energy}.",
        "An escaped \\[insert\\] bracket.",
        "Wir löschen Ihre Daten, wenn Sie darum bitten (entfernt wird alles).",
        "Wir löschen (wenn Sie es wünschen) alles.",
        "Die Technik (die wir Cookies nennen) ist alt.",
        "Sie können Ihre Angaben ergänzen und anpassen.",
        "Ein Muster aus Mustern; Musterung und Mustermesse.",
        "Schreiben Sie uns hier (gern auch auf Englisch).",
        "Bitte nennen Sie uns Ihren Namen (freiwillig).",
        "Das Formular (hier) ist kurz.",
        "Art. 6 Abs. 1 Buchst. f) DSGVO; Größe: 5\"; 1) eins, 2) zwei.",
        "İstanbul’da [bir yer] var.",
        "A table:\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        "An unclosed [ bracket and ( another.",
        "XXL shirts, taxxxx, MAXXX",
    ] {
        assert_eq!(found(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn the_place_is_in_lines_and_characters() {
    let text = "Grüße aus Köln.\n\nWir sind [Firmenname einfügen] – und TODO.\n";
    let found = leftovers(text, "who.de.md");
    let places: Vec<_> = found.iter().map(|finding| (finding.line, finding.column)).collect();
    assert_eq!(places, [(3, 10), (3, 38)]);
    assert!(found[0].to_string().starts_with("who.de.md:3:10: `[Firmenname einfügen]`"));
}

#[test]
fn what_is_inside_another_is_found_once() {
    assert_eq!(found("[TODO: insert name here]"), ["[TODO: insert name here]"]);
    assert_eq!(found("{{ [insert] }}"), ["{{ [insert] }}"]);
    let long = format!("[insert {}]", "very ".repeat(40));
    assert_eq!(found(&long)[0].chars().count(), 60);
}

/// Whatever the text, it is looked through to the end.
#[test]
fn odd_texts_do_no_harm() {
    for text in
        ["[", "(", "<", "<a", "]]]]", "((((", "{{", "%", "${", "_", "___a", "a___", "\\", "[[[[[]"]
    {
        let _ = leftovers(text, "x.md");
    }
    let deep = "(".repeat(2_000);
    assert!(leftovers(&deep, "x.md").is_empty());
}
