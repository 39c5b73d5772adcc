//! The sheet of labels and answers.

use chrono::NaiveDate;

use super::found::{Fault, Found, Spot};
use super::merged::Merged;
use super::names::{heading, key};
use super::table::Read;
use super::value::{answer, is_blank, shown};
use crate::record::pro_forma::Question;
use crate::workbook::cells::{At, Sheet, Value};
use crate::workbook::form::{LABELS, Label, LabelUse, TABLES, VISIT_SHEET};
use crate::workbook::returned::Place;

/// The sheet as it is there: where each of [`LABELS`] stands.
#[derive(Debug, Default)]
pub struct Labels<'s> {
    sheet: Option<(usize, &'s Sheet)>,
    rows: Vec<Option<u32>>,
}

impl<'s> Labels<'s> {
    /// Finds the labels on a sheet, the `index`-th of the workbook.
    pub fn on(index: usize, sheet: &'s Sheet, found: &mut Found) -> Self {
        let mut rows = vec![None; LABELS.len()];
        let merged = Merged::of(sheet);
        for (at, value) in sheet.cells.iter().filter(|(_, value)| !is_blank(value)) {
            let label = heading(value).filter(|_| at.column == 0);
            let place = label.and_then(|name| LABELS.iter().position(|label| key(label.heading) == name));
            match place.and_then(|place| rows.get_mut(place)) {
                Some(row @ None) => *row = Some(at.row),
                Some(_) => found.problem(
                    Spot::cell(index, *at),
                    Fault::new("this label is there twice", "Delete the row that is too many."),
                ),
                None => {}
            }
        }
        for (at, value) in sheet.cells.iter().filter(|(_, value)| !is_blank(value)) {
            let is_covered = merged.covering(*at).is_some();
            let is_answer = at.column == 1 && !is_covered && rows.contains(&Some(at.row));
            let name = heading(value).filter(|_| at.column == 0);
            let is_label = name.is_some_and(|name| LABELS.iter().any(|label| key(label.heading) == name));
            if !is_answer && !is_label {
                found.left_over(Spot::cell(index, *at), "a text beside the answers", shown(value));
            }
        }
        Self { sheet: Some((index, sheet)), rows }
    }

    /// How many labels are there.
    pub fn count(&self) -> usize {
        self.rows.iter().flatten().count()
    }

    /// The cell of an answer, by the place of its label.
    fn cell(&self, place: usize) -> Option<At> {
        self.rows.get(place).copied().flatten().map(|row| At { row, column: 1 })
    }

    /// What stands in it; none where that is nothing.
    fn value(&self, place: usize) -> Option<&'s Value> {
        let (_, sheet) = self.sheet?;
        sheet.cells.get(&self.cell(place)?).filter(|value| !is_blank(value))
    }

    /// Where an answer stands: its cell, else the sheet.
    fn spot(&self, place: usize) -> Spot {
        match (self.sheet, self.cell(place)) {
            (Some((index, _)), Some(at)) => Spot::cell(index, at),
            (Some((index, _)), None) => Spot::sheet(index),
            (None, _) => Spot::missing(VISIT_SHEET),
        }
    }

    /// The text of a label that is filled in before it is sent.
    pub fn given(&self, heading: &str) -> Option<&'s Value> {
        self.value(Label::place(heading)?)
    }

    /// Where it stands.
    pub fn spot_of(&self, heading: &str) -> Spot {
        self.spot(Label::place(heading).unwrap_or(usize::MAX))
    }

    /// Where each answer stands.
    pub fn places(&self) -> Vec<Option<Place>> {
        let place = |place: usize| {
            let (_, sheet) = self.sheet?;
            Some(Place { sheet: sheet.name.clone(), cell: Some(self.cell(place)?.to_string()) })
        };
        (0..LABELS.len()).map(place).collect()
    }

    /// The answers. `tables`: the tables as they were read; `visit`: the day of the visit.
    pub fn answers(&self, tables: &[Read], visit: Option<NaiveDate>, found: &mut Found) -> Vec<Option<String>> {
        let mut answers: Vec<Option<String>> = Vec::new();
        for (label, place) in LABELS.iter().zip(0..) {
            let value = self.value(place).filter(|_| label.used != LabelUse::Given);
            answers.push(match value.map(|value| answer(label.taken, value, visit)) {
                Some(Ok(answer)) => answer,
                Some(Err(fault)) => {
                    found.problem(self.spot(place), fault);
                    None
                }
                None => None,
            });
        }
        self.absence(tables, found);
        for (label, place) in LABELS.iter().zip(0..) {
            if let LabelUse::Nothing(question) = label.used
                && let Some(answer) = answers.get_mut(place)
            {
                *answer = self.nothing(question, place, answer.take(), tables, found);
            }
        }
        self.moves(&mut answers, found);
        answers
    }

    /// Absence needs its days and the roll, once anything of it is answered.
    fn absence(&self, tables: &[Read], found: &mut Found) {
        let required = || LABELS.iter().zip(0..).filter(|(label, _)| label.required);
        let rows_of_absence =
            TABLES.iter().zip(tables).any(|(table, read)| table.question.is_none() && !read.rows.is_empty());
        if !rows_of_absence && !required().any(|(_, place)| self.value(place).is_some()) {
            return;
        }
        for (label, place) in required().filter(|(_, place)| self.value(*place).is_none()) {
            let message = match self.cell(place) {
                Some(_) => format!("`{}` is missing", label.heading),
                None => format!("the label `{}` is missing, and its answer", label.heading),
            };
            let help = match self.cell(place) {
                Some(_) => "Fill it in: it is needed wherever children are listed as absent.".to_owned(),
                None => format!(
                    "Write `{}` into column A of the sheet `{VISIT_SHEET}`, and its answer into B.",
                    label.heading
                ),
            };
            found.problem(self.spot(place), Fault::new(message, help));
        }
    }

    /// The answer that there is nothing: `yes`, or none. It does not go with rows.
    fn nothing(
        &self,
        question: Question,
        place: usize,
        answer: Option<String>,
        tables: &[Read],
        found: &mut Found,
    ) -> Option<String> {
        let (table, read) = TABLES.iter().zip(tables).find(|(table, _)| table.question == Some(question))?;
        match (answer.as_deref()?, read.rows.is_empty()) {
            ("yes", true) => answer,
            ("yes", false) => {
                found.problem(
                    self.spot(place),
                    Fault::new(
                        format!("this says that there are none, but the sheet `{}` has rows", table.sheet),
                        "Clear this cell; or, if there are none, clear the rows of that sheet.",
                    ),
                );
                None
            }
            (_, true) => {
                found.remark(
                    self.spot(place),
                    format!(
                        "This says `no`, but the sheet `{}` is empty: the question counts as not answered.",
                        table.sheet
                    ),
                );
                None
            }
            (_, false) => None,
        }
    }

    /// Both counts of managed moves, or neither. Where there are no moves at all, those that are not given are 0.
    fn moves(&self, answers: &mut [Option<String>], found: &mut Found) {
        let is_count = |label: &Label| matches!(label.used, LabelUse::Field(field) if field.starts_with("/managed_moves/requested/"));
        let counts: Vec<usize> =
            LABELS.iter().zip(0..).filter(|(label, _)| is_count(label)).map(|(_, place)| place).collect();
        let none = LABELS.iter().position(|label| label.used == LabelUse::Nothing(Question::ManagedMoves));
        let is_none = none.and_then(|place| answers.get(place)).is_some_and(Option::is_some);
        let is_any_given = counts.iter().any(|place| self.value(*place).is_some());
        for place in counts.iter().filter(|place| self.value(**place).is_none()) {
            if is_none {
                if let Some(answer) = answers.get_mut(*place) {
                    *answer = Some("0".to_owned());
                }
            } else if is_any_given {
                let heading = LABELS.get(*place).map_or("", |label| label.heading);
                found.problem(
                    self.spot(*place),
                    Fault::new(
                        format!("`{heading}` is missing"),
                        "Fill in both counts of managed moves, 0 where there were none.",
                    ),
                );
            }
        }
    }
}
