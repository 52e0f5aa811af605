//! A real mail server on this machine, and commands that mail is given to.

use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::holder::Holder;
use super::{PATIENCE, has, has_file};

pub fn write(path: &Path, content: &str) {
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .unwrap();
    file.write_all(content.as_bytes()).unwrap();
}

/// A command that runs these lines, with the folder they are in as `$here`. It is run by the shell, because
/// a script can't be started while the child of another test has it open for writing.
pub fn script(holder: &Holder, name: &str, lines: &str) -> String {
    let path = holder.program.path().join(name);
    write(&path, &format!("here=${{0%/*}}\n{lines}\n"));
    format!("/bin/sh {}", path.display())
}

pub fn read(holder: &Holder, name: &str) -> Option<String> {
    fs::read_to_string(holder.program.path().join(name)).ok()
}

/// A mail server on a free port of this machine.
pub struct MailServer {
    child: Child,
    received: BufReader<ChildStdout>,
    port: String,
}

const SERVER: &str = r#"
import asyncio, json
from aiosmtpd.smtp import SMTP

class Handler:
    async def handle_DATA(self, server, session, envelope):
        print(json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "mail": envelope.content.decode(),
        }), flush=True)
        return "250 OK"

async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler()), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"#;

impl MailServer {
    /// None where what it takes isn't there.
    pub fn start() -> Option<Self> {
        let there = has("msmtp", "msmtp")
            && has_file("/usr/bin/python3", "python3")
            && has_file(
                "/usr/lib/python3/dist-packages/aiosmtpd/smtp.py",
                "python3-aiosmtpd",
            );
        if !there {
            return None;
        }
        let mut child = Command::new("/usr/bin/python3")
            .args(["-c", SERVER])
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut received = BufReader::new(child.stdout.take().unwrap());
        // It says so once it listens.
        let mut port = String::new();
        received.read_line(&mut port).unwrap();
        Some(Self {
            child,
            received,
            port: port.trim_end().to_owned(),
        })
    }

    /// How msmtp finds it.
    pub fn configuration(&self) -> String {
        format!(
            "account default\nhost 127.0.0.1\nport {}\nauth off\ntls off\n",
            self.port
        )
    }

    /// Has the holder's mail sent here, and the mail command's surroundings noted down.
    pub fn serves(&self, holder: &Holder) {
        let configuration = holder.program.path().join("msmtprc");
        write(&configuration, &self.configuration());
        let command = script(
            holder,
            "mail",
            &format!(
                "tr '\\0' '\\n' </proc/$$/cmdline >>\"$here/seen\"\n\
                 tr '\\0' '\\n' </proc/$$/environ >>\"$here/seen\"\n\
                 exec /usr/bin/msmtp -C {} -t --read-envelope-from",
                configuration.display()
            ),
        );
        holder.program.set_policy("mail-command", &command);
    }

    pub fn next(&mut self) -> serde_json::Value {
        if self.received.buffer().is_empty() {
            let patience = Timespec::try_from(PATIENCE).unwrap();
            let mut polled = [PollFd::new(self.received.get_ref(), PollFlags::IN)];
            assert_eq!(
                poll(&mut polled, Some(&patience)).unwrap(),
                1,
                "no mail came"
            );
        }
        let mut line = String::new();
        self.received.read_line(&mut line).unwrap();
        serde_json::from_str(&line).expect("a mail")
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
