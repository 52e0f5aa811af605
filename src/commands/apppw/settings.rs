//! What a new app password is limited to, as flags say it.

use clap::Args;
use jiff::Timestamp;

use crate::domain::app_password::parse_note;
use crate::domain::period::parse_future;
use crate::domain::scope::{Scope, parse_network};
use crate::error::Result;

#[derive(Debug, Args)]
pub struct Settings {
    /// Services that may use it, with commas between; elsewhere it is refused
    #[arg(long, value_name = "SERVICES", value_delimiter = ',')]
    only: Vec<String>,
    /// Networks it may be used from, with commas between; elsewhere it is refused
    #[arg(long, value_name = "CIDR", value_delimiter = ',')]
    from: Vec<String>,
    /// When it ends: in 90d or 12w, or on 2027-01-31
    #[arg(long, value_name = "WHEN", allow_hyphen_values = true)]
    expires: Option<String>,
    /// A note to find it by
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

pub struct Parsed {
    pub scope: Scope,
    pub expires_at: Option<Timestamp>,
    pub note: Option<String>,
}

impl Settings {
    pub fn parse(&self, now: Timestamp) -> Result<Parsed> {
        let services = self
            .only
            .iter()
            .map(|typed| typed.parse())
            .collect::<std::result::Result<_, _>>()?;
        let networks = self
            .from
            .iter()
            .map(|typed| parse_network(typed))
            .collect::<std::result::Result<Vec<_>, _>>()?;
        Ok(Parsed {
            scope: Scope::new(services, &networks)?,
            expires_at: self
                .expires
                .as_deref()
                .map(|typed| parse_future(typed, now))
                .transpose()?,
            note: self
                .note
                .as_deref()
                .map(parse_note)
                .transpose()?
                .filter(|note| !note.is_empty()),
        })
    }
}
