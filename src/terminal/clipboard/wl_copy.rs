//! wl-copy, where a Wayland compositor lets only programs with a window copy: it has one.

use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use std::io::Write;

use super::keep::Keep;
use super::program::read;

const PATIENCE: Duration = Duration::from_secs(1);
const LOOK: Duration = Duration::from_millis(20);

pub struct WlCopy {
    child: Option<Child>,
}

impl WlCopy {
    pub fn connect() -> Option<Self> {
        read(Command::new("wl-copy").arg("--version"))?;
        read(Command::new("wl-paste").arg("--version"))?;
        Some(Self { child: None })
    }
}

impl Keep for WlCopy {
    fn put(&mut self, secret: &str) -> bool {
        let started = Command::new("wl-copy")
            .args(["--foreground", "--type", "text/plain;charset=utf-8"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut child) = started else { return false };
        let written = child
            .stdin
            .take()
            .is_some_and(|mut stdin| stdin.write_all(secret.as_bytes()).is_ok());
        self.child = Some(child);
        let deadline = Instant::now() + PATIENCE;
        while written && Instant::now() < deadline && !self.is_over() {
            let pasted = read(Command::new("wl-paste").arg("--no-newline"));
            if pasted.is_some_and(|pasted| *pasted == secret.as_bytes()) {
                return true;
            }
            thread::sleep(LOOK);
        }
        self.clear();
        false
    }

    fn is_over(&mut self) -> bool {
        // It ends when another program copies, and with the display.
        match &mut self.child {
            Some(child) => !matches!(child.try_wait(), Ok(None)),
            None => true,
        }
    }

    fn clear(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
