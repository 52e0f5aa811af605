//! The audit trail. Rows are only ever added, and each is chained to the one before.

mod check;
mod read;
mod record;
mod row;

pub use check::{CheckedLog, Expected, LogFault};
pub use read::LogFilter;
pub(super) use row::LogRow;
