//! Pictures on pages: with their size at once, in several widths soon, without what a camera wrote.

use std::fs;
use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use kit::web::RoleName;
use scraper::{Html, Selector};

use crate::pages::{page, put, until};
use crate::program::Program;
use crate::site::{Reply, Site, contains};

/// So often it is asked whether pictures are ready: a machine may have much else to do.
const PATIENCE: usize = 1_200;

/// A photograph, more or less: waves and some noise.
pub fn photo(width: u32, height: u32) -> Vec<u8> {
    let mut state = 7u32;
    let image = RgbImage::from_fn(width, height, |x, y| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let rough = (state >> 16) % 50;
        let part = |wave: u32| u8::try_from((wave % 200) + rough).unwrap();
        Rgb([part(x / 3), part(y / 4), part((x + y) / 5)])
    });
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(&image).unwrap();
    bytes
}

/// The same from a telephone that was held upright in Vienna.
pub fn from_telephone(width: u32, height: u32) -> Vec<u8> {
    let word = |number: u16| number.to_be_bytes();
    let long = |number: u32| number.to_be_bytes();
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [&word(tag)[..], &word(kind), &long(count), &value].concat()
    };
    let degrees = |all: [u32; 3]| all.map(|one| [long(one), long(1)].concat()).concat();
    let block = [
        b"MM\0*\0\0\0\x08".as_slice(),
        &word(2),
        &entry(0x0112, 3, 1, [0, 6, 0, 0]),
        &entry(0x8825, 4, 1, long(38)),
        &long(0),
        &word(2),
        &entry(2, 5, 3, long(68)),
        &entry(4, 5, 3, long(92)),
        &long(0),
        &degrees([48, 12, 30]),
        &degrees([16, 22, 21]),
    ]
    .concat();
    let photo = photo(width, height);
    let length = word(u16::try_from(block.len() + 8).unwrap());
    [&photo[..2], &[0xff, 0xe1], &length, b"Exif\0\0", &block, &photo[2..]].concat()
}

/// A black PNG of 200 megapixels, in as many kilobytes.
fn huge() -> Vec<u8> {
    let chunk = |kind: &[u8; 4], bytes: &[u8]| {
        let mut sum = flate2::Crc::new();
        sum.update(&[kind.as_slice(), bytes].concat());
        let length = u32::try_from(bytes.len()).unwrap().to_be_bytes();
        [&length[..], kind, bytes, &sum.sum().to_be_bytes()].concat()
    };
    let (width, height) = (20_000u32, 10_000u32);
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let mut lines = ZlibEncoder::new(Vec::new(), Compression::best());
    (0..height).for_each(|_| lines.write_all(&vec![0; width as usize + 1]).unwrap());
    [
        b"\x89PNG\r\n\x1a\n".as_slice(),
        &chunk(b"IHDR", &[size.as_slice(), &[8, 0, 0, 0, 0]].concat()),
        &chunk(b"IDAT", &lines.finish().unwrap()),
        &chunk(b"IEND", b""),
    ]
    .concat()
}

pub fn add(site: &Site, file: &str, bytes: &[u8]) {
    let path = site.folder.join("files").join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Waits until so many pictures of a page are ready.
pub async fn ready(site: &Site, path: &str, count: usize) -> Reply {
    for _ in 0..PATIENCE {
        let reply = site.visitor().get(path).await;
        if reply.body.matches("srcset").count() == count {
            return reply;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the pictures on {path} are never ready");
}

/// The attributes of the pictures of a page, in their order.
fn shown(reply: &Reply, name: &str) -> Vec<String> {
    let html = Html::parse_document(&reply.body);
    let all = Selector::parse("main img").unwrap();
    let value = |one: scraper::ElementRef<'_>| one.value().attr(name).unwrap_or("-").to_owned();
    html.select(&all).map(value).collect()
}

/// Where the widths of a picture are: address and width.
fn widths(srcset: &str) -> Vec<(&str, u32)> {
    let all = srcset.split(", ").map(|one| one.split_once(' ').unwrap());
    all.map(|(src, width)| (src, width.trim_end_matches('w').parse().unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_comes_with_its_size_and_then_in_several_widths() {
    let site = Site::demo().await;
    let source = from_telephone(2000, 1500);
    add(&site, "hall.jpg", &source);
    add(
        &site,
        "logo.svg",
        b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 30 10' width='90'/>",
    );
    let text = "![The hall](/files/hall.jpg \"Hall\")\n\n![Our sign](/files/logo.svg)\n\n![Hall](/files/hall.jpg)";
    put(&site, "pages/hall.md", &page("Hall", text));
    let first = until(&site, "/hall", |reply| reply.status == 200).await;
    // Upright, as it was held.
    assert_eq!(shown(&first, "width"), ["1500", "90", "1500"]);
    assert_eq!(shown(&first, "height"), ["2000", "30", "2000"]);
    assert_eq!(shown(&first, "loading"), ["-", "lazy", "lazy"], "the first is there at once");
    assert_eq!(shown(&first, "decoding"), ["-", "async", "async"]);
    assert_eq!(shown(&first, "alt"), ["The hall", "Our sign", "Hall"]);
    let last = ready(&site, "/hall", 2).await;
    assert_eq!(shown(&last, "width"), ["1500", "90", "1500"], "nothing moves when they come");
    let srcsets = shown(&last, "srcset");
    assert_eq!((srcsets[1].as_str(), &srcsets[0]), ("-", &srcsets[2]));
    let all = widths(&srcsets[0]);
    assert_eq!(all.iter().map(|(_, width)| *width).collect::<Vec<_>>(), [480, 800, 1200, 1500]);
    assert_eq!(shown(&last, "src")[0], all[3].0, "nothing leads to what the telephone wrote");
    assert!(!last.body.contains("/files/hall.jpg"), "{}", last.body);
    let visitor = site.visitor();
    for (src, width) in all {
        let reply = visitor.get(src).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, "image/jpeg"), "{src}");
        assert_eq!(reply.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(reply.header("content-length"), reply.bytes.len().to_string());
        let made = image::load_from_memory(&reply.bytes).unwrap();
        assert_eq!((made.width(), made.height()), (width, (width * 4).div_ceil(3)), "{src}");
        assert!(!contains(&reply.bytes, "Exif") && reply.bytes.len() < source.len() / 2);
    }
    assert_eq!(fs::read(site.folder.join("files/hall.jpg")).unwrap(), source);
    assert_eq!(visitor.get("/files/hall.jpg").await.bytes, source, "whoever asks for it gets it");
}

/// Kept for ever under a name that means nothing else: the usual questions are answered.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_made_is_served_like_any_file() {
    let site = Site::demo().await;
    add(&site, "a.jpg", &photo(900, 600));
    put(&site, "pages/a.md", &page("A", "![A](/files/a.jpg)"));
    let last = ready(&site, "/a", 1).await;
    let src = shown(&last, "src").remove(0);
    let whole = site.visitor().get(&src).await;
    let etag = whole.header("etag").to_owned();
    assert!(etag.len() > 10, "{etag}");
    let known = site.visitor().header("if-none-match", &etag).get(&src).await;
    assert_eq!((known.status, known.bytes.len(), known.header("etag")), (304, 0, etag.as_str()));
    let head = site.visitor().send("HEAD", &src, None).await;
    assert_eq!((head.status, head.bytes.len()), (200, 0));
    assert_eq!(head.header("content-length"), whole.bytes.len().to_string());
    let part = site.visitor().header("range", "bytes=10-19").get(&src).await;
    assert_eq!((part.status, part.bytes.as_slice()), (206, &whole.bytes[10..20]));
    for path in [
        "/assets/pictures",
        "/assets/pictures/..",
        "/assets/pictures/%2e%2e",
        "/assets/pictures/..%2f..%2fdata.sqlite",
        "/assets/pictures/a.0123456789abcdef.480.jpg",
        &src.replace(".900.", ".901."),
        &format!("{}.json", src.strip_suffix(".900.jpg").unwrap()),
    ] {
        let reply = site.visitor().get(path).await;
        assert!(matches!(reply.status, 400 | 404), "{path}: {}", reply.status);
    }
    // Another picture under the same name has another address, and the former is gone.
    add(&site, "a.jpg", &photo(1000, 700));
    let other = until(&site, "/a", |reply| shown(reply, "width") == ["1000"]).await;
    assert!(!other.body.contains(&src));
    let other = ready(&site, "/a", 1).await;
    assert_ne!(shown(&other, "src")[0], src);
    until(&site, &src, |reply| reply.status == 404).await;
}

/// What a page itself says of the size of a picture stays.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_may_say_how_large_a_picture_is() {
    let site = Site::demo().await;
    add(&site, "a.jpg", &photo(1000, 500));
    let text = r#"<img src="/files/a.jpg" alt="" width="300">
<img src="/files/a.jpg" alt="" height="90">
<img src="/files/a.jpg" alt="" width="40" height="40">
<img src="/files/a.jpg" alt="" width="50%"> <img src="/files/a.jpg" alt="" width="900">
<img src="/files/a.jpg?x=1&amp;y=%22" alt="" srcset="https://evil.example/x 1w" sizes="1px" loading="eager">
<img src="/files/nothing.jpg" alt=""> <img src="https://evil.example/x.png" alt="Away"> <img alt="No address">"#;
    put(&site, "pages/a.md", &page("A", text));
    let last = ready(&site, "/a", 6).await;
    let list = |name| shown(&last, name);
    assert_eq!(list("width"), ["300", "180", "40", "50%", "900", "1000", "-", "-", "-"]);
    assert_eq!(list("height"), ["150", "90", "40", "-", "450", "500", "-", "-", "-"]);
    let column = "(min-width: 40rem) 40rem, 100vw";
    assert_eq!(list("sizes"), ["300px", column, "40px", column, column, column, "-", "-", "-"]);
    assert!(list("src")[6..] == ["/files/nothing.jpg", "-", "-"], "{:?}", list("src"));
    assert!(list("srcset")[..6].iter().all(|set| *set == list("srcset")[0]));
    assert!(!last.body.contains("evil.example"), "{}", last.body);
}

/// What `masses check` says, and where.
#[test]
fn check_names_pictures_that_deserve_a_look() {
    let program = Program::demo();
    let files = program.site.join("files");
    fs::create_dir_all(files.join("old")).unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(files.join(name), bytes).unwrap();
    let good = photo(300, 200);
    write("good.jpg", &good);
    write("salt.jpg", &good);
    write("cut.jpg", &good[..good.len() / 2]);
    write("text.png", b"not a picture");
    write("huge.png", &huge());
    write("vienna.jpg", &from_telephone(200, 100));
    write("old/unused.jpg", &from_telephone(200, 100));
    write("film.gif", &[b"GIF89a\x10\0\x10\0".as_slice(), &[0; 1_234_567]].concat());
    write("hall.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic");
    let text = "+++\ntitle = \"Pictures\"\n+++\n\
        ![Good](/files/good.jpg)\n\
        Here ![](/files/good.jpg) and ![ ][salt]\n\
        <img src=\"/files/salt.jpg\"> <img alt=\"\" src=\"/files/salt.jpg\">\n\
        ![Cut off](/files/cut.jpg) ![No picture](/files/text.png)\n\
        ![Huge](/files/huge.png) ![Vienna](/files/vienna.jpg)\n\
        ![Vienna](/files/vienna.jpg) ![Film](/files/film.gif)\n\
        ![Telephone](/files/hall.heic)\n\n\
        [salt]: /files/salt.jpg\n";
    fs::write(program.site.join("pages/pictures.md"), text).unwrap();
    let headed = |name: &str, lines: &str| {
        let text = format!("+++\ntitle = \"Headed\"\n{lines}\n+++\nText.\n");
        fs::write(program.site.join(format!("pages/{name}.md")), text).unwrap();
    };
    headed("mute", "image = \"/files/vienna.jpg\"");
    headed("bare", "image = \"boat.png\"");
    headed("words", "image_alt = \"A boat\"");
    headed("gone", "image_alt = \"Gone\"\nimage = \"/files/god.jpg\"");
    let said = program.run(&["check"]).bad();
    let on = |page: &str, line: usize, column: usize, message: &str| {
        let place = format!("--> pages/{page}.md:{line}:{column}\n");
        let blocks = said.split("error: ").filter(|block| block.contains(&place));
        let found = blocks.filter(|block| block.starts_with(message)).count();
        assert_eq!(found, 1, "{message} at {line}:{column} in\n{said}");
    };
    on("mute", 3, 1, "the picture /files/vienna.jpg has no text");
    on("mute", 3, 1, "the picture files/vienna.jpg says where it was taken");
    on("bare", 3, 9, "the picture `boat.png` is not in the folder files/");
    assert!(said.contains("image = \"/files/boat.png\""), "{said}");
    on("words", 3, 1, "this says what a picture shows, and there is none");
    on("gone", 4, 1, "`/files/god.jpg` leads nowhere");
    assert!(said.contains("did you mean /files/good.jpg?"), "{said}");
    let at = |line, column, message| on("pictures", line, column, message);
    at(5, 6, "the picture /files/good.jpg has no text");
    at(5, 31, "the picture /files/salt.jpg has no text");
    at(6, 1, "the picture /files/salt.jpg has no text");
    at(7, 1, "the picture files/cut.jpg cannot be read: it is cut off");
    at(7, 28, "the picture files/text.png cannot be read");
    at(8, 1, "the picture files/huge.png has 200 megapixels");
    at(8, 26, "the picture files/vienna.jpg says where it was taken");
    at(9, 1, "the picture files/vienna.jpg says where it was taken");
    at(9, 30, "the picture files/film.gif has 1.2 MB");
    assert!(said.contains("--> files/old/unused.jpg"), "{said}");
    at(10, 1, "the picture files/hall.heic is of a kind that browsers do not show");
    assert!(said.contains("16 things to mend"), "{said}");
    assert!(said.contains("exiftool -overwrite_original -gps:all= -xmp:geotag= files/vienna.jpg"));
    assert!(!program.data.exists(), "check started something");
}

/// The team sees it without asking.
#[tokio::test(flavor = "multi_thread")]
async fn the_desk_warns_of_pictures() {
    let site = Site::demo().await;
    let agent = site.member(RoleName::Agent).await;
    add(&site, "vienna.jpg", &from_telephone(200, 100));
    add(&site, "cut.jpg", &photo(300, 200)[..4000]);
    add(&site, "huge.png", &huge());
    let text = "![Cut off](/files/cut.jpg) ![Huge](/files/huge.png)";
    put(&site, "pages/pictures.md", &page("Pictures", text));
    let wanted = ["files/vienna.jpg says where", "files/cut.jpg cannot be read", "200 megapixels"];
    let said = async |path| agent.get(path).await.body;
    for _ in 0..100 {
        let desk = said("/desk/inquiries").await;
        if wanted.iter().all(|part| desk.contains(part)) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let desk = said("/desk/inquiries").await;
    assert!(wanted.iter().all(|part| desk.contains(part)), "{desk}");
    let german = said("/de/desk/inquiries").await;
    assert!(german.contains("200 Megapixel") && german.contains("verrät allen"), "{german}");
    // They are shown as they are.
    let reply = site.visitor().get("/pictures").await;
    assert_eq!(shown(&reply, "src"), ["/files/cut.jpg", "/files/huge.png"]);
    assert_eq!(site.visitor().get("/files/huge.png").await.status, 200);
    fs::remove_dir_all(site.folder.join("files")).unwrap();
    for _ in 0..100 {
        if !said("/desk/inquiries").await.contains("files/") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the desk still warns of what is gone");
}

/// Whenever it is killed, what is served is whole, and in the end everything is there.
#[tokio::test(flavor = "multi_thread")]
async fn pictures_survive_being_killed() {
    let mut program = Program::serving().await;
    program.stop().await;
    fs::create_dir_all(program.site.join("files")).unwrap();
    let mut text = String::from("+++\ntitle = \"Pictures\"\n+++\n");
    for number in 0..4u32 {
        let name = format!("{number}.jpg");
        fs::write(program.site.join("files").join(&name), photo(1100 + number * 20, 700)).unwrap();
        text.push_str(&format!("![Picture](/files/{name})\n"));
    }
    fs::write(program.site.join("pages/pictures.md"), text).unwrap();
    let cache = program.data.join("cache/pictures");
    let half = || {
        let names = fs::read_dir(&cache).into_iter().flatten().flatten();
        names.filter(|name| name.file_name().to_string_lossy().starts_with('.')).count()
    };
    for nth in [1, 2, 3, 4] {
        // Where the nth file of a picture was to get its name; the last is the note.
        let _ = fs::remove_dir_all(&cache);
        let at = format!("inject=rename:signal=KILL:when={nth}");
        program.under(&["-e", "trace=rename", "-e", &at]);
        program.starts().await;
        program.ends().await;
        assert_eq!(half(), 1, "what it wrote last has no name");
        program.under(&[]);
        program.start().await;
        all_are_whole(&program).await;
        program.kill();
    }
    program.start().await;
    for _ in 0..PATIENCE {
        if all_are_whole(&program).await == 4 {
            program.stop().await;
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("some are never ready: {}", program.log());
}

/// Everything that the page names is a whole picture; how many come in several widths.
async fn all_are_whole(program: &Program) -> usize {
    let reply = program.get("/pictures").await.unwrap();
    assert_eq!(reply.status, 200);
    let srcsets = shown(&reply, "srcset");
    assert_eq!(srcsets.len(), 4);
    let mut count = 0;
    for srcset in srcsets.iter().filter(|srcset| *srcset != "-") {
        for (src, width) in widths(srcset) {
            let reply = program.get(src).await.unwrap();
            let image = image::load_from_memory(&reply.bytes).unwrap();
            assert_eq!((reply.status, image.width()), (200, width), "{src}");
        }
        count += 1;
    }
    count
}
