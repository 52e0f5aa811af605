//! A store that is restored under a running server.

use crate::serve::{Served, no, whole, with_apps, yes};
use crate::support::ALAIN;
use crate::support::database::is_in_a_file;

#[test]
fn a_running_server_goes_over_to_a_restored_store_and_needs_no_restart() {
    if !is_in_a_file() {
        return;
    }
    let (holder, [kept, deleted]) = with_apps(["Outlook", "Printer"]);
    let program = &holder.program;
    for flags in ["", "--no-memory"] {
        program.run("store backup backup").ok();
        program.run("apppw delete Printer --yes").ok();
        let added = program.run("apppw create Laptop").word();
        let served = Served::start_with(program, flags);
        let mut client = served.client();
        for _ in 0..2 {
            assert_eq!(client.ask(ALAIN, &kept), yes());
            assert_eq!(client.ask(ALAIN, &deleted), no());
            assert_eq!(client.ask(ALAIN, &added), yes());
        }
        program.run("store restore backup --replace --yes").ok();
        for _ in 0..2 {
            assert_eq!(client.ask(ALAIN, &kept), yes());
            assert_eq!(client.ask(ALAIN, &deleted), yes());
            assert_eq!(client.ask(ALAIN, &added), no());
        }
        // And it hears of what is changed there from then on.
        program.run("apppw delete Printer --yes").ok();
        assert_eq!(client.ask(ALAIN, &deleted), no());
        assert_eq!(client.ask(ALAIN, &kept), yes());
        drop(served);
        whole(program);
        program.run("store restore backup --replace --yes").ok();
    }
}
