//! What servers say.

use super::fields::{escaped, number, unescaped};
use crate::front_ends::conversation::ProtocolError;

/// LOGIN's questions, "Username:" and "Password:", in base64.
pub const ASK_USER: &str = "VXNlcm5hbWU6";
pub const ASK_PASSWORD: &str = "UGFzc3dvcmQ6";

/// What a server says first, all at once: Exim waits for it before it says anything.
pub fn handshake(process: u32, connection: u64, cookie: &str) -> String {
    format!(
        "VERSION\t1\t2\nMECH\tPLAIN\tplaintext\nMECH\tLOGIN\tplaintext\nSPID\t{process}\nCUID\t{connection}\n\
         COOKIE\t{cookie}\nDONE\n"
    )
}

pub fn ok_line(id: u32, user: &str) -> String {
    format!("OK\t{id}\tuser={}\n", escaped(user))
}

pub fn fail_line(id: u32, user: Option<&str>) -> String {
    match user {
        Some(user) => format!("FAIL\t{id}\tuser={}\n", escaped(user)),
        None => format!("FAIL\t{id}\n"),
    }
}

/// Says that it could not be decided. `temp` is what older clients know, `code` what newer ones do.
pub fn temporary_fail_line(id: u32, user: &str) -> String {
    format!("FAIL\t{id}\tuser={}\ttemp\tcode=temp_fail\n", escaped(user))
}

pub fn continue_line(id: u32, question: &str) -> String {
    format!("CONT\t{id}\t{question}\n")
}

/// A line that a server says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerLine {
    HandshakeDone,
    Ok { id: u32, user: String },
    Fail { id: u32, is_temporary: bool },
    Other,
}

/// Parses a line without its newline.
pub fn parse_server_line(line: &[u8]) -> Result<ServerLine, ProtocolError> {
    let mut fields = line.split(|&byte| byte == b'\t');
    match fields.next().ok_or(ProtocolError)? {
        b"DONE" => Ok(ServerLine::HandshakeDone),
        b"OK" => {
            let id = number(fields.next())?;
            let user = fields
                .find_map(|field| field.strip_prefix(b"user="))
                .ok_or(ProtocolError)?;
            Ok(ServerLine::Ok {
                id,
                user: unescaped(user)?,
            })
        }
        b"FAIL" => Ok(ServerLine::Fail {
            id: number(fields.next())?,
            is_temporary: fields.any(|field| field == b"temp" || field == b"code=temp_fail"),
        }),
        _ => Ok(ServerLine::Other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escaped_field_ends_nothing_and_is_unescaped_to_the_same() {
        for field in [
            "",
            "alain@contoso.com",
            "a\tb\nc\rd\0e\u{1}f",
            "\u{1}\u{1}t1n0r",
            "schläft, 眠る",
        ] {
            let text = escaped(field);
            assert!(!text.contains(['\t', '\n', '\r', '\0']), "{text:?}");
            assert_eq!(unescaped(text.as_bytes()), Ok(field.to_owned()));
        }
        let forged = "alain\nOK\t1\tuser=root";
        let line = ok_line(7, forged);
        let (line, rest) = line.split_once('\n').unwrap();
        assert_eq!(rest, "");
        let user = forged.to_owned();
        let parsed = parse_server_line(line.as_bytes());
        assert_eq!(parsed, Ok(ServerLine::Ok { id: 7, user }));
        assert_eq!(fail_line(7, Some("a\nb")).matches('\n').count(), 1);
    }

    #[test]
    fn lines_of_servers_are_parsed() {
        let user = "alain".to_owned();
        let failed = |is_temporary| ServerLine::Fail {
            id: 1,
            is_temporary,
        };
        for (line, expected) in [
            ("DONE", Ok(ServerLine::HandshakeDone)),
            ("OK\t1\tuser=alain", Ok(ServerLine::Ok { id: 1, user })),
            ("FAIL\t1", Ok(failed(false))),
            ("FAIL\t1\tuser=temp", Ok(failed(false))),
            ("FAIL\t1\tuser=alain\ttemp", Ok(failed(true))),
            ("FAIL\t1\tcode=temp_fail", Ok(failed(true))),
            ("MECH\tPLAIN", Ok(ServerLine::Other)),
            ("", Ok(ServerLine::Other)),
            ("OK\t1", Err(ProtocolError)),
            ("OK\tuser=alain", Err(ProtocolError)),
            ("OK\t1\tuser=\u{1}", Err(ProtocolError)),
            ("FAIL", Err(ProtocolError)),
        ] {
            assert_eq!(parse_server_line(line.as_bytes()), expected, "{line:?}");
        }
    }
}
