//! The bytes of an export become rows of texts: a workbook, or text whose cells are parted by commas, semicolons or tabs.

use std::fmt;

use crate::text::{self, Encoding};
use crate::workbook::{self, NotRead, TextRow, TextSheet};

/// An export as rows of texts, in one way in which it may be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// What it was read as.
    pub source: Source,
    /// Its sheets; of a text one without a name.
    pub sheets: Vec<TextSheet>,
}

/// What a file was read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A workbook.
    Workbook,
    /// A text whose cells are parted by a character.
    Text {
        /// The character.
        parted_by: char,
        /// How its letters are kept.
        encoding: Encoding,
    },
}

/// Why a file is no table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoTable {
    /// The workbook cannot be read.
    Workbook(NotRead),
    /// It is neither a workbook nor a text.
    Foreign(&'static str),
    /// A quotation mark is opened and not closed.
    OpenQuote {
        /// The line where it opens.
        line: u64,
    },
    /// It holds more than any school's list.
    TooLarge,
}

/// The most rows and cells of a list. No school has so many children.
const MOST_ROWS: usize = 20_000;
const MOST_CELLS: usize = 1_000_000;
/// The most bytes of a cell in a list of children.
pub const MOST_IN_CELL: usize = 2_000;

/// Reads the bytes of an export in each way in which they may be meant, with the first fault of a way in which they cannot be read. A text has one
/// way for each character that may part its cells. `most_in_cell`: a longer one is a quotation mark without its end.
pub fn exports(bytes: &[u8], most_in_cell: usize) -> Result<(Vec<Export>, Option<NoTable>), NoTable> {
    if let Some(foreign) = foreign(bytes) {
        return Err(NoTable::Foreign(foreign));
    }
    if bytes.starts_with(b"PK") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        let sheets = workbook::sheets(bytes).map_err(NoTable::Workbook)?;
        return Ok((vec![Export { source: Source::Workbook, sheets }], None));
    }
    let (text, encoding) = text::decode(bytes);
    if text::control_character(&text).is_some() {
        return Err(NoTable::Foreign("this is not a text"));
    }
    let read = |parted_by: char| {
        let rows = rows(&text, parted_by, most_in_cell)?;
        let sheets = vec![TextSheet { name: String::new(), rows }];
        Ok(Export { source: Source::Text { parted_by, encoding }, sheets })
    };
    // Excel may say in the first line what parts the cells.
    let first = text.lines().next().unwrap_or_default().to_lowercase();
    if let Some(parted_by) = first.strip_prefix("sep=").and_then(|rest| rest.chars().next()).filter(char::is_ascii) {
        return read(parted_by).map(|export| (vec![export], None));
    }
    let (mut exports, mut fault) = (Vec::new(), None);
    for export in [',', ';', '\t'].into_iter().map(read) {
        match export {
            Ok(export) => exports.push(export),
            Err(error) => fault = fault.or(Some(error)),
        }
    }
    Ok((exports, fault))
}

/// What a file is by its first bytes, where it is something else.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    if start.starts_with(b"%PDF") {
        return Some("this is a PDF");
    }
    start.starts_with(b"<").then_some("this is a web page or XML, whatever its name ends in")
}

fn rows(text: &str, parted_by: char, most_in_cell: usize) -> Result<Vec<TextRow>, NoTable> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(u8::try_from(parted_by).unwrap_or(b','))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let (mut rows, mut left) = (Vec::new(), MOST_CELLS);
    let starts = text::line_starts(text);
    for record in reader.records() {
        // A text that was decoded has no broken letters; nothing else goes wrong in one.
        let Ok(record) = record else { return Err(NoTable::Foreign("this is not a text")) };
        let byte = record.position().map_or(0, csv::Position::byte);
        // The place is that of the end of the line before, where lines are empty between.
        let blank = text
            .get(usize::try_from(byte).unwrap_or(0)..)
            .map_or(0, |rest| rest.len() - rest.trim_start_matches(['\r', '\n']).len());
        let byte = usize::try_from(byte).unwrap_or(0) + blank;
        let line = starts.partition_point(|start| *start <= byte);
        if record.iter().any(|cell| cell.len() > most_in_cell) {
            return Err(NoTable::OpenQuote { line: line as u64 });
        }
        let cells = record.iter().zip(0..).filter(|(cell, _)| !cell.trim().is_empty());
        let cells: Vec<_> = cells.map(|(cell, column)| (column, plain(cell).to_owned())).collect();
        if cells.is_empty() {
            continue;
        }
        left = left.checked_sub(cells.len()).ok_or(NoTable::TooLarge)?;
        if rows.len() == MOST_ROWS {
            return Err(NoTable::TooLarge);
        }
        rows.push(TextRow { number: u32::try_from(line).unwrap_or(u32::MAX), cells });
    }
    Ok(rows)
}

/// A cell without the formula in which some systems wrap texts, so that Excel keeps them letter by letter: `="0123"`.
fn plain(cell: &str) -> &str {
    let trimmed = cell.trim();
    trimmed.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(cell)
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parted_by, encoding) = match self {
            Self::Workbook => return f.write_str("a workbook"),
            Self::Text { parted_by, encoding } => (parted_by, encoding),
        };
        let parted_by = match parted_by {
            ',' => "commas".to_owned(),
            ';' => "semicolons".to_owned(),
            '\t' => "tabs".to_owned(),
            other => format!("`{other}`"),
        };
        let encoding = match encoding {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16 => "UTF-16",
            Encoding::Windows1252 => "Windows-1252",
        };
        write!(f, "text with {parted_by}, in {encoding}")
    }
}

impl NoTable {
    /// What to do.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Workbook(NotRead::TooLarge) | Self::TooLarge => {
                "Export the attendance of this school alone, one row for each child.".to_owned()
            }
            Self::Workbook(error) => error.help().to_owned(),
            Self::Foreign(_) => {
                "Open it in Excel and save it as .xlsx, or export it from the school's system as CSV.".to_owned()
            }
            Self::OpenQuote { .. } => {
                "A quotation mark there is not closed. Look at that line, or export the list as .xlsx.".to_owned()
            }
        }
    }
}

impl fmt::Display for NoTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Workbook(NotRead::TooLarge) | Self::TooLarge => f.write_str("it holds far more than a school's list"),
            Self::Workbook(error) => error.fmt(f),
            Self::Foreign(what) => f.write_str(what),
            Self::OpenQuote { line } => write!(f, "a cell that begins in line {line} has no end"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, parted_by: char) -> Vec<String> {
        let row = |row: &TextRow| {
            let cells: Vec<_> = row.cells.iter().map(|(column, text)| format!("{column}={text}")).collect();
            format!("{}: {}", row.number, cells.join("|"))
        };
        rows(text, parted_by, MOST_IN_CELL).unwrap().iter().map(row).collect()
    }

    #[test]
    fn a_row_has_the_number_of_the_line_where_it_begins() {
        let lines = "a,b\r\n\r\n\r\n\"c\r\nd\",e\r\n,,\r\nf\r\n";
        assert_eq!(shown(lines, ','), ["1: 0=a|1=b", "4: 0=c\r\nd|1=e", "7: 0=f"]);
        assert_eq!(shown("a;b\n;c", ';'), ["1: 0=a|1=b", "2: 1=c"]);
        assert_eq!(shown("\na\rb\r", ','), ["2: 0=a", "3: 0=b"]);
        assert_eq!(shown("=\"0123\",\"=\"\"45\"\"\",=1+1", ','), ["1: 0=0123|1=45|2==1+1"]);
    }

    #[test]
    fn what_is_no_list_is_refused() {
        let long = format!("a,b\n\"c,{}", "d,e\n".repeat(1_000));
        assert_eq!(rows(&long, ',', MOST_IN_CELL), Err(NoTable::OpenQuote { line: 2 }));
        assert_eq!(rows(&"a\n".repeat(MOST_ROWS + 1), ',', MOST_IN_CELL), Err(NoTable::TooLarge));
        for bytes in [&b"%PDF-1.7"[..], b"\xEF\xBB\xBF <html>", b"a\x01b"] {
            assert!(matches!(exports(bytes, MOST_IN_CELL), Err(NoTable::Foreign(_))), "{bytes:?}");
        }
        assert_eq!(exports(b"sep=|\na|b", MOST_IN_CELL).unwrap().0.len(), 1);
        assert_eq!(exports(b"", MOST_IN_CELL).unwrap().0.len(), 3);
    }
}
