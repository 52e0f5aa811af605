use crate::support::World;

#[test]
fn a_script_is_printed_for_each_shell_without_a_store() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = world.run(&format!("completions {shell}")).ok();
        assert!(
            script.contains("apppw") && script.contains("keyfob"),
            "{shell}"
        );
    }
    assert!(!world.store().exists());
}

#[test]
fn a_shell_that_is_none_is_wrong_usage() {
    let world = World::new();
    told!(
        world.run("completions cmd").refused(2),
        world.run("completions").refused(2),
        world.run("completions bahs").refused(2),
    );
}
