//! What is to be changed on the drive, file by file.

use std::path::Path;

use super::found::{IN_TEXT, file_place};
use crate::destination::{DestinationError, RecordFile};
use crate::problem::{Code, Position, Problem};
use crate::reading::{self, place_of};
use crate::repair::{Certainty, FileText, Repair, Step, all_safe, edited, repairs, repairs_by_name};
use crate::rules::{file_date, missing_folder, not_utf8};
use crate::school::School;
use crate::text::{Encoding, decode, encode_like};
use crate::tree::MOST_BYTES;

/// What is to be changed, and what cannot be.
#[derive(Debug, Default)]
pub struct Plan {
    /// The files and folders, in the order of their paths.
    pub files: Vec<FilePlan>,
    /// The files that could be put right and may not be written, each with the reason.
    pub left: Vec<(String, DestinationError)>,
}

/// What is to be changed in one file, or the folder that is made.
#[derive(Debug)]
pub struct FilePlan {
    /// Its path on the drive.
    pub path: String,
    /// What is put right.
    pub said: Vec<Said>,
    /// What is written.
    pub write: Write,
}

/// A repair in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The code of the problem.
    pub code: Code,
    /// Where it stands.
    pub position: Option<Position>,
    /// What is done about it.
    pub title: String,
}

/// What is written.
#[derive(Debug)]
pub enum Write {
    /// A file gets other bytes, and perhaps another name in its folder.
    File {
        /// The file as it was read.
        file: Box<RecordFile>,
        /// Its text.
        old: String,
        /// Its text afterwards.
        new: String,
        /// Its bytes afterwards.
        bytes: Vec<u8>,
        /// Its path on the drive afterwards, where that is another.
        to: Option<String>,
    },
    /// A folder is made.
    Folder,
}

/// Every safe repair of these problems, which are sorted by path; of some codes alone, where any are named. `load` gives the school in whose folder
/// a file lies.
#[must_use]
pub fn plan(root: &Path, problems: &[Problem], only: &[Code], load: &dyn Fn(&str) -> Option<School>) -> Plan {
    let mut plan = Plan::default();
    let is_wanted = |code: Code| only.is_empty() || only.contains(&code);
    for group in problems.chunk_by(|one, other| one.path == other.path) {
        let path = &group[0].path;
        for problem in group.iter().filter(|problem| problem.code == missing_folder::CODE && is_wanted(problem.code)) {
            plan.files.extend(repairs_by_name(problem, None).into_iter().filter_map(|repair| folder(problem, repair)));
        }
        match text(root, path, group, only) {
            Ok(Some(file)) => plan.files.push(file),
            Ok(None) => {}
            Err(error) => plan.left.push((path.clone(), error)),
        }
    }
    if is_wanted(file_date::CODE) {
        names(root, problems, &mut plan, load);
    }
    plan.files.sort_by(|one, other| one.path.cmp(&other.path));
    plan
}

/// One repair of a problem, whatever its certainty: somebody has said yes to it. `text`: the file's text for which the repair was made; an error where
/// another stands there by now.
pub fn plan_of_repair(
    root: &Path,
    problem: &Problem,
    repair: &Repair,
    text: Option<&str>,
) -> Result<Option<FilePlan>, DestinationError> {
    let said = vec![Said { code: problem.code, position: problem.position, title: repair.title.clone() }];
    if let [Step::MakeFolder { path }] = repair.steps.as_slice() {
        return Ok(Some(FilePlan { path: path.clone(), said, write: Write::Folder }));
    }
    let file = RecordFile::read(&root.join(&problem.path), MOST_BYTES)?;
    let (old, encoding) = decode(file.bytes());
    let old = old.into_owned();
    if text.is_some_and(|text| text != old) {
        return Err(DestinationError::Changed(file.path().to_owned()));
    }
    let Some(new) = edited(&old, &problem.path, &repair.steps) else { return Ok(None) };
    let to = repair.steps.iter().find_map(|step| match step {
        Step::Rename { to, .. } => Some(to.clone()),
        _ => None,
    });
    let is_saved_anew = repair.steps.iter().any(|step| matches!(step, Step::SaveAsUtf8 { .. }));
    let bytes = if is_saved_anew && encoding != Encoding::Utf8 {
        new.clone().into_bytes()
    } else {
        encode_like(file.bytes(), &new).unwrap_or_else(|| new.clone().into_bytes())
    };
    let write = Write::File { file: Box::new(file), old, new, bytes, to };
    Ok(Some(FilePlan { path: problem.path.clone(), said, write }))
}

fn folder(problem: &Problem, repair: Repair) -> Option<FilePlan> {
    let Some(Step::MakeFolder { path }) = repair.steps.into_iter().next() else { return None };
    let said = vec![Said { code: problem.code, position: None, title: repair.title }];
    Some(FilePlan { path, said, write: Write::Folder })
}

/// What is to be changed in a file's text and encoding.
fn text(root: &Path, path: &str, problems: &[Problem], only: &[Code]) -> Result<Option<FilePlan>, DestinationError> {
    let is_wanted = |code: Code| only.is_empty() || only.contains(&code);
    let may_be_mended = problems.iter().any(|problem| IN_TEXT.contains(&problem.code));
    let Some(place) = file_place(path).filter(|_| may_be_mended) else { return Ok(None) };
    // A file that cannot be read is reported by `validate`; there is nothing to be put right in it here.
    let Ok(bytes) = crate::disk::read(&root.join(path), MOST_BYTES) else { return Ok(None) };
    let (old, encoding) = decode(&bytes);
    let file = FileText { path, place, text: &old, encoding };
    let new = all_safe(&file, only);
    let is_saved_anew = is_wanted(not_utf8::CODE) && problems.iter().any(|problem| problem.code == not_utf8::CODE);
    if new.is_none() && !is_saved_anew {
        return Ok(None);
    }
    let found = repairs(&file, problems, None);
    let said =
        problems.iter().zip(found).filter(|(problem, _)| is_wanted(problem.code)).filter_map(|(problem, repairs)| {
            let safe = repairs.into_iter().find(|repair| repair.certainty == Certainty::Safe)?;
            let is_name = safe.steps.iter().any(|step| matches!(step, Step::Rename { .. }));
            (!is_name).then_some(Said { code: problem.code, position: problem.position, title: safe.title })
        });
    let said = said.collect();
    let new = new.unwrap_or_else(|| old.clone().into_owned());
    let record = RecordFile::read(&root.join(path), MOST_BYTES)?;
    if record.bytes() != bytes {
        return Err(DestinationError::Changed(record.path().to_owned()));
    }
    let anew = || new.clone().into_bytes();
    let bytes = if is_saved_anew { anew() } else { encode_like(&bytes, &new).unwrap_or_else(anew) };
    let write = Write::File { file: Box::new(record), old: old.into_owned(), new, bytes, to: None };
    Ok(Some(FilePlan { path: path.to_owned(), said, write }))
}

/// Adds the names that do not fit their records' dates, as these are when what is planned so far has been written.
fn names(root: &Path, problems: &[Problem], plan: &mut Plan, load: &dyn Fn(&str) -> Option<School>) {
    let of_problems =
        problems.iter().filter(|problem| problem.code == file_date::CODE).map(|problem| problem.path.as_str());
    let of_plan =
        plan.files.iter().filter(|file| matches!(file.write, Write::File { .. })).map(|file| file.path.as_str());
    let mut folders: Vec<String> = of_problems.chain(of_plan).filter_map(school_folder).collect();
    folders.sort();
    folders.dedup();
    for folder in folders {
        let Some(mut school) = load(&format!("{folder}/")) else { continue };
        for file in plan.files.iter().filter(|file| file.path.starts_with(&format!("{folder}/"))) {
            take(&mut school, file);
        }
        school.sort();
        let is_asked_for = |path: &str| {
            problems.iter().any(|problem| problem.path == path) || plan.files.iter().any(|file| file.path == path)
        };
        let forms = school.pro_formas.iter().filter(|form| is_asked_for(&form.path));
        let wrong: Vec<String> = forms
            .filter(|form| crate::layout::date_of(form.name()) != Some(*form.record.visit))
            .map(|form| form.path.clone())
            .collect();
        for path in wrong {
            let problem = Problem::of_file(file_date::CODE, path.as_str(), "", "");
            let repairs = repairs_by_name(&problem, Some(&school));
            let Some(repair) = repairs.into_iter().find(|repair| repair.certainty == Certainty::Safe) else { continue };
            let Some(Step::Rename { to, .. }) = repair.steps.first() else { continue };
            let new_name = to.clone();
            let said = Said { code: file_date::CODE, position: None, title: repair.title.clone() };
            if let Some(file) = plan.files.iter_mut().find(|file| file.path == path) {
                if let Write::File { to, .. } = &mut file.write {
                    *to = Some(new_name);
                    file.said.push(said);
                }
                continue;
            }
            match plan_of_repair(root, &problem, &repair, None) {
                Ok(file) => plan.files.extend(file),
                Err(error) => plan.left.push((path, error)),
            }
        }
    }
}

/// Puts a record as it is planned into its school.
fn take(school: &mut School, file: &FilePlan) {
    let (Some(place), Write::File { new, .. }) = (place_of(&file.path), &file.write) else { return };
    if let Some((record, source)) = reading::read(place, &file.path, new.clone().into_bytes()).record {
        school.leave_out(&file.path);
        school.unread.retain(|path| *path != file.path);
        school.take(file.path.clone(), source, record);
    }
}

fn school_folder(path: &str) -> Option<String> {
    let mut parts = path.split('/');
    let (manager, school) = (parts.next()?, parts.next()?);
    parts.next().map(|_| format!("{manager}/{school}"))
}
