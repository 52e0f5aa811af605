//! Sending mails to holders about what happened to their accounts. `store` writes them together with the
//! change; here they are sent, whichever process does it, and listed.

use jiff::Timestamp;
use serde_json::json;

use super::{Actor, Requester, Result, Service, ServiceError};
use crate::domain::account::Account;
use crate::domain::audit::{Event, Record};
use crate::domain::notice::{Addressed, Due, Notice};
use crate::domain::permission::Action;
use crate::domain::policy::{Key, Notices, Policy};
use crate::domain::role::Role;
use crate::messenger::{self, Mail, MessengerError};
use crate::store::NoticeKey;
use crate::store::Outcome::Commit;

/// How many that are due are looked at in one go. The others are due the next time.
const AT_ONCE: u32 = 100;

/// A mail in a holder's words.
pub struct MailText {
    pub subject: String,
    pub body: String,
}

/// How notices are put into words, and from which machine they come.
pub struct Writing {
    pub host: String,
    pub words: Box<dyn Fn(&Addressed) -> MailText + Send>,
}

/// A notice that this process alone may send now.
struct Taken {
    notice: Addressed,
    mail_command: Option<String>,
}

impl Service {
    /// Returns the mails that wait, the next first.
    pub fn waiting_notices(&self, actor: &Actor) -> Result<Vec<Addressed>> {
        self.look(actor, Action::SeeNotices, |tx, _| {
            let mut waiting = vec![];
            for notice in tx.waiting_notices()? {
                let account = tx.account(notice.account)?;
                let account = account.ok_or_else(ServiceError::conflict)?;
                waiting.push(addressed(notice, account));
            }
            Ok(waiting)
        })
    }

    /// Sends the mails that are due, as long as it may go on. A mail that can't be sent waits for its next
    /// try. A row that keyfob didn't write is passed over, and reported once the others were sent. Returns
    /// whether notices are on at all.
    pub fn send_due_notices(
        &mut self,
        requester: &dyn Fn() -> Requester,
        writing: &Writing,
        mut may_go_on: impl FnMut() -> bool,
    ) -> Result<Notices> {
        let actor = || Actor::operator(&requester(), Role::Owner);
        let now = actor();
        let (notices, due) = self.look(&now, Action::SendNotices, |tx, policy| {
            let due = match policy.notices {
                Notices::On => tx.due_notices(now.now(), AT_ONCE)?,
                Notices::Off => vec![],
            };
            Ok((policy.notices, due))
        })?;
        let mut failed = None;
        for key in due {
            if !may_go_on() {
                break;
            }
            match self.take_notice(&actor(), key) {
                Ok(Some(taken)) => self.send_notice(&actor, &taken, writing)?,
                Ok(None) => {}
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(notices), Err)
    }

    /// Takes a notice to send it now. Before it is sent, it is written down when the next try is: no other
    /// process sends it until then, and neither does this one if it ends in between.
    fn take_notice(&mut self, actor: &Actor, key: NoticeKey) -> Result<Option<Taken>> {
        self.change(actor, Action::SendNotices, |tx, policy| {
            let now = actor.now();
            let Some(mut notice) = tx.notice(key)?.filter(|notice| notice.due_at <= now) else {
                return Ok(Commit(None));
            };
            let due = notice.what_is_due(now);
            if due == Due::Forget {
                tx.delete_notice(key)?;
                return Ok(Commit(None));
            }
            let account = tx.account(notice.account)?;
            let account = account.ok_or_else(ServiceError::conflict)?;
            if due == Due::GiveUp {
                tx.delete_notice(key)?;
                let record = about(Event::NoticeGivenUp, &account, &notice);
                tx.record(actor.who(), &record)?;
                return Ok(Commit(None));
            }
            notice.begin_try(now);
            tx.save_notice(&notice)?;
            Ok(Commit(Some(Taken {
                notice: addressed(notice, account),
                mail_command: policy.mail_command,
            })))
        })
    }

    fn send_notice(
        &mut self,
        actor: &dyn Fn() -> Actor,
        taken: &Taken,
        writing: &Writing,
    ) -> Result<()> {
        let id = self.random.id();
        let sent = send(taken, writing, &id, actor().now());
        self.settle_notice(&actor(), &taken.notice.notice, &sent)
    }

    /// Notes what became of a mail, unless it was taken again meanwhile.
    fn settle_notice(
        &mut self,
        actor: &Actor,
        taken: &Notice,
        sent: &std::result::Result<(), MessengerError>,
    ) -> Result<()> {
        let key = (taken.account, taken.kind);
        self.change(actor, Action::SendNotices, |tx, _| {
            let found = tx.notice(key)?.filter(|notice| notice.is_try_of(taken));
            let Some(mut notice) = found else {
                return Ok(Commit(()));
            };
            match &sent {
                Ok(()) => {
                    notice.end_try(taken, actor.now());
                    let account = tx.account(taken.account)?;
                    let account = account.ok_or_else(ServiceError::conflict)?;
                    let record = about(Event::NoticeSent, &account, taken);
                    tx.record(actor.who(), &record)?;
                }
                Err(error) => notice.failure = Some(error.to_string()),
            }
            tx.save_notice(&notice)?;
            Ok(Commit(()))
        })
    }
}

/// Refuses to turn notices on where nothing sends mail, and to take away what sends them.
pub(super) fn refuse_unsendable(key: Key, wanted: &Policy) -> Result<()> {
    let command = wanted.mail_command.as_deref();
    let concerns_mail = match key {
        Key::Notices => true,
        // One that can't be started yet is warned of.
        Key::MailCommand => command.is_none(),
        _ => false,
    };
    if concerns_mail && wanted.notices == Notices::On && !messenger::can_send_mail(command) {
        return Err(ServiceError::NothingSendsMail(key));
    }
    Ok(())
}

fn addressed(notice: Notice, account: Account) -> Addressed {
    Addressed {
        notice,
        account: account.name,
        language: account.language,
    }
}

fn about(event: Event, account: &Account, notice: &Notice) -> Record {
    let mut detail = json!({
        "to": notice.to.as_str(),
        "events": notice.events,
        "tries": notice.tries,
    });
    if let Some(failure) = &notice.failure {
        detail["failure"] = failure.as_str().into();
    }
    let record = Record::about(event, account).subject(notice.kind.into_str());
    record.detail(detail)
}

fn send(
    taken: &Taken,
    writing: &Writing,
    id: &str,
    now: Timestamp,
) -> std::result::Result<(), MessengerError> {
    let MailText { subject, body } = (writing.words)(&taken.notice);
    let mail = Mail {
        from_host: &writing.host,
        to: &taken.notice.notice.to,
        subject: &subject,
        body: &body,
        sent_at: now,
        id,
    };
    messenger::send_mail(taken.mail_command.as_deref(), &mail)
}
