//! Questions in plain lines: for a terminal that can't move the cursor, and for a screen reader. No
//! key is read by itself and nothing is drawn twice.

use std::fmt::Write as _;
use std::io;

use super::modes::{restore_when_interrupted, size, write};
use super::typed::{Check, read_line};
use super::wrapping::{shortened, wrapped};
use crate::messages::terminal as messages;

/// Asks until the answer passes the check. The question ends without a blank.
pub(super) fn line(
    question: &str,
    default: Option<&str>,
    check: &mut Check<'_>,
) -> io::Result<String> {
    let (columns, _) = size();
    let question = wrapped(question, columns.into());
    loop {
        let typed = ask(&format!("{question} "))?;
        let typed = match (default, typed) {
            (Some(default), typed) if typed.is_empty() => default.to_owned(),
            (_, typed) => typed,
        };
        match check(&typed) {
            Ok(()) => return Ok(typed),
            Err(wrong) => {
                for line in wrong.lines() {
                    write(format!("{}\n", wrapped(line, columns.into())).as_bytes())?;
                }
            }
        }
    }
}

pub(super) fn choose(question: &str, items: &[String]) -> io::Result<Option<usize>> {
    let picked = pick(question, items, messages::ASK_NUMBER, |typed| {
        // Enter alone is the first.
        let typed = if typed.is_empty() { "1" } else { typed };
        Some(vec![number(typed, items.len())?])
    })?;
    Ok(picked.and_then(|picked| picked.first().copied()))
}

pub(super) fn choose_several(question: &str, items: &[String]) -> io::Result<Option<Vec<usize>>> {
    pick(question, items, messages::ASK_NUMBERS, |typed| {
        let typed = typed.split([',', ' ']).filter(|part| !part.is_empty());
        let mut numbers = typed
            .map(|part| number(part, items.len()))
            .collect::<Option<Vec<_>>>()?;
        numbers.sort_unstable();
        numbers.dedup();
        Some(numbers)
    })
}

fn pick(
    question: &str,
    items: &[String],
    ask_for: &str,
    parse: impl Fn(&str) -> Option<Vec<usize>>,
) -> io::Result<Option<Vec<usize>>> {
    let (columns, _) = size();
    write(list(question, items, columns.into()).as_bytes())?;
    loop {
        let typed = ask(ask_for)?;
        let typed = typed.trim();
        // Esc, where Enter sends it off.
        if matches!(typed, "q" | "Q" | "\u{1b}") {
            return Ok(None);
        }
        match parse(typed) {
            Some(picked) => return Ok(Some(picked)),
            None => write(format!("{}\n", messages::NOT_IN_LIST).as_bytes())?,
        }
    }
}

/// Counted from 0.
fn number(typed: &str, count: usize) -> Option<usize> {
    let number = typed.parse::<usize>().ok()?.checked_sub(1)?;
    (number < count).then_some(number)
}

/// The question, and below it every item behind its number, none wider than the terminal.
fn list(question: &str, items: &[String], columns: usize) -> String {
    let digits = items.len().to_string().len().max(3);
    let mut text = format!("{question}\n");
    for (item, number) in items.iter().zip(1..) {
        let item = shortened(item, columns.saturating_sub(digits + 3));
        writeln!(text, "{number:digits$}  {item}").expect("writing to a string");
    }
    text
}

/// Returns what is typed up to Enter. Bytes that aren't text become a character that no answer has.
fn ask(question: &str) -> io::Result<String> {
    restore_when_interrupted();
    write(question.as_bytes())?;
    let (line, ended) = read_line()?;
    if !ended {
        write(b"\n")?;
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(String::from_utf8_lossy(&line).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_stands_behind_its_number_and_fits() {
        let items = [
            "Outlook",
            "電話のメール",
            "exactly twelve",
            "Thunderbird at home",
        ]
        .map(str::to_owned);
        assert_eq!(
            list("Which one?", &items, 20),
            "Which one?\n  1  Outlook\n  2  電話のメール\n  3  exactly twelve\n  4  Thunderbird a…\n"
        );
    }

    #[test]
    fn an_answer_is_a_number_of_the_list_or_none() {
        for (typed, expected) in [
            ("1", Some(0)),
            ("3", Some(2)),
            ("0", None),
            ("4", None),
            ("-1", None),
            ("99999999999999999999", None),
            ("one", None),
            ("\u{1b}[B", None),
        ] {
            assert_eq!(number(typed, 3), expected, "{typed:?}");
        }
    }
}
