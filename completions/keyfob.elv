
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand account 'Manage accounts'
            cand mfa 'Set up and manage multi-factor sign-in'
            cand apppw 'Make, list, delete and check app passwords'
            cand auth 'Answer servers when an app logs in'
            cand policy 'Show and set what the organisation allows'
            cand signin 'Sign in to an account'
            cand signout 'Sign out'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
            cand --clear-after 'Clear the clipboard after so many seconds [default: 45]'
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --password-stdin 'Read the password from stdin, up to the first newline'
            cand --copy 'Copy it to the clipboard, also where stdout is no terminal [default at a terminal]'
            cand --print 'Print it, instead of copying it or, with --copy, as well'
            cand --no-clear 'Leave it on the clipboard'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;account;password'= {
            cand --clear-after 'Clear the clipboard after so many seconds [default: 45]'
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --password-stdin 'Read the password from stdin, up to the first newline'
            cand --temporary 'Generate one that must be changed at the next sign-in'
            cand --copy 'Copy it to the clipboard, also where stdout is no terminal [default at a terminal]'
            cand --print 'Print it, instead of copying it or, with --copy, as well'
            cand --no-clear 'Leave it on the clipboard'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand enroll 'Set up multi-factor sign-in for an account'
            cand status 'Show what an account signs in with'
            cand default 'Choose the method that a sign-in asks for first'
            cand remove 'Remove a method'
            cand recovery 'Make new recovery codes'
            cand reset 'Have an account''s MFA set up anew, as an operator'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'keyfob;mfa;enroll'= {
            cand --confirm 'End the enrolment with the code that the authenticator shows'
            cand --app 'Name of the app that the first app password is for [default: asked for, or First app]'
            cand --clear-after 'Clear the clipboard after so many seconds [default: 45]'
            cand --label 'What to call this authenticator'
            cand --algorithm 'How codes are computed; many apps know SHA1 only'
            cand --digits 'Digits of a code; many apps know 6 only'
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --no-app 'Make no app password'
            cand --copy 'Copy it to the clipboard, also where stdout is no terminal [default at a terminal]'
            cand --print 'Print it, instead of copying it or, with --copy, as well'
            cand --no-clear 'Leave it on the clipboard'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;mfa;status'= {
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;mfa;default'= {
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;mfa;remove'= {
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;mfa;recovery'= {
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;mfa;reset'= {
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --delete-app-passwords 'Delete its app passwords too'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;mfa;help'= {
            cand enroll 'Set up multi-factor sign-in for an account'
            cand status 'Show what an account signs in with'
            cand default 'Choose the method that a sign-in asks for first'
            cand remove 'Remove a method'
            cand recovery 'Make new recovery codes'
            cand reset 'Have an account''s MFA set up anew, as an operator'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'keyfob;mfa;help;enroll'= {
        }
        &'keyfob;mfa;help;status'= {
        }
        &'keyfob;mfa;help;default'= {
        }
        &'keyfob;mfa;help;remove'= {
        }
        &'keyfob;mfa;help;recovery'= {
        }
        &'keyfob;mfa;help;reset'= {
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
            cand --clear-after 'Clear the clipboard after so many seconds [default: 45]'
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --copy 'Copy it to the clipboard, also where stdout is no terminal [default at a terminal]'
            cand --print 'Print it, instead of copying it or, with --copy, as well'
            cand --no-clear 'Leave it on the clipboard'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;apppw;rotate'= {
            cand --overlap 'Accept the old one for so long beside the new one, at most 90d'
            cand --clear-after 'Clear the clipboard after so many seconds [default: 45]'
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --copy 'Copy it to the clipboard, also where stdout is no terminal [default at a terminal]'
            cand --print 'Print it, instead of copying it or, with --copy, as well'
            cand --no-clear 'Leave it on the clipboard'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
        &'keyfob;auth'= {
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand pam 'Answer PAM'
            cand checkpassword 'Answer Dovecot 2.3, qmail and whatever else speaks checkpassword'
            cand check 'Answer a script or Apache: a user and a password, a line each'
            cand serve 'Answer Postfix and Exim at a socket'
            cand test 'Tell what a server would hear, and why'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'keyfob;auth;pam'= {
            cand --via 'Ask the ''auth serve'' that listens at this socket, instead of the store'
            cand --service 'The service that is logged in to, where PAM says another'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;auth;checkpassword'= {
            cand --via 'Ask the ''auth serve'' that listens at this socket, instead of the store'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;auth;check'= {
            cand --via 'Ask the ''auth serve'' that listens at this socket, instead of the store'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;auth;serve'= {
            cand --socket 'Where to listen'
            cand --mode 'Who may ask, as for chmod'
            cand --group 'The group that the socket belongs to'
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --no-memory 'Remember nothing that was accepted'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;auth;test'= {
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;auth;help'= {
            cand pam 'Answer PAM'
            cand checkpassword 'Answer Dovecot 2.3, qmail and whatever else speaks checkpassword'
            cand check 'Answer a script or Apache: a user and a password, a line each'
            cand serve 'Answer Postfix and Exim at a socket'
            cand test 'Tell what a server would hear, and why'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'keyfob;auth;help;pam'= {
        }
        &'keyfob;auth;help;checkpassword'= {
        }
        &'keyfob;auth;help;check'= {
        }
        &'keyfob;auth;help;serve'= {
        }
        &'keyfob;auth;help;test'= {
        }
        &'keyfob;auth;help;help'= {
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
        &'keyfob;signin'= {
            cand --method 'The second factor: a method''s name, kind or id, or ''recovery'' [default: the account''s default]'
            cand --store 'The store''s file'
            cand --key-file 'The key file [default: FILE.key of a store that is named]'
            cand -a 'The account [default: the only one of the store]'
            cand --account 'The account [default: the only one of the store]'
            cand --color 'When to use colour'
            cand --password-stdin 'Read password and code from stdin, a line each'
            cand --system 'Use the system''s store, also where there is none yet'
            cand --operator 'Act for the account''s holder; recorded as that'
            cand --json 'Print JSON'
            cand --no-input 'Never ask: where an answer would be needed, fail and name the flag to give'
            cand -y 'Take yes for the answer to every question'
            cand --yes 'Take yes for the answer to every question'
            cand -q 'Print data and errors only'
            cand --quiet 'Print data and errors only'
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;signout'= {
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
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
            cand -v 'Show exact times'
            cand --verbose 'Show exact times'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'keyfob;help'= {
            cand account 'Manage accounts'
            cand mfa 'Set up and manage multi-factor sign-in'
            cand apppw 'Make, list, delete and check app passwords'
            cand auth 'Answer servers when an app logs in'
            cand policy 'Show and set what the organisation allows'
            cand signin 'Sign in to an account'
            cand signout 'Sign out'
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
            cand enroll 'Set up multi-factor sign-in for an account'
            cand status 'Show what an account signs in with'
            cand default 'Choose the method that a sign-in asks for first'
            cand remove 'Remove a method'
            cand recovery 'Make new recovery codes'
            cand reset 'Have an account''s MFA set up anew, as an operator'
        }
        &'keyfob;help;mfa;enroll'= {
        }
        &'keyfob;help;mfa;status'= {
        }
        &'keyfob;help;mfa;default'= {
        }
        &'keyfob;help;mfa;remove'= {
        }
        &'keyfob;help;mfa;recovery'= {
        }
        &'keyfob;help;mfa;reset'= {
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
        &'keyfob;help;auth'= {
            cand pam 'Answer PAM'
            cand checkpassword 'Answer Dovecot 2.3, qmail and whatever else speaks checkpassword'
            cand check 'Answer a script or Apache: a user and a password, a line each'
            cand serve 'Answer Postfix and Exim at a socket'
            cand test 'Tell what a server would hear, and why'
        }
        &'keyfob;help;auth;pam'= {
        }
        &'keyfob;help;auth;checkpassword'= {
        }
        &'keyfob;help;auth;check'= {
        }
        &'keyfob;help;auth;serve'= {
        }
        &'keyfob;help;auth;test'= {
        }
        &'keyfob;help;policy'= {
            cand show 'Show the policy'
            cand set 'Set a key of the policy'
        }
        &'keyfob;help;policy;show'= {
        }
        &'keyfob;help;policy;set'= {
        }
        &'keyfob;help;signin'= {
        }
        &'keyfob;help;signout'= {
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
