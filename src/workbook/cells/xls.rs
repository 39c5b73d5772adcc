//! `.xls` as Excel 97 to 2003 wrote it, and others still do: a compound file with a stream of records. calamine makes room for every cell up to the last
//! one, and for as many as the file claims, before it looks; so the records are read here, one at a time.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use cfb::CompoundFile;

use super::biff::{Fields, Record, Records, Shown};
use super::book::{Area, At, Book, Room, Sheet, Value};
use super::serial;
use crate::workbook::not_read::NotRead;

/// The version of these records: 97 and later.
const VERSION: u16 = 0x0600;
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;
/// The stream is no longer than this.
const MOST_BYTES: u64 = 32_000_000;

/// Reads such a workbook.
pub fn read(bytes: &[u8], room: &mut Room) -> Result<Book, NotRead> {
    let mut file = CompoundFile::open(Cursor::new(bytes)).map_err(|_| NotRead::Broken)?;
    if file.exists("/EncryptedPackage") {
        return Err(NotRead::Protected);
    }
    let has_macros = file.exists("/_VBA_PROJECT_CUR");
    let Ok(stream) = file.open_stream("/Workbook") else {
        // Books of Excel 5 and 95 are in another stream, in other records; and letters and e-mails are compound files, too.
        return Err(NotRead::NotAWorkbook);
    };
    let mut bytes = Vec::new();
    stream.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|_| NotRead::Broken)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(NotRead::TooLarge);
    }
    let globals = Globals::of(&bytes, room)?;
    let mut sheets = Vec::new();
    for named in &globals.sheets {
        let mut sheet = Sheet { name: named.name.clone(), is_hidden: named.is_hidden, ..Sheet::default() };
        let start = bytes.get(named.start..).ok_or(NotRead::Broken)?;
        read_sheet(start, &globals, &mut sheet, room)?;
        sheets.push(sheet);
    }
    Ok(Book { sheets, has_macros })
}

/// What the workbook says of all its sheets.
#[derive(Default)]
struct Globals {
    sheets: Vec<Named>,
    strings: Vec<String>,
    /// How each format of cells shows a number.
    shown: Vec<Shown>,
    is_1904: bool,
}

struct Named {
    name: String,
    start: usize,
    is_hidden: bool,
}

impl Globals {
    fn of(bytes: &[u8], room: &mut Room) -> Result<Self, NotRead> {
        let mut globals = Self::default();
        let mut formats: BTreeMap<u16, Shown> = BTreeMap::new();
        let mut cell_formats = Vec::new();
        let mut records = Records::from(bytes);
        let first = records.next().filter(|record| record.kind == BEGIN).ok_or(NotRead::Broken)?;
        if first.fields().u16() != Some(VERSION) {
            return Err(NotRead::NotAWorkbook);
        }
        for record in records {
            let mut fields = record.fields();
            match record.kind {
                // It is encrypted from here on.
                0x002F => return Err(NotRead::Protected),
                0x0022 => globals.is_1904 = fields.u16() == Some(1),
                0x041E => {
                    if let (Some(number), Some(code)) = (fields.u16(), fields.text()) {
                        formats.insert(number, Shown::of_code(&code));
                    }
                }
                0x00E0 => cell_formats.push(fields.skip(2).and_then(|()| fields.u16()).unwrap_or(0)),
                0x0085 => globals.sheets.extend(named(&mut fields).ok_or(NotRead::Broken)?),
                0x00FC => {
                    let count = fields.skip(4).and_then(|()| fields.u32()).ok_or(NotRead::Broken)?;
                    for _ in 0..count {
                        let text = fields.text().ok_or(NotRead::Broken)?;
                        room.take(text.len())?;
                        globals.strings.push(text);
                    }
                }
                END => break,
                _ => {}
            }
        }
        let shown = |format: &u16| formats.get(format).copied().unwrap_or_else(|| Shown::of_built_in(*format));
        globals.shown = cell_formats.iter().map(shown).collect();
        Ok(globals)
    }

    /// A number in a cell of some format.
    fn number(&self, number: f64, format: u16) -> Value {
        match self.shown.get(usize::from(format)) {
            Some(Shown::Day) => serial::day(number, self.is_1904),
            Some(Shown::Percent) => Value::Percent(number),
            _ => Value::Number(number),
        }
    }
}

/// The sheet that a record names; none where it is a chart or holds macros.
fn named(fields: &mut Fields<'_, '_>) -> Option<Option<Named>> {
    let start = usize::try_from(fields.u32()?).ok()?;
    let (state, kind) = (fields.u8()?, fields.u8()?);
    let name = fields.short_text()?.replace('\0', "");
    Some((kind == 0).then_some(Named { name, start, is_hidden: state & 3 != 0 }))
}

fn read_sheet(bytes: &[u8], globals: &Globals, sheet: &mut Sheet, room: &mut Room) -> Result<(), NotRead> {
    let mut depth = 0_u32;
    let mut formula = None;
    let mut notes = Notes::default();
    for record in Records::from(bytes) {
        match record.kind {
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            // Charts on the sheet have records of their own.
            _ if depth != 1 => {}
            _ => {
                let cells = cells(&record, globals, &mut formula).ok_or(NotRead::Broken)?;
                for (at, value) in cells {
                    room.take(if let Value::Text(text) = &value { text.len() } else { 0 })?;
                    sheet.cells.insert(at, value);
                }
                if record.kind == 0x00E5 {
                    for area in areas(&mut record.fields()) {
                        room.take(0)?;
                        sheet.merged.push(area);
                    }
                }
                notes.take(&record);
            }
        }
    }
    notes.put(sheet, room)
}

/// The cells that a record holds. `formula`: the cell of a formula whose text comes in the next record. None where the record is broken.
fn cells(record: &Record<'_>, globals: &Globals, formula: &mut Option<At>) -> Option<Vec<(At, Value)>> {
    let mut fields = record.fields();
    let mut at = || Some((At { row: fields.u16()?.into(), column: fields.u16()?.into() }, fields.u16()?));
    let one = |at, value| Some(vec![(at, value)]);
    let text = |at, text: String| if text.is_empty() { Some(Vec::new()) } else { one(at, Value::Text(text)) };
    match record.kind {
        0x0203 => {
            let (at, format) = at()?;
            one(at, globals.number(f64::from_bits(fields.u64()?), format))
        }
        0x027E => {
            let (at, format) = at()?;
            one(at, globals.number(packed(fields.u32()?), format))
        }
        0x00BD => {
            let (row, first) = (fields.u16()?, fields.u16()?);
            let mut cells = Vec::new();
            let count = record.pieces.first()?.len().checked_sub(6)? / 6;
            for column in (u32::from(first)..).take(count) {
                let format = fields.u16()?;
                let number = packed(fields.u32()?);
                cells.push((At { row: row.into(), column }, globals.number(number, format)));
            }
            Some(cells)
        }
        0x00FD => {
            let (at, _) = at()?;
            let string = globals.strings.get(usize::try_from(fields.u32()?).ok()?)?;
            text(at, string.clone())
        }
        0x0204 | 0x00D6 => {
            let (at, _) = at()?;
            text(at, fields.text()?)
        }
        0x0205 => {
            let (at, _) = at()?;
            let (code, is_error) = (fields.u8()?, fields.u8()?);
            one(at, if is_error == 0 { Value::Truth(code != 0) } else { error(code) })
        }
        0x0006 => {
            let (at, format) = at()?;
            let value = fields.u64()?;
            let [kind, _, code, _, _, _, 0xFF, 0xFF] = value.to_le_bytes() else {
                return one(at, globals.number(f64::from_bits(value), format));
            };
            *formula = Some(at);
            match kind {
                1 => one(at, Value::Truth(code != 0)),
                2 => one(at, error(code)),
                _ => Some(Vec::new()),
            }
        }
        0x0207 => match formula.take() {
            Some(at) => text(at, fields.text()?),
            None => Some(Vec::new()),
        },
        _ => Some(Vec::new()),
    }
}

/// A number in four bytes ([MS-XLS] 2.5.217): a whole one, or the upper half of another; either may be a hundred times as large.
fn packed(number: u32) -> f64 {
    let value = if number & 2 == 2 {
        f64::from(number.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(number & !3) << 32)
    };
    if number & 1 == 1 { value / 100.0 } else { value }
}

fn error(code: u8) -> Value {
    let word = match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        _ => "an error",
    };
    Value::Error(word.to_owned())
}

fn areas(fields: &mut Fields<'_, '_>) -> Vec<Area> {
    let count = fields.u16().unwrap_or(0);
    let mut area = || {
        let (top, bottom, left, right) = (fields.u16()?, fields.u16()?, fields.u16()?, fields.u16()?);
        let at = |row: u16, column: u16| At { row: row.into(), column: column.into() };
        Some(Area { first: at(top, left), last: at(bottom, right) })
    };
    (0..count).map_while(|_| area()).collect()
}

/// Comments and boxes: an object, its text, and, of a comment, the cell.
#[derive(Default)]
struct Notes {
    object: Option<u16>,
    texts: Vec<(u16, String)>,
    comments: Vec<(At, u16)>,
}

impl Notes {
    fn take(&mut self, record: &Record<'_>) {
        let mut fields = record.fields();
        match record.kind {
            0x005D => self.object = fields.skip(6).and_then(|()| fields.u16()),
            0x01B6 => {
                let mut text = || {
                    fields.skip(10)?;
                    let count = fields.u16()?;
                    fields.next_piece()?;
                    let is_wide = fields.u8()? & 1 == 1;
                    fields.characters(count.into(), is_wide)
                };
                if let (Some(object), Some(text)) = (self.object, text()) {
                    self.texts.push((object, text));
                }
            }
            0x001C => {
                let mut note = || {
                    let at = At { row: fields.u16()?.into(), column: fields.u16()?.into() };
                    fields.skip(2)?;
                    Some((at, fields.u16()?))
                };
                self.comments.extend(note());
            }
            _ => {}
        }
    }

    fn put(self, sheet: &mut Sheet, room: &mut Room) -> Result<(), NotRead> {
        let cells: BTreeMap<u16, At> = self.comments.into_iter().map(|(at, object)| (object, at)).collect();
        for (object, text) in self.texts {
            let text = text.trim();
            if text.is_empty() {
                continue;
            }
            room.take(text.len())?;
            match cells.get(&object) {
                Some(at) => sheet.comments.push((*at, text.to_owned())),
                None => sheet.drawn.push(text.to_owned()),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_unpacked() {
        assert_eq!(packed(0x0000_0012), 4.0);
        assert_eq!(packed(0x3FF0_0000), 1.0);
        assert_eq!(packed(0x0000_03EB), 2.5);
        assert_eq!(packed(0xFFFF_FFFA), -2.0);
    }
}
