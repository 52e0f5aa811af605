//! The audit trail's head, kept in a file of its own beside the store: which row was the last.
//! Whoever cuts rows off the end of the trail would have to forge it too, and can't without the
//! key file: all they could do is put an older one back.

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::{FlockOperation, OFlags, flock};

use super::{Location, Result, StoreError, files};
use crate::crypto::chain::{Chain, TAG_BYTES, Tag, same};

const SEQ_BYTES: usize = 8;
const HEAD_BYTES: usize = SEQ_BYTES + 2 * TAG_BYTES;

/// A row's number and tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    pub seq: i64,
    pub tag: Tag,
}

impl Head {
    /// Before the first row.
    pub fn origin() -> Self {
        Self {
            seq: 0,
            tag: Chain::origin(),
        }
    }

    fn to_bytes(self, chain: &Chain) -> Vec<u8> {
        [
            self.seq.to_be_bytes().as_slice(),
            &self.tag,
            &chain.head(self.seq, &self.tag),
        ]
        .concat()
    }

    fn from_bytes(bytes: &[u8], chain: &Chain) -> Option<Self> {
        let (seq, rest) = bytes.split_first_chunk::<SEQ_BYTES>()?;
        let (tag, proof) = rest.split_first_chunk::<TAG_BYTES>()?;
        let head = Self {
            seq: i64::from_be_bytes(*seq),
            tag: *tag,
        };
        same(&chain.head(head.seq, tag), proof).then_some(head)
    }
}

/// What the head's file says, held by one process at a time.
pub struct HeadFile {
    file: File,
    pub found: Option<Head>,
}

impl HeadFile {
    /// Opens and locks the file, and reads what it says; nothing where it is missing or no head.
    pub fn lock(location: &Location, chain: &Chain) -> Result<Self> {
        let path = location.head();
        let failed = |error: io::Error| StoreError::File(path.clone(), error);
        let file = open_locked(&path).map_err(failed)?;
        files::give_to_owner_of(&location.store, &file).map_err(failed)?;
        let found = read(&file, chain).map_err(failed)?;
        Ok(Self { file, found })
    }

    /// The same for a store that is still to be made: whoever holds it is the only one to make it.
    pub fn lock_for_new(location: &Location) -> Result<Self> {
        let path = location.head();
        let file = open_locked(&path).map_err(|error| StoreError::File(path, error))?;
        Ok(Self { file, found: None })
    }

    pub fn write(&mut self, head: Head, chain: &Chain) -> io::Result<()> {
        self.file.write_all_at(&head.to_bytes(chain), 0)?;
        self.file.flush()
    }
}

fn open_locked(path: &Path) -> io::Result<File> {
    let file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .custom_flags(nofollow())
        .open(path)?;
    flock(&file, FlockOperation::LockExclusive)?;
    Ok(file)
}

/// What the file says to one who only looks.
pub fn look(path: &Path, chain: &Chain) -> Result<Option<Head>> {
    let failed = |error| StoreError::File(path.to_owned(), error);
    let file = match File::options()
        .read(true)
        .custom_flags(nofollow())
        .open(path)
    {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(failed)?,
    };
    flock(&file, FlockOperation::LockShared).map_err(|error| failed(error.into()))?;
    read(&file, chain).map_err(failed)
}

fn nofollow() -> i32 {
    i32::try_from(OFlags::NOFOLLOW.bits()).expect("a flag of open")
}

fn read(file: &File, chain: &Chain) -> io::Result<Option<Head>> {
    let mut bytes = [0; HEAD_BYTES];
    match file.read_exact_at(&mut bytes, 0) {
        Ok(()) => Ok(Head::from_bytes(&bytes, chain)),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}
