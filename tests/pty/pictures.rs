//! The pictures in the README: a person's first run in a terminal, typed anew and drawn. Stale ones
//! fail; `KEYFOB_REGENERATE=1 cargo test pictures` makes them anew. What differs from run to
//! run (secrets, the scratch folder) is drawn as a stand-in of the same form; what was cleared with
//! the alternate screen is still there.

use std::fs;
use std::ops::Range;
use std::path::Path;

use crate::support::machine::without_system_store;
use crate::support::picture::draw;
use crate::support::pty::{CLEAR, DOWN, ENTER, Pty, Size, View};
use crate::support::{ALAIN, Program};
use jiff::{SignedDuration, Timestamp};
use keyfob::crypto::random::Random;
use keyfob::crypto::secret::{AppPasswordText, RecoveryCode, grouped};
use keyfob::crypto::totp::{Authenticator, TotpSecret};
use keyfob::domain::method::TotpShape;
use keyfob::terminal::{ColorChoice, Terminal};
use portable_pty::CommandBuilder;
use rand::SeedableRng;
use rand::rngs::StdRng;

const PASSWORD: &str = "correct horse: pässwörd";
const FIRST_RUN: &str = "keyfob apppw create Outlook";
const APP: &str = "An authenticator app on your phone";
const STATUS: &str = "keyfob mfa status";
const PROMPT: &str = "$ ";
const NOT_COPIED: &str = "Not copied: tmux doesn't answer.\r\n";
/// The last items of lists that are chosen from.
const LAST_METHOD: &str = "A code by e-mail\r\n";
const LAST_WAY_TO_KEEP: &str = "Show them here\r\n";
const ENTER_ALTERNATE: &str = "\u{1b}[?1049h\u{1b}[2J\u{1b}[H";
const LEAVE_ALTERNATE: &str = "\u{1b}[2J\u{1b}[?1049l";
/// As wide as a usual terminal, and high enough for all of it.
const SIZE: Size = Size(80, 300);

#[test]
fn the_pictures_show_what_the_program_says() {
    let Some(run) = first_day() else {
        return;
    };
    let text = with_stand_ins(run);
    let mut view = View::new(SIZE);
    view.take(text.as_bytes());
    for (name, command) in [("first-run", FIRST_RUN), ("mfa-status", STATUS)] {
        let rows = rows_of(&view, command);
        compare(name, &draw(view.screen(), rows, command));
    }
}

/// What a command and its program left on the screen: from its prompt to the next.
fn rows_of(view: &View, command: &str) -> Range<usize> {
    let typed = format!("{PROMPT}{command}");
    // Not as lines: one that is too long takes several rows.
    let mut rows = view.screen().rows(0, SIZE.0);
    let first = rows.position(|row| row == typed).unwrap();
    let below = rows.position(|row| row.starts_with(PROMPT)).unwrap();
    first..first + 1 + below
}

/// Asserts that this is the committed picture, or makes it so.
fn compare(name: &str, picture: &str) {
    let name = format!("tests/pictures/{name}.svg");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&name);
    if std::env::var_os("KEYFOB_REGENERATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, picture).unwrap();
    }
    assert!(
        fs::read_to_string(path).unwrap_or_default() == picture,
        "{name} is stale: KEYFOB_REGENERATE=1 cargo test pictures"
    );
}

/// A shell in a terminal, and somebody who reads before typing.
struct Person {
    pty: Pty,
    /// How much was printed before the last answer.
    read: usize,
}

impl Person {
    /// Waits until this is the last of what was printed, and gives all that is new.
    #[track_caller]
    fn hears(&mut self, question: &str) -> String {
        let read = self.read;
        self.pty.until(question, |pty| {
            pty.view().bytes[read..].ends_with(question.as_bytes())
        });
        String::from_utf8(self.pty.view().bytes[read..].to_vec()).unwrap()
    }

    fn types(&mut self, answer: &str) -> &mut Self {
        self.read = self.pty.view().bytes.len();
        self.pty.types(answer).types(ENTER);
        self
    }

    #[track_caller]
    fn answers(&mut self, question: &str, answer: &str) -> &mut Self {
        self.hears(question);
        self.types(answer)
    }
}

/// What was printed, and what of it won't be the same another time.
struct Run {
    text: String,
    home: String,
    key: String,
    code: String,
}

/// From nothing to an app password, a second method and two more, and a look at all of it.
fn first_day() -> Option<Run> {
    let program = Program::new();
    let home = program.path().to_str().unwrap().to_owned();
    let programs = Path::new(env!("CARGO_BIN_EXE_keyfob")).parent().unwrap();
    let path = format!("{}:/usr/bin:/bin", programs.display());
    let words = without_system_store("/bin/sh")?;
    let mut shell = CommandBuilder::new(&words[0]);
    shell.args(&words[1..]);
    shell.env_clear();
    shell.env("PATH", path);
    shell.env("HOME", &home);
    shell.env("USER", "alain");
    // It has an alternate screen, and no clipboard, since the tmux around it is gone.
    shell.env("TERM", "tmux-256color");
    shell.env("TMUX", "/nowhere,1,0");
    shell.env("PS1", PROMPT);
    shell.cwd(&home);
    let mut alain = Person {
        pty: Pty::run(SIZE, "sh", shell),
        read: 0,
    };

    alain
        .answers(PROMPT, FIRST_RUN)
        .answers("Continue? [Y/n] ", "")
        .answers(&format!("[alain@{}]: ", host()), ALAIN)
        .answers("New password (8 characters or more): ", PASSWORD)
        .answers("Repeat password: ", PASSWORD);
    if sends_mail() {
        alain.answers(LAST_METHOD, "");
    }
    let key = indented_below("Scan this", &alain.hears("Code from the app: "));
    let code = code_at(&key, Timestamp::now());
    alain.types(&code);
    if sends_mail() {
        alain.answers(LAST_METHOD, "");
    }
    alain.answers(LAST_WAY_TO_KEEP, "").answers(CLEAR, "");

    alain
        // Whatever is sent by e-mail ends up in a file.
        .answers(
            PROMPT,
            r#"keyfob policy set mail-command "/usr/bin/tee $HOME/inbox" --operator"#,
        )
        .answers(PROMPT, "keyfob signout")
        .answers(PROMPT, "keyfob mfa enroll --no-app")
        .answers("Password of alain@contoso.com: ", PASSWORD)
        // The one from before won't be taken again; the next already is.
        .answers(
            "Code from Authenticator (Enter for another way): ",
            &code_at(&key, Timestamp::now() + SignedDuration::from_secs(30)),
        )
        .answers(LAST_METHOD, DOWN)
        .answers("E-mail address: ", ALAIN);
    alain.hears("Code in the message: ");
    let mail = fs::read_to_string(program.path().join("inbox")).unwrap();
    let (before, _) = mail.split_once(" is your code").unwrap();
    alain
        .types(before.lines().last().unwrap())
        .answers(
            PROMPT,
            "keyfob apppw create Thunderbird 'Printer, third floor'",
        )
        .answers(
            "Create 2 app passwords ('Thunderbird', 'Printer, third floor')? [Y/n] ",
            "",
        )
        .answers(CLEAR, "")
        .answers(PROMPT, STATUS)
        .answers(PROMPT, "exit");
    Some(Run {
        text: alain.pty.left().with(0).view.text(),
        home,
        key,
        code,
    })
}

/// Where e-mail can be sent there is one more method to choose from.
fn sends_mail() -> bool {
    Path::new("/usr/sbin/sendmail").exists()
}

fn host() -> String {
    let names = rustix::system::uname();
    names.nodename().to_str().unwrap().to_owned()
}

fn indented_below(heading: &str, text: &str) -> String {
    let (_, below) = text.split_once(heading).unwrap();
    let line = below.lines().find(|line| line.starts_with("    ")).unwrap();
    line.trim().to_owned()
}

/// What the phone shows that has this key.
fn code_at(key: &str, time: Timestamp) -> String {
    let secret = TotpSecret::from_base32(&base32(key)).unwrap();
    let seconds = time.as_second().try_into().unwrap();
    Authenticator::new(&secret, TotpShape::default()).code(seconds)
}

fn base32(key: &str) -> String {
    key.replace(' ', "").to_uppercase()
}

fn uri(key: &str) -> String {
    let secret = base32(key);
    format!("otpauth://totp/keyfob:alain%40contoso.com?secret={secret}&issuer=keyfob")
}

/// The QR code as the program draws it in a terminal.
fn qr(uri: &str) -> String {
    let (mut terminal, _) = Terminal::recorded(b"");
    terminal.configure(ColorChoice::Always, false, true);
    terminal.qr(uri, 0).unwrap().replace('\n', "\r\n")
}

/// What was printed, had the program drawn these secrets, on this day and this machine.
fn with_stand_ins(run: Run) -> String {
    let random = Random::from_rng(StdRng::seed_from_u64(1));
    let secret = TotpSecret::generate(&random).base32();
    let key = grouped(&secret.to_lowercase(), ' ');
    let noon = "2026-11-21T12:00:00Z".parse().unwrap();
    let code = code_at(&key, noon);
    let app_password = AppPasswordText::generate(16, &random);

    let mut pairs = vec![
        (qr(&uri(&run.key)), qr(&uri(&key))),
        (run.key, key.to_string()),
        (format!("app: {}", run.code), format!("app: {code}")),
        (
            indented_below("App password for Outlook", &run.text),
            app_password.expose().to_owned(),
        ),
        (format!("[alain@{}]", host()), "[alain@laptop]".to_owned()),
        (run.home, "/home/alain".to_owned()),
        // Why there is no clipboard here is nothing that a reader's first run would say.
        (NOT_COPIED.to_owned(), String::new()),
    ];
    let is_recovery_code = |word: &&str| word.len() == 19 && word.matches('-').count() == 3;
    pairs.extend(
        run.text
            .split_whitespace()
            .filter(is_recovery_code)
            .map(|word| {
                let code = RecoveryCode::generate(&random).grouped();
                (word.to_owned(), code.to_string())
            }),
    );
    if sends_mail() {
        pairs.push((format!("> {APP}"), APP.to_owned()));
    }
    let mut text = without_alternate_screen(&run.text);
    for (real, stand_in) in pairs {
        assert!(text.contains(&real), "{real:?} isn't there: {text}");
        text = text.replace(&real, &stand_in);
    }
    text
}

/// As if all of it had been printed on one screen.
fn without_alternate_screen(text: &str) -> String {
    let mut parts = text.split(ENTER_ALTERNATE);
    let mut one = parts.next().unwrap().to_owned();
    for part in parts {
        // The heading stands there and here.
        one.truncate(one.trim_end().rfind('\n').unwrap() + 1);
        one.push_str(part);
    }
    one.replace(LEAVE_ALTERNATE, "")
}
