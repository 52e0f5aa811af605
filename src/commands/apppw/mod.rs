//! `keyfob apppw`: app passwords.

mod create;
mod delete;
mod full;
mod list;
mod listing;
mod rename;
mod rotate;
mod settings;
mod show;
mod verify;
mod view;

pub use settings::Settings;
pub use view::{CreatedView, NamedView};

use clap::Subcommand;

use super::{Answer, Parcel, Session};
use crate::crypto::secret::AppPasswordText;
use crate::domain::app_password::AppPassword;
use crate::domain::names::AppName;
use crate::domain::policy::Policy;
use crate::error::Result;

/// An app password to be handed over.
pub fn parcel<'a>(created: &'a AppPassword, secret: &'a AppPasswordText) -> Parcel<'a> {
    let name = created.name.as_str();
    Parcel {
        what: format!("App password for {name}"),
        label: name,
        secret: secret.expose(),
        advice: format!(
            "Paste it where {name} asks for your password; you don't need to remember it."
        ),
        advises_scripts: false,
    }
}

/// Whether an app password is wanted also where the organisation says that the app needs none.
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

const HELP: &str = "\
Examples:
  keyfob apppw create Outlook
  keyfob apppw list
  keyfob apppw delete Outlook
  keyfob apppw verify
  keyfob apppw delete --all --operator -a alain@contoso.com";

/// Make, list, delete and check app passwords
#[derive(Debug, Subcommand)]
#[command(after_help = HELP)]
pub enum Command {
    Create(create::Arguments),
    List(list::Arguments),
    Show(show::Arguments),
    Rename(rename::Arguments),
    Rotate(rotate::Arguments),
    Delete(delete::Arguments),
    Verify(verify::Arguments),
}

pub fn run(command: Command, session: &mut Session<'_>) -> Result<Answer> {
    match command {
        Command::Create(arguments) => create::run(&arguments, session),
        Command::List(arguments) => list::run(&arguments, session),
        Command::Show(arguments) => show::run(&arguments, session),
        Command::Rename(arguments) => rename::run(&arguments, session),
        Command::Rotate(arguments) => rotate::run(&arguments, session),
        Command::Delete(arguments) => delete::run(&arguments, session),
        Command::Verify(arguments) => verify::run(&arguments, session),
    }
}
