//! Proofs at sign-in.

mod limits;
mod races;
mod sent_codes;
