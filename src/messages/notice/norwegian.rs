//! The words of notices in Norwegian.

use super::{Told, Words};

pub const WORDS: Words = Words {
    app_password_created: Told {
        subject: "App-passord opprettet for {account}",
        sentence: "Et app-passord ble opprettet for {account}.",
    },
    app_password_rotated: Told {
        subject: "App-passord byttet ut for {account}",
        sentence: "Et app-passord for {account} ble erstattet av et nytt.",
    },
    app_password_deleted: Told {
        subject: "App-passord slettet for {account}",
        sentence: "Et app-passord for {account} ble slettet.",
    },
    method_added: Told {
        subject: "Godkjenningsmetode lagt til for {account}",
        sentence: "En godkjenningsmetode ble lagt til for {account}.",
    },
    method_removed: Told {
        subject: "Godkjenningsmetode fjernet for {account}",
        sentence: "En godkjenningsmetode ble fjernet fra {account}.",
    },
    recovery_codes_replaced: Told {
        subject: "Nye gjenopprettingskoder for {account}",
        sentence: "Gjenopprettingskodene for {account} ble byttet ut.\nDe gamle virker ikke lenger.",
    },
    mfa_reset: Told {
        subject: "MFA tilbakestilt for {account}",
        sentence: "MFA for {account} ble tilbakestilt: godkjenningsmetodene ble fjernet.",
    },
    password_changed: Told {
        subject: "Passord endret for {account}",
        sentence: "Passordet for {account} ble endret.",
    },
    new_network: Told {
        subject: "App-passord brukt fra et nytt nettverk for {account}",
        sentence: "Et app-passord for {account} ble brukt fra et nytt nettverk.",
    },
    several: "Antall ganger siden {since}: {count}. Siste gang:",
    app_password: "App-passord: {subject}",
    method: "Metode: {subject}",
    when: "Når: {when}",
    from_address: "Fra: {address}",
    from_address_and_service: "Fra: {address} ({service})",
    from_the_server: "Fra: selve serveren, med kommandoen keyfob",
    by_holder: "Av: deg, eller noen som logget på som deg",
    by_administrator: "Av: administrator {user}",
    by_helpdesk: "Av: brukerstøtten, {user}",
    by_app: "Av: en app som har dette app-passordet",
    delete_it: "Hvis du ikke kjenner igjen dette, slett app-passordet:\n  keyfob apppw delete {app}\nGi deretter beskjed til administratoren.",
    tell_administrator: "Hvis du ikke ventet dette, gi beskjed til administratoren med en gang.",
};
