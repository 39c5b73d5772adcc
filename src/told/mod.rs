//! What an e-mail or the export of a form says of an exclusion, as far as it can be read: the values of a notice, each with the words where it stands. A
//! person looks at them before anything is recorded.

mod form;
mod questions;
mod text;

pub use self::form::{Form, FormSchool, NoForm, Response, Whose};
pub use self::text::{FIELDS, Told, children_in, read};
