-- Where the audit trail begins, once entries were pruned. It has no row before. The row's tag proves that
-- the store's key cut the trail here; the next entry is chained to the tag of the last one that was cut away.
CREATE TABLE log_start (
    one            INTEGER PRIMARY KEY CHECK (one = 1),
    seq            INTEGER NOT NULL CHECK (seq > 0), -- the last entry that was cut away
    entry_tag      BLOB    NOT NULL CHECK (length(entry_tag) = 32),
    newest_at      INTEGER NOT NULL, -- of all that were cut away
    heads_accepted INTEGER NOT NULL, -- how many of them said that an administrator accepted the store
    tag            BLOB    NOT NULL DEFAULT x''
) STRICT;

-- What monitoring asks is found without going through everything else.
CREATE INDEX log_of_backups ON log (at) WHERE event = 'store.backed-up';
CREATE INDEX account_by_state ON account (mfa, disabled);
