//! The protocol, as Postfix, Exim and Dovecot speak it.

use std::collections::HashMap;

use crate::serve::{Served, WRONG, each_of, no, with_apps, yes};
use crate::support::ALAIN;
use crate::support::auth_client::{AuthClient, SOURCE, Said, base64, plain};
use crate::support::holder::until;

const USERNAME: &str = "VXNlcm5hbWU6";
const PASSWORD: &str = "UGFzc3dvcmQ6";

#[test]
fn the_handshake_comes_at_once_and_whole() {
    let (holder, []) = with_apps([]);
    let served = Served::start(&holder.program);
    let hear = || AuthClient::silent(&served.socket).unwrap().handshake;
    let (first, second) = (hear(), hear());
    for handshake in [&first, &second] {
        assert_eq!(handshake[0], "VERSION\t1\t2");
        assert_eq!(handshake[1], "MECH\tPLAIN\tplaintext");
        assert_eq!(handshake[2], "MECH\tLOGIN\tplaintext");
        assert_eq!(handshake[3], format!("SPID\t{}", served.child.id()));
        assert!(handshake[4].starts_with("CUID\t"), "{handshake:?}");
        let cookie = handshake[5].strip_prefix("COOKIE\t").unwrap();
        assert!(cookie.len() == 32 && cookie.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert_eq!(handshake[6..], ["DONE"]);
    }
    assert_ne!(first[4], second[4]);
    assert_ne!(first[5], second[5]);
}

#[test]
fn plain_and_login_with_and_without_a_first_response() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let served = Served::start(&holder.program);
    // One connection for all, as Postfix keeps it.
    let mut client = served.client();
    for (password, answer) in [(secret.as_str(), yes()), (WRONG, no())] {
        assert_eq!(client.ask(ALAIN, password), answer);

        // PLAIN asks for nothing in words.
        let id = client.begin_with(&format!("PLAIN\t{SOURCE}")).unwrap();
        assert_eq!(client.answer_to(id), Said::GoOn(String::new()));
        client.go_on(id, &plain(ALAIN, password)).unwrap();
        assert_eq!(client.answer_to(id), answer);

        // Exim has nothing to say yet, and says so.
        for nothing in ["", "\tresp="] {
            let rest = format!("LOGIN\t{SOURCE}{nothing}");
            let id = client.begin_with(&rest).unwrap();
            assert_eq!(client.answer_to(id), Said::GoOn(USERNAME.to_owned()));
            client.go_on(id, &base64(ALAIN.as_bytes())).unwrap();
            assert_eq!(client.answer_to(id), Said::GoOn(PASSWORD.to_owned()));
            client.go_on(id, &base64(password.as_bytes())).unwrap();
            assert_eq!(client.answer_to(id), answer);
        }

        let name = base64(ALAIN.as_bytes());
        let rest = format!("login\t{SOURCE}\tresp={name}");
        let id = client.begin_with(&rest).unwrap();
        assert_eq!(client.answer_to(id), Said::GoOn(PASSWORD.to_owned()));
        client.go_on(id, &base64(password.as_bytes())).unwrap();
        assert_eq!(client.answer_to(id), answer);
    }
}

#[test]
fn many_in_flight_are_answered_by_their_ids_whatever_else_is_asked() {
    let (holder, [first, second]) = with_apps(["First", "Second"]);
    holder
        .program
        .fed(
            "account add bob@contoso.com --password-stdin",
            "bob's Own 1 kettle\n",
        )
        .ok();
    let served = Served::start(&holder.program);
    let mut clients = [served.client(), served.client(), served.client()];
    let bob = Said::Yes("bob@contoso.com".to_owned());
    let asked = [
        (ALAIN, first.as_str(), yes()),
        (ALAIN, WRONG, no()),
        (ALAIN, &second, yes()),
        ("bob@contoso.com", "bob's Own 1 kettle", bob),
        (
            "bob@contoso.com",
            &first,
            Said::No(Some("bob@contoso.com".to_owned())),
        ),
        ("carol", &first, Said::No(Some("carol".to_owned()))),
        ("a\tb", &first, Said::No(None)),
    ];
    // The same numbers in each connection, for other questions.
    let mut due: Vec<HashMap<u32, Said>> = vec![];
    for (shift, client) in clients.iter_mut().enumerate() {
        let mut wanted = HashMap::new();
        for round in 0..4 {
            // Wrong guesses at bob's own password are counted, and so are those of an unknown name,
            // which may be treated like his. So each is asked for once.
            for at in 0..asked.len() {
                let (user, password, answer) = &asked[(at + shift * 2) % asked.len()];
                if round > 0 && ["bob@contoso.com", "carol"].contains(user) {
                    continue;
                }
                let id = client.begin(user, password).unwrap();
                wanted.insert(id, answer.clone());
            }
        }
        due.push(wanted);
    }
    for (client, mut wanted) in clients.iter_mut().zip(due) {
        while !wanted.is_empty() {
            let (id, said) = client.said().unwrap();
            assert_eq!(Some(said), wanted.remove(&id), "of {id}");
        }
    }
}

#[test]
fn what_was_cancelled_is_not_answered() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let served = Served::start_with(&holder.program, "--no-memory");
    // An answer may be on its way before the cancellation is read, but not every time.
    until("a cancellation that came in time", || {
        let mut client = served.client();
        // Those who asked before have their answers, so that these are worked on at once.
        for _ in 0..3 {
            assert_eq!(client.ask(ALAIN, WRONG), no());
        }
        let ids: Vec<_> = (0..8)
            .map(|_| client.begin(ALAIN, &secret).unwrap())
            .collect();
        // Answered at once: by now the first are worked on, and the rest wait.
        let marker = client.begin_with("NONE").unwrap();
        let mut heard = vec![];
        while heard.last() != Some(&marker) {
            heard.push(client.said().unwrap().0);
        }
        let begun = client.begin_with("LOGIN\tservice=smtp").unwrap();
        let cancelled = ids.into_iter().chain([begun, 999]);
        let text = each_of(cancelled, |id| format!("CANCEL\t{id}\n"));
        client.say(&text).unwrap();
        client.go_on(begun, &base64(ALAIN.as_bytes())).unwrap();
        let last = client.begin(ALAIN, WRONG).unwrap();
        while heard.last() != Some(&last) {
            heard.push(client.said().unwrap().0);
        }
        // Nobody goes on with what was cancelled.
        assert_eq!(heard.iter().filter(|id| **id == begun).count(), 1);
        (heard == [marker, begun, last]).then_some(())
    });
    assert_eq!(served.ask(ALAIN, WRONG), no());
}

#[test]
fn what_makes_no_sense_is_no_and_the_connection_goes_on() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let served = Served::start(&holder.program);
    let mut client = served.client();
    let plain_of = |message: &str| format!("PLAIN\t{SOURCE}\tresp={}", base64(message.as_bytes()));
    for rest in [
        format!("CRAM-MD5\t{SOURCE}"),
        format!("\t{SOURCE}\tresp={}", plain(ALAIN, &secret)),
        format!("PLAIN\t{SOURCE}\tresp=*"),
        format!("PLAIN\t{SOURCE}\tresp=AGFsYWlu="),
        format!("PLAIN\t{SOURCE}\tresp= {}", plain(ALAIN, &secret)),
        // To act as somebody else.
        plain_of(&format!("root\0{ALAIN}\0{secret}")),
        plain_of(&format!("{ALAIN}\0{secret}")),
        plain_of(&format!("\0{ALAIN}\0{secret}\0")),
        plain_of(&format!("\0{ALAIN}\0")),
        plain_of(&format!("\0\0{secret}")),
        plain_of("\0"),
    ] {
        let id = client.begin_with(&rest).unwrap();
        assert_eq!(client.answer_to(id), Said::No(None), "{rest}");
    }
    // The same name twice is nobody else.
    let id = client
        .begin_with(&plain_of(&format!("{ALAIN}\0{ALAIN}\0{secret}")))
        .unwrap();
    assert_eq!(client.answer_to(id), yes());
    // What later clients may say.
    client.say("COLOUR\tblue\n").unwrap();
    let rest = format!(
        "PLAIN\tfinal-resp-ok\tfuture=1\t{SOURCE}\tresp={}",
        plain(ALAIN, &secret)
    );
    let id = client.begin_with(&rest).unwrap();
    assert_eq!(client.answer_to(id), yes());
}

#[test]
fn the_name_that_is_said_is_the_stores_own() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let served = Served::start(&holder.program);
    let mut client = served.client();
    for spelling in [
        "ALAIN@CONTOSO.COM",
        "alain@Contoso.com",
        "ａlain@contoso.com",
    ] {
        // Twice: also from memory.
        for _ in 0..2 {
            assert_eq!(client.ask(spelling, &secret), yes(), "{spelling}");
        }
    }
    let grouped = secret
        .as_bytes()
        .chunks(4)
        .map(|group| std::str::from_utf8(group).unwrap().to_uppercase())
        .collect::<Vec<_>>()
        .join(" ");
    assert_eq!(client.ask(ALAIN, &grouped), yes());
}

#[test]
fn nothing_in_a_name_or_password_forges_an_answer() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let served = Served::start(&holder.program);
    let mut client = served.client();
    let long = "a".repeat(4_000);
    for user in [
        "x\nOK\t1\tuser=alain@contoso.com",
        "x\tuser=alain@contoso.com",
        "\u{1}tuser=alain",
        "alain@contoso.com\n",
        "alain@contoso.com\r",
        "\u{202e}alain@contoso.com",
        "",
        &long,
    ] {
        for password in [
            secret.as_str(),
            WRONG,
            "\n",
            "a\tb\nOK\t1\tuser=x",
            &long[..1_500],
        ] {
            // PLAIN's and LOGIN's own ways.
            let id = client.begin(user, password).unwrap();
            assert_eq!(
                client.answer_to(id),
                Said::No(None),
                "{user:?} {password:?}"
            );
            let first = base64(user.as_bytes());
            let id = client
                .begin_with(&format!("LOGIN\t{SOURCE}\tresp={first}"))
                .unwrap();
            // An empty response is none yet.
            if user.is_empty() {
                assert_eq!(client.answer_to(id), Said::GoOn(USERNAME.to_owned()));
                client.go_on(id, "").unwrap();
            }
            assert_eq!(client.answer_to(id), Said::GoOn(PASSWORD.to_owned()));
            client.go_on(id, &base64(password.as_bytes())).unwrap();
            assert_eq!(
                client.answer_to(id),
                Said::No(None),
                "{user:?} {password:?}"
            );
        }
    }
    for password in ["\n", "\t", "\u{1}", &long[..1_500], "OK\t1\tuser=alain"] {
        let Said::No(_) = client.ask(ALAIN, password) else {
            panic!("{password:?}");
        };
    }
    for source in [
        "service=smtp\u{1}nOK\u{1}t1\u{1}tuser=alain\trip=192.0.2.7",
        "service=smtp\trip=192.0.2.7\u{1}n",
    ] {
        let said = client.ask_from(source, ALAIN, WRONG);
        assert_eq!(said, no(), "{source:?}");
    }
    assert_eq!(client.ask(ALAIN, &secret), yes());
}
