//! A file that is made beside the one that it will replace, by one process at a time.

use std::fs::File;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, OFlags, flock};

use super::files::{failed, with_suffix};
use super::{Result, StoreError, StoreFile, files};

/// The file, locked as long as this process makes it. It is removed unless it was put in place.
pub struct Replacement {
    pub file: File,
    path: PathBuf,
    is_kept: bool,
}

impl Replacement {
    /// Always the same, so that what a killed process left doesn't pile up.
    pub fn path_for(what: StoreFile, target: &Path) -> PathBuf {
        let suffix = match what {
            StoreFile::Store => ".restoring",
            _ => ".unfinished",
        };
        with_suffix(target, suffix)
    }

    /// Creates the file, empty. Waits for another process that makes one.
    pub fn begin(what: StoreFile, target: &Path) -> Result<Self> {
        let path = Self::path_for(what, target);
        loop {
            let mut how = File::options();
            let created = how.read(true).write(true).create_new(true).mode(0o600);
            let (file, is_new) = match created.open(&path) {
                Ok(file) => (file, true),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                    match files::open_checked(what, &path, OFlags::RDWR) {
                        Err(StoreError::Missing(..)) => continue,
                        opened => (opened?.0, false),
                    }
                }
                Err(error) => return Err(failed(&path)(error)),
            };
            files::wait_for(&file, FlockOperation::NonBlockingLockExclusive, &path)?;
            let opened = file.metadata().map_err(failed(&path))?;
            let is_there = files::identity(what, &path)
                .is_ok_and(|found| found == files::Identity::of(&opened));
            match (is_there, is_new) {
                // Another process put it in place or removed it meanwhile.
                (false, _) => {}
                // A process that was killed left it.
                (true, false) => {
                    files::remove_journals(&path)?;
                    files::remove(&path)?;
                }
                (true, true) => {
                    files::remove_journals(&path)?;
                    return Ok(Self {
                        file,
                        path,
                        is_kept: false,
                    });
                }
            }
        }
    }

    /// Refuses a store that a restore has moved away, and hasn't replaced yet or never will.
    pub fn refuse_unfinished(store: &Path) -> Result<()> {
        let path = Self::path_for(StoreFile::Store, store);
        match files::open_checked(StoreFile::Store, &path, OFlags::RDONLY) {
            Err(StoreError::Missing(..)) => Ok(()),
            Ok((file, _)) if flock(&file, FlockOperation::NonBlockingLockShared).is_err() => {
                Err(StoreError::Busy)
            }
            _ => Err(StoreError::RestoreInterrupted(store.to_owned())),
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn sync(&self) -> Result<()> {
        self.file.sync_all().map_err(failed(&self.path))
    }

    /// Leaves the file, whatever happens from here on.
    pub fn keep(&mut self) {
        self.is_kept = true;
    }

    /// Puts the complete file in the target's place, durably.
    pub fn put_in_place(mut self, target: &Path) -> Result<()> {
        self.sync()?;
        std::fs::rename(&self.path, target).map_err(failed(target))?;
        self.keep();
        files::sync_folder_of(target)
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        if !self.is_kept {
            // The next process that makes one removes what is left.
            let _ = files::remove_journals(&self.path);
            let _ = files::remove(&self.path);
        }
    }
}
