//! A small model of the rules, written from the design and not from the program: accounts, their MFA,
//! their app passwords, the policy, and what each operation is answered.

mod account;
mod app_passwords;
mod sign_in;

use std::collections::BTreeMap;

use super::operation::{AccountTyped, AppTyped, By, Limits, Operation, Typed};

/// Why the answer is no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum No {
    AccountDisabled,
    AccountTaken,
    AppNameTaken,
    Blocked,
    CodeUsed,
    CodeWrong,
    Deleted,
    Expired,
    Frozen,
    LastMethod,
    Limit,
    MfaNotEnforced,
    MfaNotRequired,
    MfaNotSetUp,
    NotRemembered,
    NotSignedIn,
    Replaced,
    ServiceAccount,
    SignIn,
    TemporaryPassword,
    Throttled,
    TooManyMethods,
    UnknownAccount,
    UnknownApp,
    Unmanaged,
    Unmatched,
    WithoutMethod,
    WrongNetwork,
    WrongPassword,
    WrongService,
}

/// What was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secret {
    Password,
    /// The app password that was made as this one of all.
    App(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Yes {
    Done,
    /// How many app passwords were deleted.
    Deleted(usize),
    Accepted(Secret),
}

pub type Answer = Result<Yes, No>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mfa {
    Disabled,
    Enabled,
    Enforced,
    Service,
}

/// An app password as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedApp {
    pub made: usize,
    pub name: String,
    pub state: &'static str,
}

/// An account as an operator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub mfa: Mfa,
    pub disabled: bool,
    pub methods: usize,
    /// How many count toward the limit.
    pub counted: usize,
    pub apps: Vec<ListedApp>,
}

#[derive(Clone)]
struct App {
    made: usize,
    name: AppTyped,
    limits: Limits,
    created: i64,
    expires: Option<i64>,
    last_use: Option<i64>,
    replaced: bool,
    deleted: bool,
}

#[derive(Clone, Copy)]
struct Ticket {
    at: i64,
    second_factor: bool,
}

#[derive(Clone, Copy, Default)]
struct Failures {
    count: u32,
    last: i64,
}

#[derive(Clone)]
struct Account {
    /// No other account ever has it.
    id: usize,
    mfa: Mfa,
    disabled: bool,
    password: usize,
    temporary: bool,
    /// For each authenticator, the time step of the code that it last proved.
    authenticators: Vec<i64>,
    wrong_passwords: Failures,
    wrong_codes: Failures,
    ticket: Option<Ticket>,
    apps: Vec<App>,
}

#[derive(Clone)]
struct Policy {
    app_passwords: &'static str,
    limit: usize,
    max_age: Option<i64>,
    idle_expiry: Option<i64>,
    delete_on_password_change: bool,
}

/// A log-in that a server remembers.
#[derive(Clone, Copy)]
struct Remembered {
    name: AccountTyped,
    id: usize,
    secret: Secret,
    password: usize,
}

#[derive(Clone)]
pub struct Model {
    now: i64,
    accounts: BTreeMap<usize, Account>,
    policy: Policy,
    /// How many accounts, app passwords and passwords were made, or tried to be.
    ids: usize,
    made: usize,
    passwords: usize,
    /// Of each app password that was made, the account that it was made for.
    made_for: BTreeMap<usize, usize>,
    remembered: Vec<Remembered>,
}

/// What is asked for, as the table of permissions has it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Required,
    SetUp,
    New,
    Rotate,
    Manage,
}

impl Model {
    pub fn new(now: i64) -> Self {
        Self {
            now,
            accounts: BTreeMap::new(),
            policy: Policy {
                app_passwords: "allowed",
                limit: 40,
                max_age: None,
                idle_expiry: None,
                delete_on_password_change: false,
            },
            ids: 0,
            made: 0,
            passwords: 0,
            made_for: BTreeMap::new(),
            remembered: vec![],
        }
    }

    /// The password that an account has now, and one that it hasn't.
    pub fn password(&self, name: AccountTyped, right: bool) -> usize {
        let own = self.accounts.get(&name.name);
        match own.map(|account| account.password) {
            Some(own) if right => own,
            Some(own) if own > 0 => own - 1,
            // Never an account's.
            _ => usize::MAX,
        }
    }

    /// Which of all app passwords is typed. `None` for one that was never made.
    pub fn typed(&self, name: AccountTyped, typed: Typed) -> Option<usize> {
        match typed {
            Typed::Own(back) => {
                let id = self.accounts.get(&name.name)?.id;
                let own: Vec<_> = self.made_for.iter().filter(|made| *made.1 == id).collect();
                let newest = own.iter().rev();
                newest.cycle().nth(back).map(|made| *made.0)
            }
            Typed::Any(which) => (self.made > 0).then(|| which % self.made),
            Typed::Password | Typed::OtherPassword | Typed::NeverMade => None,
        }
    }

    /// As if the server had started again.
    pub fn forget_remembered(&mut self) {
        self.remembered.clear();
    }

    /// Which of the remembered log-ins is meant, counted from the newest, and under which name.
    pub fn again(&self, which: usize, name: Option<AccountTyped>) -> Option<(usize, AccountTyped)> {
        let last = self.remembered.len().checked_sub(1)?;
        let which = last - which.min(last);
        Some((which, name.unwrap_or(self.remembered[which].name)))
    }

    pub fn see(&self, name: usize) -> Option<Seen> {
        let account = self.accounts.get(&name)?;
        let live = account.apps.iter().filter(|app| !app.deleted);
        Some(Seen {
            mfa: account.mfa,
            disabled: account.disabled,
            methods: account.authenticators.len(),
            counted: account.counted(),
            apps: live
                .map(|app| ListedApp {
                    made: app.made,
                    name: app.name.shown().to_owned(),
                    state: app.state(&self.policy, self.now),
                })
                .collect(),
        })
    }

    fn account(&mut self, name: AccountTyped) -> Result<&mut Account, No> {
        self.accounts.get_mut(&name.name).ok_or(No::UnknownAccount)
    }

    /// The account that someone acts on, if they may act on it at all.
    fn acted_on(&mut self, name: AccountTyped, by: By) -> Result<&mut Account, No> {
        let now = self.now;
        let account = self.account(name);
        match by {
            By::Admin => account,
            By::Holder => account
                .ok()
                .filter(|account| account.is_signed_in(now))
                .ok_or(No::NotSignedIn),
        }
    }

    /// Whether or not it comes to be, its number is taken.
    fn new_app(&mut self, of: AccountTyped, name: AppTyped) -> App {
        let made = self.made;
        self.made += 1;
        if let Some(account) = self.accounts.get(&of.name) {
            self.made_for.insert(made, account.id);
        }
        App {
            made,
            name,
            limits: Limits {
                service: None,
                network: false,
            },
            created: self.now,
            expires: None,
            last_use: None,
            replaced: false,
            deleted: false,
        }
    }

    fn new_password(&mut self) -> usize {
        self.passwords += 1;
        self.passwords - 1
    }

    pub fn apply(&mut self, operation: &Operation) -> Answer {
        use Operation as Op;
        match *operation {
            Op::AddAccount {
                name,
                mfa,
                temporary,
            } => {
                let mfa = if mfa { Mfa::Enabled } else { Mfa::Disabled };
                self.add_account(name, mfa, temporary)
            }
            Op::AddServiceAccount(name) => self.add_account(name, Mfa::Service, false),
            Op::DeleteAccount(name) => {
                self.account(name)?;
                self.accounts.remove(&name.name);
                Ok(Yes::Done)
            }
            Op::RenameAccount { account, to } => self.rename_account(account, to),
            Op::ChangeAccount {
                account,
                mfa,
                disabled,
            } => self.change_account(account, mfa, disabled),
            Op::SetPassword(name) => self.set_password(name),
            Op::Enrol {
                account,
                by,
                right,
                app,
            } => self.enrol(account, by, right, app),
            Op::RemoveMethod { account, by } => self.remove_method(account, by),
            Op::ResetMfa {
                account,
                app_passwords,
            } => self.reset_mfa(account, app_passwords),
            Op::SignIn {
                account,
                right,
                wrong_codes,
            } => self.sign_in(account, right, wrong_codes),
            Op::Create {
                account,
                by,
                name,
                limits,
                lasts,
            } => self.create(account, by, name, limits, lasts),
            Op::Rename {
                account,
                by,
                from,
                to,
            } => self.rename(account, by, from, to),
            Op::Rotate {
                account,
                by,
                name,
                overlap,
                delivery,
            } => self.rotate(account, by, name, overlap, delivery),
            Op::Delete { account, by, name } => self.delete(account, by, name),
            Op::SetPolicy(rule) => {
                self.policy.set(rule);
                Ok(Yes::Done)
            }
            Op::Wait(seconds) => {
                self.now += seconds;
                Ok(Yes::Done)
            }
            Op::LogIn {
                account,
                typed,
                from,
                ..
            } => self.log_in(account, typed, from),
            Op::LogInAgain {
                which,
                account,
                from,
            } => self.log_in_again(which, account, from),
        }
    }

    /// What only a person has.
    fn persons_account(&mut self, name: AccountTyped) -> Result<&mut Account, No> {
        let account = self.account(name)?;
        match account.mfa {
            Mfa::Service => Err(No::ServiceAccount),
            _ => Ok(account),
        }
    }

    fn rename_account(&mut self, name: AccountTyped, to: AccountTyped) -> Answer {
        self.account(name)?;
        if name.name != to.name && self.accounts.contains_key(&to.name) {
            return Err(No::AccountTaken);
        }
        let same = self.accounts.remove(&name.name).expect("it exists");
        self.accounts.insert(to.name, same);
        Ok(Yes::Done)
    }

    fn change_account(
        &mut self,
        name: AccountTyped,
        mfa: Option<bool>,
        disabled: Option<bool>,
    ) -> Answer {
        let account = self.account(name)?;
        if account.mfa == Mfa::Service && mfa.is_some() {
            return Err(No::ServiceAccount);
        }
        account.mfa = match mfa {
            None => account.mfa,
            Some(false) => Mfa::Disabled,
            Some(true) if account.authenticators.is_empty() => Mfa::Enabled,
            Some(true) => Mfa::Enforced,
        };
        account.disabled = disabled.unwrap_or(account.disabled);
        if account.disabled {
            account.ticket = None;
        }
        Ok(Yes::Done)
    }

    fn set_password(&mut self, name: AccountTyped) -> Answer {
        let (new, deletes) = (self.new_password(), self.policy.delete_on_password_change);
        let account = self.persons_account(name)?;
        account.password = new;
        account.temporary = false;
        account.ticket = None;
        account.wrong_passwords = Failures::default();
        Ok(Yes::Deleted(account.delete_all_if(deletes)))
    }

    fn add_account(&mut self, name: AccountTyped, mfa: Mfa, temporary: bool) -> Answer {
        let password = self.new_password();
        if self.accounts.contains_key(&name.name) {
            return Err(No::AccountTaken);
        }
        let account = Account {
            id: self.ids,
            mfa,
            disabled: false,
            password,
            temporary,
            authenticators: vec![],
            wrong_passwords: Failures::default(),
            wrong_codes: Failures::default(),
            ticket: None,
            apps: vec![],
        };
        self.ids += 1;
        self.accounts.insert(name.name, account);
        Ok(Yes::Done)
    }
}
