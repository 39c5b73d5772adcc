//! The columns that the workbook works out: their formulas, and what they come to for rows that are filled in.

use super::ranges::name_of_table;
use crate::workbook::answers::Row;
use crate::workbook::form::Table;

/// The formula of a computed column; none for a heading that is not known. In a row without figures it gives an empty text.
pub(super) fn formula(table: &Table, heading: &str) -> Option<String> {
    let cell = |field: &str| {
        let heading = table.columns.get(table.column(field)?)?.heading;
        Some(of_this_row(table, heading))
    };
    let (authorised, unauthorised) = (cell("authorised")?, cell("unauthorised")?);
    match heading {
        MISSED => Some(format!(
            "=IF(AND({authorised}=\"\",{unauthorised}=\"\"),\"\",IFERROR({authorised}+{unauthorised},\"\"))"
        )),
        RATE => Some(format!("=IFERROR({}/{},\"\")", of_this_row(table, MISSED), cell("possible")?)),
        _ => None,
    }
}

/// What it comes to in a row, as Excel keeps it beside the formula.
pub(super) fn result(table: &Table, heading: &str, row: &Row) -> String {
    let number = |field: &str| row.get(table.column(field)?)?.as_deref()?.parse::<u32>().ok();
    let missed = || match (number("authorised"), number("unauthorised")) {
        (None, None) => None,
        (one, other) => Some(u64::from(one.unwrap_or_default()) + u64::from(other.unwrap_or_default())),
    };
    let found = match heading {
        MISSED => missed().map(|missed| missed.to_string()),
        RATE => missed()
            .zip(number("possible").filter(|possible| *possible > 0))
            .map(|(missed, possible)| (missed as f64 / f64::from(possible)).to_string()),
        _ => None,
    };
    found.unwrap_or_default()
}

pub(super) const MISSED: &str = "Missed";
pub(super) const RATE: &str = "Absence %";

/// The cell of a column in the row of the formula.
fn of_this_row(table: &Table, heading: &str) -> String {
    format!("{}[[#This Row],[{heading}]]", name_of_table(table))
}

#[cfg(test)]
mod tests {
    use super::super::super::form::{TABLES, Taken};
    use super::*;

    #[test]
    fn every_computed_column_has_its_formula() {
        let mut count = 0;
        for table in TABLES {
            for column in table.columns.iter().filter(|column| matches!(column.taken, Taken::Computed)) {
                assert!(formula(table, column.heading).is_some(), "{}", column.heading);
                count += 1;
            }
        }
        assert_eq!(count, 2);
    }

    #[test]
    fn the_result_is_what_the_formula_gives() {
        let table = &TABLES[0];
        let row = |figures: [&str; 3]| -> Row {
            let figures = figures.map(|figure| (!figure.is_empty()).then(|| figure.to_owned()));
            [vec![None; 3], figures.to_vec(), vec![None; 3]].concat()
        };
        for (figures, missed, rate) in [
            (["98", "6", "14"], "20", "0.20408163265306123"),
            (["90", "9", "0"], "9", "0.1"),
            (["", "", ""], "", ""),
            (["", "3", ""], "3", ""),
            (["0", "0", "0"], "0", ""),
        ] {
            let row = row(figures);
            assert_eq!((&*result(table, MISSED, &row), &*result(table, RATE, &row)), (missed, rate), "{figures:?}");
        }
    }
}
