//! What people read stands in `src/messages/`, so that it can be reworded, and later translated, in
//! one place.

use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::layering::sources;

/// The rooms that say nothing in their own words.
const WORDLESS: [&str; 3] = ["commands", "flows", "terminal"];
/// Calls whose text no user reads: a bug's reason, and the command lines that the demo plays.
const UNREAD: [&str; 4] = ["expect", "unreachable", "play", "verify"];
/// The end of a constant's name that holds help, which stands beside the arguments it explains.
const HELP: &str = "HELP";

#[test]
fn what_people_read_stands_in_messages() {
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = vec![];
    for path in WORDLESS.iter().flat_map(|room| sources(&house.join(room))) {
        let tokens: TokenStream = fs::read_to_string(&path).unwrap().parse().unwrap();
        for text in prose(tokens) {
            found.push(format!("{}: {text}", path.display()));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn prose_is_told_from_other_text() {
    let code = r##"
        /// Not this.
        #[arg(help = "nor this")]
        fn said() {
            say("One sentence.");
            say(&format!("{count} left"));
            say(&format!("{label}: {value} "));
            say(r#"a raw one"#);
            json!({ "last_used": "a-z" });
            value.expect("not this");
        }
        const MORE_HELP: &str = "not this";
        const HELPER: &str = "but this";
        #[cfg(test)]
        mod tests { const A: &str = "not this"; }
        fn after() { say("as before") }
    "##;
    let expected = [
        r#""One sentence.""#,
        r#""{count} left""#,
        r##"r#"a raw one"#"##,
        r#""but this""#,
        r#""as before""#,
    ];
    assert_eq!(prose(code.parse().unwrap()), expected);
}

/// The literals of the code that are prose, as they are written.
fn prose(tokens: TokenStream) -> Vec<String> {
    let mut found = vec![];
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            // An attribute: a doc comment is one too.
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                at += tokens[at..]
                    .iter()
                    .take_while(|token| is_bang(token))
                    .count();
                let attribute = tokens[at].to_string().replace(' ', "");
                let is_test = attribute == "[cfg(test)]";
                at += 1;
                if is_test {
                    at += tokens[at..]
                        .iter()
                        .take_while(|token| !is_body(token))
                        .count()
                        + 1;
                }
            }
            TokenTree::Ident(name) if UNREAD.iter().any(|call| name == call) => {
                at += tokens[at..]
                    .iter()
                    .take_while(|token| is_bang(token))
                    .count()
                    + 1;
            }
            TokenTree::Ident(name) if name.to_string().ends_with(HELP) => {
                at += tokens[at..]
                    .iter()
                    .take_while(|token| !is_end(token))
                    .count();
            }
            TokenTree::Group(group) => found.extend(prose(group.stream())),
            TokenTree::Literal(literal) if is_prose(&literal.to_string()) => {
                found.push(literal.to_string());
            }
            _ => {}
        }
    }
    found
}

fn is_body(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

fn is_bang(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == '!')
}

fn is_end(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if matches!(punct.as_char(), ';' | ','))
}

/// A word, and something beside it.
fn is_prose(literal: &str) -> bool {
    let text = literal.split('"').nth(1).unwrap_or_default();
    text.trim().contains(' ') && text.split_whitespace().any(is_word)
}

fn is_word(piece: &str) -> bool {
    let letters = piece.trim_end_matches(['.', ',', ':', ';', '?', '!']);
    letters.chars().count() > 1
        && letters
            .chars()
            .all(|c| c.is_alphabetic() || "'’-".contains(c))
}
