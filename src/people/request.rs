//! The requests that cross the socket, as plain values.

use std::borrow::Borrow;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};
use zeroize::Zeroizing;

use super::Actor;
use super::actor::Acting;
use super::desk::{Desk, Way};
use super::kept::Number;
use crate::crypto::secret::{AppPasswordText, PrimaryPassword, RecoveryCode};
use crate::crypto::totp::TotpSecret;
use crate::domain::account::{Account, AccountId};
use crate::domain::app_password::{AppPassword, looks_generated, parse_note};
use crate::domain::contact::{Contact, Email, Phone};
use crate::domain::enrolment::{EnrolmentPlan, FirstApp};
use crate::domain::language::Language;
use crate::domain::method::{Method, MethodId, MethodKey, RECOVERY_CODE_CHARS, RECOVERY_CODES};
use crate::domain::names::{AccountName, AppName};
use crate::domain::notice::Addressed;
use crate::domain::period::Period;
use crate::domain::policy::{Key, Policy};
use crate::domain::scope::{Scope, Source};
use crate::service::{
    self, AccountChange, AccountSummary, ChangedAccount, LogFilter, LogSpan, NewAppPassword,
    NewHolder, NewPassword, Reset, Result, Security, Service, ServiceError, TestedAppPasswords,
};

#[derive(Serialize, Deserialize)]
pub enum Request {
    UseCase(Acting, UseCase),
    WhoAmI,
    /// What was made on this connection has arrived: nothing of it is taken back at its end.
    Delivered,

    OnlyAccount,
    AddAccount(Acting, NewAccount),
    SetPassword(Acting, AccountName, Password, bool),
    Accounts(Acting, Option<String>, String, bool),
    WidestAccount(Acting, Option<String>),
    Exported(Acting, String),
    LogSpan(Acting, LogFilter),
    LogPage(Acting, LogFilter, LogSpan),

    CheckPassword(AccountName, Secret),
    CheckNewPassword(Number, Password),
    Factors(Number),
    CheckAuthenticator(Number, MethodId, Secret),
    SendSignInCode(Number, Contact),
    CheckSentCode(Number, Number, Secret),
    CheckRecoveryCode(Number, Secret),
    SignIn {
        password: Number,
        factor: Option<Number>,
        new_password: Option<Password>,
    },
    SignedIn(AccountName),
    LastSignedIn,
    SignOut,

    BeginEnrolment(Acting, AccountId, NewAuthenticator),
    CheckNewAuthenticator(Acting, AccountId, NewAuthenticator, Secret),
    SendEnrolmentCode(Acting, AccountId, Contact),
    CheckEnrolmentCode(Acting, Number, Secret),
    ConfirmEnrolment(Acting, AccountId, Secret, Extras),
    Enrol(Acting, AccountId, Vec<Proven>, Extras),
    ReplaceRecoveryCodes(Acting, AccountId, Vec<Secret>),

    CreateAppPasswords(Acting, AccountId, Vec<NewApp>),
    TakeBack(Acting, AccountId, Vec<String>),
    Rotate(Acting, AccountId, String, Option<Period>, Secret),
    EndRotation(Acting, Number),
    UndoRotation(Acting, Number),
    Verify(AccountName, Secret, Option<String>, Source),
    TestLogIn(Acting, AccountName, Secret, Source),
}

macro_rules! borrowed {
    (value $type:ty) => {
        $type
    };
    (borrowed $type:ty) => {
        &$type
    };
}
macro_rules! owned {
    (value $type:ty) => {
        $type
    };
    (borrowed $type:ty) => {
        <$type as ToOwned>::Owned
    };
}
macro_rules! own {
    (value $argument:ident) => {
        $argument
    };
    (borrowed $argument:ident) => {
        $argument.to_owned()
    };
}
macro_rules! pass {
    (value $argument:ident) => {
        $argument
    };
    (borrowed $argument:ident) => {
        $argument.borrow()
    };
}

/// The use cases that take and return nothing but values. Each becomes a request, what the desk does with
/// it, and what the daemon does.
macro_rules! use_cases {
    ($($name:ident $request:ident ($($argument:ident: $how:ident $type:ty),*) -> $answer:ty;)*) => {
        #[derive(Serialize, Deserialize)]
        pub enum UseCase {
            $($request($(owned!($how $type)),*),)*
        }

        impl UseCase {
            pub fn answer(self, service: &mut Service, actor: &service::Actor) -> Result<Answer> {
                match self {
                    $(Self::$request($($argument),*) => {
                        Answer::of(&service.$name(actor, $(pass!($how $argument)),*)?)
                    })*
                }
            }
        }

        impl Desk {
            $(pub fn $name(
                &self,
                actor: &Actor,
                $($argument: borrowed!($how $type)),*
            ) -> Result<$answer> {
                match &self.way {
                    Way::Here(service) => {
                        service.borrow_mut().$name(actor.in_process()?, $($argument),*)
                    }
                    Way::There(client) => {
                        let asked = UseCase::$request($(own!($how $argument)),*);
                        client.ask(&Request::UseCase(actor.acting()?, asked))
                    }
                }
            })*
        }
    };
}

use_cases! {
    account Account(name: borrowed AccountName) -> Account;
    account_summary AccountSummary(name: borrowed AccountName) -> AccountSummary;
    change_account ChangeAccount(name: borrowed AccountName, wanted: borrowed AccountChange) -> ChangedAccount;
    rename_account RenameAccount(name: borrowed AccountName, new: borrowed AccountName) -> (Account, Account);
    account_to_set_password AccountToSetPassword(name: borrowed AccountName, replaces_external: value bool, temporary: value bool) -> Account;
    delete_account DeleteAccount(name: borrowed AccountName) -> ();

    methods Methods(account: value AccountId) -> Vec<Method>;
    security Security(account: value AccountId) -> Security;
    set_default_method SetDefaultMethod(account: value AccountId, key: value MethodKey) -> Method;
    may_remove_method MayRemoveMethod(account: value AccountId, key: value MethodKey) -> ();
    remove_method RemoveMethod(account: value AccountId, key: value MethodKey) -> Method;
    is_reset_due IsResetDue(account: value AccountId, deletes_app_passwords: value bool) -> bool;
    reset_mfa ResetMfa(account: value AccountId, deletes_app_passwords: value bool) -> Reset;
    enrolment_plan EnrolmentPlan(account: value AccountId, first_app: value FirstApp) -> EnrolmentPlan;
    recovery_codes_left RecoveryCodesLeft(account: value AccountId) -> u32;
    may_replace_recovery_codes MayReplaceRecoveryCodes(account: value AccountId) -> ();

    refuse_taken_names RefuseTakenNames(account: value AccountId, names: borrowed [AppName]) -> ();
    rename_app_password RenameAppPassword(account: value AccountId, typed: borrowed str, new: borrowed AppName) -> (AppPassword, AppPassword);
    may_delete_app_passwords MayDeleteAppPasswords(account: value AccountId) -> ();
    delete_app_passwords DeleteAppPasswords(account: value AccountId, ids: borrowed [String]) -> Vec<AppPassword>;
    app_password_to_rotate AppPasswordToRotate(account: value AccountId, typed: borrowed str) -> AppPassword;
    test_app_passwords TestAppPasswords(account: borrowed AccountName, source: borrowed Source) -> TestedAppPasswords;

    policy Policy() -> Policy;
    waiting_notices WaitingNotices() -> Vec<Addressed>;
    set_policy SetPolicy(key: value Key, text: borrowed str) -> (Policy, Policy);
    accounts_recorded_as AccountsRecordedAs(name: borrowed AccountName) -> Vec<AccountId>;
}

/// An answer that was turned into JSON. None has a secret in it: the client makes them.
pub struct Answer(pub Box<RawValue>);

impl Answer {
    pub fn of(value: &impl Serialize) -> Result<Self> {
        let text = to_raw_value(value).map_err(|_| ServiceError::conflict())?;
        Ok(Self(text))
    }
}

/// A secret on its way. It is the only one that can be turned into JSON.
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub fn of(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    pub fn expose(&self) -> &str {
        &self.0
    }

    pub fn into_text(self) -> Zeroizing<String> {
        self.0
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Zeroizing::new(text)))
    }
}

/// A primary password that an account is to get.
#[derive(Serialize, Deserialize)]
pub enum Password {
    Chosen(Secret),
    Temporary(Secret),
}

impl From<&NewPassword> for Password {
    fn from(new: &NewPassword) -> Self {
        match new {
            NewPassword::Chosen(password) => Self::Chosen(Secret::of(password.expose())),
            NewPassword::Temporary(password) => Self::Temporary(Secret::of(password.expose())),
        }
    }
}

impl TryFrom<Password> for NewPassword {
    type Error = ServiceError;

    fn try_from(sent: Password) -> Result<Self> {
        let password = |secret: Secret| PrimaryPassword::new(secret.into_text());
        match sent {
            Password::Chosen(secret) => Ok(Self::Chosen(password(secret))),
            Password::Temporary(secret) if looks_generated(secret.expose()) => {
                Ok(Self::Temporary(password(secret)))
            }
            Password::Temporary(_) => Err(ServiceError::conflict()),
        }
    }
}

#[derive(Serialize, Deserialize)]
pub struct NewAccount {
    name: AccountName,
    email: Option<Email>,
    phone: Option<Phone>,
    language: Option<Language>,
    holder: Option<(Option<Password>, bool)>,
}

impl From<&service::NewAccount<'_>> for NewAccount {
    fn from(new: &service::NewAccount<'_>) -> Self {
        let holder = new.holder.as_ref();
        Self {
            name: new.name.clone(),
            email: new.email.clone(),
            phone: new.phone.clone(),
            language: new.language,
            holder: holder.map(|one| (one.password.map(Password::from), one.mfa_required)),
        }
    }
}

impl NewAccount {
    pub fn add(self, service: &mut Service, actor: &service::Actor) -> Result<Account> {
        let (password, mfa_required) = match self.holder {
            Some((password, mfa_required)) => (
                password.map(NewPassword::try_from).transpose()?,
                Some(mfa_required),
            ),
            None => (None, None),
        };
        let holder = mfa_required.map(|mfa_required| NewHolder {
            password: password.as_ref(),
            mfa_required,
        });
        service.add_account(
            actor,
            &service::NewAccount {
                name: &self.name,
                email: self.email,
                phone: self.phone,
                language: self.language,
                holder,
            },
        )
    }
}

#[derive(Serialize, Deserialize)]
pub struct NewAuthenticator {
    label: String,
    secret: Secret,
}

impl From<&service::NewAuthenticator<'_>> for NewAuthenticator {
    fn from(new: &service::NewAuthenticator<'_>) -> Self {
        Self {
            label: new.label.to_owned(),
            secret: Secret(new.secret.base32()),
        }
    }
}

impl NewAuthenticator {
    pub fn label(&self) -> Result<String> {
        match parse_note(&self.label) {
            Ok(label) if !label.is_empty() => Ok(label),
            _ => Err(ServiceError::conflict()),
        }
    }

    pub fn secret(&self) -> Result<TotpSecret> {
        let secret = TotpSecret::from_base32(self.secret.expose());
        secret
            .filter(TotpSecret::has_full_length)
            .ok_or_else(ServiceError::conflict)
    }
}

#[derive(Serialize, Deserialize)]
pub struct NewApp {
    name: AppName,
    note: Option<String>,
    scope: Scope,
    expires_at: Option<Timestamp>,
    secret: Secret,
}

impl From<&NewAppPassword<'_>> for NewApp {
    fn from(new: &NewAppPassword<'_>) -> Self {
        Self {
            name: new.name.clone(),
            note: new.note.clone(),
            scope: new.scope.clone(),
            expires_at: new.expires_at,
            secret: Secret::of(new.secret.expose()),
        }
    }
}

impl NewApp {
    /// Returns its secret if it looks like one that keyfob generated under this policy.
    pub fn secret(&self, policy: &Policy) -> Result<AppPasswordText> {
        app_password_text(&self.secret, policy)
    }

    pub fn with<'a>(&self, secret: &'a AppPasswordText) -> Result<NewAppPassword<'a>> {
        let scope = Scope::new(self.scope.services.clone(), &self.scope.networks);
        let note = self.note.as_deref();
        let note = note.map(parse_note).transpose();
        Ok(NewAppPassword {
            name: self.name.clone(),
            note: note.map_err(|_| ServiceError::conflict())?,
            scope: scope.map_err(|_| ServiceError::conflict())?,
            expires_at: self.expires_at,
            secret,
        })
    }
}

pub fn app_password_text(secret: &Secret, policy: &Policy) -> Result<AppPasswordText> {
    let text = secret.expose();
    if text.len() != policy.app_password_length || !looks_generated(text) {
        return Err(ServiceError::conflict());
    }
    Ok(AppPasswordText::new(Zeroizing::new(text.to_owned())))
}

#[derive(Serialize, Deserialize)]
pub struct Extras {
    pub recovery_codes: Vec<Secret>,
    pub first_app: Option<NewApp>,
}

impl From<&service::Extras<'_>> for Extras {
    fn from(extras: &service::Extras<'_>) -> Self {
        Self {
            recovery_codes: codes_sent(extras.recovery_codes),
            first_app: extras.first_app.as_ref().map(NewApp::from),
        }
    }
}

pub fn codes_sent(codes: &[RecoveryCode]) -> Vec<Secret> {
    let codes = codes.iter();
    codes.map(|code| Secret::of(code.expose())).collect()
}

/// Returns the codes if they look like those that keyfob generates.
pub fn recovery_codes(sent: Vec<Secret>) -> Result<Vec<RecoveryCode>> {
    let looks_right = |code: &Secret| {
        let text = code.expose();
        text.len() == RECOVERY_CODE_CHARS && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    if sent.len() > RECOVERY_CODES || !sent.iter().all(looks_right) {
        return Err(ServiceError::conflict());
    }
    let codes = sent.into_iter();
    Ok(codes
        .map(|code| RecoveryCode::new(code.into_text()))
        .collect())
}

/// A new method that was proved on this connection.
#[derive(Serialize, Deserialize)]
pub enum Proven {
    Authenticator(Number),
    Contact(Number),
}
