//! The kinds of record (records.md, section 3): one struct a kind, whose doc comments are the schema's descriptions; and what is
//! wrong with a file that does not fit its kind.

mod any;
mod check;
pub mod contact;
mod dates;
mod excerpt;
pub mod exclusion;
mod fault;
mod form;
mod kind;
mod likeness;
mod privacy;
pub mod pro_forma;
mod schema;
pub mod school;
pub mod values;
pub mod visit;
mod vocabulary;
mod wording;

pub use any::Record;
pub use check::{check, check_policy};
pub use dates::{MeantDay, days_in, iso, meant, month_name};
pub use excerpt::{Private, private_by_words, private_places};
pub use fault::{Condition, Fault, FaultKind, Found, Subject, WrongWith};
pub use form::{Field, Fields, Form, field_order, is_field_name, is_text_field};
pub use kind::Kind;
pub use likeness::nearest;
pub use privacy::{Meant, Quote, without_names};
pub use schema::schema_of;
pub(crate) use vocabulary::vocabulary;
pub use wording::Words;
