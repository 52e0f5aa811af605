//! The tables: their columns, their keys, and which of their values are sealed.

use crate::crypto::seal::Place;
use crate::domain::account::AccountId;

/// A table. Its rows have a tag, which covers all their other columns.
pub struct Table {
    pub name: &'static str,
    /// All columns except the tag.
    pub columns: &'static [&'static str],
    /// Columns that were added after rows got tags. The tag covers each with its name, unless it is null, so
    /// that the tags of earlier rows stay valid.
    pub later: &'static [&'static str],
    /// The columns of the primary key.
    pub key: &'static [&'static str],
    /// The column that is sealed.
    pub sealed: Option<&'static str>,
    /// Whether a damaged row can be removed: people set up again what it stood for, and nothing more is
    /// accepted without it. An attacker who can damage a row can delete it too.
    pub removable: bool,
}

impl Table {
    /// Returns the query for whole rows. `rest` is what follows the table's name.
    pub fn select(&self, rest: &str) -> String {
        self.select_with("", rest)
    }

    /// As `select`, with something else of each row after the tag.
    pub fn select_with(&self, more: &str, rest: &str) -> String {
        let columns = self.columns.join(", ");
        format!("SELECT {columns}, tag{more} FROM {} {rest}", self.name)
    }

    /// Returns the query for whole rows of this table, each with every row of the other one that belongs to
    /// it, or with nulls if none does.
    pub fn select_with_each(&self, other: &Self, belongs: &str, rest: &str) -> String {
        let columns = [self, other].map(|table| {
            let columns = table.columns.iter().copied().chain(["tag"]);
            let columns: Vec<_> = columns
                .map(|column| format!("{}.{column}", table.name))
                .collect();
            columns.join(", ")
        });
        let (first, second) = (self.name, other.name);
        let columns = columns.join(", ");
        format!("SELECT {columns} FROM {first} LEFT JOIN {second} ON {belongs} {rest}")
    }

    /// Returns the condition that finds a row by its key.
    pub fn by_key(&self) -> String {
        let columns: Vec<_> = self.key.iter().map(|key| format!("{key} = ?")).collect();
        format!("WHERE {}", columns.join(" AND "))
    }

    /// Returns the place that a row's value is sealed for.
    pub fn place<'a>(&self, row: &'a str, account: AccountId) -> Place<'a> {
        Place {
            table: self.name,
            column: self
                .sealed
                .expect("only tables with a sealed column are asked"),
            row,
            account: account.0,
        }
    }
}

pub const STORE: Table = Table {
    name: "store",
    columns: &["one", "key_id", "created_at", "id", "policy_keys"],
    later: &[],
    key: &["one"],
    sealed: None,
    removable: false,
};

pub const POLICY: Table = Table {
    name: "policy",
    columns: &["key", "value"],
    later: &[],
    key: &["key"],
    sealed: None,
    removable: false,
};

pub const ACCOUNT: Table = Table {
    name: "account",
    columns: &[
        "id",
        "name",
        "name_key",
        "mfa",
        "disabled",
        "email",
        "phone",
        "password",
        "must_change_password",
        "created_at",
        "default_method",
        "epoch",
        "password_place",
        "language",
    ],
    later: &["password_place", "language"],
    key: &["id"],
    sealed: Some("password"),
    removable: false,
};

pub const SALT: Table = Table {
    name: "salt",
    columns: &["id", "account_id", "salt", "memory_kib", "passes", "lanes"],
    later: &[],
    key: &["id"],
    sealed: None,
    removable: false,
};

pub const METHOD: Table = Table {
    name: "method",
    columns: &[
        "id",
        "account_id",
        "label",
        "secret",
        "algorithm",
        "digits",
        "step_seconds",
        "last_step",
        "created_at",
        "confirmed_at",
        "last_used_at",
    ],
    later: &[],
    key: &["id"],
    sealed: Some("secret"),
    removable: true,
};

pub const CONTACT: Table = Table {
    name: "contact",
    columns: &["account_id", "kind", "verified_at", "last_used_at"],
    later: &[],
    key: &["account_id", "kind"],
    sealed: None,
    removable: true,
};

pub const RECOVERY_CODE: Table = Table {
    name: "recovery_code",
    columns: &[
        "id",
        "account_id",
        "salt_id",
        "verifier",
        "created_at",
        "used_at",
    ],
    later: &[],
    key: &["id"],
    sealed: Some("verifier"),
    removable: true,
};

pub const APP_PASSWORD: Table = Table {
    name: "app_password",
    columns: &[
        "id",
        "account_id",
        "salt_id",
        "name",
        "name_key",
        "note",
        "services",
        "networks",
        "verifier",
        "created_at",
        "expires_at",
        "last_used_at",
        "last_used_service",
        "last_used_address",
        "replaced",
        "deleted_at",
    ],
    later: &[],
    key: &["account_id", "id"],
    sealed: Some("verifier"),
    removable: true,
};

pub const CONTACT_CODE: Table = Table {
    name: "contact_code",
    columns: &[
        "id",
        "account_id",
        "kind",
        "mark",
        "sent_at",
        "tries",
        "used",
    ],
    later: &[],
    key: &["id"],
    sealed: None,
    removable: true,
};

pub const THROTTLE: Table = Table {
    name: "throttle",
    columns: &["subject", "proof", "account_id", "failures", "failed_at"],
    later: &[],
    key: &["subject", "proof"],
    sealed: None,
    removable: true,
};

pub const TICKET: Table = Table {
    name: "ticket",
    columns: &["account_id", "seat", "second_factor", "issued_at"],
    later: &[],
    key: &["account_id", "seat"],
    sealed: None,
    removable: true,
};

/// Mails to holders: one that keyfob didn't write is never sent.
pub const NOTICE: Table = Table {
    name: "notice",
    columns: &[
        "account_id",
        "kind",
        "recipient",
        "events",
        "since",
        "at",
        "subject",
        "done_by",
        "uid",
        "service",
        "address",
        "tries",
        "due_at",
        "failure",
    ],
    later: &[],
    key: &["account_id", "kind"],
    sealed: None,
    removable: true,
};

/// Where the audit trail begins.
pub const LOG_START: Table = Table {
    name: "log_start",
    columns: &["one", "seq", "entry_tag", "newest_at", "heads_accepted"],
    later: &[],
    key: &["one"],
    sealed: None,
    removable: false,
};

/// The tables whose rows decide something. What isn't here decides nothing: `app_password_source` says
/// which first uses were recorded, and the audit trail is a chain of its own.
pub const DECIDING: [&Table; 13] = [
    &STORE,
    &POLICY,
    &ACCOUNT,
    &SALT,
    &METHOD,
    &CONTACT,
    &RECOVERY_CODE,
    &APP_PASSWORD,
    &CONTACT_CODE,
    &THROTTLE,
    &TICKET,
    &NOTICE,
    &LOG_START,
];

/// Its tags are those of the chain.
pub const LOG: Table = Table {
    name: "log",
    columns: &[
        "seq",
        "at",
        "event",
        "outcome",
        "account_id",
        "account",
        "subject",
        "service",
        "address",
        "who",
        "detail",
    ],
    later: &[],
    key: &["seq"],
    sealed: None,
    removable: false,
};
