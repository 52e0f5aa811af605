//! Where the audit trail begins: at its first entry, or after the last one that was pruned. What was
//! pruned leaves one row, which only the store's key can make.

use jiff::Timestamp;

use super::super::head::Head;
use super::super::row::{Reader, damaged, moment, seconds};
use super::super::tables::LOG_START;
use super::super::transaction::Tx;
use super::super::{Result, StoreError};

/// What was cut away before the trail's first entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogStart {
    /// The last entry that was cut away. The first one that is left is chained to it.
    pub cut: Head,
    /// When the newest entry was written that was cut away. `None` if none was.
    pub newest_at: Option<Timestamp>,
    /// How many of the entries that were cut away said that an administrator accepted the store though
    /// its head said otherwise.
    pub heads_accepted: u32,
}

impl LogStart {
    fn origin() -> Self {
        Self {
            cut: Head::origin(),
            newest_at: None,
            heads_accepted: 0,
        }
    }
}

impl Tx<'_> {
    pub(in crate::store) fn log_start(&self) -> Result<LogStart> {
        let found = self.find_row(&LOG_START, "", (), read)?;
        Ok(found.unwrap_or_else(LogStart::origin))
    }

    /// Returns where the trail begins as far as keyfob wrote it, and whether it did: if not, the row says
    /// nothing.
    pub(in crate::store) fn log_start_or_origin(&self) -> Result<(LogStart, bool)> {
        match self.log_start() {
            Ok(start) => Ok((start, true)),
            Err(StoreError::Damaged(_)) => Ok((LogStart::origin(), false)),
            Err(other) => Err(other),
        }
    }

    pub(in crate::store) fn save_log_start(&mut self, start: &LogStart) -> Result<()> {
        self.write_row(
            &LOG_START,
            &[&1],
            "INSERT INTO log_start (one, seq, entry_tag, newest_at, heads_accepted) VALUES (1, ?1, ?2, ?3, ?4)
             ON CONFLICT (one) DO UPDATE SET seq = ?1, entry_tag = ?2, newest_at = ?3, heads_accepted = ?4",
            (
                start.cut.seq,
                start.cut.tag,
                start.newest_at.map(seconds),
                start.heads_accepted,
            ),
        )
    }

    pub(in crate::store) fn delete_log_up_to(&mut self, seq: i64) -> Result<()> {
        let sql = "DELETE FROM log WHERE seq <= ?";
        self.connection.execute(sql, [seq])?;
        Ok(())
    }

    pub(in crate::store) fn time_of_entry(&self, seq: i64) -> Result<Option<Timestamp>> {
        let sql = "SELECT at FROM log WHERE seq = ?";
        self.connection.find(sql, [seq], |row| {
            moment(row.get(0)?).ok_or_else(|| damaged("log", "at"))
        })
    }
}

fn read(reader: &Reader<'_>) -> Result<LogStart> {
    Ok(LogStart {
        cut: Head {
            seq: reader.get("seq")?,
            tag: reader.get("entry_tag")?,
        },
        newest_at: Some(reader.time("newest_at")?),
        heads_accepted: reader.get("heads_accepted")?,
    })
}
