//! A sheet that holds a table: headings in row 1, answers below. The sheet is not protected: it sorts, filters, and takes pasted rows.
//!
//! The rows that are filled in are a table in Excel's own sense, which grows by itself when somebody types or pastes below it and takes the
//! formulas along. So there are no formulas in rows that nobody has filled in: these would be sorted to the top and printed as empty pages.

use rust_xlsxwriter::{Formula, IgnoreError, Table as ExcelTable, TableColumn, TableStyle, Worksheet};

use super::cells::put;
use super::checks::Checks;
use super::computed;
use super::looks::Looks;
use super::marks::mark;
use super::outgoing::{Outgoing, Unwritten};
use super::print;
use super::ranges::{last_row, name_of_table};
use crate::workbook::answers::Row;
use crate::workbook::form::{Column, Table, Taken};

/// Writes the sheet of a table.
pub(super) fn write(
    sheet: &mut Worksheet,
    table: &Table,
    rows: &[Row],
    outgoing: &Outgoing<'_>,
    looks: &Looks,
    checks: &mut Checks,
) -> Result<(), Unwritten> {
    let last = last_row(rows.len());
    // What a formula comes to where nothing else is set.
    sheet.set_formula_result_default("");
    for (column, place) in table.columns.iter().zip(0_u16..) {
        sheet.set_column_width(place, width(column))?;
        sheet.set_column_format(place, &looks.answer(column.taken, column.heading))?;
        if let Some(check) = checks.check(column.taken, 2, usize::from(place))? {
            sheet.add_data_validation(1, place, last, place, &check)?;
        }
    }
    headings(sheet, table, rows.len(), looks)?;
    // A table has one row at least, an empty one where nothing is filled in.
    let empty = vec![vec![None; table.columns.len()]];
    for (row, number) in if rows.is_empty() { &empty } else { rows }.iter().zip(1_u32..) {
        for (column, (answer, place)) in table.columns.iter().zip(row.iter().zip(0_u16..)) {
            let format = looks.answer(column.taken, column.heading);
            match (column.taken, answer) {
                (Taken::Computed, _) => {
                    if let Some(text) = computed::formula(table, column.heading) {
                        let formula = Formula::new(text).set_result(computed::result(table, column.heading, row));
                        sheet.write_formula_with_format(number, place, formula, &format)?;
                    }
                }
                (taken, Some(answer)) => put(sheet, (number, place), taken, answer, &format, || {
                    let list = table.list.trim_start_matches('/').replace('/', ".");
                    format!("`{}` in row {number} of `{list}`", column.field)
                })?,
                (_, None) => {}
            }
        }
        set_height(sheet, table, row, number)?;
    }
    mark(sheet, table, last, looks)?;
    // A year group or a provider's name in digits is no mistake: no green corner.
    let last_column = u16::try_from(table.columns.len()).unwrap_or(1) - 1;
    sheet.ignore_error_range(1, 0, last, last_column, IgnoreError::NumberStoredAsText)?;
    sheet.set_freeze_panes(1, 2)?.set_repeat_rows(0, 0)?;
    sheet.set_selection(1, 0, 1, 0)?;
    print::set_up(sheet, outgoing, 0);
    Ok(())
}

/// Sets the height of a row whose texts take more than a line, as some programs do not reckon it when they open the file.
fn set_height(sheet: &mut Worksheet, table: &Table, row: &Row, number: u32) -> Result<(), Unwritten> {
    const LINE: u32 = 15;
    const MOST_LINES: usize = 20;
    let lines = |(column, answer): (&Column, &Option<String>)| match (column.taken, answer) {
        (Taken::Text | Taken::Prose | Taken::Dates, Some(text)) => {
            textwrap::wrap(text, (width(column) * 1.1) as usize).len()
        }
        _ => 1,
    };
    let most = table.columns.iter().zip(row).map(lines).max().unwrap_or(1).min(MOST_LINES);
    if most > 1 {
        sheet.set_row_height(number, LINE * u32::try_from(most).unwrap_or(1))?;
    }
    Ok(())
}

fn headings(sheet: &mut Worksheet, table: &Table, filled: usize, looks: &Looks) -> Result<(), Unwritten> {
    let columns = table.columns.iter().map(|column| {
        let format = match column.taken {
            Taken::Computed => &looks.computed,
            _ if column.required => &looks.required,
            _ => &looks.optional,
        };
        let made = TableColumn::new().set_header(column.heading).set_header_format(format);
        match computed::formula(table, column.heading).filter(|_| matches!(column.taken, Taken::Computed)) {
            Some(formula) => made.set_formula(Formula::new(formula)),
            None => made,
        }
    });
    let excel = ExcelTable::new()
        .set_name(name_of_table(table))
        .set_style(TableStyle::Light15)
        .set_banded_rows(false)
        .set_alt_text_title(table.sheet)
        .set_alt_text(what_it_holds(table))
        .set_columns(&columns.collect::<Vec<_>>());
    let last = u32::try_from(filled.max(1)).unwrap_or(1);
    let last_column = u16::try_from(table.columns.len()).unwrap_or(1) - 1;
    sheet.set_row_height(0, 32)?;
    sheet.add_table(0, 0, last, last_column, &excel)?;
    Ok(())
}

/// What a screen reader says of the table.
fn what_it_holds(table: &Table) -> String {
    let headings: Vec<_> = table.columns.iter().map(|column| column.heading).collect();
    format!("{}: one row for each, with the columns {}.", table.sheet, headings.join(", "))
}

/// The width of a column, in characters.
fn width(column: &Column) -> f64 {
    match column.taken {
        Taken::Upn => 17.0,
        Taken::Year => 8.0,
        Taken::Count | Taken::Days | Taken::Computed => 15.0,
        Taken::Date | Taken::YesNo => 15.0,
        Taken::Word(_) => 15.0,
        Taken::Text => 26.0,
        Taken::Dates => 26.0,
        Taken::Prose => 48.0,
    }
}
