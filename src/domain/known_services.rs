//! The services that servers are known to ask for, so that a misspelt one is noticed: an app password
//! that is limited to it would be accepted nowhere.

use super::scope::Service;
use super::similar::Similar;

/// What Dovecot, Postfix, Exim, Prosody, sshd and the files that ship for servers call them. Postfix
/// and Exim say `smtp` on the submission port too; Dovecot's own submission server doesn't.
pub const KNOWN_SERVICES: [&str; 10] = [
    "ftp",
    "http",
    "imap",
    "pop3",
    "sieve",
    "smtp",
    "ssh",
    "sshd",
    "submission",
    "xmpp",
];

pub fn is_known(service: &Service) -> bool {
    KNOWN_SERVICES.contains(&service.as_str())
}

/// The known service that may have been meant.
pub fn meant(service: &Service) -> Option<Service> {
    let mut similar = Similar::to(service.as_str());
    for known in KNOWN_SERVICES {
        similar.consider(known, known);
    }
    similar.found()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_service_is_similar_to_a_known_one() {
        let service = |name: &str| name.parse::<Service>().unwrap();
        for known in KNOWN_SERVICES {
            assert!(is_known(&service(known)));
            assert!(is_known(&service(&known.to_uppercase())));
        }
        for (typed, expected) in [
            ("iamp", Some("imap")),
            ("imaps", Some("imap")),
            ("imap4", Some("imap")),
            ("pop", Some("pop3")),
            ("stmp", Some("smtp")),
            ("smtps", Some("smtp")),
            ("submissions", Some("submission")),
            ("https", Some("http")),
            ("xmp", Some("xmpp")),
            ("vpn", None),
            ("radius", None),
        ] {
            assert!(!is_known(&service(typed)), "{typed}");
            let meant = meant(&service(typed));
            assert_eq!(meant.as_ref().map(Service::as_str), expected, "{typed}");
        }
    }
}
