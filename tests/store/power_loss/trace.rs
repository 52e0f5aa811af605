//! What a program did to files, as strace wrote it down.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::disk::Disk;

/// The calls that change files or say something, and those that move where the next one reads or writes.
pub const CALLS: &str = "openat,open,creat,close,read,readv,write,writev,pwrite64,pwritev,pwritev2,\
    ftruncate,truncate,fallocate,fsync,fdatasync,sync_file_range,rename,renameat,renameat2,link,linkat,\
    symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir,dup,dup2,dup3,fcntl,lseek,copy_file_range,\
    sendfile,splice";

/// A call that succeeded.
#[derive(Debug)]
pub struct Call {
    name: String,
    arguments: Vec<String>,
    returned: u64,
}

/// What became of a call.
#[derive(Debug, PartialEq, Eq)]
pub enum Effect {
    None,
    /// A file or folder is another one, or what was changed is durable.
    Files,
    /// Something was said to the one who started the program.
    Said,
}

/// The calls that succeeded, in their order. What a thread began and ended later counts when it ended.
pub fn calls(trace: &str) -> Vec<Call> {
    let mut begun: HashMap<&str, &str> = HashMap::new();
    let mut calls = vec![];
    for line in trace.lines() {
        let Some((process, rest)) = line.split_once(' ') else {
            continue;
        };
        let rest = rest.trim_start();
        if let Some((before, _)) = rest.split_once(" <unfinished ...>") {
            begun.insert(process, before);
        } else if let Some(resumed) = rest.strip_prefix("<... ") {
            let (_, after) = resumed.split_once(" resumed>").unwrap();
            let before = begun.remove(process).unwrap();
            calls.extend(call(&format!("{before}{after}")));
        } else {
            calls.extend(call(rest));
        }
    }
    calls
}

/// Strings are in hexadecimal, so that nothing in them looks like an argument's end.
fn call(text: &str) -> Option<Call> {
    let (name, rest) = text.split_once('(')?;
    let (arguments, returned) = rest.rsplit_once(" = ")?;
    let arguments = arguments.trim_end().strip_suffix(')')?;
    let returned = returned.split(' ').next()?;
    let returned = match returned.strip_prefix("0x") {
        Some(hex) => u64::from_str_radix(hex, 16).ok()?,
        None => returned.parse().ok()?,
    };
    Some(Call {
        name: name.to_owned(),
        arguments: arguments.split(", ").map(str::to_owned).collect(),
        returned,
    })
}

/// What a descriptor is open on.
#[derive(Clone, Debug)]
enum Open {
    File {
        inode: usize,
        at: u64,
    },
    Folder(PathBuf),
    /// Where it says something.
    Out,
}

/// Does again what was done, to a disk of the test's own.
pub struct Replay<'d> {
    pub disk: &'d mut Disk,
    root: PathBuf,
    open: HashMap<u64, Open>,
}

impl<'d> Replay<'d> {
    /// Only what is under the root is on the disk.
    pub fn new(disk: &'d mut Disk, root: &Path) -> Self {
        let open = HashMap::from([(1, Open::Out), (2, Open::Out)]);
        Self {
            disk,
            root: root.to_owned(),
            open,
        }
    }

    /// A path on the disk. `None` for another.
    fn path(&self, call: &Call, argument: usize) -> Option<PathBuf> {
        let bytes = bytes(&call.arguments[argument]);
        let path = self.root.join(String::from_utf8(bytes).unwrap());
        Some(path.strip_prefix(&self.root).ok()?.to_owned())
    }

    pub fn apply(&mut self, call: &Call) -> Effect {
        let number = |argument: usize| call.arguments[argument].parse::<u64>().unwrap();
        match call.name.as_str() {
            "open" => self.opens(call, 0),
            "openat" => self.opens(call, 1),
            "close" => {
                self.open.remove(&number(0));
                Effect::None
            }
            "dup" | "dup2" | "dup3" => self.duplicates(number(0), call.returned),
            "fcntl" if call.arguments[1].starts_with("F_DUPFD") => {
                self.duplicates(number(0), call.returned)
            }
            "fcntl" => Effect::None,
            "read" | "lseek" => {
                if let Some(Open::File { at, .. }) = self.open.get_mut(&number(0)) {
                    *at = match call.name.as_str() {
                        "read" => *at + call.returned,
                        _ => call.returned,
                    };
                }
                Effect::None
            }
            "write" => self.writes(number(0), &bytes(&call.arguments[1]), None, call.returned),
            "pwrite64" => {
                let bytes = bytes(&call.arguments[1]);
                self.writes(number(0), &bytes, Some(number(3)), call.returned)
            }
            "copy_file_range" => {
                assert_eq!([&*call.arguments[1], &*call.arguments[3]], ["NULL", "NULL"]);
                self.copies(number(0), number(2), call.returned)
            }
            "sendfile" => {
                assert_eq!(call.arguments[2], "NULL");
                self.copies(number(1), number(0), call.returned)
            }
            "ftruncate" => match self.open.get(&number(0)) {
                Some(Open::File { inode, .. }) => {
                    self.disk.resize(*inode, number(1));
                    Effect::Files
                }
                _ => Effect::None,
            },
            "fsync" | "fdatasync" => {
                match self.open.get(&number(0)) {
                    Some(Open::File { inode, .. }) => self.disk.sync(*inode),
                    Some(Open::Folder(path)) => self.disk.sync_folder(path),
                    _ => return Effect::None,
                }
                Effect::Files
            }
            "rename" => self.renames(call, [0, 1]),
            "renameat" | "renameat2" => self.renames(call, [1, 3]),
            "link" => self.links(call, [0, 1]),
            "linkat" => self.links(call, [1, 3]),
            "unlink" | "rmdir" => self.removes(call, 0),
            "unlinkat" => self.removes(call, 1),
            "mkdir" => self.makes_folder(call, 0),
            "mkdirat" => self.makes_folder(call, 1),
            _ => panic!("a call that the replay doesn't know: {call:?}"),
        }
    }

    fn opens(&mut self, call: &Call, path: usize) -> Effect {
        self.open.remove(&call.returned);
        let flags = &call.arguments[path + 1];
        let Some(path) = self.path(call, path) else {
            return Effect::None;
        };
        // What SQLite maps into memory is worth nothing after a power loss, and made anew.
        if path.to_str().unwrap().ends_with("-shm") {
            return Effect::None;
        }
        if self.disk.is_folder(&path) {
            self.open.insert(call.returned, Open::Folder(path));
            return Effect::None;
        }
        let found = self.disk.inode(&path);
        let inode = found.unwrap_or_else(|| self.disk.create(&path));
        self.open.insert(call.returned, Open::File { inode, at: 0 });
        if found.is_some() && !flags.contains("O_TRUNC") {
            return Effect::None;
        }
        if found.is_some() {
            self.disk.resize(inode, 0);
        }
        Effect::Files
    }

    fn duplicates(&mut self, from: u64, to: u64) -> Effect {
        match self.open.get(&from).cloned() {
            Some(open) => self.open.insert(to, open),
            None => self.open.remove(&to),
        };
        Effect::None
    }

    fn writes(&mut self, to: u64, bytes: &[u8], at: Option<u64>, written: u64) -> Effect {
        let bytes = &bytes[..usize::try_from(written).unwrap()];
        match self.open.get_mut(&to) {
            Some(Open::Out) => Effect::Said,
            Some(Open::File { inode, at: next }) => {
                self.disk.write(*inode, at.unwrap_or(*next), bytes);
                if at.is_none() {
                    *next += written;
                }
                Effect::Files
            }
            _ => Effect::None,
        }
    }

    fn copies(&mut self, from: u64, to: u64, copied: u64) -> Effect {
        let Some(Open::File { inode, at }) = self.open.get_mut(&from) else {
            panic!("copied from something that isn't on the disk");
        };
        let (source, begin) = (*inode, usize::try_from(*at).unwrap());
        *at += copied;
        let end = begin + usize::try_from(copied).unwrap();
        let bytes = self.disk.content(source)[begin..end].to_vec();
        self.writes(to, &bytes, None, copied)
    }

    fn renames(&mut self, call: &Call, [from, to]: [usize; 2]) -> Effect {
        match (self.path(call, from), self.path(call, to)) {
            (Some(from), Some(to)) => self.disk.rename(&from, &to),
            (None, None) => return Effect::None,
            _ => panic!("renamed from one disk to another: {call:?}"),
        }
        Effect::Files
    }

    fn links(&mut self, call: &Call, [from, to]: [usize; 2]) -> Effect {
        let (from, to) = (self.path(call, from), self.path(call, to));
        let (Some(from), Some(to)) = (from, to) else {
            return Effect::None;
        };
        self.disk.link(&from, &to);
        Effect::Files
    }

    fn removes(&mut self, call: &Call, path: usize) -> Effect {
        let Some(path) = self.path(call, path) else {
            return Effect::None;
        };
        self.disk.remove(&path);
        Effect::Files
    }

    fn makes_folder(&mut self, call: &Call, path: usize) -> Effect {
        let Some(path) = self.path(call, path) else {
            return Effect::None;
        };
        self.disk.make_folder(&path);
        Effect::Files
    }
}

/// The bytes of `"\x6b\x65"`.
fn bytes(quoted: &str) -> Vec<u8> {
    let hex = quoted
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let hex = hex.unwrap_or_else(|| panic!("not a whole string: {quoted}"));
    let bytes = hex.split("\\x").skip(1);
    bytes
        .map(|two| u8::from_str_radix(two, 16).unwrap())
        .collect()
}
