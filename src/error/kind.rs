//! The exit codes: all of them are decided here.

/// The kind of failure. The numbers are published and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The answer is no, or damage was found.
    No = 1,
    Usage = 2,
    BadData = 65,
    NotThere = 67,
    /// A terminal, a clipboard or a mail command is missing.
    Unavailable = 69,
    Bug = 70,
    /// A name is taken, or a limit reached.
    Taken = 73,
    /// The store or a file can't be read or written.
    Io = 74,
    Later = 75,
    NotPermitted = 77,
    /// The key file or the set-up is wrong.
    SetUp = 78,
    /// checkpassword's own "try again".
    TryAgain = 111,
    Interrupted = 130,
}

impl Kind {
    pub fn exit_code(self) -> u8 {
        self as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_exit_codes() {
        let codes = [
            (Kind::No, 1),
            (Kind::Usage, 2),
            (Kind::BadData, 65),
            (Kind::NotThere, 67),
            (Kind::Unavailable, 69),
            (Kind::Bug, 70),
            (Kind::Taken, 73),
            (Kind::Io, 74),
            (Kind::Later, 75),
            (Kind::NotPermitted, 77),
            (Kind::SetUp, 78),
            (Kind::TryAgain, 111),
            (Kind::Interrupted, 130),
        ];
        for (kind, code) in codes {
            assert_eq!(kind.exit_code(), code);
        }
    }
}
