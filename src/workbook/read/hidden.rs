//! The hidden sheet: whose workbook it is.

use chrono::NaiveDate;

use super::day::day;
use super::names::key;
use super::value::{is_blank, shown};
use crate::record::values::{Urn, Value as _};
use crate::workbook::cells::{Book, Value};
use crate::workbook::form::SPOC_SHEET;

/// What the hidden sheet says.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// The format of the workbook.
    pub format: Option<String>,
    /// The school's URN.
    pub urn: Option<String>,
    /// The school's folder.
    pub school: Option<String>,
    /// The day of the visit.
    pub visit: Option<NaiveDate>,
}

impl Hidden {
    /// That of a workbook; empty where the sheet is lost.
    pub fn of(book: &Book) -> Self {
        let mut hidden = Self::default();
        let Some(sheet) = book.sheets.iter().find(|sheet| key(&sheet.name) == SPOC_SHEET) else { return hidden };
        // A line each: the word in column A, its value in B.
        for (at, word) in sheet.cells.iter().filter(|(at, _)| at.column == 0) {
            let (Value::Text(word), Some(value)) = (word, sheet.get(at.row, 1)) else { continue };
            if is_blank(value) {
                continue;
            }
            match key(word).as_str() {
                "format" => hidden.format = Some(shown(value).trim().to_owned()),
                "urn" => {
                    hidden.urn = Urn::parse(&format!("{:0>6}", shown(value).trim())).ok().map(|urn| urn.to_string())
                }
                "school" => hidden.school = Some(shown(value)),
                "visit" => hidden.visit = day(value, None).ok(),
                _ => {}
            }
        }
        hidden
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::cells::{At, Sheet};

    #[test]
    fn a_line_each() {
        let mut sheet = Sheet { name: "Spoc".to_owned(), ..Sheet::default() };
        let lines = [
            ("format", Value::Number(1.0)),
            ("urn", Value::Number(321.0)),
            ("school", Value::Text("Oakfield".to_owned())),
            ("visit", Value::Text("2026-11-24".to_owned())),
        ];
        for (row, (word, value)) in (0..).zip(lines) {
            sheet.cells.insert(At { row, column: 0 }, Value::Text(word.to_owned()));
            sheet.cells.insert(At { row, column: 1 }, value);
        }
        let hidden = Hidden::of(&Book { sheets: vec![sheet], has_macros: false });
        assert_eq!(hidden.format.as_deref(), Some("1"));
        assert_eq!(hidden.urn.as_deref(), Some("000321"));
        assert_eq!(hidden.school.as_deref(), Some("Oakfield"));
        assert_eq!(hidden.visit, NaiveDate::from_ymd_opt(2026, 11, 24));
        assert_eq!(Hidden::of(&Book::default()), Hidden::default());
    }
}
