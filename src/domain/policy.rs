//! What the organisation allows. Each key of the policy is one row of `TABLE`.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantNames};
use thiserror::Error;

use super::escape::quoted;
use super::period::Period;
use super::policy_value::{
    NONE, command, days, group, number, patterns, period, put, put_or_none, word,
};
use super::similar::Similar;

pub use super::policy_value::{Value, Values};

#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    EnumString,
    IntoStaticStr,
    VariantNames,
    Serialize,
    Deserialize,
)]
#[strum(serialize_all = "kebab-case")]
pub enum AppPasswords {
    Allowed,
    /// Holders can neither create nor manage app passwords. Existing ones keep working.
    Frozen,
    /// No app password is accepted anywhere.
    Blocked,
}

/// What a new primary password does to the account's app passwords.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    EnumString,
    IntoStaticStr,
    VariantNames,
    Serialize,
    Deserialize,
)]
#[strum(serialize_all = "kebab-case")]
pub enum OnPasswordChange {
    Keep,
    Delete,
}

/// What codes by e-mail and phone are accepted for.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    EnumString,
    IntoStaticStr,
    VariantNames,
    Serialize,
    Deserialize,
)]
#[strum(serialize_all = "kebab-case")]
pub enum ContactCodes {
    SecondFactor,
    RecoveryOnly,
    Off,
}

#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    EnumString,
    IntoStaticStr,
    VariantNames,
    Serialize,
    Deserialize,
)]
#[strum(serialize_all = "kebab-case")]
pub enum AlternateContact {
    Optional,
    Required,
}

/// Whether holders get a mail about what happens to their accounts.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    EnumString,
    IntoStaticStr,
    VariantNames,
    Serialize,
    Deserialize,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Notices {
    Off,
    On,
}

/// Where each new head of the audit trail is sent to.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    EnumString,
    IntoStaticStr,
    VariantNames,
    Serialize,
    Deserialize,
)]
#[strum(serialize_all = "kebab-case")]
pub enum LogHeads {
    Off,
    Syslog,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    pub app_passwords: AppPasswords,
    pub app_password_limit: u32,
    pub app_password_length: usize,
    pub app_password_max_age: Option<Period>,
    pub app_password_idle_expiry: Option<Period>,
    pub on_password_change: OnPasswordChange,
    pub contact_codes: ContactCodes,
    pub alternate_contact: AlternateContact,
    /// Name patterns (`*` and `?`) of apps that do MFA themselves.
    pub modern_apps: Vec<String>,
    pub mail_command: Option<String>,
    pub phone_command: Option<String>,
    /// Checks external passwords.
    pub password_command: Option<String>,
    pub notices: Notices,
    pub log_heads: LogHeads,
    /// How long the audit trail is kept.
    pub log_keep: Option<Period>,
    pub admin_group: Option<String>,
    pub helpdesk_group: Option<String>,
    pub auditor_group: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(strum::VariantArray))]
pub enum Key {
    AppPasswords,
    AppPasswordLimit,
    AppPasswordLength,
    AppPasswordMaxAge,
    AppPasswordIdleExpiry,
    OnPasswordChange,
    ContactCodes,
    AlternateContact,
    ModernApps,
    MailCommand,
    PhoneCommand,
    PasswordCommand,
    Notices,
    LogHeads,
    LogKeep,
    AdminGroup,
    HelpdeskGroup,
    AuditorGroup,
}

/// Everything about one key.
pub struct Row {
    pub key: Key,
    pub name: &'static str,
    pub values: Values,
    pub default: &'static str,
    pub help: &'static str,
    get: fn(&Policy) -> Value,
    /// `None` if the text isn't a value of this key; the policy is then unchanged.
    set: fn(&mut Policy, &str) -> Option<()>,
}

const PERIOD: Values = Values::Described("a length of time (90d, 1y) or none");
const GROUP: Values = Values::Described("a Unix group, or none");
const COMMAND: Values = Values::Described("a command with its absolute path, or none");

/// All keys, in the order in which they are shown.
pub static TABLE: [Row; 18] = [
    Row {
        key: Key::AppPasswords,
        name: "app-passwords",
        values: Values::OneOf(AppPasswords::VARIANTS),
        default: "allowed",
        help: "whether app passwords may be created and used; frozen allows use only",
        get: |policy| Value::word(policy.app_passwords),
        set: |policy, text| put(&mut policy.app_passwords, word(text)),
    },
    Row {
        key: Key::AppPasswordLimit,
        name: "app-password-limit",
        values: Values::Described("a number from 1 to 40"),
        default: "40",
        help: "maximum number of app passwords per account",
        get: |policy| Value::Number(policy.app_password_limit as usize),
        set: |policy, text| put(&mut policy.app_password_limit, number(text, 1..=40)),
    },
    Row {
        key: Key::AppPasswordLength,
        name: "app-password-length",
        values: Values::Described("a number from 16 to 32"),
        default: "16",
        help: "number of letters in a new app password",
        get: |policy| Value::Number(policy.app_password_length),
        set: |policy, text| put(&mut policy.app_password_length, number(text, 16..=32)),
    },
    Row {
        key: Key::AppPasswordMaxAge,
        name: "app-password-max-age",
        values: PERIOD,
        default: NONE,
        help: "maximum age of an app password",
        get: |policy| Value::text(policy.app_password_max_age),
        set: |policy, text| put_or_none(&mut policy.app_password_max_age, text, period),
    },
    Row {
        key: Key::AppPasswordIdleExpiry,
        name: "app-password-idle-expiry",
        values: PERIOD,
        default: NONE,
        help: "how long an app password may go unused before it expires",
        get: |policy| Value::text(policy.app_password_idle_expiry),
        set: |policy, text| put_or_none(&mut policy.app_password_idle_expiry, text, period),
    },
    Row {
        key: Key::OnPasswordChange,
        name: "on-password-change",
        values: Values::OneOf(OnPasswordChange::VARIANTS),
        default: "keep",
        help: "what happens to app passwords when the primary password changes",
        get: |policy| Value::word(policy.on_password_change),
        set: |policy, text| put(&mut policy.on_password_change, word(text)),
    },
    Row {
        key: Key::ContactCodes,
        name: "contact-codes",
        values: Values::OneOf(ContactCodes::VARIANTS),
        default: "second-factor",
        help: "what codes by e-mail and phone are accepted for",
        get: |policy| Value::word(policy.contact_codes),
        set: |policy, text| put(&mut policy.contact_codes, word(text)),
    },
    Row {
        key: Key::AlternateContact,
        name: "alternate-contact",
        values: Values::OneOf(AlternateContact::VARIANTS),
        default: "optional",
        help: "whether setting up MFA requires a second way to reach the holder",
        get: |policy| Value::word(policy.alternate_contact),
        set: |policy, text| put(&mut policy.alternate_contact, word(text)),
    },
    Row {
        key: Key::ModernApps,
        name: "modern-apps",
        values: Values::Described("app names ('Outlook*,Thunderbird') or none"),
        default: NONE,
        help: "apps that do MFA themselves and need no app password",
        get: |policy| Value::List(policy.modern_apps.clone()),
        set: |policy, text| put(&mut policy.modern_apps, patterns(text)),
    },
    Row {
        key: Key::MailCommand,
        name: "mail-command",
        values: COMMAND,
        default: NONE,
        help: "the command that sends e-mail",
        get: |policy| Value::text(policy.mail_command.as_ref()),
        set: |policy, text| put_or_none(&mut policy.mail_command, text, command),
    },
    Row {
        key: Key::PhoneCommand,
        name: "phone-command",
        values: COMMAND,
        default: NONE,
        help: "the command that sends text messages",
        get: |policy| Value::text(policy.phone_command.as_ref()),
        set: |policy, text| put_or_none(&mut policy.phone_command, text, command),
    },
    Row {
        key: Key::PasswordCommand,
        name: "password-command",
        values: COMMAND,
        default: NONE,
        help: "the command that checks external passwords",
        get: |policy| Value::text(policy.password_command.as_ref()),
        set: |policy, text| put_or_none(&mut policy.password_command, text, command),
    },
    Row {
        key: Key::Notices,
        name: "notices",
        values: Values::OneOf(Notices::VARIANTS),
        default: "off",
        help: "whether holders get a mail when their password, methods or app passwords change",
        get: |policy| Value::word(policy.notices),
        set: |policy, text| put(&mut policy.notices, word(text)),
    },
    Row {
        key: Key::LogHeads,
        name: "log-heads",
        values: Values::OneOf(LogHeads::VARIANTS),
        default: "off",
        help: "whether syslog is told of each change to the audit trail",
        get: |policy| Value::word(policy.log_heads),
        set: |policy, text| put(&mut policy.log_heads, word(text)),
    },
    Row {
        key: Key::LogKeep,
        name: "log-keep",
        values: Values::Described("a length of time from 1d on (400d, 2y) or none"),
        default: NONE,
        help: "how long 'keyfob log prune' keeps the audit trail",
        get: |policy| Value::text(policy.log_keep),
        set: |policy, text| put_or_none(&mut policy.log_keep, text, days),
    },
    Row {
        key: Key::AdminGroup,
        name: "admin-group",
        values: GROUP,
        default: NONE,
        help: "the Unix group whose members administer accounts and policy",
        get: |policy| Value::text(policy.admin_group.as_ref()),
        set: |policy, text| put_or_none(&mut policy.admin_group, text, group),
    },
    Row {
        key: Key::HelpdeskGroup,
        name: "helpdesk-group",
        values: GROUP,
        default: NONE,
        help: "the Unix group whose members help holders",
        get: |policy| Value::text(policy.helpdesk_group.as_ref()),
        set: |policy, text| put_or_none(&mut policy.helpdesk_group, text, group),
    },
    Row {
        key: Key::AuditorGroup,
        name: "auditor-group",
        values: GROUP,
        default: NONE,
        help: "the Unix group whose members see everything but secrets",
        get: |policy| Value::text(policy.auditor_group.as_ref()),
        set: |policy, text| put_or_none(&mut policy.auditor_group, text, group),
    },
];

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PolicyError {
    #[error("{key} can't be {value}; it takes {values}")]
    Value {
        key: &'static str,
        value: String,
        values: Values,
        /// The value that may have been meant.
        similar: Option<String>,
    },
}

impl Key {
    pub fn row(self) -> &'static Row {
        let row = TABLE.iter().find(|row| row.key == self);
        row.expect("every key has a row")
    }

    pub fn as_str(self) -> &'static str {
        self.row().name
    }

    pub fn from_name(name: &str) -> Option<Self> {
        let row = TABLE.iter().find(|row| row.name == name);
        row.map(|row| row.key)
    }

    /// Returns whether it gives rights on the machine itself: a role, or a program that runs as the store's
    /// owner.
    pub fn is_the_owners(self) -> bool {
        matches!(
            self,
            Self::AdminGroup
                | Self::HelpdeskGroup
                | Self::AuditorGroup
                | Self::MailCommand
                | Self::PhoneCommand
                | Self::PasswordCommand
        )
    }

    /// Returns the name of the key that may have been meant.
    pub fn similar(name: &str) -> Option<String> {
        let mut similar = Similar::to(name);
        for row in &TABLE {
            similar.consider(row.name, row.name);
        }
        similar.found()
    }
}

impl Default for Policy {
    /// Returns the policy with each key as its row says.
    fn default() -> Self {
        // Starts with nothing allowed, so that a default comes from the table alone.
        let mut policy = Self {
            app_passwords: AppPasswords::Blocked,
            app_password_limit: 0,
            app_password_length: 0,
            app_password_max_age: None,
            app_password_idle_expiry: None,
            on_password_change: OnPasswordChange::Keep,
            contact_codes: ContactCodes::Off,
            alternate_contact: AlternateContact::Required,
            modern_apps: vec![],
            mail_command: None,
            phone_command: None,
            password_command: None,
            notices: Notices::On,
            log_heads: LogHeads::Syslog,
            log_keep: None,
            admin_group: None,
            helpdesk_group: None,
            auditor_group: None,
        };
        for row in &TABLE {
            (row.set)(&mut policy, row.default).expect("a key takes its default");
        }
        policy
    }
}

impl Policy {
    /// Returns the value of a key as text that `set` takes.
    pub fn get(&self, key: Key) -> String {
        self.value(key).to_string()
    }

    pub fn value(&self, key: Key) -> Value {
        (key.row().get)(self)
    }

    pub fn set(&mut self, key: Key, value: &str) -> Result<(), PolicyError> {
        let row = key.row();
        let value = value.trim();
        (row.set)(self, value).ok_or_else(|| PolicyError::Value {
            key: row.name,
            value: quoted(value),
            values: row.values,
            similar: row.values.similar(value),
        })
    }

    /// Returns what holders may know of it: not which programs are run, and who is in which role.
    #[must_use]
    pub fn for_holders(self) -> Self {
        Self {
            mail_command: None,
            phone_command: None,
            password_command: None,
            admin_group: None,
            helpdesk_group: None,
            auditor_group: None,
            ..self
        }
    }

    /// Returns whether the policy lists this app as one that does MFA itself.
    pub fn is_modern(&self, app_name: &str) -> bool {
        let name = app_name.to_lowercase();
        self.modern_apps
            .iter()
            .any(|pattern| wildmatch::WildMatch::new(&pattern.to_lowercase()).matches(&name))
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;

    #[test]
    fn every_key_is_one_row_and_has_its_default() {
        let policy = Policy::default();
        let keys: Vec<_> = TABLE.iter().map(|row| row.key).collect();
        assert_eq!(keys, Key::VARIANTS);
        for row in &TABLE {
            assert_eq!(policy.get(row.key), row.default, "{}", row.name);
            assert_eq!(Key::from_name(row.name), Some(row.key));
        }
    }

    /// The store keeps these words.
    #[test]
    fn the_names_and_words_are_those_of_earlier_stores() {
        let rows: Vec<_> = TABLE
            .iter()
            .map(|row| format!("{}: {} [{}]", row.name, row.values, row.default))
            .collect();
        assert_eq!(
            rows,
            [
                "app-passwords: allowed, frozen or blocked [allowed]",
                "app-password-limit: a number from 1 to 40 [40]",
                "app-password-length: a number from 16 to 32 [16]",
                "app-password-max-age: a length of time (90d, 1y) or none [none]",
                "app-password-idle-expiry: a length of time (90d, 1y) or none [none]",
                "on-password-change: keep or delete [keep]",
                "contact-codes: second-factor, recovery-only or off [second-factor]",
                "alternate-contact: optional or required [optional]",
                "modern-apps: app names ('Outlook*,Thunderbird') or none [none]",
                "mail-command: a command with its absolute path, or none [none]",
                "phone-command: a command with its absolute path, or none [none]",
                "password-command: a command with its absolute path, or none [none]",
                "notices: off or on [off]",
                "log-heads: off or syslog [off]",
                "log-keep: a length of time from 1d on (400d, 2y) or none [none]",
                "admin-group: a Unix group, or none [none]",
                "helpdesk-group: a Unix group, or none [none]",
                "auditor-group: a Unix group, or none [none]",
            ]
        );
    }

    #[test]
    fn what_was_meant_is_found_among_the_keys_and_the_values_of_one() {
        assert_eq!(
            Key::similar("app-pasword").as_deref(),
            Some("app-passwords")
        );
        assert_eq!(Key::similar("language"), None);
        for (value, meant) in [("frozne", Some("frozen")), ("everything", None)] {
            let refused = Policy::default().set(Key::AppPasswords, value);
            let Err(PolicyError::Value { similar, .. }) = refused else {
                panic!("{value}: {refused:?}");
            };
            assert_eq!(similar.as_deref(), meant);
        }
    }

    #[test]
    fn json_has_the_kind_of_the_key() {
        let mut policy = Policy::default();
        for (key, value, json) in [
            (Key::AppPasswordLimit, "2", "2"),
            (Key::AppPasswordMaxAge, "none", "null"),
            (Key::AppPasswordMaxAge, "52w", r#""364d""#),
            (Key::ContactCodes, "recovery-only", r#""recovery-only""#),
            (Key::ModernApps, "none", "[]"),
            (
                Key::ModernApps,
                "Outlook 365*, Fax",
                r#"["Outlook 365*","Fax"]"#,
            ),
            (Key::MailCommand, "none", "null"),
        ] {
            policy.set(key, value).unwrap();
            assert_eq!(serde_json::to_string(&policy.value(key)).unwrap(), json);
        }
    }

    #[test]
    fn what_is_set_is_what_is_shown() {
        let mut policy = Policy::default();
        for (key, value) in [
            ("app-passwords", "frozen"),
            ("app-passwords", "blocked"),
            ("app-password-limit", "1"),
            ("app-password-length", "32"),
            ("app-password-max-age", "90d"),
            ("app-password-idle-expiry", "7d"),
            ("on-password-change", "delete"),
            ("contact-codes", "recovery-only"),
            ("contact-codes", "off"),
            ("alternate-contact", "required"),
            ("modern-apps", "Outlook 365*,Thunderbird"),
            ("mail-command", "/usr/sbin/sendmail -t"),
            ("phone-command", "/usr/local/bin/sms"),
            ("app-password-max-age", "none"),
            ("notices", "on"),
            ("log-heads", "syslog"),
            ("log-keep", "400d"),
            ("log-keep", "1d"),
            ("modern-apps", "none"),
            ("mail-command", "none"),
        ] {
            let key = Key::from_name(key).unwrap();
            policy.set(key, value).unwrap();
            assert_eq!(policy.get(key), value);
        }
    }

    #[test]
    fn wrong_values_change_nothing() {
        for &key in Key::VARIANTS {
            for value in [
                "",
                "maybe?",
                "-1",
                "41000",
                "\u{1b}[2J",
                "15",
                "sendmail -t",
            ] {
                let mut policy = Policy::default();
                let right = match (key, value) {
                    (Key::AppPasswordLimit, "15") => true,
                    (Key::ModernApps, _) => !value.is_empty() && value != "\u{1b}[2J",
                    _ => false,
                };
                assert_eq!(
                    policy.set(key, value).is_ok(),
                    right,
                    "{} {value:?}",
                    key.as_str()
                );
                assert_eq!(policy == Policy::default(), !right);
            }
        }
    }

    #[test]
    fn the_trail_is_kept_for_a_day_or_longer() {
        for (value, right) in [("24h", true), ("1d", true), ("23h", false), ("0d", false)] {
            let set = Policy::default().set(Key::LogKeep, value);
            assert_eq!(set.is_ok(), right, "{value}");
        }
    }

    #[test]
    fn no_list_of_apps_is_shown_as_the_word_for_no_list() {
        for typed in ["none,", ",none", " ,none , "] {
            let mut policy = Policy::default();
            assert!(policy.set(Key::ModernApps, typed).is_err(), "{typed:?}");
            assert_eq!(policy, Policy::default());
        }
        let mut policy = Policy::default();
        policy.set(Key::ModernApps, "none,Outlook").unwrap();
        assert_eq!(policy.get(Key::ModernApps), "none,Outlook");
    }

    #[test]
    fn modern_apps_are_matched_by_pattern() {
        let mut policy = Policy::default();
        policy
            .set(Key::ModernApps, "outlook 365*, Thunderbird")
            .unwrap();
        assert!(policy.is_modern("Outlook 365 (Mac)"));
        assert!(policy.is_modern("thunderbird"));
        assert!(!policy.is_modern("Outlook 2013"));
    }
}
