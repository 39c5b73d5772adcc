//! `pro-forma`: the pro forma as a workbook.

mod by_chance;
pub mod office;
mod receive;
mod send;
mod term;
