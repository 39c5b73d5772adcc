//! The files of an export: which there are, by what names they lie where, and their bytes.
//!
//! ```text
//! Northmere Council, Autumn 2026.xlsx                               the tables of the period, for people
//! dictionary.csv, dictionary.json                                   what each column means
//! visits/authority=Northmere Council/year=2026-27/part-0.parquet    a table of the whole year, for databases
//! csv/visits/authority=Northmere Council/year=2026-27/part-0.csv    the same as text
//! ```
//!
//! The folders of many authorities and years make one data set. A file for databases holds all terms of its year, so that the export of another term takes
//! its place and nothing is there twice. Published figures are of their period alone, and lie in `published`, so that they never mix with the team's:
//!
//! ```text
//! published/terms/exclusions/authority=Northmere Council/year=2025-26/Autumn 2025.parquet
//! published/years/exclusions/authority=Northmere Council/year=2025-26/part-0.parquet
//! ```
//!
//! Terms and years are data sets of their own, so that no sum has both. Of one year only the one or the other is there: a hidden number of a term could
//! be taken from the year's.

use std::fmt::Write as _;

use super::columns::{Table, YEARS, empty_published_tables, empty_tables};
use super::csv_file;
use super::facts::SchoolFacts;
use super::parquet_file;
use super::period::Period;
use super::sums::Figures;
use super::tables::{published_tables, tables};
use super::workbook_file;
use crate::policy::Policy;

/// The folder of what is published.
const PUBLISHED: &str = "published/";

/// A file of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportFile {
    /// Its path within the folder, with `/`.
    pub path: String,
    /// What it is.
    pub form: Form,
    /// What stands in it.
    pub bytes: Vec<u8>,
}

/// What a file of an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A workbook.
    Workbook,
    /// A table as Parquet.
    Parquet,
    /// A table as CSV.
    Csv,
    /// The data dictionary as CSV.
    Dictionary,
    /// The data dictionary as JSON.
    DictionaryJson,
}

/// Why a file of an export cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("the {what} cannot be made: {why}")]
pub struct Unmade {
    what: &'static str,
    why: String,
}

impl Unmade {
    fn of(what: &'static str, error: &dyn std::fmt::Display) -> Self {
        Self { what, why: error.to_string() }
    }
}

/// The workbook of a period.
pub fn workbook(figures: &Figures, facts: &[SchoolFacts], policy: &Policy, year: &Period) -> Result<Vec<u8>, Unmade> {
    let tables = if figures.is_published {
        published_tables(figures, policy)
    } else {
        tables(facts, policy, year, &figures.period)
    };
    workbook_file::write(figures, &tables, policy).map_err(|error| Unmade::of("workbook", &error))
}

/// Every file of an export, in the order in which they are written. `facts`: of the whole year.
pub fn export(
    figures: &Figures,
    facts: &[SchoolFacts],
    policy: &Policy,
    year: &Period,
) -> Result<Vec<ExportFile>, Unmade> {
    let authority = policy.authority();
    let named = if authority.is_empty() { "figures".to_owned() } else { authority.to_owned() };
    let published = if figures.is_published { PUBLISHED } else { "" };
    let period = &figures.period.name;
    let mut files = vec![ExportFile {
        path: format!("{published}{}.xlsx", file_name(&format!("{named}, {period}"))),
        form: Form::Workbook,
        bytes: workbook(figures, facts, policy, year)?,
    }];
    let csv_failed = |error: std::io::Error| Unmade::of("data dictionary", &error);
    let described = if figures.is_published { empty_published_tables() } else { empty_tables() };
    files.push(ExportFile {
        path: format!("{published}dictionary.csv"),
        form: Form::Dictionary,
        bytes: csv_file::write_dictionary(&described).map_err(csv_failed)?,
    });
    files.push(ExportFile {
        path: format!("{published}dictionary.json"),
        form: Form::DictionaryJson,
        bytes: csv_file::write_dictionary_json(&described).map_err(csv_failed)?,
    });
    let all = if figures.is_published { published_tables(figures, policy) } else { tables(facts, policy, year, year) };
    let part = if figures.is_published && !figures.period.is_year { file_name(period) } else { "part-0".to_owned() };
    for table in all {
        let folder = folder_of(&table, policy, &year.name);
        files.extend(both(&table, published, &folder, &part, (authority, &year.name))?);
    }
    Ok(files)
}

/// The folders, with `/`, in one of which something lies where the year of these figures was published by its terms, or, where these are of a term, as a whole.
#[must_use]
pub fn folders_beside(figures: &Figures, policy: &Policy) -> Vec<String> {
    let others = empty_published_tables().into_iter();
    let others = others.filter(|table| (table.data_set == YEARS) != figures.period.is_year);
    let folder = |table: Table| {
        let folder = folder_of(&table, policy, &figures.period.year);
        [format!("{PUBLISHED}{folder}"), format!("{PUBLISHED}csv/{folder}")]
    };
    others.flat_map(folder).collect()
}

/// The folder of a table's partition.
fn folder_of(table: &Table, policy: &Policy, year: &str) -> String {
    format!("{}/authority={}/year={}", table.path(), encoded(policy.authority()), encoded(year))
}

/// A table as Parquet and as CSV.
fn both(
    table: &Table,
    published: &str,
    folder: &str,
    part: &str,
    (authority, year): (&str, &str),
) -> Result<[ExportFile; 2], Unmade> {
    let parquet = parquet_file::write(table, authority, year).map_err(|error| Unmade::of("Parquet file", &error))?;
    let csv = csv_file::write(table).map_err(|error| Unmade::of("table", &error))?;
    Ok([
        ExportFile { path: format!("{published}{folder}/{part}.parquet"), form: Form::Parquet, bytes: parquet },
        ExportFile { path: format!("{published}csv/{folder}/{part}.csv"), form: Form::Csv, bytes: csv },
    ])
}

/// The value of a folder `key=value` as Hive has it: what Windows, a share or a reader could take for something else is `%` and two digits. Nothing is
/// `__HIVE_DEFAULT_PARTITION__`, which readers take for null.
fn encoded(value: &str) -> String {
    if value.is_empty() {
        return "__HIVE_DEFAULT_PARTITION__".to_owned();
    }
    let mut text = String::new();
    for (place, c) in value.char_indices() {
        let is_last = place + c.len_utf8() == value.len();
        let is_plain = c.is_alphanumeric()
            || matches!(c, '-' | '_' | '(' | ')' | ',')
            || (matches!(c, ' ' | '.') && place > 0 && !is_last);
        if is_plain {
            text.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                // Writing to a text does not fail.
                let _ = write!(text, "%{byte:02X}");
            }
        }
    }
    text
}

/// A name of a file that every system holds.
fn file_name(name: &str) -> String {
    let is_refused = |c: char| c.is_control() || "<>:\"/\\|?*".contains(c);
    let name: String = name.chars().map(|c| if is_refused(c) { '-' } else { c }).collect();
    name.trim().trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_a_partition_has_a_name_that_every_system_holds() {
        for (value, expected) in [
            ("Northmere Council", "Northmere Council"),
            ("2026-27", "2026-27"),
            ("2026/27", "2026%2F27"),
            ("Bath & NE Somerset: 100%", "Bath %26 NE Somerset%3A 100%25"),
            ("St. Helens.", "St. Helens%2E"),
            (" A ", "%20A%20"),
            ("Sir y Fflint – Ŵ=1", "Sir y Fflint %E2%80%93 Ŵ%3D1"),
            ("", "__HIVE_DEFAULT_PARTITION__"),
        ] {
            assert_eq!(encoded(value), expected);
        }
        assert_eq!(file_name("A/B: 2026/27, x."), "A-B- 2026-27, x");
    }
}
