//! The values of a record's fields (records.md, section 2): each a type that cannot hold a wrong one.

mod formats;
mod lists;
mod numbers;
mod school;
mod texts;
mod upn;
mod value;
mod when;
mod wrong;
mod yes_no;

pub use self::formats::{TEXT_FORMATS, check, example};
pub use self::lists::{Addresses, Answer, List, OneOrMore};
pub use self::numbers::{Count, Days};
pub use self::school::{DfeNumber, SchoolYear, Urn};
pub use self::texts::{ChildName, Prose, Text};
pub use self::upn::Upn;
pub use self::value::Value;
pub use self::when::{AcademicYear, Date, Time};
pub use self::wrong::{Wrong, WrongUpn};
pub use self::yes_no::YesNo;
pub use crate::text::quoted;
