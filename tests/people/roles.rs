//! Who may do what: section by section, each role through the real socket.

use crate::people::Person::{Admin, Alain, Auditor, Helpdesk, Root};
use crate::people::{BEA, DORA, Office, Person, SCANS, is_closed_to};
use crate::support::holder::PASSWORD;
use crate::support::{fed, ran};

/// A user without a role, then the roles, then root.
const COLUMNS: [Person; 5] = [Alain, Auditor, Helpdesk, Admin, Root];

/// What is tried, what must be there for it, and who may.
struct Row {
    line: &'static str,
    before: &'static str,
    may: &'static str,
}

const fn row(may: &'static str, line: &'static str) -> Row {
    Row {
        line,
        before: "",
        may,
    }
}

const ANYONE: &str = "yyyyy";
const WHO_SEES: &str = "-yyyy";
const WHO_HELPS: &str = "--yyy";
const WHO_ADMINISTERS: &str = "---yy";
const OWNER_ALONE: &str = "----y";
/// Not through the daemon: the store itself is needed.
const ON_THE_MACHINE: &str = "-----";

const TABLE: [Row; 48] = [
    row(ANYONE, "whoami"),
    row(ANYONE, "policy show"),
    row(WHO_SEES, "account list"),
    row(WHO_SEES, "account show bea@contoso.com"),
    row(WHO_SEES, "mfa status -a bea@contoso.com"),
    row(WHO_SEES, "apppw list -a bea@contoso.com"),
    row(WHO_SEES, "apppw show Phone -a bea@contoso.com"),
    row(WHO_SEES, "log"),
    row(WHO_SEES, "log -a bea@contoso.com --json"),
    row(WHO_HELPS, "notices"),
    row(WHO_HELPS, "account set dora@contoso.com --disable"),
    row(WHO_HELPS, "account set dora@contoso.com --enable"),
    row(WHO_HELPS, "account password dora@contoso.com --temporary"),
    row(WHO_HELPS, "mfa reset -a dora@contoso.com --yes"),
    row(
        WHO_HELPS,
        "auth test --without-password --service imap -a bea@contoso.com",
    ),
    Row {
        line: "apppw delete Doomed -a bea@contoso.com --yes",
        before: "apppw create Doomed -a bea@contoso.com",
        may: WHO_HELPS,
    },
    Row {
        line: "apppw create Scanner -a scans@contoso.com",
        before: "apppw delete --all -a scans@contoso.com --yes",
        may: WHO_HELPS,
    },
    Row {
        line: "apppw rename Scanner Scanner -a scans@contoso.com",
        before: "apppw create Scanner -a scans@contoso.com",
        may: WHO_HELPS,
    },
    Row {
        line: "apppw rotate Scanner -a scans@contoso.com",
        before: "apppw create Scanner -a scans@contoso.com",
        may: WHO_HELPS,
    },
    Row {
        line: "apppw delete --all -a scans@contoso.com --yes",
        before: "apppw create Scanner -a scans@contoso.com",
        may: WHO_HELPS,
    },
    Row {
        line: "apppw create New -a bea@contoso.com",
        before: "apppw delete New -a bea@contoso.com --yes",
        may: WHO_ADMINISTERS,
    },
    row(
        WHO_ADMINISTERS,
        "apppw rename Phone Phone -a bea@contoso.com",
    ),
    row(WHO_ADMINISTERS, "apppw rotate Phone -a bea@contoso.com"),
    row(
        WHO_ADMINISTERS,
        "account add eva@contoso.com --if-absent --app-passwords-only",
    ),
    row(
        WHO_ADMINISTERS,
        "account set dora@contoso.com --mfa enabled",
    ),
    row(
        WHO_ADMINISTERS,
        "account set dora@contoso.com --email dora@example.org",
    ),
    row(
        WHO_ADMINISTERS,
        "account set dora@contoso.com --disable --email dora@example.org",
    ),
    row(
        WHO_ADMINISTERS,
        "account password dora@contoso.com --password-stdin",
    ),
    row(
        WHO_ADMINISTERS,
        "account rename dora@contoso.com dora@contoso.com",
    ),
    Row {
        line: "account delete gone@contoso.com --yes",
        before: "account add gone@contoso.com --app-passwords-only",
        may: WHO_ADMINISTERS,
    },
    row(WHO_ADMINISTERS, "policy set app-password-limit 39"),
    row(WHO_ADMINISTERS, "store export"),
    row(OWNER_ALONE, "policy set helpdesk-group none"),
    row(OWNER_ALONE, "policy set mail-command /bin/true"),
    row(OWNER_ALONE, "policy set phone-command /bin/true"),
    row(OWNER_ALONE, "policy set password-command /bin/true"),
    row(OWNER_ALONE, "mfa default authenticator -a bea@contoso.com"),
    row(OWNER_ALONE, "mfa enroll -a bea@contoso.com"),
    row(OWNER_ALONE, "mfa recovery -a bea@contoso.com --yes"),
    row(ON_THE_MACHINE, "store info"),
    row(ON_THE_MACHINE, "store check"),
    row(ON_THE_MACHINE, "store backup /tmp/never.db"),
    row(ON_THE_MACHINE, "store rekey --yes"),
    row(ON_THE_MACHINE, "store init"),
    row(ON_THE_MACHINE, "store restore lib/keyfob.db --yes"),
    row(ON_THE_MACHINE, "store copy lib/keyfob.db /tmp/never.db"),
    row(ON_THE_MACHINE, "log check"),
    row(ON_THE_MACHINE, "log prune --before 2020-01-01 --yes"),
];

#[test]
fn each_role_may_do_what_the_table_says() {
    let Some(office) = Office::open() else {
        return;
    };
    let mut wrong = vec![];
    for row in &TABLE {
        for (person, may) in COLUMNS.into_iter().zip(row.may.chars()) {
            if !row.before.is_empty() {
                // It may be so already.
                office.owner(row.before);
            }
            let mut command = office.command(person, row.line);
            command.env("KEYFOB_OPERATOR", "1");
            let ran = fed(command, row.line, PASSWORD);
            let as_it_should = match may {
                'y' => ran.code == 0,
                _ => ran.code == 77 && ran.out.is_empty(),
            };
            if !as_it_should {
                wrong.push(format!("{person:?}: {ran}"));
            }
            // Of all the others, helpdesk needs it.
            let (helpdesk, _) = &office.groups[1];
            if row.line.contains("helpdesk-group") {
                office
                    .owner(&format!("policy set helpdesk-group {helpdesk}"))
                    .ok();
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_refusal_names_the_role_that_is_missing() {
    let Some(office) = Office::open() else {
        return;
    };
    for (person, line, message) in [
        (Alain, "account list", "this needs the auditor role"),
        (
            Auditor,
            "mfa reset -a bea@contoso.com --yes --operator",
            "this needs the helpdesk role",
        ),
        (
            Helpdesk,
            "account add x@contoso.com",
            "this needs the admin role",
        ),
        (
            Admin,
            "policy set admin-group none",
            "only root and the store's owner may do this, on the machine itself",
        ),
        // Not even whether the account exists.
        (
            Alain,
            "account show nobody@contoso.com",
            "this needs the auditor role",
        ),
        (
            Alain,
            "account show bea@contoso.com",
            "this needs the auditor role",
        ),
    ] {
        let ran = office.by(person, line).refused(77);
        assert!(
            ran.err.starts_with(&format!("error: {message}\n")),
            "{person:?}: {ran}"
        );
    }
}

#[test]
fn the_trail_names_the_person_who_acted() {
    let Some(office) = Office::open() else {
        return;
    };
    let line = format!("apppw delete --all -a {BEA} --operator --yes");
    office.by(Helpdesk, &line).ok();
    let entry = office.last_event();
    assert_eq!(entry["event"], "apppw.deleted", "{entry}");
    assert_eq!(entry["who"]["role"], "helpdesk", "{entry}");
    assert_eq!(entry["who"]["uid"], Helpdesk.uid(), "{entry}");
    office.owner("log check").ok();
}

#[test]
fn whoami_tells_role_store_and_way() {
    let Some(office) = Office::open() else {
        return;
    };
    for (person, role) in [
        (Alain, serde_json::Value::Null),
        (Auditor, "auditor".into()),
        (Helpdesk, "helpdesk".into()),
        (Admin, "admin".into()),
        (Root, "owner".into()),
    ] {
        let seen = office.by(person, "whoami --json").json();
        assert_eq!(seen["role"], role, "{person:?}");
        assert_eq!(seen["uid"], person.uid());
        assert_eq!(seen["socket"], office.socket().to_str().unwrap());
        assert!(seen["store"].as_str().unwrap().ends_with("lib/keyfob.db"));
    }
    let direct = office.owner("whoami --json").json();
    assert_eq!(direct["role"], "owner");
    assert!(direct["socket"].is_null());
}

#[test]
fn a_group_that_loses_its_role_has_lost_it_at_once() {
    let Some(office) = Office::open() else {
        return;
    };
    let mut follows = office.command(Auditor, "log --follow");
    let following = follows
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped());
    let following = following.spawn().unwrap();
    office.by(Auditor, "account list").ok();
    office.owner("policy set auditor-group none").ok();
    // A connection that was there before has lost it too.
    let ended = ran("log --follow", &following.wait_with_output().unwrap());
    assert_eq!(ended.code, 77, "{ended}");
    office.by(Auditor, "account list").refused(77);
}

#[test]
fn which_programs_are_run_is_for_operators_to_know() {
    let Some(office) = Office::open() else {
        return;
    };
    office.owner("policy set mail-command /bin/true").ok();
    for (person, seen) in [
        (Alain, serde_json::Value::Null),
        (Auditor, "/bin/true".into()),
    ] {
        let policy = office.by(person, "policy show --json").json();
        assert_eq!(policy["mail_command"], seen, "{person:?}");
        assert_eq!(
            policy["helpdesk_group"].is_null(),
            seen.is_null(),
            "{person:?}"
        );
    }
}

/// Find, why doesn't it work, delete all, temporary password, reset, read the log.
#[test]
fn helpdesks_day() {
    let Some(office) = Office::open() else {
        return;
    };
    let helps = |line: &str| office.by(Helpdesk, &format!("{line} --operator"));
    let found = helps("account list --filter bea").ok();
    assert!(found.starts_with(BEA), "{found}");
    let tested = helps(&format!("auth test --without-password -a {BEA} --json")).json();
    assert_eq!(tested["app_passwords"][0]["name"], "Phone");
    let deleted = helps(&format!("apppw delete --all -a {BEA} --yes --json")).ok();
    assert!(deleted.contains("Phone"), "{deleted}");
    assert_eq!(office.app_passwords(BEA), [""; 0]);
    let temporary = helps(&format!("account password {BEA} --temporary")).word();
    assert_eq!(temporary.len(), 16);
    helps(&format!("mfa reset -a {BEA} --yes")).ok();
    let log = helps(&format!("log -a {BEA}")).ok();
    for event in ["apppw.deleted", "account.password-set", "mfa.reset"] {
        assert!(log.contains(event), "{log}");
    }
    for file in ["lib/keyfob.db", "lib/keyfob.db.key", "lib"] {
        assert!(
            is_closed_to(Helpdesk, &office, &office.path(file)),
            "{file}"
        );
    }
    office.owner("store check").ok();
    office.owner("log check").ok();
    let _ = (DORA, SCANS);
}
