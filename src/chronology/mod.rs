//! What the records say of one child, or of the contact with one school, in the order of time: each entry with its day, the school at the time, the
//! figure or the decision, and where it stands. Pure: the records, the policy and the day go in.
//!
//! A child is known across schools by UPN. What a record or a text says of somebody with a code (UN1 to UN5), a former number, the name alone or, at a
//! school of the child's, a part of the name alone may be about another child: it is "possible", with why, and stands apart.

mod addresses;
mod child;
mod contact;
mod elsewhere;
mod entry;
mod extract;
mod letters;
mod person;
mod rows;
mod spoken;
mod teller;
mod visits;
mod words;

pub use self::addresses::addresses;
pub use self::child::{Chronology, Head, Stay, YearTotals, of_child, shown_path};
pub use self::contact::{ContactOf, of_school};
pub use self::entry::{Detail, Entry, Place, What};
pub use self::extract::{Extract, Line, Piece};
pub use self::person::{Broken, Loose, Person, ReadMail, Unread, is_same_name, is_temporary, name_key, names_of};
pub use self::spoken::{Spoken, parts_of_names};
pub use self::teller::{OF_ANOTHER, Sources, name_of};
pub use self::words::{head_lines, places};
