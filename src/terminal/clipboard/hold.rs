//! What each clipboard does for the process that holds it.

/// A clipboard as its holder sees it.
pub trait Hold {
    /// Puts it there, and sees that it is there.
    fn put(&mut self, secret: &str) -> bool;
    /// Whether somebody else copied something, or nobody can paste any more.
    fn is_over(&mut self) -> bool;
    fn clear(&mut self);
}
