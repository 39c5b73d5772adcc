//! A text that the editor has open.

use std::ops::Range;

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
        let mut rest = changes.as_slice();
        while let Some(first) = rest.first() {
            if first.range.is_none() {
                first.text.clone_into(&mut self.text);
                rest = &rest[1..];
                continue;
            }
            let run = upward(&self.text, rest, units);
            let (now, later) = rest.split_at(run.len());
            let mut text = String::with_capacity(self.text.len());
            let mut from = 0;
            for (bytes, change) in run.into_iter().zip(now).rev() {
                text.push_str(&self.text[from..bytes.start]);
                text.push_str(&change.text);
                from = bytes.end;
            }
            text.push_str(&self.text[from..]);
            self.text = text;
            rest = later;
        }
    }
}

/// The bytes of the first of these changes, and of those after it of which each lies above the one before it: their places count in the same text, so
/// that its lines are looked for once. Many editors send the changes of one stroke in this order.
fn upward(text: &str, changes: &[TextDocumentContentChangeEvent], units: Units) -> Vec<Range<usize>> {
    let lines = Lines::new(text, units);
    let mut run: Vec<Range<usize>> = Vec::new();
    for range in changes.iter().map_while(|change| change.range) {
        let bytes = lines.bytes(range);
        // What touches the change below may end at another byte once that is made: a place past its line's end moves.
        if run.last().is_some_and(|below| bytes.end >= below.start) {
            break;
        }
        run.push(bytes);
    }
    run
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
    #[test]
    fn changes_from_the_end_upward_count_in_one_text() {
        let at = |line, character| Position { line, character };
        let change = |start: Position, end: Position, text: &str| TextDocumentContentChangeEvent {
            range: Some(Range { start, end }),
            range_length: None,
            text: text.to_owned(),
        };
        let text = "a: 1\rb: 🎈2\r\nc: 3\n";
        for (changes, runs, after) in [
            // The second ends where the line ended, whose end the first has not touched.
            (
                vec![
                    change(at(2, 3), at(2, 4), "C"),
                    change(at(1, 5), at(1, 99), "B"),
                    change(at(0, 0), at(0, 1), "A"),
                ],
                3,
                "A: 1\rb: 🎈B\r\nc: C\n",
            ),
            // A place past the line is another one once the line is longer.
            (vec![change(at(2, 4), at(2, 4), "xyz"), change(at(2, 6), at(2, 6), "!")], 1, "a: 1\rb: 🎈2\r\nc: 3xy!z\n"),
            // What comes to stand behind CR moves the beginning of the line.
            (vec![change(at(1, 0), at(1, 0), "\n"), change(at(1, 0), at(1, 0), "-")], 1, "a: 1\r\n-b: 🎈2\r\nc: 3\n"),
            (vec![change(at(0, 0), at(0, 0), "\n"), change(at(1, 0), at(1, 1), "A")], 1, "\nA: 1\rb: 🎈2\r\nc: 3\n"),
        ] {
            assert_eq!(upward(text, &changes, Units::Utf16).len(), runs, "{after}");
            let mut document = Document { text: text.to_owned(), version: 1 };
            document.change(2, changes, Units::Utf16);
            assert_eq!(document.text, after);
        }
    }
}
