//! The words of notices in Latvian.

use super::{Told, Words};

pub const WORDS: Words = Words {
    app_password_created: Told {
        subject: "Izveidota lietotnes parole kontam {account}",
        sentence: "Kontam {account} tika izveidota lietotnes parole.",
    },
    app_password_rotated: Told {
        subject: "Nomainīta lietotnes parole kontam {account}",
        sentence: "Konta {account} lietotnes parole tika aizstāta ar jaunu.",
    },
    app_password_deleted: Told {
        subject: "Dzēsta lietotnes parole kontam {account}",
        sentence: "Konta {account} lietotnes parole tika dzēsta.",
    },
    method_added: Told {
        subject: "Pievienota autentifikācijas metode kontam {account}",
        sentence: "Kontam {account} tika pievienota autentifikācijas metode.",
    },
    method_removed: Told {
        subject: "Noņemta autentifikācijas metode kontam {account}",
        sentence: "Kontam {account} tika noņemta autentifikācijas metode.",
    },
    recovery_codes_replaced: Told {
        subject: "Jauni atkopšanas kodi kontam {account}",
        sentence: "Konta {account} atkopšanas kodi tika nomainīti.\nVecie vairs nedarbojas.",
    },
    mfa_reset: Told {
        subject: "Atiestatīta MFA kontam {account}",
        sentence: "Konta {account} MFA tika atiestatīta, un tās metodes tika noņemtas.",
    },
    password_changed: Told {
        subject: "Mainīta parole kontam {account}",
        sentence: "Konta {account} parole tika nomainīta.",
    },
    new_network: Told {
        subject: "Lietotnes parole izmantota jaunā tīklā kontam {account}",
        sentence: "Konta {account} lietotnes parole tika izmantota no jauna tīkla.",
    },
    several: "Reižu skaits kopš {since}: {count}. Pēdējā reize:",
    app_password: "Lietotnes parole: {subject}",
    method: "Metode: {subject}",
    when: "Kad: {when}",
    from_address: "No kurienes: {address}",
    from_address_and_service: "No kurienes: {address} ({service})",
    from_the_server: "No kurienes: no paša servera, ar komandu keyfob",
    by_holder: "Kas: jūs vai kāds, kas pierakstījās jūsu vārdā",
    by_administrator: "Kas: administrators {user}",
    by_helpdesk: "Kas: palīdzības dienests, {user}",
    by_app: "Kas: lietotne, kurai ir šī lietotnes parole",
    delete_it: "Ja to neatpazīstat, izdzēsiet lietotnes paroli:\n  keyfob apppw delete {app}\nPēc tam informējiet administratoru.",
    tell_administrator: "Ja to negaidījāt, nekavējoties informējiet administratoru.",
};
