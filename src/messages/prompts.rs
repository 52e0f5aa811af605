//! Questions that any command may ask, and what is wrong with an answer.

use crate::domain::password::PasswordError;

/// A question that is answered with text.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    pub text: &'static str,
    /// Said if Enter alone is no answer.
    pub if_empty: &'static str,
}

pub const ACCOUNT: Question = Question {
    text: "Account",
    if_empty: "Please type the name of the account.",
};
pub const OWN_ACCOUNT: Question = Question {
    text: "Name of your account",
    if_empty: "Please type a name.",
};
pub const APP: Question = Question {
    text: "Name of the app",
    if_empty: "Please type a name.",
};
pub const EMAIL: Question = Question {
    text: "E-mail address",
    if_empty: "Please type an address.",
};
pub const PHONE: Question = Question {
    text: "Phone number",
    if_empty: "Please type a number.",
};
pub const CODE_FROM_APP: &str = "Code from the app";
pub const CODE_IN_MESSAGE: &str = "Code in the message";

pub const SIX_DIGITS: &str = "A code has six digits.";
pub const PLEASE_TYPE_A_CODE: &str = "Please type a code.";

/// What is wrong with a secret that was typed at a hidden question, which is asked again.
pub fn not_a_secret(error: PasswordError) -> &'static str {
    match error {
        PasswordError::Empty => "Nothing was typed. Please type it, then press Enter.",
        PasswordError::TooLong => "That is too long. Please type it again.",
        _ => "That has a character that can't be typed here. Please type it again.",
    }
}

pub const REPEAT_PASSWORD: &str = "Repeat password";
pub const PASSWORDS_DIFFER: &str = "the two passwords differ";
pub const TYPE_IT_TWICE: &str = "type the same password twice";

pub const NOTHING_CHANGED: &str = "Nothing was changed.";
pub const NOTHING_DELETED: &str = "Nothing was deleted.";

pub const NEEDS_CONFIRMATION: &str = "this needs confirmation";
pub const NEEDS_PASSWORD: &str = "a password is needed";

pub const SECRET_FROM_TERMINAL: &str = "stdin is a terminal, which would show the secret";
pub const PIPE_IT_IN: &str =
    "pipe it in, or leave out --password-stdin and --no-input to be asked for it";
pub const PIPE_A_LINE: &str = "pipe it in, on a line of its own";

pub const ACCOUNT_VARIABLE_IS_NO_TEXT: &str = "KEYFOB_ACCOUNT isn't UTF-8 text";
pub const NAME_THE_ACCOUNT: &str = "name the account with --account";

/// A secret that is read from stdin.
#[derive(Debug, Clone, Copy)]
pub enum SecretLine {
    Password,
    NewPassword,
    Code,
}

pub fn line_is_empty(line: SecretLine) -> &'static str {
    match line {
        SecretLine::Password => "stdin has no password",
        SecretLine::NewPassword => "stdin has no new password",
        SecretLine::Code => "stdin has no code",
    }
}

pub fn new_password(characters: usize) -> String {
    format!("New password ({characters} characters or more)")
}

pub fn asking_is_forbidden(need: &str) -> String {
    format!("{need}, and --no-input forbids asking")
}

pub fn no_terminal_to_ask_on(need: &str) -> String {
    format!("{need}, and there is no terminal to ask on")
}

pub fn add(flag: &str) -> String {
    format!("add {flag}")
}
