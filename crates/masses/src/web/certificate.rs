//! What the desk is told of the certificate, where the program serves TLS itself.

use std::sync::Arc;

use kit::slots::{Filled, WarningPart};
use kit::web::tls::{Fault, Standing, Wrong};
use kit::words::Arg;

use crate::ground::Ground;

/// The warnings of the desk. They do not keep the house alive.
pub fn slots(ground: &Arc<Ground>) -> Filled {
    let weak = Arc::downgrade(ground);
    let warnings: WarningPart = Arc::new(move |_, lang| {
        let html = weak.upgrade().map(|ground| warnings(&ground, lang)).unwrap_or_default();
        Box::pin(async move { Ok(html) })
    });
    Filled { warnings: vec![warnings], ..Filled::default() }
}

fn warnings(ground: &Ground, lang: &str) -> Vec<String> {
    let Some(certificates) = &ground.certificates else { return Vec::new() };
    let Standing { until, wrong, soon, refused } = certificates.standing(ground.clock.now());
    let say = |key: &str, args: &[(&str, Arg)]| {
        let text = ground.words.say(lang, key, args);
        format!("<p>{}</p>", kit::render::escape(&text))
    };
    let until = || ("until", Arg::Text(moment(ground, lang, until.unwrap_or_default())));
    let why = |fault: &Fault| ("why", Arg::Text(why(ground, lang, fault)));
    let mut all = Vec::new();
    if let Some(fault) = &wrong {
        all.push(say("certificate-wrong", &[why(fault)]));
    }
    if let Some(fault) = refused.as_ref().filter(|_| wrong != refused) {
        all.push(say("certificate-refused", &[why(fault), until()]));
    } else if soon {
        all.push(say("certificate-soon", &[until()]));
    }
    all
}

fn moment(ground: &Ground, lang: &str, ms: i64) -> String {
    ground.words.moment(lang, &ground.settings.site.time_zone, ms)
}

fn why(ground: &Ground, lang: &str, fault: &Fault) -> String {
    let file = ("file", Arg::Text(fault.file.display().to_string()));
    let detail = match &fault.wrong {
        Wrong::Unreadable(why) | Wrong::Unusable(why) => Some(("detail", why.clone())),
        Wrong::Early(at) | Wrong::Late(at) => Some(("date", moment(ground, lang, *at))),
        Wrong::Names(names) if names.is_empty() => Some(("names", "–".to_owned())),
        Wrong::Names(names) => Some(("names", names.join(", "))),
        _ => None,
    };
    let detail = detail.map(|(name, text)| (name, Arg::Text(text)));
    let args: Vec<_> = std::iter::once(file).chain(detail).collect();
    ground.words.say(lang, &format!("certificate-why-{}", fault.wrong.key()), &args)
}
