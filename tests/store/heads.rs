//! What syslog is told of the audit trail, at a real socket.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::net::{UnixDatagram, UnixListener};

use crate::support::World;

/// The next message, which must be there already.
fn told(syslog: &UnixDatagram) -> Option<String> {
    let mut bytes = [0; 200];
    match syslog.recv(&mut bytes) {
        Ok(length) => Some(String::from_utf8(bytes[..length].to_vec()).unwrap()),
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::WouldBlock);
            None
        }
    }
}

fn listening(world: &World) -> UnixDatagram {
    let syslog = UnixDatagram::bind(world.syslog()).unwrap();
    syslog.set_nonblocking(true).unwrap();
    syslog
}

#[test]
fn syslog_is_told_of_each_new_head_if_policy_says_so() {
    let world = World::enrolled();
    let syslog = listening(&world);
    world.run("policy set app-password-limit 7").ok();
    assert_eq!(told(&syslog), None);
    let message = |head: &str| Some(format!("<85>keyfob: audit trail {head}"));
    let mut heads = vec![];
    for line in [
        "policy set log-heads syslog",
        "policy set app-password-limit 8",
        "account add bea@contoso.com",
    ] {
        world.run(line).ok();
        heads.push(world.run("log check").word());
        assert_eq!(told(&syslog), message(heads.last().unwrap()), "{line}");
        assert_eq!(told(&syslog), None, "{line}");
    }
    for head in &heads {
        world.run(&format!("log check --expect {head}")).ok();
    }
    // What changes nothing in the trail isn't told.
    world.run("policy set app-password-limit 8").ok();
    world.run("account list").ok();
    assert_eq!(told(&syslog), None);
    // A trail that was accepted.
    fs::remove_file(world.path().join("keyfob.db.head")).unwrap();
    world.run("store check --repair --yes").ok();
    assert_eq!(told(&syslog), message(&world.run("log check").word()));
    // A trail under a new key, and one that was restored.
    let backup = world.path().join("backup");
    let restore = format!("store restore {} --replace --yes", backup.display());
    for line in ["store rekey --yes", &restore] {
        world
            .run(&format!("store backup {}", backup.display()))
            .ok();
        told(&syslog);
        world.run(line).ok();
        assert_eq!(
            told(&syslog),
            message(&world.run("log check").word()),
            "{line}"
        );
        assert_eq!(told(&syslog), None, "{line}");
    }
    world.run("policy set log-heads off").ok();
    assert_eq!(told(&syslog), None);
}

/// A change neither waits for syslog nor fails with it.
#[test]
fn a_change_needs_no_syslog() {
    let world = World::enrolled();
    world.run("policy set log-heads syslog").ok();
    let change = || {
        world.run("policy set app-password-limit 7").ok();
        world.run("policy set app-password-limit 40").ok();
    };
    // Nothing there, something else, and a server of another kind.
    change();
    fs::write(world.syslog(), "").unwrap();
    change();
    fs::remove_file(world.syslog()).unwrap();
    let other = UnixListener::bind(world.syslog()).unwrap();
    change();
    drop(other);
    fs::remove_file(world.syslog()).unwrap();
    // One that reads nothing any more, and takes nothing more.
    let syslog = listening(&world);
    let sender = UnixDatagram::unbound().unwrap();
    sender.set_nonblocking(true).unwrap();
    while sender.send_to(b"full", world.syslog()).is_ok() {}
    change();
    while let Some(message) = told(&syslog) {
        assert_eq!(message, "full");
    }
    change();
    assert!(told(&syslog).is_some());
}
