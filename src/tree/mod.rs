//! YAML and TOML as one tree of nodes with their places. The only files that name a YAML or a TOML crate.
//!
//! A [`Tree`] is one vector in document order, so that reading a record allocates once for all its nodes, and texts are
//! borrowed from the file. The same tree feeds the typed records ([`decode()`]) and the thorough check of a file that is
//! wrong, so that the two can never differ about what the file says.

mod decode;
mod fault;
mod input;
mod nodes;
mod saphyr;
mod toml;
mod write;
mod yaml;

pub use decode::{Mismatch, decode};
pub use fault::{BrokenBy, MOST_BYTES, MOST_LEVELS, MOST_NODES, SyntaxError};
pub use nodes::{Node, Shape, Tree, is_blank, is_null, pointer, push_segment};
pub use toml::parse_toml;
pub use write::write_text;
pub use yaml::parse_yaml;
