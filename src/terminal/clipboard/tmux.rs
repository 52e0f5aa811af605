//! tmux's paste buffer, which tmux also copies to the clipboard of the terminal around it, if that
//! supports it.

use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::Command;

use super::keep::Keep;
use super::program::{feed, read};

pub struct Tmux {
    socket: PathBuf,
    buffer: String,
}

impl Tmux {
    #[expect(
        clippy::disallowed_methods,
        reason = "a keeper's environment is what its starter chose for it"
    )]
    pub fn connect() -> Option<Self> {
        let told = std::env::var("TMUX").ok()?;
        let socket = PathBuf::from(told.split(',').next()?);
        read(Command::new("tmux").args(["display-message", "-p", "here"]))?;
        let buffer = format!("keyfob-{}", std::process::id());
        Some(Self { socket, buffer })
    }

    fn load(&self, flags: &[&str], secret: &str) -> bool {
        let mut command = Command::new("tmux");
        command
            .arg("load-buffer")
            .args(flags)
            .args(["-b", &self.buffer, "-"]);
        feed(&mut command, secret.as_bytes())
    }
}

impl Keep for Tmux {
    fn put(&mut self, secret: &str) -> bool {
        // The flag that also copies it there came with tmux 3.2.
        (self.load(&["-w"], secret) || self.load(&[], secret))
            && read(Command::new("tmux").args(["show-buffer", "-b", &self.buffer]))
                .is_some_and(|shown| *shown == secret.as_bytes())
    }

    fn is_over(&mut self) -> bool {
        UnixStream::connect(&self.socket).is_err()
    }

    fn clear(&mut self) {
        let _ = read(Command::new("tmux").args(["delete-buffer", "-b", &self.buffer]));
    }
}
