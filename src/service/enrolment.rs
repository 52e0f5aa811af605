//! Setting MFA up: methods that were proved, and what comes with the first of them. An
//! authenticator may be begun in one command and confirmed in another. The plan decides what may be
//! committed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::app_passwords::{NewAppPassword, Prepared};
use super::attempts::is_recorded;
use super::factors::{accept, unix_seconds};
use super::proofs::{AuthenticatorProven, MethodProven};
use super::recovery_codes::PreparedCodes;
use super::tickets::issue_ticket;
use super::{Actor, Result, Service, ServiceError};
use crate::crypto::secret::RecoveryCode;
use crate::crypto::totp::{self, TotpSecret};
use crate::domain::account::{Account, AccountId, MfaState};
use crate::domain::app_password::AppPassword;
use crate::domain::audit::{Event, Record};
use crate::domain::contact::Contact;
use crate::domain::enrolment::{EnrolmentPlan, FirstApp, Situation};
use crate::domain::method::{
    AUTHENTICATORS, Addable, CodeRefusal, MethodId, TotpShape, enrolment_waits,
};
use crate::domain::permission::Action;
use crate::domain::policy::Policy;
use crate::domain::refusal::Refusal;
use crate::domain::scope::Source;
use crate::messenger;
use crate::store::Outcome::Commit;
use crate::store::{StoredAuthenticator, Tx};

/// An authenticator that waits for its first code.
#[derive(Serialize, Deserialize)]
pub struct Begun {
    pub account: Account,
    pub id: MethodId,
}

/// An authenticator that its holder is setting up.
pub struct NewAuthenticator<'a> {
    pub label: &'a str,
    pub secret: &'a TotpSecret,
}

/// The secrets that come with a method.
#[derive(Default)]
pub struct Extras<'a> {
    /// Given out if the account has none left.
    pub recovery_codes: &'a [RecoveryCode],
    pub first_app: Option<NewAppPassword<'a>>,
}

/// The result of an enrolment.
pub struct Enrolled {
    pub account: Account,
    /// The same actor, who has proved a second factor now.
    pub actor: Actor,
    pub recovery_codes_issued: bool,
    pub app_password: Option<AppPassword>,
}

/// The secrets that come with a method, hashed and ready to be written.
struct PreparedExtras {
    codes: PreparedCodes,
    first_app: Option<Prepared>,
}

impl Service {
    /// The plan for setting up another method of this account, or its first.
    pub fn enrolment_plan(
        &self,
        actor: &Actor,
        account: AccountId,
        first_app: FirstApp,
    ) -> Result<EnrolmentPlan> {
        self.look_at(actor, Action::Enrol, account, |tx, account, policy| {
            plan(tx, &account, &policy, first_app)
        })
    }

    /// Begins with an authenticator, and forgets one that was begun before.
    pub fn begin_enrolment(
        &mut self,
        actor: &Actor,
        account: AccountId,
        new: &NewAuthenticator<'_>,
    ) -> Result<Begun> {
        self.change_of(actor, Action::Enrol, account, |tx, account, _| {
            refuse_too_many(tx, account.id)?;
            tx.delete_begun_authenticator(account.id)?;
            let id = add_authenticator(tx, actor, account.id, new)?;
            let record = Record::about(Event::EnrolmentBegun, &account).subject(new.label);
            tx.record(actor.who(), &record)?;
            Ok(Commit(Begun { account, id }))
        })
    }

    /// Completes an enrolment that was begun. Either all of it happens, or only the refusal is
    /// recorded.
    pub fn confirm_enrolment(
        &mut self,
        actor: &Actor,
        account: AccountId,
        code: &str,
        extras: &Extras<'_>,
    ) -> Result<Enrolled> {
        // Checked before anything slow is computed, and again inside the transaction.
        let looked_at = self.look_at(actor, Action::Enrol, account, |tx, account, policy| {
            prove_all(tx, &account, &policy, &[Addable::Authenticator])?;
            let method = waiting(tx, account.id, actor.now())?;
            Ok(accept(&method, code, actor)?)
        });
        if let Err(refusal) = looked_at {
            if matches!(refusal, ServiceError::Code(_)) {
                self.record_refused_code(actor, account)?;
            }
            return Err(refusal);
        }
        let extras = self.prepare_extras(actor, account, extras)?;
        self.change_of(actor, Action::Enrol, account, |tx, account, policy| {
            let kinds = [Addable::Authenticator];
            prove_all(tx, &account, &policy, &kinds)?;
            let method = waiting(tx, account.id, actor.now())?;
            let step = accept(&method, code, actor)?;
            tx.confirm_authenticator(method.id, step, actor.now())?;
            Ok(Commit(finish(
                tx, actor, account, &policy, &kinds, &extras,
            )?))
        })
    }

    /// Checks the first code of an authenticator that isn't stored yet.
    pub fn check_new_authenticator(
        &self,
        actor: &Actor,
        account: AccountId,
        new: &NewAuthenticator<'_>,
        code: &str,
    ) -> Result<AuthenticatorProven> {
        let matched = totp::Authenticator::new(new.secret, TotpShape::default())
            .matching_step(code, unix_seconds(actor));
        Ok(AuthenticatorProven {
            account,
            label: new.label.to_owned(),
            secret: new.secret.clone(),
            step: matched.ok_or(CodeRefusal::Wrong)?,
            at: actor.now(),
        })
    }

    /// Sets up methods that were proved, all of them or none.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a proof is consumed by what it permits"
    )]
    pub fn enrol(
        &mut self,
        actor: &Actor,
        account: AccountId,
        methods: Vec<MethodProven>,
        extras: &Extras<'_>,
    ) -> Result<Enrolled> {
        let kinds: Vec<_> = methods.iter().map(MethodProven::method).collect();
        let extras = self.prepare_extras(actor, account, extras)?;
        self.change_of(actor, Action::Enrol, account, |tx, mut account, policy| {
            if !methods
                .iter()
                .all(|proven| proven.holds_for(account.id, actor.now()))
            {
                return Err(ServiceError::NoEnrolment);
            }
            prove_all(tx, &account, &policy, &kinds)?;
            for proven in &methods {
                match proven {
                    MethodProven::Authenticator(proven) => {
                        refuse_too_many(tx, account.id)?;
                        let new = NewAuthenticator {
                            label: &proven.label,
                            secret: &proven.secret,
                        };
                        let id = add_authenticator(tx, actor, account.id, &new)?;
                        tx.confirm_authenticator(id, proven.step, actor.now())?;
                    }
                    MethodProven::Contact(proven) => {
                        let contact = proven.contact();
                        match contact.clone() {
                            Contact::Email(email) => account.email = Some(email),
                            Contact::Phone(phone) => account.phone = Some(phone),
                        }
                        tx.save_account(&account)?;
                        tx.save_contact(account.id, contact.kind(), actor.now())?;
                    }
                }
            }
            Ok(Commit(finish(
                tx, actor, account, &policy, &kinds, &extras,
            )?))
        })
    }

    fn prepare_extras(
        &mut self,
        actor: &Actor,
        account: AccountId,
        extras: &Extras<'_>,
    ) -> Result<PreparedExtras> {
        let salt = self.salt_for_new(actor, Action::Enrol, account)?;
        let left = self.look_at(actor, Action::Enrol, account, |tx, _, _| {
            Ok(tx.count_recovery_codes(account)?)
        })?;
        let codes = if left == 0 {
            extras.recovery_codes
        } else {
            &[]
        };
        let first_app = extras.first_app.as_ref();
        let first_app =
            first_app.map(|new| Prepared::new(account, new, &salt, actor.now(), &self.random));
        Ok(PreparedExtras {
            codes: PreparedCodes::new(codes, &salt, &self.random)?,
            first_app: first_app.transpose()?,
        })
    }

    fn record_refused_code(&mut self, actor: &Actor, account: AccountId) -> Result<()> {
        self.change_of(actor, Action::Enrol, account, |tx, account, _| {
            let (event, source) = (Event::EnrolmentRefused, Source::default());
            if !is_recorded(tx, actor, event, Some(account.id), None, &source)? {
                tx.record(actor.who(), &Record::about(event, &account))?;
            }
            Ok(Commit(()))
        })
    }
}

fn plan(
    tx: &Tx<'_>,
    account: &Account,
    policy: &Policy,
    first_app: FirstApp,
) -> Result<EnrolmentPlan> {
    let situation = Situation {
        account,
        policy,
        methods: &tx.methods(account)?,
        sends_mail: messenger::can_send_mail(policy.mail_command.as_deref()),
        recovery_codes_left: tx.count_recovery_codes(account.id)?,
        app_passwords: tx.count_app_passwords(account.id)?,
    };
    Ok(EnrolmentPlan::new(&situation, first_app)?)
}

/// Refuses methods that the plan doesn't allow to be committed.
fn prove_all(tx: &Tx<'_>, account: &Account, policy: &Policy, kinds: &[Addable]) -> Result<()> {
    let mut plan = plan(tx, account, policy, FirstApp::None)?;
    for &kind in kinds {
        plan.prove(kind)?;
    }
    Ok(plan.can_commit()?)
}

/// The authenticator that waits for its first code, unless it has waited too long.
fn waiting(tx: &Tx<'_>, account: AccountId, now: Timestamp) -> Result<StoredAuthenticator> {
    tx.begun_authenticator(account)?
        .filter(|method| enrolment_waits(method.created_at, now))
        .ok_or(ServiceError::NoEnrolment)
}

fn refuse_too_many(tx: &Tx<'_>, account: AccountId) -> Result<()> {
    if tx.count_authenticators(account)? as usize >= AUTHENTICATORS {
        return Err(Refusal::AuthenticatorLimit(AUTHENTICATORS).into());
    }
    Ok(())
}

/// Adds an authenticator. If its label is taken, a number is appended.
fn add_authenticator(
    tx: &mut Tx<'_>,
    actor: &Actor,
    account: AccountId,
    new: &NewAuthenticator<'_>,
) -> Result<MethodId> {
    let taken = tx.authenticator_labels(account)?;
    let numbered = (2..).map(|number| format!("{} {number}", new.label));
    let label = std::iter::once(new.label.to_owned())
        .chain(numbered)
        .find(|label| !taken.contains(label))
        .unwrap_or_default();
    Ok(tx.insert_authenticator(
        account,
        &label,
        TotpShape::default(),
        new.secret,
        actor.now(),
    )?)
}

/// Enforces MFA, and writes the secrets that come with it.
fn finish(
    tx: &mut Tx<'_>,
    actor: &Actor,
    mut account: Account,
    policy: &Policy,
    kinds: &[Addable],
    extras: &PreparedExtras,
) -> Result<Enrolled> {
    account.mfa = MfaState::Enforced;
    tx.save_account(&account)?;
    let mut issued = 0;
    // Some may have been issued elsewhere meanwhile.
    if tx.count_recovery_codes(account.id)? == 0 {
        extras.codes.write(tx, actor, account.id)?;
        issued = extras.codes.len();
    }
    let kinds: Vec<_> = kinds.iter().map(<&str>::from).collect();
    let detail = json!({
        "method": kinds.join(", "),
        "recovery_codes": issued,
    });
    tx.record(
        actor.who(),
        &Record::about(Event::Enrolled, &account).detail(detail),
    )?;
    // The holder has just proved a second factor.
    if let Some(session) = actor.session() {
        issue_ticket(tx, actor, &account, session, true)?;
    }
    if let Some(app) = &extras.first_app {
        app.create(tx, actor, &account, policy)?;
    }
    Ok(Enrolled {
        actor: actor.with_second_factor(),
        account,
        recovery_codes_issued: issued > 0,
        app_password: extras.first_app.as_ref().map(|app| app.row.clone()),
    })
}
