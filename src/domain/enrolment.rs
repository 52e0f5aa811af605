//! Setting up MFA, as a plan: which steps are needed, what each requires, and what may be committed.
//! The guided flow and the two-step script drive the same plan, and the service commits nothing
//! that the plan refuses.

use serde::{Deserialize, Serialize};

use super::account::{Account, MfaState};
use super::contact::ContactKind;
use super::method::{AUTHENTICATORS, Addable, Method, addable, is_mfa_set_up, reachable};
use super::permission::{Action, permit, refuse_at_limit};
use super::policy::{AlternateContact, ContactCodes, Policy};
use super::refusal::Refusal;
use super::role::Role;

/// What an enrolment depends on.
pub struct Situation<'a> {
    pub account: &'a Account,
    pub policy: &'a Policy,
    pub methods: &'a [Method],
    /// Whether this machine can send e-mail.
    pub sends_mail: bool,
    pub recovery_codes_left: u32,
    pub app_passwords: u32,
}

/// Which app password the caller wants at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FirstApp {
    /// One if it is due; its name is chosen later.
    IfDue,
    /// One with a name that the caller gave. If it is refused, the enrolment doesn't begin.
    Named,
    /// None here. The caller makes its own right after, and needs to know now whether it may.
    Later,
    None,
}

/// What the plan asks for next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Choose one of `EnrolmentPlan::addable`.
    Choose,
    /// Prove this method.
    Prove(Addable),
    /// Prove another contact, one of `EnrolmentPlan::alternates`. One that is only offered may be
    /// skipped.
    Alternate,
    /// Keep the recovery codes safe.
    KeepRecoveryCodes,
    /// Name the app for the first app password.
    NameApp,
    /// Nothing more: the enrolment may be committed.
    Commit,
}

/// Whether another contact belongs to an enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Alternate {
    Required,
    Offered,
    /// It was offered and skipped.
    Skipped,
    No,
}

/// How far an enrolment has come.
#[derive(Debug, Serialize, Deserialize)]
pub struct EnrolmentPlan {
    is_first: bool,
    addable: Vec<Addable>,
    reachable: Vec<ContactKind>,
    alternate: Alternate,
    contacts_count: bool,
    /// The steps after the methods, and how many of them are done.
    closing: Vec<Step>,
    closed: usize,
    no_app: Option<Refusal>,
    /// Whether there was a choice.
    has_choice: bool,
    chosen: Option<Addable>,
    proved: Vec<Addable>,
}

impl EnrolmentPlan {
    pub fn new(situation: &Situation<'_>, first_app: FirstApp) -> Result<Self, Refusal> {
        let Situation {
            account,
            policy,
            methods,
            ..
        } = situation;
        permit(Role::Holder, Action::Enrol, Some(account), policy)?;
        let is_first = account.mfa != MfaState::Enforced;
        let app = may_create_app(situation);
        let is_due = is_first && situation.app_passwords == 0;
        let (makes_app, no_app) = match (first_app, app) {
            (FirstApp::Named | FirstApp::Later, app) => {
                app?;
                (true, None)
            }
            (FirstApp::IfDue, Ok(())) => (is_due, None),
            (FirstApp::IfDue, Err(refusal)) => (false, is_due.then_some(refusal)),
            (FirstApp::None, _) => (false, None),
        };
        let mut closing = vec![];
        if situation.recovery_codes_left == 0 {
            closing.push(Step::KeepRecoveryCodes);
        }
        if makes_app {
            closing.push(Step::NameApp);
        }
        let addable = addable(methods, policy, situation.sends_mail);
        let has_contact = methods.iter().any(|method| method.contact.is_some());
        let only = match addable.as_slice() {
            [only] => Some(*only),
            _ => None,
        };
        Ok(Self {
            is_first,
            addable,
            reachable: match policy.contact_codes {
                ContactCodes::Off => vec![],
                _ => reachable(policy, situation.sends_mail),
            },
            alternate: match policy.alternate_contact {
                AlternateContact::Required if !has_contact => Alternate::Required,
                AlternateContact::Optional if !has_contact && is_first => Alternate::Offered,
                _ => Alternate::No,
            },
            contacts_count: policy.contact_codes == ContactCodes::SecondFactor
                || is_mfa_set_up(*methods, policy),
            closing,
            closed: 0,
            no_app,
            has_choice: only.is_none(),
            chosen: only,
            proved: vec![],
        })
    }

    /// Returns whether this sets MFA up, rather than adding to it.
    pub fn is_first(&self) -> bool {
        self.is_first
    }

    /// The methods to choose from, the best first.
    pub fn addable(&self) -> &[Addable] {
        &self.addable
    }

    /// Returns the contacts that may be proved in addition to the chosen method.
    pub fn alternates(&self) -> Vec<ContactKind> {
        let mut kinds = self.reachable.clone();
        kinds.retain(|&kind| {
            let contact = Addable::Contact(kind);
            self.chosen != Some(contact) && !self.proved.contains(&contact)
        });
        kinds
    }

    pub fn makes_app(&self) -> bool {
        self.closing.contains(&Step::NameApp)
    }

    /// Returns why no first app password is made, although one was wanted.
    pub fn no_app(&self) -> Option<Refusal> {
        self.no_app.clone()
    }

    pub fn next(&self) -> Step {
        match (self.chosen, self.proved.is_empty()) {
            (None, true) => return Step::Choose,
            (Some(chosen), true) => return Step::Prove(chosen),
            _ => {}
        }
        if self.is_alternate_next() {
            return Step::Alternate;
        }
        let next = self.closing.get(self.closed);
        next.copied().unwrap_or(Step::Commit)
    }

    /// The number of the next step, and of all steps unless the choice of a method decides on that.
    pub fn position(&self) -> (usize, Option<usize>) {
        let choice = usize::from(self.has_choice);
        let is_alternate_over = self.proved.len() > 1 || self.alternate == Alternate::Skipped;
        let alternate = usize::from(is_alternate_over || self.is_alternate_next());
        let all = choice + 1 + alternate + self.closing.len();
        let number = match self.next() {
            Step::Choose => 1,
            Step::Prove(_) => choice + 1,
            Step::Alternate => choice + 2,
            Step::KeepRecoveryCodes | Step::NameApp => choice + 2 + alternate + self.closed,
            Step::Commit => all,
        };
        (number, (!self.choice_decides_alternate()).then_some(all))
    }

    pub fn choose(&mut self, method: Addable) {
        self.chosen = Some(method);
    }

    /// Returns to the choice if there was one, because the chosen method can't be had now. Returns
    /// whether there was.
    pub fn choose_again(&mut self) -> bool {
        if self.has_choice {
            self.chosen = None;
        }
        self.has_choice
    }

    /// Returns whether the alternate contact may be skipped.
    pub fn may_skip_alternate(&self) -> bool {
        self.alternate == Alternate::Offered
    }

    /// Goes on without an alternate contact, unless policy requires one.
    pub fn skip_alternate(&mut self) {
        if self.may_skip_alternate() {
            self.alternate = Alternate::Skipped;
        }
    }

    /// Notes that a method was proved: the chosen one, or an alternate contact.
    pub fn prove(&mut self, method: Addable) -> Result<(), Refusal> {
        let is_chosen = self.proved.is_empty();
        let may = match method {
            Addable::Contact(kind) if !is_chosen => self.reachable.contains(&kind),
            _ => self.addable.contains(&method),
        };
        match (may, method) {
            (true, _) => {}
            (false, Addable::Authenticator) => {
                return Err(Refusal::AuthenticatorLimit(AUTHENTICATORS));
            }
            (false, Addable::Contact(_)) => return Err(Refusal::ContactCodes),
        }
        self.chosen.get_or_insert(method);
        self.proved.push(method);
        Ok(())
    }

    /// Notes that the recovery codes are kept or the app is named, and goes on to the next step.
    pub fn close_step(&mut self) {
        self.closed += 1;
    }

    /// Returns whether what was proved may be committed. What a person does for themselves
    /// (keeping codes, naming an app) isn't required of a script.
    pub fn can_commit(&self) -> Result<(), Refusal> {
        let has_authenticator = self.proved.contains(&Addable::Authenticator);
        if self.proved.is_empty() || !(has_authenticator || self.contacts_count) {
            return Err(Refusal::ContactCodes);
        }
        if self.alternate == Alternate::Required && self.is_alternate_next() {
            return Err(Refusal::NoAlternateContact);
        }
        Ok(())
    }

    /// Returns whether the choice of a method leaves open whether another contact is asked for.
    fn choice_decides_alternate(&self) -> bool {
        self.chosen.is_none()
            && self.is_alternate_next()
            && self.addable.iter().any(|&method| {
                self.reachable
                    .iter()
                    .all(|&kind| method == Addable::Contact(kind))
            })
    }

    /// An alternate that can't be proved by any means isn't asked for.
    fn is_alternate_next(&self) -> bool {
        matches!(self.alternate, Alternate::Required | Alternate::Offered)
            && self.proved.len() < 2
            && !self.alternates().is_empty()
    }
}

/// Returns whether an app password may be created once MFA is set up.
fn may_create_app(situation: &Situation<'_>) -> Result<(), Refusal> {
    let enrolled = Account {
        mfa: MfaState::Enforced,
        ..situation.account.clone()
    };
    let policy = situation.policy;
    permit(
        Role::Holder,
        Action::CreateAppPassword,
        Some(&enrolled),
        policy,
    )?;
    refuse_at_limit(policy, situation.app_passwords)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::domain::account::tests::account;
    use crate::domain::contact::{Contact, Email};
    use crate::domain::method::{MethodId, MethodKey};
    use crate::domain::policy::AppPasswords;

    const EMAIL: Addable = Addable::Contact(ContactKind::Email);
    const PHONE: Addable = Addable::Contact(ContactKind::Phone);

    fn policy(change: impl FnOnce(&mut Policy)) -> Policy {
        let mut policy = Policy {
            phone_command: Some("/usr/bin/sms".into()),
            ..Policy::default()
        };
        change(&mut policy);
        policy
    }

    fn authenticator() -> Method {
        Method {
            key: MethodKey::Authenticator(MethodId(1)),
            label: "Phone".into(),
            contact: None,
            added_at: Timestamp::UNIX_EPOCH,
            last_used_at: None,
        }
    }

    fn email() -> Method {
        let address = Email::parse("alain@contoso.com").unwrap();
        Method {
            key: MethodKey::Contact(ContactKind::Email),
            contact: Some(Contact::Email(address)),
            ..authenticator()
        }
    }

    fn plan(
        mfa: MfaState,
        policy: &Policy,
        methods: &[Method],
        first_app: FirstApp,
    ) -> Result<EnrolmentPlan, Refusal> {
        let account = account(mfa, false);
        let has_methods = !methods.is_empty();
        let situation = Situation {
            account: &account,
            policy,
            methods,
            sends_mail: true,
            recovery_codes_left: if has_methods { 10 } else { 0 },
            app_passwords: u32::from(has_methods),
        };
        EnrolmentPlan::new(&situation, first_app)
    }

    /// The steps from beginning to end where these methods are chosen and proved. Without another
    /// one the alternate contact is skipped.
    fn steps(plan: &mut EnrolmentPlan, methods: &[Addable]) -> Vec<(Step, (usize, Option<usize>))> {
        let mut methods = methods.iter();
        let mut steps = vec![];
        loop {
            let step = plan.next();
            steps.push((step, plan.position()));
            match step {
                Step::Choose => plan.choose(*methods.next().unwrap()),
                Step::Prove(chosen) => plan.prove(chosen).unwrap(),
                Step::Alternate => match methods.next() {
                    Some(contact) => plan.prove(*contact).unwrap(),
                    None => plan.skip_alternate(),
                },
                Step::KeepRecoveryCodes | Step::NameApp => plan.close_step(),
                Step::Commit => return steps,
            }
        }
    }

    #[test]
    fn a_first_enrolment_ends_with_recovery_codes_and_an_app() {
        let policy = policy(|_| {});
        let mut plan = plan(MfaState::Enabled, &policy, &[], FirstApp::IfDue).unwrap();
        assert!(plan.is_first());
        assert_eq!(
            steps(&mut plan, &[Addable::Authenticator]),
            [
                (Step::Choose, (1, Some(5))),
                (Step::Prove(Addable::Authenticator), (2, Some(5))),
                (Step::Alternate, (3, Some(5))),
                (Step::KeepRecoveryCodes, (4, Some(5))),
                (Step::NameApp, (5, Some(5))),
                (Step::Commit, (5, Some(5))),
            ]
        );
        assert_eq!(plan.can_commit(), Ok(()));
    }

    #[test]
    fn a_total_that_the_choice_decides_is_not_said_before_it() {
        let policy = Policy::default();
        for (chosen, all) in [(Addable::Authenticator, 5), (EMAIL, 4)] {
            let mut plan = plan(MfaState::Enabled, &policy, &[], FirstApp::IfDue).unwrap();
            let steps = steps(&mut plan, &[chosen]);
            assert_eq!(steps[0], (Step::Choose, (1, None)));
            assert!(steps[1..].iter().all(|(_, (_, total))| *total == Some(all)));
        }
    }

    #[test]
    fn an_optional_alternate_is_offered_once_and_required_of_nobody() {
        let policy = policy(|_| {});
        let begun = || plan(MfaState::Enabled, &policy, &[], FirstApp::None).unwrap();
        let mut script = begun();
        script.prove(Addable::Authenticator).unwrap();
        assert_eq!(script.can_commit(), Ok(()));
        assert!(script.may_skip_alternate());
        script.skip_alternate();
        assert_eq!(script.next(), Step::KeepRecoveryCodes);
        let mut taken = begun();
        let steps = steps(&mut taken, &[Addable::Authenticator, EMAIL]);
        assert_eq!(steps[2], (Step::Alternate, (3, Some(4))));
        assert_eq!(steps[3], (Step::KeepRecoveryCodes, (4, Some(4))));
        assert_eq!(taken.can_commit(), Ok(()));
        // Someone who adds a method was asked when MFA was set up.
        let methods = [authenticator()];
        let mut more = plan(MfaState::Enforced, &policy, &methods, FirstApp::None).unwrap();
        assert!(!more.is_first());
        more.prove(Addable::Authenticator).unwrap();
        assert_eq!(more.next(), Step::Commit);
    }

    #[test]
    fn the_only_method_there_is_needs_no_choice() {
        let policy = policy(|policy| policy.contact_codes = ContactCodes::Off);
        let mut plan = plan(MfaState::Enabled, &policy, &[], FirstApp::IfDue).unwrap();
        assert_eq!(plan.next(), Step::Prove(Addable::Authenticator));
        assert!(!plan.choose_again());
        assert_eq!(
            steps(&mut plan, &[]),
            [
                (Step::Prove(Addable::Authenticator), (1, Some(3))),
                (Step::KeepRecoveryCodes, (2, Some(3))),
                (Step::NameApp, (3, Some(3))),
                (Step::Commit, (3, Some(3))),
            ]
        );
    }

    #[test]
    fn a_required_alternate_is_a_step_and_nothing_is_committed_without_it() {
        let required = policy(|policy| policy.alternate_contact = AlternateContact::Required);
        let begun = || plan(MfaState::Enabled, &required, &[], FirstApp::None).unwrap();
        let mut one = begun();
        one.prove(Addable::Authenticator).unwrap();
        assert!(!one.may_skip_alternate());
        one.skip_alternate();
        assert_eq!(one.next(), Step::Alternate);
        assert_eq!(one.can_commit(), Err(Refusal::NoAlternateContact));
        assert_eq!(one.alternates(), [ContactKind::Email, ContactKind::Phone]);
        let mut two = begun();
        let taken = steps(&mut two, &[EMAIL, PHONE]);
        assert_eq!(taken[2], (Step::Alternate, (3, Some(4))));
        assert_eq!(taken[3], (Step::KeepRecoveryCodes, (4, Some(4))));
        assert_eq!(two.can_commit(), Ok(()));

        // An account that has one, or that nothing can reach, isn't asked.
        let methods = [authenticator(), email()];
        let mut more = plan(MfaState::Enforced, &required, &methods, FirstApp::None).unwrap();
        more.prove(Addable::Authenticator).unwrap();
        assert_eq!(more.can_commit(), Ok(()));
        let off = Policy {
            contact_codes: ContactCodes::Off,
            ..required.clone()
        };
        let mut unreachable = plan(MfaState::Enabled, &off, &[], FirstApp::None).unwrap();
        unreachable.prove(Addable::Authenticator).unwrap();
        assert_eq!(unreachable.can_commit(), Ok(()));
    }

    #[test]
    fn contacts_for_recovery_alone_set_nothing_up() {
        let policy = policy(|policy| policy.contact_codes = ContactCodes::RecoveryOnly);
        let mut first = plan(MfaState::Enabled, &policy, &[], FirstApp::None).unwrap();
        assert_eq!(first.addable(), [Addable::Authenticator]);
        assert_eq!(first.prove(EMAIL), Err(Refusal::ContactCodes));
        assert_eq!(first.can_commit(), Err(Refusal::ContactCodes));
        first.prove(Addable::Authenticator).unwrap();
        first.prove(EMAIL).unwrap();
        assert_eq!(first.can_commit(), Ok(()));
        let methods = [authenticator()];
        let mut more = plan(MfaState::Enforced, &policy, &methods, FirstApp::None).unwrap();
        more.prove(EMAIL).unwrap();
        assert_eq!(more.can_commit(), Ok(()));
    }

    #[test]
    fn a_method_that_cannot_be_had_leads_back_to_the_choice() {
        let policy = policy(|_| {});
        let mut plan = plan(MfaState::Enabled, &policy, &[], FirstApp::None).unwrap();
        plan.choose(EMAIL);
        assert_eq!(plan.next(), Step::Prove(EMAIL));
        assert!(plan.choose_again());
        assert_eq!(plan.next(), Step::Choose);
        assert_eq!(plan.addable(), [Addable::Authenticator, EMAIL, PHONE]);
    }

    #[test]
    fn a_first_app_is_due_once_and_refused_before_anything_else() {
        let allowed = policy(|_| {});
        let frozen = policy(|policy| policy.app_passwords = AppPasswords::Frozen);
        let with = |policy: &Policy, mfa, methods: &[Method], first_app| {
            plan(mfa, policy, methods, first_app).map(|plan| (plan.makes_app(), plan.no_app()))
        };
        let methods = [authenticator()];
        let (off, on) = (MfaState::Enabled, MfaState::Enforced);
        assert_eq!(with(&allowed, off, &[], FirstApp::IfDue), Ok((true, None)));
        assert_eq!(with(&allowed, off, &[], FirstApp::None), Ok((false, None)));
        assert_eq!(
            with(&allowed, on, &methods, FirstApp::IfDue),
            Ok((false, None))
        );
        assert_eq!(
            with(&allowed, on, &methods, FirstApp::Named),
            Ok((true, None))
        );
        let refusal = Refusal::AppPasswordsFrozen;
        assert_eq!(
            with(&frozen, off, &[], FirstApp::IfDue),
            Ok((false, Some(refusal.clone())))
        );
        assert_eq!(
            with(&frozen, off, &[], FirstApp::Named),
            Err(refusal.clone())
        );
        assert_eq!(with(&frozen, off, &[], FirstApp::Later), Err(refusal));
    }

    #[test]
    fn nothing_is_committed_before_a_method_is_proved() {
        let policy = policy(|_| {});
        let plan = plan(MfaState::Enabled, &policy, &[], FirstApp::None).unwrap();
        assert_eq!(plan.can_commit(), Err(Refusal::ContactCodes));
    }

    #[test]
    fn only_who_must_may_enrol() {
        let policy = policy(|_| {});
        let refusal = plan(MfaState::Disabled, &policy, &[], FirstApp::None).unwrap_err();
        assert!(matches!(refusal, Refusal::MfaNotRequired(_)));
    }
}
