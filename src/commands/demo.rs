//! `keyfob demo`: the whole life of an app password, played by the real commands on a store that
//! is gone afterwards.

use std::ffi::OsString;
use std::path::Path;

use clap::Args;
use serde_json::Value;

use crate::context::{Context, Environment};
use crate::crypto::totp::{Authenticator, TotpSecret};
use crate::domain::method::TotpShape;
use crate::error::{Error, Kind, Result, Telling};
use crate::flows::{Answer, Session};
use crate::terminal::Terminal;

const HELP: &str = "\
Asks nothing and leaves nothing behind.

Example:
  keyfob demo";

/// Play the whole life of an app password on a throw-away store
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {}

pub fn run(_: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let folder = tempfile::Builder::new()
        .prefix("keyfob-demo-")
        .tempdir()
        .map_err(|error| {
            Error::new(
                Kind::Io,
                format!("there is no place for a throw-away store: {error}"),
            )
        })?;
    let mut stage = Stage {
        session,
        folder: folder.path(),
    };

    stage.tell("An operator adds an account that needs MFA. It gets a temporary password.")?;
    stage.play("account add alain@contoso.com --mfa enabled", 0)?;

    stage.tell("Its holder's authenticator app is set up; the code that it shows confirms it.")?;
    let begun = stage.play("mfa enroll --operator --json", 0)?;
    let code = stage.code(&begun)?;
    stage.play(
        &format!("mfa enroll --operator --confirm {code} --no-app"),
        0,
    )?;

    stage.tell("Outlook can't do MFA. It gets an app password, for mail only.")?;
    let created = stage.play("apppw create Outlook --only imap,smtp --operator --json", 0)?;
    let created = parsed(&created)?;
    let password = created["password"].as_str().ok_or_else(not_as_expected)?;

    stage.tell("The mail server asks whether it is right. Grouping and case don't matter.")?;
    let grouped = format!("{} {}", &password[..8], password[8..].to_uppercase());
    stage.verify(&grouped, "--service imap --from 192.0.2.7", 0)?;

    stage.tell("A wrong one isn't, nor is the right one where it isn't meant to be used.")?;
    stage.verify("abcd efgh ijkl mnop", "--service imap --from 192.0.2.7", 1)?;
    stage.verify(password, "--service ssh --from 192.0.2.7", 1)?;

    stage.tell("What there is, and when it was last used; never a secret.")?;
    stage.play("apppw list --operator", 0)?;

    stage.tell("The laptop is lost. Its app password is deleted, and refused from then on.")?;
    stage.play("apppw delete Outlook --operator --yes", 0)?;
    stage.verify(password, "--service imap --from 198.51.100.9", 1)?;

    stage.tell("All of it is in the audit trail, and the trail is whole.")?;
    stage.play("log", 0)?;
    stage.play("log check", 0)?;

    folder.close().map_err(|error| {
        Error::new(
            Kind::Io,
            format!("the throw-away store is still there: {error}"),
        )
    })?;
    session
        .terminal()
        .print("\nThat was all, on a store that is gone. 'keyfob --help' shows how to begin.\n")?;
    Ok(Answer::Done)
}

/// Where the commands are played: another store, the same clock.
struct Stage<'s, 'c> {
    session: &'s mut Session<'c>,
    folder: &'s Path,
}

impl Stage<'_, '_> {
    fn tell(&mut self, what: &str) -> Result<()> {
        Ok(self.session.terminal().print(&format!("\n# {what}\n"))?)
    }

    /// Types a command, runs it, shows what came back, and gives that.
    fn play(&mut self, line: &str, expected: u8) -> Result<String> {
        self.session
            .terminal()
            .print(&format!("$ keyfob {line}\n"))?;
        self.run(line, b"", expected)
    }

    fn verify(&mut self, password: &str, flags: &str, expected: u8) -> Result<()> {
        let line = format!("apppw verify {flags}");
        self.session
            .terminal()
            .print(&format!("$ echo '{password}' | keyfob {line}\n"))?;
        self.run(&line, password.as_bytes(), expected).map(drop)
    }

    fn run(&mut self, line: &str, input: &[u8], expected: u8) -> Result<String> {
        let outer = &mut *self.session.context;
        let (terminal, recording) = Terminal::recorded(input);
        let now = (outer.clock)();
        let store = self.folder.join("keyfob.db");
        let mut context = Context {
            clock: Box::new(move || now),
            random: outer.random.clone(),
            environment: Environment::from_pairs([("KEYFOB_STORE", &store.to_string_lossy())]),
            roots: outer.roots.clone(),
            caller: outer.caller.clone(),
            terminal_session: None,
            host: outer.host.clone(),
            terminal: terminal.watched(),
            telling: Telling::default(),
        };
        let arguments = ["keyfob"]
            .into_iter()
            .chain(line.split(' '))
            .map(OsString::from);
        let code = crate::run(arguments, &mut context);
        let output = recording.output_text();
        let text = recording
            .seen_text()
            .replace(&*store.to_string_lossy(), "keyfob.db");
        self.session.terminal().print(&text)?;
        if code != 0 {
            self.session
                .terminal()
                .print(&format!("(exit status {code})\n"))?;
        }
        if code == expected {
            Ok(output)
        } else {
            Err(not_as_expected())
        }
    }

    /// The code that an authenticator app shows.
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
    Error::new(Kind::Bug, "the demo didn't go as it should")
}
