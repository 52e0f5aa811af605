//! Holders who help themselves: any user of the machine, at a terminal, who signs in to an account.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::process::Command;

use base64ct::{Base64, Encoding};
use portable_pty::CommandBuilder;

use crate::people::Person::{Alain, Stranger};
use crate::people::{BEA, Office, Person};
use crate::servers::site::{Running, free_port};
use crate::support::holder::PASSWORD;
use crate::support::mail_server::MailServer;
use crate::support::pty::{CHOOSE, DOWN, ENTER, Pty, Size, code_shown};
use crate::support::{ALAIN, fed, has, has_file, permitted, totp_at, totp_now, unix_now};

const PASSWORD_OF: &str = "Password of alain@contoso.com: ";
const CODE_FROM: &str = "Code from Authenticator (Enter for another way): ";
const SHOWN_BY_APP: &str = "Code from the app: ";
const NAME_OF_APP: &str = "Name of the app [First app]: ";

impl Office {
    /// A terminal in which root has a shell, with `$alain` and `$stranger` to run keyfob as these.
    fn terminal(&self, script: &str) -> Pty {
        let mut command = CommandBuilder::new("/bin/sh");
        command.args(["-c", script]);
        command.env_clear();
        command.env("PATH", "/usr/bin:/bin");
        command.env("TERM", "xterm");
        // No clipboard.
        command.env("TERM", "tmux-256color");
        command.env("TMUX", "/nowhere,1,0");
        command.env("HOME", self.home());
        command.env("KEYFOB_SOCKET", self.socket());
        command.env("KEYFOB_ACCOUNT", ALAIN);
        for (name, person) in [("alain", Alain), ("stranger", Stranger)] {
            let mut words = self.becoming(person);
            words.push(self.path("keyfob").to_str().unwrap().to_owned());
            command.env(name, words.join(" "));
        }
        command.cwd(self.home());
        Pty::run(Size(80, 60), script, command)
    }

    fn home(&self) -> std::path::PathBuf {
        let home = self.path("home");
        if !home.exists() {
            fs::create_dir(&home).unwrap();
            chown(&home, Some(Alain.uid()), Some(Alain.uid())).unwrap();
        }
        home
    }

    fn sends_mail_to(&self, mails: &MailServer) {
        let configuration = self.path("msmtprc");
        fs::write(&configuration, mails.configuration()).unwrap();
        let command = format!(
            "/usr/bin/msmtp -C {} -t --read-envelope-from",
            configuration.display()
        );
        let mut sets = self.owners("policy set mail-command");
        assert!(sets.arg(command).output().unwrap().status.success());
    }

    /// What the terminal's commands wrote to a file there, a word for each.
    fn codes(&self) -> Vec<String> {
        let text = fs::read_to_string(self.home().join("codes")).unwrap();
        text.split_whitespace().map(str::to_owned).collect()
    }
}

/// Runs these in one terminal, where the holder signs in first, and returns their exit statuses.
fn signed_in(office: &Office, uri: &str, lines: &[&str]) -> Vec<String> {
    let told: Vec<_> = lines
        .iter()
        .map(|line| format!("{line} >>out 2>>err </dev/null; echo $? >> codes"))
        .collect();
    let script = format!("$alain signin && {{ {}; }}", told.join("; "));
    let mut pty = office.terminal(&script);
    pty.asked_hidden(PASSWORD_OF).types(PASSWORD).types(ENTER);
    // The step that confirmed the authenticator may be the present one.
    let code = totp_at(uri, unix_now() + 30);
    pty.asked_hidden(CODE_FROM).types(code).types(ENTER);
    pty.left().with(0).never_printed(PASSWORD);
    office.codes()
}

#[test]
fn a_sign_in_is_for_this_user_and_this_terminal() {
    let Some(office) = Office::open() else {
        return;
    };
    let uri = office.enrol(ALAIN);
    let lines = [
        ("$alain apppw create Outlook", "0"),
        ("$alain apppw list", "0"),
        ("$alain apppw rename Outlook Mail", "0"),
        ("$alain apppw rotate Mail", "0"),
        ("$alain mfa status", "0"),
        ("$alain mfa default authenticator", "0"),
        ("$alain apppw delete Mail --yes", "0"),
        ("$alain whoami --json", "0"),
        // Another's account, and what is an operator's.
        ("$alain apppw list -a bea@contoso.com", "77"),
        ("$alain mfa reset --yes --operator", "77"),
        ("$alain account show", "77"),
        ("$alain policy set app-password-limit 1", "77"),
        // Another user here, and this user elsewhere.
        ("$stranger apppw list", "77"),
        ("$stranger apppw create Outlook", "77"),
        ("setsid --wait $alain apppw list", "77"),
        ("$alain signout", "0"),
        ("$alain apppw list", "77"),
    ];
    let commands = lines.map(|(line, _)| line);
    let codes = signed_in(&office, &uri, &commands);
    let wanted: Vec<_> = lines.iter().map(|(_, code)| *code).collect();
    let err = fs::read_to_string(office.home().join("err")).unwrap();
    assert_eq!(codes, wanted, "{err}");
    let out = fs::read_to_string(office.home().join("out")).unwrap();
    assert!(out.contains(&format!("\"account\":\"{ALAIN}\"")), "{out}");
    // In another terminal of the same user.
    let script = "$alain apppw list </dev/null; test $? = 77";
    office.terminal(script).left().with(0);
    let log = office.owner("log --json -a alain@contoso.com").ok();
    for line in log.lines().filter(|line| line.contains("\"apppw.")) {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(entry["who"]["uid"], Alain.uid(), "{line}");
        assert_eq!(entry["who"]["role"], "holder", "{line}");
    }
    office.owner("log check").ok();
}

/// With the QR code, the recovery codes in a file of the holder's own, and the first app password.
#[test]
fn enrolling_by_the_socket_leads_to_the_first_app_password() {
    let Some(office) = Office::open() else {
        return;
    };
    // Whether e-mail is offered doesn't depend on what this machine has.
    office.owner("policy set mail-command /bin/true").ok();
    let mut pty = office.terminal("$alain mfa enroll");
    pty.asked_hidden(PASSWORD_OF).types(PASSWORD).types(ENTER);
    pty.asked(CHOOSE).types(ENTER);
    pty.asked(SHOWN_BY_APP);
    let code = code_shown(pty.view());
    pty.types(code).types(ENTER);
    pty.asked(CHOOSE).types(ENTER);
    pty.asked(CHOOSE).types(ENTER);
    pty.asked("Only you can read it.");
    pty.asked(NAME_OF_APP).types("Outlook").types(ENTER);
    let left = pty.clears().left().with(0).never_printed(PASSWORD);
    let shown = left.cleared.join("\n");
    let password = shown
        .split_whitespace()
        .find(|word| word.len() == 16 && word.bytes().all(|byte| byte.is_ascii_lowercase()))
        .expect(&shown);
    let line = format!("apppw verify -a {ALAIN}");
    assert_eq!(fed(office.owners(&line), &line, password).code, 0);
    assert_eq!(office.app_passwords(ALAIN), ["Outlook"]);
    let codes = office
        .home()
        .join(format!("keyfob-recovery-codes-{ALAIN}.txt"));
    assert_eq!(
        codes.metadata().unwrap().permissions().mode() & 0o777,
        0o600
    );
    office.owner("store check").ok();
}

/// What was stolen with the laptop ends, and so does what may have been on it; the holder is told by mail.
#[test]
fn the_day_after_a_laptop_was_stolen() {
    let Some(office) = Office::open() else {
        return;
    };
    let Some(mut mails) = MailServer::start() else {
        return;
    };
    let uri = office.enrol(ALAIN);
    let stolen = office
        .owner(&format!("apppw create Laptop -a {ALAIN}"))
        .word();
    let kept = office
        .owner(&format!("apppw create Phone -a {ALAIN}"))
        .word();
    office.sends_mail_to(&mails);
    for line in [
        "account set alain@contoso.com --email alain@example.org",
        "policy set notices on",
    ] {
        office.owner(line).ok();
    }
    let codes = signed_in(
        &office,
        &uri,
        &[
            "$alain apppw delete Laptop --yes",
            "$alain apppw rotate Phone",
        ],
    );
    assert_eq!(codes, ["0", "0"]);
    let line = format!("apppw verify -a {ALAIN}");
    for old in [stolen, kept] {
        assert_eq!(fed(office.owners(&line), &line, &old).code, 1);
    }
    let new = fs::read_to_string(office.home().join("out")).unwrap();
    let new = new.lines().next_back().unwrap();
    // The daemon sends it. What the holder deleted isn't news.
    let mail = mails.next();
    assert_eq!(mail["to"][0], "alain@example.org", "{mail}");
    let text = mail["mail"].as_str().unwrap();
    assert!(
        text.contains("Phone") && !text.contains("Laptop") && !text.contains(new),
        "{text}"
    );
    assert_eq!(fed(office.owners(&line), &line, new).code, 0);
}

/// The daemon writes and sends the codes; what is proved stays with it.
#[test]
fn codes_by_mail_and_recovery_codes_sign_in_by_the_socket() {
    let Some(office) = Office::open() else {
        return;
    };
    let Some(mut mails) = MailServer::start() else {
        return;
    };
    office.sends_mail_to(&mails);
    let mut pty = office.terminal("$alain mfa enroll --app Outlook");
    pty.asked_hidden(PASSWORD_OF).types(PASSWORD).types(ENTER);
    pty.asked(CHOOSE).types(DOWN).types(ENTER);
    pty.asked("E-mail address: ")
        .types("alain@example.org")
        .types(ENTER);
    pty.asked("Code in the message: ")
        .types(code_in(&mails.next()))
        .types(ENTER);
    pty.asked(CHOOSE).types(ENTER);
    pty.asked("Only you can read it.");
    pty.clears().left().with(0);
    let file = office
        .home()
        .join(format!("keyfob-recovery-codes-{ALAIN}.txt"));
    let text = fs::read_to_string(file).unwrap();
    let recovery_code = text.lines().next_back().unwrap();

    // Another terminal, another sign-in.
    let mut pty =
        office.terminal("$alain signin --method recovery && $alain apppw list --json </dev/null");
    pty.asked_hidden(PASSWORD_OF).types(PASSWORD).types(ENTER);
    pty.asked_hidden("Recovery code")
        .types(recovery_code)
        .types(ENTER);
    let left = pty.left().with(0);
    assert!(left.view.text().contains("\"name\":\"Outlook\""), "{left}");
    office.owner("log check").ok();
}

/// The six digits in a mail.
fn code_in(mail: &serde_json::Value) -> String {
    let text = mail["mail"].as_str().unwrap();
    let (_, body) = text.split_once("\r\n\r\n").expect(text);
    let digits = body.split(|c: char| !c.is_ascii_digit());
    let mut codes = digits.filter(|digits| digits.len() == 6);
    codes.next().expect(text).to_owned()
}

/// An unknown name is asked for its password as a known one is.
#[test]
fn a_user_hears_nothing_of_accounts() {
    let Some(office) = Office::open() else {
        return;
    };
    for account in [BEA, "nobody@contoso.com"] {
        let line = format!("$stranger apppw list -a {account}");
        let mut pty = office.terminal(&line);
        let question = format!("Password of {account}: ");
        for time in 1..=3 {
            pty.until_asked_hidden_for_the(&question, time)
                .types("wrong")
                .types(ENTER);
        }
        let left = pty.left().with(77);
        left.showing("error: wrong account or password");
    }
}

/// A session is that of the process that connected. What its number leads to later may be another's.
#[test]
fn a_process_that_is_gone_has_no_session() {
    const CLIENT: &str = "
import json, os, socket, struct, sys, time
client = socket.socket(socket.AF_UNIX)
client.connect(sys.argv[1])
parent = os.getpid()
if sys.argv[2] == 'ends':
    if os.fork():
        os._exit(0)
    while os.getppid() == parent:
        time.sleep(0.01)
print('ready', flush=True)
while not os.path.exists(sys.argv[3]):
    time.sleep(0.01)
request = json.dumps('WhoAmI').encode()
client.sendall(struct.pack('>I', len(request)) + request)
length, = struct.unpack('>I', client.recv(4, socket.MSG_WAITALL))
print(client.recv(length, socket.MSG_WAITALL).decode(), flush=True)
";
    let Some(office) = Office::open() else {
        return;
    };
    if !has("python3", "python3") {
        return;
    }
    fs::write(office.path("client.py"), CLIENT).unwrap();
    for (how, keeps) in [("lives", true), ("ends", false)] {
        // It lets no client in until the process is gone.
        office.signal(rustix::process::Signal::STOP);
        let script = format!(
            "python3 {} {} {how} {}; cat > /dev/null",
            office.path("client.py").display(),
            office.socket().display(),
            office.path(how).display()
        );
        let mut pty = office.terminal(&script);
        pty.asked("ready");
        office.signal(rustix::process::Signal::CONT);
        fs::write(office.path(how), "").unwrap();
        pty.asked(&format!("\"keeps_sign_ins\":{keeps}"));
        pty.signal(rustix::process::Signal::KILL);
        let _ = pty.left();
    }
}

const SSHD: &str = "/usr/sbin/sshd";
const NAMESPACE: [&str; 2] = ["unshare", "--mount"];
/// What sshd writes to, and the machine's users with one more, for itself alone.
const START: &str = r#"
    set -e
    mount -t tmpfs -o mode=755 tmpfs /run
    mkdir -m 755 /run/sshd
    mount --bind "$1/ssh/passwd" /etc/passwd
    exec "$2" -D -e -f "$1/ssh/config"
"#;

/// `ssh -t host keyfob apppw create Outlook`: everything belongs to the person's own terminal.
#[test]
fn by_ssh_the_secret_goes_to_the_clipboard_of_the_persons_own_terminal() {
    let there = has_file(SSHD, "openssh-server") && has("ssh", "openssh-client");
    let Some(office) = Office::open() else {
        return;
    };
    if !there || !permitted(&NAMESPACE, "util-linux") {
        return;
    }
    let uri = office.enrol(ALAIN);
    let (sshd, port) = office.ssh();
    sshd.until("it listens", || {
        std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
    });
    let keyfob = format!(
        "KEYFOB_SOCKET={} {} apppw create Outlook -a {ALAIN}",
        office.socket().display(),
        office.path("keyfob").display()
    );
    let mut command = CommandBuilder::new("ssh");
    command.args(["-F", "none", "-tt", "-l", "alain", "-p", &port.to_string()]);
    command.args(["-i", office.path("ssh/key").to_str().unwrap()]);
    for option in [
        "StrictHostKeyChecking=no",
        "UserKnownHostsFile=/dev/null",
        "LogLevel=ERROR",
    ] {
        command.args(["-o", option]);
    }
    command.args(["127.0.0.1", &keyfob]);
    command.env_clear();
    command.env("PATH", "/usr/bin:/bin");
    command.env("TERM", "xterm-256color");
    let mut pty = Pty::run(Size(80, 40), &keyfob, command);
    pty.asked(PASSWORD_OF).types(PASSWORD).types(ENTER);
    pty.asked(CODE_FROM)
        .types(totp_at(&uri, unix_now() + 30))
        .types(ENTER);
    pty.asked("Press Enter to show it here, or n if you don't need that. ")
        .types("n");
    let left = pty.left().with(0).never_printed(PASSWORD);
    let text = left.view.text();
    let encoded = text
        .split("\x1b]52;c;")
        .nth(1)
        .expect(&text)
        .split('\x07')
        .next()
        .unwrap();
    let password = String::from_utf8(Base64::decode_vec(encoded).unwrap()).unwrap();
    let left = left.never_printed(&password);
    left.showing("was sent to your terminal's clipboard");
    let line = format!("apppw verify -a {ALAIN}");
    assert_eq!(fed(office.owners(&line), &line, &password).code, 0);
    let _ = totp_now(&uri);
}

impl Office {
    /// A real sshd that lets Alain in by a key.
    fn ssh(&self) -> (Running, u16) {
        let folder = self.path("ssh");
        fs::create_dir(&folder).unwrap();
        for key in ["host_key", "key"] {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                .arg(folder.join(key))
                .status();
            assert!(made.unwrap().success());
        }
        fs::copy(folder.join("key.pub"), folder.join("authorized_keys")).unwrap();
        fs::set_permissions(
            folder.join("authorized_keys"),
            Permissions::from_mode(0o644),
        )
        .unwrap();
        let port = free_port();
        let config = format!(
            "ListenAddress 127.0.0.1\nPort {port}\nHostKey {0}/host_key\nPidFile none\nUsePAM no\n\
             StrictModes no\nAuthorizedKeysFile {0}/authorized_keys\n",
            folder.display()
        );
        fs::write(folder.join("config"), config).unwrap();
        let uid = Person::Alain.uid();
        let alain = format!("alain:x:{uid}:{uid}::{}:/bin/sh\n", self.home().display());
        let users = fs::read_to_string("/etc/passwd").unwrap();
        fs::write(folder.join("passwd"), users + &alain).unwrap();
        let mut command = Command::new(NAMESPACE[0]);
        command
            .args(&NAMESPACE[1..])
            .args(["sh", "-c", START, "sh"])
            .arg(self.folder.path())
            .arg(SSHD)
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        (Running::start("sshd", &mut command, &folder), port)
    }
}
