//! The faults that a check finds.

/// At most this many are listed; the rest are only counted.
const MOST_LISTED: usize = 100;

#[derive(Default)]
pub struct Faults {
    pub listed: Vec<String>,
    pub count: u64,
}

impl Faults {
    pub fn add(&mut self, fault: String) {
        self.count += 1;
        if self.listed.len() < MOST_LISTED {
            self.listed.push(fault);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_hundred_are_listed_and_all_are_counted() {
        let mut faults = Faults::default();
        (0..1_000).for_each(|number| faults.add(number.to_string()));
        assert_eq!((faults.listed.len(), faults.count), (100, 1_000));
        assert_eq!(faults.listed[99], "99");
    }
}
