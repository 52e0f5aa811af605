//! The real program in a real pseudo-terminal, and what a person would see there.

use std::fmt;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::os::unix::fs::OpenOptionsExt;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, SlavePty, native_pty_system};
use rustix::fs::OFlags;
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{InputModes, LocalModes, OptionalActions, tcgetattr, tcsetattr};

use crate::support::{PATIENCE, Program, totp_now};

/// How often to look at what gives no notice: the terminal's modes, the process's end.
const LOOK: Duration = Duration::from_millis(5);

pub const ENTER: &str = "\r";
pub const CTRL_C: &str = "\u{3}";
pub const CTRL_D: &str = "\u{4}";
pub const CTRL_Z: &str = "\u{1a}";
pub const ESC: &str = "\u{1b}";
pub const DOWN: &str = "\u{1b}[B";
/// What is asked where a secret is shown; what is typed then isn't.
pub const CLEAR: &str = "Press Enter to clear this. ";
/// What is said where it can't be cleared.
pub const STAYS: &str = "This is still in your scrollback; clear it.";
/// What stands above a list to choose from.
pub const CHOOSE: &str = "Arrows, Enter; Esc cancels";

/// A size in columns and rows.
#[derive(Debug, Clone, Copy)]
pub struct Size(pub u16, pub u16);

impl Default for Size {
    fn default() -> Self {
        Self(80, 24)
    }
}

pub struct Pty {
    line: String,
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    /// Held so that the terminal's modes outlive the program.
    slave: Box<dyn SlavePty + Send>,
    keyboard: Box<dyn Write + Send>,
    printed: Receiver<Vec<u8>>,
    view: View,
    found: (u32, [u8; 2]),
    /// How much of what was printed led to questions that were waited for.
    asked: usize,
    /// What was on the alternate screen before it was left.
    cleared: Vec<String>,
}

/// Who sits there.
#[derive(Clone, Copy)]
enum Role {
    Operator,
    Holder,
}

fn keyfob(line: &str) -> CommandBuilder {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_keyfob"));
    command.args(line.split_whitespace());
    command
}

fn shell(line: &str) -> CommandBuilder {
    let mut command = CommandBuilder::new("/bin/sh");
    command.args(["-c", line]);
    command
}

fn in_one_line(text: &str) -> String {
    let words: Vec<_> = text
        .split([' ', '\n'])
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// What the terminal shows.
pub struct View {
    parser: vt100::Parser,
    /// Every byte that came, also of what is no longer to be seen.
    pub bytes: Vec<u8>,
}

impl View {
    pub fn new(Size(columns, rows): Size) -> Self {
        let [rows, columns] = [rows, columns].map(|cells| NonZeroU16::new(cells).unwrap());
        Self {
            parser: vt100::Parser::new(rows, columns, 0),
            bytes: vec![],
        }
    }

    pub fn take(&mut self, bytes: &[u8]) {
        self.parser.process(bytes);
        self.bytes.extend_from_slice(bytes);
    }

    pub fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// Whether the screen shows this, wherever its lines are broken.
    pub fn shows(&self, text: &str) -> bool {
        in_one_line(&self.screen().contents()).contains(&in_one_line(text))
    }

    /// Its lines down to the last that isn't blank.
    pub fn lines(&self) -> Vec<String> {
        let contents = self.screen().contents();
        contents
            .trim_end()
            .lines()
            .map(|line| line.trim_end().to_owned())
            .collect()
    }

    /// Everything that was ever printed, as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The lines that were too long for the terminal.
    pub fn wrapped(&self) -> Vec<String> {
        let screen = self.screen();
        let (rows, columns) = screen.size();
        screen
            .rows(0, columns.get())
            .zip(0..rows.get())
            .filter(|&(_, row)| screen.row_wrapped(row))
            .map(|(line, _)| line)
            .collect()
    }
}

/// The authenticator's key as it stands on the screen to be typed.
pub fn key_shown(view: &View) -> String {
    let text = view.text();
    let (_, behind) = text
        .split_once("Scan this QR code, or type this key:")
        .expect(&text);
    let line = behind.lines().find(|line| line.starts_with("    "));
    let key = line.expect(&text).replace(' ', "").to_uppercase();
    assert_eq!(key.len(), 32, "{text}");
    key
}

/// The code that it shows now.
pub fn code_shown(view: &View) -> String {
    totp_now(&format!("otpauth://totp/x?secret={}", key_shown(view)))
}

/// What a run in a terminal came to, and how it left the terminal.
pub struct Left {
    pub line: String,
    pub code: u32,
    /// The signal that ended it, if one did.
    pub signal: Option<String>,
    pub view: View,
    /// What was on the alternate screen before it was left.
    pub cleared: Vec<String>,
    /// Whether the terminal's modes are those from before.
    pub restored: bool,
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, code, .. } = self;
        writeln!(f, "$ {line}\nexit status {code}")?;
        if let Some(signal) = &self.signal {
            writeln!(f, "ended by {signal}")?;
        }
        writeln!(f, "--- screen\n{}", self.view.lines().join("\n"))
    }
}

impl Left {
    #[track_caller]
    pub fn with(self, code: u32) -> Self {
        assert!(self.code == code && self.signal.is_none(), "{self}");
        self.unchanged()
    }

    /// Asserts that the terminal is as it was found, and the cursor at the beginning of a line.
    #[track_caller]
    pub fn unchanged(self) -> Self {
        assert!(self.restored, "the terminal's modes are changed: {self}");
        assert!(
            !self.view.screen().hide_cursor(),
            "the cursor is hidden: {self}"
        );
        assert!(
            !self.view.screen().alternate_screen(),
            "the alternate screen is still shown: {self}"
        );
        // The terminal shows ^C only after it has signalled, and then it may come behind the newline
        // that answers it.
        let (_, column) = self.view.screen().cursor_position();
        let is_echo = self.view.lines().last().is_some_and(|line| line == "^C");
        assert!(
            column == 0 || is_echo,
            "the last line is unfinished: {self}"
        );
        self
    }

    #[track_caller]
    pub fn showing(self, text: &str) -> Self {
        assert!(self.view.shows(text), "{text:?} isn't shown: {self}");
        self
    }

    #[track_caller]
    pub fn never_printed(self, secret: &str) -> Self {
        assert!(
            !self.view.text().contains(secret),
            "{secret:?} was printed: {self}"
        );
        self
    }
}

impl Pty {
    pub fn start(program: &Program, line: &str) -> Self {
        Self::sized(program, Size::default(), line)
    }

    pub fn sized(program: &Program, size: Size, line: &str) -> Self {
        Self::of(program, size, line, keyfob(line), Role::Operator)
    }

    /// As `start`, by somebody who isn't an operator, where there is room for a QR code.
    pub fn holder(program: &Program, line: &str) -> Self {
        Self::of(program, Size(80, 60), line, keyfob(line), Role::Holder)
    }

    /// As `shell`, by somebody who isn't an operator.
    pub fn holder_shell(program: &Program, line: &str) -> Self {
        Self::of(program, Size(80, 60), line, shell(line), Role::Holder)
    }

    /// A line for the shell, with keyfob's path in `$keyfob`.
    pub fn shell(program: &Program, line: &str) -> Self {
        Self::shell_sized(program, Size::default(), line)
    }

    pub fn shell_sized(program: &Program, size: Size, line: &str) -> Self {
        Self::of(program, size, line, shell(line), Role::Operator)
    }

    fn of(
        program: &Program,
        size: Size,
        line: &str,
        mut command: CommandBuilder,
        role: Role,
    ) -> Self {
        command.env_clear();
        command.env("HOME", program.path());
        command.env("KEYFOB_STORE", program.store());
        command.env("KEYFOB_KEY_FILE", program.key_file());
        match role {
            Role::Operator => command.env("KEYFOB_OPERATOR", "1"),
            Role::Holder => command.env("USER", "alain"),
        }
        // It has an alternate screen, and no clipboard, since the tmux around it is gone.
        command.env("TERM", "tmux-256color");
        command.env("TMUX", "/nowhere,1,0");
        command.env("keyfob", env!("CARGO_BIN_EXE_keyfob"));
        command.cwd(program.path());
        Self::run(size, line, command)
    }

    /// Anything at all, in the environment it brings along; the line is what it's called.
    pub fn run(size: Size, line: &str, command: CommandBuilder) -> Self {
        let pair = native_pty_system()
            .openpty(PtySize {
                rows: size.1,
                cols: size.0,
                ..PtySize::default()
            })
            .unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keyboard = pair.master.take_writer().unwrap();
        let found = modes(&*pair.master);
        let child = pair.slave.spawn_command(command).unwrap();
        let (sender, printed) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            line: line.to_owned(),
            child,
            master: pair.master,
            slave: pair.slave,
            keyboard,
            printed,
            view: View::new(size),
            found,
            asked: 0,
            cleared: vec![],
        }
    }

    pub fn view(&self) -> &View {
        &self.view
    }

    /// Whether what is typed is shown.
    pub fn echoes(&self) -> bool {
        modes(&*self.master).0 & LocalModes::ECHO.bits() != 0
    }

    /// The keys that quit and that stop; 0 where none does.
    pub fn quit_and_stop(&self) -> [u8; 2] {
        modes(&*self.master).1
    }

    /// Waits until this is so.
    #[track_caller]
    pub fn until(&mut self, what: &str, so: impl Fn(&Self) -> bool) -> &mut Self {
        let began = Instant::now();
        while !so(self) {
            let gone = self.child.try_wait().unwrap();
            // The last of what it printed may still be on its way here.
            let patience = if gone.is_some() { PATIENCE } else { LOOK };
            match self.printed.recv_timeout(patience) {
                Ok(bytes) => self.view.take(&bytes),
                // Nothing came, and nothing will.
                Err(RecvTimeoutError::Timeout) => assert!(
                    gone.is_none() || so(self),
                    "it ended ({gone:?}) before {what}: {:?}",
                    self.view.text()
                ),
                Err(RecvTimeoutError::Disconnected) => panic!("the terminal is gone"),
            }
            assert!(
                began.elapsed() < PATIENCE,
                "waited in vain for {what}: {:?}",
                self.view.text()
            );
        }
        self
    }

    /// Waits for a question whose answer won't be shown. What is typed earlier is thrown away.
    #[track_caller]
    pub fn until_asked_hidden(&mut self, question: &str) -> &mut Self {
        self.until(&format!("the hidden question {question:?}"), |pty| {
            pty.view.shows(question) && !pty.echoes()
        })
    }

    /// As `until_asked_hidden`, where the same was asked before.
    #[track_caller]
    pub fn until_asked_hidden_for_the(&mut self, question: &str, time: usize) -> &mut Self {
        self.until(
            &format!("the hidden question {question:?}, {time} times"),
            |pty| pty.view.text().matches(question).count() >= time && !pty.echoes(),
        )
    }

    #[track_caller]
    pub fn until_shown(&mut self, text: &str) -> &mut Self {
        self.until(&format!("the text {text:?}"), |pty| pty.view.shows(text))
    }

    /// Waits for a question, or any text, behind those that were waited for like this before.
    #[track_caller]
    pub fn asked(&mut self, question: &str) -> &mut Self {
        self.until(&format!("another {question:?}"), |pty| {
            pty.next(question).is_some()
        });
        self.asked = self.next(question).unwrap();
        self
    }

    /// As `asked`, where the answer won't be shown.
    #[track_caller]
    pub fn asked_hidden(&mut self, question: &str) -> &mut Self {
        self.until(&format!("another hidden {question:?}"), |pty| {
            pty.next(question).is_some() && !pty.echoes()
        });
        self.asked = self.next(question).unwrap();
        self
    }

    /// Looks at the secret that is shown, and clears it.
    #[track_caller]
    pub fn clears(mut self) -> Self {
        self.asked_hidden(CLEAR);
        self.cleared = self.view.lines();
        self.types(ENTER);
        self
    }

    /// Where this ends, behind what was waited for.
    fn next(&self, text: &str) -> Option<usize> {
        let bytes = &self.view.bytes;
        (self.asked..bytes.len())
            .find_map(|at| Some(at + length_of(text.as_bytes(), &bytes[at..])?))
    }

    pub fn types(&mut self, keys: impl AsRef<[u8]>) -> &mut Self {
        self.keyboard.write_all(keys.as_ref()).unwrap();
        self.keyboard.flush().unwrap();
        self
    }

    pub fn signal(&mut self, signal: Signal) -> &mut Self {
        let id = self.child.process_id().unwrap();
        let id = Pid::from_raw(id.try_into().unwrap()).unwrap();
        kill_process(id, signal).unwrap();
        self
    }

    /// Stops it and has it continue, in a terminal whose modes a shell has set meanwhile.
    #[track_caller]
    pub fn stopped_and_continued(&mut self) -> &mut Self {
        self.signal(Signal::STOP);
        self.until("its stop", |pty| pty.state() == 'T');
        let slave = self.slave_descriptor();
        let mut modes = tcgetattr(&slave).unwrap();
        modes.local_modes |= LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
        modes.input_modes |= InputModes::ICRNL;
        tcsetattr(&slave, OptionalActions::Now, &modes).unwrap();
        self.signal(Signal::CONT);
        self.until("its going on", |pty| pty.state() != 'T')
    }

    /// As in proc(5)'s stat.
    fn state(&self) -> char {
        let id = self.child.process_id().unwrap();
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
        let (_, after_the_name) = stat.rsplit_once(") ").unwrap();
        after_the_name.chars().next().unwrap()
    }

    fn slave_descriptor(&self) -> std::fs::File {
        let name = self.master.tty_name().unwrap();
        std::fs::File::options()
            .read(true)
            .write(true)
            .custom_flags(OFlags::NOCTTY.bits().cast_signed())
            .open(name)
            .unwrap()
    }

    /// Waits for its end, and for the last of what it printed.
    #[track_caller]
    pub fn left(mut self) -> Left {
        let began = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            if let Ok(bytes) = self.printed.recv_timeout(LOOK) {
                self.view.take(&bytes);
            }
            if began.elapsed() > PATIENCE {
                let _ = self.child.kill();
                panic!("{} doesn't end: {:?}", self.line, self.view.text());
            }
        };
        let restored = modes(&*self.master) == self.found;
        // A terminal that closes may lose what is on its way, so it is closed behind a mark. The echo of
        // what nobody read may come behind that.
        self.slave_descriptor().write_all(LAST).unwrap();
        let mark = loop {
            let printed = &self.view.bytes;
            let mark = printed.windows(LAST.len()).position(|bytes| bytes == LAST);
            if let Some(mark) = mark {
                break mark;
            }
            match self.printed.recv_timeout(PATIENCE) {
                Ok(bytes) => self.view.take(&bytes),
                Err(error) => panic!("the mark doesn't come: {error}"),
            }
        };
        self.view.bytes.drain(mark..mark + LAST.len());
        // Nobody has the terminal open any more: its end comes.
        drop(self.slave);
        loop {
            match self.printed.recv_timeout(PATIENCE) {
                Ok(bytes) => self.view.take(&bytes),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("somebody else has the terminal open"),
            }
        }
        Left {
            line: self.line,
            code: status.exit_code(),
            signal: status.signal().map(str::to_owned),
            view: self.view,
            cleared: self.cleared,
            restored,
        }
    }
}

/// A sequence that a terminal ignores.
const LAST: &[u8] = b"\x1b]last\x07";

/// How many bytes this takes up at the beginning of what was printed, where it stands there: a line
/// may be broken wherever there is a blank.
fn length_of(text: &[u8], printed: &[u8]) -> Option<usize> {
    let mut rest = printed;
    for &byte in text {
        rest = match (byte, rest) {
            (b' ', [b'\r', b'\n', below @ ..]) => below.trim_ascii_start(),
            (_, [first, behind @ ..]) if *first == byte => behind,
            _ => return None,
        };
    }
    Some(printed.len() - rest.len())
}

/// Where Linux keeps the keys that quit and that stop.
const QUIT: usize = 1;
const STOP: usize = 10;

/// The terminal's local modes (echo, lines, signals), and the keys that quit and stop.
fn modes(master: &dyn MasterPty) -> (u32, [u8; 2]) {
    let termios = master.get_termios().unwrap();
    let keys = [termios.control_chars[QUIT], termios.control_chars[STOP]];
    (termios.local_flags.bits(), keys)
}
