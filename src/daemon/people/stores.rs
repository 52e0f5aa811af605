//! The stores that are open for people: as many as are worked on at once, however many clients there are.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::crypto::random::Random;
use crate::service::{ExternalChecks, Location, Result, Service};

/// How many external passwords are checked for people at once.
const EXTERNAL_CHECKS: usize = 16;

pub struct Stores {
    location: Location,
    random: Random,
    external_checks: ExternalChecks,
    open: Mutex<Vec<(u64, Service)>>,
    /// Grows when all are to be opened again, or another store has taken the place of this one.
    opening: AtomicU64,
}

impl Stores {
    pub fn new(location: &Location, random: &Random) -> Self {
        Self {
            location: location.clone(),
            random: random.clone(),
            external_checks: ExternalChecks::limited(EXTERNAL_CHECKS, || {}),
            open: Mutex::default(),
            opening: AtomicU64::new(0),
        }
    }

    /// Returns which store is asked now. What was proved while it was another is worth nothing.
    pub fn opening(&self) -> u64 {
        self.opening.load(Ordering::SeqCst)
    }

    pub fn open_again(&self) {
        self.opening.fetch_add(1, Ordering::SeqCst);
        self.open().clear();
    }

    /// Takes an open store, or opens one. It is given back by `put`.
    pub fn take(&self) -> Result<(u64, Service)> {
        while let Some((opening, service)) = self.pop() {
            if opening == self.opening() && service.is_in_place() {
                return Ok((opening, service));
            }
            if opening == self.opening() {
                self.open_again();
            }
        }
        let opening = self.opening();
        let service = Service::open(&self.location, &self.random)?;
        Ok((opening, service.limiting(&self.external_checks)))
    }

    /// Its memory for hashes isn't kept: that is as much as all the rest.
    pub fn put(&self, (opening, mut service): (u64, Service)) {
        service.rest();
        self.open().push((opening, service));
    }

    fn pop(&self) -> Option<(u64, Service)> {
        self.open().pop()
    }

    fn open(&self) -> MutexGuard<'_, Vec<(u64, Service)>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
