//! Clients that mean harm, or end badly. Each is dropped, and no other notices.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::{chown, symlink};
use std::os::unix::net::{UnixListener, UnixStream};
use std::time::{Duration, Instant};

use keyfob::context::Context;
use keyfob::crypto::random::Random;
use keyfob::crypto::secret::{AppPasswordText, PrimaryPassword};
use keyfob::domain::names::{AccountName, AppName};
use keyfob::domain::period::Period;
use keyfob::people::Desk;
use keyfob::service::{NewAppPassword, Requester, ServiceError};
use rustix::process::Signal;

use crate::people::Person::{Alain, Helpdesk, Root, Stranger};
use crate::people::{Office, SCANS};
use crate::support::holder::until;

fn requester() -> Requester {
    let context = Context::real();
    Requester {
        at: (context.clock)(),
        caller: context.caller.clone(),
        session: None,
    }
}

/// By root, who may do everything.
fn desk(office: &Office) -> Desk {
    Desk::there(&office.socket(), None).unwrap().0
}

/// Creates one for the scanner, and doesn't say that it has arrived.
fn create(desk: &Desk, name: &str) {
    let actor = desk.operator(&requester());
    let account = desk
        .account(&actor, &AccountName::parse(SCANS).unwrap())
        .unwrap();
    let secret = AppPasswordText::generate(16, &Random::system());
    let new = NewAppPassword::unlimited(AppName::parse(name).unwrap(), &secret);
    desk.create_app_passwords(&actor, account.id, &[new])
        .unwrap();
}

/// Waits until the other end has closed this connection, and returns what it said before.
fn heard(mut stream: UnixStream) -> Vec<u8> {
    stream
        .set_read_timeout(Some(crate::support::PATIENCE))
        .unwrap();
    let mut said = vec![];
    match stream.read_to_end(&mut said) {
        Ok(_) => {}
        // What was sent and not read is thrown away.
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset),
    }
    said
}

#[test]
fn what_is_no_request_is_dropped_and_others_are_served() {
    let Some(office) = Office::open() else {
        return;
    };
    let mut large = 100_000_000_u32.to_be_bytes().to_vec();
    large.extend(vec![b' '; 100_000_000]);
    for (what, sent) in [
        ("a forged length", vec![0xff; 4]),
        ("a request of 100 MB", large),
        ("no JSON", b"\0\0\0\x04nope".to_vec()),
        ("another request", b"\0\0\0\x09\"BeRoot!\"".to_vec()),
        ("bytes", vec![0; 64]),
    ] {
        let mut stream = UnixStream::connect(office.socket()).unwrap();
        // It is closed before everything was sent.
        let _ = stream.write_all(&sent);
        assert_eq!(heard(stream), b"", "{what}");
        office.by(Alain, "whoami").ok();
    }
    let peak = peak_kb(&office);
    println!("the most memory of the daemon: {peak} kB");
    assert!(peak < 64 * 1024, "{peak} kB");
}

/// It holds no other up, and is dropped ten seconds after it began.
#[test]
fn half_a_request_is_waited_for_ten_seconds() {
    let Some(office) = Office::open() else {
        return;
    };
    let mut stream = UnixStream::connect(office.socket()).unwrap();
    let began = Instant::now();
    stream.write_all(b"\0\0\0\x08\"Who").unwrap();
    office.by(Alain, "whoami").ok();
    assert_eq!(heard(stream), b"");
    assert!(
        began.elapsed() >= Duration::from_secs(9),
        "{:?}",
        began.elapsed()
    );
}

#[test]
fn a_thousand_connections_of_one_user_leave_room_for_others() {
    let Some(office) = Office::open() else {
        return;
    };
    let all: Vec<_> = (0..1000)
        .map(|_| {
            // The queue of those who wait to be let in is short.
            until("a connection", || UnixStream::connect(office.socket()).ok())
        })
        .collect();
    // This user has no more places; the others have theirs.
    let refused = Desk::there(&office.socket(), None)
        .err()
        .expect("a refusal");
    assert_eq!(refused.to_string(), "the daemon has too many clients");
    office.by(Root, "whoami").refused(75);
    office.by(Helpdesk, "account list --operator").ok();
    drop(all);
    until("a place", || Desk::there(&office.socket(), None).ok());
}

#[test]
fn what_a_client_that_was_killed_has_made_is_taken_back() {
    let Some(mut office) = Office::open() else {
        return;
    };
    let begun = desk(&office);
    create(&begun, "Unseen");
    assert_eq!(office.app_passwords(SCANS), ["Phone", "Unseen"]);
    // As the kernel does for a process that is killed.
    drop(begun);
    until("its end", || {
        (office.app_passwords(SCANS) == ["Phone"]).then_some(())
    });

    let seen = desk(&office);
    create(&seen, "Seen");
    seen.delivered().unwrap();
    drop(seen);
    // A server that stops takes back too, and nothing that arrived.
    let begun = desk(&office);
    create(&begun, "Unseen");
    office.signal(Signal::TERM);
    assert!(office.ended().success(), "{}", office.log());
    assert_eq!(office.app_passwords(SCANS), ["Phone", "Seen"]);
    assert!(begun.delivered().is_err());
    office.owner("log check").ok();
}

#[test]
fn nothing_else_can_be_taken_back() {
    let Some(office) = Office::open() else {
        return;
    };
    let desk = desk(&office);
    let actor = desk.operator(&requester());
    let account = desk
        .account(&actor, &AccountName::parse(SCANS).unwrap())
        .unwrap();
    let listed = office
        .owner(&format!("apppw list -a {SCANS} --json"))
        .json();
    let ids = [listed["app_passwords"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned()];
    let refused = desk.take_back_app_passwords(&actor, account.id, &ids);
    assert!(
        matches!(refused, Err(ServiceError::Store(_))),
        "{refused:?}"
    );
    // It is generated, not chosen.
    for chosen in [
        "short",
        "abcdefghijklmnop1",
        "ABCDEFGHIJKLMNOP",
        "abcdefghijklmnopq",
    ] {
        let secret = AppPasswordText::new(zeroize::Zeroizing::new(chosen.to_owned()));
        let new = NewAppPassword::unlimited(AppName::parse("Chosen").unwrap(), &secret);
        assert!(
            desk.create_app_passwords(&actor, account.id, &[new])
                .is_err(),
            "{chosen}"
        );
    }
    assert_eq!(office.app_passwords(SCANS), ["Phone"]);
}

/// Who doesn't say what arrived can't have ever more, and keeps nothing of it.
#[test]
fn what_is_never_said_to_have_arrived_has_an_end_and_is_taken_back() {
    let Some(office) = Office::open() else {
        return;
    };
    let greedy = desk(&office);
    let actor = greedy.operator(&requester());
    let account = AccountName::parse(SCANS).unwrap();
    let account = greedy.account(&actor, &account).unwrap();
    let secret = AppPasswordText::generate(16, &Random::system());
    let made = (0..20).take_while(|number| {
        let name = AppName::parse(&format!("Greedy{number}")).unwrap();
        let new = NewAppPassword::unlimited(name, &secret);
        greedy
            .create_app_passwords(&actor, account.id, &[new])
            .is_ok()
    });
    assert_eq!(made.count(), 16);
    drop(greedy);
    until("its end", || {
        (office.app_passwords(SCANS) == ["Phone"]).then_some(())
    });
}

/// Of one name two work at most, whatever a client leaves out.
#[test]
fn rotations_that_are_never_ended_leave_one_old_one() {
    let Some(office) = Office::open() else {
        return;
    };
    let desk = desk(&office);
    let actor = desk.operator(&requester());
    let account = AccountName::parse(SCANS).unwrap();
    let account = desk.account(&actor, &account).unwrap().id;
    let day = Period::from_seconds(86_400);
    for _ in 0..5 {
        let old = desk
            .app_password_to_rotate(&actor, account, "Phone")
            .unwrap();
        let secret = AppPasswordText::generate(16, &Random::system());
        let too_long = Period::from_seconds(91 * 86_400);
        let refused = desk.rotate_app_password(&actor, &old, Some(too_long), &secret);
        assert!(refused.is_err());
        desk.rotate_app_password(&actor, &old, Some(day), &secret)
            .unwrap();
        desk.delivered().unwrap();
    }
    assert_eq!(office.app_passwords(SCANS), ["Phone", "Phone"]);
}

/// What is on its way may still arrive while the server stops.
#[test]
fn a_server_that_stops_waits_for_what_is_on_its_way() {
    let Some(mut office) = Office::open() else {
        return;
    };
    let desk = desk(&office);
    create(&desk, "Late");
    office.signal(Signal::TERM);
    until("its word", || {
        office.log().contains("then stopping").then_some(())
    });
    desk.delivered().unwrap();
    assert!(office.ended().success(), "{}", office.log());
    assert_eq!(office.app_passwords(SCANS), ["Late", "Phone"]);
}

/// A client that has had a password checked keeps no memory for hashes.
#[test]
fn idle_clients_cost_no_memory() {
    let Some(office) = Office::open() else {
        return;
    };
    let name = AccountName::parse("nobody@contoso.com").unwrap();
    let idle: Vec<_> = (0..24)
        .map(|_| {
            let desk = desk(&office);
            let typed = PrimaryPassword::new(zeroize::Zeroizing::new("wrong".to_owned()));
            let _ = desk.check_password(&requester(), &name, typed);
            desk
        })
        .collect();
    let peak = peak_kb(&office);
    println!("the most memory of the daemon: {peak} kB");
    assert!(peak < 256 * 1024, "{peak} kB");
    drop(idle);
}

/// The most memory that the daemon has ever had.
fn peak_kb(office: &Office) -> u64 {
    let daemon = office.daemon.as_ref().unwrap().id();
    let status = fs::read_to_string(format!("/proc/{daemon}/status")).unwrap();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    peak.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
fn another_socket_in_the_place_of_ours_is_refused() {
    let Some(office) = Office::open() else {
        return;
    };
    let by = |person, path: &str| {
        let line = format!("account list --socket {}", office.path(path).display());
        office.by(person, &line)
    };
    symlink(office.socket(), office.path("link")).unwrap();
    fs::write(office.path("file"), "").unwrap();
    let _listener = UnixListener::bind(office.path("theirs")).unwrap();
    chown(office.path("theirs"), Some(Stranger.uid()), None).unwrap();
    for path in ["link", "file", "theirs"] {
        let refused = by(Helpdesk, path).refused(78);
        assert!(refused.err.contains("belongs neither to root"), "{refused}");
    }
    by(Helpdesk, "missing").refused(75);
    by(Helpdesk, "keyfob.sock").ok();
}

#[test]
fn a_daemon_that_reopens_its_store_goes_on() {
    let Some(office) = Office::open() else {
        return;
    };
    let desk = desk(&office);
    let actor = desk.operator(&requester());
    desk.policy(&actor).unwrap();
    office.signal(Signal::HUP);
    until("its word", || {
        office.log().contains("Reopening the store").then_some(())
    });
    desk.policy(&actor).unwrap();
    create(&desk, "After");
    desk.delivered().unwrap();
    drop(desk);
    assert_eq!(office.app_passwords(SCANS), ["After", "Phone"]);
}

#[test]
fn a_store_that_takes_anothers_place_is_the_one_that_is_asked() {
    let Some(office) = Office::open() else {
        return;
    };
    let desk = desk(&office);
    let actor = desk.operator(&requester());
    let name = AccountName::parse(SCANS).unwrap();
    desk.account(&actor, &name).unwrap();
    office.owner("store backup lib/before.db").ok();
    office.owner(&format!("account delete {SCANS} --yes")).ok();
    office
        .owner("store restore lib/before.db --replace --yes")
        .ok();
    desk.account(&actor, &name).unwrap();
    office.owner(&format!("account delete {SCANS} --yes")).ok();
    assert!(desk.account(&actor, &name).is_err());
}
