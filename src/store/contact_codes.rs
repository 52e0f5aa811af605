//! Codes sent by e-mail and phone: rows of `contact_code`. A code is good once, for ten minutes,
//! for the request that asked for it.

use jiff::Timestamp;
use rusqlite::Row;
use serde_json::json;

use super::row::{Reader, each, find, seconds, write_one};
use super::throttle::Counter;
use super::{Result, Store, StoreError, Vault, accounts};
use crate::crypto::keyed_hash::KeyedHash;
use crate::crypto::secret::ContactCode;
use crate::domain::account::{Account, AccountId};
use crate::domain::audit::{Act, Event, Record};
use crate::domain::contact::{
    CODE_TRIES, Contact, ContactCodeRefusal, ContactKind, code_lasts, message_waits,
};
use crate::domain::password::ungroup;
use crate::domain::throttle::Proof;

/// What a code is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeFor {
    SignIn,
    /// To show that a contact reaches the holder.
    Verification,
}

/// A request that a code was sent for; nothing else can use that code.
pub struct CodeRequest {
    id: String,
    account: AccountId,
    pub contact: Contact,
    what_for: CodeFor,
}

impl CodeRequest {
    fn mark(&self, vault: &Vault, code: &str) -> KeyedHash {
        let what_for: &[u8] = match self.what_for {
            CodeFor::SignIn => b"sign-in",
            CodeFor::Verification => b"verification",
        };
        vault.keyed_hasher.hash(
            "contact code",
            &[
                self.id.as_bytes(),
                &self.account.0.to_be_bytes(),
                self.contact.kind().into_str().as_bytes(),
                self.contact.as_str().as_bytes(),
                what_for,
                code.as_bytes(),
            ],
        )
    }
}

pub fn proof_of(kind: ContactKind) -> Proof {
    match kind {
        ContactKind::Email => Proof::EmailCode,
        ContactKind::Phone => Proof::PhoneCode,
    }
}

impl Store {
    /// Keeps a code that is about to be sent, unless one was sent less than a minute ago. Asking
    /// again gives no tries back.
    pub fn keep_contact_code(
        &mut self,
        act: &Act,
        account: AccountId,
        contact: &Contact,
        what_for: CodeFor,
        code: &ContactCode,
    ) -> Result<CodeRequest> {
        let request = CodeRequest {
            id: self.vault.random.id(),
            account,
            contact: contact.clone(),
            what_for,
        };
        self.change(act, |change| {
            let account = accounts::by_id(&change.transaction, account)?;
            if what_for == CodeFor::SignIn {
                refuse_changed_contact(&account, contact)?;
            }
            let kind = contact.kind();
            let counter = Counter::new(change.vault, Some(account.id), &account.name);
            counter.allow(&change.transaction, proof_of(kind), act.at)?;
            let mut wait = 0;
            let mut over = vec![];
            each(
                &change.transaction,
                "SELECT id, sent_at FROM contact_code WHERE account_id = ? AND kind = ?",
                (account.id.0, kind.into_str()),
                |row| -> Result<()> {
                    let reader = Reader {
                        table: "contact_code",
                        row,
                    };
                    let sent_at = reader.time("sent_at")?;
                    wait = wait.max(message_waits(sent_at, act.at));
                    if !code_lasts(sent_at, act.at) {
                        over.push(reader.get::<String>("id")?);
                    }
                    Ok(())
                },
            )?;
            if wait > 0 {
                return Err(StoreError::MessageTooSoon(wait));
            }
            for id in over {
                write_one(
                    &change.transaction,
                    "DELETE FROM contact_code WHERE id = ?",
                    [id],
                )?;
            }
            write_one(
                &change.transaction,
                "INSERT INTO contact_code (id, account_id, kind, mark, sent_at) VALUES (?, ?, ?, ?, ?)",
                (
                    &request.id,
                    account.id.0,
                    kind.into_str(),
                    request.mark(change.vault, code.expose()).expose(),
                    seconds(act.at),
                ),
            )?;
            let record = Record::new(Event::CodeSent).account(account.id, account.name.as_str());
            change.record(
                &record
                    .subject(kind.into_str())
                    .detail(json!({ "to": contact.as_str() })),
            )
        })?;
        Ok(request)
    }

    /// The code couldn't be sent: the next may be tried at once.
    pub fn drop_contact_code(&mut self, act: &Act, request: &CodeRequest) -> Result<()> {
        self.change(act, |change| {
            change
                .transaction
                .execute("DELETE FROM contact_code WHERE id = ?", [&request.id])?;
            Ok(())
        })
    }

    pub fn check_contact_code(
        &mut self,
        act: &Act,
        request: &CodeRequest,
        typed: &str,
    ) -> Result<()> {
        let typed = ungroup(typed);
        let proof = proof_of(request.contact.kind());
        let refusal = match request.what_for {
            CodeFor::SignIn => Event::SignInRefused,
            CodeFor::Verification => Event::EnrolmentRefused,
        };
        self.prove(act, request.account, proof, refusal, |change, account| {
            let sql = "SELECT mark, sent_at, tries FROM contact_code WHERE id = ? AND used = 0";
            let kept = find(&change.transaction, sql, [&request.id], KeptCode::read)?
                .filter(|kept| code_lasts(kept.sent_at, act.at) && kept.tries < CODE_TRIES)
                .ok_or(ContactCodeRefusal::Over)?;
            let right = request.mark(change.vault, &typed).is(&kept.mark);
            write_one(
                &change.transaction,
                "UPDATE contact_code SET tries = tries + 1, used = ? WHERE id = ?",
                (right, &request.id),
            )?;
            if !right {
                return Err(ContactCodeRefusal::Wrong.into());
            }
            if request.what_for == CodeFor::SignIn {
                refuse_changed_contact(account, &request.contact)?;
                write_one(
                    &change.transaction,
                    "UPDATE contact SET last_used_at = ? WHERE account_id = ? AND kind = ?",
                    (
                        seconds(act.at),
                        account.id.0,
                        request.contact.kind().into_str(),
                    ),
                )?;
            }
            Ok(())
        })
    }
}

struct KeptCode {
    mark: Vec<u8>,
    sent_at: Timestamp,
    tries: u32,
}

impl KeptCode {
    fn read(row: &Row<'_>) -> Result<Self> {
        let reader = Reader {
            table: "contact_code",
            row,
        };
        Ok(Self {
            mark: reader.get("mark")?,
            sent_at: reader.time("sent_at")?,
            tries: reader.get("tries")?,
        })
    }
}

/// A code that went to an address that is no longer the account's signs nobody in.
fn refuse_changed_contact(account: &Account, contact: &Contact) -> Result<()> {
    if account.contact(contact.kind()).as_ref() == Some(contact) {
        Ok(())
    } else {
        Err(ContactCodeRefusal::Over.into())
    }
}
