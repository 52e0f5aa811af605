//! The plan of the house holds: who may use whom, and which crates stay in which rooms.

use std::fs;
use std::path::{Path, PathBuf};

/// A room and the rooms it may use.
const MAY_USE: [(&str, &[&str]); 11] = [
    ("domain", &["domain"]),
    ("messages", &["messages", "domain"]),
    ("messenger", &["messenger", "domain"]),
    ("crypto", &["crypto", "domain"]),
    (
        "store",
        &["store", "crypto", "domain", "new_file", "trusted_path"],
    ),
    ("terminal", &["terminal", "messages", "domain"]),
    (
        "service",
        &["service", "store", "crypto", "messenger", "domain"],
    ),
    (
        "front_ends",
        &["front_ends", "service", "crypto", "domain", "trusted_path"],
    ),
    ("people", &["people", "service", "crypto", "domain"]),
    (
        "daemon",
        &[
            "daemon",
            "people",
            "front_ends",
            "service",
            "crypto",
            "domain",
            "terminal_session",
        ],
    ),
    (
        "flows",
        &[
            "flows",
            "people",
            "service",
            "crypto",
            "messenger",
            "terminal",
            "messages",
            "domain",
            "error",
            "context",
            "new_file",
        ],
    ),
];

/// Only the service reaches the store, so that nothing passes by `authorize`.
const STORE_IS_USED_BY: [&str; 2] = ["store", "service"];

/// A crate and the only rooms it is used in.
const STAYS_IN: [(&str, &[&str]); 19] = [
    ("bytes", &["store"]),
    ("rustls_native_certs", &["store"]),
    ("tokio", &["store"]),
    ("tokio_postgres", &["store"]),
    ("tokio_rustls", &["store"]),
    ("rusqlite", &["store"]),
    ("rusqlite_migration", &["store"]),
    ("dialoguer", &["terminal"]),
    ("arboard", &["terminal"]),
    ("close_fds", &["terminal", "front_ends"]),
    ("base64ct", &["terminal", "front_ends"]),
    ("comfy_table", &["terminal"]),
    ("qrcode", &["terminal"]),
    ("lettre", &["messenger"]),
    ("argon2", &["crypto"]),
    ("chacha20poly1305", &["crypto"]),
    ("totp_rs", &["crypto"]),
    ("nix", &["daemon", "context.rs"]),
    ("listenfd", &["daemon"]),
];

/// What the rules never touch.
const NOT_IN_DOMAIN: [&str; 8] = [
    "std::fs",
    "std::env",
    "std::process",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "std::io",
    "std::net",
];

pub fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// Every source with the room it stands in and its code without comments.
fn rooms() -> Vec<(PathBuf, String, String)> {
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let all = sources(&house);
    assert!(all.len() > 50, "the sources are somewhere else");
    all.into_iter()
        .map(|path| {
            let room = path
                .strip_prefix(&house)
                .unwrap()
                .iter()
                .next()
                .unwrap()
                .to_string_lossy()
                .into_owned();
            let code = fs::read_to_string(&path).unwrap();
            let code: Vec<_> = code
                .lines()
                .map(|line| line.split("//").next().unwrap_or_default())
                .collect();
            (path, room, code.join("\n"))
        })
        .collect()
}

/// The rooms that the code names, as in `crate::store::Store`.
fn used(code: &str) -> impl Iterator<Item = String> + '_ {
    code.split("crate::").skip(1).map(|rest| {
        rest.chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    })
}

#[test]
fn rooms_use_only_the_rooms_they_may() {
    for (path, room, code) in rooms() {
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == room) else {
            continue;
        };
        for other in used(&code) {
            assert!(
                allowed.contains(&other.as_str()),
                "{} uses crate::{other}",
                path.display()
            );
        }
    }
}

#[test]
fn the_service_is_the_only_door_to_the_store() {
    for (path, room, code) in rooms() {
        if STORE_IS_USED_BY.contains(&room.as_str()) {
            continue;
        }
        for other in used(&code) {
            assert_ne!(other, "store", "{} uses the store", path.display());
        }
    }
}

/// The door itself: what opens a transaction is in one file, and that one authorizes.
#[test]
fn the_store_is_in_reach_of_the_door_alone() {
    for (path, _, code) in rooms().into_iter().filter(|(_, room, _)| room == "service") {
        let is_door = path.ends_with("authorize.rs");
        for call in ["store.read(", "store.write("] {
            let opens = code.contains(&format!("self.{call}"));
            assert!(is_door || !opens, "{} calls {call}", path.display());
        }
    }
}

#[test]
fn crates_stay_in_their_rooms() {
    for (path, room, code) in rooms() {
        for (name, homes) in STAYS_IN {
            let named = [format!("{name}::"), format!("use {name} ")]
                .iter()
                .any(|text| {
                    code.match_indices(text.as_str()).any(|(at, _)| {
                        !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
                    })
                });
            let may = homes.contains(&room.as_str());
            assert!(!named || may, "{} uses {name}", path.display());
        }
    }
}

#[test]
fn the_rules_touch_nothing_outside() {
    for (path, room, code) in rooms().into_iter().filter(|(_, room, _)| room == "domain") {
        for outside in NOT_IN_DOMAIN {
            assert!(
                !code.contains(outside),
                "{} ({room}) touches {outside}",
                path.display()
            );
        }
    }
}

#[test]
fn sql_stands_in_the_store_only() {
    for (path, room, code) in rooms().into_iter().filter(|(_, room, _)| room != "store") {
        for word in ["SELECT ", "INSERT INTO ", "DELETE FROM ", "PRAGMA "] {
            assert!(!code.contains(word), "{} ({room}) has SQL", path.display());
        }
    }
}
