//! Signing in: the password, the second factor, and the ticket that they leave. A failure is
//! counted before anybody hears of it.

use rusqlite::Connection;
use serde_json::json;

use super::row::{Reader, each, find, seconds, write_one};
use super::throttle::Counter;
use super::transaction::Change;
use super::{Result, Store, StoreError, accounts, log};
use crate::crypto::secret::PrimaryPassword;
use crate::domain::account::{Account, AccountId, MfaState};
use crate::domain::audit::{Act, Event, Record};
use crate::domain::names::AccountName;
use crate::domain::refusal::Refusal;
use crate::domain::scope::Source;
use crate::domain::sign_in::{SIGN_IN_HOLDS, Seat, Standing, Ticket};
use crate::domain::throttle::Proof;

/// Where a password is asked for, which is what its refusal is recorded as.
pub(super) struct AskedAt<'a> {
    pub refusal: Event,
    pub source: &'a Source,
}

/// A password that was right.
pub struct PasswordProof {
    /// As it was then.
    pub account: Account,
}

impl Store {
    /// Unknown, wrong and disabled cost the same and are the same refusal.
    pub fn check_password(
        &mut self,
        act: &Act,
        name: &AccountName,
        typed: &PrimaryPassword,
    ) -> Result<PasswordProof> {
        let at = AskedAt {
            refusal: Event::SignInRefused,
            source: &Source::default(),
        };
        self.check_password_at(act, name, typed, &at)
    }

    pub(super) fn check_password_at(
        &mut self,
        act: &Act,
        name: &AccountName,
        typed: &PrimaryPassword,
        at: &AskedAt<'_>,
    ) -> Result<PasswordProof> {
        let account = accounts::lookup(&self.connection, name)?;
        let counter = Counter::new(&self.vault, account.as_ref().map(|one| one.id), name);
        // Who comes too early costs no hash. With it, that is decided again: of many at once each is
        // counted or cleared before the next one hears anything.
        let admit = |change: &mut Change<'_>| {
            admit(change, &counter, Proof::Password, at, account.as_ref())
        };
        self.change(act, admit)??;
        let sealed = match &account {
            Some(account) => Some(accounts::sealed_password(&self.connection, account.id)?),
            None => None,
        };
        let right = {
            let phc = match (&account, &sealed) {
                (Some(account), Some(sealed)) => {
                    Some(accounts::open_password(&self.vault, account.id, sealed)?)
                }
                _ => None,
            };
            self.hasher.is_chosen(
                typed.expose().as_bytes(),
                phc.as_ref().map(|phc| phc.as_str()),
            )?
        };
        let answer: Result<Result<_>> = self.change(act, |change| {
            let now = match &account {
                Some(account) => Some(accounts::by_id(&change.transaction, account.id)?),
                None => None,
            };
            if let Err(throttled) = admit(change)? {
                return Ok(Err(throttled));
            }
            match (now, &account) {
                (Some(account), Some(looked_at)) if right && !account.disabled => {
                    if account.epoch != looked_at.epoch {
                        return Err(StoreError::Meanwhile);
                    }
                    if at.refusal == Event::SignInRefused || !account.must_change_password {
                        counter.clear(&change.transaction, Proof::Password)?;
                    } else {
                        // A server refuses a temporary password all the same. It is no guess, since
                        // it was generated, and its holder is to sign in with it yet.
                        record_refused(change, at, Some(&account), Proof::Password)?;
                    }
                    Ok(Ok(PasswordProof { account }))
                }
                (account, _) => {
                    counter.count(&change.transaction, Proof::Password, act.at)?;
                    record_refused(change, at, account.as_ref(), Proof::Password)?;
                    Ok(Err(StoreError::from(Refusal::SignIn)))
                }
            }
        });
        answer?
    }

    /// Checks a second factor, counts a failure, and clears the count when it is right.
    pub(super) fn prove<T>(
        &mut self,
        act: &Act,
        account: AccountId,
        proof: Proof,
        refusal: Event,
        check: impl FnOnce(&mut Change<'_>, &Account) -> Result<T>,
    ) -> Result<T> {
        let at = AskedAt {
            refusal,
            source: &Source::default(),
        };
        let answer: Result<Result<_>> = self.change(act, |change| {
            let account = accounts::by_id(&change.transaction, account)?;
            let counter = Counter::new(change.vault, Some(account.id), &account.name);
            if let Err(throttled) = admit(change, &counter, proof, &at, Some(&account))? {
                return Ok(Err(throttled));
            }
            match check(change, &account) {
                Ok(right) => {
                    counter.clear(&change.transaction, proof)?;
                    Ok(Ok(right))
                }
                Err(wrong) if wrong.is_wrong_code() => {
                    counter.count(&change.transaction, proof, act.at)?;
                    record_refused(change, &at, Some(&account), proof)?;
                    Ok(Err(wrong))
                }
                Err(undecided) => Err(undecided),
            }
        });
        answer?
    }

    /// The holder's own new password, in place of the one that was right just now. Says how many app
    /// passwords went with the old one.
    pub fn change_own_password(
        &mut self,
        act: &Act,
        proof: &PasswordProof,
        hash: &str,
    ) -> Result<(PasswordProof, usize)> {
        self.change(act, |change| {
            let account = unchanged(&change.transaction, proof)?;
            let deleted = accounts::write_password(change, &account, hash, false)?;
            let account = accounts::by_id(&change.transaction, account.id)?;
            Ok((PasswordProof { account }, deleted))
        })
    }

    /// Ends a sign-in whose password was right, and holds it for whoever sits there.
    pub fn sign_in(
        &mut self,
        act: &Act,
        proof: &PasswordProof,
        seat: Option<&Seat>,
        second_factor: Option<&str>,
    ) -> Result<Account> {
        self.change(act, |change| {
            let account = unchanged(&change.transaction, proof)?;
            if account.mfa == MfaState::Enforced && second_factor.is_none() {
                return Err(StoreError::Meanwhile);
            }
            if let Some(seat) = seat {
                issue_ticket(change, account.id, seat, second_factor.is_some())?;
            }
            let record = Record::new(Event::SignedIn).account(account.id, account.name.as_str());
            change.record(&record.detail(json!({ "second_factor": second_factor })))?;
            Ok(account)
        })
    }

    /// The account of that name, where somebody is signed in to it from this seat.
    pub fn signed_in(
        &self,
        act: &Act,
        name: &AccountName,
        seat: &Seat,
    ) -> Result<Option<(Account, Standing)>> {
        let Some(account) = accounts::lookup(&self.connection, name)? else {
            return Ok(None);
        };
        let ticket = find(
            &self.connection,
            "SELECT issued_at, second_factor FROM ticket WHERE account_id = ? AND seat = ?",
            (account.id.0, seat.as_str()),
            |row| {
                let reader = Reader {
                    table: "ticket",
                    row,
                };
                Ok(Ticket {
                    issued_at: reader.time("issued_at")?,
                    second_factor: reader.get("second_factor")?,
                })
            },
        )?;
        let Some(ticket) = ticket.filter(|ticket| ticket.holds(&account, act.at)) else {
            return Ok(None);
        };
        let standing = Standing {
            account: account.id,
            epoch: account.epoch,
            second_factor: ticket.second_factor,
            seat: Some(seat.clone()),
        };
        Ok(Some((account, standing)))
    }

    /// The accounts that tickets of this seat are for, whether or not they still hold.
    pub fn seated(&self, seat: &Seat) -> Result<Vec<AccountName>> {
        seated(&self.connection, seat)
            .map(|all| all.into_iter().map(|account| account.name).collect())
    }

    /// Ends every sign-in of this seat. Says whose they were.
    pub fn sign_out(&mut self, act: &Act, seat: &Seat) -> Result<Vec<AccountName>> {
        self.change(act, |change| {
            let all = seated(&change.transaction, seat)?;
            change
                .transaction
                .execute("DELETE FROM ticket WHERE seat = ?", [seat.as_str()])?;
            for account in &all {
                let record =
                    Record::new(Event::SignedOut).account(account.id, account.name.as_str());
                change.record(&record)?;
            }
            Ok(all.into_iter().map(|account| account.name).collect())
        })
    }
}

/// Everybody who is signed in to the account is so no longer, but for the holder who acts.
pub fn end_sign_ins(change: &Change<'_>, account: AccountId) -> Result<()> {
    let standing = change.act.standing.as_ref();
    let own = standing.and_then(|standing| standing.seat.as_ref());
    change.transaction.execute(
        "DELETE FROM ticket WHERE account_id = ? AND seat IS NOT ?",
        (account.0, own.map(Seat::as_str)),
    )?;
    write_one(
        &change.transaction,
        "UPDATE account SET epoch = epoch + 1 WHERE id = ?",
        [account.0],
    )
}

fn seated(connection: &Connection, seat: &Seat) -> Result<Vec<Account>> {
    let mut all = vec![];
    let sql = "SELECT account_id FROM ticket WHERE seat = ? ORDER BY issued_at DESC";
    each(connection, sql, [seat.as_str()], |row| -> Result<()> {
        all.push(accounts::by_id(connection, AccountId(row.get(0)?))?);
        Ok(())
    })?;
    Ok(all)
}

pub fn issue_ticket(
    change: &Change<'_>,
    account: AccountId,
    seat: &Seat,
    second_factor: bool,
) -> Result<()> {
    let now = change.act.at;
    change.transaction.execute(
        "DELETE FROM ticket WHERE issued_at <= ?1 OR issued_at > ?2",
        (seconds(SIGN_IN_HOLDS.before(now)), seconds(now)),
    )?;
    write_one(
        &change.transaction,
        "INSERT OR REPLACE INTO ticket (account_id, seat, second_factor, issued_at) VALUES (?, ?, ?, ?)",
        (account.0, seat.as_str(), second_factor, seconds(now)),
    )
}

/// Refuses what was proved of an account whose password, methods or state have changed since.
fn unchanged(connection: &Connection, proof: &PasswordProof) -> Result<Account> {
    let account = accounts::by_id(connection, proof.account.id)?;
    if account.epoch != proof.account.epoch {
        return Err(StoreError::Meanwhile);
    }
    if account.disabled {
        return Err(Refusal::SignIn.into());
    }
    Ok(account)
}

/// Refuses who comes too early, and records it, wherever that comes from: it costs whoever tries
/// nothing.
fn admit(
    change: &mut Change<'_>,
    counter: &Counter,
    proof: Proof,
    at: &AskedAt<'_>,
    account: Option<&Account>,
) -> Result<Result<()>> {
    match counter.allow(&change.transaction, proof, change.act.at) {
        Err(throttled @ StoreError::Throttled(..)) => {
            let anywhere = AskedAt {
                source: &Source::default(),
                ..*at
            };
            record_refused(change, &anywhere, account, proof)?;
            Ok(Err(throttled))
        }
        allowed => allowed.map(Ok),
    }
}

/// Without the name that was typed where there is no such account: it may have been a password.
fn record_refused(
    change: &mut Change<'_>,
    at: &AskedAt<'_>,
    account: Option<&Account>,
    proof: Proof,
) -> Result<()> {
    let (event, id, now) = (at.refusal, account.map(|account| account.id), change.act.at);
    if log::is_recorded(&change.transaction, event, id, Some(proof), at.source, now)? {
        return Ok(());
    }
    let mut record = Record::new(event)
        .subject(proof.into_str())
        .source(at.source);
    if let Some(account) = account {
        record = record.account(account.id, account.name.as_str());
    }
    change.record(&record)
}

impl StoreError {
    /// A code that was looked at and isn't right, as opposed to one that couldn't be looked at.
    fn is_wrong_code(&self) -> bool {
        matches!(self, Self::Code(_) | Self::ContactCode(_))
    }
}
