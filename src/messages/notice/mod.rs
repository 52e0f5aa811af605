//! Mails to holders about what happened to their accounts, in each language.

mod danish;
mod dutch;
mod english;
mod latvian;
mod norwegian;
mod swedish;

use jiff::Timestamp;

use super::{MOMENT, log};
use crate::domain::escape::{argument, escaped};
use crate::domain::language::Language;
use crate::domain::notice::{Addressed, By, Happened, NoticeKind};

/// What happened, as the subject of a mail and as its first sentence.
struct Told {
    subject: &'static str,
    sentence: &'static str,
}

/// Every sentence of the mails. The parameters are in braces, and every language has the same.
struct Words {
    app_password_created: Told,
    app_password_rotated: Told,
    app_password_deleted: Told,
    method_added: Told,
    method_removed: Told,
    recovery_codes_replaced: Told,
    mfa_reset: Told,
    password_changed: Told,
    new_network: Told,
    /// The mail tells of more than one event.
    several: &'static str,
    app_password: &'static str,
    method: &'static str,
    when: &'static str,
    from_address: &'static str,
    from_address_and_service: &'static str,
    from_the_server: &'static str,
    by_holder: &'static str,
    by_administrator: &'static str,
    by_helpdesk: &'static str,
    by_app: &'static str,
    /// What to do about an app password that isn't the holder's.
    delete_it: &'static str,
    tell_administrator: &'static str,
}

impl Words {
    fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &english::WORDS,
            Language::Norwegian => &norwegian::WORDS,
            Language::Danish => &danish::WORDS,
            Language::Swedish => &swedish::WORDS,
            Language::Latvian => &latvian::WORDS,
            Language::Dutch => &dutch::WORDS,
        }
    }

    fn told(&self, kind: NoticeKind) -> &Told {
        match kind {
            NoticeKind::AppPasswordCreated => &self.app_password_created,
            NoticeKind::AppPasswordRotated => &self.app_password_rotated,
            NoticeKind::AppPasswordDeleted => &self.app_password_deleted,
            NoticeKind::MethodAdded => &self.method_added,
            NoticeKind::MethodRemoved => &self.method_removed,
            NoticeKind::RecoveryCodesReplaced => &self.recovery_codes_replaced,
            NoticeKind::MfaReset => &self.mfa_reset,
            NoticeKind::PasswordChanged => &self.password_changed,
            NoticeKind::NewNetwork => &self.new_network,
        }
    }

    fn from(&self, last: &Happened) -> String {
        let service = last.source.service_text();
        match (last.source.address_text(), service) {
            (Some(address), Some(service)) => filled(
                self.from_address_and_service,
                &[("address", &address), ("service", &service)],
            ),
            (Some(address), None) => filled(self.from_address, &[("address", &address)]),
            (None, _) => self.from_the_server.to_owned(),
        }
    }

    fn by(&self, last: &Happened, user_name: fn(u32) -> Option<String>) -> String {
        let user = || {
            let uid = last.uid.unwrap_or_default();
            user_name(uid).unwrap_or_else(|| log::user(uid.into()))
        };
        match last.by {
            By::Holder => self.by_holder.to_owned(),
            By::Administrator => filled(self.by_administrator, &[("user", &user())]),
            By::Helpdesk => filled(self.by_helpdesk, &[("user", &user())]),
            By::App => self.by_app.to_owned(),
        }
    }
}

/// Returns the subject and the text of a mail.
pub fn mail(addressed: &Addressed, user_name: fn(u32) -> Option<String>) -> (String, String) {
    let Addressed {
        notice,
        account,
        language,
    } = addressed;
    let (kind, last) = (notice.kind, &notice.last);
    let words = Words::of(language.unwrap_or_default());
    let about = [("account", account.as_str())];
    let told = words.told(kind);
    let mut lines = vec![filled(told.sentence, &about), String::new()];
    if notice.events > 1 {
        let (since, count) = (moment(notice.since), notice.events.to_string());
        let parameters = [("since", since.as_str()), ("count", &count)];
        lines.extend([filled(words.several, &parameters), String::new()]);
    }
    let is_method = matches!(kind, NoticeKind::MethodAdded | NoticeKind::MethodRemoved);
    if let Some(subject) = &last.subject {
        let label = if is_method {
            words.method
        } else {
            words.app_password
        };
        lines.push(filled(label, &[("subject", subject)]));
    }
    lines.push(filled(words.when, &[("when", &moment(last.at))]));
    lines.extend([words.from(last), words.by(last, user_name), String::new()]);
    lines.push(match (kind, &last.subject) {
        (
            NoticeKind::AppPasswordCreated
            | NoticeKind::AppPasswordRotated
            | NoticeKind::NewNetwork,
            Some(app),
        ) => filled(words.delete_it, &[("app", &argument(app))]),
        _ => words.tell_administrator.to_owned(),
    });
    (filled(told.subject, &about), lines.join("\n") + "\n")
}

fn moment(at: Timestamp) -> String {
    at.strftime(MOMENT).to_string()
}

/// Puts the parameters into a sentence. What is in a parameter stays as it is.
fn filled(sentence: &str, parameters: &[(&str, &str)]) -> String {
    let mut text = String::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let found = parameters.iter().find(|(known, _)| *known == name);
        text.push_str(before);
        text.push_str(&escaped(found.map_or("", |(_, value)| value)));
        rest = after;
    }
    text + rest
}

/// What `keyfob notices` shows.
pub const LIST_HEADINGS: [&str; 7] = [
    "ACCOUNT", "NOTICE", "SINCE", "EVENTS", "TRIES", "NEXT TRY", "FAILURE",
];
pub const NONE_WAIT: &str = "No notices are waiting.";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use strum::VariantArray;
    use unicode_width::UnicodeWidthStr;

    use super::*;
    use crate::domain::account::AccountId;
    use crate::domain::contact::Email;
    use crate::domain::names::AccountName;
    use crate::domain::notice::Notice;
    use crate::domain::scope::Source;

    fn addressed(language: Language, kind: NoticeKind) -> Addressed {
        let happened = Happened {
            at: Timestamp::from_second(1_800_000_000).unwrap(),
            subject: Some("Outlook {when}".to_owned()),
            by: By::Administrator,
            uid: Some(7),
            source: Source {
                service: Some("imap".parse().unwrap()),
                address: Some("192.0.2.7".parse().unwrap()),
            },
        };
        let to = Email::parse("alain@example.org").unwrap();
        Addressed {
            notice: Notice::new(AccountId(1), kind, to, happened),
            account: AccountName::parse("alain@contoso.com").unwrap(),
            language: Some(language),
        }
    }

    fn carl(uid: u32) -> Option<String> {
        (uid == 7).then(|| "carl".to_owned())
    }

    fn sentences(words: &Words) -> Vec<&'static str> {
        let told = NoticeKind::VARIANTS.iter().map(|kind| words.told(*kind));
        let mut all: Vec<_> = told
            .flat_map(|told| [told.subject, told.sentence])
            .collect();
        all.extend([
            words.several,
            words.app_password,
            words.method,
            words.when,
            words.from_address,
            words.from_address_and_service,
            words.from_the_server,
            words.by_holder,
            words.by_administrator,
            words.by_helpdesk,
            words.by_app,
            words.delete_it,
            words.tell_administrator,
        ]);
        all
    }

    fn parameters(sentence: &str) -> BTreeSet<&str> {
        let parts = sentence.split('{').skip(1);
        parts.map(|part| part.split_once('}').unwrap().0).collect()
    }

    #[test]
    fn every_language_has_the_same_parameters_and_words_of_its_own() {
        let english = sentences(Words::of(Language::English));
        for language in Language::VARIANTS {
            let words = sentences(Words::of(*language));
            for (own, english) in words.iter().zip(&english) {
                assert_eq!(parameters(own), parameters(english), "{own}");
                assert!(!own.is_empty());
                if *language != Language::English {
                    assert_ne!(own, english);
                }
            }
        }
    }

    #[test]
    fn no_line_is_longer_than_a_terminal_is_wide() {
        for language in Language::VARIANTS {
            for kind in NoticeKind::VARIANTS {
                for by in By::VARIANTS {
                    let mut addressed = addressed(*language, *kind);
                    addressed.notice.last.by = *by;
                    addressed.notice.events = 12;
                    let (subject, body) = mail(&addressed, carl);
                    for line in body.lines().chain([subject.as_str()]) {
                        assert!(line.width() <= 80, "{} columns: {line}", line.width());
                    }
                    assert!(!subject.contains('{'), "{subject}");
                }
            }
        }
    }

    #[test]
    fn a_mail_says_what_when_from_where_by_whom_and_what_to_do() {
        let mut addressed = addressed(Language::English, NoticeKind::AppPasswordCreated);
        let (subject, body) = mail(&addressed, carl);
        assert_eq!(subject, "App password created for alain@contoso.com");
        assert_eq!(
            body,
            "An app password was created for alain@contoso.com.\n\
             \n\
             App password: Outlook {when}\n\
             When: 2027-01-15 08:00 UTC\n\
             From: 192.0.2.7 (imap)\n\
             By: administrator carl\n\
             \n\
             If you don't recognise this, delete the app password:\n\
             \x20 keyfob apppw delete 'Outlook {when}'\n\
             Then tell your administrator.\n"
        );
        addressed.notice.kind = NoticeKind::MfaReset;
        addressed.notice.events = 3;
        addressed.notice.last.uid = Some(8);
        addressed.notice.last.subject = None;
        addressed.notice.last.source = Source::default();
        let (_, body) = mail(&addressed, carl);
        assert_eq!(
            body,
            "MFA of alain@contoso.com was reset: its sign-in methods were removed.\n\
             \n\
             Number of times since 2027-01-15 08:00 UTC: 3. The last time:\n\
             \n\
             When: 2027-01-15 08:00 UTC\n\
             From: the server itself, with the command keyfob\n\
             By: administrator uid 8\n\
             \n\
             If you didn't expect this, tell your administrator at once.\n"
        );
    }

    #[test]
    fn without_a_language_it_is_english() {
        let mut addressed = addressed(Language::Dutch, NoticeKind::PasswordChanged);
        let dutch = mail(&addressed, carl).0;
        assert_eq!(dutch, "Wachtwoord gewijzigd voor alain@contoso.com");
        addressed.language = None;
        let none = mail(&addressed, carl).0;
        assert_eq!(none, "Password changed for alain@contoso.com");
    }
}
