//! What a returned workbook says, once it has been read: its answers, what is wrong with its cells, and what has no place in a record.

use std::fmt;

use chrono::NaiveDate;

use super::answers::Answers;
use super::form::{LABELS, LabelUse, TABLES};

/// A workbook that came back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Returned {
    /// The school's URN, from the hidden sheet.
    pub urn: Option<String>,
    /// The school's folder, from the hidden sheet, or its name from the sheet `Visit`.
    pub school: Option<String>,
    /// The day of the visit.
    pub visit: Option<NaiveDate>,
    /// The answers, as far as they are right.
    pub answers: Answers,
    /// What is wrong, in the order of sheets, rows and columns.
    pub problems: Vec<CellProblem>,
    /// What has no place in a record: notes in the margin, comments, other sheets.
    pub left_over: Vec<LeftOver>,
    /// What was read in a way that whoever receives it should know of, and that is not wrong.
    pub remarks: Vec<Remark>,
    /// Whether it brings macros with it. They are ignored.
    pub has_macros: bool,
    /// Where each answer stands.
    pub places: Places,
}

impl Returned {
    /// Where a field of the record stands, which a JSON Pointer names: its cell; of a row, its UPN's; of a list, its sheet. None of a field that is
    /// not in the workbook.
    #[must_use]
    pub fn place_of(&self, pointer: &str) -> Option<Place> {
        self.places.of(pointer)
    }

    /// The same without the rows and labels with which something is wrong: what is left makes a record that can be read.
    #[must_use]
    pub fn right_part(&self) -> Self {
        let mut part = self.clone();
        let is_wrong = |sheet: &str, row: u32| {
            let of_row = |cell: &str| cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse() == Ok(row);
            let mut wrong = self.problems.iter().filter(|problem| problem.place.sheet == sheet);
            wrong.any(|problem| problem.place.cell.as_deref().is_none_or(of_row))
        };
        for (place, rows) in part.places.tables.iter_mut().zip(&mut part.answers.tables) {
            let Some(sheet) = &place.sheet else { continue };
            let wrong: Vec<_> = place.rows.iter().map(|row| is_wrong(sheet, *row)).collect();
            let is_right = |index: usize| !wrong.get(index).copied().unwrap_or_default();
            let mut index = 0..;
            rows.retain(|_| is_right(index.next().unwrap_or_default()));
            let mut index = 0..;
            place.rows.retain(|_| is_right(index.next().unwrap_or_default()));
        }
        for ((label, place), answer) in LABELS.iter().zip(&self.places.labels).zip(&mut part.answers.labels) {
            let is_wrong = self.problems.iter().any(|problem| Some(&problem.place) == place.as_ref());
            if is_wrong {
                *answer = None;
            }
            if label.required && answer.is_none() {
                part.answers.tables[0].clear();
            }
        }
        let of = |part: &'static str| {
            LABELS
                .iter()
                .zip(0..)
                .filter(move |(label, _)| matches!(label.used, LabelUse::Field(field) if field.starts_with(part)))
        };
        for group in ["/absence/", "/managed_moves/requested/"] {
            let is_whole = of(group).all(|(_, place)| part.answers.labels[place].is_some());
            for (_, place) in of(group).filter(|_| !is_whole) {
                part.answers.labels[place] = None;
            }
        }
        part
    }
}

/// Something that is wrong with a cell. It names the place, never a child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellProblem {
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Something that stands where no answer is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOver {
    /// Where.
    pub place: Place,
    /// What it is, in a word or two: `a comment`, `a text beside the table`.
    pub what: &'static str,
    /// What it says.
    pub text: String,
}

/// Something to know of how a workbook was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Where.
    pub place: Place,
    /// What is to be known, as a sentence.
    pub text: String,
}

/// Where each answer stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The cell of each of [`LABELS`]; none where the label is not there.
    pub labels: Vec<Option<Place>>,
    /// Where each of [`TABLES`] stands.
    pub tables: Vec<TablePlace>,
}

/// Where a table stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TablePlace {
    /// The sheet, as it is named there; none where it is not there.
    pub sheet: Option<String>,
    /// The letters of each column; none where it is not there.
    pub columns: Vec<Option<String>>,
    /// The number of each row of the answers, as on screen.
    pub rows: Vec<u32>,
}

impl Default for Places {
    fn default() -> Self {
        Self { labels: vec![None; LABELS.len()], tables: vec![TablePlace::default(); TABLES.len()] }
    }
}

impl Places {
    fn of(&self, pointer: &str) -> Option<Place> {
        let field = |label: &&(usize, &'static str)| is_or_holds(label.1, pointer);
        let labels = LABELS.iter().enumerate().filter_map(|(index, label)| match label.used {
            LabelUse::Field(field) => Some((index, field)),
            LabelUse::Given if label.heading == "Visit" => Some((index, "/visit")),
            _ => None,
        });
        let labels: Vec<_> = labels.collect();
        if let Some((index, _)) = labels.iter().find(field) {
            return self.labels.get(*index)?.clone();
        }
        let tables = || TABLES.iter().zip(&self.tables);
        let inside = tables().find_map(|(table, place)| Some((table, place, pointer.strip_prefix(table.list)?)));
        if let Some((table, place, rest)) = inside {
            let sheet = place.sheet.clone()?;
            let mut parts = rest.split('/').skip(1);
            let row = parts.next().and_then(|part| place.rows.get(part.parse::<usize>().ok()?));
            let column = parts.next().and_then(|field| table.column(field)).unwrap_or(0);
            let letters = place.columns.get(column).cloned().flatten();
            let cell = row.map(|row| format!("{}{row}", letters.unwrap_or_else(|| "A".to_owned())));
            return Some(Place { sheet, cell });
        }
        // A group as a whole: of what stands at labels the first of these, else the sheet of its table.
        let first = labels.iter().find(|(_, field)| is_or_holds(pointer, field));
        let label = first.and_then(|(index, _)| self.labels.get(*index)?.clone());
        label.or_else(|| {
            let (_, place) = tables().find(|(table, _)| is_or_holds(pointer, table.list))?;
            Some(Place { sheet: place.sheet.clone()?, cell: None })
        })
    }
}

/// Whether a pointer is another, or one to something around it.
fn is_or_holds(outer: &str, inner: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A place in a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The sheet, as it is named there.
    pub sheet: String,
    /// The cell, as in `C14`; none where the sheet as a whole is meant.
    pub cell: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cell {
            Some(cell) => write!(f, "{}, {cell}", self.sheet),
            None => f.write_str(&self.sheet),
        }
    }
}

impl fmt::Display for CellProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_has_its_cell() {
        let mut places = Places::default();
        places.labels[4] = Some(Place { sheet: "Visit".to_owned(), cell: Some("B5".to_owned()) });
        places.labels[9] = Some(Place { sheet: "Visit".to_owned(), cell: Some("B10".to_owned()) });
        for (index, sheet) in [(0, "absence"), (1, "Exclusions"), (3, "Managed moves")] {
            let columns = ('A'..='J').map(|letter| Some(letter.to_string())).collect();
            places.tables[index] = TablePlace { sheet: Some(sheet.to_owned()), columns, rows: vec![2, 4] };
        }
        let returned = Returned { places, ..Returned::default() };
        let place = |pointer| returned.place_of(pointer).map(|place| place.to_string());
        assert_eq!(place("/absence/from").as_deref(), Some("Visit, B5"));
        assert_eq!(place("/absence/children/1/upn").as_deref(), Some("absence, A4"));
        assert_eq!(place("/absence/children/1/unauthorised").as_deref(), Some("absence, F4"));
        assert_eq!(place("/absence/children/1").as_deref(), Some("absence, A4"));
        assert_eq!(place("/absence/children").as_deref(), Some("absence"));
        assert_eq!(place("/absence").as_deref(), Some("Visit, B5"));
        assert_eq!(place("/managed_moves/requested").as_deref(), Some("Visit, B10"));
        assert_eq!(place("/managed_moves/moves/0/reviews/1").as_deref(), Some("Managed moves, I2"));
        assert_eq!(place("/exclusions/0/days").as_deref(), Some("Exclusions, F2"));
        assert_eq!(place("/exclusions/7").as_deref(), Some("Exclusions"));
        assert_eq!(place("/missing_from_education/0"), None);
        assert_eq!(place("/sent"), None);
    }
}
