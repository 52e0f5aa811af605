-- Where an account's password is, if it isn't in the row beside. Null where it is, as in all rows of before,
-- whose tags stay right. A service account has none.
ALTER TABLE account ADD COLUMN password_place TEXT CHECK (password_place IN ('none'));

-- They are counted without going through all accounts.
CREATE INDEX account_by_place ON account (password_place) WHERE password_place IS NOT NULL;
