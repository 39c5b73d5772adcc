//! Places in a text: as the protocol counts them, as problems do, and in bytes.

use std::cell::OnceCell;
use std::ops::Range as Stretch;

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

    fn of(self, character: char) -> usize {
        match self {
            Self::Utf8 => character.len_utf8(),
            Self::Utf16 => character.len_utf16(),
        }
    }
}

/// What is counted up to a byte of a text.
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    byte: usize,
    characters: usize,
    units: usize,
}

/// The lines of a text.
#[derive(Debug)]
pub struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    units: Units,
    /// Counts every so many bytes, from the beginning of the text. They are made once a place is asked for that is far from the beginning of its line,
    /// so that many places on one long line do not each count from there.
    marks: OnceCell<Vec<Mark>>,
}

/// How many bytes lie between marks.
const STRIDE: usize = 1024;
/// How many bytes of a line are looked at before and behind a problem for where it ends.
const REACH: usize = 4096;

impl<'t> Lines<'t> {
    /// The lines of a text; a line ends with CR, LF or both.
    #[must_use]
    pub fn new(text: &'t str, units: Units) -> Self {
        Self { text, starts: line_starts(text), units, marks: OnceCell::new() }
    }

    fn marks(&self) -> &[Mark] {
        self.marks.get_or_init(|| {
            let mut marks = vec![Mark::default()];
            let mut mark = Mark::default();
            let mut next = STRIDE;
            for (byte, character) in self.text.char_indices() {
                if byte >= next {
                    marks.push(Mark { byte, ..mark });
                    next = byte + STRIDE;
                }
                mark.characters += 1;
                mark.units += self.units.of(character);
            }
            marks
        })
    }

    /// What is counted up to a byte; from `start` on, where that is near.
    fn counted(&self, start: usize, byte: usize) -> Mark {
        let near = |from: Mark| {
            let between = self.text.get(from.byte..byte).unwrap_or_default();
            let units = between.chars().map(|character| self.units.of(character)).sum::<usize>();
            Mark { byte, characters: from.characters + between.chars().count(), units: from.units + units }
        };
        if byte.saturating_sub(start) <= STRIDE {
            return near(Mark { byte: start, ..Mark::default() });
        }
        let of_text = |byte: usize| {
            let marks = self.marks();
            let number = marks.partition_point(|mark| mark.byte <= byte).saturating_sub(1);
            marks.get(number).copied().unwrap_or_default()
        };
        let first = of_text(start);
        let start = self.counted(first.byte, start);
        let last = near(of_text(byte));
        Mark {
            byte,
            characters: last.characters - first.characters - start.characters,
            units: last.units - first.units - start.units,
        }
    }

    /// The byte that lies so many characters or units behind the beginning of a stretch; at most its end, and never within a character.
    fn behind(&self, stretch: Stretch<usize>, steps: usize, of: fn(&Mark) -> usize) -> usize {
        let mut from = Mark { byte: stretch.start, ..Mark::default() };
        if stretch.len() > STRIDE && steps > STRIDE / 4 {
            let marks = self.marks();
            let first = marks.partition_point(|mark| mark.byte < stretch.start);
            let last = marks.partition_point(|mark| mark.byte <= stretch.end);
            // The last mark within the stretch that is not too far.
            if let Some(base) = marks.get(first).filter(|_| first < last) {
                let to_base = self.counted(stretch.start, base.byte);
                let is_within = |mark: &Mark| of(&to_base) + of(mark) - of(base) <= steps;
                let number = marks[first..last].partition_point(is_within);
                if let Some(mark) = number.checked_sub(1).and_then(|number| marks.get(first + number)) {
                    let (characters, units) = (mark.characters - base.characters, mark.units - base.units);
                    from = Mark {
                        byte: mark.byte,
                        characters: to_base.characters + characters,
                        units: to_base.units + units,
                    };
                }
            }
        }
        for (at, character) in self.text.get(from.byte..stretch.end).unwrap_or_default().char_indices() {
            let next = Mark { byte: 0, characters: from.characters + 1, units: from.units + self.units.of(character) };
            if of(&next) > steps {
                return from.byte + at;
            }
            (from.characters, from.units) = (next.characters, next.units);
        }
        stretch.end
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
        self.behind(line, place.character as usize, |mark| mark.units)
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
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Position { line: count(number), character: count(self.counted(start, offset).units) }
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
        let column = (place.column as usize).saturating_sub(1);
        self.behind(start.min(line.end)..line.end, column, |mark| mark.characters)
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
        let near = self.text.floor_char_boundary(line.end.min(start + REACH));
        let rest = self.text.get(start..near).unwrap_or_default();
        let far = self.text.ceil_char_boundary(line.start.max(start.saturating_sub(REACH)));
        let before = self.text.get(far..start).unwrap_or_default();
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
            let is_in_group = opens_group(before);
            let mut end = rest.len();
            let mut is_after_blank = false;
            for (at, c) in rest.char_indices().skip(1) {
                let is_blank = matches!(c, ' ' | '\t');
                let after = &rest[at + c.len_utf8()..];
                let ends = match c {
                    ':' => after.is_empty() || after.starts_with([' ', '\t']),
                    // The first of several blanks says what follows them all.
                    ' ' | '\t' => !is_after_blank && after.trim_start_matches([' ', '\t']).starts_with(['#', '=']),
                    '=' => true,
                    ',' | ']' | '}' => is_in_group,
                    _ => false,
                };
                if ends {
                    end = at;
                    break;
                }
                is_after_blank = is_blank;
            }
            rest[..end].trim_end().len()
        }
    }
}

/// Whether a bracket stands open at the end of a stretch of a line.
fn opens_group(before: &str) -> bool {
    let mut closed = 0_usize;
    for c in before.chars().rev() {
        match c {
            ']' | '}' => closed += 1,
            '[' | '{' if closed == 0 => return true,
            '[' | '{' => closed -= 1,
            _ => {}
        }
    }
    false
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
            ("a: b   c \t # d", 3, "b   c"),
            ("a: [{b: c}, d, e]", 12, "d"),
        ] {
            let length = length_of_word(&line[before..], &line[..before]);
            assert_eq!(&line[before..before + length], word, "{line}");
        }
    }
    #[test]
    fn places_on_a_long_line_are_those_that_counting_gives() {
        let long: String = (0..3000).map(|number| ["é", "🎈", "x", ", "][number % 4]).collect();
        for text in [long.clone(), format!("kind: x\r\n{long}\n{long}\rend"), format!("\u{FEFF}{long}\n")] {
            for units in [Units::Utf8, Units::Utf16] {
                let lines = Lines::new(&text, units);
                let starts = line_starts(&text);
                for (offset, _) in text.char_indices().step_by(7) {
                    let number = starts.iter().rposition(|start| *start <= offset).unwrap();
                    let before = &text[starts[number]..offset];
                    let units: usize = before.chars().map(|c| units.of(c)).sum();
                    let place = at(u32::try_from(number).unwrap(), u32::try_from(units).unwrap());
                    assert_eq!(lines.place(offset), place);
                    let is_in_break = text[offset..].starts_with('\n');
                    assert!(is_in_break || lines.offset(place) == offset, "{offset}");
                    let problem = lines.as_problem(offset);
                    assert!(
                        is_in_break || lines.of_problem(problem) == offset || text[offset..].starts_with('\u{FEFF}')
                    );
                }
                assert_eq!(lines.offset(at(0, u32::MAX)), lines.line(0).end);
            }
        }
    }

    #[test]
    fn what_ends_far_away_on_a_long_line_is_cut() {
        let text = format!("[{}]", "{a: 'x'}, ".repeat(2_000));
        let lines = Lines::new(&text, Units::Utf8);
        let range = lines.range_of_problem(Some(problem::Position { line: 1, column: 1 }));
        assert_eq!((range.start, range.end), (at(0, 0), at(0, 4096)));
        let range = lines.range_of_problem(Some(problem::Position { line: 1, column: 10_002 }));
        assert_eq!((range.start, range.end), (at(0, 10_001), at(0, 10_009)));
    }
}
