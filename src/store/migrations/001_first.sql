-- Times are seconds of the Unix epoch. A sealed value is XChaCha20-Poly1305 under the key file
-- and opens only in its own row and column.

-- One row: which key file belongs to this store.
CREATE TABLE store (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    key_id     BLOB    NOT NULL CHECK (length(key_id) = 16),
    created_at INTEGER NOT NULL
) STRICT;

-- What an administrator set; a key that isn't here has its default.
CREATE TABLE policy (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    -- Never used again, so that nothing sealed for a deleted account opens in a later one.
    id                   INTEGER PRIMARY KEY AUTOINCREMENT,
    name                 TEXT    NOT NULL,
    name_key             TEXT    NOT NULL UNIQUE,
    mfa                  TEXT    NOT NULL CHECK (mfa IN ('disabled', 'enabled', 'enforced')),
    disabled             INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
    email                TEXT,
    phone                TEXT,
    password             BLOB    NOT NULL, -- sealed: a PHC string
    must_change_password INTEGER NOT NULL CHECK (must_change_password IN (0, 1)),
    created_at           INTEGER NOT NULL
) STRICT;

-- What one Argon2 of a typed secret is computed with. All of an account's generated secrets of
-- one cost share a row, so that one computation answers for all of them.
CREATE TABLE salt (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    salt       BLOB    NOT NULL CHECK (length(salt) = 16),
    memory_kib INTEGER NOT NULL,
    passes     INTEGER NOT NULL,
    lanes      INTEGER NOT NULL,
    UNIQUE (account_id, memory_kib, passes, lanes)
) STRICT;

-- Authenticator apps. Without confirmed_at the enrolment was only begun.
CREATE TABLE method (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id   INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    label        TEXT    NOT NULL,
    secret       BLOB    NOT NULL, -- sealed
    algorithm    TEXT    NOT NULL CHECK (algorithm IN ('SHA1', 'SHA256', 'SHA512')),
    digits       INTEGER NOT NULL CHECK (digits IN (6, 8)),
    step_seconds INTEGER NOT NULL CHECK (step_seconds > 0),
    last_step    INTEGER, -- the last time step accepted; only ever grows
    created_at   INTEGER NOT NULL,
    confirmed_at INTEGER
) STRICT;

CREATE UNIQUE INDEX method_begun ON method (account_id) WHERE confirmed_at IS NULL;
CREATE INDEX method_of_account ON method (account_id);

CREATE TABLE recovery_code (
    id         TEXT    PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    salt_id    INTEGER NOT NULL REFERENCES salt (id),
    verifier   BLOB    NOT NULL, -- sealed
    created_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX recovery_code_of_account ON recovery_code (account_id);
CREATE INDEX recovery_code_of_salt ON recovery_code (salt_id);

-- An account's app passwords stand together, since they are read together.
CREATE TABLE app_password (
    id                TEXT    NOT NULL UNIQUE,
    account_id        INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    salt_id           INTEGER NOT NULL REFERENCES salt (id),
    name              TEXT    NOT NULL,
    name_key          TEXT    NOT NULL,
    note              TEXT,
    services          TEXT    NOT NULL, -- with commas between; empty: every service
    networks          TEXT    NOT NULL, -- likewise
    verifier          BLOB    NOT NULL, -- sealed; of a deleted one: only good for recognising it
    created_at        INTEGER NOT NULL,
    expires_at        INTEGER,
    last_used_at      INTEGER,
    last_used_service TEXT,
    last_used_address TEXT,
    -- Rotated: accepted until it expires, beside the one that has its name.
    replaced          INTEGER NOT NULL DEFAULT 0 CHECK (replaced IN (0, 1)),
    deleted_at        INTEGER,
    PRIMARY KEY (account_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX app_password_of_salt ON app_password (salt_id);
CREATE UNIQUE INDEX app_password_name ON app_password (account_id, name_key)
    WHERE deleted_at IS NULL AND replaced = 0;

-- Where each app password was used from, so that a first use can be told. Empty: unknown.
CREATE TABLE app_password_source (
    app_password_id TEXT    NOT NULL REFERENCES app_password (id) ON DELETE CASCADE,
    service         TEXT    NOT NULL,
    address         TEXT    NOT NULL,
    first_used_at   INTEGER NOT NULL,
    PRIMARY KEY (app_password_id, service, address)
) STRICT, WITHOUT ROWID;

-- The audit trail. Names stay as they were at the time; nothing here refers to another table.
CREATE TABLE log (
    seq        INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    event      TEXT    NOT NULL,
    outcome    TEXT    NOT NULL CHECK (outcome IN ('done', 'refused')),
    account_id INTEGER,
    account    TEXT,
    subject    TEXT,
    service    TEXT,
    address    TEXT,
    who        TEXT    NOT NULL, -- JSON
    detail     TEXT,             -- JSON
    tag        BLOB    NOT NULL CHECK (length(tag) = 32)
) STRICT;

CREATE INDEX log_of_account ON log (account_id, at) WHERE account_id IS NOT NULL;
CREATE INDEX log_by_time ON log (at);
