CREATE TABLE store (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    key_id     BLOB    NOT NULL CHECK (length(key_id) = 16),
    created_at INTEGER NOT NULL
, id BLOB NOT NULL DEFAULT x'', policy_keys INTEGER NOT NULL DEFAULT 0, tag BLOB NOT NULL DEFAULT x'') STRICT;

CREATE TABLE policy (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
, tag BLOB NOT NULL DEFAULT x'') STRICT, WITHOUT ROWID;

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
, default_method TEXT, epoch INTEGER NOT NULL DEFAULT 0, tag BLOB NOT NULL DEFAULT x'', password_place TEXT CHECK (password_place IN ('none', 'external')), language TEXT) STRICT;

CREATE TABLE sqlite_sequence(name,seq);

CREATE TABLE salt (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    salt       BLOB    NOT NULL CHECK (length(salt) = 16),
    memory_kib INTEGER NOT NULL,
    passes     INTEGER NOT NULL,
    lanes      INTEGER NOT NULL, tag BLOB NOT NULL DEFAULT x'',
    UNIQUE (account_id, memory_kib, passes, lanes)
) STRICT;

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
, last_used_at INTEGER, tag BLOB NOT NULL DEFAULT x'') STRICT;

CREATE UNIQUE INDEX method_begun ON method (account_id) WHERE confirmed_at IS NULL;

CREATE INDEX method_of_account ON method (account_id);

CREATE TABLE recovery_code (
    id         TEXT    PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    salt_id    INTEGER NOT NULL REFERENCES salt (id),
    verifier   BLOB    NOT NULL, -- sealed
    created_at INTEGER NOT NULL,
    used_at    INTEGER
, tag BLOB NOT NULL DEFAULT x'') STRICT, WITHOUT ROWID;

CREATE INDEX recovery_code_of_account ON recovery_code (account_id);

CREATE INDEX recovery_code_of_salt ON recovery_code (salt_id);

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
    deleted_at        INTEGER, tag BLOB NOT NULL DEFAULT x'',
    PRIMARY KEY (account_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX app_password_of_salt ON app_password (salt_id);

CREATE UNIQUE INDEX app_password_name ON app_password (account_id, name_key)
    WHERE deleted_at IS NULL AND replaced = 0;

CREATE TABLE app_password_source (
    app_password_id TEXT    NOT NULL REFERENCES app_password (id) ON DELETE CASCADE,
    service         TEXT    NOT NULL,
    address         TEXT    NOT NULL,
    first_used_at   INTEGER NOT NULL,
    PRIMARY KEY (app_password_id, service, address)
) STRICT, WITHOUT ROWID;

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

CREATE INDEX log_by_time ON log (at);

CREATE TABLE contact (
    account_id   INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    kind         TEXT    NOT NULL CHECK (kind IN ('email', 'phone')),
    verified_at  INTEGER NOT NULL,
    last_used_at INTEGER, tag BLOB NOT NULL DEFAULT x'',
    PRIMARY KEY (account_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact_code (
    id         TEXT    PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    kind       TEXT    NOT NULL CHECK (kind IN ('email', 'phone')),
    mark       BLOB    NOT NULL CHECK (length(mark) = 32), -- keyed; of id, address and code
    sent_at    INTEGER NOT NULL,
    tries      INTEGER NOT NULL DEFAULT 0,
    used       INTEGER NOT NULL DEFAULT 0 CHECK (used IN (0, 1))
, tag BLOB NOT NULL DEFAULT x'') STRICT, WITHOUT ROWID;

CREATE INDEX contact_code_of_account ON contact_code (account_id, kind);

CREATE TABLE throttle (
    -- Keyed; of an account, or of a name that no account has.
    subject    BLOB    NOT NULL CHECK (length(subject) = 32),
    proof      TEXT    NOT NULL,
    account_id INTEGER REFERENCES account (id) ON DELETE CASCADE,
    failures   INTEGER NOT NULL CHECK (failures > 0),
    failed_at  INTEGER NOT NULL, tag BLOB NOT NULL DEFAULT x'',
    PRIMARY KEY (subject, proof)
) STRICT, WITHOUT ROWID;

CREATE INDEX throttle_of_account ON throttle (account_id);

CREATE INDEX throttle_of_nobody ON throttle (failed_at) WHERE account_id IS NULL;

CREATE TABLE ticket (
    account_id    INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    seat          TEXT    NOT NULL, -- OS user, terminal session and its beginning
    second_factor INTEGER NOT NULL CHECK (second_factor IN (0, 1)),
    issued_at     INTEGER NOT NULL, tag BLOB NOT NULL DEFAULT x'',
    PRIMARY KEY (account_id, seat)
) STRICT, WITHOUT ROWID;

CREATE INDEX ticket_of_seat ON ticket (seat);

CREATE INDEX log_of_account ON log (account_id, event, at) WHERE account_id IS NOT NULL;

CREATE TABLE log_start (
    one            INTEGER PRIMARY KEY CHECK (one = 1),
    seq            INTEGER NOT NULL CHECK (seq > 0), -- the last entry that was cut away
    entry_tag      BLOB    NOT NULL CHECK (length(entry_tag) = 32),
    newest_at      INTEGER NOT NULL, -- of all that were cut away
    heads_accepted INTEGER NOT NULL, -- how many of them said that an administrator accepted the store
    tag            BLOB    NOT NULL DEFAULT x''
) STRICT;

CREATE INDEX log_of_backups ON log (at) WHERE event = 'store.backed-up';

CREATE INDEX account_by_state ON account (mfa, disabled);

CREATE INDEX account_by_name ON account (name_key);

CREATE INDEX account_by_place ON account (password_place) WHERE password_place IS NOT NULL;

CREATE TABLE notice (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    kind       TEXT    NOT NULL,
    recipient  TEXT    NOT NULL,
    events     INTEGER NOT NULL CHECK (events >= 0), -- how many the mail tells of; 0: it was sent
    since      INTEGER NOT NULL, -- when the first of them happened
    -- What the last of them was.
    at         INTEGER NOT NULL,
    subject    TEXT,
    done_by    TEXT    NOT NULL,
    uid        INTEGER,
    service    TEXT,
    address    TEXT,
    tries      INTEGER NOT NULL DEFAULT 0,
    due_at     INTEGER NOT NULL,
    failure    TEXT, -- why it wasn't sent the last time
    tag        BLOB    NOT NULL DEFAULT x'',
    PRIMARY KEY (account_id, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX notice_due ON notice (due_at);
