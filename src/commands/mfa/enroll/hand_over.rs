//! Handing over what an enrolment ends with.

use serde::Serialize;
use zeroize::Zeroizing;

use crate::commands::apppw::{CreatedView, parcel};
use crate::commands::{Handover, Session, recovery_codes};
use crate::crypto::secret::AppPasswordText;
use crate::domain::policy::Policy;
use crate::store::Enrolled;

#[derive(Serialize)]
struct EnrolledView<'a> {
    account: &'a str,
    enrolled: bool,
    recovery_codes: Vec<&'a str>,
    app_password: Option<CreatedView<'a>>,
}

pub fn hand_over(
    session: &mut Session<'_>,
    handover: &mut Handover,
    news: &str,
    enrolled: &Enrolled,
    policy: &Policy,
    codes: &[Zeroizing<String>],
    secret: &AppPasswordText,
) -> std::io::Result<()> {
    let name = enrolled.account.name.as_str();
    if session.flags.json {
        let app_password = enrolled.app_password.as_ref().map(|app| {
            let (copied, printed) = handover.copy(secret.expose());
            let password = printed.then(|| secret.expose());
            CreatedView::new(name, app, policy, password, copied)
        });
        let view = EnrolledView {
            account: name,
            enrolled: true,
            recovery_codes: codes.iter().map(|code| code.as_str()).collect(),
            app_password,
        };
        return session.hand_over_json(&view);
    }
    session.terminal().say(news);
    let parcel = enrolled
        .app_password
        .as_ref()
        .map(|app| parcel(app, secret));
    if !session.terminal().output_is_terminal() {
        let mut lines: Vec<_> = codes
            .iter()
            .map(|code| ("recovery-code", code.as_str()))
            .collect();
        if parcel.is_some() {
            let (_, printed) = handover.copy(secret.expose());
            lines.extend(printed.then(|| ("app-password", secret.expose())));
        }
        return match lines.as_slice() {
            [] => Ok(()),
            lines => session.terminal().deliver(lines),
        };
    }
    if !codes.is_empty() {
        let heading =
            "Keep these recovery codes safe. Each signs in once when the authenticator is lost:";
        recovery_codes::show(session, heading, codes)?;
    }
    if let Some(parcel) = parcel {
        handover.deliver(session, &[parcel])?;
    }
    // Only now: whoever leaves here has got all of it.
    session.terminal().conceal();
    Ok(())
}
