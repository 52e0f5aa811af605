//! The way to a folder, and whether another user could put another folder in its place.

use std::ffi::{OsStr, OsString};
use std::fs::Metadata;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::io::Errno;
use rustix::process::geteuid;

const OTHERS_WRITE: u32 = 0o022;
const STICKY: u32 = 0o1000;
/// As many links as Linux follows.
const MOST_LINKS: usize = 40;

/// A folder that was followed to.
pub struct Followed {
    /// Its path without links.
    pub folder: PathBuf,
    /// The first folder on the way in which another user could replace what comes next.
    pub replaceable_in: Option<PathBuf>,
}

/// Follows the path to a folder, and looks at every folder on the way, those of links too. Each must
/// belong to root or this user. If others can write to it, as to /tmp, it must be sticky, and what
/// comes next must belong to root or this user: then others can't replace that.
pub fn follow(folder: &Path) -> io::Result<Followed> {
    let absolute = std::path::absolute(folder)?;
    let mut at = PathBuf::from("/");
    // In a user namespace, root outside of it has another number. It owns the root folder.
    let trusted = [0, geteuid().as_raw(), at.metadata()?.uid()];
    let mut replaceable_in = None;
    let mut links = 0;
    let mut ahead = names_in_reverse(&absolute);
    while let Some(name) = ahead.pop() {
        if name == OsStr::new("..") {
            at.pop();
            continue;
        }
        let next = at.join(name);
        let found = next.symlink_metadata()?;
        if replaceable_in.is_none() && !is_kept(&at.metadata()?, &found, &trusted) {
            replaceable_in = Some(at.clone());
        }
        if !found.is_symlink() {
            at = next;
            continue;
        }
        links += 1;
        if links > MOST_LINKS {
            return Err(Errno::LOOP.into());
        }
        let target = next.read_link()?;
        if target.is_absolute() {
            at = PathBuf::from("/");
        }
        ahead.extend(names_in_reverse(&target));
    }
    Ok(Followed {
        folder: at,
        replaceable_in,
    })
}

fn names_in_reverse(path: &Path) -> Vec<OsString> {
    let names = path.iter().rev();
    let names = names.filter(|&name| name != OsStr::new("/") && name != OsStr::new("."));
    names.map(ToOwned::to_owned).collect()
}

/// Returns whether other users have to leave what is in a folder where it is.
fn is_kept(folder: &Metadata, within: &Metadata, trusted: &[u32]) -> bool {
    let is_closed = folder.mode() & OTHERS_WRITE == 0;
    let is_protected = folder.mode() & STICKY != 0 && trusted.contains(&within.uid());
    trusted.contains(&folder.uid()) && (is_closed || is_protected)
}

#[cfg(test)]
mod tests {
    use std::fs::{Permissions, create_dir, create_dir_all, set_permissions};
    use std::os::unix::fs::{PermissionsExt, chown, symlink};

    use super::*;

    fn replaceable_in(folder: &Path) -> Option<PathBuf> {
        follow(folder).unwrap().replaceable_in
    }

    #[test]
    fn the_path_is_the_one_without_links() {
        let scratch = tempfile::tempdir().unwrap();
        let scratch = scratch.path().canonicalize().unwrap();
        create_dir_all(scratch.join("a/b")).unwrap();
        symlink("a/b", scratch.join("relative")).unwrap();
        symlink(scratch.join("relative"), scratch.join("a/absolute")).unwrap();
        for path in ["a/b", "a/./b/", "relative", "a/absolute", "relative/../b"] {
            let path = scratch.join(path);
            let followed = follow(&path).unwrap();
            assert_eq!(followed.folder, path.canonicalize().unwrap());
            assert_eq!(followed.replaceable_in, None);
        }
        symlink("loop", scratch.join("loop")).unwrap();
        assert!(follow(&scratch.join("loop")).is_err());
        assert_eq!(follow(Path::new("/..")).unwrap().folder, Path::new("/"));
        let missing = follow(&scratch.join("a/c")).err().unwrap();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn every_folder_on_the_way_counts_and_those_of_links_too() {
        let scratch = tempfile::tempdir().unwrap();
        let scratch = scratch.path().canonicalize().unwrap();
        create_dir_all(scratch.join("place/above/folder")).unwrap();
        let links = scratch.join("links");
        create_dir(&links).unwrap();
        symlink(scratch.join("place"), links.join("second")).unwrap();
        symlink(links.join("second"), scratch.join("first")).unwrap();
        let folder = scratch.join("first/above/folder");
        for above in [scratch.join("place/above"), links, scratch.join("place")] {
            for (mode, is_open) in [
                (0o755, false),
                (0o775, true),
                (0o757, true),
                (0o1777, false),
                (0o1775, false),
                (0o700, false),
            ] {
                set_permissions(&above, Permissions::from_mode(mode)).unwrap();
                let expected = is_open.then(|| above.clone());
                assert_eq!(replaceable_in(&folder), expected, "{mode:o}");
            }
        }
        // The folder itself is its user's to judge.
        let inner = scratch.join("place/above/folder");
        set_permissions(&inner, Permissions::from_mode(0o777)).unwrap();
        assert_eq!(replaceable_in(&folder), None);
    }

    #[test]
    #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
    fn another_users_folder_is_replaceable_and_so_is_what_they_put_into_a_sticky_one() {
        if !geteuid().is_root() {
            eprintln!("SKIPPED: only root can give folders away");
            return;
        }
        let scratch = tempfile::tempdir().unwrap();
        let scratch = scratch.path().canonicalize().unwrap();
        let folder = scratch.join("above/folder");
        create_dir_all(&folder).unwrap();
        let above = scratch.join("above");
        chown(&folder, Some(6001), None).unwrap();
        assert_eq!(replaceable_in(&folder), None);
        set_permissions(&above, Permissions::from_mode(0o1777)).unwrap();
        assert_eq!(replaceable_in(&folder), Some(above.clone()));
        set_permissions(&above, Permissions::from_mode(0o755)).unwrap();
        chown(&above, Some(6001), None).unwrap();
        assert_eq!(replaceable_in(&folder), Some(above));
    }
}
