//! Statements are written once, as `SQLite` has them. This gives `PostgreSQL` its own form.

use std::fmt::Write;

/// Numbers the parameters (`?`, `?2`) by `$1`, `$2`, and leaves out which index to use: here the server
/// chooses.
pub fn translated(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len() + 8);
    let mut next = 1;
    let mut rest = sql;
    while let Some(at) = rest.find(['?', '\'']) {
        text.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        if rest[at..].starts_with('\'') {
            let end = after.find('\'').map_or(after.len(), |end| end + 1);
            text.push('\'');
            text.push_str(&after[..end]);
            rest = &after[end..];
            continue;
        }
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let number = after[..digits].parse().unwrap_or(next);
        next = next.max(number + 1);
        let _ = write!(text, "${number}");
        rest = &after[digits..];
    }
    text.push_str(rest);
    without_index(text)
}

fn without_index(mut text: String) -> String {
    const INDEXED_BY: &str = "INDEXED BY ";
    while let Some(start) = text.find(INDEXED_BY) {
        let name = start + INDEXED_BY.len();
        let rest = &text[name..];
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        text.replace_range(start..name + end, "");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_get_their_numbers() {
        for (sql, expected) in [
            ("SELECT 1", "SELECT 1"),
            ("a = ? AND b = ?", "a = $1 AND b = $2"),
            ("?2 > ?1 AND ?2 < ?3", "$2 > $1 AND $2 < $3"),
            (
                "a = '?' AND b = ? AND c = 'it''s ?'",
                "a = '?' AND b = $1 AND c = 'it''s ?'",
            ),
            (
                "FROM t INDEXED BY t_of_u WHERE a = ?",
                "FROM t  WHERE a = $1",
            ),
        ] {
            assert_eq!(translated(sql), expected);
        }
    }
}
