//! What a camera or an editor has noted in a picture besides the picture: where and when it was
//! taken, with which device, by whom. It is taken out; the picture itself stays to the byte.

/// What became of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stripped {
    /// There was nothing to take out, or it is none of those that are understood.
    Same,
    /// Without what was noted in it.
    Less(Vec<u8>),
    /// It is not a whole picture.
    Broken,
}

/// Takes out of a picture what is no picture.
pub(super) fn strip(content: &[u8], ending: &str) -> Stripped {
    let stripped = match ending {
        "jpg" | "jpeg" => jpeg(content),
        "png" => png(content),
        "webp" => webp(content),
        _ => return Stripped::Same,
    };
    match stripped {
        Some(new) if new == content => Stripped::Same,
        Some(new) => Stripped::Less(new),
        None => Stripped::Broken,
    }
}

/// A JPEG (ITU-T T.81, annex B): of the application segments stay the frame (APP0), the colours
/// (APP2, as far as it is a profile) and how they are coded (APP14), and of Exif whether it lies on
/// its side. What follows the picture in the same file, such as a second one or a film, goes.
fn jpeg(content: &[u8]) -> Option<Vec<u8>> {
    let mut out = content.get(..2).filter(|head| *head == [0xff, 0xd8])?.to_vec();
    let (mut at, mut turned) = (2, None);
    loop {
        let start = at;
        while *content.get(at)? == 0xff && *content.get(at + 1)? == 0xff {
            at += 1;
        }
        let marker = *content.get(at..at + 2)?.strip_prefix(&[0xff])?.first()?;
        if marker == 0xd9 {
            out.extend_from_slice(&[0xff, marker]);
            return Some(out);
        }
        let length = usize::from(u16::from_be_bytes(content.get(at + 2..at + 4)?.try_into().ok()?));
        let body = content.get(at + 4..at + 2 + length)?;
        at += 2 + length;
        if marker == 0xda {
            at = coded(content, at)?;
        }
        let keep = match marker {
            0xe1 => {
                turned = turned.or_else(|| orientation(body.strip_prefix(b"Exif\0\0")?));
                false
            }
            0xe0 | 0xee => true,
            0xe2 => body.starts_with(b"ICC_PROFILE\0"),
            0xe3..=0xef | 0xfe => false,
            _ => {
                // All that is about the picture as a whole comes first.
                out.extend(turned.take().map(turn).unwrap_or_default());
                true
            }
        };
        if keep {
            out.extend_from_slice(content.get(start..at)?);
        }
    }
}

/// Where the coded part of a picture ends: at a marker that is no restart of it.
fn coded(content: &[u8], from: usize) -> Option<usize> {
    let pairs = content.get(from..)?.windows(2);
    let end = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff);
    pairs.into_iter().position(end).map(|at| from + at)
}

/// How a picture has to be turned (Exif 2.32, section 4.6.5); none where it stands upright.
fn orientation(tiff: &[u8]) -> Option<u8> {
    let big = match tiff.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let short = |at: usize| -> Option<u16> {
        let bytes = tiff.get(at..at + 2)?.try_into().ok()?;
        Some(if big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    };
    let first = tiff.get(4..8)?.try_into().ok()?;
    let first = if big { u32::from_be_bytes(first) } else { u32::from_le_bytes(first) };
    let first = usize::try_from(first).ok()?;
    let entries = usize::from(short(first)?);
    let entry = (0..entries).map(|number| first + 2 + number * 12);
    let found = entry.into_iter().find(|at| short(*at) == Some(0x0112))?;
    u8::try_from(short(found + 8)?).ok().filter(|turned| (2..=8).contains(turned))
}

/// An Exif segment that says nothing but how the picture has to be turned.
fn turn(orientation: u8) -> Vec<u8> {
    let mut out = b"\xff\xe1\x00\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    out.extend_from_slice(&[orientation, 0, 0, 0, 0, 0, 0, 0]);
    out
}

/// A PNG without texts, times and Exif (PNG, third edition, section 11.3).
fn png(content: &[u8]) -> Option<Vec<u8>> {
    let mut out = content.get(..8).filter(|head| *head == b"\x89PNG\r\n\x1a\n")?.to_vec();
    let mut at = 8;
    loop {
        let length = u32::from_be_bytes(content.get(at..at + 4)?.try_into().ok()?);
        let end = at.checked_add(12)?.checked_add(usize::try_from(length).ok()?)?;
        let (kind, chunk) = (content.get(at + 4..at + 8)?, content.get(at..end)?);
        if !matches!(kind, b"eXIf" | b"tEXt" | b"zTXt" | b"iTXt" | b"tIME") {
            out.extend_from_slice(chunk);
        }
        if kind == b"IEND" {
            return Some(out);
        }
        at = end;
    }
}

/// A WebP without Exif and XMP (RFC 9649, section 2).
fn webp(content: &[u8]) -> Option<Vec<u8>> {
    let mut out = content.get(..12).filter(|head| head.starts_with(b"RIFF"))?.to_vec();
    let whole = u32::from_le_bytes(content.get(4..8)?.try_into().ok()?);
    let whole = content.get(..usize::try_from(whole).ok()?.checked_add(8)?)?;
    let mut at = 12;
    while at < whole.len() {
        let length = u32::from_le_bytes(whole.get(at + 4..at + 8)?.try_into().ok()?);
        let length = usize::try_from(length).ok()?;
        let end = at.checked_add(8)?.checked_add(length)?.checked_add(length % 2)?;
        let chunk = whole.get(at..end.min(whole.len()))?;
        match chunk.get(..4)? {
            b"EXIF" | b"XMP " => {}
            b"VP8X" => {
                let start = out.len();
                out.extend_from_slice(chunk);
                // That there is Exif, and that there is XMP.
                *out.get_mut(start + 8)? &= !0x0c;
            }
            _ => out.extend_from_slice(chunk),
        }
        at = end;
    }
    let length = u32::try_from(out.len() - 8).ok()?;
    out.get_mut(4..8)?.copy_from_slice(&length.to_le_bytes());
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker][..], &length, body].concat()
    }

    /// Exif with an orientation and a place, in either order of bytes.
    fn exif(big: bool, turned: u16) -> Vec<u8> {
        let short = |number: u16| if big { number.to_be_bytes() } else { number.to_le_bytes() };
        let long = |number: u32| if big { number.to_be_bytes() } else { number.to_le_bytes() };
        let mut tiff = if big { b"MM\0*".to_vec() } else { b"II*\0".to_vec() };
        tiff.extend(long(8));
        tiff.extend(short(2));
        for (tag, kind, value) in [(0x0112, 3, turned), (0x8825, 4, 77)] {
            tiff.extend([short(tag), short(kind)].concat());
            tiff.extend(long(1));
            tiff.extend([short(value), [0, 0]].concat());
        }
        tiff.extend(long(0));
        segment(0xe1, &[b"Exif\0\0", &tiff[..], b"GPS 48.2 N 16.3 E"].concat())
    }

    const SCAN: &[u8] =
        b"\xff\xda\x00\x04\x01\x00data\xff\x00more\xff\xd0yet\xff\xda\x00\x02second\xff\xd9";

    fn jpeg_of(segments: &[Vec<u8>]) -> Vec<u8> {
        [&[0xff, 0xd8][..], &segments.concat(), SCAN].concat()
    }

    #[test]
    fn a_photograph_says_nothing_of_its_place() {
        let (frame, table) = (segment(0xe0, b"JFIF\0"), segment(0xdb, b"table"));
        let colours = segment(0xe2, b"ICC_PROFILE\0\x01\x01");
        let photo = jpeg_of(&[
            frame.clone(),
            exif(true, 6),
            segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0 GPS 48.2"),
            segment(0xe2, b"MPF\0"),
            colours.clone(),
            segment(0xed, b"Photoshop 3.0\0 GPS"),
            segment(0xfe, b"taken by Ida, GPS"),
            table.clone(),
        ]);
        let whole = [&photo[..], &jpeg_of(&[exif(false, 1)])].concat();
        let Stripped::Less(new) = strip(&whole, "jpg") else { panic!("nothing was taken out") };
        assert!(!new.windows(3).any(|part| part == b"GPS"), "{}", String::from_utf8_lossy(&new));
        assert_eq!(new, jpeg_of(&[frame.clone(), colours.clone(), turn(6), table.clone()]));
        assert_eq!(strip(&new, "jpg"), Stripped::Same, "a second time there is nothing left");
        let upright = jpeg_of(&[frame.clone(), exif(false, 1), table.clone()]);
        assert_eq!(
            strip(&upright, "jpeg"),
            Stripped::Less(jpeg_of(&[frame.clone(), table.clone()]))
        );
        let bare = jpeg_of(&[frame, table]);
        assert_eq!(strip(&bare, "jpg"), Stripped::Same);
        assert_eq!(strip(&bare[..bare.len() - 2], "jpg"), Stripped::Broken, "it ends too early");
        for cut in 0..whole.len().min(200) {
            let _ = strip(&whole[..cut], "jpg");
        }
        assert_eq!(orientation(&exif(true, 9)[10..]), None);
    }

    #[test]
    fn texts_go_and_the_picture_stays() {
        let chunk = |kind: &[u8], body: &[u8]| {
            let length = u32::try_from(body.len()).unwrap().to_be_bytes();
            [&length[..], kind, body, b"crc!"].concat()
        };
        let (head, data, end) =
            (chunk(b"IHDR", b"head"), chunk(b"IDAT", b"data"), chunk(b"IEND", b""));
        let png = |all: &[&[u8]]| [&b"\x89PNG\r\n\x1a\n"[..], &all.concat()].concat();
        let (text, place) = (chunk(b"tEXt", b"by Ida"), chunk(b"eXIf", b"GPS"));
        let noted = png(&[&head, &text, &data, &place, &end, b"film"]);
        assert_eq!(strip(&noted, "png"), Stripped::Less(png(&[&head, &data, &end])));
        assert_eq!(strip(&png(&[&head, &data, &end]), "png"), Stripped::Same);
        assert_eq!(strip(&png(&[&head, &data]), "png"), Stripped::Broken);

        let chunk = |kind: &[u8], body: &[u8]| {
            let length = u32::try_from(body.len()).unwrap().to_le_bytes();
            [kind, &length[..], body, &vec![0; body.len() % 2]].concat()
        };
        let webp = |all: &[Vec<u8>]| {
            let all = all.concat();
            let length = u32::try_from(all.len() + 4).unwrap().to_le_bytes();
            [b"RIFF", &length[..], b"WEBP", &all].concat()
        };
        let about = |flags: u8| chunk(b"VP8X", &[flags, 0, 0, 0, 9, 0, 0, 9, 0, 0]);
        let picture = chunk(b"VP8 ", b"odd");
        let noted =
            webp(&[about(0x2c), picture.clone(), chunk(b"EXIF", b"GPS"), chunk(b"XMP ", b"x")]);
        assert_eq!(strip(&noted, "webp"), Stripped::Less(webp(&[about(0x20), picture])));
        assert_eq!(strip(b"RIFF", "webp"), Stripped::Broken);
        assert_eq!(strip(b"anything", "pdf"), Stripped::Same);
    }
}
