//! How large a picture is, from its head: to show it without its jumping, and to know where in it
//! somebody has clicked.

use super::strip::orientation_of;

/// Width and height as it is shown, in pixels; none where it is no picture that is understood.
pub(in super::super) fn size(content: &[u8]) -> Option<(u32, u32)> {
    let found = jpeg(content).or_else(|| png(content)).or_else(|| gif(content));
    found.or_else(|| webp(content)).filter(|(width, height)| *width > 0 && *height > 0)
}

fn jpeg(content: &[u8]) -> Option<(u32, u32)> {
    let mut at = content.starts_with(&[0xff, 0xd8]).then_some(2)?;
    loop {
        let marker = match content.get(at..at + 2)? {
            [0xff, 0xff] => {
                at += 1;
                continue;
            }
            [0xff, marker] => *marker,
            _ => return None,
        };
        let short = |at: usize| Some(u16::from_be_bytes(content.get(at..at + 2)?.try_into().ok()?));
        // A start of frame (ITU-T T.81, table B.1).
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            let (height, width) = (short(at + 5)?.into(), short(at + 7)?.into());
            let on_its_side = orientation_of(content).is_some_and(|turned| turned >= 5);
            return Some(if on_its_side { (height, width) } else { (width, height) });
        }
        at += 2 + usize::from(short(at + 2)?);
    }
}

fn png(content: &[u8]) -> Option<(u32, u32)> {
    let head = content.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let long = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
    Some((long(8)?, long(12)?))
}

fn gif(content: &[u8]) -> Option<(u32, u32)> {
    let head = content.strip_prefix(b"GIF8")?;
    let short = |at: usize| Some(u16::from_le_bytes(head.get(at..at + 2)?.try_into().ok()?));
    Some((short(2)?.into(), short(4)?.into()))
}

/// RFC 9649, sections 2.5 to 2.7, and RFC 6386, section 9.1.
fn webp(content: &[u8]) -> Option<(u32, u32)> {
    let head = content.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WEBP")?;
    let bytes = |at: usize, count: usize| {
        let bytes = head.get(at..at + count)?;
        Some(bytes.iter().rev().fold(0, |all, byte| all << 8 | u32::from(*byte)))
    };
    match head.get(..4)? {
        b"VP8X" => Some((bytes(12, 3)? + 1, bytes(15, 3)? + 1)),
        b"VP8L" => {
            let both = bytes(9, 4)?;
            Some(((both & 0x3fff) + 1, (both >> 14 & 0x3fff) + 1))
        }
        b"VP8 " => Some((bytes(14, 2)? & 0x3fff, bytes(16, 2)? & 0x3fff)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_say_how_large_a_picture_is() {
        let jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc2\x00\x11\x08\x00\x50\x00\x78\x03";
        assert_eq!(size(jpeg), Some((120, 80)));
        let turned =
            b"\xff\xd8\xff\xe1\x00\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\
            \x06\0\0\0\0\0\0\0\xff\xc0\x00\x11\x08\x00\x50\x00\x78\x03";
        assert_eq!(size(turned), Some((80, 120)), "it lies on its side");
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\0\0\0\0\x80";
        assert_eq!(size(png), Some((256, 128)));
        assert_eq!(size(b"GIF89a\x0a\0\x14\0"), Some((10, 20)));
        assert_eq!(size(b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x0f\0\0\x07\0\0"), Some((16, 8)));
        assert_eq!(size(b"RIFF\0\0\0\0WEBPVP8L\x05\0\0\0\x2f\x0f\xc0\x01\0"), Some((16, 8)));
        let lossy = b"RIFF\0\0\0\0WEBPVP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a\x10\0\x08\0";
        assert_eq!(size(lossy), Some((16, 8)));
        for none in [&b""[..], b"%PDF-", b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"GIF89a\0\0\0\0"] {
            assert_eq!(size(none), None);
        }
    }
}
