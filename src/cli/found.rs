//! A school that a command was given, and what is written into its folder.

use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::target::Target;
use super::{Common, Failure};
use crate::destination::{Destination, DestinationError, Output, Spot};
use crate::draft::{self, Fields};
use crate::drive::{self, DriveReader, SchoolPlace, shown};
use crate::layout::{Area, SCHOOL_FILE};
use crate::reading::{Place, read};
use crate::record::school::SchoolFile;
use crate::school::School;
use crate::{append, disk, rules};

/// A school that was named.
pub(super) struct Found {
    pub root: PathBuf,
    pub place: SchoolPlace,
    pub school: School,
}

impl Found {
    pub fn school(common: &Common, text: &str) -> Result<Self, Failure> {
        let (root, place) = place_of_school(common, text)?;
        let school = DriveReader::new(&root, common.today()).read_school(&place);
        Ok(Self { root, place, school })
    }

    pub fn file(&self) -> Result<&SchoolFile, Failure> {
        self.school.file.as_ref().map(|file| &file.record).ok_or_else(|| {
            Failure::new(
                format!("{} has no {SCHOOL_FILE} that can be read", self.place.path),
                "Nothing was written. `spoc validate` says what is wrong with it.",
            )
        })
    }

    pub fn next_visit_without_pro_forma(&self, today: NaiveDate) -> Result<NaiveDate, Failure> {
        let has_one = |day: NaiveDate| self.school.pro_formas.iter().any(|pro_forma| *pro_forma.record.visit == day);
        let coming = || self.school.visits_not_cancelled().map(|visit| *visit.record.date).filter(|day| *day >= today);
        coming().filter(|day| !has_one(*day)).min().ok_or_else(|| match coming().min() {
            Some(day) => Failure::new(
                format!("{}: the visit on {day} has its pro forma already", self.place.path),
                "Nothing was written. Open that file; for another visit make the visit first with `spoc new visit`.",
            ),
            None => Failure::new(
                format!("{} has no coming visit without a pro forma", self.place.path),
                "Nothing was written. Make the visit first with `spoc new visit`, or name its day with --visit.",
            ),
        })
    }

    /// The path of a file in one of the three folders, as the drive spells the folder.
    pub fn path(&self, area: Area, name: &str) -> String {
        let folder = area_folder(&self.place, area);
        format!("{}/{folder}/{name}", self.place.path)
    }

    /// A name that is not taken: with a number where several records of a day have the same words.
    pub fn free_name(&self, area: Area, date: NaiveDate, words: &str, ending: &str) -> String {
        let taken = |name: &String| !matches!(disk::kind(&self.root.join(self.path(area, name))), Ok(None));
        let numbered = (2..1000).map(|number| {
            let name = draft::file_name(date, words, ending);
            let stem = name.strip_suffix(&format!(".{ending}")).unwrap_or(&name).to_owned();
            format!("{stem} {number}.{ending}")
        });
        let first = draft::file_name(date, words, ending);
        std::iter::once(first.clone()).chain(numbered).find(|name| !taken(name)).unwrap_or(first)
    }

    pub fn write_new(&self, area: Area, name: &str, text: &str, common: &Common) -> Result<PathBuf, Failure> {
        let path = self.path(area, name);
        check(&self.root, Place::In(area), &path, text, Some(&self.school), common)?;
        let file = Destination::find(&self.root.join(&path), &new_record(area), false)
            .and_then(|file| file.write(text.as_bytes()).map(|()| file))
            .map_err(|error| Failure::unwritten(error, ""))?;
        Ok(file.path().to_owned())
    }

    pub fn add_call(&self, path: &str, call: &Fields) -> Result<PathBuf, Failure> {
        let file = self.root.join(path);
        let old = disk::read(&file, crate::tree::MOST_BYTES).map_err(|_| {
            Failure::new(format!("{} cannot be read", shown(&file)), "Close it elsewhere and try again.")
        })?;
        let (mark, text) = match old.strip_prefix(b"\xEF\xBB\xBF") {
            Some(rest) => (&old[..3], std::str::from_utf8(rest)),
            None => (&old[..0], std::str::from_utf8(&old)),
        };
        let text = text.map_err(|_| {
            Failure::new(
                format!("{} is not saved as UTF-8", shown(&file)),
                "Nothing was written. Save it as UTF-8 in the editor and try again.",
            )
        })?;
        let longer = append::call(path, text, call).map_err(|error| {
            Failure::new(
                format!("{} was left alone: {error}", shown(&file)),
                "Put that right, or add the call in the editor.",
            )
        })?;
        disk::replace(&file, &old, &[mark, longer.as_bytes()].concat()).map_err(|error| match error.kind() {
            io::ErrorKind::ResourceBusy => {
                Failure::new(format!("{}: {error}", shown(&file)), "Nothing was written. Run the command again.")
            }
            _ => cannot_write(&file, error),
        })?;
        Ok(file)
    }
}

/// The drive and the folder of a school that was named, whose records are not looked at.
pub(super) fn place_of_school(common: &Common, text: &str) -> Result<(PathBuf, SchoolPlace), Failure> {
    // SCHOOL may be a path, which tells the drive as well; else it is a name or a number on the drive of the current folder.
    let Target { root, scope } = Target::find(common, Some(Path::new(text))).or_else(|_| Target::find(common, None))?;
    let cache = common.cache(&root);
    let reader = DriveReader::new(&root, common.today()).of_part(&scope).with_cache(cache.as_ref());
    let mut places = reader.find_schools(text).map_err(Failure::unread)?;
    match (places.pop(), places.is_empty()) {
        (Some(place), true) => Ok((root, place)),
        (Some(last), false) => {
            let names: Vec<_> = places.iter().chain([&last]).map(|place| place.path.as_str()).collect();
            Err(Failure::new(
                format!("{} fits {} schools: {}", quoted(text), names.len(), names.join("; ")),
                "Write more of the name, the URN, or the folder.",
            ))
        }
        (None, _) => Err(Failure::new(
            format!("there is no school {} on the drive {}", quoted(text), shown(&root)),
            "Write its folder, its URN, or a part of its name.",
        )),
    }
}

/// One of a school's three folders, as the drive spells it.
pub(super) fn area_folder(place: &SchoolPlace, area: Area) -> String {
    let entries = disk::list(&place.on_disk).unwrap_or_default();
    let is_folder =
        |entry: &disk::Entry| entry.kind == disk::EntryKind::Folder && Area::from_folder(&entry.name) == Some(area);
    entries.into_iter().find(is_folder).map_or(area.folder().to_owned(), |entry| entry.name)
}

/// Holds a new record against everything that would be said of it, or of others because of it: what is new never brings a problem. What is
/// overdue is another matter: it is so whether it is written down or not.
pub(super) fn check(
    root: &Path,
    place: Place,
    path: &str,
    text: &str,
    school: Option<&School>,
    common: &Common,
) -> Result<(), Failure> {
    let reading = read(place, path, text.as_bytes().to_vec());
    let mut problems = reading.problems;
    if let Some((record, source)) = reading.record {
        let (policy, _) = drive::policy(root).map_err(Failure::unread)?;
        let all_of = |mut school: School| {
            let mut problems = Vec::new();
            drive::reckon(&mut school, &policy, common.today(), &mut problems);
            let context = rules::Context { today: common.today(), policy: &policy, deadlines: &[] };
            rules::check_school(&school, &context, &mut problems);
            problems
        };
        let before = all_of(school.cloned().unwrap_or_default());
        let mut with_new = school.cloned().unwrap_or_default();
        with_new.take(path.to_owned(), source, record);
        with_new.sort();
        problems.extend(all_of(with_new).into_iter().filter(|problem| !before.contains(problem)));
    }
    match problems.first() {
        None => Ok(()),
        Some(problem) => {
            let field = problem.field.as_deref().unwrap_or_default();
            let named = field.rsplit('/').next().filter(|name| !name.is_empty() && name.parse::<u32>().is_err());
            let named = named.map(|name| format!("{name}: ")).unwrap_or_default();
            Err(Failure::new(format!("{named}{}", problem.message), format!("{} Nothing was written.", problem.help)))
        }
    }
}

/// A new record of one of the three folders.
fn new_record(area: Area) -> Output {
    let belongs: &'static [Spot] = match area {
        Area::Records => &[Spot::Area(Area::Records)],
        Area::Emails => &[Spot::Area(Area::Emails)],
        Area::Correspondence => &[Spot::Area(Area::Correspondence)],
    };
    Output { name: "a new record", is_own: None, belongs, makes_folder: true }
}

/// A file that could not be written, outside the rule for new files.
pub(super) fn cannot_write(file: &Path, error: io::Error) -> Failure {
    Failure::unwritten(DestinationError::Unwritten { path: file.to_owned(), source: error }, "")
}

pub(super) fn refuse_as_folder(name: &str) -> Result<(), Failure> {
    let why = if name.trim().is_empty() || name.contains('/') {
        Some("it is empty or holds `/`".to_owned())
    } else if !crate::layout::is_manager_or_school(name) {
        Some("a folder of that name is not read as one of a manager or school".to_owned())
    } else {
        crate::layout::unportable(name)
    };
    match why {
        None => Ok(()),
        Some(why) => Err(Failure::new(
            format!("{} cannot be a folder's name: {why}", quoted(name)),
            "Nothing was written. Choose another name.",
        )),
    }
}

pub(super) fn quoted(text: &str) -> String {
    crate::record::values::quoted(text)
}
