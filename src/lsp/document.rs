//! A text that the editor has open.

use lsp_types::TextDocumentContentChangeEvent;

use super::places::{Lines, Units};

/// A text that the editor has open.
#[derive(Debug, Clone)]
pub(super) struct Document {
    /// The text, as the editor has it.
    pub text: String,
    /// The editor's number of this text.
    pub version: i32,
}

impl Document {
    /// Takes in what was changed, one change after the other.
    pub fn change(&mut self, version: i32, changes: Vec<TextDocumentContentChangeEvent>, units: Units) {
        self.version = version;
        for change in changes {
            match change.range {
                None => self.text = change.text,
                Some(range) => {
                    let bytes = Lines::new(&self.text, units).bytes(range);
                    self.text.replace_range(bytes, &change.text);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use lsp_types::{Position, Range};

    use super::*;

    #[test]
    fn changes_are_made_one_after_the_other() {
        let at = |line, character| Position { line, character };
        let change = |range: Option<(Position, Position)>, text: &str| TextDocumentContentChangeEvent {
            range: range.map(|(start, end)| Range { start, end }),
            range_length: None,
            text: text.to_owned(),
        };
        let mut document = Document { text: "a: 🎈\r\nb: c\r\n".to_owned(), version: 1 };
        let changes = vec![
            change(Some((at(0, 5), at(0, 5))), "!"),
            change(Some((at(1, 0), at(2, 0))), ""),
            change(Some((at(1, 0), at(9, 9))), "d\n"),
            change(Some((at(0, 1), at(0, 0))), "x"),
        ];
        document.change(2, changes, Units::Utf16);
        assert_eq!((document.text.as_str(), document.version), ("x: 🎈!\r\nd\n", 2));
        document.change(3, vec![change(None, "new")], Units::Utf16);
        assert_eq!(document.text, "new");
    }
}
