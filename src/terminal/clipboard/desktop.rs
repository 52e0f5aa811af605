//! The clipboard of an X11 or Wayland desktop. It belongs to the program that copied last, for as long as
//! that process lives and answers.

use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use arboard::{Clipboard, SetExtLinux};

use super::keep::Keep;

const PATIENCE: Duration = Duration::from_secs(1);
const LOOK: Duration = Duration::from_millis(2);

pub struct Desktop {
    display: Display,
    /// `None` while it is being kept.
    clipboard: Option<Clipboard>,
    is_taken: Arc<AtomicBool>,
}

impl Desktop {
    pub fn connect() -> Option<Self> {
        let display = Display::ours()?;
        Some(Self {
            clipboard: Some(Clipboard::new().ok()?),
            display,
            is_taken: Arc::default(),
        })
    }
}

impl Keep for Desktop {
    fn put(&mut self, secret: &str) -> bool {
        let Some(mut clipboard) = self.clipboard.take() else {
            return false;
        };
        let (text, is_taken) = (secret.to_owned(), Arc::clone(&self.is_taken));
        thread::spawn(move || {
            // Returns when another program copies, or when it can't be set.
            let _ = clipboard.set().exclude_from_history().wait().text(text);
            is_taken.store(true, Ordering::SeqCst);
        });
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline && !self.is_over() {
            let pasted = Clipboard::new().and_then(|mut clipboard| clipboard.get_text());
            if pasted.is_ok_and(|pasted| pasted == secret) {
                return true;
            }
            thread::sleep(LOOK);
        }
        false
    }

    fn is_over(&mut self) -> bool {
        self.is_taken.load(Ordering::SeqCst) || !self.display.answers()
    }

    fn clear(&mut self) {
        if let Ok(mut clipboard) = Clipboard::new() {
            let _ = clipboard.clear();
            // Dropped, it would offer what it had to programs that keep a history.
            std::mem::forget(clipboard);
        }
    }
}

/// Where the display listens: arboard doesn't notice when it ends.
enum Display {
    Path(PathBuf),
    Abstract(String),
    /// On another machine.
    Elsewhere,
}

impl Display {
    #[expect(
        clippy::disallowed_methods,
        reason = "a keeper's environment is what its starter chose for it"
    )]
    fn ours() -> Option<Self> {
        if let Some(name) = std::env::var_os("WAYLAND_DISPLAY") {
            let folder = std::env::var_os("XDG_RUNTIME_DIR").unwrap_or_default();
            return Some(Self::Path(PathBuf::from(folder).join(name)));
        }
        let display = std::env::var("DISPLAY").ok()?;
        let Some(number) = display.strip_prefix("unix:").or(display.strip_prefix(':')) else {
            return Some(Self::Elsewhere);
        };
        let number = number.split('.').next()?;
        let path = format!("/tmp/.X11-unix/X{number}");
        if PathBuf::from(&path).exists() {
            Some(Self::Path(path.into()))
        } else {
            Some(Self::Abstract(path))
        }
    }

    fn answers(&self) -> bool {
        match self {
            Self::Path(path) => UnixStream::connect(path).is_ok(),
            Self::Abstract(name) => SocketAddr::from_abstract_name(name)
                .and_then(|address| UnixStream::connect_addr(&address))
                .is_ok(),
            Self::Elsewhere => true,
        }
    }
}
