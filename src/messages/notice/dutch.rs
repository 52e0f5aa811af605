//! The words of notices in Dutch.

use super::{Told, Words};

pub const WORDS: Words = Words {
    app_password_created: Told {
        subject: "App-wachtwoord gemaakt voor {account}",
        sentence: "Er is een app-wachtwoord gemaakt voor {account}.",
    },
    app_password_rotated: Told {
        subject: "App-wachtwoord vervangen voor {account}",
        sentence: "Een app-wachtwoord van {account} is door een nieuw vervangen.",
    },
    app_password_deleted: Told {
        subject: "App-wachtwoord verwijderd voor {account}",
        sentence: "Een app-wachtwoord van {account} is verwijderd.",
    },
    method_added: Told {
        subject: "Verificatiemethode toegevoegd voor {account}",
        sentence: "Er is een verificatiemethode toegevoegd voor {account}.",
    },
    method_removed: Told {
        subject: "Verificatiemethode verwijderd voor {account}",
        sentence: "Een verificatiemethode van {account} is verwijderd.",
    },
    recovery_codes_replaced: Told {
        subject: "Nieuwe herstelcodes voor {account}",
        sentence: "De herstelcodes van {account} zijn vervangen.\nDe oude werken niet meer.",
    },
    mfa_reset: Told {
        subject: "MFA gereset voor {account}",
        sentence: "MFA van {account} is gereset: de verificatiemethoden zijn verwijderd.",
    },
    password_changed: Told {
        subject: "Wachtwoord gewijzigd voor {account}",
        sentence: "Het wachtwoord van {account} is gewijzigd.",
    },
    new_network: Told {
        subject: "App-wachtwoord gebruikt vanaf een nieuw netwerk voor {account}",
        sentence: "Een app-wachtwoord van {account} is vanaf een nieuw netwerk gebruikt.",
    },
    several: "Aantal keren sinds {since}: {count}. De laatste keer:",
    app_password: "App-wachtwoord: {subject}",
    method: "Methode: {subject}",
    when: "Wanneer: {when}",
    from_address: "Vanaf: {address}",
    from_address_and_service: "Vanaf: {address} ({service})",
    from_the_server: "Vanaf: de server zelf, met de opdracht keyfob",
    by_holder: "Door: u, of iemand die zich als u heeft aangemeld",
    by_administrator: "Door: beheerder {user}",
    by_helpdesk: "Door: de helpdesk, {user}",
    by_app: "Door: een app die dit app-wachtwoord heeft",
    delete_it: "Herkent u dit niet, verwijder dan het app-wachtwoord:\n  keyfob apppw delete {app}\nMeld het daarna aan uw beheerder.",
    tell_administrator: "Had u dit niet verwacht, meld het dan meteen aan uw beheerder.",
};
