//! What a setting is: its name, its type, what it is when nobody says, and what it means.

use super::KEYS;

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its dotted name: `inquiries.keep_days`.
    pub name: &'static str,
    /// What may be written.
    pub kind: Kind,
    /// What it is when nobody says.
    pub preset: Preset,
    /// What it means, in one line.
    pub meaning: &'static str,
}

/// What may be written for a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`.
    Bool,
    /// A whole number within bounds.
    Int(i64, i64),
    /// One line of text that is not empty.
    Text,
    /// Text, perhaps on several lines.
    Lines,
    /// An e-mail address.
    Email,
    /// An address on the web, with a path.
    Link,
    /// The address of the site: scheme, host and perhaps a port.
    Origin,
    /// One of these words.
    Word(&'static [&'static str]),
    /// The code of a language the site has words for.
    Language,
    /// A time zone of the tz database.
    TimeZone,
    /// A colour, in hexadecimal digits.
    Colour,
    /// The name of a machine.
    Host,
    /// An address to listen on.
    Listen,
    /// An address to listen on that only this machine reaches.
    ListenHere,
    /// A file or folder of the site.
    SitePath,
    /// A file, anywhere.
    File,
    /// A folder, anywhere.
    Folder,
    /// A file with a secret, outside the site's folder.
    SecretPath,
    /// Several e-mail addresses.
    Emails,
    /// Several languages.
    Languages,
    /// Several network addresses or networks.
    Networks,
    /// What a visitor can choose from.
    Topics,
    /// The form's additional fields.
    Fields,
    /// Which database.
    Database,
}

/// What a setting is when nobody says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// It has to be said. The example is shown when it is not.
    Required(&'static str),
    /// It has to be said as soon as its section is there.
    RequiredInSection(&'static str),
    /// There is none.
    Absent,
    /// Yes or no.
    Bool(bool),
    /// A number.
    Int(i64),
    /// A text.
    Text(&'static str),
    /// A list.
    List(&'static [&'static str]),
    /// The same as another setting, or its first.
    Same(&'static str),
}

/// The setting of that name.
pub fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// One line of the reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The dotted name.
    pub name: &'static str,
    /// The variable of the environment that overrides it; none where a text cannot say it.
    pub variable: Option<String>,
    /// What may be written.
    pub kind: String,
    /// What it is when nobody says.
    pub default: String,
    /// What it means.
    pub meaning: &'static str,
}

/// Every setting, as people read it.
pub fn reference() -> Vec<Line> {
    let line = |key: &'static Key| Line {
        name: key.name,
        variable: (key.kind != Kind::Fields).then(|| variable(key.name)),
        kind: key.kind.describe(),
        default: key.preset.describe(),
        meaning: key.meaning,
    };
    KEYS.iter().map(line).collect()
}

/// The variable of a setting: `MASSES_MAIL__SMTP__HOST`.
pub fn variable(name: &str) -> String {
    format!("MASSES_{}", name.replace('.', "__").to_ascii_uppercase())
}

impl Key {
    /// Says who signs in where, or with what: it stays out of [`super::Settings::flat`].
    pub fn is_private(&self) -> bool {
        self.kind == Kind::SecretPath || self.name == "mail.smtp.user"
    }

    /// The section it is in; empty at the top.
    pub fn section(&self) -> &'static str {
        self.name.rsplit_once('.').map_or("", |(section, _)| section)
    }

    /// The last part of its name.
    pub fn leaf(&self) -> &'static str {
        self.name.rsplit_once('.').map_or(self.name, |(_, leaf)| leaf)
    }

    /// A line of a settings file that would be right.
    pub fn example(&self) -> String {
        let leaf = self.leaf();
        match self.preset {
            Preset::Required(line) | Preset::RequiredInSection(line) => line.to_owned(),
            Preset::Bool(_) | Preset::Int(_) | Preset::Text(_) => {
                format!("{leaf} = {}", self.preset.describe())
            }
            _ => format!("{leaf} = {}", self.kind.example()),
        }
    }
}

impl Kind {
    /// In words: `a whole number from 1 to 365`.
    pub fn describe(self) -> String {
        match self {
            Kind::Bool => "true or false".to_owned(),
            Kind::Int(least, most) => format!("a whole number from {least} to {most}"),
            Kind::Word(words) => {
                let quoted: Vec<_> = words.iter().map(|word| format!("\"{word}\"")).collect();
                quoted.join(" or ")
            }
            Kind::Text => "a text".to_owned(),
            Kind::Lines => "a text, perhaps on several lines".to_owned(),
            Kind::Email => "an e-mail address".to_owned(),
            Kind::Link => "an address that begins with https:// or http://".to_owned(),
            Kind::Origin => "the address of the site, without a path".to_owned(),
            Kind::Language => "the code of a language".to_owned(),
            Kind::TimeZone => "the name of a time zone, such as Europe/Dublin".to_owned(),
            Kind::Colour => "a colour: # and six hexadecimal digits".to_owned(),
            Kind::Host => "the name of a machine".to_owned(),
            Kind::Listen => "an IP address and a port".to_owned(),
            Kind::ListenHere => "a loopback address and a port".to_owned(),
            Kind::SitePath => "a folder of the site".to_owned(),
            Kind::File => "a file".to_owned(),
            Kind::Folder => "a folder".to_owned(),
            Kind::SecretPath => "a file outside the site's folder".to_owned(),
            Kind::Emails => "a list of e-mail addresses".to_owned(),
            Kind::Languages => "a list of codes of languages".to_owned(),
            Kind::Networks => "a list of IP addresses or networks".to_owned(),
            Kind::Topics => "a list of topics".to_owned(),
            Kind::Fields => "a list of tables".to_owned(),
            Kind::Database => "\"sqlite\" or \"postgres://USER@HOST/DATABASE\"".to_owned(),
        }
    }

    fn example(self) -> &'static str {
        match self {
            Kind::Bool => "true",
            Kind::Int(..) => "30",
            Kind::Text | Kind::Lines | Kind::Word(_) => "\"…\"",
            Kind::Email => "\"hello@example.org\"",
            Kind::Link | Kind::Origin => "\"https://example.org\"",
            Kind::Language => "\"en\"",
            Kind::TimeZone => "\"Europe/Dublin\"",
            Kind::Colour => "\"#0a5c49\"",
            Kind::Host => "\"mail.example.org\"",
            Kind::Listen | Kind::ListenHere => "\"127.0.0.1:9100\"",
            Kind::SitePath => "\"policy\"",
            Kind::File => "\"/etc/masses/file\"",
            Kind::Folder => "\"/var/lib/masses/acme\"",
            Kind::SecretPath => "\"/etc/masses/secret\"",
            Kind::Emails => "[\"hello@example.org\"]",
            Kind::Languages => "[\"en\", \"de\"]",
            Kind::Networks => "[\"10.0.0.0/8\"]",
            Kind::Topics => "[\"general\", { id = \"visit\", en = \"A visit\" }]",
            Kind::Fields => {
                "[{ id = \"interests\", label = { en = \"Interests\" }, kind = \"line\", category = \"preference\" }]"
            }
            Kind::Database => "\"sqlite\"",
        }
    }
}

impl Preset {
    /// As it would be written; `required` or `none` where there is nothing to write.
    pub fn describe(self) -> String {
        match self {
            Preset::Required(_) => "required".to_owned(),
            Preset::RequiredInSection(_) => "required when its section is there".to_owned(),
            Preset::Absent => "none".to_owned(),
            Preset::Bool(yes) => yes.to_string(),
            Preset::Int(number) => number.to_string(),
            Preset::Text(text) => format!("\"{text}\""),
            Preset::List(list) => {
                let quoted: Vec<_> = list.iter().map(|item| format!("\"{item}\"")).collect();
                format!("[{}]", quoted.join(", "))
            }
            Preset::Same("site.languages") => "the first of site.languages".to_owned(),
            Preset::Same(other) => format!("as {other}"),
        }
    }
}
