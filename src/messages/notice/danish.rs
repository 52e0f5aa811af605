//! The words of notices in Danish.

use super::{Told, Words};

pub const WORDS: Words = Words {
    app_password_created: Told {
        subject: "App-adgangskode oprettet for {account}",
        sentence: "En app-adgangskode blev oprettet for {account}.",
    },
    app_password_rotated: Told {
        subject: "App-adgangskode udskiftet for {account}",
        sentence: "En app-adgangskode for {account} blev erstattet af en ny.",
    },
    app_password_deleted: Told {
        subject: "App-adgangskode slettet for {account}",
        sentence: "En app-adgangskode for {account} blev slettet.",
    },
    method_added: Told {
        subject: "Godkendelsesmetode tilføjet for {account}",
        sentence: "En godkendelsesmetode blev tilføjet for {account}.",
    },
    method_removed: Told {
        subject: "Godkendelsesmetode fjernet for {account}",
        sentence: "En godkendelsesmetode blev fjernet fra {account}.",
    },
    recovery_codes_replaced: Told {
        subject: "Nye gendannelseskoder for {account}",
        sentence: "Gendannelseskoderne for {account} blev udskiftet.\nDe gamle virker ikke længere.",
    },
    mfa_reset: Told {
        subject: "MFA nulstillet for {account}",
        sentence: "MFA for {account} blev nulstillet: godkendelsesmetoderne blev fjernet.",
    },
    password_changed: Told {
        subject: "Adgangskode ændret for {account}",
        sentence: "Adgangskoden for {account} blev ændret.",
    },
    new_network: Told {
        subject: "App-adgangskode brugt fra et nyt netværk for {account}",
        sentence: "En app-adgangskode for {account} blev brugt fra et nyt netværk.",
    },
    several: "Antal gange siden {since}: {count}. Seneste gang:",
    app_password: "App-adgangskode: {subject}",
    method: "Metode: {subject}",
    when: "Hvornår: {when}",
    from_address: "Fra: {address}",
    from_address_and_service: "Fra: {address} ({service})",
    from_the_server: "Fra: selve serveren, med kommandoen keyfob",
    by_holder: "Af: dig, eller en person, der loggede på som dig",
    by_administrator: "Af: administrator {user}",
    by_helpdesk: "Af: helpdesken, {user}",
    by_app: "Af: en app, der har denne app-adgangskode",
    delete_it: "Hvis du ikke kender til dette, så slet app-adgangskoden:\n  keyfob apppw delete {app}\nGiv derefter din administrator besked.",
    tell_administrator: "Hvis du ikke ventede dette, så giv straks din administrator besked.",
};
