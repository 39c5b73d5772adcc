//! What a table marks by itself: what is still to be filled in, the absence rate at 10% and 50%, a line below each row with answers.

use rust_xlsxwriter::{ConditionalFormatFormula, Format, Worksheet, XlsxError};

use super::computed::{MISSED, RATE};
use super::looks::Looks;
use super::ranges::{letter, row_has_answers};
use crate::record::exclusion::ExclusionType;
use crate::workbook::form::Table;

/// Marks a table down to a row.
pub(super) fn mark(sheet: &mut Worksheet, table: &Table, last: u32, looks: &Looks) -> Result<(), XlsxError> {
    let answered = row_has_answers(table);
    let place = |heading: &str| table.columns.iter().position(|column| column.heading == heading);
    let mut put = |column: usize, rule: String, format: &Format| column_mark(sheet, column, last, rule, format);
    for (column, place) in table.columns.iter().zip(0..) {
        if column.required {
            put(place, format!("=AND({answered},ISBLANK({}2))", letter(place)), &looks.missing)?;
        }
    }
    for (kind, field) in [(ExclusionType::FixedTerm, "days"), (ExclusionType::Lunchtime, "lunchtimes")] {
        if let (Some(of_kind), Some(amount)) = (table.column("type"), table.column(field)) {
            let word = super::cells::shown_word(kind.as_str());
            let rule = format!("=AND(${}2=\"{word}\",ISBLANK({}2))", letter(of_kind), letter(amount));
            put(amount, rule, &looks.missing)?;
        }
    }
    if let (Some(missed), Some(rate), Some(possible)) = (place(MISSED), place(RATE), table.column("possible")) {
        let (cell, limit) = (format!("${}2", letter(missed)), format!("${}2", letter(possible)));
        put(missed, format!("=AND(ISNUMBER({cell}),ISNUMBER({limit}),{cell}>{limit})"), &looks.severe)?;
        let cell = format!("${}2", letter(rate));
        put(rate, format!("=AND(ISNUMBER({cell}),{cell}>=0.5)"), &looks.severe)?;
        put(rate, format!("=AND(ISNUMBER({cell}),{cell}>=0.1,{cell}<0.5)"), &looks.persistent)?;
    }
    let columns = u16::try_from(table.columns.len()).unwrap_or(1);
    let line = ConditionalFormatFormula::new().set_rule(format!("={answered}").as_str()).set_format(&looks.line);
    sheet.add_conditional_format(1, 0, last, columns - 1, &line)?;
    Ok(())
}

fn column_mark(
    sheet: &mut Worksheet,
    column: usize,
    last: u32,
    rule: String,
    format: &Format,
) -> Result<(), XlsxError> {
    let column = u16::try_from(column).unwrap_or(0);
    let mark = ConditionalFormatFormula::new().set_rule(rule.as_str()).set_format(format);
    sheet.add_conditional_format(1, column, last, column, &mark)?;
    Ok(())
}
