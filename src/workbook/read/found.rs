//! What is found while a workbook is read, each with its place.

use crate::workbook::cells::{At, Book};
use crate::workbook::returned::{CellProblem, LeftOver, Place, Remark};

/// What is wrong with a cell, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Fault {
    /// One.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}

/// A place: the number of the sheet, or the name of one that is not there; and the cell.
#[derive(Debug, Clone)]
pub struct Spot {
    sheet: Result<usize, &'static str>,
    at: Option<At>,
}

impl Spot {
    /// A cell.
    pub fn cell(sheet: usize, at: At) -> Self {
        Self { sheet: Ok(sheet), at: Some(at) }
    }

    /// A sheet as a whole.
    pub fn sheet(sheet: usize) -> Self {
        Self { sheet: Ok(sheet), at: None }
    }

    /// A sheet that is not there.
    pub fn missing(name: &'static str) -> Self {
        Self { sheet: Err(name), at: None }
    }

    /// Sheets in the order of the workbook, missing ones last; in each, rows and columns.
    fn order(&self) -> (usize, Option<At>) {
        (self.sheet.unwrap_or(usize::MAX), self.at)
    }

    /// The place as it is named.
    pub fn place(&self, book: &Book) -> Place {
        let name = match self.sheet {
            Ok(index) => book.sheets.get(index).map(|sheet| sheet.name.clone()).unwrap_or_default(),
            Err(name) => name.to_owned(),
        };
        Place { sheet: name, cell: self.at.map(|at| at.to_string()) }
    }
}

/// All that is found.
#[derive(Debug, Default)]
pub struct Found {
    problems: Vec<(Spot, Fault)>,
    left_over: Vec<(Spot, &'static str, String)>,
    remarks: Vec<(Spot, String)>,
}

impl Found {
    /// Something wrong.
    pub fn problem(&mut self, spot: Spot, fault: Fault) {
        self.problems.push((spot, fault));
    }

    /// Something without a place.
    pub fn left_over(&mut self, spot: Spot, what: &'static str, text: impl Into<String>) {
        self.left_over.push((spot, what, text.into()));
    }

    /// Something to know.
    pub fn remark(&mut self, spot: Spot, text: impl Into<String>) {
        self.remarks.push((spot, text.into()));
    }

    /// All of it in the order of sheets, rows and columns.
    pub fn in_order(mut self, book: &Book) -> (Vec<CellProblem>, Vec<LeftOver>, Vec<Remark>) {
        self.problems.sort_by_key(|(spot, _)| spot.order());
        self.left_over.sort_by_key(|(spot, ..)| spot.order());
        self.remarks.sort_by_key(|(spot, _)| spot.order());
        let problem =
            |(spot, Fault { message, help }): (Spot, Fault)| CellProblem { place: spot.place(book), message, help };
        let left_over = |(spot, what, text): (Spot, _, _)| LeftOver { place: spot.place(book), what, text };
        let remark = |(spot, text): (Spot, _)| Remark { place: spot.place(book), text };
        (
            self.problems.into_iter().map(problem).collect(),
            self.left_over.into_iter().map(left_over).collect(),
            self.remarks.into_iter().map(remark).collect(),
        )
    }
}
