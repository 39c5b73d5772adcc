//! The bank holidays, held against an independent table.

use std::fs;

use spoc::calendar::{FIRST_YEAR, LAST_YEAR, bank_holidays};

use crate::harness::project;

#[test]
fn the_bank_holidays_are_those_of_an_independent_source() {
    let table = fs::read_to_string(project().join("tests/suite/calendar/england.txt")).unwrap();
    let table: Vec<_> = table.lines().filter(|line| !line.starts_with('#')).collect();
    let ours: Vec<_> = (FIRST_YEAR..=LAST_YEAR).flat_map(bank_holidays).map(|(day, _)| day.to_string()).collect();
    assert_eq!(ours, table);
}
