//! What keyfob is built from: every dependency has a reason, a licence that is allowed and one source,
//! as `.cargo/deny.toml` says. `cargo deny check` checks the same, and advisories, which need the
//! network.

use std::env::consts::ARCH;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use spdx::{Expression, Licensee, ParseMode};
use toml_edit::{DocumentMut, InlineTable, Item, RawString, TableLike};

const HOME: &str = env!("CARGO_MANIFEST_DIR");
const REGISTRY: &str = "https://github.com/rust-lang/crates.io-index";

/// A crate that keyfob or its tests are built from on this system.
struct Package {
    name: String,
    version: String,
    license: String,
    requires: Vec<String>,
}

impl Package {
    /// Returns whether it is the crate of a name, which may go on with the beginning of a version:
    /// `nix@0.28`.
    fn is(&self, spec: &str) -> bool {
        let (name, version) = spec.split_once('@').unwrap_or((spec, ""));
        let versions = format!("{}.", self.version);
        self.name == name && (version.is_empty() || versions.starts_with(&format!("{version}.")))
    }
}

fn packages() -> Vec<Package> {
    let libc = if cfg!(target_env = "musl") {
        "musl"
    } else {
        "gnu"
    };
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--locked", "--format-version=1"])
        // Only what is built here was downloaded.
        .arg(format!("--filter-platform={ARCH}-unknown-linux-{libc}"))
        .current_dir(HOME)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let packages = metadata["packages"].as_array().unwrap().iter();
    let packages = packages.map(|package| Package {
        name: text(&package["name"]),
        version: text(&package["version"]),
        license: text(&package["license"]),
        requires: (package["dependencies"].as_array().unwrap().iter())
            .map(|dependency| text(&dependency["req"]))
            .collect(),
    });
    packages.collect()
}

fn read(file: &str) -> DocumentMut {
    let text = fs::read_to_string(Path::new(HOME).join(file)).unwrap();
    text.parse().unwrap()
}

#[track_caller]
fn text(item: &impl TableLike, key: &str) -> String {
    let text = item.get(key).and_then(Item::as_str);
    text.unwrap_or_else(|| panic!("no {key}")).to_owned()
}

/// The tables in one of deny.toml's lists.
fn entries(list: &Item) -> impl Iterator<Item = &InlineTable> {
    let list = list.as_array().unwrap().iter();
    list.map(|value| value.as_inline_table().unwrap())
}

fn words(list: &Item) -> Vec<String> {
    let list = list.as_array().unwrap().iter();
    list.map(|value| value.as_str().unwrap().to_owned())
        .collect()
}

/// The crates of a list, each with the reason why it is there.
fn with_reasons(list: &Item) -> Vec<String> {
    let crates = entries(list).map(|entry| {
        let name = text(entry, "crate");
        assert!(!text(entry, "reason").is_empty(), "{name} has no reason");
        name
    });
    crates.collect()
}

#[test]
fn every_dependency_has_a_reason_in_one_line() {
    let manifest = read("Cargo.toml");
    for section in ["dependencies", "dev-dependencies"] {
        let section = manifest[section].as_table().unwrap();
        assert!(!section.is_empty());
        for name in section.iter().map(|(name, _)| name) {
            let before = section.key(name).unwrap().leaf_decor().prefix();
            let comment = before.and_then(RawString::as_str).unwrap_or_default();
            let comment = comment.trim();
            let reason = comment.strip_prefix("# ").unwrap_or_default();
            let is_sentence = reason.len() > 20 && reason.ends_with('.') && !reason.contains('\n');
            assert!(is_sentence, "{name}: {comment:?}");
        }
    }
    // There are no others, such as those of one system.
    for (key, _) in manifest.iter() {
        assert!(
            !["build-dependencies", "target", "workspace", "patch"].contains(&key),
            "{key}"
        );
    }
}

#[test]
fn every_licence_is_allowed() {
    let licenses = &read(".cargo/deny.toml")["licenses"];
    // Each licence, with the one crate that may have it if it is an exception.
    let mut allowed: Vec<(String, Option<String>)> = vec![];
    for license in words(&licenses["allow"]) {
        allowed.push((license, None));
    }
    for exception in entries(&licenses["exceptions"]) {
        for license in words(TableLike::get(exception, "allow").unwrap()) {
            allowed.push((license, Some(text(exception, "crate"))));
        }
    }

    let packages = packages();
    assert!(packages.len() > 100);
    let refused = |without: Option<usize>| -> Vec<String> {
        let is_refused = |package: &&Package| {
            let expression = Expression::parse_mode(&package.license, ParseMode::LAX).unwrap();
            let allowed = allowed.iter().enumerate().filter(|(number, (_, only))| {
                Some(*number) != without && only.as_ref().is_none_or(|name| *name == package.name)
            });
            let agreed: Vec<_> = allowed
                .map(|(_, (license, _))| Licensee::parse(license).unwrap())
                .collect();
            !expression.evaluate(|wanted| agreed.iter().any(|one| one.satisfies(wanted)))
        };
        let refused = packages.iter().filter(is_refused);
        refused
            .map(|package| format!("{} {}: {}", package.name, package.version, package.license))
            .collect()
    };
    assert_eq!(refused(None), [""; 0]);
    for (number, license) in allowed.iter().enumerate() {
        assert!(!refused(Some(number)).is_empty(), "{license:?} isn't used");
    }
}

#[test]
fn every_crate_comes_from_one_registry_with_a_checksum() {
    let sources = &read(".cargo/deny.toml")["sources"];
    assert_eq!(words(&sources["allow-registry"]), [REGISTRY]);
    let lock = read("Cargo.lock");
    let mut own = vec![];
    for package in lock["package"].as_array_of_tables().unwrap() {
        let name = text(package, "name");
        match package.get("source").and_then(Item::as_str) {
            None => own.push(name),
            Some(source) => {
                assert_eq!(source, format!("registry+{REGISTRY}"), "{name}");
                assert_eq!(text(package, "checksum").len(), 64, "{name}");
            }
        }
    }
    assert_eq!(own, ["keyfob"]);
}

#[test]
fn no_banned_crate_and_no_second_version_without_a_reason_is_built() {
    let bans = &read(".cargo/deny.toml")["bans"];
    let (banned, skipped) = (with_reasons(&bans["deny"]), with_reasons(&bans["skip"]));
    let packages = packages();
    for package in &packages {
        let is_banned = banned.iter().any(|spec| package.is(spec));
        assert!(!is_banned, "{}", package.name);
        let is_own = package.name == "keyfob";
        assert!(!is_own || !package.requires.iter().any(|version| version == "*"));
    }
    for spec in &skipped {
        let found = packages.iter().filter(|package| package.is(spec)).count();
        assert_eq!(found, 1, "{spec} is skipped");
    }
    let mut names: Vec<_> = packages
        .iter()
        .filter(|package| !skipped.iter().any(|spec| package.is(spec)))
        .map(|package| &package.name)
        .collect();
    names.sort();
    let twice: Vec<_> = names.windows(2).filter(|two| two[0] == two[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
}
