//! What the program's own HTML pages have in common: their frame, their look, and the words and tables of which several are made. A page is one
//! file: it fetches nothing, needs no server, and is whole without JavaScript.

mod cells;
mod frame;
mod link;
mod table;

pub use self::cells::{from_today, full_day, message, name, name_or_none, short_day, time};
pub use self::frame::{Frame, is_made_by, moment, top, whole_title};
pub use self::link::folder_url;
pub use self::table::Table;
