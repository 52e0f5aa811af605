# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_keyfob_global_optspecs
    string join \n store= key-file= system socket= a/account= operator json no-input y/yes q/quiet v/verbose color= h/help V/version
end

function __fish_keyfob_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_keyfob_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_keyfob_using_subcommand
    set -l cmd (__fish_keyfob_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c keyfob -n "__fish_keyfob_needs_command" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_needs_command" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_needs_command" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_needs_command" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_needs_command" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_needs_command" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_needs_command" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_needs_command" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_needs_command" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_needs_command" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_needs_command" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_needs_command" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keyfob -n "__fish_keyfob_needs_command" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_needs_command" -f -a "account" -d 'Manage accounts'
complete -c keyfob -n "__fish_keyfob_needs_command" -f -a "mfa" -d 'Set up and manage multi-factor sign-in'
complete -c keyfob -n "__fish_keyfob_needs_command" -f -a "apppw" -d 'Create, list, delete and check app passwords'
complete -c keyfob -n "__fish_keyfob_needs_command" -f -a "auth" -d 'Answer servers when an app logs in'
complete -c keyfob -n "__fish_keyfob_needs_command" -f -a "policy" -d 'Show and set what the organisation allows'
complete -c keyfob -n "__fish_keyfob_needs_command" -f -a "notices" -d 'List the mails to holders that wait to be sent'
complete -c keyfob -n "__fish_keyfob_needs_command" -f -a "serve" -d 'Answer servers and people at sockets'
complete -c keyfob -n "__fish_keyfob_needs_command" -f -a "signin" -d 'Sign in to an account'
complete -c keyfob -n "__fish_keyfob_needs_command" -f -a "signout" -d 'Sign out'
complete -c keyfob -n "__fish_keyfob_needs_command" -f -a "whoami" -d 'Show your role, and which store is used by which way'
complete -c keyfob -n "__fish_keyfob_needs_command" -f -a "log" -d 'Show the audit trail, verify it, or prune it'
complete -c keyfob -n "__fish_keyfob_needs_command" -f -a "store" -d 'Create, inspect, check, back up and restore the store'
complete -c keyfob -n "__fish_keyfob_needs_command" -f -a "completions" -d 'Print a completion script for a shell'
complete -c keyfob -n "__fish_keyfob_needs_command" -f -a "demo" -d 'Walk through the life of an app password on a temporary store'
complete -c keyfob -n "__fish_keyfob_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and not __fish_seen_subcommand_from add list show set rename password delete help" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and not __fish_seen_subcommand_from add list show set rename password delete help" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and not __fish_seen_subcommand_from add list show set rename password delete help" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and not __fish_seen_subcommand_from add list show set rename password delete help" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and not __fish_seen_subcommand_from add list show set rename password delete help" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and not __fish_seen_subcommand_from add list show set rename password delete help" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and not __fish_seen_subcommand_from add list show set rename password delete help" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and not __fish_seen_subcommand_from add list show set rename password delete help" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and not __fish_seen_subcommand_from add list show set rename password delete help" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and not __fish_seen_subcommand_from add list show set rename password delete help" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and not __fish_seen_subcommand_from add list show set rename password delete help" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and not __fish_seen_subcommand_from add list show set rename password delete help" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and not __fish_seen_subcommand_from add list show set rename password delete help" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and not __fish_seen_subcommand_from add list show set rename password delete help" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and not __fish_seen_subcommand_from add list show set rename password delete help" -f -a "add" -d 'Add an account'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and not __fish_seen_subcommand_from add list show set rename password delete help" -f -a "list" -d 'List accounts'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and not __fish_seen_subcommand_from add list show set rename password delete help" -f -a "show" -d 'Show an account'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and not __fish_seen_subcommand_from add list show set rename password delete help" -f -a "set" -d 'Change an account\'s MFA, e-mail address, phone number, language or state, or make its password external'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and not __fish_seen_subcommand_from add list show set rename password delete help" -f -a "rename" -d 'Rename an account; everything else stays the same'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and not __fish_seen_subcommand_from add list show set rename password delete help" -f -a "password" -d 'Set an account\'s primary password'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and not __fish_seen_subcommand_from add list show set rename password delete help" -f -a "delete" -d 'Delete an account, its methods and its app passwords'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and not __fish_seen_subcommand_from add list show set rename password delete help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -l mfa -d 'Whether the account needs MFA' -r -f -a "disabled\t''
enabled\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -l email -d 'E-mail address of the account\'s holder' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -l phone -d 'Phone number of the account\'s holder' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -l language -d 'Language of mails to the holder: en, nb, da, sv, lv or nl' -r -f -a "en\t''
nb\t''
da\t''
sv\t''
lv\t''
nl\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -l clear-after -d 'Clear the clipboard after this many seconds [default: 45]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -l password-stdin -d 'Read the password from stdin, up to the first newline'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -l app-passwords-only -d 'Add a service account, without a password and without MFA'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -l external-password -d 'The password is an external one, which the policy\'s password-command checks'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -l if-absent -d 'If the account already exists, leave it unchanged and exit with 0'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -l copy -d 'Copy it to the clipboard, even if stdout isn\'t a terminal [default at a terminal]'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -l print -d 'Print it, instead of copying it or, with --copy, as well'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -l no-clear -d 'Leave it on the clipboard'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from add" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from list" -l filter -d 'Only names that contain this text, or match this pattern with * and ?' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from list" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from list" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from list" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from list" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from list" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from list" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from list" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from show" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from show" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from show" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from show" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from show" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from show" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from show" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from set" -l mfa -d 'Whether the account needs MFA' -r -f -a "disabled\t''
enabled\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from set" -l email -d 'E-mail address of the account\'s holder' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from set" -l phone -d 'Phone number of the account\'s holder' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from set" -l language -d 'Language of mails to the holder: en, nb, da, sv, lv or nl' -r -f -a "en\t''
nb\t''
da\t''
sv\t''
lv\t''
nl\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from set" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from set" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from set" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from set" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from set" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from set" -l no-email -d 'Remove the e-mail address'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from set" -l no-phone -d 'Remove the phone number'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from set" -l external-password -d 'Forget the password and use an external one, which the policy\'s password-command checks'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from set" -l disable -d 'Disable the account'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from set" -l enable -d 'Enable the account again'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from set" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from set" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from set" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from set" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from set" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from rename" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from rename" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from rename" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from rename" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from rename" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from rename" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from rename" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from rename" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from rename" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from rename" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from rename" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from rename" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from rename" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from password" -l clear-after -d 'Clear the clipboard after this many seconds [default: 45]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from password" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from password" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from password" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from password" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from password" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from password" -l password-stdin -d 'Read the password from stdin, up to the first newline'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from password" -l temporary -d 'Generate a password that must be changed at the next sign-in'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from password" -l replace-external -d 'Set it in keyfob, in place of an external password'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from password" -l copy -d 'Copy it to the clipboard, even if stdout isn\'t a terminal [default at a terminal]'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from password" -l print -d 'Print it, instead of copying it or, with --copy, as well'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from password" -l no-clear -d 'Leave it on the clipboard'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from password" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from password" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from password" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from password" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from password" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from password" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from password" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from password" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from password" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from delete" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from delete" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from delete" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from delete" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from delete" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from delete" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from delete" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from delete" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from delete" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "add" -d 'Add an account'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "list" -d 'List accounts'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show an account'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "set" -d 'Change an account\'s MFA, e-mail address, phone number, language or state, or make its password external'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "rename" -d 'Rename an account; everything else stays the same'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "password" -d 'Set an account\'s primary password'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Delete an account, its methods and its app passwords'
complete -c keyfob -n "__fish_keyfob_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and not __fish_seen_subcommand_from enroll status default remove recovery reset help" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and not __fish_seen_subcommand_from enroll status default remove recovery reset help" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and not __fish_seen_subcommand_from enroll status default remove recovery reset help" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and not __fish_seen_subcommand_from enroll status default remove recovery reset help" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and not __fish_seen_subcommand_from enroll status default remove recovery reset help" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and not __fish_seen_subcommand_from enroll status default remove recovery reset help" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and not __fish_seen_subcommand_from enroll status default remove recovery reset help" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and not __fish_seen_subcommand_from enroll status default remove recovery reset help" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and not __fish_seen_subcommand_from enroll status default remove recovery reset help" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and not __fish_seen_subcommand_from enroll status default remove recovery reset help" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and not __fish_seen_subcommand_from enroll status default remove recovery reset help" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and not __fish_seen_subcommand_from enroll status default remove recovery reset help" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and not __fish_seen_subcommand_from enroll status default remove recovery reset help" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and not __fish_seen_subcommand_from enroll status default remove recovery reset help" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and not __fish_seen_subcommand_from enroll status default remove recovery reset help" -f -a "enroll" -d 'Set up multi-factor sign-in for an account'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and not __fish_seen_subcommand_from enroll status default remove recovery reset help" -f -a "status" -d 'Show how an account is secured: methods, recovery codes and app passwords'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and not __fish_seen_subcommand_from enroll status default remove recovery reset help" -f -a "default" -d 'Choose the method that sign-in asks for first'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and not __fish_seen_subcommand_from enroll status default remove recovery reset help" -f -a "remove" -d 'Remove a method'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and not __fish_seen_subcommand_from enroll status default remove recovery reset help" -f -a "recovery" -d 'Make new recovery codes'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and not __fish_seen_subcommand_from enroll status default remove recovery reset help" -f -a "reset" -d 'Reset an account\'s MFA, as an operator'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and not __fish_seen_subcommand_from enroll status default remove recovery reset help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from enroll" -l confirm -d 'Finish the enrolment with the code from the authenticator app' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from enroll" -l app -d 'Name of the app that gets the first app password [default: asked for, or First app]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from enroll" -l clear-after -d 'Clear the clipboard after this many seconds [default: 45]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from enroll" -l label -d 'Label for this authenticator' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from enroll" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from enroll" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from enroll" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from enroll" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from enroll" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from enroll" -l no-app -d 'Don\'t make an app password'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from enroll" -l copy -d 'Copy it to the clipboard, even if stdout isn\'t a terminal [default at a terminal]'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from enroll" -l print -d 'Print it, instead of copying it or, with --copy, as well'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from enroll" -l no-clear -d 'Leave it on the clipboard'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from enroll" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from enroll" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from enroll" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from enroll" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from enroll" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from enroll" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from enroll" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from enroll" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from enroll" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from status" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from status" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from status" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from status" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from status" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from status" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from status" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from status" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from status" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from status" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from status" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from default" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from default" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from default" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from default" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from default" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from default" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from default" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from default" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from default" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from default" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from default" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from default" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from default" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from default" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from remove" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from remove" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from remove" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from remove" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from remove" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from remove" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from remove" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from remove" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from remove" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from remove" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from recovery" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from recovery" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from recovery" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from recovery" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from recovery" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from recovery" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from recovery" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from recovery" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from recovery" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from recovery" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from recovery" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from recovery" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from recovery" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from recovery" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from reset" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from reset" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from reset" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from reset" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from reset" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from reset" -l delete-app-passwords -d 'Delete its app passwords too'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from reset" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from reset" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from reset" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from reset" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from reset" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from reset" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from reset" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from reset" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from reset" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from help" -f -a "enroll" -d 'Set up multi-factor sign-in for an account'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from help" -f -a "status" -d 'Show how an account is secured: methods, recovery codes and app passwords'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from help" -f -a "default" -d 'Choose the method that sign-in asks for first'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Remove a method'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from help" -f -a "recovery" -d 'Make new recovery codes'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from help" -f -a "reset" -d 'Reset an account\'s MFA, as an operator'
complete -c keyfob -n "__fish_keyfob_using_subcommand mfa; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and not __fish_seen_subcommand_from create list show rename rotate delete verify help" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and not __fish_seen_subcommand_from create list show rename rotate delete verify help" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and not __fish_seen_subcommand_from create list show rename rotate delete verify help" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and not __fish_seen_subcommand_from create list show rename rotate delete verify help" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and not __fish_seen_subcommand_from create list show rename rotate delete verify help" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and not __fish_seen_subcommand_from create list show rename rotate delete verify help" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and not __fish_seen_subcommand_from create list show rename rotate delete verify help" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and not __fish_seen_subcommand_from create list show rename rotate delete verify help" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and not __fish_seen_subcommand_from create list show rename rotate delete verify help" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and not __fish_seen_subcommand_from create list show rename rotate delete verify help" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and not __fish_seen_subcommand_from create list show rename rotate delete verify help" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and not __fish_seen_subcommand_from create list show rename rotate delete verify help" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and not __fish_seen_subcommand_from create list show rename rotate delete verify help" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and not __fish_seen_subcommand_from create list show rename rotate delete verify help" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and not __fish_seen_subcommand_from create list show rename rotate delete verify help" -f -a "create" -d 'Create an app password for an app'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and not __fish_seen_subcommand_from create list show rename rotate delete verify help" -f -a "list" -d 'List an account\'s app passwords, never the passwords themselves'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and not __fish_seen_subcommand_from create list show rename rotate delete verify help" -f -a "show" -d 'Show the details of an app password, never the password itself'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and not __fish_seen_subcommand_from create list show rename rotate delete verify help" -f -a "rename" -d 'Rename an app password; it keeps working'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and not __fish_seen_subcommand_from create list show rename rotate delete verify help" -f -a "rotate" -d 'Give an app password a new secret'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and not __fish_seen_subcommand_from create list show rename rotate delete verify help" -f -a "delete" -d 'Delete app passwords'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and not __fish_seen_subcommand_from create list show rename rotate delete verify help" -f -a "verify" -d 'Check whether an app password is right'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and not __fish_seen_subcommand_from create list show rename rotate delete verify help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from create" -l only -d 'Services it may be used for, comma-separated; it is refused elsewhere' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from create" -l from -d 'Networks it may be used from, comma-separated; it is refused elsewhere' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from create" -l expires -d 'When it expires: after 90d or 12w, or on 2027-01-31' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from create" -l note -d 'A note about it' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from create" -l clear-after -d 'Clear the clipboard after this many seconds [default: 45]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from create" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from create" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from create" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from create" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from create" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from create" -l any-service-name -d 'Take --only for services that keyfob doesn\'t know'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from create" -l copy -d 'Copy it to the clipboard, even if stdout isn\'t a terminal [default at a terminal]'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from create" -l print -d 'Print it, instead of copying it or, with --copy, as well'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from create" -l no-clear -d 'Leave it on the clipboard'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from create" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from create" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from create" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from create" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from list" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from list" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from list" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from list" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from list" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from list" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from list" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from show" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from show" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from show" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from show" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from show" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from show" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from show" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rename" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rename" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rename" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rename" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rename" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rename" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rename" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rename" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rename" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rename" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rename" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rename" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rename" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rotate" -l overlap -d 'Keep accepting the old app password for this long, at most 90d' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rotate" -l clear-after -d 'Clear the clipboard after this many seconds [default: 45]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rotate" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rotate" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rotate" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rotate" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rotate" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rotate" -l copy -d 'Copy it to the clipboard, even if stdout isn\'t a terminal [default at a terminal]'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rotate" -l print -d 'Print it, instead of copying it or, with --copy, as well'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rotate" -l no-clear -d 'Leave it on the clipboard'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rotate" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rotate" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rotate" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rotate" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rotate" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rotate" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rotate" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rotate" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from rotate" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from delete" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from delete" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from delete" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from delete" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from delete" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from delete" -l all -d 'Delete all app passwords of the account'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from delete" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from delete" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from delete" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from delete" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from verify" -l service -d 'The service to log in to' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from verify" -l from -d 'The address to log in from' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from verify" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from verify" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from verify" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from verify" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from verify" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from verify" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from verify" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from verify" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from verify" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from verify" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from help" -f -a "create" -d 'Create an app password for an app'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from help" -f -a "list" -d 'List an account\'s app passwords, never the passwords themselves'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show the details of an app password, never the password itself'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from help" -f -a "rename" -d 'Rename an app password; it keeps working'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from help" -f -a "rotate" -d 'Give an app password a new secret'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Delete app passwords'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Check whether an app password is right'
complete -c keyfob -n "__fish_keyfob_using_subcommand apppw; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and not __fish_seen_subcommand_from pam checkpassword check test help" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and not __fish_seen_subcommand_from pam checkpassword check test help" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and not __fish_seen_subcommand_from pam checkpassword check test help" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and not __fish_seen_subcommand_from pam checkpassword check test help" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and not __fish_seen_subcommand_from pam checkpassword check test help" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and not __fish_seen_subcommand_from pam checkpassword check test help" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and not __fish_seen_subcommand_from pam checkpassword check test help" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and not __fish_seen_subcommand_from pam checkpassword check test help" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and not __fish_seen_subcommand_from pam checkpassword check test help" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and not __fish_seen_subcommand_from pam checkpassword check test help" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and not __fish_seen_subcommand_from pam checkpassword check test help" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and not __fish_seen_subcommand_from pam checkpassword check test help" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and not __fish_seen_subcommand_from pam checkpassword check test help" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and not __fish_seen_subcommand_from pam checkpassword check test help" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and not __fish_seen_subcommand_from pam checkpassword check test help" -f -a "pam" -d 'Answer PAM'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and not __fish_seen_subcommand_from pam checkpassword check test help" -f -a "checkpassword" -d 'Answer Dovecot 2.3, qmail and other callers of checkpassword'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and not __fish_seen_subcommand_from pam checkpassword check test help" -f -a "check" -d 'Answer Apache or a script: user and password, one per line'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and not __fish_seen_subcommand_from pam checkpassword check test help" -f -a "test" -d 'Show how a log-in would be answered, and why'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and not __fish_seen_subcommand_from pam checkpassword check test help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from pam" -l via -d 'Ask the \'keyfob serve\' at this socket instead of opening the store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from pam" -l service -d 'The service of the log-in, instead of PAM\'s own' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from pam" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from pam" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from pam" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from pam" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from pam" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from pam" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from pam" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from pam" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from pam" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from pam" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from pam" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from pam" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from pam" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from pam" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from checkpassword" -l via -d 'Ask the \'keyfob serve\' at this socket instead of opening the store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from checkpassword" -l service -d 'The service of the log-in, such as imap' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from checkpassword" -l from -d 'The client\'s address' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from checkpassword" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from checkpassword" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from checkpassword" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from checkpassword" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from checkpassword" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from checkpassword" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from checkpassword" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from checkpassword" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from checkpassword" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from checkpassword" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from checkpassword" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from checkpassword" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from checkpassword" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from checkpassword" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from check" -l via -d 'Ask the \'keyfob serve\' at this socket instead of opening the store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from check" -l service -d 'The service of the log-in, such as imap' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from check" -l from -d 'The client\'s address' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from check" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from check" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from check" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from check" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from check" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from check" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from check" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from check" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from check" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from check" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from check" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from test" -l service -d 'The service of the log-in, such as imap' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from test" -l from -d 'The client\'s address' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from test" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from test" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from test" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from test" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from test" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from test" -l without-password -d 'Show what would be decided for each app password, and ask for none'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from test" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from test" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from test" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from test" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from test" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from test" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from help" -f -a "pam" -d 'Answer PAM'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from help" -f -a "checkpassword" -d 'Answer Dovecot 2.3, qmail and other callers of checkpassword'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from help" -f -a "check" -d 'Answer Apache or a script: user and password, one per line'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from help" -f -a "test" -d 'Show how a log-in would be answered, and why'
complete -c keyfob -n "__fish_keyfob_using_subcommand auth; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and not __fish_seen_subcommand_from show set help" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and not __fish_seen_subcommand_from show set help" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and not __fish_seen_subcommand_from show set help" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and not __fish_seen_subcommand_from show set help" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and not __fish_seen_subcommand_from show set help" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and not __fish_seen_subcommand_from show set help" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and not __fish_seen_subcommand_from show set help" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and not __fish_seen_subcommand_from show set help" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and not __fish_seen_subcommand_from show set help" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and not __fish_seen_subcommand_from show set help" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and not __fish_seen_subcommand_from show set help" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and not __fish_seen_subcommand_from show set help" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and not __fish_seen_subcommand_from show set help" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and not __fish_seen_subcommand_from show set help" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and not __fish_seen_subcommand_from show set help" -f -a "show" -d 'Show the policy'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and not __fish_seen_subcommand_from show set help" -f -a "set" -d 'Set a policy key'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and not __fish_seen_subcommand_from show set help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from show" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from show" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from show" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from show" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from show" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from show" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from show" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from set" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from set" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from set" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from set" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from set" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from set" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from set" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from set" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from set" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from set" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show the policy'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "set" -d 'Set a policy key'
complete -c keyfob -n "__fish_keyfob_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keyfob -n "__fish_keyfob_using_subcommand notices" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand notices" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand notices" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand notices" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand notices" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand notices" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand notices" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand notices" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand notices" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand notices" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand notices" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand notices" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand notices" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand notices" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand serve" -l auth-socket -d 'The socket at which servers ask' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand serve" -l people-socket -d 'The socket at which people ask, whose roles and accounts decide what they may do' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand serve" -l mode -d 'Permissions of the servers\' socket, as for chmod' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand serve" -l group -d 'Group of the servers\' socket' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand serve" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand serve" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand serve" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand serve" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand serve" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand serve" -l no-memory -d 'Don\'t remember accepted log-ins'
complete -c keyfob -n "__fish_keyfob_using_subcommand serve" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand serve" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand serve" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand serve" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand serve" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand serve" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand serve" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand serve" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand serve" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand signin" -l method -d 'The second factor: label, kind or id of a method, or \'recovery\' [default: the account\'s default]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand signin" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand signin" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand signin" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand signin" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand signin" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand signin" -l password-stdin -d 'Read password and code from stdin, one per line'
complete -c keyfob -n "__fish_keyfob_using_subcommand signin" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand signin" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand signin" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand signin" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand signin" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand signin" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand signin" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand signin" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand signin" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand signout" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand signout" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand signout" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand signout" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand signout" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand signout" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand signout" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand signout" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand signout" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand signout" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand signout" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand signout" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand signout" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand signout" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand whoami" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand whoami" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand whoami" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand whoami" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand whoami" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand whoami" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand whoami" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand whoami" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand whoami" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand whoami" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand whoami" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand whoami" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand whoami" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand whoami" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and not __fish_seen_subcommand_from check prune help" -l since -d 'Only entries since then: 2h or 7d ago, 2026-11-21, 2026-11-21T18:00:00Z' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and not __fish_seen_subcommand_from check prune help" -l after -d 'Only entries after the one with this number' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and not __fish_seen_subcommand_from check prune help" -l event -d 'Only events that begin with this: apppw, account.sign, mfa.reset' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and not __fish_seen_subcommand_from check prune help" -l limit -d 'Only the latest entries, at most this many' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and not __fish_seen_subcommand_from check prune help" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and not __fish_seen_subcommand_from check prune help" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and not __fish_seen_subcommand_from check prune help" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and not __fish_seen_subcommand_from check prune help" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and not __fish_seen_subcommand_from check prune help" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and not __fish_seen_subcommand_from check prune help" -s f -l follow -d 'Keep showing new entries as they are written'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and not __fish_seen_subcommand_from check prune help" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and not __fish_seen_subcommand_from check prune help" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and not __fish_seen_subcommand_from check prune help" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and not __fish_seen_subcommand_from check prune help" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and not __fish_seen_subcommand_from check prune help" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and not __fish_seen_subcommand_from check prune help" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and not __fish_seen_subcommand_from check prune help" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and not __fish_seen_subcommand_from check prune help" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and not __fish_seen_subcommand_from check prune help" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and not __fish_seen_subcommand_from check prune help" -f -a "check" -d 'Verify the audit trail'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and not __fish_seen_subcommand_from check prune help" -f -a "prune" -d 'Cut away the oldest entries of the audit trail'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and not __fish_seen_subcommand_from check prune help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from check" -l expect -d 'A head that an earlier check printed: the trail must have it' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from check" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from check" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from check" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from check" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from check" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from check" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from check" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from check" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from check" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from check" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from check" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from prune" -l before -d 'Entries from before then: 400d ago, 2026-01-31, 2026-01-31T18:00:00Z' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from prune" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from prune" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from prune" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from prune" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from prune" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from prune" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from prune" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from prune" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from prune" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from prune" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from prune" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from prune" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from help" -f -a "check" -d 'Verify the audit trail'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from help" -f -a "prune" -d 'Cut away the oldest entries of the audit trail'
complete -c keyfob -n "__fish_keyfob_using_subcommand log; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and not __fish_seen_subcommand_from init info check rekey backup restore export copy help" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and not __fish_seen_subcommand_from init info check rekey backup restore export copy help" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and not __fish_seen_subcommand_from init info check rekey backup restore export copy help" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and not __fish_seen_subcommand_from init info check rekey backup restore export copy help" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and not __fish_seen_subcommand_from init info check rekey backup restore export copy help" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and not __fish_seen_subcommand_from init info check rekey backup restore export copy help" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and not __fish_seen_subcommand_from init info check rekey backup restore export copy help" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and not __fish_seen_subcommand_from init info check rekey backup restore export copy help" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and not __fish_seen_subcommand_from init info check rekey backup restore export copy help" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and not __fish_seen_subcommand_from init info check rekey backup restore export copy help" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and not __fish_seen_subcommand_from init info check rekey backup restore export copy help" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and not __fish_seen_subcommand_from init info check rekey backup restore export copy help" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and not __fish_seen_subcommand_from init info check rekey backup restore export copy help" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and not __fish_seen_subcommand_from init info check rekey backup restore export copy help" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and not __fish_seen_subcommand_from init info check rekey backup restore export copy help" -f -a "init" -d 'Create the store and its key file'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and not __fish_seen_subcommand_from init info check rekey backup restore export copy help" -f -a "info" -d 'Show where the store is and what it contains'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and not __fish_seen_subcommand_from init info check rekey backup restore export copy help" -f -a "check" -d 'Verify the store'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and not __fish_seen_subcommand_from init info check rekey backup restore export copy help" -f -a "rekey" -d 'Replace the key file'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and not __fish_seen_subcommand_from init info check rekey backup restore export copy help" -f -a "backup" -d 'Back up the store to a file'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and not __fish_seen_subcommand_from init info check rekey backup restore export copy help" -f -a "restore" -d 'Restore the store from a backup'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and not __fish_seen_subcommand_from init info check rekey backup restore export copy help" -f -a "export" -d 'Print all accounts with their methods and app passwords, without secrets'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and not __fish_seen_subcommand_from init info check rekey backup restore export copy help" -f -a "copy" -d 'Copy the store to a database or a file'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and not __fish_seen_subcommand_from init info check rekey backup restore export copy help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from init" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from init" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from init" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from init" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from init" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from init" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from init" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from init" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from init" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from init" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from init" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from init" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from init" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from info" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from info" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from info" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from info" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from info" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from info" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from info" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from info" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from info" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from info" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from info" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from info" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from info" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from info" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from check" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from check" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from check" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from check" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from check" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from check" -l repair -d 'Accept a store that doesn\'t fit its .head file, and remove damaged rows that can be made again'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from check" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from check" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from check" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from check" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from check" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from check" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from rekey" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from rekey" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from rekey" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from rekey" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from rekey" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from rekey" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from rekey" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from rekey" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from rekey" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from rekey" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from rekey" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from rekey" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from rekey" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from rekey" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from backup" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from backup" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from backup" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from backup" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from backup" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from backup" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from backup" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from backup" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from backup" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from backup" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from backup" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from backup" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from backup" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from backup" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from restore" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from restore" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from restore" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from restore" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from restore" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from restore" -l replace -d 'Replace the existing store, and keep it as FILE.before-restore'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from restore" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from restore" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from restore" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from restore" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from restore" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from restore" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from restore" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from export" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from export" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from export" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from export" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from export" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from export" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from export" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from export" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from export" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from export" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from export" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from copy" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from copy" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from copy" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from copy" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from copy" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from copy" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from copy" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from copy" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from copy" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from copy" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from copy" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from copy" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from copy" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from copy" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "init" -d 'Create the store and its key file'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "info" -d 'Show where the store is and what it contains'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "check" -d 'Verify the store'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "rekey" -d 'Replace the key file'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "backup" -d 'Back up the store to a file'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "restore" -d 'Restore the store from a backup'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "export" -d 'Print all accounts with their methods and app passwords, without secrets'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "copy" -d 'Copy the store to a database or a file'
complete -c keyfob -n "__fish_keyfob_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keyfob -n "__fish_keyfob_using_subcommand completions" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand completions" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand completions" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand completions" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand completions" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand completions" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand completions" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand completions" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand completions" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand completions" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand completions" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand completions" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand completions" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand completions" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand demo" -l store -d 'The store\'s file, or postgresql://… of its database' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand demo" -l key-file -d 'The key file [default: FILE.key if --store FILE is given]' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand demo" -l socket -d 'Ask the daemon at this socket, instead of opening a store' -r -F
complete -c keyfob -n "__fish_keyfob_using_subcommand demo" -s a -l account -d 'The account [default: the only one of the store]' -r
complete -c keyfob -n "__fish_keyfob_using_subcommand demo" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c keyfob -n "__fish_keyfob_using_subcommand demo" -l system -d 'Use the system\'s store, even if it doesn\'t exist yet'
complete -c keyfob -n "__fish_keyfob_using_subcommand demo" -l operator -d 'Act on the holder\'s behalf (logged)'
complete -c keyfob -n "__fish_keyfob_using_subcommand demo" -l json -d 'Print JSON'
complete -c keyfob -n "__fish_keyfob_using_subcommand demo" -l no-input -d 'Never ask: if an answer is needed, fail and name the flag to add'
complete -c keyfob -n "__fish_keyfob_using_subcommand demo" -s y -l yes -d 'Answer yes to every question'
complete -c keyfob -n "__fish_keyfob_using_subcommand demo" -s q -l quiet -d 'Print data and errors only'
complete -c keyfob -n "__fish_keyfob_using_subcommand demo" -s v -l verbose -d 'Show exact times, and the causes of an error'
complete -c keyfob -n "__fish_keyfob_using_subcommand demo" -s h -l help -d 'Print help'
complete -c keyfob -n "__fish_keyfob_using_subcommand demo" -s V -l version -d 'Print version'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and not __fish_seen_subcommand_from account mfa apppw auth policy notices serve signin signout whoami log store completions demo help" -f -a "account" -d 'Manage accounts'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and not __fish_seen_subcommand_from account mfa apppw auth policy notices serve signin signout whoami log store completions demo help" -f -a "mfa" -d 'Set up and manage multi-factor sign-in'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and not __fish_seen_subcommand_from account mfa apppw auth policy notices serve signin signout whoami log store completions demo help" -f -a "apppw" -d 'Create, list, delete and check app passwords'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and not __fish_seen_subcommand_from account mfa apppw auth policy notices serve signin signout whoami log store completions demo help" -f -a "auth" -d 'Answer servers when an app logs in'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and not __fish_seen_subcommand_from account mfa apppw auth policy notices serve signin signout whoami log store completions demo help" -f -a "policy" -d 'Show and set what the organisation allows'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and not __fish_seen_subcommand_from account mfa apppw auth policy notices serve signin signout whoami log store completions demo help" -f -a "notices" -d 'List the mails to holders that wait to be sent'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and not __fish_seen_subcommand_from account mfa apppw auth policy notices serve signin signout whoami log store completions demo help" -f -a "serve" -d 'Answer servers and people at sockets'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and not __fish_seen_subcommand_from account mfa apppw auth policy notices serve signin signout whoami log store completions demo help" -f -a "signin" -d 'Sign in to an account'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and not __fish_seen_subcommand_from account mfa apppw auth policy notices serve signin signout whoami log store completions demo help" -f -a "signout" -d 'Sign out'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and not __fish_seen_subcommand_from account mfa apppw auth policy notices serve signin signout whoami log store completions demo help" -f -a "whoami" -d 'Show your role, and which store is used by which way'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and not __fish_seen_subcommand_from account mfa apppw auth policy notices serve signin signout whoami log store completions demo help" -f -a "log" -d 'Show the audit trail, verify it, or prune it'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and not __fish_seen_subcommand_from account mfa apppw auth policy notices serve signin signout whoami log store completions demo help" -f -a "store" -d 'Create, inspect, check, back up and restore the store'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and not __fish_seen_subcommand_from account mfa apppw auth policy notices serve signin signout whoami log store completions demo help" -f -a "completions" -d 'Print a completion script for a shell'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and not __fish_seen_subcommand_from account mfa apppw auth policy notices serve signin signout whoami log store completions demo help" -f -a "demo" -d 'Walk through the life of an app password on a temporary store'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and not __fish_seen_subcommand_from account mfa apppw auth policy notices serve signin signout whoami log store completions demo help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "add" -d 'Add an account'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "list" -d 'List accounts'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "show" -d 'Show an account'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "set" -d 'Change an account\'s MFA, e-mail address, phone number, language or state, or make its password external'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "rename" -d 'Rename an account; everything else stays the same'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "password" -d 'Set an account\'s primary password'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "delete" -d 'Delete an account, its methods and its app passwords'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from mfa" -f -a "enroll" -d 'Set up multi-factor sign-in for an account'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from mfa" -f -a "status" -d 'Show how an account is secured: methods, recovery codes and app passwords'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from mfa" -f -a "default" -d 'Choose the method that sign-in asks for first'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from mfa" -f -a "remove" -d 'Remove a method'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from mfa" -f -a "recovery" -d 'Make new recovery codes'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from mfa" -f -a "reset" -d 'Reset an account\'s MFA, as an operator'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from apppw" -f -a "create" -d 'Create an app password for an app'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from apppw" -f -a "list" -d 'List an account\'s app passwords, never the passwords themselves'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from apppw" -f -a "show" -d 'Show the details of an app password, never the password itself'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from apppw" -f -a "rename" -d 'Rename an app password; it keeps working'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from apppw" -f -a "rotate" -d 'Give an app password a new secret'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from apppw" -f -a "delete" -d 'Delete app passwords'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from apppw" -f -a "verify" -d 'Check whether an app password is right'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from auth" -f -a "pam" -d 'Answer PAM'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from auth" -f -a "checkpassword" -d 'Answer Dovecot 2.3, qmail and other callers of checkpassword'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from auth" -f -a "check" -d 'Answer Apache or a script: user and password, one per line'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from auth" -f -a "test" -d 'Show how a log-in would be answered, and why'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from policy" -f -a "show" -d 'Show the policy'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from policy" -f -a "set" -d 'Set a policy key'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from log" -f -a "check" -d 'Verify the audit trail'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from log" -f -a "prune" -d 'Cut away the oldest entries of the audit trail'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from store" -f -a "init" -d 'Create the store and its key file'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from store" -f -a "info" -d 'Show where the store is and what it contains'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from store" -f -a "check" -d 'Verify the store'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from store" -f -a "rekey" -d 'Replace the key file'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from store" -f -a "backup" -d 'Back up the store to a file'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from store" -f -a "restore" -d 'Restore the store from a backup'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from store" -f -a "export" -d 'Print all accounts with their methods and app passwords, without secrets'
complete -c keyfob -n "__fish_keyfob_using_subcommand help; and __fish_seen_subcommand_from store" -f -a "copy" -d 'Copy the store to a database or a file'
