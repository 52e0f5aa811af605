//! App passwords: rows of `app_password`, their salts and their verifiers.

use jiff::Timestamp;
use rusqlite::{Connection, Row};
use serde_json::json;

use super::row::{Reader, count, each, find, seconds, write_one, write_some};
use super::transaction::Change;
use super::{Result, Store, StoreError, accounts, policy};
use crate::crypto::argon2id::{self, Cost, GENERATED, Salt};
use crate::crypto::random::Random;
use crate::crypto::seal::Place;
use crate::crypto::secret::AppPasswordText;
use crate::crypto::verifier::{Purpose, Verifier};
use crate::domain::account::{Account, AccountId};
use crate::domain::app_password::{AppPassword, LastUse, choose_current};
use crate::domain::audit::{Act, Event, Record};
use crate::domain::escape::quoted;
use crate::domain::names::AppName;
use crate::domain::scope::{Scope, parse_address, parse_network};

/// So many deleted app passwords of an account are remembered.
const TOMBSTONES: u32 = 100;
pub const COLUMNS: &str = "id, account_id, name, name_key, note, services, networks, created_at, expires_at, last_used_at, \
                       last_used_service, last_used_address, replaced, deleted_at";

/// An app password to be.
pub struct NewAppPassword<'a> {
    pub name: AppName,
    pub note: Option<String>,
    pub scope: Scope,
    pub expires_at: Option<Timestamp>,
    pub secret: &'a AppPasswordText,
}

/// A salt with its row's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SaltRow {
    pub id: i64,
    pub salt: Salt,
    pub cost: Cost,
}

/// An app password ready to be written: everything slow is done.
pub struct Prepared {
    pub row: AppPassword,
    salt_id: i64,
    verifier: Verifier,
}

pub fn read_app_password(row: &Row<'_>) -> Result<AppPassword> {
    let reader = Reader {
        table: "app_password",
        row,
    };
    let last_use = match reader.optional_time("last_used_at")? {
        None => None,
        Some(at) => Some(LastUse {
            at,
            service: reader.optional_parsed("last_used_service", |text| text.parse().ok())?,
            address: reader
                .optional_parsed("last_used_address", |text| parse_address(text).ok())?,
        }),
    };
    Ok(AppPassword {
        id: reader.get("id")?,
        account: AccountId(reader.get("account_id")?),
        name: AppName::stored(reader.get("name")?, reader.get("name_key")?),
        note: reader.get("note")?,
        scope: Scope {
            services: reader.parsed("services", |text| split(text, |one| one.parse().ok()))?,
            networks: reader.parsed("networks", |text| {
                split(text, |one| parse_network(one).ok())
            })?,
        },
        created_at: reader.time("created_at")?,
        expires_at: reader.optional_time("expires_at")?,
        last_use,
        replaced: reader.get("replaced")?,
        deleted_at: reader.optional_time("deleted_at")?,
    })
}

fn split<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    text.split(',')
        .filter(|one| !one.is_empty())
        .map(parse)
        .collect()
}

fn joined<T: ToString>(all: &[T]) -> String {
    all.iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(",")
}

pub fn verifier_place(id: &str, account: AccountId) -> Place<'_> {
    Place {
        table: "app_password",
        column: "verifier",
        row: id,
        account: account.0,
    }
}

/// Those that aren't deleted, oldest first; rotated ones whose overlap goes on among them.
pub fn live(connection: &Connection, account: AccountId) -> Result<Vec<AppPassword>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM app_password WHERE account_id = ? AND deleted_at IS NULL ORDER BY created_at, name_key"
    );
    let mut all = vec![];
    each(connection, &sql, [account.0], |row| -> Result<()> {
        all.push(read_app_password(row)?);
        Ok(())
    })?;
    Ok(all)
}

/// How many count toward the limit.
pub fn count_live(connection: &Connection, account: AccountId) -> Result<u32> {
    let sql = "SELECT count(*) FROM app_password WHERE account_id = ? AND deleted_at IS NULL AND replaced = 0";
    count(connection, sql, [account.0])
}

pub fn add_salt(
    connection: &Connection,
    account: AccountId,
    salt: &Salt,
    cost: Cost,
) -> Result<()> {
    write_one(
        connection,
        "INSERT INTO salt (account_id, salt, memory_kib, passes, lanes) VALUES (?, ?, ?, ?, ?)",
        (account.0, salt, cost.memory_kib, cost.passes, cost.lanes),
    )
}

pub fn salts(connection: &Connection, account: AccountId) -> Result<Vec<SaltRow>> {
    let mut all = vec![];
    let sql =
        "SELECT id, salt, memory_kib, passes, lanes FROM salt WHERE account_id = ? ORDER BY id";
    each(connection, sql, [account.0], |row| -> Result<()> {
        let reader = Reader { table: "salt", row };
        let cost = Cost {
            memory_kib: reader.get("memory_kib")?,
            passes: reader.get("passes")?,
            lanes: reader.get("lanes")?,
        };
        all.push(SaltRow {
            id: reader.get("id")?,
            salt: reader.get("salt")?,
            cost,
        });
        Ok(())
    })?;
    Ok(all)
}

impl Prepared {
    /// Computes the verifier: the slow part, done before anything is locked.
    pub fn new(
        account: AccountId,
        new: &NewAppPassword<'_>,
        salt: &SaltRow,
        created_at: Timestamp,
        random: &Random,
    ) -> Result<Self> {
        let id = random.id();
        let hash = argon2id::hash(new.secret.expose().as_bytes(), &salt.salt, salt.cost)?;
        let verifier = Verifier::derive(&hash, Purpose::AppPassword, &id);
        let row = AppPassword {
            id,
            account,
            name: new.name.clone(),
            note: new.note.clone(),
            scope: new.scope.clone(),
            created_at,
            expires_at: new.expires_at,
            last_use: None,
            replaced: false,
            deleted_at: None,
        };
        Ok(Self {
            row,
            salt_id: salt.id,
            verifier,
        })
    }

    /// Writes it, if the account, the policy, the limit and the name allow it now.
    pub fn insert(&self, change: &Change<'_>, account: &Account) -> Result<()> {
        sweep(change, account)?;
        let there = count_live(&change.transaction, account.id)?;
        account.may_create_app_password(&policy::read(&change.transaction)?, there)?;
        refuse_taken(&change.transaction, account.id, &self.row.name, None)?;
        self.write(change)
    }

    /// Writes it, whatever there is beside it.
    pub fn write(&self, change: &Change<'_>) -> Result<()> {
        let row = &self.row;
        let sealed = change
            .vault
            .sealer
            .seal(verifier_place(&row.id, row.account), self.verifier.expose());
        write_one(
            &change.transaction,
            "INSERT INTO app_password (id, account_id, salt_id, name, name_key, note, services, networks, verifier,
                                       created_at, expires_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                &row.id,
                row.account.0,
                self.salt_id,
                row.name.as_str(),
                row.name.key(),
                &row.note,
                joined(&row.scope.services),
                joined(&row.scope.networks),
                sealed,
                seconds(row.created_at),
                row.expires_at.map(seconds),
            ),
        )
    }
}

pub fn record_created(
    change: &mut Change<'_>,
    account: &Account,
    created: &AppPassword,
) -> Result<()> {
    let detail = json!({
        "id": created.id,
        "expires_at": created.expires_at.map(|at| at.to_string()),
        "services": created.scope.services.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "networks": created.scope.networks.iter().map(ToString::to_string).collect::<Vec<_>>(),
    });
    change.record(&about(Event::AppPasswordCreated, account, created).detail(detail))
}

pub fn about(event: Event, account: &Account, app_password: &AppPassword) -> Record {
    Record::new(event)
        .account(account.id, account.name.as_str())
        .subject(app_password.name.as_str())
}

fn refuse_taken(
    connection: &Connection,
    account: AccountId,
    name: &AppName,
    but: Option<&str>,
) -> Result<()> {
    let taken = find(
        connection,
        "SELECT id FROM app_password
         WHERE account_id = ? AND name_key = ? AND deleted_at IS NULL AND replaced = 0 AND id IS NOT ?",
        (account.0, name.key(), but),
        |_| Ok(()),
    )?;
    match taken {
        Some(()) => Err(StoreError::AppNameTaken(quoted(name.as_str()))),
        None => Ok(()),
    }
}

/// Turns rotated ones whose overlap is over into tombstones.
fn sweep(change: &Change<'_>, account: &Account) -> Result<()> {
    for over in live(&change.transaction, account.id)? {
        if over.replaced && over.expires_at.is_some_and(|end| end <= change.act.at) {
            bury(change, &over)?;
        }
    }
    prune(change, account)
}

/// Deletes these. What is left of each can't verify anything.
pub fn delete(change: &mut Change<'_>, account: &Account, doomed: &[AppPassword]) -> Result<()> {
    for one in doomed {
        bury(change, one)?;
        change.record(
            &about(Event::AppPasswordDeleted, account, one).detail(json!({ "id": one.id })),
        )?;
    }
    prune(change, account)
}

/// Forgets the oldest tombstones beyond so many; never those of this very change, also where the
/// clock went back.
pub fn prune(change: &Change<'_>, account: &Account) -> Result<()> {
    change.transaction.execute(
        "DELETE FROM app_password WHERE account_id = ?1 AND deleted_at IS NOT NULL AND id NOT IN (
            SELECT id FROM app_password WHERE account_id = ?1 AND deleted_at IS NOT NULL
            ORDER BY deleted_at = ?2 DESC, deleted_at DESC, id LIMIT ?3)",
        (account.id.0, seconds(change.act.at), TOMBSTONES),
    )?;
    Ok(())
}

pub fn bury(change: &Change<'_>, one: &AppPassword) -> Result<()> {
    let place = verifier_place(&one.id, one.account);
    let verifier: Vec<u8> = change.transaction.query_row(
        "SELECT verifier FROM app_password WHERE id = ? AND deleted_at IS NULL",
        [&one.id],
        |row| row.get(0),
    )?;
    // One that is damaged can be deleted all the same; it just won't be recognised.
    let tombstone = match change.vault.sealer.open(place, &verifier) {
        Ok(bytes) => Verifier::from_bytes(&bytes).map(|verifier| *verifier.tombstone().expose()),
        Err(_) => None,
    };
    let sealed = change.vault.sealer.seal(
        place,
        &tombstone.unwrap_or_else(|| change.vault.random.bytes()),
    );
    write_one(
        &change.transaction,
        "UPDATE app_password SET verifier = ?, deleted_at = ? WHERE id = ?",
        (sealed, seconds(change.act.at), &one.id),
    )?;
    change.transaction.execute(
        "DELETE FROM app_password_source WHERE app_password_id = ?",
        [&one.id],
    )?;
    Ok(())
}

impl Store {
    /// Those that aren't deleted, oldest first.
    pub fn app_passwords(&self, account: AccountId) -> Result<Vec<AppPassword>> {
        live(&self.connection, account)
    }

    /// The salt that new generated secrets of this account are hashed with.
    pub(super) fn salt_for_new(&mut self, act: &Act, account: AccountId) -> Result<SaltRow> {
        let current = |connection: &Connection| -> Result<Option<SaltRow>> {
            Ok(salts(connection, account)?
                .into_iter()
                .find(|row| row.cost == GENERATED))
        };
        if let Some(row) = current(&self.connection)? {
            return Ok(row);
        }
        let salt: Salt = self.vault.random.bytes();
        self.change(act, |change| {
            if current(&change.transaction)?.is_none() {
                add_salt(&change.transaction, account, &salt, GENERATED)?;
            }
            current(&change.transaction)?
                .ok_or_else(|| StoreError::Damaged("a salt that was just written is gone".into()))
        })
    }

    /// Makes these, all or none.
    pub fn create_app_passwords(
        &mut self,
        act: &Act,
        account: AccountId,
        new: &[NewAppPassword<'_>],
    ) -> Result<Vec<AppPassword>> {
        let account = accounts::by_id(&self.connection, account)?;
        // Asked first too, so that a refusal costs no hash.
        let there = count_live(&self.connection, account.id)?;
        account.may_create_app_password(&self.policy()?, there)?;
        let salt = self.salt_for_new(act, account.id)?;
        let prepared = new
            .iter()
            .map(|one| Prepared::new(account.id, one, &salt, act.at, &self.vault.random))
            .collect::<Result<Vec<_>>>()?;
        self.change(act, |change| -> Result<()> {
            let account = accounts::by_id(&change.transaction, account.id)?;
            for one in &prepared {
                one.insert(change, &account)?;
                record_created(change, &account, &one.row)?;
            }
            Ok(())
        })?;
        Ok(prepared.into_iter().map(|one| one.row).collect())
    }

    /// Refuses names that are taken.
    pub fn refuse_taken_names(&self, account: AccountId, names: &[&AppName]) -> Result<()> {
        names
            .iter()
            .try_for_each(|name| refuse_taken(&self.connection, account, name, None))
    }

    pub fn rename_app_password(
        &mut self,
        act: &Act,
        account: AccountId,
        typed: &str,
        new: &AppName,
    ) -> Result<AppPassword> {
        self.change(act, |change| {
            policy::read(&change.transaction)?.may_manage(act.role)?;
            let account = accounts::by_id(&change.transaction, account)?;
            let all = live(&change.transaction, account.id)?;
            let current = choose_current(&all, typed)?;
            refuse_taken(&change.transaction, account.id, new, Some(&current.id))?;
            // One that was rotated keeps the name of the one in its place.
            write_some(
                &change.transaction,
                "UPDATE app_password SET name = ?1, name_key = ?2
                 WHERE account_id = ?3 AND name_key = ?4 AND deleted_at IS NULL",
                (new.as_str(), new.key(), account.id.0, current.name.key()),
            )?;
            let record = about(
                Event::AppPasswordRenamed,
                &account,
                &AppPassword {
                    name: new.clone(),
                    ..current.clone()
                },
            );
            change.record(
                &record.detail(json!({ "id": current.id, "before": current.name.as_str() })),
            )?;
            Ok(AppPassword {
                name: new.clone(),
                ..current.clone()
            })
        })
    }

    /// Deletes those of these ids that are still there, and gives them. With one goes what it
    /// replaced: nothing is accepted under a name that isn't there.
    pub fn delete_app_passwords(
        &mut self,
        act: &Act,
        account: AccountId,
        ids: &[String],
    ) -> Result<Vec<AppPassword>> {
        self.change(act, |change| {
            policy::read(&change.transaction)?.may_manage(act.role)?;
            let account = accounts::by_id(&change.transaction, account)?;
            sweep(change, &account)?;
            let mut doomed = live(&change.transaction, account.id)?;
            let names: Vec<_> = doomed
                .iter()
                .filter(|one| !one.replaced && ids.contains(&one.id))
                .map(|one| one.name.key().to_owned())
                .collect();
            doomed.retain(|one| {
                ids.contains(&one.id) || names.iter().any(|name| name == one.name.key())
            });
            delete(change, &account, &doomed)?;
            Ok(doomed)
        })
    }
}
