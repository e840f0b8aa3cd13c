//! Whether a file is what its name says: by what it begins with, or by what is in it.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use zip::ZipArchive;

/// So much of its beginning is looked at, in bytes.
const HEAD: usize = 1024;

/// Whether the content of a file agrees with the ending of its name.
pub(super) fn is_what_it_says(path: &Path, ending: &str) -> io::Result<bool> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD as u64).read_to_end(&mut head)?;
    let begins = |with: &[u8]| head.starts_with(with);
    let at = |at: usize, with: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(with));
    let has = |part: &[u8]| head.windows(part.len()).any(|window| window == part);
    Ok(match ending {
        "jpg" | "jpeg" => begins(&[0xff, 0xd8, 0xff]),
        "png" => begins(b"\x89PNG\r\n\x1a\n"),
        "gif" => begins(b"GIF87a") || begins(b"GIF89a"),
        "webp" => begins(b"RIFF") && at(8, b"WEBP"),
        "avif" => {
            at(4, b"ftyp")
                && head.get(..32).is_some_and(|head| {
                    [b"avif", b"avis"]
                        .iter()
                        .any(|brand| head.windows(4).any(|four| four == *brand))
                })
        }
        "bmp" => begins(b"BM"),
        "ico" => begins(&[0, 0, 1, 0]),
        "pdf" => has(b"%PDF-"),
        "mp3" => {
            begins(b"ID3") || (begins(&[0xff]) && head.get(1).is_some_and(|byte| byte >> 5 == 7))
        }
        "mp4" => at(4, b"ftyp"),
        "svg" => text(path)?.is_some_and(|text| text.contains("<svg")),
        "ics" => text(path)?.is_some_and(|text| text.contains("BEGIN:VCALENDAR")),
        "vcf" => text(path)?.is_some_and(|text| text.contains("BEGIN:VCARD")),
        "txt" | "csv" => text(path)?.is_some(),
        "zip" => begins(b"PK\x03\x04") || begins(b"PK\x05\x06"),
        "docx" => packed(path, "word/document.xml")?,
        "xlsx" => packed(path, "xl/workbook.xml")?,
        "odt" => at(30, b"mimetypeapplication/vnd.oasis.opendocument.text"),
        _ => false,
    })
}

/// A text in UTF-8, which is how it will be served.
fn text(path: &Path) -> io::Result<Option<String>> {
    let text = String::from_utf8(std::fs::read(path)?).ok();
    Ok(text.filter(|text| !text.contains('\0')))
}

/// Whether a packed document has this part.
fn packed(path: &Path, part: &str) -> io::Result<bool> {
    let archive = ZipArchive::new(File::open(path)?);
    Ok(archive
        .is_ok_and(|archive| archive.file_names().any(|name| name.is_ok_and(|name| name == part))))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn is(content: &[u8], ending: &str) -> bool {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content).unwrap();
        is_what_it_says(file.path(), ending).unwrap()
    }

    fn zip(part: &str) -> Vec<u8> {
        let mut zip = ZipWriter::new(io::Cursor::new(Vec::new()));
        zip.start_file(part, SimpleFileOptions::default()).unwrap();
        zip.write_all(b"x").unwrap();
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn content_and_ending_have_to_agree() {
        let (docx, xlsx, other) = (zip("word/document.xml"), zip("xl/workbook.xml"), zip("x"));
        let odt = [&[0; 30][..], b"mimetypeapplication/vnd.oasis.opendocument.textPK"].concat();
        let files: [(&str, &[u8]); 17] = [
            ("jpg", &[0xff, 0xd8, 0xff, 0xe0]),
            ("png", b"\x89PNG\r\n\x1a\n...."),
            ("gif", b"GIF89a"),
            ("webp", b"RIFF\0\0\0\0WEBPVP8 "),
            ("avif", b"\0\0\0\x20ftypavif\0\0\0\0mif1miaf........"),
            ("bmp", b"BM...."),
            ("ico", &[0, 0, 1, 0, 1]),
            ("pdf", b"%PDF-1.7\n"),
            ("mp3", b"ID3\x04"),
            ("mp4", b"\0\0\0\x18ftypisom"),
            ("svg", b"<?xml version=\"1.0\"?><svg xmlns=\"x\"/>"),
            ("ics", b"BEGIN:VCALENDAR\n"),
            ("vcf", b"BEGIN:VCARD\n"),
            ("txt", "Gr\u{fc}\u{df}e".as_bytes()),
            ("docx", &docx),
            ("xlsx", &xlsx),
            ("odt", &odt),
        ];
        for (ending, content) in files {
            assert!(is(content, ending), "{ending}");
            // What runs in a browser is not let in under another name.
            assert_eq!(is(b"<html><script>alert(1)</script>", ending), ending == "txt", "{ending}");
        }
        assert!(is(&other, "zip") && is(b"a;b\n", "csv"));
        for (ending, content) in [
            ("png", &b"GIF89a"[..]),
            ("jpg", b"%PDF-1.7"),
            ("docx", &other),
            ("txt", b"Gr\xfc\xdfe"),
            ("txt", b"a\0b"),
            ("html", b"<html>"),
            ("svg", b"<html>"),
            ("mp3", b""),
            ("", b"x"),
        ] {
            assert!(!is(content, ending), "{ending}");
        }
    }
}
