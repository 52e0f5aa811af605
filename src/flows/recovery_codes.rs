//! New recovery codes, and a person who has to keep them.

use zeroize::Zeroizing;

use super::{Destination, NewSecret, Session};
use crate::crypto::secret::RecoveryCode;
use crate::domain::escape::system_words;
use crate::domain::method::RECOVERY_CODES;
use crate::error::Result;
use crate::terminal::save_closed;

const FILE: &str = "keyfob-recovery-codes.txt";

pub fn generate(session: &Session<'_>) -> Vec<RecoveryCode> {
    (0..RECOVERY_CODES)
        .map(|_| RecoveryCode::generate(&session.context.random))
        .collect()
}

pub fn grouped(codes: &[RecoveryCode]) -> Vec<Zeroizing<String>> {
    codes.iter().map(RecoveryCode::grouped).collect()
}

/// Shows or saves them, until the person says that they are kept. Says whether that was said.
pub fn keep(session: &mut Session<'_>, account: &str, codes: &[Zeroizing<String>]) -> Result<bool> {
    let ways = [
        "Show them here",
        "Save them to a file that only you can read",
        "Copy them to the clipboard",
    ]
    .map(str::to_owned);
    loop {
        let way = session
            .terminal()
            .choose("How do you want to keep them?", &ways)?;
        match way {
            None => return Ok(false),
            Some(1) if !save(session, account, codes)? => continue,
            Some(2) if !copy(session, account, codes)? => continue,
            Some(0) => show(session, "Recovery codes, each for one sign-in:", codes)?,
            Some(_) => {}
        }
        session.terminal().conceal();
        if session
            .terminal()
            .confirm("Are they kept where you'll find them?", true)?
        {
            return Ok(true);
        }
    }
}

/// Shows them until `Terminal::conceal`.
pub fn show(
    session: &mut Session<'_>,
    heading: &str,
    codes: &[Zeroizing<String>],
) -> std::io::Result<()> {
    let page = session.terminal().in_columns(codes);
    session.terminal().reveal(heading, &[&page], "")
}

/// Says whether they are on the clipboard; if there is none, another way may be chosen.
fn copy(session: &mut Session<'_>, account: &str, codes: &[Zeroizing<String>]) -> Result<bool> {
    let mut delivery = match session.settle_delivery(&Destination::copying(), 1) {
        Ok(delivery) => delivery,
        Err(error) => {
            session.say_error(&error);
            return Ok(false);
        }
    };
    let text = text(account, codes);
    let secret = NewSecret {
        what: format!("The list of {} recovery codes", codes.len()),
        label: "recovery codes",
        text: &text,
        advice: "Paste them into a password manager, or a document that you print.".to_owned(),
        advises_scripts: false,
    };
    delivery.deliver_to_person(session, &[secret])?;
    Ok(true)
}

/// As a file or a document has them.
fn text(account: &str, codes: &[Zeroizing<String>]) -> Zeroizing<String> {
    let heading = format!("Recovery codes of {account}. Each signs in once.\n\n");
    let size = heading.len() + codes.iter().map(|code| code.len() + 1).sum::<usize>();
    // Room for all of it: a string that grows leaves copies.
    let mut text = Zeroizing::new(String::with_capacity(size));
    text.push_str(&heading);
    for code in codes {
        text.extend([code.as_str(), "\n"]);
    }
    text
}

/// Says whether they are saved; what went wrong is told, and may be mended.
fn save(session: &mut Session<'_>, account: &str, codes: &[Zeroizing<String>]) -> Result<bool> {
    let path = session
        .terminal()
        .text("File", Some(FILE), &mut |_| Ok(()))?;
    let text = text(account, codes);
    match save_closed(path.as_ref(), text.as_bytes()) {
        Ok(()) => {
            session.terminal().say(&format!("Saved to {path}."));
            Ok(true)
        }
        Err(error) => {
            session
                .terminal()
                .say(&format!("Not saved to {path}: {}.", system_words(&error)));
            Ok(false)
        }
    }
}
