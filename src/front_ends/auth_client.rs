//! Dovecot's auth-client protocol, version 1: what clients say, what servers answer, and the names
//! and passwords that PLAIN and LOGIN carry in it. Fields are set apart by tabs, and lines by
//! newlines; what is in a field can hold neither.

use base64ct::{Base64, Encoding};
use zeroize::{Zeroize, Zeroizing};

/// No client has a longer one: Dovecot's own limit.
pub const LINE_BYTES: usize = 8192;
/// LOGIN's questions, "Username:" and "Password:", in base64.
pub const ASK_USER: &str = "VXNlcm5hbWU6";
pub const ASK_PASSWORD: &str = "UGFzc3dvcmQ6";

/// What doesn't belong into the protocol. Whoever says it is not listened to any longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Garbage;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mechanism {
    Plain,
    Login,
}

/// What a client says.
pub enum Said {
    Version,
    Process,
    Auth {
        id: u32,
        /// None where it is one that was never offered.
        mechanism: Option<Mechanism>,
        service: Option<String>,
        address: Option<String>,
        /// Base64. A response that is empty is none: Exim sends one where it has none yet.
        response: Option<Zeroizing<Vec<u8>>>,
    },
    Continue {
        id: u32,
        response: Zeroizing<Vec<u8>>,
    },
    Cancel {
        id: u32,
    },
    /// Something that newer clients know.
    Other,
}

/// A line without its newline.
pub fn parse(line: &[u8]) -> Result<Said, Garbage> {
    if line.contains(&0) {
        return Err(Garbage);
    }
    let mut fields = line.split(|&byte| byte == b'\t');
    let command = fields.next().ok_or(Garbage)?;
    match command {
        b"VERSION" => match fields.next() {
            Some(b"1") => Ok(Said::Version),
            _ => Err(Garbage),
        },
        b"CPID" => number(fields.next()).map(|_| Said::Process),
        b"AUTH" => parse_auth(number(fields.next())?, fields),
        b"CONT" => {
            let id = number(fields.next())?;
            let response = fields.next().ok_or(Garbage)?;
            if fields.next().is_some() {
                return Err(Garbage);
            }
            Ok(Said::Continue {
                id,
                response: Zeroizing::new(response.to_vec()),
            })
        }
        b"CANCEL" => Ok(Said::Cancel {
            id: number(fields.next())?,
        }),
        _ if !command.is_empty() && command.iter().all(u8::is_ascii_uppercase) => Ok(Said::Other),
        _ => Err(Garbage),
    }
}

fn parse_auth<'a>(id: u32, mut fields: impl Iterator<Item = &'a [u8]>) -> Result<Said, Garbage> {
    let mechanism = match fields.next().ok_or(Garbage)? {
        name if name.eq_ignore_ascii_case(b"PLAIN") => Some(Mechanism::Plain),
        name if name.eq_ignore_ascii_case(b"LOGIN") => Some(Mechanism::Login),
        _ => None,
    };
    let (mut service, mut address, mut response) = (None, None, None);
    for field in fields {
        // Nothing may come behind it: it is the last, and the only one that may be anything.
        if response.is_some() {
            return Err(Garbage);
        }
        if let Some(value) = field.strip_prefix(b"service=") {
            service = Some(unescaped(value)?);
        } else if let Some(value) = field.strip_prefix(b"rip=") {
            address = Some(unescaped(value)?);
        } else if let Some(value) = field.strip_prefix(b"resp=") {
            response = Some(Zeroizing::new(value.to_vec()));
        }
    }
    Ok(Said::Auth {
        id,
        mechanism,
        service,
        address,
        response: response.filter(|response| !response.is_empty()),
    })
}

fn number(field: Option<&[u8]>) -> Result<u32, Garbage> {
    let digits = field.ok_or(Garbage)?;
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(Garbage);
    }
    let digits = std::str::from_utf8(digits).map_err(|_| Garbage)?;
    digits.parse().map_err(|_| Garbage)
}

/// What stands for a tab, a newline and the like in a field.
const ESCAPES: [(u8, u8); 5] = [
    (b'0', 0),
    (b'1', 1),
    (b't', b'\t'),
    (b'r', b'\r'),
    (b'n', b'\n'),
];
const ESCAPE: u8 = 1;

fn unescaped(field: &[u8]) -> Result<String, Garbage> {
    let mut bytes = Vec::with_capacity(field.len());
    let mut rest = field.iter();
    while let Some(&byte) = rest.next() {
        if byte != ESCAPE {
            bytes.push(byte);
            continue;
        }
        let code = rest.next().ok_or(Garbage)?;
        let found = ESCAPES.iter().find(|(letter, _)| letter == code);
        bytes.push(found.ok_or(Garbage)?.1);
    }
    String::from_utf8(bytes).map_err(|_| Garbage)
}

/// A field that forges nothing, whatever is in it.
pub fn escaped(field: &str) -> String {
    let mut text = String::with_capacity(field.len());
    for c in field.chars() {
        match ESCAPES.iter().find(|(_, byte)| char::from(*byte) == c) {
            Some((letter, _)) => {
                text.push(char::from(ESCAPE));
                text.push(char::from(*letter));
            }
            None => text.push(c),
        }
    }
    text
}

/// What base64 stands for, or none where it is none.
pub fn decoded(base64: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(vec![0; base64.len()]);
    let length = Base64::decode(base64, &mut bytes).ok()?.len();
    bytes.truncate(length);
    Some(bytes)
}

/// PLAIN's response for this user and password, in base64.
pub fn plain_response(user: &str, password: &str) -> Zeroizing<String> {
    let mut message = Zeroizing::new(Vec::with_capacity(user.len() + password.len() + 2));
    for part in [user, password] {
        message.push(0);
        message.extend_from_slice(part.as_bytes());
    }
    Zeroizing::new(Base64::encode_string(&message))
}

/// PLAIN's user and password. Somebody who wants to act as another is refused by whoever asks this.
pub fn user_and_password(message: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut parts = message.split(|&byte| byte == 0);
    let (for_whom, user, password) = (parts.next()?, parts.next()?, parts.next()?);
    let right = parts.next().is_none() && (for_whom.is_empty() || for_whom == user);
    right.then_some((user, password))
}

/// What a server says first: everything at once, since some clients wait for it.
pub fn handshake(process: u32, connection: u64, cookie: &str) -> String {
    format!(
        "VERSION\t1\t2\nMECH\tPLAIN\tplaintext\nMECH\tLOGIN\tplaintext\nSPID\t{process}\nCUID\t{connection}\n\
         COOKIE\t{cookie}\nDONE\n"
    )
}

pub fn ok(id: u32, user: &str) -> String {
    format!("OK\t{id}\tuser={}\n", escaped(user))
}

pub fn fail(id: u32, user: Option<&str>) -> String {
    match user {
        Some(user) => format!("FAIL\t{id}\tuser={}\n", escaped(user)),
        None => format!("FAIL\t{id}\n"),
    }
}

pub fn go_on(id: u32, question: &str) -> String {
    format!("CONT\t{id}\t{question}\n")
}

/// What a server answers, to those who ask one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    HandshakeDone,
    Ok { id: u32, user: String },
    Fail { id: u32, is_temporary: bool },
    Other,
}

pub fn parse_reply(line: &[u8]) -> Result<Reply, Garbage> {
    let mut fields = line.split(|&byte| byte == b'\t');
    match fields.next().ok_or(Garbage)? {
        b"DONE" => Ok(Reply::HandshakeDone),
        b"OK" => {
            let id = number(fields.next())?;
            let user = fields
                .find_map(|field| field.strip_prefix(b"user="))
                .ok_or(Garbage)?;
            Ok(Reply::Ok {
                id,
                user: unescaped(user)?,
            })
        }
        b"FAIL" => Ok(Reply::Fail {
            id: number(fields.next())?,
            is_temporary: fields.any(|field| field == b"temp" || field == b"code=temp_fail"),
        }),
        _ => Ok(Reply::Other),
    }
}

/// Bytes as they come, and the lines in them. What was a line is wiped.
pub struct Lines {
    bytes: Zeroizing<Vec<u8>>,
}

impl Default for Lines {
    fn default() -> Self {
        // Never grows: bytes that are moved leave copies.
        Self {
            bytes: Zeroizing::new(Vec::with_capacity(LINE_BYTES)),
        }
    }
}

impl Lines {
    /// How many bytes there is room for.
    pub fn room(&self) -> usize {
        LINE_BYTES - self.bytes.len()
    }

    /// As many as there is room for.
    pub fn add(&mut self, bytes: &[u8]) {
        debug_assert!(bytes.len() <= self.room());
        self.bytes.extend_from_slice(bytes);
    }

    /// The next whole line, or none yet. A line that can't end any more is garbage.
    pub fn next_line(&mut self) -> Result<Option<Zeroizing<Vec<u8>>>, Garbage> {
        let Some(end) = self.bytes.iter().position(|&byte| byte == b'\n') else {
            return if self.room() == 0 {
                Err(Garbage)
            } else {
                Ok(None)
            };
        };
        let line = Zeroizing::new(self.bytes[..end].to_vec());
        let rest = self.bytes.len() - end - 1;
        self.bytes.copy_within(end + 1.., 0);
        self.bytes[rest..].zeroize();
        self.bytes.truncate(rest);
        Ok(Some(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In a few words, since a password is never shown.
    fn heard(line: &[u8]) -> String {
        let text = |bytes: Option<Vec<u8>>| bytes.map(|bytes| String::from_utf8(bytes).unwrap());
        match parse(line) {
            Err(Garbage) => "garbage".to_owned(),
            Ok(Said::Version) => "version".to_owned(),
            Ok(Said::Process) => "process".to_owned(),
            Ok(Said::Other) => "other".to_owned(),
            Ok(Said::Cancel { id }) => format!("cancel {id}"),
            Ok(Said::Continue { id, response }) => {
                format!("continue {id} {:?}", text(Some(response.to_vec())).unwrap())
            }
            Ok(Said::Auth {
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
    fn what_clients_say() {
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
            assert_eq!(heard(line.as_bytes()), expected, "{line:?}");
        }
    }

    #[test]
    fn what_no_client_says_is_garbage() {
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
                heard(line),
                "garbage",
                "{:?}",
                line.escape_ascii().to_string()
            );
        }
    }

    #[test]
    fn whatever_is_in_a_field_comes_back_and_ends_nothing() {
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
        let line = ok(7, forged);
        let (line, rest) = line.split_once('\n').unwrap();
        assert_eq!(rest, "");
        let user = forged.to_owned();
        let reply = parse_reply(line.as_bytes());
        assert_eq!(reply, Ok(Reply::Ok { id: 7, user }));
        assert_eq!(fail(7, Some("a\nb")).matches('\n').count(), 1);
    }

    #[test]
    fn what_servers_answer() {
        let user = "alain".to_owned();
        let failed = |is_temporary| Reply::Fail {
            id: 1,
            is_temporary,
        };
        for (line, expected) in [
            ("DONE", Ok(Reply::HandshakeDone)),
            ("OK\t1\tuser=alain", Ok(Reply::Ok { id: 1, user })),
            ("FAIL\t1", Ok(failed(false))),
            ("FAIL\t1\tuser=temp", Ok(failed(false))),
            ("FAIL\t1\tuser=alain\ttemp", Ok(failed(true))),
            ("FAIL\t1\tcode=temp_fail", Ok(failed(true))),
            ("MECH\tPLAIN", Ok(Reply::Other)),
            ("", Ok(Reply::Other)),
            ("OK\t1", Err(Garbage)),
            ("OK\tuser=alain", Err(Garbage)),
            ("OK\t1\tuser=\u{1}", Err(Garbage)),
            ("FAIL", Err(Garbage)),
        ] {
            assert_eq!(parse_reply(line.as_bytes()), expected, "{line:?}");
        }
    }

    #[test]
    fn base64_is_whole_or_none() {
        assert_eq!(decoded(b"").unwrap().as_slice(), b"");
        assert_eq!(decoded(b"YQ==").unwrap().as_slice(), b"a");
        for bad in ["YQ", "YQ=", "YR==", "Y Q=", "YQ==YQ==", "YQ==\n", "*"] {
            assert!(decoded(bad.as_bytes()).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn plain_carries_a_user_and_a_password_and_nobody_else() {
        let both = Some((&b"alain"[..], &b"secret"[..]));
        let message = decoded(plain_response("alain", "secret").as_bytes()).unwrap();
        assert_eq!(user_and_password(&message), both);
        assert_eq!(user_and_password(b"alain\0alain\0secret"), both);
        for bad in [
            &b""[..],
            b"alain",
            b"alain\0secret",
            b"root\0alain\0secret",
            b"Alain\0alain\0secret",
            b"\0alain\0secret\0",
        ] {
            assert_eq!(
                user_and_password(bad),
                None,
                "{:?}",
                bad.escape_ascii().to_string()
            );
        }
    }

    #[test]
    fn lines_come_whole_in_whatever_pieces_and_leave_nothing_behind() {
        let text = b"first\n\nthird secret\nthe rest";
        for length in 1..text.len() {
            let mut lines = Lines::default();
            let mut found = vec![];
            for piece in text.chunks(length) {
                lines.add(piece);
                while let Some(line) = lines.next_line().unwrap() {
                    found.push(line.to_vec());
                }
            }
            assert_eq!(found, [&b"first"[..], b"", b"third secret"]);
            assert_eq!(lines.bytes.as_slice(), b"the rest");
            assert_eq!(lines.room(), LINE_BYTES - b"the rest".len());
        }
    }

    #[test]
    fn a_line_that_can_not_end_any_more_is_garbage_and_the_longest_is_none() {
        let mut lines = Lines::default();
        let start = lines.bytes.as_ptr();
        for _ in 0..2 {
            lines.add(&[b'x'; LINE_BYTES - 1]);
            assert!(matches!(lines.next_line(), Ok(None)));
            lines.add(b"\n");
            assert_eq!(lines.room(), 0);
            let line = lines.next_line().unwrap().unwrap();
            assert_eq!(line.len(), LINE_BYTES - 1);
        }
        // What was moved would have left a copy.
        assert_eq!(lines.bytes.as_ptr(), start);
        lines.add(&[b'x'; LINE_BYTES]);
        assert!(lines.next_line().is_err());
    }
}
