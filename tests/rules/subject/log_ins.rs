//! Enrolling, signing in and logging in.

use keyfob::crypto::secret::{PrimaryPassword, TypedPassword};
use keyfob::crypto::totp::TotpSecret;
use keyfob::domain::account::MfaState;
use keyfob::domain::log_in::Answered;
use keyfob::service::{Extras, LogIn, NewAppPassword, NewAuthenticator};
use zeroize::Zeroizing;

use super::words::{
    account_name, app_name, chosen, denied, in_groups, no, password, requester, source,
};
use super::{Subject, random_for};
use crate::rules::model::{Answer, Model, No, Secret, Yes};
use crate::rules::operation::{AccountTyped, AppTyped, By, From, Typed};
use crate::support::{code_at, code_not_shown};

impl Subject {
    pub(super) fn enrol(
        &mut self,
        account: AccountTyped,
        by: By,
        right: bool,
        app: Option<AppTyped>,
    ) -> Answer {
        let app = app.map(|app| (app_name(app), self.new_secret()));
        let secret = TotpSecret::generate(&random_for(self));
        let (account, actor) = self.acted_on(account, by)?;
        // The label finds the key again.
        let label = format!("Authenticator {}", self.known.authenticators.len());
        let base32 = secret.base32().to_string();
        let new = NewAuthenticator {
            label: &label,
            secret: &secret,
        };
        self.service
            .begin_enrolment(&actor, account.id, &new)
            .map_err(no)?;
        let code = if right {
            code_at(&base32, self.now)
        } else {
            code_not_shown(&base32, self.now)
        };
        let first_app = app.as_ref();
        let extras = Extras {
            recovery_codes: &[],
            first_app: first_app
                .map(|(name, (_, secret))| NewAppPassword::unlimited(name.clone(), secret)),
        };
        let enrolled = self
            .service
            .confirm_enrolment(&actor, account.id, &code, &extras)
            .map_err(no)?;
        self.known.authenticators.push(base32);
        if let (Some(row), Some((_, (number, _)))) = (enrolled.app_password, &app) {
            self.known.made.insert(row.id, *number);
        }
        Ok(Yes::Done)
    }

    pub(super) fn sign_in(
        &mut self,
        account: AccountTyped,
        number: usize,
        wrong_codes: usize,
    ) -> Answer {
        let (requester, name) = (requester(self.now), account_name(account));
        let new = chosen(self.new_password());
        let typed = PrimaryPassword::new(password(number));
        let proven = self.service.check_password(&requester, &name, typed);
        let proven = match proven.map_err(no) {
            // Names without an account are counted too, which is no rule for accounts.
            Err(No::Throttled) if self.see(account.name).is_none() => return Err(No::SignIn),
            other => other?,
        };
        let account = proven.account().clone();
        let mut factor = None;
        if account.mfa == MfaState::Enforced {
            let (id, label) = self.newest_method(account.id).unwrap();
            let number: usize = label.rsplit_once(' ').unwrap().1.parse().unwrap();
            let key = &self.known.authenticators[number];
            let (right, wrong) = (code_at(key, self.now), code_not_shown(key, self.now));
            for _ in 0..wrong_codes {
                let checked = self
                    .service
                    .check_authenticator(&requester, &proven, id, &wrong);
                match checked.map(|_| ()).map_err(no) {
                    Err(No::CodeWrong) => {}
                    Err(other) => return Err(other),
                    Ok(()) => panic!("a wrong code was accepted"),
                }
            }
            let checked = self
                .service
                .check_authenticator(&requester, &proven, id, &right);
            factor = Some(checked.map_err(no)?);
        }
        let new = account.must_change_password.then_some(&new);
        let signed_in = self.service.sign_in(&requester, proven, factor, new);
        signed_in.map(|_| Yes::Done).map_err(no)
    }

    pub(super) fn typed(
        &self,
        account: AccountTyped,
        typed: Typed,
        grouped: bool,
        model: &Model,
    ) -> TypedPassword {
        TypedPassword::new(match (typed, model.typed(account, typed)) {
            (Typed::Password, _) => password(model.password(account, true)),
            (Typed::OtherPassword, _) => password(model.password(account, false)),
            (_, None) => Zeroizing::new("neverneverissued".to_owned()),
            (_, Some(made)) => {
                let secret = &self.known.apps[made];
                Zeroizing::new(if grouped {
                    in_groups(secret)
                } else {
                    secret.clone()
                })
            }
        })
    }

    pub(super) fn log_in(
        &mut self,
        account: AccountTyped,
        typed: &TypedPassword,
        from: From,
    ) -> Answer {
        let log_in = LogIn {
            account: &account_name(account),
            typed,
            source: &source(from),
        };
        let logged_in = self.service.log_in(&requester(self.now), &log_in);
        if let Some(trace) = logged_in.trace {
            self.service.leave(&[trace]).unwrap();
        }
        match logged_in.answer.map_err(no) {
            Err(No::Throttled) if self.see(account.name).is_none() => Err(No::UnknownAccount),
            Err(other) => Err(other),
            Ok(answered) => {
                let yes = self.accepted(answered)?;
                self.known.remembered.push(logged_in.remembered.unwrap());
                Ok(yes)
            }
        }
    }

    pub(super) fn log_in_again(
        &mut self,
        which: usize,
        account: AccountTyped,
        from: From,
    ) -> Answer {
        let log_in = LogIn {
            account: &account_name(account),
            typed: &TypedPassword::new(Zeroizing::default()),
            source: &source(from),
        };
        let remembered = &self.known.remembered[which];
        let again = self
            .service
            .log_in_again(&requester(self.now), &log_in, remembered, true)
            .map_err(no)?;
        self.accepted(again.ok_or(No::NotRemembered)?)
    }

    pub(super) fn accepted(&self, answered: Answered) -> Answer {
        answered.answer.map_err(denied)?;
        Ok(Yes::Accepted(match answered.app_password {
            Some(one) => Secret::App(self.known.made[&one.id]),
            None => Secret::Password,
        }))
    }
}
