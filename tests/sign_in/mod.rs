//! Proofs at sign-in.

mod external;
mod proofs;
mod sent_codes;
