//! The services that an app password is limited to: one that keyfob doesn't know may be misspelt.

use super::Session;
use crate::domain::known_services::{KNOWN_SERVICES, is_known, meant};
use crate::domain::scope::Service;
use crate::error::{Code, Error, Result};
use crate::messages::app_password;

/// Returns the services that are meant. `None` if the person doesn't want one that isn't known.
pub fn meant_services(
    session: &mut Session<'_>,
    services: Vec<Service>,
) -> Result<Option<Vec<Service>>> {
    let mut all = vec![];
    for service in services {
        match meant_service(session, service)? {
            Some(service) => all.push(service),
            None => return Ok(None),
        }
    }
    Ok(Some(all))
}

fn meant_service(session: &mut Session<'_>, service: Service) -> Result<Option<Service>> {
    if is_known(&service) {
        return Ok(Some(service));
    }
    let name = service.as_str();
    let unknown = app_password::unknown_service(name);
    let similar = meant(&service);
    // A flag that says yes to everything doesn't say which of two services.
    if !session.may_guide() || session.flags.yes {
        return Err(Error::of(Code::UnknownService, unknown)
            .meant(similar.as_ref().map(Service::as_str))
            .hint(app_password::known_services(&KNOWN_SERVICES)));
    }
    if let Some(similar) = similar {
        let question = app_password::ask_service_meant(name, similar.as_str());
        if session.confirm_going_on(&question)? {
            return Ok(Some(similar));
        }
    }
    let is_wanted = session.confirm(&app_password::ask_unknown_service(name))?;
    Ok(is_wanted.then_some(service))
}
