//! Randomness, which Context hands out.

use std::sync::{Arc, Mutex, PoisonError};

use rand::{CryptoRng, Rng, RngExt};

/// Digits and letters without i, l, o and u, which are easily misread.
pub const UNMISTAKABLE: &[u8] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A source of randomness. In the program it is always the system's.
#[derive(Clone)]
pub struct Random(Arc<Mutex<dyn CryptoRng + Send>>);

impl Random {
    /// Returns the operating system's generator. Nothing is buffered.
    #[expect(
        clippy::disallowed_types,
        reason = "the one place where randomness comes from"
    )]
    pub fn system() -> Self {
        Self::from_rng(rand::rand_core::UnwrapErr::<rand::rngs::SysRng>::default())
    }

    pub fn from_rng(rng: impl CryptoRng + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(rng)))
    }

    pub fn fill(&self, bytes: &mut [u8]) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(bytes);
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// Returns an id for a row. People may have to type it.
    pub fn id(&self) -> String {
        let mut id = String::new();
        self.push_characters(&mut id, UNMISTAKABLE, 10);
        id
    }

    /// Appends characters of the alphabet. Each is chosen with the same probability.
    pub fn push_characters(&self, text: &mut String, alphabet: &[u8], count: usize) {
        let mut rng = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for _ in 0..count {
            text.push(char::from(alphabet[rng.random_range(0..alphabet.len())]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_id_is_ten_characters_of_its_own() {
        let ids = [Random::system().id(), Random::system().id()];
        for id in &ids {
            assert_eq!(id.len(), 10);
            assert!(id.bytes().all(|byte| UNMISTAKABLE.contains(&byte)), "{id}");
        }
        assert_ne!(ids[0], ids[1]);
    }

    /// Chi-squared over the letters of 40,000 app passwords. With 25 degrees of freedom one run in
    /// a million exceeds 70.
    #[test]
    fn every_letter_has_the_same_chance() {
        let letters = b"abcdefghijklmnopqrstuvwxyz";
        let mut text = String::new();
        Random::system().push_characters(&mut text, letters, 640_000);
        let expected = 640_000.0 / 26.0;
        let chi_squared: f64 = letters
            .iter()
            .map(|&letter| text.bytes().filter(|&b| b == letter).count())
            .map(|count| (f64::from(u32::try_from(count).unwrap()) - expected).powi(2) / expected)
            .sum();
        assert!(chi_squared < 70.0, "{chi_squared}");
    }
}
