//! What creating, rotating and enrolling say of a new app password.

use super::{NewSecret, Session};
use crate::crypto::secret::AppPasswordText;
use crate::domain::app_password::AppPassword;
use crate::domain::names::AppName;
use crate::domain::policy::Policy;
use crate::error::Result;

/// An app password to be delivered.
pub fn new_secret<'a>(created: &'a AppPassword, secret: &'a AppPasswordText) -> NewSecret<'a> {
    let name = created.name.as_str();
    NewSecret {
        what: format!("App password for {name}"),
        label: name,
        text: secret.expose(),
        advice: format!(
            "Paste it where {name} asks for your password; you don't need to remember it."
        ),
        advises_scripts: false,
    }
}

/// Returns whether an app password is wanted also if the organisation says that the app needs none.
pub fn is_wanted(session: &mut Session<'_>, name: &AppName, policy: &Policy) -> Result<bool> {
    let app = name.as_str();
    if !policy.is_modern(app) {
        return Ok(true);
    }
    session.terminal().say(&format!(
        "{app} signs in with MFA by itself and needs no app password, your organisation says."
    ));
    let asked = session.may_guide() && !session.flags.yes;
    Ok(!asked || session.confirm(&format!("Make one for {app} all the same?"))?)
}
