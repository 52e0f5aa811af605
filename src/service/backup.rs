//! Backing a store up, and restoring it.

use std::path::Path;

use tempfile::NamedTempFile;

use super::authorize::{Outcome, authorize};
use super::{Actor, Requester, Result, Service};
use crate::crypto::random::Random;
use crate::domain::audit::{Event, Record};
use crate::domain::permission::Action;
use crate::domain::role::Role;
use crate::store::{BackupInfo, Location, PreparedRestore, Restored, StoreError};

impl Service {
    /// Writes a backup, durably. The store can be used meanwhile.
    pub fn back_up(&self, actor: &Actor, file: &Path) -> Result<BackupInfo> {
        let store = self.whole_store(actor, Action::BackUpStore)?;
        Ok(store.back_up(file, actor.now())?)
    }

    /// Records a backup that is complete.
    pub fn record_backup(&mut self, actor: &Actor, backup: &BackupInfo) -> Result<()> {
        self.change(actor, Action::BackUpStore, |tx, _| {
            let detail = serde_json::json!({
                "file": backup.path.to_string_lossy(),
                "log_entries": backup.last_entry,
            });
            tx.record(
                actor.who(),
                &Record::new(Event::StoreBackedUp).detail(detail),
            )?;
            Ok(Outcome::Commit(()))
        })
    }
}

/// A backup that was checked and can be restored.
pub struct Restore(PreparedRestore);

impl Restore {
    /// Checks the backup. The store stays as it is. An existing one is refused unless it is to be
    /// replaced.
    pub fn prepare(
        location: &Location,
        file: &Path,
        replace: bool,
        requester: &Requester,
        random: &Random,
    ) -> Result<Self> {
        let prepared = PreparedRestore::new(location, file, replace, random)?;
        let actor = Actor::operator(requester, Role::Owner);
        prepared.read(|tx| authorize(tx, &actor, Action::RestoreStore, None))?;
        Ok(Self(prepared))
    }

    pub fn info(&self) -> &BackupInfo {
        self.0.info()
    }

    /// Returns whether there is a store to replace.
    pub fn replaces(&self) -> bool {
        self.0.replaces()
    }

    /// Puts the backup in the store's place, durably.
    pub fn finish(self, requester: &Requester) -> Result<Restored> {
        Ok(self
            .0
            .finish(Actor::operator(requester, Role::Owner).who())?)
    }
}

/// Copies a store to where there is none yet, by way of a backup that is removed again.
pub fn copy_store(
    from: &Location,
    to: &Location,
    requester: &Requester,
    random: &Random,
) -> Result<(BackupInfo, Restored)> {
    let service = Service::open(from, random)?;
    let backup = TemporaryBackup::of(&service, &service.admin(requester), to)?;
    let restore = Restore::prepare(to, backup.file.path(), false, requester, random)?;
    Ok((backup.info, restore.finish(requester)?))
}

struct TemporaryBackup {
    file: NamedTempFile,
    info: BackupInfo,
}

impl TemporaryBackup {
    /// Beside the files that this machine has of the copy.
    fn of(service: &Service, actor: &Actor, to: &Location) -> Result<Self> {
        let folder = to.folder()?;
        let made = tempfile::Builder::new()
            .prefix(".keyfob-copy")
            .tempfile_in(&folder);
        let file = made.map_err(|error| StoreError::File(folder, error))?;
        let info = service.back_up(actor, file.path())?;
        Ok(Self { file, info })
    }
}
