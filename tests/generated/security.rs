//! What keyfob-security(7) says.

/// A section's heading, and its paragraphs: a term, which may be empty, and what is said of it.
pub type Section = (&'static str, &'static [(&'static str, &'static str)]);

pub const SECTIONS: [Section; 6] = [
    (
        "DESCRIPTION",
        &[(
            "",
            "keyfob keeps a store, which is one SQLite file or a PostgreSQL database, and a key file of 32 bytes apart from it. Holders sign in \
                 with a password and a second factor, and get app passwords. Servers ask whether an app password is right. \
                 This page says who is kept from what, which parameters were chosen, what is promised, and which test shows \
                 it.",
        )],
    ),
    (
        "WHO IS KEPT FROM WHAT",
        &[
            (
                "Somebody has the store, a backup or the audit trail, but not the key file",
                "They learn names, e-mail addresses, phone numbers, networks, notes and times. They learn no secret: hashes \
                 and the secrets of authenticators are sealed. They can't try out passwords, because the hashes are sealed \
                 too.",
            ),
            (
                "Somebody has the store and the key file",
                "They can read the secrets of authenticators, and try out people's own passwords at the price of Argon2. App \
                 passwords and recovery codes are random and too long to be tried out. Make a new key with 'keyfob store \
                 rekey', then reset the MFA and the password of every account: a new key doesn't take back what was \
                 read.",
            ),
            (
                "Somebody can write to the store, but hasn't the key file",
                "They can make nothing accepted that never was. Each row that decides something carries a keyed tag; a row \
                 with a wrong tag, or of another store, decides nothing, and 'keyfob store check' finds it; --repair removes it if \
                 what it stood for can be set up again. A trigger, or \
                 anything else in the schema that isn't keyfob's, stops everything that writes until a backup is restored, and \
                 in a file everything else too. They can \
                 destroy the store. They can also delete rows, and put back older rows of the same store: a deletion, a \
                 use or a count of failures is undone, and a password, an address or a method that was replaced comes \
                 back. The audit trail still tells of it. 'keyfob store check' finds an account that was deleted or \
                 disabled, its MFA, an app password that was deleted or replaced, and a policy, if they aren't as the \
                 trail says; it doesn't find an older password or address of an account, a method or a recovery code that \
                 is there again, or a row that is gone. A whole store that is older than its head isn't used. If the head \
                 is put back too, or another store under the same key file is put in place of this one with its head, \
                 only a head that was noted elsewhere shows it: see --expect in keyfob-log-check(1), and log-heads in \
                 keyfob-policy-set(1). Give each store a key file of its own.",
            ),
            (
                "Another user of the same machine",
                "They can't read or replace the files: keyfob makes them with mode 0600 in folders with mode 0700, and \
                 refuses files, folders and links that others could change. They see no secret among processes, because \
                 none is in an argument or in the environment. keyfob's processes make no core dumps and can't be looked \
                 into. They can use the auth socket only if its mode and group let them.",
            ),
            (
                "Another user of the same machine, at the people's socket",
                "Everyone may connect. The daemon takes the user and the groups from the kernel, as they were at the \
                 connection, and decides each request by the policy as it is then. Who has no role hears nothing of \
                 accounts, not even whether a name exists; they can try passwords, at the price of the waits and \
                 counts that hold for all, and so delay another's sign-in. A sign-in is for the user and the terminal \
                 session of the process that connected, as /proc shows it; a process that is gone by then, or has no \
                 terminal, has no session. (Before Linux 6.5, another process of that user that has got its number \
                 meanwhile is taken for it.) Proofs stay in the daemon and are worth nothing on another connection. \
                 A user has 32 connections and two requests at a time; a request has 256 KiB and ten seconds. The \
                 client refuses a socket that belongs neither to root, nor to the owner of /var/lib/keyfob, nor to its \
                 own user. Who alters the client can choose their own recovery codes and authenticator keys, and app \
                 passwords that look generated: of their own account, or where they may create them.",
            ),
            (
                "The user of a server, such as postfix",
                "It sees the passwords that apps send it. With 'keyfob serve' it can ask, but can neither read nor change \
                 anything. It can guess: each guess costs one Argon2, and an app password has 75 bits. Wrong app passwords \
                 close nothing. Wrong passwords of accounts whose MFA isn't enforced are counted, so it can make those \
                 accounts wait. A server that runs 'keyfob auth' as the store's owner can do what the owner can.",
            ),
            (
                "The store's owner, and root",
                "Who can open the store and the key file may do everything, on any account with --operator. They \
                 can forge the audit trail. Send its heads to another machine to notice that. Root becomes the owner of the \
                 store's folder before it opens anything, so an owner can make root do nothing.",
            ),
            (
                "Somebody on the network",
                "keyfob listens at no network port. Encrypting connections is the server's task.",
            ),
        ],
    ),
    (
        "PARAMETERS",
        &[
            (
                "App passwords",
                "16 letters of the system's randomness (75 bits), or more by policy. Argon2id with 19 MiB, 2 passes and 1 \
                 lane, which is OWASP's least: nobody can try out 75 bits, and a server that is asked often stays fast. One \
                 computation answers for all app passwords of an account.",
            ),
            (
                "People's own passwords",
                "Argon2id with 64 MiB, 3 passes and 1 lane. At least 15 characters, or 8 if MFA is required, and hard to guess \
                 by zxcvbn.",
            ),
            (
                "Recovery codes",
                "Ten, each 80 random bits, used once, hashed as app passwords are.",
            ),
            (
                "Authenticators",
                "RFC 6238 with secrets of 160 random bits. Codes of one step before and after are accepted. Each step is \
                 accepted once.",
            ),
            (
                "Codes by mail and text message",
                "6 digits, good for 10 minutes, once, with 5 tries, at the sign-in that asked for them. Only a keyed hash is \
                 stored.",
            ),
            (
                "Wrong attempts",
                "5 are free; then each waits, 1 second at first and twice as long each time, up to 15 minutes. After 100 in a \
                 row nothing is tried any more until an operator acts. Success clears the count.",
            ),
            (
                "Sign-ins",
                "Good for 10 minutes, for one user in one session with a controlling terminal.",
            ),
            (
                "Keys",
                "HKDF-SHA-256 derives the keys of a store from the key file and the store's random id, one for each purpose. \
                 Values are sealed with XChaCha20-Poly1305, bound to table, column, row and account. Tags of rows and the \
                 chain of the audit trail are HMAC-SHA-256.",
            ),
            (
                "The store",
                "SQLite with WAL and synchronous=FULL. Nothing is reported as done before it is durable.",
            ),
        ],
    ),
    (
        "NOT PROMISED",
        &[
            (
                "",
                "What is on a clipboard, every program of the desktop can read. Clipboard managers are asked not to keep it.",
            ),
            (
                "",
                "A code by mail or text message is as safe as the mailbox or the phone line.",
            ),
            (
                "",
                "An account whose MFA isn't enforced takes longer to refuse at a server, because people's own passwords cost \
                 more to hash. A name that no account has is treated like one of the accounts. So this doesn't tell whether \
                 an account exists, only which secret it would need.",
            ),
            (
                "",
                "A command of the organisation says whether an external password is right. The time that this takes can tell \
                 that an account has one. keyfob doesn't hear of a change to it: no sign-in ends with it. A client that \
                 knows the name of such an account can keep the command busy, and with it other external passwords.",
            ),
            (
                "",
                "A refusal that counts nothing is recorded after its answer. A server that is killed may lose the last ones.",
            ),
            (
                "",
                "A hundred wrong attempts in a row close a method for good. Whoever may run keyfob on the store can do that to \
                 an account. As long as its MFA isn't enforced so can whoever reaches a mail server, or a phone that goes on \
                 with an old password, in a day of ever longer waits. An operator undoes it with a new password, or for an \
                 external one with 'keyfob account set NAME --external-password'.",
            ),
            (
                "",
                "The audit trail records what the system says of the user. What sudo says is recorded as its claim. Nothing shows \
                 what entries said that an admin pruned; the trail records that they were, and which numbers they had.",
            ),
        ],
    ),
    (
        "REPORTING A HOLE",
        &[(
            "",
            "Report it in private to those you got keyfob from, before you tell anybody else. Say what 'keyfob --version' \
             prints, what you did, what happened and what should have happened, best on a new store as 'keyfob demo' makes \
             it. Never send a key file, a store, a backup or a password.",
        )],
    ),
    (
        "SEE ALSO",
        &[(
            "",
            "keyfob(1), keyfob-servers(7), keyfob-log-check(1), keyfob-store-check(1), keyfob-store-rekey(1), \
             keyfob-store-backup(1)",
        )],
    ),
];

/// Each promise, and the file of tests/promises that shows it.
pub const PROMISES: [(&str, &str); 12] = [
    (
        "promise_01_code_once",
        "A code of an authenticator is accepted once, whatever way it comes in, however many processes try it at once, and \
         even if the clock is turned back.",
    ),
    (
        "promise_02_recovery_code_once",
        "A recovery code is accepted once. It is random and stored as a hash.",
    ),
    (
        "promise_03_failures_counted",
        "A wrong attempt is counted durably before anybody hears that it is wrong. Waits grow, and there are never more than a \
         hundred in a row.",
    ),
    (
        "promise_04_contact_codes",
        "A code that was sent is good for ten minutes, once, and for the request that it was sent for. Asking again resets no \
         count.",
    ),
    (
        "promise_05_database_reveals_nothing",
        "The store, its write-ahead log, its head and its backups contain no secret that was ever issued.",
    ),
    (
        "promise_06_never_forty_one",
        "An account never gets a 41st app password, however many processes create one at once.",
    ),
    (
        "promise_07_revoked_at_once",
        "What was deleted or disabled is refused from the next verification on, by a running server too.",
    ),
    (
        "promise_08_durable",
        "What was said to be done is still there after a kill or a crash.",
    ),
    (
        "promise_09_fails_closed",
        "An error of the system, wherever it comes, is never a yes, and never a no that wasn't decided.",
    ),
    (
        "promise_10_refusals_alike",
        "Unknown, wrong, disabled and expired cost the same computation and look alike to a server.",
    ),
    (
        "promise_11_log_tamper_evident",
        "An entry of the audit trail that was changed, removed, moved or cut off shows in 'keyfob log check', \
         also after older entries were pruned.",
    ),
    (
        "promise_12_same_on_every_path",
        "Each limit is the same whatever way a log-in comes in.",
    ),
];
