//! What the records of an authority come to in numbers, for a term or a year: visits held of those due, steps on time, decisions, exclusions, days
//! lost, children at each threshold.
//!
//! Everything here is pure. The records of one school and its deadlines become facts ([`facts`]); the facts of all schools become sums by school,
//! SPOC, manager and term ([`Figures`]), and tidy tables for spreadsheets and databases. What each figure means is written down once, in
//! [`Measure`] and in the columns of the tables: the data dictionary is made of these. There is no floating point: counts, half-days and sessions are
//! whole numbers, and a percentage is tenths of a per cent. No name and no number of a child goes into any of it.

mod columns;
mod counts;
mod csv_file;
mod due_visits;
mod export;
mod facts;
mod gather;
mod meaning;
mod measure;
mod of_visit;
mod parquet_file;
mod period;
mod publish;
mod published;
mod sets;
mod share;
mod sums;
mod tables;
mod workbook_file;

pub use self::columns::{Cell, Column, Holds, PARTITIONS, TERMS, Table, YEARS, empty_published_tables, empty_tables};
pub use self::counts::Counts;
pub use self::csv_file::{is_own as is_own_csv, is_own_dictionary};
pub use self::due_visits::{DueVisit, due_visits};
pub use self::export::{ExportFile, Form, Unmade, export, folders_beside, workbook};
pub use self::facts::{AbsenceFact, DeadlineFact, Decided, SchoolFacts, SchoolName, VisitFact};
pub use self::gather::facts;
pub use self::measure::{Group, Kind, Measure, Outcome, Over, Standing, TOLD, Unit};
pub use self::parquet_file::is_own as is_own_parquet;
pub use self::period::{NoPeriod, Period};
pub use self::publish::FEWEST_SHOWN;
pub use self::share::{Share, per_mille};
pub use self::sums::{Figures, Named, Row, Shown};
pub use self::tables::{published_tables, tables};
pub use self::workbook_file::{is_own as is_own_workbook, was_own as was_own_workbook};
