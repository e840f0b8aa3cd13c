//! Somebody who writes pages to do harm. From the same number comes the same page.

/// What is known to have worked somewhere. Whatever runs in a page calls `alert`, `confirm` or `prompt`.
const KNOWN: [&str; 64] = [
    "<script>alert(1)</script>",
    "<script src=data:text/javascript,alert(1)></script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img/src=`x`onerror=alert(1)//",
    "<img src=\"x\" alt=\"``onerror=alert(1)\">",
    "<image src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><script href=data:,alert(1) />",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a><animate attributeName=href values=javascript:alert(1) /><text x=20 y=20>x</text></a>",
    "<svg><use href=\"data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg><script>alert(1)</script></svg>#x\">",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><title><style><img src=x onerror=alert(1)></style></title></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<svg><foreignObject><iframe srcdoc=\"<script>parent.alert(1)</script>\"></foreignObject></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><mtext><option><FAKEFAKE><option></option><mglyph><svg><mtext><style><a title=\"</style><img src onerror='alert(1)'>\"></style></mtext></svg></mglyph></option></mtext></math>",
    "<math><annotation-xml encoding=text/html><style></annotation-xml><img src=x onerror=alert(1)></style></math>",
    "<math href=javascript:alert(1)>x</math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<noembed><img title=\"</noembed><img src=x onerror=alert(1)>\"></noembed>",
    "<xmp><p title=\"</xmp><svg/onload=alert(1)>\">",
    "<textarea><p title=\"</textarea><img src=x onerror=alert(1)>\">",
    "<title><p title=\"</title><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<template shadowrootmode=open><script>alert(1)</script></template>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"&lt;script>parent.alert(1)&lt;/script>\"></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<object data=\"data:text/html,<script>parent.alert(1)</script>\"></object>",
    "<embed src=javascript:alert(1)>",
    "<base href=javascript:alert(1)//><a href=/x>x</a>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<link rel=stylesheet href=\"data:text/css,*{background:url(/hit)}\">",
    "<style>@import '/hit'; *{background:url(/hit)}</style>",
    "<p style=\"background:url(/hit);animation:x 1s\" onanimationstart=alert(1)>x</p>",
    "<details open ontoggle=alert(1)><summary>x</summary>y</details>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)><option>x</select>",
    "<video><source onerror=alert(1)></video>",
    "<video src=/hit autoplay onplay=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<html onmouseover=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<button popovertarget=x onclick=alert(1)>x</button><p popover id=x onbeforetoggle=alert(1)>y</p>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<form id=main><input name=attributes><input name=children>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"java&#x0A;script:alert(1)\">x</a>",
    "<a href=\"&#1;javascript:alert(1)\">x</a>",
    "<a href=\" javascript&colon;alert(1)\">x</a>",
    "<a href=//evil.example/x ping=/hit target=_blank>x</a>",
    "<a href=\"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==\">x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVa\tScRiPt:alert(1) 'title\" onclick=alert(1) x=\"')",
    "![x](javascript:alert(1))",
    "![\" onerror=alert(1) x=\"](/files/ferry.svg \"\\\" onload=alert(1) \")",
    "<javascript:alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[><img src=x onerror=alert(1)>]]>",
];

const NAMES: [&str; 24] = [
    "a",
    "abbr",
    "b",
    "blockquote",
    "code",
    "details",
    "div",
    "h1",
    "h2",
    "img",
    "input",
    "li",
    "math",
    "mtext",
    "p",
    "pre",
    "script",
    "section",
    "style",
    "summary",
    "svg",
    "table",
    "td",
    "title",
];

const ATTRIBUTES: [&str; 22] = [
    "onclick=alert(1)",
    "onerror=\"alert(1)\"",
    "onload='confirm(1)'",
    "style=\"color:red\"",
    "id=main",
    "id=field-email",
    "id=\"</main>\"",
    "class=desk-top",
    "class=\"lead callout\"",
    "href=javascript:alert(1)",
    "href=\"/about\"",
    "src=x",
    "src=\"/files/ferry.svg\"",
    "title=\"</title><script>alert(1)</script>\"",
    "title='\" onfocus=alert(1) autofocus x=\"'",
    "role=note",
    "lang=\"<script>alert(1)</script>\"",
    "dir=rtl",
    "tabindex=1",
    "open",
    "width=\"1\" onerror=prompt(1)",
    "srcset=\"/hit 1x\"",
];

/// Characters that mean something to somebody, or nothing to anybody.
const ODD: [char; 40] = [
    '\0',
    '\u{1}',
    '\u{8}',
    '\t',
    '\u{b}',
    '\u{c}',
    '\r',
    '\n',
    '\u{1b}',
    '\u{7f}',
    '\u{80}',
    '\u{85}',
    '\u{a0}',
    '\u{ad}',
    '\u{200b}',
    '\u{200d}',
    '\u{200e}',
    '\u{202e}',
    '\u{2028}',
    '\u{2029}',
    '\u{2066}',
    '\u{feff}',
    '\u{fffd}',
    '\u{fffe}',
    '\u{ffff}',
    '\u{e000}',
    '\u{e001}',
    '\u{f8ff}',
    '\u{10ffff}',
    '\u{301}',
    '\u{20dd}',
    '\u{ff1c}',
    '\u{ff1e}',
    '\u{ff02}',
    '\u{2039}',
    '\u{1f468}',
    '\u{fe0f}',
    '\u{130}',
    '\u{1e9e}',
    '`',
];

const BLOCKS: [&str; 11] = [
    "note",
    "tip",
    "warning",
    "details",
    "video",
    "map",
    "contact",
    "contents",
    "latest-news",
    "nothing",
    "\u{e000}contact\u{e001}",
];

pub struct Hand(u64);

impl Hand {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0xd1b5_4a32_d192_ed03)
    }

    /// The index of the section.
    pub fn section(&mut self) -> String {
        let front = self.front();
        format!("+++\nlist = \"news\"\norder = 9\n{front}+++\n{}", self.text(3))
    }

    /// A page of it.
    pub fn page(&mut self) -> String {
        let date = if self.below(4) > 0 {
            format!("date = 2026-01-{:02}\n", self.below(28) + 1)
        } else {
            String::new()
        };
        let front = self.front();
        let length = self.below(12) + 2;
        format!("+++\n{date}toc = {}\n{front}+++\n{}", self.below(2) == 0, self.text(length))
    }

    fn front(&mut self) -> String {
        let (title, description, alt) = (self.quoted(), self.quoted(), self.quoted());
        let tag = toml::Value::from(format!("{} x{}", self.line(), self.below(9))).to_string();
        format!(
            "title = {title}\ndescription = {description}\ntags = [{tag}, \"Tea\"]\n\
             image = \"/files/ferry.svg\"\nimage_alt = {alt}\n"
        )
    }

    fn text(&mut self, length: usize) -> String {
        (0..length).map(|_| self.piece() + "\n\n").collect()
    }

    fn piece(&mut self) -> String {
        match self.below(12) {
            0 => self.deep(),
            1 => self.table(),
            2 => self.soup(),
            3 => self.odd(),
            4 | 5 => self.block(),
            6 => format!("{} {}", "#".repeat(self.below(6) + 1), self.line()),
            7 => format!("[^{0}]\n\n[^{0}]: {1}", ["1", "x\"y", "<b>"][self.below(3)], self.bad()),
            8 => format!(
                "> [!{}] {}\n> {}",
                ["NOTE", "WARNING", "x"][self.below(3)],
                self.line(),
                self.bad()
            ),
            9 => format!("[{}]: {}\n\n[{0}]", ["a", "<b>", "\"x"][self.below(3)], self.bad()),
            _ => self.bad(),
        }
    }

    /// A known attack, changed a little, perhaps inside of something else.
    fn bad(&mut self) -> String {
        let mut text = KNOWN[self.below(KNOWN.len())].to_owned();
        if self.below(4) == 0 {
            text = self.spliced(&text);
        }
        for _ in 0..self.below(3) {
            text = self.changed(text);
        }
        match self.below(10) {
            0 => format!("<p title=\"{text}\">x</p>"),
            1 => format!("<a href='{text}'>x</a>"),
            2 => format!("[{text}](/about '{text}')"),
            3 => format!("![{text}](/files/hut.svg)"),
            4 => format!("```{text}\n{text}\n```"),
            5 => format!("`{text}` **{text}** ~~{text}~~"),
            6 => format!("- [x] {text}\n- [ ] {text}"),
            7 => format!("<details><summary>{text}</summary>\n\n{text}"),
            _ => text,
        }
    }

    /// The beginning of this, and the end of another.
    fn spliced(&mut self, text: &str) -> String {
        let other = KNOWN[self.below(KNOWN.len())];
        let (begin, end) = (self.below(text.len()), self.below(other.len()));
        text.chars().take(begin).chain(other.chars().skip(end)).collect()
    }

    fn changed(&mut self, text: String) -> String {
        let at = self.below(text.chars().count() + 1);
        let odd = ODD[self.below(ODD.len())];
        let put = |new: &str| -> String {
            text.chars().take(at).chain(new.chars()).chain(text.chars().skip(at)).collect()
        };
        match self.below(12) {
            0 => text
                .chars()
                .enumerate()
                .map(|(at, c)| if at % 2 == 0 { c.to_ascii_uppercase() } else { c })
                .collect(),
            1 => text.chars().take(at).collect(),
            2 => put(&odd.to_string()),
            3 => put("<!---->"),
            4 => put(&"<".repeat(self.below(4) + 1)),
            5 => text.replace('"', "'"),
            6 => text.replace(' ', "/"),
            7 => text.replace("script", "scr\u{130}pt").replace("alert", "&#97;lert"),
            8 => text.replace('<', "&lt;").replace('>', "&#62;"),
            9 => text.replace("javascript:", &format!("java{odd}script{odd}:")),
            10 => text.replace('=', &format!("{odd}={odd}")),
            _ => put(&format!("</{}>", NAMES[self.below(NAMES.len())])),
        }
    }

    /// As a single line, as it stands in front matter and in titles.
    fn line(&mut self) -> String {
        let text = self.bad();
        let line: String = text
            .chars()
            .filter(|c| !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}'))
            .collect();
        if line.trim().is_empty() { "x".to_owned() } else { line }
    }

    fn quoted(&mut self) -> String {
        toml::Value::from(self.line()).to_string()
    }

    fn deep(&mut self) -> String {
        let many = [10, 100, 1_000, 4_000][self.below(4)];
        let bad = self.bad();
        match self.below(9) {
            0 => "> ".repeat(many) + &bad,
            1 => {
                (0..many.min(300)).map(|at| format!("{}- x\n", "  ".repeat(at))).collect::<String>()
                    + &bad
            }
            2 => "<div>".repeat(many) + &bad,
            3 => "<b><p>".repeat(many) + &bad,
            4 => "*a **b ".repeat(many) + &bad,
            5 => "[".repeat(many) + &bad + &"](x)".repeat(many),
            6 => "<table><tr><td>".repeat(many.min(1_000)) + &bad,
            7 => {
                let open: String = (0..many.min(40))
                    .map(|at| format!("{} details x\n", ":".repeat(50 - at)))
                    .collect();
                open + &bad
                    + &(0..many.min(40))
                        .rev()
                        .map(|at| format!("\n{}", ":".repeat(50 - at)))
                        .collect::<String>()
            }
            _ => "<svg><math><style>".repeat(many.min(1_000)) + &bad,
        }
    }

    fn table(&mut self) -> String {
        let (columns, rows) = (self.below(30) + 1, [2, 20, 120][self.below(3)]);
        let bad = self.bad().replace(['\n', '\r'], " ");
        let row = |cell: &str| format!("|{}\n", format!("{cell}|").repeat(columns));
        let body: String =
            (0..rows).map(|at| if at % 17 == 0 { row(&bad) } else { row("x") }).collect();
        row("head") + &row(["---", ":-:", "--:"][rows % 3]) + &body
    }

    /// Tags in no order.
    fn soup(&mut self) -> String {
        let mut out = String::new();
        for _ in 0..self.below(60) + 5 {
            let name = NAMES[self.below(NAMES.len())];
            match self.below(6) {
                0 => out.push_str(&format!("</{name}>")),
                1 => out.push_str(&self.bad()),
                2 => out.push_str("\n\n"),
                _ => {
                    let (one, other) = (self.below(ATTRIBUTES.len()), self.below(ATTRIBUTES.len()));
                    out.push_str(&format!("<{name} {} {}>x", ATTRIBUTES[one], ATTRIBUTES[other]));
                }
            }
        }
        out
    }

    fn odd(&mut self) -> String {
        let mut out = String::new();
        for _ in 0..self.below(200) + 10 {
            match self.below(8) {
                0 => out.push_str(NAMES[self.below(NAMES.len())]),
                1 => out.push(['<', '>', '"', '&', '*', '[', '|', ':'][self.below(8)]),
                _ => out.push(ODD[self.below(ODD.len())]),
            }
        }
        // A line of its own ends the front matter.
        out.replace("+++", "")
    }

    fn block(&mut self) -> String {
        let (name, colons) = (BLOCKS[self.below(BLOCKS.len())], ":".repeat(self.below(4) + 3));
        let (title, inside) = (self.line(), self.bad());
        let end = if self.below(4) == 0 { "" } else { &colons };
        format!("{colons}{name} {title}\n{inside}\n{end}")
    }

    fn below(&mut self, limit: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(limit).unwrap()).unwrap()
    }
}
