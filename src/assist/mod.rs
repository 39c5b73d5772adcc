//! What helps while someone types: what may stand at a place, what a field means and when it is due, hints at the end of lines, the ways from one
//! record to another, the outline of a file, a child renamed throughout a school. Pure: the text in the editor, the school as it was read last, the
//! policy and the day go in; places in bytes and plain texts come out. Nothing here knows an editor or the disk.

mod completion;
mod due;
mod hints;
mod hover;
mod known;
mod lenses;
mod open;
mod outline;
mod places;
mod reason;
mod rename;
#[cfg(test)]
mod sample;
mod sketch;
mod texts;

pub use self::completion::{Completion, CompletionSort, Completions, complete};
pub use self::hints::{Hint, hints};
pub use self::hover::{Hover, hover};
pub use self::lenses::{Lens, LensCommand, lenses};
pub use self::open::{OpenFile, TextEdit};
pub use self::outline::{Fold, Symbol, SymbolSort, folds, outline};
pub use self::places::{Location, definition, references};
pub use self::rename::{FileEdits, NoRename, Renamable, renamable, rename};
