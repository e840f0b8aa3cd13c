//! The pictures of a site as a whole: what is made when, kept how long, and never served.

use std::fs;

use image::{Rgb, RgbImage};

use super::exif::tests::block;
use super::samples::{Site, black, jpeg, lined, noise, with_exif};
use super::*;

fn widths(look: &Look) -> Vec<u32> {
    let all = look.srcset.split(", ").filter_map(|one| one.split_once(' '));
    all.map(|(_, width)| width.trim_end_matches('w').parse().unwrap()).collect()
}

fn name(src: &str) -> &str {
    src.strip_prefix(ADDRESS).unwrap()
}

/// First with its size only, then in all widths that are smaller than it; made once.
#[test]
fn a_picture_is_there_in_several_widths() {
    let mut site = Site::new(&[("Große Halle.JPG", jpeg(&noise(2000, 1000, 60)))]);
    let path = "/files/Gro%C3%9Fe%20Halle.JPG";
    let first = site.render(&[path]).remove(0).unwrap();
    let size = Look { width: 2000, height: 1000, ..Look::default() };
    assert_eq!(first, size);
    assert!(!site.pictures.fresh());
    let look = site.made(path);
    assert!(site.pictures.fresh() && !site.pictures.fresh(), "once");
    assert_eq!((widths(&look), look.width, look.height), (vec![480, 800, 1200, 1600], 2000, 1000));
    let src = look.src.clone().unwrap();
    assert!(
        src.starts_with("/assets/pictures/gro-e-halle.") && src.ends_with(".1600.jpg"),
        "{src}"
    );
    assert!(look.srcset.ends_with(&format!("{src} 1600w")), "{}", look.srcset);
    for one in look.srcset.split(", ") {
        let (src, width) = one.split_once(' ').unwrap();
        let path = site.pictures.find(name(src)).unwrap();
        let made = image::open(path).unwrap();
        assert_eq!(format!("{}w", made.width()), width);
        assert_eq!(made.height(), made.width() / 2);
    }
    // After a restart everything is known without making or even reading it.
    let before = site.cached();
    site.again();
    assert!(site.pictures.find(name(&src)).is_some(), "before any page was rendered");
    assert_eq!(site.render(&[path]), [Some(look.clone())]);
    site.work();
    assert!(!site.pictures.fresh());
    // Another date, the same picture.
    let file =
        fs::File::options().append(true).open(site.folder.path().join("files/Große Halle.JPG"));
    file.unwrap().set_modified(std::time::UNIX_EPOCH).unwrap();
    assert_eq!(site.render(&[path]), [Some(size)], "it has to be looked at");
    assert_eq!((site.made(path), site.cached()), (look, before));
}

#[test]
fn a_small_picture_is_not_made_larger() {
    // Black or white, without any order: there is no shorter way to say it.
    let order = noise(400, 1, 256).into_raw();
    let rough = lined(400, 1, 1, &order[..50]);
    let site = Site::new(&[
        ("small.jpg", jpeg(&noise(300, 200, 60))),
        ("middle.jpg", jpeg(&noise(850, 200, 60))),
        ("rough.png", rough),
    ]);
    let small = site.made("/files/small.jpg");
    assert_eq!((small.srcset.as_str(), small.width), ("", 300));
    assert!(small.src.unwrap().ends_with(".300.jpg"));
    assert_eq!(widths(&site.made("/files/middle.jpg")), [480, 850]);
    // What cannot be made smaller is shown as it is.
    let rough = site.made("/files/rough.png");
    assert_eq!((rough.src.as_deref(), rough.srcset.as_str()), (Some("/files/rough.png"), ""));
}

/// Nothing leads to what a camera wrote, even where the file itself would be smaller.
#[test]
fn what_a_camera_wrote_is_left_out() {
    let flat = jpeg(&RgbImage::from_pixel(300, 200, Rgb([90, 90, 90])));
    let site = Site::new(&[("a.jpg", with_exif(&flat, &block(true, 6, Some([48, 16]))))]);
    let look = site.made("/files/a.jpg");
    assert_eq!((look.width, look.height), (200, 300));
    let made = fs::read(site.pictures.find(name(&look.src.unwrap())).unwrap()).unwrap();
    assert!(exif::find(&made, b"Exif").is_none());
    let place = ("files/a.jpg".to_owned(), Fault::Place);
    assert_eq!(site.pictures.faults(), [place]);
}

/// A few kilobytes that would become gigabytes are not read at all, and said to be wrong.
#[test]
fn a_picture_that_is_too_large_is_served_as_it_is() {
    let huge = black(20_000, 10_000);
    assert!(huge.len() < 1_000_000, "{}", huge.len());
    let mut claimed = black(10, 10);
    claimed[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
    let site = Site::new(&[("huge.png", huge), ("claimed.png", claimed)]);
    let look = site.made("/files/huge.png");
    assert_eq!(look, Look { width: 20_000, height: 10_000, ..Look::default() });
    assert_eq!(site.pictures.faults(), [("files/huge.png".to_owned(), Fault::Pixels(200))]);
    site.made("/files/claimed.png");
    assert!(matches!(site.pictures.faults()[..], [(_, Fault::Pixels(_))]));
    assert_eq!(site.cached(), Vec::<String>::new());
}

/// What is broken is tried once, said to be wrong, and tried again when it is another file.
#[test]
fn a_broken_picture_is_mended_by_copying_it_again() {
    let whole = jpeg(&noise(900, 500, 60));
    let site =
        Site::new(&[("a.jpg", whole[..whole.len() / 2].to_vec()), ("b.png", b"text".to_vec())]);
    let look = site.made("/files/a.jpg");
    assert_eq!((look.src, look.width), (None, 900));
    let fault = Fault::Broken("it is cut off".to_owned());
    assert_eq!(site.pictures.faults(), [("files/a.jpg".to_owned(), fault)]);
    assert!(site.pictures.next().is_none(), "not again and again");
    assert_eq!(site.render(&["/files/b.png"]), [None]);
    assert!(
        matches!(&site.pictures.faults()[..], [(file, Fault::Broken(_))] if file == "files/b.png")
    );
    site.put("a.jpg", &whole);
    assert_eq!(widths(&site.made("/files/a.jpg")), [480, 800, 900]);
    assert_eq!(site.pictures.faults(), []);
}

/// What a process left that was killed in the middle is never served, and goes.
#[test]
fn what_is_half_written_is_never_served() {
    let mut site = Site::new(&[("a.jpg", jpeg(&noise(900, 500, 60)))]);
    let whole = site.made("/files/a.jpg");
    let cache = site.folder.path().join("data/cache/pictures");
    // Before the note, between two pictures, and in one of them.
    let note = site.cached().into_iter().find(|name| name.ends_with(".json")).unwrap();
    let last = name(whole.src.as_ref().unwrap()).to_owned();
    for broken in [&note, &last] {
        let bytes = fs::read(cache.join(broken)).unwrap();
        fs::write(cache.join(".77-3.new"), &bytes[..bytes.len() / 2]).unwrap();
        for left in [None, Some(&bytes[..bytes.len() / 2])] {
            fs::remove_file(cache.join(broken)).unwrap();
            if let Some(left) = left {
                fs::write(cache.join(broken), left).unwrap();
            }
            site.again();
            for name in site.cached() {
                assert_eq!(site.pictures.find(&name), None, "{name} with {broken} broken");
            }
            let look = site.render(&["/files/a.jpg"]).remove(0).unwrap();
            assert_eq!((look.src, look.srcset.as_str()), (None, ""));
            assert_eq!(site.made("/files/a.jpg"), whole);
            assert_eq!(fs::read(cache.join(broken)).unwrap(), bytes);
        }
    }
    for odd in ["", ".", "..", ".77-3.new", "../../../files/a.jpg", &note] {
        assert_eq!(site.pictures.find(odd), None, "{odd}");
    }
    site.clock.advance(61 * 60_000);
    site.pictures.sweep();
    assert!(!cache.join(".77-3.new").exists() && site.pictures.find(&last).is_some());
}

/// A note that names other files cannot lead out of the folder.
#[test]
fn a_note_is_no_way_out() {
    let mut site = Site::new(&[("a.jpg", jpeg(&noise(600, 400, 60)))]);
    site.made("/files/a.jpg");
    let note = site.cached().into_iter().find(|name| name.ends_with(".json")).unwrap();
    let path = site.pictures.cache.path(&note);
    fs::write(site.folder.path().join("data/secret"), "123").unwrap();
    let mut read: Note = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    (read.pieces[0].name, read.pieces[0].length) = ("../../secret".to_owned(), 3);
    fs::write(&path, serde_json::to_vec(&read).unwrap()).unwrap();
    site.again();
    assert_eq!(site.pictures.find("../../secret"), None);
}

/// Whoever takes a picture off a page has it in open browsers for an hour; whoever takes the
/// file away, or puts another in its place, has it nowhere at once.
#[test]
fn what_nobody_needs_goes() {
    let site = Site::new(&[
        ("a.jpg", jpeg(&noise(1000, 500, 60))),
        ("b.jpg", jpeg(&noise(1000, 600, 60))),
        ("copy/b.jpg", jpeg(&noise(1000, 600, 60))),
    ]);
    let (a, b) = (site.made("/files/a.jpg"), site.made("/files/b.jpg"));
    let (a, b) = (a.src.unwrap(), b.src.unwrap());
    let there = |src: &str| site.pictures.find(name(src)).is_some_and(|path| path.exists());
    // No page shows either of them for a moment; then one is back.
    site.render(&[]);
    site.clock.advance(61_000);
    site.pictures.sweep();
    site.clock.advance(59 * 60_000);
    site.pictures.sweep();
    assert!(there(&a) && there(&b));
    site.render(&["/files/a.jpg"]);
    site.clock.advance(2 * 60_000);
    site.pictures.sweep();
    assert!(there(&a) && !there(&b) && site.cached().iter().all(|name| name.starts_with("a.")));
    // Two files with the same in them share what is made of them.
    site.render(&["/files/b.jpg", "/files/copy/b.jpg"]);
    site.work();
    assert!(there(&b));
    fs::remove_file(site.folder.path().join("files/b.jpg")).unwrap();
    site.pictures.changed();
    site.render(&["/files/a.jpg", "/files/copy/b.jpg"]);
    site.work();
    assert!(there(&b), "the other still needs it");
    fs::remove_file(site.folder.path().join("files/copy/b.jpg")).unwrap();
    site.put("a.jpg", &jpeg(&noise(1000, 700, 60)));
    site.render(&["/files/a.jpg"]);
    site.work();
    assert!(!there(&a) && !there(&b));
    assert!(!site.cached().iter().any(|name| name.starts_with("b.")), "{:?}", site.cached());
}

/// Where somebody has emptied the folder, everything is made again.
#[test]
fn the_folder_may_be_deleted() {
    let site = Site::new(&[("a.jpg", jpeg(&noise(600, 400, 60)))]);
    let look = site.made("/files/a.jpg");
    fs::remove_dir_all(site.folder.path().join("data")).unwrap();
    site.pictures.lost(name(look.src.as_ref().unwrap()));
    assert!(site.pictures.fresh());
    assert_eq!(site.render(&["/files/a.jpg"]).remove(0).unwrap().src, None);
    assert_eq!(site.made("/files/a.jpg"), look);
}

/// Where nothing can be written, pages are as they were before, and it is tried again later.
#[test]
fn a_full_disk_stops_nothing() {
    let site = Site::new(&[("a.jpg", jpeg(&noise(600, 400, 60)))]);
    let cache = site.folder.path().join("data");
    fs::write(&cache, "a file where the folder should be").unwrap();
    assert_eq!(site.made("/files/a.jpg").src, None);
    assert_eq!((site.pictures.next(), site.pictures.faults()), (None, vec![]));
    fs::remove_file(&cache).unwrap();
    site.clock.advance(61_000);
    assert!(site.made("/files/a.jpg").src.is_some());
}

/// Cards and parts are nothing until they are there.
#[test]
fn parts_and_cards_are_made_too() {
    let site = Site::new(&[("a.jpg", jpeg(&noise(1800, 1200, 60)))]);
    let focus = Focus { x: 20, y: 80 };
    let ask = || {
        site.pictures.begin();
        let cut = site.pictures.cut("/files/a.jpg", (800, 600), focus);
        let card = site.pictures.card("/files/a.jpg", focus);
        site.pictures.settle();
        (cut, card)
    };
    assert_eq!(ask(), (None, None));
    site.work();
    let (cut, card) = ask();
    let cut = cut.unwrap();
    assert_eq!((widths(&cut), cut.width, cut.height), (vec![400, 800], 800, 600));
    let card = image::open(site.pictures.find(name(&card.unwrap())).unwrap()).unwrap();
    assert_eq!((card.width(), card.height()), (1200, 630));
    assert_eq!(site.pictures.card("/files/nothing.jpg", focus), None);
    // Another focus is another picture.
    let other = site.pictures.card("/files/a.jpg", Focus::default());
    assert_eq!(other, None);
}
