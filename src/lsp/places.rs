//! Places in a text: as the protocol counts them, as problems do, and in bytes.

use lsp_types::{Position, PositionEncodingKind, Range};

use crate::problem;
use crate::text::line_starts;

/// What the columns of the protocol count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Units {
    /// Bytes.
    Utf8,
    /// What JavaScript and Windows count: a character outside the basic plane is two.
    #[default]
    Utf16,
}

impl Units {
    /// The units that a client and this server agree on.
    #[must_use]
    pub fn agreed(offered: Option<&[PositionEncodingKind]>) -> Self {
        let is_offered = offered.is_some_and(|kinds| kinds.contains(&PositionEncodingKind::UTF8));
        if is_offered { Self::Utf8 } else { Self::Utf16 }
    }

    /// Their name in the protocol.
    #[must_use]
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
        }
    }

    fn of(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Utf16 => text.encode_utf16().count(),
        }
    }
}

/// The lines of a text.
#[derive(Debug)]
pub struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    units: Units,
}

impl<'t> Lines<'t> {
    /// The lines of a text; a line ends with CR, LF or both.
    #[must_use]
    pub fn new(text: &'t str, units: Units) -> Self {
        Self { text, starts: line_starts(text), units }
    }

    /// The bytes of a line without its end; past the last line, the end of the text.
    fn line(&self, number: usize) -> std::ops::Range<usize> {
        let Some(&start) = self.starts.get(number) else { return self.text.len()..self.text.len() };
        let end = self.starts.get(number + 1).copied().unwrap_or(self.text.len());
        let line = self.text[start..end].trim_end_matches(['\n', '\r']);
        start..start + line.len()
    }

    /// The byte at a place of the protocol. A place past the end of its line is that end; one within a character is its beginning.
    #[must_use]
    pub fn offset(&self, place: Position) -> usize {
        let line = self.line(place.line as usize);
        let mut left = place.character as usize;
        for (at, character) in self.text[line.clone()].char_indices() {
            let wide = match self.units {
                Units::Utf8 => character.len_utf8(),
                Units::Utf16 => character.len_utf16(),
            };
            if left < wide {
                return line.start + at;
            }
            left -= wide;
        }
        line.end
    }

    /// The bytes of a range of the protocol.
    #[must_use]
    pub fn bytes(&self, range: Range) -> std::ops::Range<usize> {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        start.min(end)..end.max(start)
    }

    /// The place of a byte in the protocol.
    #[must_use]
    pub fn place(&self, offset: usize) -> Position {
        let number = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(number).copied().unwrap_or(0);
        let before = self.text.get(start..offset).unwrap_or_default();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Position { line: count(number), character: count(self.units.of(before)) }
    }

    /// The range of bytes in the protocol.
    #[must_use]
    pub fn range(&self, bytes: std::ops::Range<usize>) -> Range {
        Range { start: self.place(bytes.start), end: self.place(bytes.end) }
    }

    /// The byte of a problem's place. Problems do not count a byte order mark.
    #[must_use]
    pub fn of_problem(&self, place: problem::Position) -> usize {
        let number = (place.line as usize).saturating_sub(1);
        let line = self.line(number);
        let mark = if number == 0 && self.text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
        let start = line.start + mark;
        let within = self.text.get(start..line.end).unwrap_or_default();
        let column = (place.column as usize).saturating_sub(1);
        within.char_indices().nth(column).map_or(line.end, |(at, _)| start + at)
    }

    /// The place of a byte as problems count it.
    #[must_use]
    pub fn as_problem(&self, offset: usize) -> problem::Position {
        let number = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let before = self.text.get(self.line(number).start..offset).unwrap_or_default();
        let column = before.trim_start_matches('\u{FEFF}').chars().count() + 1;
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        problem::Position { line: count(number + 1), column: count(column) }
    }

    /// The range of a problem: from its place to the end of the word or the value there; of a problem without a place, the first line.
    #[must_use]
    pub fn range_of_problem(&self, place: Option<problem::Position>) -> Range {
        let Some(place) = place else { return self.range(self.line(0)) };
        let start = self.of_problem(place);
        let line = self.line((place.line as usize).saturating_sub(1));
        let rest = self.text.get(start..line.end).unwrap_or_default();
        let before = self.text.get(line.start..start).unwrap_or_default();
        self.range(start..start + length_of_word(rest, before))
    }
}

/// How long the word, the text in quotes or the group is with which the rest of a line begins. `before`: what stands before it on the line.
fn length_of_word(rest: &str, before: &str) -> usize {
    let first = rest.chars().next();
    match first {
        Some(quote @ ('"' | '\'')) => {
            let mut is_escaped = false;
            let ends = |(_, c): &(usize, char)| {
                let is_end = *c == quote && !is_escaped;
                is_escaped = *c == '\\' && quote == '"' && !is_escaped;
                is_end
            };
            let end = rest.char_indices().skip(1).find(ends);
            end.map_or(rest.trim_end().len(), |(at, _)| at + 1)
        }
        Some('[' | '{') => {
            let mut depth = 0_i32;
            let ends = |(_, c): &(usize, char)| {
                depth += i32::from(matches!(c, '[' | '{')) - i32::from(matches!(c, ']' | '}'));
                depth == 0
            };
            rest.char_indices().find(ends).map_or(rest.trim_end().len(), |(at, _)| at + 1)
        }
        _ => {
            let count = |opening: [char; 2]| before.chars().filter(|c| opening.contains(c)).count();
            let is_in_group = count(['[', '{']) > count([']', '}']);
            let mut end = rest.len();
            for (at, c) in rest.char_indices().skip(1) {
                let after = &rest[at + c.len_utf8()..];
                let ends = match c {
                    ':' => after.is_empty() || after.starts_with([' ', '\t']),
                    ' ' | '\t' => after.trim_start().starts_with(['#', '=']),
                    '=' => true,
                    ',' | ']' | '}' => is_in_group,
                    _ => false,
                };
                if ends {
                    end = at;
                    break;
                }
            }
            rest[..end].trim_end().len()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn columns_count_what_was_agreed_on() {
        let text = "a\r\nnöte: 🎈x\rb\n\u{2028}c";
        let lines = Lines::new(text, Units::Utf16);
        for (offset, place) in [
            (0, at(0, 0)),
            (1, at(0, 1)),
            (3, at(1, 0)),
            (6, at(1, 2)),
            (14, at(1, 8)),
            (15, at(1, 9)),
            (18, at(3, 0)),
            (text.len(), at(3, 2)),
        ] {
            assert_eq!(lines.place(offset), place, "{offset}");
            assert_eq!(lines.offset(place), offset, "{offset}");
        }
        // Within a pair, past the line, past the text.
        assert_eq!(lines.offset(at(1, 7)), 10);
        assert_eq!(lines.offset(at(0, 99)), 1);
        assert_eq!(lines.offset(at(99, 0)), text.len());
        let lines = Lines::new(text, Units::Utf8);
        assert_eq!((lines.place(14), lines.offset(at(1, 11))), (at(1, 11), 14));
        assert_eq!(lines.offset(at(1, 2)), 4, "within a character");
    }

    #[test]
    fn a_mark_is_not_counted_by_problems() {
        let lines = Lines::new("\u{FEFF}kind: x\nb", Units::Utf16);
        let place = problem::Position { line: 1, column: 7 };
        assert_eq!(lines.range_of_problem(Some(place)), Range { start: at(0, 7), end: at(0, 8) });
        assert_eq!(lines.as_problem(lines.of_problem(place)), place);
        assert_eq!(lines.range_of_problem(None), Range { start: at(0, 0), end: at(0, 8) });
    }

    #[test]
    fn a_range_ends_with_the_word_there() {
        for (line, before, word) in [
            ("a: [{upn: B80, name: Joe # x}]", 10, "B80"),
            ("a: [{upn: B80, name: Joe # x}]", 15, "name"),
            ("a: b c # d", 3, "b c"),
            ("a: 'b: c' # d", 3, "'b: c'"),
            (r#"a: "b\"c" # d"#, 3, r#""b\"c""#),
            ("a: {b: [c]} # d", 3, "{b: [c]}"),
            ("a: [b,", 3, "[b,"),
            ("duty = \"every\"", 0, "duty"),
            ("time: 9:30", 6, "9:30"),
            ("a:", 2, ""),
        ] {
            let length = length_of_word(&line[before..], &line[..before]);
            assert_eq!(&line[before..before + length], word, "{line}");
        }
    }
}
