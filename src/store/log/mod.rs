//! The audit trail. Rows are only ever added, and each is chained to the one before. The oldest can be
//! pruned.

mod check;
mod read;
mod record;
mod row;
mod start;

pub use check::{CheckedLog, Expected, LogFault};
pub use read::{LogFilter, LogSpan};
pub(super) use row::LogRow;
pub use start::LogStart;
