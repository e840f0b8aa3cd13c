//! Which published examples are otherwise here, and in which way.

use super::{Apart, Known, Why};

pub const COMMONMARK: (Known, Apart) = (KNOWN_COMMONMARK, APART_COMMONMARK);
pub const GITHUB: (Known, Apart) = (KNOWN_GITHUB, APART_GITHUB);

const KNOWN_COMMONMARK: Known = &[
    (Why::Language, &[24, 34, 142, 143, 144, 146, 180]),
    (Why::Scheme, &[596, 598, 599, 601]),
    (
        Why::TakenOut,
        &[
            150, 152, 153, 154, 163, 164, 169, 170, 171, 172, 173, 176, 177, 178, 179, 180, 182,
            183, 201, 308, 309, 491, 524, 536, 613, 614, 615, 616, 617, 625, 626, 627, 628, 629,
        ],
    ),
    (Why::Level, &[68, 76, 78, 79, 83, 84, 141, 227, 228, 229, 230, 232, 300]),
    (
        Why::Id,
        &[
            10, 59, 62, 66, 67, 68, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 86, 89,
            90, 91, 95, 96, 102, 103, 115, 141, 214, 215, 227, 228, 229, 230, 232, 300, 646, 647,
        ],
    ),
    (
        Why::Focus,
        &[
            1, 2, 3, 5, 6, 7, 8, 18, 19, 24, 34, 36, 48, 69, 85, 100, 107, 110, 111, 112, 114, 115,
            116, 117, 118, 119, 120, 122, 123, 124, 125, 126, 127, 128, 129, 130, 131, 132, 133,
            134, 135, 136, 137, 139, 140, 141, 142, 143, 144, 146, 147, 148, 149, 160, 169, 183,
            184, 190, 191, 211, 212, 225, 231, 236, 237, 252, 253, 254, 257, 263, 264, 270, 271,
            272, 273, 274, 278, 286, 287, 288, 289, 290, 309, 313, 318, 321, 324,
        ],
    ),
    (Why::Away, &[20, 346, 480, 481, 501, 526, 538, 594, 595, 600, 603]),
];

const APART_COMMONMARK: Apart = &[
    // Bare addresses become links, as GitHub's Markdown has it (its section 6.9).
    (
        602,
        "<p>&lt;<a href=\"https://foo.bar/baz\" class=\"external\" rel=\"noopener noreferrer\">https://foo.bar/baz<span class=\"aloud\"> (leads to another website)</span></a> bim&gt;</p>",
    ),
    (
        608,
        "<p>&lt; <a href=\"https://foo.bar\" class=\"external\" rel=\"noopener noreferrer\">https://foo.bar<span class=\"aloud\"> (leads to another website)</span></a> &gt;</p>",
    ),
    (
        611,
        "<p><a href=\"https://example.com\" class=\"external\" rel=\"noopener noreferrer\">https://example.com<span class=\"aloud\"> (leads to another website)</span></a></p>",
    ),
    (612, "<p><a href=\"mailto:foo@bar.example.com\">foo@bar.example.com</a></p>"),
];

const KNOWN_GITHUB: Known = &[
    (Why::Language, &[112, 113, 114, 116, 149, 320, 330]),
    (Why::Scheme, &[605, 607, 608, 610, 633]),
    (
        Why::TakenOut,
        &[
            120, 122, 123, 124, 133, 134, 139, 140, 141, 142, 145, 146, 147, 148, 149, 151, 152,
            170, 288, 289, 501, 533, 545, 636, 637, 638, 639, 640, 648, 651, 652, 653,
        ],
    ),
    (Why::Level, &[38, 46, 48, 49, 53, 54, 111, 197, 206, 207, 208, 210, 278]),
    (Why::Align, &[199]),
    (
        Why::Id,
        &[
            10, 29, 32, 36, 37, 38, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 56, 59,
            60, 61, 65, 66, 72, 73, 85, 111, 183, 184, 197, 206, 207, 208, 210, 278, 671, 672,
        ],
    ),
    (
        Why::Focus,
        &[
            1, 2, 3, 5, 6, 7, 8, 18, 39, 55, 70, 77, 80, 81, 82, 84, 85, 86, 87, 88, 89, 90, 92,
            93, 94, 95, 96, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 109, 110, 111, 112,
            113, 114, 116, 117, 118, 119, 130, 139, 152, 153, 159, 160, 180, 181, 195, 198, 199,
            200, 201, 202, 204, 205, 209, 214, 215, 230, 231, 232, 235, 241, 242, 248, 249, 250,
            251, 252, 256, 264, 265, 266, 267, 268, 289, 293, 298, 301, 304, 314, 315, 320, 330,
            332,
        ],
    ),
    (Why::Task, &[279, 280]),
    (
        Why::Away,
        &[
            316, 356, 489, 490, 510, 535, 547, 603, 604, 609, 612, 622, 623, 624, 625, 626, 627,
            628, 629,
        ],
    ),
];

const APART_GITHUB: Apart = &[
    // Bare addresses become links: these examples are CommonMark's, without GitHub's section 6.9.
    (
        611,
        "<p>&lt;<a href=\"http://foo.bar/baz\" class=\"external\" rel=\"noopener noreferrer\">http://foo.bar/baz<span class=\"aloud\"> (leads to another website)</span></a> bim&gt;</p>",
    ),
    (
        617,
        "<p>&lt; <a href=\"http://foo.bar\" class=\"external\" rel=\"noopener noreferrer\">http://foo.bar<span class=\"aloud\"> (leads to another website)</span></a> &gt;</p>",
    ),
    (
        620,
        "<p><a href=\"http://example.com\" class=\"external\" rel=\"noopener noreferrer\">http://example.com<span class=\"aloud\"> (leads to another website)</span></a></p>",
    ),
    (621, "<p><a href=\"mailto:foo@bar.example.com\">foo@bar.example.com</a></p>"),
    // Links to `xmpp:` are none here, so that it does not matter where they end.
    (
        634,
        "<p><a>xmpp:foo@bar.baz/txt</a></p>\n<p>xmpp:foo@bar.baz/txt@bin</p>\n\
         <p>xmpp:foo@bar.baz/<a href=\"mailto:txt@bin.com\">txt@bin.com</a></p>",
    ),
    (635, "<p><a>xmpp:foo@bar.baz/txt/bin</a></p>"),
    // What a comment is has changed with CommonMark 0.31; comments are taken out.
    (649, "<p>foo </p>"),
    (650, "<p>foo  foo --&gt;</p>\n<p>foo &lt;!-- foo---&gt;</p>"),
    // GitHub shows the tags that it does not allow; here they are taken out, with all that a browser
    // would not show as text in them.
    (657, "<p><strong> </strong></p>"),
];
