//! A workbook that came back becomes the pro forma's record: what it would say is found out first, and nothing is written while anything is wrong.

use std::path::PathBuf;

use chrono::NaiveDate;

use super::{Changed, FilingError, SchoolFolder, new_problems};
use crate::destination::{Destination, Output, Spot};
use crate::disk;
use crate::draft;
use crate::edit::{self, Change, EditError};
use crate::layout::Area;
use crate::policy::Policy;
use crate::problem::{Code, Problem, Severity};
use crate::procedure::{pro_forma_of, visit_of};
use crate::reading::Place as PlaceOnDrive;
use crate::record::pro_forma::ProForma;
use crate::record::{Kind, field_order};
use crate::rules;
use crate::school::Filed;
use crate::tree::{decode, parse_yaml};
use crate::words::long_day;
use crate::workbook::{self, CellProblem, Difference, Filled, Place, Returned};

/// What a workbook is received with.
#[derive(Debug, Clone, Copy)]
pub struct Receiving<'a> {
    /// What it says.
    pub returned: &'a Returned,
    /// The day on which it came, where that was named.
    pub on: Option<NaiveDate>,
    /// Whether the workbook is taken where the record says something else already.
    pub merge: bool,
}

/// What becomes of a workbook.
#[derive(Debug)]
pub struct Receipt {
    /// The record's path on the drive.
    pub path: String,
    /// The day of the visit.
    pub visit: NaiveDate,
    /// The day from which on it counts as returned.
    pub returned: NaiveDate,
    /// What is wrong with it: nothing is written.
    pub problems: Vec<CellProblem>,
    /// What someone should look at; it is written all the same.
    pub warnings: Vec<CellProblem>,
    /// In what it differs from the record.
    pub differences: Vec<Difference>,
    /// What the record is to say, whole; none where something is wrong, or where it says so already.
    pub text: Option<String>,
    write: Option<Write>,
}

#[derive(Debug)]
enum Write {
    New { name: String, text: String },
    Change(Box<Changed>),
}

/// Why a workbook is not received. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// It does not say for which visit it is.
    #[error("the workbook does not say for which visit it is")]
    NoDay,
    /// Nothing in it is answered.
    #[error("nothing in the workbook is filled in")]
    Empty,
    /// There is no visit of its day.
    #[error("it is for a visit on {}, and {school} has none on that day", long_day(*.day))]
    NoVisit {
        /// The school's folder.
        school: String,
        /// The day.
        day: NaiveDate,
        /// The days of the visits that there are.
        days: Vec<NaiveDate>,
    },
    /// A record cannot be read that may be the pro forma.
    #[error("{0} cannot be read, and may be the pro forma or the visit that it is for")]
    Unread(String),
    /// The record says something else.
    #[error("{path} {}", if *.returned { "came back already, and says something else" } else { "says something else" })]
    Differs {
        /// The record.
        path: String,
        /// Whether the pro forma was returned before.
        returned: bool,
        /// In what they differ.
        differences: Vec<Difference>,
    },
    /// The record has no sure place for what is to be written.
    #[error("{path} was left alone")]
    NoEdit {
        /// The record.
        path: String,
        /// Why.
        source: EditError,
    },
    /// It was not filed.
    #[error(transparent)]
    Filing(#[from] FilingError),
}

/// What may be so, however unwelcome: it is said, and recorded all the same.
const MAY_BE_SO: [Code; 1] = [rules::over_45_days::CODE];

impl SchoolFolder {
    /// What becomes of a workbook that came back to this school.
    pub fn receive(
        &self,
        receiving: &Receiving<'_>,
        policy: &Policy,
        today: NaiveDate,
    ) -> Result<Receipt, ReceiveError> {
        let Receiving { returned, on, merge } = receiving;
        let day = returned.visit.ok_or(ReceiveError::NoDay)?;
        if returned.answers.how_filled() == Filled::Blank && returned.problems.is_empty() {
            return Err(ReceiveError::Empty);
        }
        let (visit, old) = self.visit_of_workbook(day)?;
        let on = on.unwrap_or(today);
        let path = old.map_or_else(
            || self.path(Area::Records, &draft::file_name(visit, "pro forma", "yaml")),
            |old| old.path.clone(),
        );
        let came = old.and_then(|old| old.record.returned).map(|day| *day);
        // A pro forma counts as returned from the first day on which it came.
        let returned_on = if receiving.on.is_some() { on } else { came.unwrap_or(on) };
        let mut receipt = Receipt {
            path,
            visit,
            returned: returned_on,
            problems: returned.problems.clone(),
            warnings: Vec::new(),
            differences: Vec::new(),
            text: None,
            write: None,
        };
        self.held_against_rules(&mut receipt, returned, old, policy, today)?;
        let empty;
        let record = match old {
            Some(old) => &old.record,
            None => {
                empty = read(&beginning(visit)).ok_or(ReceiveError::NoDay)?;
                &empty
            }
        };
        receipt.differences = workbook::differences(record, &returned.answers);
        let note = workbook::note_with(record, &returned.answers, &returned.left_over);
        let is_same = came.is_some_and(|came| came == returned_on) && receipt.differences.is_empty() && note.is_none();
        if is_same || !receipt.problems.is_empty() {
            return Ok(receipt);
        }
        let differs = if came.is_some() {
            !receipt.differences.is_empty() || note.is_some()
        } else {
            receipt.differences.iter().any(Difference::is_conflict)
        };
        if differs && !merge {
            let differences = std::mem::take(&mut receipt.differences);
            return Err(ReceiveError::Differs { path: receipt.path, returned: came.is_some(), differences });
        }
        let set = Change::set("/returned", returned_on);
        let set = (came != Some(returned_on)).then_some(set);
        let changes = |text: &str| -> Result<Vec<Change>, EditError> {
            let changes = workbook::changes(&receipt.path, text, record, &returned.answers, note.as_deref())?;
            Ok(set.clone().into_iter().chain(changes).collect())
        };
        match old {
            None => {
                let text = beginning(visit);
                let no_edit = |source| ReceiveError::NoEdit { path: receipt.path.clone(), source };
                let changes = changes(&text).map_err(no_edit)?;
                let text =
                    edit::change(&receipt.path, &text, &changes, &field_order(Kind::ProForma)).map_err(no_edit)?;
                let name = receipt.path.rsplit('/').next().unwrap_or_default().to_owned();
                receipt.text = Some(text.clone());
                receipt.write = Some(Write::New { name, text });
            }
            Some(old) => {
                let (changed, text) = self.change_text(&old.path, changes)?;
                receipt.text = Some(text);
                receipt.write = Some(Write::Change(Box::new(changed)));
            }
        }
        Ok(receipt)
    }

    /// Writes the record of a receipt; gives its file. None where there was nothing to write.
    pub fn write_receipt(&self, receipt: &Receipt) -> Result<Option<PathBuf>, FilingError> {
        match &receipt.write {
            None => Ok(None),
            Some(Write::Change(changed)) => self.write(changed).map(Some),
            Some(Write::New { name, text }) => {
                let file =
                    Destination::find(&self.on_disk(Area::Records, name), &super::new_record(Area::Records), false)?;
                file.write(text.as_bytes())?;
                Ok(Some(file.path().to_owned()))
            }
        }
    }

    /// Keeps a workbook beside the record; gives its file. One that is there already, byte by byte, is not written twice. `ending`: that of its kind.
    pub fn keep_workbook(&self, visit: NaiveDate, bytes: &[u8], ending: &str) -> Result<PathBuf, FilingError> {
        let first = draft::file_name(visit, "pro forma returned", ending);
        let stem = first.strip_suffix(&format!(".{ending}")).unwrap_or(&first);
        let numbered = (2..1000).map(|number| format!("{stem} {number}.{ending}"));
        for name in std::iter::once(first.clone()).chain(numbered) {
            let path = self.on_disk(Area::Records, &name);
            match disk::kind(&path) {
                Ok(None) => {
                    let file = Destination::find(&path, &RETURNED_WORKBOOK, false)?;
                    file.write(bytes)?;
                    return Ok(file.path().to_owned());
                }
                _ if disk::read(&path, bytes.len() as u64 + 1).is_ok_and(|there| there == bytes) => return Ok(path),
                _ => {}
            }
        }
        Err(Destination::find(&self.on_disk(Area::Records, &first), &RETURNED_WORKBOOK, false)
            .err()
            .map_or_else(|| FilingError::Unread(self.on_disk(Area::Records, &first)), FilingError::from))
    }

    /// The day of the visit that a workbook of a day is for, and its pro forma, where there is one. A visit that was moved keeps its workbook.
    fn visit_of_workbook(&self, day: NaiveDate) -> Result<(NaiveDate, Option<&Filed<ProForma>>), ReceiveError> {
        let school = &self.school;
        let visit = read(&beginning(day)).and_then(|form| visit_of(school, &form));
        let Some(visit) = visit else {
            if let Some(file) = school.unread_of(day) {
                return Err(ReceiveError::Unread(file.to_owned()));
            }
            let days = school.visits.iter().map(|visit| *visit.record.date).collect();
            return Err(ReceiveError::NoVisit { school: school.path.clone(), day, days });
        };
        let form =
            pro_forma_of(school, visit).or_else(|| school.pro_formas.iter().find(|form| *form.record.visit == day));
        let visit = *visit.record.date;
        match (form, school.unread_of(visit).or_else(|| school.unread_of(day))) {
            (None, Some(file)) => Err(ReceiveError::Unread(file.to_owned())),
            (form, _) => Ok((form.map_or(visit, |form| *form.record.visit), form)),
        }
    }

    /// What the rules say of the workbook alone, as the only pro forma of its visit: by its cells.
    fn held_against_rules(
        &self,
        receipt: &mut Receipt,
        returned: &Returned,
        old: Option<&Filed<ProForma>>,
        policy: &Policy,
        today: NaiveDate,
    ) -> Result<(), ReceiveError> {
        let sent = old.and_then(|old| old.record.sent).map(|sent| format!("sent: {sent}\n")).unwrap_or_default();
        let text = format!("{}{sent}returned: {}\n", beginning(receipt.visit), receipt.returned);
        let no_edit = |source| ReceiveError::NoEdit { path: receipt.path.clone(), source };
        let Some(record) = read(&text) else { return Ok(()) };
        // What is wrong by itself was found already; the rest is looked at all the same, so that the school hears of everything at once.
        let right = returned.right_part();
        let changes = workbook::changes(&receipt.path, &text, &record, &right.answers, None).map_err(no_edit)?;
        let text = edit::change(&receipt.path, &text, &changes, &field_order(Kind::ProForma)).map_err(no_edit)?;
        let mut school = self.school.clone();
        if let Some(old) = old {
            school.leave_out(&old.path);
        }
        let place = PlaceOnDrive::In(Area::Records);
        let found = new_problems(place, &receipt.path, text.as_bytes(), Some(&school), policy, today);
        for problem in found.into_iter().filter(|problem| problem.path == receipt.path) {
            let field = problem.field.as_deref().unwrap_or_default();
            // The day of its return is not the school's answer.
            if field == "/returned" && problem.code.severity() == Severity::Error {
                return Err(FilingError::Problem(Box::new(problem)).into());
            }
            let place = if field.is_empty() { None } else { right.place_of(field) };
            let is_error = problem.code.severity() == Severity::Error && !MAY_BE_SO.contains(&problem.code);
            let list = if is_error { &mut receipt.problems } else { &mut receipt.warnings };
            list.push(of_cell(problem, place));
        }
        Ok(())
    }
}

/// A problem of a record as one of a cell.
fn of_cell(problem: Problem, place: Option<Place>) -> CellProblem {
    let place = place.unwrap_or_else(|| Place { sheet: workbook::VISIT_SHEET.to_owned(), cell: None });
    CellProblem { place, message: problem.message, help: problem.help }
}

/// The text of a pro forma that says nothing yet.
fn beginning(visit: NaiveDate) -> String {
    format!("kind: pro-forma\nvisit: {visit}\n")
}

fn read(text: &str) -> Option<ProForma> {
    decode(parse_yaml(text, 1).ok()?.root()).ok()
}

/// A workbook as the school sent it back.
const RETURNED_WORKBOOK: Output = Output {
    name: "a returned workbook",
    is_own: None,
    was_own: None,
    belongs: &[Spot::Area(Area::Records)],
    makes_folder: true,
};
