//! What the rules say of making, renaming, rotating and deleting app passwords.

use super::{Answer, App, Model, Needs, No, Yes};
use crate::rules::operation::{AccountTyped, AppTyped, By, Delivery, Limits};

impl Model {
    pub(super) fn create(
        &mut self,
        of: AccountTyped,
        by: By,
        name: AppTyped,
        limits: Limits,
        lasts: Option<i64>,
    ) -> Answer {
        let (now, policy) = (self.now, self.policy.clone());
        let new = App {
            limits,
            expires: lasts.map(|lasts| now + lasts),
            ..self.new_app(of, name)
        };
        let account = self.acted_on(of, by)?;
        account.may(by, Needs::New, &policy)?;
        account.create(new, &policy)?;
        Ok(Yes::Done)
    }

    pub(super) fn rename(
        &mut self,
        of: AccountTyped,
        by: By,
        from: AppTyped,
        to: AppTyped,
    ) -> Answer {
        let policy = self.policy.clone();
        let account = self.acted_on(of, by)?;
        account.may(by, Needs::Manage, &policy)?;
        account.current(from).ok_or(No::UnknownApp)?;
        if from.name != to.name && account.current(to).is_some() {
            return Err(No::AppNameTaken);
        }
        // One that was rotated keeps the name of the one in its place.
        for app in account.live().filter(|app| app.name.name == from.name) {
            app.name = to;
        }
        Ok(Yes::Done)
    }

    pub(super) fn delete(&mut self, of: AccountTyped, by: By, name: Option<AppTyped>) -> Answer {
        let (now, policy) = (self.now, self.policy.clone());
        let account = self.acted_on(of, by)?;
        account.may(by, Needs::Manage, &policy)?;
        let is_meant = |app: &App| name.is_none_or(|name| app.name.name == name.name);
        if name.is_some() && !account.live().any(|app| is_meant(app)) {
            return Err(No::UnknownApp);
        }
        account.forget_ended(now);
        let doomed = account.live().filter(|app| is_meant(app));
        Ok(Yes::Deleted(doomed.map(|app| app.deleted = true).count()))
    }

    pub(super) fn rotate(
        &mut self,
        of: AccountTyped,
        by: By,
        name: AppTyped,
        overlap: Option<i64>,
        delivery: Delivery,
    ) -> Answer {
        let (now, policy) = (self.now, self.policy.clone());
        let new = self.new_app(of, name);
        let account = self.acted_on(of, by)?;
        account.may(by, Needs::Rotate, &policy)?;
        let old = account.current(name).ok_or(No::UnknownApp)?;
        let before = old.clone();
        // The same name, settings and lifetime.
        let new = App {
            name: before.name,
            limits: before.limits,
            expires: before.expires.map(|end| now + end - before.created),
            ..new
        };
        let goes_on = overlap.is_some() && !old.is_over(&policy, now);
        let end = now + overlap.unwrap_or(60);
        old.replaced = true;
        old.expires = Some(before.ends(&policy).map_or(end, |own| own.min(end)));
        let made = new.made;
        account.apps.push(new);
        match delivery {
            // Only one overlap at a time.
            Delivery::Done => {
                for app in account.live().filter(|app| app.name.name == name.name) {
                    let ends = app.replaced && !(goes_on && app.made == before.made);
                    app.deleted = ends;
                }
            }
            Delivery::Undone => {
                for app in account.live() {
                    if app.made == made {
                        app.deleted = true;
                    } else if app.made == before.made {
                        *app = before.clone();
                    }
                }
            }
            Delivery::Interrupted => {}
        }
        Ok(Yes::Done)
    }
}
