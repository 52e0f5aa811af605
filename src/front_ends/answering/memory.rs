//! Log-ins that were accepted lately, so that an app that logs in again and again doesn't cost a hash
//! each time. No password or name can be read out of it: a log-in is found by a keyed hash, whose key
//! is generated when the process starts and never stored. What is remembered is only where to look in
//! the store.

use std::collections::HashMap;

use crate::crypto::keys::MasterKey;
use crate::crypto::mark::{MARK_BYTES, Marker};
use crate::crypto::random::Random;
use crate::front_ends::Question;
use crate::service::Remembered;

/// At most twice this number are remembered.
const GENERATION: usize = 8192;

type Known = [u8; MARK_BYTES];

pub struct Memory {
    marker: Marker,
    /// Those that were used lately, and those before them. When the young ones are too many, they
    /// become the old ones, and the old ones are forgotten.
    young: HashMap<Known, Remembered>,
    old: HashMap<Known, Remembered>,
}

impl Memory {
    pub fn new(random: &Random) -> Self {
        Self {
            marker: Marker::new(&MasterKey::generate(random)),
            young: HashMap::new(),
            old: HashMap::new(),
        }
    }

    /// What a question is found by.
    pub fn mark(&self, question: &Question) -> Known {
        let source = &question.source;
        let service = source.service_text();
        let address = source.address_text();
        let mark = self.marker.mark(
            "accepted",
            &[
                question.account.key().as_bytes(),
                question.typed.expose().as_bytes(),
                service.unwrap_or_default().as_bytes(),
                address.unwrap_or_default().as_bytes(),
            ],
        );
        *mark.expose()
    }

    pub fn recall(&mut self, known: &Known) -> Option<Remembered> {
        if let Some(remembered) = self.young.get(known) {
            return Some(remembered.clone());
        }
        let remembered = self.old.remove(known)?;
        self.remember(*known, remembered.clone());
        Some(remembered)
    }

    pub fn remember(&mut self, known: Known, remembered: Remembered) {
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(known, remembered);
    }

    pub fn forget(&mut self, known: &Known) {
        self.young.remove(known);
        self.old.remove(known);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::front_ends::source;

    fn known(number: usize) -> Known {
        let mut known = [0; MARK_BYTES];
        known[..8].copy_from_slice(&number.to_be_bytes());
        known
    }

    #[test]
    fn it_never_grows_beyond_two_generations_and_keeps_what_is_used() {
        let mut memory = Memory::new(&Random::system());
        let remembered = Remembered::example();
        let (kept, idle) = (known(usize::MAX), known(usize::MAX - 1));
        memory.remember(kept, remembered.clone());
        memory.remember(idle, remembered.clone());
        for number in 0..3 * GENERATION {
            memory.remember(known(number), remembered.clone());
            assert!(memory.recall(&kept).is_some(), "after {number}");
            assert!(memory.young.len() + memory.old.len() <= 2 * GENERATION);
        }
        assert!(memory.recall(&idle).is_none());
        assert!(memory.recall(&known(3 * GENERATION - 1)).is_some());
        assert!(memory.recall(&known(0)).is_none());
    }

    #[test]
    fn what_is_forgotten_is_in_neither_generation() {
        let mut memory = Memory::new(&Random::system());
        let remembered = Remembered::example();
        for number in 0..=GENERATION {
            memory.remember(known(number), remembered.clone());
        }
        for number in [0, GENERATION] {
            memory.forget(&known(number));
            assert!(memory.recall(&known(number)).is_none());
        }
        assert!(memory.recall(&known(1)).is_some());
    }

    #[test]
    fn a_question_is_found_by_all_of_it_and_in_this_memory_only() {
        let question = |user: &str, password: &str, service, address| {
            let source = source(service, address);
            Question::new(user.as_bytes(), password.as_bytes(), source).unwrap()
        };
        let here = || question("alain", "abcd", Some("imap"), Some("192.0.2.7"));
        let memory = Memory::new(&Random::system());
        let mark = memory.mark(&here());
        assert_eq!(memory.mark(&here()), mark);
        let spelled = question("ALAIN", "abcd", Some("imap"), Some("192.0.2.7"));
        assert_eq!(memory.mark(&spelled), mark);
        for other in [
            question("alai", "nabcd", Some("imap"), Some("192.0.2.7")),
            question("alain", "abce", Some("imap"), Some("192.0.2.7")),
            question("alain", "abcd", Some("smtp"), Some("192.0.2.7")),
            question("alain", "abcd", Some("imap"), Some("192.0.2.8")),
            question("alain", "abcd", None, Some("192.0.2.7")),
            question("alain", "abcd", Some("imap"), None),
        ] {
            assert_ne!(memory.mark(&other), mark);
        }
        assert_ne!(Memory::new(&Random::system()).mark(&here()), mark);
    }
}
