//! Promise 9: an error of the system at any call accepts nothing wrong, refuses nothing right and is no
//! panic; what is reported as done is done, and nothing else. "No" differs from "could not decide".

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt;

use crate::support::database::is_in_a_file;
use crate::support::faults::Scene;
use crate::support::holder::{Holder, PASSWORD};
use crate::support::{ALAIN, Program, can_trace, totp_now};

const CHECK: &str = "auth check --service imap";

fn with_outlook() -> (Program, String) {
    let program = Holder::enforced().program;
    let secret = program.run("apppw create Outlook").word();
    (program, secret)
}

#[test]
fn the_right_app_password_is_never_refused() {
    if !is_in_a_file() || !can_trace() {
        return;
    }
    let (program, secret) = with_outlook();
    let right = format!("{ALAIN}\n{secret}\n");
    Scene::new(program, || CHECK.to_owned(), right).at_every_call(0, |_, _| {});
}

#[test]
fn a_wrong_app_password_is_never_accepted() {
    if !is_in_a_file() || !can_trace() {
        return;
    }
    let (program, _) = with_outlook();
    let wrong = format!("{ALAIN}\nabcdabcdabcdabcd\n");
    Scene::new(program, || CHECK.to_owned(), wrong).at_every_call(1, |_, _| {});
}

#[test]
fn an_app_password_is_there_if_it_was_handed_over_and_only_then() {
    if !is_in_a_file() || !can_trace() {
        return;
    }
    let (program, _) = with_outlook();
    let scene = Scene::new(program, || "apppw create Laptop --operator".to_owned(), "");
    scene.at_every_call(0, |ran, at| {
        let there = scene.program.app_passwords().contains(&"Laptop".to_owned());
        assert_eq!(there, ran.code == 0, "{at}");
        assert_eq!(ran.out.is_empty(), ran.code != 0, "{at}");
        if there {
            let verified = scene.program.fed("apppw verify Laptop", &ran.out);
            assert_eq!(verified.code, 0, "{at}{verified}");
        }
    });
}

#[test]
fn an_app_password_is_gone_if_that_was_said_and_only_then() {
    if !is_in_a_file() || !can_trace() {
        return;
    }
    let (program, _) = with_outlook();
    let scene = Scene::new(
        program,
        || "apppw delete Outlook --yes --operator".to_owned(),
        "",
    );
    scene.at_every_call(0, |ran, at| {
        let there = scene
            .program
            .app_passwords()
            .contains(&"Outlook".to_owned());
        assert_eq!(there, ran.code != 0, "{at}");
    });
}

#[test]
fn no_refused_sign_in_goes_uncounted() {
    if !is_in_a_file() || !can_trace() {
        return;
    }
    let holder = Holder::enforced();
    let input = format!("{PASSWORD}\n{}\n", holder.wrong_codes().next().unwrap());
    let scene = Scene::new(
        holder.program,
        || "signin --password-stdin".to_owned(),
        input,
    );
    scene.at_every_call(77, |ran, at| {
        let store = rusqlite::Connection::open(scene.program.store()).unwrap();
        let count = "SELECT count(*) FROM throttle WHERE proof = 'authenticator' AND failures > 0";
        let counted: i64 = store.query_row(count, [], |row| row.get(0)).unwrap();
        assert!(counted == 1 || ran.code != 77, "{at}");
    });
}

#[test]
fn mfa_is_set_up_if_its_recovery_codes_were_handed_over() {
    if !is_in_a_file() || !can_trace() {
        return;
    }
    let program = Holder::enabled().program;
    let uri = program.run("mfa enroll").word();
    let line = move || {
        let code = totp_now(&uri);
        format!("mfa enroll --confirm {code} --no-app --json --operator")
    };
    let scene = Scene::new(program, line, "");
    scene.at_every_call(0, |ran, at| {
        let account = scene
            .program
            .run("account show alain@contoso.com --json")
            .json();
        let is_set_up = account["mfa"] == "enforced";
        // What was stored, but couldn't be handed over, is told as that.
        let is_told = ran.code == 74 && ran.err.contains("'keyfob mfa recovery'");
        assert_eq!(is_set_up, ran.code == 0 || is_told, "{at}");
    });
}

/// Each call fails, then each is the last one.
#[test]
fn a_store_opens_with_the_key_it_was_left_with() {
    if !is_in_a_file() || !can_trace() {
        return;
    }
    let (program, secret) = with_outlook();
    let scene = Scene::new(program, || "store rekey --yes --operator".to_owned(), "");
    let works = |at: &str| {
        let verified = scene.program.fed("apppw verify Outlook", &secret);
        assert_eq!(verified.code, 0, "{at}{verified}");
    };
    let key = || fs::read(scene.program.path().join("keyfob.db.key")).unwrap();
    scene.begins_anew();
    let old = key();
    scene.at_every_call(0, |ran, at| {
        works(at);
        assert!(ran.code != 0 || key() != old, "{at}");
    });
    scene.killed_at_every_call(works);
}

/// A change of keys was interrupted, and the new key can't take its place: another change must not put
/// a third one there.
#[test]
fn a_key_that_could_not_be_put_in_place_is_never_lost() {
    if !is_in_a_file() || !can_trace() {
        return;
    }
    let (program, secret) = with_outlook();
    let key = program.path().join("keyfob.db.key");
    let next = program.path().join("keyfob.db.key.new");
    let old = fs::read(&key).unwrap();
    program.run("store rekey --yes").ok();
    fs::rename(&key, &next).unwrap();
    let new_file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&key);
    new_file.unwrap().write_all(&old).unwrap();
    let present = fs::read(&next).unwrap();

    let scene = Scene::new(program, || "store rekey --yes --operator".to_owned(), "");
    let told = ["--trace=rename", "--inject=rename:error=EIO"].map(str::to_owned);
    let (ran, trace) = scene.run(&told);
    assert!(trace.contains("(INJECTED)"), "{trace}");
    assert_eq!(ran.code, 74, "{ran}");
    assert_eq!(fs::read(&next).unwrap(), present, "{ran}");
    let verified = scene.program.fed("apppw verify Outlook", &secret);
    assert_eq!(verified.code, 0, "{verified}");
    assert_eq!(fs::read(&key).unwrap(), present);
}

/// A store that a restore replaced before its new key had taken its place: that key opens it alone.
#[test]
fn a_key_that_only_a_replaced_store_needs_is_never_lost() {
    let (program, _) = with_outlook();
    let key = program.path().join("keyfob.db.key");
    program.run("store backup backup").ok();
    let old = fs::read(&key).unwrap();
    program.run("store rekey --yes").ok();
    let new = fs::read(&key).unwrap();
    for entry in fs::read_dir(program.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.to_string_lossy().contains(".old-") {
            fs::remove_file(path).unwrap();
        }
    }
    fs::rename(&key, program.path().join("keyfob.db.key.new")).unwrap();
    let new_file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&key);
    new_file.unwrap().write_all(&old).unwrap();

    program.run("store restore backup --replace --yes").ok();
    program.run("store rekey --yes").ok();
    let mut files = fs::read_dir(program.path()).unwrap();
    assert!(files.any(|entry| fs::read(entry.unwrap().path()).is_ok_and(|bytes| bytes == new)));
}
