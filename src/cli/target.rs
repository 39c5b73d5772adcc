//! Which drive a command is about, and which part of the drive.

use std::path::{Path, PathBuf};

use super::common::Common;
use super::failure::Failure;
use crate::disk;
use crate::drive::{DriveReader, Scope, find_root, shown};

/// A drive, and the part of it that was asked about.
#[derive(Debug)]
pub(super) struct Target {
    pub root: PathBuf,
    pub scope: Scope,
}

impl Target {
    /// Finds the drive: it is `--drive`, else the one around PATH, else the one around the current folder, else `$SPOC_DRIVE`. PATH is read as one from
    /// the current folder, else as one from the drive (records.md, section 8).
    pub fn find(common: &Common, path: Option<&Path>) -> Result<Self, Failure> {
        let here = path.map(|path| (path, real(path)));
        let root = match &common.drive {
            Some(drive) => Some(named_drive(drive, "--drive")?),
            None => None,
        };
        let around = |path: &Path| real(path).ok().and_then(|path| find_root(&path));
        let root = root.or_else(|| here.as_ref().and_then(|(_, real)| find_root(real.as_ref().ok()?)));
        let root = match root.or_else(|| around(Path::new("."))) {
            Some(root) => root,
            None => match std::env::var_os("SPOC_DRIVE").filter(|drive| !drive.is_empty()) {
                Some(drive) => named_drive(Path::new(&drive), "SPOC_DRIVE")?,
                None => return Err(no_drive(here.map(|(path, _)| path))),
            },
        };
        let Some((path, from_here)) = here else {
            return Ok(Self { root, scope: Scope::default() });
        };
        let inside = |real: &Path| real.strip_prefix(&root).ok().map(relative);
        let scope = from_here.as_deref().ok().and_then(inside).or_else(|| inside(&real(&root.join(path)).ok()?));
        match scope {
            Some(scope) => Ok(Self { root, scope: Scope(scope) }),
            None if from_here.is_ok() => Err(Failure::new(
                format!("{} lies outside the drive {}", shown(path), shown(&root)),
                "Name a manager, a school, a folder or a file on the drive.",
            )),
            None => by_name(common, &root, path).map(|scope| Self { root, scope }),
        }
    }
}

/// The school that a text means which is no path: its number, or a part of its name.
fn by_name(common: &Common, root: &Path, path: &Path) -> Result<Scope, Failure> {
    let text = path.to_string_lossy();
    let cache = common.cache(root);
    let reader = DriveReader::new(root, common.today()).with_cache(cache.as_ref());
    let schools = match path.components().count() {
        1 => reader.find_schools(&text).unwrap_or_default(),
        _ => Vec::new(),
    };
    match schools.as_slice() {
        [one] => Ok(Scope(one.path.clone())),
        [] => Err(Failure::new(
            format!("there is no {} here or on the drive {}", shown(path), shown(root)),
            "Look at the spelling, and put a path with spaces in quotes.",
        )),
        several => {
            let names: Vec<_> = several.iter().map(|place| place.path.as_str()).collect();
            Err(Failure::new(
                format!("{} is no path, and fits {} schools: {}", shown(path), names.len(), names.join("; ")),
                "Write more of the name, the URN, or the folder.",
            ))
        }
    }
}

/// The path with every link resolved but one in its last part: such a link stands on the drive itself, wherever it points.
fn real(path: &Path) -> std::io::Result<PathBuf> {
    match (disk::kind(path), path.parent(), path.file_name()) {
        (Ok(Some(disk::EntryKind::Link)), Some(parent), Some(name)) => {
            let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
            Ok(disk::absolute(parent)?.join(name))
        }
        _ => disk::absolute(path),
    }
}

pub(super) fn named_drive(drive: &Path, by: &str) -> Result<PathBuf, Failure> {
    let root = disk::absolute(drive).map_err(|error| {
        Failure::caused(
            format!("{by} names {}, which cannot be reached", shown(drive)),
            error,
            "Look at the spelling, and whether the drive is connected.",
        )
    })?;
    if find_root(&root).as_deref() == Some(&root) {
        Ok(root)
    } else {
        Err(Failure::new(
            format!("{by} names {}, which is not a drive of records: it holds no policy.toml", shown(drive)),
            "Name the folder that holds policy.toml, or make a new drive with `spoc init`.",
        ))
    }
}

fn no_drive(path: Option<&Path>) -> Failure {
    let what_to_do = "Name it with --drive DIR, or make a new one with `spoc init DIR`.";
    match path {
        Some(path) => Failure::new(
            format!("{} lies on no drive of records: no folder above it holds policy.toml", shown(path)),
            what_to_do,
        ),
        None => {
            Failure::new("this folder lies on no drive of records: no folder above it holds policy.toml", what_to_do)
        }
    }
}

/// A path within the drive with `/`, as problems show it.
fn relative(path: &Path) -> String {
    let parts = path.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
    parts.collect::<Vec<_>>().join("/")
}
