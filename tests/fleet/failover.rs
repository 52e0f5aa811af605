//! Three machines go on while the primary is killed and its standby takes its place.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use super::postgres::{self, Pair};
use super::whole_on;
use crate::promises::figure;
use crate::serve::{Served, WRONG, no, yes};
use crate::support::auth_client::{AuthClient, Said};
use crate::support::holder::until;
use crate::support::{ALAIN, Program};

/// Ten seconds, and what a busy machine may add.
const LONGEST: Duration = Duration::from_mins(1);

/// One that was created, with its secret.
type App = (String, String);

/// What the app passwords of one machine came to.
#[derive(Default)]
struct Apps {
    made: usize,
    acknowledged: VecDeque<App>,
    /// Their deletion was acknowledged.
    ended: Vec<App>,
    /// It isn't known whether this one was created or deleted. Of one that was to be created the secret
    /// isn't known either.
    open: Option<(String, Option<String>)>,
}

/// Ends what others do when it goes.
struct Ending<'a>(&'a AtomicBool);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.store(true, SeqCst);
    }
}

/// How often each thing happened on a machine.
#[derive(Default)]
struct Seen {
    accepted: AtomicUsize,
    changed: AtomicUsize,
    undecided: AtomicUsize,
}

struct Machine<'a> {
    name: &'static str,
    program: &'a Program,
    served: &'a Served,
    seen: Seen,
}

impl Machine<'_> {
    /// Returns whether it was decided. It is never decided wrongly.
    fn asks(&self, client: &mut AuthClient, secret: &str, expected: &Said) -> bool {
        match client.ask(ALAIN, secret) {
            Said::Later(_) => {
                self.seen.undecided.fetch_add(1, SeqCst);
                false
            }
            Said::Closed => {
                self.seen.undecided.fetch_add(1, SeqCst);
                *client = self.served.client();
                false
            }
            said => {
                assert_eq!(said, *expected, "{}", self.name);
                true
            }
        }
    }

    fn logs_in(&self, secret: &str, ends: &AtomicBool) {
        let mut client = self.served.client();
        while !ends.load(SeqCst) {
            if self.asks(&mut client, secret, &yes()) {
                self.seen.accepted.fetch_add(1, SeqCst);
            }
            self.asks(&mut client, WRONG, &no());
        }
    }

    /// Creates app passwords, and deletes the oldest where there are some.
    fn changes(&self, apps: &mut Apps, ends: &AtomicBool) {
        while !ends.load(SeqCst) {
            if let Some((app, secret)) = apps.open.take() {
                self.deletes(apps, app, secret, true);
            } else if apps.acknowledged.len() < 4 {
                self.creates(apps);
            } else {
                let (app, secret) = apps.acknowledged.pop_front().unwrap();
                self.deletes(apps, app, Some(secret), false);
            }
        }
    }

    fn creates(&self, apps: &mut Apps) {
        apps.made += 1;
        let app = format!("{}{}", self.name, apps.made);
        let ran = self.program.run(&format!("apppw create {app}"));
        if ran.code == 0 {
            self.seen.changed.fetch_add(1, SeqCst);
            apps.acknowledged.push_back((app, ran.word()));
        } else {
            ran.refused(75);
            apps.open = Some((app, None));
        }
    }

    fn deletes(&self, apps: &mut Apps, app: String, secret: Option<String>, may_be_gone: bool) {
        let ran = self.program.run(&format!("apppw delete {app} --yes"));
        if ran.code == 0 || may_be_gone && ran.code == 67 {
            self.seen.changed.fetch_add(1, SeqCst);
            apps.ended.extend(secret.map(|secret| (app, secret)));
        } else {
            ran.refused(75);
            apps.open = Some((app, secret));
        }
    }

    /// Waits until all of this went on here.
    fn goes_on(&self) {
        let before = [&self.seen.accepted, &self.seen.changed].map(|count| count.load(SeqCst));
        let went_on = || {
            let now = [&self.seen.accepted, &self.seen.changed].map(|count| count.load(SeqCst));
            now.iter().zip(before).all(|(now, before)| *now > before)
        };
        until("log-ins and changes", || went_on().then_some(()));
    }

    /// Waits until it was noticed here that nothing can be decided.
    fn is_undecided(&self) {
        let before = self.seen.undecided.load(SeqCst);
        until("temporary failures", || {
            (self.seen.undecided.load(SeqCst) > before).then_some(())
        });
    }
}

#[test]
fn nothing_is_lost_or_wrong_when_the_standby_takes_over() {
    if !postgres::is_there() {
        return;
    }
    let mut pair = Pair::start();
    let one = Program::at(pair.address());
    one.run("store init").ok();
    one.enrol();
    let secret = one.run("apppw create Outlook").word();
    let others = [(); 2].map(|()| one.another_machine());
    let programs = [&one, &others[0], &others[1]];
    let served = programs.map(Served::start);
    let mut all_apps = programs.map(|_| Apps::default());
    for round in 0..figure(1, 10) {
        let ends = AtomicBool::new(false);
        let machines: [_; 3] = std::array::from_fn(|at| Machine {
            name: ["One", "Two", "Three"][at],
            program: programs[at],
            served: &served[at],
            seen: Seen::default(),
        });
        let back = thread::scope(|scope| {
            // Whatever fails in here, the threads end.
            let ending = Ending(&ends);
            for (machine, apps) in machines.iter().zip(&mut all_apps) {
                scope.spawn(|| machine.logs_in(&secret, &ends));
                scope.spawn(|| machine.changes(apps, &ends));
            }
            machines.iter().for_each(Machine::goes_on);
            pair.primary().dies();
            machines.iter().for_each(Machine::is_undecided);
            pair.promotes();
            let promoted = Instant::now();
            machines.iter().for_each(Machine::goes_on);
            drop(ending);
            promoted.elapsed()
        });
        println!("round {round}: all of it goes on {back:.2?} after the promotion");
        assert!(back < LONGEST, "{back:?}");
        is_as_acknowledged(&programs, &served, &all_apps);
        pair.stands_by();
    }
}

fn is_as_acknowledged(programs: &[&Program], served: &[Served], all_apps: &[Apps]) {
    whole_on(programs);
    let listed = programs[0].app_passwords();
    let mut clients: Vec<_> = served.iter().map(Served::client).collect();
    for apps in all_apps {
        for (app, secret) in &apps.acknowledged {
            assert!(listed.contains(app), "{app} was lost");
            for client in &mut clients {
                assert_eq!(client.ask(ALAIN, secret), yes(), "{app}");
            }
        }
        for (app, secret) in &apps.ended {
            assert!(!listed.contains(app), "{app} came back");
            for client in &mut clients {
                assert_eq!(client.ask(ALAIN, secret), no(), "{app}");
            }
        }
    }
    let acknowledged: usize = all_apps.iter().map(|apps| apps.acknowledged.len()).sum();
    let open = all_apps.iter().filter(|apps| apps.open.is_some()).count();
    assert!(
        (acknowledged..=acknowledged + open).contains(&(listed.len() - 1)),
        "{listed:?}"
    );
}
