//! `keyfob apppw create`

use clap::Args;

use super::{CreatedView, PASTE_IT, Settings};
use crate::commands::{Answer, Session};
use crate::crypto::secret::AppPasswordText;
use crate::domain::account::AccountId;
use crate::domain::app_password::AppPassword;
use crate::domain::audit::Role;
use crate::domain::escape::quoted;
use crate::domain::names::AppName;
use crate::domain::policy::Policy;
use crate::error::{Error, Kind, Result};
use crate::store::{NewAppPassword, Store};
use crate::terminal::Delivery;

const HELP: &str = "\
On a terminal the app password is shown once. Elsewhere it is all that stdout holds; of several there \
is a line each, with a tab between name and password. Nobody can see it again: make another one.

Examples:
  keyfob apppw create Outlook --operator -a alain@contoso.com
  keyfob apppw create Printer --only smtp --from 192.0.2.0/24 --operator -a scans@contoso.com
  pw=$(keyfob apppw create Backup --expires 90d --operator -a alain@contoso.com)

JSON: {\"account\",\"id\",\"name\",\"password\",\"created_at\",\"expires_at\",\"services\",\"networks\",\"copied\"}; \
of several a line each.";

/// Make an app password for an app
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Names of the apps, one app password each
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
    #[command(flatten)]
    settings: Settings,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    session.require_operator()?;
    let settings = arguments.settings.parse(session.now())?;
    let names = arguments
        .names
        .iter()
        .map(|typed| AppName::parse(typed))
        .collect::<std::result::Result<Vec<_>, _>>()?;
    refuse_twins(&names)?;
    let delivery = Delivery::settle(session.terminal())?;
    let mut store = session.open_store()?;
    let account = store.account(&session.account(&store)?)?;
    let policy = store.policy()?;
    let secrets: Vec<_> = names
        .iter()
        .map(|_| AppPasswordText::generate(policy.app_password_length, &session.context.random))
        .collect();
    let new: Vec<_> = names
        .iter()
        .zip(&secrets)
        .map(|(name, secret)| NewAppPassword {
            name: name.clone(),
            note: settings.note.clone(),
            scope: settings.scope.clone(),
            expires_at: settings.expires_at,
            secret,
        })
        .collect();
    let created = store.create_app_passwords(&session.act(Role::Operator), &account.name, &new)?;

    for modern in names.iter().filter(|name| policy.is_modern(name.as_str())) {
        let app = modern.as_str();
        session.terminal().say(&format!(
            "{app} signs in with MFA by itself and needs no app password, your organisation says."
        ));
    }
    let account_name = account.name.as_str();
    if let Err(error) = hand_over(session, delivery, account_name, &policy, &created, &secrets) {
        return Err(match take_back(session, &mut store, account.id, &created) {
            Ok(()) => Error::undelivered(
                "the app password was deleted again, since it couldn't be handed over",
                &error,
            ),
            Err(_) => Error::undelivered(
                "the new app password is there, but couldn't be handed over",
                &error,
            )
            .hint("delete it with 'keyfob apppw delete NAME --operator'"),
        });
    }
    if delivery == Delivery::Shown && !session.flags.json {
        session.terminal().say(if names.len() == 1 {
            PASTE_IT
        } else {
            "Paste each where its app asks for your password. You won't see them again."
        });
    }
    Ok(Answer::Done)
}

fn refuse_twins(names: &[AppName]) -> Result<()> {
    for (position, name) in names.iter().enumerate() {
        if names[..position]
            .iter()
            .any(|other| other.key() == name.key())
        {
            let message = format!("the name {} is there twice", quoted(name.as_str()));
            return Err(
                Error::new(Kind::BadData, message).hint("choose another name for one of them")
            );
        }
    }
    Ok(())
}

fn hand_over(
    session: &mut Session<'_>,
    delivery: Delivery,
    account: &str,
    policy: &Policy,
    created: &[AppPassword],
    secrets: &[AppPasswordText],
) -> std::io::Result<()> {
    if session.flags.json {
        for (created, secret) in created.iter().zip(secrets) {
            session.terminal().json(&CreatedView::new(
                account,
                created,
                policy,
                secret.expose(),
            ))?;
        }
        return session.terminal().flush();
    }
    if delivery == Delivery::Shown {
        session.terminal().say(&match created {
            [one] => format!("App password for {}:", one.name.as_str()),
            many => format!("{} app passwords:", many.len()),
        });
    }
    let labelled: Vec<_> = created
        .iter()
        .zip(secrets)
        .map(|(created, secret)| (created.name.as_str(), secret.expose()))
        .collect();
    session.terminal().deliver(delivery, &labelled)
}

/// An app password that nobody saw is of use to nobody.
fn take_back(
    session: &Session<'_>,
    store: &mut Store,
    account: AccountId,
    created: &[AppPassword],
) -> Result<()> {
    let ids: Vec<_> = created.iter().map(|created| created.id.clone()).collect();
    store.delete_app_passwords(&session.act(Role::Operator), account, &ids)?;
    Ok(())
}
