//! What keyfob-fleet(7) says.

use super::security::Section;

pub const SECTIONS: [Section; 6] = [
    (
        "DESCRIPTION",
        &[(
            "",
            "A store can be in a PostgreSQL database instead of a file. Then several machines answer from the same store: \
             what is deleted on one is refused on the others from the very next log-in, and codes, counters and limits \
             hold across all of them. Every command works as with a file.",
        )],
    ),
    (
        "ADDRESS",
        &[
            (
                "",
                "--store, KEYFOB_STORE and the file /etc/keyfob/store take an address in place of a path, as libpq has it: \
                 postgresql://keyfob@db1.example.org,db2.example.org/keyfob. With several hosts, the one that takes writes is \
                 used (target_session_attrs=read-write). Without a host it is the socket in /var/run/postgresql, so \
                 postgresql:///keyfob is the database keyfob of this machine, entered as the user who runs keyfob (peer).",
            ),
            (
                "",
                "Over a network the connection is always encrypted (TLS), and the server's certificate must be one that the \
                 system trusts. sslmode=disable turns that off, for example for a tunnel that encrypts already.",
            ),
            (
                "",
                "A password is never part of the address. It is read from the file that PGPASSFILE names, or ~/.pgpass; \
                 ?service=NAME reads the rest of the address from the file that PGSERVICEFILE names, or \
                 ~/.pg_service.conf. A file that others can read is refused.",
            ),
            (
                "",
                "The key file is /etc/keyfob/keyfob.key unless --key-file or KEYFOB_KEY_FILE names another one, and every \
                 machine has the same. Beside it is the head of the audit trail that the machine saw last (.head), so that \
                 a database with fewer entries is noticed on each of them.",
            ),
        ],
    ),
    (
        "TWO MAIL HOSTS AND A DATABASE",
        &[
            (
                "On the database's host, as postgres",
                "createuser keyfob; createdb -O keyfob keyfob. Everything is in the schema keyfob. For a standby, follow the \
                 manual of PostgreSQL, and set synchronous_standby_names: then nothing that was said to be done is lost \
                 when the standby takes over.",
            ),
            (
                "On the first mail host",
                "Set up keyfob.service as keyfob-servers(7) has it, with keyfob-database.conf, and write the address into \
                 /etc/keyfob/store. If the database wants a password, put it into /var/lib/keyfob/.pgpass, with mode 0600 \
                 and for the user keyfob. Then: runuser -u keyfob -- keyfob store init --system.",
            ),
            (
                "On the second one",
                "Set up keyfob.service, and copy the folder /etc/keyfob from the first: the address, keyfob.key and \
                 keyfob.key.head. Without the head the store is refused until 'keyfob store check --repair' accepts it.",
            ),
            (
                "From a store that is there already",
                "In place of store init, stop what uses it, and then, as its user: keyfob store copy /var/lib/keyfob/keyfob.db \
                 ADDRESS --key-file /etc/keyfob/keyfob.key. The way back is the same.",
            ),
        ],
    ),
    (
        "WHAT HAPPENS IF",
        &[
            (
                "the database can't be reached",
                "Within five seconds servers hear that it couldn't be decided, and commands end with status 75. The next \
                 question connects again.",
            ),
            (
                "the connection is lost while something is saved",
                "A transaction that wasn't committed yet is run again. If it isn't known whether it was, keyfob connects \
                 again and looks it up; if that can't be found out, it says so (status 75, not_decided).",
            ),
            (
                "somebody changes the tables",
                "As with a file, rows that keyfob didn't write decide nothing. Where the schema keyfob has triggers, rules, \
                 row policies or other columns than keyfob makes, nothing is written, and 'keyfob store check' says so.",
            ),
        ],
    ),
    (
        "BACKUP",
        &[(
            "",
            "keyfob store backup FILE writes the same file as from a store in a file, at one moment, and keyfob store \
             restore FILE restores it into either. A store that it replaces in a database is kept as the schema \
             keyfob_before_restore. Running servers must be stopped for that, and started again. A backup of the whole \
             database by PostgreSQL's own means holds the store too; after it was restored, 'keyfob store check --repair' \
             accepts it.",
        )],
    ),
    (
        "SPEED",
        &[(
            "",
            "Log-ins read, and any number of machines can do that. Whatever is written takes turns, because all of it adds \
             to one audit trail: an enrolment, a creation, a refusal that is recorded, and the last use of an app password, \
             which is noted once a minute. The database's turns are what limits a fleet first.",
        )],
    ),
];
