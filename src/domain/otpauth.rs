//! The address that an authenticator app scans.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

/// RFC 3986's unreserved characters stay as they are.
const IN_URI: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The address for an account's secret. A colon in the name would end the issuer's part of the label.
pub fn uri(account: &str, secret: &str) -> Zeroizing<String> {
    let account = account.replace(':', "_");
    let label = utf8_percent_encode(&account, IN_URI);
    // Room for all of it: a string that grows leaves copies.
    let mut uri = Zeroizing::new(String::with_capacity(
        3 * account.len() + secret.len() + 128,
    ));
    uri.extend(["otpauth://totp/keyfob:"]);
    uri.extend(label);
    uri.extend(["?secret=", secret, "&issuer=keyfob"]);
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_what_authenticator_apps_read() {
        assert_eq!(
            *uri("alain@contoso.com", "ABC"),
            "otpauth://totp/keyfob:alain%40contoso.com?secret=ABC&issuer=keyfob"
        );
        assert!(uri("a:b&c=d", "ABC").starts_with("otpauth://totp/keyfob:a_b%26c%3Dd?secret=ABC&"));
    }
}
