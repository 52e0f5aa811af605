//! Clients that say too much, too little, or nothing, and those beside them.

use std::io::ErrorKind;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::serve::{Served, WRONG, each_of, no, with_apps, yes};
use crate::support::auth_client::{AuthClient, SOURCE, Said, plain};
use crate::support::holder::until;
use crate::support::{ALAIN, PATIENCE, rounds};

/// What a client hears until the end of its connection.
fn heard_to_the_end(client: &mut AuthClient) -> Vec<String> {
    let mut lines = vec![];
    while let Some(line) = client.line().unwrap() {
        lines.push(line);
    }
    lines
}

#[test]
fn whoever_says_garbage_is_dropped_and_the_others_are_served() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let served = Served::start(&holder.program);
    let mut other = served.client();
    let right = plain(ALAIN, &secret);
    for garbage in [
        "\n".to_owned(),
        "hello\n".to_owned(),
        "GET / HTTP/1.1\r\n".to_owned(),
        "VERSION\t2\t0\n".to_owned(),
        "VERSION\n".to_owned(),
        "CPID\t1\n".to_owned(),
        format!("AUTH\t1\tPLAIN\tresp={right}\n"),
        format!("VERSION\t1\t0\nAUTH\t1\tPLAIN\tresp={right}\n"),
        "VERSION\t1\t0\nCPID\tx\n".to_owned(),
        "VERSION\t1\t0\nVERSION\t1\t0\n".to_owned(),
    ] {
        let mut client = AuthClient::silent(&served.socket).unwrap();
        client.say(&garbage).unwrap();
        assert_eq!(heard_to_the_end(&mut client), [""; 0], "{garbage:?}");
        assert_eq!(other.ask(ALAIN, &secret), yes());
    }
    for garbage in [
        "VERSION\t1\t0\n".to_owned(),
        "CPID\t1\n".to_owned(),
        "AUTH\n".to_owned(),
        "AUTH\t1\n".to_owned(),
        format!("AUTH\t-1\tPLAIN\tresp={right}\n"),
        format!("AUTH\t4294967296\tPLAIN\tresp={right}\n"),
        format!("AUTH\t1\tPLAIN\tresp={right}\tservice=imap\n"),
        format!("AUTH\t1\tPLAIN\tservice=a\u{1}\tresp={right}\n"),
        format!("AUTH\t1\tPLAIN\tservice=\u{1}x\tresp={right}\n"),
        format!("AUTH\t1\tPLAIN\t\0resp={right}\n"),
        "CONT\t1\n".to_owned(),
        "CONT\t1\ta\tb\n".to_owned(),
        "CANCEL\n".to_owned(),
        "auth\t1\tPLAIN\n".to_owned(),
        // The same number twice.
        "AUTH\t1\tLOGIN\nAUTH\t1\tLOGIN\n".to_owned(),
        // More begun than anybody goes on with.
        each_of(1..66, |id| format!("AUTH\t{id}\tLOGIN\n")),
        "x".repeat(8_192),
        "AUTH\t1\tPLAIN\tresp=".to_owned() + &"A".repeat(8_192),
    ] {
        let mut client = served.client();
        client.say(&garbage).unwrap();
        let heard = heard_to_the_end(&mut client);
        assert!(
            heard.iter().all(|line| line.starts_with("CONT\t")),
            "{garbage:?}: {heard:?}"
        );
        assert_eq!(other.ask(ALAIN, &secret), yes());
    }
}

#[test]
fn a_line_may_come_byte_by_byte_and_many_at_once() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let served = Served::start(&holder.program);
    let mut client = AuthClient::silent(&served.socket).unwrap();
    let right = plain(ALAIN, &secret);
    let text = format!("VERSION\t1\t0\nCPID\t1\nAUTH\t7\tPLAIN\t{SOURCE}\tresp={right}\n");
    for byte in text.bytes() {
        client.say_bytes(&[byte]).unwrap();
    }
    assert_eq!(client.said().unwrap(), (7, yes()));
    // More at once than it listens to at once.
    let wanted = 10..510;
    let text = each_of(wanted.clone(), |id| {
        format!("AUTH\t{id}\tPLAIN\t{SOURCE}\tresp={right}\n")
    });
    client.say(&text).unwrap();
    let mut ids: Vec<_> = wanted
        .clone()
        .map(|_| {
            let (id, said) = client.said().unwrap();
            assert_eq!(said, yes());
            id
        })
        .collect();
    ids.sort_unstable();
    assert_eq!(ids, wanted.collect::<Vec<_>>());
}

#[test]
fn whoever_says_nothing_is_dropped_after_ten_seconds_and_whoever_said_who_it_is_stays() {
    // Ten seconds it is.
    if rounds(1, 0) == 0 {
        return;
    }
    let (holder, [secret]) = with_apps(["Outlook"]);
    let served = Served::start(&holder.program);
    let mut known = served.client();
    assert_eq!(known.ask(ALAIN, &secret), yes());
    let began = Instant::now();
    let mut silent = AuthClient::silent(&served.socket).unwrap();
    let mut half = AuthClient::silent(&served.socket).unwrap();
    half.say("VERSION\t1\t0\nCPID\t").unwrap();
    assert_eq!(heard_to_the_end(&mut silent), [""; 0]);
    let patience = began.elapsed();
    assert!(patience >= Duration::from_secs(10), "{patience:?}");
    assert_eq!(heard_to_the_end(&mut half), [""; 0]);
    assert_eq!(known.ask(ALAIN, &secret), yes());
}

#[test]
fn whoever_never_reads_is_dropped_and_the_others_are_served() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let served = Served::start(&holder.program);
    let mut deaf = served.client();
    let mut number = 0_u32;
    let error = loop {
        number += 1;
        assert!(number < 1_000_000, "it is listened to for ever");
        if let Err(error) = deaf.say(&format!("AUTH\t{number}\tNONE\n")) {
            break error;
        }
    };
    assert!(
        matches!(
            error.kind(),
            ErrorKind::BrokenPipe | ErrorKind::ConnectionReset
        ),
        "{error}"
    );
    assert_eq!(served.ask(ALAIN, &secret), yes());
}

#[test]
fn whoever_goes_while_its_question_is_in_work_troubles_nobody() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let served = Served::start_with(&holder.program, "--no-memory");
    let mut other = served.client();
    for _ in 0..rounds(60, 10) {
        let mut gone = served.client();
        for password in [&secret, WRONG, &secret] {
            gone.begin(ALAIN, password).unwrap();
        }
        let id = other.begin(ALAIN, WRONG).unwrap();
        drop(gone);
        assert_eq!(other.answer_to(id), no());
        assert_eq!(other.ask(ALAIN, &secret), yes());
    }
    // And whoever has only said all it has to say hears every answer.
    let mut done = served.client();
    let asked = [&secret, WRONG, &secret].map(|password| done.begin(ALAIN, password).unwrap());
    done.stream().shutdown(Shutdown::Write).unwrap();
    let mut heard: Vec<_> = asked.iter().map(|_| done.said().unwrap()).collect();
    heard.sort_by_key(|(id, _)| *id);
    assert_eq!(heard, [(1, yes()), (2, no()), (3, yes())]);
    assert_eq!(done.said().unwrap().1, Said::Closed);
}

#[test]
fn with_nothing_to_do_it_does_nothing() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let served = Served::start(&holder.program);
    let _silent = AuthClient::silent(&served.socket).unwrap();
    let _idle = served.client();
    // Begun, and never gone on with.
    let mut begun = served.client();
    begun.begin_with("LOGIN\tservice=smtp").unwrap();
    // Has said all it has to say, and reads none of the answers.
    let mut deaf = served.client();
    let text = each_of(1..30_000, |id| format!("AUTH\t{id}\tNONE\n"));
    deaf.say(&text).unwrap();
    deaf.stream().shutdown(Shutdown::Write).unwrap();
    // Has said half of what it wanted to, and no more.
    let mut half = served.client();
    half.say("AUTH\t1").unwrap();
    half.stream().shutdown(Shutdown::Write).unwrap();
    let mut gone = served.client();
    gone.begin(ALAIN, &secret).unwrap();
    gone.stream().shutdown(Shutdown::Read).unwrap();
    assert_eq!(served.ask(ALAIN, &secret), yes());

    let window = Duration::from_millis(500);
    until("rest", || {
        let before = served.ticks();
        std::thread::sleep(window);
        // A hundredth of a second here and there is the measuring.
        (served.ticks() - before <= 2).then_some(())
    });
    assert_eq!(served.ask(ALAIN, &secret), yes());
}

/// Files that this process may open.
fn raise_file_limit() {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    setrlimit(
        Resource::Nofile,
        Rlimit {
            current: maximum,
            maximum,
        },
    )
    .unwrap();
}

#[test]
fn among_more_idle_clients_than_there_is_room_for_a_new_one_is_served() {
    raise_file_limit();
    let (holder, [secret]) = with_apps(["Outlook"]);
    let served = Served::start(&holder.program);
    let mut idle: Vec<_> = (0..1_100).map(|_| served.client()).collect();
    // Each of those who come is let in.
    assert_eq!(served.ask(ALAIN, &secret), yes());
    // Those who have been quiet longest made room, and the others are still heard.
    let last = idle.len() - 1;
    assert_eq!(idle[last].ask(ALAIN, &secret), yes());
    assert_eq!(idle[0].ask(ALAIN, &secret), Said::Closed);
}

#[test]
fn where_few_files_may_be_open_some_are_kept_for_the_store() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let program = &holder.program;
    let workers = std::thread::available_parallelism().unwrap().get();
    let files = 32 + 8 * (workers + 2) + 20;
    let mut command = Command::new("sh");
    command
        .args([
            "-c",
            &format!("ulimit -n {files} && exec \"$0\" serve --auth-socket auth.sock"),
            env!("CARGO_BIN_EXE_keyfob"),
        ])
        .env_clear()
        .env("KEYFOB_STORE", program.store())
        .env("KEYFOB_KEY_FILE", program.key_file())
        .current_dir(program.path());
    let served = Served::of(command, &program.path().join("auth.sock"));
    let mut idle: Vec<_> = (0..2 * files).map(|_| served.client()).collect();
    assert_eq!(served.ask(ALAIN, &secret), yes());
    let last = idle.len() - 1;
    assert_eq!(idle[last].ask(ALAIN, &secret), yes());
}

#[test]
fn many_who_come_and_go_at_once_keep_nobody_from_being_heard() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let served = Served::start(&holder.program);
    let mut known = served.client();
    assert_eq!(known.ask(ALAIN, &secret), yes());
    let socket = &served.socket;
    let is_over = AtomicBool::new(false);
    let heard = std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    let _ = UnixStream::connect(socket);
                }
            });
        }
        let heard = (0..rounds(200, 40)).all(|_| {
            known.begin(ALAIN, &secret).unwrap();
            known.said().is_ok_and(|(_, said)| said == yes())
        });
        is_over.store(true, Ordering::Relaxed);
        heard
    });
    assert!(heard);
}

/// The ids of the answers that have come by now.
fn answered(client: &mut AuthClient) -> Vec<u32> {
    client
        .stream()
        .set_read_timeout(Some(Duration::from_millis(1)))
        .unwrap();
    let mut ids = vec![];
    while let Ok((id, Said::Yes(_))) = client.said() {
        ids.push(id);
    }
    client.stream().set_read_timeout(Some(PATIENCE)).unwrap();
    ids
}

#[test]
fn one_who_asks_much_does_not_keep_the_others_waiting() {
    let (holder, [secret]) = with_apps(["Outlook"]);
    let served = Served::start_with(&holder.program, "--no-memory");
    // Far more than are answered between one of another and the look at these.
    let many = 100;
    for cancels in [0, 400] {
        let mut greedy = served.client();
        let right = plain(ALAIN, &secret);
        let question = |id| format!("AUTH\t{id}\tPLAIN\t{SOURCE}\tresp={right}\n");
        // To have a turn for each of them.
        let cancelled = |id| format!("{}CANCEL\t{id}\n", question(id));
        let first = each_of(1..=cancels, cancelled);
        let text = first + &each_of(cancels + 1..cancels + 1 + many, question);
        greedy.say(&text).unwrap();
        // It has been heard.
        let mut ids = vec![greedy.said().unwrap().0];
        let mut modest = served.client();
        assert_eq!(modest.ask(ALAIN, WRONG), no());
        ids.extend(answered(&mut greedy));
        assert!(
            ids.len() < many as usize,
            "all were answered before one of another, with {cancels} cancelled"
        );
        // None of them is lost for it.
        while (cancels + 1..=cancels + many).any(|id| !ids.contains(&id)) {
            let (id, said) = greedy.said().unwrap();
            assert_eq!(said, yes());
            ids.push(id);
        }
    }
}
