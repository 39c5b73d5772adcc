//! How far formats, checks and marks of a table reach, and the names of ranges.

use rust_xlsxwriter::utility::column_number_to_name;

use crate::workbook::form::{Table, Taken};

/// So many rows a school may fill in before formats and checks end; more where more are filled in already.
const ROWS: usize = 500;
const SPARE_ROWS: usize = 100;

/// The last row of a table, from 0, to which formats and checks reach.
pub(super) fn last_row(filled: usize) -> u32 {
    u32::try_from(ROWS.max(filled + SPARE_ROWS)).unwrap_or(ROWS as u32)
}

/// A name for a table that Excel takes: no spaces.
pub(super) fn name_of_table(table: &Table) -> String {
    table.sheet.replace(' ', "_")
}

/// The name by which other sheets ask for the rows of a table.
pub(super) fn name_of_rows(table: &Table) -> String {
    format!("rows_of_{}", name_of_table(table))
}

/// The answers of a table, for a name: from row 2, the columns that are worked out left out at the end only.
pub(super) fn rows(table: &Table, filled: usize) -> String {
    let last = last_row(filled) + 1;
    let typed =
        typed_columns(table, |first, last_column| format!("'{}'!${first}$2:${last_column}${last}", table.sheet));
    format!("={}", typed.first().map(String::as_str).unwrap_or_default())
}

/// Whether the row of a mark has an answer: `COUNTA($A2:$F2,$I2)>0`, without what is worked out.
pub(super) fn row_has_answers(table: &Table) -> String {
    let typed = typed_columns(table, |first, last| format!("${first}2:${last}2"));
    format!("COUNTA({})>0", typed.join(","))
}

/// The name of a column: `A`.
pub(super) fn letter(column: usize) -> String {
    column_number_to_name(u16::try_from(column).unwrap_or(0))
}

/// The runs of columns that somebody fills in, from the first letter to the last.
fn typed_columns(table: &Table, range: impl Fn(&str, &str) -> String) -> Vec<String> {
    let is_typed = |place: &usize| table.columns.get(*place).is_some_and(|one| !matches!(one.taken, Taken::Computed));
    let places: Vec<usize> = (0..table.columns.len()).filter(is_typed).collect();
    let runs = places.chunk_by(|one, next| one + 1 == *next);
    let ends = runs.filter_map(|run| Some((letter(*run.first()?), letter(*run.last()?))));
    ends.map(|(first, last)| range(&first, &last)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::form::TABLES;
    use super::*;

    #[test]
    fn what_is_worked_out_is_no_answer() {
        assert_eq!(row_has_answers(&TABLES[0]), "COUNTA($A2:$F2,$I2:$I2)>0");
        assert_eq!(rows(&TABLES[3], 3), "='Managed moves'!$A$2:$I$501");
        assert_eq!(last_row(490), 590);
    }
}
