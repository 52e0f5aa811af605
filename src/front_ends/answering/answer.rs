//! What comes of a question.

use crate::front_ends::Decision;
use crate::service::{Remembered, ServiceError, StoreError, Trace};

pub struct Answer {
    pub outcome: Result<Decision, Undecided>,
    /// What to remember of a yes.
    pub remembered: Option<Remembered>,
    /// What to record once the answer was given.
    pub trace: Option<Trace>,
    /// It was remembered, and took no hash.
    pub is_from_memory: bool,
}

impl From<Undecided> for Answer {
    fn from(undecided: Undecided) -> Self {
        Self {
            outcome: Err(undecided),
            remembered: None,
            trace: None,
            is_from_memory: false,
        }
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Undecided {
    Service(ServiceError),
    /// The worker panicked: a bug.
    Panicked,
}

impl Undecided {
    /// Returns whether opening the store again may help. It doesn't help against waits, busy stores
    /// and changes by others.
    pub fn may_be_mended_by_reopening(&self) -> bool {
        !matches!(
            self,
            Self::Panicked
                | Self::Service(
                    ServiceError::Throttled(..)
                        | ServiceError::Store(StoreError::Conflict | StoreError::Busy)
                )
        )
    }
}
