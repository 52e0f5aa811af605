//! What the rules say of methods, sign-ins and log-ins.

use super::{Answer, Failures, Mfa, Model, Needs, No, Remembered, Secret, Ticket, Yes};
use crate::rules::operation::{AccountTyped, AppTyped, By, From, Typed};

impl Model {
    pub(super) fn remove_method(&mut self, name: AccountTyped, by: By) -> Answer {
        let policy = self.policy.clone();
        let account = match by {
            By::Admin => self.persons_account(name)?,
            By::Holder => {
                let account = self.acted_on(name, by)?;
                account.may(by, Needs::SetUp, &policy)?;
                account
            }
        };
        match (account.authenticators.len(), account.mfa) {
            (0, _) => return Err(No::WithoutMethod),
            (1, Mfa::Enforced) => return Err(No::LastMethod),
            _ => account.authenticators.pop(),
        };
        if by == By::Admin {
            account.ticket = None;
        }
        Ok(Yes::Done)
    }

    pub(super) fn reset_mfa(&mut self, name: AccountTyped, app_passwords: bool) -> Answer {
        let account = self.persons_account(name)?;
        account.authenticators.clear();
        account.wrong_codes = Failures::default();
        account.ticket = None;
        if account.mfa == Mfa::Enforced {
            account.mfa = Mfa::Enabled;
        }
        Ok(Yes::Deleted(account.delete_all_if(app_passwords)))
    }

    /// All of it, or nothing.
    pub(super) fn enrol(
        &mut self,
        name: AccountTyped,
        by: By,
        right: bool,
        app: Option<AppTyped>,
    ) -> Answer {
        let (now, policy) = (self.now, self.policy.clone());
        let app = app.map(|app| self.new_app(name, app));
        let account = self.acted_on(name, by)?;
        account.may(by, Needs::Required, &policy)?;
        if account.authenticators.len() >= 5 {
            return Err(No::TooManyMethods);
        }
        if !right {
            return Err(No::CodeWrong);
        }
        let mut after = account.clone();
        after.authenticators.push(now / 30);
        after.mfa = Mfa::Enforced;
        if by == By::Holder {
            after.ticket = Some(Ticket {
                at: now,
                second_factor: true,
            });
        }
        if let Some(app) = app {
            after.may(by, Needs::New, &policy)?;
            after.create(app, &policy)?;
        }
        *account = after;
        Ok(Yes::Done)
    }

    /// The password, then codes until one isn't wrong.
    pub(super) fn sign_in(
        &mut self,
        name: AccountTyped,
        right: bool,
        wrong_codes: usize,
    ) -> Answer {
        let now = self.now;
        let (new, delete) = (self.new_password(), self.policy.delete_on_password_change);
        let Ok(account) = self.account(name) else {
            return Err(No::SignIn);
        };
        if account.wrong_passwords.is_throttled(now) {
            return Err(No::Throttled);
        }
        if !right || account.disabled || account.mfa == Mfa::Service {
            account.wrong_passwords.add(now);
            return Err(No::SignIn);
        }
        account.wrong_passwords = Failures::default();
        let second_factor = account.mfa == Mfa::Enforced;
        if second_factor {
            for _ in 0..wrong_codes {
                if account.wrong_codes.is_throttled(now) {
                    return Err(No::Throttled);
                }
                account.wrong_codes.add(now);
            }
            if account.wrong_codes.is_throttled(now) {
                return Err(No::Throttled);
            }
            let last = account.authenticators.last_mut().expect("MFA is set up");
            if *last >= now / 30 {
                account.wrong_codes.add(now);
                return Err(No::CodeUsed);
            }
            *last = now / 30;
            account.wrong_codes = Failures::default();
        }
        // A temporary password is replaced at the first sign-in.
        if account.temporary {
            account.temporary = false;
            account.password = new;
            account.delete_all_if(delete);
        }
        account.ticket = Some(Ticket {
            at: now,
            second_factor,
        });
        Ok(Yes::Done)
    }

    pub(super) fn log_in(&mut self, name: AccountTyped, typed: Typed, from: From) -> Answer {
        let answer = self.answer(name, typed, from);
        if let (Ok(Yes::Accepted(secret)), Ok(account)) = (answer, self.account(name)) {
            let remembered = Remembered {
                name,
                id: account.id,
                secret,
                password: account.password,
            };
            self.remembered.push(remembered);
        }
        answer
    }

    pub(super) fn answer(&mut self, name: AccountTyped, typed: Typed, from: From) -> Answer {
        let (now, policy) = (self.now, self.policy.clone());
        let made = self.typed(name, typed);
        let account = self.account(name)?;
        let by_app_password = match made {
            Some(made) => account.decide(made, &policy, from, now),
            None => Err(No::Unmatched),
        };
        if let Ok(Yes::Accepted(Secret::App(made))) = by_app_password {
            account.used(made, now);
        }
        // Where MFA isn't set up, the password is taken, and one that once was an app password is no
        // wrong guess at it.
        if account.takes_app_passwords() || by_app_password != Err(No::Unmatched) {
            return by_app_password;
        }
        if account.wrong_passwords.is_throttled(now) {
            return Err(No::Throttled);
        }
        let is_right = matches!(typed, Typed::Password);
        if !is_right || account.disabled {
            account.wrong_passwords.add(now);
            return Err(if account.disabled {
                No::AccountDisabled
            } else {
                No::WrongPassword
            });
        }
        if account.temporary {
            return Err(No::TemporaryPassword);
        }
        account.wrong_passwords = Failures::default();
        Ok(Yes::Accepted(Secret::Password))
    }

    /// What is remembered saves the hash and nothing else.
    pub(super) fn log_in_again(
        &mut self,
        which: usize,
        name: Option<AccountTyped>,
        from: From,
    ) -> Answer {
        let (now, policy) = (self.now, self.policy.clone());
        let (which, name) = self.again(which, name).ok_or(No::NotRemembered)?;
        let Remembered {
            id,
            secret,
            password,
            ..
        } = self.remembered[which];
        let account = self.account(name).map_err(|_| No::NotRemembered)?;
        if account.id != id {
            return Err(No::NotRemembered);
        }
        let is_accepted = match secret {
            Secret::App(made) => account.decide(made, &policy, from, now).is_ok(),
            Secret::Password => {
                let is_same = account.password == password && account.wrong_passwords.count == 0;
                let takes_it = !account.takes_app_passwords() && !account.temporary;
                is_same && takes_it && !account.disabled
            }
        };
        if !is_accepted {
            return Err(No::NotRemembered);
        }
        if let Secret::App(made) = secret {
            account.used(made, now);
        }
        Ok(Yes::Accepted(secret))
    }
}
