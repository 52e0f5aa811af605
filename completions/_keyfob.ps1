
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'keyfob' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'keyfob'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'keyfob' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('account', 'account', [CompletionResultType]::ParameterValue, 'Manage accounts')
            [CompletionResult]::new('mfa', 'mfa', [CompletionResultType]::ParameterValue, 'Set up and manage multi-factor sign-in')
            [CompletionResult]::new('apppw', 'apppw', [CompletionResultType]::ParameterValue, 'Make, list, delete and check app passwords')
            [CompletionResult]::new('auth', 'auth', [CompletionResultType]::ParameterValue, 'Answer servers when an app logs in')
            [CompletionResult]::new('policy', 'policy', [CompletionResultType]::ParameterValue, 'Show and set what the organisation allows')
            [CompletionResult]::new('signin', 'signin', [CompletionResultType]::ParameterValue, 'Sign in to an account')
            [CompletionResult]::new('signout', 'signout', [CompletionResultType]::ParameterValue, 'Sign out')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Show the audit trail, or check that it is whole')
            [CompletionResult]::new('store', 'store', [CompletionResultType]::ParameterValue, 'Make, look at and check the store')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Play the whole life of an app password on a throw-away store')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'keyfob;account' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add an account')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List accounts')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show an account')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Change an account: MFA, e-mail, phone, disabled or not')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename an account; everything of it stays')
            [CompletionResult]::new('password', 'password', [CompletionResultType]::ParameterValue, 'Set an account''s primary password')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete an account with its methods and app passwords')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'keyfob;account;add' {
            [CompletionResult]::new('--mfa', '--mfa', [CompletionResultType]::ParameterName, 'Whether the account needs MFA')
            [CompletionResult]::new('--email', '--email', [CompletionResultType]::ParameterName, 'E-mail address of its holder')
            [CompletionResult]::new('--phone', '--phone', [CompletionResultType]::ParameterName, 'Phone number of its holder')
            [CompletionResult]::new('--clear-after', '--clear-after', [CompletionResultType]::ParameterName, 'Clear the clipboard after so many seconds [default: 45]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password from stdin, up to the first newline')
            [CompletionResult]::new('--copy', '--copy', [CompletionResultType]::ParameterName, 'Copy it to the clipboard, also where stdout is no terminal [default at a terminal]')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print it, instead of copying it or, with --copy, as well')
            [CompletionResult]::new('--no-clear', '--no-clear', [CompletionResultType]::ParameterName, 'Leave it on the clipboard')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;account;list' {
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Only names with this text in them, or of this pattern with * and ?')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;account;show' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;account;set' {
            [CompletionResult]::new('--mfa', '--mfa', [CompletionResultType]::ParameterName, 'Whether the account needs MFA')
            [CompletionResult]::new('--email', '--email', [CompletionResultType]::ParameterName, 'E-mail address of its holder')
            [CompletionResult]::new('--phone', '--phone', [CompletionResultType]::ParameterName, 'Phone number of its holder')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--no-email', '--no-email', [CompletionResultType]::ParameterName, 'Forget the e-mail address')
            [CompletionResult]::new('--no-phone', '--no-phone', [CompletionResultType]::ParameterName, 'Forget the phone number')
            [CompletionResult]::new('--disable', '--disable', [CompletionResultType]::ParameterName, 'Accept the account nowhere')
            [CompletionResult]::new('--enable', '--enable', [CompletionResultType]::ParameterName, 'Accept the account again')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;account;rename' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;account;password' {
            [CompletionResult]::new('--clear-after', '--clear-after', [CompletionResultType]::ParameterName, 'Clear the clipboard after so many seconds [default: 45]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password from stdin, up to the first newline')
            [CompletionResult]::new('--temporary', '--temporary', [CompletionResultType]::ParameterName, 'Generate one that must be changed at the next sign-in')
            [CompletionResult]::new('--copy', '--copy', [CompletionResultType]::ParameterName, 'Copy it to the clipboard, also where stdout is no terminal [default at a terminal]')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print it, instead of copying it or, with --copy, as well')
            [CompletionResult]::new('--no-clear', '--no-clear', [CompletionResultType]::ParameterName, 'Leave it on the clipboard')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;account;delete' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;account;help' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add an account')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List accounts')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show an account')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Change an account: MFA, e-mail, phone, disabled or not')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename an account; everything of it stays')
            [CompletionResult]::new('password', 'password', [CompletionResultType]::ParameterValue, 'Set an account''s primary password')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete an account with its methods and app passwords')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'keyfob;account;help;add' {
            break
        }
        'keyfob;account;help;list' {
            break
        }
        'keyfob;account;help;show' {
            break
        }
        'keyfob;account;help;set' {
            break
        }
        'keyfob;account;help;rename' {
            break
        }
        'keyfob;account;help;password' {
            break
        }
        'keyfob;account;help;delete' {
            break
        }
        'keyfob;account;help;help' {
            break
        }
        'keyfob;mfa' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('enroll', 'enroll', [CompletionResultType]::ParameterValue, 'Set up multi-factor sign-in for an account')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show what an account signs in with')
            [CompletionResult]::new('default', 'default', [CompletionResultType]::ParameterValue, 'Choose the method that a sign-in asks for first')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a method')
            [CompletionResult]::new('recovery', 'recovery', [CompletionResultType]::ParameterValue, 'Make new recovery codes')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Have an account''s MFA set up anew, as an operator')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'keyfob;mfa;enroll' {
            [CompletionResult]::new('--confirm', '--confirm', [CompletionResultType]::ParameterName, 'End the enrolment with the code that the authenticator shows')
            [CompletionResult]::new('--app', '--app', [CompletionResultType]::ParameterName, 'Name of the app that the first app password is for [default: asked for, or First app]')
            [CompletionResult]::new('--clear-after', '--clear-after', [CompletionResultType]::ParameterName, 'Clear the clipboard after so many seconds [default: 45]')
            [CompletionResult]::new('--label', '--label', [CompletionResultType]::ParameterName, 'What to call this authenticator')
            [CompletionResult]::new('--algorithm', '--algorithm', [CompletionResultType]::ParameterName, 'How codes are computed; many apps know SHA1 only')
            [CompletionResult]::new('--digits', '--digits', [CompletionResultType]::ParameterName, 'Digits of a code; many apps know 6 only')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--no-app', '--no-app', [CompletionResultType]::ParameterName, 'Make no app password')
            [CompletionResult]::new('--copy', '--copy', [CompletionResultType]::ParameterName, 'Copy it to the clipboard, also where stdout is no terminal [default at a terminal]')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print it, instead of copying it or, with --copy, as well')
            [CompletionResult]::new('--no-clear', '--no-clear', [CompletionResultType]::ParameterName, 'Leave it on the clipboard')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;mfa;status' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;mfa;default' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;mfa;remove' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;mfa;recovery' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;mfa;reset' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--delete-app-passwords', '--delete-app-passwords', [CompletionResultType]::ParameterName, 'Delete its app passwords too')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;mfa;help' {
            [CompletionResult]::new('enroll', 'enroll', [CompletionResultType]::ParameterValue, 'Set up multi-factor sign-in for an account')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show what an account signs in with')
            [CompletionResult]::new('default', 'default', [CompletionResultType]::ParameterValue, 'Choose the method that a sign-in asks for first')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a method')
            [CompletionResult]::new('recovery', 'recovery', [CompletionResultType]::ParameterValue, 'Make new recovery codes')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Have an account''s MFA set up anew, as an operator')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'keyfob;mfa;help;enroll' {
            break
        }
        'keyfob;mfa;help;status' {
            break
        }
        'keyfob;mfa;help;default' {
            break
        }
        'keyfob;mfa;help;remove' {
            break
        }
        'keyfob;mfa;help;recovery' {
            break
        }
        'keyfob;mfa;help;reset' {
            break
        }
        'keyfob;mfa;help;help' {
            break
        }
        'keyfob;apppw' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make an app password for an app')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List an account''s app passwords, never the passwords themselves')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what is known of an app password, never the password itself')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename an app password; it goes on working')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Give an app password a new secret')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete app passwords')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Tell whether an app password is right')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'keyfob;apppw;create' {
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Services that may use it, with commas between; elsewhere it is refused')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Networks it may be used from, with commas between; elsewhere it is refused')
            [CompletionResult]::new('--expires', '--expires', [CompletionResultType]::ParameterName, 'When it ends: in 90d or 12w, or on 2027-01-31')
            [CompletionResult]::new('--note', '--note', [CompletionResultType]::ParameterName, 'A note to find it by')
            [CompletionResult]::new('--clear-after', '--clear-after', [CompletionResultType]::ParameterName, 'Clear the clipboard after so many seconds [default: 45]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--copy', '--copy', [CompletionResultType]::ParameterName, 'Copy it to the clipboard, also where stdout is no terminal [default at a terminal]')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print it, instead of copying it or, with --copy, as well')
            [CompletionResult]::new('--no-clear', '--no-clear', [CompletionResultType]::ParameterName, 'Leave it on the clipboard')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;apppw;list' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;apppw;show' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;apppw;rename' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;apppw;rotate' {
            [CompletionResult]::new('--overlap', '--overlap', [CompletionResultType]::ParameterName, 'Accept the old one for so long beside the new one, at most 90d')
            [CompletionResult]::new('--clear-after', '--clear-after', [CompletionResultType]::ParameterName, 'Clear the clipboard after so many seconds [default: 45]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--copy', '--copy', [CompletionResultType]::ParameterName, 'Copy it to the clipboard, also where stdout is no terminal [default at a terminal]')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print it, instead of copying it or, with --copy, as well')
            [CompletionResult]::new('--no-clear', '--no-clear', [CompletionResultType]::ParameterName, 'Leave it on the clipboard')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;apppw;delete' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'All of the account''s, so that its holder starts afresh')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;apppw;verify' {
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'The service that is logged in to')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The address that the log-in comes from')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;apppw;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make an app password for an app')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List an account''s app passwords, never the passwords themselves')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what is known of an app password, never the password itself')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename an app password; it goes on working')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Give an app password a new secret')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete app passwords')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Tell whether an app password is right')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'keyfob;apppw;help;create' {
            break
        }
        'keyfob;apppw;help;list' {
            break
        }
        'keyfob;apppw;help;show' {
            break
        }
        'keyfob;apppw;help;rename' {
            break
        }
        'keyfob;apppw;help;rotate' {
            break
        }
        'keyfob;apppw;help;delete' {
            break
        }
        'keyfob;apppw;help;verify' {
            break
        }
        'keyfob;apppw;help;help' {
            break
        }
        'keyfob;auth' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('pam', 'pam', [CompletionResultType]::ParameterValue, 'Answer PAM')
            [CompletionResult]::new('checkpassword', 'checkpassword', [CompletionResultType]::ParameterValue, 'Answer Dovecot 2.3, qmail and whatever else speaks checkpassword')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Answer a script or Apache: a user and a password, a line each')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Answer Postfix and Exim at a socket')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Tell what a server would hear, and why')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'keyfob;auth;pam' {
            [CompletionResult]::new('--via', '--via', [CompletionResultType]::ParameterName, 'Ask the ''auth serve'' that listens at this socket, instead of the store')
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'The service that is logged in to, where PAM says another')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;auth;checkpassword' {
            [CompletionResult]::new('--via', '--via', [CompletionResultType]::ParameterName, 'Ask the ''auth serve'' that listens at this socket, instead of the store')
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'The service that is logged in to')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The address that the log-in comes from')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;auth;check' {
            [CompletionResult]::new('--via', '--via', [CompletionResultType]::ParameterName, 'Ask the ''auth serve'' that listens at this socket, instead of the store')
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'The service that is logged in to')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The address that the log-in comes from')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;auth;serve' {
            [CompletionResult]::new('--socket', '--socket', [CompletionResultType]::ParameterName, 'Where to listen')
            [CompletionResult]::new('--mode', '--mode', [CompletionResultType]::ParameterName, 'Who may ask, as for chmod')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'The group that the socket belongs to')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--no-memory', '--no-memory', [CompletionResultType]::ParameterName, 'Remember nothing that was accepted')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;auth;test' {
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'The service that is logged in to')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The address that the log-in comes from')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;auth;help' {
            [CompletionResult]::new('pam', 'pam', [CompletionResultType]::ParameterValue, 'Answer PAM')
            [CompletionResult]::new('checkpassword', 'checkpassword', [CompletionResultType]::ParameterValue, 'Answer Dovecot 2.3, qmail and whatever else speaks checkpassword')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Answer a script or Apache: a user and a password, a line each')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Answer Postfix and Exim at a socket')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Tell what a server would hear, and why')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'keyfob;auth;help;pam' {
            break
        }
        'keyfob;auth;help;checkpassword' {
            break
        }
        'keyfob;auth;help;check' {
            break
        }
        'keyfob;auth;help;serve' {
            break
        }
        'keyfob;auth;help;test' {
            break
        }
        'keyfob;auth;help;help' {
            break
        }
        'keyfob;policy' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the policy')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a key of the policy')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'keyfob;policy;show' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;policy;set' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;policy;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the policy')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a key of the policy')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'keyfob;policy;help;show' {
            break
        }
        'keyfob;policy;help;set' {
            break
        }
        'keyfob;policy;help;help' {
            break
        }
        'keyfob;signin' {
            [CompletionResult]::new('--method', '--method', [CompletionResultType]::ParameterName, 'The second factor: a method''s name, kind or id, or ''recovery'' [default: the account''s default]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read password and code from stdin, a line each')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;signout' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;log' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only since then: 2h or 7d ago, 2026-11-21, 2026-11-21T18:00:00Z')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Go on with entries as they come')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Go on with entries as they come')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check that the audit trail is whole')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'keyfob;log;check' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;log;help' {
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check that the audit trail is whole')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'keyfob;log;help;check' {
            break
        }
        'keyfob;log;help;help' {
            break
        }
        'keyfob;store' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Make the store and its key file')
            [CompletionResult]::new('info', 'info', [CompletionResultType]::ParameterValue, 'Show where the store is and what is in it')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check that the store is whole')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'keyfob;store;init' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;store;info' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;store;check' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;store;help' {
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Make the store and its key file')
            [CompletionResult]::new('info', 'info', [CompletionResultType]::ParameterValue, 'Show where the store is and what is in it')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check that the store is whole')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'keyfob;store;help;init' {
            break
        }
        'keyfob;store;help;info' {
            break
        }
        'keyfob;store;help;check' {
            break
        }
        'keyfob;store;help;help' {
            break
        }
        'keyfob;completions' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;demo' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store''s file')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The key file [default: FILE.key of a store that is named]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: the only one of the store]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Use the system''s store, also where there is none yet')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Act for the account''s holder; recorded as that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask: where an answer would be needed, fail and name the flag to give')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take yes for the answer to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print data and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show exact times')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'keyfob;help' {
            [CompletionResult]::new('account', 'account', [CompletionResultType]::ParameterValue, 'Manage accounts')
            [CompletionResult]::new('mfa', 'mfa', [CompletionResultType]::ParameterValue, 'Set up and manage multi-factor sign-in')
            [CompletionResult]::new('apppw', 'apppw', [CompletionResultType]::ParameterValue, 'Make, list, delete and check app passwords')
            [CompletionResult]::new('auth', 'auth', [CompletionResultType]::ParameterValue, 'Answer servers when an app logs in')
            [CompletionResult]::new('policy', 'policy', [CompletionResultType]::ParameterValue, 'Show and set what the organisation allows')
            [CompletionResult]::new('signin', 'signin', [CompletionResultType]::ParameterValue, 'Sign in to an account')
            [CompletionResult]::new('signout', 'signout', [CompletionResultType]::ParameterValue, 'Sign out')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Show the audit trail, or check that it is whole')
            [CompletionResult]::new('store', 'store', [CompletionResultType]::ParameterValue, 'Make, look at and check the store')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Play the whole life of an app password on a throw-away store')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'keyfob;help;account' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add an account')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List accounts')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show an account')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Change an account: MFA, e-mail, phone, disabled or not')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename an account; everything of it stays')
            [CompletionResult]::new('password', 'password', [CompletionResultType]::ParameterValue, 'Set an account''s primary password')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete an account with its methods and app passwords')
            break
        }
        'keyfob;help;account;add' {
            break
        }
        'keyfob;help;account;list' {
            break
        }
        'keyfob;help;account;show' {
            break
        }
        'keyfob;help;account;set' {
            break
        }
        'keyfob;help;account;rename' {
            break
        }
        'keyfob;help;account;password' {
            break
        }
        'keyfob;help;account;delete' {
            break
        }
        'keyfob;help;mfa' {
            [CompletionResult]::new('enroll', 'enroll', [CompletionResultType]::ParameterValue, 'Set up multi-factor sign-in for an account')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show what an account signs in with')
            [CompletionResult]::new('default', 'default', [CompletionResultType]::ParameterValue, 'Choose the method that a sign-in asks for first')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a method')
            [CompletionResult]::new('recovery', 'recovery', [CompletionResultType]::ParameterValue, 'Make new recovery codes')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Have an account''s MFA set up anew, as an operator')
            break
        }
        'keyfob;help;mfa;enroll' {
            break
        }
        'keyfob;help;mfa;status' {
            break
        }
        'keyfob;help;mfa;default' {
            break
        }
        'keyfob;help;mfa;remove' {
            break
        }
        'keyfob;help;mfa;recovery' {
            break
        }
        'keyfob;help;mfa;reset' {
            break
        }
        'keyfob;help;apppw' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make an app password for an app')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List an account''s app passwords, never the passwords themselves')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what is known of an app password, never the password itself')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename an app password; it goes on working')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Give an app password a new secret')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete app passwords')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Tell whether an app password is right')
            break
        }
        'keyfob;help;apppw;create' {
            break
        }
        'keyfob;help;apppw;list' {
            break
        }
        'keyfob;help;apppw;show' {
            break
        }
        'keyfob;help;apppw;rename' {
            break
        }
        'keyfob;help;apppw;rotate' {
            break
        }
        'keyfob;help;apppw;delete' {
            break
        }
        'keyfob;help;apppw;verify' {
            break
        }
        'keyfob;help;auth' {
            [CompletionResult]::new('pam', 'pam', [CompletionResultType]::ParameterValue, 'Answer PAM')
            [CompletionResult]::new('checkpassword', 'checkpassword', [CompletionResultType]::ParameterValue, 'Answer Dovecot 2.3, qmail and whatever else speaks checkpassword')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Answer a script or Apache: a user and a password, a line each')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Answer Postfix and Exim at a socket')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Tell what a server would hear, and why')
            break
        }
        'keyfob;help;auth;pam' {
            break
        }
        'keyfob;help;auth;checkpassword' {
            break
        }
        'keyfob;help;auth;check' {
            break
        }
        'keyfob;help;auth;serve' {
            break
        }
        'keyfob;help;auth;test' {
            break
        }
        'keyfob;help;policy' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the policy')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a key of the policy')
            break
        }
        'keyfob;help;policy;show' {
            break
        }
        'keyfob;help;policy;set' {
            break
        }
        'keyfob;help;signin' {
            break
        }
        'keyfob;help;signout' {
            break
        }
        'keyfob;help;log' {
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check that the audit trail is whole')
            break
        }
        'keyfob;help;log;check' {
            break
        }
        'keyfob;help;store' {
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Make the store and its key file')
            [CompletionResult]::new('info', 'info', [CompletionResultType]::ParameterValue, 'Show where the store is and what is in it')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check that the store is whole')
            break
        }
        'keyfob;help;store;init' {
            break
        }
        'keyfob;help;store;info' {
            break
        }
        'keyfob;help;store;check' {
            break
        }
        'keyfob;help;completions' {
            break
        }
        'keyfob;help;demo' {
            break
        }
        'keyfob;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
