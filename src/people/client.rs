//! The end of the socket where the person is.

use std::cell::RefCell;
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use rustix::net::sockopt::socket_peercred;
use rustix::process::geteuid;
use serde::de::DeserializeOwned;

use super::frame::{self, LARGEST_ANSWER};
use super::request::Request;
use super::told::Told;
use crate::service::{DaemonError, Result};

/// How long an answer may take: the organisation's commands may be run for it.
const PATIENCE: Duration = Duration::from_mins(2);

pub struct Client {
    stream: RefCell<UnixStream>,
}

impl Client {
    /// Connects to a socket that root, this user, or this other user made.
    pub fn connect(path: &Path, or_user: Option<u32>) -> Result<Self> {
        let unreachable = |error| DaemonError::Unreachable(path.to_owned(), error);
        let is_ours = |uid: u32| uid == 0 || uid == geteuid().as_raw() || Some(uid) == or_user;
        // The link itself, not what it leads to.
        let there = path.symlink_metadata().map_err(unreachable)?;
        if !there.file_type().is_socket() || !is_ours(there.uid()) {
            return Err(DaemonError::NotOurs(path.to_owned()).into());
        }
        let stream = UnixStream::connect(path).map_err(unreachable)?;
        // The name may lead to another socket by now. This is who listens.
        let peer = socket_peercred(&stream).map_err(|error| unreachable(error.into()))?;
        if !is_ours(peer.uid.as_raw()) {
            return Err(DaemonError::NotOurs(path.to_owned()).into());
        }
        stream
            .set_read_timeout(Some(PATIENCE))
            .map_err(unreachable)?;
        stream
            .set_write_timeout(Some(PATIENCE))
            .map_err(unreachable)?;
        Ok(Self {
            stream: RefCell::new(stream),
        })
    }

    /// Asks, and waits for the answer.
    pub fn ask<T: DeserializeOwned>(&self, request: &Request) -> Result<T> {
        let answer = self.exchange(request).map_err(DaemonError::Lost)?;
        let answer: std::result::Result<T, Told> =
            frame::parse(&answer).map_err(|_| DaemonError::OtherVersion)?;
        Ok(answer?)
    }

    fn exchange(&self, request: &Request) -> io::Result<zeroize::Zeroizing<Vec<u8>>> {
        let stream = &mut *self.stream.borrow_mut();
        let written = frame::write(stream, request);
        // A server that is full says so before it reads.
        match (frame::read(stream, LARGEST_ANSWER), written) {
            (Ok(Some(answer)), _) => Ok(answer),
            (_, Err(error)) | (Err(error), Ok(())) => Err(error),
            (Ok(None), Ok(())) => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}
