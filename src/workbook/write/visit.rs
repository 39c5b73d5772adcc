//! The sheet `Visit`: labels in A, answers in B. What says whose form it is stands locked; everything else may be filled in, formatted and moved.

use rust_xlsxwriter::{ConditionalFormatFormula, Format, ProtectionOptions, Worksheet, XlsxError};

use super::cells::{excel_day, put};
use super::checks::Checks;
use super::looks::Looks;
use super::outgoing::{Outgoing, Unwritten};
use super::print;
use super::ranges::name_of_rows;
use crate::record::pro_forma::Question;
use crate::words::short_day;
use crate::workbook::form::{LABELS, Label, LabelUse, TABLES, Taken};

/// Writes the sheet.
pub(super) fn write(
    sheet: &mut Worksheet,
    outgoing: &Outgoing<'_>,
    looks: &Looks,
    checks: &mut Checks,
) -> Result<(), Unwritten> {
    const LAST_COLUMN: u16 = 16_383;
    sheet.set_column_range_format(0, LAST_COLUMN, &looks.open)?;
    sheet.set_column_width(0, 38)?.set_column_width(1, 60)?;
    let answers = LABELS.iter().zip(&outgoing.answers.labels);
    for ((label, answer), row) in answers.zip(0_u32..) {
        sheet.write_string_with_format(row, 0, label.heading, &looks.label)?;
        let format = looks.answer_at_label(label.taken);
        match (label.used, answer) {
            (LabelUse::Given, _) => given(sheet, row, label, outgoing, looks)?,
            (_, Some(answer)) => put(sheet, (row, 1), label.taken, answer, &format, || named(label))?,
            (_, None) => {
                sheet.write_blank(row, 1, &format)?;
            }
        }
        sheet.set_row_height(row, if matches!(label.taken, Taken::Prose) { 75 } else { 21 })?;
        check(sheet, row, label, checks)?;
        mark(sheet, row, label, looks)?;
    }
    sheet.set_freeze_panes(0, 1)?;
    sheet.set_selection(3, 1, 3, 1)?;
    sheet.protect_with_options(&all_else());
    print::set_up(sheet, outgoing, 1);
    Ok(())
}

/// School, visit and day of return: filled in and locked.
fn given(
    sheet: &mut Worksheet,
    row: u32,
    label: &Label,
    outgoing: &Outgoing<'_>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let day = match label.heading {
        "Visit" => outgoing.visit,
        "Return by" => outgoing.return_by,
        _ => {
            sheet.write_string_with_format(row, 1, outgoing.school, &looks.given)?;
            return Ok(());
        }
    };
    match excel_day(day) {
        Some(real) => {
            sheet.write_datetime_with_format(row, 1, real, &looks.given.clone().set_num_format("d mmm yyyy"))?
        }
        None => sheet.write_string_with_format(row, 1, short_day(day), &looks.given)?,
    };
    Ok(())
}

fn check(sheet: &mut Worksheet, row: u32, label: &Label, checks: &mut Checks) -> Result<(), XlsxError> {
    let check = match label.used {
        LabelUse::Given => None,
        LabelUse::Nothing(question) => {
            let sheet = sheet_of(question);
            let prompt =
                format!("Choose yes if there is nothing to report on the sheet “{sheet}”, and leave that sheet empty.");
            Some(checks.yes()?.set_input_message(prompt)?)
        }
        LabelUse::Field(_) => checks.check(label.taken, row + 1, 1)?,
    };
    if let Some(check) = check {
        sheet.add_data_validation(row, 1, row, 1, &check)?;
    }
    Ok(())
}

/// Marks what is still to be answered: what is required, and a question that has neither rows nor a yes. A yes beside rows is marked as wrong.
fn mark(sheet: &mut Worksheet, row: u32, label: &Label, looks: &Looks) -> Result<(), XlsxError> {
    let cell = format!("$B${}", row + 1);
    let mut put = |rule: String, format: &Format| {
        let mark = ConditionalFormatFormula::new().set_rule(rule.as_str()).set_format(format);
        sheet.add_conditional_format(row, 1, row, 1, &mark).map(|_| ())
    };
    match label.used {
        LabelUse::Nothing(question) => {
            let rows = rows_of(question);
            put(format!("=AND(ISBLANK({cell}),COUNTA({rows})=0)"), &looks.missing)?;
            put(format!("=AND({cell}=\"yes\",COUNTA({rows})>0)"), &looks.severe)
        }
        _ if label.required => put(format!("=ISBLANK({cell})"), &looks.missing),
        _ => Ok(()),
    }
}

fn sheet_of(question: Question) -> &'static str {
    TABLES.iter().find(|table| table.question == Some(question)).map_or("", |table| table.sheet)
}

fn rows_of(question: Question) -> String {
    TABLES.iter().find(|table| table.question == Some(question)).map(name_of_rows).unwrap_or_default()
}

fn named(label: &Label) -> String {
    match label.used {
        LabelUse::Field(field) => format!("`{}`", field.trim_start_matches('/').replace('/', ".")),
        _ => format!("“{}”", label.heading),
    }
}

/// Locks the cells that are locked, and hinders nothing else.
fn all_else() -> ProtectionOptions {
    ProtectionOptions {
        format_cells: true,
        format_columns: true,
        format_rows: true,
        insert_columns: true,
        insert_rows: true,
        insert_links: true,
        delete_columns: true,
        delete_rows: true,
        sort: true,
        use_autofilter: true,
        use_pivot_tables: true,
        edit_scenarios: true,
        edit_objects: true,
        ..ProtectionOptions::new()
    }
}
