-- The names a second time: a damaged page of one index doesn't make an account unknown.
CREATE INDEX account_by_name ON account (name_key);
