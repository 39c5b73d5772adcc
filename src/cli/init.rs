//! `spoc init`

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::common::{Common, Outcome};
use super::failure::Failure;
use super::output::Force;
use crate::destination::{Destination, Folder, Output, Spot};
use crate::disk::{Entry, EntryKind};
use crate::drive::shown;
use crate::layout::{Area, POLICY_FILE, SCHOOL_FILE};
use crate::record::school::{Phase, Status};
use crate::{disk, draft, drive, schemas};

/// Make a new drive: a policy to be filled in, an example manager and school, and settings for VS Code; nothing is overwritten
#[derive(Debug, clap::Args)]
pub(super) struct Init {
    /// The folder that becomes the drive; made where it is not there
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    #[command(flatten)]
    force: Force,
}

impl Init {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let folder = &self.folder;
        let place = Folder::find(folder).map_err(|error| Failure::unwritten(error, ""))?;
        if let Some(around) = place.drives().iter().find(|drive| *drive != place.real()) {
            return Err(Failure::new(
                format!("{} lies inside the drive {}", shown(folder), shown(around)),
                "Nothing was written. Choose a folder outside it.",
            ));
        }
        disk::make_folder(folder).map_err(|error| Failure::of_system(folder, error))?;
        let entries = disk::list(folder).map_err(|error| Failure::of_system(folder, error))?;
        let is_drive = drive::policy_file(folder).is_some();
        if let Some(inner) = drive_inside(folder, &entries) {
            return Err(Failure::new(
                format!("the drive {} lies inside {}", shown(&inner), shown(folder)),
                "Nothing was written. Choose a folder beside it, or work on that drive.",
            ));
        }
        let is_bare = entries.iter().all(|entry| entry.name.starts_with('.'));
        let mut drive = NewDrive { folder, force: self.force.given, out, today: common.today() };
        for name in ["school", "record", "policy"] {
            let text = schemas::text(name).unwrap_or_default();
            drive.file(&format!("{}/{}", schemas::FOLDER, schemas::file_name(name)), &text)?;
        }
        drive.file(".vscode/settings.json", &draft::editor_settings())?;
        drive.file(".vscode/extensions.json", draft::EDITOR_EXTENSIONS)?;
        // Write no example beside folders that staff have already: it would only be in the way.
        if is_bare && !is_drive {
            drive.example()?;
        }
        if is_drive {
            writeln!(out, "\n{} was a drive already: its {POLICY_FILE} stays as it is.", shown(folder))?;
            return Ok(Outcome::Clean);
        }
        // Write the policy last, because it makes the folder a drive: a run that breaks off can then be repeated.
        drive.file(POLICY_FILE, &draft::policy(common.today()))?;
        writeln!(
            out,
            "\n{} is a drive now. Next: put your authority's terms into {POLICY_FILE}, rename the example manager and school, then check \
             it with\n\n    spoc validate --drive {}",
            shown(folder),
            quoted_for_a_shell(folder)
        )?;
        Ok(Outcome::Clean)
    }
}

/// Writes the files of a new drive, and says of each what became of it.
struct NewDrive<'a, W> {
    folder: &'a Path,
    force: bool,
    out: &'a mut W,
    today: NaiveDate,
}

impl<W: Write> NewDrive<'_, W> {
    fn example(&mut self) -> Result<(), Failure> {
        let school = draft::NewSchool {
            name: "Example Primary School",
            urn: "100000",
            phase: Phase::Primary,
            status: Status::Maintained,
            spoc: "The SPOC's name",
            head: "The head's name",
            // The school opens today, so that on a new drive no date of this year is overdue.
            opened: Some(self.today),
        };
        let folder = "Example Manager/Example Primary School";
        self.file(&format!("{folder}/{SCHOOL_FILE}"), &draft::school(&school))?;
        for area in Area::ALL {
            let path = self.folder.join(folder).join(area.folder());
            disk::make_folder(&path).map_err(|error| Failure::of_system(&path, error))?;
        }
        Ok(())
    }

    /// Writes a file that is not there yet. A file that is there stays as it is; with `--force` it is replaced, unless it is a record.
    fn file(&mut self, path: &str, text: &str) -> Result<(), Failure> {
        let file = self.folder.join(path);
        let written =
            Destination::find(&file, &PART_OF_A_DRIVE, self.force).and_then(|file| file.write(text.as_bytes()));
        match written {
            Ok(()) => writeln!(self.out, "wrote {}", shown(&file))?,
            Err(error) if error.is_there() => writeln!(self.out, "kept {}", shown(&file))?,
            Err(error) => return Err(Failure::unwritten(error, "")),
        }
        Ok(())
    }
}

/// A file with which a new drive begins. Once it is written it is the staff's own, so that it does not count as one that the program may replace.
const PART_OF_A_DRIVE: Output = Output {
    name: "a part of a new drive",
    is_own: None,
    was_own: None,
    belongs: &[Spot::RecordName, Spot::Top],
    makes_folder: true,
};

/// A drive among a folder's own folders, or the folders in them. Each of them would be taken for a manager's or a school's folder of the drive
/// around it.
fn drive_inside(folder: &Path, entries: &[Entry]) -> Option<PathBuf> {
    let folders = |folder: &Path, entries: &[Entry]| -> Vec<PathBuf> {
        entries.iter().filter(|entry| entry.kind == EntryKind::Folder).map(|entry| folder.join(&entry.name)).collect()
    };
    let is_drive = |folder: &PathBuf| drive::policy_file(folder).is_some();
    folders(folder, entries).into_iter().find_map(|inner| {
        if is_drive(&inner) {
            return Some(inner);
        }
        folders(&inner, &disk::list(&inner).unwrap_or_default()).into_iter().find(is_drive)
    })
}

/// A path as a user can type it in a shell.
fn quoted_for_a_shell(path: &Path) -> String {
    let text = shown(path);
    if text.contains(' ') { format!("\"{text}\"") } else { text }
}
