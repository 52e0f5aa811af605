//! What is generated from the parser and committed: completions and man pages. Stale ones fail;
//! `KEYFOB_REGENERATE=1 cargo test generated` writes them anew.

mod fleet;
mod security;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use clap::Command;
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, italic, roman};
use security::PROMISES;

/// File names with what is to be in them.
type Files = BTreeMap<String, Vec<u8>>;

#[test]
fn completions_are_those_of_the_parser() {
    let shells = [
        (Shell::Bash, "keyfob.bash"),
        (Shell::Zsh, "_keyfob"),
        (Shell::Fish, "keyfob.fish"),
    ];
    let files = shells.into_iter().map(|(shell, name)| {
        let mut script = vec![];
        clap_complete::generate(shell, &mut keyfob::cli::command(), "keyfob", &mut script);
        (name.to_owned(), script)
    });
    compare("completions", &files.collect());
}

#[test]
fn man_pages_are_those_of_the_parser() {
    let mut root = keyfob::cli::command();
    root.build();
    let mut files = Files::new();
    add_page(&root, &mut files);
    files.insert("keyfob-servers.7".to_owned(), servers_page());
    files.insert("keyfob-security.7".to_owned(), security_page());
    files.insert("keyfob-fleet.7".to_owned(), fleet_page());
    compare("man", &files);
}

/// What keyfob-servers(7) says before the files themselves.
const SERVERS: [(&str, &str); 5] = [
    (
        "NAME",
        "keyfob-servers - connecting servers, so that apps log in with app passwords",
    ),
    (
        "DESCRIPTION",
        "A server that has keyfob answer accepts, of each account, what its MFA state says: the account's own \
         password as long as MFA isn't enforced, and from then on its app passwords and nothing else. The server \
         tells which service an app logs in to and from where, so that limits hold and each app password shows \
         when and where it was last used.",
    ),
    (
        "WHO ANSWERS",
        "keyfob serve answers at a socket: to Postfix, Exim and Prosody, which speak its protocol, and by --via to \
         keyfob itself where another server runs it as a user who can't read the store. Without it, pam, check and \
         checkpassword open the store themselves, and run as the user that it belongs to. The system's store is \
         /var/lib/keyfob/keyfob.db, its key /etc/keyfob/keyfob.key.",
    ),
    (
        "COULD NOT DECIDE",
        "Where the store can't be read, the program for external passwords fails, or an account's own password was tried \
         too often, keyfob says neither yes nor \
         no: checkpassword ends with 111, and pam and check end with a status that is neither 0 nor 1. At the socket, \
         the connection of Postfix and Exim (service=smtp) is closed, because they take a temporary failure for a \
         refusal; other clients are told of a temporary failure. Postfix, Exim, Dovecot and Prosody (without \
         auth_append_host) then have the app try again later; PAM and Apache know nothing but failure, and refuse it. \
         'keyfob auth test' tells an operator what a server would hear, and why.",
    ),
    (
        "EXTERNAL PASSWORDS",
        "An external password is one that the organisation keeps. Of an account that was added with \
         --external-password, the command of the policy key password-command says whether a password is right: at each \
         sign-in, and at each log-in as long as MFA isn't enforced. It gets the account's name and the password, in its \
         normal form (RFC 8265), on stdin, a line each. It runs as the user that keyfob runs as, without \
         keyfob's environment. Exit status 0 is right, 1 and 2 are wrong; with any other, or after ten seconds, it \
         couldn't be decided. keyfob serve asks it about 16 passwords at the same time, and waits for it without holding \
         up app passwords. Wrong ones that are tried at the same moment are all asked about before they are counted. \
         pwauth (in Debian) asks PAM so: 'keyfob policy set password-command /usr/sbin/pwauth', \
         with accounts that have the names of Unix users. Under keyfob.service no program gets another user's rights \
         (NoNewPrivileges), and pwauth would call every password wrong: let the servers run keyfob themselves there, \
         or name a command that asks another service at a socket.",
    ),
];

/// The files that ship, whole, each under its own name.
fn servers_page() -> Vec<u8> {
    let mut page = begun_page("KEYFOB-SERVERS");
    for (heading, text) in SERVERS {
        page.control("SH", [heading]).text([roman(text)]);
    }
    page.control("SH", ["FILES"]);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/front_ends/servers");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        page.control("SS", [name.as_str()]).control("nf", []);
        for line in fs::read_to_string(&path).unwrap().lines() {
            page.text([roman(line)]);
        }
        page.control("fi", []);
    }
    page.control("SH", ["SEE ALSO"]).text([roman(
        "keyfob-serve(1), keyfob-auth-check(1), keyfob-auth-pam(1), keyfob-auth-checkpassword(1), \
         keyfob-auth-test(1)",
    )]);
    let mut text = vec![];
    page.to_writer(&mut text).unwrap();
    text
}

/// The promises are those that have a test.
fn security_page() -> Vec<u8> {
    let mut page = begun_page("KEYFOB-SECURITY");
    page.control("SH", ["NAME"]).text([roman(
        "keyfob-security - what keyfob protects, against whom, and how that is shown",
    )]);
    for section in security::SECTIONS {
        if section.0 == "NOT PROMISED" {
            add_promises(&mut page);
        }
        add_section(&mut page, section);
    }
    let mut text = vec![];
    page.to_writer(&mut text).unwrap();
    text
}

fn fleet_page() -> Vec<u8> {
    let mut page = begun_page("KEYFOB-FLEET");
    page.control("SH", ["NAME"]).text([roman(
        "keyfob-fleet - one store for several machines, on PostgreSQL",
    )]);
    for section in fleet::SECTIONS {
        add_section(&mut page, section);
    }
    let mut text = vec![];
    page.to_writer(&mut text).unwrap();
    text
}

fn add_section(page: &mut Roff, (heading, paragraphs): security::Section) {
    page.control("SH", [heading]);
    for (term, text) in paragraphs {
        if term.is_empty() {
            page.control("PP", []);
        } else {
            page.control("TP", []).text([bold(*term)]);
        }
        add_text(page, text);
    }
}

/// Several lines are commands, or a file, and stay as they are.
fn add_text(page: &mut Roff, text: &str) {
    if !text.contains('\n') {
        page.text([roman(text)]);
        return;
    }
    page.control("nf", []);
    for line in text.lines() {
        page.text([roman(line)]);
    }
    page.control("fi", []);
}

fn add_promises(page: &mut Roff) {
    page.control("SH", ["PROMISED"]).text([roman(
        "Each promise is shown by the file of tests/promises that is named below it. 'cargo test' runs them.",
    )]);
    for (number, (file, promise)) in PROMISES.iter().enumerate() {
        let path = format!("tests/promises/{file}.rs");
        assert!(
            Path::new(env!("CARGO_MANIFEST_DIR")).join(&path).exists(),
            "{path} is missing"
        );
        page.control("TP", [])
            .text([bold(format!("{}.", number + 1))]);
        page.text([roman(*promise)])
            .control("br", [])
            .text([italic(path)]);
    }
}

fn begun_page(name: &str) -> Roff {
    let mut page = Roff::new();
    let title = [name, "7", "", concat!("keyfob ", env!("CARGO_PKG_VERSION"))];
    page.control("TH", title)
        .control("nh", [])
        .control("ad", ["l"]);
    page
}

/// A page for the command and for each below it.
fn add_page(command: &Command, files: &mut Files) {
    let name = command
        .get_display_name()
        .unwrap_or(command.get_name())
        .to_owned();
    files.insert(format!("{name}.1"), page(command, &name));
    for below in command
        .get_subcommands()
        .filter(|below| below.get_name() != "help")
    {
        add_page(below, files);
    }
}

fn page(command: &Command, name: &str) -> Vec<u8> {
    // The parser's version is in every page; help that clap lays out itself is not.
    let man = Man::new(command.clone().disable_help_subcommand(true))
        .title(name.to_uppercase())
        .section("1")
        .source(concat!("keyfob ", env!("CARGO_PKG_VERSION")));
    let mut text = vec![];
    man.render_title(&mut text).unwrap();
    // Names and JSON keys are to be copied as they stand.
    let mut whole_words = Roff::new();
    whole_words.control("nh", []).control("ad", ["l"]);
    whole_words.to_writer(&mut text).unwrap();
    man.render_name_section(&mut text).unwrap();
    let mut synopsis = vec![];
    man.render_synopsis_section(&mut synopsis).unwrap();
    text.extend(with_values(command, &synopsis).into_bytes());
    man.render_description_section(&mut text).unwrap();
    man.render_options_section(&mut text).unwrap();
    let below: Vec<_> = command
        .get_subcommands()
        .filter(|below| below.get_name() != "help")
        .collect();
    if !below.is_empty() {
        commands_section(&below).to_writer(&mut text).unwrap();
    }
    let help = command.get_after_long_help().or(command.get_after_help());
    let mut section = String::new();
    for block in help
        .map(ToString::to_string)
        .unwrap_or_default()
        .split("\n\n")
    {
        let mut roff = vec![];
        block_section(block, &mut section)
            .to_writer(&mut roff)
            .unwrap();
        let roff = String::from_utf8(roff).unwrap();
        // JSON has no blanks to break a line at.
        text.extend(roff.replace("\",\"", "\",\\:\"").into_bytes());
    }
    text
}

/// A synopsis with what its options take, and which arguments may be repeated.
fn with_values(command: &Command, synopsis: &[u8]) -> String {
    let mut text = str::from_utf8(synopsis).unwrap().to_owned();
    for argument in command.get_arguments() {
        let values = argument.get_num_args().unwrap_or_default();
        let names = argument.get_value_names().unwrap_or_default().join(" ");
        if let Some(long) = argument.get_long().filter(|_| values.takes_values()) {
            let flag = format!("\\fB\\-\\-{}\\fR", long.replace('-', "\\-"));
            replace(&mut text, &flag, &format!("{flag} \\fI{names}\\fR"));
        } else if argument.is_positional() && values.max_values() > 1 {
            replace(
                &mut text,
                &format!("\\fI{names}\\fR"),
                &format!("\\fI{names}\\fR..."),
            );
        }
    }
    text
}

/// Asserts that it is there: a newer generator may write something else.
fn replace(text: &mut String, old: &str, new: &str) {
    assert!(text.contains(old), "{old} isn't in {text}");
    *text = text.replace(old, new);
}

fn commands_section(below: &[&Command]) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["COMMANDS"]);
    for command in below {
        let name = command.get_display_name().unwrap_or(command.get_name());
        roff.control("TP", []);
        roff.text([bold(format!("{name}(1)"))]);
        roff.text([roman(
            command
                .get_about()
                .map(ToString::to_string)
                .unwrap_or_default(),
        )]);
    }
    roff
}

/// A paragraph of the help's end, in the section that its heading says (`Examples:`, `JSON: …`) or
/// among the notes.
fn block_section(block: &str, section: &mut String) -> Roff {
    let mut roff = Roff::new();
    let (heading, rest) = match block.split_once(':') {
        Some((heading, rest))
            if ["Example", "Examples", "JSON", "Exit status", "Environment"].contains(&heading) =>
        {
            (heading.to_uppercase(), rest.trim_start_matches(['\n']))
        }
        _ => ("NOTES".to_owned(), block),
    };
    if rest.is_empty() {
        return roff;
    }
    if *section == heading {
        roff.control("PP", []);
    } else {
        roff.control("SH", [heading.as_str()]);
        *section = heading;
    }
    for line in rest.lines() {
        if let Some(verbatim) = line.strip_prefix("  ") {
            roff.control("nf", []);
            roff.text([roman(verbatim.trim_end())]);
            roff.control("fi", []);
        } else {
            roff.text([roman(line.trim())]);
        }
    }
    roff
}

/// Asserts that the folder holds just these files, or makes it so.
fn compare(folder: &str, files: &Files) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    if std::env::var_os("KEYFOB_REGENERATE").is_some() {
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        for (name, content) in files {
            fs::write(path.join(name), content).unwrap();
        }
    }
    let there: Vec<_> = fs::read_dir(&path)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    for (name, content) in files {
        let committed = fs::read(path.join(name)).unwrap_or_default();
        assert!(
            committed == *content,
            "{folder}/{name} is stale: KEYFOB_REGENERATE=1 cargo test generated"
        );
    }
    for name in there {
        assert!(
            files.contains_key(&name),
            "{folder}/{name} belongs to no command"
        );
    }
}
