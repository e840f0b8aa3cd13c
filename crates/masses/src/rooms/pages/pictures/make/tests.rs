//! What is made of pictures, looked at pixel by pixel.

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, Rgba, RgbaImage};

use super::super::exif::tests::block;
use super::super::facts::Facts;
use super::super::samples::{jpeg, noise, png, with_exif};
use super::*;

/// Four fields: red and green above, blue and white below.
fn fields(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match (x * 2 < width, y * 2 < height) {
        (true, true) => Rgb([250, 10, 10]),
        (false, true) => Rgb([10, 250, 10]),
        (true, false) => Rgb([10, 10, 250]),
        (false, false) => Rgb([250, 250, 250]),
    })
}

fn read(bytes: &[u8]) -> Result<(Picture, Facts), Fault> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("picture.jpg");
    std::fs::write(&path, bytes).unwrap();
    let facts = Facts::read(&path)?.unwrap();
    Picture::read(bytes, &facts).map(|picture| (picture, facts))
}

fn decoded(made: &Made) -> DynamicImage {
    let image = image::load_from_memory(&made.bytes).unwrap();
    assert_eq!((image.width(), image.height()), (made.width, made.height));
    image
}

/// The middle of each field, as a letter.
fn letters(image: &DynamicImage) -> String {
    let image = image.to_rgb8();
    let (width, height) = image.dimensions();
    let places = [(1, 1), (3, 1), (1, 3), (3, 3)];
    let letter = |(x, y): (u32, u32)| match image.get_pixel(width * x / 4, height * y / 4).0 {
        [r, g, b] if r > 200 && g > 200 && b > 200 => 'w',
        [r, _, b] if r > 200 && b < 80 => 'r',
        [_, g, b] if g > 200 && b < 80 => 'g',
        [r, _, b] if b > 200 && r < 80 => 'b',
        _ => '?',
    };
    places.into_iter().map(letter).collect()
}

/// However the camera was held, the picture stands as it was seen, and nothing says so any more.
#[test]
fn pictures_are_turned_as_the_camera_says() {
    let file = jpeg(&fields(400, 200));
    // What stands at the upper left, upper right, lower left and lower right (Exif 2.32, 4.6.4).
    let turned = ["rgbw", "grwb", "wbgr", "bwrg", "rbgw", "brwg", "wgbr", "gwrb"];
    for (place, expected) in turned.into_iter().enumerate() {
        let turn = u16::try_from(place).unwrap() + 1;
        let bytes = with_exif(&file, &block(turn % 2 == 0, turn, Some([48, 16])));
        let (picture, facts) = read(&bytes).unwrap();
        let size = if turn < 5 { (400, 200) } else { (200, 400) };
        assert_eq!((facts.width, facts.height), size, "{turn}");
        for width in [100, size.0] {
            let made = picture.whole(width).unwrap();
            assert_eq!((made.width, made.height), (width, width * size.1 / size.0), "{turn}");
            assert_eq!(letters(&decoded(&made)), expected, "{turn}");
            for trace in [b"Exif".as_slice(), b"MM\0*", b"II*\0"] {
                assert_eq!(exif::find(&made.bytes, trace), None, "{turn}");
            }
        }
    }
}

#[test]
fn photographs_look_as_before() {
    let part = |at: u32, of: u32| (at * 255 / of) as u8;
    let photo =
        RgbImage::from_fn(700, 500, |x, y| Rgb([part(x, 700), part(y, 500), part(x + y, 1200)]));
    let grey = RgbImage::from_fn(700, 500, |x, _| Rgb([part(x, 700); 3]));
    // Where there are few pixels, colours flow into each other.
    let small = [1, 2, 7, 15, 16, 17].map(|width| (&grey, width));
    let large = [33, 100, 479, 480, 699, 700].map(|width| (&photo, width));
    for (photo, width) in small.into_iter().chain(large) {
        let (picture, _) = read(&jpeg(photo)).unwrap();
        let made = picture.whole(width).unwrap();
        assert_eq!(made.ending, "jpg");
        let now = decoded(&made).into_rgb8();
        let before = DynamicImage::from(photo.clone());
        let before = before.resize_exact(made.width, made.height, image::imageops::Lanczos3);
        let before = before.into_rgb8();
        let apart: u64 = now
            .as_raw()
            .iter()
            .zip(before.as_raw())
            .map(|(one, other)| u64::from(one.abs_diff(*other)))
            .sum();
        let mean = apart as f64 / now.as_raw().len() as f64;
        assert!(mean < 3.0, "{width}: {mean} apart");
    }
}

#[test]
fn grey_photographs_stay_grey() {
    let grey = DynamicImage::from(noise(600, 400, 20)).into_luma8();
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(&grey).unwrap();
    let (picture, _) = read(&bytes).unwrap();
    for pixel in decoded(&picture.whole(300).unwrap()).into_rgb8().pixels() {
        let [red, green, blue] = pixel.0;
        assert!(red.abs_diff(green) < 4 && green.abs_diff(blue) < 4, "{pixel:?}");
    }
}

/// A drawing keeps every pixel in its own size, and what is transparent has no dark edges.
#[test]
fn drawings_stay_exact() {
    let drawing = RgbaImage::from_fn(600, 300, |x, y| match (x / 40 + y / 40) % 2 {
        0 => Rgba([255, 255, 255, 255]),
        _ => Rgba([0, 0, 0, 0]),
    });
    let (picture, _) = read(&png(&drawing.clone().into())).unwrap();
    let made = picture.whole(600).unwrap();
    let now = decoded(&made).into_rgba8();
    for (now, before) in now.pixels().zip(drawing.pixels()) {
        assert_eq!(now.0[3], before.0[3]);
        assert!(now == before || now.0[3] == 0, "{now:?} was {before:?}");
    }
    let small = decoded(&picture.whole(130).unwrap()).into_rgba8();
    assert!(small.pixels().any(|pixel| (20..230).contains(&pixel.0[3])), "an edge is soft");
    for pixel in small.pixels().filter(|pixel| pixel.0[3] > 60) {
        assert!(pixel.0[..3].iter().all(|part| *part > 235), "a dark edge: {pixel:?}");
    }
}

/// A photograph that was saved as PNG would be many times too large as it is.
#[test]
fn a_photograph_in_a_png_is_one_again() {
    let photo = noise(800, 600, 60);
    let (picture, facts) = read(&png(&photo.into())).unwrap();
    let made = picture.whole(480).unwrap();
    assert_eq!(made.ending, "jpg");
    assert!((made.bytes.len() as u64) * 4 < facts.length, "{}", made.bytes.len());
    let (drawing, _) = read(&png(&fields(800, 600).into())).unwrap();
    assert_ne!(drawing.whole(480).unwrap().ending, "jpg");
}

#[test]
fn sixteen_bits_become_eight() {
    let deep = DynamicImage::from(fields(300, 200)).into_rgba16();
    let (picture, _) = read(&png(&deep.into())).unwrap();
    assert_eq!(letters(&decoded(&picture.whole(150).unwrap())), "rgbw");
}

/// Around the focus, never beyond the edge, never larger than it is, always in the shape.
#[test]
fn a_part_holds_its_focus() {
    let (picture, _) = read(&jpeg(&fields(2000, 1000))).unwrap();
    let at = |x, y| Focus { x, y };
    for (focus, expected) in [
        (at(0, 0), "rrrr"),
        (at(100, 0), "gggg"),
        (at(0, 100), "bbbb"),
        (at(100, 100), "wwww"),
        (at(50, 50), "rgbw"),
        (at(255, 255), "wwww"),
    ] {
        // Upright in a wide one: only the left or the right of it; and flat in it: only the upper
        // or the lower half.
        let upright = picture.cut((300, 900), focus, true).unwrap();
        assert_eq!((upright.width, upright.height), (300, 900));
        let flat = picture.cut((1200, 100), focus, true).unwrap();
        assert_eq!((flat.width, flat.height), (1200, 100));
        let (upright, flat) = (letters(&decoded(&upright)), letters(&decoded(&flat)));
        let both = |one: char, other: char| expected.contains(one) && expected.contains(other);
        if expected == "rgbw" {
            assert_eq!((upright.as_str(), flat.as_str()), ("rgbw", "rgbw"));
        } else {
            assert_eq!(upright.contains('r') && !upright.contains('g'), focus.x == 0);
            assert_eq!(flat.contains('r') && !flat.contains('b'), focus.y == 0);
            assert!(!both('r', 'g'));
        }
    }
    for (size, expected) in [
        ((1200, 630), (1200, 630)),
        ((4000, 2000), (2000, 1000)),
        ((1000, 4000), (250, 1000)),
        ((4000, 100), (2000, 50)),
        ((9, 1), (9, 1)),
    ] {
        let made = picture.cut(size, Focus::default(), false).unwrap();
        assert_eq!((made.width, made.height), expected, "{size:?}");
        decoded(&made);
    }
}

/// Where it goes out into the world it is a JPEG, and what was transparent is white.
#[test]
fn a_card_is_a_photograph_on_white() {
    let mut drawing = RgbaImage::from_pixel(1300, 700, Rgba([0, 0, 0, 0]));
    drawing.put_pixel(0, 0, Rgba([0, 0, 0, 255]));
    let (picture, _) = read(&png(&drawing.into())).unwrap();
    let card = picture.cut((1200, 630), Focus::default(), true).unwrap();
    assert_eq!((card.ending, card.width, card.height), ("jpg", 1200, 630));
    let middle = decoded(&card).into_rgb8().get_pixel(600, 300).0;
    assert!(middle.iter().all(|part| *part > 250), "{middle:?}");
}

/// A colour profile that matters comes along; the usual one, and one for print, do not.
#[test]
fn colours_look_the_same() {
    let profile = |space: &[u8; 4], name: &[u8]| {
        let mut profile = vec![0; 16];
        profile.extend(space);
        profile.extend([0; 100]);
        profile.extend(name);
        profile
    };
    for (space, name, kept) in [
        (b"RGB ", b"Display P3".as_slice(), true),
        (b"RGB ", b"sRGB IEC61966-2.1", false),
        (b"RGB ", b"s\0R\0G\0B\0", false),
        (b"CMYK", b"Coated FOGRA39", false),
    ] {
        let profile = profile(space, name);
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
        encoder.set_icc_profile(profile.clone()).unwrap();
        encoder.encode_image(&fields(300, 200)).unwrap();
        let (picture, _) = read(&bytes).unwrap();
        let made = picture.whole(100).unwrap();
        assert_eq!(exif::find(&made.bytes, &profile).is_some(), kept, "{name:?}");
        assert_eq!(letters(&decoded(&made)), "rgbw");
    }
}

/// What is cut off or is no picture is refused, wherever it ends.
#[test]
fn broken_files_are_refused() {
    let whole = jpeg(&noise(300, 200, 40));
    let exact = png(&noise(300, 200, 40).into());
    assert!(read(&whole).is_ok() && read(&exact).is_ok());
    for part in 1..20 {
        for bytes in [&whole, &exact] {
            let broken = &bytes[..bytes.len() * part / 20];
            let fault = read(broken).map(|_| ()).unwrap_err();
            assert!(matches!(fault, Fault::Broken(_)), "{part}: {fault:?}");
        }
    }
    // A small picture in the metadata has an end of its own.
    let small = jpeg(&noise(30, 20, 40));
    let with_small = with_exif(&whole, &[&block(true, 1, None)[..], &small].concat());
    assert!(read(&with_small).is_ok());
    let fault = read(&with_small[..with_small.len() * 3 / 4]).map(|_| ()).unwrap_err();
    assert_eq!(fault, Fault::Broken("it is cut off".to_owned()));
    let mut garbled = whole;
    garbled[200..400].fill(0x55);
    // It is read or refused; it does not fail.
    let _ = read(&garbled).map(|(picture, _)| picture.whole(100));
}

#[test]
fn sizes_stay_in_their_shape() {
    for (size, most, expected) in [
        ((1200, 630), (4000, 3000), (1200, 630)),
        ((1200, 630), (600, 3000), (600, 315)),
        ((1200, 630), (4000, 63), (120, 63)),
        ((1, 1), (1, 1), (1, 1)),
        ((10, 1000), (5, 20), (1, 20)),
        ((1000, 10), (20, 5), (20, 1)),
    ] {
        assert_eq!(within(size, most), expected, "{size:?} in {most:?}");
    }
    assert_eq!(
        (scaled(3, 1, 1000), scaled(7, 1, 0), scaled(u32::MAX, u32::MAX, 1)),
        (1, 7, u32::MAX)
    );
}
