//! The words of notices in English.

use super::{Told, Words};

pub const WORDS: Words = Words {
    app_password_created: Told {
        subject: "App password created for {account}",
        sentence: "An app password was created for {account}.",
    },
    app_password_rotated: Told {
        subject: "App password replaced for {account}",
        sentence: "An app password of {account} was replaced by a new one.",
    },
    app_password_deleted: Told {
        subject: "App password deleted for {account}",
        sentence: "An app password of {account} was deleted.",
    },
    method_added: Told {
        subject: "Sign-in method added for {account}",
        sentence: "A sign-in method was added to {account}.",
    },
    method_removed: Told {
        subject: "Sign-in method removed for {account}",
        sentence: "A sign-in method was removed from {account}.",
    },
    recovery_codes_replaced: Told {
        subject: "New recovery codes for {account}",
        sentence: "The recovery codes of {account} were replaced.\nThe old ones no longer work.",
    },
    mfa_reset: Told {
        subject: "MFA reset for {account}",
        sentence: "MFA of {account} was reset: its sign-in methods were removed.",
    },
    password_changed: Told {
        subject: "Password changed for {account}",
        sentence: "The password of {account} was changed.",
    },
    new_network: Told {
        subject: "App password used from a new network for {account}",
        sentence: "An app password of {account} was used from a new network.",
    },
    several: "Number of times since {since}: {count}. The last time:",
    app_password: "App password: {subject}",
    method: "Method: {subject}",
    when: "When: {when}",
    from_address: "From: {address}",
    from_address_and_service: "From: {address} ({service})",
    from_the_server: "From: the server itself, with the command keyfob",
    by_holder: "By: you, or a person who signed in as you",
    by_administrator: "By: administrator {user}",
    by_helpdesk: "By: the helpdesk, {user}",
    by_app: "By: an app that has this app password",
    delete_it: "If you don't recognise this, delete the app password:\n  keyfob apppw delete {app}\nThen tell your administrator.",
    tell_administrator: "If you didn't expect this, tell your administrator at once.",
};
