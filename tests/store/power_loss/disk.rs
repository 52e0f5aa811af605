//! A disk that knows what was synced and what wasn't: what is on it after the power was lost.

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsString;
use std::fs::{self, DirBuilder, OpenOptions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rand::rngs::StdRng;
use rand::{RngExt, seq::IndexedRandom};

/// A disk writes a sector or doesn't.
const SECTOR: usize = 512;

#[derive(Clone)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Size(usize),
}

impl Change {
    fn apply(&self, content: &mut Vec<u8>) {
        match self {
            Self::Write { at, bytes } => {
                let end = at + bytes.len();
                content.resize(content.len().max(end), 0);
                content[*at..end].copy_from_slice(bytes);
            }
            Self::Size(size) => content.resize(*size, 0),
        }
    }

    /// Some of its sectors.
    fn torn(&self, random: &mut StdRng, content: &mut Vec<u8>) {
        match self {
            Self::Write { at, bytes } => {
                let mut from = 0;
                while from < bytes.len() {
                    let next = (at + from) / SECTOR * SECTOR + SECTOR - at;
                    let end = next.min(bytes.len());
                    if random.random() {
                        let sector = Self::Write {
                            at: at + from,
                            bytes: bytes[from..end].to_vec(),
                        };
                        sector.apply(content);
                    }
                    from = end;
                }
            }
            Self::Size(_) => {}
        }
    }
}

#[derive(Clone, Default)]
struct Inode {
    durable: Vec<u8>,
    /// Since it was synced.
    changes: Vec<Change>,
    latest: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Entry {
    File(usize),
    Folder,
}

type Names = BTreeMap<OsString, Entry>;

#[derive(Clone, Default)]
struct Folder {
    durable: Names,
    /// Since it was synced. A rename is one change.
    changes: Vec<Vec<(OsString, Option<Entry>)>>,
    latest: Names,
}

fn change(names: &mut Names, changed: &[(OsString, Option<Entry>)]) {
    for (name, entry) in changed {
        match entry {
            Some(entry) => names.insert(name.clone(), *entry),
            None => names.remove(name),
        };
    }
}

/// What is left of what wasn't synced.
pub enum Left<'r> {
    Nothing,
    Everything,
    /// All names, and of what was written, what has its bit set: the first change that wasn't synced has
    /// the lowest.
    Those(u32),
    /// Changes of names up to any of them, since file systems keep their order; of what was written, any
    /// part, even of one write.
    Some(&'r mut StdRng),
}

/// The disk of a program: paths are relative to its root.
pub struct Disk {
    inodes: Vec<Inode>,
    folders: HashMap<PathBuf, Folder>,
}

impl Disk {
    /// Everything that is there is durable.
    pub fn of(root: &Path) -> Self {
        let mut disk = Self {
            inodes: vec![],
            folders: HashMap::new(),
        };
        disk.read_folder(root, Path::new(""));
        disk
    }

    fn read_folder(&mut self, root: &Path, path: &Path) {
        let mut names = Names::new();
        for found in fs::read_dir(root.join(path)).unwrap() {
            let found = found.unwrap();
            let entry = if found.file_type().unwrap().is_dir() {
                self.read_folder(root, &path.join(found.file_name()));
                Entry::Folder
            } else {
                let content = fs::read(found.path()).unwrap();
                self.inodes.push(Inode {
                    durable: content.clone(),
                    changes: vec![],
                    latest: content,
                });
                Entry::File(self.inodes.len() - 1)
            };
            names.insert(found.file_name(), entry);
        }
        let folder = Folder {
            durable: names.clone(),
            changes: vec![],
            latest: names,
        };
        self.folders.insert(path.to_owned(), folder);
    }

    fn entry(&self, path: &Path) -> Option<Entry> {
        let name = path.file_name()?;
        let folder = self.folders.get(path.parent()?)?;
        folder.latest.get(name).copied()
    }

    pub fn is_folder(&self, path: &Path) -> bool {
        path == Path::new("") || self.entry(path) == Some(Entry::Folder)
    }

    pub fn inode(&self, path: &Path) -> Option<usize> {
        match self.entry(path)? {
            Entry::File(inode) => Some(inode),
            Entry::Folder => None,
        }
    }

    pub fn content(&self, inode: usize) -> &[u8] {
        &self.inodes[inode].latest
    }

    fn set(&mut self, folder: &Path, changed: Vec<(OsString, Option<Entry>)>) {
        let folder = self.folders.get_mut(folder).unwrap();
        change(&mut folder.latest, &changed);
        folder.changes.push(changed);
    }

    pub fn create(&mut self, path: &Path) -> usize {
        let inode = self.inodes.len();
        self.inodes.push(Inode::default());
        self.name(path, Entry::File(inode));
        inode
    }

    fn name(&mut self, path: &Path, entry: Entry) {
        let name = path.file_name().unwrap().to_owned();
        self.set(path.parent().unwrap(), vec![(name, Some(entry))]);
    }

    pub fn make_folder(&mut self, path: &Path) {
        self.name(path, Entry::Folder);
        self.folders.insert(path.to_owned(), Folder::default());
    }

    pub fn link(&mut self, from: &Path, to: &Path) {
        let entry = self.entry(from).unwrap();
        self.name(to, entry);
    }

    pub fn rename(&mut self, from: &Path, to: &Path) {
        assert_eq!(from.parent(), to.parent());
        let entry = self.entry(from).unwrap();
        let [old, new] = [from, to].map(|path| path.file_name().unwrap().to_owned());
        let changed = vec![(old, None), (new, Some(entry))];
        self.set(from.parent().unwrap(), changed);
    }

    pub fn remove(&mut self, path: &Path) {
        let name = path.file_name().unwrap().to_owned();
        self.set(path.parent().unwrap(), vec![(name, None)]);
    }

    fn change(&mut self, inode: usize, change: Change) {
        let inode = &mut self.inodes[inode];
        change.apply(&mut inode.latest);
        inode.changes.push(change);
    }

    pub fn write(&mut self, inode: usize, at: u64, bytes: &[u8]) {
        let at = usize::try_from(at).unwrap();
        let bytes = bytes.to_vec();
        self.change(inode, Change::Write { at, bytes });
    }

    pub fn resize(&mut self, inode: usize, size: u64) {
        self.change(inode, Change::Size(usize::try_from(size).unwrap()));
    }

    pub fn sync(&mut self, inode: usize) {
        let inode = &mut self.inodes[inode];
        inode.durable.clone_from(&inode.latest);
        inode.changes.clear();
    }

    /// The names in a folder, but not what is in the files.
    pub fn sync_folder(&mut self, path: &Path) {
        let folder = self.folders.get_mut(path).unwrap();
        folder.durable.clone_from(&folder.latest);
        folder.changes.clear();
    }

    /// How many changes of what is in files weren't synced.
    pub fn unsynced(&self) -> usize {
        self.inodes.iter().map(|inode| inode.changes.len()).sum()
    }

    pub fn after_power_loss(&self, mut left: Left<'_>) -> State {
        let mut state = State::default();
        self.walk(Path::new(""), &mut left, &mut state);
        state
    }

    fn walk(&self, path: &Path, left: &mut Left<'_>, state: &mut State) {
        let folder = &self.folders[path];
        let names = match left {
            Left::Nothing => folder.durable.clone(),
            Left::Everything | Left::Those(_) => folder.latest.clone(),
            Left::Some(random) => {
                let mut names = folder.durable.clone();
                let kept = random.random_range(0..=folder.changes.len());
                for changed in &folder.changes[..kept] {
                    change(&mut names, changed);
                }
                names
            }
        };
        for (name, entry) in names {
            let path = path.join(name);
            match entry {
                Entry::File(inode) => {
                    let earlier = &self.inodes[..inode];
                    let earlier = earlier.iter().map(|inode| inode.changes.len()).sum();
                    let content = self.inodes[inode].left(left, earlier);
                    state.0.insert(path, Some(content));
                }
                Entry::Folder => {
                    state.0.insert(path.clone(), None);
                    self.walk(&path, left, state);
                }
            }
        }
    }
}

impl Inode {
    /// There are this many changes of earlier ones.
    fn left(&self, left: &mut Left<'_>, earlier: usize) -> Vec<u8> {
        match left {
            Left::Nothing => self.durable.clone(),
            Left::Everything => self.latest.clone(),
            Left::Those(those) => {
                let mut content = self.durable.clone();
                for (number, change) in (earlier..).zip(&self.changes) {
                    if *those >> number & 1 == 1 {
                        change.apply(&mut content);
                    }
                }
                content
            }
            Left::Some(random) => {
                let mut content = self.durable.clone();
                for change in &self.changes {
                    match [0, 1, 2].choose(random) {
                        Some(0) => {}
                        Some(1) => change.apply(&mut content),
                        _ => change.torn(random, &mut content),
                    }
                }
                content
            }
        }
    }
}

/// Files with their content, and folders without.
#[derive(Default, Hash)]
pub struct State(BTreeMap<PathBuf, Option<Vec<u8>>>);

impl State {
    pub fn id(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }

    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.0.get(Path::new(path))?.as_deref()
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(|path| path.to_str().unwrap())
    }

    pub fn write_to(&self, root: &Path) {
        for (path, content) in &self.0 {
            let path = root.join(path);
            match content {
                None => DirBuilder::new().mode(0o700).create(path).unwrap(),
                Some(content) => OpenOptions::new()
                    .write(true)
                    .create_new(true)
                    .mode(0o600)
                    .open(path)
                    .and_then(|mut file| file.write_all(content))
                    .unwrap(),
            }
        }
    }
}
