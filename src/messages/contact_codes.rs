//! Sending a code by mail or text message.

pub const SENDING: &str = "Sending the code…";
pub const SUBJECT: &str = "Your keyfob code";

pub fn sent(recipient: &str) -> String {
    format!("A code was sent to {recipient}. It expires in ten minutes.")
}

/// The message to a holder who signs in.
pub fn sign_in(code: &str, account: &str) -> String {
    format!(
        "{code} is your code to sign in to {account}. It expires in ten minutes. \
         If you didn't just sign in, someone knows your password: change it."
    )
}

/// The message to a contact that is being set up.
pub fn enrolment(code: &str, account: &str) -> String {
    format!(
        "{code} is your code to confirm that {account} reaches you here. It expires in ten minutes. \
         If you didn't ask for it, ignore this message."
    )
}
