//! What servers ask, in each protocol.

use std::str::from_utf8;

use keyfob::crypto::random::Random;
use keyfob::domain::names::AccountName;
use keyfob::domain::password::PASSWORD_BYTES;
use keyfob::domain::scope::Source;
use keyfob::front_ends::auth_client::{
    AuthConversation, LINE_BYTES, LineBuffer, ServerLine, decoded, escaped, parse_server_line,
    plain_response, user_and_password,
};
use keyfob::front_ends::conversation::{Conversation, ProtocolError, Step};
use keyfob::front_ends::pam::PamVariables;
use keyfob::front_ends::{Decision, INPUT_BYTES, Question, check, checkpassword, pam, source};
use rand::SeedableRng;
use rand::rngs::StdRng;
use zeroize::Zeroizing;

use super::{Target, halves, is_safe_to_print};

/// What a question is, for comparing: the account, the password and where it comes from.
fn told(question: &Question) -> (AccountName, String, Source) {
    let log_in = question.log_in();
    let typed = log_in.typed.expose();
    assert!((1..=PASSWORD_BYTES).contains(&typed.len()) && !typed.contains('\0'));
    is_safe_to_print(log_in.account.as_str());
    let source = log_in.source;
    let (service, address) = (source.service_text(), source.address_text());
    assert_eq!(
        &keyfob::front_ends::source(service.as_deref(), address.as_deref()),
        source
    );
    (log_in.account.clone(), typed.to_owned(), source.clone())
}

pub const PAM: Target = Target {
    name: "pam",
    check: |input| {
        let mut parts = input.splitn(5, |&byte| byte == b'\n');
        let mut variable = || {
            let value = from_utf8(parts.next()?).ok()?;
            (!value.is_empty()).then_some(value)
        };
        let variables = PamVariables {
            kind: variable(),
            user: variable(),
            service: variable(),
            host: variable(),
        };
        let stdin = Zeroizing::new(parts.next().unwrap_or_default().to_vec());
        let asked = pam::question(&variables, None, &stdin);
        if variables.user.is_none() {
            assert_eq!(asked.err(), Some(pam::Misuse::NoUser));
            return;
        }
        let is_auth = variables.kind.is_none_or(|kind| kind == "auth");
        assert_eq!(asked.is_ok(), is_auth);
        if let Ok(Some(question)) = asked {
            let (account, typed, from) = told(&question);
            assert_eq!(
                stdin.strip_suffix(b"\0").unwrap_or(&stdin),
                typed.as_bytes()
            );
            assert_eq!(from, source(variables.service, variables.host));
            assert_eq!(Ok(account), AccountName::parse(variables.user.unwrap()));
        }
    },
    seeds: &[
        b"auth\nalain\ndovecot\n192.0.2.7\nabcd efgh\0",
        b"auth\nalain@contoso.com\nsshd\n2001:db8::7\na\nb",
        b"\nalain\n\n\nabcdefghijklmnop",
        b"account\nalain\n\n::ffff:192.0.2.7\nabc",
        b"auth\n\nimap\nprinter\nabc",
    ],
};

pub const CHECKPASSWORD: Target = Target {
    name: "checkpassword",
    check: |input| match checkpassword::question(input, Source::default()) {
        Ok(Some(question)) => {
            let (account, typed, _) = told(&question);
            let (user, rest) = halves(input);
            assert_eq!(halves(rest).0, typed.as_bytes());
            assert_eq!(
                AccountName::parse(from_utf8(user).unwrap()),
                Ok(account.clone())
            );
            let message = format!("{}\0{typed}\0", account.as_str());
            let again = checkpassword::question(message.as_bytes(), Source::default());
            assert_eq!(told(&again.unwrap().unwrap()), told(&question));
        }
        Ok(None) => {}
        Err(checkpassword::Malformed) => {
            assert!(input.len() <= INPUT_BYTES);
            assert!(input.split(|&byte| byte == 0).count() <= 2);
        }
    },
    seeds: &[
        b"alain\0ab c\0Y123\0",
        b"alain@contoso.com\0abcdefghijklmnop\0\0",
        b"alain\0\0\0",
        b"alain\0abc",
        b"\0\0\0\0",
    ],
};

pub const CHECK: Target = Target {
    name: "check",
    check: |input| {
        let Some(question) = check::question(input, Source::default()) else {
            return;
        };
        let (account, typed, _) = told(&question);
        let lines: Vec<_> = from_utf8(input).unwrap().split('\n').collect();
        assert_eq!(lines[1], typed);
        assert!(lines[2..].iter().all(|line| line.is_empty()) && lines.len() <= 3);
        assert_eq!(AccountName::parse(lines[0]), Ok(account.clone()));
        let again = format!("{}\n{typed}\n", account.as_str());
        let again = check::question(again.as_bytes(), Source::default()).unwrap();
        assert_eq!(told(&again), told(&question));
    },
    seeds: &[
        b"alain\nabc\n",
        b"alain@contoso.com\nabcd efgh ijkl mnop",
        b"alain\nabc\nx\n",
        b"alain\n\n",
        b"alain\r\nabc\r\n",
    ],
};

const GREETING: &str = "VERSION\t1\t0\nCPID\t1\n";

/// What a client that sends these bytes in pieces of this length is told, and what it asks.
fn heard(input: &[u8], piece: usize) -> Vec<String> {
    let random = Random::from_rng(StdRng::seed_from_u64(1));
    let mut conversation = AuthConversation::new(1, &random);
    let (mut rest, mut heard) = (input, vec![]);
    loop {
        match conversation.next_step() {
            Err(ProtocolError) => {
                heard.push("closed".to_owned());
                return heard;
            }
            Ok(Some(Step::Say(text))) => {
                assert!(text.ends_with('\n'));
                let is_handshake = heard.is_empty();
                for line in text.lines() {
                    let refuses = line.starts_with("FAIL\t") || line.starts_with("CONT\t");
                    assert!(
                        refuses || is_handshake && !line.starts_with("OK"),
                        "{line:?}"
                    );
                }
                heard.push(text);
            }
            Ok(Some(Step::Cancel { request })) => heard.push(format!("cancel {request}")),
            Ok(Some(Step::Ask { request, question })) => {
                assert!(conversation.is_greeted());
                heard.push(format!("ask {request} {:?}", told(&question)));
                heard.extend(answered(&mut conversation, request, &question));
            }
            Ok(None) if rest.is_empty() => return heard,
            Ok(None) => {
                let length = piece.min(rest.len()).min(conversation.room());
                assert!(length > 0);
                conversation.add(&rest[..length]);
                rest = &rest[length..];
            }
        }
    }
}

/// Answers in the way that the request's number chooses, so that later lines meet each.
fn answered(
    conversation: &mut AuthConversation,
    request: u32,
    question: &Question,
) -> Option<String> {
    let user = question.log_in().account.as_str().to_owned();
    let (text, expected) = match request % 4 {
        0 => (
            conversation.answered(request, question, &Decision::Yes(user.clone())),
            ServerLine::Ok { id: request, user },
        ),
        1 => (
            conversation.answered(request, question, &Decision::No),
            ServerLine::Fail {
                id: request,
                is_temporary: false,
            },
        ),
        2 => (
            conversation.undecided(request, question)?,
            ServerLine::Fail {
                id: request,
                is_temporary: true,
            },
        ),
        // Not answered yet.
        _ => return None,
    };
    let line = text.strip_suffix('\n').unwrap();
    assert!(!line.contains('\n'), "{text:?}");
    assert_eq!(parse_server_line(line.as_bytes()), Ok(expected));
    Some(text)
}

pub const AUTH_CLIENT: Target = Target {
    name: "auth_client",
    check: |input| {
        for input in [input.to_vec(), [GREETING.as_bytes(), input].concat()] {
            let whole = heard(&input, LINE_BYTES);
            assert_eq!(heard(&input, 1), whole);
        }

        let (user, password) = halves(input);
        if let (Ok(user), Ok(password)) = (from_utf8(user), from_utf8(password))
            && !password.contains('\0')
        {
            let message = decoded(plain_response(user, password).as_bytes()).unwrap();
            let both = (user.as_bytes(), password.as_bytes());
            assert_eq!(user_and_password(&message), Some(both));
        }
    },
    seeds: &[
        b"VERSION\t1\t0\nCPID\t1\nAUTH\t1\tPLAIN\tservice=smtp\tresp=AGFsYWluAGFiY2Q=\n",
        b"AUTH\t4\tPLAIN\tservice=imap\tnologin\tlip=::1\trip=192.0.2.7\tresp=AGFsYWluAGFiY2Q=\n",
        b"AUTH\t2\tPLAIN\tservice=smtp\trip=::1\nCONT\t2\tAGFsYWluAGFiY2Q=\n",
        b"AUTH\t5\tLOGIN\tservice=xmpp\nCONT\t5\tYWxhaW4=\nCONT\t5\tYWJjZA==\n",
        b"AUTH\t3\tLOGIN\tresp=YWxhaW4=\nCANCEL\t3\nCONT\t3\tYWJjZA==\n",
        b"AUTH\t7\tPLAIN\tresp=AGFsYWluAGFiY2Q=\nCANCEL\t7\nAUTH\t7\tPLAIN\tresp=AGFsYWluAGFiY2Q=\n",
        b"AUTH\t6\tPLAIN\tservice=a\x01tb\x01n\tresp=\nCONT\t6\t\nNEWS\n",
        b"AUTH\t4294967295\tXOAUTH2\tresp=x\nVERSION\t1\nCPID\t-1\n",
        b"alain\0secret",
    ],
};

pub const AUTH_SERVER: Target = Target {
    name: "auth_server",
    check: |input| {
        let mut lines = LineBuffer::default();
        for piece in input.chunks(1 + usize::from(input.first().copied().unwrap_or_default())) {
            let mut rest = piece;
            while !rest.is_empty() {
                let length = rest.len().min(lines.room());
                lines.add(&rest[..length]);
                rest = &rest[length..];
                loop {
                    match lines.next_line() {
                        Ok(Some(line)) => reply(&line),
                        Ok(None) => break,
                        Err(ProtocolError) => return,
                    }
                }
            }
        }
    },
    seeds: &[
        b"VERSION\t1\t2\nMECH\tPLAIN\tplaintext\nSPID\t1\nCUID\t2\nCOOKIE\tabc\nDONE\n",
        b"OK\t1\tuser=alain@contoso.com\n",
        b"FAIL\t1\tuser=alain\ttemp\tcode=temp_fail\n",
        b"FAIL\t1\tcode=temp_fail\nFAIL\t1\n",
        b"OK\t1\tuser=a\x01t\x01n\x010\x011\x01rb\tx\n",
        b"CONT\t1\tVXNlcm5hbWU6\nOK\tuser=alain\n",
    ],
};

/// A yes is only ever a line that says so, and a name in it ends neither field nor line.
fn reply(line: &[u8]) {
    assert!(!line.contains(&b'\n') && line.len() < LINE_BYTES);
    if let Ok(ServerLine::Ok { id, user }) = parse_server_line(line) {
        assert!(line.starts_with(b"OK\t"));
        let field = escaped(&user);
        assert!(!field.contains(['\t', '\n', '\r', '\0']));
        let again = parse_server_line(format!("OK\t{id}\tuser={field}").as_bytes());
        assert_eq!(again, Ok(ServerLine::Ok { id, user }));
    }
}
