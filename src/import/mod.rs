//! Lists that schools take out of their own systems, as SIMS, Arbor, Bromcom and the like export them: which column holds what, which rows are
//! taken and which are left out, and what becomes of the record.

mod columns;
mod headings;
mod merge;
mod reading;
mod rows;
mod span;
mod table;

pub use self::columns::{Columns, NoColumns};
pub use self::headings::words;
pub use self::merge::{Differs, Merged, Missing, Span, merge};
pub use self::reading::{Absence, NotTaken, SheetRead, read};
pub use self::rows::{Child, LeftOut, Place, Rows};
pub use self::span::FoundSpan;
pub use self::table::{Export, NoTable, Source, exports};
