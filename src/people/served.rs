//! The end of the socket where the daemon is: one visitor, and what is kept for them.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::actor::Acting;
use super::desk::{VERSION, WhoAmI};
use super::frame::{self, LARGEST_REQUEST};
use super::kept::{Number, Shelf};
use super::proving::EnrolledThere;
use super::request::{self, Answer, NewApp, Proven, Request, app_password_text, recovery_codes};
use super::told::Told;
use crate::crypto::secret::{AppPasswordText, ContactCode, PrimaryPassword, TypedPassword};
use crate::domain::account::AccountId;
use crate::domain::app_password::AppPassword;
use crate::domain::names::ID_MARK;
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use crate::domain::role::Caller;
use crate::domain::scope::Source;
use crate::domain::sign_in::{CONNECTION_HOLDS, SIGN_IN_HOLDS, TerminalSession};
use crate::service::{
    self, CodePurpose, Extras, LogIn, Message, NewAuthenticator, NewPassword, Peer, Requester,
    Result, Rotated, Service, ServiceError, VerificationRequest,
};

/// The process at the other end, as the kernel tells of it.
#[derive(Clone)]
pub struct Visitor {
    pub caller: Caller,
    pub session: Option<TerminalSession>,
    /// It is root, or the user that the daemon runs as.
    pub is_owner: bool,
    /// The numbers of its groups.
    pub groups: Vec<u32>,
    /// Finds a group's number by its name.
    pub group_number: fn(&str) -> Option<u32>,
}

impl Visitor {
    fn is_member(&self, group: &str) -> bool {
        (self.group_number)(group).is_some_and(|number| self.groups.contains(&number))
    }
}

/// Writes the messages with codes.
#[derive(Clone)]
pub struct Letters {
    pub host: String,
    pub subject: &'static str,
    pub text: fn(&ContactCode, &str, CodePurpose) -> Zeroizing<String>,
}

/// Something that was made, and hasn't arrived as far as the daemon knows.
enum Made {
    AppPasswords(service::Actor, AccountId, Vec<String>),
    Rotation(service::Actor, Box<Rotated>),
}

/// Everything of one connection. Its proofs are worth nothing on another one.
pub struct Served {
    visitor: Visitor,
    letters: Letters,
    clock: fn() -> Timestamp,
    /// The sign-ins of this connection, for a visitor without a terminal session too, and their ends.
    holders: BTreeMap<AccountId, (Timestamp, service::Actor)>,
    passwords: Shelf<service::PasswordProven>,
    factors: Shelf<service::FactorProven>,
    codes: Shelf<service::CodeRequest>,
    contacts: Shelf<service::ContactProven>,
    authenticators: Shelf<service::AuthenticatorProven>,
    made: Shelf<Made>,
}

impl Served {
    pub fn new(visitor: Visitor, letters: Letters, clock: fn() -> Timestamp) -> Self {
        Self {
            visitor,
            letters,
            clock,
            holders: BTreeMap::new(),
            passwords: Shelf::default(),
            factors: Shelf::default(),
            codes: Shelf::default(),
            contacts: Shelf::default(),
            authenticators: Shelf::default(),
            made: Shelf::default(),
        }
    }

    /// Reads a request. `None` if the visitor is gone.
    pub fn read(stream: &mut impl Read) -> io::Result<Option<Request>> {
        match frame::read(stream, LARGEST_REQUEST)? {
            Some(text) => frame::parse(&text).map(Some),
            None => Ok(None),
        }
    }

    /// Writes an answer. Returns what couldn't be decided.
    pub fn tell(
        answer: Result<Answer>,
        stream: &mut impl Write,
    ) -> io::Result<Option<ServiceError>> {
        match answer {
            Ok(answer) => {
                frame::write(stream, &Ok::<_, Told>(answer.0))?;
                Ok(None)
            }
            Err(error) => {
                let told = Told::from(&error);
                frame::write(stream, &Err::<(), _>(&told))?;
                Ok(told.is_undecided().then_some(error))
            }
        }
    }

    /// Takes back what was made and never arrived, whatever became of the visitor's rights meanwhile.
    pub fn end(&mut self, service: &mut Service) -> Result<()> {
        let (mut ended, now) = (Ok(()), (self.clock)());
        for made in std::mem::take(&mut self.made).into_things() {
            let taken_back = match made {
                Made::AppPasswords(actor, account, ids) => service
                    .take_back_app_passwords(&actor.at(now), account, &ids)
                    .map(|_| ()),
                Made::Rotation(actor, rotated) => service.undo_rotation(&actor.at(now), &rotated),
            };
            ended = ended.and(taken_back);
        }
        ended
    }

    /// Forgets what was proved, because it was proved to another store.
    pub fn forget_proofs(&mut self) {
        self.holders.clear();
        self.passwords = Shelf::default();
        self.factors = Shelf::default();
        self.codes = Shelf::default();
        self.contacts = Shelf::default();
        self.authenticators = Shelf::default();
    }

    pub fn has_unarrived(&self) -> bool {
        !self.made.is_empty()
    }

    fn signs_in(&mut self, account: AccountId, holder: service::Actor, holds: Period) {
        let end = holds.after((self.clock)());
        self.holders.insert(account, (end, holder));
    }

    fn requester(&self) -> Requester {
        Requester {
            at: (self.clock)(),
            caller: self.visitor.caller.clone(),
            session: self.visitor.session.clone(),
        }
    }

    fn actor(&self, service: &Service, acting: Acting) -> Result<service::Actor> {
        match acting {
            Acting::Operator => {
                let visitor = &self.visitor;
                let peer = Peer {
                    is_owner: visitor.is_owner,
                    is_member: &|group| visitor.is_member(group),
                };
                service.operator(&self.requester(), &peer)
            }
            Acting::Holder(account) => {
                let now = (self.clock)();
                let signed_in = self.holders.get(&account);
                match signed_in.filter(|(end, _)| now < *end) {
                    Some((_, holder)) => Ok(holder.at(now)),
                    None => Err(Refusal::NotSignedIn.into()),
                }
            }
        }
    }

    /// Refuses a user who has no role and isn't signed in to this account.
    fn refuse_stranger(&self, service: &Service, request: &VerificationRequest<'_>) -> Result<()> {
        let operator = self.actor(service, Acting::Operator)?;
        if operator.role().is_operator() {
            service.test_app_passwords(&operator, request.account, &Source::default())?;
            return Ok(());
        }
        let accounts: Vec<_> = self.holders.keys().copied().collect();
        for account in accounts {
            let Ok(holder) = self.actor(service, Acting::Holder(account)) else {
                continue;
            };
            if service.account(&holder, request.account).is_ok() {
                return Ok(());
            }
        }
        Err(Refusal::NotSignedIn.into())
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each request")]
    /// Does what is asked.
    pub fn answer(&mut self, service: &mut Service, request: Request) -> Result<Answer> {
        let requester = self.requester();
        match request {
            Request::UseCase(acting, use_case) => {
                let actor = self.actor(service, acting)?;
                use_case.answer(service, &actor)
            }
            Request::WhoAmI => Answer::of(&self.who_am_i(service)?),
            Request::Delivered => {
                for made in std::mem::take(&mut self.made).into_things() {
                    // Otherwise the old ones of many rotations would all go on.
                    if let Made::Rotation(actor, rotated) = made {
                        service.end_rotation(&actor.at(requester.at), &rotated)?;
                    }
                }
                Answer::of(&())
            }
            Request::OnlyAccount => {
                // A user without a role isn't told of accounts.
                let operator = self.actor(service, Acting::Operator)?;
                if !operator.role().is_operator() {
                    return Err(ServiceError::SeveralAccounts);
                }
                Answer::of(&service.only_account(&requester)?)
            }
            Request::AddAccount(acting, new) => {
                let actor = self.actor(service, acting)?;
                Answer::of(&new.add(service, &actor)?)
            }
            Request::SetPassword(acting, name, new, replaces_external) => {
                let actor = self.actor(service, acting)?;
                let new = NewPassword::try_from(new)?;
                Answer::of(&service.set_password(&actor, &name, &new, replaces_external)?)
            }
            Request::Accounts(acting, pattern, after, with_sign_ins) => {
                let (actor, pattern) = (self.actor(service, acting)?, pattern.as_deref());
                Answer::of(&service.accounts_after(&actor, pattern, &after, with_sign_ins)?)
            }
            Request::WidestAccount(acting, pattern) => {
                let actor = self.actor(service, acting)?;
                Answer::of(&service.widest_account(&actor, pattern.as_deref())?)
            }
            Request::Exported(acting, after) => {
                let actor = self.actor(service, acting)?;
                Answer::of(&service.exported_after(&actor, &after)?)
            }
            Request::LogSpan(acting, filter) => {
                let actor = self.actor(service, acting)?;
                Answer::of(&service.log_span(&actor, &filter)?)
            }
            Request::LogPage(acting, filter, span) => {
                let actor = self.actor(service, acting)?;
                Answer::of(&service.log_page(&actor, &filter, span)?)
            }
            Request::CheckPassword(name, typed) => {
                let typed = PrimaryPassword::new(typed.into_text());
                let proven = service.check_password(&requester, &name, typed)?;
                let account = proven.account().clone();
                Answer::of(&(self.passwords.put(proven), account))
            }
            Request::CheckNewPassword(password, new) => {
                let (password, new) = (self.passwords.get(password)?, NewPassword::try_from(new)?);
                Answer::of(&service.check_new_password(password, &new)?)
            }
            Request::Factors(password) => {
                Answer::of(&service.factors(&requester, self.passwords.get(password)?)?)
            }
            Request::CheckAuthenticator(password, id, code) => {
                let password = self.passwords.get(password)?;
                let code = code.expose();
                let proven = service.check_authenticator(&requester, password, id, code)?;
                Answer::of(&self.factors.put(proven))
            }
            Request::SendSignInCode(password, contact) => {
                let password = self.passwords.get(password)?;
                let name = password.account().name.as_str();
                let sent = self.letters.with(name, CodePurpose::SignIn, |message| {
                    service.send_sign_in_code(&requester, password, &contact, message)
                })?;
                Answer::of(&self.codes.put(sent))
            }
            Request::CheckSentCode(password, request, typed) => {
                let (password, request) = (self.passwords.get(password)?, self.codes.get(request)?);
                let typed = typed.expose();
                let proven = service.check_sent_code(&requester, password, request, typed)?;
                Answer::of(&self.factors.put(proven))
            }
            Request::CheckRecoveryCode(password, typed) => {
                let password = self.passwords.get(password)?;
                let (proven, left) =
                    service.check_recovery_code(&requester, password, typed.expose())?;
                Answer::of(&(self.factors.put(proven), left))
            }
            Request::SignIn {
                password,
                factor,
                new_password,
            } => {
                let new_password = new_password.map(NewPassword::try_from).transpose()?;
                let password = self.passwords.take(password)?;
                let factor = factor.map(|factor| self.factors.take(factor)).transpose()?;
                let signed_in =
                    service.sign_in(&requester, password, factor, new_password.as_ref())?;
                self.signs_in(signed_in.account.id, signed_in.actor, CONNECTION_HOLDS);
                Answer::of(&(signed_in.account, signed_in.app_passwords_deleted))
            }
            Request::SignedIn(name) => {
                let signed_in = service.signed_in(&requester, &name)?;
                Answer::of(&signed_in.map(|(account, actor)| {
                    self.signs_in(account.id, actor, SIGN_IN_HOLDS);
                    account
                }))
            }
            Request::LastSignedIn => Answer::of(&service.last_signed_in(&requester)?),
            Request::SignOut => {
                self.holders.clear();
                Answer::of(&service.sign_out(&requester)?)
            }
            Request::BeginEnrolment(acting, account, new) => {
                let (actor, secret) = (self.actor(service, acting)?, new.secret()?);
                let label = new.label()?;
                let new = NewAuthenticator {
                    label: &label,
                    secret: &secret,
                };
                Answer::of(&service.begin_enrolment(&actor, account, &new)?)
            }
            Request::CheckNewAuthenticator(acting, account, new, code) => {
                let (actor, secret) = (self.actor(service, acting)?, new.secret()?);
                let label = new.label()?;
                let new = NewAuthenticator {
                    label: &label,
                    secret: &secret,
                };
                let code = code.expose();
                let proven = service.check_new_authenticator(&actor, account, &new, code)?;
                Answer::of(&self.authenticators.put(proven))
            }
            Request::SendEnrolmentCode(acting, account, contact) => {
                let actor = self.actor(service, acting)?;
                let name = service.security(&actor, account)?.account.name;
                let name = name.as_str();
                let sent = self.letters.with(name, CodePurpose::Enrolment, |message| {
                    service.send_enrolment_code(&actor, account, &contact, message)
                })?;
                Answer::of(&self.codes.put(sent))
            }
            Request::CheckEnrolmentCode(acting, request, typed) => {
                let actor = self.actor(service, acting)?;
                let request = self.codes.get(request)?;
                let proven = service.check_enrolment_code(&actor, request, typed.expose())?;
                Answer::of(&self.contacts.put(proven))
            }
            Request::ConfirmEnrolment(acting, account, code, extras) => self.enrol(
                service,
                acting,
                account,
                extras,
                |service, actor, extras| {
                    service.confirm_enrolment(actor, account, code.expose(), extras)
                },
            ),
            Request::Enrol(acting, account, methods, extras) => {
                let methods = methods.into_iter().map(|method| match method {
                    Proven::Authenticator(number) => {
                        let proven = self.authenticators.take(number)?;
                        Ok(service::MethodProven::Authenticator(proven))
                    }
                    Proven::Contact(number) => {
                        let proven = self.contacts.take(number)?;
                        Ok(service::MethodProven::Contact(proven))
                    }
                });
                let methods = methods.collect::<Result<Vec<_>>>()?;
                self.enrol(
                    service,
                    acting,
                    account,
                    extras,
                    |service, actor, extras| service.enrol(actor, account, methods, extras),
                )
            }
            Request::ReplaceRecoveryCodes(acting, account, codes) => {
                let (actor, codes) = (self.actor(service, acting)?, recovery_codes(codes)?);
                Answer::of(&service.replace_recovery_codes(&actor, account, &codes)?)
            }
            Request::CreateAppPasswords(acting, account, new) => {
                let created = self.create(service, acting, account, &new)?;
                Answer::of(&created)
            }
            Request::TakeBack(acting, account, ids) => {
                let actor = self.actor(service, acting)?;
                Answer::of(&self.take_back(service, &actor, account, &ids)?)
            }
            Request::Rotate(acting, account, id, overlap, secret) => {
                let actor = self.actor(service, acting)?;
                self.refuse_more()?;
                let secret = app_password_text(&secret, &service.policy(&actor)?)?;
                let old = (account, id.as_str());
                let rotated = rotate(service, &actor, old, overlap, &secret)?;
                let (new, old_until) = (rotated.new.clone(), rotated.old_until);
                let number = self.made.put(Made::Rotation(actor, Box::new(rotated)));
                Answer::of(&(number, new, old_until))
            }
            Request::EndRotation(acting, number) => {
                let actor = self.actor(service, acting)?;
                let rotated = self.rotated(number)?;
                Answer::of(&service.end_rotation(&actor, &rotated)?)
            }
            Request::UndoRotation(acting, number) => {
                let actor = self.actor(service, acting)?;
                let rotated = self.rotated(number)?;
                Answer::of(&service.undo_rotation(&actor, &rotated)?)
            }
            Request::Verify(account, typed, only, source) => {
                let typed = AppPasswordText::new(typed.into_text());
                let request = VerificationRequest {
                    account: &account,
                    typed: &typed,
                    only: only.as_deref(),
                    source,
                };
                self.refuse_stranger(service, &request)?;
                Answer::of(&service.verify(&requester, &request)?)
            }
            Request::TestLogIn(acting, account, typed, source) => {
                let actor = self.actor(service, acting)?;
                let log_in = LogIn {
                    account: &account,
                    typed: &TypedPassword::new(typed.into_text()),
                    source: &source,
                };
                Answer::of(&service.test_log_in(&actor, &log_in)?)
            }
        }
    }

    fn who_am_i(&self, service: &Service) -> Result<WhoAmI> {
        let operator = self.actor(service, Acting::Operator)?;
        Ok(WhoAmI {
            uid: self.visitor.caller.uid,
            role: operator.role(),
            store: service.place(),
            version: VERSION.to_owned(),
            keeps_sign_ins: self.visitor.session.is_some(),
        })
    }

    fn create(
        &mut self,
        service: &mut Service,
        acting: Acting,
        account: AccountId,
        new: &[NewApp],
    ) -> Result<Vec<AppPassword>> {
        self.refuse_more()?;
        let actor = self.actor(service, acting)?;
        let policy = service.policy(&actor)?;
        let secrets = new.iter().map(|one| one.secret(&policy));
        let secrets = secrets.collect::<Result<Vec<_>>>()?;
        let wanted = new
            .iter()
            .zip(&secrets)
            .map(|(new, secret)| new.with(secret));
        let wanted = wanted.collect::<Result<Vec<_>>>()?;
        let created = service.create_app_passwords(&actor, account, &wanted)?;
        let ids = created.iter().map(|one| one.id.clone()).collect();
        self.made.put(Made::AppPasswords(actor, account, ids));
        Ok(created)
    }

    /// Takes back what was made on this connection and hasn't arrived, and nothing else.
    fn take_back(
        &mut self,
        service: &mut Service,
        actor: &service::Actor,
        account: AccountId,
        ids: &[String],
    ) -> Result<Vec<AppPassword>> {
        let is_it = |made: &Made| matches!(made, Made::AppPasswords(_, of, made) if *of == account && made == ids);
        let number = self.made.find(is_it).ok_or_else(ServiceError::conflict)?;
        let taken_back = service.take_back_app_passwords(actor, account, ids)?;
        self.made.take(number)?;
        Ok(taken_back)
    }

    /// Nothing more is made for a visitor who doesn't say that it arrives.
    fn refuse_more(&self) -> Result<()> {
        if self.made.is_full() {
            return Err(ServiceError::conflict());
        }
        Ok(())
    }

    fn rotated(&mut self, number: Number) -> Result<Box<Rotated>> {
        match self.made.take(number)? {
            Made::Rotation(_, rotated) => Ok(rotated),
            Made::AppPasswords(..) => Err(ServiceError::conflict()),
        }
    }

    fn enrol(
        &mut self,
        service: &mut Service,
        acting: Acting,
        account: AccountId,
        extras: request::Extras,
        enrol: impl FnOnce(&mut Service, &service::Actor, &Extras<'_>) -> Result<service::Enrolled>,
    ) -> Result<Answer> {
        self.refuse_more()?;
        let actor = self.actor(service, acting)?;
        let policy = service.policy(&actor)?;
        let codes = recovery_codes(extras.recovery_codes)?;
        let first_app = extras.first_app;
        let secret = first_app.as_ref().map(|app| app.secret(&policy));
        let secret = secret.transpose()?;
        let first_app = first_app.as_ref().zip(secret.as_ref());
        let first_app = first_app
            .map(|(app, secret)| app.with(secret))
            .transpose()?;
        let extras = Extras {
            recovery_codes: &codes,
            first_app,
        };
        let enrolled = enrol(service, &actor, &extras)?;
        if acting == Acting::Holder(account) {
            self.signs_in(account, enrolled.actor, CONNECTION_HOLDS);
        }
        if let Some(created) = &enrolled.app_password {
            let ids = vec![created.id.clone()];
            self.made.put(Made::AppPasswords(actor, account, ids));
        }
        Answer::of(&EnrolledThere {
            account: enrolled.account,
            recovery_codes_issued: enrolled.recovery_codes_issued,
            app_password: enrolled.app_password,
        })
    }
}

impl Letters {
    fn with<T>(
        &self,
        account: &str,
        purpose: CodePurpose,
        send: impl FnOnce(&Message<'_>) -> Result<T>,
    ) -> Result<T> {
        send(&Message {
            host: &self.host,
            subject: self.subject,
            text: &|code| (self.text)(code, account, purpose),
        })
    }
}

fn rotate(
    service: &mut Service,
    actor: &service::Actor,
    (account, id): (AccountId, &str),
    overlap: Option<Period>,
    secret: &AppPasswordText,
) -> Result<Rotated> {
    // As it stands in the store, whatever the client says of it.
    let old = service.app_password_to_rotate(actor, account, &format!("{ID_MARK}{id}"))?;
    service.rotate_app_password(actor, &old, overlap, secret)
}
