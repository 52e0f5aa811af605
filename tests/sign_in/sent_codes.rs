//! Codes that are sent: by a real mail program through a real mail server, and by commands that
//! fail, hang or aren't there.

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::time::{Duration, Instant};

use crate::support::holder::{Holder, PASSWORD, until};
use crate::support::mail_server::{MailServer, read, script};
use crate::support::pty::{CHOOSE, CTRL_C, DOWN, ENTER, Pty};
use crate::support::{ALAIN, Ran, is_root, ran, rounds};

const EMAIL: &str = "alain@example.org";
const PHONE: &str = "+4930123456";
const PASSWORD_OF: &str = "Password of alain@contoso.com: ";
const IN_MESSAGE: &str = "Code in the message: ";

fn six_digits(text: &str) -> String {
    let mut words = text.split(|c: char| !c.is_ascii_digit());
    let code = words.rfind(|word| word.len() == 6);
    code.expect(text).to_owned()
}

/// Alain with an address and a number that were confirmed. How that goes is shown by others.
fn reachable() -> Holder {
    let holder = Holder::enforced();
    let line = format!("account set {ALAIN} --email {EMAIL} --phone {PHONE}");
    holder.program.run(&line).ok();
    for kind in ["email", "phone"] {
        holder.sql(
            "INSERT INTO contact (account_id, kind, verified_at) SELECT id, ?, 0 FROM account",
            [kind],
        );
    }
    holder
}

/// A sign-in whose second line waits until the code is known.
struct SigningIn {
    line: String,
    child: Child,
    stdin: ChildStdin,
}

impl SigningIn {
    fn by(holder: &Holder, method: &str) -> Self {
        let line = format!("signin --password-stdin --method {method}");
        let mut command = holder.program.holder_command(&line);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        writeln!(stdin, "{PASSWORD}").unwrap();
        Self { line, child, stdin }
    }

    /// What other processes see of it. Some of that is closed to all but root.
    fn process(&self, file: &str) -> Vec<u8> {
        match fs::read(format!("/proc/{}/{file}", self.child.id())) {
            Err(error) if error.kind() == ErrorKind::PermissionDenied && !is_root() => vec![],
            bytes => bytes.unwrap(),
        }
    }

    fn types(mut self, code: &str) -> Ran {
        // It may have refused already.
        let _ = writeln!(self.stdin, "{code}");
        drop(self.stdin);
        ran(&self.line, &self.child.wait_with_output().unwrap())
    }
}

/// Has each mail put into the file `mailed`, whole.
fn keep_mail(holder: &Holder) {
    let keep = "cat >\"$here/mail.new\"; mv \"$here/mail.new\" \"$here/mailed\"";
    let command = script(holder, "mail", keep);
    holder.program.set_policy("mail-command", &command);
}

/// Asserts that a code was sent, and that what was typed didn't sign in.
#[track_caller]
fn not_signed_in(ran: &Ran) {
    assert_eq!(ran.code, 77, "{ran}");
    assert!(ran.out.is_empty(), "{ran}");
    assert!(ran.err.starts_with("A code was sent to "), "{ran}");
    assert!(ran.err.contains("\nerror: the sign-in failed: "), "{ran}");
}

/// The next mail's code, once all else of it is as it should be.
#[track_caller]
fn sent_code(server: &mut MailServer, to: &str) -> String {
    let received = server.next();
    assert_eq!(received["to"], serde_json::json!([to]));
    let mail = received["mail"].as_str().unwrap().replace("\r\n", "\n");
    let (head, body) = mail.split_once("\n\n").expect(&mail);
    let head = head.replace("\n ", " ").replace("\n\t", " ");
    let code = six_digits(body);
    assert!(!head.contains(&code), "{mail}");
    let values = |name: &str| -> Vec<String> {
        head.lines()
            .filter_map(|line| line.split_once(": "))
            .filter(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.to_owned())
            .collect()
    };
    for name in ["To", "From", "Subject", "Date", "Message-ID"] {
        assert_eq!(values(name).len(), 1, "{name}: {mail}");
    }
    for name in ["Cc", "Bcc", "Reply-To", "Sender"] {
        assert!(values(name).is_empty(), "{name}: {mail}");
    }
    assert_eq!(values("To"), [to]);
    let from = &values("From")[0];
    let envelope = received["from"].as_str().unwrap();
    assert_eq!(*from, format!("keyfob <{envelope}>"), "{mail}");
    assert!(values("Message-ID")[0].starts_with('<'), "{mail}");
    assert!(body.contains(ALAIN), "{mail}");
    code
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

#[test]
fn a_code_by_mail_signs_in_once() {
    let Some(mut server) = MailServer::start() else {
        return;
    };
    let holder = reachable();
    server.serves(&holder);
    let signing_in = SigningIn::by(&holder, "email");
    let code = sent_code(&mut server, EMAIL);
    for file in ["cmdline", "environ"] {
        assert!(!contains(&signing_in.process(file), &code), "{file}");
    }
    let done = signing_in.types(&code);
    assert!(done.err.contains("a…@example.org"), "{done}");
    assert!(
        !done.err.contains(&code) && !done.err.contains(EMAIL),
        "{done}"
    );
    done.ok();
    let seen = read(&holder, "seen").unwrap();
    assert!(seen.contains("PATH=") && !seen.contains(&code), "{seen}");
    assert!(!seen.contains("KEYFOB") && !seen.contains("HOME"), "{seen}");

    // Within a minute there is no other, and the one there was signs in nobody else.
    let again = SigningIn::by(&holder, "email").types(&code).refused(75);
    assert!(again.err.contains("second"), "{again}");
    let passed = "UPDATE contact_code SET sent_at = sent_at - 60";
    holder.sql(passed, []);
    let other = SigningIn::by(&holder, "email");
    let new = sent_code(&mut server, EMAIL);
    assert_ne!(new, code);
    not_signed_in(&other.types(&code));
    assert_eq!(holder.failures("email"), 1);
    holder.sql(passed, []);
    // Nor does one that another request was sent.
    let third = SigningIn::by(&holder, "email");
    let newest = sent_code(&mut server, EMAIL);
    not_signed_in(&third.types(&new));
    assert_eq!(holder.failures("email"), 2);
    holder.sql(passed, []);
    let fourth = SigningIn::by(&holder, "email");
    let right = sent_code(&mut server, EMAIL);
    assert_ne!(newest, right);
    fourth.types(&right).ok();
    assert_eq!(holder.failures("email"), 0);
}

#[test]
fn a_code_by_mail_sets_mfa_up_and_then_signs_in_at_a_terminal() {
    let Some(mut server) = MailServer::start() else {
        return;
    };
    let holder = Holder::enabled();
    server.serves(&holder);
    let mut pty = Pty::holder(&holder.program, "mfa enroll");
    pty.asked_hidden(PASSWORD_OF);
    pty.types(PASSWORD).types("\r");
    pty.asked(CHOOSE).types([DOWN, ENTER].concat());
    pty.asked("E-mail address: ").types("nobody\r");
    pty.asked("'nobody' isn't an e-mail address")
        .asked("E-mail address: ");
    pty.types(format!("{EMAIL}\r"))
        .asked("A code was sent to alain@example.org.");
    let code = sent_code(&mut server, EMAIL);
    let wrong = if code == "111111" { "222222" } else { "111111" };
    pty.asked(IN_MESSAGE).types(wrong).types("\r");
    pty.asked("the code isn't right");
    pty.asked(IN_MESSAGE).types(&code).types("\r");
    pty.asked(CHOOSE).types(ENTER);
    pty.asked("Saved to keyfob-recovery-codes-alain@contoso.com.txt.");
    pty.asked("Name of the app").types("\r");
    pty.clears()
        .left()
        .with(0)
        .showing("MFA is on for alain@contoso.com.")
        .showing("App password for First app:");
    let status = holder.program.run("mfa status --json").json();
    assert_eq!(status["methods"][0]["kind"], "email");
    assert_eq!(status["methods"][0]["label"], EMAIL);
    // The code that set it up is spent, and is good for nothing else.
    holder.sql("UPDATE contact_code SET sent_at = sent_at - 60", []);

    let mut pty = Pty::holder(&holder.program, "apppw list");
    pty.asked_hidden(PASSWORD_OF);
    pty.types(PASSWORD).types("\r");
    pty.asked("A code was sent to a…@example.org.");
    let new = sent_code(&mut server, EMAIL);
    pty.asked_hidden("Code sent to a…@example.org");
    pty.types(&code).types("\r").asked("isn't right");
    pty.asked_hidden("Code sent to a…@example.org");
    pty.types(&new).types("\r");
    pty.left()
        .with(0)
        .showing("First app")
        .never_printed(&new)
        .never_printed(PASSWORD);
}

#[test]
fn an_address_that_changed_has_to_be_confirmed_again() {
    let holder = reachable();
    keep_mail(&holder);
    let signing_in = SigningIn::by(&holder, "email");
    let mail = until("the mail", || read(&holder, "mailed"));
    let line = format!("account set {ALAIN} --email other@example.org");
    holder.program.run(&line).ok();
    not_signed_in(&signing_in.types(&six_digits(&mail)));
    let methods = holder.program.run("mfa status --json").json();
    assert!(
        !methods.to_string().contains("email\",\"label"),
        "{methods}"
    );
    SigningIn::by(&holder, "email").types("123456").refused(67);
}

#[test]
fn a_text_message_gets_the_number_last_and_the_text_on_stdin() {
    let holder = reachable();
    let command = script(
        &holder,
        "text",
        "for word; do printf '%s\\n' \"$word\"; done >\"$here/words\"; cat >\"$here/new\"; mv \"$here/new\" \"$here/texted\"",
    );
    let command = format!("{command} --from keyfob");
    holder.program.set_policy("phone-command", &command);
    let signing_in = SigningIn::by(&holder, "phone");
    let text = until("the text", || read(&holder, "texted"));
    let words = read(&holder, "words").unwrap();
    assert_eq!(words, format!("--from\nkeyfob\n{PHONE}\n"));
    let code = six_digits(text.split(" is your code").next().unwrap());
    assert!(text.contains(ALAIN) && text.ends_with('\n'), "{text}");
    for file in ["cmdline", "environ"] {
        assert!(!contains(&signing_in.process(file), &code), "{file}");
    }
    let done = signing_in.types(&code);
    assert!(done.err.contains("…56"), "{done}");
    assert!(!done.err.contains(PHONE), "{done}");
    done.ok();
}

#[test]
fn what_cannot_send_is_told_in_a_sentence_and_a_new_code_may_be_asked_for_at_once() {
    let holder = reachable();
    let works = script(
        &holder,
        "works",
        "cat >\"$here/new\"; mv \"$here/new\" \"$here/sent\"",
    );
    let fails = script(
        &holder,
        "fails",
        "cat >\"$here/failed\"; cat \"$here/failed\" >&2; exit 3",
    );
    for (method, key) in [("email", "mail-command"), ("phone", "phone-command")] {
        for (command, sentence) in [
            (fails.as_str(), "failed with exit status 3"),
            ("/bin/false", "failed with exit status 1"),
            (
                "/nowhere/mail -t",
                "the code couldn't be sent, because '/nowhere/mail' doesn't exist",
            ),
            ("/etc/passwd", "can't be started: permission denied"),
        ] {
            holder.program.set_policy(key, command);
            let refused = SigningIn::by(&holder, method).types("123456").refused(69);
            assert!(refused.err.contains(sentence), "{refused}");
            assert!(
                refused.err.contains(&format!("policy set {key}")),
                "{refused}"
            );
            if let Some(text) = read(&holder, "failed") {
                assert!(!refused.err.contains(&six_digits(&text)), "{refused}");
            }
            assert_eq!(holder.tables(&["contact_code", "throttle", "ticket"]), "");
        }
        holder.program.set_policy(key, &works);
        let signing_in = SigningIn::by(&holder, method);
        let text = until("the text", || read(&holder, "sent"));
        let code = match method {
            "phone" => six_digits(text.split(" is your code").next().unwrap()),
            _ => six_digits(&text),
        };
        signing_in.types(&code).ok();
        fs::remove_file(holder.program.path().join("sent")).unwrap();
        holder.sql("DELETE FROM ticket", []);
        holder.sql("DELETE FROM contact_code", []);
    }
}

/// Its children too.
#[test]
fn a_command_that_hangs_is_ended_after_ten_seconds_and_nothing_is_left_of_it() {
    // Elsewhere the messenger's own tests, with a shorter wait, have to do.
    if rounds(1, 0) == 0 {
        return;
    }
    let holder = reachable();
    let command = script(
        &holder,
        "hangs",
        "trap '' TERM HUP INT\nsleep 1000 &\necho $$ $! >\"$here/pids.new\"; mv \"$here/pids.new\" \"$here/pids\"\nwait\nwait",
    );
    holder.program.set_policy("mail-command", &command);
    let began = Instant::now();
    let refused = SigningIn::by(&holder, "email").types("123456").refused(69);
    let waited = began.elapsed();
    assert!(
        refused.err.contains("didn't end within 10 seconds"),
        "{refused}"
    );
    assert!(waited >= Duration::from_secs(10), "{waited:?}");
    assert_eq!(holder.tables(&["contact_code", "throttle", "ticket"]), "");
    for pid in read(&holder, "pids").unwrap().split_whitespace() {
        until("its end", || gone(pid));
    }
}

/// Whether a process is no more, or nobody has waited for it yet.
pub fn gone(pid: &str) -> Option<()> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"));
    (!stat.is_ok_and(|stat| !stat.contains(") Z "))).then_some(())
}

/// Somebody who doesn't want to wait for it leaves nothing behind either.
#[test]
fn a_command_that_hangs_ends_with_the_ctrl_c_of_whoever_waits_for_it() {
    let holder = reachable();
    let command = script(
        &holder,
        "hangs",
        "echo $$ >\"$here/pids.new\"; mv \"$here/pids.new\" \"$here/pids\"\nexec sleep 1000",
    );
    holder.program.set_policy("mail-command", &command);
    holder.program.run("mfa default email").ok();
    let mut pty = Pty::holder(&holder.program, "signin");
    pty.asked_hidden(PASSWORD_OF);
    pty.types(PASSWORD).types("\r");
    let pid = until("the command", || read(&holder, "pids"));
    pty.types(CTRL_C);
    pty.left().with(130);
    until("its end", || gone(pid.trim()));
}

#[test]
fn a_contact_that_cannot_be_reached_is_not_enrolled_and_the_other_methods_are_offered() {
    let holder = Holder::enabled();
    let before = holder.tables(&["account", "contact", "contact_code", "method"]);
    holder.program.set_policy("mail-command", "/bin/false");
    let mut pty = Pty::holder(&holder.program, "mfa enroll");
    pty.asked_hidden(PASSWORD_OF);
    pty.types(PASSWORD).types("\r");
    pty.asked(CHOOSE).types([DOWN, ENTER].concat());
    pty.asked("E-mail address: ").types(format!("{EMAIL}\r"));
    pty.asked(
        "the code couldn't be sent, because the command '/bin/false' failed with exit status 1",
    );
    // Which one instead is asked, and nothing begun unasked.
    pty.asked(CHOOSE)
        .asked("An authenticator app on your phone")
        .asked("A code by e-mail");
    pty.types(CTRL_C);
    pty.left().with(130);
    let tables = ["account", "contact", "contact_code", "method"];
    assert_eq!(holder.tables(&tables), before);
}

/// Where policy asks for another contact and none can be reached, nothing is set up.
#[test]
fn an_alternate_contact_that_cannot_be_reached_leaves_the_account_as_it_was() {
    let holder = Holder::enabled();
    holder.program.set_policy("mail-command", "/bin/false");
    holder
        .program
        .run("policy set alternate-contact required")
        .ok();
    let tables = [
        "account",
        "contact",
        "contact_code",
        "method",
        "recovery_code",
    ];
    let before = holder.tables(&tables);
    let mut pty = Pty::holder(&holder.program, "mfa enroll");
    pty.asked_hidden(PASSWORD_OF);
    pty.types(PASSWORD).types("\r");
    pty.asked(CHOOSE).types(ENTER);
    pty.asked("Code from the app: ");
    let text = pty.view().text();
    let (_, behind) = text.split_once("Scan this QR code").unwrap();
    let key = behind
        .lines()
        .find(|line| line.starts_with("    "))
        .unwrap();
    let uri = format!(
        "otpauth://totp/x?secret={}",
        key.replace(' ', "").to_uppercase()
    );
    pty.types(crate::support::totp_now(&uri)).types("\r");
    pty.asked("another way to reach you");
    pty.asked("E-mail address: ").types(format!("{EMAIL}\r"));
    pty.left().with(69);
    assert_eq!(holder.tables(&tables), before);
}

/// Nobody reads what a mail command says, however much that is.
#[test]
fn what_a_command_prints_is_never_shown() {
    let holder = reachable();
    let command = script(
        &holder,
        "says",
        "cat; cat >&2; yes keyfob | head -c 300000; exit 75",
    );
    holder.program.set_policy("mail-command", &command);
    let refused = SigningIn::by(&holder, "email").types("123456").refused(69);
    assert!(!refused.err.contains("keyfob\nkeyfob"), "{refused}");
}

#[test]
fn the_pipe_of_a_sign_in_may_end_before_the_code() {
    let holder = reachable();
    holder.program.set_policy("mail-command", "/bin/true");
    let SigningIn {
        line,
        mut child,
        stdin,
    } = SigningIn::by(&holder, "email");
    drop(stdin);
    let mut said = String::new();
    child
        .stderr
        .as_mut()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(65), "{line}: {said}");
    assert_eq!(holder.tables(&["ticket", "throttle"]), "");
}
