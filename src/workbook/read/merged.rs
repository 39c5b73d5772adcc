//! Merged cells: all of an area but its first cell are covered.

use std::collections::BTreeMap;

use crate::workbook::cells::{Area, At, Sheet};

/// An area counts for so many columns: no table is as wide.
const MOST_COLUMNS: u32 = 64;

/// The merged areas of a sheet, found by a cell in them.
#[derive(Debug, Default)]
pub struct Merged {
    /// By column and first row.
    areas: BTreeMap<(u32, u32), Area>,
}

impl Merged {
    /// Those of a sheet.
    pub fn of(sheet: &Sheet) -> Self {
        let mut areas = BTreeMap::new();
        for area in sheet.merged.iter().filter(|area| area.first.row <= area.last.row) {
            let last = area.last.column.min(area.first.column.saturating_add(MOST_COLUMNS));
            for column in area.first.column..=last {
                areas.insert((column, area.first.row), *area);
            }
        }
        Self { areas }
    }

    /// The area in which a cell lies without being its first.
    pub fn covering(&self, at: At) -> Option<Area> {
        let (_, area) = self.areas.range((at.column, 0)..=(at.column, at.row)).next_back()?;
        (area.holds(at) && area.first != at).then_some(*area)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_but_the_first_cell_are_covered() {
        let area = Area { first: At { row: 1, column: 0 }, last: At { row: 3, column: 1 } };
        let merged = Merged::of(&Sheet { merged: vec![area], ..Sheet::default() });
        let covered = |row, column| merged.covering(At { row, column }).is_some();
        assert!(!covered(1, 0) && !covered(0, 0) && !covered(4, 0) && !covered(2, 2));
        assert!(covered(1, 1) && covered(2, 0) && covered(3, 1));
    }
}
