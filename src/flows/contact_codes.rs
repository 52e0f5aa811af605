//! Sending a code to a holder.

use zeroize::Zeroizing;

use super::Session;
use crate::crypto::secret::ContactCode;
use crate::domain::account::Account;
use crate::domain::contact::Contact;
use crate::error::Result;
use crate::messages::contact_codes as messages;
use crate::messenger;
use crate::people::{Actor, CodeRequest, Desk, Letters, PasswordProven};
use crate::service::{self, CodePurpose, Message};
use crate::terminal::stop_when_interrupted;

/// Sends a code to one of the account's contacts, to sign in with.
pub fn send_for_sign_in(
    session: &mut Session<'_>,
    service: &Desk,
    password: &PasswordProven,
    contact: &Contact,
) -> Result<CodeRequest> {
    let account = password.account().name.as_str();
    let requester = session.requester();
    let request = send(session, account, CodePurpose::SignIn, |message| {
        service.send_sign_in_code(&requester, password, contact, message)
    })?;
    say_sent(session, &contact.masked());
    Ok(request)
}

/// Sends a code to a contact that isn't set up yet.
pub fn send_for_enrolment(
    session: &mut Session<'_>,
    service: &Desk,
    actor: &Actor,
    account: &Account,
    contact: &Contact,
) -> Result<CodeRequest> {
    let name = account.name.as_str();
    let request = send(session, name, CodePurpose::Enrolment, |message| {
        service.send_enrolment_code(actor, account.id, contact, message)
    })?;
    say_sent(session, contact.as_str());
    Ok(request)
}

fn send(
    session: &mut Session<'_>,
    account: &str,
    purpose: CodePurpose,
    ask_for_code: impl FnOnce(&Message<'_>) -> service::Result<CodeRequest>,
) -> Result<CodeRequest> {
    if session.may_ask() {
        stop_when_interrupted(messenger::stop);
    }
    session.say_waiting(messages::SENDING);
    let sent = ask_for_code(&Message {
        host: &session.context.host,
        subject: messages::SUBJECT,
        text: &|code| text(code, account, purpose),
    });
    Ok(sent?)
}

fn say_sent(session: &mut Session<'_>, recipient: &str) {
    session.terminal().say(&messages::sent(recipient));
}

/// What the daemon writes to holders who come by its socket.
pub fn letters(host: &str) -> Letters {
    Letters {
        host: host.to_owned(),
        subject: messages::SUBJECT,
        text,
    }
}

fn text(code: &ContactCode, account: &str, purpose: CodePurpose) -> Zeroizing<String> {
    let code = code.expose();
    Zeroizing::new(match purpose {
        CodePurpose::SignIn => messages::sign_in(code, account),
        CodePurpose::Enrolment => messages::enrolment(code, account),
    })
}
