//! The key file: 32 bytes that open the sealed values of the store.

use std::io::Read;
use std::path::Path;

use rustix::fs::OFlags;
use zeroize::Zeroizing;

use super::{Result, StoreError, StoreFile, files};
use crate::crypto::keys::{KEY_BYTES, MasterKey};
use crate::crypto::random::Random;

pub fn read(path: &Path) -> Result<MasterKey> {
    let path = files::resolve(StoreFile::Key, path)?;
    files::check_folder_of(&path)?;
    let (mut file, length) = files::open_checked(StoreFile::Key, &path, OFlags::RDONLY)?;
    if length != KEY_BYTES as u64 {
        return Err(StoreError::KeyLength { path, length });
    }
    let mut bytes = Zeroizing::new([0; KEY_BYTES]);
    file.read_exact(bytes.as_mut())
        .map_err(|error| StoreError::File(path, error))?;
    Ok(MasterKey::from_bytes(bytes.as_ref()).expect("the length is a key's"))
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
