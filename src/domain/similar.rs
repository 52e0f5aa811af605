//! Which of some names may have been meant by one that isn't among them.

/// As similar as what the parser suggests for a misspelt command.
const SIMILAR: f64 = 0.7;

/// The most similar of the names that it is shown.
pub struct Similar<'t> {
    typed: &'t str,
    best: f64,
    name: Option<String>,
}

impl<'t> Similar<'t> {
    /// Begins to look for a name like this one, which is in the form that names are compared in.
    pub fn to(typed: &'t str) -> Self {
        Self {
            typed,
            best: SIMILAR,
            name: None,
        }
    }

    /// Considers a name: `key` is the form that is compared.
    pub fn consider(&mut self, key: &str, name: &str) {
        let similarity = similarity(self.typed, key);
        if similarity > self.best {
            self.best = similarity;
            self.name = Some(name.to_owned());
        }
    }

    pub fn found(self) -> Option<String> {
        self.name
    }
}

/// Names at one host would all be similar, so what stands before the host is compared by itself. A
/// name without a host may be that of any.
fn similarity(one: &str, other: &str) -> f64 {
    match (one.rsplit_once('@'), other.rsplit_once('@')) {
        (Some((one, host)), Some((other, other_host))) => {
            strsim::jaro(one, other).min(strsim::jaro(host, other_host))
        }
        (None, Some((other, _))) => strsim::jaro(one, other),
        _ => strsim::jaro(one, other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_similar_name_is_found_if_any_is_similar() {
        let names = [
            "alain@contoso.com",
            "alan@contoso.com",
            "bea@contoso.com",
            "printer",
        ];
        for (typed, expected) in [
            ("alian@contoso.com", Some("alain@contoso.com")),
            ("alain@contso.com", Some("alain@contoso.com")),
            ("alain@elsewhere.org", None),
            ("alain", Some("alain@contoso.com")),
            ("beaa", Some("bea@contoso.com")),
            ("zoe@contoso.com", None),
            ("prnter", Some("printer")),
            ("fax", None),
        ] {
            let mut similar = Similar::to(typed);
            for name in names {
                similar.consider(name, name);
            }
            assert_eq!(similar.found().as_deref(), expected, "{typed}");
        }
    }
}
