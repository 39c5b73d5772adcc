//! A sheet that holds a table: its headings, found by name; its rows, each cell checked.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::found::{Fault, Found, Spot};
use super::merged::Merged;
use super::names::{heading, key, tidy};
use super::value::{answer, is_blank, is_dash, says_none, shown};
use crate::record::exclusion::{ExclusionType, amount_fits};
use crate::record::values::{Count, Days, Value as _};
use crate::workbook::answers::Row;
use crate::workbook::cells::{At, Sheet, Value};
use crate::workbook::form::{Column, LABELS, LabelUse, Table, Taken, VISIT_SHEET};
use crate::workbook::returned::TablePlace;

/// The headings are looked for in so many rows.
const ROWS_OF_HEADINGS: u32 = 20;

/// A table as it was read.
#[derive(Debug, Default)]
pub struct Read {
    /// Its rows.
    pub rows: Vec<Row>,
    /// Where they stand.
    pub place: TablePlace,
}

/// Reads the table on a sheet, the `index`-th of the workbook.
pub fn read(table: &Table, index: usize, sheet: &Sheet, visit: Option<NaiveDate>, found: &mut Found) -> Read {
    let merged = Merged::of(sheet);
    let mut read =
        Read { place: TablePlace { sheet: Some(sheet.name.clone()), ..TablePlace::default() }, ..Read::default() };
    let Some(top) = row_of_headings(table, sheet) else {
        if sheet.cells.values().any(|value| !is_blank(value)) {
            let first = table.columns.first().map_or("", |column| column.heading);
            found.problem(
                Spot::sheet(index),
                Fault::new(
                    "the headings of the table are not there",
                    format!(
                        "Write them into row 1 again: {first} and those beside it, as in the pro forma that was sent."
                    ),
                ),
            );
        }
        return read;
    };
    if top > 0 {
        found.remark(Spot::sheet(index), format!("The headings stand in row {}, not in row 1.", top + 1));
    }
    let columns = columns(table, index, sheet, top, found);
    let known: BTreeSet<u32> = columns.iter().flatten().copied().collect();
    read.place.columns = columns.iter().map(|column| column.map(letters)).collect();
    for (at, value) in &sheet.cells {
        let is_covered = merged.covering(*at).is_some();
        if is_blank(value) || (at.row == top && (known.contains(&at.column) || is_heading(table, value))) {
            continue;
        }
        let what = if at.row < top {
            "a text above the table"
        } else if is_covered {
            "a text hidden below merged cells"
        } else if !known.contains(&at.column) {
            "a text beside the table"
        } else {
            continue;
        };
        found.left_over(Spot::cell(index, *at), what, shown(value));
    }
    let rows = rows(table, sheet, top, &columns, &merged);
    if let [only] = rows.as_slice()
        && let Some((text, row)) = alone(table, only)
        && says_none(text)
        && let Some(Some(column)) = table.column("upn").and_then(|place| columns.get(place))
    {
        found.problem(Spot::cell(index, At { row, column: *column }), none_in_place_of_rows(table));
        return read;
    }
    let last = rows.iter().rposition(|row| !is_below(table, row)).map_or(0, |place| place + 1);
    for (row, place) in rows.iter().zip(0..) {
        let at = |column: u32| At { row: row.number, column };
        if place >= last {
            for (value, column) in row.cells.iter().zip(&columns) {
                if let (Some(value), Some(column)) = (value, column) {
                    found.left_over(Spot::cell(index, at(*column)), "a text below the table", shown(value));
                }
            }
            continue;
        }
        for column in &row.filled {
            found.remark(Spot::cell(index, at(*column)), "The merged cell is taken to stand in each of its rows.");
        }
        let mut answers = Vec::new();
        for ((column, place), value) in table.columns.iter().zip(&columns).zip(&row.cells) {
            let spot = |at_column: u32| Spot::cell(index, at(at_column));
            answers.push(match (place, value.map(|value| answer(column.taken, value, visit))) {
                (_, Some(Ok(answer))) => answer,
                (Some(place), Some(Err(fault))) => {
                    found.problem(spot(*place), fault);
                    None
                }
                (Some(place), None) if column.required => {
                    found.problem(spot(*place), missing(column));
                    None
                }
                _ => None,
            });
        }
        amounts(table, &columns, row, &answers, index, found);
        read.rows.push(answers);
        read.place.rows.push(row.number + 1);
    }
    if !read.rows.is_empty() {
        for (column, place) in table.columns.iter().zip(&columns) {
            if column.required && place.is_none() {
                found.problem(
                    Spot::sheet(index),
                    Fault::new(
                        format!("the column `{}` is missing", column.heading),
                        format!("Put it back with `{}` as its heading, and fill it in for each row.", column.heading),
                    ),
                );
            }
        }
    }
    read
}

/// How many of a table's headings stand in a row.
fn headings_in(table: &Table, sheet: &Sheet, row: u32) -> usize {
    sheet.row(row).filter(|(_, value)| is_heading(table, value)).count()
}

fn is_heading(table: &Table, value: &Value) -> bool {
    heading(value).is_some_and(|name| table.columns.iter().any(|column| key(column.heading) == name))
}

/// Whether a sheet has all the headings that a table needs: it is that table's under another name.
pub fn is_like(table: &Table, sheet: &Sheet) -> bool {
    let Some(top) = row_of_headings(table, sheet) else { return false };
    let here: BTreeSet<_> = sheet.row(top).filter_map(|(_, value)| heading(value)).collect();
    table.columns.iter().filter(|column| column.required).all(|column| here.contains(&key(column.heading)))
}

/// Row 1; where rows were inserted above it, the first row with most of the headings.
fn row_of_headings(table: &Table, sheet: &Sheet) -> Option<u32> {
    if headings_in(table, sheet, 0) > 0 {
        return Some(0);
    }
    let in_row = |row: u32| (headings_in(table, sheet, row), std::cmp::Reverse(row));
    let (most, row) = (1..ROWS_OF_HEADINGS).map(in_row).max()?;
    (most > 1).then_some(row.0)
}

/// Where each column of the table stands.
fn columns(table: &Table, index: usize, sheet: &Sheet, top: u32, found: &mut Found) -> Vec<Option<u32>> {
    let mut places: BTreeMap<String, u32> = BTreeMap::new();
    for (column, value) in sheet.row(top) {
        let Some(name) = heading(value).filter(|_| is_heading(table, value)) else { continue };
        if let Entry::Vacant(free) = places.entry(name) {
            free.insert(column);
            continue;
        }
        found.problem(
            Spot::cell(index, At { row: top, column }),
            Fault::new(
                "this heading is there twice",
                "Delete the column that is too many, or give it another heading.",
            ),
        );
    }
    table.columns.iter().map(|column| places.get(&key(column.heading)).copied()).collect()
}

/// A row that is not empty.
struct Filled<'s> {
    /// From 0.
    number: u32,
    /// What stands in each column of the table.
    cells: Vec<Option<&'s Value>>,
    /// The columns that are filled from a merged cell above.
    filled: Vec<u32>,
    /// Whether the row above it is empty.
    is_after_empty: bool,
}

fn rows<'s>(table: &Table, sheet: &'s Sheet, top: u32, columns: &[Option<u32>], merged: &Merged) -> Vec<Filled<'s>> {
    let numbers: BTreeSet<u32> = sheet.cells.keys().map(|at| at.row).filter(|row| *row > top).collect();
    let row = |number: u32| {
        let is_computed = |column: &Column| matches!(column.taken, Taken::Computed);
        let own = |(column, place): (&Column, &Option<u32>)| {
            let at = At { row: number, column: (*place)? };
            let value = sheet.cells.get(&at).filter(|value| !is_blank(value) && !is_computed(column));
            let value = value.filter(|value| !is_dash(column, value));
            value.filter(|_| merged.covering(at).is_none())
        };
        let mut cells: Vec<_> = table.columns.iter().zip(columns).map(own).collect();
        if cells.iter().all(Option::is_none) {
            return None;
        }
        // A cell that is merged down a column stands for each of its rows that is filled in otherwise.
        let mut filled = Vec::new();
        for (cell, place) in cells.iter_mut().zip(columns) {
            let Some(column) = *place else { continue };
            let above = merged
                .covering(At { row: number, column })
                .filter(|area| area.first.column == column && area.first.row > top);
            if let Some(value) = above.and_then(|area| sheet.cells.get(&area.first)).filter(|value| !is_blank(value)) {
                *cell = Some(value);
                filled.push(column);
            }
        }
        Some(Filled { number, cells, filled, is_after_empty: false })
    };
    let mut rows: Vec<_> = numbers.into_iter().filter_map(row).collect();
    let mut above = top;
    for row in &mut rows {
        row.is_after_empty = row.number > above + 1;
        above = row.number;
    }
    rows
}

/// What stands in a row alone, where the UPN would be.
fn alone<'r>(table: &Table, row: &'r Filled<'_>) -> Option<(&'r str, u32)> {
    let place = table.column("upn")?;
    let Some(Some(Value::Text(text))) = row.cells.get(place) else { return None };
    let is_alone = row.cells.iter().flatten().count() == 1;
    Some((text.as_str(), row.number)).filter(|_| is_alone)
}

/// Whether a row is a text below the table and no child's: nothing stands in it but a sentence where the UPN would be, or some words after an empty row; or
/// it holds the sums of the columns.
fn is_below(table: &Table, row: &Filled<'_>) -> bool {
    let upn = table.column("upn").and_then(|place| row.cells.get(place).copied().flatten());
    let Some(Value::Text(upn)) = upn else { return false };
    let is_sum = ["total", "totals", "sum"].contains(&key(upn).as_str());
    let has_words = alone(table, row).is_some_and(|(text, _)| {
        let words = tidy(text).split(' ').count();
        let figures = text.chars().filter(char::is_ascii_digit).count();
        figures < 9 && (words > 2 || (words > 1 && row.is_after_empty))
    });
    is_sum || has_words
}

/// A word for "none" in place of the first child.
fn none_in_place_of_rows(table: &Table) -> Fault {
    let label =
        LABELS.iter().find(|label| table.question.is_some_and(|question| label.used == LabelUse::Nothing(question)));
    let help = match label {
        Some(label) => {
            format!("Clear this cell, and choose yes beside `{}` on the sheet `{VISIT_SHEET}`.", label.heading)
        }
        None => "Clear this cell.".to_owned(),
    };
    Fault::new("a child's UPN is expected here, and this says that there is none", help)
}

fn missing(column: &Column) -> Fault {
    let help = match column.taken {
        Taken::Upn => "Copy it from the school's register, or write UN1 to UN5 where the child has none yet.",
        _ => "Fill it in, or clear the row if it is not meant to be there.",
    };
    Fault::new(format!("`{}` is missing in this row", column.heading), help)
}

/// Days go with a fixed-term exclusion, lunchtimes with a lunchtime one, neither with a permanent one (records.md, section 3).
fn amounts(table: &Table, columns: &[Option<u32>], row: &Filled<'_>, answers: &Row, index: usize, found: &mut Found) {
    let (Some(kind), Some(days), Some(lunchtimes)) =
        (table.column("type"), table.column("days"), table.column("lunchtimes"))
    else {
        return;
    };
    let text = |place: usize| answers.get(place).and_then(Option::as_deref);
    let Some(kind) = text(kind).and_then(|word| ExclusionType::ALL.iter().find(|kind| kind.as_str() == word)) else {
        return;
    };
    let read_days = text(days).and_then(|text| Days::parse(text).ok());
    let read_lunchtimes = text(lunchtimes).and_then(|text| Count::parse(text).ok());
    if amount_fits(*kind, read_days, read_lunchtimes) {
        return;
    }
    let kinds = [(days, ExclusionType::FixedTerm), (lunchtimes, ExclusionType::Lunchtime)];
    for (place, needs) in kinds {
        let Some(column) = table.columns.get(place) else { continue };
        let at = columns.get(place).copied().flatten();
        let spot = at.map_or(Spot::sheet(index), |column| Spot::cell(index, At { row: row.number, column }));
        let is_filled = row.cells.get(place).is_some_and(Option::is_some);
        if needs == *kind && !is_filled {
            let help =
                format!("Fill it in, or put the type right: a {} exclusion has a number of them.", needs.title());
            found.problem(spot, Fault::new(format!("`{}` is missing in this row", column.heading), help));
        } else if needs != *kind && text(place).is_some() {
            let message = format!("`{}` does not go with a {} exclusion", column.heading, kind.title());
            found.problem(spot, Fault::new(message, "Clear this cell, or put the type right."));
        }
    }
}

/// The letters of a column.
fn letters(column: u32) -> String {
    At { row: 0, column }.to_string().trim_end_matches('1').to_owned()
}
