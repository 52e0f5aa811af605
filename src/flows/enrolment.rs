//! Setting MFA up step by step, as the plan says. Nothing is written before the last step, so
//! stopping on the way changes nothing.

use zeroize::Zeroizing;

use super::app_passwords::{is_wanted, new_secret};
use super::delivery::or_keep;
use super::prompts::TRIES;
use super::{Access, Destination, Session, contact_codes, recovery_codes};
use crate::context::Context;
use crate::crypto::secret::{AppPasswordText, RecoveryCode, grouped};
use crate::crypto::totp::TotpSecret;
use crate::domain::contact::{Contact, ContactCodeRefusal, ContactKind, Email, Phone, is_code};
use crate::domain::enrolment::{EnrolmentPlan, FirstApp as Wish, Step};
use crate::domain::method::{AUTHENTICATORS, Addable};
use crate::domain::names::AppName;
use crate::domain::otpauth;
use crate::domain::refusal::Refusal;
use crate::error::{Code, Error, Result};
use crate::messages::enrolment as messages;
use crate::messages::prompts;
use crate::messages::recovery_codes::EACH_WORKS_ONCE;
use crate::people::{CodeRequest, ContactProven, MethodProven};
use crate::service::{Extras, NewAppPassword, NewAuthenticator, ServiceError};

/// The app that the first app password is for.
pub enum FirstApp {
    Asked,
    Named(AppName),
    /// The caller creates it right afterwards; this is what the step is called.
    Later(String),
    None,
}

impl FirstApp {
    fn wish(&self) -> Wish {
        match self {
            Self::Asked => Wish::IfDue,
            Self::Named(_) => Wish::Named,
            Self::Later(_) => Wish::Later,
            Self::None => Wish::None,
        }
    }
}

/// What an authenticator app is called, and where the app password goes.
pub struct Wanted {
    pub label: String,
    pub destination: Destination,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            label: messages::DEFAULT_LABEL.to_owned(),
            destination: Destination::default(),
        }
    }
}

/// Offers to set MFA up now. Returns whether that was accepted.
pub fn offer(session: &mut Session<'_>, access: &mut Access, first_app: &FirstApp) -> Result<bool> {
    let wanted = session.confirm_going_on(messages::ASK_TO_SET_UP)?;
    if wanted {
        enrol(session, access, first_app, &Wanted::default())?;
    }
    Ok(wanted)
}

/// Leads through all steps.
pub fn enrol(
    session: &mut Session<'_>,
    access: &mut Access,
    first_app: &FirstApp,
    wanted: &Wanted,
) -> Result<()> {
    let actor = access.actor(session);
    let account = access.account.id;
    let mut plan = access
        .service
        .enrolment_plan(&actor, account, first_app.wish())?;
    if let FirstApp::Named(name) = first_app {
        access
            .service
            .refuse_taken_names(&actor, account, std::slice::from_ref(name))?;
    }
    let policy = access.service.policy(&actor)?;
    let name = access.account.name.clone();
    let name = name.as_str();
    session.terminal().blank();
    session
        .terminal()
        .say(&messages::begins(name, plan.is_first()));
    session
        .terminal()
        .say_if_stopped(messages::nothing_enrolled(plan.is_first()));
    let mut delivery = session.settle_delivery(&wanted.destination, 1)?;

    let mut collected = Collected::default();
    while plan.next() != Step::Commit {
        collected.step(session, access, &mut plan, first_app, wanted)?;
    }
    let Collected {
        methods,
        codes,
        app,
    } = collected;
    if let Some(refusal) = plan.no_app() {
        session
            .terminal()
            .say(&messages::no_app_password(&refusal.to_string()));
    }

    let news = if plan.is_first() {
        messages::mfa_is_on(name)
    } else {
        messages::added(name, &kinds_in_words(&methods))
    };
    let secret = AppPasswordText::generate(policy.app_password_length, &session.context.random);
    let extras = Extras {
        recovery_codes: &codes,
        first_app: app.map(|name| NewAppPassword::unlimited(name, &secret)),
    };
    let actor = access.actor(session);
    let service = &mut access.service;
    let enrolled = session
        .terminal()
        .settle(|| service.enrol(&actor, account, methods, &extras))?;
    access.enrolled(&enrolled);
    session.terminal().blank();
    if !codes.is_empty() && !enrolled.recovery_codes_issued {
        session.terminal().say(messages::CODES_REPLACED);
    }
    session.terminal().say_done(&news);
    if let Some(created) = &enrolled.app_password {
        let delivered = delivery.deliver_to_person(session, &[new_secret(created, &secret)]);
        access.service.delivered()?;
        or_keep(
            delivered,
            messages::APP_PASSWORD_NOT_DELIVERED,
            &[messages::DELETE_AND_MAKE_ANOTHER],
        )?;
    }
    session.terminal().conceal();
    if let FirstApp::Later(what) = first_app {
        say_step(session, &plan, what);
    }
    Ok(())
}

/// What the steps have come to so far.
#[derive(Default)]
struct Collected {
    methods: Vec<MethodProven>,
    codes: Vec<RecoveryCode>,
    app: Option<AppName>,
}

impl Collected {
    fn step(
        &mut self,
        session: &mut Session<'_>,
        access: &mut Access,
        plan: &mut EnrolmentPlan,
        first_app: &FirstApp,
        wanted: &Wanted,
    ) -> Result<()> {
        match plan.next() {
            Step::Choose => choose_method(session, access, plan)?,
            Step::Prove(method) => match prove(session, access, plan, method, wanted) {
                Ok(proven) => {
                    plan.prove(method)?;
                    self.methods.push(proven);
                }
                Err(error) if error.code == Code::CodeNotSent && plan.choose_again() => {
                    session.show_error(&error);
                }
                Err(error) => return Err(error),
            },
            Step::Alternate => match alternate(session, access, plan)? {
                Some(proved) => {
                    plan.prove(Addable::Contact(proved.contact().kind()))?;
                    self.methods.push(MethodProven::Contact(proved));
                }
                None => plan.skip_alternate(),
            },
            Step::KeepRecoveryCodes => {
                self.codes = keep_codes(session, plan, access.account.name.as_str())?;
                plan.close_step();
            }
            Step::NameApp => {
                if !matches!(first_app, FirstApp::Later(_)) {
                    self.app = name_app(session, access, plan, first_app)?;
                }
                plan.close_step();
            }
            Step::Commit => {}
        }
        Ok(())
    }
}

fn heading(plan: &EnrolmentPlan, what: &str) -> String {
    let (number, all) = plan.position();
    messages::step(number, all, what)
}

fn say_step(session: &mut Session<'_>, plan: &EnrolmentPlan, what: &str) {
    session.terminal().blank();
    session.terminal().say(&heading(plan, what));
}

fn choose_method(
    session: &mut Session<'_>,
    access: &Access,
    plan: &mut EnrolmentPlan,
) -> Result<()> {
    let heading = heading(plan, messages::CHOOSE_METHOD);
    let items: Vec<_> = plan
        .addable()
        .iter()
        .map(|method| match method {
            Addable::Authenticator => messages::AUTHENTICATOR_ITEM.to_owned(),
            Addable::Contact(kind) => contact_item(access, *kind),
        })
        .collect();
    if items.is_empty() {
        return Err(Refusal::AuthenticatorLimit(AUTHENTICATORS).into());
    }
    session.terminal().blank();
    let chosen = choose(session, &heading, &items)?;
    plan.choose(plan.addable()[chosen]);
    Ok(())
}

/// Proves possession of the chosen method.
fn prove(
    session: &mut Session<'_>,
    access: &mut Access,
    plan: &EnrolmentPlan,
    method: Addable,
    wanted: &Wanted,
) -> Result<MethodProven> {
    match method {
        Addable::Authenticator => {
            say_step(session, plan, messages::AUTHENTICATOR);
            scan(session, access, wanted)
        }
        Addable::Contact(kind) => {
            say_step(session, plan, messages::SENT_CODE);
            contact(session, access, kind).map(MethodProven::Contact)
        }
    }
}

/// Proves a contact to fall back on. `None` if the person skips it.
fn alternate(
    session: &mut Session<'_>,
    access: &mut Access,
    plan: &EnrolmentPlan,
) -> Result<Option<ContactProven>> {
    let may_skip = plan.may_skip_alternate();
    say_step(session, plan, messages::alternate(may_skip));
    let kinds = plan.alternates();
    let skip = may_skip.then(|| messages::SKIP.to_owned());
    let contacts = kinds.iter().map(|&kind| contact_item(access, kind));
    let items: Vec<_> = skip.into_iter().chain(contacts).collect();
    loop {
        let chosen = match items.as_slice() {
            [_] => 0,
            _ => choose(session, messages::ASK_WHICH, &items)?,
        };
        let Some(number) = chosen.checked_sub(usize::from(may_skip)) else {
            return Ok(None);
        };
        match contact(session, access, kinds[number]) {
            Err(error)
                if may_skip
                    && matches!(
                        error.code,
                        Code::CodeNotSent | Code::WrongCode | Code::Throttled
                    ) =>
            {
                session.show_error(&error);
            }
            other => return other.map(Some),
        }
    }
}

fn keep_codes(
    session: &mut Session<'_>,
    plan: &EnrolmentPlan,
    account: &str,
) -> Result<Vec<RecoveryCode>> {
    say_step(session, plan, messages::RECOVERY_CODES);
    session.terminal().say(EACH_WORKS_ONCE);
    let codes = recovery_codes::generate(session);
    session.terminal().say_if_stopped(messages::CODES_ARE_VOID);
    if !recovery_codes::keep(session, account, &recovery_codes::grouped(&codes))? {
        return Err(Error::declined());
    }
    Ok(codes)
}

/// The app of the first app password. `None` if the person declines.
fn name_app(
    session: &mut Session<'_>,
    access: &Access,
    plan: &EnrolmentPlan,
    first_app: &FirstApp,
) -> Result<Option<AppName>> {
    let policy = access.service.policy(&access.actor(session))?;
    let name = if let FirstApp::Named(name) = first_app {
        say_step(session, plan, messages::FIRST_APP);
        name.clone()
    } else {
        say_step(session, plan, messages::FIRST_APP_WITHOUT_MFA);
        let actor = access.actor(session);
        let free = |typed: &str| -> Result<AppName> {
            let name = AppName::parse(typed)?;
            let (service, account) = (&access.service, access.account.id);
            service.refuse_taken_names(&actor, account, std::slice::from_ref(&name))?;
            Ok(name)
        };
        session.ask_for(prompts::APP, Some(messages::DEFAULT_APP), free)?
    };
    Ok(is_wanted(session, &name, &policy)?.then_some(name))
}

fn kinds_in_words(methods: &[MethodProven]) -> String {
    let words: Vec<_> = methods
        .iter()
        .map(|method| match method {
            MethodProven::Authenticator(_) => messages::AN_AUTHENTICATOR.to_owned(),
            MethodProven::Contact(proven) => messages::codes_to(proven.contact()),
        })
        .collect();
    words.join(", ")
}

fn choose(session: &mut Session<'_>, question: &str, items: &[String]) -> Result<usize> {
    let chosen = session.terminal().choose(question, items)?;
    chosen.ok_or_else(Error::declined)
}

fn contact_item(access: &Access, kind: ContactKind) -> String {
    messages::contact_item(kind, access.account.contact(kind).as_ref())
}

fn scan(session: &mut Session<'_>, access: &Access, wanted: &Wanted) -> Result<MethodProven> {
    let secret = TotpSecret::generate(&session.context.random);
    let base32 = secret.base32();
    let uri = otpauth::uri(access.account.name.as_str(), &base32);
    let key = grouped(&Zeroizing::new(base32.to_lowercase()), ' ');
    let headings = [messages::SCAN, messages::TYPE_THE_KEY];
    session.terminal().say_if_stopped(messages::ENTRY_IS_VOID);
    session.terminal().reveal_key(&uri, &key, headings)?;
    let new = NewAuthenticator {
        label: &wanted.label,
        secret: &secret,
    };
    let Context {
        terminal, clock, ..
    } = &mut *session.context;
    let (service, account) = (&access.service, access.account.id);
    let mut checked = Err(Error::interrupted());
    let mut tries = TRIES;
    let asked = terminal.text(prompts::CODE_FROM_APP, None, &mut |typed| {
        if !is_code(typed) {
            return Err(prompts::SIX_DIGITS.to_owned());
        }
        tries -= 1;
        let actor = access.actor_at(clock());
        checked = service
            .check_new_authenticator(&actor, account, &new, typed)
            .map_err(Error::from);
        match &checked {
            // In one line, so that the key stays on the screen.
            Err(wrong) if wrong.code == Code::WrongCode && tries > 0 => {
                Err(messages::WRONG_CODE.to_owned())
            }
            _ => Ok(()),
        }
    });
    terminal.conceal_now();
    asked?;
    checked.map(MethodProven::Authenticator)
}

/// An address or number, and the code that was sent there.
fn contact(
    session: &mut Session<'_>,
    access: &mut Access,
    kind: ContactKind,
) -> Result<ContactProven> {
    let known = access.account.contact(kind);
    let known = known.as_ref().map(Contact::as_str);
    let contact = match kind {
        ContactKind::Email => {
            Contact::Email(session.ask_for(prompts::EMAIL, known, Email::parse)?)
        }
        ContactKind::Phone => {
            Contact::Phone(session.ask_for(prompts::PHONE, known, Phone::parse)?)
        }
    };
    let mut request = send_code(session, access, &contact)?;
    let mut tries = TRIES;
    loop {
        tries -= 1;
        let typed = session
            .terminal()
            .text(prompts::CODE_IN_MESSAGE, None, &mut |typed| {
                if is_code(typed) {
                    Ok(())
                } else {
                    Err(prompts::SIX_DIGITS.to_owned())
                }
            })?;
        let actor = access.actor(session);
        let wrong = match access
            .service
            .check_enrolment_code(&actor, &request, &typed)
        {
            Ok(proven) => return Ok(proven),
            Err(ServiceError::ContactCode(wrong)) if tries > 0 => wrong,
            Err(other) => return Err(other.into()),
        };
        session.show_error(&ServiceError::from(wrong).into());
        if wrong == ContactCodeRefusal::Over {
            request = send_code(session, access, &contact)?;
        }
    }
}

fn send_code(
    session: &mut Session<'_>,
    access: &mut Access,
    contact: &Contact,
) -> Result<CodeRequest> {
    let actor = access.actor(session);
    let (service, account) = (&mut access.service, &access.account);
    contact_codes::send_for_enrolment(session, service, &actor, account, contact)
}
