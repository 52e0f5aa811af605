//! Where the store and its key file are.

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, AtFlags, CWD, accessat};
use rustix::io::Errno;
use rustix::process::geteuid;

#[cfg(feature = "postgres")]
use super::engine::{Transaction, postgres};
use super::files::with_suffix;
use super::replacement::Replacement;
use super::syslog::SYSLOG;
use super::{Result, StoreError, StoreFile, files};

const STORE_NAME: &str = "keyfob.db";
const KEY_NAME: &str = "keyfob.key";

/// The files in which `libpq` looks up what isn't part of a database's address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClientFiles {
    /// `PGPASSFILE` or `~/.pgpass`.
    pub passwords: Option<PathBuf>,
    /// `PGSERVICEFILE` or `~/.pg_service.conf`.
    pub services: Option<PathBuf>,
}

/// Where a store's tables are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    File(PathBuf),
    #[cfg(feature = "postgres")]
    Database(Box<postgres::Address>),
}

impl Place {
    /// Returns the file. A database's address stands for itself, in words about it.
    pub fn path(&self) -> &Path {
        match self {
            Self::File(path) => path,
            #[cfg(feature = "postgres")]
            Self::Database(address) => Path::new(address.as_str()),
        }
    }

    pub fn display(&self) -> std::path::Display<'_> {
        self.path().display()
    }
}

impl From<PathBuf> for Place {
    fn from(path: PathBuf) -> Self {
        Self::File(path)
    }
}

/// A store and its key file, and the socket of syslog. The two are kept apart, because a copy of only one
/// is worth little.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    pub store: Place,
    pub key: PathBuf,
    pub syslog: PathBuf,
}

impl Location {
    pub fn new(store: impl Into<Place>, key: PathBuf) -> Self {
        Self {
            store: store.into(),
            key,
            syslog: SYSLOG.into(),
        }
    }

    /// Returns whether anything exists at the store's path. A dangling link does too: it is refused,
    /// not replaced.
    pub fn is_store_there(&self) -> Result<bool> {
        let path = match &self.store {
            Place::File(path) => path,
            #[cfg(feature = "postgres")]
            Place::Database(address) => return is_in_database(address),
        };
        match files::identity(StoreFile::Store, path) {
            Ok(_) => Ok(true),
            // A restore that was interrupted has it half in place.
            Err(StoreError::Missing(..)) => {
                Ok(exists(&Replacement::path_for(StoreFile::Store, path)))
            }
            Err(other) => Err(other),
        }
    }

    /// Returns the user that root becomes before it opens anything here: the owner of the store's folder.
    /// What that user can write makes root do nothing then that they couldn't do themselves. `None` if
    /// this process isn't root's, if the folder is root's, and if it doesn't exist.
    pub fn user_to_become(&self) -> Result<Option<u32>> {
        if !geteuid().is_root() {
            return Ok(None);
        }
        let folder = files::folder_of(self.local());
        match folder.metadata() {
            Ok(found) => Ok(Some(found.uid()).filter(|&owner| owner != 0)),
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                Ok(None)
            }
            Err(error) => Err(StoreError::File(folder.to_owned(), error)),
        }
    }

    /// Returns the path of the socket at which a server that answers from this store says how it is.
    pub fn serving(&self) -> PathBuf {
        files::with_suffix(self.local(), ".serving")
    }

    /// Returns the path of the audit trail's head.
    pub(super) fn head(&self) -> PathBuf {
        files::with_suffix(self.local(), ".head")
    }

    /// Returns the folder of this machine's own files, which is made if it doesn't exist.
    pub fn folder(&self) -> Result<PathBuf> {
        files::make_folder_of(self.local())?;
        Ok(files::folder_of(self.local()).to_owned())
    }

    /// Returns the file that this machine's own files are beside: the store, or the key file of a store
    /// that is elsewhere.
    pub(super) fn local(&self) -> &Path {
        match &self.store {
            Place::File(path) => path,
            #[cfg(feature = "postgres")]
            Place::Database(_) => &self.key,
        }
    }
}

/// The locations of stores if none is named.
#[derive(Debug, Clone)]
pub struct Roots {
    pub system: Location,
    /// The file that holds the address of the system's store if that is in a database.
    pub system_address: PathBuf,
    pub personal: Option<Location>,
    pub client_files: ClientFiles,
    /// Where the daemon of the system's store listens to people.
    pub socket: PathBuf,
}

impl Roots {
    pub fn new(data_folder: Option<PathBuf>, configuration_folder: Option<PathBuf>) -> Self {
        let personal = data_folder
            .zip(configuration_folder)
            .map(|(data, configuration)| {
                Location::new(data.join(STORE_NAME), configuration.join(KEY_NAME))
            });
        let system = Location::new(
            Path::new("/var/lib/keyfob").join(STORE_NAME),
            Path::new("/etc/keyfob").join(KEY_NAME),
        );
        Self {
            system,
            system_address: "/etc/keyfob/store".into(),
            personal,
            client_files: ClientFiles::default(),
            socket: "/run/keyfob/keyfob.sock".into(),
        }
    }

    /// Returns the daemon's socket, if the system's store is the one to use, this user may not open it, and
    /// a daemon may.
    pub fn socket_instead(&self, asks_for_system: bool) -> Result<Option<PathBuf>> {
        let has_own = || match &self.personal {
            Some(personal) => personal.is_store_there().unwrap_or_default(),
            None => false,
        };
        if !exists(&self.socket) || !asks_for_system && has_own() {
            return Ok(None);
        }
        let is_closed = match self.system() {
            Ok(system) => match system.store {
                Place::File(path) => !can_open(&path),
                #[cfg(feature = "postgres")]
                Place::Database(_) => !can_open(&self.system.key),
            },
            // The folder with its address is closed too.
            Err(StoreError::File(_, error)) if error.kind() == io::ErrorKind::PermissionDenied => {
                true
            }
            Err(other) => return Err(other),
        };
        Ok((is_closed && !geteuid().is_root()).then(|| self.socket.clone()))
    }

    /// Returns the user that the folder of the system's store belongs to.
    pub fn system_owner(&self) -> Option<u32> {
        let folder = files::folder_of(self.system.store.path());
        Some(folder.symlink_metadata().ok()?.uid())
    }

    /// Returns the system's store: in a database if its address is written down, else in a file.
    fn system(&self) -> Result<Location> {
        match std::fs::read_to_string(&self.system_address) {
            Ok(text) => named(Path::new(text.trim()), self),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(self.system.clone()),
            Err(error) => Err(StoreError::File(self.system_address.clone(), error)),
        }
    }
}

/// Returns the store to use: the one that is named; else the system's if `--system` asks for it; else
/// the user's own if it exists; else the system's if it exists; else the user's own, to be created.
pub fn locate(
    store: Option<PathBuf>,
    key: Option<PathBuf>,
    system: bool,
    roots: &Roots,
) -> Result<Location> {
    let mut location = match store {
        Some(store) => named(&store, roots)?,
        None if system => roots.system()?,
        None => unnamed(roots)?,
    };
    if let Some(key) = key {
        location.key = key;
    }
    location.syslog.clone_from(&roots.system.syslog);
    Ok(location)
}

fn unnamed(roots: &Roots) -> Result<Location> {
    if let Some(personal) = &roots.personal {
        match personal.is_store_there() {
            Ok(true) => return Ok(personal.clone()),
            // It may be in another user's home, as with runuser, which doesn't change HOME.
            Ok(false) | Err(StoreError::MayNotOpen { .. }) => {}
            Err(other) => return Err(other),
        }
    }
    let system = roots.system()?;
    if has_system_store(&system)? {
        return Ok(system);
    }
    roots.personal.clone().ok_or(StoreError::NoPlace)
}

/// Returns the store that is named by the path of its file, which has its key beside it, or by a database's
/// address, whose key is the system's.
fn named(
    store: &Path,
    #[cfg_attr(not(feature = "postgres"), expect(unused_variables))] roots: &Roots,
) -> Result<Location> {
    #[cfg(feature = "postgres")]
    if let Some(text) = store.to_str().filter(|text| postgres::is_address(text)) {
        let address = postgres::Address::parse(text, &roots.client_files)?;
        return Ok(Location::new(
            Place::Database(Box::new(address)),
            roots.system.key.clone(),
        ));
    }
    refuse_address(store)?;
    Ok(Location::new(store.to_owned(), with_suffix(store, ".key")))
}

#[cfg(feature = "postgres")]
fn is_in_database(address: &postgres::Address) -> Result<bool> {
    let connection = postgres::Connection::open(address)?;
    postgres::schema::is_there(&Transaction::reading(&connection)?)
}

/// Returns whether there is a system store. One that is lost or closed to this user is an error:
/// another one in its place would have other accounts.
fn has_system_store(system: &Location) -> Result<bool> {
    // Its address was written down, so it is meant. Opening it tells whether it is there.
    #[cfg(feature = "postgres")]
    if let Place::Database(_) = system.store {
        return Ok(true);
    }
    match system.is_store_there() {
        Ok(true) if can_open(system.store.path()) => Ok(true),
        Ok(true) => Err(StoreError::NotOurs(
            StoreFile::Store,
            system.store.path().to_owned(),
        )),
        Ok(false) if exists(files::folder_of(system.store.path())) || exists(&system.key) => {
            Err(StoreError::SystemStoreLost(system.store.path().to_owned()))
        }
        Ok(false) => Ok(false),
        Err(StoreError::MayNotOpen { path, .. }) => {
            Err(StoreError::NotOurs(StoreFile::Store, path))
        }
        Err(other) => Err(other),
    }
}

/// Refuses an address such as `postgresql://host/keyfob`, which would make a folder of that name. Only
/// its scheme is repeated, because the rest may contain a password.
fn refuse_address(store: &Path) -> Result<()> {
    let text = store.to_string_lossy();
    let Some((scheme, _)) = text.split_once("://") else {
        return Ok(());
    };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    if is_scheme {
        return Err(StoreError::Address(scheme.to_owned()));
    }
    Ok(())
}

/// Returns whether anything is at the path. What can't be seen counts as there.
fn exists(path: &Path) -> bool {
    match path.symlink_metadata() {
        Ok(_) => true,
        Err(error) => !matches!(
            error.kind(),
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
        ),
    }
}

/// Returns whether this user may open the file. Opening it reports anything else that is wrong.
fn can_open(path: &Path) -> bool {
    let access = Access::READ_OK | Access::WRITE_OK;
    accessat(CWD, path, access, AtFlags::EACCESS) != Err(Errno::ACCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Roots in a scratch folder, where nothing exists yet.
    struct Machine {
        scratch: tempfile::TempDir,
        roots: Roots,
    }

    impl Machine {
        fn new() -> Self {
            let scratch = tempfile::tempdir().unwrap();
            let at = |name: &str| scratch.path().join(name);
            let roots = Roots {
                system: Location::new(at("var/keyfob.db"), at("etc/keyfob.key")),
                system_address: at("etc/store"),
                socket: at("run/keyfob.sock"),
                client_files: ClientFiles::default(),
                personal: Some(Location::new(at("data/keyfob.db"), at("conf/keyfob.key"))),
            };
            Self { scratch, roots }
        }

        fn with(self, names: &[&str]) -> Self {
            for name in names {
                let path = self.scratch.path().join(name);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, "").unwrap();
            }
            self
        }

        fn found(&self) -> Result<PathBuf> {
            let found = locate(None, None, false, &self.roots)?.store;
            Ok(found.path().strip_prefix(&self.scratch).unwrap().to_owned())
        }
    }

    #[test]
    fn a_named_store_has_its_key_beside_it_unless_the_key_is_named_too() {
        let machine = Machine::new().with(&["data/keyfob.db"]);
        let named = |key: Option<PathBuf>| {
            let found = locate(Some("/s/x.db".into()), key, false, &machine.roots).unwrap();
            assert_eq!(found.store.path(), Path::new("/s/x.db"));
            found.key
        };
        assert_eq!(named(None), Path::new("/s/x.db.key"));
        assert_eq!(named(Some("/k".into())), Path::new("/k"));
    }

    #[test]
    fn a_store_that_exists_is_used_the_users_own_first() {
        let (personal, system) = ("data/keyfob.db", "var/keyfob.db");
        for (existing, found) in [
            (&[][..], personal),
            (&[personal], personal),
            (&[system], system),
            (&[personal, system], personal),
            // The system's store is lost, and this user has one.
            (&[personal, "etc/keyfob.key"], personal),
            (&["conf/keyfob.key", system], system),
        ] {
            let machine = Machine::new().with(existing);
            assert_eq!(machine.found().unwrap(), Path::new(found), "{existing:?}");
            let asked = locate(None, None, true, &machine.roots).unwrap();
            assert_eq!(asked.store, machine.roots.system.store);
        }
    }

    #[test]
    fn no_other_store_takes_the_place_of_a_systems_that_is_lost() {
        for left in ["var/keyfob.db.head", "etc/keyfob.key"] {
            let machine = Machine::new().with(&[left]);
            assert!(matches!(
                machine.found(),
                Err(StoreError::SystemStoreLost(_))
            ));
        }
    }

    #[test]
    fn without_a_home_there_must_be_a_system_store() {
        let mut machine = Machine::new();
        machine.roots.personal = None;
        assert!(matches!(machine.found(), Err(StoreError::NoPlace)));
        let machine = machine.with(&["var/keyfob.db"]);
        assert_eq!(machine.found().unwrap(), Path::new("var/keyfob.db"));
    }

    #[cfg(feature = "postgres")]
    #[test]
    fn a_store_in_a_database_has_the_systems_key_file() {
        let machine = Machine::new().with(&["etc/store"]);
        let address = "postgresql:///keyfob";
        std::fs::write(&machine.roots.system_address, format!("{address}\n")).unwrap();
        let named = locate(Some(address.into()), None, false, &machine.roots).unwrap();
        let system = locate(None, None, true, &machine.roots).unwrap();
        assert_eq!(named, system);
        // Nothing is asked of the database to find that out.
        assert_eq!(locate(None, None, false, &machine.roots).unwrap(), named);
        assert_eq!(named.store.path(), Path::new(address));
        assert_eq!(named.key, machine.roots.system.key);
        // What this machine keeps of it is beside the key file.
        let head = with_suffix(&named.key, ".head");
        assert_eq!(named.head(), head);
        let other_key = locate(
            Some(address.into()),
            Some("/k".into()),
            false,
            &machine.roots,
        );
        assert_eq!(other_key.unwrap().key, Path::new("/k"));
    }

    #[test]
    fn an_address_is_no_file() {
        let roots = Machine::new().roots;
        let named = |store: &str| locate(Some(store.into()), None, false, &roots);
        for (address, scheme) in [
            ("mysql://keyfob:hunter2@db/keyfob", "mysql"),
            ("file:///srv/keyfob.db", "file"),
            ("x+y-1.0://", "x+y-1.0"),
        ] {
            let error = named(address).unwrap_err();
            assert!(matches!(&error, StoreError::Address(found) if found == scheme));
            assert!(!error.to_string().contains("hunter2"));
        }
        for path in ["/srv/a://b", "./postgresql://x", "C:/keyfob.db", "://x"] {
            assert!(named(path).is_ok(), "{path}");
        }
    }

    #[test]
    fn the_key_is_never_in_the_data_folder_by_default() {
        let roots = Roots::new(Some("/d".into()), Some("/c".into()));
        for location in [roots.system, roots.personal.unwrap()] {
            assert_ne!(location.store.path().parent(), location.key.parent());
        }
    }
}
