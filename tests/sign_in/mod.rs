//! Proofs at sign-in.

mod outside;
mod proofs;
mod sent_codes;
