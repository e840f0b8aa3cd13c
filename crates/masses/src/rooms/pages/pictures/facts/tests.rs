//! What files say of themselves, in every format.

use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ExtendedColorType, ImageFormat};

use super::super::exif::tests::block;
use super::super::samples::{Site, chunk, jpeg, noise, png, with_exif};

/// Every file that says where it was taken is named, whether a page shows it or not.
#[test]
fn positions_are_found_in_every_kind_of_file() {
    let place = block(false, 1, Some([48, 16]));
    let xmp = b"<x:xmpmeta exif:GPSLatitude=\"48,12N\" exif:GPSLongitude=\"16,22E\"/>";
    let plain = jpeg(&noise(30, 20, 5));
    let exact = png(&noise(30, 20, 5).into());
    let beside = |kind, bytes: &[u8]| [&exact[..33], &chunk(kind, bytes), &exact[33..]].concat();
    let packet = [b"http://ns.adobe.com/xap/1.0/\0".as_slice(), xmp].concat();
    let length = u16::try_from(packet.len() + 2).unwrap().to_be_bytes();
    let mut webp = Vec::new();
    let small = noise(30, 20, 5);
    WebPEncoder::new_lossless(&mut webp).encode(&small, 30, 20, ExtendedColorType::Rgb8).unwrap();
    let length_of = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap().to_le_bytes();
    let site = Site::new(&[
        ("none.jpg", plain.clone()),
        ("none.png", exact.clone()),
        ("a/exif.jpg", with_exif(&plain, &place)),
        ("xmp.jpg", [&plain[..2], &[0xff, 0xe1], &length, &packet, &plain[2..]].concat()),
        ("exif.png", beside(b"eXIf", &place)),
        ("xmp.png", beside(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0".as_slice(), xmp].concat())),
        ("none.webp", webp.clone()),
        ("exif.webp", [&webp, b"EXIF".as_slice(), &length_of(&place), &place].concat()),
        ("xmp.webp", [&webp, b"XMP ".as_slice(), &length_of(xmp), xmp].concat()),
        ("a.heic", [b"\0\0\0\x18ftypheic____Exif\0\0".as_slice(), &place].concat()),
        (".hidden.jpg", with_exif(&plain, &place)),
        ("text.txt", with_exif(&plain, &place)),
    ]);
    site.render(&[]);
    site.pictures.survey();
    let files: Vec<_> = site.pictures.faults().into_iter().map(|(file, _)| file).collect();
    let expected =
        ["a.heic", "a/exif.jpg", "exif.png", "exif.webp", "xmp.jpg", "xmp.png", "xmp.webp"];
    assert_eq!(files, expected.map(|file| format!("files/{file}")));
    // Once it is mended, nothing is said.
    site.put("a/exif.jpg", &plain);
    site.render(&[]);
    site.pictures.survey();
    assert_eq!(site.pictures.faults().len(), expected.len() - 1);
}

/// What moves, and what is drawn, is shown as it is, in the size it has.
#[test]
fn what_moves_is_not_made_smaller() {
    let mut gif = b"GIF89a".to_vec();
    gif.extend([0x20, 0x03, 0x58, 0x02, 0, 0, 0, b';']);
    let exact = png(&noise(40, 20, 5).into());
    let moving = [&exact[..33], &chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]), &exact[33..]].concat();
    let mut film = b"RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0".to_vec();
    film.extend([0x0f, 0x27, 0, 0x87, 0x13, 0]);
    let mut avif = b"\0\0\0\x18ftypavif________".to_vec();
    avif.extend(b"ispe\0\0\0\0\0\0\x04\0\0\0\x03\0irot\x01");
    let site = Site::new(&[
        ("a.gif", gif),
        ("a.png", moving),
        ("a.webp", film),
        ("a.avif", avif),
        ("a.svg", b"<svg viewBox=\"0 0 40 10\" width=\"80\"/>".to_vec()),
        ("b.svg", b"<svg/>".to_vec()),
        ("a.pdf", b"%PDF".to_vec()),
    ]);
    for (path, size) in [
        ("a.gif", Some((800, 600))),
        ("a.png", Some((40, 20))),
        ("a.webp", Some((10_000, 5_000))),
        ("a.avif", Some((768, 1024))),
        ("a.svg", Some((80, 20))),
        ("b.svg", Some((0, 0))),
        ("a.pdf", None),
    ] {
        let look = site.render(&[&format!("/files/{path}")]).remove(0);
        assert_eq!(look.as_ref().map(|look| (look.width, look.height)), size, "{path}");
        assert!(look.is_none_or(|look| look.src.is_none()), "{path}");
    }
    site.work();
    assert_eq!((site.pictures.faults(), site.cached()), (vec![], vec![]));
}

/// The head that is read here says the same as the one that is read with the picture.
#[test]
fn heads_say_what_pictures_are() {
    for (width, height) in [(1, 1), (3, 700), (16_383, 1), (255, 256)] {
        let image = DynamicImage::from(noise(width, height, 9));
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let mut bytes = std::io::Cursor::new(Vec::new());
            image.write_to(&mut bytes, format).unwrap();
            let site = Site::new(&[("a.png", bytes.into_inner())]);
            let look = site.pictures.look("/files/a.png").unwrap();
            assert_eq!((look.width, look.height), (width, height), "{format:?}");
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    /// Whatever stands in a file, its head is read or refused.
    #[test]
    fn any_file_is_read_or_refused(kind in 0usize..6, bytes: Vec<u8>) {
        let begin: [&[u8]; 6] = [
            b"\xff\xd8\xff\xe1\0\x10Exif\0\0MM\0*",
            b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR",
            b"RIFF____WEBPVP8 ",
            b"GIF89a",
            b"____ftypavif",
            b"<svg width='",
        ];
        let site = Site::new(&[("a.svg", [begin[kind], &bytes].concat())]);
        let _ = site.pictures.look("/files/a.svg");
    }
}
