-- What holders need: signing in, contacts, and the counting of failures.

-- Asked for first at a sign-in: an authenticator's number, 'email' or 'phone'.
ALTER TABLE account ADD COLUMN default_method TEXT;
-- Raised whenever everybody who is signed in no longer is.
ALTER TABLE account ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;

-- When each authenticator last signed somebody in.
ALTER TABLE method ADD COLUMN last_used_at INTEGER;

-- The account's e-mail address and phone number, once a code sent there came back. A row goes when
-- the address or the number changes.
CREATE TABLE contact (
    account_id   INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    kind         TEXT    NOT NULL CHECK (kind IN ('email', 'phone')),
    verified_at  INTEGER NOT NULL,
    last_used_at INTEGER,
    PRIMARY KEY (account_id, kind)
) STRICT, WITHOUT ROWID;

-- Codes that were sent. Each is good for the one request that asked for it, which knows its id.
CREATE TABLE contact_code (
    id         TEXT    PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    kind       TEXT    NOT NULL CHECK (kind IN ('email', 'phone')),
    mark       BLOB    NOT NULL CHECK (length(mark) = 32), -- keyed; of id, address and code
    sent_at    INTEGER NOT NULL,
    tries      INTEGER NOT NULL DEFAULT 0,
    used       INTEGER NOT NULL DEFAULT 0 CHECK (used IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX contact_code_of_account ON contact_code (account_id, kind);

-- Failures in a row.
CREATE TABLE throttle (
    -- Keyed; of an account, or of a name that no account has.
    subject    BLOB    NOT NULL CHECK (length(subject) = 32),
    proof      TEXT    NOT NULL,
    account_id INTEGER REFERENCES account (id) ON DELETE CASCADE,
    failures   INTEGER NOT NULL CHECK (failures > 0),
    failed_at  INTEGER NOT NULL,
    PRIMARY KEY (subject, proof)
) STRICT, WITHOUT ROWID;

CREATE INDEX throttle_of_account ON throttle (account_id);
CREATE INDEX throttle_of_nobody ON throttle (failed_at) WHERE account_id IS NULL;

-- Who is signed in where.
CREATE TABLE ticket (
    account_id    INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    seat          TEXT    NOT NULL, -- OS user, terminal session and its beginning
    second_factor INTEGER NOT NULL CHECK (second_factor IN (0, 1)),
    issued_at     INTEGER NOT NULL,
    PRIMARY KEY (account_id, seat)
) STRICT, WITHOUT ROWID;

CREATE INDEX ticket_of_seat ON ticket (seat);
