//! `.xlsx` and `.xlsm`: the cells come from calamine as a stream, one at a time. Its calls for a whole range make room for every cell up to the last one,
//! and are not used.

use std::io::Cursor;
use std::panic::{self, AssertUnwindSafe};

use calamine::{DataRef, Dimensions, Reader, SheetType, SheetVisible, Style, Xlsx, XlsxError};

use super::archive::Archive;
use super::book::{Area, At, Book, Room, Sheet, Value};
use super::{notes, serial};
use crate::workbook::not_read::NotRead;

/// A sheet has so many rows and columns (ECMA-376, 18.3.1.4).
const MOST_ROWS: u32 = 1_048_576;
const MOST_COLUMNS: u32 = 16_384;

/// Reads such a workbook.
pub fn read(bytes: &[u8], room: &mut Room) -> Result<Book, NotRead> {
    let mut archive = Archive::open(bytes)?;
    archive.check(|name| !name.contains("worksheets/"))?;
    let has_macros = archive.has_ending("vbaproject.bin");
    // calamine's arithmetic goes wrong on places that no sheet has, and a damaged file names such; that is a broken file and no more.
    let read = || with_calamine(bytes, room);
    let mut sheets = panic::catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(NotRead::Broken))?;
    notes::add(&mut archive, &mut sheets, room)?;
    Ok(Book { sheets, has_macros })
}

fn with_calamine(bytes: &[u8], room: &mut Room) -> Result<Vec<Sheet>, NotRead> {
    let mut file: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(not_read)?;
    let of_kind = |sheet: &&calamine::Sheet| sheet.typ == SheetType::WorkSheet;
    let named: Vec<_> = file.sheets_metadata().iter().filter(of_kind).cloned().collect();
    let mut sheets = Vec::new();
    for named in named {
        let mut sheet =
            Sheet { is_hidden: named.visible != SheetVisible::Visible, name: named.name, ..Sheet::default() };
        cells(&mut file, &mut sheet, room)?;
        for area in file.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default() {
            room.take(0)?;
            sheet.merged.push(area_of(area));
        }
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn cells(file: &mut Xlsx<Cursor<&[u8]>>, sheet: &mut Sheet, room: &mut Room) -> Result<(), NotRead> {
    let is_1904 = file.has_1904_epoch();
    let mut stream = file.worksheet_cells_reader(&sheet.name).map_err(not_read)?;
    // Errors of newer formulas (`#SPILL!`), which calamine does not know, by the number of the cell: it says none of their places.
    let mut errors: Vec<(usize, String)> = Vec::new();
    for number in 0.. {
        let (cell, style) = match stream.next_cell_with_style_id() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            Err(XlsxError::CellError(error)) => {
                room.take(error.len())?;
                errors.push((number, error));
                continue;
            }
            Err(error) => return Err(not_read(error)),
        };
        let is_percent = || is_percentage(stream.styles().get(style));
        let Some(value) = value(cell.get_value(), is_percent, is_1904) else { continue };
        let (row, column) = cell.get_position();
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err(NotRead::Broken);
        }
        room.take(if let Value::Text(text) = &value { text.len() } else { 0 })?;
        sheet.cells.insert(At { row, column }, value);
    }
    drop(stream);
    if errors.is_empty() {
        return Ok(());
    }
    let mut places = file.worksheet_cells_reader(&sheet.name).map_err(not_read)?;
    let mut errors = errors.into_iter().peekable();
    for number in 0.. {
        let Some(cell) = places.next_formula().map_err(not_read)? else { break };
        if let Some((_, error)) = errors.next_if(|(of, _)| *of == number) {
            let (row, column) = cell.get_position();
            sheet.cells.insert(At { row, column }, Value::Error(error));
        }
    }
    Ok(())
}

fn value(data: &DataRef<'_>, is_percent: impl Fn() -> bool, is_1904: bool) -> Option<Value> {
    Some(match data {
        DataRef::Empty => return None,
        DataRef::Int(number) if is_percent() => Value::Percent(*number as f64),
        DataRef::Float(number) if is_percent() => Value::Percent(*number),
        DataRef::Int(number) => Value::Number(*number as f64),
        DataRef::Float(number) => Value::Number(*number),
        DataRef::String(text) => return serial::text(text),
        DataRef::SharedString(text) => return serial::text(text),
        DataRef::Bool(truth) => Value::Truth(*truth),
        DataRef::DateTime(time) if time.is_datetime() => serial::day(time.as_f64(), is_1904),
        DataRef::DateTime(time) => serial::duration(time.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => serial::iso(text),
        DataRef::Error(error) => Value::Error(error.to_string()),
    })
}

fn is_percentage(style: Option<&Style>) -> bool {
    style.and_then(|style| style.number_format.as_ref()).is_some_and(|format| format.format_code.contains('%'))
}

fn area_of(area: Dimensions) -> Area {
    let at = |(row, column)| At { row, column };
    Area { first: at(area.start), last: at(area.end) }
}

fn not_read(error: XlsxError) -> NotRead {
    if let XlsxError::Password = error { NotRead::Protected } else { NotRead::Broken }
}
