//! Changes records that are there: the text of one field, and nothing else. What would be wrong with it is said first, and nothing is written.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::{FilingError, SchoolFolder};
use crate::destination::{RecordFile, Renaming, rename_all};
use crate::edit::{self, Change, EditError};
use crate::layout::Area;
use crate::policy::Policy;
use crate::problem::{Code, Problem};
use crate::reading::{Place, read};
use crate::record::{Kind, field_order};
use crate::school::School;
use crate::text;
use crate::tree::MOST_BYTES;
use crate::words::listed;
use crate::{drive, rules};

/// A change of one record, which is written by [`SchoolFolder::write`].
#[derive(Debug, Clone)]
pub struct Changed {
    file: RecordFile,
    /// The record's path on the drive.
    pub path: String,
    /// The record's bytes with the change.
    bytes: Vec<u8>,
    /// What is written: `` `returned: 2026-11-17` ``.
    pub written: String,
}

impl Changed {
    /// The record's bytes without the change.
    #[must_use]
    pub fn before(&self) -> &[u8] {
        self.file.bytes()
    }

    /// The record's text with the change.
    #[must_use]
    pub fn text(&self) -> String {
        text::decode(&self.bytes).0.into_owned()
    }

    /// The same record under another name in its folder.
    #[must_use]
    pub fn renamed(self, name: &str) -> Renaming {
        Renaming { file: self.file, name: name.to_owned(), bytes: self.bytes }
    }
}

impl SchoolFolder {
    /// Changes a record of `records`: gives what is to be written, and the school as it then is. Refused where the record cannot be read, where
    /// there is no sure place for the change, and where what is changed would be wrong.
    pub fn change(
        &self,
        path: &str,
        kind: Kind,
        changes: &[Change],
        policy: &Policy,
        today: NaiveDate,
    ) -> Result<(Changed, School), FilingError> {
        self.change_allowing(path, kind, changes, policy, today, &[])
    }

    /// The same, where problems of these codes may stand in what is changed.
    pub fn change_allowing(
        &self,
        path: &str,
        kind: Kind,
        changes: &[Change],
        policy: &Policy,
        today: NaiveDate,
        allowed: &[Code],
    ) -> Result<(Changed, School), FilingError> {
        let name = path.rsplit('/').next().unwrap_or(path);
        self.change_as(path, name, kind, changes, policy, today, allowed)
    }

    /// The same for a record that gets another name with it. `allowed`: what may be wrong with it and yet stand.
    #[allow(clippy::too_many_arguments, reason = "all of them are what a change depends on")]
    pub(super) fn change_as(
        &self,
        path: &str,
        name: &str,
        kind: Kind,
        changes: &[Change],
        policy: &Policy,
        today: NaiveDate,
        allowed: &[Code],
    ) -> Result<(Changed, School), FilingError> {
        let new_path = path.rsplit_once('/').map_or_else(|| name.to_owned(), |(folder, _)| format!("{folder}/{name}"));
        let file = RecordFile::read(&self.root.join(path), MOST_BYTES)?;
        let (old, _) = text::decode(file.bytes());
        let written = listed(&changes.iter().map(Change::shown).collect::<Vec<_>>());
        let by_hand = written.clone();
        let not_edited = |source| FilingError::NoEdit { path: file.path().to_owned(), source, by_hand };
        let new = edit::change(path, &old, changes, &field_order(kind)).map_err(not_edited)?;
        let bytes =
            text::encode_like(file.bytes(), &new).ok_or_else(|| FilingError::Encoding(file.path().to_owned()))?;
        let school = self.with(path, &new_path, &bytes)?;
        let is_changed = |problem: &Problem| {
            let field = problem.field.as_deref().unwrap_or_default();
            problem.path == new_path
                && !allowed.contains(&problem.code)
                && changes.iter().any(|change| is_within(field, change.field()))
        };
        let before: HashSet<_> =
            problems(&self.school, policy, today).into_iter().map(|problem| key(&problem)).collect();
        let new =
            problems(&school, policy, today).into_iter().find(|one| is_changed(one) && !before.contains(&key(one)));
        match new {
            Some(problem) => Err(FilingError::Problem(Box::new(problem))),
            None => Ok((Changed { file, path: path.to_owned(), bytes, written }, school)),
        }
    }

    /// Changes a record of `records` as its text asks for; gives the change and the whole text with it. Whether what it then says is right was looked at before.
    pub(super) fn change_text(
        &self,
        path: &str,
        changes: impl Fn(&str) -> Result<Vec<Change>, EditError>,
    ) -> Result<(Changed, String), FilingError> {
        let file = RecordFile::read(&self.root.join(path), MOST_BYTES)?;
        let (old, _) = text::decode(file.bytes());
        let no_edit = |source, by_hand: String| FilingError::NoEdit { path: file.path().to_owned(), source, by_hand };
        let changes = changes(&old).map_err(|source| no_edit(source, "what the workbook says".to_owned()))?;
        let written = listed(&changes.iter().map(Change::shown).collect::<Vec<_>>());
        let new = edit::change(path, &old, &changes, &field_order(Kind::ProForma))
            .map_err(|source| no_edit(source, written.clone()))?;
        let bytes =
            text::encode_like(file.bytes(), &new).ok_or_else(|| FilingError::Encoding(file.path().to_owned()))?;
        // What it says must be readable: else a record would be lost.
        self.with(path, path, &bytes)?;
        Ok((Changed { file, path: path.to_owned(), bytes, written }, new))
    }

    /// Writes a change, where nobody has changed the record meanwhile. Gives the file.
    pub fn write(&self, changed: &Changed) -> Result<PathBuf, FilingError> {
        changed.file.write(&changed.bytes)?;
        Ok(changed.file.path().to_owned())
    }

    /// Gives changed records other names, all of them or none.
    pub fn rename(&self, renamings: &[Renaming]) -> Result<(), FilingError> {
        Ok(rename_all(renamings)?)
    }

    /// The school with a record that has other bytes, and perhaps another name.
    fn with(&self, old_path: &str, path: &str, bytes: &[u8]) -> Result<School, FilingError> {
        let mut reading = read(Place::In(Area::Records), path, bytes.to_vec());
        let Some((record, source)) = reading.record.take() else {
            return Err(match reading.problems.into_iter().next() {
                Some(problem) => FilingError::Problem(Box::new(problem)),
                None => FilingError::Unread(self.root.join(path)),
            });
        };
        let mut school = self.school.clone();
        school.leave_out(old_path);
        school.take(path.to_owned(), source, record);
        school.sort();
        Ok(school)
    }
}

/// What the rules say of a school's records.
fn problems(school: &School, policy: &Policy, today: NaiveDate) -> Vec<Problem> {
    let (mut school, mut problems) = (school.clone(), Vec::new());
    drive::reckon(&mut school, policy, today, &mut problems);
    rules::check_school(&school, &rules::Context { today, policy, deadlines: &[] }, &mut problems);
    problems
}

/// A problem without its place, which moves as lines are added.
fn key(problem: &Problem) -> (Code, String, Option<String>, String) {
    (problem.code, problem.path.clone(), problem.field.clone(), problem.message.clone())
}

/// Whether a field, as a JSON Pointer, is another or lies in it.
fn is_within(field: &str, other: &str) -> bool {
    field.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The file name of a record that is dated on another day: its date is put in place of the old one, or before the name where it has none.
#[must_use]
pub fn redated(path: &str, from: NaiveDate, to: NaiveDate) -> String {
    let name = Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    match name.strip_prefix(&from.to_string()) {
        Some(rest) => format!("{to}{rest}"),
        None => format!("{to} {name}"),
    }
}
