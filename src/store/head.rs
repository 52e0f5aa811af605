//! The head of the audit trail: the number and tag of its last row, in a file beside the store. To
//! cut rows off the trail unnoticed, an attacker must also forge the head, which needs the key file,
//! or put an older head back. A store that doesn't fit its head isn't used: something that was deleted
//! could be there again.

use std::fmt;
use std::fs::File;
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::str::FromStr;

use rustix::fs::{FlockOperation, OFlags};
use thiserror::Error;

use super::row::damaged;
use super::{Location, Result, StoreError, StoreFile, files};
use crate::crypto::chain::{Chain, TAG_BYTES, Tag, same};

const SEQ_BYTES: usize = 8;
const HEAD_BYTES: usize = SEQ_BYTES + 2 * TAG_BYTES;

/// A row's number and tag. Together they say what the trail was up to this row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    pub seq: i64,
    pub tag: Tag,
}

impl Head {
    /// Returns the head of an empty trail.
    pub fn origin() -> Self {
        Self {
            seq: 0,
            tag: Chain::origin(),
        }
    }

    /// Returns the number of the row after this one.
    pub fn next_seq(&self) -> Result<i64> {
        let next = self.seq.checked_add(1);
        next.ok_or_else(|| damaged("log", "seq"))
    }

    pub fn to_bytes(self, chain: &Chain) -> Vec<u8> {
        [
            self.seq.to_be_bytes().as_slice(),
            &self.tag,
            &chain.head(self.seq, &self.tag),
        ]
        .concat()
    }

    pub fn from_bytes(bytes: &[u8], chain: &Chain) -> Option<Self> {
        let (seq, rest) = bytes.split_first_chunk::<SEQ_BYTES>()?;
        let (tag, proof) = rest.split_first_chunk::<TAG_BYTES>()?;
        let head = Self {
            seq: i64::from_be_bytes(*seq),
            tag: *tag,
        };
        same(&chain.head(head.seq, tag), proof).then_some(head)
    }
}

/// As `1234:` and the tag in hexadecimal, to be kept elsewhere.
impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.seq)?;
        self.tag.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a head is an entry's number, a colon and {} hexadecimal digits", 2 * TAG_BYTES)]
pub struct NotAHead;

impl FromStr for Head {
    type Err = NotAHead;

    fn from_str(text: &str) -> std::result::Result<Self, NotAHead> {
        let (seq, hex) = text.trim().split_once(':').ok_or(NotAHead)?;
        let seq = seq.parse().ok().filter(|&seq| seq > 0).ok_or(NotAHead)?;
        // `from_str_radix` alone would take a sign.
        let is_hex = hex.len() == 2 * TAG_BYTES && hex.bytes().all(|c| c.is_ascii_hexdigit());
        let hex = is_hex.then_some(hex).ok_or(NotAHead)?;
        let mut tag = [0; TAG_BYTES];
        for (number, byte) in tag.iter_mut().enumerate() {
            let digits = &hex[2 * number..2 * number + 2];
            *byte = u8::from_str_radix(digits, 16).map_err(|_| NotAHead)?;
        }
        Ok(Self { seq, tag })
    }
}

/// Why a trail doesn't fit its head.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HeadFault {
    #[error("the file that records its end is missing or damaged")]
    Lost,
    #[error("it ends at entry {last}, but {head} were written")]
    Behind { last: i64, head: i64 },
    #[error("entry {0} isn't the one that was written")]
    OtherEntry(i64),
    #[error(
        "the file that records its end says entry {head}, but entries up to {start} were pruned"
    )]
    Pruned { head: i64, start: i64 },
}

/// The head's file, locked by one process at a time.
pub struct HeadFile {
    file: File,
    pub found: Option<Head>,
}

impl HeadFile {
    /// Opens and locks the file, and reads the head. `found` is `None` if it isn't valid.
    pub fn lock(location: &Location, chain: &Chain) -> Result<Self> {
        let path = location.head();
        Self::locked(open_existing(&path, OFlags::RDWR)?, &path, chain)
    }

    /// As `lock`, but creates the file if it is missing.
    pub fn lock_or_create(location: &Location, chain: &Chain) -> Result<Self> {
        let path = location.head();
        let file = match File::options()
            .read(true)
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
        {
            Ok(new) => new,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                open_existing(&path, OFlags::RDWR)?
            }
            Err(error) => return Err(failed(&path)(error)),
        };
        Self::locked(file, &path, chain)
    }

    fn locked(file: File, path: &Path, chain: &Chain) -> Result<Self> {
        files::wait_for(&file, FlockOperation::NonBlockingLockExclusive, path)?;
        let found = read(&file, chain).map_err(failed(path))?;
        Ok(Self { file, found })
    }

    /// Returns what a head that may belong to another store says: the number of its last entry.
    pub fn claimed_seq(&self) -> Option<i64> {
        let mut seq = [0; SEQ_BYTES];
        self.file.read_exact_at(&mut seq, 0).ok()?;
        Some(i64::from_be_bytes(seq))
    }

    /// Returns the bytes of the file, whatever they are.
    pub fn bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(self.file.metadata()?.len()).unwrap_or_default()];
        self.file.read_exact_at(&mut bytes, 0)?;
        Ok(bytes)
    }

    /// Writes durably.
    pub fn write(&mut self, head: Head, chain: &Chain) -> io::Result<()> {
        self.file.write_all_at(&head.to_bytes(chain), 0)?;
        self.file.sync_data()?;
        // Only now: a power cut could keep a shorter file and lose what was written to it.
        if self.file.metadata()?.len() > HEAD_BYTES as u64 {
            self.file.set_len(HEAD_BYTES as u64)?;
        }
        Ok(())
    }

    /// Writes a head under other keys behind the one that was found, durably. Each is read with its own
    /// keys, so the file fits the store before and after its keys change.
    pub fn write_behind(&mut self, head: Head, chain: &Chain) -> io::Result<()> {
        let at = HEAD_BYTES as u64;
        self.file.write_all_at(&head.to_bytes(chain), at)?;
        self.file.sync_data()
    }
}

/// Reads the head without keeping its file locked.
pub fn look(path: &Path, chain: &Chain) -> Result<Option<Head>> {
    read_existing(path, chain, |file| {
        files::wait_for(file, FlockOperation::NonBlockingLockShared, path)
    })
}

/// Reads the head without waiting for a writer.
pub fn peek(path: &Path, chain: &Chain) -> Result<Option<Head>> {
    read_existing(path, chain, |_| Ok(()))
}

fn read_existing(
    path: &Path,
    chain: &Chain,
    wait: impl FnOnce(&File) -> Result<()>,
) -> Result<Option<Head>> {
    let file = match open_existing(path, OFlags::RDONLY) {
        Err(StoreError::Missing(..)) => return Ok(None),
        opened => opened?,
    };
    wait(&file)?;
    read(&file, chain).map_err(failed(path))
}

fn open_existing(path: &Path, how: OFlags) -> Result<File> {
    let file = files::open_checked(StoreFile::Head, path, how)?.0;
    let links = file.metadata().map_err(failed(path))?.nlink();
    files::refuse_linked(StoreFile::Head, path, links)?;
    Ok(file)
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let path = path.to_owned();
    |error| StoreError::File(path, error)
}

fn read(file: &File, chain: &Chain) -> io::Result<Option<Head>> {
    for number in 0..2 {
        let mut bytes = [0; HEAD_BYTES];
        match file.read_exact_at(&mut bytes, number * HEAD_BYTES as u64) {
            Ok(()) => {
                let found = Head::from_bytes(&bytes, chain);
                if found.is_some() {
                    return Ok(found);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_as_it_is_written() {
        let mut head = Head::origin();
        head.seq = 1234;
        head.tag[0] = 0x0f;
        head.tag[TAG_BYTES - 1] = 0xa0;
        let text = head.to_string();
        assert_eq!(text, format!("1234:0f{}a0", "00".repeat(TAG_BYTES - 2)));
        for text in [&text, &text.to_uppercase(), &format!(" {text}\n")] {
            assert_eq!(text.parse(), Ok(head), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_head_is_not_read_as_one() {
        let tag = "ab".repeat(TAG_BYTES);
        for text in [
            String::new(),
            tag.clone(),
            "12".to_owned(),
            "12:".to_owned(),
            format!("0:{tag}"),
            format!("-1:{tag}"),
            format!("x:{tag}"),
            format!("12:{tag}0"),
            format!("12:{tag}00"),
            format!("12:{}", &tag[1..]),
            format!("12:{}", &tag[2..]),
            format!("12:+{}", &tag[1..]),
            format!("12:{}é", &tag[1..]),
        ] {
            assert_eq!(text.parse::<Head>(), Err(NotAHead), "{text:?}");
        }
    }
}
