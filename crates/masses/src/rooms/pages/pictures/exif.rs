//! What a camera wrote beside a picture (Exif 2.32, XMP): which way up it was held, and where it
//! was taken.

/// What of it matters here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exif {
    /// The value of the tag Orientation, from 1 to 8; 0 where there is none.
    pub turn: u8,
    /// It says where the picture was taken.
    pub place: bool,
}

const ORIENTATION: u16 = 0x0112;
const GPS: u16 = 0x8825;
const LATITUDE: u16 = 2;
const LONGITUDE: u16 = 4;
const SHORT: u16 = 3;
/// A whole number of four bytes, as an offset is.
const LONG: [u16; 2] = [4, 13];
const RATIONAL: u16 = 5;
/// How many bytes an entry of a directory has.
const ENTRY: usize = 12;

/// Reads an Exif block: a TIFF file without a picture. What is wrong in it is not there.
pub fn read(block: &[u8]) -> Exif {
    let block = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
    let Some(tiff) = Tiff::open(block) else { return Exif::default() };
    let first = tiff.long(4);
    let turn = first.and_then(|at| tiff.entry(at, ORIENTATION)).and_then(|one| tiff.short(one));
    let gps = first.and_then(|at| tiff.entry(at, GPS)).and_then(|one| tiff.offset(one));
    let told = |tag| gps.is_some_and(|at| tiff.entry(at, tag).is_some_and(|one| tiff.says(one)));
    Exif {
        turn: turn.and_then(|turn| u8::try_from(turn).ok()).filter(|turn| *turn <= 8).unwrap_or(0),
        place: told(LATITUDE) && told(LONGITUDE),
    }
}

/// Whether an XMP packet says where the picture was taken.
pub fn placed(xmp: &[u8]) -> bool {
    find(xmp, b"GPSLatitude").is_some() && find(xmp, b"GPSLongitude").is_some()
}

/// Where some bytes stand in others.
pub fn find(all: &[u8], some: &[u8]) -> Option<usize> {
    all.windows(some.len()).position(|part| part == some)
}

/// A TIFF file (TIFF 6.0, section 2): numbers in one order, entries in directories.
struct Tiff<'a> {
    bytes: &'a [u8],
    big: bool,
}

impl<'a> Tiff<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        match bytes.get(..4)? {
            b"II*\0" => Some(Self { bytes, big: false }),
            b"MM\0*" => Some(Self { bytes, big: true }),
            _ => None,
        }
    }

    fn word(&self, at: usize) -> Option<u16> {
        let bytes = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    }

    fn long(&self, at: usize) -> Option<usize> {
        let bytes = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        let long = if self.big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) };
        usize::try_from(long).ok()
    }

    /// Where the entry of a tag stands in the directory that begins at `at`.
    fn entry(&self, at: usize, tag: u16) -> Option<usize> {
        let count = usize::from(self.word(at)?);
        let mut entries = (0..count).map(|one| at + 2 + one * ENTRY);
        entries.find(|one| self.word(*one) == Some(tag))
    }

    fn short(&self, entry: usize) -> Option<u16> {
        let one = self.word(entry + 2)? == SHORT && self.long(entry + 4)? == 1;
        one.then(|| self.word(entry + 8)).flatten()
    }

    fn offset(&self, entry: usize) -> Option<usize> {
        LONG.contains(&self.word(entry + 2)?).then(|| self.long(entry + 8)).flatten()
    }

    /// Whether an entry holds degrees, minutes and seconds. A camera that did not know where it
    /// was writes zeros.
    fn says(&self, entry: usize) -> bool {
        let degrees = || {
            let three = self.word(entry + 2)? == RATIONAL && self.long(entry + 4)? >= 1;
            let at = three.then(|| self.long(entry + 8)).flatten()?;
            let count = self.long(entry + 4)?.min(3);
            Some((0..count).any(|one| self.long(at + one * 8).is_some_and(|number| number > 0)))
        };
        degrees().unwrap_or(false)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// An Exif block with an orientation, and with a position if one is given in degrees.
    pub fn block(big: bool, turn: u16, place: Option<[u32; 2]>) -> Vec<u8> {
        let word = |n: u16| if big { n.to_be_bytes() } else { n.to_le_bytes() };
        let long = |n: u32| if big { n.to_be_bytes() } else { n.to_le_bytes() };
        let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
            [&word(tag)[..], &word(kind), &long(count), &value].concat()
        };
        let [a, b] = word(turn);
        let mut all = if big { b"MM\0*".to_vec() } else { b"II*\0".to_vec() };
        all.extend(long(8));
        all.extend(word(1 + u16::from(place.is_some())));
        all.extend(entry(ORIENTATION, SHORT, 1, [a, b, 0, 0]));
        // After the header and the directory with its end.
        let gps = 8 + 2 + 2 * ENTRY + 4;
        if let Some(degrees) = place {
            all.extend(entry(GPS, 4, 1, long(gps as u32)));
            all.extend(long(0));
            let values = gps + 2 + 2 * ENTRY + 4;
            all.extend(word(2));
            all.extend(entry(LATITUDE, RATIONAL, 3, long(values as u32)));
            all.extend(entry(LONGITUDE, RATIONAL, 3, long(values as u32 + 24)));
            all.extend(long(0));
            for degree in degrees {
                for part in [degree, 0, 0] {
                    all.extend(long(part));
                    all.extend(long(1));
                }
            }
        } else {
            all.extend(long(0));
        }
        all
    }

    #[test]
    fn reads_which_way_up_and_where() {
        for big in [true, false] {
            for turn in 1..=8 {
                let exif = read(&block(big, turn, None));
                assert_eq!(exif, Exif { turn: turn as u8, place: false });
            }
            assert_eq!(read(&block(big, 6, Some([48, 16]))), Exif { turn: 6, place: true });
            let prefixed = [b"Exif\0\0".as_slice(), &block(big, 3, Some([48, 16]))].concat();
            assert_eq!(read(&prefixed), Exif { turn: 3, place: true });
            assert_eq!(read(&block(big, 9, None)).turn, 0, "there is no ninth");
            assert!(!read(&block(big, 1, Some([0, 0]))).place, "it did not know");
        }
        assert_eq!(read(b""), Exif::default());
        assert!(placed(b"<rdf exif:GPSLatitude='48,12N' exif:GPSLongitude='16,22E'/>"));
        assert!(!placed(b"<rdf exif:GPSVersionID='2.2.0.0'/>"));
    }

    proptest! {
        /// Whatever stands there, nothing goes wrong.
        #[test]
        fn any_bytes_are_read(big: bool, mut bytes: Vec<u8>, at: usize, with: u8) {
            let _ = read(&bytes);
            bytes.splice(0..0, if big { *b"MM\0*" } else { *b"II*\0" });
            let _ = read(&bytes);
            let mut whole = block(big, 6, Some([1, 2]));
            let length = whole.len();
            whole[at % length] = with;
            let _ = read(&whole);
            let _ = read(&whole[..at % length]);
        }
    }
}
