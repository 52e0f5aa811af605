//! Accounts and their MFA states.

use super::contact::{Contact, ContactKind, Email, Phone};
use super::language::Language;
use super::method::MethodKey;
use super::names::AccountName;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AccountId(pub i64);

impl AccountId {
    /// No account has it.
    pub const NONE: Self = Self(-1);
}

/// The MFA state of an account. It is `Enabled` once an operator requires MFA, and `Enforced` once
/// the holder has set it up. A service account has no sign-in, only app passwords.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, Serialize, Deserialize)]
#[cfg_attr(test, derive(strum::EnumIter))]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum MfaState {
    Disabled,
    Enabled,
    Enforced,
    Service,
}

impl MfaState {
    /// Returns the state after an operator requires MFA, or stops requiring it. An account that has
    /// a method needs no new enrolment.
    pub fn wanted(required: bool, has_method: bool) -> Self {
        match (required, has_method) {
            (false, _) => Self::Disabled,
            (true, false) => Self::Enabled,
            (true, true) => Self::Enforced,
        }
    }

    /// Returns whether a right password is enough to sign in, with or without a second factor.
    pub fn signs_in(self, second_factor: bool) -> bool {
        match self {
            Self::Disabled | Self::Enabled => true,
            Self::Enforced => second_factor,
            Self::Service => false,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    pub name: AccountName,
    pub mfa: MfaState,
    pub disabled: bool,
    pub email: Option<Email>,
    pub phone: Option<Phone>,
    /// The method that sign-in asks for first.
    pub default_method: Option<MethodKey>,
    pub must_change_password: bool,
    /// The organisation keeps its password. The policy's `password-command` checks it.
    pub external_password: bool,
    /// It is raised to end all sign-ins of the account.
    pub epoch: i64,
    pub created_at: Timestamp,
    /// What the holder is written to in. `None` if none was chosen.
    pub language: Option<Language>,
}

impl Account {
    pub fn contact(&self, kind: ContactKind) -> Option<Contact> {
        match kind {
            ContactKind::Email => self.email.clone().map(Contact::Email),
            ContactKind::Phone => self.phone.clone().map(Contact::Phone),
        }
    }

    /// Returns the names that make a password easy to guess.
    pub fn own_names(&self) -> Vec<&str> {
        let email = self.email.as_ref().map(Email::as_str);
        [Some(self.name.as_str()), email]
            .into_iter()
            .flatten()
            .collect()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use strum::IntoEnumIterator;

    use super::*;

    pub fn account(mfa: MfaState, disabled: bool) -> Account {
        Account {
            id: AccountId(1),
            name: AccountName::parse("alain@contoso.com").unwrap(),
            mfa,
            disabled,
            email: None,
            phone: None,
            default_method: None,
            must_change_password: false,
            external_password: false,
            epoch: 0,
            created_at: Timestamp::UNIX_EPOCH,
            language: None,
        }
    }

    #[test]
    fn what_is_known_of_a_holder_makes_a_password_easy_to_guess() {
        let mut account = account(MfaState::Enabled, false);
        assert_eq!(account.own_names(), ["alain@contoso.com"]);
        account.email = Some(Email::parse("alain.charon@example.org").unwrap());
        let names = ["alain@contoso.com", "alain.charon@example.org"];
        assert_eq!(account.own_names(), names);
    }

    #[test]
    fn each_contact_is_found_by_its_kind() {
        let mut account = account(MfaState::Enabled, false);
        for kind in ContactKind::iter() {
            assert_eq!(account.contact(kind), None);
        }
        let email = Email::parse("alain@example.org").unwrap();
        let phone = Phone::parse("+4791234567").unwrap();
        account.email = Some(email.clone());
        account.phone = Some(phone.clone());
        let found = [ContactKind::Email, ContactKind::Phone].map(|kind| account.contact(kind));
        let written = found
            .each_ref()
            .map(|contact| contact.as_ref().map(Contact::as_str));
        assert_eq!(written, [Some("alain@example.org"), Some("+4791234567")]);
        let known = [Contact::Email(email), Contact::Phone(phone)].map(Some);
        assert_eq!(found, known);
    }

    #[test]
    fn requiring_mfa_again_keeps_what_was_set_up() {
        assert_eq!(MfaState::wanted(true, true), MfaState::Enforced);
        assert_eq!(MfaState::wanted(true, false), MfaState::Enabled);
        assert_eq!(MfaState::wanted(false, true), MfaState::Disabled);
    }

    /// The store and JSON keep these words.
    #[test]
    fn the_words_for_states_stay() {
        let words: Vec<_> = MfaState::iter().map(<&str>::from).collect();
        assert_eq!(words, ["disabled", "enabled", "enforced", "service"]);
        for one in MfaState::iter() {
            assert_eq!(one.into_str().parse(), Ok(one));
        }
    }
}
