//! Which store is used where several exist, or the system's is lost.

use crate::support::machine::with_system_folders;

const SCRIPT: &str = r#"
    mkdir -m 700 /var/lib/keyfob /etc/keyfob
    told() {
        echo "\$ keyfob $*"
        "$KEYFOB" "$@" >said 2>&1 || echo "exit status $?"
        head -n 3 said
    }
    own="--store $HOME/.local/share/keyfob/keyfob.db --key-file $HOME/.config/keyfob/keyfob.key"
    told account list
    told account add alain@contoso.com
    told store init
    told store init --system
    told store info
    "$KEYFOB" store init $own --quiet
    told store info
    told store info --system
    rm /var/lib/keyfob/keyfob.db*
    told store info
    told store info --system
    rm "$HOME"/.local/share/keyfob/keyfob.db*
    told store info
"#;

#[test]
fn the_store_in_use_is_ones_own_then_the_systems_and_never_a_stand_in_for_a_lost_one() {
    let Some(mut command) = with_system_folders(SCRIPT) else {
        return;
    };
    let home = tempfile::tempdir().unwrap();
    let output = command
        .env_clear()
        .env("HOME", home.path())
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .env("KEYFOB", env!("CARGO_BIN_EXE_keyfob"))
        .current_dir(home.path())
        .output()
        .unwrap();
    let [said, heard] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
    assert!(output.status.success(), "{said}{heard}");
    let home = home.path().canonicalize().unwrap();
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(said.replace(home.to_str().unwrap(), "HOME"));
    });
}
