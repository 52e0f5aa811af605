//! The command line: the global flags, the commands, and the errors for lines that can't be parsed.

use std::ffi::OsString;
use std::sync::atomic::Ordering;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Parser, Subcommand};

use crate::commands;
use crate::commands::demo::Program;
use crate::context::Context;
use crate::domain::escape::escaped;
use crate::error::{Error, Kind, Result, Telling, by_exit_status, did_you_mean};
use crate::flows::{Answer, Globals, Session};

const EXAMPLES: &str = "\
Examples:
  keyfob demo
  keyfob apppw create Outlook
  keyfob mfa status
  keyfob account add alain@contoso.com --mfa enabled
  keyfob apppw list --operator -a alain@contoso.com";

const EPILOGUE: &str = "\
Exit status:
  0 done, or yes          69 a terminal is needed       75 try again later
  1 no                    70 a bug                      77 not permitted
  2 wrong usage           73 name taken, limit reached  78 key file or set-up wrong
  65 wrong input          74 store or I/O error         130 interrupted
  67 no such account, app password or method
  111 in 'auth checkpassword': could not be decided

Environment:
  KEYFOB_STORE, KEYFOB_KEY_FILE, KEYFOB_ACCOUNT  same as --store, --key-file, --account
  KEYFOB_OPERATOR=1                              same as --operator
  NO_COLOR, TERM=dumb                            no colour
  KEYFOB_PLAIN_PROMPTS=1, TERM=dumb              questions as plain lines, for screen readers";

const JSON_ERRORS: &str = "\
JSON: with --json an error is {\"error\":{\"code\",\"message\",\"hints\":[...],\"exit\"}} on stderr. The \
codes of each exit status:
";

/// Account manager for multi-factor sign-in and app passwords
///
/// Mail programs, printers and scripts can't do multi-factor sign-in. An app password is a generated code that one
/// of them uses in place of the account's password, and that can be revoked on its own.
#[derive(Debug, Parser)]
#[command(name = "keyfob", version, after_help = EXAMPLES, after_long_help = long_epilogue(), max_term_width = 100)]
#[command(
    propagate_version = true,
    subcommand_required = true,
    arg_required_else_help = true
)]
struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

fn long_epilogue() -> String {
    format!(
        "{EXAMPLES}\n\n{EPILOGUE}\n\n{JSON_ERRORS}\n{}",
        by_exit_status()
    )
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(subcommand)]
    Account(commands::account::Command),
    #[command(subcommand)]
    Mfa(commands::mfa::Command),
    #[command(subcommand)]
    Apppw(commands::apppw::Command),
    #[command(subcommand)]
    Auth(commands::auth::Command),
    #[command(subcommand)]
    Policy(commands::policy::Command),
    Notices(commands::notices::Arguments),
    Serve(commands::serve::Arguments),
    Signin(commands::signin::Arguments),
    Signout(commands::signout::Arguments),
    Whoami(commands::whoami::Arguments),
    Log(commands::log::Arguments),
    #[command(subcommand)]
    Store(commands::store::Command),
    Completions(commands::completions::Arguments),
    Demo(commands::demo::Arguments),
}

/// Returns the parser. Completions and man pages are generated from it.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs the command and returns its exit code. The demo runs others with `program`.
pub(crate) fn execute(
    arguments: impl IntoIterator<Item = OsString>,
    context: &mut Context,
    program: Program,
) -> Result<u8> {
    let arguments: Vec<_> = arguments.into_iter().collect();
    if is_version_alone(&arguments) {
        // Some shells ask at every prompt, and building the parser takes longer than this.
        context.terminal.print(VERSION)?;
        return Ok(0);
    }
    // Decided before parsing, so that parse errors are in JSON too.
    context.telling = Telling {
        json: arguments.iter().any(|argument| argument == "--json"),
        verbose: false,
    };
    let Cli { globals, command } = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return not_a_command(&printable(error, &arguments), context),
    };
    context
        .terminal
        .configure(globals.color, globals.quiet, !globals.no_input);
    context.telling = Telling {
        json: globals.json,
        verbose: globals.verbose,
    };
    let mut session = Session::new(context, globals);
    // A server that waits for an answer mustn't wait for a mail.
    let is_for_servers = matches!(command, Command::Auth(_) | Command::Serve(_));
    let answer = match command {
        Command::Account(command) => commands::account::run(command, &mut session),
        Command::Mfa(command) => commands::mfa::run(command, &mut session),
        Command::Apppw(command) => commands::apppw::run(command, &mut session),
        Command::Auth(command) => commands::auth::run(command, &mut session),
        Command::Policy(command) => commands::policy::run(command, &mut session),
        Command::Notices(arguments) => commands::notices::run(&arguments, &mut session),
        Command::Serve(arguments) => commands::serve::run(&arguments, &mut session),
        Command::Signin(arguments) => commands::signin::run(&arguments, &mut session),
        Command::Signout(arguments) => commands::signout::run(&arguments, &mut session),
        Command::Whoami(arguments) => commands::whoami::run(&arguments, &mut session),
        Command::Log(arguments) => commands::log::run(&arguments, &mut session),
        Command::Store(command) => commands::store::run(command, &mut session),
        Command::Completions(arguments) => {
            commands::completions::run(&arguments, Cli::command(), &mut session)
        }
        Command::Demo(arguments) => commands::demo::run(&arguments, program, &mut session),
    };
    if session.sends_notices.load(Ordering::Relaxed) && !is_for_servers {
        // What the command says is read before a mail takes its time.
        let flushed = session.terminal().flush();
        commands::notices::send(&mut session);
        if answer.is_ok() {
            flushed?;
        }
    }
    Ok(match answer? {
        Answer::Done => 0,
        Answer::No => Kind::No.exit_code(),
    })
}

const VERSION: &str = concat!("keyfob ", env!("CARGO_PKG_VERSION"), "\n");

fn is_version_alone(arguments: &[OsString]) -> bool {
    matches!(arguments, [_, only] if only == "--version" || only == "-V")
}

/// Returns the same error for escaped arguments. Otherwise the parser drops what looks like colour
/// codes, and ends its sentence at a newline.
fn printable(error: clap::Error, arguments: &[OsString]) -> clap::Error {
    let escaped_arguments = arguments
        .iter()
        .map(|argument| escaped(&argument.to_string_lossy()).into_owned());
    Cli::try_parse_from(escaped_arguments)
        .err()
        .unwrap_or(error)
}

/// Prints help or the version. Anything else becomes an error of one sentence with hints.
fn not_a_command(error: &clap::Error, context: &mut Context) -> Result<u8> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            context.terminal.print(&error.render().to_string())?;
            return Ok(0);
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            context
                .terminal
                .error(error.render().to_string().trim_end());
            return Ok(Kind::Usage.exit_code());
        }
        _ => {}
    }
    let rendered = error.render().to_string();
    let sentence: Vec<_> = rendered
        .split("\n\n")
        .next()
        .unwrap_or_default()
        .lines()
        .map(str::trim)
        .collect();
    let sentence = sentence.join(" ");
    let mut usage = Error::new(
        Kind::Usage,
        shortened(sentence.strip_prefix("error: ").unwrap_or(&sentence)),
    );
    if let Some(command) = command_elsewhere(error) {
        usage = usage.hint(did_you_mean(&[&command]));
    }
    for kind in [
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
    ] {
        match error.get(kind) {
            Some(ContextValue::String(one)) => usage = usage.hint(did_you_mean(&[one])),
            Some(ContextValue::Strings(several)) if !several.is_empty() => {
                // The parser has the most similar one last.
                let several: Vec<_> = several.iter().rev().map(String::as_str).collect();
                usage = usage.hint(did_you_mean(&several));
            }
            _ => {}
        }
    }
    Err(usage.hint("'keyfob help' lists all commands; 'keyfob COMMAND --help' explains one"))
}

/// Returns the top-level command of a name that was given as a subcommand, as in 'auth serve'.
fn command_elsewhere(error: &clap::Error) -> Option<String> {
    match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(name)) => {
            command().find_subcommand(name)?;
            Some(format!("keyfob {name}"))
        }
        _ => None,
    }
}

/// A sentence may quote an argument, and an argument may be huge.
fn shortened(sentence: &str) -> String {
    const MOST: usize = 300;
    let escaped = escaped(sentence);
    match escaped.char_indices().nth(MOST) {
        Some((cut, _)) => format!("{}…", &escaped[..cut]),
        None => escaped.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parser_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn the_version_is_the_parsers() {
        assert_eq!(VERSION, command().render_version());
    }

    #[test]
    fn global_flags_are_known_before_and_after_a_command() {
        for line in [
            "keyfob --json -a alain apppw list",
            "keyfob apppw list --json -a alain",
            "keyfob apppw --json list --account alain",
        ] {
            let cli = Cli::try_parse_from(line.split(' ')).unwrap();
            assert!(
                cli.globals.json && cli.globals.account.as_deref() == Some("alain"),
                "{line}"
            );
        }
    }

    #[test]
    fn every_command_explains_itself_and_gives_an_example() {
        fn check(command: &clap::Command, path: &str) {
            let path = format!("{path} {}", command.get_name());
            assert!(command.get_about().is_some(), "{path} has no explanation");
            for argument in command.get_arguments() {
                assert!(
                    argument.get_help().is_some(),
                    "{path}: {} has no help",
                    argument.get_id()
                );
            }
            let help = command
                .get_after_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            assert!(help.contains("Example"), "{path} has no example");
            command
                .get_subcommands()
                .for_each(|below| check(below, &path));
        }
        check(&command(), "");
    }
}
