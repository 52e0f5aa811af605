//! Two mail hosts with real servers, and a third machine on which app passwords are created and deleted.

use crate::promises::figure;
use crate::servers::dovecot::{self, Dovecot};
use crate::servers::log_ins::Heard;
use crate::servers::postfix::{self, Postfix};
use crate::servers::site::{STORE, Site, group};
use crate::support::ALAIN;
use crate::support::database::has_server;

/// Both servers may ask keyfob as members of this one.
const GROUP: &str = "postfix";

#[test]
fn what_a_third_machine_deletes_is_refused_by_the_servers_of_two() {
    if !has_server() || !dovecot::has_lua() || !postfix::is_there() {
        return;
    }
    let third = Site::on_server();
    let hosts = [(); 2].map(|()| third.another_host());
    let _served = hosts.each_ref().map(|host| host.serves(group(GROUP)));
    let mut dovecots = hosts.each_ref().map(|host| Dovecot::by_lua(host, GROUP));
    let postfixes = hosts.each_ref().map(Postfix::start);
    dovecots[0].tries_everything(&hosts[0]);
    let mut all_hear = |secret: &str| {
        let imap = dovecots.iter_mut().map(|one| one.hears(ALAIN, secret));
        let smtp = postfixes
            .iter()
            .map(|one| one.hears("PLAIN", ALAIN, secret));
        imap.chain(smtp).collect::<Vec<_>>()
    };
    for round in 0..figure(3, 50) {
        let create = format!("apppw create Round{round} -a {ALAIN}");
        let secret = third.operator(&create).word();
        assert_eq!(all_hear(&secret), [Heard::Yes; 4], "round {round}");
        let delete = format!("apppw delete Round{round} -a {ALAIN} --yes");
        third.operator(&delete).ok();
        assert_eq!(all_hear(&secret), [Heard::No; 4], "round {round}");
    }
    third.loses(STORE);
    assert_eq!(all_hear(third.secret("Phone")), [Heard::Later; 4]);
    third.finds(STORE);
    assert_eq!(all_hear(third.secret("Phone")), [Heard::Yes; 4]);
    for machine in [&third, &hosts[0], &hosts[1]] {
        machine.operator("log check").ok();
        machine.operator("store check").ok();
    }
}
