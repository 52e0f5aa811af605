//! The languages that holders are written to in.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    EnumString,
    IntoStaticStr,
    VariantArray,
    Serialize,
    Deserialize,
)]
#[strum(const_into_str)]
pub enum Language {
    #[default]
    #[strum(serialize = "en")]
    English,
    #[strum(serialize = "nb")]
    Norwegian,
    #[strum(serialize = "da")]
    Danish,
    #[strum(serialize = "sv")]
    Swedish,
    #[strum(serialize = "lv")]
    Latvian,
    #[strum(serialize = "nl")]
    Dutch,
}

impl Language {
    /// The words for them, as a person types them.
    pub const WORDS: [&str; 6] = ["en", "nb", "da", "sv", "lv", "nl"];
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The store keeps these words.
    #[test]
    fn the_words_for_languages_stay() {
        assert_eq!(Language::VARIANTS.len(), 6);
        for (language, word) in Language::VARIANTS.iter().zip(Language::WORDS) {
            assert_eq!(language.into_str(), word);
            assert_eq!(word.parse(), Ok(*language));
        }
    }
}
