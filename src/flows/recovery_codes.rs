//! New recovery codes, which the person has to keep.

use zeroize::Zeroizing;

use super::{Destination, NewSecret, Session};
use crate::crypto::secret::RecoveryCode;
use crate::domain::escape::system_words;
use crate::domain::method::RECOVERY_CODES;
use crate::error::{Error, Result};
use crate::messages::recovery_codes as messages;
use crate::new_file;
use crate::terminal;

const FILE: &str = "keyfob-recovery-codes.txt";

pub fn generate(session: &Session<'_>) -> Vec<RecoveryCode> {
    (0..RECOVERY_CODES)
        .map(|_| RecoveryCode::generate(&session.context.random))
        .collect()
}

pub fn grouped(codes: &[RecoveryCode]) -> Vec<Zeroizing<String>> {
    codes.iter().map(RecoveryCode::grouped).collect()
}

/// Saves, copies or shows them until the person has them. Returns whether they have.
pub fn keep(session: &mut Session<'_>, account: &str, codes: &[Zeroizing<String>]) -> Result<bool> {
    let ways = [
        messages::save_to(FILE),
        messages::COPY.to_owned(),
        messages::SHOW.to_owned(),
    ];
    loop {
        let way = session
            .terminal()
            .choose(messages::ASK_HOW_TO_KEEP, &ways)?;
        match way {
            None => return Ok(false),
            Some(0) if save(session, account, codes)? => return Ok(true),
            Some(0) => continue,
            Some(1) if !copy(session, account, codes)? => continue,
            Some(1) => {}
            Some(_) => show(session, messages::HEADING, codes)?,
        }
        session.terminal().conceal();
        if session.terminal().confirm(messages::ASK_SAVED, true)? {
            return Ok(true);
        }
    }
}

/// Shows them until `Terminal::conceal`.
pub fn show(
    session: &mut Session<'_>,
    heading: &str,
    codes: &[Zeroizing<String>],
) -> terminal::Result<()> {
    let page = session.terminal().in_columns(codes);
    session.terminal().reveal(heading, &[&page], "")
}

/// Returns whether they are on the clipboard. If there is none, another way may be chosen.
fn copy(session: &mut Session<'_>, account: &str, codes: &[Zeroizing<String>]) -> Result<bool> {
    let mut delivery = match session.settle_delivery(&Destination::copying(), 1) {
        Ok(delivery) => delivery,
        Err(error) => {
            session.show_error(&error);
            return Ok(false);
        }
    };
    let text = text(account, codes);
    let secret = NewSecret {
        what: messages::list(codes.len()),
        label: messages::LABEL,
        text: &text,
        page: Some(session.terminal().in_columns(codes)),
        advice: messages::ADVICE.to_owned(),
        advises_scripts: false,
    };
    delivery.deliver_to_person(session, &[secret])?;
    Ok(true)
}

/// The codes as a file has them.
fn text(account: &str, codes: &[Zeroizing<String>]) -> Zeroizing<String> {
    let heading = messages::file_heading(account) + "\n\n";
    let size = heading.len() + codes.iter().map(|code| code.len() + 1).sum::<usize>();
    // A string that grows leaves copies behind.
    let mut text = Zeroizing::new(String::with_capacity(size));
    text.push_str(&heading);
    for code in codes {
        text.extend([code.as_str(), "\n"]);
    }
    text
}

/// Returns whether they are saved. If not, the person may choose again.
fn save(session: &mut Session<'_>, account: &str, codes: &[Zeroizing<String>]) -> Result<bool> {
    let text = text(account, codes);
    if is_saved(session, FILE, &text) {
        return Ok(true);
    }
    let other = session.ask_for(messages::OTHER_FILE, None, |typed| {
        Ok::<_, Error>(typed.to_owned())
    })?;
    Ok(is_saved(session, &other, &text))
}

/// Saves them to a new file, or says why that isn't possible.
fn is_saved(session: &mut Session<'_>, path: &str, text: &str) -> bool {
    let saved = new_file::create(path.as_ref(), text.as_bytes());
    session.terminal().say(&match &saved {
        Ok(()) => messages::saved(path),
        Err(error) => messages::not_saved(path, &system_words(error)),
    });
    saved.is_ok()
}
