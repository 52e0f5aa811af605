//! The name of a policy key on the command line.

use std::ffi::OsStr;

use clap::Arg;
use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};

use crate::domain::escape::quoted;
use crate::domain::policy::{Key, TABLE};
use crate::error::{Error, Kind, Result};
use crate::messages::policy;

/// Tells shells which keys exist. Other text passes too, because `key` refuses it with a better
/// message than the parser's.
#[derive(Clone)]
pub struct KeyNames;

impl TypedValueParser for KeyNames {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&Arg>,
        typed: &OsStr,
    ) -> std::result::Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, typed)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let values = TABLE
            .iter()
            .map(|row| PossibleValue::new(row.name).help(row.help));
        Some(Box::new(values))
    }
}

pub fn key(typed: &str) -> Result<Key> {
    Key::from_name(typed).ok_or_else(|| {
        let keys: Vec<_> = TABLE.iter().map(|row| row.name).collect();
        Error::new(Kind::Usage, policy::unknown_key(&quoted(typed)))
            .meant(Key::similar(typed).as_deref())
            .hint(policy::known_keys(&keys.join(", ")))
    })
}
