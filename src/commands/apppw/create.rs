//! `keyfob apppw create`

use clap::Args;

use super::settings::Settings;
use super::view::CreatedView;
use crate::crypto::secret::AppPasswordText;
use crate::domain::account::MfaState;
use crate::domain::app_password::AppPassword;
use crate::domain::escape::quoted;
use crate::domain::names::AppName;
use crate::domain::policy::Policy;
use crate::domain::refusal::Refusal;
use crate::domain::role::Role;
use crate::error::{Error, Kind, Result};
use crate::flows::app_passwords::{is_wanted, new_secret};
use crate::flows::delivery::or_undo;
use crate::flows::enrolment::{self, FirstApp, Wanted};
use crate::flows::room::make_room;
use crate::flows::{
    Access, Answer, Delivery, Destination, NewSecret, Session, Undelivered, first_run,
};
use crate::messages::{app_password, prompts};
use crate::service::{NewAppPassword, ServiceError};

const HELP: &str = "\
At a terminal the app password is copied to the clipboard for 45 seconds (KEYFOB_CLEAR_AFTER), or shown once if \
there is no clipboard. Otherwise it is printed alone on stdout; several are printed one per line, with a tab \
between name and password. It can't be shown again: if it is lost, create another one.

--only takes services by the names that servers call them: ftp, http, imap, pop3, sieve, smtp, ssh, sshd, submission, xmpp. \
Postfix and Exim say smtp on the submission port too. Another name is asked about, or refused; --any-service-name \
allows it.

Examples:
  keyfob apppw create Outlook
  keyfob apppw create Printer --only smtp --from 192.0.2.0/24 -a scans@contoso.com
  pw=$(keyfob apppw create Backup --expires 90d --operator -a alain@contoso.com)

JSON: {\"account\",\"id\",\"name\",\"password\",\"created_at\",\"expires_at\",\"services\",\"networks\",\"copied\"}; \
one line for each app password. \"password\" is null if it was copied and not printed.";

/// Create an app password for an app
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Names of the apps; each gets an app password [default: asked for]
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    destination: Destination,
}

pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let Some(settings) = arguments.settings.parse(session)? else {
        session.terminal().say(app_password::NOTHING_CREATED);
        return Ok(Answer::No);
    };
    let Some(names) = names(arguments, session)? else {
        session.terminal().say(app_password::NOTHING_CREATED);
        return Ok(Answer::No);
    };
    let mut delivery = session.settle_delivery(&arguments.destination, names.len())?;
    let apps: Vec<_> = names.iter().map(AppName::as_str).collect();
    let aim = app_password::aim(&apps);
    let is_first = first_run::is_first(session)?;
    let Some(mut access) = first_run::access(session, &aim)? else {
        return Ok(Answer::No);
    };
    let needs_enrolment = access.account.mfa == MfaState::Enabled && access.role() == Role::Holder;
    if needs_enrolment && session.may_guide() {
        let later = FirstApp::Later(aim);
        if is_first {
            enrolment::enrol(session, &mut access, &later, &Wanted::default())?;
        } else if !enrolment::offer(session, &mut access, &later)? {
            return Err(Refusal::MfaNotSetUp.into());
        }
    }
    let policy = access.service.policy(&access.actor(session))?;
    if !are_wanted(session, &names, &policy)? {
        session.terminal().say(app_password::NOTHING_CREATED);
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
    refuse_taken(session, &access, &names)?;
    // The next one is created only after the one before was pasted, so that none is created and
    // never seen.
    let batch = if delivery.is_one_by_one() {
        1
    } else {
        new.len()
    };
    let mut batches = new.chunks(batch).zip(secrets.chunks(batch)).peekable();
    while let Some((new, secrets)) = batches.next() {
        let next = batches.peek().map(|(next, _)| next[0].name.as_str());
        if let Some(next) = next {
            delivery.announce(next);
        }
        create_and_deliver(session, &mut access, &policy, &mut delivery, new, secrets)?;
        if next.is_some() && !delivery.next(session)? {
            return Err(Error::interrupted());
        }
    }
    session.terminal().conceal();
    Ok(Answer::Done)
}

/// The names on the line, or the one that is asked for. `None` if several weren't meant.
fn names(arguments: &Arguments, session: &mut Session<'_>) -> Result<Option<Vec<AppName>>> {
    if arguments.names.is_empty() {
        if !session.may_guide() {
            return Err(Error::new(Kind::Usage, app_password::NO_APP_NAMED)
                .hint(app_password::NAME_THE_APP));
        }
        let name = session.ask_for(prompts::APP, None, AppName::parse)?;
        return Ok(Some(vec![name]));
    }
    let names = arguments
        .names
        .iter()
        .map(|typed| AppName::parse(typed))
        .collect::<std::result::Result<Vec<_>, _>>()?;
    refuse_duplicates(&names)?;
    // A name with spaces that wasn't quoted looks like several.
    let is_unsure = names.len() > 1 && session.may_guide();
    let quoted: Vec<_> = names.iter().map(|name| quoted(name.as_str())).collect();
    let are_meant =
        !is_unsure || session.confirm_going_on(&app_password::ask_create_several(&quoted))?;
    Ok(are_meant.then_some(names))
}

fn create_and_deliver(
    session: &mut Session<'_>,
    access: &mut Access,
    policy: &Policy,
    delivery: &mut Delivery,
    new: &[NewAppPassword<'_>],
    secrets: &[AppPasswordText],
) -> Result<()> {
    let created = create(session, access, new)?;
    let name = access.account.name.as_str();
    let to_deliver: Vec<NewSecret<'_>> = created
        .iter()
        .zip(secrets)
        .map(|(created, secret)| new_secret(created, secret))
        .collect();
    let apps: Vec<_> = created
        .iter()
        .map(|created| created.name.as_str())
        .collect();
    let news = app_password::created(&apps);
    session.terminal().say_if_stopped(&news);
    let delivered = delivery.deliver(session, &to_deliver, |position, delivered| {
        CreatedView::new(name, &created[position], policy, &delivered)
    });
    let (actor, account) = (access.actor(session), access.account.id);
    let ids: Vec<_> = created.iter().map(|created| created.id.clone()).collect();
    let take_back = || {
        access
            .service
            .take_back_app_passwords(&actor, account, &ids)
    };
    let told = Undelivered {
        undone: app_password::DELETED_UNDELIVERED,
        kept: app_password::CREATED_UNDELIVERED,
        hint: &app_password::delete_it(&apps),
    };
    or_undo(session, &news, delivered, take_back, &told)?;
    access.service.delivered().map_err(|error| {
        session.terminal().take_back(&news);
        Error::from(error)
    })
}

/// Creates the app passwords. At the limit a person may delete others first.
fn create(
    session: &mut Session<'_>,
    access: &mut Access,
    new: &[NewAppPassword<'_>],
) -> Result<Vec<AppPassword>> {
    loop {
        let (actor, account) = (access.actor(session), access.account.id);
        let refusal = match access.service.create_app_passwords(&actor, account, new) {
            Err(ServiceError::Refused(refusal @ Refusal::AppPasswordLimit { .. }))
                if session.may_ask() && !session.flags.json =>
            {
                refusal
            }
            created => return Ok(created?),
        };
        // Nothing is deleted if creating would still fail.
        let names: Vec<_> = new.iter().map(|one| one.name.clone()).collect();
        refuse_taken(session, access, &names)?;
        let limit = access.service.policy(&actor)?.app_password_limit;
        let fits = u32::try_from(names.len()).is_ok_and(|wanted| wanted <= limit);
        if !fits || !make_room(session, access)? {
            return Err(refusal.into());
        }
    }
}

fn refuse_taken(session: &Session<'_>, access: &Access, names: &[AppName]) -> Result<()> {
    let (actor, account) = (access.actor(session), access.account.id);
    Ok(access.service.refuse_taken_names(&actor, account, names)?)
}

/// Returns whether app passwords are wanted even for apps that, by policy, need none.
fn are_wanted(session: &mut Session<'_>, names: &[AppName], policy: &Policy) -> Result<bool> {
    for name in names {
        if !is_wanted(session, name, policy)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn refuse_duplicates(names: &[AppName]) -> Result<()> {
    for (position, name) in names.iter().enumerate() {
        if names[..position]
            .iter()
            .any(|other| other.key() == name.key())
        {
            let message = app_password::name_twice(&quoted(name.as_str()));
            return Err(Error::new(Kind::BadData, message).hint(app_password::CHOOSE_ANOTHER_NAME));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::HELP;
    use crate::domain::known_services::KNOWN_SERVICES;

    #[test]
    fn the_help_names_the_known_services() {
        assert!(HELP.contains(&format!("{}. ", KNOWN_SERVICES.join(", "))));
    }
}
