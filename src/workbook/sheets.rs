//! Any workbook as rows of texts, for lists of schools that are no pro forma; and one such text as an answer of the record.

use super::cells::{self, Value};
use super::form::Taken;
use super::not_read::NotRead;
use super::read;

/// A sheet of any workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextSheet {
    /// Its name.
    pub name: String,
    /// Its rows that hold something, in order.
    pub rows: Vec<TextRow>,
}

/// A row with the cells that hold something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextRow {
    /// Its number, from 1.
    pub number: u32,
    /// Its cells in order, each with its column, from 0. A number stands as Excel shows it, a day as records have it, a formula as its value.
    pub cells: Vec<(u32, String)>,
}

/// The sheets of any workbook that one sees.
pub fn sheets(bytes: &[u8]) -> Result<Vec<TextSheet>, NotRead> {
    let book = cells::open(bytes)?;
    let seen = book.sheets.into_iter().filter(|sheet| !sheet.is_hidden);
    Ok(seen.map(|sheet| TextSheet { rows: rows(&sheet.cells), name: sheet.name }).collect())
}

/// The answer that a text gives, as it stands in the record; none where it is blank. The error says what is wrong with it, and names no child.
pub fn answer(taken: Taken, text: &str) -> Result<Option<String>, String> {
    read::answer(taken, &Value::Text(text.to_owned()), None).map_err(|fault| fault.message)
}

fn rows(cells: &std::collections::BTreeMap<cells::At, Value>) -> Vec<TextRow> {
    let mut rows: Vec<TextRow> = Vec::new();
    for (at, value) in cells {
        let (number, cell) = (at.row.saturating_add(1), (at.column, read::shown(value)));
        match rows.last_mut() {
            Some(row) if row.number == number => row.cells.push(cell),
            _ => rows.push(TextRow { number, cells: vec![cell] }),
        }
    }
    rows
}
