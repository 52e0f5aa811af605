//! Sending a code to a holder, and hearing it back.

use zeroize::Zeroizing;

use super::Session;
use crate::courier;
use crate::crypto::secret::ContactCode;
use crate::domain::account::Account;
use crate::domain::audit::Act;
use crate::domain::contact::Contact;
use crate::error::Result;
use crate::store::{CodeFor, CodeRequest, Store};
use crate::terminal::stop_when_interrupted;

/// Sends a code. It counts for the request that this gives, and for nothing else.
pub fn send(
    session: &mut Session<'_>,
    store: &mut Store,
    act: &Act,
    account: &Account,
    contact: &Contact,
    what_for: CodeFor,
) -> Result<CodeRequest> {
    let policy = store.policy()?;
    let code = ContactCode::generate(&session.context.random);
    let request = store.keep_contact_code(act, account.id, contact, what_for, &code)?;
    if session.may_ask() {
        stop_when_interrupted(courier::stop);
    }
    let text = text(&code, account.name.as_str(), what_for);
    session.say_waiting("Sending the code…");
    let sent = match contact {
        Contact::Email(email) => courier::send_mail(
            policy.mail_command.as_deref(),
            &session.context.host,
            email,
            "Your keyfob code",
            &text,
        ),
        Contact::Phone(phone) => courier::send_text(policy.phone_command.as_deref(), phone, &text),
    };
    if let Err(error) = sent {
        store.drop_contact_code(act, &request)?;
        return Err(error.into());
    }
    let whereto = match what_for {
        CodeFor::SignIn => contact.masked(),
        CodeFor::Verification => contact.as_str().to_owned(),
    };
    session.terminal().say(&format!(
        "A code was sent to {whereto}. It is good for ten minutes."
    ));
    Ok(request)
}

fn text(code: &ContactCode, account: &str, what_for: CodeFor) -> Zeroizing<String> {
    let code = code.expose();
    Zeroizing::new(match what_for {
        CodeFor::SignIn => format!(
            "{code} is your code to sign in to {account}, good for ten minutes. \
             If you didn't just sign in, somebody knows your password: change it."
        ),
        CodeFor::Verification => format!(
            "{code} is your code to confirm that {account} reaches you here, good for ten minutes. \
             If you know nothing of it, leave it be."
        ),
    })
}
