//! What a proof is good for, and for how long.

use keyfob::crypto::secret::PrimaryPassword;
use keyfob::crypto::totp::{Authenticator, TotpSecret};
use keyfob::domain::contact::{Contact, Email};
use keyfob::domain::method::{Algorithm, TotpShape};
use keyfob::domain::names::AccountName;
use keyfob::service::{CodePurpose, Extras, MethodProven, Service, ServiceError};
use zeroize::Zeroizing;

use crate::cli::people;
use crate::support::holder::{Holder, PASSWORD};
use crate::support::race::{at_once, authenticator, recovery_codes_left, word};
use crate::support::service::{account, at, check_code, open, prove_password, send_code};
use crate::support::{ALAIN, Program, rounds, unix_now};

/// As a mail program does when it comes back.
#[test]
fn of_many_right_log_ins_at_once_none_is_sent_away() {
    let holder = Holder::enabled();
    let input = format!("{ALAIN}\n{PASSWORD}\n");
    for round in 0..rounds(5, 1) {
        for ran in at_once(16, &holder, "auth check --service imap", &input) {
            assert_eq!(ran.code, 0, "round {round}: {ran}");
        }
        assert_eq!(holder.failures("password"), 0, "round {round}");
    }
    let log = holder.program.run("log").ok();
    assert!(!log.contains("password-refused"), "{log}");
    holder.program.run("log check").ok();
}

#[test]
fn an_authenticator_of_another_account_is_worth_nothing() {
    let holder = Holder::enforced();
    let mut service = open(&holder.program.store());
    let line = "account add berta@contoso.com --mfa enabled";
    let temporary = holder.program.run(line).word();
    let method = authenticator(&service);
    let now = at(unix_now());
    let berta = prove_password(&mut service, &now, "berta@contoso.com", &temporary);
    let alain = prove_password(&mut service, &now, ALAIN, PASSWORD);
    let code = holder.code();
    let crossed = service.check_authenticator(&now, &berta, method, &code);
    assert!(crossed.is_err());
    let recovery = service.check_recovery_code(&now, &berta, &holder.recovery_codes[0]);
    assert!(recovery.is_err());
    assert_eq!(recovery_codes_left(&service), 10);
    service
        .check_authenticator(&now, &alain, method, &code)
        .unwrap();
}

/// Proofs of two accounts don't sign anyone in, nor does a proof that is too old.
#[test]
fn a_proof_is_for_its_own_account_and_a_short_time() {
    let holder = Holder::enforced();
    let mut service = open(&holder.program.store());
    let line = "account add berta@contoso.com --mfa enabled";
    let temporary = holder.program.run(line).word();
    let method = authenticator(&service);
    let now = unix_now();
    let mut factor = |second: u64, code: &str| {
        let password = prove_password(&mut service, &at(second), ALAIN, PASSWORD);
        let factor = service.check_authenticator(&at(second), &password, method, code);
        (password, factor.unwrap())
    };
    let (_, alains_factor) = factor(now, &holder.code());
    let berta = prove_password(&mut service, &at(now), "berta@contoso.com", &temporary);
    // A factor of another account is none, and hers is still to be set up; her password must be
    // changed first in any case.
    let crossed = service.sign_in(&at(now), berta, Some(alains_factor), None);
    assert!(crossed.is_err());

    let without = prove_password(&mut service, &at(now), ALAIN, PASSWORD);
    assert!(service.sign_in(&at(now), without, None, None).is_err());
    for (later, is_fresh) in [(1800, false), (1799, true)] {
        let password = prove_password(&mut service, &at(now), ALAIN, PASSWORD);
        let code = &holder.recovery_codes[usize::from(is_fresh)];
        let (factor, _) = service
            .check_recovery_code(&at(now), &password, code)
            .unwrap();
        let signed_in = service.sign_in(&at(now + later), password, Some(factor), None);
        assert_eq!(signed_in.is_ok(), is_fresh, "after {later} seconds");
    }
}

/// No other one is proved by it, not even by mistake of a caller.
#[test]
fn a_method_that_policy_stopped_allowing_meanwhile_is_not_set_up() {
    let holder = Holder::enabled();
    let mut service = open(&holder.program.store());
    let now = at(unix_now());
    let admin = service.admin(&now);
    let alain = account(&service, ALAIN);
    let email = Contact::Email(Email::parse("alain@example.org").unwrap());
    let password = prove_password(&mut service, &now, ALAIN, PASSWORD);
    let purpose = CodePurpose::Enrolment;
    let (request, code) = send_code(&mut service, &now, &password, &email, purpose);
    let proven = service
        .check_enrolment_code(&admin, &request, &code)
        .unwrap();
    holder.program.set_policy("contact-codes", "off");
    let extras = Extras {
        recovery_codes: &[],
        first_app: None,
    };
    let methods = vec![MethodProven::Contact(proven)];
    assert!(service.enrol(&admin, alain, methods, &extras).is_err());
    assert!(service.methods(&admin, alain).unwrap().is_empty());
}

/// Else whoever stops at the question for the new one is one wrong guess nearer to a wait.
#[test]
fn a_right_temporary_password_clears_the_count_of_a_sign_in() {
    let program = Program::new();
    let temporary = program.run(&format!("account add {ALAIN}")).word();
    let mut service = open(&program.store());
    let name = AccountName::parse(ALAIN).unwrap();
    let guess = |service: &mut Service, number: u32| {
        for _ in 0..number {
            let wrong = PrimaryPassword::new(Zeroizing::new("wrong".to_owned()));
            let checked = service.check_password(&at(60), &name, wrong);
            assert!(matches!(checked, Err(ServiceError::Refused(_))));
        }
    };
    guess(&mut service, 5);
    prove_password(&mut service, &at(62), ALAIN, &temporary);
    guess(&mut service, 5);
}

/// It may be right.
#[test]
fn a_code_that_cannot_be_decided_is_no_failure() {
    let holder = Holder::enforced();
    let mut service = open(&holder.program.store());
    let now = at(unix_now());
    let password = prove_password(&mut service, &now, ALAIN, PASSWORD);
    let email = Contact::Email(Email::parse("alain@example.org").unwrap());
    let purpose = CodePurpose::Enrolment;
    let (request, code) = send_code(&mut service, &now, &password, &email, purpose);
    let tables = holder.database();
    tables.execute("UPDATE recovery_code SET verifier = ?", [[0; 72]]);
    tables.execute("UPDATE contact_code SET mark = ?", [[0; 32]]);
    let typed = &holder.recovery_codes[0];
    let checked = service.check_recovery_code(&now, &password, typed);
    assert!(word(&checked).starts_with("failed"));
    let checked = check_code(&mut service, &now, &password, &request, purpose, &code);
    assert!(word(&checked).starts_with("failed"));
    assert_eq!(
        holder.failures("recovery-code") + holder.failures("email"),
        0
    );
}

/// Whoever put an older number back would bring ended sign-ins back.
#[test]
fn the_number_of_an_accounts_epoch_only_grows() {
    let holder = Holder::enforced();
    let service = open(&holder.program.store());
    let name = AccountName::parse(ALAIN).unwrap();
    let epoch = || {
        service
            .account(&service.admin(&at(0)), &name)
            .unwrap()
            .epoch
    };
    let before = epoch();
    holder.program.run("mfa recovery --yes").ok();
    assert_eq!(epoch(), before + 1);
}

#[test]
fn a_sign_in_is_over_when_the_clock_goes_back_behind_it() {
    let (world, kit) = people::holder();
    kit.sign_in(&world);
    world.run("apppw list").ok();
    world.pass(-1);
    world.run("apppw list").refused(77);
    world.pass(1);
    world.run("apppw list").ok();
    world.pass(600);
    world.run("apppw list").refused(77);
}

/// No flag makes these any more, but stores may hold them.
#[test]
fn an_authenticator_with_other_codes_than_usual_goes_on_signing_in() {
    let holder = Holder::enforced();
    let columns = "algorithm = 'SHA256', digits = 8, last_step = 0";
    holder.sql(&format!("UPDATE method SET {columns}"), []);
    let (_, secret) = holder.uri.split_once("secret=").unwrap();
    let secret = secret.split('&').next().unwrap();
    let shape = TotpShape {
        algorithm: Algorithm::Sha256,
        digits: 8,
        ..TotpShape::default()
    };
    let secret = TotpSecret::from_base32(secret).unwrap();
    let code = Authenticator::new(&secret, shape).code(unix_now());
    assert_eq!(code.len(), 8);
    let input = format!("{PASSWORD}\n{code}\n");
    holder
        .program
        .holder_fed("signin --password-stdin", &input)
        .ok();
}
