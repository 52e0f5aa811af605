//! The check for Apache's `mod_authnz_external` and for scripts: a line with the user and a line with
//! the password on stdin, and an exit status.

use super::Question;
use crate::domain::scope::Source;

/// The question. `None` if the answer is no whatever is in the store: text after the two lines means
/// that the user or the password had a newline in it.
pub fn question(stdin: &[u8], source: Source) -> Option<Question> {
    let mut lines = stdin.split(|&byte| byte == b'\n');
    let (user, password) = (lines.next()?, lines.next()?);
    let rest = lines.next();
    let ends = rest.is_none_or(<[u8]>::is_empty) && lines.next().is_none();
    if ends {
        Question::new(user, password, source)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_two_lines_and_no_more() {
        let asked = |stdin: &[u8]| {
            question(stdin, Source::default()).map(|question| question.typed.expose().to_owned())
        };
        assert_eq!(asked(b"alain\nabc\n").as_deref(), Some("abc"));
        assert_eq!(asked(b"alain\nabc").as_deref(), Some("abc"));
        assert_eq!(asked(b"alain\nab c \n").as_deref(), Some("ab c "));
        for no in [
            &b""[..],
            b"alain",
            b"alain\n",
            b"alain\n\n",
            b"\nabc\n",
            b"alain\nabc\nx\n",
            b"alain\nabc\n\n",
            b"alain\nabc\n\nx",
        ] {
            assert_eq!(asked(no), None, "{no:?}");
        }
    }
}
