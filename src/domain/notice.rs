//! Notices: mails to an account's holder about what happened to the account. Which entry of the audit
//! trail is worth one, when it goes out, and how several become one.

use core::net::IpAddr;
use serde::{Deserialize, Serialize};

use ipnet::IpNet;
use jiff::{SignedDuration, Timestamp};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::account::AccountId;
use super::audit::{Event, Record, Who};
use super::contact::Email;
use super::language::Language;
use super::names::AccountName;
use super::role::Role;
use super::scope::Source;

/// At most one mail of a kind goes to an account in this time. What happens meanwhile is told by the next.
const QUIET: SignedDuration = SignedDuration::from_hours(1);
/// How long a mail that can't be sent is tried.
const TRIED_FOR: SignedDuration = SignedDuration::from_hours(3 * 24);
const FIRST_WAIT: SignedDuration = SignedDuration::from_mins(1);
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(6);

/// What a mail is about. The store keeps these words.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    EnumString,
    IntoStaticStr,
    VariantArray,
    Serialize,
    Deserialize,
)]
#[strum(serialize_all = "kebab-case", const_into_str)]
pub enum NoticeKind {
    AppPasswordCreated,
    AppPasswordRotated,
    AppPasswordDeleted,
    MethodAdded,
    MethodRemoved,
    RecoveryCodesReplaced,
    MfaReset,
    PasswordChanged,
    /// An app password was used from a network for the first time.
    NewNetwork,
}

impl NoticeKind {
    /// Returns what a mail about this entry would be about. `None` if the holder needn't know.
    pub fn of(role: Role, record: &Record) -> Option<Self> {
        let detail = |key: &str| record.detail.as_ref().and_then(|detail| detail.get(key));
        match record.event {
            Event::AppPasswordCreated => Some(Self::AppPasswordCreated),
            Event::AppPasswordRotated if detail("undone").is_none() => {
                Some(Self::AppPasswordRotated)
            }
            Event::AppPasswordDeleted if By::of(role) != By::Holder => {
                Some(Self::AppPasswordDeleted)
            }
            Event::Enrolled => Some(Self::MethodAdded),
            Event::MethodRemoved => Some(Self::MethodRemoved),
            Event::RecoveryCodesReplaced => Some(Self::RecoveryCodesReplaced),
            Event::MfaReset => Some(Self::MfaReset),
            Event::PasswordSet => Some(Self::PasswordChanged),
            // The password is kept elsewhere from then on.
            Event::AccountChanged if detail("external_password").is_some() => {
                Some(Self::PasswordChanged)
            }
            Event::AppPasswordFirstUsed if record.source.address.is_some() => {
                Some(Self::NewNetwork)
            }
            _ => None,
        }
    }
}

/// Who did what a mail is about.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    EnumString,
    IntoStaticStr,
    VariantArray,
    Serialize,
    Deserialize,
)]
#[strum(serialize_all = "kebab-case", const_into_str)]
pub enum By {
    /// The holder, or a person with the holder's password and second factor.
    Holder,
    Administrator,
    Helpdesk,
    /// An app that has the app password.
    App,
}

impl By {
    fn of(role: Role) -> Self {
        match role {
            Role::Holder | Role::Claimant => Self::Holder,
            Role::Helpdesk => Self::Helpdesk,
            Role::Verifier => Self::App,
            Role::Owner | Role::Admin | Role::Auditor | Role::User => Self::Administrator,
        }
    }
}

/// What happened: what a mail tells of the last event of its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happened {
    pub at: Timestamp,
    /// The app password or method.
    pub subject: Option<String>,
    pub by: By,
    /// The user of an operator.
    pub uid: Option<u32>,
    pub source: Source,
}

impl Happened {
    pub fn of(who: &Who, record: &Record) -> Self {
        let by = By::of(who.role);
        let user = who.caller.login_uid.unwrap_or(who.caller.uid);
        let detail = record.detail.as_ref();
        let methods = detail.and_then(|detail| detail["method"].as_str());
        Self {
            at: who.at,
            // An enrolment may be of several methods at once.
            subject: record.subject.clone().or(methods.map(str::to_owned)),
            by,
            uid: matches!(by, By::Administrator | By::Helpdesk).then_some(user),
            source: record.source.clone(),
        }
    }
}

/// A mail of one kind to one account: one that waits, or one that was sent within the last hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub account: AccountId,
    pub kind: NoticeKind,
    /// The address as it was before a change that the mail is about.
    pub to: Email,
    /// How many events it tells of. 0: it was sent, and no more happened since.
    pub events: u32,
    /// When the first of them happened.
    pub since: Timestamp,
    pub last: Happened,
    /// How often it was tried to send it.
    pub tries: u32,
    /// When it may be sent.
    pub due_at: Timestamp,
    /// Why it wasn't sent the last time.
    pub failure: Option<String>,
}

/// What to do with a notice whose time has come.
#[derive(Debug, PartialEq, Eq)]
pub enum Due {
    Send,
    GiveUp,
    /// The hour is over, and nothing happened in it.
    Forget,
}

impl Notice {
    pub fn new(account: AccountId, kind: NoticeKind, to: Email, happened: Happened) -> Self {
        Self {
            account,
            kind,
            to,
            events: 1,
            since: happened.at,
            due_at: happened.at,
            last: happened,
            tries: 0,
            failure: None,
        }
    }

    /// Tells of one more event. It is sent no earlier than it was going to be.
    pub fn add(&mut self, to: Email, happened: Happened) {
        if self.events == 0 {
            self.since = happened.at;
            self.to = to;
        }
        self.events = self.events.saturating_add(1);
        self.last = happened;
    }

    pub fn what_is_due(&self, now: Timestamp) -> Due {
        if self.events == 0 {
            Due::Forget
        } else if self.tries > 0 && now.duration_since(self.since) >= TRIED_FOR {
            Due::GiveUp
        } else {
            Due::Send
        }
    }

    /// Notes that it is being sent. If that fails, or the process ends, it is due again after a wait, and
    /// until then to no other process.
    pub fn begin_try(&mut self, now: Timestamp) {
        let doubled = 1_i32.checked_shl(self.tries.min(20)).unwrap_or(i32::MAX);
        let wait = FIRST_WAIT.saturating_mul(doubled).min(LONGEST_WAIT);
        self.tries = self.tries.saturating_add(1);
        self.due_at = now.saturating_add(wait).unwrap_or(Timestamp::MAX);
    }

    /// Returns whether this is still what was taken to be sent.
    pub fn is_try_of(&self, taken: &Self) -> bool {
        // The store keeps no fractions of a second.
        let of = |notice: &Self| (notice.tries, notice.due_at.as_second());
        of(self) == of(taken)
    }

    /// Notes that it was sent as it was taken. What happened meanwhile waits for the hour to be over.
    pub fn end_try(&mut self, taken: &Self, now: Timestamp) {
        self.events = self.events.saturating_sub(taken.events);
        self.since = self.last.at;
        self.tries = 0;
        self.failure = None;
        self.due_at = now.saturating_add(QUIET).unwrap_or(Timestamp::MAX);
    }
}

/// A notice with what is known of its account when it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addressed {
    pub notice: Notice,
    pub account: AccountName,
    pub language: Option<Language>,
}

/// Returns the network that a notice takes an address to be in. A customer has all of it, so another
/// address in it is no news.
pub fn network(address: IpAddr) -> Option<IpNet> {
    let bits = if address.is_ipv4() { 24 } else { 48 };
    Some(IpNet::new(address, bits).ok()?.trunc())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::account::MfaState;
    use crate::domain::account::tests::account;
    use crate::domain::role::Caller;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn happened(second: i64) -> Happened {
        Happened {
            at: at(second),
            subject: Some("Outlook".to_owned()),
            by: By::Administrator,
            uid: Some(0),
            source: Source::default(),
        }
    }

    fn to() -> Email {
        Email::parse("alain@example.org").unwrap()
    }

    fn deleted(second: i64) -> Notice {
        let kind = NoticeKind::AppPasswordDeleted;
        Notice::new(AccountId(1), kind, to(), happened(second))
    }

    fn record(event: Event) -> Record {
        Record::about(event, &account(MfaState::Enforced, false))
    }

    #[test]
    fn each_event_has_its_kind_or_none() {
        let (mut told, mut untold) = (vec![], 0);
        for event in Event::VARIANTS {
            let source = Source {
                address: Some("192.0.2.7".parse().unwrap()),
                service: None,
            };
            match NoticeKind::of(Role::Owner, &record(*event).source(&source)) {
                Some(kind) => told.push((event.into_str(), kind.into_str())),
                None => untold += 1,
            }
        }
        assert_eq!(
            told,
            [
                ("account.password-set", "password-changed"),
                ("mfa.enrolled", "method-added"),
                ("mfa.method-removed", "method-removed"),
                ("mfa.recovery-codes-replaced", "recovery-codes-replaced"),
                ("mfa.reset", "mfa-reset"),
                ("apppw.created", "app-password-created"),
                ("apppw.rotated", "app-password-rotated"),
                ("apppw.deleted", "app-password-deleted"),
                ("apppw.first-used", "new-network"),
            ]
        );
        assert_eq!(told.len(), NoticeKind::VARIANTS.len());
        assert_eq!(told.len() + untold, Event::VARIANTS.len());
    }

    #[test]
    fn what_holders_did_or_undid_themselves_is_no_news() {
        let kind = |role, event| NoticeKind::of(role, &record(event));
        for role in [Role::Holder, Role::Claimant] {
            assert_eq!(kind(role, Event::AppPasswordDeleted), None);
            assert!(kind(role, Event::AppPasswordCreated).is_some());
            assert!(kind(role, Event::AppPasswordRotated).is_some());
        }
        assert!(kind(Role::Helpdesk, Event::AppPasswordDeleted).is_some());
        let undone = record(Event::AppPasswordRotated).detail(json!({ "undone": true }));
        assert_eq!(NoticeKind::of(Role::Owner, &undone), None);
        // Without an address no network is known.
        assert_eq!(kind(Role::Verifier, Event::AppPasswordFirstUsed), None);
    }

    #[test]
    fn a_password_that_is_kept_elsewhere_from_now_on_has_changed() {
        let change = |detail| {
            let changed = record(Event::AccountChanged).detail(detail);
            NoticeKind::of(Role::Owner, &changed)
        };
        let external = json!({ "external_password": { "before": false, "after": true } });
        assert_eq!(change(external), Some(NoticeKind::PasswordChanged));
        let disabled = json!({ "disabled": { "before": false, "after": true } });
        assert_eq!(change(disabled), None);
    }

    #[test]
    fn only_operators_are_named() {
        let who = |role, login_uid| Who {
            at: at(0),
            role,
            caller: Caller {
                uid: 5,
                login_uid,
                ..Caller::default()
            },
        };
        for (role, login_uid, told) in [
            (Role::Owner, Some(7), (By::Administrator, Some(7))),
            (Role::Admin, None, (By::Administrator, Some(5))),
            (Role::Helpdesk, None, (By::Helpdesk, Some(5))),
            (Role::Holder, Some(7), (By::Holder, None)),
            (Role::Verifier, Some(7), (By::App, None)),
        ] {
            let happened = Happened::of(&who(role, login_uid), &record(Event::MfaReset));
            assert_eq!((happened.by, happened.uid), told);
        }
    }

    #[test]
    fn the_first_goes_out_at_once_and_the_others_when_the_hour_is_over() {
        let mut notice = deleted(100);
        assert_eq!((notice.due_at, notice.events), (at(100), 1));
        // What happens before it is sent is in the same mail.
        notice.add(to(), happened(101));
        assert_eq!((notice.due_at, notice.events), (at(100), 2));
        let sent = |notice: &mut Notice, now| {
            assert_eq!(notice.what_is_due(at(now)), Due::Send);
            notice.begin_try(at(now));
            let taken = notice.clone();
            notice.end_try(&taken, at(now + 1));
        };
        sent(&mut notice, 102);
        assert_eq!((notice.due_at, notice.events), (at(3703), 0));
        notice.add(to(), happened(200));
        notice.add(to(), happened(300));
        assert_eq!((notice.due_at, notice.events), (at(3703), 2));
        assert_eq!((notice.since, notice.last.at), (at(200), at(300)));
        sent(&mut notice, 3703);
        assert_eq!(notice.what_is_due(at(7304)), Due::Forget);
        // A later one finds the hour over.
        notice.add(to(), happened(9000));
        assert!(notice.due_at < at(9000));
    }

    #[test]
    fn what_happens_while_a_mail_is_sent_waits_for_the_next() {
        let mut notice = deleted(100);
        notice.begin_try(at(100));
        let taken = notice.clone();
        notice.add(to(), happened(101));
        assert!(notice.is_try_of(&taken));
        notice.end_try(&taken, at(102));
        assert_eq!((notice.events, notice.since), (1, at(101)));
        assert_eq!(notice.due_at, at(3702));
        assert!(!notice.is_try_of(&taken));
    }

    #[test]
    fn waits_double_from_a_minute_to_six_hours_and_end_after_three_days() {
        let mut notice = deleted(0);
        let (mut now, mut waits) = (0, vec![]);
        while notice.what_is_due(at(now)) == Due::Send {
            notice.begin_try(at(now));
            let due = notice.due_at.as_second();
            waits.push((due - now) / 60);
            now = due;
        }
        assert_eq!(notice.what_is_due(at(now)), Due::GiveUp);
        assert_eq!(waits[..10], [1, 2, 4, 8, 16, 32, 64, 128, 256, 360]);
        assert!(waits[10..].iter().all(|wait| *wait == 360), "{waits:?}");
        assert_eq!(now / 3600, 74, "{waits:?}");
        // One that was never tried is tried once, however old it is.
        assert_eq!(deleted(0).what_is_due(at(1_000_000)), Due::Send);
        notice.tries = u32::MAX;
        notice.begin_try(at(now));
        assert_eq!(notice.due_at, at(now + 6 * 3600));
    }

    #[test]
    fn a_customers_network_is_one() {
        for (address, network_of) in [
            ("192.0.2.7", "192.0.2.0/24"),
            ("2001:db8:1:2::7", "2001:db8:1::/48"),
        ] {
            let network = network(address.parse().unwrap());
            assert_eq!(network.unwrap().to_string(), network_of);
        }
    }

    /// The store keeps these words.
    #[test]
    fn the_words_stay() {
        let kinds: Vec<_> = NoticeKind::VARIANTS.iter().map(<&str>::from).collect();
        assert_eq!(
            kinds,
            [
                "app-password-created",
                "app-password-rotated",
                "app-password-deleted",
                "method-added",
                "method-removed",
                "recovery-codes-replaced",
                "mfa-reset",
                "password-changed",
                "new-network",
            ]
        );
        let by: Vec<_> = By::VARIANTS.iter().map(<&str>::from).collect();
        assert_eq!(by, ["holder", "administrator", "helpdesk", "app"]);
    }
}
