//! The address that an authenticator app scans.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use super::method::TotpShape;

/// RFC 3986's unreserved characters stay as they are.
const IN_URI: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What authenticator apps take. A colon would end the issuer's part of the label.
pub fn uri(account: &str, secret: &str, shape: TotpShape) -> Zeroizing<String> {
    let account = account.replace(':', "_");
    let label = utf8_percent_encode(&account, IN_URI);
    // Room for all of it: a string that grows leaves copies.
    let mut uri = Zeroizing::new(String::with_capacity(
        3 * account.len() + secret.len() + 128,
    ));
    uri.extend(["otpauth://totp/keyfob:"]);
    uri.extend(label);
    uri.extend(["?secret=", secret, "&issuer=keyfob"]);
    // What every app takes for granted would only make the QR code larger.
    if shape != TotpShape::default() {
        let (algorithm, digits, period) =
            (shape.algorithm.as_str(), shape.digits, shape.step_seconds);
        uri.extend([format!(
            "&algorithm={algorithm}&digits={digits}&period={period}"
        )]);
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::method::Algorithm;

    #[test]
    fn the_address_is_what_authenticator_apps_read() {
        let shape = TotpShape::default();
        assert_eq!(
            *uri("alain@contoso.com", "ABC", shape),
            "otpauth://totp/keyfob:alain%40contoso.com?secret=ABC&issuer=keyfob"
        );
        let longer = TotpShape {
            algorithm: Algorithm::Sha256,
            digits: 8,
            ..shape
        };
        assert!(
            uri("a", "ABC", longer).ends_with("&issuer=keyfob&algorithm=SHA256&digits=8&period=30")
        );
        assert!(
            uri("a:b&c=d", "ABC", shape)
                .starts_with("otpauth://totp/keyfob:a_b%26c%3Dd?secret=ABC&")
        );
    }
}
