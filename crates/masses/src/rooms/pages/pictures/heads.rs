//! The heads of picture files: how large a picture is, and what is written beside it, without
//! reading the picture itself.

use std::io::{self, BufRead, Read, Seek, SeekFrom};

use super::exif::{self, Exif};

/// So much of what is written beside a picture is looked at, in bytes.
const BESIDE: u64 = 1024 * 1024;
/// So much of a file is looked at where its parts are not gone through one by one.
const BEGINNING: u64 = 1024 * 1024;

/// How texts in a PNG file begin that hold what a camera wrote.
const BY_CAMERAS: [&[u8]; 2] = [b"XML:com.adobe.xmp", b"Raw profile type"];

/// What the head of a file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// As it is stored, before it is turned.
    pub width: u32,
    /// As it is stored, before it is turned.
    pub height: u32,
    /// What a camera wrote.
    pub exif: Exif,
    /// Something is written beside the picture: by a camera or by a program.
    pub beside: bool,
    /// It has several pictures that follow each other.
    pub moves: bool,
    /// Nothing of the original picture was given up for a smaller file.
    pub exact: bool,
    /// How many bytes each pixel takes while it is read.
    pub depth: u64,
    /// Where in a JPEG file the picture itself begins.
    pub begins: u64,
}

/// A JPEG file (ITU T.81, annex B), up to where the picture begins.
pub fn jpeg(file: &mut (impl BufRead + Seek)) -> io::Result<Head> {
    let mut head = Head { depth: 3, ..Head::default() };
    file.seek(SeekFrom::Start(2))?;
    loop {
        let [mark, mut kind] = bytes(file)?;
        if mark != 0xff {
            return Err(odd("a part of it begins where none should"));
        }
        while kind == 0xff {
            [kind] = bytes(file)?;
        }
        if matches!(kind, 0x01 | 0xd0..=0xd8) {
            continue;
        }
        let length = u64::from(u16::from_be_bytes(bytes(file)?)).saturating_sub(2);
        match kind {
            // Every kind of frame; the others are tables.
            0xc0..=0xcf if !matches!(kind, 0xc4 | 0xc8 | 0xcc) => {
                frame(&part(file, length, length)?, kind, &mut head);
            }
            0xe1 => {
                let block = part(file, length, length)?;
                head.beside = true;
                if block.starts_with(b"Exif\0") {
                    let exif = exif::read(&block);
                    head.exif.turn = exif.turn.max(head.exif.turn);
                    head.exif.place |= exif.place;
                } else {
                    head.exif.place |= exif::placed(&block);
                }
            }
            // What a program wrote, and a comment.
            0xed | 0xfe => {
                head.beside = true;
                skip(file, length)?;
            }
            // Here the picture begins, or there is none.
            0xda => {
                head.begins = file.stream_position()?;
                return Ok(head);
            }
            0xd9 => return Err(odd("there is no picture in it")),
            _ => skip(file, length)?,
        }
    }
}

/// Size, and what it takes: a progressive picture is kept whole until its last pass.
fn frame(frame: &[u8], kind: u8, head: &mut Head) {
    let [_, h1, h0, w1, w0, _, parts @ ..] = frame else { return };
    head.height = u32::from(u16::from_be_bytes([*h1, *h0]));
    head.width = u32::from(u16::from_be_bytes([*w1, *w0]));
    let parts = parts.chunks_exact(3).map(|part| u64::from((part[1] >> 4) * (part[1] & 15)));
    let most = parts.clone().max().unwrap_or(1).max(1);
    if matches!(kind, 0xc2 | 0xc6 | 0xca | 0xce) {
        head.depth += (2 * parts.sum::<u64>()).div_ceil(most);
    }
}

/// A PNG file (PNG, third edition), all parts of it.
pub fn png(file: &mut (impl BufRead + Seek)) -> io::Result<Head> {
    let mut head = Head { exact: true, ..Head::default() };
    file.seek(SeekFrom::Start(8))?;
    loop {
        let length = u64::from(u32::from_be_bytes(bytes(file)?));
        let kind: [u8; 4] = bytes(file)?;
        match &kind {
            b"IHDR" => {
                let [w3, w2, w1, w0, h3, h2, h1, h0, bits, colour, ..] =
                    part(file, length, BESIDE)?[..]
                else {
                    return Err(odd("its head is cut off"));
                };
                head.width = u32::from_be_bytes([w3, w2, w1, w0]);
                head.height = u32::from_be_bytes([h3, h2, h1, h0]);
                // Grey, three colours, a palette, and the first two with transparency.
                let channels = [1, 1, 3, 4, 2, 2, 4].get(usize::from(colour)).copied();
                head.depth = channels.unwrap_or(4) * if bits == 16 { 2 } else { 1 };
            }
            b"eXIf" => {
                head.exif = exif::read(&part(file, length, BESIDE)?);
                head.beside = true;
            }
            b"iTXt" | b"tEXt" | b"zTXt" => {
                let text = part(file, length, BESIDE)?;
                let told = exif::placed(&text);
                head.exif.place |= told;
                // The name of the program that made it tells nobody anything.
                head.beside |= told || BY_CAMERAS.iter().any(|begin| text.starts_with(begin));
            }
            b"acTL" => {
                head.moves = true;
                skip(file, length)?;
            }
            b"IEND" => return Ok(head),
            _ => skip(file, length)?,
        }
        // Its check sum.
        skip(file, 4)?;
        if file.fill_buf()?.is_empty() {
            return Ok(head);
        }
    }
}

/// A WebP file (RFC 9649), all parts of it.
pub fn webp(file: &mut (impl BufRead + Seek)) -> io::Result<Head> {
    let mut head = Head { depth: 4, ..Head::default() };
    file.seek(SeekFrom::Start(12))?;
    while !file.fill_buf()?.is_empty() {
        let kind: [u8; 4] = bytes(file)?;
        let length = u64::from(u32::from_le_bytes(bytes(file)?));
        let padded = length + length % 2;
        let sized = head.width > 0;
        match &kind {
            b"VP8X" => {
                if let [flags, _, _, _, w0, w1, w2, h0, h1, h2, ..] =
                    part(file, padded, BESIDE)?[..]
                {
                    head.moves = flags & 2 != 0;
                    head.width = u32::from_le_bytes([w0, w1, w2, 0]) + 1;
                    head.height = u32::from_le_bytes([h0, h1, h2, 0]) + 1;
                }
            }
            b"VP8L" => {
                head.exact = true;
                if let [_, b0, b1, b2, b3, ..] = part(file, padded, 5)?[..]
                    && !sized
                {
                    let bits = u32::from_le_bytes([b0, b1, b2, b3]);
                    head.width = (bits & 0x3fff) + 1;
                    head.height = (bits >> 14 & 0x3fff) + 1;
                }
            }
            b"VP8 " => {
                if let [_, _, _, _, _, _, w0, w1, h0, h1] = part(file, padded, 10)?[..]
                    && !sized
                {
                    head.width = u32::from(u16::from_le_bytes([w0, w1]) & 0x3fff);
                    head.height = u32::from(u16::from_le_bytes([h0, h1]) & 0x3fff);
                }
            }
            b"EXIF" => {
                let exif = exif::read(&part(file, padded, BESIDE)?);
                head.exif = Exif { place: exif.place || head.exif.place, ..exif };
                head.beside = true;
            }
            b"XMP " => {
                head.exif.place |= exif::placed(&part(file, padded, BESIDE)?);
                head.beside = true;
            }
            _ => skip(file, padded)?,
        }
    }
    Ok(head)
}

/// A GIF file: its size stands at its beginning. It is shown as it is, so that it moves.
pub fn gif(file: &mut (impl BufRead + Seek)) -> io::Result<Head> {
    file.seek(SeekFrom::Start(6))?;
    let [w0, w1, h0, h1] = bytes(file)?.map(u32::from);
    Ok(Head { width: w0 | w1 << 8, height: h0 | h1 << 8, moves: true, ..Head::default() })
}

/// A file made of boxes (ISO 14496-12, as AVIF and HEIC are): the largest size in it is that of
/// the picture, the others are those of its tiles.
pub fn boxes(file: &mut (impl BufRead + Seek)) -> io::Result<Head> {
    file.seek(SeekFrom::Start(0))?;
    let beginning = part(file, BEGINNING, BEGINNING)?;
    let number = |at: usize| {
        let bytes = beginning.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_be_bytes(bytes))
    };
    let mut head = Head::default();
    for (at, kind) in beginning.windows(4).enumerate() {
        match kind {
            b"ispe" => {
                let (width, height) = (number(at + 8).unwrap_or(0), number(at + 12).unwrap_or(0));
                if u64::from(width) * u64::from(height)
                    > u64::from(head.width) * u64::from(head.height)
                {
                    (head.width, head.height) = (width, height);
                }
            }
            // A quarter turn is the same as to the size, whichever way it goes.
            b"irot" if beginning.get(at + 4).is_some_and(|turns| turns % 2 == 1) => {
                head.exif.turn = 6;
            }
            b"Exif" => head.exif.place |= exif::read(&beginning[at..]).place,
            _ => {}
        }
    }
    head.exif.place |= exif::placed(&beginning);
    Ok(head)
}

fn bytes<const N: usize>(file: &mut impl BufRead) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// A part of this length, no more than `most` of it.
fn part(file: &mut (impl BufRead + Seek), length: u64, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.by_ref().take(length.min(most)).read_to_end(&mut bytes)?;
    skip(file, length.saturating_sub(most))?;
    Ok(bytes)
}

fn skip(file: &mut (impl BufRead + Seek), length: u64) -> io::Result<()> {
    file.seek_relative(i64::try_from(length).unwrap_or(i64::MAX))
}

fn odd(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}
