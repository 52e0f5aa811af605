//! Proofs at sign-in.

mod proofs;
mod sent_codes;
