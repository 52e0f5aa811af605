//! Bytes as they arrive, and the lines in them.

use zeroize::{Zeroize, Zeroizing};

use crate::front_ends::conversation::ProtocolError;

/// The longest line, with its newline. Dovecot has the same limit.
pub const LINE_BYTES: usize = 8192;

/// Bytes as they arrive, and the lines in them. Lines may hold passwords: what was taken is wiped.
pub struct LineBuffer {
    bytes: Zeroizing<Vec<u8>>,
    /// How many of the first bytes are known to hold no newline. A line that arrives in many pieces
    /// would otherwise be searched from its beginning at each of them.
    searched: usize,
}

impl Default for LineBuffer {
    fn default() -> Self {
        // It never grows, because bytes that are moved leave copies.
        Self {
            bytes: Zeroizing::new(Vec::with_capacity(LINE_BYTES)),
            searched: 0,
        }
    }
}

impl LineBuffer {
    /// How many bytes there is room for.
    pub fn room(&self) -> usize {
        LINE_BYTES - self.bytes.len()
    }

    /// Adds bytes, at most as many as there is room for.
    pub fn add(&mut self, bytes: &[u8]) {
        debug_assert!(bytes.len() <= self.room());
        self.bytes.extend_from_slice(bytes);
    }

    /// Takes the next whole line, without its newline. `None` if it hasn't all arrived yet; an error if it is
    /// too long.
    pub fn next_line(&mut self) -> Result<Option<Zeroizing<Vec<u8>>>, ProtocolError> {
        let mut unsearched = self.bytes[self.searched..].iter();
        let Some(newline) = unsearched.position(|&byte| byte == b'\n') else {
            self.searched = self.bytes.len();
            return if self.room() == 0 {
                Err(ProtocolError)
            } else {
                Ok(None)
            };
        };
        let end = self.searched + newline;
        self.searched = 0;
        let line = Zeroizing::new(self.bytes[..end].to_vec());
        let rest = self.bytes.len() - end - 1;
        self.bytes.copy_within(end + 1.., 0);
        self.bytes[rest..].zeroize();
        self.bytes.truncate(rest);
        Ok(Some(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_the_same_in_whatever_pieces_they_arrive() {
        let text = b"first\n\nthird secret\nthe rest";
        for length in 1..text.len() {
            let mut lines = LineBuffer::default();
            let mut found = vec![];
            for piece in text.chunks(length) {
                lines.add(piece);
                while let Some(line) = lines.next_line().unwrap() {
                    found.push(line.to_vec());
                }
            }
            assert_eq!(found, [&b"first"[..], b"", b"third secret"]);
            assert_eq!(lines.bytes.as_slice(), b"the rest");
            assert_eq!(lines.room(), LINE_BYTES - b"the rest".len());
        }
    }

    #[test]
    fn the_longest_line_is_taken_and_a_longer_one_is_an_error() {
        let mut lines = LineBuffer::default();
        let start = lines.bytes.as_ptr();
        for _ in 0..2 {
            lines.add(&[b'x'; LINE_BYTES - 1]);
            assert!(matches!(lines.next_line(), Ok(None)));
            lines.add(b"\n");
            assert_eq!(lines.room(), 0);
            let line = lines.next_line().unwrap().unwrap();
            assert_eq!(line.len(), LINE_BYTES - 1);
        }
        // Moving the buffer would have left a copy.
        assert_eq!(lines.bytes.as_ptr(), start);
        lines.add(&[b'x'; LINE_BYTES]);
        assert!(lines.next_line().is_err());
    }
}
