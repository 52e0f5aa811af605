//! Conversations with a person, step by step: signing in, setting MFA up, the first run, handing a
//! new secret over. They ask and tell; the service decides.

pub mod access;
pub mod app_passwords;
pub mod contact_codes;
pub mod delivery;
pub mod enrolment;
pub mod first_run;
pub mod global_flags;
pub mod prompts;
pub mod recovery_codes;
pub mod room;
pub mod second_factor;
pub mod services;
pub mod session;
pub mod sign_in;

pub use access::Access;
pub use delivery::{Delivered, Delivery, Destination, NewSecret, Undelivered};
pub use global_flags::Globals;
pub use session::{Answer, Session, in_words};
