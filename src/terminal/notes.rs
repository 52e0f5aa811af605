//! What is said if the command ends early, by a signal or with an error: what was changed or shown by
//! then.

use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Shared with the thread that a signal ends the program in.
#[derive(Clone, Default)]
pub(super) struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    fn lock(&self) -> MutexGuard<'_, Vec<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn add(&self, text: String) {
        self.lock().push(text);
    }

    pub(super) fn remove(&self, text: &str) {
        self.lock().retain(|note| note != text);
    }

    pub(super) fn take(&self) -> Vec<String> {
        mem::take(&mut self.lock())
    }

    /// Takes the notes away while a change is made, because nothing can be said for certain then. If
    /// it fails, they hold again.
    pub(super) fn settle<T, E>(&self, change: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let notes = self.take();
        let changed = change();
        if changed.is_err() {
            *self.lock() = notes;
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_hold_until_a_change_is_made_and_not_while_it_is() {
        let notes = Notes::default();
        notes.add("the account was created".to_owned());
        let failed = notes.settle(|| {
            assert_eq!(notes.take(), Vec::<String>::new());
            Err::<(), _>(())
        });
        assert_eq!(failed, Err(()));
        assert_eq!(notes.take(), ["the account was created"]);

        notes.add("the codes aren't valid".to_owned());
        assert_eq!(notes.settle(|| Ok::<_, ()>(1)), Ok(1));
        assert_eq!(notes.take(), Vec::<String>::new());
    }
}
