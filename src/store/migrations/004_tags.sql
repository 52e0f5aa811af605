-- Every row that decides something carries a keyed tag over all its other columns. Whoever writes to
-- the database without the key can't make one. The tags are written by the program, which also seals
-- all values anew under a key of this store alone.
ALTER TABLE store ADD COLUMN id BLOB NOT NULL DEFAULT x'';
-- How many rows policy has, so that none can be taken away.
ALTER TABLE store ADD COLUMN policy_keys INTEGER NOT NULL DEFAULT 0;

ALTER TABLE store         ADD COLUMN tag BLOB NOT NULL DEFAULT x'';
ALTER TABLE policy        ADD COLUMN tag BLOB NOT NULL DEFAULT x'';
ALTER TABLE account       ADD COLUMN tag BLOB NOT NULL DEFAULT x'';
ALTER TABLE salt          ADD COLUMN tag BLOB NOT NULL DEFAULT x'';
ALTER TABLE method        ADD COLUMN tag BLOB NOT NULL DEFAULT x'';
ALTER TABLE contact       ADD COLUMN tag BLOB NOT NULL DEFAULT x'';
ALTER TABLE recovery_code ADD COLUMN tag BLOB NOT NULL DEFAULT x'';
ALTER TABLE app_password  ADD COLUMN tag BLOB NOT NULL DEFAULT x'';
ALTER TABLE contact_code  ADD COLUMN tag BLOB NOT NULL DEFAULT x'';
ALTER TABLE throttle      ADD COLUMN tag BLOB NOT NULL DEFAULT x'';
ALTER TABLE ticket        ADD COLUMN tag BLOB NOT NULL DEFAULT x'';
