//! Running a transaction, completely or not at all.

use std::io;
use std::sync::atomic::Ordering;

use super::engine::Transaction;
use super::head::{self, Head, HeadFault, HeadFile};
use super::transaction::{Outcome, Tx};
use super::{Result, Store, StoreError, schema, syslog};

impl Store {
    /// Reads from one snapshot.
    pub fn read<T, E: From<StoreError>>(
        &self,
        mut work: impl FnMut(&Tx<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.connection.until_done(|| work(&self.begin_reading()?))
    }

    /// As `read`, for one question. To a server that needs no transaction.
    pub fn read_once<T, E: From<StoreError>>(
        &self,
        mut work: impl FnMut(&Tx<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.connection.until_done(|| {
            let once = Transaction::reading_once(&self.connection)?;
            work(&self.checked(once)?)
        })
    }

    /// Reads the head, and then the store from one snapshot. Entries that are added between the two are
    /// beyond the head, which isn't a fault.
    pub(super) fn read_with_head<T>(
        &self,
        work: impl FnOnce(&Tx<'_>, Option<Head>) -> Result<T>,
    ) -> Result<T> {
        let look = || head::look(&self.location.head(), &self.vault.chain);
        let begin = || self.begin_reading();
        let (mut head, mut tx) = (look()?, begin()?);
        let start = tx.log_start_or_origin()?.0.cut;
        if head.is_some_and(|head| head.seq < start.seq) {
            // The trail was pruned between the two, or the head is an older one.
            drop(tx);
            (head, tx) = (look()?, begin()?);
        }
        work(&tx, head)
    }

    /// Writes, and returns once it is durable. An error leaves everything as it was.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        mut work: impl FnMut(&mut Tx<'_>) -> std::result::Result<Outcome<T, E>, E>,
    ) -> std::result::Result<T, E> {
        let outcome = self.connection.until_done(|| -> std::result::Result<_, E> {
            let mut tx = self.begin_writing()?;
            let outcome = work(&mut tx)?;
            let leaves_notices = tx.leaves_notices;
            self.commit(tx)?;
            if leaves_notices {
                self.leaves_notices.store(true, Ordering::Relaxed);
            }
            Ok(outcome)
        });
        match outcome? {
            Outcome::Commit(value) => Ok(value),
            Outcome::Refuse(error) => Err(error),
        }
    }

    /// As `write`, for what decides nothing and adds no entry to the audit trail. It may be lost with the
    /// machine's power.
    pub fn note<T, E: From<StoreError>>(
        &mut self,
        mut work: impl FnMut(&mut Tx<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.connection.until_done(|| {
            let mut tx = self.begun(Transaction::noting(&self.connection)?)?;
            let noted = work(&mut tx)?;
            assert!(tx.head.is_none(), "an entry is added by a write");
            tx.connection.commit()?;
            Ok(noted)
        })
    }

    fn begin_reading(&self) -> Result<Tx<'_>> {
        self.checked(Transaction::reading(&self.connection)?)
    }

    pub(super) fn begin_writing(&self) -> Result<Tx<'_>> {
        self.begun(Transaction::writing(&self.connection)?)
    }

    fn begun<'s>(&'s self, connection: Transaction<'s>) -> Result<Tx<'s>> {
        // A restore replaces the file while it keeps the old one locked for writing. Nothing is written
        // to a file that was replaced.
        if !self.is_in_place() {
            return Err(StoreError::Conflict);
        }
        self.checked(connection)
    }

    /// Refuses a store whose schema isn't keyfob's, also if it was changed since the store was opened.
    fn checked<'s>(&'s self, connection: Transaction<'s>) -> Result<Tx<'s>> {
        let known = self.checked_schema.take();
        let version = schema::checked(&connection, known)?;
        self.checked_schema.set(version);
        Ok(Tx::new(connection, &self.vault))
    }

    fn commit(&self, tx: Tx<'_>) -> Result<()> {
        let Some(head) = tx.head else {
            return tx.connection.commit();
        };
        // Locked from before the commit until the head is written, so that heads are written in
        // the order of the entries.
        let mut file = match HeadFile::lock(&self.location, &self.vault.chain) {
            Err(StoreError::Missing(..)) => return Err(StoreError::NotCurrent(HeadFault::Lost)),
            locked => locked?,
        };
        if let Some(fault) = tx.head_fault(file.found)? {
            return Err(tx.unless_rekeyed(StoreError::NotCurrent(fault)));
        }
        // If the head isn't written, the next one makes up for it.
        self.commit_with_head(tx, head, &mut file).map(drop)
    }

    /// Commits, and then writes the head, while its file is locked. The change is durable even if the head
    /// can't be written, so that is returned apart.
    pub(super) fn commit_with_head(
        &self,
        tx: Tx<'_>,
        head: Head,
        file: &mut HeadFile,
    ) -> Result<io::Result<()>> {
        let tells_syslog = tx.tells_syslog();
        tx.connection.commit()?;
        let written = file.write(head, &self.vault.chain);
        // Before the file is unlocked, so that syslog has the heads in the order of the entries.
        if tells_syslog {
            syslog::tell(&self.location.syslog, &head);
        }
        Ok(written)
    }
}
