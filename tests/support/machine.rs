//! What this machine has, kept out of the sight of the programs that tests start.

use std::path::Path;
use std::process::Command;

use rustix::process::geteuid;

use crate::support::permitted;

/// Where the system's store and its key are.
const SYSTEM: [&str; 2] = ["/var/lib/keyfob", "/etc/keyfob"];

/// For a shell in a mount namespace of its own: `/etc` and `/var/lib` as they are, without keyfob's
/// folders in them. Nested, it takes a place of its own.
const HIDE: &str = r#"
    set -e
    [ -d /dev/shm/hidden ] || mount -t tmpfs -o mode=755,strictatime tmpfs /dev/shm
    for folder in /etc /var/lib; do
        mkdir -p "/dev/shm/hidden/$$/real$folder" "/dev/shm/hidden/$$/new$folder"
        mount --rbind "$folder" "/dev/shm/hidden/$$/real$folder"
        ln -s "/dev/shm/hidden/$$/real$folder"/* "/dev/shm/hidden/$$/new$folder"
        rm -f "/dev/shm/hidden/$$/new$folder/keyfob"
        mount --bind "/dev/shm/hidden/$$/new$folder" "$folder"
    done
"#;

/// A command that finds no system store, whatever this machine has. `None` where that can't be
/// arranged.
#[track_caller]
pub fn without_system_store(program: &str) -> Option<Vec<String>> {
    let words = if SYSTEM.iter().any(|folder| Path::new(folder).exists()) {
        let hide_and_run = format!("{HIDE} exec \"$@\"");
        let mut words = namespace()?;
        words.extend(["sh", "-c", &hide_and_run, "sh"].map(str::to_owned));
        words
    } else {
        vec![]
    };
    Some([words, vec![program.to_owned()]].concat())
}

/// A shell where the system's folders are this script's to make, and gone after it.
#[track_caller]
pub fn with_system_folders(script: &str) -> Option<Command> {
    let words = namespace()?;
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]);
    command.args(["sh", "-c", &format!("{HIDE} {script}"), "sh"]);
    Some(command)
}

#[track_caller]
fn namespace() -> Option<Vec<String>> {
    let mut unshare = vec!["unshare", "--mount"];
    if !geteuid().is_root() {
        unshare.push("--map-root-user");
    }
    permitted(&unshare, "util-linux").then(|| unshare.into_iter().map(str::to_owned).collect())
}
