//! Files that other users can neither read nor replace. They are created with their mode, and refused
//! if they are links, too open or in a folder that others can write to.

use std::fs::{DirBuilder, File, Metadata};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::{
    CWD, FileType, FlockOperation, Mode, OFlags, RenameFlags, Stat, flock, fstat, open,
    renameat_with,
};
use rustix::io::Errno;
use rustix::process::geteuid;
use tempfile::NamedTempFile;

use super::{BUSY_TIMEOUT, Result, StoreError, StoreFile};
use crate::new_file;
pub use crate::new_file::folder_of;
use crate::trusted_path::follow;

const OTHERS: u32 = 0o077;
const OTHERS_WRITE: u32 = 0o022;

pub fn failed(path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let path = path.to_owned();
    |error| match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            StoreError::Full
        }
        _ => StoreError::File(path, error),
    }
}

fn not_made(path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let path = path.to_owned();
    |error| match error.kind() {
        io::ErrorKind::PermissionDenied => StoreError::may_not_create(path),
        _ => failed(&path)(error),
    }
}

/// Creates the folder of a file, and those above it, closed to others. Each is durable: otherwise a power
/// cut could take it, with everything that was made in it.
pub fn make_folder_of(path: &Path) -> Result<()> {
    let folder = folder_of(path);
    let is_missing = |one: &&Path| !one.as_os_str().is_empty() && !one.exists();
    let new: Vec<_> = folder.ancestors().take_while(is_missing).collect();
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(not_made(folder))?;
    new.into_iter().try_for_each(sync_folder_of)
}

/// Returns the path with its folder resolved, because `SQLite` follows no links on the way to a store.
/// The file itself must not be a link. Refuses a folder in which another user could replace the file, or
/// that another user could replace.
pub fn resolve(what: StoreFile, path: &Path) -> Result<PathBuf> {
    let name = path
        .file_name()
        .ok_or_else(|| StoreError::NotRegular(what, path.to_owned()))?;
    let folder = folder_of(path);
    let followed = follow(folder).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => StoreError::Missing(what, path.to_owned()),
        io::ErrorKind::PermissionDenied => StoreError::may_not_open(what, path),
        _ => failed(folder)(error),
    })?;
    if let Some(above) = followed.replaceable_in {
        return Err(StoreError::FolderTooOpen(above));
    }
    check_folder(&followed.folder)?;
    Ok(followed.folder.join(name))
}

fn check_folder(folder: &Path) -> Result<()> {
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let stat = open(folder, flags, Mode::empty())
        .and_then(fstat)
        .map_err(|error| failed(folder)(error.into()))?;
    // Root too: it becomes the owner of the store's folder before it comes here.
    let is_ours = stat.st_uid == geteuid().as_raw() || stat.st_uid == 0;
    if stat.st_mode & OTHERS_WRITE != 0 || !is_ours {
        return Err(StoreError::FolderTooOpen(folder.to_owned()));
    }
    Ok(())
}

/// What tells a file from another one in its place, and whether it was opened to others meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// No other file has these two while it is open.
    device: u64,
    inode: u64,
    mode: u32,
    owner: u32,
}

impl Identity {
    pub fn of(found: &Metadata) -> Self {
        Self {
            device: found.dev(),
            inode: found.ino(),
            mode: found.mode(),
            owner: found.uid(),
        }
    }
}

pub fn identity(what: StoreFile, path: &Path) -> Result<Identity> {
    let found = path
        .symlink_metadata()
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                StoreError::Missing(what, path.to_owned())
            }
            io::ErrorKind::PermissionDenied => StoreError::may_not_open(what, path),
            _ => failed(path)(error),
        })?;
    Ok(Identity::of(&found))
}

/// Refuses a file that is missing, a link, another user's or open to others. Returns its size.
pub fn check_file(what: StoreFile, path: &Path) -> Result<u64> {
    // O_PATH: closing an ordinary descriptor would drop SQLite's locks on the same file.
    let (_, stat) = examine(what, path, OFlags::PATH)?;
    Ok(size(&stat))
}

/// Opens a file and returns it with its size. The checks are made on the open descriptor.
pub fn open_checked(what: StoreFile, path: &Path, how: OFlags) -> Result<(File, u64)> {
    // A pipe in its place must not block.
    let (descriptor, stat) = examine(what, path, how | OFlags::NONBLOCK)?;
    Ok((File::from(descriptor), size(&stat)))
}

/// Refuses a file with a second hard link: writing to it could change a file elsewhere. One that was
/// just removed has none.
pub fn refuse_linked(what: StoreFile, path: &Path, links: u64) -> Result<()> {
    if links > 1 {
        return Err(StoreError::Linked(what, path.to_owned()));
    }
    Ok(())
}

/// Checks the files that `SQLite` keeps beside a store, if they exist, before it opens them.
pub fn check_journals_of(store: &Path) -> Result<()> {
    for suffix in JOURNALS {
        let path = with_suffix(store, suffix);
        match examine(StoreFile::Journal, &path, OFlags::PATH) {
            Err(StoreError::Missing(..)) => {}
            Err(other) => return Err(other),
            Ok((_, stat)) => refuse_linked(StoreFile::Journal, &path, stat.st_nlink)?,
        }
    }
    Ok(())
}

/// Returns the path of a file beside another one.
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn size(stat: &Stat) -> u64 {
    u64::try_from(stat.st_size).unwrap_or_default()
}

fn examine(what: StoreFile, path: &Path, how: OFlags) -> Result<(OwnedFd, Stat)> {
    let opened = open(
        path,
        how | OFlags::NOFOLLOW | OFlags::CLOEXEC,
        Mode::empty(),
    );
    let descriptor = opened.map_err(|error| match error {
        Errno::NOENT | Errno::NOTDIR => StoreError::Missing(what, path.to_owned()),
        Errno::LOOP => StoreError::NotRegular(what, path.to_owned()),
        Errno::ACCESS => StoreError::may_not_open(what, path),
        other => failed(path)(other.into()),
    })?;
    let stat = fstat(&descriptor).map_err(|error| failed(path)(error.into()))?;
    if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
        return Err(StoreError::NotRegular(what, path.to_owned()));
    }
    if stat.st_mode & OTHERS != 0 {
        return Err(StoreError::TooOpen(what, path.to_owned()));
    }
    if stat.st_uid != geteuid().as_raw() {
        return Err(StoreError::NotOurs(what, path.to_owned()));
    }
    Ok((descriptor, stat))
}

/// What `SQLite` keeps beside a file.
const JOURNALS: [&str; 3] = ["-journal", "-wal", "-shm"];

/// Returns the path of the journal that `SQLite` would roll back when it opens a file.
pub fn journal_of(path: &Path) -> PathBuf {
    with_suffix(path, JOURNALS[0])
}

/// Removes what `SQLite` left beside a file. It would apply that to another file of the same name.
pub fn remove_journals(path: &Path) -> Result<()> {
    JOURNALS
        .iter()
        .try_for_each(|suffix| remove(&with_suffix(path, suffix)))
}

/// Removes a file, if it exists.
pub fn remove(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(path)(error)),
        _ => Ok(()),
    }
}

/// Renames a file, unless something has the new name already.
pub fn rename_new(what: StoreFile, from: &Path, to: &Path) -> Result<()> {
    renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE)
        .map_err(|error| not_created(what, to)(error.into()))
}

/// Makes what was created, renamed and removed in the folder of a path durable.
pub fn sync_folder_of(path: &Path) -> Result<()> {
    let folder = folder_of(path);
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(failed(folder))
}

/// Locks the file, waiting as long as for a busy store.
pub fn wait_for(file: &File, operation: FlockOperation, path: &Path) -> Result<()> {
    const LOOK: Duration = Duration::from_millis(5);
    let mut waited = Duration::ZERO;
    loop {
        match flock(file, operation) {
            Ok(()) => return Ok(()),
            Err(Errno::WOULDBLOCK) if waited < BUSY_TIMEOUT => {
                std::thread::sleep(LOOK);
                waited += LOOK;
            }
            Err(Errno::WOULDBLOCK) => return Err(StoreError::Busy),
            Err(error) => return Err(failed(path)(error.into())),
        }
    }
}

/// Creates a temporary file of mode 0600, to be put in place once it is complete.
pub fn make_aside(path: &Path) -> Result<NamedTempFile> {
    new_file::make_aside(path).map_err(not_made(path))
}

/// Puts the complete file in place, durably, unless something exists there already.
pub fn put_in_place(what: StoreFile, file: NamedTempFile, path: &Path) -> Result<()> {
    new_file::put_in_place(file, path).map_err(not_created(what, path))
}

/// Creates a file of mode 0600 with this content, completely or not at all.
pub fn create(what: StoreFile, path: &Path, content: &[u8]) -> Result<()> {
    new_file::create(path, content).map_err(not_created(what, path))
}

fn not_created(what: StoreFile, path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    move |error| match error.kind() {
        io::ErrorKind::AlreadyExists => StoreError::Exists(what, path.to_owned()),
        _ => not_made(path)(error),
    }
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        path.metadata().unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn files_and_folders_are_made_closed_to_others() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("a/b/key");
        make_folder_of(&path).unwrap();
        create(StoreFile::Key, &path, b"content").unwrap();
        assert_eq!(
            (
                mode(&scratch.path().join("a")),
                mode(&scratch.path().join("a/b")),
                mode(&path)
            ),
            (0o700, 0o700, 0o600)
        );
        assert!(matches!(
            create(StoreFile::Key, &path, b"other"),
            Err(StoreError::Exists(StoreFile::Key, _))
        ));
        assert_eq!(std::fs::read(&path).unwrap(), b"content");
        assert_eq!(
            std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
            1
        );
    }

    #[test]
    fn a_folder_that_somebody_could_swap_is_refused() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("above/inner/key");
        make_folder_of(&path).unwrap();
        let above = scratch.path().join("above");
        for (mode, refused) in [
            (0o777, true),
            (0o1777, false),
            (0o755, false),
            (0o775, true),
        ] {
            std::fs::set_permissions(&above, Permissions::from_mode(mode)).unwrap();
            let resolved = resolve(StoreFile::Key, &path);
            assert_eq!(resolved.is_err(), refused, "{mode:o}");
        }
    }

    #[test]
    fn what_others_could_touch_is_refused() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("key");
        assert!(matches!(
            check_file(StoreFile::Key, &path),
            Err(StoreError::Missing(..))
        ));
        create(StoreFile::Key, &path, b"content").unwrap();
        check_file(StoreFile::Key, &path).unwrap();
        for open in [0o640, 0o620, 0o604, 0o602] {
            std::fs::set_permissions(&path, Permissions::from_mode(open)).unwrap();
            assert!(
                matches!(
                    check_file(StoreFile::Key, &path),
                    Err(StoreError::TooOpen(..))
                ),
                "{open:o}"
            );
        }
        std::fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();

        let link = scratch.path().join("link");
        symlink(&path, &link).unwrap();
        assert!(matches!(
            check_file(StoreFile::Key, &link),
            Err(StoreError::NotRegular(..))
        ));
        assert!(open_checked(StoreFile::Key, &link, OFlags::RDONLY).is_err());
        assert!(matches!(
            check_file(StoreFile::Key, scratch.path()),
            Err(StoreError::NotRegular(..) | StoreError::TooOpen(..))
        ));

        resolve(StoreFile::Key, &path).unwrap();
        for open in [0o720, 0o702, 0o1777] {
            std::fs::set_permissions(scratch.path(), Permissions::from_mode(open)).unwrap();
            assert!(
                matches!(
                    resolve(StoreFile::Key, &path),
                    Err(StoreError::FolderTooOpen(_))
                ),
                "{open:o}"
            );
        }
    }
}
