//! Names, pasted secrets, otpauth addresses and values of the policy.

use std::str::from_utf8;

use keyfob::crypto::secret::grouped;
use keyfob::crypto::totp::{Authenticator, TotpSecret};
use keyfob::domain::app_password::looks_generated;
use keyfob::domain::escape::{escaped, escaped_json, quoted};
use keyfob::domain::method::TotpShape;
use keyfob::domain::names::{AccountName, AppName};
use keyfob::domain::otpauth::uri;
use keyfob::domain::password::{check_typed, prepare_primary, ungroup};
use keyfob::domain::policy::{Policy, TABLE};
use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

use super::{Target, halves, is_safe_to_print};

pub const NAMES: Target = Target {
    name: "names",
    check: |input| {
        let typed = &*String::from_utf8_lossy(input);
        match AccountName::parse(typed) {
            Ok(name) => {
                is_safe_to_print(name.as_str());
                assert_eq!(AccountName::parse(name.as_str()).as_ref(), Ok(&name));
                // The key is a spelling of the name, unless it is longer than a name may be.
                if let Ok(spelling) = AccountName::parse(name.key()) {
                    assert_eq!(spelling.key(), name.key(), "{typed:?}");
                }
            }
            Err(error) => is_safe_to_print(&error.to_string()),
        }
        match AppName::parse(typed) {
            Ok(name) => {
                is_safe_to_print(name.as_str());
                assert_eq!(AppName::parse(name.as_str()).as_ref(), Ok(&name));
                // Spaces around it count only for how much may be typed.
                if typed.chars().count() < 90 {
                    assert_eq!(AppName::parse(&format!("  {typed} ")).as_ref(), Ok(&name));
                }
            }
            Err(error) => is_safe_to_print(&error.to_string()),
        }

        is_safe_to_print(&escaped(typed));
        is_safe_to_print(&quoted(typed));
        let json = serde_json::to_string(typed).unwrap();
        let safe = escaped_json(&json);
        is_safe_to_print(&safe);
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), typed);
    },
    seeds: &[
        b"alain@contoso.com",
        b"Outlook on the laptop",
        "B\u{fc}ro-Drucker \u{2116}5".as_bytes(),
        "\u{1f9d1}\u{1f3fd} \u{1f996}".as_bytes(),
        "\u{39f}\u{394}\u{39f}\u{3a3} \u{391}".as_bytes(),
        "re\u{301}sume\u{301}@\u{ff21}".as_bytes(),
        "a\u{202e}b\u{200b}\u{1b}[2J".as_bytes(),
        "\u{130}\u{131}\u{df}\u{1e9e}\u{fb01}".as_bytes(),
        b"id:abc",
        "a<\u{338}".as_bytes(),
        b" My   Phone ",
    ],
};

pub const APP_PASSWORDS: Target = Target {
    name: "app_passwords",
    check: |input| {
        let typed = match check_typed(input) {
            Ok(typed) => {
                assert_eq!(typed.as_bytes(), input);
                typed
            }
            Err(error) => return is_safe_to_print(&error.to_string()),
        };
        let code = ungroup(typed);
        assert!(!code.contains(|c: char| c.is_whitespace() || c == '-' || c.is_ascii_uppercase()));
        assert_eq!(ungroup(&code), code);
        for separator in [' ', '-'] {
            assert_eq!(ungroup(&grouped(&code, separator)), code);
        }
        let letters = typed.matches(|c: char| !c.is_whitespace() && c != '-');
        let are_letters = letters
            .clone()
            .all(|c| c.as_bytes()[0].is_ascii_alphabetic());
        let is_long = letters.count() >= 16;
        assert_eq!(looks_generated(&code), are_letters && is_long, "{typed:?}");

        match prepare_primary(typed) {
            Ok(password) => {
                assert!(!password.contains(char::is_control));
                assert_eq!(prepare_primary(&password).ok(), fits(&password));
            }
            Err(error) => is_safe_to_print(&error.to_string()),
        }

        // No text is a code but the digits of one.
        let secret = TotpSecret::new(Zeroizing::new(b"12345678901234567890".to_vec()));
        let authenticator = Authenticator::new(&secret, TotpShape::default());
        if let Some(step) = authenticator.matching_step(typed, 59) {
            assert_eq!(*code, authenticator.code(step * 30));
        }
    },
    seeds: &[
        b"abcdefghijklmnop",
        b"abcd efgh ijkl mnop",
        b"ABCD-EFGH-IJKL-MNOP\r\n",
        " abcdefgh\u{a0}ijklmnop".as_bytes(),
        "re\u{301}sume\u{301} \u{1f914}".as_bytes(),
        b"287082",
        b"287 082",
        "\u{ff12}\u{ff18}7082".as_bytes(),
        b"0123-4567-89ab-cdef",
        b"a\0b\xff",
    ],
};

/// The normal form may be longer than what was typed, and then than a password may be.
fn fits(password: &Zeroizing<String>) -> Option<Zeroizing<String>> {
    check_typed(password.as_bytes())
        .is_ok()
        .then(|| password.clone())
}

pub const OTPAUTH: Target = Target {
    name: "otpauth",
    check: |input| {
        let (name, secret) = halves(input);
        let secret = TotpSecret::new(Zeroizing::new(secret.to_vec()));
        let base32 = secret.base32();
        let is_base32 = |byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7');
        assert!(base32.bytes().all(is_base32), "{base32:?}");
        let again = TotpSecret::from_base32(&base32).expect("base32");
        assert_eq!(again.expose(), secret.expose());

        if let Ok(typed) = from_utf8(input)
            && let Some(typed) = TotpSecret::from_base32(typed)
        {
            let again = TotpSecret::from_base32(&typed.base32()).expect("base32");
            assert_eq!(again.expose(), typed.expose());
        }

        let name = &*String::from_utf8_lossy(name);
        let uri = uri(name, &base32);
        assert!(uri.bytes().all(|byte| byte.is_ascii_graphic()), "{uri:?}");
        let rest = uri.strip_prefix("otpauth://totp/keyfob:").unwrap();
        let (label, rest) = rest.split_once('?').unwrap();
        assert!(!label.contains(['/', ':', '#', '&', '=']), "{uri:?}");
        let label = percent_decode_str(label).decode_utf8().unwrap();
        assert_eq!(label, name.replace(':', "_"));
        assert_eq!(rest, format!("secret={}&issuer=keyfob", *base32));
    },
    seeds: &[
        b"alain@contoso.com\x0012345678901234567890",
        b"a:b&c=d?e#f/g%h",
        "\u{fc}\u{1f996}\0\u{1}".as_bytes(),
        b"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        b"gezd gnbv gy3t",
        b"MFRGG===",
        b"\0",
    ],
};

pub const POLICY_VALUES: Target = Target {
    name: "policy_values",
    check: |input| {
        let (&number, text) = input.split_first().unwrap_or((&0, b""));
        let row = &TABLE[usize::from(number) % TABLE.len()];
        let text = &*String::from_utf8_lossy(text);
        let mut policy = Policy::default();
        match policy.set(row.key, text) {
            Ok(()) => {
                let shown = policy.get(row.key);
                is_safe_to_print(&shown);
                let mut again = Policy::default();
                again.set(row.key, &shown).unwrap();
                assert_eq!(again, policy, "{} {text:?}", row.name);
                for app in [text, &shown] {
                    let _ = policy.is_modern(app);
                }
            }
            Err(error) => {
                is_safe_to_print(&error.to_string());
                assert_eq!(policy, Policy::default(), "{} {text:?}", row.name);
            }
        }
    },
    // The first byte is the key's number in the table.
    seeds: &[
        b"\0frozen",
        b"\x0140",
        b"\x0232",
        b"\x0390d",
        b"\x031y 2w 3d 4h 5m 6s",
        b"\x049999999999999999999d",
        b"\x03P1Y2M3DT4H5M6.7S",
        b"\x05delete",
        b"\x06recovery-only",
        b"\x07required",
        b"\x08Outlook 365*, Thunder?ird,,*",
        b"\x08none",
        b"\x08none,",
        b"\x09/usr/sbin/sendmail -i -t",
        b"\x0anone",
        b"\x0bsyslog",
    ],
};
