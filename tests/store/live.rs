//! The tests and a machine where keyfob is in use.

use crate::support::machine::with_system_folders;

/// Those that run the program without naming a store.
const NAMING_NO_STORE: [&str; 4] = [
    "provisioning::a_home_with_nothing_in_it_has_no_store",
    "pty::pictures::the_pictures_show_what_the_program_says",
    "store::refusals::a_personal_store_is_where_the_xdg_folders_are",
    "store::refusals::the_first_account_makes_the_store_and_its_key_closed_to_others_whatever_the_umask",
];

/// Makes a system store, and looks at it before and after: also at when its files were last read.
const SCRIPT: &str = r#"
    mkdir -m 700 /var/lib/keyfob /etc/keyfob
    "$KEYFOB" store init --system >/dev/null 2>&1
    "$KEYFOB" account add live@contoso.com --system --operator >/dev/null 2>&1
    looked() {
        find /var/lib/keyfob /etc/keyfob \
            -type d -printf '%p %m\n' -o -printf '%p %i %s %m %U %A+ %T+ %C+\n' | sort
    }
    sums() {
        find /var/lib/keyfob /etc/keyfob -type f | sort | xargs sha256sum
    }
    sums >sums.before
    looked >looked.before
    "$@" >&2 || exit
    looked >looked.after
    sums >sums.after
    diff looked.before looked.after
    diff sums.before sums.after
"#;

#[test]
fn a_store_of_this_machine_is_neither_read_nor_changed_by_tests() {
    let Some(mut command) = with_system_folders(SCRIPT) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let output = command
        .arg(std::env::current_exe().unwrap())
        .arg("--exact")
        .args(NAMING_NO_STORE)
        .env("KEYFOB", env!("CARGO_BIN_EXE_keyfob"))
        .current_dir(folder.path())
        .output()
        .unwrap();
    let [said, heard] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
    assert!(output.status.success(), "{said}{heard}");
    assert_eq!(said, "", "{heard}");
    let passed = format!("{} passed", NAMING_NO_STORE.len());
    assert!(heard.contains(&passed), "{heard}");
}
