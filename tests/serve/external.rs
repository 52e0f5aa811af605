//! External passwords that take long, at a server.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::thread::available_parallelism;

use crate::serve::{Served, with_apps, yes};
use crate::support::ALAIN;
use crate::support::holder::until;

/// Each check waits for its end, and hashing goes on meanwhile.
#[test]
fn checks_that_take_long_do_not_hold_up_app_passwords() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let program = &holder.program;
    let (command, asked) = (program.path().join("check"), program.path().join("asked"));
    fs::create_dir(&asked).unwrap();
    let lines = format!("#!/bin/sh\n: > {}/$$\nexec sleep 1000\n", asked.display());
    fs::write(&command, lines).unwrap();
    fs::set_permissions(&command, Permissions::from_mode(0o755)).unwrap();
    program.set_policy("password-command", command.to_str().unwrap());
    // More than may hash at the same time, and no more than are checked.
    let count = (available_parallelism().unwrap().get() + 2).min(16);
    let name = |number: usize| format!("person{number}@contoso.com");
    for number in 0..count {
        program
            .run(&format!("account add {} --external-password", name(number)))
            .ok();
    }
    let served = Served::start(program);
    let mut waiting = vec![];
    for number in 0..count {
        let mut client = served.client();
        client.begin(&name(number), "orchid 7").unwrap();
        waiting.push(client);
    }
    until("all of them run", || {
        let running = fs::read_dir(&asked).unwrap().filter(|file| {
            let pid = file.as_ref().unwrap().file_name();
            fs::exists(format!("/proc/{}", pid.display())).unwrap()
        });
        (running.count() == count).then_some(())
    });
    assert_eq!(served.ask(ALAIN, &secret), yes());
}
