//! The sentences that every site's policy has, whatever rooms are on.

use inventory::Section::{Changes, Cookies, HowLong, Links, Recipients, Rights, Safeguards};
use inventory::Section::{What, Who, Why};
use inventory::Switch::{Always, Is, Setting, Without};
use inventory::{Recipient, Role, Section, Sentence, Switch};

/// The general sentences, in the order in which they are printed within their section. A switch
/// whose name starts with `has.` is no setting: [`crate::compile`] derives it from the facts.
pub const GENERAL: &[Sentence] = &[
    with(
        "who-runs",
        Who,
        Always,
        "organisation.legal_name and organisation.address; a site without them does not start",
    ),
    with(
        "who-contact",
        Who,
        Without("organisation.phone"),
        "organisation.email; a site without it does not start",
    ),
    with(
        "who-contact-phone",
        Who,
        Setting("organisation.phone"),
        "organisation.email and organisation.phone",
    ),
    with(
        "who-data-protection",
        Who,
        Without("organisation.data_protection.name"),
        "organisation.data_protection.email; a site without it does not start",
    ),
    with(
        "who-data-protection-name",
        Who,
        Setting("organisation.data_protection.name"),
        "organisation.data_protection",
    ),
    with("who-covers", Who, Always, "site.url; requests for any other host name are refused"),
    with(
        "what-free",
        What,
        Always,
        "pages are served to everybody, without an account; a test reads every page without a cookie",
    ),
    with(
        "ip-memory",
        What,
        Always,
        "the whole address is only in the memory of the rate limits; no table has a column for it",
    ),
    with(
        "ip-log-short",
        What,
        Is("server.access_log", "truncated"),
        "a line of the access log is time, address (IPv4 as /24, IPv6 as /48), method, the door's pattern instead of the path, status, bytes and duration; its files are dropped after server.access_log_days",
    ),
    with(
        "ip-log-full",
        What,
        Is("server.access_log", "full"),
        "a line of the access log is time, address (whole, because server.access_log says so), method, the door's pattern instead of the path, status, bytes and duration; its files are dropped after server.access_log_days",
    ),
    with("ip-log-off", What, Is("server.access_log", "off"), "no access log is written"),
    with("ip-hosting-full", What, Is("has.hosting_log", "full"), STATED),
    with("ip-hosting-short", What, Is("has.hosting_log", "truncated"), STATED),
    with("ip-hosting-bare", What, Is("has.hosting_log", "none"), STATED),
    with("ip-hosting-off", What, Is("has.hosting_log", "off"), STATED),
    with(
        "why-intro",
        Why,
        Setting("has.purposes"),
        "a purpose that no published version names is off: its routes are not there, its columns are not written",
    ),
    with(
        "voluntary",
        Why,
        Always,
        "every form field is declared as required or optional, and marked so",
    ),
    with(
        "ip-why",
        Why,
        Always,
        "addresses reach nothing but the connection, the rate limits and the access log",
    ),
    with(
        "no-automation",
        Why,
        Always,
        "no code decides about a person; what looks like spam is put aside for a member of the team to see",
    ),
    with(
        "how-long",
        HowLong,
        Setting("has.data"),
        "the nightly sweep deletes by the same declarations that this page is made from",
    ),
    with(
        "how-long-sooner",
        HowLong,
        Setting("has.data"),
        "Erase beside each person in the desk; what a table keeps on erasure says why",
    ),
    with("not-sold", Recipients, Without("has.recipients"), NOBODY_ELSE),
    with("not-sold-besides", Recipients, Setting("has.recipients"), NOBODY_ELSE),
    with(
        "own-machine",
        Recipients,
        Setting("has.own_machine"),
        "hosting.provider is the organisation's own name",
    ),
    with(
        "recipients-intro",
        Recipients,
        Setting("has.recipients"),
        "every recipient is named in the settings with country and contract, or the site does not start",
    ),
    with(
        "transfers-none",
        Recipients,
        Without("has.transfers"),
        "the countries in the settings; one outside the European Economic Area needs a safeguard, and a sentence here",
    ),
    with(
        "no-third-party-requests",
        Recipients,
        Always,
        "the Content-Security-Policy of every answer allows only this site; a test in a real browser records every request",
    ),
    with(
        "safeguards-intro",
        Safeguards,
        Setting("has.measures"),
        "checked at every start and every night; the result stands beside each line",
    ),
    with(
        "cookies-intro",
        Cookies,
        Setting("has.cookies"),
        "cookies leave the program only through a declaration; unknown ones that a browser sends back are expired",
    ),
    with(
        "cookies-control",
        Cookies,
        Setting("has.cookies"),
        "how browsers treat cookies; nothing else is stored in the browser",
    ),
    with(
        "cookies-disable",
        Cookies,
        Setting("has.cookies"),
        "no page needs a cookie to be read; a test reads every page without one",
    ),
    with(
        "cookies-none",
        Cookies,
        Without("has.cookies"),
        "no cookie for visitors is declared, and an undeclared one cannot be set",
    ),
    with(
        "links",
        Links,
        Always,
        "links that leave the site are marked when pages are rendered; Referrer-Policy: same-origin on every answer",
    ),
    with(
        "rights-intro",
        Rights,
        Always,
        "Export and Erase beside each person in the desk; requests reach the address named here",
    ),
    with(
        "rights-proof",
        Rights,
        Always,
        "people are found by the address they wrote from, nothing else is asked; whoever exports sends the file to that address",
    ),
    with(
        "changes",
        Changes,
        Always,
        "versions are numbered, hashed and never changed; each is public with its differences",
    ),
    with(
        "changes-notice",
        Changes,
        Setting("policy.notice_days"),
        "the one door compares when a value was collected with when a purpose was published; the job policy-told writes once to every visitor of whom there is such a value and an address",
    ),
    with(
        "changes-replaced",
        Changes,
        Setting("has.recipients"),
        "a recipient counts as the same one only while role and country are the same and it reaches no further",
    ),
];

/// Whoever runs the machine reaches everything on it. Every site has one; where it is the
/// organisation itself, it is no recipient.
pub const HOSTING: Recipient = Recipient {
    id: "hosting",
    role: Role::Processor,
    settings: "hosting",
    switch: Always,
    purposes: &[],
    outbound: false,
};

const NOBODY_ELSE: &str = "the program connects only to declared recipients; there is no code that hands data to anybody else";

const STATED: &str = "hosting.log_days and hosting.log_addresses, as the organisation states them: the program cannot see these logs";

const fn with(
    id: &'static str,
    section: Section,
    switch: Switch,
    mechanism: &'static str,
) -> Sentence {
    Sentence { id, section, switch, mechanism }
}

/// Whether a general sentence stands after what is generated in its section.
pub(crate) fn follows(sentence: &str) -> bool {
    matches!(
        sentence,
        "ip-memory"
            | "ip-log-short"
            | "ip-log-full"
            | "ip-log-off"
            | "ip-hosting-full"
            | "ip-hosting-short"
            | "ip-hosting-bare"
            | "ip-hosting-off"
            | "ip-why"
            | "voluntary"
            | "no-automation"
            | "transfers-none"
            | "no-third-party-requests"
            | "cookies-control"
            | "cookies-disable"
            | "rights-proof"
    )
}

/// The claims that a sentence or a purpose makes, by its id.
pub fn claims(id: &str) -> &'static [&'static str] {
    match id {
        "who-runs"
        | "who-contact"
        | "who-contact-phone"
        | "who-data-protection"
        | "who-data-protection-name"
        | "who-covers" => &["C1"],
        "changes" | "changes-notice" | "changes-replaced" => &["C2"],
        "ip-memory" | "ip-log-short" | "ip-log-full" | "ip-log-off" | "ip-hosting-full"
        | "ip-hosting-short" | "ip-hosting-bare" | "ip-hosting-off" | "ip-why" => &["C3"],
        "inquiries-contact" => &["C4"],
        "inquiries-fields" => &["C5"],
        "inquiries-purpose" | "inquiries.answer" => &["C7"],
        "safeguards-intro" => &["C13"],
        "cookies-intro" | "cookies-none" => &["C14"],
        "cookies-control" => &["C17"],
        "cookies-disable" => &["C18"],
        "links" => &["C19"],
        "what-free" | "voluntary" | "inquiries-voluntary" => &["C20"],
        "rights-intro" | "rights-proof" => &["C21"],
        "not-sold"
        | "not-sold-besides"
        | "own-machine"
        | "recipients-intro"
        | "transfers-none"
        | "no-third-party-requests" => &["C22"],
        _ => &[],
    }
}
