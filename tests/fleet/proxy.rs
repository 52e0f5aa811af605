//! A proxy between keyfob and the server that cuts the connection while something is saved, and counts
//! how often the server is asked.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use tempfile::TempDir;

use crate::support::Program;
use crate::support::database::Database;

/// The end of a transaction that changed nothing. Its answer isn't waited for.
const ROLLBACK: &[u8] = b"Q\0\0\0\rROLLBACK\0";

/// What is lost of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loses {
    /// One of its statements, and all that follow.
    Middle,
    /// The server never hears of its commit.
    Question,
    /// It is committed, but the client never hears of that.
    Answer,
}

impl Loses {
    /// What is being said then.
    fn at(self) -> &'static [u8] {
        match self {
            Self::Middle => b"INSERT INTO salt",
            Self::Question | Self::Answer => b"COMMIT\0",
        }
    }
}

#[derive(Default)]
struct State {
    next: Mutex<Option<Loses>>,
    lost: AtomicUsize,
    asked: AtomicUsize,
}

pub struct Proxy {
    folder: TempDir,
    database: String,
    state: Arc<State>,
}

impl Proxy {
    /// To this machine's database.
    pub fn new(machine: &Program) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        let (state, server) = (Arc::<State>::default(), Database::socket());
        let shared = Arc::clone(&state);
        // It ends with the tests.
        thread::spawn(move || {
            for client in listener.incoming() {
                let (server, state) = (server.clone(), Arc::clone(&shared));
                thread::spawn(move || pass(&client.unwrap(), &server, &state));
            }
        });
        Self {
            folder,
            database: machine
                .store()
                .file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned(),
            state,
        }
    }

    pub fn address(&self) -> String {
        let folder = self.folder.path().to_str().unwrap().replace('/', "%2F");
        format!(
            "postgresql://{}@{folder}/{}",
            Database::user(),
            self.database
        )
    }

    pub fn lose_next(&self, loses: Loses) {
        *self.state.next.lock().unwrap() = Some(loses);
    }

    pub fn lost(&self) -> usize {
        self.state.lost.load(Ordering::SeqCst)
    }

    /// How often something was sent of which the answer is waited for. Questions that are asked together
    /// come as one.
    pub fn asked(&self) -> usize {
        self.state.asked.load(Ordering::SeqCst)
    }
}

fn pass(client: &UnixStream, server: &PathBuf, state: &State) {
    let server = UnixStream::connect(server).unwrap();
    let (to_client, from_server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    let answers = thread::spawn(move || copy(from_server, to_client));
    let mut bytes = [0; 1 << 14];
    let mut client_side = client;
    while let Ok(read @ 1..) = client_side.read(&mut bytes) {
        let asked = &bytes[..read];
        if asked != ROLLBACK {
            state.asked.fetch_add(1, Ordering::SeqCst);
        }
        let loses = state.next.lock().unwrap().take_if(|loses| {
            let at = loses.at();
            asked.windows(at.len()).any(|window| window == at)
        });
        if loses.is_some() {
            state.lost.fetch_add(1, Ordering::SeqCst);
            client.shutdown(Shutdown::Both).unwrap();
        }
        if matches!(loses, None | Some(Loses::Answer)) && (&server).write_all(asked).is_err() {
            break;
        }
        if loses.is_some() {
            break;
        }
    }
    // The server does what it was asked before it notices.
    let _ = server.shutdown(Shutdown::Write);
    answers.join().unwrap();
}

fn copy(mut from: UnixStream, mut to: UnixStream) {
    let mut bytes = [0; 1 << 14];
    while let Ok(read @ 1..) = from.read(&mut bytes) {
        // Where nobody hears it any more, the server is still heard out.
        let _ = to.write_all(&bytes[..read]);
    }
    let _ = to.shutdown(Shutdown::Both);
}
