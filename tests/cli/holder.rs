//! What each state and policy lets a holder do, and what an operator.

use std::fmt::Write;

use crate::cli::people::{Kit, PASSWORD, holder, is_signed_in, known, policy};
use crate::support::{Kept, World};

/// Exit status for the holder, who is signed in wherever that can be, and for an operator.
const TABLE: &str = "\
                                    disabled  enabled   enforced  closed    frozen    blocked
signin                              0         0         0         77        0         0
mfa enroll                          77 77     0 0       0 0       77 77     0 0       0 0
mfa enroll --confirm 000000         77 77     67 67     67 67     77 77     67 67     67 67
mfa status                          0 0       0 0       0 0       77 0      0 0       0 0
mfa default authenticator           67 67     67 67     0 0       77 0      0 0       0 0
mfa remove authenticator --yes      67 67     67 67     77 77     77 77     77 77     77 77
mfa recovery --yes                  77 77     77 77     0 0       77 77     0 0       0 0
mfa reset --yes                     77 0      77 0      77 0      77 0      77 0      77 0
apppw create Printer                77 77     77 77     0 0       77 77     77 77     77 77
apppw list                          0 0       0 0       0 0       77 0      0 0       0 0
apppw show Outlook                  67 67     67 67     0 0       77 0      0 0       0 0
apppw rename Outlook Mail           67 67     67 67     0 0       77 0      77 0      0 0
apppw rotate Outlook                77 77     77 77     0 0       77 77     77 0      77 77
apppw delete Outlook --yes          67 67     67 67     0 0       77 0      77 0      0 0
apppw delete --all --yes            0 0       0 0       0 0       77 0      77 0      0 0
apppw verify                        1 1       1 1       0 0       1 1       0 0       1 1
";

/// A store as it is before each command, and the app password in it.
struct Start {
    world: World,
    kept: Kept,
    kit: Option<Kit>,
    app: String,
}

impl Start {
    fn new(column: &str) -> Self {
        let change = match column {
            "disabled" | "enabled" | "enforced" => None,
            "closed" => Some("account set alain@contoso.com --disable"),
            "frozen" => Some("policy set app-passwords frozen"),
            "blocked" => Some("policy set app-passwords blocked"),
            other => panic!("{other}"),
        };
        let enrolled = !matches!(column, "disabled" | "enabled");
        let (world, kit) = if enrolled {
            let (world, kit) = holder();
            (world, Some(kit))
        } else {
            (known(column), None)
        };
        let app = if let Some(kit) = &kit {
            kit.sign_in(&world);
            world.run("apppw create Outlook").word()
        } else {
            world.fed("signin --password-stdin", PASSWORD).ok();
            "abcdefghijklmnop".to_owned()
        };
        if let Some(change) = change {
            world.run(change).ok();
        }
        assert_eq!(is_signed_in(&world), column != "closed", "{column}");
        world.pass(30);
        Self {
            kept: world.kept(),
            world,
            kit,
            app,
        }
    }

    /// What the command comes to from the start on.
    fn code(&self, line: &str) -> u8 {
        self.world.go_back(&self.kept);
        let input = match (line.starts_with("signin"), &self.kit) {
            (true, Some(kit)) => kit.lines(&self.world),
            (true, None) => PASSWORD.to_owned(),
            (false, _) => self.app.clone(),
        };
        self.world.fed(line, &input).code
    }
}

#[test]
fn every_state_and_policy_against_every_command_of_a_holder() {
    let (head, rows) = TABLE.split_once('\n').unwrap();
    let columns: Vec<_> = head.split_whitespace().collect();
    let starts: Vec<_> = columns.iter().map(|column| Start::new(column)).collect();
    let mut found = format!("{head}\n");
    for row in rows.lines() {
        let line = row[..36].trim_end();
        write!(found, "{line:36}").unwrap();
        let mut cells = String::new();
        for start in &starts {
            let cell = if line == "signin" {
                start.code("signin --password-stdin").to_string()
            } else {
                let holder = start.code(line);
                let operator = start.code(&format!("{line} --operator"));
                format!("{holder} {operator}")
            };
            write!(cells, "{cell:10}").unwrap();
        }
        found.push_str(cells.trim_end());
        found.push('\n');
    }
    assert!(found == TABLE, "expected\n{TABLE}\nfound\n{found}");
}

/// Front ends aside, this is what the states mean to who has only the password.
#[test]
fn nobody_gets_anywhere_without_signing_in() {
    let (world, _) = holder();
    let rows = TABLE.lines().skip(2);
    for row in rows {
        let line = row[..36].trim_end();
        if line == "apppw verify" {
            continue;
        }
        let ran = world.fed(line, &format!("{PASSWORD}\n")).refused(77);
        let reset = line.starts_with("mfa reset");
        assert_eq!(ran.err.contains("signin"), !reset, "{ran}");
    }
}

#[test]
fn a_frozen_holder_may_look_and_not_touch() {
    let (world, kit) = holder();
    kit.sign_in(&world);
    let app = world.run("apppw create Outlook").word();
    policy(&world, "app-passwords frozen");
    told!(
        world.run("apppw list"),
        world.run("apppw rename Outlook Mail").refused(77),
        world.run("apppw rotate Outlook").refused(77),
        world.run("apppw delete Outlook --yes").refused(77),
        world.run("apppw delete --all --yes").refused(77),
        world.run("apppw create Printer").refused(77),
        world.fed("apppw verify", &app),
        world.run("mfa status"),
        world.run("apppw delete --all --yes --operator"),
    );
    // Nothing is asked before it is refused.
    world.talking([]).run("apppw delete Outlook").ended(77);
}

/// A holder acts as holder, and a command with --operator as admin.
#[test]
fn who_acts_is_recorded() {
    let (world, kit) = holder();
    kit.sign_in(&world);
    world.run("apppw create Outlook").ok();
    world.run("apppw create Printer --operator").ok();
    let log = crate::cli::values(&world.run("log --json").ok());
    let created: Vec<_> = log
        .iter()
        .filter(|entry| entry["event"] == "apppw.created")
        .map(|entry| entry["who"]["role"].as_str().unwrap())
        .collect();
    assert_eq!(created, ["holder", "admin"]);
}
