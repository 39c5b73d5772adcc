//! A whole drive, written to disk.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::calendar::Calendar;
use super::maker::Maker;
use super::names::{SCHOOLS_A_MANAGER, manager_name};
use super::policy::policy;

/// What [`make_drive`] made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// School folders.
    pub schools: usize,
    /// Record files: `.yaml` and `.md`, the `school.yaml` of each school among them.
    pub records: usize,
    /// The bytes of these record files; `policy.toml` and the documents are not counted.
    pub bytes: u64,
}

/// Makes a drive of exactly `records` records at `root`, about 200 to a school.
///
/// `root` is made where it is missing.
///
/// # Errors
///
/// Where `root` exists and is not an empty folder, and where a file or folder cannot be written.
pub fn make_drive(root: &Path, records: usize) -> io::Result<Made> {
    refuse_unless_empty(root)?;
    fs::create_dir_all(root)?;
    fs::write(root.join("policy.toml"), policy())?;
    let calendar = Calendar::new();
    let schools = records.div_ceil(RECORDS_A_SCHOOL);
    let mut bytes = 0;
    for index in 0..schools {
        let share = records / schools + usize::from(index < records % schools);
        bytes += write_school(root, &calendar, index, share)?;
    }
    Ok(Made { schools, records, bytes })
}

/// A drive of so many records in `folder`, made once and kept there. Its files are old enough for a cache to trust their times.
#[allow(clippy::panic, reason = "a bench that cannot go on says so")]
pub fn kept(folder: &Path, records: usize) -> PathBuf {
    let root = folder.join(format!("drive-{records}"));
    if !root.join("policy.toml").exists() {
        // A drive whose making was broken off is of no use.
        let half = root.with_extension("half");
        let _ = fs::remove_dir_all(&half);
        let made = make_drive(&half, records).and_then(|_| fs::rename(&half, &root));
        made.unwrap_or_else(|error| panic!("{}: {error}", root.display()));
        std::thread::sleep(Duration::from_secs(3));
    }
    root
}

const RECORDS_A_SCHOOL: usize = 200;

fn refuse_unless_empty(root: &Path) -> io::Result<()> {
    match fs::read_dir(root).map(|mut entries| entries.next().is_some()) {
        Ok(true) => Err(io::Error::new(io::ErrorKind::AlreadyExists, "exists and is not empty")),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Writes the folder of one school with `share` records, and gives their bytes.
fn write_school(root: &Path, calendar: &Calendar, index: usize, share: usize) -> io::Result<u64> {
    let mut maker = Maker::new(calendar, index);
    let files = maker.files(share);
    let home = root.join(manager_name(index / SCHOOLS_A_MANAGER)).join(&maker.school.name);
    for folder in ["records", "emails", "correspondence"] {
        fs::create_dir_all(home.join(folder))?;
    }
    let mut bytes = 0;
    let mut made = BTreeSet::new();
    for file in files {
        let folder = home.join(&file.folder);
        if file.folder.contains('/') && made.insert(file.folder.clone()) {
            fs::create_dir_all(&folder)?;
        }
        fs::write(folder.join(&file.name), &file.text)?;
        bytes += file.text.len() as u64;
    }
    for (folder, name, content) in maker.documents() {
        fs::write(home.join(folder).join(name), content)?;
    }
    Ok(bytes)
}
