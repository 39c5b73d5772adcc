//! A text that the editor has open, as the part that helps while someone types takes it; and places and stretches on the way there and back.

use std::ops::Range;
use std::str::FromStr as _;

use lsp_types::{Location, Position, Uri};

use super::places::Lines;
use super::workspace::{Here, Workspace};
use crate::assist::{self, OpenFile};

/// A text that the editor has open and asks about.
pub(super) struct Asked<'h> {
    pub here: &'h Here,
    lines: Lines<'h>,
    /// The bytes of the byte order mark, which only the editor counts.
    mark: usize,
    spocs: Vec<String>,
    schools: Vec<String>,
}

/// Answers what the editor asks about one of its texts. None where that is not open, or lies on no drive that has been read.
pub(super) fn ask<T>(
    workspace: &mut Workspace,
    uri: &Uri,
    answer: impl FnOnce(&Workspace, &Asked<'_>) -> T,
) -> Option<T> {
    let here = workspace.at(uri.as_str())?;
    let asked = Asked {
        lines: here.lines(),
        mark: here.unmarked().1,
        spocs: here.names.spocs.iter().cloned().collect(),
        schools: here.names.schools.iter().cloned().collect(),
        here: &here,
    };
    Some(answer(workspace, &asked))
}

impl Asked<'_> {
    /// The file with all that is known around it.
    pub fn open(&self) -> OpenFile<'_> {
        OpenFile {
            path: &self.here.path,
            role: self.here.role,
            text: self.here.unmarked().0,
            school: self.here.school.as_ref().map(|judged| &judged.school),
            policy: &self.here.policy.in_force,
            today: self.here.today,
            spocs: &self.spocs,
            schools: &self.schools,
        }
    }

    /// The byte of a place of the protocol.
    pub fn byte(&self, place: Position) -> usize {
        self.lines.offset(place).saturating_sub(self.mark)
    }

    /// The bytes of a range of the protocol.
    pub fn bytes(&self, range: lsp_types::Range) -> Range<usize> {
        let (start, end) = (self.byte(range.start), self.byte(range.end));
        start.min(end)..end.max(start)
    }

    /// The place of a byte in the protocol.
    pub fn place(&self, byte: usize) -> Position {
        self.lines.place(byte + self.mark)
    }

    /// The range of bytes in the protocol.
    pub fn range(&self, bytes: Range<usize>) -> lsp_types::Range {
        self.lines.range(bytes.start + self.mark..bytes.end + self.mark)
    }

    /// Edits of this text in the protocol.
    pub fn edit(&self, edit: assist::TextEdit) -> lsp_types::TextEdit {
        lsp_types::TextEdit { range: self.range(edit.range), new_text: edit.text }
    }

    /// Places in the school's records in the protocol. One in a file whose text is not known any more is left out.
    pub fn locations(&self, workspace: &Workspace, places: &[assist::Location]) -> Vec<Location> {
        let of = |place: &assist::Location| {
            if place.path == self.here.path {
                let uri = Uri::from_str(&self.here.uri).ok()?;
                return Some(Location { uri, range: self.range(place.range()) });
            }
            let file = workspace.file(self.here, &place.path)?;
            let mark = if file.text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
            let range = place.range();
            let lines = Lines::new(&file.text, self.here.units);
            Some(Location {
                uri: Uri::from_str(&file.uri).ok()?,
                range: lines.range(range.start + mark..range.end + mark),
            })
        };
        places.iter().filter_map(of).collect()
    }
}
