//! What holds for every input. The fuzz targets (`tests/fuzz`) call these functions with what libFuzzer
//! finds, the ordinary tests with seeds that were changed.

#[path = "domain.rs"]
mod domain;
#[path = "front_ends.rs"]
mod front_ends;
#[path = "keyed.rs"]
mod keyed;

use keyfob::domain::escape::is_unprintable;

pub struct Target {
    pub name: &'static str,
    /// Panics if something doesn't hold.
    pub check: fn(&[u8]),
    /// Inputs to begin with.
    pub seeds: &'static [&'static [u8]],
}

pub const TARGETS: [Target; 12] = [
    domain::NAMES,
    domain::APP_PASSWORDS,
    domain::OTPAUTH,
    domain::POLICY_VALUES,
    keyed::PHC_STRINGS,
    keyed::SEALED_VALUES,
    keyed::HEAD,
    front_ends::PAM,
    front_ends::CHECKPASSWORD,
    front_ends::CHECK,
    front_ends::AUTH_CLIENT,
    front_ends::AUTH_SERVER,
];

/// Text that may reach a terminal or a log has nothing in it that acts on them.
#[track_caller]
fn is_safe_to_print(text: &str) {
    assert!(!text.chars().any(is_unprintable), "{text:?}");
}

/// The two parts of an input, before and after its first NUL.
fn halves(input: &[u8]) -> (&[u8], &[u8]) {
    let end = input.iter().position(|&byte| byte == 0);
    let end = end.unwrap_or(input.len());
    (&input[..end], input.get(end + 1..).unwrap_or_default())
}
