//! The words of notices in Swedish.

use super::{Told, Words};

pub const WORDS: Words = Words {
    app_password_created: Told {
        subject: "Applösenord skapat för {account}",
        sentence: "Ett applösenord skapades för {account}.",
    },
    app_password_rotated: Told {
        subject: "Applösenord ersatt för {account}",
        sentence: "Ett applösenord för {account} ersattes med ett nytt.",
    },
    app_password_deleted: Told {
        subject: "Applösenord borttaget för {account}",
        sentence: "Ett applösenord för {account} togs bort.",
    },
    method_added: Told {
        subject: "Autentiseringsmetod tillagd för {account}",
        sentence: "En autentiseringsmetod lades till för {account}.",
    },
    method_removed: Told {
        subject: "Autentiseringsmetod borttagen för {account}",
        sentence: "En autentiseringsmetod togs bort från {account}.",
    },
    recovery_codes_replaced: Told {
        subject: "Nya återställningskoder för {account}",
        sentence: "Återställningskoderna för {account} ersattes.\nDe gamla fungerar inte längre.",
    },
    mfa_reset: Told {
        subject: "MFA återställd för {account}",
        sentence: "MFA för {account} återställdes: autentiseringsmetoderna togs bort.",
    },
    password_changed: Told {
        subject: "Lösenord ändrat för {account}",
        sentence: "Lösenordet för {account} ändrades.",
    },
    new_network: Told {
        subject: "Applösenord använt från ett nytt nätverk för {account}",
        sentence: "Ett applösenord för {account} användes från ett nytt nätverk.",
    },
    several: "Antal gånger sedan {since}: {count}. Senaste gången:",
    app_password: "Applösenord: {subject}",
    method: "Metod: {subject}",
    when: "När: {when}",
    from_address: "Från: {address}",
    from_address_and_service: "Från: {address} ({service})",
    from_the_server: "Från: själva servern, med kommandot keyfob",
    by_holder: "Av: dig, eller någon som loggade in som dig",
    by_administrator: "Av: administratör {user}",
    by_helpdesk: "Av: supporten, {user}",
    by_app: "Av: en app som har detta applösenord",
    delete_it: "Om du inte känner igen detta, ta bort applösenordet:\n  keyfob apppw delete {app}\nMeddela sedan din administratör.",
    tell_administrator: "Om du inte väntade dig detta, meddela genast din administratör.",
};
