//! The plan: what is to be written, from where things are.

use super::part::{Part, PartName};
use super::place::{Folders, Place};
use super::{editor, linux_parts, windows_parts};

/// The parts of the plan, in the order in which they are carried out. The watch is among them where a drive is known; the PATH where there is a copy
/// to be found on it; the extension where there is VS Code.
#[must_use]
pub fn plan(place: &Place) -> Vec<Part> {
    let mut parts = match &place.folders {
        Folders::Windows { menu, startup, send_to } => windows_parts::parts(place, menu, startup, send_to),
        Folders::Linux { applications, scripts, units } => linux_parts::parts(place, applications, scripts, units),
    };
    if let Some(part) = editor::part(place) {
        // The watch stays the last: it begins when all else is there.
        let at = parts.iter().position(|part| part.name == PartName::Watch).unwrap_or(parts.len());
        parts.insert(at, part);
    }
    parts
}
