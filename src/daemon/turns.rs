//! Whose question is next.

use std::collections::VecDeque;

/// Every turn of this number goes to the client that has waited longest, whatever it was told last.
const LONGEST_WAITING: u32 = 4;

/// The connections that have questions waiting, each once: a client that asks and cancels a lot
/// doesn't get more turns than others. Those that were refused last let the others go first, so that
/// a flood of wrong passwords doesn't keep a right one waiting.
#[derive(Default)]
pub struct Turns {
    waiting: VecDeque<u64>,
    given: u32,
}

impl Turns {
    /// Adds a connection behind all others, if it isn't waiting already.
    pub fn add(&mut self, number: u64) {
        if !self.waiting.contains(&number) {
            self.waiting.push_back(number);
        }
    }

    /// How many are waiting.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Leaves out all others.
    pub fn keep(&mut self, which: impl Fn(u64) -> bool) {
        self.waiting.retain(|&number| which(number));
    }

    /// Takes out the connection whose turn it is.
    pub fn next(&mut self, was_refused: impl Fn(u64) -> bool) -> Option<u64> {
        self.given = (self.given + 1) % LONGEST_WAITING;
        let first = if self.given == 0 {
            None
        } else {
            self.waiting.iter().position(|&number| !was_refused(number))
        };
        self.waiting.remove(first.unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who gets the next turns, if all of them have more questions than that.
    fn order(turns: &mut Turns, count: usize, was_refused: impl Fn(u64) -> bool) -> Vec<u64> {
        let next = || {
            let number = turns.next(&was_refused)?;
            turns.add(number);
            Some(number)
        };
        std::iter::from_fn(next).take(count).collect()
    }

    fn of(numbers: impl IntoIterator<Item = u64>) -> Turns {
        let mut turns = Turns::default();
        numbers.into_iter().for_each(|number| turns.add(number));
        turns
    }

    #[test]
    fn each_gets_a_turn_and_none_gets_two() {
        for all_were_refused in [false, true] {
            let mut turns = of([1, 2, 1, 3, 2]);
            let order = order(&mut turns, 7, |_| all_were_refused);
            assert_eq!(order, [1, 2, 3, 1, 2, 3, 1]);
        }
    }

    #[test]
    fn those_that_were_refused_let_the_others_go_first_and_wait_for_three_of_them_at_most() {
        let mut turns = of([1, 2, 3, 10, 11]);
        let order = order(&mut turns, 16, |number| number < 10);
        assert_eq!(
            order,
            [10, 11, 10, 1, 11, 10, 11, 2, 10, 11, 10, 3, 11, 10, 11, 1]
        );
    }

    #[test]
    fn a_newcomer_is_behind_no_more_than_one_of_those_that_were_refused() {
        for given in 0..2 * LONGEST_WAITING {
            let mut turns = of(0..100);
            order(&mut turns, given as usize, |_| true);
            turns.add(1000);
            let next = order(&mut turns, 2, |number| number != 1000);
            assert!(next.contains(&1000), "after {given}: {next:?}");
        }
        assert_eq!(Turns::default().next(|_| false), None);
    }
}
