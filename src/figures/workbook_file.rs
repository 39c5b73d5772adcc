//! The tables as a workbook: a sheet that says what it is, one for each table, and the data dictionary. Numbers and days are real ones; headings stay in
//! sight and filter; what is hidden is the letter `c`, what is not known an empty cell.

use std::io::{Cursor, Read as _};

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::columns::{Cell, Column, Holds, Table};
use super::csv_file::{DICTIONARY, HIDDEN, dictionary};
use super::measure::Measure;
use super::sums::{Figures, Shown};
use crate::policy::Policy;
use crate::words::long_day;

/// What the workbook says in its properties made it: by this the program knows its own file again.
const MADE_BY: &str = "spoc figures";
/// A typeface that every office has.
const TYPEFACE: &str = "Arial";
const TEAL: Color = Color::RGB(0x001F_5F6B);
const PALE: Color = Color::RGB(0x00EE_F4F4);
const LINE: Color = Color::RGB(0x009F_B3B6);
/// In a table with more columns than this headings of numbers stand upright.
const MANY: usize = 30;
/// A table that is wider than this, in letters, would be too small to read if it were made to fit a page.
const FITS: u32 = 220;

struct Looks {
    title: Format,
    text: Format,
    wrapped: Format,
    strong: Format,
    heading: Format,
    upright: Format,
    number: Format,
    yes_no: Format,
    date: Format,
    hidden: Format,
}

impl Looks {
    fn new() -> Self {
        let plain = || Format::new().set_font_name(TYPEFACE).set_font_size(10).set_align(FormatAlign::Top);
        // In the middle of its row a text keeps clear of the line below the headings.
        let cell = || plain().set_align(FormatAlign::VerticalCenter);
        let heading = || {
            let bold = plain().set_bold().set_font_color(TEAL).set_background_color(PALE);
            bold.set_border_bottom(FormatBorder::Medium).set_border_bottom_color(TEAL).set_align(FormatAlign::Bottom)
        };
        Self {
            title: plain().set_bold().set_font_size(16).set_font_color(TEAL),
            text: cell().set_num_format("@"),
            wrapped: plain().set_text_wrap(),
            strong: plain().set_bold(),
            heading: heading(),
            upright: heading().set_rotation(90),
            number: cell().set_num_format("#,##0"),
            // Excel shows it so by itself; LibreOffice would show 1 or 0.
            yes_no: cell().set_num_format(r#""TRUE";"TRUE";"FALSE""#).set_align(FormatAlign::Left),
            date: cell().set_num_format("d mmm yyyy").set_align(FormatAlign::Left),
            hidden: cell().set_align(FormatAlign::Right).set_font_color(LINE),
        }
    }
}

/// The bytes of the workbook: the same for the same input. `tables`: those of the period.
pub fn write(figures: &Figures, tables: &[Table], policy: &Policy) -> Result<Vec<u8>, XlsxError> {
    let looks = Looks::new();
    let mut book = Workbook::new();
    // What may be published is not marked as kept within the team.
    let marking = if figures.is_published { "" } else { policy.marking() };
    book.set_properties(&properties(figures, policy, marking));
    about(book.add_worksheet().set_name("About")?, figures, policy, marking, &looks)?;
    for table in tables {
        sheet_of(book.add_worksheet().set_name(table.name)?, table, marking, &looks)?;
    }
    sheet_of_dictionary(book.add_worksheet().set_name("dictionary")?, tables, marking, &looks)?;
    book.save_to_buffer()
}

fn about(
    sheet: &mut Worksheet,
    figures: &Figures,
    policy: &Policy,
    marking: &str,
    looks: &Looks,
) -> Result<(), XlsxError> {
    const WIDTHS: [u32; 2] = [34, 70];
    let period = &figures.period;
    for (place, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(place, width)?;
    }
    sheet.write_string_with_format(0, 0, format!("Figures, {}", period.name), &looks.title)?;
    let of = |measure| match figures.total.get(measure) {
        Shown::Number { sum, .. } => sum.to_string(),
        Shown::Unknown => "not known".to_owned(),
        Shown::Hidden => HIDDEN.to_owned(),
    };
    let hidden = if figures.is_published {
        "Numbers of children, and of what befell them, from 1 to 4 or of fewer than five children, and numbers from which one could be worked out, are hidden: c."
    } else {
        "These figures are for the team: small numbers are not hidden."
    };
    let lines = [
        ("Authority", policy.authority().to_owned()),
        ("Team", policy.team().to_owned()),
        ("Marking", if marking.is_empty() { "none".to_owned() } else { marking.to_owned() }),
        ("Part of the drive", if figures.part.is_empty() { "all of it".to_owned() } else { figures.part.clone() }),
        ("From", long_day(period.from)),
        ("To", long_day(period.to)),
        ("As on", long_day(figures.today)),
        ("Schools", figures.schools.len().to_string()),
        ("Visits due", of(Measure::VisitsDue)),
        ("Records that cannot be read", of(Measure::RecordsUnread)),
        ("Empty cells", "There is nothing, or it is not known: never 0.".to_owned()),
        ("Small numbers", hidden.to_owned()),
        (
            "What each column means",
            format!(
                "The sheet dictionary. Sheets are joined by {}.",
                if figures.is_published { "urn" } else { "term and urn" }
            ),
        ),
    ];
    for (row, (name, text)) in (2..).zip(lines) {
        sheet.write_string_with_format(row, 0, name, &looks.strong)?;
        sheet.write_string_with_format(row, 1, text.as_str(), &looks.wrapped)?;
        set_height(sheet, row, &[name, text.as_str()], &WIDTHS)?;
    }
    print(sheet, marking, true);
    Ok(())
}

fn sheet_of(sheet: &mut Worksheet, table: &Table, marking: &str, looks: &Looks) -> Result<(), XlsxError> {
    let widths: Vec<_> = table.columns.iter().enumerate().map(|(place, column)| width(column, table, place)).collect();
    for ((place, column), width) in (0..).zip(&table.columns).zip(&widths) {
        let format = if stands_upright(column, table) { &looks.upright } else { &looks.heading };
        sheet.write_string_with_format(0, place, &column.name, format)?;
        sheet.set_column_width(place, *width)?;
    }
    let upright = table.columns.iter().filter(|column| stands_upright(column, table));
    if let Some(longest) = upright.map(|column| column.name.chars().count()).max() {
        // In points: so much for a letter, and no row is higher than 409.
        sheet.set_row_height(0, u32::try_from(longest * 6 + 12).unwrap_or(409).min(409))?;
    }
    for (row, cells) in (1..).zip(&table.rows) {
        for (place, cell) in (0..).zip(cells) {
            match cell {
                Cell::Text(text) => drop(sheet.write_string_with_format(row, place, text, &looks.text)?),
                Cell::Date(day) => match excel_day(*day) {
                    Some(day) => drop(sheet.write_datetime_with_format(row, place, day, &looks.date)?),
                    None => drop(sheet.write_string_with_format(row, place, day.to_string(), &looks.text)?),
                },
                Cell::Count(count) => {
                    // Counts are far below the number to which a cell is exact.
                    let count = u32::try_from(*count).unwrap_or(u32::MAX);
                    sheet.write_number_with_format(row, place, count, &looks.number)?;
                }
                Cell::YesNo(yes) => drop(sheet.write_boolean_with_format(row, place, *yes, &looks.yes_no)?),
                Cell::Hidden => drop(sheet.write_string_with_format(row, place, HIDDEN, &looks.hidden)?),
                Cell::Nothing => {}
            }
        }
    }
    let (rows, columns) = (table.rows.len(), table.columns.len());
    sheet.autofilter(
        0,
        0,
        u32::try_from(rows).unwrap_or(u32::MAX),
        u16::try_from(columns.saturating_sub(1)).unwrap_or(0),
    )?;
    let is_wide = widths.iter().sum::<u32>() > FITS;
    // A row of a wide table is to be told from others however far to the right somebody reads, on the screen and on paper.
    let school = table.columns.iter().position(|column| column.name == "school");
    match school.and_then(|place| u16::try_from(place).ok()).filter(|_| is_wide) {
        Some(place) => sheet.set_repeat_columns(place, place)?.set_freeze_panes(1, place + 1)?,
        None => sheet.set_freeze_panes(1, 0)?,
    };
    print(sheet, marking, !is_wide);
    Ok(())
}

fn sheet_of_dictionary(sheet: &mut Worksheet, tables: &[Table], marking: &str, looks: &Looks) -> Result<(), XlsxError> {
    const WIDTHS: [u32; 6] = [15, 42, 14, 12, 90, 44];
    for (place, (name, width)) in (0..).zip(DICTIONARY.iter().zip(WIDTHS)) {
        sheet.write_string_with_format(0, place, *name, &looks.heading)?;
        sheet.set_column_width(place, width)?;
    }
    let rows = dictionary(tables, |table| table.name.to_owned());
    for (row, cells) in (1..).zip(&rows) {
        for (place, cell) in (0..).zip(cells) {
            sheet.write_string_with_format(row, place, cell, &looks.wrapped)?;
        }
        set_height(sheet, row, cells, &WIDTHS)?;
    }
    sheet.autofilter(0, 0, u32::try_from(rows.len()).unwrap_or(u32::MAX), 5)?;
    sheet.set_freeze_panes(1, 0)?;
    print(sheet, marking, true);
    Ok(())
}

/// Sets the height of a row whose texts take more than a line, as some programs do not reckon it when they open the file.
fn set_height(sheet: &mut Worksheet, row: u32, texts: &[impl AsRef<str>], widths: &[u32]) -> Result<(), XlsxError> {
    const LINE: u32 = 15;
    // A width is counted in digits, and most letters are narrower.
    let lines = |(text, width): (_, &u32)| textwrap::wrap(AsRef::<str>::as_ref(text), (width * 11 / 10) as usize).len();
    let most = texts.iter().zip(widths).map(lines).max().unwrap_or(1);
    if most > 1 {
        sheet.set_row_height(row, u32::try_from(most).unwrap_or(1) * LINE)?;
    }
    Ok(())
}

/// On paper: the headings on each page, the marking and the page at its foot. A wide table is not made to fit one page.
fn print(sheet: &mut Worksheet, marking: &str, fits: bool) {
    sheet.set_landscape().set_paper_size(9);
    if fits {
        sheet.set_print_fit_to_pages(1, 0);
    } else {
        sheet.set_print_scale(60);
    }
    // An ampersand begins a code in a foot; two are one.
    let marking = marking.replace('&', "&&");
    sheet.set_footer(format!("&L{marking}&C&A&R&P of &N"));
    // It fails only for rows that a sheet does not have.
    let _ = sheet.set_repeat_rows(0, 0);
}

/// Whether a heading stands upright: in a table with very many columns each above numbers. Elsewhere it would only make the row of all headings high.
fn stands_upright(column: &Column, table: &Table) -> bool {
    let is_narrow = matches!(column.holds, Holds::Count | Holds::YesNo);
    is_narrow && table.columns.len() > MANY
}

fn width(column: &Column, table: &Table, place: usize) -> u32 {
    let heading = if stands_upright(column, table) { 0 } else { column.name.chars().count() + 4 };
    let length = |cell: &Cell| match cell {
        Cell::Text(text) => text.chars().count() + 2,
        Cell::Date(_) => 13,
        Cell::Count(_) | Cell::YesNo(_) | Cell::Hidden => 8,
        Cell::Nothing => 0,
    };
    let longest = table.rows.iter().filter_map(|row| row.get(place)).map(length).max().unwrap_or(0);
    u32::try_from(longest.max(heading).clamp(7, 44)).unwrap_or(44)
}

/// A day as Excel counts it; none before March 1900, where Excel and other programs count otherwise.
fn excel_day(day: NaiveDate) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok().filter(|_| Some(day) >= NaiveDate::from_ymd_opt(1900, 3, 1))?;
    ExcelDateTime::from_ymd(year, u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?).ok()
}

fn properties(figures: &Figures, policy: &Policy, marking: &str) -> DocProperties {
    let properties = DocProperties::new()
        .set_title(format!("Figures, {}", figures.period.name))
        .set_author(MADE_BY)
        .set_company(policy.authority())
        .set_category(marking)
        .set_custom_property("Language", "en-GB");
    // The day and no clock: the same workbook is the same bytes.
    match excel_day(figures.today) {
        Some(day) => properties.set_creation_datetime(&day),
        None => properties,
    }
}

/// Whether bytes are such a workbook as the program wrote it. A program that saves it anew says so in its properties.
#[must_use]
pub fn is_own(bytes: &[u8]) -> bool {
    made_by_us(bytes).is_some_and(|core| {
        let of =
            |name: &str| Some(core.split_once(&format!("<{name}"))?.1.split_once('>')?.1.split('<').next()?.to_owned());
        let saved = |name: &str| of(name).filter(|text| !text.is_empty());
        saved("cp:lastModifiedBy").as_deref() == Some(MADE_BY) && saved("dcterms:created") == saved("dcterms:modified")
    })
}

/// Whether bytes are such a workbook that another program has saved since.
#[must_use]
pub fn was_own(bytes: &[u8]) -> bool {
    made_by_us(bytes).is_some() && !is_own(bytes)
}

/// The properties of a workbook that names this program as its author.
fn made_by_us(bytes: &[u8]) -> Option<String> {
    /// The properties are a few hundred bytes.
    const MOST: u64 = 100_000;
    let mut book = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut core = String::new();
    book.by_name("docProps/core.xml").ok()?.take(MOST).read_to_string(&mut core).ok()?;
    core.contains(&format!("<dc:creator>{MADE_BY}</dc:creator>")).then_some(core)
}
