//! `pro-forma`: the pro forma as a workbook.

mod send;
