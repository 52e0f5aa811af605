//! What crosses the socket: a length, then JSON of that length.

use std::io::{self, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

/// The largest request. Nothing that a person asks comes near it.
pub const LARGEST_REQUEST: usize = 256 * 1024;
/// The largest answer: a page of accounts with everything that they have.
pub const LARGEST_ANSWER: usize = 64 * 1024 * 1024;

/// Returns what was sent. `None` if the other end closed the connection instead.
pub fn read(stream: &mut impl Read, largest: usize) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    let mut length = [0; 4];
    match stream.read(&mut length[..1])? {
        0 => return Ok(None),
        _ => stream.read_exact(&mut length[1..])?,
    }
    let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
    if length > largest {
        return Err(io::ErrorKind::InvalidData.into());
    }
    // It grows with what arrives: a length alone costs nothing.
    let mut text = Zeroizing::new(Vec::with_capacity(length.min(LARGEST_REQUEST)));
    let read = stream.take(length as u64).read_to_end(&mut text)?;
    if read < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(text))
}

pub fn write(stream: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    // In one piece, and nothing of it stays behind.
    let mut text = Zeroizing::new(Vec::with_capacity(4096));
    text.extend([0; 4]);
    serde_json::to_writer(&mut *text, value)?;
    let length = u32::try_from(text.len() - 4).map_err(|_| io::ErrorKind::InvalidData)?;
    text[..4].copy_from_slice(&length.to_be_bytes());
    stream.write_all(&text)
}

pub fn parse<T: DeserializeOwned>(text: &[u8]) -> io::Result<T> {
    Ok(serde_json::from_slice(text)?)
}

/// Tells a client that it isn't served, as far as it takes that at once.
pub fn refuse(stream: &mut impl Write) {
    let busy: std::result::Result<(), _> = Err(super::told::Told::Busy);
    let _ = write(stream, &busy);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_read_and_nothing_else_is() {
        let mut sent = vec![];
        write(&mut sent, &"alain").unwrap();
        assert_eq!(sent, b"\0\0\0\x07\"alain\"");
        let read_back = |bytes: &[u8]| read(&mut &*bytes, 16);
        let text = read_back(&sent).unwrap().unwrap();
        assert_eq!(parse::<String>(&text).unwrap(), "alain");
        assert!(read_back(b"").unwrap().is_none());
        for (bytes, kind) in [
            (&b"\0\0"[..], io::ErrorKind::UnexpectedEof),
            (b"\0\0\0\x07\"al", io::ErrorKind::UnexpectedEof),
            (b"\0\0\0\x11", io::ErrorKind::InvalidData),
            (b"\xff\xff\xff\xff", io::ErrorKind::InvalidData),
        ] {
            assert_eq!(read_back(bytes).unwrap_err().kind(), kind, "{bytes:?}");
        }
    }
}
