//! `.ods`: a stream of XML in which rows and cells that repeat are written once. calamine makes room for every repetition; here an empty one costs nothing.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};

use super::archive::Archive;
use super::book::{Area, At, Book, Room, Sheet, Value};
use super::serial;
use super::xml::{Piece, Tag, Xml};
use crate::workbook::not_read::NotRead;

/// A cell holds no longer text.
const LONGEST: usize = 1_000_000;

/// Reads such a workbook.
pub fn read(archive: &mut Archive<'_>, room: &mut Room) -> Result<Book, NotRead> {
    if archive.bytes("META-INF/manifest.xml")?.is_some_and(|bytes| holds(&bytes, b"encryption-data")) {
        return Err(NotRead::Protected);
    }
    archive.check(|name| name != "content.xml")?;
    let has_macros = archive.has_beginning("basic/") || archive.has_beginning("scripts/");
    let content = archive.stream("content.xml")?.ok_or(NotRead::Broken)?;
    let mut file = File { xml: Xml::of(BufReader::new(content)), room, hidden: BTreeSet::new() };
    Ok(Book { sheets: file.sheets()?, has_macros })
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

struct File<'r, R> {
    xml: Xml<R>,
    room: &'r mut Room,
    /// The styles of sheets that are hidden.
    hidden: BTreeSet<String>,
}

/// A cell as it is read.
#[derive(Default)]
struct Cell {
    value: Option<Value>,
    comments: Vec<String>,
    columns: u32,
    merged: Option<(u32, u32)>,
}

impl<R: BufRead> File<'_, R> {
    fn sheets(&mut self) -> Result<Vec<Sheet>, NotRead> {
        let (mut sheets, mut style) = (Vec::new(), String::new());
        loop {
            match self.xml.next()? {
                Piece::End => return Ok(sheets),
                Piece::Open(tag) => match tag.name.as_str() {
                    "style:style" => style = tag.get("style:name").unwrap_or_default().to_owned(),
                    "style:table-properties" if tag.get("table:display") == Some("false") => {
                        self.hidden.insert(style.clone());
                    }
                    // Changes that LibreOffice keeps track of hold what cells held before.
                    "table:tracked-changes" => self.skip(&tag.name)?,
                    "table:table" => sheets.push(self.sheet(&tag)?),
                    _ => {}
                },
                Piece::Close(_) | Piece::Text(_) => {}
            }
        }
    }

    fn sheet(&mut self, tag: &Tag) -> Result<Sheet, NotRead> {
        let mut sheet = Sheet {
            name: tag.get("table:name").unwrap_or_default().to_owned(),
            is_hidden: tag.get("table:style-name").is_some_and(|style| self.hidden.contains(style)),
            ..Sheet::default()
        };
        let mut row = 0_u32;
        loop {
            match self.xml.next()? {
                Piece::End => return Err(NotRead::Broken),
                Piece::Close(name) if name == "table:table" => return Ok(sheet),
                // Groups of rows and heading rows hold rows as the sheet does.
                Piece::Open(tag) => match tag.name.as_str() {
                    "table:table-row" => {
                        let times = number(&tag, "table:number-rows-repeated");
                        self.row(&mut sheet, row, times)?;
                        row = row.saturating_add(times);
                    }
                    "table:shapes" => {
                        let texts = self.texts(&tag.name)?;
                        self.draw(&mut sheet, texts)?;
                    }
                    "office:forms" | "table:table-source" | "office:event-listeners" => self.skip(&tag.name)?,
                    _ => {}
                },
                _ => {}
            }
        }
    }

    /// Reads a row, which stands so many times.
    fn row(&mut self, sheet: &mut Sheet, row: u32, times: u32) -> Result<(), NotRead> {
        let mut column = 0_u32;
        loop {
            match self.xml.next()? {
                Piece::End => return Err(NotRead::Broken),
                Piece::Close(name) if name == "table:table-row" => return Ok(()),
                Piece::Open(tag) if matches!(tag.name.as_str(), "table:table-cell" | "table:covered-table-cell") => {
                    let cell = self.cell(&tag, sheet)?;
                    if let Some((rows, columns)) = cell.merged {
                        self.room.take(0)?;
                        let last = At { row: row.saturating_add(rows - 1), column: column.saturating_add(columns - 1) };
                        sheet.merged.push(Area { first: At { row, column }, last });
                    }
                    for comment in cell.comments {
                        self.room.take(comment.len())?;
                        sheet.comments.push((At { row, column }, comment));
                    }
                    if let Some(value) = cell.value {
                        let bytes = if let Value::Text(text) = &value { text.len() } else { 0 };
                        for row in row..row.saturating_add(times) {
                            for column in column..column.saturating_add(cell.columns) {
                                self.room.take(bytes)?;
                                sheet.cells.insert(At { row, column }, value.clone());
                            }
                        }
                    }
                    column = column.saturating_add(cell.columns);
                }
                _ => {}
            }
        }
    }

    fn cell(&mut self, tag: &Tag, sheet: &mut Sheet) -> Result<Cell, NotRead> {
        let mut cell = Cell { columns: number(tag, "table:number-columns-repeated"), ..Cell::default() };
        let spans = (number(tag, "table:number-rows-spanned"), number(tag, "table:number-columns-spanned"));
        cell.merged = (spans != (1, 1)).then_some(spans);
        let mut paragraphs: Vec<String> = Vec::new();
        loop {
            match self.xml.next()? {
                Piece::End => return Err(NotRead::Broken),
                Piece::Close(name) if name == tag.name => break,
                Piece::Open(inner) => match inner.name.as_str() {
                    "text:p" | "text:h" => {
                        let paragraph = self.paragraph(&inner.name)?;
                        paragraphs.push(paragraph);
                        if paragraphs.len() > LONGEST {
                            return Err(NotRead::TooLarge);
                        }
                    }
                    "office:annotation" => {
                        let texts = self.texts(&inner.name)?.join("\n");
                        if !texts.trim().is_empty() {
                            cell.comments.push(texts.trim().to_owned());
                        }
                    }
                    name if name.starts_with("draw:") => {
                        let texts = self.texts(&inner.name)?;
                        self.draw(sheet, texts)?;
                    }
                    "table:table" => self.skip(&inner.name)?,
                    _ => {}
                },
                _ => {}
            }
        }
        cell.value = value(tag, paragraphs.join("\n"));
        Ok(cell)
    }

    /// The text of a paragraph. Further spaces should have an element of their own (OpenDocument 1.3, 6.1.2), but LibreOffice writes them as they are in
    /// texts of several lines, and reads them so: they stay. A line break or a tab, which always has its element, is the layout of the file.
    fn paragraph(&mut self, name: &str) -> Result<String, NotRead> {
        let (mut text, mut depth) = (String::new(), 1_usize);
        while depth > 0 {
            match self.xml.next()? {
                Piece::End => return Err(NotRead::Broken),
                Piece::Close(closed) => {
                    depth -= 1;
                    if depth == 0 && closed != name {
                        return Err(NotRead::Broken);
                    }
                }
                Piece::Text(part) => without_layout(&part, &mut text),
                Piece::Open(tag) => {
                    depth += 1;
                    match tag.name.as_str() {
                        "text:s" => {
                            let count = tag.get("text:c").map_or(1, |count| count.parse().unwrap_or(LONGEST));
                            text.extend(std::iter::repeat_n(' ', count.min(LONGEST)));
                        }
                        "text:tab" => text.push('\t'),
                        "text:line-break" => text.push('\n'),
                        "office:annotation" | "text:ruby-text" => {
                            self.skip(&tag.name)?;
                            depth -= 1;
                        }
                        _ => {}
                    }
                }
            }
            if text.len() > LONGEST {
                return Err(NotRead::TooLarge);
            }
        }
        Ok(text)
    }

    /// The paragraphs inside an element that has begun, up to its end.
    fn texts(&mut self, name: &str) -> Result<Vec<String>, NotRead> {
        let (mut texts, mut depth) = (Vec::new(), 1_usize);
        while depth > 0 {
            match self.xml.next()? {
                Piece::End => return Err(NotRead::Broken),
                Piece::Open(tag) if matches!(tag.name.as_str(), "text:p" | "text:h") => {
                    let text = self.paragraph(&tag.name)?;
                    self.room.take(text.len())?;
                    texts.push(text);
                }
                Piece::Open(tag) => depth += usize::from(tag.name == name),
                Piece::Close(closed) => depth -= usize::from(closed == name),
                Piece::Text(_) => {}
            }
        }
        Ok(texts)
    }

    fn draw(&mut self, sheet: &mut Sheet, texts: Vec<String>) -> Result<(), NotRead> {
        let text = texts.join("\n");
        if !text.trim().is_empty() {
            self.room.take(0)?;
            sheet.drawn.push(text.trim().to_owned());
        }
        Ok(())
    }

    /// Passes over an element that has begun, up to its end.
    fn skip(&mut self, name: &str) -> Result<(), NotRead> {
        let mut depth = 1_usize;
        while depth > 0 {
            match self.xml.next()? {
                Piece::End => return Err(NotRead::Broken),
                Piece::Open(tag) => depth += usize::from(tag.name == name),
                Piece::Close(closed) => depth -= usize::from(closed == name),
                Piece::Text(_) => {}
            }
        }
        Ok(())
    }
}

/// Adds a text, each line break and tab in it, with the spaces around, as one space; as none at the beginning.
fn without_layout(part: &str, text: &mut String) {
    let mut rest = part;
    while let Some(start) = rest.find(['\n', '\r', '\t']) {
        let (before, after) = rest.split_at(start);
        text.push_str(before.trim_end_matches(' '));
        if !text.is_empty() {
            text.push(' ');
        }
        rest = after.trim_start_matches([' ', '\n', '\r', '\t']);
    }
    text.push_str(rest);
}

/// A number of rows or columns, at least 1.
fn number(tag: &Tag, attribute: &str) -> u32 {
    tag.get(attribute).and_then(|text| text.parse().ok()).filter(|number| *number > 0).unwrap_or(1)
}

/// What a cell holds. `text`: what it shows.
fn value(tag: &Tag, text: String) -> Option<Value> {
    let number = || tag.get("office:value").and_then(|text| text.parse::<f64>().ok());
    let shown = |text: String| (!text.is_empty()).then_some(Value::Text(text));
    if tag.get("calcext:value-type") == Some("error") {
        return Some(Value::Error(text));
    }
    match tag.get("office:value-type") {
        Some("float" | "currency") => number().map(Value::Number).or_else(|| shown(text)),
        Some("percentage") => number().map(Value::Percent).or_else(|| shown(text)),
        Some("date") => tag.get("office:date-value").map(serial::iso).or_else(|| shown(text)),
        Some("time") => tag.get("office:time-value").and_then(duration).or_else(|| shown(text)),
        Some("boolean") => {
            tag.get("office:boolean-value").map(|truth| Value::Truth(truth == "true")).or_else(|| shown(text))
        }
        // A cell without a type is empty, whatever is drawn in it; a text may stand in an attribute alone.
        Some(_) if text.is_empty() => shown(tag.get("office:string-value").unwrap_or_default().to_owned()),
        Some(_) => shown(text),
        None => shown(text),
    }
}

/// `PT09H30M00S` as a time of day.
fn duration(text: &str) -> Option<Value> {
    let (hours, rest) = text.strip_prefix("PT")?.split_once('H')?;
    let (minutes, _) = rest.split_once('M')?;
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    Some(serial::duration(f64::from(hours) / 24.0 + f64::from(minutes) / 1_440.0))
}
