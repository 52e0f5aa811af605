-- An account's last sign-in, and whether an event was recorded of it lately, are found without going
-- through everything else that was recorded of it.
DROP INDEX log_of_account;
CREATE INDEX log_of_account ON log (account_id, event, at) WHERE account_id IS NOT NULL;
