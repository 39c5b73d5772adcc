//! A state of the drive is laid out as files, so that any question can be asked of it.

use std::collections::{BTreeSet, HashSet};

use crate::disk::TemporaryFolder;
use crate::drive::shown;
use crate::history::{Archive, HistoryError, State};
use crate::layout::{Area, Role};

/// Which part of the state a question needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// All of it.
    Whole,
    /// What lies under this path, and what lies outside all schools' three folders: the policy and every school.yaml decide there, too.
    Of(&'a str),
}

/// Why a state could not be laid out.
#[derive(Debug, thiserror::Error)]
pub enum NotLaidOut {
    /// The history cannot be read.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// The folder could not be written to.
    #[error("the earlier state of the drive could not be laid out in {}", shown(.path))]
    Unwritten {
        /// The folder.
        path: std::path::PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
}

/// Lays out a state of the drive. A school gets its three folders, whether or not there were any: a history holds files, and no empty folders.
pub fn lay_out(
    archive: &Archive,
    state: &State<'_>,
    part: Part<'_>,
    folder: &TemporaryFolder,
) -> Result<(), NotLaidOut> {
    let unwritten = |source| NotLaidOut::Unwritten { path: folder.path().to_owned(), source };
    let mut schools = BTreeSet::new();
    let mut areas = HashSet::new();
    for (path, content) in state.files("")? {
        let names: Vec<_> = path.split('/').collect();
        if let [manager, school, third, ..] = names.as_slice()
            && is_school(manager, school)
        {
            schools.insert((manager.to_string(), school.to_string()));
            areas.extend(
                Area::from_folder(third).filter(|_| names.len() > 3).map(|area| (format!("{manager}/{school}"), area)),
            );
        }
        if is_needed(part, &names, &path) {
            folder.write(&names, &archive.bytes(content)?).map_err(unwritten)?;
        }
    }
    for (manager, school) in schools {
        for area in Area::ALL {
            // The folder may be there with other capitals.
            if !areas.contains(&(format!("{manager}/{school}"), area)) {
                folder.make_folder(&[&manager, &school, area.folder()]).map_err(unwritten)?;
            }
        }
    }
    Ok(())
}

fn is_school(manager: &str, school: &str) -> bool {
    Role::Root.of_folder_in(manager) == Role::Manager && Role::Manager.of_folder_in(school) == Role::School
}

fn is_needed(part: Part<'_>, names: &[&str], path: &str) -> bool {
    match part {
        Part::Whole | Part::Of("") => true,
        Part::Of(asked) => {
            // A file or a folder of a school is judged by all of that school.
            let of_school: Vec<_> = asked.split('/').take(2).collect();
            let school = of_school.join("/");
            names.len() <= 3 || path == asked || path.strip_prefix(&school).is_some_and(|rest| rest.starts_with('/'))
        }
    }
}
