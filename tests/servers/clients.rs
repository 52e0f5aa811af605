//! The clients: Python's imaplib, curl and swaks. Each hears secrets on its stdin.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::servers::log_ins::Heard;

fn client(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// What a client says that gets this on its stdin.
fn told(program: &str, arguments: &[&str], input: &str) -> (i32, String) {
    let mut child = client(program, arguments).spawn().unwrap();
    // One that gave up says why.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap_or(-1),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

const IMAPLIB: &str = r#"
import imaplib, json, sys
for line in sys.stdin:
    port, mechanism, user, password = json.loads(line)
    client = imaplib.IMAP4("127.0.0.1", port, timeout=30)
    try:
        if mechanism == "LOGIN":
            client.login(client._quote(user), password)
        else:
            client.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
        client.logout()
        heard = "OK"
    except imaplib.IMAP4.error as error:
        heard = str(error)
        client.shutdown()
    print(json.dumps(heard), flush=True)
"#;

/// A Python that logs in as often as it is asked to.
pub struct Imaplib {
    child: Child,
    asks: Option<ChildStdin>,
    hears: BufReader<ChildStdout>,
    port: u16,
}

impl Imaplib {
    pub fn new(port: u16) -> Self {
        let mut child = client("/usr/bin/python3", &["-c", IMAPLIB])
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        Self {
            asks: child.stdin.take(),
            hears: BufReader::new(child.stdout.take().unwrap()),
            child,
            port,
        }
    }

    /// AUTHENTICATE PLAIN.
    pub fn plain(&mut self, user: &str, password: &str) -> Heard {
        self.log_in("PLAIN", user, password)
    }

    /// The command LOGIN, for which imaplib knows ASCII only.
    pub fn login(&mut self, user: &str, password: &str) -> Heard {
        self.log_in("LOGIN", user, password)
    }

    fn log_in(&mut self, mechanism: &str, user: &str, password: &str) -> Heard {
        let line = serde_json::json!([self.port, mechanism, user, password]);
        writeln!(self.asks.as_mut().unwrap(), "{line}").unwrap();
        let mut heard = String::new();
        self.hears.read_line(&mut heard).unwrap();
        match heard.trim() {
            r#""OK""# => Heard::Yes,
            no if no.contains("[AUTHENTICATIONFAILED]") => Heard::No,
            later if later.contains("[UNAVAILABLE]") => Heard::Later,
            other => panic!("{other}"),
        }
    }
}

impl Drop for Imaplib {
    fn drop(&mut self) {
        // That ends it.
        self.asks = None;
        let _ = self.child.wait();
    }
}

/// A word as curl's configuration has it.
fn for_curl(word: &str) -> String {
    format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""))
}

fn curl(flags: &[&str], url: &str, user: &str, password: &str) -> (i32, String) {
    let configuration = format!(
        "url = {}\nuser = {}\n",
        for_curl(url),
        for_curl(&format!("{user}:{password}"))
    );
    let arguments = [
        &["-q", "--silent", "--max-time", "60", "--config", "-"],
        flags,
    ]
    .concat();
    told("/usr/bin/curl", &arguments, &configuration)
}

/// curl hears no difference between "no" and "later".
pub fn curl_logs_in(port: u16, user: &str, password: &str) -> bool {
    match curl(&[], &format!("imap://127.0.0.1:{port}/"), user, password) {
        (0, _) => true,
        (67, _) => false,
        other => panic!("{other:?}"),
    }
}

/// The status of an answer by HTTP, to one who comes from this address of this machine.
pub fn http_status(site: &str, from: &str, user: &str, password: &str) -> String {
    let flags = [
        // Its certificate is its own.
        "--insecure",
        "--interface",
        from,
        "--output",
        "/dev/null",
        "--write-out",
        "%{http_code}",
    ];
    let url = format!("{site}/dav/");
    curl(&flags, &url, user, password).1
}

/// What a log-in from this address comes to that fetches a file.
pub fn ftp(port: u16, from: &str, user: &str, password: &str) -> Heard {
    let flags = ["--insecure", "--ssl-reqd", "--interface", from];
    let url = format!("ftp://127.0.0.1:{port}/welcome");
    match curl(&flags, &url, user, password) {
        (0, said) if said.contains("in\n") => Heard::Yes,
        // The log-in was denied.
        (67, _) => Heard::No,
        other => panic!("{other:?}"),
    }
}

/// The log-in of a mail by SMTP.
pub fn swaks(port: u16, mechanism: &str, user: &str, password: &str) -> (Heard, String) {
    let server = format!("127.0.0.1:{port}");
    let options = format!(
        "server {server}\nauth {mechanism}\nauth-user {user}\nauth-password {password}\n\
         from alain@mail.test\nto bea@example.org\ntimeout 60\nhelo client.test\n"
    );
    let (_, said) = told("/usr/bin/swaks", &["--config", "/dev/stdin"], &options);
    let answered = |code: &str| {
        said.lines()
            .any(|line| line.get(4..).is_some_and(|line| line.starts_with(code)))
    };
    let heard = if answered("235") {
        Heard::Yes
    } else if answered("535") {
        Heard::No
    } else if answered("454") || answered("435") {
        Heard::Later
    } else {
        panic!("{said}")
    };
    (heard, said)
}
