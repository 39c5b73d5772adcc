//! A workbook as the cells that are filled in, whatever program saved it.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDateTime;

use crate::workbook::not_read::NotRead;

/// A workbook: its sheets, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Book {
    /// Its sheets, in order.
    pub sheets: Vec<Sheet>,
    /// Whether it brings macros with it. They are never looked at.
    pub has_macros: bool,
}

/// A sheet. Cells that hold nothing are not in it, whatever their format.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    /// Its name, as it stands there.
    pub name: String,
    /// Whether it is hidden.
    pub is_hidden: bool,
    /// The cells that hold something.
    pub cells: BTreeMap<At, Value>,
    /// The comments at cells.
    pub comments: Vec<(At, String)>,
    /// The areas whose cells are merged into one.
    pub merged: Vec<Area>,
    /// The texts in boxes and shapes that lie on the sheet.
    pub drawn: Vec<String>,
}

/// The place of a cell. It is shown as in `C14`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// From 0.
    pub row: u32,
    /// From 0.
    pub column: u32,
}

/// A rectangle of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// The cell at the top left.
    pub first: At,
    /// The cell at the bottom right.
    pub last: At,
}

/// What a cell holds; of a formula, its value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A text, letter by letter.
    Text(String),
    /// A number.
    Number(f64),
    /// A number that is shown as a percentage; 0.5 is 50%.
    Percent(f64),
    /// A day, and a time where it is not midnight.
    Day(NaiveDateTime),
    /// True or false.
    Truth(bool),
    /// What a formula gives that goes wrong: `#N/A`.
    Error(String),
}

impl Sheet {
    /// What stands in a cell.
    #[must_use]
    pub fn get(&self, row: u32, column: u32) -> Option<&Value> {
        self.cells.get(&At { row, column })
    }

    /// The cells of a row.
    pub fn row(&self, row: u32) -> impl Iterator<Item = (u32, &Value)> {
        self.cells.range(At { row, column: 0 }..=At { row, column: u32::MAX }).map(|(at, value)| (at.column, value))
    }
}

impl Area {
    /// Whether a cell lies in it.
    #[must_use]
    pub fn holds(&self, at: At) -> bool {
        (self.first.row..=self.last.row).contains(&at.row)
            && (self.first.column..=self.last.column).contains(&at.column)
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut letters, mut rest) = (Vec::new(), u64::from(self.column) + 1);
        while rest > 0 {
            rest -= 1;
            letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
            rest /= 26;
        }
        write!(f, "{}{}", letters.iter().rev().collect::<String>(), u64::from(self.row) + 1)
    }
}

impl At {
    /// The place that `C14` or `$C$14` names.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let name = name.replace('$', "");
        let digits = name.find(|c: char| c.is_ascii_digit())?;
        let (letters, digits) = name.split_at(digits);
        let column = letters.bytes().try_fold(0_u32, |number, byte| {
            let letter = byte.to_ascii_uppercase();
            let value = letter.is_ascii_uppercase().then(|| u32::from(letter - b'A') + 1)?;
            number.checked_mul(26)?.checked_add(value)
        })?;
        let row: u32 = digits.parse().ok()?;
        Some(Self { row: row.checked_sub(1)?, column: column.checked_sub(1)? })
    }
}

/// How much of a workbook there is still room for. A pro forma holds some hundred cells; a file may claim any number.
#[derive(Debug)]
pub struct Room {
    cells: usize,
    bytes: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self { cells: 200_000, bytes: 50_000_000 }
    }
}

impl Room {
    /// Takes the room for one more cell, comment or area, with so many bytes of text.
    pub fn take(&mut self, bytes: usize) -> Result<(), NotRead> {
        self.cells = self.cells.checked_sub(1).ok_or(NotRead::TooLarge)?;
        self.bytes = self.bytes.checked_sub(bytes).ok_or(NotRead::TooLarge)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_named_as_on_screen() {
        for (row, column, name) in
            [(0, 0, "A1"), (13, 2, "C14"), (0, 25, "Z1"), (0, 26, "AA1"), (1_048_575, 16_383, "XFD1048576")]
        {
            let at = At { row, column };
            assert_eq!(at.to_string(), name);
            assert_eq!(At::of(name), Some(at));
        }
        for wrong in ["", "C", "14", "C0", "É1", "AAAAAAAAAAAA1", "C99999999999"] {
            assert_eq!(At::of(wrong), None, "{wrong}");
        }
    }
}
