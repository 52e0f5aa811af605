//! `keyfob apppw create`

use clap::Args;

use super::{CreatedView, Settings, full, is_wanted, parcel};
use crate::commands::mfa::guided::{self, Wanted};
use crate::commands::{Access, Answer, Handover, Session, Whereto, first_run};
use crate::crypto::secret::AppPasswordText;
use crate::domain::account::MfaState;
use crate::domain::app_password::AppPassword;
use crate::domain::audit::Role;
use crate::domain::escape::quoted;
use crate::domain::names::AppName;
use crate::domain::policy::Policy;
use crate::domain::refusal::Refusal;
use crate::error::{Error, Kind, Result};
use crate::store::{NewAppPassword, StoreError};

const HELP: &str = "\
At a terminal it goes straight to the clipboard, for 45 seconds (KEYFOB_CLEAR_AFTER); where there is none it \
is shown once. Elsewhere it is all that stdout holds; of several there is a line each, with a tab between \
name and password. Nobody can see it again: make another one.

Examples:
  keyfob apppw create Outlook
  keyfob apppw create Printer --only smtp --from 192.0.2.0/24 --operator -a scans@contoso.com
  pw=$(keyfob apppw create Backup --expires 90d --operator -a alain@contoso.com)

JSON: {\"account\",\"id\",\"name\",\"password\",\"created_at\",\"expires_at\",\"services\",\"networks\",\"copied\"}; \
of several a line each. \"password\" is null where it was copied and not printed.";

/// Make an app password for an app
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Names of the apps, one app password each
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    whereto: Whereto,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let settings = arguments.settings.parse(session.now())?;
    let names = arguments
        .names
        .iter()
        .map(|typed| AppName::parse(typed))
        .collect::<std::result::Result<Vec<_>, _>>()?;
    refuse_twins(&names)?;
    let mut handover = session.settle(&arguments.whereto, names.len())?;
    let aim = format!("the app password for {}", list(&names));
    let is_first = first_run::is_first(session)?;
    let Some(mut access) = first_run::access(session, &aim)? else {
        return Ok(Answer::No);
    };
    let is_to_be_set_up = access.account.mfa == MfaState::Enabled && access.role() == Role::Holder;
    if is_to_be_set_up && session.may_guide() {
        let later = guided::FirstApp::Later(aim);
        if is_first {
            guided::enrol(session, &mut access, &later, &Wanted::default())
                .map_err(first_run::unfinished)?;
        } else if !guided::offer(session, &mut access, &later)? {
            return Err(Refusal::MfaNotSetUp.into());
        }
    }
    let policy = access.store.policy()?;
    if !are_wanted(session, &names, &policy)? {
        session.terminal().say("Nothing was made.");
        return Ok(Answer::No);
    }
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
    let account = access.account.id;
    let all: Vec<_> = names.iter().collect();
    access.store.refuse_taken_names(account, &all)?;
    // Nothing is made that nobody gets to see: one that comes after a paste is made after it.
    let at_once = if handover.is_one_by_one() {
        1
    } else {
        new.len()
    };
    for (position, (new, secrets)) in new.chunks(at_once).zip(secrets.chunks(at_once)).enumerate() {
        if position > 0 && !handover.next(session, new[0].name.as_str())? {
            return Err(Error::interrupted());
        }
        access = make(session, access, &policy, &mut handover, new, secrets)?;
    }
    Ok(Answer::Done)
}

/// Makes these and hands them over.
fn make(
    session: &mut Session<'_>,
    access: Access,
    policy: &Policy,
    handover: &mut Handover,
    new: &[NewAppPassword<'_>],
    secrets: &[AppPasswordText],
) -> Result<Access> {
    let (mut access, created) = create(session, access, new)?;
    let account = access.account.name.clone();
    let account = account.as_str();
    if let Err(error) = hand_over(session, handover, account, policy, &created, secrets) {
        return Err(match take_back(session, &mut access, &created) {
            Ok(()) => Error::undelivered(
                "the app password was deleted again, since it couldn't be handed over",
                &error,
            ),
            Err(_) => Error::undelivered(
                "the new app password is there, but couldn't be handed over",
                &error,
            )
            .hint("delete it with 'keyfob apppw delete NAME'"),
        });
    }
    session.terminal().conceal();
    Ok(access)
}

/// Makes them. At the limit somebody who is there may delete others first.
fn create(
    session: &mut Session<'_>,
    mut access: Access,
    new: &[NewAppPassword<'_>],
) -> Result<(Access, Vec<AppPassword>)> {
    loop {
        let act = access.act(session);
        let made = access
            .store
            .create_app_passwords(&act, access.account.id, new);
        let refusal = match made {
            Ok(created) => return Ok((access, created)),
            Err(StoreError::Refused(refusal @ Refusal::AppPasswordLimit { .. }))
                if session.may_ask() && !session.flags.json =>
            {
                refusal
            }
            Err(other) => return Err(other.into()),
        };
        // Nothing is deleted for what can't be made even so.
        let names: Vec<_> = new.iter().map(|one| &one.name).collect();
        let store = &access.store;
        store.refuse_taken_names(access.account.id, &names)?;
        let limit = store.policy()?.app_password_limit;
        if u32::try_from(names.len()).is_ok_and(|wanted| wanted > limit) {
            return Err(refusal.into());
        }
        let (still, room) = full::make_room(session, access)?;
        access = still;
        if !room {
            return Err(refusal.into());
        }
    }
}

/// Whether they are wanted also where the organisation says that the app needs none.
fn are_wanted(session: &mut Session<'_>, names: &[AppName], policy: &Policy) -> Result<bool> {
    for name in names {
        if !is_wanted(session, name, policy)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn list(names: &[AppName]) -> String {
    names
        .iter()
        .map(AppName::as_str)
        .collect::<Vec<_>>()
        .join(", ")
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
    handover: &mut Handover,
    account: &str,
    policy: &Policy,
    created: &[AppPassword],
    secrets: &[AppPasswordText],
) -> std::io::Result<()> {
    if session.flags.json {
        for (created, secret) in created.iter().zip(secrets) {
            let (copied, printed) = handover.copy(secret.expose());
            let password = printed.then(|| secret.expose());
            let view = CreatedView::new(account, created, policy, password, copied);
            session.hand_over_json(&view)?;
        }
        return Ok(());
    }
    let parcels: Vec<_> = created
        .iter()
        .zip(secrets)
        .map(|(created, secret)| parcel(created, secret))
        .collect();
    handover.deliver(session, &parcels)
}

/// An app password that nobody saw is of use to nobody.
fn take_back(session: &Session<'_>, access: &mut Access, created: &[AppPassword]) -> Result<()> {
    let ids: Vec<_> = created.iter().map(|created| created.id.clone()).collect();
    let act = access.act(session);
    access
        .store
        .delete_app_passwords(&act, access.account.id, &ids)?;
    Ok(())
}
