//! `keyfob mfa enroll`: step by step at a terminal, or in two commands for scripts.

mod arguments;
mod in_two_steps;

pub use arguments::Arguments;

use crate::error::{Error, Kind, Result};
use crate::flows::enrolment::{self, FirstApp, Wanted};
use crate::flows::{Answer, Session, first_run};
use crate::messages::mfa;

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    if arguments.confirm.is_none() && session.may_guide() {
        let first_app = match (arguments.app()?, arguments.no_app) {
            (Some(name), _) => FirstApp::Named(name),
            (None, true) => FirstApp::None,
            (None, false) => FirstApp::Asked,
        };
        let Some(mut access) = first_run::access(session, mfa::FIRST_APP_PASSWORD)? else {
            return Ok(Answer::No);
        };
        let wanted = Wanted {
            label: arguments.label()?,
            destination: arguments.destination.clone(),
        };
        enrolment::enrol(session, &mut access, &first_app, &wanted)?;
        return Ok(Answer::Done);
    }
    let access = session.access()?;
    match &arguments.confirm {
        Some(code) => in_two_steps::confirm(arguments, session, &access, code),
        None if arguments.app.is_some() || arguments.no_app => {
            Err(Error::new(Kind::Usage, mfa::ONLY_WITH_CONFIRM).hint(mfa::ADD_CONFIRM))
        }
        None => in_two_steps::begin(arguments, session, &access),
    }
}
