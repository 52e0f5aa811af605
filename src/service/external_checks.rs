//! Limits how many external passwords are checked at the same time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Without a limit by default.
#[derive(Clone, Default)]
pub struct ExternalChecks(Option<Arc<Limited>>);

struct Limited {
    most: usize,
    running: AtomicUsize,
    begins: Box<dyn Fn() + Send + Sync>,
}

/// A check that runs until this is dropped.
pub(super) struct Running<'a>(Option<&'a Limited>);

impl ExternalChecks {
    /// The function is called whenever a check begins.
    pub fn limited(most: usize, begins: impl Fn() + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(Limited {
            most,
            running: AtomicUsize::new(0),
            begins: Box::new(begins),
        })))
    }

    /// Returns how many checks are running.
    pub fn running(&self) -> usize {
        let limited = self.0.as_ref();
        limited.map_or(0, |limited| limited.running.load(Ordering::SeqCst))
    }

    /// `None` if too many are running.
    pub(super) fn begin(&self) -> Option<Running<'_>> {
        let Some(limited) = self.0.as_deref() else {
            return Some(Running(None));
        };
        let one_more = |running| (running < limited.most).then_some(running + 1);
        let (set, get) = (Ordering::SeqCst, Ordering::SeqCst);
        limited.running.fetch_update(set, get, one_more).ok()?;
        (limited.begins)();
        Some(Running(Some(limited)))
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if let Some(limited) = self.0 {
            limited.running.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_are_checked_at_once_than_may_be() {
        let begun = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&begun);
        let checks = ExternalChecks::limited(2, move || {
            counted.fetch_add(1, Ordering::SeqCst);
        });
        let (first, second) = (checks.begin(), checks.begin());
        assert!(first.is_some() && second.is_some());
        assert!(checks.begin().is_none());
        assert_eq!(checks.running(), 2);
        drop(first);
        assert!(checks.begin().is_some());
        drop(second);
        assert_eq!(checks.running(), 0);
        assert_eq!(begun.load(Ordering::SeqCst), 3);
        assert!(ExternalChecks::default().begin().is_some());
    }
}
