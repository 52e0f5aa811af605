//! How what a person asks reaches the service: in this process, on a store that this user may open; or
//! through the people's socket, where the daemon decides by the user and groups that the kernel tells it.
//! Both ways look the same from above.

mod actor;
mod client;
mod desk;
mod frame;
mod kept;
mod listing;
mod proving;
mod request;
mod served;
mod told;

pub use actor::Actor;
pub use desk::{Desk, Way, WhoAmI};
pub use frame::{LARGEST_REQUEST, refuse};
pub use kept::{
    AuthenticatorProven, CodeRequest, ContactProven, FactorProven, MethodProven, PasswordProven,
    Rotated,
};
pub use proving::{Enrolled, SignedInTo};
pub use served::{Letters, Served, Visitor};
