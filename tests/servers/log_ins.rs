//! The log-ins that every server is tried with, and what each must come to.

use crate::servers::site::{DORA, EVA, PASSWORD, Site};
use crate::support::ALAIN;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    Yes,
    No,
    /// Try again later: not a word about the password.
    Later,
}

use Heard::{No, Yes};

pub struct LogIn {
    pub what: &'static str,
    pub user: String,
    pub password: String,
    pub expected: Heard,
}

/// `own` is the app password that is limited to the service that is logged in to, `other` one that
/// is limited to another.
pub fn log_ins(site: &Site, own: &str, other: &str) -> Vec<LogIn> {
    let phone = site.secret("Phone");
    let pasted = phone.as_bytes().chunks(4).map(|four| {
        let four = std::str::from_utf8(four).unwrap();
        four[..1].to_uppercase() + &four[1..]
    });
    let pasted: Vec<_> = pasted.collect();
    let mangled: String = phone.chars().rev().collect();
    let injected = format!(
        "'; touch {0}/injected; \"$(touch {0}/injected)",
        site.path().display()
    );
    [
        ("an app password", ALAIN, phone, Yes),
        ("as it is pasted", ALAIN, &pasted.join(" "), Yes),
        ("with hyphens", ALAIN, &pasted.join("-"), Yes),
        (
            "the account spelt otherwise",
            "ALAIN@Contoso.com",
            phone,
            Yes,
        ),
        ("mistyped", ALAIN, &mangled, No),
        ("cut short", ALAIN, &phone[..15], No),
        ("somebody else's", ALAIN, site.secret("Eva"), No),
        ("a deleted one", ALAIN, site.secret("Laptop"), No),
        ("an expired one", ALAIN, site.secret("Old"), No),
        ("for this service", ALAIN, site.secret(own), Yes),
        ("for another service", ALAIN, site.secret(other), No),
        ("for this network", ALAIN, site.secret("Here"), Yes),
        ("for another network", ALAIN, site.secret("Away"), No),
        ("the own password beside MFA", ALAIN, PASSWORD, No),
        ("a disabled account", DORA, site.secret("Dora"), No),
        ("the own password before MFA is set up", EVA, PASSWORD, Yes),
        (
            "an app password before MFA is set up",
            EVA,
            site.secret("Eva"),
            No,
        ),
        ("nobody", "nobody@contoso.com", phone, No),
        ("words for a shell", ALAIN, &injected, No),
        ("a user for a shell", &injected, phone, No),
    ]
    .map(|(what, user, password, expected)| LogIn {
        what,
        user: user.to_owned(),
        password: password.to_owned(),
        expected,
    })
    .into()
}

/// Tries them all, then looks for what they left.
#[track_caller]
pub fn all_come_to_what_they_must(
    site: &Site,
    own: &str,
    other: &str,
    mut log_in: impl FnMut(&LogIn) -> Heard,
) {
    let mut wrong = vec![];
    for one in log_ins(site, own, other) {
        let heard = log_in(&one);
        if heard != one.expected {
            wrong.push(format!("{}: {heard:?}", one.what));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(!site.path().join("injected").exists());

    let (service, address) = (own.to_lowercase(), "127.0.0.1".to_owned());
    for name in ["Phone", own, "Here"] {
        let seen = site.last_use(name);
        assert_eq!(
            seen,
            (Some(service.clone()), Some(address.clone())),
            "{name}"
        );
    }
    for name in ["Old", other, "Away"] {
        assert_eq!(site.last_use(name), (None, None), "{name}");
    }
}

/// Right and wrong alike get no answer while one of these is away, and both get one afterwards.
#[track_caller]
pub fn nothing_is_decided_without(
    site: &Site,
    needed: &[&str],
    instead: Heard,
    mut log_in: impl FnMut(&str, &str) -> Heard,
) {
    let phone = site.secret("Phone");
    assert_eq!(log_in(ALAIN, phone), Yes);
    for needed in needed {
        site.loses(needed);
        assert_eq!(log_in(ALAIN, phone), instead, "{needed}");
        assert_eq!(log_in(ALAIN, "abcdefghijklmnop"), instead, "{needed}");
        site.finds(needed);
        assert_eq!(log_in(ALAIN, phone), Yes, "{needed}");
        assert_eq!(log_in(ALAIN, "abcdefghijklmnop"), No, "{needed}");
    }
}

/// From the very next log-in on.
#[track_caller]
pub fn a_deleted_one_is_refused_at_once(site: &Site, mut log_in: impl FnMut(&str, &str) -> Heard) {
    let tablet = site.secret("Tablet");
    assert_eq!(log_in(ALAIN, tablet), Yes);
    assert_eq!(log_in(ALAIN, tablet), Yes);
    site.operator(&format!("apppw delete Tablet -a {ALAIN} --yes"))
        .ok();
    assert_eq!(log_in(ALAIN, tablet), No);
}
