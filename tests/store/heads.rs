//! Heads of the audit trail: what syslog is told of them, at a real socket, and those that don't fit.

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
    fs::remove_file(world.head()).unwrap();
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

/// Such as a copy of the store that was changed in another way since.
#[test]
fn a_store_with_another_history_is_refused_until_it_is_accepted() {
    let world = World::enrolled();
    let before = world.kept();
    world.run("policy set app-password-limit 7").ok();
    let head = fs::read(world.head()).unwrap();
    world.go_back(&before);
    world.run("policy set app-password-limit 8").ok();
    fs::write(world.head(), head).unwrap();

    world.run("apppw list").refused(74);
    let checked = world.run("store check").ended(1);
    assert!(
        checked.out.contains("isn't the one that was written"),
        "{checked}"
    );
    world.run("store check --repair --yes").ok();
    world.run("apppw list").ok();
    world.run("log check").ok();
}

#[test]
fn a_head_of_before_a_new_key_cannot_be_compared_and_that_is_said() {
    let world = World::enrolled();
    let head = world.run("log check").word();
    world.run("store rekey --yes").ok();
    let later = world.run("log check").word();
    let checked = world.run(&format!("log check --expect {head}")).ended(1);
    assert!(checked.out.contains("can't be compared"), "{checked}");
    world.run(&format!("log check --expect {later}")).ok();
    // No new key makes up for an entry that is another one.
    let (last, tag) = later.split_once(':').unwrap();
    let other = tag.replace(['0', '1', '2', '3'], "4");
    let checked = world.run(&format!("log check --expect {last}:{other}"));
    assert!(
        checked.ended(1).out.contains("isn't the expected one"),
        "{last}"
    );
}
