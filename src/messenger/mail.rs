//! E-mail, through a program that is compatible with sendmail.

use jiff::Timestamp;
use lettre::message::header::{ContentType, MIME_VERSION_1_0};
use lettre::message::{Body, Mailbox};
use lettre::{Address, Message};
use zeroize::Zeroizing;

use super::{MessengerError, command};
use crate::domain::contact::Email;
use crate::domain::policy::Key;

/// Every mail server installs this program. With `-t` it takes the recipient from the message, and
/// with `-i` a line with only a dot doesn't end the message.
const SENDMAIL: &str = "/usr/sbin/sendmail -i -t";
const SENDER: &str = "keyfob";

pub struct Mail<'a> {
    pub from_host: &'a str,
    pub to: &'a Email,
    pub subject: &'a str,
    pub body: &'a str,
    pub sent_at: Timestamp,
    /// The part of the Message-ID before the `@`. It must be unique on this host.
    pub id: &'a str,
}

/// Returns whether the mail command can be started. Only sending a mail shows whether it works.
pub fn can_send_mail(command: Option<&str>) -> bool {
    command::fault(command.unwrap_or(SENDMAIL)).is_none()
}

/// Gives the mail to the mail command. lettre's `SendmailTransport` won't do, because it waits for
/// the command without a limit and can't kill it.
pub fn send_mail(command: Option<&str>, mail: &Mail<'_>) -> Result<(), MessengerError> {
    let message = compose(mail)?;
    let command = command.unwrap_or(SENDMAIL);
    command::run(Key::MailCommand, command, None, &message)
}

fn compose(mail: &Mail<'_>) -> Result<Zeroizing<Vec<u8>>, MessengerError> {
    // lettre adds carriage returns. If the text had to grow, it would leave a copy behind.
    let mut text = String::with_capacity(2 * mail.body.len());
    text.push_str(mail.body);
    let body = Body::new(text);
    let encoding = body.encoding();
    let body = Zeroizing::new(body.into_vec());

    let bad_host = || MessengerError::Host(mail.from_host.to_owned());
    let bad_address = || MessengerError::Address(mail.to.as_str().to_owned());
    let from = Address::new(SENDER, mail.from_host).map_err(|_| bad_host())?;
    let recipient = mail.to.as_str().parse().map_err(|_| bad_address())?;
    // lettre would copy the body, so it composes the headers only.
    let head = Message::builder()
        .from(Mailbox::new(Some(SENDER.to_owned()), from))
        .to(Mailbox::new(None, recipient))
        .subject(mail.subject)
        .date(mail.sent_at.into())
        .message_id(Some(format!("<{}@{}>", mail.id, mail.from_host)))
        .header(MIME_VERSION_1_0)
        .header(ContentType::TEXT_PLAIN)
        .header(encoding)
        .body(String::new())
        .map_err(|error| match error {
            lettre::error::Error::MissingFrom => bad_host(),
            _ => bad_address(),
        })?;

    let mut message = Zeroizing::new(head.formatted());
    message.reserve_exact(body.len() + 1);
    message.extend_from_slice(&body);
    if !body.ends_with(b"\n") {
        message.push(b'\n');
    }
    // sendmail expects Unix line ends on stdin. Some programs double the carriage return of a CRLF.
    message.retain(|byte| *byte != b'\r');
    Ok(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn composed(
        from_host: &str,
        to: &Email,
        subject: &str,
        body: &str,
    ) -> Result<Zeroizing<Vec<u8>>, MessengerError> {
        compose(&Mail {
            from_host,
            to,
            subject,
            body,
            sent_at: Timestamp::from_second(1_800_000_000).unwrap(),
            id: "0123456789",
        })
    }

    fn mail(host: &str, to: &str, subject: &str, body: &str) -> (Vec<(String, String)>, String) {
        let to = Email::parse(to).unwrap();
        let mail = composed(host, &to, subject, body).unwrap();
        let mail = String::from_utf8(mail.to_vec()).unwrap();
        assert!(!mail.contains('\r'), "{mail}");
        let (head, body) = mail.split_once("\n\n").unwrap();
        let head = head.replace("\n ", " ");
        let headers = head.lines().map(|line| {
            let (name, value) = line.split_once(": ").expect(line);
            (name.to_owned(), value.to_owned())
        });
        (headers.collect(), body.to_owned())
    }

    fn names(headers: &[(String, String)]) -> Vec<&str> {
        let mut names: Vec<_> = headers.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names
    }

    const NAMES: [&str; 8] = [
        "Content-Transfer-Encoding",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Subject",
        "To",
    ];

    #[test]
    fn a_mail_has_each_header_once_and_the_body_as_given() {
        let long = format!(
            "{}.example",
            "a-very-long-label.".repeat(6).trim_matches('.')
        );
        for host in ["mail.example", "localhost", &long] {
            for to in [
                "alain@contoso.com",
                "rené@exämple.org",
                "root@localhost",
                "first.last+tag@mail.contoso.com",
            ] {
                let text = "Your code is 123456.\n\nTo: nobody@example.org\n.\nkeyfob";
                let (headers, body) = mail(host, to, "Your code", text);
                assert_eq!(names(&headers), NAMES);
                assert_eq!(body, format!("{text}\n"));
                let value = |name: &str| {
                    let found = headers.iter().find(|(other, _)| other == name);
                    found.unwrap().1.as_str()
                };
                assert_eq!(value("To"), to);
                assert_eq!(value("From"), format!("keyfob <keyfob@{host}>"));
                assert_eq!(value("Subject"), "Your code");
                assert_eq!(value("Content-Type"), "text/plain; charset=utf-8");
                assert_eq!(value("Content-Transfer-Encoding"), "7bit");
                assert_eq!(value("Date"), "Fri, 15 Jan 2027 08:00:00 +0000");
                assert_eq!(value("Message-ID"), format!("<0123456789@{host}>"));
            }
        }
    }

    #[test]
    fn a_body_beyond_ascii_is_encoded() {
        let (headers, body) = mail(
            "mail.example",
            "a@b.example",
            "Füße",
            "für Sie:\r\n123456\n",
        );
        assert_eq!(names(&headers), NAMES);
        assert_eq!(body, "f=C3=BCr Sie:\n123456\n");
        let encoding = ("Content-Transfer-Encoding", "quoted-printable");
        assert!(
            headers
                .iter()
                .any(|(name, value)| (name.as_str(), value.as_str()) == encoding)
        );
    }

    #[test]
    fn a_mail_ends_with_the_end_of_a_line() {
        // Of each encoding: none, quoted-printable, base64.
        for text in ["123456", "123456\n", "ein Code für Sie", "für 1", ""] {
            let body = mail("mail.example", "a@b.example", "x", text).1;
            assert!(body.ends_with('\n') && !body.ends_with("\n\n"), "{body:?}");
        }
    }

    #[test]
    fn no_header_can_be_forged() {
        for forged in [
            "x\nBcc: eve@evil.example",
            "x\r\nBcc: eve@evil.example\r\n\r\nread this",
            "x\rBcc: eve@evil.example",
            "x\u{85}\u{2028}Bcc: eve@evil.example",
            "\n\nread this",
        ] {
            let (headers, body) = mail("mail.example", "a@b.example", forged, "the body");
            assert_eq!(names(&headers), NAMES, "{headers:?}");
            assert_eq!(body, "the body\n");
            let to = format!("a@b.example{forged}");
            assert!(Email::parse(&to).is_err(), "{to:?}");
            let to = Email::parse("a@b.example").unwrap();
            let host = format!("mail.example{forged}");
            assert!(matches!(
                composed(&host, &to, "subject", "body"),
                Err(MessengerError::Host(_))
            ));
        }
    }

    #[test]
    fn an_address_that_no_mail_can_have_is_refused() {
        let to = Email::parse("a..b@contoso.com").unwrap();
        let error = composed("mail.example", &to, "subject", "123456").unwrap_err();
        assert_eq!(
            error.to_string(),
            "'a..b@contoso.com' isn't an address that e-mail can be sent to"
        );
        let to = Email::parse("a@contoso.com").unwrap();
        for host in ["", "a b", "-"] {
            assert!(matches!(
                composed(host, &to, "subject", "123456"),
                Err(MessengerError::Host(refused)) if refused == host
            ));
        }
        assert!(composed("my_host", &to, "subject", "123456").is_ok());
    }
}
