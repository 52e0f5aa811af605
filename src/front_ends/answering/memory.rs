//! Log-ins that were accepted lately, so that an app that logs in again and again doesn't cost a hash
//! each time. No password can be read out of it: a log-in is found by a keyed hash, whose key is generated
//! when the process starts and never stored. What is remembered is where to look in the store, and the rows
//! that were there.

use std::collections::HashMap;

use crate::crypto::keyed_hash::{KEYED_HASH_BYTES, KeyedHasher};
use crate::crypto::keys::MasterKey;
use crate::crypto::random::Random;
use crate::front_ends::Question;
use crate::service::Remembered;

/// At most twice this number are remembered.
const GENERATION: usize = 8192;

type Hash = [u8; KEYED_HASH_BYTES];

pub struct Memory {
    keyed_hasher: KeyedHasher,
    /// Those that were used lately, and those before them. When the young ones are too many, they
    /// become the old ones, and the old ones are forgotten.
    young: HashMap<Hash, Remembered>,
    old: HashMap<Hash, Remembered>,
}

impl Memory {
    pub fn new(random: &Random) -> Self {
        Self {
            keyed_hasher: KeyedHasher::new(&MasterKey::generate(random)),
            young: HashMap::new(),
            old: HashMap::new(),
        }
    }

    /// What a question is found by.
    pub fn hash(&self, question: &Question) -> Hash {
        let source = &question.source;
        let service = source.service_text();
        let address = source.address_text();
        let hash = self.keyed_hasher.hash(
            "accepted",
            &[
                question.account.key().as_bytes(),
                question.typed.expose().as_bytes(),
                service.unwrap_or_default().as_bytes(),
                address.unwrap_or_default().as_bytes(),
            ],
        );
        *hash.expose()
    }

    pub fn recall(&mut self, hash: &Hash) -> Option<Remembered> {
        if let Some(remembered) = self.young.get(hash) {
            return Some(remembered.clone());
        }
        let remembered = self.old.remove(hash)?;
        self.remember(*hash, remembered.clone());
        Some(remembered)
    }

    pub fn remember(&mut self, hash: Hash, remembered: Remembered) {
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(hash, remembered);
    }

    pub fn forget(&mut self, hash: &Hash) {
        self.young.remove(hash);
        self.old.remove(hash);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::front_ends::source;

    fn hash(number: usize) -> Hash {
        let mut hash = [0; KEYED_HASH_BYTES];
        hash[..8].copy_from_slice(&number.to_be_bytes());
        hash
    }

    #[test]
    fn it_never_grows_beyond_two_generations_and_keeps_what_is_used() {
        let mut memory = Memory::new(&Random::system());
        let remembered = Remembered::example();
        let (kept, idle) = (hash(usize::MAX), hash(usize::MAX - 1));
        memory.remember(kept, remembered.clone());
        memory.remember(idle, remembered.clone());
        for number in 0..3 * GENERATION {
            memory.remember(hash(number), remembered.clone());
            assert!(memory.recall(&kept).is_some(), "after {number}");
            assert!(memory.young.len() + memory.old.len() <= 2 * GENERATION);
        }
        assert!(memory.recall(&idle).is_none());
        assert!(memory.recall(&hash(3 * GENERATION - 1)).is_some());
        assert!(memory.recall(&hash(0)).is_none());
    }

    #[test]
    fn what_is_forgotten_is_in_neither_generation() {
        let mut memory = Memory::new(&Random::system());
        let remembered = Remembered::example();
        for number in 0..=GENERATION {
            memory.remember(hash(number), remembered.clone());
        }
        for number in [0, GENERATION] {
            memory.forget(&hash(number));
            assert!(memory.recall(&hash(number)).is_none());
        }
        assert!(memory.recall(&hash(1)).is_some());
    }

    #[test]
    fn a_question_is_found_by_all_of_it_and_in_this_memory_only() {
        let question = |user: &str, password: &str, service, address| {
            let source = source(service, address);
            Question::new(user.as_bytes(), password.as_bytes(), source).unwrap()
        };
        let here = || question("alain", "abcd", Some("imap"), Some("192.0.2.7"));
        let memory = Memory::new(&Random::system());
        let hash = memory.hash(&here());
        assert_eq!(memory.hash(&here()), hash);
        let spelled = question("ALAIN", "abcd", Some("imap"), Some("192.0.2.7"));
        assert_eq!(memory.hash(&spelled), hash);
        for other in [
            question("alai", "nabcd", Some("imap"), Some("192.0.2.7")),
            question("alain", "abce", Some("imap"), Some("192.0.2.7")),
            question("alain", "abcd", Some("smtp"), Some("192.0.2.7")),
            question("alain", "abcd", Some("imap"), Some("192.0.2.8")),
            question("alain", "abcd", None, Some("192.0.2.7")),
            question("alain", "abcd", Some("imap"), None),
        ] {
            assert_ne!(memory.hash(&other), hash);
        }
        assert_ne!(Memory::new(&Random::system()).hash(&here()), hash);
    }
}
