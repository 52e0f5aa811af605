//! A store that is made once, and copied for every test that begins with such a one.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// The files of a folder.
pub struct Files(Vec<(OsString, Vec<u8>)>);

impl Files {
    pub fn of(folder: &Path) -> Self {
        let files = fs::read_dir(folder).unwrap().map(|entry| {
            let entry = entry.unwrap();
            (entry.file_name(), fs::read(entry.path()).unwrap())
        });
        Self(files.collect())
    }

    /// Copies them to a folder that has none of them.
    pub fn copy(&self, folder: &Path) {
        for (name, bytes) in &self.0 {
            let mut file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(folder.join(name))
                .unwrap();
            file.write_all(bytes).unwrap();
        }
    }

    /// Puts them in the place of all files of a folder.
    pub fn replace(&self, folder: &Path) {
        for entry in fs::read_dir(folder).unwrap() {
            fs::remove_file(entry.unwrap().path()).unwrap();
        }
        self.copy(folder);
    }

    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(other, _)| other != name);
    }

    #[track_caller]
    pub fn bytes(&self, name: &str) -> &[u8] {
        let found = self.0.iter().find(|(other, _)| other == name);
        &found.expect(name).1
    }

    /// Changes a file where it is.
    pub fn change(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = fs::read(path).unwrap();
        change(&mut bytes);
        fs::write(path, bytes).unwrap();
    }
}
