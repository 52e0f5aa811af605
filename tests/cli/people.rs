//! Holders, what they know, and what they have at hand.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::support::{ALAIN, Answer, Made, Ran, World};

pub const PASSWORD: &str = "seven purple marmots sing";
pub const ANOTHER: &str = "eleven quiet herons waded";
pub const BEA: &str = "bea@contoso.com";

/// A store with alain's account, whose password is `PASSWORD`. Nobody is an operator who doesn't
/// say so.
pub fn known(mfa: &str) -> World {
    static DISABLED: OnceLock<Made<()>> = OnceLock::new();
    static ENABLED: OnceLock<Made<()>> = OnceLock::new();
    let made = match mfa {
        "disabled" => &DISABLED,
        "enabled" => &ENABLED,
        other => panic!("{other}"),
    };
    let (world, ()) = World::made_once(made, |world| make_known(world, mfa));
    world.operator.set(false);
    world
}

fn make_known(world: &World, mfa: &str) {
    world.operator.set(false);
    add(world, ALAIN, mfa);
    // E-mail is offered on any machine.
    set_command(world, "mail", "/bin/true");
}

pub fn add(world: &World, account: &str, mfa: &str) {
    world
        .fed(
            &format!("account add {account} --mfa {mfa} --password-stdin"),
            PASSWORD,
        )
        .ok();
}

/// An authenticator app and a sheet of recovery codes.
#[derive(Clone)]
pub struct Kit {
    pub uri: String,
    pub codes: Vec<String>,
}

/// As `known`, with MFA enforced.
pub fn holder() -> (World, Kit) {
    static MADE: OnceLock<Made<Kit>> = OnceLock::new();
    let (world, kit) = World::made_once(&MADE, |world| {
        make_known(world, "enabled");
        enrol(world, ALAIN)
    });
    world.operator.set(false);
    (world, kit)
}

/// Sets an authenticator up. Its code of this moment is used up, so that time passes.
pub fn enrol(world: &World, account: &str) -> Kit {
    let uri = world
        .run(&format!("mfa enroll --operator -a {account}"))
        .word();
    let code = world.code(&uri);
    let ended = world
        .run(&format!(
            "mfa enroll --operator -a {account} --confirm {code} --no-app"
        ))
        .ok();
    world.pass(30);
    Kit {
        uri,
        codes: recovery_codes(&ended),
    }
}

pub fn recovery_codes(output: &str) -> Vec<String> {
    output
        .lines()
        .filter_map(|line| line.strip_prefix("recovery-code\t"))
        .map(str::to_owned)
        .collect()
}

impl Kit {
    /// Password and code, as `signin --password-stdin` takes them.
    pub fn lines(&self, world: &World) -> String {
        format!("{PASSWORD}\n{}\n", world.code(&self.uri))
    }

    /// Signs in, with a code that wasn't used yet.
    #[track_caller]
    pub fn sign_in(&self, world: &World) {
        world.pass(30);
        world
            .fed(
                &format!("signin --password-stdin -a {ALAIN}"),
                &self.lines(world),
            )
            .ok();
    }

    /// What whoever has it answers at a sign-in.
    pub fn answers(&self, world: &World) -> [(&'static str, Answer); 2] {
        let code = world.code(&self.uri);
        [
            ("Password of alain@contoso.com", PASSWORD.into()),
            ("Code from Authenticator", code.into()),
        ]
    }
}

/// A code that the authenticator doesn't show.
pub fn wrong(right: &str) -> &'static str {
    if right == "000000" {
        "000001"
    } else {
        "000000"
    }
}

/// Whether somebody is signed in here.
pub fn is_signed_in(world: &World) -> bool {
    let ran = world.run(&format!("mfa status --json -a {ALAIN}"));
    assert!(ran.code == 0 || ran.code == 77, "{ran}");
    ran.code == 0
}

/// Has mail or phone messages written to the file that this gives. Of the latter the number is
/// the first line. The shell is named, since a script itself can't be started while another
/// test's child still has it open.
pub fn deliver_to_file(world: &World, kind: &str) -> PathBuf {
    let file = world.path().join(format!("{kind}.txt"));
    let script = script(
        world,
        kind,
        &format!(
            "{{ echo \"to: $1\"; cat; }} > '{0}.new' && mv '{0}.new' '{0}'",
            file.display()
        ),
    );
    set_command(world, kind, &script);
    file
}

pub fn script(world: &World, name: &str, lines: &str) -> String {
    let path = world.path().join(format!("{name}.sh"));
    fs::write(&path, format!("{lines}\n")).unwrap();
    format!("/bin/sh {}", path.display())
}

pub fn set_command(world: &World, kind: &str, command: &str) {
    let key = format!("{kind}-command");
    world.run_with(&["policy", "set", &key, command], b"").ok();
}

pub fn policy(world: &World, line: &str) -> Ran {
    let ran = world.run(&format!("policy set {line}"));
    assert_eq!(ran.code, 0, "{ran}");
    ran
}

pub fn status(world: &World) -> serde_json::Value {
    world
        .run(&format!("mfa status --json --operator -a {ALAIN}"))
        .json()
}

/// A holder who has codes sent by e-mail besides an authenticator, and the file they go to.
pub fn reachable() -> (World, Kit, PathBuf) {
    let (world, kit) = holder();
    let mail = deliver_to_file(&world, "mail");
    kit.sign_in(&world);
    prove_email(&world, ALAIN, &mail);
    world.run("signout").ok();
    world.pass(60);
    (world, kit, mail)
}

pub fn prove_email(world: &World, account: &str, mail: &Path) {
    let ran = world
        .talking([
            ("Step 1", "A code by e-mail".into()),
            ("E-mail address", "alain@example.org".into()),
            ("Code in the message", Answer::Sent(mail.to_owned())),
        ])
        .run(&format!("mfa enroll -a {account}"));
    assert_eq!(ran.code, 0, "{ran}");
}

/// The question for a code that was sent to the holder of `reachable`.
pub const ASKED: &str = "Code sent to a…@example.org";

/// Signs in with these codes that were sent, or not.
pub fn typing<const N: usize>(codes: [Answer; N]) -> Vec<(&'static str, Answer)> {
    let mut script = vec![("Password of", PASSWORD.into())];
    script.extend(codes.into_iter().map(|code| (ASKED, code)));
    script
}
