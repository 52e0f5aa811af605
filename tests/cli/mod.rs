//! Every command as a person or a script meets it: what it prints, where, and its exit status.

/// One snapshot of some runs, one after the other.
macro_rules! told {
    ($($ran:expr),+ $(,)?) => {
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!([$($ran.to_string()),+].join("\n"));
        })
    };
}

mod account;
mod apppw;
mod auth;
mod backup;
mod completions;
mod contacts;
mod demo;
mod enrolling;
mod export;
mod external_passwords;
mod first_run;
mod help_yourself;
mod holder;
mod limits;
mod log;
mod mfa;
mod names;
pub mod people;
mod policy;
mod service_accounts;
mod signin;
mod states;
mod store;
mod throttle;
mod usage;
mod verify;

use crate::support::World;

/// An app password of alain's, and what it is.
fn create(world: &World, line: &str) -> String {
    world.run(&format!("apppw create {line}")).word()
}

/// What verifying says in JSON; also where it is no.
fn verdict(world: &World, flags: &str, password: &str) -> serde_json::Value {
    let ran = world.fed(&format!("apppw verify --json {flags}"), password);
    let value: serde_json::Value = serde_json::from_str(&ran.out).expect("one JSON value");
    assert_eq!(ran.code, u8::from(value["ok"] == false), "{ran}");
    value
}

/// The reason of a no; "yes" of a yes.
fn reason(world: &World, flags: &str, password: &str) -> String {
    let value = verdict(world, flags, password);
    value["reason"].as_str().unwrap_or("yes").to_owned()
}

/// Lines of JSON.
fn values(text: &str) -> Vec<serde_json::Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

/// The events of the audit trail, those of setting the world up left out.
fn events_since(world: &World, seq: usize) -> Vec<String> {
    values(&world.run("log --json").ok())
        .into_iter()
        .skip(seq)
        .map(|entry| entry["event"].as_str().expect("an event").to_owned())
        .collect()
}

fn entries(world: &World) -> usize {
    world.run("log").ok().lines().count()
}
