//! Which way keyfob takes to a store by itself.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use crate::support::machine::with_system_folders;
use crate::support::{install_program, is_root, permitted};

const SCRIPT: &str = r#"
    mount -t tmpfs -o mode=755 tmpfs /run
    mkdir -m 755 /run/keyfob
    for folder in /var/lib/keyfob /etc/keyfob; do
        mkdir -m 700 "$folder"
        chown 6100:6100 "$folder"
    done
    user="setpriv --reuid=6101 --regid=6101 --clear-groups"
    ./keyfob store init --system --quiet
    echo "--- no daemon"
    $user ./keyfob whoami >said 2>&1 || echo "exit status $?"
    cat said
    ./keyfob serve --system --people-socket /run/keyfob/keyfob.sock 2>log &
    daemon=$!
    trap 'kill $daemon' EXIT
    until grep -q Listening log; do sleep 0.01; done
    echo "--- root"
    ./keyfob whoami
    echo "--- a user"
    $user ./keyfob whoami
    echo "--- a user, with --system"
    $user ./keyfob whoami --system
    echo "--- a user with a store of their own"
    mkdir home
    chown 6101 home
    export HOME="$PWD/home"
    $user ./keyfob store init --store home/.local/share/keyfob/keyfob.db --key-file home/.config/keyfob/keyfob.key --quiet
    $user ./keyfob whoami
    echo "--- and --system"
    $user ./keyfob whoami --system
"#;

#[test]
fn who_may_not_open_the_systems_store_asks_its_daemon() {
    if !is_root() || !permitted(&["setpriv", "--reuid=6101"], "util-linux") {
        return;
    }
    let Some(mut command) = with_system_folders(SCRIPT) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    install_program(&folder.path().join("keyfob"));
    let output = command
        .env_clear()
        .env("HOME", "/nonexistent")
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .current_dir(folder.path())
        .output()
        .unwrap();
    let [said, heard] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
    assert!(output.status.success(), "{said}{heard}");
    let folder = folder.path().canonicalize().unwrap();
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(said.replace(folder.to_str().unwrap(), "FOLDER"));
    });
}
