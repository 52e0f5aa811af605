//! New recovery codes, which the person has to keep.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::{Destination, NewSecret, Session};
use crate::crypto::secret::RecoveryCode;
use crate::domain::escape::system_words;
use crate::domain::method::RECOVERY_CODES;
use crate::error::{Error, Result};
use crate::messages::recovery_codes as messages;
use crate::new_file;
use crate::terminal;

/// File names have a limit, and a name may be long.
const NAME_CHARS: usize = 60;

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
    let file = file_for(account);
    let ways = [
        messages::save_to(&file),
        messages::COPY.to_owned(),
        messages::SHOW.to_owned(),
    ];
    loop {
        let way = session
            .terminal()
            .choose(messages::ASK_HOW_TO_KEEP, &ways)?;
        match way {
            None => return Ok(false),
            Some(0) if save(session, account, &file, codes)? => return Ok(true),
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

/// The file that is offered, which names the account.
fn file_for(account: &str) -> String {
    let is_safe = |c: char| c.is_ascii_alphanumeric() || "@._-".contains(c);
    let safe = |c: char| if is_safe(c) { c } else { '_' };
    let account: String = account.chars().take(NAME_CHARS).map(safe).collect();
    format!("keyfob-recovery-codes-{account}.txt")
}

/// What a shell makes of a path that begins with `~/`.
fn expanded(path: &str, home: Option<&OsStr>) -> PathBuf {
    match (path.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => Path::new(home).join(rest.trim_start_matches('/')),
        _ => path.into(),
    }
}

/// Returns whether they are saved. If not, the person may choose again.
fn save(
    session: &mut Session<'_>,
    account: &str,
    file: &str,
    codes: &[Zeroizing<String>],
) -> Result<bool> {
    let text = text(account, codes);
    if is_saved(session, file.as_ref(), &text) {
        return Ok(true);
    }
    let other = session.ask_for(messages::OTHER_FILE, None, |typed| {
        Ok::<_, Error>(typed.to_owned())
    })?;
    let home = session.context.environment.get_os("HOME");
    let other = expanded(&other, home);
    Ok(is_saved(session, &other, &text))
}

/// Saves them to a new file, or says why that isn't possible.
fn is_saved(session: &mut Session<'_>, path: &Path, text: &str) -> bool {
    let saved = new_file::create(path, text.as_bytes());
    let path = path.display().to_string();
    session.terminal().say(&match &saved {
        Ok(()) => messages::saved(&path),
        Err(error) => messages::not_saved(&path, &system_words(error)),
    });
    saved.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_that_is_offered_names_the_account_in_safe_characters() {
        for (account, file) in [
            (
                "alain@contoso.com",
                "keyfob-recovery-codes-alain@contoso.com.txt",
            ),
            ("../a/b", "keyfob-recovery-codes-.._a_b.txt"),
            ("rené$(x)", "keyfob-recovery-codes-ren___x_.txt"),
        ] {
            assert_eq!(file_for(account), file);
        }
        assert!(file_for(&"x".repeat(254)).len() < 255);
    }

    #[test]
    fn a_path_in_the_home_folder_is_expanded() {
        let home = Some(OsStr::new("/home/alain"));
        for (typed, home, path) in [
            ("~/codes.txt", home, "/home/alain/codes.txt"),
            ("~//codes.txt", home, "/home/alain/codes.txt"),
            ("~bea/codes.txt", home, "~bea/codes.txt"),
            ("a/~/codes.txt", home, "a/~/codes.txt"),
            ("~/codes.txt", None, "~/codes.txt"),
        ] {
            assert_eq!(expanded(typed, home), Path::new(path), "{typed}");
        }
    }
}
