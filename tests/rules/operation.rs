//! What may happen to a store, and how sequences of it are made up. Each operation means something
//! whatever happened before, so a sequence stays one when operations are taken out of it.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// How app passwords are called: what is typed, and what is kept of it. The spellings of one row are one
/// name.
const APPS: [[(&str, &str); 3]; 4] = [
    [
        ("Outlook", "Outlook"),
        ("OUT  look", "OUT look"),
        (" outlook ", "outlook"),
    ],
    [
        ("My Phone", "My Phone"),
        ("myphone", "myphone"),
        ("MY PHONE", "MY PHONE"),
    ],
    [
        ("Büro-Drucker", "Büro-Drucker"),
        ("büro-drucker", "büro-drucker"),
        ("BÜRO - DRUCKER", "BÜRO - DRUCKER"),
    ],
    [
        ("打印机", "打印机"),
        ("打 印机", "打 印机"),
        ("打印 机 ", "打印 机"),
    ],
];

/// Names of accounts in two spellings.
pub const ACCOUNTS: [[&str; 2]; 4] = [
    ["alain@contoso.com", "ALAIN@contoso.com"],
    ["bea@contoso.com", " Bea@Contoso.Com "],
    ["zoë@contoso.com", "ZOË@CONTOSO.COM"],
    ["scans@contoso.com", "Scans@contoso.com"],
];

pub const SERVICES: [&str; 2] = ["imap", "smtp"];
pub const NETWORK: &str = "192.0.2.0/24";
/// One in the network, and one elsewhere.
pub const ADDRESSES: [&str; 2] = ["192.0.2.7", "198.51.100.7"];

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

#[derive(Debug, Clone, Copy)]
pub struct AccountTyped {
    pub name: usize,
    pub spelling: usize,
}

#[derive(Debug, Clone, Copy)]
pub struct AppTyped {
    pub name: usize,
    pub spelling: usize,
}

impl AccountTyped {
    pub fn typed(self) -> &'static str {
        ACCOUNTS[self.name][self.spelling]
    }
}

impl AppTyped {
    pub fn typed(self) -> &'static str {
        APPS[self.name][self.spelling].0
    }

    pub fn shown(self) -> &'static str {
        APPS[self.name][self.spelling].1
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Admin,
    Holder,
}

/// The services and networks that an app password is limited to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub service: Option<usize>,
    pub network: bool,
}

/// Where a log-in comes from, as far as it is told.
#[derive(Debug, Clone, Copy)]
pub struct From {
    pub service: Option<usize>,
    pub address: Option<usize>,
}

/// What becomes of a new secret on its way to its holder.
#[derive(Debug, Clone, Copy)]
pub enum Delivery {
    Done,
    Undone,
    /// The program is ended in between.
    Interrupted,
}

#[derive(Debug, Clone, Copy)]
pub enum Typed {
    /// One of those that were made for this account, counted from the newest.
    Own(usize),
    /// One of all that were ever made.
    Any(usize),
    /// The account's own password.
    Password,
    /// The password that it had before, or another account's.
    OtherPassword,
    NeverMade,
}

#[derive(Debug, Clone, Copy)]
pub enum Rule {
    AppPasswords(&'static str),
    Limit(u32),
    MaxAge(Option<i64>),
    IdleExpiry(Option<i64>),
    DeleteOnPasswordChange(bool),
}

#[derive(Debug, Clone, Copy)]
pub enum Operation {
    AddAccount {
        name: AccountTyped,
        mfa: bool,
        temporary: bool,
    },
    AddServiceAccount(AccountTyped),
    DeleteAccount(AccountTyped),
    RenameAccount {
        account: AccountTyped,
        to: AccountTyped,
    },
    ChangeAccount {
        account: AccountTyped,
        mfa: Option<bool>,
        disabled: Option<bool>,
    },
    SetPassword(AccountTyped),
    Enrol {
        account: AccountTyped,
        by: By,
        right: bool,
        app: Option<AppTyped>,
    },
    RemoveMethod {
        account: AccountTyped,
        by: By,
    },
    ResetMfa {
        account: AccountTyped,
        app_passwords: bool,
    },
    SignIn {
        account: AccountTyped,
        right: bool,
        /// How many wrong codes are typed first.
        wrong_codes: usize,
    },
    Create {
        account: AccountTyped,
        by: By,
        name: AppTyped,
        limits: Limits,
        lasts: Option<i64>,
    },
    Rename {
        account: AccountTyped,
        by: By,
        from: AppTyped,
        to: AppTyped,
    },
    Rotate {
        account: AccountTyped,
        by: By,
        name: AppTyped,
        overlap: Option<i64>,
        delivery: Delivery,
    },
    Delete {
        account: AccountTyped,
        by: By,
        /// All of them without a name.
        name: Option<AppTyped>,
    },
    SetPolicy(Rule),
    Wait(i64),
    LogIn {
        account: AccountTyped,
        typed: Typed,
        /// In groups and capitals.
        grouped: bool,
        from: From,
    },
    /// A log-in that was accepted before, and that a server remembers.
    LogInAgain {
        which: usize,
        /// Under the name that it was accepted with, unless there is one here.
        account: Option<AccountTyped>,
        from: From,
    },
}

fn account_among(weights: [u32; 4]) -> impl Strategy<Value = AccountTyped> {
    let [first, second, third, fourth] = weights;
    let name = prop_oneof![
        first => Just(0), second => Just(1), third => Just(2), fourth => Just(3)
    ];
    (name, 0..2_usize).prop_map(|(name, spelling)| AccountTyped { name, spelling })
}

/// The first account most of the time: what is done to one account should meet.
fn account() -> impl Strategy<Value = AccountTyped> {
    account_among([14, 2, 1, 3])
}

fn app() -> impl Strategy<Value = AppTyped> {
    (0..APPS.len(), 0..3_usize).prop_map(|(name, spelling)| AppTyped { name, spelling })
}

fn by() -> impl Strategy<Value = By> {
    prop_oneof![Just(By::Admin), Just(By::Holder)]
}

fn limits() -> impl Strategy<Value = Limits> {
    let one = (option::of(0..2_usize), any::<bool>());
    let one = one.prop_map(|(service, network)| Limits { service, network });
    let none = Just(Limits {
        service: None,
        network: false,
    });
    prop_oneof![none, one]
}

fn from() -> impl Strategy<Value = From> {
    (option::of(0..2_usize), option::of(0..2_usize))
        .prop_map(|(service, address)| From { service, address })
}

fn lasts() -> impl Strategy<Value = Option<i64>> {
    option::of(prop_oneof![Just(45), Just(HOUR), Just(2 * DAY)])
}

fn rule() -> impl Strategy<Value = Rule> {
    let period = || option::of(prop_oneof![Just(HOUR), Just(7 * DAY)]);
    let words = prop_oneof![Just("allowed"), Just("frozen"), Just("blocked")];
    prop_oneof![
        4 => words.prop_map(Rule::AppPasswords),
        3 => prop_oneof![Just(1), Just(2), Just(40)].prop_map(Rule::Limit),
        1 => period().prop_map(Rule::MaxAge),
        1 => period().prop_map(Rule::IdleExpiry),
        1 => any::<bool>().prop_map(Rule::DeleteOnPasswordChange),
    ]
}

fn typed() -> impl Strategy<Value = Typed> {
    prop_oneof![
        9 => (0..4_usize).prop_map(Typed::Own),
        3 => (0..16_usize).prop_map(Typed::Any),
        2 => Just(Typed::Password),
        1 => Just(Typed::OtherPassword),
        1 => Just(Typed::NeverMade),
    ]
}

#[rustfmt::skip]
fn operation() -> impl Strategy<Value = Operation> {
    let seconds = prop_oneof![
        Just(1), Just(29), Just(60), Just(601), Just(HOUR), Just(DAY), Just(8 * DAY)
    ];
    let delivery = prop_oneof![
        3 => Just(Delivery::Done), 1 => Just(Delivery::Undone), 1 => Just(Delivery::Interrupted)
    ];
    let overlap = option::of(prop_oneof![Just(30), Just(DAY)]);
    prop_oneof![
        1 => (account_among([2, 1, 9, 1]), any::<bool>(), any::<bool>())
            .prop_map(|(name, mfa, temporary)| Operation::AddAccount { name, mfa, temporary }),
        1 => account_among([2, 1, 4, 4]).prop_map(Operation::AddServiceAccount),
        1 => account().prop_map(Operation::DeleteAccount),
        1 => (account(), account()).prop_map(|(account, to)| Operation::RenameAccount { account, to }),
        8 => (account(), option::of(any::<bool>()), option::of(any::<bool>()))
            .prop_map(|(account, mfa, disabled)| Operation::ChangeAccount { account, mfa, disabled }),
        1 => account().prop_map(Operation::SetPassword),
        7 => (account(), by(), prop::bool::weighted(0.8), option::of(app()))
            .prop_map(|(account, by, right, app)| Operation::Enrol { account, by, right, app }),
        2 => (account(), by()).prop_map(|(account, by)| Operation::RemoveMethod { account, by }),
        4 => (account(), any::<bool>())
            .prop_map(|(account, app_passwords)| Operation::ResetMfa { account, app_passwords }),
        2 => (account(), prop::bool::weighted(0.8), prop_oneof![3 => 0..2_usize, 1 => 5..9_usize])
            .prop_map(|(account, right, wrong_codes)| Operation::SignIn { account, right, wrong_codes }),
        16 => (account(), by(), app(), limits(), lasts())
            .prop_map(|(account, by, name, limits, lasts)| Operation::Create { account, by, name, limits, lasts }),
        5 => (account(), by(), app(), app())
            .prop_map(|(account, by, from, to)| Operation::Rename { account, by, from, to }),
        9 => (account(), by(), app(), overlap, delivery)
            .prop_map(|(account, by, name, overlap, delivery)| Operation::Rotate { account, by, name, overlap, delivery }),
        8 => (account(), by(), option::weighted(0.8, app()))
            .prop_map(|(account, by, name)| Operation::Delete { account, by, name }),
        9 => rule().prop_map(Operation::SetPolicy),
        8 => seconds.prop_map(Operation::Wait),
        24 => (account(), typed(), any::<bool>(), from())
            .prop_map(|(account, typed, grouped, from)| Operation::LogIn { account, typed, grouped, from }),
        14 => (0..4_usize, option::weighted(0.2, account()), from())
            .prop_map(|(which, account, from)| Operation::LogInAgain { which, account, from }),
    ]
}

pub fn operations() -> impl Strategy<Value = Vec<Operation>> {
    vec(operation(), 1..=18)
}
