//! Mails to holders about what happened to their accounts: by a real mail server, by commands that fail,
//! by servers and by commands.

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;
use std::thread;

use jiff::Timestamp;
use keyfob::crypto::random::Random;
use keyfob::crypto::secret::AppPasswordText;
use keyfob::domain::contact::{Contact, Email};
use keyfob::domain::names::AppName;
use keyfob::domain::notice::Addressed;
use keyfob::service::{CodePurpose, Extras, MailText, MethodProven, NewAppPassword, Writing};
use rustix::process::Signal;
use serde_json::Value;

use crate::serve::Served;
use crate::support::auth_client::Said;
use crate::support::holder::{Holder, PASSWORD, until};
use crate::support::mail_server::{MailServer, script};
use crate::support::service::{account, open, prove_password, requester, send_code};
use crate::support::{ALAIN, totp_now};

const EMAIL: &str = "alain@example.org";
const AN_HOUR_PASSES: &str = "UPDATE notice SET due_at = due_at - 3600";

/// Alain with an address, in a store that sends notices.
fn told() -> Holder {
    let holder = Holder::enforced();
    let line = format!("account set {ALAIN} --email {EMAIL}");
    holder.program.run(&line).ok();
    holder.program.run("policy set notices on").ok();
    holder
}

/// Has each mail kept in a file of its own.
fn keep_mail(holder: &Holder) {
    let keep = "cat >\"$here/$$.new\"; mv \"$here/$$.new\" \"$here/$$.mail\"";
    let command = script(holder, "mail", keep);
    holder.program.set_policy("mail-command", &command);
}

/// The mails that were kept, in no order.
fn kept(holder: &Holder) -> Vec<String> {
    let files = fs::read_dir(holder.program.path()).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let mails = files.filter(|path| path.extension().is_some_and(|end| end == "mail"));
    mails
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

fn waiting(holder: &Holder) -> Vec<Value> {
    let shown = holder.program.run("notices --json").ok();
    let lines = shown.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn rows(holder: &Holder) -> i64 {
    let sql = "SELECT count(*) FROM notice";
    holder.database().number(sql, []).unwrap()
}

fn log_has(holder: &Holder, event: &str) -> usize {
    let log = holder.program.run("log --json").ok();
    log.matches(&format!("\"event\":\"{event}\"")).count()
}

/// The subject and the text of the next mail that arrived.
fn arrived(server: &mut MailServer) -> (String, String) {
    let received = server.next();
    assert_eq!(received["to"], serde_json::json!([EMAIL]));
    let mail = received["mail"].as_str().unwrap().replace("\r\n", "\n");
    let (head, body) = mail.split_once("\n\n").expect(&mail);
    let head = head.replace("\n ", " ").replace("\n\t", " ");
    let subject = head.lines().find_map(|line| line.strip_prefix("Subject: "));
    (subject.expect(&head).to_owned(), body.to_owned())
}

#[test]
fn each_kind_arrives_and_has_no_secret_in_it() {
    let Some(mut server) = MailServer::start() else {
        return;
    };
    let holder = told();
    server.serves(&holder);
    let mut secrets = vec![PASSWORD.to_owned()];
    let program = &holder.program;
    let mut told = |line: &str, input: &str, subject: &str, words: &[&str]| {
        let done = program.fed(line, input);
        assert_eq!(done.code, 0, "{done}");
        if ["apppw create", "apppw rotate", "mfa recovery"]
            .iter()
            .any(|made| line.starts_with(made))
        {
            secrets.extend(done.out.split_whitespace().map(str::to_owned));
        }
        secrets.push(input.trim().to_owned());
        let (found, body) = arrived(&mut server);
        assert_eq!(found, format!("{subject} {ALAIN}"), "{line}");
        for word in words
            .iter()
            .chain(&["When: 20", " UTC\n", "tell your administrator"])
        {
            assert!(body.contains(word), "{word}: {body}");
        }
        for secret in secrets.iter().filter(|secret| secret.len() > 7) {
            assert!(!body.contains(secret.as_str()), "{secret}: {body}");
        }
        done.out.trim().to_owned()
    };
    let by = "By: administrator ";
    let here = "From: the server itself";
    let made = told(
        "apppw create Outlook",
        "",
        "App password created for",
        &[
            "App password: Outlook\n",
            here,
            by,
            "keyfob apppw delete Outlook",
        ],
    );
    told(
        "apppw verify --service imap --from 192.0.2.7",
        &made,
        "App password used from a new network for",
        &[
            "App password: Outlook\n",
            "From: 192.0.2.7 (imap)\n",
            "By: an app that has",
        ],
    );
    told(
        "apppw rotate Outlook --yes",
        "",
        "App password replaced for",
        &["App password: Outlook\n", here, by],
    );
    told(
        "apppw delete Outlook --yes",
        "",
        "App password deleted for",
        &["App password: Outlook\n", here, by],
    );
    told(
        "mfa recovery --yes",
        "",
        "New recovery codes for",
        &[here, by, "no longer work"],
    );
    let uri = program.run("mfa enroll --label Tablet").word();
    let code = totp_now(&uri);
    told(
        &format!("mfa enroll --confirm {code} --no-app"),
        "",
        "Sign-in method added for",
        &["Method: authenticator\n", here, by],
    );
    told(
        "mfa remove Tablet --yes",
        "",
        "Sign-in method removed for",
        &["Method: Tablet\n", here, by],
    );
    told(
        &format!("account password {ALAIN} --password-stdin"),
        "a purple Marmot: sings 8",
        "Password changed for",
        &[here, by],
    );
    told("mfa reset --yes", "", "MFA reset for", &[here, by]);
    assert_eq!(log_has(&holder, "notice.sent"), 9);
    assert!(waiting(&holder).is_empty());
    holder.program.run("store check").ok();
    holder.program.run("log check").ok();
}

#[test]
fn holders_hear_of_their_own_app_passwords_but_not_of_their_own_deletions() {
    let holder = told();
    keep_mail(&holder);
    let store = holder.program.store();
    let mut service = open(&store);
    let now = requester(Timestamp::now());
    let password = prove_password(&mut service, &now, ALAIN, PASSWORD);
    let code = &holder.recovery_codes[0];
    let proven = service.check_recovery_code(&now, &password, code).unwrap();
    let signed_in = service
        .sign_in(&now, password, Some(proven.0), None)
        .unwrap();
    let (actor, account) = (signed_in.actor, signed_in.account.id);
    let secret = AppPasswordText::generate(16, &Random::system());
    let name = AppName::parse("Outlook").unwrap();
    let new = NewAppPassword::unlimited(name, &secret);
    let made = service
        .create_app_passwords(&actor, account, &[new])
        .unwrap();
    let ids = [made[0].id.clone()];
    service.delete_app_passwords(&actor, account, &ids).unwrap();
    holder.program.run("notices").ok();
    let mails = kept(&holder);
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert!(mails[0].contains("App password created for"), "{mails:?}");
    assert!(
        mails[0].contains("By: you, or a person who signed in as you"),
        "{mails:?}"
    );
}

#[test]
fn what_happens_within_an_hour_is_told_in_one_mail_once_it_is_over() {
    let Some(mut server) = MailServer::start() else {
        return;
    };
    let holder = told();
    server.serves(&holder);
    for app in ["Outlook", "Phone", "Tablet"] {
        holder.sql("DELETE FROM notice WHERE true", []);
        holder.program.run(&format!("apppw create {app}")).ok();
        assert!(arrived(&mut server).1.contains(app));
    }
    holder.program.run("apppw delete Outlook --yes").ok();
    let (_, body) = arrived(&mut server);
    assert!(
        body.contains("App password: Outlook\n") && !body.contains("Number"),
        "{body}"
    );
    holder.program.run("apppw delete Phone --yes").ok();
    holder.program.run("apppw delete Tablet --yes").ok();
    let [notice] = &waiting(&holder)[..] else {
        panic!("more than one waits, or none");
    };
    assert_eq!(notice["account"], ALAIN);
    assert_eq!(notice["notice"], "app-password-deleted");
    assert_eq!(
        (&notice["events"], &notice["tries"]),
        (&2.into(), &0.into())
    );
    assert_eq!(log_has(&holder, "notice.sent"), 4);
    holder.sql(AN_HOUR_PASSES, []);
    holder.program.run("notices").ok();
    let (_, body) = arrived(&mut server);
    assert!(
        body.contains(" UTC: 2. The last time:\n\nApp password: Tablet\n"),
        "{body}"
    );
    assert!(waiting(&holder).is_empty());
    // Nothing more happened within the next hour.
    holder.sql(AN_HOUR_PASSES, []);
    holder.program.run("notices").ok();
    assert_eq!(rows(&holder), 0);
}

#[test]
fn nothing_is_sent_where_notices_are_off_or_there_is_no_address() {
    let holder = told();
    keep_mail(&holder);
    holder.program.run("policy set notices off").ok();
    holder.program.run("apppw create Outlook").ok();
    assert_eq!(rows(&holder), 0);
    holder.program.run("policy set notices on").ok();
    holder
        .program
        .run(&format!("account set {ALAIN} --no-email"))
        .ok();
    holder.program.run("apppw create Phone").ok();
    assert_eq!((rows(&holder), kept(&holder).len()), (0, 0));
}

#[test]
fn what_waits_when_notices_are_turned_off_is_never_sent() {
    let holder = told();
    holder.program.set_policy("mail-command", "/bin/false");
    holder.program.run("apppw create Outlook").ok();
    assert_eq!(rows(&holder), 1);
    holder.program.run("policy set notices off").ok();
    assert_eq!(rows(&holder), 0);
}

#[test]
fn a_mail_that_cannot_be_sent_changes_nothing_else_and_goes_out_later() {
    let holder = told();
    holder.program.set_policy("mail-command", "/bin/false");
    let made = holder.program.run("apppw create Outlook");
    assert_eq!((made.code, made.err.as_str()), (0, ""), "{made}");
    let verified = holder.program.fed("apppw verify", &made.word());
    assert_eq!(verified.code, 0, "{verified}");
    let [notice] = &waiting(&holder)[..] else {
        panic!("more than one waits, or none");
    };
    assert_eq!(notice["tries"], 1);
    let failure = "the command '/bin/false' failed with exit status 1";
    assert_eq!(notice["failure"], failure);
    let moment = |key: &str| notice[key].as_str().unwrap().parse::<Timestamp>().unwrap();
    let wait = moment("next_try_at")
        .duration_since(moment("since"))
        .as_secs();
    assert!((60..90).contains(&wait), "{wait}");
    // It isn't tried before.
    keep_mail(&holder);
    holder.program.run("notices").ok();
    assert!(kept(&holder).is_empty());
    holder.sql("UPDATE notice SET due_at = due_at - 60", []);
    let shown = holder.program.run("notices");
    assert!(shown.ok().contains(failure));
    assert_eq!(kept(&holder).len(), 1);
    assert!(waiting(&holder).is_empty());
    let log = holder.program.run("log --json --event notice").ok();
    assert!(log.contains("\"tries\":2"), "{log}");
}

#[test]
fn a_mail_is_given_up_after_three_days_and_recorded() {
    let holder = told();
    holder.program.set_policy("mail-command", "/bin/false");
    holder.program.run("apppw create Outlook").ok();
    let passed = "UPDATE notice SET due_at = due_at - 300000, since = since - 300000";
    holder.sql(passed, []);
    holder.program.run("notices").ok();
    assert_eq!(rows(&holder), 0);
    assert_eq!(log_has(&holder, "notice.given-up"), 1);
    assert_eq!(log_has(&holder, "notice.sent"), 0);
    holder.program.run("store check").ok();
}

#[test]
fn a_server_sends_what_commands_and_log_ins_leave() {
    let holder = told();
    let secret = holder.program.run("apppw create Outlook").word();
    keep_mail(&holder);
    let mut served = Served::start(&holder.program);
    let mails = || kept(&holder).len();
    holder.program.run("mfa recovery --yes").ok();
    until("a mail about the codes", || (mails() == 1).then_some(()));
    let source = "service=imap\trip=192.0.2.9";
    let said = served.client().ask_from(source, ALAIN, &secret);
    assert_eq!(said, Said::Yes(ALAIN.to_owned()));
    until("a mail about the network", || (mails() == 2).then_some(()));
    let network = kept(&holder)
        .into_iter()
        .find(|mail| mail.contains("192.0.2.9 (imap)"));
    assert!(network.is_some());
    served.signal(Signal::TERM);
    assert_eq!(served.ended().code(), Some(0));
    assert!(
        served.said().ends_with("then stopping.\n"),
        "{}",
        served.said()
    );
}

#[test]
fn many_couriers_at_once_send_a_mail_once() {
    let holder = told();
    holder.program.set_policy("mail-command", "/bin/false");
    for app in ["Outlook", "Phone"] {
        holder.program.run(&format!("apppw create {app}")).ok();
    }
    holder.program.run("mfa recovery --yes").ok();
    holder.sql("UPDATE notice SET due_at = due_at - 3600", []);
    keep_mail(&holder);
    let store = holder.program.store();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| send(&store));
        }
    });
    assert_eq!(kept(&holder).len(), 2, "{:?}", waiting(&holder));
    assert_eq!(log_has(&holder, "notice.sent"), 2);
    holder.program.run("log check").ok();
}

/// As a courier does, until the store isn't busy.
fn send(store: &Path) {
    let writing = Writing {
        host: "mail.example".to_owned(),
        words: Box::new(|addressed: &Addressed| MailText {
            subject: addressed.notice.kind.into_str().to_owned(),
            body: addressed.account.as_str().to_owned(),
        }),
    };
    let now = || requester(Timestamp::now());
    open(store)
        .send_due_notices(&now, &writing, || true)
        .unwrap();
}

#[test]
fn a_row_that_keyfob_did_not_write_is_never_mailed_and_stops_nothing() {
    let holder = told();
    holder.program.set_policy("mail-command", "/bin/false");
    holder.program.run("apppw create Outlook").ok();
    holder.program.run("mfa recovery --yes").ok();
    keep_mail(&holder);
    holder.sql(AN_HOUR_PASSES, []);
    let forge =
        "UPDATE notice SET recipient = 'eve@evil.example' WHERE kind = 'app-password-created'";
    holder.database().execute(forge, []);
    let damaged = "row";
    let listed = holder.program.run("notices");
    assert_eq!(listed.code, 74, "{listed}");
    assert!(listed.err.contains(damaged), "{listed}");
    let writing_failed = catch_unwind(|| send(&holder.program.store()));
    assert!(writing_failed.is_err());
    let mails = kept(&holder);
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert!(mails[0].contains("recovery-codes-replaced"), "{mails:?}");
    let checked = holder.program.run("store check");
    assert_eq!(checked.code, 1, "{checked}");
    assert!(
        checked.out.contains("of notice wasn't written by keyfob"),
        "{checked}"
    );
    // The next change writes a row of its own in its place.
    holder.program.run("apppw create Phone").ok();
    assert!(!kept(&holder).iter().any(|mail| mail.contains("eve@")));
    holder.program.run("store check").ok();
}

#[test]
fn notices_are_refused_where_nothing_sends_mail() {
    if Path::new("/usr/sbin/sendmail").exists() {
        println!("skipped: this machine has a sendmail");
        return;
    }
    let holder = Holder::enforced();
    holder.program.run("policy set mail-command none").ok();
    let refused = holder.program.run("policy set notices on").refused(69);
    assert!(refused.err.contains("policy set mail-command"), "{refused}");
    assert_eq!(holder.program.run("policy show notices").word(), "off");
    holder
        .program
        .set_policy("mail-command", "/nowhere/mail -t");
    holder.program.run("policy set notices on").refused(69);
    holder.program.set_policy("mail-command", "/bin/true");
    holder.program.run("policy set notices on").ok();
    let refused = holder
        .program
        .run("policy set mail-command none")
        .refused(69);
    assert!(refused.err.contains("policy set notices off"), "{refused}");
    assert_eq!(
        holder.program.run("policy show mail-command").word(),
        "/bin/true"
    );
    holder.program.run("policy set notices off").ok();
    holder.program.run("policy set mail-command none").ok();
}

#[test]
fn each_holder_is_written_to_in_their_language() {
    let Some(mut server) = MailServer::start() else {
        return;
    };
    let holder = told();
    server.serves(&holder);
    for (language, words) in [
        ("en", "An app password was created for alain@contoso.com."),
        ("nb", "Et app-passord ble opprettet for alain@contoso.com."),
        (
            "da",
            "En app-adgangskode blev oprettet for alain@contoso.com.",
        ),
        ("sv", "Ett app"),
        (
            "lv",
            "Kontam alain@contoso.com tika izveidota lietotnes parole.",
        ),
        (
            "nl",
            "Er is een app-wachtwoord gemaakt voor alain@contoso.com.",
        ),
    ] {
        let set = format!("account set {ALAIN} --language {language}");
        holder.program.run(&set).ok();
        let shown = holder.program.run(&format!("account show {ALAIN} --json"));
        assert_eq!(shown.json()["language"], language);
        holder.sql("DELETE FROM notice WHERE true", []);
        holder.program.run(&format!("apppw create {language}")).ok();
        let (_, body) = arrived(&mut server);
        assert!(body.starts_with(words), "{body}");
    }
    let set = format!("account set {ALAIN} --language xx");
    holder.program.run(&set).refused(2);
}

#[test]
fn an_address_that_is_replaced_still_hears_of_it() {
    let holder = told();
    let mut service = open(&holder.program.store());
    let now = requester(Timestamp::now());
    let (alain, admin) = (account(&service, ALAIN), service.admin(&now));
    let other = Contact::Email(Email::parse("eve@evil.example").unwrap());
    let password = prove_password(&mut service, &now, ALAIN, PASSWORD);
    let purpose = CodePurpose::Enrolment;
    let (request, code) = send_code(&mut service, &now, &password, &other, purpose);
    let proven = service.check_enrolment_code(&admin, &request, &code);
    let methods = vec![MethodProven::Contact(proven.unwrap())];
    service
        .enrol(&admin, alain, methods, &Extras::default())
        .unwrap();
    let told = service.waiting_notices(&admin).unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].notice.to.as_str(), EMAIL);
}

#[test]
fn waiting_mails_go_with_their_account_and_follow_its_name() {
    let holder = told();
    holder.program.set_policy("mail-command", "/bin/false");
    holder.program.run("apppw create Outlook").ok();
    let rename = format!("account rename {ALAIN} bea@contoso.com");
    holder.program.run(&rename).ok();
    assert_eq!(waiting(&holder)[0]["account"], "bea@contoso.com");
    holder.program.run("store rekey --yes").ok();
    holder.program.run("store check").ok();
    assert_eq!(waiting(&holder)[0]["notice"], "app-password-created");
    holder
        .program
        .run("account delete bea@contoso.com --yes")
        .ok();
    assert_eq!(rows(&holder), 0);
    holder.program.run("store check").ok();
}

#[test]
fn a_method_goes_with_its_address_and_that_address_hears_of_it() {
    let holder = told();
    keep_mail(&holder);
    let method =
        "INSERT INTO contact (account_id, kind, verified_at) SELECT id, 'email', 0 FROM account";
    holder.sql(method, []);
    let set = format!("account set {ALAIN} --email other@example.org");
    holder.program.run(&set).ok();
    let [mail] = &kept(&holder)[..] else {
        panic!("not one mail");
    };
    assert!(mail.contains("To: alain@example.org\n"), "{mail}");
    assert!(mail.contains("Sign-in method removed for"), "{mail}");
    assert!(mail.contains("Method: alain@example.org\n"), "{mail}");
}
