//! What the organisation allows: each key, its default, and the values it takes.

use thiserror::Error;

use super::escape::{is_unprintable, quoted};
use super::period::Period;

/// Nobody has more app passwords than this, whatever the policy.
const MOST_APP_PASSWORDS: u32 = 40;
const TEXT_CHARS: usize = 1_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppPasswords {
    Allowed,
    /// No new ones, and holders can't manage theirs; those there go on working.
    Frozen,
    /// None accepted anywhere.
    Blocked,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnPasswordChange {
    Keep,
    Delete,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactCodes {
    SecondFactor,
    RecoveryOnly,
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlternateContact {
    Optional,
    Required,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub app_passwords: AppPasswords,
    pub app_password_limit: u32,
    pub app_password_length: usize,
    pub app_password_max_age: Option<Period>,
    pub app_password_idle_expiry: Option<Period>,
    pub on_password_change: OnPasswordChange,
    pub contact_codes: ContactCodes,
    pub alternate_contact: AlternateContact,
    /// Name patterns (`*` and `?`) of apps that sign in with MFA by themselves.
    pub modern_apps: Vec<String>,
    pub mail_command: Option<String>,
    pub phone_command: Option<String>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            app_passwords: AppPasswords::Allowed,
            app_password_limit: MOST_APP_PASSWORDS,
            app_password_length: 16,
            app_password_max_age: None,
            app_password_idle_expiry: None,
            on_password_change: OnPasswordChange::Keep,
            contact_codes: ContactCodes::SecondFactor,
            alternate_contact: AlternateContact::Optional,
            modern_apps: vec![],
            mail_command: None,
            phone_command: None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PolicyError {
    #[error("{key} can't be {value}; it takes {takes}")]
    Value {
        key: &'static str,
        value: String,
        takes: &'static str,
    },
}

impl Key {
    pub const ALL: [Self; 11] = [
        Self::AppPasswords,
        Self::AppPasswordLimit,
        Self::AppPasswordLength,
        Self::AppPasswordMaxAge,
        Self::AppPasswordIdleExpiry,
        Self::OnPasswordChange,
        Self::ContactCodes,
        Self::AlternateContact,
        Self::ModernApps,
        Self::MailCommand,
        Self::PhoneCommand,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::AppPasswords => "app-passwords",
            Self::AppPasswordLimit => "app-password-limit",
            Self::AppPasswordLength => "app-password-length",
            Self::AppPasswordMaxAge => "app-password-max-age",
            Self::AppPasswordIdleExpiry => "app-password-idle-expiry",
            Self::OnPasswordChange => "on-password-change",
            Self::ContactCodes => "contact-codes",
            Self::AlternateContact => "alternate-contact",
            Self::ModernApps => "modern-apps",
            Self::MailCommand => "mail-command",
            Self::PhoneCommand => "phone-command",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.as_str() == name)
    }

    /// The values it takes, as a person reads them.
    pub fn takes(self) -> &'static str {
        match self {
            Self::AppPasswords => "allowed, frozen or blocked",
            Self::AppPasswordLimit => "a number from 1 to 40",
            Self::AppPasswordLength => "a number from 16 to 32",
            Self::AppPasswordMaxAge | Self::AppPasswordIdleExpiry => {
                "a length of time (90d, 12w) or none"
            }
            Self::OnPasswordChange => "keep or delete",
            Self::ContactCodes => "second-factor, recovery-only or off",
            Self::AlternateContact => "optional or required",
            Self::ModernApps => {
                "name patterns with commas between them ('Outlook 365*,Thunderbird') or none"
            }
            Self::MailCommand | Self::PhoneCommand => {
                "a command's absolute path with its arguments, or none"
            }
        }
    }

    pub fn explains(self) -> &'static str {
        match self {
            Self::AppPasswords => "whether app passwords may be made and used",
            Self::AppPasswordLimit => "how many app passwords an account may have",
            Self::AppPasswordLength => "letters in a new app password",
            Self::AppPasswordMaxAge => "an app password ends so long after it was made",
            Self::AppPasswordIdleExpiry => "an app password ends so long after its last use",
            Self::OnPasswordChange => "what a new primary password does to the app passwords",
            Self::ContactCodes => "what codes by e-mail and phone are good for",
            Self::AlternateContact => "whether enrolling asks for a second way to be reached",
            Self::ModernApps => "apps that need no app password",
            Self::MailCommand => "what sends e-mail",
            Self::PhoneCommand => "what sends text messages",
        }
    }
}

const NONE: &str = "none";

impl Policy {
    pub fn get(&self, key: Key) -> String {
        fn or_none<T: ToString>(value: Option<&T>) -> String {
            value.map_or_else(|| NONE.to_owned(), ToString::to_string)
        }
        match key {
            Key::AppPasswords => match self.app_passwords {
                AppPasswords::Allowed => "allowed".into(),
                AppPasswords::Frozen => "frozen".into(),
                AppPasswords::Blocked => "blocked".into(),
            },
            Key::AppPasswordLimit => self.app_password_limit.to_string(),
            Key::AppPasswordLength => self.app_password_length.to_string(),
            Key::AppPasswordMaxAge => or_none(self.app_password_max_age.as_ref()),
            Key::AppPasswordIdleExpiry => or_none(self.app_password_idle_expiry.as_ref()),
            Key::OnPasswordChange => match self.on_password_change {
                OnPasswordChange::Keep => "keep".into(),
                OnPasswordChange::Delete => "delete".into(),
            },
            Key::ContactCodes => match self.contact_codes {
                ContactCodes::SecondFactor => "second-factor".into(),
                ContactCodes::RecoveryOnly => "recovery-only".into(),
                ContactCodes::Off => "off".into(),
            },
            Key::AlternateContact => match self.alternate_contact {
                AlternateContact::Optional => "optional".into(),
                AlternateContact::Required => "required".into(),
            },
            Key::ModernApps if self.modern_apps.is_empty() => NONE.into(),
            Key::ModernApps => self.modern_apps.join(","),
            Key::MailCommand => or_none(self.mail_command.as_ref()),
            Key::PhoneCommand => or_none(self.phone_command.as_ref()),
        }
    }

    pub fn set(&mut self, key: Key, value: &str) -> Result<(), PolicyError> {
        let value = value.trim();
        let known = self.set_if_right(key, value).is_some();
        if known {
            return Ok(());
        }
        Err(PolicyError::Value {
            key: key.as_str(),
            value: quoted(value),
            takes: key.takes(),
        })
    }

    fn set_if_right(&mut self, key: Key, value: &str) -> Option<()> {
        match key {
            Key::AppPasswords => {
                self.app_passwords = match value {
                    "allowed" => AppPasswords::Allowed,
                    "frozen" => AppPasswords::Frozen,
                    "blocked" => AppPasswords::Blocked,
                    _ => return None,
                }
            }
            Key::AppPasswordLimit => {
                self.app_password_limit = value
                    .parse()
                    .ok()
                    .filter(|n| (1..=MOST_APP_PASSWORDS).contains(n))?;
            }
            Key::AppPasswordLength => {
                self.app_password_length = value.parse().ok().filter(|n| (16..=32).contains(n))?;
            }
            Key::AppPasswordMaxAge => {
                self.app_password_max_age = wanted_period(value)?.into_option();
            }
            Key::AppPasswordIdleExpiry => {
                self.app_password_idle_expiry = wanted_period(value)?.into_option();
            }
            Key::OnPasswordChange => {
                self.on_password_change = match value {
                    "keep" => OnPasswordChange::Keep,
                    "delete" => OnPasswordChange::Delete,
                    _ => return None,
                }
            }
            Key::ContactCodes => {
                self.contact_codes = match value {
                    "second-factor" => ContactCodes::SecondFactor,
                    "recovery-only" => ContactCodes::RecoveryOnly,
                    "off" => ContactCodes::Off,
                    _ => return None,
                }
            }
            Key::AlternateContact => {
                self.alternate_contact = match value {
                    "optional" => AlternateContact::Optional,
                    "required" => AlternateContact::Required,
                    _ => return None,
                }
            }
            Key::ModernApps => {
                let text = wanted_text(value)?.into_option().unwrap_or_default();
                self.modern_apps = text
                    .split(',')
                    .map(|pattern| pattern.trim().to_owned())
                    .filter(|pattern| !pattern.is_empty())
                    .collect();
            }
            Key::MailCommand => self.mail_command = wanted_command(value)?.into_option(),
            Key::PhoneCommand => self.phone_command = wanted_command(value)?.into_option(),
        }
        Some(())
    }

    /// Whether the organisation says that this app signs in with MFA by itself.
    pub fn is_modern(&self, app_name: &str) -> bool {
        let name = app_name.to_lowercase();
        self.modern_apps
            .iter()
            .any(|pattern| wildmatch::WildMatch::new(&pattern.to_lowercase()).matches(&name))
    }
}

/// None where the value isn't right; `Unset` for the word none.
enum Wanted<T> {
    Unset,
    Set(T),
}

impl<T> Wanted<T> {
    fn into_option(self) -> Option<T> {
        match self {
            Self::Unset => None,
            Self::Set(value) => Some(value),
        }
    }
}

fn wanted_period(value: &str) -> Option<Wanted<Period>> {
    if value == NONE {
        return Some(Wanted::Unset);
    }
    Period::parse(value).ok().map(Wanted::Set)
}

fn wanted_text(value: &str) -> Option<Wanted<String>> {
    if value.is_empty() || value.chars().count() > TEXT_CHARS || value.chars().any(is_unprintable) {
        return None;
    }
    Some(if value == NONE {
        Wanted::Unset
    } else {
        Wanted::Set(value.to_owned())
    })
}

/// A command is run without a search path, so that nobody's PATH decides what is run.
fn wanted_command(value: &str) -> Option<Wanted<String>> {
    wanted_text(value).filter(|wanted| match wanted {
        Wanted::Unset => true,
        Wanted::Set(command) => command.starts_with('/'),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_those_of_the_manual() {
        let policy = Policy::default();
        let shown: Vec<_> = Key::ALL
            .into_iter()
            .map(|key| format!("{} {}", key.as_str(), policy.get(key)))
            .collect();
        assert_eq!(
            shown,
            [
                "app-passwords allowed",
                "app-password-limit 40",
                "app-password-length 16",
                "app-password-max-age none",
                "app-password-idle-expiry none",
                "on-password-change keep",
                "contact-codes second-factor",
                "alternate-contact optional",
                "modern-apps none",
                "mail-command none",
                "phone-command none",
            ]
        );
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
            ("modern-apps", "none"),
            ("mail-command", "none"),
        ] {
            let key = Key::from_name(key).unwrap();
            policy.set(key, value).unwrap();
            assert_eq!(policy.get(key), value);
            assert_eq!(Key::from_name(key.as_str()), Some(key));
        }
    }

    #[test]
    fn wrong_values_change_nothing() {
        for key in Key::ALL {
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
