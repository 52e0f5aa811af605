//! Where the store and its key file are.

use std::path::{Path, PathBuf};

use rustix::fs::{Access, AtFlags, CWD, accessat};

use super::{Result, StoreError, StoreFile, files};

const STORE_NAME: &str = "keyfob.db";
const KEY_NAME: &str = "keyfob.key";

/// The two files of a store. They are kept apart, because a copy of only one is worth little.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    pub store: PathBuf,
    pub key: PathBuf,
}

impl Location {
    /// Returns whether anything exists at the store's path. A dangling link does too: it is refused,
    /// not replaced.
    pub fn is_store_there(&self) -> Result<bool> {
        match files::identity(StoreFile::Store, &self.store) {
            Ok(_) => Ok(true),
            Err(StoreError::Missing(..)) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// Returns the path of the audit trail's head.
    pub(super) fn head(&self) -> PathBuf {
        with_suffix(&self.store, ".head")
    }
}

/// The locations of stores if none is named.
#[derive(Debug, Clone)]
pub struct Roots {
    pub system: Location,
    pub personal: Option<Location>,
}

impl Roots {
    pub fn new(data_folder: Option<PathBuf>, configuration_folder: Option<PathBuf>) -> Self {
        let personal = data_folder
            .zip(configuration_folder)
            .map(|(data, configuration)| Location {
                store: data.join(STORE_NAME),
                key: configuration.join(KEY_NAME),
            });
        let system = Location {
            store: Path::new("/var/lib/keyfob").join(STORE_NAME),
            key: Path::new("/etc/keyfob").join(KEY_NAME),
        };
        Self { system, personal }
    }
}

/// Returns the store to use: the one that is named, else the system's if it is asked for or this
/// user can open it, else the user's own.
pub fn locate(
    store: Option<PathBuf>,
    key: Option<PathBuf>,
    system: bool,
    roots: &Roots,
) -> Result<Location> {
    let mut location = match store {
        Some(store) => {
            let beside = with_suffix(&store, ".key");
            Location { store, key: beside }
        }
        None if system || can_open(&roots.system.store) => roots.system.clone(),
        None => roots.personal.clone().ok_or(StoreError::NoPlace)?,
    };
    if let Some(key) = key {
        location.key = key;
    }
    Ok(location)
}

fn can_open(path: &Path) -> bool {
    accessat(
        CWD,
        path,
        Access::READ_OK | Access::WRITE_OK,
        AtFlags::EACCESS,
    )
    .is_ok()
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roots(system: &Path) -> Roots {
        Roots {
            system: Location {
                store: system.to_owned(),
                key: "/etc/keyfob/keyfob.key".into(),
            },
            personal: Some(Location {
                store: "/home/a/data/keyfob.db".into(),
                key: "/home/a/conf/keyfob.key".into(),
            }),
        }
    }

    #[test]
    fn a_named_store_has_its_key_beside_it_unless_the_key_is_named_too() {
        let roots = roots(Path::new("/nowhere"));
        let named = locate(Some("/s/x.db".into()), None, false, &roots).unwrap();
        assert_eq!(named.key, Path::new("/s/x.db.key"));
        let both = locate(Some("/s/x.db".into()), Some("/k".into()), true, &roots).unwrap();
        assert_eq!(
            (both.store.as_path(), both.key.as_path()),
            (Path::new("/s/x.db"), Path::new("/k"))
        );
    }

    #[test]
    fn the_systems_store_is_used_where_this_user_can_open_it() {
        let existing = tempfile::NamedTempFile::new().unwrap();
        let system = locate(None, None, false, &roots(existing.path())).unwrap();
        assert_eq!(system.store, existing.path());
        let personal = locate(None, None, false, &roots(Path::new("/nowhere"))).unwrap();
        assert_eq!(personal.store, Path::new("/home/a/data/keyfob.db"));
        let asked = locate(None, None, true, &roots(Path::new("/nowhere"))).unwrap();
        assert_eq!(asked.store, Path::new("/nowhere"));
        let homeless = Roots {
            personal: None,
            ..roots(Path::new("/nowhere"))
        };
        assert!(matches!(
            locate(None, None, false, &homeless),
            Err(StoreError::NoPlace)
        ));
    }

    #[test]
    fn the_key_is_never_in_the_data_folder_by_default() {
        let roots = Roots::new(Some("/d".into()), Some("/c".into()));
        for location in [roots.system, roots.personal.unwrap()] {
            assert_ne!(location.store.parent(), location.key.parent());
        }
    }
}
