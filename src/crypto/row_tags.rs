//! Tags of rows. Without the key, nobody can make a row that is taken for one that keyfob wrote, nor
//! move one to another table or store.

use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::chain::{Tag, keyed};
use super::keys::MasterKey;

/// What most rows take.
const ROW_BYTES: usize = 512;

/// A value of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    Null,
    Integer(i64),
    Real(f64),
    Text(&'a [u8]),
    Bytes(&'a [u8]),
}

/// Computes tags. The key is already hashed, which saves half of the work for a short row.
pub struct RowTags(Hmac<Sha256>);

impl RowTags {
    pub fn new(store_key: &MasterKey) -> Self {
        Self(keyed(&store_key.subkey("keyfob 1 rows")))
    }

    /// Returns the tag of a row of this table. Each value is preceded by its type and length, so that
    /// different rows are never hashed alike.
    pub fn tag<'a>(&self, table: &str, values: impl Iterator<Item = Value<'a>>) -> Tag {
        // Hashed at once, which takes half the time that a few bytes at a time do.
        let mut row = Vec::with_capacity(ROW_BYTES);
        let mut add = |kind: u8, bytes: &[u8]| {
            row.push(kind);
            row.extend((bytes.len() as u64).to_be_bytes());
            row.extend(bytes);
        };
        add(b't', table.as_bytes());
        for value in values {
            match value {
                Value::Null => add(b'n', &[]),
                Value::Integer(number) => add(b'i', &number.to_be_bytes()),
                Value::Real(number) => add(b'r', &number.to_bits().to_be_bytes()),
                Value::Text(text) => add(b's', text),
                Value::Bytes(bytes) => add(b'b', bytes),
            }
        }
        self.0
            .clone()
            .chain_update(row)
            .finalize()
            .into_bytes()
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::Value::{Bytes, Integer, Null, Text};
    use super::*;

    fn tags(byte: u8) -> RowTags {
        RowTags::new(&MasterKey::from_bytes(&[byte; 32]).unwrap())
    }

    #[test]
    fn no_two_rows_read_alike() {
        let rows: [&[Value<'_>]; 9] = [
            &[Text(b"ab"), Text(b"c")],
            &[Text(b"a"), Text(b"bc")],
            &[Text(b"abc"), Text(b"")],
            &[Text(b"abc"), Null],
            &[Text(b"abc")],
            &[Bytes(b"abc")],
            &[Integer(1)],
            &[Bytes(&[0, 0, 0, 0, 0, 0, 0, 1])],
            &[],
        ];
        let mut all: Vec<Tag> = vec![];
        for row in rows {
            for (key, table) in [(1, "account"), (1, "method"), (2, "account")] {
                let tag = tags(key).tag(table, row.iter().copied());
                assert!(!all.contains(&tag), "{key} {table} {row:?}");
                all.push(tag);
            }
        }
    }
}
