//! Countries: one spelling for each, and which of them are in the European Economic Area.

use crate::Say;

/// The European Economic Area.
const AREA: [&str; 30] = [
    "at", "be", "bg", "cy", "cz", "de", "dk", "ee", "es", "fi", "fr", "gr", "hr", "hu", "ie", "is",
    "it", "li", "lt", "lu", "lv", "mt", "nl", "no", "pl", "pt", "ro", "se", "si", "sk",
];

/// Other countries that have words.
const OTHERS: [&str; 4] = ["ca", "ch", "gb", "us"];

/// All of them (ISO 3166-1 alpha-2), and `xk`, which the European Commission uses for Kosovo.
const ALL: &str = "ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br \
    bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz \
    ec ee eg eh er es et fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw \
    gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky \
    kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv \
    mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py \
    qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st sv sx sy sz tc td tf tg \
    th tj tk tl tm tn to tr tt tv tw tz ua ug um us uy uz va vc ve vg vi vn vu wf ws xk ye yt za \
    zm zw";

/// The two-letter code of a country that may also be given by its name in one of the languages;
/// what is not known comes back as it was.
pub(crate) fn code(given: &str, languages: &[String], words: &dyn Say) -> String {
    let given = given.trim();
    let lower = given.to_lowercase();
    let code = match lower.as_str() {
        "uk" => "gb",
        "usa" => "us",
        "el" => "gr",
        other => other,
    };
    if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return code.to_owned();
    }
    let named = AREA
        .iter()
        .chain(&OTHERS)
        .find(|code| languages.iter().any(|lang| name(code, lang, words).to_lowercase() == lower));
    named.map_or_else(|| given.to_owned(), |code| (*code).to_owned())
}

/// Whether it has the form of a code, and no country has it.
pub(crate) fn is_nowhere(code: &str) -> bool {
    code.len() == 2 && ALL.split(' ').all(|known| known != code)
}

/// Whether data there has left the European Economic Area.
pub(crate) fn is_outside(code: &str) -> bool {
    !AREA.contains(&code)
}

/// The country's name, or what was given where there are no words for it.
pub(crate) fn name(code: &str, lang: &str, words: &dyn Say) -> String {
    let key = format!("country-{code}");
    match words.has(lang, &key) {
        true => words.say(lang, &key, &[]),
        false if code.len() == 2 => code.to_uppercase(),
        false => code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_one_of_a_country() {
        assert!(AREA.iter().chain(&OTHERS).all(|code| !is_nowhere(code)));
        assert!(is_nowhere("xx") && is_nowhere("AT") && is_nowhere("  "));
        assert!(!is_nowhere("japan") && !is_nowhere(""), "a name is no code");
    }
}
