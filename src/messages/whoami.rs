//! What `keyfob whoami` shows.

pub const USER: &str = "user";
pub const ROLE: &str = "role";
pub const STORE: &str = "store";
pub const WAY: &str = "way";
pub const ACCOUNT: &str = "signed in to";

pub const NO_ROLE: &str = "none: sign in to your account to act as its holder";
pub const NOT_SIGNED_IN: &str = "-";

pub fn user(name: Option<&str>, uid: u32) -> String {
    match name {
        Some(name) => format!("{name} (uid {uid})"),
        None => format!("uid {uid}"),
    }
}

pub fn way(socket: Option<&str>) -> String {
    match socket {
        Some(socket) => format!("the daemon at {socket}"),
        None => "opened directly".to_owned(),
    }
}
