//! `keyfob demo`: the life of an app password, with the real commands on a temporary store.

use std::ffi::OsString;
use std::path::Path;

use clap::Args;
use serde_json::Value;

use crate::context::{Context, Environment, known};
use crate::crypto::totp::{Authenticator, TotpSecret};
use crate::domain::escape::system_words;
use crate::domain::method::TotpShape;
use crate::error::{Error, Kind, Result, Telling};
use crate::flows::{Answer, Session};
use crate::messages::demo;
use crate::terminal::Terminal;

const HELP: &str = "\
Asks nothing and leaves nothing behind.

Example:
  keyfob demo";

/// Walk through the life of an app password on a temporary store
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {}

const MAIL_SERVER: [&str; 4] = ["--service", "imap", "--from", "192.0.2.7"];
const MAIL_SERVER_LATER: [&str; 4] = ["--service", "imap", "--from", "198.51.100.9"];
const OTHER_SERVER: [&str; 4] = ["--service", "ssh", "--from", "192.0.2.7"];
const WRONG_PASSWORD: &str = "abcd-efgh-ijkl-mnop";

/// Runs a command line and returns its exit code.
pub type Program = fn(Vec<OsString>, &mut Context) -> u8;

pub fn run(_: &Arguments, program: Program, session: &mut Session<'_>) -> Result<Answer> {
    let folder = tempfile::Builder::new()
        .prefix("keyfob-demo-")
        .tempdir()
        .map_err(|error| Error::new(Kind::Io, demo::no_temporary_store(&system_words(&error))))?;
    let mut stage = Stage {
        program,
        session,
        folder: folder.path(),
    };

    stage.narrate(demo::ACCOUNT)?;
    let account = ["account", "add", "alain@contoso.com", "--mfa", "enabled"];
    stage.play(&account, 0)?;

    stage.narrate(demo::AUTHENTICATOR)?;
    let begun = stage.play(&["mfa", "enroll", "--operator", "--json"], 0)?;
    let code = stage.code(&begun)?;
    let confirm = [
        "mfa",
        "enroll",
        "--operator",
        "--confirm",
        &code,
        "--no-app",
    ];
    stage.play(&confirm, 0)?;

    stage.narrate(demo::APP_PASSWORD)?;
    let create = ["apppw", "create", "Outlook", "--only", "imap,smtp"];
    let create = [&create[..], &["--operator", "--json"]].concat();
    let created = parsed(&stage.play(&create, 0)?)?;
    let password = created["password"].as_str().ok_or_else(not_as_expected)?;

    stage.narrate(demo::ACCEPTED)?;
    let grouped = format!("{} {}", &password[..8], password[8..].to_uppercase());
    stage.verify(&grouped, MAIL_SERVER, 0)?;

    stage.narrate(demo::REFUSED)?;
    stage.verify(WRONG_PASSWORD, MAIL_SERVER, 1)?;
    stage.verify(password, OTHER_SERVER, 1)?;

    stage.narrate(demo::LIST)?;
    stage.play(&["apppw", "list", "--operator"], 0)?;

    stage.narrate(demo::DELETED)?;
    stage.play(&["apppw", "delete", "Outlook", "--operator", "--yes"], 0)?;
    stage.verify(password, MAIL_SERVER_LATER, 1)?;

    stage.narrate(demo::LOG)?;
    stage.play(&["log"], 0)?;
    stage.play(&["log", "check"], 0)?;

    folder
        .close()
        .map_err(|error| Error::new(Kind::Io, demo::store_not_deleted(&system_words(&error))))?;
    session.terminal().print("\n")?;
    session.terminal().paragraph("", demo::END)?;
    Ok(Answer::Done)
}

/// Runs commands on the temporary store, with the clock of the session.
struct Stage<'s, 'c> {
    program: Program,
    session: &'s mut Session<'c>,
    folder: &'s Path,
}

impl Stage<'_, '_> {
    fn narrate(&mut self, sentence: &str) -> Result<()> {
        let terminal = self.session.terminal();
        terminal.print("\n")?;
        Ok(terminal.paragraph("# ", sentence)?)
    }

    fn print_line(&mut self, line: &str) -> Result<()> {
        Ok(self.session.terminal().print(&format!("{line}\n"))?)
    }

    /// Shows a command, runs it, shows its output, and returns what it wrote to stdout.
    fn play(&mut self, arguments: &[&str], expected: u8) -> Result<String> {
        self.print_line(&demo::command(&arguments.join(" ")))?;
        self.run(arguments, b"", expected)
    }

    fn verify(&mut self, password: &str, source: [&str; 4], expected: u8) -> Result<()> {
        let arguments = [&["apppw", "verify"], &source[..]].concat();
        self.print_line(&demo::piped_command(password, &arguments.join(" ")))?;
        self.run(&arguments, password.as_bytes(), expected)
            .map(drop)
    }

    fn run(&mut self, arguments: &[&str], input: &[u8], expected: u8) -> Result<String> {
        let outer = &mut *self.session.context;
        let (terminal, recording) = Terminal::recorded(input);
        let now = (outer.clock)();
        let store = self.folder.join("keyfob.db");
        let mut context = Context {
            clock: Box::new(move || now),
            random: outer.random.clone(),
            environment: Environment::from_pairs([("KEYFOB_STORE", &store.to_string_lossy())]),
            roots: outer.roots.clone(),
            caller: known(outer.caller.clone()),
            become_user: outer.become_user,
            user_name: outer.user_name,
            terminal_session: known(None),
            host: outer.host.clone(),
            terminal: terminal.watched().as_wide_as(&outer.terminal),
            telling: Telling::default(),
        };
        let arguments = ["keyfob"]
            .into_iter()
            .chain(arguments.iter().copied())
            .map(OsString::from);
        let code = (self.program)(arguments.collect(), &mut context);
        let output = recording.output_text();
        let text = recording
            .seen_text()
            .replace(&*store.to_string_lossy(), "keyfob.db");
        self.session.terminal().print(&text)?;
        if code != 0 {
            self.print_line(&demo::exit_status(code))?;
        }
        if code == expected {
            Ok(output)
        } else {
            Err(not_as_expected())
        }
    }

    /// Returns the code that an authenticator app would show.
    fn code(&self, begun: &str) -> Result<String> {
        let begun = parsed(begun)?;
        let secret = begun["secret"]
            .as_str()
            .and_then(TotpSecret::from_base32)
            .ok_or_else(not_as_expected)?;
        let now = u64::try_from(self.session.now().as_second()).unwrap_or_default();
        Ok(Authenticator::new(&secret, TotpShape::default()).code(now))
    }
}

fn parsed(json: &str) -> Result<Value> {
    serde_json::from_str(json).map_err(|_| not_as_expected())
}

fn not_as_expected() -> Error {
    Error::new(Kind::Bug, demo::FAILED)
}
