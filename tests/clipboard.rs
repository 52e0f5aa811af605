//! Secrets that go straight to the clipboard, with the real program and real peers: X and Wayland
//! displays, tmux, and terminals that are asked by an escape sequence.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::pty::{CHOOSE, CLEAR, CTRL_C, CTRL_D, DOWN, ENTER, Left, Pty, Size};
use crate::support::{PATIENCE, Program, Ran, has, install_program, is_root, ran, rounds};
use base64ct::{Base64, Encoding};
use portable_pty::CommandBuilder;
use rustix::process::{Pid, Signal, kill_process};

const PATH: &str = "/usr/bin:/bin";
const KEEPER: &str = "keyfob-clipboard";
const ADVICE: &str =
    "Paste it where Outlook asks for your password; you don't need to remember it.";
/// What is asked once it is on a clipboard, and where that can't be known.
const DONE: &str = "Press Enter when you are done, or s to show it here. ";
const OFFER: &str = "Press Enter to show it here, or n if you don't need that. ";
const LOOK: Duration = Duration::from_millis(5);

type Variables<'a> = &'a [(&'a str, &'a str)];

/// Waits for this.
#[track_caller]
fn until(what: &str, so: impl Fn() -> bool) {
    let began = Instant::now();
    while !so() {
        assert!(began.elapsed() < PATIENCE, "waited in vain for {what}");
        thread::sleep(LOOK);
    }
}

/// One of our own programs, ended with the test.
struct Server {
    child: Child,
}

impl Server {
    fn end(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let id = Pid::from_child(&self.child);
            kill_process(id, Signal::TERM).unwrap();
        }
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

/// An X server without a screen to look at, and the programs that copy and paste there.
struct Display {
    server: Server,
    name: String,
}

impl Display {
    fn open() -> Option<Self> {
        if !has("Xvfb", "xvfb") || !has("xclip", "xclip") {
            return None;
        }
        let mut child = Command::new("Xvfb")
            .args(["-displayfd", "1", "-noreset", "-nolisten", "tcp"])
            .env_clear()
            .env("PATH", PATH)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        let stdout = child.stdout.take().unwrap();
        let server = Server { child };
        BufReader::new(stdout).read_line(&mut number).unwrap();
        let name = format!(":{}", number.trim());
        Some(Self { server, name })
    }

    fn xclip(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("xclip");
        command
            .args(["-selection", "clipboard"])
            .args(arguments)
            .env_clear()
            .env("PATH", PATH)
            .env("DISPLAY", &self.name)
            .stdin(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// What is pasted; none if there is nothing.
    fn paste(&self) -> Option<String> {
        pasted(&self.xclip(&["-o"]).output().unwrap())
    }

    fn targets(&self) -> String {
        let output = self.xclip(&["-o", "-t", "TARGETS"]).output().unwrap();
        pasted(&output).unwrap()
    }

    /// As another program copies.
    fn copy(&self, text: &str) {
        let mut child = self
            .xclip(&["-i"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(text.as_bytes()).unwrap();
        drop(stdin);
        assert!(child.wait().unwrap().success());
        until("another program's copy", || {
            self.paste().as_deref() == Some(text)
        });
    }

    fn variables(&self) -> [(&'static str, &str); 2] {
        [("DISPLAY", &self.name), ("TERM", "linux")]
    }
}

fn pasted(output: &Output) -> Option<String> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    (output.status.success() && !text.is_empty()).then_some(text)
}

/// A process that holds a clipboard. Only root finds it: it is closed to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Keeper(i32);

impl Keeper {
    /// Those that this store's commands have started: their home tells them from all others.
    fn all(program: &Program) -> Vec<Self> {
        let home = format!("HOME={}", program.path().display());
        fs::read_dir("/proc")
            .unwrap()
            .filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok())
            .map(Self)
            .filter(|keeper| keeper.lives())
            .filter(|keeper| {
                let variables = keeper.bytes("environ");
                variables
                    .split(|&byte| byte == 0)
                    .any(|variable| variable == home.as_bytes())
            })
            .collect()
    }

    #[track_caller]
    fn only(program: &Program) -> Self {
        let all = Self::all(program);
        assert_eq!(all.len(), 1, "{all:?}");
        all[0]
    }

    fn bytes(self, name: &str) -> Vec<u8> {
        // It may have gone in between.
        fs::read(format!("/proc/{}/{name}", self.0)).unwrap_or_default()
    }

    fn lives(self) -> bool {
        self.bytes("cmdline").split(|&byte| byte == 0).next() == Some(KEEPER.as_bytes())
    }

    fn descriptors(self) -> Vec<(i32, String)> {
        let folder = format!("/proc/{}/fd", self.0);
        let mut all: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                let target = fs::read_link(entry.path()).unwrap_or_default();
                let number = entry.file_name().to_str().unwrap().parse().unwrap();
                (number, target.to_str().unwrap().to_owned())
            })
            .collect();
        all.sort();
        all
    }

    #[track_caller]
    fn until_gone(self) {
        until("the keeper's end", || !self.lives());
    }

    fn end(self) {
        if self.lives() {
            kill_process(Pid::from_raw(self.0).unwrap(), Signal::KILL).unwrap();
        }
        self.until_gone();
    }
}

/// Ends the keepers that a test leaves, also one that failed.
struct Tidy<'a>(&'a Program);

impl Drop for Tidy<'_> {
    fn drop(&mut self) {
        for keeper in Keeper::all(self.0) {
            let _ = kill_process(Pid::from_raw(keeper.0).unwrap(), Signal::KILL);
        }
    }
}

fn dressed(
    program: &Program,
    mut command: CommandBuilder,
    variables: Variables<'_>,
) -> CommandBuilder {
    command.env_clear();
    command.env("PATH", PATH);
    command.env("HOME", program.path());
    command.env("KEYFOB_STORE", program.store());
    command.env("KEYFOB_OPERATOR", "1");
    command.env("keyfob", env!("CARGO_BIN_EXE_keyfob"));
    for (name, value) in variables {
        command.env(name, value);
    }
    command.cwd(program.path());
    command
}

/// The program in a terminal, with these in its environment.
fn at_terminal(program: &Program, variables: Variables<'_>, line: &str) -> Pty {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_keyfob"));
    command.args(line.split_whitespace());
    Pty::run(Size::default(), line, dressed(program, command, variables))
}

/// A line for the shell in a terminal, with keyfob's path in `$keyfob`.
fn in_shell(program: &Program, variables: Variables<'_>, line: &str) -> Pty {
    let mut command = CommandBuilder::new("/bin/sh");
    command.args(["-c", line]);
    Pty::run(Size::default(), line, dressed(program, command, variables))
}

/// Needs nothing more once it is on the clipboard.
#[track_caller]
fn done(mut pty: Pty) -> Left {
    pty.asked_hidden(DONE).types(ENTER);
    pty.left()
}

/// The program without a terminal.
fn piped(program: &Program, variables: Variables<'_>, line: &str) -> Ran {
    let mut command = program.command(line);
    command.env("PATH", PATH).envs(variables.iter().copied());
    ran(line, &command.output().unwrap())
}

/// The app password that the terminal showed.
#[track_caller]
fn shown(left: &Left) -> String {
    let text = left.view.text();
    let line = text.lines().find(|line| line.starts_with("    "));
    line.expect("a password is shown").trim().to_owned()
}

#[track_caller]
fn assert_right(program: &Program, password: &str) {
    program.fed("apppw verify", password).ok();
}

#[test]
fn what_is_pasted_is_the_app_password() {
    let Some(display) = Display::open() else {
        return;
    };
    let program = Program::enrolled();
    let _tidy = Tidy(&program);
    let mut before = None;
    for round in 0..rounds(100, 5) {
        let pty = at_terminal(&program, &display.variables(), "apppw create Outlook");
        let left = done(pty);
        let password = display.paste().expect("something to paste");
        left.with(0)
            .showing("App password for Outlook is on the clipboard for 45 seconds.")
            .showing(ADVICE)
            .never_printed(&password);
        assert_ne!(before, Some(password.clone()), "round {round}");
        assert_right(&program, &password);
        program.run("apppw delete Outlook --yes").ok();
        before = Some(password);
    }
    if is_root() {
        until("the end of all keepers but the last", || {
            Keeper::all(&program).len() == 1
        });
    }
}

#[test]
fn at_the_deadline_the_clipboard_is_empty_and_its_keeper_gone() {
    let Some(display) = Display::open() else {
        return;
    };
    let program = Program::enrolled();
    let _tidy = Tidy(&program);
    let create = |line: &str| done(at_terminal(&program, &display.variables(), line)).with(0);
    create("apppw create Outlook");
    // Clipboard managers that know this keep no history of it.
    let targets = display.targets();
    assert!(targets.contains("x-kde-passwordManagerHint"), "{targets}");
    // By the time this has ended it may be gone already.
    create("apppw create Printer --clear-after 1")
        .showing("App password for Printer is on the clipboard for 1 second.");
    until("an empty clipboard", || display.paste().is_none());
    until("the keeper's end", || Keeper::all(&program).is_empty());
}

#[test]
fn another_copy_ends_the_keeper_and_stays() {
    if !is_root() {
        return;
    }
    let Some(display) = Display::open() else {
        return;
    };
    let program = Program::enrolled();
    let _tidy = Tidy(&program);
    done(at_terminal(
        &program,
        &display.variables(),
        "apppw create Outlook",
    ))
    .with(0);
    let keeper = Keeper::only(&program);
    display.copy("something else");
    keeper.until_gone();
    assert_eq!(display.paste().as_deref(), Some("something else"));
}

/// The last look before the deadline may be a while ago.
#[test]
fn what_is_copied_shortly_before_the_deadline_stays() {
    let Some(display) = Display::open() else {
        return;
    };
    let program = Program::enrolled();
    let _tidy = Tidy(&program);
    for _ in 0..rounds(5, 2) {
        done(at_terminal(
            &program,
            &display.variables(),
            "apppw create Outlook --clear-after 1",
        ))
        .with(0);
        let shortly_before = Instant::now() + Duration::from_millis(700);
        until("shortly before the deadline", || {
            Instant::now() > shortly_before
        });
        display.copy("something else");
        until("the keeper's end", || Keeper::all(&program).is_empty());
        assert_eq!(display.paste().as_deref(), Some("something else"));
        program.run("apppw delete Outlook --yes").ok();
    }
}

#[test]
fn the_end_of_the_display_ends_the_keeper() {
    if !is_root() {
        return;
    }
    let Some(mut display) = Display::open() else {
        return;
    };
    let program = Program::enrolled();
    let _tidy = Tidy(&program);
    done(at_terminal(
        &program,
        &display.variables(),
        "apppw create Outlook --no-clear",
    ))
    .with(0)
    .showing("App password for Outlook is on the clipboard.");
    let keeper = Keeper::only(&program);
    display.server.end();
    keeper.until_gone();
}

#[test]
fn where_stdout_is_a_pipe_copying_has_to_be_asked_for() {
    let Some(display) = Display::open() else {
        return;
    };
    let program = Program::enrolled();
    let _tidy = Tidy(&program);
    let run = |line: &str| piped(&program, &display.variables(), line);

    display.copy("from before");
    for line in ["apppw create A", "apppw create B --print"] {
        assert_right(&program, &run(line).word());
    }
    let left = at_terminal(&program, &display.variables(), "apppw create C --print").left();
    assert_right(&program, &shown(&left.with(0)));
    assert_eq!(display.paste().as_deref(), Some("from before"));

    let copied = run("apppw create D --copy");
    assert!(copied.err.contains("D is on the clipboard"), "{copied}");
    assert_eq!(copied.ok(), "");
    assert_right(&program, &display.paste().unwrap());

    let json = run("apppw create E --copy --json").json();
    assert_eq!(json["password"], serde_json::Value::Null, "{json}");
    assert_eq!(json["copied"], true, "{json}");
    assert_right(&program, &display.paste().unwrap());

    let both = run("apppw create F --copy --print").word();
    assert_eq!(display.paste(), Some(both.clone()));
    assert_right(&program, &both);

    let left = at_terminal(
        &program,
        &display.variables(),
        "apppw create G --copy --print",
    )
    .left();
    assert_eq!(display.paste(), Some(shown(&left.with(0))));

    let json = run("apppw create H --json").json();
    assert_eq!(json["copied"], false, "{json}");
    assert_right(&program, json["password"].as_str().unwrap());
}

/// JSON changes how it is told, not where it goes.
#[test]
fn in_json_too_it_is_copied_at_a_terminal() {
    let Some(display) = Display::open() else {
        return;
    };
    let program = Program::enrolled();
    let _tidy = Tidy(&program);
    let variables = display.variables();
    let left = at_terminal(&program, &variables, "apppw create A --json").left();
    let password = display.paste().expect("something to paste");
    left.with(0)
        .showing("\"password\":null")
        .showing("\"copied\":true")
        .never_printed(&password);
    assert_right(&program, &password);
    for line in [
        "apppw create B --json --print",
        "apppw create C D --json --yes",
    ] {
        let left = at_terminal(&program, &variables, line).left().with(0);
        left.showing("\"password\":\"").showing("\"copied\":false");
        assert_eq!(display.paste().as_ref(), Some(&password));
    }
}

/// What can't be told for certain to be on the clipboard has nowhere else to go.
#[test]
fn where_stdout_is_closed_nothing_is_left_that_nobody_saw() {
    let program = Program::enrolled();
    let terminal = [("TERM", "xterm-256color")];
    for flags in ["", " --json"] {
        let line =
            format!("$keyfob apppw create A --copy --no-input --verbose{flags} >&-; echo code $?");
        let left = in_shell(&program, &terminal, &line).left().with(0);
        let said = left.view.text();
        assert!(said.contains("stdout is closed"), "{left}");
        assert!(said.contains("code 74"), "{left}");
        assert_eq!(program.run("apppw list").ok(), "", "{left}");
    }
}

#[test]
fn who_insists_on_copying_is_told_where_there_is_no_clipboard() {
    let program = Program::enrolled();
    let nowhere = [("TERM", "linux"), ("DISPLAY", ":59999")];
    let refused = piped(&program, &nowhere, "apppw create A --copy").refused(69);
    assert!(
        refused
            .err
            .contains("the desktop's clipboard doesn't answer"),
        "{refused}"
    );
    assert_eq!(program.run("apppw list").ok(), "");
}

#[test]
fn how_long_it_stays_is_told_by_flag_or_environment() {
    let Some(display) = Display::open() else {
        return;
    };
    let program = Program::enrolled();
    let _tidy = Tidy(&program);
    let run = |told: &str, line: &str| {
        let variables = [
            ("DISPLAY", display.name.as_str()),
            ("KEYFOB_CLEAR_AFTER", told),
        ];
        piped(&program, &variables, line)
    };
    for (told, flags, said) in [
        ("7", "", "for 7 seconds."),
        ("86400", "", "for 1440 minutes."),
        ("", "", "for 45 seconds."),
        ("7", "--clear-after 8", "for 8 seconds."),
        ("1", "", "for 1 second."),
        ("7", "--no-clear", "is on the clipboard."),
        ("nonsense", "--clear-after 8", "for 8 seconds."),
    ] {
        let ran = run(told, &format!("apppw create A --copy {flags}"));
        assert!(ran.err.contains(said), "{ran}");
        ran.ok();
        program.run("apppw delete A --yes").ok();
    }
    for told in ["0", "86401", "-1", "7 s", "4294967297"] {
        run(told, "apppw create A --copy").refused(65);
    }
    for flags in [
        "--clear-after 0",
        "--clear-after 86401",
        "--clear-after x",
        "--clear-after 7 --no-clear",
    ] {
        run("7", &format!("apppw create A --copy {flags}")).refused(2);
    }
    assert_eq!(program.run("apppw list").ok(), "");
}

#[test]
fn without_a_deadline_it_stays() {
    if !is_root() {
        return;
    }
    let Some(display) = Display::open() else {
        return;
    };
    let program = Program::enrolled();
    let _tidy = Tidy(&program);
    let variables = [
        ("DISPLAY", display.name.as_str()),
        ("TERM", "linux"),
        ("KEYFOB_CLEAR_AFTER", "1"),
    ];
    done(at_terminal(
        &program,
        &variables,
        "apppw create A --no-clear",
    ))
    .with(0);
    let began = Instant::now();
    let keeper = Keeper::only(&program);
    until("two seconds", || began.elapsed() > Duration::from_secs(2));
    assert!(keeper.lives());
    assert_right(&program, &display.paste().unwrap());
    keeper.end();
    assert_eq!(display.paste(), None);
}

/// Where nothing answers, it is shown.
#[test]
fn a_display_that_does_not_answer_is_given_up() {
    let program = Program::enrolled();
    let _tidy = Tidy(&program);
    let silent = Silent::x11();
    let folder = tempfile::tempdir().unwrap();
    let _compositor = UnixListener::bind(folder.path().join("wayland-1")).unwrap();
    let folder = folder.path().to_str().unwrap();
    let rows: [(&str, Variables<'_>); 5] = [
        ("no display", &[]),
        ("a display that is gone", &[("DISPLAY", ":59999")]),
        ("a silent X server", &[("DISPLAY", &silent.name)]),
        (
            "a compositor that is gone",
            &[
                ("WAYLAND_DISPLAY", "wayland-9"),
                ("XDG_RUNTIME_DIR", folder),
            ],
        ),
        (
            "a silent compositor",
            &[
                ("WAYLAND_DISPLAY", "wayland-1"),
                ("XDG_RUNTIME_DIR", folder),
            ],
        ),
    ];
    let mut stay = vec![];
    for (what, variables) in rows {
        let variables = [variables, &[("TERM", "linux")]].concat();
        let left = at_terminal(&program, &variables, "apppw create Outlook")
            .left()
            .with(0);
        let why = match variables.as_slice() {
            [_] => "Not copied: this terminal has no clipboard.",
            _ => "Not copied: the desktop's clipboard doesn't answer.",
        };
        let left = left
            .showing(why)
            .showing("App password for Outlook:")
            .showing(ADVICE);
        assert_right(&program, &shown(&left));
        assert_eq!(Keeper::all(&program), [], "{what}");
        if let left @ [_, ..] = helpers(&program).as_slice() {
            stay.push((what, left.to_vec()));
        }
        program.run("apppw delete Outlook --yes").ok();
    }
    assert!(stay.is_empty(), "left behind: {stay:?}");
}

/// The other programs that a keeper has started and left behind.
fn helpers(program: &Program) -> Vec<String> {
    let home = format!("HOME={}", program.path().display());
    fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| {
            let path = entry.unwrap().path();
            let variables = fs::read(path.join("environ")).ok()?;
            let line = fs::read_to_string(path.join("cmdline")).ok()?;
            let ours = variables
                .split(|&byte| byte == 0)
                .any(|one| one == home.as_bytes());
            (ours && line.starts_with("wl-")).then_some(line)
        })
        .collect()
}

/// Accepts whoever connects, and never says a word.
struct Silent {
    name: String,
    path: PathBuf,
    _listener: UnixListener,
}

impl Silent {
    fn x11() -> Self {
        let folder = Path::new("/tmp/.X11-unix");
        fs::create_dir_all(folder).unwrap();
        (40_000 + std::process::id() % 10_000..59_000)
            .find_map(|number| {
                let path = folder.join(format!("X{number}"));
                Some(Self {
                    _listener: UnixListener::bind(&path).ok()?,
                    name: format!(":{number}"),
                    path,
                })
            })
            .unwrap()
    }
}

impl Drop for Silent {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[test]
fn a_display_at_the_other_end_of_ssh_is_left_alone() {
    let Some(display) = Display::open() else {
        return;
    };
    let program = Program::enrolled();
    let _tidy = Tidy(&program);
    display.copy("from before");
    for name in ["SSH_CONNECTION", "SSH_TTY"] {
        let mut variables = display.variables().to_vec();
        variables.push((name, "192.0.2.7 50000 192.0.2.8 22"));
        let left = at_terminal(&program, &variables, "apppw create A").left();
        assert_right(&program, &shown(&left.with(0)));
        assert_eq!(Keeper::all(&program), []);
        assert_eq!(display.paste().as_deref(), Some("from before"));
        program.run("apppw delete A --yes").ok();
    }
}

/// What is copied in an X server beside a compositor, others may not see.
#[test]
fn an_x_server_beside_wayland_is_not_believed() {
    let Some(display) = Display::open() else {
        return;
    };
    let program = Program::enrolled();
    let _tidy = Tidy(&program);
    display.copy("from before");
    let mut variables = display.variables().to_vec();
    variables.push(("WAYLAND_DISPLAY", "wayland-9"));
    let left = at_terminal(&program, &variables, "apppw create A").left();
    assert_right(&program, &shown(&left.with(0)));
    assert_eq!(display.paste().as_deref(), Some("from before"));
}

#[test]
fn a_command_substitution_and_a_lock_do_not_wait_for_the_keeper() {
    if !is_root() {
        return;
    }
    let Some(display) = Display::open() else {
        return;
    };
    let program = Program::enrolled();
    let _tidy = Tidy(&program);
    let left = in_shell(
        &program,
        &display.variables(),
        "pw=$($keyfob apppw create A --operator); \
         both=$($keyfob apppw create B --operator --copy --print 2>/dev/null); \
         nothing=$($keyfob apppw create C --operator --copy 2>&1 >/dev/null); \
         printf '    %s\\n    %s\\n' \"$pw\" \"$both\"",
    )
    .left()
    .with(0);
    let keeper = Keeper::all(&program);
    assert!(keeper.iter().any(|keeper| keeper.lives()));
    let text = left.view.text();
    let words: Vec<_> = text.split_whitespace().collect();
    assert_eq!(words.len(), 2, "{text}");
    for word in words {
        assert_right(&program, word);
    }

    done(in_shell(
        &program,
        &display.variables(),
        "exec 9>lock; flock 9; $keyfob apppw create D --copy; exit",
    ))
    .with(0);
    let held = Command::new("flock")
        .args(["-n", "lock", "true"])
        .current_dir(program.path())
        .status()
        .unwrap();
    assert!(held.success(), "the lock is still held");
    assert!(!Keeper::all(&program).is_empty());
    assert_right(&program, &display.paste().unwrap());
}

#[test]
fn a_keeper_shows_nothing_and_has_nothing_of_its_starter() {
    if !is_root() {
        return;
    }
    let Some(display) = Display::open() else {
        return;
    };
    let program = Program::enrolled();
    let _tidy = Tidy(&program);
    let variables = [
        ("DISPLAY", display.name.as_str()),
        ("TERM", "linux"),
        ("PASSPHRASE", "of the starter"),
    ];
    done(in_shell(
        &program,
        &variables,
        "exec 7<. 8>kept 9>>kept; $keyfob apppw create A",
    ))
    .with(0);
    let password = display.paste().unwrap();
    let keeper = Keeper::only(&program);
    for name in ["cmdline", "environ"] {
        let bytes = keeper.bytes(name);
        let text = String::from_utf8_lossy(&bytes);
        assert!(!bytes.is_empty(), "{name} can't be read");
        assert!(!text.contains(&password), "{text}");
        assert!(!text.contains("PASSPHRASE"), "{text}");
        assert!(!text.contains("KEYFOB"), "{text}");
    }
    let stat = String::from_utf8(keeper.bytes("stat")).unwrap();
    let fields: Vec<_> = stat
        .rsplit(')')
        .next()
        .unwrap()
        .split_whitespace()
        .collect();
    let (group, session, terminal) = (fields[2], fields[3], fields[4]);
    assert_eq!(session, keeper.0.to_string(), "{stat}");
    assert_eq!(group, session, "{stat}");
    assert_eq!(terminal, "0", "{stat}");
    let folder = fs::read_link(format!("/proc/{}/cwd", keeper.0)).unwrap();
    assert_eq!(folder, Path::new("/"));

    let descriptors = keeper.descriptors();
    for (number, target) in &descriptors {
        if *number < 3 {
            assert_eq!(target, "/dev/null", "{descriptors:?}");
        } else {
            let own = ["socket:", "anon_inode:"];
            assert!(
                own.iter().any(|kind| target.starts_with(kind)),
                "{descriptors:?}"
            );
        }
    }
    assert!(descriptors.len() > 3, "{descriptors:?}");
    assert!(
        descriptors
            .iter()
            .filter(|(_, target)| target.starts_with("socket:"))
            .count()
            < 4,
        "{descriptors:?}"
    );
}

#[test]
fn several_follow_each_other_at_enter() {
    let Some(display) = Display::open() else {
        return;
    };
    let program = Program::enrolled();
    let _tidy = Tidy(&program);
    let mut pty = at_terminal(&program, &display.variables(), "apppw create A B C");
    pty.asked("Create 3 app passwords ('A', 'B', 'C')? [Y/n] ")
        .types(ENTER);
    let mut passwords = vec![];
    for (name, next) in [("A", Some("B")), ("B", Some("C")), ("C", None)] {
        pty.asked(&format!("App password for {name} is on the clipboard"));
        if let Some(next) = next {
            pty.asked_hidden(&format!(
                "Press Enter for the next, {next}, or s to show this one here. "
            ));
        } else {
            pty.asked_hidden(DONE);
        }
        let password = display.paste().unwrap();
        program.fed(&format!("apppw verify --only {name}"), &password);
        assert_right(&program, &password);
        passwords.push(password);
        pty.types(ENTER);
    }
    let mut left = pty.left().with(0);
    for password in &passwords {
        left = left.never_printed(password);
    }
    passwords.sort();
    passwords.dedup();
    assert_eq!(passwords.len(), 3);

    // Nobody can paste one before the next takes its place.
    piped(&program, &display.variables(), "apppw create D E --copy").refused(69);
    assert_eq!(program.run("apppw list").ok().lines().count(), 3);
}

#[test]
fn a_temporary_password_goes_there_too() {
    let Some(display) = Display::open() else {
        return;
    };
    let program = Program::enrolled();
    let _tidy = Tidy(&program);
    let mut before = None;
    for line in [
        "account add bea@contoso.com",
        "account password bea@contoso.com --temporary",
    ] {
        let left = done(at_terminal(&program, &display.variables(), line));
        let password = display.paste().expect("something to paste");
        left.with(0)
            .showing("Temporary password for bea@contoso.com is on the clipboard for 45 seconds.")
            .never_printed(&password);
        assert_ne!(before, Some(password.clone()));
        before = Some(password);
    }
}

/// For a device that can't paste. The wait for the key leaves nothing undone.
#[test]
fn a_key_shows_what_was_copied() {
    let Some(display) = Display::open() else {
        return;
    };
    let program = Program::enrolled();
    let _tidy = Tidy(&program);
    let variables = [("DISPLAY", &*display.name), ("TERM", "xterm-256color")];
    for (line, heading) in [
        ("apppw create A", "App password for A:"),
        ("apppw rotate A --overlap 1h", "App password for A:"),
        ("account password alain@contoso.com --temporary", ""),
    ] {
        for key in ["s", "S"] {
            if line.contains("create") {
                program.run("apppw delete --all --yes").ok();
            }
            let mut pty = at_terminal(&program, &variables, line);
            pty.asked_hidden(DONE);
            let password = display.paste().expect("something to paste");
            assert!(!pty.view().shows(&password));
            pty.types(key);
            let left = pty.clears().left().with(0).showing(heading);
            assert!(left.cleared.iter().any(|shown| shown.trim() == password));
            assert!(!left.view.shows(&password), "{left}");
        }
    }

    // Of several, the next comes when the one before was seen.
    let mut pty = at_terminal(&program, &variables, "apppw create B C");
    pty.asked("Create 2 app passwords ('B', 'C')? [Y/n] ")
        .types(ENTER);
    pty.asked_hidden("Press Enter for the next, C, or s to show this one here. ");
    let password = display.paste().expect("something to paste");
    pty.types("s").asked_hidden(CLEAR);
    assert!(pty.view().shows(&password));
    assert_eq!(display.paste(), Some(password));
    pty.types(ENTER);
    done(pty).with(0).showing("C is on the clipboard");
}

/// Pasted into the wrong window it would be read as keys, and stay in the line of a shell.
#[test]
fn what_is_pasted_where_a_key_is_waited_for_shows_nothing() {
    let Some(display) = Display::open() else {
        return;
    };
    let program = Program::enrolled();
    let _tidy = Tidy(&program);
    let mut pty = at_terminal(&program, &display.variables(), "apppw create A");
    pty.asked_hidden(DONE);
    let password = display.paste().expect("something to paste");
    pty.types(&password).types("s?").types(ENTER);
    pty.left().with(0).never_printed(&password);
}

#[test]
fn where_every_question_is_answered_before_no_key_is_waited_for() {
    let Some(display) = Display::open() else {
        return;
    };
    let program = Program::enrolled();
    let _tidy = Tidy(&program);
    let xterm = [("TERM", "xterm-256color")];
    for flag in ["--yes", "--quiet", "--no-input"] {
        let line = format!("apppw create A {flag}");
        let left = at_terminal(&program, &display.variables(), &line).left();
        let password = display.paste().expect("something to paste");
        left.with(0).never_printed(&password).never_printed("Press");
        program.run("apppw delete A --yes").ok();

        // It is shown where it can't be known that it was copied.
        let mut pty = at_terminal(&program, &xterm, &line);
        if flag != "--no-input" {
            pty = pty.clears();
        }
        let left = pty.left().with(0).never_printed(OFFER);
        assert_right(&program, &shown(&left));
        program.run("apppw delete A --yes").ok();
    }
}

#[test]
fn recovery_codes_go_there_if_that_is_chosen() {
    let Some(display) = Display::open() else {
        return;
    };
    let program = Program::enrolled();
    let _tidy = Tidy(&program);
    let mut pty = at_terminal(&program, &display.variables(), "mfa recovery");
    pty.asked("stop working. [y/N] ").types("y").types(ENTER);
    pty.asked(CHOOSE).asked("Copy them to the clipboard");
    pty.types([DOWN, ENTER].concat());
    pty.asked(" on the clipboard for 45 seconds.");
    pty.asked("Have you saved them? [Y/n] ");
    let text = display.paste().expect("something to paste");
    pty.types(ENTER);
    let left = pty.left().with(0);
    let codes: Vec<_> = text.lines().skip(2).collect();
    assert_eq!(codes.len(), 10, "{text}");
    assert!(
        text.starts_with("Recovery codes of alain@contoso.com."),
        "{text}"
    );
    for code in codes {
        assert_eq!(code.len(), 19, "{text}");
        assert!(!left.view.text().contains(code), "{left}");
    }
    left.showing("The list of 10 recovery codes is on the clipboard");
}

/// What terminals are asked to put on their clipboards, and what else was printed.
fn sent<'a>(text: &'a str, begin: &str, end: &str) -> Vec<&'a str> {
    text.split(begin)
        .skip(1)
        .map(|rest| rest.split_once(end).expect("its end").0)
        .collect()
}

fn decoded(encoded: &str) -> String {
    String::from_utf8(Base64::decode_vec(encoded).unwrap()).unwrap()
}

#[test]
fn a_terminal_is_asked_and_what_it_did_cannot_be_known() {
    let program = Program::enrolled();
    let ssh = ("SSH_CONNECTION", "192.0.2.7 50000 192.0.2.8 22");
    let xterm = ("TERM", "xterm-256color");
    let screen = ("STY", "1.pts-0.host");
    let rows: [(Variables<'_>, &str, &str); 4] = [
        (&[xterm], "\x1b]52;c;", "\x07"),
        (&[xterm, ssh, ("DISPLAY", ":0")], "\x1b]52;c;", "\x07"),
        (
            &[("TERM", "screen"), screen],
            "\x1bP\x1b]52;c;",
            "\x07\x1b\\",
        ),
        (&[xterm, ssh, screen], "\x1bP\x1b]52;c;", "\x07\x1b\\"),
    ];
    for (variables, begin, end) in rows {
        for (answer, times) in [(ENTER, 1), ("s", 1), ("S", 1), ("n", 0), ("N", 0)] {
            let mut pty = at_terminal(&program, variables, "apppw create Outlook");
            pty.asked("your terminal may not support this.")
                .asked_hidden(OFFER);
            pty.types(answer);
            // GNU screen has one screen.
            if times > 0 && !variables.contains(&screen) {
                pty = pty.clears();
            }
            let left = pty.left().with(0);
            let text = left.view.text();
            let sent = sent(&text, begin, end);
            assert_eq!(sent.len(), 1, "{left}");
            assert_eq!(text.matches("\x1b]52").count(), 1, "{left}");
            assert_eq!(text.contains("\x1bP"), begin.starts_with("\x1bP"), "{left}");
            let password = decoded(sent[0]);
            assert_eq!(text.matches(&password).count(), times, "{left}");
            assert_eq!(text.matches(ADVICE).count(), 1, "{left}");
            assert_right(&program, &password);
            program.run("apppw delete Outlook --yes").ok();
        }
    }
    for term in ["dumb", "linux"] {
        let pty = at_terminal(&program, &[("TERM", term)], "apppw create Outlook");
        let left = pty.left().with(0);
        assert!(!left.view.bytes.contains(&0x1b), "{left}");
        assert_right(&program, &shown(&left));
        program.run("apppw delete Outlook --yes").ok();
    }
}

/// An input that ends is no answer: it isn't shown, and nothing is left that nobody may have.
#[test]
fn without_an_answer_it_is_neither_shown_nor_kept() {
    let program = Program::enrolled();
    let xterm = [("TERM", "xterm-256color")];
    let mut pty = at_terminal(&program, &xterm, "apppw create Outlook");
    pty.asked_hidden(OFFER);
    pty.types(CTRL_D);
    let left = pty.left().with(74);
    let text = left.view.text();
    let password = decoded(sent(&text, "\x1b]52;c;", "\x07")[0]);
    let left =
        left.showing("error: the new app password was deleted, because it couldn't be delivered\n");
    left.showing("hint: press Enter to see it, or n")
        .never_printed(&password);
    assert_eq!(program.fed("apppw verify", &password).code, 1);
    assert_eq!(program.run("apppw list").ok(), "");
}

/// In columns as wide as the terminal, as they are where they are only shown.
#[test]
fn recovery_codes_that_may_not_be_copied_are_shown_as_a_list() {
    let program = Program::enrolled();
    for (columns, rows_of_codes) in [(80, 5), (40, 10)] {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_keyfob"));
        command.args(["mfa", "recovery", "--yes"]);
        let command = dressed(&program, command, &[("TERM", "xterm-256color")]);
        let mut pty = Pty::run(Size(columns, 24), "mfa recovery --yes", command);
        pty.asked(CHOOSE).types([DOWN, ENTER].concat());
        pty = pty.clears();
        pty.asked("Have you saved them? [Y/n] ").types(ENTER);
        let left = pty.left().with(0);
        let shown: Vec<_> = left.cleared.iter().map(String::as_str).collect();
        let begin = shown.iter().position(|line| line.is_empty()).unwrap() + 1;
        let (codes, rest) = shown[begin..].split_at(rows_of_codes);
        assert_eq!(
            shown[..begin],
            ["The list of 10 recovery codes:", ""],
            "{left}"
        );
        for line in codes {
            let codes: Vec<_> = line.split_whitespace().collect();
            assert_eq!(codes.len(), 10 / rows_of_codes, "{left}");
            assert_eq!(*line, format!("    {}", codes.join("  ")), "{left}");
        }
        assert_eq!(rest[0], "", "{left}");
    }
}

/// Nobody knows whether a terminal took it, so no program is told that it did.
#[test]
fn json_does_not_say_copied_where_that_cannot_be_known() {
    let program = Program::enrolled();
    let line = "$keyfob apppw create A --copy --json >out";
    in_shell(&program, &[("TERM", "xterm-256color")], line)
        .left()
        .with(0);
    let out = fs::read_to_string(program.path().join("out")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["copied"], false, "{json}");
    assert_right(&program, json["password"].as_str().unwrap_or_default());
}

/// A tmux server of the test's own.
struct Tmux<'a> {
    program: &'a Program,
    name: String,
}

impl<'a> Tmux<'a> {
    fn start(program: &'a Program) -> Option<Self> {
        if !has("tmux", "tmux") {
            return None;
        }
        let folder = program.path().file_name().unwrap().to_str().unwrap();
        let name = format!("keyfob{}", folder.replace('.', "-"));
        let tmux = Self { program, name };
        tmux.run(&["new-session", "-d", "-x", "100", "-y", "30", "/bin/sh"]);
        Some(tmux)
    }

    fn output(&self, arguments: &[&str]) -> Output {
        Command::new("tmux")
            .args(["-L", &self.name, "-f", "/dev/null"])
            .args(arguments)
            .env_clear()
            .env("PATH", PATH)
            // Whatever shell the tests' user has.
            .env("SHELL", "/bin/sh")
            .env("HOME", self.program.path())
            .env("TERM", "xterm-256color")
            .env("KEYFOB_STORE", self.program.store())
            .env("KEYFOB_OPERATOR", "1")
            .env("keyfob", env!("CARGO_BIN_EXE_keyfob"))
            .env("LANG", "C.UTF-8")
            .env("TMUX_TMPDIR", self.program.path())
            .current_dir(self.program.path())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    #[track_caller]
    fn run(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn shows(&self) -> String {
        self.run(&["capture-pane", "-p", "-J"])
    }

    fn types(&self, line: &str) {
        self.run(&["send-keys", "-l", line]);
        self.run(&["send-keys", "Enter"]);
    }

    /// Needs nothing more once it is in the buffer.
    fn done(&self) {
        until("the question", || {
            self.shows().trim_end().ends_with(DONE.trim_end())
        });
        self.run(&["send-keys", "Enter"]);
    }

    fn buffer(&self) -> Option<String> {
        pasted(&self.output(&["show-buffer"]))
    }
}

impl Drop for Tmux<'_> {
    fn drop(&mut self) {
        self.output(&["kill-server"]);
    }
}

#[test]
fn in_tmux_it_is_in_the_paste_buffer() {
    if !is_root() {
        return;
    }
    let program = Program::enrolled();
    let Some(tmux) = Tmux::start(&program) else {
        return;
    };
    let _tidy = Tidy(&program);
    tmux.types("$keyfob apppw create Outlook; echo en''d1");
    tmux.done();
    until("the command's end", || tmux.shows().contains("end1"));
    let password = tmux.buffer().expect("a buffer");
    let shows = tmux.shows();
    assert!(
        shows.contains("App password for Outlook is in tmux's paste buffer for 45 seconds"),
        "{shows}"
    );
    assert!(!shows.contains(&password), "{shows}");
    assert_right(&program, &password);
    Keeper::only(&program).end();
    tmux.run(&["delete-buffer"]);

    // At its deadline its buffer goes, and somebody else's stays.
    tmux.run(&["set-buffer", "-b", "theirs", "something else"]);
    tmux.types("clear; $keyfob apppw create Printer --clear-after 1; echo en''d2");
    tmux.done();
    until("the command's end", || tmux.shows().contains("end2"));
    let shows = tmux.shows();
    assert!(
        shows.contains("is in tmux's paste buffer for 1 second"),
        "{shows}"
    );
    until("the keeper's end", || Keeper::all(&program).is_empty());
    assert_eq!(tmux.run(&["list-buffers"]).lines().count(), 1);
    assert_eq!(tmux.buffer().as_deref(), Some("something else"));

    // With its server it ends as well.
    tmux.types("clear; $keyfob apppw create Phone; echo en''d3");
    tmux.done();
    until("the command's end", || tmux.shows().contains("end3"));
    let keeper = Keeper::only(&program);
    tmux.run(&["kill-server"]);
    keeper.until_gone();
}

/// Neither on the screen nor in the history, nor on the alternate screen.
#[test]
fn what_is_cleared_in_tmux_is_gone_from_its_history_too() {
    let program = Program::enrolled();
    let Some(tmux) = Tmux::start(&program) else {
        return;
    };
    // Near the top of the screen, at its end, with more above than there is room for; and as much as
    // there is room for, from the first row to the last.
    let many: Vec<_> = (10..35).map(|number| format!("n{number}")).collect();
    for (before, names, heading) in [
        ("clear", "A", "App password for A:"),
        ("seq 60", "B", "App password for B:"),
        ("clear; seq 27", "C", "App password for C:"),
        ("clear", &many.join(" "), "25 app passwords:"),
    ] {
        tmux.types(&format!(
            "{before}; $keyfob apppw create {names} --print --yes; echo en''d{}",
            names.len()
        ));
        let question = CLEAR.trim_end();
        until("the question", || tmux.shows().contains(question));
        let shows = tmux.shows();
        let lines = shows.lines().filter(|line| line.starts_with("    "));
        let secrets: Vec<_> = lines
            .filter_map(|line| line.split_whitespace().last())
            .collect();
        assert_eq!(secrets.len(), names.split(' ').count(), "{shows}");
        assert_right(&program, secrets[0]);
        tmux.run(&["send-keys", "Enter"]);
        let end = format!("end{}", names.len());
        until("the end", || tmux.shows().contains(&end));
        let shows = tmux.shows();
        assert!(!shows.contains(question), "{shows}");
        let left = format!("{heading}\nCleared.\n{end}");
        assert!(shows.contains(&left), "{shows}");
        let all = tmux.run(&["capture-pane", "-p", "-J", "-S", "-", "-E", "-"]);
        let alternate = tmux.output(&["capture-pane", "-a", "-p", "-J"]).stdout;
        let alternate = String::from_utf8_lossy(&alternate);
        for secret in secrets {
            assert!(!all.contains(secret), "{all}");
            assert!(!alternate.contains(secret), "{alternate}");
        }
    }
}

/// A real one, which takes the wrapping off and hands the rest on to the terminal around it.
#[test]
fn in_screen_the_terminal_around_it_is_asked() {
    if !has("screen", "screen") {
        return;
    }
    let program = Program::enrolled();
    let sockets = program.path().join("screens");
    fs::create_dir(&sockets).unwrap();
    fs::set_permissions(&sockets, fs::Permissions::from_mode(0o700)).unwrap();
    let variables = [
        ("TERM", "xterm-256color"),
        ("SCREENDIR", sockets.to_str().unwrap()),
        ("LANG", "C.UTF-8"),
    ];
    for answer in ["n", ENTER] {
        let inner = "echo be''fore; $keyfob apppw create Outlook; echo af''ter; read end";
        let mut command = CommandBuilder::new("screen");
        command.args(["-c", "/dev/null", "/bin/sh", "-c", inner]);
        let command = dressed(&program, command, &variables);
        let mut pty = Pty::run(Size::default(), "screen", command);
        pty.asked("your terminal may not support this.")
            .asked(OFFER);
        pty.types(answer);
        pty.until_shown("after");
        let (lines, text) = (pty.view().lines(), pty.view().text());
        let sent = sent(&text, "\x1b]52;c;", "\x07");
        assert_eq!(sent.len(), 1, "{text:?}");
        let password = decoded(sent[0]);
        assert_right(&program, &password);
        assert_eq!(pty.view().shows(&password), answer == ENTER, "{lines:#?}");
        assert_eq!(lines[0], "before", "{lines:#?}");
        pty.types(ENTER);
        pty.left();
        program.run("apppw delete Outlook --yes").ok();
    }
}

/// The keeper had reached its display, and was never given the secret.
#[test]
fn a_display_that_ends_before_the_secret_is_there_leaves_it_to_be_shown() {
    if !is_root() {
        return;
    }
    let Some(mut display) = Display::open() else {
        return;
    };
    let program = Program::enrolled();
    let _tidy = Tidy(&program);
    program.run("policy set modern-apps Outlook").ok();
    let variables = display
        .variables()
        .map(|(name, value)| (name, value.to_owned()));
    let variables = variables
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let mut pty = at_terminal(&program, &variables, "apppw create Outlook");
    pty.asked("Create one for Outlook anyway? [y/N] ");
    let keeper = Keeper::only(&program);
    display.server.end();
    pty.types("y\r");
    let left = pty.left().with(0);
    assert_right(&program, &shown(&left));
    let left = left.showing("Not copied: the desktop's clipboard doesn't answer.");
    assert!(!left.view.shows("on the clipboard"), "{left}");
    keeper.until_gone();
}

#[test]
fn a_tmux_that_is_gone_is_not_believed() {
    if !has("tmux", "tmux") {
        return;
    }
    let program = Program::enrolled();
    let socket = program.path().join("gone").display().to_string();
    let gone = ("TMUX", format!("{socket},1,0"));
    for term in ["linux", "screen-256color"] {
        let variables = [(gone.0, gone.1.as_str()), ("TERM", term)];
        let mut pty = at_terminal(&program, &variables, "apppw create A");
        if term != "linux" {
            pty = pty.clears();
        }
        let left = pty.left().with(0);
        assert_right(&program, &shown(&left));
        left.showing("Not copied: tmux doesn't answer.");
        program.run("apppw delete A --yes").ok();
    }
}

#[test]
fn stopping_between_two_says_which_exists() {
    let Some(display) = Display::open() else {
        return;
    };
    let program = Program::enrolled();
    let _tidy = Tidy(&program);
    for (key, first, second) in [(CTRL_C, "A", "B"), (CTRL_D, "C", "D")] {
        let line = format!("apppw create {first} {second}");
        let mut pty = at_terminal(&program, &display.variables(), &line);
        pty.asked(&format!("('{first}', '{second}')? [Y/n] "))
            .types(ENTER);
        pty.asked_hidden(&format!(
            "Press Enter for the next, {second}, or s to show this one here. "
        ));
        pty.types(key);
        let left = pty.left().with(130);
        left.showing(&format!("The app password for {first} was created."));
        let list = program.run("apppw list").ok();
        let exists = |app: &str| {
            list.lines()
                .any(|line| line.starts_with(&format!("{app}\t")))
        };
        assert!(exists(first) && !exists(second), "{list}");
    }
}

/// A headless Wayland compositor, which refuses root: it and what runs there are nobody's.
struct Compositor {
    server: Server,
    folder: tempfile::TempDir,
}

const NOBODY: u32 = 65_534;

impl Compositor {
    fn open() -> Option<Self> {
        let needed = [
            ("sway", "sway"),
            ("wl-paste", "wl-clipboard"),
            ("setpriv", "util-linux"),
        ];
        if !needed
            .iter()
            .all(|(program, package)| has(program, package))
        {
            return None;
        }
        if !is_root() {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        fs::write(path.join("conf"), "xwayland disable\n").unwrap();
        install_program(&path.join("keyfob"));
        fs::set_permissions(path, fs::Permissions::from_mode(0o700)).unwrap();
        for entry in [path, &path.join("conf"), &path.join("keyfob")] {
            chown(entry, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let child = as_nobody(path, "sway")
            .args(["-c", "conf"])
            .env("WLR_BACKENDS", "headless")
            .env("WLR_LIBINPUT_NO_DEVICES", "1")
            .env("WLR_RENDERER", "pixman")
            .env_remove("WAYLAND_DISPLAY")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let this = Self {
            server: Server { child },
            folder,
        };
        until("the compositor", || {
            this.folder.path().join("wayland-1").exists()
        });
        Some(this)
    }

    fn run(&self, program: &str, line: &str, input: &str) -> Ran {
        let mut child = as_nobody(self.folder.path(), program)
            .args(line.split_whitespace())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        ran(line, &child.wait_with_output().unwrap())
    }

    fn keyfob(&self, line: &str, input: &str) -> Ran {
        let program = self.folder.path().join("keyfob");
        self.run(program.to_str().unwrap(), line, input)
    }

    fn paste(&self) -> Option<String> {
        let ran = self.run("wl-paste", "--no-newline", "");
        (ran.code == 0).then_some(ran.out)
    }

    fn keepers(&self) -> Vec<Keeper> {
        let home = format!("HOME={}", self.folder.path().display());
        let home = home.as_bytes();
        fs::read_dir("/proc")
            .unwrap()
            .filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok())
            .map(Keeper)
            .filter(|keeper| keeper.lives())
            .filter(|keeper| {
                keeper
                    .bytes("environ")
                    .split(|&byte| byte == 0)
                    .any(|one| one == home)
            })
            .collect()
    }
}

fn as_nobody(home: &Path, program: &str) -> Command {
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid=65534", "--regid=65534", "--clear-groups", program])
        .env_clear()
        .env("PATH", PATH)
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", home)
        .env("WAYLAND_DISPLAY", "wayland-1")
        .env("KEYFOB_STORE", home.join("keyfob.db"))
        .env("KEYFOB_OPERATOR", "1")
        .current_dir(home)
        .stdin(Stdio::null());
    command
}

#[test]
fn under_wayland_what_is_pasted_is_the_app_password() {
    let Some(mut compositor) = Compositor::open() else {
        return;
    };
    compositor
        .keyfob("account add alain@contoso.com --mfa enabled", "")
        .ok();
    let uri = compositor.keyfob("mfa enroll", "").word();
    let code = crate::support::totp_now(&uri);
    compositor
        .keyfob(&format!("mfa enroll --confirm {code} --no-app"), "")
        .ok();
    for _ in 0..rounds(100, 5) {
        let copied = compositor.keyfob("apppw create A --copy", "");
        assert!(
            copied.err.contains("A is on the clipboard for 45"),
            "{copied}"
        );
        assert_eq!(copied.ok(), "");
        let password = compositor.paste().expect("something to paste");
        compositor.keyfob("apppw verify", &password).ok();
        compositor.keyfob("apppw delete A --yes", "").ok();
    }

    compositor
        .keyfob("apppw create B --copy --clear-after 1", "")
        .ok();
    until("all keepers' end", || compositor.keepers().is_empty());
    assert_eq!(compositor.paste(), None);

    compositor.keyfob("apppw create C --copy", "").ok();
    assert_eq!(compositor.keepers().len(), 1);
    let mut copying = as_nobody(compositor.folder.path(), "wl-copy")
        .args(["--foreground", "something else"])
        .spawn()
        .unwrap();
    until("another program's copy", || {
        compositor.paste().as_deref() == Some("something else")
    });
    until("the keeper's end", || compositor.keepers().is_empty());
    assert_eq!(compositor.paste().as_deref(), Some("something else"));
    copying.kill().unwrap();
    copying.wait().unwrap();

    compositor.keyfob("apppw create D --copy", "").ok();
    assert_eq!(compositor.keepers().len(), 1);
    compositor.server.end();
    until("the keeper's end", || compositor.keepers().is_empty());
}
