//! The look of a site: the tokens that stand before its style sheets. Each look is a file in
//! `assets/css/looks/`; only the chosen one is sent. A colour of the organisation's own can take the
//! place of its accent.

use std::collections::BTreeMap;

use kit::colour::Colour;
use kit::problem::{Problem, Problems};
use kit::settings::Settings;

/// What text needs to be read by everybody (WCAG 2.2, 1.4.3).
pub const READABLE: f64 = 4.5;
/// Where the tokens of the dark begin.
const DARK: &str = "@media (prefers-color-scheme: dark)";
/// How much of the accent is in the ground behind what belongs to it, in the light and in the dark.
const TINT: [f64; 2] = [0.09, 0.18];
/// How light and how colourful an accent is in the dark: less so than on paper, where it would glare.
const GLOW: (f64, f64) = (0.8, 0.13);
/// How much darker a link becomes under the pointer, and how much lighter in the dark.
const DEEPER: [f64; 2] = [-0.12, 0.08];
/// The text on an accent in the dark: its hue, nearly black.
const SUNK: (f64, f64) = (0.22, 0.04);

/// The tokens of a style sheet: by name, without the dashes.
pub type Tokens = BTreeMap<String, String>;

/// The tokens in the light and in the dark.
pub fn tokens(css: &str) -> [Tokens; 2] {
    let css = plain(css);
    let (light, dark) = css.split_once(DARK).unwrap_or((css.as_str(), ""));
    let light = declared(light);
    let mut whole = light.clone();
    whole.extend(declared(dark));
    [light, whole]
}

/// The style sheet without its comments.
pub fn plain(css: &str) -> String {
    let mut parts = css.split("/*");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(part.split_once("*/").map_or("", |(_, after)| after));
    }
    text
}

fn declared(css: &str) -> Tokens {
    css.split(['{', '}', ';'])
        .filter_map(|one| one.trim().strip_prefix("--")?.split_once(':'))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

/// A token's colour, through others that it names.
pub fn colour(tokens: &Tokens, name: &str) -> Option<Colour> {
    let mut value = tokens.get(name)?;
    // No token is named through more than a few others.
    for _ in 0..8 {
        match value.strip_prefix("var(--").and_then(|rest| rest.strip_suffix(')')) {
            Some(other) => value = tokens.get(other)?,
            None => return Colour::parse(value),
        }
    }
    None
}

/// The tokens that an accent of the organisation's own replaces in this look, as a style sheet;
/// nothing where there is none. Too pale a one is refused, with one near it that would do.
pub fn accent(settings: &Settings, look: &str) -> Result<String, Problems> {
    let Some(accent) = settings.site.accent else { return Ok(String::new()) };
    let [light, dark] = tokens(look);
    let name = &settings.site.look;
    let lost = || Problem::with(name).message("this look has no paper: build the program again");
    let grounds = |tokens: &Tokens| -> Option<Vec<Colour>> {
        ["paper", "shade", "field"].iter().map(|name| colour(tokens, name)).collect()
    };
    let (day, night) = (grounds(&light).ok_or_else(lost)?, grounds(&dark).ok_or_else(lost)?);
    let mut css = String::new();
    match by_day(accent, &day) {
        Ok(tokens) => css.push_str(&format!(":root{{{tokens}}}")),
        Err((ratio, near)) => {
            let message = format!(
                "`site.accent` is too pale: in the look \"{name}\", links in {accent} have a contrast \
                 of {ratio:.1} to 1, and text needs {READABLE}"
            );
            let help = match near {
                Some(near) => format!("a near colour that would do: {near}"),
                None => "choose a darker colour".to_owned(),
            };
            return Err(settings.place("site.accent").message(&message).help(&help).into());
        }
    }
    css.push_str(&format!("{DARK}{{:root{{{}}}}}\n", by_night(accent, &night)));
    Ok(css)
}

/// On paper: as it is, if it can be read there.
fn by_day(accent: Colour, grounds: &[Colour]) -> Result<String, (f64, Option<Colour>)> {
    let paper = grounds.first().copied().unwrap_or(Colour::WHITE);
    let readable = |accent: Colour| {
        let tint = paper.mixed(accent, TINT[0]);
        let all: Vec<Colour> = grounds.iter().copied().chain([tint]).collect();
        let least = all.iter().map(|one| accent.contrast(*one)).fold(f64::MAX, f64::min);
        (least, accent.standing_out(&all, READABLE, true))
    };
    let (ratio, mut near) = readable(accent);
    if ratio < READABLE {
        // Its own tint becomes darker with it: look until both fit.
        while let Some((ratio, next)) = near.map(readable)
            && ratio < READABLE
        {
            near = next;
        }
        return Err((ratio, near));
    }
    let deep = accent.at((accent.lightness() + DEEPER[0]).max(0.1), 1.0);
    Ok(written(accent, deep, Colour::WHITE, paper.mixed(accent, TINT[0])))
}

/// In the dark: the same hue, as light as it has to be.
fn by_night(accent: Colour, grounds: &[Colour]) -> String {
    let paper = grounds.first().copied().unwrap_or(Colour::WHITE);
    let glowing = accent.at(GLOW.0, GLOW.1);
    let tint = paper.mixed(glowing, TINT[1]);
    let all: Vec<Colour> = grounds.iter().copied().chain([tint]).collect();
    let glowing = glowing.standing_out(&all, READABLE, false).unwrap_or(Colour::WHITE);
    let deep = accent.at((glowing.lightness() + DEEPER[1]).min(1.0), GLOW.1);
    written(glowing, deep, accent.at(SUNK.0, SUNK.1), tint)
}

fn written(accent: Colour, deep: Colour, on: Colour, tint: Colour) -> String {
    format!("--accent:{accent};--accent-deep:{deep};--on-accent:{on};--accent-shade:{tint}")
}
