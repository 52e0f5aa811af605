-- Where an account's password is, if it isn't in the row beside: outside keyfob, or nowhere, as a service
-- account has none. Null where it is in the row, as in all rows of before, whose tags stay right.
ALTER TABLE account ADD COLUMN password_place TEXT CHECK (password_place IN ('none', 'outside'));

-- Service accounts are counted without going through all accounts.
CREATE INDEX account_by_place ON account (password_place) WHERE password_place IS NOT NULL;
