//! `pro-forma`: the pro forma as a workbook.

pub mod office;
mod receive;
mod send;
mod term;
