//! What keyfob-fleet(7) says.

use super::security::Section;

const DATABASE: &str = "\
apt install postgresql
install -m 644 NAME.crt /etc/postgresql/server.crt
install -m 640 -g postgres NAME.key /etc/postgresql/server.key
cat > /etc/postgresql/15/main/conf.d/keyfob.conf <<END
listen_addresses = '*'
ssl_cert_file = '/etc/postgresql/server.crt'
ssl_key_file = '/etc/postgresql/server.key'
END
cat >> /etc/postgresql/15/main/pg_hba.conf <<END
hostssl keyfob      keyfob  192.0.2.0/24 scram-sha-256
hostssl replication standby 192.0.2.0/24 scram-sha-256
END
systemctl restart postgresql";

const PRIMARY: &str = "\
runuser -u postgres -- createuser --pwprompt keyfob
runuser -u postgres -- createuser --pwprompt --replication standby
runuser -u postgres -- createdb -O keyfob keyfob";

const STANDBY: &str = "\
systemctl stop postgresql
rm -r /var/lib/postgresql/15/main
runuser -u postgres -- pg_basebackup -h db1.example.org -U standby \\
  -D /var/lib/postgresql/15/main -R -X stream -C -S standby
systemctl start postgresql";

const SYNCHRONOUS: &str = "\
runuser -u postgres -- psql -c \"ALTER SYSTEM SET synchronous_standby_names = '*'\"
runuser -u postgres -- psql -c 'SELECT pg_reload_conf()'
runuser -u postgres -- psql -Atc 'SELECT sync_state FROM pg_stat_replication'";

const MAIL_HOST: &str = "\
install -m 755 ~/.cargo/bin/keyfob /usr/bin/keyfob
install -m 644 sysusers.conf /etc/sysusers.d/keyfob.conf
install -m 644 tmpfiles.conf /etc/tmpfiles.d/keyfob.conf
install -m 644 keyfob.service keyfob.socket /etc/systemd/system/
install -D -m 644 keyfob-database.conf /etc/systemd/system/keyfob.service.d/database.conf
systemd-sysusers && systemd-tmpfiles --create && systemctl daemon-reload
echo postgresql://keyfob@db1.example.org,db2.example.org/keyfob > /etc/keyfob/store
install -o keyfob -g keyfob -m 600 /dev/stdin /var/lib/keyfob/.pgpass";

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
                "",
                "From nothing, on Debian 12, as root: the database on db1.example.org, its standby on db2.example.org, and \
                 the mail hosts mx1 and mx2, all in the network 192.0.2.0/24. Each database's host has a certificate of \
                 its name by an authority that the mail hosts trust; an authority of your own goes into \
                 /usr/local/share/ca-certificates on them, and then update-ca-certificates.",
            ),
            ("On db1 and db2, with each one's own certificate", DATABASE),
            (
                "On db1, which asks for a password for each of the two users",
                PRIMARY,
            ),
            ("On db2, which asks for that of the user standby", STANDBY),
            ("On db1, once db2 runs", SYNCHRONOUS),
            (
                "",
                "The last of these says sync. From then on nothing is said to be done before it is on both. It also means \
                 that nothing can be changed while db2 is away: then undo it with ALTER SYSTEM RESET.",
            ),
            (
                "On mx1 and mx2, with the files of keyfob-servers(7)",
                MAIL_HOST,
            ),
            (
                "",
                "The last of these waits for a line *:*:keyfob:keyfob:PASSWORD, with the password that keyfob has on db1, \
                 and then Ctrl-D: no password is in a command.",
            ),
            (
                "On mx1",
                "runuser -u keyfob -- keyfob store init --system\nsystemctl enable --now keyfob.socket",
            ),
            (
                "On mx2, with the key file and the head of mx1",
                "scp -p mx1.example.org:/etc/keyfob/keyfob.key* /etc/keyfob/\n\
                 chown keyfob:keyfob /etc/keyfob/keyfob.key*\n\
                 systemctl enable --now keyfob.socket",
            ),
            (
                "",
                "Without the head (keyfob.key.head) the store is refused until 'keyfob store check --repair' accepts it. Now \
                 connect the servers as keyfob-servers(7) has it.",
            ),
            (
                "When db1 is lost, on db2",
                "runuser -u postgres -- psql -c 'SELECT pg_promote()'",
            ),
            (
                "",
                "The mail hosts find it by themselves. db1 must not be started again as it was: two databases that are both \
                 written to are two stores. Make it the standby of db2, by what db2 did above with db2 in db1's place, and \
                 then have db2 wait for it.",
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
        &[
            (
                "",
                "Measured with PostgreSQL 15 on a machine with two processors, which keyfob, the database and the programs \
                 that asked shared. What follows from that for more machines is computed, not measured, and says so. \
                 'cargo bench --bench log_ins' measures log-ins again, with the address of an empty database in \
                 KEYFOB_BENCH_STORE.",
            ),
            (
                "Log-ins",
                "A log-in that a server remembers is one question to the database: 2,200 to 3,800 a second, half of what \
                 pgbench gets for one select by one connection. A new one costs one hash, as with a file: 43 a second and \
                 processor, of which 0.88 to 0.91 remained beside the database. No log-in waits for another. \
                 Computed: they grow with the mail hosts, until the database's processors are busy; how many questions \
                 that are, pgbench says on your machine, with a connection for each host.",
            ),
            (
                "Accounts",
                "Rows are found by an index: a verification among a million accounts took 1.02 times as long as among ten. A \
                 million accounts with an app password each took 0.9 GB in the database, 130 seconds to be copied there, 81 \
                 to be copied back, and 18 to be checked. Computed: ten million take ten times as much.",
            ),
            (
                "Changes",
                "Whatever is written takes turns, because all of it may add to one audit trail, whose last entry is one row \
                 (its head). One machine made 170 changes a second, sixteen at once 400, with a synchronous standby 130 and \
                 420; more machines don't make it more. This is what limits a fleet first. A change is an enrolment, a \
                 creation, a deletion, or a refusal that is recorded.",
            ),
            (
                "Last uses",
                "The last use of an app password is noted once a minute. That is no change: it waits for the change that is \
                 being written, but not for other last uses, nor for a disk or a standby. Sixteen at once noted 2.5 times as \
                 many a second as they could have changed. Computed: notes grow with the database's processors.",
            ),
            (
                "Ten million accounts, 200 mail hosts (computed)",
                "400 changes a second are ten million accounts added in seven hours, and 35 million entries of the audit \
                 trail a day. Where they are more, each waits for its turn, and after four seconds hears that the store is \
                 busy.",
            ),
            (
                "What to do then",
                "Divide the accounts by their domains among several stores, each in a database of its own, with a key file \
                 of its own: they have nothing in common, so on a host of its own each makes its 400 changes a second. A mail host \
                 runs a keyfob serve for each, and asks the one of the domain. Before that, give the database a disk \
                 that is fast to sync, and have apps keep their connections, as IMAP IDLE does.",
            ),
        ],
    ),
];
