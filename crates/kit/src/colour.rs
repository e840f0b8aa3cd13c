//! Colours of the screen: how well one can be read on another, and others like it.

use std::fmt;

use serde::{Serialize, Serializer};

/// The steps in which a lightness is looked for, and in which a colour becomes paler until a
/// screen can show it.
const STEP: f64 = 0.005;

/// An opaque colour (sRGB).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour([u8; 3]);

/// The same in OKLab, where equal steps look equal: lightness, and two axes of hue.
#[derive(Debug, Clone, Copy)]
struct Lab([f64; 3]);

impl Colour {
    /// White.
    pub const WHITE: Self = Self([255; 3]);

    /// Reads `#0a5c49` or `#fff`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let part = |at: usize, length: usize| {
            let part = u8::from_str_radix(digits.get(at * length..(at + 1) * length)?, 16).ok()?;
            Some(if length == 1 { part * 17 } else { part })
        };
        let length = match digits.len() {
            3 => 1,
            6 => 2,
            _ => return None,
        };
        Some(Self([part(0, length)?, part(1, length)?, part(2, length)?]))
    }

    /// How much one stands out from the other: from 1 to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// How light it looks, from 0 to 1.
    pub fn lightness(self) -> f64 {
        self.lab().0[0]
    }

    /// The same hue in another lightness, no more colourful than it is, and than `most`.
    pub fn at(self, lightness: f64, most: f64) -> Self {
        let Lab([_, a, b]) = self.lab();
        let colourful = a.hypot(b);
        let mut share = if colourful > most { most / colourful } else { 1.0 };
        loop {
            let lab = Lab([lightness, a * share, b * share]);
            if let Some(colour) = lab.colour() {
                return colour;
            }
            if share <= 0.0 {
                return if lightness > 0.5 { Self::WHITE } else { Self([0; 3]) };
            }
            share = (share - STEP).max(0.0);
        }
    }

    /// The nearest of this hue, darker or lighter, that stands out from all of `others` by
    /// `least`; none where no lightness does.
    pub fn standing_out(self, others: &[Self], least: f64, darker: bool) -> Option<Self> {
        let good = |colour: &Self| others.iter().all(|one| colour.contrast(*one) >= least);
        if good(&self) {
            return Some(self);
        }
        let step = if darker { -STEP } else { STEP };
        let lightness = |count: u32| self.lightness() + f64::from(count) * step;
        let all = (1..).map(lightness).take_while(|lightness| (0.0..=1.0).contains(lightness));
        all.map(|lightness| self.at(lightness, 1.0)).find(good)
    }

    /// Between the two: `share` of the other.
    pub fn mixed(self, other: Self, share: f64) -> Self {
        let (Lab(one), Lab(other)) = (self.lab(), other.lab());
        let between = |at: usize| one[at] + (other[at] - one[at]) * share;
        Lab([between(0), between(1), between(2)]).colour().unwrap_or(self)
    }

    fn luminance(self) -> f64 {
        let [red, green, blue] = self.linear();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn linear(self) -> [f64; 3] {
        self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        })
    }

    /// Björn Ottosson, "A perceptual color space for image processing".
    fn lab(self) -> Lab {
        let [red, green, blue] = self.linear();
        let long = 0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue;
        let middle = 0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue;
        let short = 0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue;
        let [long, middle, short] = [long, middle, short].map(f64::cbrt);
        Lab([
            0.210_454_255_3 * long + 0.793_617_785_0 * middle - 0.004_072_046_8 * short,
            1.977_998_495_1 * long - 2.428_592_205_0 * middle + 0.450_593_709_9 * short,
            0.025_904_037_1 * long + 0.782_771_766_2 * middle - 0.808_675_766_0 * short,
        ])
    }
}

impl Lab {
    /// As a screen shows it, if it can.
    fn colour(self) -> Option<Colour> {
        let Self([light, a, b]) = self;
        let long = (light + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let middle = (light - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let short = (light - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
        let parts = [
            4.076_741_662_1 * long - 3.307_711_591_3 * middle + 0.230_969_929_2 * short,
            -1.268_438_004_6 * long + 2.609_757_401_1 * middle - 0.341_319_396_5 * short,
            -0.004_196_086_3 * long - 0.703_418_614_7 * middle + 1.707_614_701_0 * short,
        ];
        if parts.iter().any(|part| !(-0.001..=1.001).contains(part)) {
            return None;
        }
        Some(Colour(parts.map(shown)))
    }
}

/// A part of a colour as a byte.
fn shown(part: f64) -> u8 {
    let part = part.clamp(0.0, 1.0);
    let part =
        if part <= 0.003_130_8 { part * 12.92 } else { 1.055 * part.powf(1.0 / 2.4) - 0.055 };
    // Clamped to what a byte holds.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    {
        (part * 255.0).round() as u8
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(out, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Serialize for Colour {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).unwrap_or_else(|| panic!("{text} is no colour"))
    }

    #[test]
    fn colours_are_read_and_written() {
        for (text, shown) in [("#0A5c49", "#0a5c49"), ("#fff", "#ffffff"), ("#a1b", "#aa11bb")] {
            assert_eq!(colour(text).to_string(), shown);
        }
        for bad in ["", "#", "0a5c49", "#0a5c4", "#0a5c490", "#0a5c4g", "red", "#+1+1+1", "#ä11"] {
            assert_eq!(Colour::parse(bad), None, "{bad}");
        }
    }

    /// The figures of others: WCAG's own extremes, and well-known pairs.
    #[test]
    fn contrast_is_that_of_the_guidelines() {
        for (one, other, ratio) in [
            ("#000", "#fff", 21.0),
            ("#fff", "#fff", 1.0),
            ("#767676", "#fff", 4.54),
            ("#777777", "#fff", 4.48),
            ("#0000ff", "#fff", 8.59),
            ("#ff0000", "#000", 5.25),
        ] {
            let found = colour(one).contrast(colour(other));
            assert!((found - ratio).abs() < 0.005, "{one} on {other}: {found}");
            assert!((colour(other).contrast(colour(one)) - found).abs() < 1e-9);
        }
    }

    #[test]
    fn lightness_is_that_of_oklab() {
        for (text, lightness) in
            [("#fff", 1.0), ("#000", 0.0), ("#ff0000", 0.628), ("#0000ff", 0.452)]
        {
            let found = colour(text).lightness();
            assert!((found - lightness).abs() < 0.002, "{text}: {found}");
            assert_eq!(colour(text).at(found, 1.0), colour(text), "there and back");
        }
    }

    /// Whatever the colour: one near it can be read, and the hue stays.
    #[test]
    fn a_near_colour_stands_out() {
        let paper = [Colour::WHITE, colour("#f2f4f0")];
        for text in ["#ffe600", "#7fd1ae", "#ff00ff", "#00ffff", "#808080", "#ffffff", "#f00"] {
            let near = colour(text).standing_out(&paper, 4.5, true).unwrap();
            assert!(paper.iter().all(|one| near.contrast(*one) >= 4.5), "{text}: {near}");
            let further = colour(text).at(near.lightness() + 2.0 * STEP, 1.0);
            assert!(further.contrast(paper[1]) < 4.5, "{text}: {near} is darker than it has to be");
        }
        let good = colour("#0a5c49");
        assert_eq!(good.standing_out(&paper, 4.5, true), Some(good));
        assert_eq!(good.standing_out(&[Colour::WHITE, colour("#000")], 21.0, true), None);
    }

    #[test]
    fn mixing_goes_from_one_to_the_other() {
        let (one, other) = (colour("#fdfdfb"), colour("#0a5c49"));
        assert_eq!((one.mixed(other, 0.0), one.mixed(other, 1.0)), (one, other));
        let lightness = one.mixed(other, 0.5).lightness();
        assert!((lightness - f64::midpoint(one.lightness(), other.lightness())).abs() < 0.01);
    }
}
