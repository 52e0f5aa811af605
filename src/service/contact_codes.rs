//! Codes sent by e-mail and phone. A code is good once, for ten minutes, for the request that
//! asked for it.

use serde::{Deserialize, Serialize};
use serde_json::json;
use zeroize::Zeroizing;

use super::attempts::{AskedAt, Attempt};
use super::proofs::{ContactProven, PasswordProven};
use super::{Actor, Requester, Result, Service, ServiceError};
use crate::crypto::secret::ContactCode;
use crate::domain::account::{Account, AccountId};
use crate::domain::audit::{Event, Record};
use crate::domain::contact::{CODE_TRIES, Contact, ContactCodeRefusal, code_lasts, message_waits};
use crate::domain::method::offered;
use crate::domain::password::ungroup;
use crate::domain::permission::Action;
use crate::domain::policy::Policy;
use crate::domain::scope::Source;
use crate::messenger::{self, Mail};
use crate::store::Outcome::{Commit, Refuse};
use crate::store::{Counted, Tx};

/// The purpose of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodePurpose {
    SignIn,
    /// To prove that a contact reaches the holder.
    Enrolment,
}

impl CodePurpose {
    fn action(self) -> Action {
        match self {
            Self::SignIn => Action::SignIn,
            Self::Enrolment => Action::Enrol,
        }
    }
}

/// A request that a code was sent for. Nothing else can use that code.
pub struct CodeRequest {
    id: String,
    account: AccountId,
    contact: Contact,
    purpose: CodePurpose,
}

/// How a code is put into words, and from which machine it comes.
pub struct Message<'a> {
    pub host: &'a str,
    pub subject: &'a str,
    pub text: &'a dyn Fn(&ContactCode) -> Zeroizing<String>,
}

impl CodeRequest {
    pub fn contact(&self) -> &Contact {
        &self.contact
    }

    pub(super) fn purpose(&self) -> CodePurpose {
        self.purpose
    }

    fn record(&self, event: Event, account: &Account) -> Record {
        let detail = json!({ "to": self.contact.as_str() });
        Record::about(event, account)
            .subject(self.contact.kind().into_str())
            .detail(detail)
    }

    fn keyed_hash(&self, tx: &Tx<'_>, code: &str) -> crate::crypto::keyed_hash::KeyedHash {
        let purpose: &[u8] = match self.purpose {
            CodePurpose::SignIn => b"sign-in",
            CodePurpose::Enrolment => b"verification",
        };
        tx.keyed_hash(
            "contact code",
            &[
                self.id.as_bytes(),
                &self.account.0.to_be_bytes(),
                self.contact.kind().into_str().as_bytes(),
                self.contact.as_str().as_bytes(),
                purpose,
                code.as_bytes(),
            ],
        )
    }
}

impl Service {
    /// Sends a code to one of the account's own contacts.
    pub fn send_sign_in_code(
        &mut self,
        requester: &Requester,
        password: &PasswordProven,
        contact: &Contact,
        message: &Message<'_>,
    ) -> Result<CodeRequest> {
        let claimant = Actor::claimant(requester);
        let account = password.account().id;
        self.send_code(&claimant, account, contact, CodePurpose::SignIn, message)
    }

    /// Sends a code to a contact that isn't set up yet.
    pub fn send_enrolment_code(
        &mut self,
        actor: &Actor,
        account: AccountId,
        contact: &Contact,
        message: &Message<'_>,
    ) -> Result<CodeRequest> {
        self.send_code(actor, account, contact, CodePurpose::Enrolment, message)
    }

    /// Checks a code that was sent to a contact that isn't set up yet.
    pub fn check_enrolment_code(
        &mut self,
        actor: &Actor,
        request: &CodeRequest,
        typed: &str,
    ) -> Result<ContactProven> {
        let at = AskedAt {
            action: request.purpose.action(),
            refusal: Some(Event::EnrolmentRefused),
            source: &Source::default(),
        };
        self.change_of(actor, Action::Enrol, request.account, |tx, account, _| {
            let attempt = Attempt {
                counted: Counted::Account(account.id),
                account: Some(&account),
                proof: request.contact.kind().into(),
                at: &at,
            };
            if let Some(refusal) = attempt.refuse_early(tx, actor)? {
                return Ok(Refuse(refusal));
            }
            let checked = match request.purpose {
                CodePurpose::Enrolment => use_code(tx, &account, request, typed, actor.now()),
                CodePurpose::SignIn => Err(ContactCodeRefusal::Over.into()),
            };
            match checked {
                Ok(()) => {
                    attempt.succeed(tx)?;
                    let contact = request.contact.clone();
                    Ok(Commit(ContactProven::new(account.id, contact, actor.now())))
                }
                Err(wrong) if wrong.is_wrong_code() => {
                    attempt.fail(tx, actor)?;
                    Ok(Refuse(wrong))
                }
                Err(undecided) => Err(undecided),
            }
        })
    }

    /// Stores a code and sends it, unless one was sent less than a minute ago. Asking again doesn't
    /// restore tries. The code is recorded before it is sent, so that none is ever sent unrecorded.
    fn send_code(
        &mut self,
        actor: &Actor,
        account: AccountId,
        contact: &Contact,
        purpose: CodePurpose,
        message: &Message<'_>,
    ) -> Result<CodeRequest> {
        let code = ContactCode::generate(&self.random);
        let request = CodeRequest {
            id: self.random.id(),
            account,
            contact: contact.clone(),
            purpose,
        };
        let policy = self.keep_code(actor, &request, &code)?;
        let text = (message.text)(&code);
        let sent = match contact {
            Contact::Email(to) => messenger::send_mail(
                policy.mail_command.as_deref(),
                &Mail {
                    from_host: message.host,
                    to,
                    subject: message.subject,
                    body: &text,
                    sent_at: actor.now(),
                    id: &self.random.id(),
                },
            ),
            Contact::Phone(phone) => {
                messenger::send_text(policy.phone_command.as_deref(), phone, &text)
            }
        };
        // Whether this can be written changes nothing about what happened to the message.
        let _ = self.settle_code(actor, &request, sent.is_ok());
        sent?;
        Ok(request)
    }

    /// Records what happened to the message. A code that wasn't sent is deleted, so that the next may
    /// be tried at once.
    fn settle_code(&mut self, actor: &Actor, request: &CodeRequest, is_sent: bool) -> Result<()> {
        let action = request.purpose.action();
        self.change_of(actor, action, request.account, |tx, account, _| {
            let event = if is_sent {
                Event::CodeSent
            } else {
                tx.delete_contact_code(&request.id)?;
                Event::CodeNotSent
            };
            Ok(Commit(
                tx.record(actor.who(), &request.record(event, &account))?,
            ))
        })
    }

    fn keep_code(
        &mut self,
        actor: &Actor,
        request: &CodeRequest,
        code: &ContactCode,
    ) -> Result<Policy> {
        let action = request.purpose.action();
        self.change_of(actor, action, request.account, |tx, account, policy| {
            if request.purpose == CodePurpose::SignIn {
                refuse_changed_contact(&account, &request.contact)?;
                refuse_not_offered(tx, &account, &request.contact, &policy)?;
            }
            let kind = request.contact.kind();
            let counted = Counted::Account(account.id);
            if let Some(failures) = tx.failures(&counted, kind.into())? {
                let throttled = |refusal| ServiceError::Throttled(kind.into(), refusal);
                failures.allow(actor.now()).map_err(throttled)?;
            }
            let mut wait = 0;
            for (id, sent_at) in tx.sent_codes(account.id, kind)? {
                wait = wait.max(message_waits(sent_at, actor.now()));
                if !code_lasts(sent_at, actor.now()) {
                    tx.delete_contact_code(&id)?;
                }
            }
            if wait > 0 {
                return Err(ServiceError::MessageTooSoon(wait));
            }
            let hash = request.keyed_hash(tx, code.expose());
            tx.insert_contact_code(&request.id, account.id, kind, &hash, actor.now())?;
            let record = request.record(Event::CodeRequested, &account);
            tx.record(actor.who(), &record)?;
            Ok(Commit(policy))
        })
    }
}

/// Uses a code up if it is right, and counts a try if it isn't.
pub(super) fn use_code(
    tx: &mut Tx<'_>,
    account: &Account,
    request: &CodeRequest,
    typed: &str,
    now: jiff::Timestamp,
) -> Result<()> {
    if request.account != account.id {
        return Err(ContactCodeRefusal::Over.into());
    }
    let kept = tx
        .unused_contact_code(&request.id)?
        .filter(|kept| code_lasts(kept.sent_at, now) && kept.tries < CODE_TRIES)
        .ok_or(ContactCodeRefusal::Over)?;
    let is_right = request.keyed_hash(tx, &ungroup(typed)).is(&kept.mark);
    tx.try_contact_code(&request.id, is_right)?;
    if !is_right {
        return Err(ContactCodeRefusal::Wrong.into());
    }
    if request.purpose == CodePurpose::SignIn {
        refuse_changed_contact(account, &request.contact)?;
    }
    Ok(())
}

/// Refuses a code that was sent to an address that is no longer the account's.
/// Refuses a contact that isn't a method of the account, or that the policy accepts no codes from.
pub(super) fn refuse_not_offered(
    tx: &Tx<'_>,
    account: &Account,
    contact: &Contact,
    policy: &Policy,
) -> Result<()> {
    let methods = tx.methods(account)?;
    let offered = offered(&methods, account.default_method, policy);
    if offered
        .iter()
        .any(|method| method.contact.as_ref() == Some(contact))
    {
        Ok(())
    } else {
        Err(ContactCodeRefusal::Over.into())
    }
}

fn refuse_changed_contact(account: &Account, contact: &Contact) -> Result<()> {
    if account.contact(contact.kind()).as_ref() == Some(contact) {
        Ok(())
    } else {
        Err(ContactCodeRefusal::Over.into())
    }
}
