-- The language in which the holder is written to. Null: no language was chosen.
ALTER TABLE account ADD COLUMN language TEXT;

-- Mails to holders that wait to be sent, and those that were sent within the last hour: at most one of a kind
-- goes to an account in that time.
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
