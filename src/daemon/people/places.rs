//! How many clients there may be, and how much may be done for them at once.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::front_ends::answering::worker_count;

const CONNECTIONS: usize = 512;
const CONNECTIONS_OF_A_USER: usize = 32;
/// How many requests of one user are worked on at once. The others of that user wait.
const WORK_OF_A_USER: usize = 2;

#[derive(Default)]
struct Taken {
    connections: usize,
    work: usize,
    of_users: HashMap<u32, (usize, usize)>,
}

impl Taken {
    fn leave(&mut self, uid: u32, count: impl FnOnce(&mut (usize, usize))) {
        let of_user = self.of_users.entry(uid).or_default();
        count(of_user);
        if *of_user == (0, 0) {
            self.of_users.remove(&uid);
        }
    }
}

/// All places. One user can't take those of the others.
#[derive(Default)]
pub struct Places {
    taken: Mutex<Taken>,
    freed: Condvar,
}

/// A client's place. It is free again when this is dropped.
pub struct Connected<'a>(&'a Places, u32);

/// A place at work.
pub struct Working<'a>(&'a Places, u32);

impl Places {
    /// `None` if there are too many clients, or too many of this user.
    pub fn connect(&self, uid: u32) -> Option<Connected<'_>> {
        let mut taken = self.taken();
        let connections = taken.connections;
        let (of_user, _) = taken.of_users.entry(uid).or_default();
        if connections >= CONNECTIONS || *of_user >= CONNECTIONS_OF_A_USER {
            return None;
        }
        *of_user += 1;
        taken.connections += 1;
        Some(Connected(self, uid))
    }

    /// Waits for a place at work.
    pub fn work(&self, uid: u32) -> Working<'_> {
        let most = 8 + 2 * worker_count();
        let is_full = |taken: &mut Taken| {
            let (_, of_user) = taken.of_users.get(&uid).copied().unwrap_or_default();
            taken.work >= most || of_user >= WORK_OF_A_USER
        };
        let waited = self.freed.wait_while(self.taken(), is_full);
        let mut taken = waited.unwrap_or_else(PoisonError::into_inner);
        taken.work += 1;
        taken.of_users.entry(uid).or_default().1 += 1;
        Working(self, uid)
    }

    /// Waits until all clients are gone, and no longer than this. Returns whether they are.
    pub fn are_empty_within(&self, patience: Duration) -> bool {
        let some = |taken: &mut Taken| taken.connections > 0;
        let waited = self.freed.wait_timeout_while(self.taken(), patience, some);
        let (taken, _) = waited.unwrap_or_else(PoisonError::into_inner);
        taken.connections == 0
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Connected<'_> {
    fn drop(&mut self) {
        let mut taken = self.0.taken();
        taken.connections -= 1;
        taken.leave(self.1, |of_user| of_user.0 -= 1);
        drop(taken);
        self.0.freed.notify_all();
    }
}

impl Drop for Working<'_> {
    fn drop(&mut self) {
        let mut taken = self.0.taken();
        taken.work -= 1;
        taken.leave(self.1, |of_user| of_user.1 -= 1);
        drop(taken);
        self.0.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_takes_no_place_of_others() {
        let places = Places::default();
        let first: Vec<_> = (0..CONNECTIONS_OF_A_USER)
            .map(|_| places.connect(1).unwrap())
            .collect();
        assert!(places.connect(1).is_none());
        assert!(places.connect(2).is_some());
        let working = [places.work(1), places.work(1)];
        drop(places.work(2));
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| drop(places.work(1)));
            assert!(!places.are_empty_within(Duration::from_millis(10)));
            drop(working);
            waiting.join().unwrap();
        });
        drop(first);
        assert!(places.are_empty_within(Duration::ZERO));
        assert!(places.connect(1).is_some());
        assert!(places.taken().of_users.is_empty());
    }
}
