//! Files in parts.

use crate::pictures::add;
use crate::site::Site;

/// RFC 9110, section 14: a film can be wound, and a download goes on where it broke off.
#[tokio::test]
async fn files_come_in_parts() {
    let site = Site::demo().await;
    let film: Vec<u8> = (0..200_000u32).map(|at| (at % 251) as u8).collect();
    add(&site, "film.mp4", &film);
    add(&site, "empty.txt", b"");
    let get = async |path: &str, headers: &[(&'static str, &str)]| {
        let visitor = headers.iter().fold(site.visitor(), |v, (name, value)| v.header(name, value));
        visitor.get(path).await
    };
    let whole = get("/files/film.mp4", &[]).await;
    assert_eq!((whole.status, whole.bytes == film), (200, true));
    assert_eq!(whole.header("accept-ranges"), "bytes");
    let etag = whole.header("etag").to_owned();
    for (range, first, last) in [
        ("bytes=0-0", 0, 0),
        ("bytes=0-99", 0, 99),
        ("bytes=100000-", 100_000, 199_999),
        ("bytes=-5", 199_995, 199_999),
        ("bytes=199999-300000", 199_999, 199_999),
        ("bytes=-300000", 0, 199_999),
        ("bytes=3-150000", 3, 150_000),
    ] {
        let part = get("/files/film.mp4", &[("range", range)]).await;
        assert_eq!((part.status, part.bytes == film[first..=last]), (206, true), "{range}");
        assert_eq!(part.header("content-range"), format!("bytes {first}-{last}/200000"), "{range}");
        assert_eq!(part.header("content-length"), (last - first + 1).to_string(), "{range}");
        assert_eq!(
            (part.header("etag"), part.header("content-type")),
            (etag.as_str(), "video/mp4")
        );
        assert_eq!(part.header("content-disposition"), "attachment");
        assert_eq!(part.header("x-content-type-options"), "nosniff");
    }
    for range in ["bytes=200000-", "bytes=-0", "bytes=999999999999999999999999-"] {
        let none = get("/files/film.mp4", &[("range", range)]).await;
        assert_eq!((none.status, none.bytes.len()), (416, 0), "{range}");
        assert_eq!(none.header("content-range"), "bytes */200000", "{range}");
        assert_eq!(none.header("cache-control"), "no-store");
    }
    assert_eq!(get("/files/empty.txt", &[("range", "bytes=0-")]).await.status, 416);
    assert_eq!(get("/files/empty.txt", &[]).await.status, 200);
    let same: [&[_]; 5] = [
        &[("range", "bytes=0-1,5-6")],
        &[("range", "pages=1-2")],
        &[("range", "bytes=9-3")],
        &[("range", "bytes=0-9"), ("if-range", "\"another\"")],
        &[("range", "bytes=0-9"), ("if-range", "Wed, 21 Oct 2015 07:28:00 GMT")],
    ];
    for headers in same {
        let all = get("/files/film.mp4", headers).await;
        assert_eq!((all.status, all.bytes == film), (200, true), "{headers:?}");
        assert_eq!(all.header("content-range"), "", "{headers:?}");
    }
    // Only the very same is gone on with; and that it is the same counts before any part.
    let more = get("/files/film.mp4", &[("range", "bytes=0-9"), ("if-range", &etag)]).await;
    assert_eq!((more.status, more.bytes.as_slice()), (206, &film[..10]));
    let weak = format!("W/{etag}");
    let weak = get("/files/film.mp4", &[("range", "bytes=0-9"), ("if-range", &weak)]).await;
    assert_eq!(weak.status, 200);
    let known = get("/files/film.mp4", &[("range", "bytes=0-9"), ("if-none-match", &etag)]).await;
    assert_eq!((known.status, known.bytes.len()), (304, 0));
    let visitor = site.visitor().header("range", "bytes=0-9");
    let head = visitor.send("HEAD", "/files/film.mp4", None).await;
    assert_eq!((head.status, head.header("content-length")), (200, "200000"));
    let first = get("/de/files/film.mp4", &[("range", "bytes=0-9")]).await;
    assert_eq!(first.status, 206, "in every language");
}
