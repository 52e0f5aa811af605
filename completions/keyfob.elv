
use builtin;
use str;

set edit:completion:arg-completer[keyfob] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'keyfob'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'keyfob'= {
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand account 'Manage accounts'
            cand mfa 'Set up multi-factor sign-in'
            cand apppw 'Make, list, delete and check app passwords'
            cand policy 'Show and set what the organisation allows'
            cand log 'Show the audit trail, or check that it is whole'
            cand store 'Make, look at and check the store'
            cand completions 'Print a completion script for a shell'
            cand demo 'Play the whole life of an app password on a throw-away store'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'keyfob;account'= {
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand add 'Add an account'
            cand list 'List accounts'
            cand show 'Show an account'
            cand set 'Change an account: MFA, e-mail, phone, disabled or not'
            cand rename 'Rename an account; everything of it stays'
            cand password 'Set an account''s primary password'
            cand delete 'Delete an account with its methods and app passwords'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'keyfob;account;add'= {
            cand --mfa 'Whether the account needs MFA'
            cand --email 'E-mail address of its holder'
            cand --phone 'Phone number of its holder'
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --password-stdin 'Read the password from stdin, up to the first newline'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;account;list'= {
            cand --filter 'Only names with this text in them, or of this pattern with * and ?'
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;account;show'= {
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;account;set'= {
            cand --mfa 'Whether the account needs MFA'
            cand --email 'E-mail address of its holder'
            cand --phone 'Phone number of its holder'
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --no-email 'Forget the e-mail address'
            cand --no-phone 'Forget the phone number'
            cand --disable 'Accept the account nowhere'
            cand --enable 'Accept the account again'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;account;rename'= {
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;account;password'= {
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --password-stdin 'Read the password from stdin, up to the first newline'
            cand --temporary 'Generate one that must be changed at the next sign-in'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;account;delete'= {
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;account;help'= {
            cand add 'Add an account'
            cand list 'List accounts'
            cand show 'Show an account'
            cand set 'Change an account: MFA, e-mail, phone, disabled or not'
            cand rename 'Rename an account; everything of it stays'
            cand password 'Set an account''s primary password'
            cand delete 'Delete an account with its methods and app passwords'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'keyfob;account;help;add'= {
        }
        &'keyfob;account;help;list'= {
        }
        &'keyfob;account;help;show'= {
        }
        &'keyfob;account;help;set'= {
        }
        &'keyfob;account;help;rename'= {
        }
        &'keyfob;account;help;password'= {
        }
        &'keyfob;account;help;delete'= {
        }
        &'keyfob;account;help;help'= {
        }
        &'keyfob;mfa'= {
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand enroll 'Set up an authenticator app for an account'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'keyfob;mfa;enroll'= {
            cand --confirm 'End the enrolment with the code that the authenticator shows'
            cand --app 'Name of the app that the first app password is for [default: First app]'
            cand --label 'What to call this authenticator'
            cand --algorithm 'How codes are computed; many apps know SHA1 only'
            cand --digits 'Digits of a code; many apps know 6 only'
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --no-app 'Make no app password'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;mfa;help'= {
            cand enroll 'Set up an authenticator app for an account'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'keyfob;mfa;help;enroll'= {
        }
        &'keyfob;mfa;help;help'= {
        }
        &'keyfob;apppw'= {
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand create 'Make an app password for an app'
            cand list 'List an account''s app passwords, never the passwords themselves'
            cand show 'Show what is known of an app password, never the password itself'
            cand rename 'Rename an app password; it goes on working'
            cand rotate 'Give an app password a new secret'
            cand delete 'Delete app passwords'
            cand verify 'Tell whether an app password is right'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'keyfob;apppw;create'= {
            cand --only 'Services that may use it, with commas between; elsewhere it is refused'
            cand --from 'Networks it may be used from, with commas between; elsewhere it is refused'
            cand --expires 'When it ends: in 90d or 12w, or on 2027-01-31'
            cand --note 'A note to find it by'
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;apppw;list'= {
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;apppw;show'= {
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;apppw;rename'= {
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;apppw;rotate'= {
            cand --overlap 'Accept the old one for so long beside the new one, at most 90d'
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;apppw;delete'= {
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --all 'All of the account''s, so that its holder starts afresh'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;apppw;verify'= {
            cand --service 'The service that is logged in to'
            cand --from 'The address that the log-in comes from'
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;apppw;help'= {
            cand create 'Make an app password for an app'
            cand list 'List an account''s app passwords, never the passwords themselves'
            cand show 'Show what is known of an app password, never the password itself'
            cand rename 'Rename an app password; it goes on working'
            cand rotate 'Give an app password a new secret'
            cand delete 'Delete app passwords'
            cand verify 'Tell whether an app password is right'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'keyfob;apppw;help;create'= {
        }
        &'keyfob;apppw;help;list'= {
        }
        &'keyfob;apppw;help;show'= {
        }
        &'keyfob;apppw;help;rename'= {
        }
        &'keyfob;apppw;help;rotate'= {
        }
        &'keyfob;apppw;help;delete'= {
        }
        &'keyfob;apppw;help;verify'= {
        }
        &'keyfob;apppw;help;help'= {
        }
        &'keyfob;policy'= {
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand show 'Show the policy'
            cand set 'Set a key of the policy'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'keyfob;policy;show'= {
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;policy;set'= {
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;policy;help'= {
            cand show 'Show the policy'
            cand set 'Set a key of the policy'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'keyfob;policy;help;show'= {
        }
        &'keyfob;policy;help;set'= {
        }
        &'keyfob;policy;help;help'= {
        }
        &'keyfob;log'= {
            cand --since 'Only since then: 2h or 7d ago, 2026-11-21, 2026-11-21T18:00:00Z'
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand -f 'Go on with entries as they come'
            cand --follow 'Go on with entries as they come'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand check 'Check that the audit trail is whole'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'keyfob;log;check'= {
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;log;help'= {
            cand check 'Check that the audit trail is whole'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'keyfob;log;help;check'= {
        }
        &'keyfob;log;help;help'= {
        }
        &'keyfob;store'= {
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand init 'Make the store and its key file'
            cand info 'Show where the store is and what is in it'
            cand check 'Check that the store is whole'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'keyfob;store;init'= {
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;store;info'= {
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;store;check'= {
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;store;help'= {
            cand init 'Make the store and its key file'
            cand info 'Show where the store is and what is in it'
            cand check 'Check that the store is whole'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'keyfob;store;help;init'= {
        }
        &'keyfob;store;help;info'= {
        }
        &'keyfob;store;help;check'= {
        }
        &'keyfob;store;help;help'= {
        }
        &'keyfob;completions'= {
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;demo'= {
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;help'= {
            cand account 'Manage accounts'
            cand mfa 'Set up multi-factor sign-in'
            cand apppw 'Make, list, delete and check app passwords'
            cand policy 'Show and set what the organisation allows'
            cand log 'Show the audit trail, or check that it is whole'
            cand store 'Make, look at and check the store'
            cand completions 'Print a completion script for a shell'
            cand demo 'Play the whole life of an app password on a throw-away store'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'keyfob;help;account'= {
            cand add 'Add an account'
            cand list 'List accounts'
            cand show 'Show an account'
            cand set 'Change an account: MFA, e-mail, phone, disabled or not'
            cand rename 'Rename an account; everything of it stays'
            cand password 'Set an account''s primary password'
            cand delete 'Delete an account with its methods and app passwords'
        }
        &'keyfob;help;account;add'= {
        }
        &'keyfob;help;account;list'= {
        }
        &'keyfob;help;account;show'= {
        }
        &'keyfob;help;account;set'= {
        }
        &'keyfob;help;account;rename'= {
        }
        &'keyfob;help;account;password'= {
        }
        &'keyfob;help;account;delete'= {
        }
        &'keyfob;help;mfa'= {
            cand enroll 'Set up an authenticator app for an account'
        }
        &'keyfob;help;mfa;enroll'= {
        }
        &'keyfob;help;apppw'= {
            cand create 'Make an app password for an app'
            cand list 'List an account''s app passwords, never the passwords themselves'
            cand show 'Show what is known of an app password, never the password itself'
            cand rename 'Rename an app password; it goes on working'
            cand rotate 'Give an app password a new secret'
            cand delete 'Delete app passwords'
            cand verify 'Tell whether an app password is right'
        }
        &'keyfob;help;apppw;create'= {
        }
        &'keyfob;help;apppw;list'= {
        }
        &'keyfob;help;apppw;show'= {
        }
        &'keyfob;help;apppw;rename'= {
        }
        &'keyfob;help;apppw;rotate'= {
        }
        &'keyfob;help;apppw;delete'= {
        }
        &'keyfob;help;apppw;verify'= {
        }
        &'keyfob;help;policy'= {
            cand show 'Show the policy'
            cand set 'Set a key of the policy'
        }
        &'keyfob;help;policy;show'= {
        }
        &'keyfob;help;policy;set'= {
        }
        &'keyfob;help;log'= {
            cand check 'Check that the audit trail is whole'
        }
        &'keyfob;help;log;check'= {
        }
        &'keyfob;help;store'= {
            cand init 'Make the store and its key file'
            cand info 'Show where the store is and what is in it'
            cand check 'Check that the store is whole'
        }
        &'keyfob;help;store;init'= {
        }
        &'keyfob;help;store;info'= {
        }
        &'keyfob;help;store;check'= {
        }
        &'keyfob;help;completions'= {
        }
        &'keyfob;help;demo'= {
        }
        &'keyfob;help;help'= {
        }
    ]
    $completions[$command]
}
