//! Where the database is: `postgresql://…`, as `libpq` has it. A password is never part of it: it comes
//! from the password file or the service file.

use std::fmt::{self, Write};
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
use zeroize::Zeroizing;

use super::DatabaseError;
use crate::store::location::ClientFiles;
use crate::store::{Result, StoreError};

/// Where Debian's server has its socket.
const SOCKET_FOLDER: &str = "/var/run/postgresql";
const PORT: u16 = 5432;
/// How long one of several hosts is tried.
const HOST_TIMEOUT: Duration = Duration::from_secs(1);

#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    text: String,
    config: Config,
    passwords: Option<PathBuf>,
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Returns whether this is an address of a database, and no path.
pub fn is_address(text: &str) -> bool {
    ["postgresql://", "postgres://"]
        .iter()
        .any(|scheme| text.starts_with(scheme))
}

impl Address {
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn parse(text: &str, files: &ClientFiles) -> Result<Self> {
        let (address, service) = without_service(text);
        let mut config: Config = address.parse().map_err(|error| invalid(&error))?;
        if config.get_password().is_some() {
            return Err(DatabaseError::PasswordInAddress.into());
        }
        if let Some(service) = service {
            let file = files.services.as_deref();
            read_service(
                file.ok_or(DatabaseError::NoService(service.clone()))?,
                &service,
                &mut config,
            )?;
        }
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            config.host_path(SOCKET_FOLDER);
        }
        let several = config.get_hosts().len().max(config.get_hostaddrs().len()) > 1;
        if several && config.get_target_session_attrs() == TargetSessionAttrs::Any {
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        // Never half: what is said to be encrypted is.
        if config.get_ssl_mode() == SslMode::Prefer {
            config.ssl_mode(SslMode::Require);
        }
        config
            .application_name("keyfob")
            .connect_timeout(HOST_TIMEOUT)
            .tcp_user_timeout(super::PATIENCE)
            // Everything is in a schema of its own. A table that another role made isn't found first.
            .options(
                "-c search_path=keyfob,pg_temp -c lock_timeout=3500 -c client_min_messages=error",
            );
        Ok(Self {
            text: text.to_owned(),
            config,
            passwords: files.passwords.clone(),
        })
    }

    /// Returns the configuration with the password that the password file has for it, if any. It is read
    /// each time: it may have changed.
    pub fn config(&self) -> Result<Config> {
        let mut config = self.config.clone();
        let file = self.passwords.as_deref().filter(|file| file.exists());
        if let (None, Some(file)) = (config.get_password(), file)
            && let Some(password) = find_password(file, &config)?
        {
            config.password(password.as_bytes());
        }
        Ok(config)
    }

    /// Returns whether a host is asked by way of a network.
    pub fn has_network(&self) -> bool {
        let hosts = self.config.get_hosts().iter();
        let by_name = hosts.filter(|host| matches!(host, Host::Tcp(_))).count();
        by_name + self.config.get_hostaddrs().len() > 0
    }
}

fn invalid(error: &tokio_postgres::Error) -> DatabaseError {
    DatabaseError::Address(super::words(error))
}

/// Takes `service=NAME` out of an address's parameters.
fn without_service(text: &str) -> (String, Option<String>) {
    let Some((before, parameters)) = text.split_once('?') else {
        return (text.to_owned(), None);
    };
    let mut service = None;
    let kept: Vec<_> = parameters
        .split('&')
        .filter(|pair| match pair.strip_prefix("service=") {
            Some(name) => {
                service = Some(name.to_owned());
                false
            }
            None => true,
        })
        .collect();
    let kept = kept.join("&");
    let mark = if kept.is_empty() { "" } else { "?" };
    (format!("{before}{mark}{kept}"), service)
}

/// Fills in what the service file says and the address doesn't.
fn read_service(file: &Path, service: &str, config: &mut Config) -> Result<()> {
    let text = read_private(file)?;
    let mut lines = text.lines().map(str::trim);
    let header = format!("[{service}]");
    lines
        .find(|line| *line == header)
        .ok_or_else(|| DatabaseError::NoService(service.to_owned()))?;
    let pairs = lines
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut said = String::new();
    for pair in pairs {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = value.replace('\\', "\\\\").replace('\'', "\\'");
        let _ = write!(said, "{key}='{value}' ");
    }
    let said = Zeroizing::new(said);
    let found: Config = said.parse().map_err(|error| invalid(&error))?;
    if config.get_hosts().is_empty() {
        for host in found.get_hosts() {
            match host {
                Host::Tcp(name) => config.host(name),
                Host::Unix(path) => config.host_path(path),
            };
        }
        for port in found.get_ports() {
            config.port(*port);
        }
    }
    if let (None, Some(user)) = (config.get_user(), found.get_user()) {
        config.user(user);
    }
    if let (None, Some(name)) = (config.get_dbname(), found.get_dbname()) {
        config.dbname(name);
    }
    if let Some(password) = found.get_password() {
        config.password(password);
    }
    if found.get_ssl_mode() != SslMode::Prefer {
        config.ssl_mode(found.get_ssl_mode());
    }
    if found.get_target_session_attrs() != TargetSessionAttrs::Any {
        config.target_session_attrs(found.get_target_session_attrs());
    }
    Ok(())
}

/// Finds the password of the first host that the file has one for: lines of
/// `host:port:database:user:password`, where `*` stands for any.
fn find_password(file: &Path, config: &Config) -> Result<Option<Zeroizing<String>>> {
    let text = read_private(file)?;
    let user = config.get_user().unwrap_or_default();
    let database = config.get_dbname().unwrap_or(user);
    let ports = config.get_ports();
    let found = config
        .get_hosts()
        .iter()
        .enumerate()
        .find_map(|(number, host)| {
            let host = match host {
                Host::Tcp(name) => name.as_str(),
                Host::Unix(folder) if folder == Path::new(SOCKET_FOLDER) => "localhost",
                Host::Unix(folder) => folder.to_str()?,
            };
            let port = ports
                .get(number)
                .or(ports.first())
                .unwrap_or(&PORT)
                .to_string();
            text.lines()
                .filter(|line| !line.starts_with('#'))
                .find_map(|line| password_of(line, [host, &port, database, user]))
        });
    Ok(found)
}

fn password_of(line: &str, wanted: [&str; 4]) -> Option<Zeroizing<String>> {
    let mut fields = vec![Zeroizing::new(String::new())];
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        match c {
            ':' if fields.len() <= wanted.len() => fields.push(Zeroizing::new(String::new())),
            '\\' => fields.last_mut()?.extend(characters.next()),
            c => fields.last_mut()?.push(c),
        }
    }
    let password = fields.pop().filter(|_| fields.len() == wanted.len())?;
    let fits = fields
        .iter()
        .zip(wanted)
        .all(|(field, wanted)| **field == "*" || **field == wanted);
    fits.then_some(password)
}

/// Reads a file that may hold passwords. One that others can read is refused.
fn read_private(path: &Path) -> Result<Zeroizing<String>> {
    let failed = |error| StoreError::File(path.to_owned(), error);
    let mut file = File::open(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.mode() & 0o077 != 0 {
        return Err(DatabaseError::OpenPasswords(path.to_owned()).into());
    }
    let mut text = Zeroizing::new(String::new());
    file.read_to_string(&mut text).map_err(failed)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::OpenOptionsExt;

    use super::*;

    fn written(folder: &Path, name: &str, mode: u32, text: &str) -> PathBuf {
        use std::io::Write;
        let path = folder.join(name);
        let how = File::options()
            .write(true)
            .create_new(true)
            .mode(mode)
            .open(&path);
        how.unwrap().write_all(text.as_bytes()).unwrap();
        path
    }

    fn parsed(text: &str) -> Address {
        Address::parse(text, &ClientFiles::default()).unwrap()
    }

    #[test]
    fn an_address_without_a_host_is_the_socket_of_this_machine() {
        let address = parsed("postgresql:///keyfob");
        assert_eq!(
            address.config.get_hosts(),
            [Host::Unix(SOCKET_FOLDER.into())]
        );
        assert!(!address.has_network());
    }

    #[test]
    fn what_goes_over_a_network_is_encrypted_unless_that_is_said_outright() {
        let mode = |text| parsed(text).config.get_ssl_mode();
        assert_eq!(mode("postgresql://db/keyfob"), SslMode::Require);
        assert_eq!(
            mode("postgresql://db/keyfob?sslmode=prefer"),
            SslMode::Require
        );
        assert_eq!(
            mode("postgresql://db/keyfob?sslmode=disable"),
            SslMode::Disable
        );
    }

    #[test]
    fn of_several_hosts_the_one_that_takes_writes_is_wanted() {
        let wanted = |text| parsed(text).config.get_target_session_attrs();
        assert_eq!(wanted("postgresql://one/keyfob"), TargetSessionAttrs::Any);
        assert_eq!(
            wanted("postgresql://one,two/keyfob"),
            TargetSessionAttrs::ReadWrite
        );
    }

    #[test]
    fn an_address_with_a_password_is_refused_and_not_repeated() {
        let refused = Address::parse(
            "postgresql://keyfob:hunter2@db/keyfob",
            &ClientFiles::default(),
        );
        let words = refused.unwrap_err().to_string();
        assert_eq!(words, "the database's address holds a password");
    }

    #[test]
    fn a_password_is_found_as_libpq_finds_it() {
        let folder = tempfile::tempdir().unwrap();
        let lines = "# one\ndb:5432:other:keyfob:no\ndb:5433:keyfob:keyfob:with \\: and \\\\\n*:*:*:keyfob:any\n";
        let file = written(folder.path(), "pgpass", 0o600, lines);
        let files = ClientFiles {
            passwords: Some(file),
            services: None,
        };
        let password = |text: &str| {
            let address = Address::parse(text, &files).unwrap();
            let found = address.config().unwrap().get_password().map(<[u8]>::to_vec);
            found.map(|bytes| String::from_utf8(bytes).unwrap())
        };
        let expected = |text: &str| Some(text.to_owned());
        assert_eq!(
            password("postgresql://keyfob@db:5433/keyfob"),
            expected("with : and \\")
        );
        assert_eq!(password("postgresql://keyfob@db/keyfob"), expected("any"));
        assert_eq!(password("postgresql://other@db/keyfob"), None);
    }

    #[test]
    fn a_service_fills_in_what_the_address_leaves_out() {
        let folder = tempfile::tempdir().unwrap();
        let lines = "[other]\nhost=wrong\n[mail]\n# its database\nhost=db.example.org\nport=5433\nuser=keyfob\n\
                     dbname=accounts\npassword=it's\n\n[third]\nhost=wrong\n";
        let file = written(folder.path(), "services", 0o600, lines);
        let files = ClientFiles {
            passwords: None,
            services: Some(file.clone()),
        };
        let address = Address::parse("postgresql:///keyfob?service=mail", &files).unwrap();
        let config = address.config().unwrap();
        assert_eq!(config.get_hosts(), [Host::Tcp("db.example.org".to_owned())]);
        assert_eq!(config.get_ports(), [5433]);
        assert_eq!(config.get_user(), Some("keyfob"));
        assert_eq!(config.get_dbname(), Some("keyfob"));
        assert_eq!(config.get_password(), Some(&b"it's"[..]));
        let unknown = Address::parse("postgresql:///?service=none", &files);
        assert_eq!(
            unknown.unwrap_err().to_string(),
            "the service none isn't in the service file"
        );
    }

    #[test]
    fn a_file_with_passwords_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let files = ClientFiles {
            passwords: Some(written(folder.path(), "pgpass", 0o604, "*:*:*:*:any\n")),
            services: Some(written(
                folder.path(),
                "services",
                0o640,
                "[mail]\nhost=db\n",
            )),
        };
        let by_service = Address::parse("postgresql:///?service=mail", &files).map(drop);
        let by_password = Address::parse("postgresql://db/keyfob", &files).unwrap();
        for refused in [by_service, by_password.config().map(drop)] {
            let words = refused.unwrap_err().to_string();
            assert!(words.ends_with("which may hold passwords"), "{words}");
        }
    }
}
