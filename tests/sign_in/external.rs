//! Signing in with an external password, at a terminal.

use super::sent_codes::gone;
use crate::support::holder::{Holder, until};
use crate::support::mail_server::{read, script};
use crate::support::pty::{CTRL_C, Pty};

const PASSWORD_OF: &str = "Password of alain@contoso.com: ";

/// With a password that its program, of these lines, checks.
fn holder(lines: &str) -> Holder {
    let holder = Holder::enabled();
    holder
        .program
        .run("account set alain@contoso.com --external-password")
        .ok();
    let command = script(&holder, "check", lines);
    holder.program.set_policy("password-command", &command);
    holder
}

#[test]
fn a_wrong_password_is_asked_for_again_and_nobody_else_hears_the_right_one() {
    let holder = holder("read -r user; read -r password; [ \"$password\" = 'orchid 7' ]");
    let mut pty = Pty::holder(&holder.program, "signin");
    pty.asked_hidden(PASSWORD_OF);
    pty.types("orchid 8\r");
    pty.asked_hidden(PASSWORD_OF);
    pty.types("orchid 7\r");
    pty.asked("Set it up now? [Y/n] ").types("n\r");
    let left = pty.left().with(0);
    assert!(!left.view.text().contains("orchid"), "{left}");
}

#[test]
fn a_program_that_hangs_ends_with_the_ctrl_c_of_whoever_waits_for_it() {
    let hangs = "echo $$ >\"$here/pid.new\"; mv \"$here/pid.new\" \"$here/pid\"\nexec sleep 1000";
    let holder = holder(hangs);
    let mut pty = Pty::holder(&holder.program, "signin");
    pty.asked_hidden(PASSWORD_OF);
    pty.types("orchid 7\r");
    let pid = until("the program", || read(&holder, "pid"));
    pty.types(CTRL_C);
    pty.left().with(130);
    until("its end", || gone(pid.trim()));
    assert_eq!(holder.tables(&["throttle", "ticket"]), "");
}
