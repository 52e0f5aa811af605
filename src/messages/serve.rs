//! The server's reports.

pub const LEAVE_ACCOUNT_OUT: &str = "leave it out";
pub const REOPENING: &str = "Reopening the store and its key file.";
pub const STOPPING: &str = "Answering pending questions, then stopping.";

/// `why` is an error's sentence.
pub fn no_status(why: &str) -> String {
    format!("'keyfob store info' won't show this server: {why}.")
}

pub fn listening(socket: &str, workers: usize) -> String {
    match workers {
        1 => format!("Listening at {socket} with 1 worker."),
        workers => format!("Listening at {socket} with {workers} workers."),
    }
}

pub fn listening_for_systemd(workers: usize) -> String {
    match workers {
        1 => "Listening at the sockets from systemd with 1 worker.".to_owned(),
        workers => format!("Listening at the sockets from systemd with {workers} workers."),
    }
}

pub const NO_SOCKET: &str = "no socket to listen at was given";
pub const NAME_A_SOCKET: &str =
    "give one with --auth-socket or --people-socket, or start keyfob.socket";
pub const BAD_MODE: &str = "--mode isn't a valid file mode";
pub const CHOOSE_A_MODE: &str = "use one such as 600, 660 or 666";
pub const NO_GROUP: &str = "there is no such group";
pub const LIST_GROUPS: &str = "'getent group' lists the groups";
