//! Reads an export of absence: what its columns hold, which children are taken, and the days that its titles name.

use std::fmt;

use super::columns::{Columns, Mapping, NoColumns};
use super::rows::Rows;
use super::span::{FoundSpan, span};
use super::table::{MOST_IN_CELL, NoTable, Source, exports};
use crate::workbook::TextSheet;

/// An export of absence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// What it was read as.
    pub source: Source,
    /// The sheets that were read; of a text one without a name.
    pub sheets: Vec<SheetRead>,
    /// The names of those that hold no such list.
    pub other_sheets: Vec<String>,
    /// Its rows.
    pub rows: Rows,
    /// The days that its titles name.
    pub span: Option<FoundSpan>,
}

/// A sheet that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRead {
    /// Its name; empty for a text.
    pub name: String,
    /// Its columns.
    pub columns: Columns,
}

/// Why a file is not read as an export of absence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotTaken {
    /// It is no table.
    Table(NoTable),
    /// It has not the columns that are needed.
    Columns(NoColumns),
}

/// Reads an export. `mapping`: what the policy says of headings.
pub fn read(bytes: &[u8], mapping: &Mapping) -> Result<Absence, NotTaken> {
    let (exports, unread) = exports(bytes, MOST_IN_CELL).map_err(NotTaken::Table)?;
    let mut best: Option<(usize, _, Vec<_>)> = None;
    for export in exports {
        let found: Vec<_> = export.sheets.iter().map(|sheet| Columns::find(sheet, mapping)).collect();
        let known = found.iter().map(|(known, _)| *known).max().unwrap_or(0);
        if best.as_ref().is_none_or(|(most, ..)| known > *most) {
            best = Some((known, export, found));
        }
    }
    let not_found = |unread: Option<NoTable>| unread.map_or(NotTaken::Columns(NoColumns::NoHeadings), NotTaken::Table);
    let Some((known, export, found)) = best else { return Err(not_found(unread)) };
    if known == 0 {
        return Err(not_found(unread));
    }
    let mut absence = Absence {
        source: export.source,
        sheets: Vec::new(),
        other_sheets: Vec::new(),
        rows: Rows::default(),
        span: None,
    };
    let (mut why, mut spans) = (None, Vec::new());
    for (sheet, (known, columns)) in export.sheets.iter().zip(found) {
        match columns {
            Ok(columns) => absence.take_sheet(sheet, columns, &mut spans),
            Err(error) => {
                absence.other_sheets.push(sheet.name.clone());
                // Of several reasons that of the sheet which is most like a list.
                if why.as_ref().is_none_or(|(most, _)| known > *most) {
                    why = Some((known, error));
                }
            }
        }
    }
    if let (true, Some((_, why))) = (absence.sheets.is_empty(), why) {
        return Err(NotTaken::Columns(why));
    }
    absence.rows.part();
    let is_one = spans.windows(2).all(|two| (two[0].from, two[0].to) == (two[1].from, two[1].to));
    absence.span = spans.into_iter().next().filter(|_| is_one);
    Ok(absence)
}

impl Absence {
    fn take_sheet(&mut self, sheet: &TextSheet, columns: Columns, spans: &mut Vec<FoundSpan>) {
        spans.extend(span(sheet, columns.row));
        self.rows.add(sheet, &columns);
        self.sheets.push(SheetRead { name: sheet.name.clone(), columns });
    }
}

impl NotTaken {
    /// What to do.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Table(error) => error.help(),
            Self::Columns(error) => error.help(),
        }
    }
}

impl fmt::Display for NotTaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(error) => error.fmt(f),
            Self::Columns(error) => error.fmt(f),
        }
    }
}
