//! The operations of each clipboard that a process of ours keeps.

/// A clipboard, for the process that keeps it.
pub trait Keep {
    /// Copies the secret. Returns whether it can be pasted now.
    fn put(&mut self, secret: &str) -> bool;
    /// Returns whether another program has copied something, or the clipboard is gone.
    fn is_over(&mut self) -> bool;
    fn clear(&mut self);
}
