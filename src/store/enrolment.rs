//! Setting MFA up: methods that were proved, and what comes with the first of them. An
//! authenticator may be begun in one command and confirmed in another.

use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::json;

use super::app_passwords::{NewAppPassword, Prepared, record_created};
use super::methods::{
    AuthenticatorRow, add_authenticator, add_contact, begun, count_authenticators, is_set_up,
};
use super::recovery_codes::{self, PreparedCodes};
use super::row::{seconds, write_one};
use super::sign_in::issue_ticket;
use super::transaction::Change;
use super::{Result, Store, StoreError, accounts, log, policy};
use crate::crypto::secret::RecoveryCode;
use crate::crypto::totp::TotpSecret;
use crate::domain::account::{Account, AccountId, MfaState};
use crate::domain::app_password::AppPassword;
use crate::domain::audit::{Act, Event, Record};
use crate::domain::contact::Contact;
use crate::domain::method::{AUTHENTICATORS, MethodId, TotpShape, enrolment_waits};
use crate::domain::policy::ContactCodes;
use crate::domain::refusal::Refusal;
use crate::domain::scope::Source;

/// An authenticator that waits for its first code.
pub struct Begun {
    pub account: Account,
    pub id: MethodId,
}

/// What confirming a code is to bring about.
pub struct Confirmation<'a> {
    pub code: &'a str,
    /// Given out when the account has none left.
    pub recovery_codes: &'a [RecoveryCode],
    pub first_app: Option<NewAppPassword<'a>>,
}

/// A method that its holder has proved to have.
pub enum NewMethod {
    Authenticator {
        label: String,
        shape: TotpShape,
        secret: TotpSecret,
        /// The time step of the code that proved it, which counts no second time.
        step: u64,
    },
    Contact(Contact),
}

/// Methods that were proved, and what is to come with them.
pub struct Enrolment<'a> {
    pub methods: &'a [NewMethod],
    /// Given out when the account has none left.
    pub recovery_codes: &'a [RecoveryCode],
    pub first_app: Option<NewAppPassword<'a>>,
}

/// What enrolling brought about.
pub struct Enrolled {
    pub account: Account,
    pub recovery_codes_issued: bool,
    pub app_password: Option<AppPassword>,
}

/// What comes with a method, ready to be written: everything slow is done.
struct Extras {
    codes: PreparedCodes,
    first_app: Option<Prepared>,
}

/// The enrolment that waits, unless it has waited too long.
fn waiting(
    connection: &Connection,
    account: AccountId,
    now: Timestamp,
) -> Result<AuthenticatorRow> {
    begun(connection, account)?
        .filter(|method| enrolment_waits(method.created_at, now))
        .ok_or(StoreError::NoEnrolment)
}

fn refuse_too_many(connection: &Connection, account: AccountId) -> Result<()> {
    if count_authenticators(connection, account)? as usize >= AUTHENTICATORS {
        return Err(Refusal::AuthenticatorLimit(AUTHENTICATORS).into());
    }
    Ok(())
}

impl Store {
    /// Begins anew: an enrolment that waits is forgotten.
    pub fn begin_enrolment(
        &mut self,
        act: &Act,
        account: AccountId,
        label: &str,
        shape: TotpShape,
        secret: &TotpSecret,
    ) -> Result<Begun> {
        self.change(act, |change| {
            let account = accounts::by_id(&change.transaction, account)?;
            account.may_enrol()?;
            refuse_too_many(&change.transaction, account.id)?;
            change.transaction.execute(
                "DELETE FROM method WHERE account_id = ? AND confirmed_at IS NULL",
                [account.id.0],
            )?;
            let id = add_authenticator(change, account.id, label, shape, secret, None)?;
            let record =
                Record::new(Event::EnrolmentBegun).account(account.id, account.name.as_str());
            change.record(&record.subject(label))?;
            Ok(Begun { account, id })
        })
    }

    /// Ends an enrolment: all of it happens, or nothing but a record of the refusal.
    pub fn confirm_enrolment(
        &mut self,
        act: &Act,
        account: AccountId,
        wanted: &Confirmation<'_>,
    ) -> Result<Enrolled> {
        let account = accounts::by_id(&self.connection, account)?;
        account.may_enrol()?;
        // Looked at before anything slow is computed; decided again inside the transaction.
        let looked_at = waiting(&self.connection, account.id, act.at)
            .and_then(|method| method.accept(&self.vault, account.id, wanted.code, act.at));
        if let Err(refusal) = looked_at {
            if matches!(refusal, StoreError::Code(_)) {
                self.record_refused_code(act, &account)?;
            }
            return Err(refusal);
        }
        let extras = self.prepare(
            act,
            account.id,
            wanted.recovery_codes,
            wanted.first_app.as_ref(),
        )?;
        self.change(act, |change| {
            let account = accounts::by_id(&change.transaction, account.id)?;
            account.may_enrol()?;
            refuse_too_many(&change.transaction, account.id)?;
            let method = waiting(&change.transaction, account.id, act.at)?;
            let step = method.accept(change.vault, account.id, wanted.code, act.at)?;
            write_one(
                &change.transaction,
                "UPDATE method SET confirmed_at = ?, last_step = ? WHERE id = ? AND confirmed_at IS NULL",
                (seconds(act.at), step, method.id.0),
            )?;
            finish(change, account.id, &["authenticator"], &extras)
        })
    }

    /// Sets up methods that were proved already, all of them or none.
    pub fn enrol(
        &mut self,
        act: &Act,
        account: AccountId,
        wanted: &Enrolment<'_>,
    ) -> Result<Enrolled> {
        let account = accounts::by_id(&self.connection, account)?;
        account.may_enrol()?;
        let extras = self.prepare(
            act,
            account.id,
            wanted.recovery_codes,
            wanted.first_app.as_ref(),
        )?;
        self.change(act, |change| {
            let account = accounts::by_id(&change.transaction, account.id)?;
            account.may_enrol()?;
            let policy = policy::read(&change.transaction)?;
            let mut kinds = vec![];
            for method in wanted.methods {
                match method {
                    NewMethod::Authenticator {
                        label,
                        shape,
                        secret,
                        step,
                    } => {
                        refuse_too_many(&change.transaction, account.id)?;
                        let step = Some(i64::try_from(*step).unwrap_or(i64::MAX));
                        add_authenticator(change, account.id, label, *shape, secret, step)?;
                        kinds.push("authenticator");
                    }
                    NewMethod::Contact(_) if policy.contact_codes == ContactCodes::Off => {
                        return Err(Refusal::ContactCodes.into());
                    }
                    NewMethod::Contact(contact) => {
                        add_contact(change, account.id, contact)?;
                        kinds.push(contact.kind().into_str());
                    }
                }
            }
            finish(change, account.id, &kinds, &extras)
        })
    }

    fn prepare(
        &mut self,
        act: &Act,
        account: AccountId,
        codes: &[RecoveryCode],
        first_app: Option<&NewAppPassword<'_>>,
    ) -> Result<Extras> {
        let salt = self.salt_for_new(act, account)?;
        let issue = recovery_codes::left(&self.connection, account)? == 0;
        let codes = PreparedCodes::new(if issue { codes } else { &[] }, &salt, &self.vault)?;
        let first_app = match first_app {
            Some(new) => {
                let random = &self.vault.random;
                Some(Prepared::new(account, new, &salt, act.at, random)?)
            }
            None => None,
        };
        Ok(Extras { codes, first_app })
    }

    fn record_refused_code(&mut self, act: &Act, account: &Account) -> Result<()> {
        let (event, source) = (Event::EnrolmentRefused, Source::default());
        let id = Some(account.id);
        if log::is_recorded(&self.connection, event, id, None, &source, act.at)? {
            return Ok(());
        }
        self.change(act, |change| {
            change.record(&Record::new(event).account(account.id, account.name.as_str()))
        })
    }
}

/// MFA is enforced from here on, if a method that counts is there; what comes with it is written.
fn finish(
    change: &mut Change<'_>,
    account: AccountId,
    kinds: &[&str],
    extras: &Extras,
) -> Result<Enrolled> {
    // As it is with the methods that were just added.
    let account = accounts::by_id(&change.transaction, account)?;
    let policy = policy::read(&change.transaction)?;
    if !is_set_up(&change.transaction, &account, &policy)? {
        return Err(Refusal::ContactCodes.into());
    }
    accounts::set_mfa(&change.transaction, account.id, MfaState::Enforced)?;
    let account = Account {
        mfa: MfaState::Enforced,
        ..account
    };
    let left = recovery_codes::left(&change.transaction, account.id)?;
    let issued = left == 0 && extras.codes.len() > 0;
    if issued {
        extras.codes.write(change, account.id)?;
    }
    let detail = json!({
        "method": kinds.join(", "),
        "recovery_codes": if issued { extras.codes.len() } else { 0 },
    });
    let record = Record::new(Event::Enrolled).account(account.id, account.name.as_str());
    change.record(&record.detail(detail))?;
    if let Some(standing) = &change.act.standing
        && let Some(seat) = &standing.seat
    {
        // Its holder has just proved a second factor.
        issue_ticket(change, account.id, seat, true)?;
    }
    if let Some(app) = &extras.first_app {
        app.insert(change, &account)?;
        record_created(change, &account, &app.row)?;
    }
    Ok(Enrolled {
        account,
        recovery_codes_issued: issued,
        app_password: extras.first_app.as_ref().map(|app| app.row.clone()),
    })
}
