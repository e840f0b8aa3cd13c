//! Picture files, and a site to put them into, for the tests.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use kit::clock::Clock;

use super::{Look, Pictures};

/// A picture with something in every part of it: waves, and as much noise as is asked for.
pub fn noise(width: u32, height: u32, rough: u32) -> RgbImage {
    let mut state = 7u32;
    RgbImage::from_fn(width, height, |x, y| {
        let mut part = |wave: f64| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let rough = f64::from((state >> 16) % rough.max(1));
            (110.0 + 80.0 * wave.sin() + rough).clamp(0.0, 255.0) as u8
        };
        let (x, y) = (f64::from(x), f64::from(y));
        Rgb([part(x / 40.0), part(y / 50.0), part((x + y) / 90.0)])
    })
}

pub fn jpeg(image: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 92).encode_image(image).unwrap();
    bytes
}

pub fn png(image: &DynamicImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A JPEG with what a camera writes.
pub fn with_exif(jpeg: &[u8], block: &[u8]) -> Vec<u8> {
    let length = u16::try_from(block.len() + 8).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, b"Exif\0\0", block, &jpeg[2..]].concat()
}

/// A chunk of a PNG (its check sum is of no matter to who only reads the head).
pub fn chunk(kind: &[u8; 4], bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap().to_be_bytes();
    let mut sum = flate2::Crc::new();
    sum.update(&[kind.as_slice(), bytes].concat());
    [&length[..], kind, bytes, &sum.sum().to_be_bytes()].concat()
}

/// A grey PNG of that size, with so many bits for each pixel, all of its lines like this one.
pub fn lined(width: u32, height: u32, bits: u8, line: &[u8]) -> Vec<u8> {
    let mut head = [width.to_be_bytes(), height.to_be_bytes()].concat();
    head.extend([bits, 0, 0, 0, 0]);
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    (0..height).for_each(|_| packed.write_all(&[&[0], line].concat()).unwrap());
    let parts = [chunk(b"IHDR", &head), chunk(b"IDAT", &packed.finish().unwrap())];
    [b"\x89PNG\r\n\x1a\n".as_slice(), &parts.concat(), &chunk(b"IEND", b"")].concat()
}

/// A PNG of that size, all of it black, in a few kilobytes.
pub fn black(width: u32, height: u32) -> Vec<u8> {
    lined(width, height, 8, &vec![0; width as usize])
}

pub struct Site {
    pub folder: tempfile::TempDir,
    pub clock: Clock,
    pub pictures: Arc<Pictures>,
}

impl Site {
    pub fn new(files: &[(&str, Vec<u8>)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("files")).unwrap();
        let clock = Clock::manual(0);
        let pictures = Self::opened(folder.path(), &clock);
        let site = Self { folder, clock, pictures };
        files.iter().for_each(|(name, bytes)| site.put(name, bytes));
        site
    }

    pub fn opened(folder: &Path, clock: &Clock) -> Arc<Pictures> {
        Pictures::new(folder, &folder.join("data"), clock.clone())
    }

    pub fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.folder.path().join("files").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self.pictures.changed();
    }

    /// As after a restart.
    pub fn again(&mut self) {
        self.pictures = Self::opened(self.folder.path(), &self.clock);
    }

    /// A round of rendering in which pages show these.
    pub fn render(&self, paths: &[&str]) -> Vec<Option<Look>> {
        self.pictures.begin();
        let looks = paths.iter().map(|path| self.pictures.look(path)).collect();
        self.pictures.settle();
        looks
    }

    /// Everything that is to be made, and what is shown then.
    pub fn made(&self, path: &str) -> Look {
        self.render(&[path]);
        self.work();
        self.render(&[path]).remove(0).unwrap()
    }

    pub fn work(&self) {
        while self.pictures.step() {}
    }

    pub fn cached(&self) -> Vec<String> {
        self.pictures.cache.names().into_iter().collect()
    }
}
