//! Every setting there is. The parser, the errors and the reference all read this one table.

use super::{Key, Kind, Preset};

const fn key(name: &'static str, kind: Kind, preset: Preset, meaning: &'static str) -> Key {
    Key { name, kind, preset, meaning }
}

const PROVIDER: &str = "provider = \"Example Hosting Ltd, 1 Server Lane, Dublin\"";
const COUNTRY: &str = "country = \"IE\"";
const CONTRACT: &str = "contract = \"data processing agreement of 2026-01-15\"";
const RELAY: &str = "provider = \"Example Mail Ltd, 2 Post Lane, Dublin\"";

/// All settings, in the order of the reference.
pub const KEYS: &[Key] = &{
    use Kind::*;
    use Preset::{Absent, Required, RequiredInSection, Same};
    [
        key(
            "database",
            Database,
            Preset::Text("sqlite"),
            "Which database holds the data: the embedded one, or a PostgreSQL server.",
        ),
        key(
            "database_password_file",
            SecretPath,
            Absent,
            "The file that holds the password of the server, outside the site's folder.",
        ),
        key(
            "organisation.name",
            Text,
            Required("name = \"Example\""),
            "What the organisation is called, in short.",
        ),
        key(
            "organisation.legal_name",
            Text,
            Required("legal_name = \"Example Association\""),
            "Its full legal name; the policy names it as the controller.",
        ),
        key(
            "organisation.address",
            Lines,
            Required("address = \"1 Main Street, 10115 Berlin, Germany\""),
            "Its postal address.",
        ),
        key(
            "organisation.email",
            Email,
            Required("email = \"hello@example.org\""),
            "Where people reach it by e-mail.",
        ),
        key("organisation.phone", Text, Absent, "Where people reach it by telephone."),
        key(
            "organisation.authority.name",
            Text,
            Required("name = \"Berlin Commissioner for Data Protection\""),
            "The supervisory authority to which people can complain.",
        ),
        key(
            "organisation.authority.url",
            Link,
            Required("url = \"https://www.datenschutz-berlin.de\""),
            "The authority's website.",
        ),
        key(
            "organisation.data_protection.name",
            Text,
            Absent,
            "The data protection officer, or who answers for data protection.",
        ),
        key(
            "organisation.data_protection.email",
            Email,
            Required("email = \"privacy@example.org\""),
            "Where people write about their data.",
        ),
        key(
            "site.url",
            Origin,
            Required("url = \"https://example.org\""),
            "The address at which people reach the site; all links are built from it.",
        ),
        key(
            "site.title",
            Text,
            Required("title = \"Example\""),
            "The title of the site, on every page.",
        ),
        key(
            "site.description",
            Text,
            Absent,
            "What the site is, in one sentence, for search engines.",
        ),
        key("site.languages", Languages, Preset::List(&["en"]), "The languages of the site."),
        key(
            "site.default_language",
            Language,
            Same("site.languages"),
            "The language of addresses without a language in them.",
        ),
        key(
            "site.time_zone",
            TimeZone,
            Preset::Text("UTC"),
            "The time zone in which the desk and the mails show times.",
        ),
        key(
            "site.look",
            Word(&["plain", "modern", "magazine"]),
            Preset::Text("plain"),
            "Which look the site and the desk have.",
        ),
        key(
            "site.accent",
            Colour,
            Absent,
            "The colour of links and buttons, where it is not the look's own.",
        ),
        key("server.listen", Listen, Preset::Text("127.0.0.1:8080"), "Where the program listens."),
        key(
            "server.trusted_proxies",
            Networks,
            Preset::List(&[]),
            "Reverse proxies whose word about a visitor's address counts.",
        ),
        key(
            "server.access_log",
            Word(&["truncated", "full", "off"]),
            Preset::Text("truncated"),
            "How much of a visitor's address the program's own log holds.",
        ),
        key(
            "server.access_log_days",
            Int(1, 365),
            Preset::Int(14),
            "How many days the program's own log is kept.",
        ),
        key(
            "server.metrics_listen",
            ListenHere,
            Absent,
            "Where metrics are served, to this machine only.",
        ),
        key(
            "server.tls.certificate",
            File,
            RequiredInSection("certificate = \"/etc/masses/tls/fullchain.pem\""),
            "The certificate in PEM, with those between it and the authority behind it.",
        ),
        key(
            "server.tls.key",
            SecretPath,
            RequiredInSection("key = \"/etc/masses/tls/privkey.pem\""),
            "Its private key in PEM, outside the site's folder.",
        ),
        key(
            "server.tls.redirect_listen",
            Listen,
            Absent,
            "Where plain HTTP is led to https, and nothing else is served.",
        ),
        key(
            "server.tls.acme_challenges",
            Folder,
            Absent,
            "The folder in which an ACME client puts its proofs (its webroot); served there.",
        ),
        key(
            "hosting.provider",
            Text,
            Required(PROVIDER),
            "Who runs the machine; the organisation's own name if it does.",
        ),
        key(
            "hosting.country",
            Text,
            Required(COUNTRY),
            "In which country the machine stands: its two-letter code.",
        ),
        key(
            "hosting.contract",
            Text,
            Required(CONTRACT),
            "The contract under which the provider works (GDPR art. 28). Where the machine is your own, \
             it is not in the policy: \"none\".",
        ),
        key(
            "hosting.safeguard",
            Text,
            Absent,
            "What protects the data outside the European Economic Area (GDPR art. 46).",
        ),
        key(
            "hosting.log_days",
            Int(0, 3650),
            Required("log_days = 7"),
            "How many days the provider and its proxies keep logs of their own.",
        ),
        key(
            "hosting.log_addresses",
            Word(&["none", "truncated", "full"]),
            Required("log_addresses = \"truncated\""),
            "How much of a visitor's address these logs hold.",
        ),
        key(
            "hosting.database.provider",
            Text,
            RequiredInSection(PROVIDER),
            "Who runs the database's server, where that is not the provider of the machine.",
        ),
        key(
            "hosting.database.country",
            Text,
            RequiredInSection(COUNTRY),
            "In which country it stands: its two-letter code.",
        ),
        key(
            "hosting.database.contract",
            Text,
            RequiredInSection(CONTRACT),
            "The contract under which that provider works.",
        ),
        key(
            "hosting.database.safeguard",
            Text,
            Absent,
            "What protects the data outside the European Economic Area (GDPR art. 46).",
        ),
        key("mail.from", Email, Same("organisation.email"), "The sender of the site's mail."),
        key(
            "mail.reply_to",
            Email,
            Absent,
            "Where answers to the site's mail go, if not to the sender.",
        ),
        key(
            "mail.smtp.host",
            Host,
            RequiredInSection("host = \"mail.example.org\""),
            "The server that takes the site's mail. Without one, mail waits in the desk.",
        ),
        key("mail.smtp.port", Int(1, 65535), Preset::Int(587), "Its port."),
        key(
            "mail.smtp.tls",
            Word(&["starttls", "tls", "none"]),
            Preset::Text("starttls"),
            "How the connection is protected; `none` only to this machine.",
        ),
        key("mail.smtp.user", Text, Absent, "The name to sign in with."),
        key(
            "mail.smtp.password_file",
            SecretPath,
            Absent,
            "The file that holds the password, outside the site's folder.",
        ),
        key("mail.smtp.provider", Text, RequiredInSection(RELAY), "Who runs that server."),
        key(
            "mail.smtp.country",
            Text,
            RequiredInSection(COUNTRY),
            "In which country: its two-letter code.",
        ),
        key(
            "mail.smtp.contract",
            Text,
            RequiredInSection(CONTRACT),
            "The contract under which that provider works.",
        ),
        key(
            "mail.smtp.safeguard",
            Text,
            Absent,
            "What protects the data outside the European Economic Area (GDPR art. 46).",
        ),
        key("inquiries.on", Bool, Preset::Bool(true), "Whether the site has a contact form."),
        key(
            "inquiries.topics",
            Topics,
            Preset::List(&["general"]),
            "What an inquiry can be about: `general`, or { id = …, en = …, de = … }.",
        ),
        key(
            "inquiries.notify",
            Emails,
            Same("organisation.email"),
            "Who is told of new inquiries.",
        ),
        key(
            "inquiries.keep_days",
            Int(1, 3650),
            Preset::Int(365),
            "How many days after it was closed an inquiry is kept.",
        ),
        key(
            "inquiries.open_days",
            Int(1, 3650),
            Preset::Int(1095),
            "How many days an inquiry is kept that nobody closes.",
        ),
        key(
            "inquiries.spam_days",
            Int(1, 365),
            Preset::Int(30),
            "How many days suspected spam is kept.",
        ),
        key(
            "inquiries.fields",
            Fields,
            Preset::List(&[]),
            "Additional fields of the form, each a table [[inquiries.fields]].",
        ),
        key(
            "policy.notice_days",
            Int(0, 365),
            Preset::Int(30),
            "How many days a change waits before it applies to what was collected earlier.",
        ),
        key(
            "policy.paragraphs",
            SitePath,
            Preset::Text("policy"),
            "The folder with the organisation's own paragraphs of the policy.",
        ),
        key(
            "keys.master_key_file",
            SecretPath,
            Absent,
            "The file of the master key; by default in the user's configuration folder.",
        ),
        key(
            "keys.keys_kept_days",
            Int(1, 90),
            Preset::Int(7),
            "How many days copies of keys live on in backups after an erasure.",
        ),
        key(
            "team.two_step",
            Word(&["required"]),
            Preset::Text("required"),
            "Two-step sign-in of the team; there is no other choice.",
        ),
        key(
            "team.session_idle_hours",
            Int(1, 168),
            Preset::Int(8),
            "After how many hours without a click a member is signed out.",
        ),
        key(
            "team.session_absolute_days",
            Int(1, 90),
            Preset::Int(7),
            "After how many days a member is signed out in any case.",
        ),
        key(
            "journal.keep_months",
            Int(1, 120),
            Preset::Int(24),
            "How many months the journal of acts on personal data is kept.",
        ),
    ]
};
