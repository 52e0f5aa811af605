use crate::support::World;

#[test]
fn the_demo_plays_without_a_store_and_leaves_none() {
    let world = World::new();
    let ran = world.run("demo");
    told!(ran);
    assert!(!world.store().exists());
    assert_eq!(std::fs::read_dir(world.path()).unwrap().count(), 0);
}

#[test]
fn the_demo_asks_nothing_at_a_terminal_and_leaves_a_store_alone() {
    let world = World::enrolled();
    let before = crate::cli::entries(&world);
    let text = world.answering([]).run("demo").ok();
    assert!(text.contains("That was the demo"), "{text}");
    assert_eq!(crate::cli::entries(&world), before);
}
