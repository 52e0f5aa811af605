//! Every fuzz target: each is built from this file and finds out by its name which it is.

#![no_main]

#[path = "../fuzzed/targets.rs"]
mod targets;

use std::sync::LazyLock;

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use targets::{TARGETS, Target};

static TARGET: LazyLock<&Target> = LazyLock::new(|| {
    let mut targets = TARGETS.iter();
    let found = targets.find(|target| target.name == env!("CARGO_BIN_NAME"));
    found.expect("a target has the name of the binary")
});

fuzz_target!(|input: &[u8]| (TARGET.check)(input));

// Now and then it begins again with a seed, so that no corpus must be kept.
fuzz_mutator!(
    |data: &mut [u8], size: usize, max_size: usize, choice: u32| {
        let choice = choice as usize;
        let mut size = size;
        if choice.is_multiple_of(64) {
            let seed = TARGET.seeds[choice / 64 % TARGET.seeds.len()];
            size = seed.len().min(max_size);
            data[..size].copy_from_slice(&seed[..size]);
        }
        fuzzer_mutate(data, size, max_size)
    }
);
