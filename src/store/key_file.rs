//! The key file: 32 bytes that open the sealed values of the store.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, OFlags};
use zeroize::Zeroizing;

use super::files::with_suffix;
use super::{Result, StoreError, StoreFile, files};
use crate::crypto::keys::{KEY_BYTES, KeyId, MasterKey};
use crate::crypto::random::Random;

pub fn read(path: &Path) -> Result<MasterKey> {
    let path = files::resolve(StoreFile::Key, path)?;
    let (mut file, length) = files::open_checked(StoreFile::Key, &path, OFlags::RDONLY)?;
    if length != KEY_BYTES as u64 {
        return Err(StoreError::KeyLength { path, length });
    }
    let mut bytes = Zeroizing::new([0; KEY_BYTES]);
    file.read_exact(bytes.as_mut())
        .map_err(|error| StoreError::File(path, error))?;
    Ok(MasterKey::from_bytes(bytes.as_ref()).expect("the length is a key's"))
}

/// Reads the key of this id: of the file, or of the one that was to take its place when a change of keys
/// was interrupted. That one takes its place then.
pub fn read_for(path: &Path, id: Option<KeyId>) -> Result<Option<MasterKey>> {
    let old = read(path)?;
    if Some(old.id()) == id {
        return Ok(Some(old));
    }
    match read(&next(path)) {
        Ok(key) if Some(key.id()) == id => {
            // Otherwise it is read from where it is.
            let _ = put_next_in_place(path, &key.id());
            Ok(Some(key))
        }
        Ok(_) | Err(StoreError::Missing(..)) => {
            // Another process may have put it in place meanwhile.
            Ok(Some(read(path)?).filter(|key| Some(key.id()) == id))
        }
        Err(error) => Err(error),
    }
}

fn next(path: &Path) -> PathBuf {
    files::with_suffix(path, ".new")
}

/// Writes a new key beside the key file, durably. What is there may be the present key, if a change of
/// keys was interrupted: it must take its place first.
pub fn write_next(path: &Path, present: &KeyId, random: &Random) -> Result<MasterKey> {
    let path = files::resolve(StoreFile::Key, path)?;
    let _locked = lock(&path)?;
    take_place(&path, present)?;
    keep_next(&path)?;
    let key = MasterKey::generate(random);
    files::create(StoreFile::Key, &next(&path), key.expose())?;
    Ok(key)
}

/// Keeps a new key that never took its place: a store that was replaced by a restore may need it.
fn keep_next(path: &Path) -> Result<()> {
    let next = next(path);
    match read(&next) {
        Ok(key) => std::fs::rename(&next, kept(path, &key.id())).map_err(files::failed(&next)),
        Err(StoreError::Missing(..)) => Ok(()),
        Err(StoreError::KeyLength { .. }) => {
            discard_next(path);
            Ok(())
        }
        Err(other) => Err(other),
    }
}

/// Removes a new key that nothing was sealed with.
pub fn discard_next(path: &Path) {
    // If it stays, it opens nothing, and the next change replaces it.
    let _ = std::fs::remove_file(next(path));
}

/// Puts the new key in the place of the old one, durably. Another process may do that at the same time.
pub fn put_next_in_place(path: &Path, new: &KeyId) -> Result<()> {
    let path = files::resolve(StoreFile::Key, path)?;
    let _locked = lock(&path)?;
    take_place(&path, new)
}

/// Returns where the key of this id is kept once another one took its place.
pub fn kept(path: &Path, id: &KeyId) -> PathBuf {
    with_suffix(path, &format!(".old-{}", short(id)))
}

/// Locks the keys. Between a look at the new key and its taking its place, no other must come there.
fn lock(path: &Path) -> Result<File> {
    let folder = files::folder_of(path);
    let file = File::open(folder).map_err(files::failed(folder))?;
    files::wait_for(&file, FlockOperation::NonBlockingLockExclusive, folder)?;
    Ok(file)
}

fn take_place(path: &Path, new: &KeyId) -> Result<()> {
    let old = read(path)?.id();
    if old == *new {
        return Ok(());
    }
    match read(&next(path)) {
        Ok(key) if key.id() == *new => {}
        Ok(_) | Err(StoreError::Missing(..)) => return Err(StoreError::Conflict),
        Err(other) => return Err(other),
    }
    match std::fs::hard_link(path, kept(path, &old)) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(files::failed(path)(error));
        }
        _ => {}
    }
    std::fs::rename(next(path), path).map_err(files::failed(path))?;
    files::sync_folder_of(path)
}

/// The beginning of a key's id, enough to tell keys apart.
fn short(id: &KeyId) -> String {
    let first = u32::from_be_bytes([id[0], id[1], id[2], id[3]]);
    format!("{first:08x}")
}

/// Reads the key, or creates one. Two processes that do this at once get the same key.
pub fn read_or_create(path: &Path, random: &Random) -> Result<MasterKey> {
    files::make_folder_of(path)?;
    match read(path) {
        Err(StoreError::Missing(StoreFile::Key, _)) => {}
        found => return found,
    }
    let resolved = files::resolve(StoreFile::Key, path)?;
    match files::create(
        StoreFile::Key,
        &resolved,
        MasterKey::generate(random).expose(),
    ) {
        Ok(()) | Err(StoreError::Exists(StoreFile::Key, _)) => read(path),
        Err(error) => Err(error),
    }
}
