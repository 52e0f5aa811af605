//! What clients say.

use zeroize::Zeroizing;

use super::fields::{number, unescaped};
use crate::front_ends::conversation::ProtocolError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mechanism {
    Plain,
    Login,
}

/// A line that a client says.
pub enum ClientLine {
    Version,
    Process,
    Auth {
        id: u32,
        /// `None` if it was never offered.
        mechanism: Option<Mechanism>,
        service: Option<String>,
        address: Option<String>,
        /// In base64. `None` also if it is empty: Exim sends an empty one when it has none yet.
        response: Option<Zeroizing<Vec<u8>>>,
    },
    Continue {
        id: u32,
        response: Zeroizing<Vec<u8>>,
    },
    Cancel {
        id: u32,
    },
    /// A command of a newer version of the protocol.
    Other,
}

/// Parses a line without its newline.
pub fn parse_client_line(line: &[u8]) -> Result<ClientLine, ProtocolError> {
    if line.contains(&0) {
        return Err(ProtocolError);
    }
    let mut fields = line.split(|&byte| byte == b'\t');
    let command = fields.next().ok_or(ProtocolError)?;
    match command {
        b"VERSION" => match fields.next() {
            Some(b"1") => Ok(ClientLine::Version),
            _ => Err(ProtocolError),
        },
        b"CPID" => number(fields.next()).map(|_| ClientLine::Process),
        b"AUTH" => parse_auth(number(fields.next())?, fields),
        b"CONT" => {
            let id = number(fields.next())?;
            let response = fields.next().ok_or(ProtocolError)?;
            if fields.next().is_some() {
                return Err(ProtocolError);
            }
            Ok(ClientLine::Continue {
                id,
                response: Zeroizing::new(response.to_vec()),
            })
        }
        b"CANCEL" => Ok(ClientLine::Cancel {
            id: number(fields.next())?,
        }),
        _ if !command.is_empty() && command.iter().all(u8::is_ascii_uppercase) => {
            Ok(ClientLine::Other)
        }
        _ => Err(ProtocolError),
    }
}

fn parse_auth<'a>(
    id: u32,
    mut fields: impl Iterator<Item = &'a [u8]>,
) -> Result<ClientLine, ProtocolError> {
    let mechanism = match fields.next().ok_or(ProtocolError)? {
        name if name.eq_ignore_ascii_case(b"PLAIN") => Some(Mechanism::Plain),
        name if name.eq_ignore_ascii_case(b"LOGIN") => Some(Mechanism::Login),
        _ => None,
    };
    let (mut service, mut address, mut response) = (None, None, None);
    for field in fields {
        // `resp` is the last field: it may contain anything.
        if response.is_some() {
            return Err(ProtocolError);
        }
        if let Some(value) = field.strip_prefix(b"service=") {
            service = Some(unescaped(value)?);
        } else if let Some(value) = field.strip_prefix(b"rip=") {
            address = Some(unescaped(value)?);
        } else if let Some(value) = field.strip_prefix(b"resp=") {
            response = Some(Zeroizing::new(value.to_vec()));
        }
    }
    Ok(ClientLine::Auth {
        id,
        mechanism,
        service,
        address,
        response: response.filter(|response| !response.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The line in a few words: the type has no Debug, because it may hold a password.
    fn described(line: &[u8]) -> String {
        let text = |bytes: Option<Vec<u8>>| bytes.map(|bytes| String::from_utf8(bytes).unwrap());
        match parse_client_line(line) {
            Err(ProtocolError) => "error".to_owned(),
            Ok(ClientLine::Version) => "version".to_owned(),
            Ok(ClientLine::Process) => "process".to_owned(),
            Ok(ClientLine::Other) => "other".to_owned(),
            Ok(ClientLine::Cancel { id }) => format!("cancel {id}"),
            Ok(ClientLine::Continue { id, response }) => {
                format!("continue {id} {:?}", text(Some(response.to_vec())).unwrap())
            }
            Ok(ClientLine::Auth {
                id,
                mechanism,
                service,
                address,
                response,
            }) => {
                let response = text(response.map(|response| response.to_vec()));
                format!("{id} {mechanism:?} {service:?} {address:?} {response:?}")
            }
        }
    }

    #[test]
    fn lines_of_clients_are_parsed() {
        for (line, expected) in [
            ("VERSION\t1\t0", "version"),
            ("VERSION\t1\t99\tmore", "version"),
            ("CPID\t27796", "process"),
            (
                "AUTH\t1\tPLAIN\tservice=smtp\tnologin\tlip=::1\trip=192.0.2.7\tresp=AGE=",
                "1 Some(Plain) Some(\"smtp\") Some(\"192.0.2.7\") Some(\"AGE=\")",
            ),
            (
                "AUTH\t4294967295\tlogin",
                "4294967295 Some(Login) None None None",
            ),
            ("AUTH\t1\tLOGIN\tresp=", "1 Some(Login) None None None"),
            ("AUTH\t1\tXOAUTH2\tresp=x", "1 None None None Some(\"x\")"),
            ("AUTH\t1\t", "1 None None None None"),
            ("CONT\t1\tAGE=", "continue 1 \"AGE=\""),
            ("CONT\t1\t", "continue 1 \"\""),
            ("CANCEL\t1", "cancel 1"),
            ("NEWS\tof\tlater", "other"),
        ] {
            assert_eq!(described(line.as_bytes()), expected, "{line:?}");
        }
    }

    #[test]
    fn what_no_client_says_is_an_error() {
        for line in [
            &b""[..],
            b"\t",
            b"hello",
            b"AUTH2\t1",
            b"VERSION",
            b"VERSION\t2\t0",
            b"VERSION\t10\t0",
            b"CPID",
            b"CPID\t",
            b"CPID\t-1",
            b"CPID\t+1",
            b"CPID\t 1",
            b"CPID\t4294967296",
            b"AUTH",
            b"AUTH\t1",
            b"AUTH\t\tPLAIN",
            b"AUTH\t1\tPLAIN\tresp=AGE=\tservice=imap",
            b"AUTH\t1\tPLAIN\tresp=\t",
            b"AUTH\t1\tPLAIN\tservice=a\x01",
            b"AUTH\t1\tPLAIN\tservice=a\x01x",
            b"AUTH\t1\tPLAIN\trip=\xff",
            b"AUTH\t1\tPLAIN\t\0",
            b"CONT\t1",
            b"CONT\t1\ta\tb",
            b"CANCEL\tone",
        ] {
            assert_eq!(
                described(line),
                "error",
                "{:?}",
                line.escape_ascii().to_string()
            );
        }
    }
}
