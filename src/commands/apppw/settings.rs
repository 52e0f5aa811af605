//! The flags that limit a new app password.

use clap::Args;
use jiff::Timestamp;

use crate::domain::app_password::parse_note;
use crate::domain::period::parse_future;
use crate::domain::scope::{Scope, parse_network};
use crate::error::Result;
use crate::flows::Session;
use crate::flows::services::meant_services;

#[derive(Debug, Args)]
pub struct Settings {
    /// Services it may be used for, comma-separated; it is refused elsewhere
    #[arg(long, value_name = "SERVICES", value_delimiter = ',')]
    only: Vec<String>,
    /// Take --only for services that keyfob doesn't know
    #[arg(long, requires = "only")]
    any_service_name: bool,
    /// Networks it may be used from, comma-separated; it is refused elsewhere
    #[arg(long, value_name = "CIDR", value_delimiter = ',')]
    from: Vec<String>,
    /// When it expires: after 90d or 12w, or on 2027-01-31
    #[arg(long, value_name = "WHEN", allow_hyphen_values = true)]
    expires: Option<String>,
    /// A note about it
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

pub struct Parsed {
    pub scope: Scope,
    pub expires_at: Option<Timestamp>,
    pub note: Option<String>,
}

impl Settings {
    /// `None` if the person was asked and doesn't want it.
    pub fn parse(&self, session: &mut Session<'_>) -> Result<Option<Parsed>> {
        let now = session.now();
        let services = self
            .only
            .iter()
            .map(|typed| typed.parse())
            .collect::<std::result::Result<Vec<_>, _>>()?;
        let networks = self
            .from
            .iter()
            .map(|typed| parse_network(typed))
            .collect::<std::result::Result<Vec<_>, _>>()?;
        let expires_at = self
            .expires
            .as_deref()
            .map(|typed| parse_future(typed, now))
            .transpose()?;
        let note = self
            .note
            .as_deref()
            .map(parse_note)
            .transpose()?
            .filter(|note| !note.is_empty());
        let services = if self.any_service_name {
            Some(services)
        } else {
            meant_services(session, services)?
        };
        let Some(services) = services else {
            return Ok(None);
        };
        Ok(Some(Parsed {
            scope: Scope::new(services, &networks)?,
            expires_at,
            note,
        }))
    }
}
