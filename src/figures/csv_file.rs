//! Tables and the data dictionary as CSV, for machines: UTF-8 without a mark in front, which few programs expect; commas; a line for each row. For people
//! there is the workbook. A text that a spreadsheet might take for a formula has an apostrophe in front, as in every CSV of the program, but for the keys
//! by which tables are joined: they are digits, or come from policy.toml, and are the same as in the Parquet file.

use std::io;

use super::columns::{Cell, Column, Table, empty_published_tables, empty_tables};
use super::measure::Measure;
use super::share::Share;
use crate::escape::not_a_formula;

/// What stands in place of a number that is hidden.
pub const HIDDEN: &str = "c";

/// The columns by which tables are joined.
const KEYS: [&str; 4] = ["authority", "year", "term", "urn"];

/// The bytes of a table, with a row of names above it.
pub fn write(table: &Table) -> io::Result<Vec<u8>> {
    let mut rows = csv::Writer::from_writer(Vec::new());
    rows.write_record(table.columns.iter().map(|column| column.name.as_str()))?;
    for row in &table.rows {
        rows.write_record(row.iter().zip(&table.columns).map(|(cell, column)| shown(cell, column)))?;
    }
    whole(rows)
}

fn shown(cell: &Cell, column: &Column) -> String {
    match cell {
        Cell::Text(text) if KEYS.contains(&column.name.as_str()) => text.clone(),
        Cell::Text(text) => not_a_formula(text).into_owned(),
        Cell::Date(day) => day.to_string(),
        Cell::Count(count) => count.to_string(),
        Cell::YesNo(yes) => yes.to_string(),
        Cell::Nothing => String::new(),
        Cell::Hidden => HIDDEN.to_owned(),
    }
}

/// The columns of the data dictionary.
pub const DICTIONARY: [&str; 6] = ["table", "column", "type", "unit", "meaning", "source"];

/// The rows of the data dictionary of some tables: each column of each table, then the percentages of the report and the JSON, which no table has. `called`:
/// what a table is called.
#[must_use]
pub fn dictionary(tables: &[Table], called: impl Fn(&Table) -> String) -> Vec<[String; 6]> {
    let mut rows = Vec::new();
    for table in tables {
        for column in &table.columns {
            rows.push([
                called(table),
                column.name.clone(),
                column.holds.as_str().to_owned(),
                column.unit.to_owned(),
                column.meaning.clone(),
                column.source.to_owned(),
            ]);
        }
    }
    for share in Share::all() {
        let names = |measures: &[Measure]| measures.iter().map(|one| one.name()).collect::<Vec<_>>().join(" + ");
        rows.push([
            String::new(),
            share.name.clone(),
            "number with one decimal".to_owned(),
            "per cent".to_owned(),
            format!("({}) / ({}), rounded half up; null of nothing.", names(&share.of), names(&share.among)),
            "records.md, section 8".to_owned(),
        ]);
    }
    rows
}

/// The data dictionary of some tables as CSV.
pub fn write_dictionary(tables: &[Table]) -> io::Result<Vec<u8>> {
    let mut rows = csv::Writer::from_writer(Vec::new());
    rows.write_record(DICTIONARY)?;
    for row in dictionary(tables, Table::path) {
        rows.write_record(row.iter().map(|cell| not_a_formula(cell).into_owned()))?;
    }
    whole(rows)
}

/// The same as JSON: an object for each row.
pub fn write_dictionary_json(tables: &[Table]) -> io::Result<Vec<u8>> {
    let rows: Vec<serde_json::Map<_, _>> = dictionary(tables, Table::path)
        .into_iter()
        .map(|row| DICTIONARY.iter().map(|name| (*name).to_owned()).zip(row.map(serde_json::Value::from)).collect())
        .collect();
    let mut bytes = serde_json::to_vec_pretty(&serde_json::json!({ "columns": rows }))?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn whole(rows: csv::Writer<Vec<u8>>) -> io::Result<Vec<u8>> {
    rows.into_inner().map_err(|error| io::Error::other(error.error().to_string()))
}

/// Whether the program would write these rows byte for byte so: a table whose first row has a table's names.
#[must_use]
pub fn is_own(bytes: &[u8]) -> bool {
    is_written_so(bytes, |names| {
        let mut known = empty_tables().into_iter().chain(empty_published_tables());
        known.any(|table| names.iter().eq(table.columns.iter().map(|column| column.name.as_str())))
    })
}

/// The same of the data dictionary.
#[must_use]
pub fn is_own_dictionary(bytes: &[u8]) -> bool {
    is_written_so(bytes, |names| names.iter().eq(DICTIONARY))
}

fn is_written_so(bytes: &[u8], has_names: impl Fn(&csv::StringRecord) -> bool) -> bool {
    let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let mut again = csv::Writer::from_writer(Vec::with_capacity(bytes.len()));
    for (number, row) in rows.records().enumerate() {
        let Ok(row) = row else { return false };
        if (number == 0 && !has_names(&row)) || again.write_record(&row).is_err() {
            return false;
        }
    }
    !bytes.is_empty() && again.into_inner().is_ok_and(|again| again == bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_knows_its_own_tables_again() {
        let mut table = empty_tables().swap_remove(2);
        let mut row = vec![Cell::Nothing; table.columns.len()];
        row[4] = Cell::Text("=cmd \"x\", y".to_owned());
        row[5] = Cell::Hidden;
        row[3] = Cell::Text("\t6".to_owned());
        // Of the keys by which tables are joined nothing is changed.
        row[2] = Cell::Text("-A".to_owned());
        table.rows.push(row);
        let bytes = write(&table).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.ends_with("\n,,-A,'\t6,\"'=cmd \"\"x\"\", y\",c,,,,,,,,,,,,,\n"), "{text}");
        assert!(is_own(&bytes) && !is_own_dictionary(&bytes));
        let dictionary = write_dictionary(&empty_published_tables()).unwrap();
        assert!(is_own_dictionary(&dictionary) && !is_own(&dictionary));
        for other in [&b""[..], b"a,b\n1,2\n", text.replace('\n', "\r\n").as_bytes()] {
            assert!(!is_own(other));
        }
    }

    #[test]
    fn every_column_says_what_it_means() {
        let tables: Vec<_> = empty_tables().into_iter().chain(empty_published_tables()).collect();
        for row in dictionary(&tables, Table::path) {
            assert!(row[4].ends_with('.') && !row[2].is_empty(), "{row:?}");
            assert_eq!(row[2] == "whole number", !row[3].is_empty() && row[3] != "per cent", "{row:?}");
        }
    }
}
