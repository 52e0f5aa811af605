//! What is generated from the parser and committed: completions and man pages. Stale ones fail;
//! `KEYFOB_REGENERATE=1 cargo test --test generated` writes them anew.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests stand outside of what these rules are for"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use clap::Command;
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

/// File names with what is to be in them.
type Files = BTreeMap<String, Vec<u8>>;

#[test]
fn completions_are_those_of_the_parser() {
    let shells = [
        (Shell::Bash, "keyfob.bash"),
        (Shell::Zsh, "_keyfob"),
        (Shell::Fish, "keyfob.fish"),
        (Shell::Elvish, "keyfob.elv"),
        (Shell::PowerShell, "_keyfob.ps1"),
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
    compare("man", &files);
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
    man.render_synopsis_section(&mut text).unwrap();
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
        block_section(block, &mut section)
            .to_writer(&mut text)
            .unwrap();
    }
    text
}

fn commands_section(below: &[&Command]) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["COMMANDS"]);
    for command in below {
        let name = command.get_display_name().unwrap_or(command.get_name());
        roff.control("TP", []);
        roff.text([clap_mangen::roff::bold(format!("{name}(1)"))]);
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
            "{folder}/{name} is stale: KEYFOB_REGENERATE=1 cargo test --test generated"
        );
    }
    for name in there {
        assert!(
            files.contains_key(&name),
            "{folder}/{name} belongs to no command"
        );
    }
}
