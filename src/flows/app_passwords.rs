//! What creating, rotating and enrolling say of a new app password.

use super::{NewSecret, Session};
use crate::crypto::secret::AppPasswordText;
use crate::domain::app_password::AppPassword;
use crate::domain::names::AppName;
use crate::domain::policy::Policy;
use crate::error::Result;
use crate::messages::{app_password, delivery};

/// An app password to be delivered.
pub fn new_secret<'a>(created: &'a AppPassword, secret: &'a AppPasswordText) -> NewSecret<'a> {
    let name = created.name.as_str();
    NewSecret {
        what: delivery::app_password_for(name),
        label: name,
        text: secret.expose(),
        page: None,
        advice: delivery::paste_it(name),
        advises_scripts: false,
    }
}

/// Returns whether to create an app password, even if policy says that the app needs none.
pub fn is_wanted(session: &mut Session<'_>, name: &AppName, policy: &Policy) -> Result<bool> {
    let app = name.as_str();
    if !policy.is_modern(app) {
        return Ok(true);
    }
    session.terminal().say(&app_password::not_needed(app));
    let asked = session.may_guide() && !session.flags.yes;
    Ok(!asked || session.confirm(&app_password::ask_create_anyway(app))?)
}
