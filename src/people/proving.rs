//! Signing in, setting MFA up, and the app passwords that come of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Actor;
use super::actor::Acting;
use super::desk::{Desk, Way};
use super::kept::{
    AuthenticatorProven, CodeRequest, ContactProven, FactorProven, Kept, MethodProven, Number,
    PasswordProven, Rotated,
};
use super::request::{Password, Proven, Request, Secret, codes_sent};
use crate::crypto::secret::{AppPasswordText, PrimaryPassword, RecoveryCode};
use crate::domain::account::{Account, AccountId};
use crate::domain::app_password::AppPassword;
use crate::domain::contact::Contact;
use crate::domain::log_in::Answered;
use crate::domain::method::{Method, MethodId};
use crate::domain::names::AccountName;
use crate::domain::period::Period;
use crate::domain::policy::Policy;
use crate::domain::role::Role;
use crate::service::{
    self, Begun, Extras, LogIn, Message, NewAppPassword, NewAuthenticator, NewPassword, Requester,
    Result, Verification, VerificationRequest,
};

/// A holder who is signed in.
pub struct SignedInTo {
    pub account: Account,
    pub actor: Actor,
    /// How many app passwords were deleted because a temporary password was replaced.
    pub app_passwords_deleted: usize,
}

pub struct Enrolled {
    pub account: Account,
    pub actor: Actor,
    pub recovery_codes_issued: bool,
    pub app_password: Option<AppPassword>,
}

/// `Enrolled`, without the actor, whom the daemon keeps.
#[derive(Serialize, Deserialize)]
pub struct EnrolledThere {
    pub account: Account,
    pub recovery_codes_issued: bool,
    pub app_password: Option<AppPassword>,
}

impl From<service::Enrolled> for Enrolled {
    fn from(enrolled: service::Enrolled) -> Self {
        Self {
            account: enrolled.account,
            actor: Actor::here(enrolled.actor),
            recovery_codes_issued: enrolled.recovery_codes_issued,
            app_password: enrolled.app_password,
        }
    }
}

impl EnrolledThere {
    fn by(self, actor: &Actor) -> Enrolled {
        Enrolled {
            account: self.account,
            actor: actor.clone(),
            recovery_codes_issued: self.recovery_codes_issued,
            app_password: self.app_password,
        }
    }
}

fn holder(account: &Account) -> Actor {
    Actor::there(Acting::Holder(account.id), Role::Holder)
}

impl Desk {
    pub fn check_password(
        &self,
        requester: &Requester,
        name: &AccountName,
        typed: PrimaryPassword,
    ) -> Result<PasswordProven> {
        match &self.way {
            Way::Here(service) => {
                let proven = service
                    .borrow_mut()
                    .check_password(requester, name, typed)?;
                Ok(PasswordProven {
                    account: proven.account().clone(),
                    kept: Kept::Here(proven),
                })
            }
            Way::There(client) => {
                let typed = Secret::of(typed.expose());
                let (number, account) = client.ask(&Request::CheckPassword(name.clone(), typed))?;
                Ok(PasswordProven {
                    account,
                    kept: Kept::There(number),
                })
            }
        }
    }

    pub fn check_new_password(&self, password: &PasswordProven, new: &NewPassword) -> Result<()> {
        match &self.way {
            Way::Here(service) => service
                .borrow()
                .check_new_password(password.kept.here()?, new),
            Way::There(client) => {
                let number = password.kept.number()?;
                client.ask(&Request::CheckNewPassword(number, Password::from(new)))
            }
        }
    }

    pub fn factors(
        &self,
        requester: &Requester,
        password: &PasswordProven,
    ) -> Result<(Vec<Method>, u32)> {
        match &self.way {
            Way::Here(service) => service.borrow().factors(requester, password.kept.here()?),
            Way::There(client) => client.ask(&Request::Factors(password.kept.number()?)),
        }
    }

    pub fn check_authenticator(
        &self,
        requester: &Requester,
        password: &PasswordProven,
        id: MethodId,
        code: &str,
    ) -> Result<FactorProven> {
        let kept = match &self.way {
            Way::Here(service) => Kept::Here(service.borrow_mut().check_authenticator(
                requester,
                password.kept.here()?,
                id,
                code,
            )?),
            Way::There(client) => {
                let (number, code) = (password.kept.number()?, Secret::of(code));
                Kept::There(client.ask(&Request::CheckAuthenticator(number, id, code))?)
            }
        };
        Ok(FactorProven(kept))
    }

    pub fn send_sign_in_code(
        &self,
        requester: &Requester,
        password: &PasswordProven,
        contact: &Contact,
        message: &Message<'_>,
    ) -> Result<CodeRequest> {
        let kept = match &self.way {
            Way::Here(service) => Kept::Here(service.borrow_mut().send_sign_in_code(
                requester,
                password.kept.here()?,
                contact,
                message,
            )?),
            // The daemon writes the message: no client says what is in it.
            Way::There(client) => {
                let number = password.kept.number()?;
                Kept::There(client.ask(&Request::SendSignInCode(number, contact.clone()))?)
            }
        };
        Ok(CodeRequest {
            contact: contact.clone(),
            kept,
        })
    }

    pub fn check_sent_code(
        &self,
        requester: &Requester,
        password: &PasswordProven,
        request: &CodeRequest,
        typed: &str,
    ) -> Result<FactorProven> {
        let kept = match &self.way {
            Way::Here(service) => Kept::Here(service.borrow_mut().check_sent_code(
                requester,
                password.kept.here()?,
                request.kept.here()?,
                typed,
            )?),
            Way::There(client) => Kept::There(client.ask(&Request::CheckSentCode(
                password.kept.number()?,
                request.kept.number()?,
                Secret::of(typed),
            ))?),
        };
        Ok(FactorProven(kept))
    }

    pub fn check_recovery_code(
        &self,
        requester: &Requester,
        password: &PasswordProven,
        typed: &str,
    ) -> Result<(FactorProven, u32)> {
        match &self.way {
            Way::Here(service) => {
                let password = password.kept.here()?;
                let mut service = service.borrow_mut();
                let (proven, left) = service.check_recovery_code(requester, password, typed)?;
                Ok((FactorProven(Kept::Here(proven)), left))
            }
            Way::There(client) => {
                let (number, typed) = (password.kept.number()?, Secret::of(typed));
                let asked = Request::CheckRecoveryCode(number, typed);
                let (number, left) = client.ask(&asked)?;
                Ok((FactorProven(Kept::There(number)), left))
            }
        }
    }

    pub fn sign_in(
        &self,
        requester: &Requester,
        password: PasswordProven,
        factor: Option<FactorProven>,
        new_password: Option<&NewPassword>,
    ) -> Result<SignedInTo> {
        match &self.way {
            Way::Here(service) => {
                let password = password.kept.into_here()?;
                let factor = factor.map(|factor| factor.0.into_here()).transpose()?;
                let mut service = service.borrow_mut();
                let signed_in = service.sign_in(requester, password, factor, new_password)?;
                Ok(SignedInTo {
                    account: signed_in.account,
                    actor: Actor::here(signed_in.actor),
                    app_passwords_deleted: signed_in.app_passwords_deleted,
                })
            }
            Way::There(client) => {
                let factor = factor.map(|factor| factor.0.number()).transpose()?;
                let (account, app_passwords_deleted) = client.ask(&Request::SignIn {
                    password: password.kept.number()?,
                    factor,
                    new_password: new_password.map(Password::from),
                })?;
                Ok(SignedInTo {
                    actor: holder(&account),
                    account,
                    app_passwords_deleted,
                })
            }
        }
    }

    pub fn signed_in(
        &self,
        requester: &Requester,
        name: &AccountName,
    ) -> Result<Option<(Account, Actor)>> {
        match &self.way {
            Way::Here(service) => {
                let signed_in = service.borrow().signed_in(requester, name)?;
                Ok(signed_in.map(|(account, actor)| (account, Actor::here(actor))))
            }
            Way::There(client) => {
                let account: Option<Account> = client.ask(&Request::SignedIn(name.clone()))?;
                Ok(account.map(|account| {
                    let actor = holder(&account);
                    (account, actor)
                }))
            }
        }
    }

    pub fn last_signed_in(&self, requester: &Requester) -> Result<Option<AccountName>> {
        match &self.way {
            Way::Here(service) => service.borrow().last_signed_in(requester),
            Way::There(client) => client.ask(&Request::LastSignedIn),
        }
    }

    pub fn sign_out(&self, requester: &Requester) -> Result<Vec<AccountName>> {
        match &self.way {
            Way::Here(service) => service.borrow_mut().sign_out(requester),
            Way::There(client) => client.ask(&Request::SignOut),
        }
    }

    pub fn begin_enrolment(
        &self,
        actor: &Actor,
        account: AccountId,
        new: &NewAuthenticator<'_>,
    ) -> Result<Begun> {
        match &self.way {
            Way::Here(service) => {
                service
                    .borrow_mut()
                    .begin_enrolment(actor.in_process()?, account, new)
            }
            Way::There(client) => {
                let acting = actor.acting()?;
                client.ask(&Request::BeginEnrolment(acting, account, new.into()))
            }
        }
    }

    pub fn check_new_authenticator(
        &self,
        actor: &Actor,
        account: AccountId,
        new: &NewAuthenticator<'_>,
        code: &str,
    ) -> Result<AuthenticatorProven> {
        let kept = match &self.way {
            Way::Here(service) => Kept::Here(service.borrow().check_new_authenticator(
                actor.in_process()?,
                account,
                new,
                code,
            )?),
            Way::There(client) => {
                let (acting, code) = (actor.acting()?, Secret::of(code));
                let asked = Request::CheckNewAuthenticator(acting, account, new.into(), code);
                Kept::There(client.ask(&asked)?)
            }
        };
        Ok(AuthenticatorProven(kept))
    }

    pub fn send_enrolment_code(
        &self,
        actor: &Actor,
        account: AccountId,
        contact: &Contact,
        message: &Message<'_>,
    ) -> Result<CodeRequest> {
        let kept = match &self.way {
            Way::Here(service) => Kept::Here(service.borrow_mut().send_enrolment_code(
                actor.in_process()?,
                account,
                contact,
                message,
            )?),
            Way::There(client) => {
                let asked = Request::SendEnrolmentCode(actor.acting()?, account, contact.clone());
                Kept::There(client.ask(&asked)?)
            }
        };
        Ok(CodeRequest {
            contact: contact.clone(),
            kept,
        })
    }

    pub fn check_enrolment_code(
        &self,
        actor: &Actor,
        request: &CodeRequest,
        typed: &str,
    ) -> Result<ContactProven> {
        let kept = match &self.way {
            Way::Here(service) => Kept::Here(service.borrow_mut().check_enrolment_code(
                actor.in_process()?,
                request.kept.here()?,
                typed,
            )?),
            Way::There(client) => Kept::There(client.ask(&Request::CheckEnrolmentCode(
                actor.acting()?,
                request.kept.number()?,
                Secret::of(typed),
            ))?),
        };
        Ok(ContactProven {
            contact: request.contact.clone(),
            kept,
        })
    }

    pub fn confirm_enrolment(
        &self,
        actor: &Actor,
        account: AccountId,
        code: &str,
        extras: &Extras<'_>,
    ) -> Result<Enrolled> {
        match &self.way {
            Way::Here(service) => {
                let mut service = service.borrow_mut();
                let enrolled =
                    service.confirm_enrolment(actor.in_process()?, account, code, extras)?;
                Ok(enrolled.into())
            }
            Way::There(client) => {
                let (acting, code) = (actor.acting()?, Secret::of(code));
                let asked = Request::ConfirmEnrolment(acting, account, code, extras.into());
                let enrolled: EnrolledThere = client.ask(&asked)?;
                Ok(enrolled.by(actor))
            }
        }
    }

    pub fn enrol(
        &self,
        actor: &Actor,
        account: AccountId,
        methods: Vec<MethodProven>,
        extras: &Extras<'_>,
    ) -> Result<Enrolled> {
        match &self.way {
            Way::Here(service) => {
                let methods = methods.into_iter().map(in_process);
                let methods = methods.collect::<Result<_>>()?;
                let mut service = service.borrow_mut();
                let enrolled = service.enrol(actor.in_process()?, account, methods, extras)?;
                Ok(enrolled.into())
            }
            Way::There(client) => {
                let methods = methods.iter().map(by_number);
                let methods = methods.collect::<Result<_>>()?;
                let asked = Request::Enrol(actor.acting()?, account, methods, extras.into());
                let enrolled: EnrolledThere = client.ask(&asked)?;
                Ok(enrolled.by(actor))
            }
        }
    }

    pub fn replace_recovery_codes(
        &self,
        actor: &Actor,
        account: AccountId,
        codes: &[RecoveryCode],
    ) -> Result<Account> {
        match &self.way {
            Way::Here(service) => {
                let mut service = service.borrow_mut();
                service.replace_recovery_codes(actor.in_process()?, account, codes)
            }
            Way::There(client) => {
                let (acting, codes) = (actor.acting()?, codes_sent(codes));
                client.ask(&Request::ReplaceRecoveryCodes(acting, account, codes))
            }
        }
    }

    pub fn create_app_passwords(
        &self,
        actor: &Actor,
        account: AccountId,
        new: &[NewAppPassword<'_>],
    ) -> Result<Vec<AppPassword>> {
        match &self.way {
            Way::Here(service) => {
                let mut service = service.borrow_mut();
                service.create_app_passwords(actor.in_process()?, account, new)
            }
            Way::There(client) => {
                let new = new.iter().map(Into::into).collect();
                client.ask(&Request::CreateAppPasswords(actor.acting()?, account, new))
            }
        }
    }

    pub fn take_back_app_passwords(
        &self,
        actor: &Actor,
        account: AccountId,
        ids: &[String],
    ) -> Result<Vec<AppPassword>> {
        match &self.way {
            Way::Here(service) => {
                let mut service = service.borrow_mut();
                service.take_back_app_passwords(actor.in_process()?, account, ids)
            }
            Way::There(client) => {
                client.ask(&Request::TakeBack(actor.acting()?, account, ids.to_vec()))
            }
        }
    }

    pub fn rotate_app_password(
        &self,
        actor: &Actor,
        old: &AppPassword,
        overlap: Option<Period>,
        secret: &AppPasswordText,
    ) -> Result<Rotated> {
        match &self.way {
            Way::Here(service) => {
                let mut service = service.borrow_mut();
                let actor = actor.in_process()?;
                let rotated = service.rotate_app_password(actor, old, overlap, secret)?;
                Ok(Rotated {
                    new: rotated.new.clone(),
                    old_until: rotated.old_until,
                    kept: Kept::Here(rotated),
                })
            }
            Way::There(client) => {
                let (number, new, old_until): (Number, AppPassword, Option<Timestamp>) = client
                    .ask(&Request::Rotate(
                        actor.acting()?,
                        old.account,
                        old.id.clone(),
                        overlap,
                        Secret::of(secret.expose()),
                    ))?;
                Ok(Rotated {
                    new,
                    old_until,
                    kept: Kept::There(number),
                })
            }
        }
    }

    pub fn end_rotation(&self, actor: &Actor, rotated: &Rotated) -> Result<()> {
        match &self.way {
            Way::Here(service) => {
                let mut service = service.borrow_mut();
                service.end_rotation(actor.in_process()?, rotated.kept.here()?)
            }
            Way::There(client) => {
                let number = rotated.kept.number()?;
                client.ask(&Request::EndRotation(actor.acting()?, number))
            }
        }
    }

    pub fn undo_rotation(&self, actor: &Actor, rotated: &Rotated) -> Result<()> {
        match &self.way {
            Way::Here(service) => {
                let mut service = service.borrow_mut();
                service.undo_rotation(actor.in_process()?, rotated.kept.here()?)
            }
            Way::There(client) => {
                let number = rotated.kept.number()?;
                client.ask(&Request::UndoRotation(actor.acting()?, number))
            }
        }
    }

    pub fn verify(
        &self,
        requester: &Requester,
        request: &VerificationRequest<'_>,
    ) -> Result<Verification> {
        match &self.way {
            Way::Here(service) => service.borrow_mut().verify(requester, request),
            Way::There(client) => client.ask(&Request::Verify(
                request.account.clone(),
                Secret::of(request.typed.expose()),
                request.only.map(str::to_owned),
                request.source.clone(),
            )),
        }
    }

    pub fn test_log_in(&self, actor: &Actor, log_in: &LogIn<'_>) -> Result<(Answered, Policy)> {
        match &self.way {
            Way::Here(service) => service
                .borrow_mut()
                .test_log_in(actor.in_process()?, log_in),
            Way::There(client) => client.ask(&Request::TestLogIn(
                actor.acting()?,
                log_in.account.clone(),
                Secret::of(log_in.typed.expose()),
                log_in.source.clone(),
            )),
        }
    }
}

fn in_process(method: MethodProven) -> Result<service::MethodProven> {
    match method {
        MethodProven::Authenticator(proven) => {
            Ok(service::MethodProven::Authenticator(proven.0.into_here()?))
        }
        MethodProven::Contact(proven) => {
            Ok(service::MethodProven::Contact(proven.kept.into_here()?))
        }
    }
}

fn by_number(method: &MethodProven) -> Result<Proven> {
    match method {
        MethodProven::Authenticator(proven) => Ok(Proven::Authenticator(proven.0.number()?)),
        MethodProven::Contact(proven) => Ok(Proven::Contact(proven.kept.number()?)),
    }
}
