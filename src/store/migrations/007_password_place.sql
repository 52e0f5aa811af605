-- Where an account's password is. Null: in the row. Earlier rows have null here, and their tags stay valid.
-- external: the organisation keeps it. none: a service account has no password.
ALTER TABLE account ADD COLUMN password_place TEXT CHECK (password_place IN ('none', 'external'));

-- Service accounts are counted without going through all accounts.
CREATE INDEX account_by_place ON account (password_place) WHERE password_place IS NOT NULL;
