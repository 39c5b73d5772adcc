//! Files new records in a school's folder: held against everything that would be said of them first, and never in place of another.

mod change;
mod import;
mod move_visit;
mod receive;

use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

pub use self::change::{Changed, redated};
pub use self::receive::{Receipt, ReceiveError, Receiving};
use crate::append::{self, AppendError};
use crate::destination::{Destination, DestinationError, Output, RecordFile, RenameError, Spot};
use crate::disk::{self, EntryKind};
use crate::draft::{self, Fields};
use crate::drive::{self, SchoolPlace, shown};
use crate::edit::EditError;
use crate::layout::{self, Area, Ending};
use crate::policy::Policy;
use crate::problem::{Code, Problem};
use crate::procedure::review::child_names;
use crate::reading::{Place, read};
use crate::record::values::AcademicYear;
use crate::rules;
use crate::schemas;
use crate::school::School;

/// A school in whose folder something is filed.
#[derive(Debug, Clone)]
pub struct SchoolFolder {
    /// The drive.
    pub root: PathBuf,
    /// Where the school's folder is.
    pub place: SchoolPlace,
    /// Its records, as far as they can be read.
    pub school: School,
}

/// Why a record was not filed; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum FilingError {
    /// The record would have a problem, or bring one to another.
    #[error("{}{}", named(.0), .0.message)]
    Problem(Box<Problem>),
    /// The file may not be written, or was not.
    #[error(transparent)]
    File(#[from] DestinationError),
    /// The year's phone log is not YAML, and a call is added to YAML alone.
    #[error("this year's phone log is a Markdown file, {0}")]
    MarkdownLog(String),
    /// A file that cannot be read may be the year's phone log.
    #[error("{0} cannot be read and may be this year's phone log")]
    MaybeLog(String),
    /// The phone log cannot be read.
    #[error("{} cannot be read", shown(.0))]
    Unread(PathBuf),
    /// The phone log is saved in another encoding than UTF-8.
    #[error("{} is not saved as UTF-8", shown(.0))]
    NotUtf8(PathBuf),
    /// The call cannot be added to the phone log.
    #[error("{} was left alone", shown(.path))]
    Call {
        /// The log.
        path: PathBuf,
        /// Why.
        source: AppendError,
    },
    /// A record has no sure place for what was to be changed in it.
    #[error("{} was left alone", shown(.path))]
    NoEdit {
        /// The record.
        path: PathBuf,
        /// Why.
        source: EditError,
        /// What was to be written.
        by_hand: String,
    },
    /// A record is saved in an encoding that cannot hold what was to be written.
    #[error("{} is saved in an encoding that cannot hold what is to be written", shown(.0))]
    Encoding(PathBuf),
    /// Records were not renamed.
    #[error(transparent)]
    Rename(RenameError),
}

impl From<RenameError> for FilingError {
    fn from(error: RenameError) -> Self {
        match error {
            RenameError::AsBefore(error) => Self::File(error),
            error @ RenameError::Halfway { .. } => Self::Rename(error),
        }
    }
}

impl SchoolFolder {
    /// The path on the drive of a file in one of the three folders, as the drive spells that folder.
    #[must_use]
    pub fn path(&self, area: Area, name: &str) -> String {
        format!("{}/{}/{name}", self.place.path, area_folder(&self.place, area))
    }

    /// A name that is not taken: with a number where several records of a day have the same words.
    #[must_use]
    pub fn free_name(&self, area: Area, date: NaiveDate, words: &str, ending: &str) -> String {
        let first = draft::file_name(date, words, ending);
        let stem = first.strip_suffix(&format!(".{ending}")).unwrap_or(&first);
        let numbered = (2..1000).map(|number| format!("{stem} {number}.{ending}"));
        let is_free = |name: &String| matches!(disk::kind(&self.on_disk(area, name)), Ok(None));
        std::iter::once(first.clone()).chain(numbered).find(is_free).unwrap_or(first)
    }

    /// Files a new record. Gives its path.
    pub fn file_new(
        &self,
        area: Area,
        name: &str,
        text: &str,
        policy: &Policy,
        today: NaiveDate,
    ) -> Result<PathBuf, FilingError> {
        self.file_new_allowing(area, name, text, policy, today, &[])
    }

    /// The same, where some problems of the new record are known and stand.
    pub fn file_new_allowing(
        &self,
        area: Area,
        name: &str,
        text: &str,
        policy: &Policy,
        today: NaiveDate,
        allowed: &[Code],
    ) -> Result<PathBuf, FilingError> {
        let text = self.headed(area, name, text);
        let file = self.ready_new(area, name, &text, policy, today, allowed)?;
        file.write(text.as_bytes())?;
        Ok(file.path().to_owned())
    }

    /// The text of a new record with the first line that it gets on this drive.
    #[must_use]
    pub fn headed(&self, area: Area, name: &str, text: &str) -> String {
        with_schema_line(&self.root, &self.path(area, name), text)
    }

    /// Where a new record may be written, once it is known that nothing is wrong with it. Nothing is written yet.
    pub fn ready_new(
        &self,
        area: Area,
        name: &str,
        text: &str,
        policy: &Policy,
        today: NaiveDate,
        allowed: &[Code],
    ) -> Result<Destination, FilingError> {
        check(Place::In(area), &self.path(area, name), text, Some(&self.school), policy, today, allowed)?;
        Ok(Destination::find(&self.on_disk(area, name), &new_record(area), false)?)
    }

    /// Where another form of a letter may be written beside its record.
    pub fn beside(&self, area: Area, name: &str) -> Result<Destination, FilingError> {
        Ok(Destination::find(&self.on_disk(area, name), &LETTER_FORM, false)?)
    }

    /// Whether something stands under a name in one of the three folders.
    #[must_use]
    pub fn has(&self, area: Area, name: &str) -> bool {
        matches!(disk::kind(&self.on_disk(area, name)), Ok(Some(_)))
    }

    /// Where a workbook may be written among the records.
    pub fn workbook(&self, name: &str) -> Result<Destination, FilingError> {
        Ok(Destination::find(&self.on_disk(Area::Records, name), &WORKBOOK, false)?)
    }

    /// Adds a call to the phone log of its year, which is made where it is not there. Gives the log's path.
    pub fn file_call(
        &self,
        date: NaiveDate,
        call: &Fields,
        policy: &Policy,
        today: NaiveDate,
    ) -> Result<PathBuf, FilingError> {
        let year = AcademicYear::of(date);
        let name = format!("phone log {year}.yaml");
        let alone = draft::phone_log(year, call);
        // Check the call alone first, so that a wrong word is said to be the call's and not the log's.
        let path = self.path(Area::Records, &name);
        check(Place::In(Area::Records), &path, &alone, Some(&self.school), policy, today, &[])?;
        let is_yaml = |path: &str| Ending::of(path) == Ending::Yaml;
        let mut of_year = self.school.phone_logs.iter().filter(|log| log.record.academic_year == year);
        match of_year.clone().find(|log| is_yaml(&log.path)).or_else(|| of_year.next()) {
            Some(log) if is_yaml(&log.path) => self.add_call(&log.path, call),
            Some(log) => Err(FilingError::MarkdownLog(log.path.clone())),
            // A log that cannot be read may be this year's: a second one beside it would part the calls.
            None => match self.school.unread.iter().find(|path| path.to_lowercase().contains("phone log")) {
                Some(unread) => Err(FilingError::MaybeLog(unread.clone())),
                None => self.file_new(Area::Records, &name, &alone, policy, today),
            },
        }
    }

    fn add_call(&self, path: &str, call: &Fields) -> Result<PathBuf, FilingError> {
        let file = RecordFile::read(&self.root.join(path), crate::tree::MOST_BYTES)?;
        let (mark, text) = match file.bytes().strip_prefix(b"\xEF\xBB\xBF") {
            Some(rest) => (&file.bytes()[..3], std::str::from_utf8(rest)),
            None => (&file.bytes()[..0], std::str::from_utf8(file.bytes())),
        };
        let path_of = || file.path().to_owned();
        let text = text.map_err(|_| FilingError::NotUtf8(path_of()))?;
        let longer = append::call(path, text, call).map_err(|source| FilingError::Call { path: path_of(), source })?;
        file.write(&[mark, longer.as_bytes()].concat())?;
        Ok(path_of())
    }

    fn on_disk(&self, area: Area, name: &str) -> PathBuf {
        self.root.join(self.path(area, name))
    }
}

/// Makes the folder of a new school with its school.yaml and the three folders. Where the drive has folders of these names in
/// other capitals, these are used. Gives the path of school.yaml.
pub fn file_school(
    root: &Path,
    manager: &str,
    name: &str,
    text: &str,
    policy: &Policy,
    today: NaiveDate,
) -> Result<PathBuf, FilingError> {
    let unwritten = |path: &Path, source| DestinationError::Unwritten { path: path.to_owned(), source };
    let spelt = |folder: &Path, name: &str| spelt_on_disk(folder, name).map_err(|source| unwritten(folder, source));
    let manager = spelt(root, manager)?;
    let school = spelt(&root.join(&manager), name)?;
    let folder = root.join(&manager).join(&school);
    let path = format!("{manager}/{school}/{}", layout::SCHOOL_FILE);
    let text = with_schema_line(root, &path, text);
    check(Place::SchoolFile, &path, &text, None, policy, today, &[])?;
    let file = Destination::find(&folder.join(spelt(&folder, layout::SCHOOL_FILE)?), &NEW_SCHOOL, false)?;
    for area in Area::ALL {
        let area = folder.join(spelt(&folder, area.folder())?);
        disk::make_folder(&area).map_err(|source| unwritten(&area, source))?;
    }
    file.write(text.as_bytes())?;
    Ok(file.path().to_owned())
}

/// The text of a new record, with a first line by which an editor finds the schema that `spoc init` wrote on the drive, seen from the record. A drive
/// without it, and a record in Markdown, gets none: an editor would look for it in vain.
fn with_schema_line(root: &Path, path: &str, text: &str) -> String {
    let depth = path.matches('/').count();
    let name = if path.ends_with(layout::SCHOOL_FILE) { "school" } else { "record" };
    let schema = format!("{}/{}", schemas::FOLDER, schemas::file_name(name));
    let is_there = matches!(disk::kind(&root.join(&schema)), Ok(Some(EntryKind::File)));
    if Ending::of(path) != Ending::Yaml || !is_there {
        return text.to_owned();
    }
    format!("# yaml-language-server: $schema={}{schema}\n{text}", "../".repeat(depth))
}

/// The child of the school's records whose whole name stands in a text.
#[must_use]
pub fn child_named_in<'s>(text: &str, school: &'s School) -> Option<&'s str> {
    let text = text.to_lowercase();
    let mut names = child_names(school).map(|(_, name)| &**name);
    names.find(|name| text.contains(&name.to_lowercase()))
}

/// One of a school's three folders, as the drive spells it.
#[must_use]
pub fn area_folder(place: &SchoolPlace, area: Area) -> String {
    let entries = disk::list(&place.on_disk).unwrap_or_default();
    let is_folder =
        |entry: &disk::Entry| entry.kind == EntryKind::Folder && Area::from_folder(&entry.name) == Some(area);
    entries.into_iter().find(is_folder).map_or(area.folder().to_owned(), |entry| entry.name)
}

/// Holds a new record against everything that would be said of it, or of others because of it: what is new never brings a problem. What is
/// overdue is another matter: it is so whether it is written down or not.
pub fn check(
    place: Place,
    path: &str,
    text: &str,
    school: Option<&School>,
    policy: &Policy,
    today: NaiveDate,
    allowed: &[Code],
) -> Result<(), FilingError> {
    let problems = new_problems(place, path, text.as_bytes(), school, policy, today);
    match problems.into_iter().find(|problem| !allowed.contains(&problem.code)) {
        None => Ok(()),
        Some(problem) => Err(FilingError::Problem(Box::new(problem))),
    }
}

/// What is to be said of a new record, or of others because of it, that is not said without it.
fn new_problems(
    place: Place,
    path: &str,
    bytes: &[u8],
    school: Option<&School>,
    policy: &Policy,
    today: NaiveDate,
) -> Vec<Problem> {
    let reading = read(place, path, bytes.to_vec());
    let mut problems = reading.problems;
    if let Some((record, source)) = reading.record {
        let all_of = |mut school: School| {
            let mut problems = Vec::new();
            drive::reckon(&mut school, policy, today, &mut problems);
            rules::check_school(&school, &rules::Context { today, policy, deadlines: &[] }, &mut problems);
            problems
        };
        let before = all_of(school.cloned().unwrap_or_default());
        let mut with_new = school.cloned().unwrap_or_default();
        with_new.take(path.to_owned(), source, record);
        with_new.sort();
        problems.extend(all_of(with_new).into_iter().filter(|problem| !before.contains(problem)));
    }
    problems
}

/// What may be wrong with the day of a visit and yet stand: nobody works on it, or the school is closed.
pub const ANY_DAY: [Code; 2] = [rules::outside_term::CODE, rules::non_working_day::CODE];

/// The name of the field whose value is wrong, before a message that quotes the value alone. Other messages say themselves what they are about.
fn named(problem: &Problem) -> String {
    let is_of_value = [rules::bad_date::CODE, rules::bad_upn::CODE, rules::wrong_value::CODE].contains(&problem.code);
    let field = problem.field.as_deref().filter(|_| is_of_value).unwrap_or_default();
    let name = field.rsplit('/').next().filter(|name| !name.is_empty() && name.parse::<u32>().is_err());
    let name = name.map(|name| format!("`{name}`")).filter(|name| !problem.message.contains(name));
    name.map(|name| format!("{name}: ")).unwrap_or_default()
}

/// A name as a folder has it already, where it has one that differs in capitals or accents alone; else the name itself.
fn spelt_on_disk(folder: &Path, name: &str) -> io::Result<String> {
    let entries = match disk::list(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    let same = entries.into_iter().find(|entry| layout::clash_key(&entry.name) == layout::clash_key(name));
    Ok(same.map_or(name.to_owned(), |entry| entry.name))
}

/// A new school.yaml.
const NEW_SCHOOL: Output =
    Output { name: "a new school", is_own: None, was_own: None, belongs: &[Spot::RecordName], makes_folder: true };

/// Another form of a letter, beside its record.
const LETTER_FORM: Output = Output {
    name: "a letter",
    is_own: None,
    was_own: None,
    belongs: &[Spot::Area(Area::Emails), Spot::Area(Area::Correspondence)],
    makes_folder: true,
};

/// The workbook of a pro forma.
const WORKBOOK: Output = Output {
    name: "a workbook",
    is_own: None,
    was_own: None,
    belongs: &[Spot::Area(Area::Records)],
    makes_folder: true,
};

/// A new record of one of the three folders.
fn new_record(area: Area) -> Output {
    let belongs: &'static [Spot] = match area {
        Area::Records => &[Spot::Area(Area::Records)],
        Area::Emails => &[Spot::Area(Area::Emails)],
        Area::Correspondence => &[Spot::Area(Area::Correspondence)],
    };
    Output { name: "a new record", is_own: None, was_own: None, belongs, makes_folder: true }
}
