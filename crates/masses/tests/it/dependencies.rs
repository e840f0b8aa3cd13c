//! What is built in: licences that fit, and nothing that must not be there.

use cargo_metadata::MetadataCommand;

const BANNED: [&str; 6] =
    ["openssl-sys", "openssl", "native-tls", "reqwest", "chromiumoxide", "sqlx"];

const LICENCES: [&str; 16] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "bzip2-1.0.6",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Crates that name no licence, only a file with one: somebody has read it, and found this.
const READ: [(&str, &str); 0] = [];

/// What is wrong with the licence of a crate. A file with some licence is not yet one that fits.
fn unfit(name: &str, licence: Option<&str>) -> Option<String> {
    match licence {
        Some(licence) if fits(licence) => None,
        Some(licence) => Some(format!("{name} has the licence `{licence}`")),
        None if READ.iter().any(|(known, _)| *known == name) => None,
        None => Some(format!("{name} names no licence: read its file, and put it on the list")),
    }
}

/// Whether a licence expression (SPDX) can be met with the licences we take.
fn fits(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ").replace(['(', ')'], " ");
    let good = |licence: &str| LICENCES.contains(&licence.trim());
    // "A AND B" needs both, "A OR B" one of them; read loosely, AND binds closer.
    expression.split(" OR ").any(|one| one.split(" AND ").all(good))
        || expression.split(" AND ").all(|one| one.split(" OR ").any(good))
}

#[test]
fn licences_fit_and_nothing_banned_is_there() {
    let metadata = MetadataCommand::new().exec().unwrap();
    assert!(metadata.packages.len() > 50, "the list of packages is not whole");
    for package in &metadata.packages {
        let name = package.name.as_str();
        assert!(!BANNED.contains(&name), "{name} must not be there");
        if let Some(why) = unfit(name, package.license.as_deref()) {
            panic!("{why}: {:?}", package.license_file);
        }
    }
    for (name, reason) in READ {
        assert!(!reason.is_empty(), "{name}: no reason");
        let there = metadata.packages.iter().any(|one| one.name == name && one.license.is_none());
        assert!(there, "{name} needs no place on the list any more");
    }
}

#[test]
fn licence_expressions_are_understood() {
    assert!(fits("MIT OR Apache-2.0"));
    assert!(fits("MIT/Apache-2.0"));
    assert!(fits("(MIT OR Apache-2.0) AND Unicode-3.0"));
    assert!(!fits("GPL-3.0"));
    assert!(!fits("MIT AND GPL-3.0"));
    assert!(!fits(""));
    assert!(unfit("some", Some("MIT")).is_none());
    assert!(unfit("some", Some("GPL-3.0")).is_some());
    assert!(unfit("some", None).is_some(), "a file alone says nothing");
}

/// The lock file is there, so that everybody builds the same.
#[test]
fn the_lock_file_is_there() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    assert!(root.join("Cargo.lock").exists());
}

/// The first command of the README names no program: there has to be one that it can mean.
#[test]
fn cargo_run_means_the_program() {
    assert!(include_str!("../../../../README.md").contains("\ncargo run -- serve demo\n"));
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");
    let metadata = MetadataCommand::new().manifest_path(manifest).no_deps().exec().unwrap();
    let packages = metadata.workspace_default_packages();
    let programs = packages.iter().flat_map(|package| &package.targets);
    let programs: Vec<&str> =
        programs.filter(|one| one.is_bin()).map(|one| one.name.as_str()).collect();
    assert_eq!(programs, ["masses"]);
}
