//! keyfob's twelve promises, each in the file that has its number.
//!
//! Some are shown by repetition. An ordinary run repeats a tenth as often as promised; this repeats all
//! of it: `KEYFOB_TEST_WHOLE=1 cargo test --locked --test all -- promises:: fleet:: flips:: mixed::`

pub mod promise_01_code_once;
pub mod promise_02_recovery_code_once;
mod promise_03_failures_counted;
mod promise_04_contact_codes;
mod promise_05_database_reveals_nothing;
pub mod promise_06_never_forty_one;
mod promise_07_revoked_at_once;
mod promise_08_durable;
mod promise_09_fails_closed;
mod promise_10_refusals_alike;
mod promise_11_log_tamper_evident;
mod promise_12_same_on_every_path;

use crate::support::Program;

/// The whole figure if it was asked for, otherwise a tenth of it.
pub fn figure(tenth: usize, whole: usize) -> usize {
    if std::env::var_os("KEYFOB_TEST_WHOLE").is_some() {
        whole
    } else {
        tenth
    }
}

/// Asserts that the store and its audit trail are undamaged.
#[track_caller]
fn whole(program: &Program) {
    program.run("store check").ok();
    program.run("log check").ok();
}
