//! The entries of the audit trail: what happened, who did it, to which account, and from where.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::VariantArray;

use super::account::{Account, AccountId};
use super::role::{Caller, Role};
use super::scope::Source;

/// The actor of an entry of the trail: the caller, its role and the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    pub at: Timestamp,
    pub role: Role,
    pub caller: Caller,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, strum::VariantArray)]
#[strum(const_into_str)]
pub enum Event {
    #[strum(serialize = "store.created")]
    StoreCreated,
    #[strum(serialize = "store.rekeyed")]
    StoreRekeyed,
    #[strum(serialize = "store.backed-up")]
    StoreBackedUp,
    #[strum(serialize = "store.restored")]
    StoreRestored,
    #[strum(serialize = "store.rows-removed")]
    RowsRemoved,
    /// Earlier versions recorded it, and went on.
    #[strum(serialize = "log.head-lost")]
    LogHeadLost,
    #[strum(serialize = "log.head-accepted")]
    LogHeadAccepted,
    #[strum(serialize = "log.pruned")]
    LogPruned,
    #[strum(serialize = "policy.changed")]
    PolicyChanged,
    #[strum(serialize = "account.added")]
    AccountAdded,
    #[strum(serialize = "account.changed")]
    AccountChanged,
    #[strum(serialize = "account.renamed")]
    AccountRenamed,
    #[strum(serialize = "account.deleted")]
    AccountDeleted,
    #[strum(serialize = "account.password-set")]
    PasswordSet,
    #[strum(serialize = "account.signed-in")]
    SignedIn,
    #[strum(serialize = "account.signed-out")]
    SignedOut,
    #[strum(serialize = "account.sign-in-refused")]
    SignInRefused,
    #[strum(serialize = "mfa.code-requested")]
    CodeRequested,
    #[strum(serialize = "mfa.code-sent")]
    CodeSent,
    #[strum(serialize = "mfa.code-not-sent")]
    CodeNotSent,
    #[strum(serialize = "mfa.enrolment-begun")]
    EnrolmentBegun,
    #[strum(serialize = "mfa.enrolment-refused")]
    EnrolmentRefused,
    #[strum(serialize = "mfa.enrolled")]
    Enrolled,
    #[strum(serialize = "mfa.default-changed")]
    DefaultMethodChanged,
    #[strum(serialize = "mfa.method-removed")]
    MethodRemoved,
    #[strum(serialize = "mfa.recovery-codes-replaced")]
    RecoveryCodesReplaced,
    #[strum(serialize = "mfa.reset")]
    MfaReset,
    #[strum(serialize = "apppw.created")]
    AppPasswordCreated,
    #[strum(serialize = "apppw.renamed")]
    AppPasswordRenamed,
    #[strum(serialize = "apppw.rotated")]
    AppPasswordRotated,
    #[strum(serialize = "apppw.deleted")]
    AppPasswordDeleted,
    #[strum(serialize = "apppw.first-used")]
    AppPasswordFirstUsed,
    #[strum(serialize = "apppw.refused")]
    AppPasswordRefused,
    #[strum(serialize = "account.password-used")]
    PasswordUsed,
    #[strum(serialize = "account.password-refused")]
    PasswordRefused,
    #[strum(serialize = "notice.sent")]
    NoticeSent,
    #[strum(serialize = "notice.given-up")]
    NoticeGivenUp,
}

impl Event {
    /// Returns whether any event's word begins like this.
    pub fn any_begins_with(prefix: &str) -> bool {
        let mut words = Self::VARIANTS.iter().map(Self::into_str);
        words.any(|word| word.starts_with(prefix))
    }

    pub fn is_refusal(self) -> bool {
        matches!(
            self,
            Self::SignInRefused
                | Self::EnrolmentRefused
                | Self::AppPasswordRefused
                | Self::PasswordRefused
        )
    }
}

/// An event to record. Who did it and when is added by the log.
#[derive(Debug, Clone)]
pub struct Record {
    pub event: Event,
    pub account: Option<(AccountId, String)>,
    /// The app password, method, policy key or entries that were affected.
    pub subject: Option<String>,
    pub source: Source,
    pub detail: Option<serde_json::Value>,
}

impl Record {
    pub fn new(event: Event) -> Self {
        Self {
            event,
            account: None,
            subject: None,
            source: Source::default(),
            detail: None,
        }
    }

    pub fn about(event: Event, account: &Account) -> Self {
        Self {
            account: Some((account.id, account.name.as_str().to_owned())),
            ..Self::new(event)
        }
    }

    #[must_use]
    pub fn subject(mut self, subject: &str) -> Self {
        self.subject = Some(subject.to_owned());
        self
    }

    #[must_use]
    pub fn source(mut self, source: &Source) -> Self {
        self.source = source.clone();
        self
    }

    #[must_use]
    pub fn detail(mut self, detail: serde_json::Value) -> Self {
        self.detail = Some(detail);
        self
    }
}

/// A row of the audit trail as it is read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub seq: i64,
    pub at: Timestamp,
    pub event: String,
    pub outcome: String,
    pub account: Option<String>,
    pub subject: Option<String>,
    pub service: Option<String>,
    pub address: Option<String>,
    /// JSON with the role, the user ids and what sudo claims.
    pub who: String,
    /// JSON.
    pub detail: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::MfaState;
    use crate::domain::account::tests::account;

    #[test]
    fn refusals_are_those_that_say_so() {
        for event in Event::VARIANTS {
            let word = event.into_str();
            assert_eq!(event.is_refusal(), word.ends_with("refused"), "{word}");
        }
    }

    #[test]
    fn events_are_chosen_by_how_their_words_begin() {
        for (prefix, any) in [("apppw", true), ("mfa.e", true), ("refused", false)] {
            assert_eq!(Event::any_begins_with(prefix), any, "{prefix}");
        }
    }

    #[test]
    fn a_record_keeps_what_it_is_about() {
        let account = account(MfaState::Enabled, false);
        let record = Record::about(Event::MfaReset, &account);
        let about = (account.id, "alain@contoso.com".to_owned());
        assert_eq!(record.account, Some(about));
        assert_eq!(record.event, Event::MfaReset);
    }

    /// The log keeps these words.
    #[test]
    fn the_words_for_events_stay() {
        let words: Vec<_> = Event::VARIANTS.iter().map(<&str>::from).collect();
        assert_eq!(
            words,
            [
                "store.created",
                "store.rekeyed",
                "store.backed-up",
                "store.restored",
                "store.rows-removed",
                "log.head-lost",
                "log.head-accepted",
                "log.pruned",
                "policy.changed",
                "account.added",
                "account.changed",
                "account.renamed",
                "account.deleted",
                "account.password-set",
                "account.signed-in",
                "account.signed-out",
                "account.sign-in-refused",
                "mfa.code-requested",
                "mfa.code-sent",
                "mfa.code-not-sent",
                "mfa.enrolment-begun",
                "mfa.enrolment-refused",
                "mfa.enrolled",
                "mfa.default-changed",
                "mfa.method-removed",
                "mfa.recovery-codes-replaced",
                "mfa.reset",
                "apppw.created",
                "apppw.renamed",
                "apppw.rotated",
                "apppw.deleted",
                "apppw.first-used",
                "apppw.refused",
                "account.password-used",
                "account.password-refused",
                "notice.sent",
                "notice.given-up"
            ]
        );
    }
}
