//! Setting MFA up step by step. Nothing is written before the last step: whoever stops on the way
//! leaves the account as it was.

use super::hand_over::hand_over;
use super::{FIRST_APP, LABEL, uri};
use crate::commands::apppw::is_wanted;
use crate::commands::asking::{TRIES, try_again};
use crate::commands::{Access, Session, Whereto, contact_codes, recovery_codes};
use crate::context::Context;
use crate::courier;
use crate::crypto::secret::{AppPasswordText, grouped};
use crate::crypto::totp::{self, TotpSecret};
use crate::domain::account::{Account, MfaState};
use crate::domain::contact::{Contact, ContactCodeRefusal, ContactKind, Email, Phone};
use crate::domain::method::{
    AUTHENTICATORS, Addable, CodeRefusal, Method, TotpShape, addable, reachable,
};
use crate::domain::names::AppName;
use crate::domain::policy::{AlternateContact, ContactCodes, Policy};
use crate::domain::refusal::Refusal;
use crate::domain::scope::Scope;
use crate::error::{Error, Kind, Result};
use crate::store::{CodeFor, CodeRequest, Enrolment, NewAppPassword, NewMethod, StoreError};
use zeroize::Zeroizing;

/// Rows of what stands beside a QR code: a heading, the key and a question.
const KEY_ROWS: u16 = 3;

/// The app that the first app password is for.
pub enum FirstApp {
    Asked,
    Named(AppName),
    /// Made by whoever called, right after: what it is for.
    Later(String),
    None,
}

/// What an authenticator app is to be called, and where the app password goes.
pub struct Wanted {
    pub label: String,
    pub whereto: Whereto,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            label: LABEL.to_owned(),
            whereto: Whereto::default(),
        }
    }
}

/// What there is before the first step.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a step that may be due"
)]
struct Plan {
    policy: Policy,
    methods: Vec<Method>,
    /// Policy wants a contact to fall back on, and there is none.
    asks_alternate: bool,
    wants_alternate: bool,
    wants_codes: bool,
    wants_app: bool,
    /// Why there is no first app password where one would be due.
    no_app: Option<Refusal>,
    step: u32,
}

impl Plan {
    fn new(access: &Access, first_app: &FirstApp) -> Result<Self> {
        let store = &access.store;
        let account = &access.account;
        let policy = store.policy()?;
        let methods = store.methods(account)?;
        let first = account.mfa != MfaState::Enforced;
        let asks_alternate = policy.alternate_contact == AlternateContact::Required
            && policy.contact_codes != ContactCodes::Off
            && methods.iter().all(|method| method.contact.is_none());
        let wants_codes = store.recovery_codes_left(account.id)? == 0;
        let after = Account {
            mfa: MfaState::Enforced,
            ..account.clone()
        };
        let there = store.account_summary(&account.name)?.app_passwords;
        let allowed = after.may_create_app_password(&policy, there);
        let wants_app = match first_app {
            FirstApp::None => false,
            FirstApp::Named(name) => {
                allowed?;
                store.refuse_taken_names(account.id, &[name])?;
                true
            }
            FirstApp::Later(_) => {
                allowed?;
                true
            }
            FirstApp::Asked => first && there == 0 && allowed.is_ok(),
        };
        let no_app = match first_app {
            FirstApp::Asked if first && there == 0 => allowed.err(),
            _ => None,
        };
        Ok(Self {
            policy,
            methods,
            asks_alternate,
            wants_alternate: asks_alternate,
            wants_codes,
            wants_app,
            no_app,
            step: 0,
        })
    }

    fn step(&mut self, session: &mut Session<'_>, what: &str) {
        let heading = self.heading(what);
        session.terminal().blank();
        session.terminal().say(&heading);
    }

    fn heading(&mut self, what: &str) -> String {
        self.step += 1;
        format!("Step {} of {}: {what}", self.step, self.steps())
    }

    fn addable(&self) -> Vec<Addable> {
        addable(&self.methods, &self.policy, self.sends_mail())
    }

    /// The kinds of contact to fall back on.
    fn alternates(&self, first: Addable) -> Vec<ContactKind> {
        let mut kinds = reachable(&self.policy, self.sends_mail());
        kinds.retain(|&kind| Addable::Contact(kind) != first);
        kinds
    }

    fn sends_mail(&self) -> bool {
        courier::can_send_mail(self.policy.mail_command.as_deref())
    }

    /// Where there is none to fall back on, nobody is asked for one.
    fn settle_alternate(&mut self, first: Addable) {
        self.wants_alternate = self.asks_alternate && !self.alternates(first).is_empty();
    }

    fn steps(&self) -> u32 {
        let further = [self.wants_alternate, self.wants_codes, self.wants_app];
        2 + further.into_iter().map(u32::from).sum::<u32>()
    }
}

/// Asks whether to set it up now, and does.
pub fn offer(session: &mut Session<'_>, access: &mut Access, first_app: &FirstApp) -> Result<bool> {
    let wanted = session.confirm_going_on(
        "MFA is required for this account and isn't set up yet. Set it up now?",
    )?;
    if wanted {
        enrol(session, access, first_app, &Wanted::default())?;
    }
    Ok(wanted)
}

/// Leads through it to the end.
pub fn enrol(
    session: &mut Session<'_>,
    access: &mut Access,
    first_app: &FirstApp,
    wanted: &Wanted,
) -> Result<()> {
    access.account.may_enrol()?;
    let mut plan = Plan::new(access, first_app)?;
    let name = access.account.name.clone();
    let name = name.as_str();
    let is_first = access.account.mfa != MfaState::Enforced;
    session.terminal().blank();
    session.terminal().say(&if is_first {
        format!("Setting up MFA for {name}. Ctrl-C leaves it as it was.")
    } else {
        format!("Adding a method for {name}. Ctrl-C leaves everything as it was.")
    });
    let mut handover = session.settle(&wanted.whereto, 1)?;
    let mut proved = vec![];
    proved.push(first_method(session, access, &mut plan, wanted)?);
    if let Some(other) = alternate(session, access, &mut plan, &proved[0])? {
        proved.push(NewMethod::Contact(other));
    }
    let codes = if plan.wants_codes {
        plan.step(session, "recovery codes");
        session
            .terminal()
            .say("Each signs in once, if all else is lost.");
        let codes = recovery_codes::generate(session);
        if !recovery_codes::keep(session, name, &recovery_codes::grouped(&codes))? {
            return Err(Error::declined());
        }
        codes
    } else {
        vec![]
    };
    let app = name_of_app(session, access, &mut plan, first_app)?;
    let length = plan.policy.app_password_length;
    let secret = AppPasswordText::generate(length, &session.context.random);
    let enrolment = Enrolment {
        methods: &proved,
        recovery_codes: &codes,
        first_app: app.map(|name| NewAppPassword {
            name,
            note: None,
            scope: Scope::default(),
            expires_at: None,
            secret: &secret,
        }),
    };
    let act = access.act(session);
    let enrolled = access.store.enrol(&act, access.account.id, &enrolment)?;
    access.enrolled(enrolled.account.clone());
    session.terminal().blank();
    if !codes.is_empty() && !enrolled.recovery_codes_issued {
        session
            .terminal()
            .say("The recovery codes above don't count: others were made meanwhile.");
    }
    let news = if is_first {
        format!("MFA is on for {name}.")
    } else {
        format!("Added to {name}: {}.", kinds_in_words(&proved))
    };
    hand_over(
        session,
        &mut handover,
        &news,
        &enrolled,
        &plan.policy,
        &[],
        &secret,
    )
    .map_err(|error| {
        Error::undelivered(
            "MFA is set up, but the app password couldn't be handed over",
            &error,
        )
        .hint("delete it with 'keyfob apppw delete NAME', and make another")
    })?;
    if let FirstApp::Later(what) = first_app {
        plan.step(session, what);
    }
    Ok(())
}

/// What the first app password is for, or none where there is to be none.
fn name_of_app(
    session: &mut Session<'_>,
    access: &Access,
    plan: &mut Plan,
    first_app: &FirstApp,
) -> Result<Option<AppName>> {
    if let Some(refusal) = plan.no_app {
        session
            .terminal()
            .say(&format!("No app password is made: {refusal}."));
    }
    let name = match first_app {
        FirstApp::Named(name) => {
            plan.step(session, "the first app password");
            name.clone()
        }
        FirstApp::Asked if plan.wants_app => {
            let what = "the first app password, for an app that can't do MFA";
            plan.step(session, what);
            session.ask_for(
                "Name of the app",
                Some(FIRST_APP),
                |typed| -> Result<AppName> {
                    let name = AppName::parse(typed)?;
                    access
                        .store
                        .refuse_taken_names(access.account.id, &[&name])?;
                    Ok(name)
                },
            )?
        }
        _ => return Ok(None),
    };
    Ok(is_wanted(session, &name, &plan.policy)?.then_some(name))
}

fn kinds_in_words(methods: &[NewMethod]) -> String {
    let words: Vec<_> = methods
        .iter()
        .map(|method| match method {
            NewMethod::Authenticator { .. } => "an authenticator app".to_owned(),
            NewMethod::Contact(Contact::Email(email)) => {
                format!("codes by e-mail to {}", email.as_str())
            }
            NewMethod::Contact(Contact::Phone(phone)) => {
                format!("codes by text message to {}", phone.as_str())
            }
        })
        .collect();
    words.join(", ")
}

/// The contact to fall back on, where policy asks for one.
fn alternate(
    session: &mut Session<'_>,
    access: &mut Access,
    plan: &mut Plan,
    first: &NewMethod,
) -> Result<Option<Contact>> {
    if !plan.wants_alternate {
        return Ok(None);
    }
    plan.step(session, "another way to reach you, if the first is lost");
    let kinds = plan.alternates(match first {
        NewMethod::Authenticator { .. } => Addable::Authenticator,
        NewMethod::Contact(contact) => Addable::Contact(contact.kind()),
    });
    let items: Vec<_> = kinds
        .iter()
        .map(|&kind| contact_item(access, kind))
        .collect();
    let kind = match kinds.as_slice() {
        [only] => *only,
        several => several[choose(session, "Which one?", &items)?],
    };
    contact(session, access, kind).map(Some)
}

fn choose(session: &mut Session<'_>, question: &str, items: &[String]) -> Result<usize> {
    let chosen = session.terminal().choose(question, items)?;
    chosen.ok_or_else(Error::declined)
}

fn contact_item(access: &Access, kind: ContactKind) -> String {
    let known = access.account.contact(kind);
    match (kind, known) {
        (ContactKind::Email, Some(there)) => format!("A code by e-mail, to {}", there.as_str()),
        (ContactKind::Email, None) => "A code by e-mail".to_owned(),
        (ContactKind::Phone, Some(there)) => {
            format!("A code by text message, to {}", there.as_str())
        }
        (ContactKind::Phone, None) => "A code by text message".to_owned(),
    }
}

/// Choosing a method, and proving to have it. One that can't be had leaves the others to choose.
fn first_method(
    session: &mut Session<'_>,
    access: &mut Access,
    plan: &mut Plan,
    wanted: &Wanted,
) -> Result<NewMethod> {
    let mut kinds = plan.addable();
    let heading = plan.heading("how will you prove that it's you?");
    loop {
        let items: Vec<_> = kinds
            .iter()
            .map(|kind| match kind {
                Addable::Authenticator => "An authenticator app on your phone".to_owned(),
                Addable::Contact(kind) => contact_item(access, *kind),
            })
            .collect();
        session.terminal().blank();
        let chosen = match items.len() {
            0 => return Err(Refusal::AuthenticatorLimit(AUTHENTICATORS).into()),
            1 => {
                session.terminal().say(&heading);
                session.terminal().say(&items[0]);
                0
            }
            _ => choose(session, &heading, &items)?,
        };
        plan.settle_alternate(kinds[chosen]);
        let proved = match kinds[chosen] {
            Addable::Authenticator => {
                plan.step(session, "your authenticator app");
                scan(session, access, wanted)
            }
            Addable::Contact(kind) => {
                plan.step(session, "a code that is sent to you");
                contact(session, access, kind).map(NewMethod::Contact)
            }
        };
        match proved {
            Err(error) if error.kind == Kind::Unavailable && kinds.len() > 1 => {
                session.say_error(&error);
                kinds.remove(chosen);
                plan.step -= 1;
            }
            other => return other,
        }
    }
}

fn scan(session: &mut Session<'_>, access: &Access, wanted: &Wanted) -> Result<NewMethod> {
    let secret = TotpSecret::generate(&session.context.random);
    let base32 = secret.base32();
    let uri = uri(access.account.name.as_str(), &base32);
    let key = grouped(&Zeroizing::new(base32.to_lowercase()), ' ');
    let (heading, qr) = match session.terminal().qr(&uri, KEY_ROWS) {
        Some(qr) => ("Scan this QR code, or type this key:", qr),
        None => (
            "Type this key into the app (the terminal is too narrow for a QR code):",
            Zeroizing::default(),
        ),
    };
    session
        .terminal()
        .reveal(heading, &["    ", &key, "\n", &qr], "")?;
    let shape = TotpShape::default();
    let authenticator = totp::Authenticator::new(&secret, shape);
    let Context {
        terminal, clock, ..
    } = &mut *session.context;
    let wrong = Error::from(StoreError::from(CodeRefusal::Wrong));
    let (mut step, mut tries) = (None, TRIES);
    let asked = terminal.text("Code from the app", None, &mut |typed| {
        tries -= 1;
        let now = u64::try_from(clock().as_second()).unwrap_or_default();
        step = authenticator.matching_step(typed, now);
        if step.is_none() && tries > 0 {
            return Err(try_again(&wrong));
        }
        Ok(())
    });
    terminal.conceal_now();
    asked?;
    Ok(NewMethod::Authenticator {
        label: wanted.label.clone(),
        shape,
        step: step.ok_or(wrong)?,
        secret,
    })
}

/// An address or number, and the code that was sent there.
fn contact(session: &mut Session<'_>, access: &mut Access, kind: ContactKind) -> Result<Contact> {
    let known = access.account.contact(kind);
    let known = known.as_ref().map(Contact::as_str);
    let contact = match kind {
        ContactKind::Email => {
            Contact::Email(session.ask_for("E-mail address", known, Email::parse)?)
        }
        ContactKind::Phone => {
            Contact::Phone(session.ask_for("Phone number", known, Phone::parse)?)
        }
    };
    let mut request = send(session, access, &contact)?;
    let mut tries = TRIES;
    loop {
        tries -= 1;
        let typed = session
            .terminal()
            .text("Code in the message", None, &mut |_| Ok(()))?;
        let act = access.act(session);
        let wrong = match access.store.check_contact_code(&act, &request, &typed) {
            Ok(()) => return Ok(contact),
            Err(StoreError::ContactCode(wrong)) if tries > 0 => wrong,
            Err(other) => return Err(other.into()),
        };
        session.say_again(&StoreError::from(wrong).into());
        if wrong == ContactCodeRefusal::Over {
            request = send(session, access, &contact)?;
        }
    }
}

fn send(session: &mut Session<'_>, access: &mut Access, contact: &Contact) -> Result<CodeRequest> {
    let act = access.act(session);
    let (store, account) = (&mut access.store, &access.account);
    contact_codes::send(
        session,
        store,
        &act,
        account,
        contact,
        CodeFor::Verification,
    )
}
