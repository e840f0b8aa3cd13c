//! Makes smaller pictures of one: turned the right way up, without what was written beside it.
//!
//! A photograph becomes a JPEG as mozjpeg makes it: a third smaller than that of `image` for the
//! same look, and as small as WebP from C for most. What was kept exactly stays exact, as PNG or
//! WebP, whichever is smaller; but a photograph that was saved that way becomes a photograph again.

use std::io::{Cursor, ErrorKind};

use fast_image_resize::{ResizeOptions, Resizer};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::codecs::webp::WebPEncoder;
use image::metadata::Orientation;
use image::{
    DynamicImage, ImageDecoder, ImageEncoder, ImageError, ImageFormat, ImageReader, Limits,
    RgbImage,
};
use mozjpeg_rs::{Encoder, Subsampling};

use super::exif;
use super::facts::{Facts, Fault, Kind, MEMORY};

/// The quality of photographs: less shows in skies and faces, more does not show.
const QUALITY: u8 = 80;
/// The quality of a photograph that was kept exactly: there may be writing in it.
const FINE: u8 = 85;
/// What takes more bytes for each pixel than this, kept exactly, is no drawing …
const BUSY: f64 = 0.6;
/// … if it is so many times smaller as a photograph.
const TIMES: usize = 4;
/// A profile of colours that is larger than this is left out, in bytes.
const PROFILE: usize = 64 * 1024;

/// Where in a picture the eye should rest, in hundredths from its left and upper edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Focus {
    /// From the left.
    pub x: u8,
    /// From above.
    pub y: u8,
}

impl Default for Focus {
    fn default() -> Self {
        Self { x: 50, y: 50 }
    }
}

/// A picture that was read.
pub struct Picture {
    image: DynamicImage,
    profile: Option<Vec<u8>>,
    turn: Orientation,
    photo: bool,
    opaque: bool,
}

/// One that was made.
#[derive(Debug)]
pub struct Made {
    /// The file.
    pub bytes: Vec<u8>,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// How its name ends.
    pub ending: &'static str,
}

impl Picture {
    /// Reads a whole file. It takes no more memory than it may.
    pub fn read(bytes: &[u8], facts: &Facts) -> Result<Self, Fault> {
        if let Some(fault) = facts.refused() {
            return Err(fault);
        }
        let format = match facts.kind {
            // The reader fills what is missing with grey.
            Kind::Jpeg if !has_end(bytes, facts.head.begins) => {
                return Err(Fault::Broken("it is cut off".to_owned()));
            }
            Kind::Jpeg => ImageFormat::Jpeg,
            Kind::Png => ImageFormat::Png,
            Kind::Webp => ImageFormat::WebP,
            _ => return Err(Fault::Broken("it cannot be made smaller".to_owned())),
        };
        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        let mut limits = Limits::no_limits();
        limits.max_alloc = Some(MEMORY);
        reader.limits(limits);
        let mut decoder = reader.into_decoder().map_err(fault)?;
        if decoder.total_bytes() > MEMORY {
            return Err(Fault::Heavy);
        }
        let profile = decoder.icc_profile().ok().flatten().filter(|profile| is_needed(profile));
        let image = DynamicImage::from_decoder(decoder).map_err(fault)?;
        let opaque = is_opaque(&image);
        Ok(Self {
            turn: Orientation::from_exif(facts.head.exif.turn).unwrap_or(Orientation::NoTransforms),
            photo: !facts.head.exact && opaque,
            profile,
            image,
            opaque,
        })
    }

    /// The whole picture, this wide as it is seen.
    pub fn whole(&self, width: u32) -> Result<Made, Fault> {
        let (wide, high) = self.seen();
        let height = scaled(high, width, wide);
        self.encode(self.resized(width, height)?, self.photo)
    }

    /// A part of it in this shape around the focus, no larger than this, and no larger than it is:
    /// as a photograph, on white, where it goes out into the world.
    pub fn cut(
        &self,
        (width, height): (u32, u32),
        focus: Focus,
        abroad: bool,
    ) -> Result<Made, Fault> {
        let (wide, high) = self.seen();
        let (width, height) = within((width, height), (wide, high));
        // So large that it covers that.
        let (wide, high) =
            match u64::from(width) * u64::from(high) > u64::from(height) * u64::from(wide) {
                true => (width, scaled(high, width, wide).max(height)),
                false => (scaled(wide, height, high).max(width), height),
            };
        let small = self.resized(wide, high)?;
        let place = |all: u32, part: u32, focus: u8| {
            let middle = u64::from(all) * u64::from(focus.min(100)) / 100;
            let first = middle.saturating_sub(u64::from(part / 2));
            u32::try_from(first).unwrap_or(0).min(all.saturating_sub(part))
        };
        let (x, y) = (place(wide, width, focus.x), place(high, height, focus.y));
        let part = small.crop_imm(x, y, width, height);
        self.encode(part, self.photo || abroad)
    }

    /// Its size as it is seen.
    fn seen(&self) -> (u32, u32) {
        match self.is_on_its_side() {
            true => (self.image.height(), self.image.width()),
            false => (self.image.width(), self.image.height()),
        }
    }

    fn is_on_its_side(&self) -> bool {
        matches!(self.turn.to_exif(), 5..=8)
    }

    /// In that size as it is seen, turned, with eight bits for each part of a colour.
    fn resized(&self, width: u32, height: u32) -> Result<DynamicImage, Fault> {
        let (wide, high) = if self.is_on_its_side() { (height, width) } else { (width, height) };
        let mut small = DynamicImage::new(wide, high, self.image.color());
        if (wide, high) == (self.image.width(), self.image.height()) {
            small.clone_from(&self.image);
        } else {
            let options = ResizeOptions::new().use_alpha(!self.opaque);
            Resizer::new()
                .resize(&self.image, &mut small, &options)
                .map_err(|error| Fault::Broken(error.to_string()))?;
        }
        small.apply_orientation(self.turn);
        Ok(match (small.color().has_color(), self.opaque) {
            (true, true) => DynamicImage::ImageRgb8(small.into_rgb8()),
            (true, false) => DynamicImage::ImageRgba8(small.into_rgba8()),
            (false, true) => DynamicImage::ImageLuma8(small.into_luma8()),
            (false, false) => DynamicImage::ImageLumaA8(small.into_luma_alpha8()),
        })
    }

    fn encode(&self, small: DynamicImage, photo: bool) -> Result<Made, Fault> {
        let (width, height) = (small.width(), small.height());
        let made = |(bytes, ending)| Made { bytes, width, height, ending };
        if photo {
            return Ok(made((self.jpeg(on_white(small), QUALITY, Subsampling::S420)?, "jpg")));
        }
        let mut png = Vec::new();
        let best = (CompressionType::Best, FilterType::Adaptive);
        let png_is = self.exact(&small, PngEncoder::new_with_quality(&mut png, best.0, best.1));
        let mut webp = Vec::new();
        let webp_is = self.exact(&small, WebPEncoder::new_lossless(&mut webp));
        // WebP cannot hold what is very long.
        let exact = match (png_is, webp_is) {
            (_, Ok(())) if webp.len() < png.len() => (webp, "webp"),
            (Ok(()), _) => (png, "png"),
            (Err(error), _) => return Err(fault(error)),
        };
        let each = exact.0.len() as f64 / (f64::from(width) * f64::from(height));
        if self.opaque && each > BUSY {
            let jpeg = self.jpeg(small.into_rgb8(), FINE, Subsampling::S444)?;
            if jpeg.len() * TIMES < exact.0.len() {
                return Ok(made((jpeg, "jpg")));
            }
        }
        Ok(made(exact))
    }

    fn jpeg(&self, small: RgbImage, quality: u8, colours: Subsampling) -> Result<Vec<u8>, Fault> {
        let mut encoder = Encoder::progressive_balanced().quality(quality).subsampling(colours);
        if let Some(profile) = self.profile.clone().filter(|_| self.image.color().has_color()) {
            encoder = encoder.icc_profile(profile);
        }
        let (width, height) = small.dimensions();
        let encoded = encoder.encode_rgb(small.as_raw(), width, height);
        encoded.map_err(|error| Fault::Broken(error.to_string()))
    }

    fn exact(&self, small: &DynamicImage, mut to: impl ImageEncoder) -> Result<(), ImageError> {
        if let Some(profile) = self.profile.clone().filter(|_| small.color().has_color()) {
            let _ = to.set_icc_profile(profile);
        }
        to.write_image(small.as_bytes(), small.width(), small.height(), small.color().into())
    }
}

/// How many pixels of one side belong to so many of the other.
pub fn scaled(side: u32, to: u32, of: u32) -> u32 {
    let of = u64::from(of.max(1));
    let scaled = (u64::from(side) * u64::from(to) + of / 2) / of;
    u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
}

/// The largest size in the shape of `size` that is no larger than that, nor than `most`.
pub fn within(size: (u32, u32), most: (u32, u32)) -> (u32, u32) {
    let (width, height) = size;
    if width <= most.0 && height <= most.1 {
        return size;
    }
    let (wide, high) = (scaled(width, most.1, height), scaled(height, most.0, width));
    if wide <= most.0 { (wide, most.1) } else { (most.0, high.min(most.1)) }
}

/// Whether a JPEG that begins there has an end: in between none can be by chance.
fn has_end(bytes: &[u8], begins: u64) -> bool {
    let picture = usize::try_from(begins).ok().and_then(|begins| bytes.get(begins..));
    picture.is_some_and(|picture| picture.windows(2).rev().any(|mark| mark == [0xff, 0xd9]))
}

/// Whether colours need this profile to look right: one for red, green and blue, and not the one
/// that is taken without any.
fn is_needed(profile: &[u8]) -> bool {
    let usual =
        [b"sRGB".as_slice(), b"s\0R\0G\0B"].iter().any(|name| exif::find(profile, name).is_some());
    profile.get(16..20) == Some(b"RGB ") && profile.len() <= PROFILE && !usual
}

fn is_opaque(image: &DynamicImage) -> bool {
    match image {
        DynamicImage::ImageLumaA8(image) => image.pixels().all(|pixel| pixel.0[1] == u8::MAX),
        DynamicImage::ImageRgba8(image) => image.pixels().all(|pixel| pixel.0[3] == u8::MAX),
        DynamicImage::ImageLumaA16(image) => image.pixels().all(|pixel| pixel.0[1] == u16::MAX),
        DynamicImage::ImageRgba16(image) => image.pixels().all(|pixel| pixel.0[3] == u16::MAX),
        image => !image.has_alpha(),
    }
}

fn on_white(image: DynamicImage) -> RgbImage {
    if !image.has_alpha() {
        return image.into_rgb8();
    }
    let image = image.into_rgba8();
    let mut white = RgbImage::new(image.width(), image.height());
    for (to, from) in white.pixels_mut().zip(image.pixels()) {
        let [red, green, blue, alpha] = from.0.map(u32::from);
        let part = |colour: u32| ((colour * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
        to.0 = [part(red), part(green), part(blue)];
    }
    white
}

fn fault(error: ImageError) -> Fault {
    match error {
        ImageError::Limits(_) => Fault::Heavy,
        ImageError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => {
            Fault::Broken("it is cut off".to_owned())
        }
        error => Fault::Broken(error.to_string()),
    }
}

#[cfg(test)]
mod tests;
