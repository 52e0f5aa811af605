//! New files that only this user can read. Each is put in place complete and durable, or not at all.

use std::fs::{File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::NamedTempFile;

pub fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Creates a temporary file of mode 0600 in the folder of a path. It is removed when it is dropped.
pub fn make_aside(path: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new()
        .prefix(".keyfob-new-")
        .permissions(Permissions::from_mode(0o600))
        .tempfile_in(folder_of(path))
}

/// Puts the complete file in place, unless something exists there already.
pub fn put_in_place(file: NamedTempFile, path: &Path) -> io::Result<()> {
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    let synced = File::open(folder_of(path)).and_then(|folder| folder.sync_all());
    if synced.is_err() {
        // The caller says that it wasn't created.
        let _ = std::fs::remove_file(path);
    }
    synced
}

/// Creates a file with this content.
pub fn create(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = make_aside(path)?;
    file.write_all(content)?;
    put_in_place(file, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = folder.read_dir().unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect()
    }

    #[test]
    fn a_file_is_there_complete_and_closed_to_others_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("codes");
        // It fails before it is complete.
        let mut aside = make_aside(&path).unwrap();
        aside.write_all(b"half").unwrap();
        assert!(!path.exists());
        drop(aside);
        assert!(names(folder.path()).is_empty());

        create(&path, b"whole").unwrap();
        assert_eq!(
            path.metadata().unwrap().permissions().mode() & 0o7777,
            0o600
        );
        let error = create(&path, b"another").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&path).unwrap(), b"whole");
        assert_eq!(names(folder.path()), ["codes"]);
        assert!(create(&folder.path().join("nowhere/codes"), b"x").is_err());
    }

    #[test]
    fn a_link_is_neither_followed_nor_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let [link, target] = ["link", "target"].map(|name| folder.path().join(name));
        std::os::unix::fs::symlink(&target, &link).unwrap();
        let error = create(&link, b"x").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(names(folder.path()), ["link"]);
    }
}
