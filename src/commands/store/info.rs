//! `keyfob store info`

use clap::Args;
use serde::Serialize;

use crate::daemon::status::{self, ServerStatus};
use crate::domain::period::Period;
use crate::error::Result;
use crate::flows::{Answer, Session};
use crate::messages::store::{self, label};

const HELP: &str = "\
Nothing is checked here, so that monitoring can ask often; keyfob store check checks everything. Of several servers that \
answer from one store, the first is shown.

Examples:
  keyfob store info
  keyfob store info --json

JSON: {\"store\",\"key_file\",\"schema\",\"sqlite\",\"created_at\",\"bytes\",\"wal_bytes\",\"head_bytes\",\"accounts\", \
\"accounts_by_mfa\":{\"disabled\",\"enabled\",\"enforced\",\"service\"},\"accounts_disabled\",\"app_passwords\",\"app_passwords_usable\", \
\"app_passwords_expired\",\"log_entries\",\"log_last\",\"log_pruned\",\"last_backup_at\",\"last_backup_seconds\", \
\"server\":{\"pid\",\"uptime_seconds\",\"clients\",\"answers\":{\"yes\",\"no\",\"undecided\",\"remembered\"},\"last_minute\":{...}}|null}. \
\"app_passwords\" are the usable and the expired ones. \"log_last\" is the number of the trail's last entry, and \
\"log_pruned\" that of the last one that was pruned. \"last_backup_seconds\" is the age of the last backup that the trail \
has a record of. A store in a database has \"postgresql\" in place of \"sqlite\", which is null. \"server\" is what a running 'keyfob serve' says: its answers since it started, and those of the last \
minute; \"remembered\" ones took no hash.";

/// Show where the store is and what it contains
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {}

#[derive(Serialize)]
struct View<'a> {
    store: &'a str,
    key_file: &'a str,
    schema: u32,
    sqlite: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    postgresql: Option<&'a str>,
    created_at: String,
    bytes: u64,
    wal_bytes: u64,
    head_bytes: u64,
    accounts: u32,
    accounts_by_mfa: ByMfa,
    accounts_disabled: u32,
    app_passwords: u32,
    app_passwords_usable: u32,
    app_passwords_expired: u32,
    log_entries: i64,
    log_last: i64,
    log_pruned: i64,
    last_backup_at: Option<String>,
    last_backup_seconds: Option<i64>,
    server: Option<ServerStatus>,
}

#[derive(Serialize)]
struct ByMfa {
    disabled: u32,
    enabled: u32,
    enforced: u32,
    service: u32,
}

pub fn run(_: &Arguments, session: &mut Session<'_>) -> Result<Answer> {
    let service = session.open_to_examine()?;
    let (location, info) = service.info(&session.owner(&service))?;
    let server = status::ask(&location.serving());
    let path = location.store.display().to_string();
    let key = location.key.display().to_string();
    let (accounts, app_passwords) = (&info.accounts, &info.app_passwords);
    let all_app_passwords = app_passwords.usable + app_passwords.expired;
    if session.flags.json {
        let age = |at: jiff::Timestamp| session.now().as_second() - at.as_second();
        let last_backup_seconds = info.last_backup_at.map(age);
        return session.json(&View {
            store: &path,
            key_file: &key,
            schema: info.schema,
            sqlite: info.sqlite,
            postgresql: info.postgresql.as_deref(),
            created_at: info.created_at.to_string(),
            bytes: info.bytes,
            wal_bytes: info.wal_bytes,
            head_bytes: info.head_bytes,
            accounts: accounts.all,
            accounts_by_mfa: ByMfa {
                disabled: accounts.mfa_disabled,
                enabled: accounts.mfa_enabled,
                enforced: accounts.mfa_enforced,
                service: accounts.service,
            },
            accounts_disabled: accounts.disabled,
            app_passwords: all_app_passwords,
            app_passwords_usable: app_passwords.usable,
            app_passwords_expired: app_passwords.expired,
            log_entries: info.log_entries,
            log_last: info.last_entry,
            log_pruned: info.pruned_entries,
            last_backup_at: info.last_backup_at.map(|at| at.to_string()),
            last_backup_seconds,
            server,
        });
    }
    let mfa = store::mfa_states(
        accounts.mfa_enforced,
        accounts.mfa_enabled,
        accounts.mfa_disabled,
        accounts.service,
    );
    let last_backup = info.last_backup_at.map(|at| session.moment(at));
    let server = server.map(|server| in_words(&server));
    let engine = match (info.sqlite, &info.postgresql) {
        (Some(version), _) => (label::SQLITE, version),
        (None, version) => (label::POSTGRESQL, version.as_deref().unwrap_or_default()),
    };
    session.details(&[
        (label::STORE, &path),
        (label::KEY_FILE, &key),
        (label::SCHEMA, &info.schema.to_string()),
        engine,
        (label::CREATED, &session.moment(info.created_at)),
        (label::BYTES, &info.bytes.to_string()),
        (label::ACCOUNTS, &accounts.all.to_string()),
        (label::MFA, &mfa),
        (label::DISABLED_ACCOUNTS, &accounts.disabled.to_string()),
        (label::APP_PASSWORDS, &all_app_passwords.to_string()),
        (label::EXPIRED, &app_passwords.expired.to_string()),
        (label::LOG_ENTRIES, &info.log_entries.to_string()),
        (label::PRUNED_ENTRIES, &info.pruned_entries.to_string()),
        (
            label::LAST_BACKUP,
            last_backup.as_deref().unwrap_or(store::NO_BACKUP),
        ),
        (label::SERVER, server.as_deref().unwrap_or(store::NO_SERVER)),
    ])
}

fn in_words(server: &ServerStatus) -> String {
    let uptime = rounded(server.uptime_seconds);
    let rate = server.last_minute;
    store::server(
        &uptime.to_string(),
        server.clients,
        [rate.yes, rate.no, rate.undecided],
    )
}

/// In the largest unit that there is one of, rounded down.
fn rounded(seconds: u64) -> Period {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    let unit = [86_400, 3_600, 60, 1].into_iter();
    let unit = unit.clone().find(|unit| seconds >= *unit).unwrap_or(1);
    Period::from_seconds(seconds / unit * unit)
}
