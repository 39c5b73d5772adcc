//! The events of `saphyr-parser` become nodes, within bounds of depth, number and size.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span, Tag};

use super::fault::{MOST_BYTES, MOST_LEVELS, MOST_NODES, SyntaxError};
use super::input::ShortInput;
use super::nodes::{Item, Value, is_null};
use crate::problem::Position;
use crate::text;

pub(super) fn parse(text: &str, first_line: u32) -> Result<Vec<Item<'_>>, Vec<SyntaxError>> {
    Builder::new(text, first_line).build().map_err(|fault| vec![*fault])
}

struct Builder<'t> {
    text: &'t str,
    lines_before: u32,
    nodes: Vec<Item<'t>>,
    /// The collections that are still open, each with the number of its children so far.
    open: Vec<(usize, usize)>,
    /// Node of each anchor, by the parser's number.
    anchors: HashMap<usize, usize>,
    /// Bytes of the texts, those of aliases counted each time.
    bytes: u64,
    /// The end of a text whose last line has none: the parser takes the line after it for the end.
    unended: Option<Position>,
}

type Fault = Box<SyntaxError>;

impl<'t> Builder<'t> {
    fn new(text: &'t str, first_line: u32) -> Self {
        Self {
            text,
            lines_before: first_line - 1,
            nodes: Vec::with_capacity(text.len() / 12 + 4),
            open: Vec::new(),
            anchors: HashMap::new(),
            bytes: 0,
            unended: (!text.ends_with(['\n', '\r'])).then(|| text::position_of(text, text.len())),
        }
    }

    fn build(mut self) -> Result<Vec<Item<'t>>, Fault> {
        let mut parser = Parser::new(ShortInput::new(self.text));
        let mut documents = 0;
        while let Some(event) = parser.next_event() {
            let (event, span) = event.map_err(|error| Box::new(self.translate(&error)))?;
            match event {
                Event::StreamEnd => break,
                Event::Nothing | Event::StreamStart | Event::DocumentEnd => {}
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents > 1 {
                        return Err(Box::new(SyntaxError::new(
                            Some(self.position(&span.start)),
                            "a second document begins here: one file holds one record",
                            "Delete the line `---`, or move what follows it into a file of its own.",
                        )));
                    }
                }
                Event::Scalar(text, style, anchor, tag) => {
                    let plain = style == ScalarStyle::Plain && !tag.as_ref().is_some_and(|tag| is_text_tag(tag));
                    let marked = anchor != 0 || tag.is_some_and(|tag| !tag.is_yaml_core_schema());
                    if plain && marked && text.is_empty() {
                        return Err(Box::new(SyntaxError::new(
                            Some(self.position(&span.start)),
                            "text that begins with `!` or `&` needs quotes: without them it is lost",
                            "Put the whole text in quotes: \"…\".",
                        )));
                    }
                    self.scalar(text, plain, anchor, &span)?;
                }
                Event::SequenceStart(anchor, _) => self.start(Value::List, anchor, &span)?,
                Event::MappingStart(anchor, _) => self.start(Value::Mapping, anchor, &span)?,
                Event::SequenceEnd | Event::MappingEnd => self.finish(&span),
                Event::Alias(anchor) => self.alias(anchor, &span)?,
            }
        }
        self.refuse_other_roots()?;
        Ok(self.nodes)
    }

    fn scalar(&mut self, text: Cow<'t, str>, plain: bool, anchor: usize, span: &Span) -> Result<(), Fault> {
        self.bytes += text.len() as u64;
        self.count_child();
        let index = self.push(Value::Scalar { text, plain }, anchor, span)?;
        self.nodes[index].next = index as u32 + 1;
        Ok(())
    }

    fn start(&mut self, value: Value<'t>, anchor: usize, span: &Span) -> Result<(), Fault> {
        let position = self.position(&span.start);
        self.refuse_as_name(position)?;
        self.count_child();
        if self.open.len() >= MOST_LEVELS {
            return Err(Box::new(SyntaxError::too_deep(position)));
        }
        let index = self.push(value, anchor, span)?;
        self.open.push((index, 0));
        Ok(())
    }

    fn finish(&mut self, span: &Span) {
        if let Some((index, _)) = self.open.pop() {
            // The token of a closing bracket takes in the blanks and comments after it; the bracket itself is one character.
            let mut end = self.position(&span.start);
            if span.start != span.end {
                end.column += 1;
            }
            let next = self.nodes.len() as u32;
            if let Some(node) = self.nodes.get_mut(index) {
                node.next = next;
                node.end = end;
            }
        }
    }

    /// Puts the nodes of an anchor here once more: they keep the places where they are written.
    fn alias(&mut self, anchor: usize, span: &Span) -> Result<(), Fault> {
        let position = self.position(&span.start);
        let unclear = |message: &str| {
            Box::new(SyntaxError::new(Some(position), message, "Write out here what is meant, without `*`."))
        };
        let first = *self
            .anchors
            .get(&anchor)
            .ok_or_else(|| unclear("this repeats something that was never named with `&`"))?;
        let next = self.nodes[first].next as usize;
        if next <= first {
            return Err(unclear("this repeats itself: it stands inside what it names"));
        }
        if !matches!(self.nodes[first].value, Value::Scalar { .. }) {
            self.refuse_as_name(position)?;
        }
        self.count_child();
        if self.nodes.len() + (next - first) > MOST_NODES {
            return Err(Box::new(SyntaxError::too_many(position)));
        }
        if self.open.len() + depth(&self.nodes[first..next], first) > MOST_LEVELS {
            return Err(Box::new(SyntaxError::too_deep(position)));
        }
        let shift = self.nodes.len() - first;
        for index in first..next {
            let mut copy = self.nodes[index].clone();
            if let Value::Scalar { text, .. } = &copy.value {
                self.bytes += text.len() as u64;
                if self.bytes > MOST_BYTES {
                    return Err(Box::new(SyntaxError::too_many(position)));
                }
            }
            copy.next += shift as u32;
            self.nodes.push(copy);
        }
        Ok(())
    }

    fn push(&mut self, value: Value<'t>, anchor: usize, span: &Span) -> Result<usize, Fault> {
        let (start, end) = (self.position(&span.start), self.position(&span.end));
        let index = self.nodes.len();
        if index >= MOST_NODES {
            return Err(Box::new(SyntaxError::too_many(start)));
        }
        if anchor != 0 {
            self.anchors.insert(anchor, index);
        }
        self.nodes.push(Item { value, start, end, next: 0 });
        Ok(index)
    }

    fn count_child(&mut self) {
        if let Some((_, children)) = self.open.last_mut() {
            *children += 1;
        }
    }

    /// A field's name is a word: a list or a mapping in its place is not something a record holds.
    fn refuse_as_name(&self, position: Position) -> Result<(), Fault> {
        let Some(&(parent, children)) = self.open.last() else {
            return Ok(());
        };
        if matches!(self.nodes[parent].value, Value::Mapping) && children % 2 == 0 {
            return Err(Box::new(SyntaxError::new(
                Some(position),
                "a field's name is expected here, not a list or a group of fields",
                "Write a name, a colon, a space and the value, as in `status: planned`. Text that begins with `{` or `[` goes in quotes.",
            )));
        }
        Ok(())
    }

    fn refuse_other_roots(&self) -> Result<(), Fault> {
        let fault = match self.nodes.first() {
            None if !self.text.trim().is_empty() => SyntaxError::new(
                None,
                "the file is empty but for comments",
                "Write the record's fields, or delete the file if it is not needed.",
            ),
            None => SyntaxError::new(
                None,
                "the file is empty",
                "Write the record's fields, or delete the file if it is not needed.",
            ),
            Some(Item { value: Value::Scalar { text, plain: true }, .. }) if is_null(text) => SyntaxError::new(
                None,
                "the file is empty but for comments or dashes",
                "Write the record's fields, or delete the file if it is not needed.",
            ),
            Some(Item { value: Value::Mapping, .. }) => return Ok(()),
            Some(Item { value, start, .. }) => SyntaxError::new(
                Some(*start),
                match value {
                    Value::List => "this is a list; a record is fields, each with a name",
                    _ => "this is only text; a record is fields, each with a name",
                },
                "Write each field on a line of its own: its name, a colon, a space and the value, as in `status: planned`.",
            ),
        };
        Err(Box::new(fault))
    }

    /// The tab at the beginning of a line over which the parser stumbled at a place: on that line, or, where it says itself that it was a tab
    /// (`is_said`), on the next or the one before, as it often stops only at the end of a line.
    fn tab_near(&self, position: Position, is_said: bool) -> Option<Position> {
        let lines = [position.line, position.line + 1, position.line.saturating_sub(1)];
        let looked_at = if is_said { &lines[..] } else { &lines[..1] };
        looked_at.iter().find_map(|number| {
            let line = text::line(self.text, number.checked_sub(self.lines_before)?)?;
            let column = tab_in_indent(line)? as u32 + 1;
            Some(Position { line: *number, column })
        })
    }

    fn position(&self, marker: &Marker) -> Position {
        let at = Position { line: (marker.line() as u32).max(1), column: marker.col() as u32 + 1 };
        let at = self.unended.filter(|end| at.line > end.line).unwrap_or(at);
        Position { line: at.line + self.lines_before, ..at }
    }

    /// Puts the parser's message into an officer's words. What stands on the line often tells more than the message does.
    fn translate(&self, error: &ScanError) -> SyntaxError {
        let position = self.position(error.marker());
        let line = text::line(self.text, position.line - self.lines_before).unwrap_or("");
        let info = error.info();
        if info.contains("recursion limit") {
            // The parser reads ahead and stops at a depth of its own before the nodes are counted.
            return SyntaxError::too_deep(position);
        }
        // A space that does not break lines looks like one and is none; the parser stumbles over it on this line or the next.
        let before = position.line.checked_sub(self.lines_before + 1).and_then(|number| text::line(self.text, number));
        for (line, at) in [(Some(line), position.line), (before, position.line.saturating_sub(1))] {
            let Some(column) = line.and_then(false_space) else { continue };
            return SyntaxError::new(
                Some(Position { line: at, column: column as u32 + 1 }),
                "a special space stands here, one that does not break lines",
                "Delete it and type an ordinary space.",
            );
        }
        let value = line.split_once(": ").map_or(line, |(_, value)| value).trim_start().trim_start_matches("- ");
        if value.starts_with(['“', '”', '„']) {
            return SyntaxError::new(
                Some(position),
                "curly quotation marks stand here, which YAML does not take for quotation marks",
                "Put straight ones at both ends of the text: \"…\".",
            );
        }
        if let Some(at) = self.tab_near(position, info.contains("tab")) {
            let help = "Use spaces at the beginning of a line: two for each step inwards.";
            return SyntaxError::new(Some(at), "a tab stands where spaces are expected", help);
        }
        let (message, help) = if info.contains("tab") {
            (
                "a tab stands where spaces are expected",
                "Use spaces at the beginning of a line: two for each step inwards.",
            )
        } else if info.contains("quot") && value.starts_with('\'')
            || value.starts_with('\'') && info.contains("trailing content")
        {
            (
                "an apostrophe ends the text here: the text stands between single quotation marks",
                "Put double quotation marks at both ends of the text: \"O'Brien says no\". Then an apostrophe may stand inside.",
            )
        } else if info.contains("quot") || info.contains("end of stream") || info.contains("invalid trailing content") {
            (
                "a quotation that is opened is not closed, or text follows after its end",
                "Put the same quotation mark at both ends of the text: \"…\". A quotation mark inside is written \\\" there.",
            )
        } else if value.starts_with(['@', '`', '%']) {
            ("text that begins with this character needs quotes", "Put the whole text in quotes: \"…\".")
        } else if value.starts_with(['*', '&', '!']) || info.contains("anchor") || info.contains("alias") {
            ("text that begins with `*`, `&` or `!` needs quotes", "Put the whole text in quotes: \"…\".")
        } else if info.contains("simple key") {
            (
                "a field's name with a colon and a space after it is missing here or on the line before",
                "Write `name: value`, with a space after the colon. If the line continues the text above, put that text in quotes.",
            )
        } else if info.contains("mapping values are not allowed") || info.contains("illegal") || info.contains("':'") {
            (
                "a colon stands in text without quotes, or the line is not level with its neighbours",
                "If the colon belongs to the text, put the text in quotes: \"…\". Otherwise begin the line below the one before it.",
            )
        } else if info.contains("flow") || info.contains("',' or") || info.contains("bracket") {
            (
                "a bracket is not closed, or a comma is missing between its entries",
                "Every `{` ends with `}` and every `[` with `]`; entries are parted by commas. Text with a comma in it goes in quotes.",
            )
        } else if info.contains("expected <document start>")
            || info.contains("indent")
            || info.contains("block mapping")
            || info.contains("block collection")
            || info.contains("expected key")
        {
            (
                "the line does not fit the lines before it: it stands too far in or out, or the colon after the field's name is missing",
                "Begin fields that belong together at the same place, two spaces further in than the field they belong to; write `name: value`.",
            )
        } else {
            return SyntaxError::new(
                Some(position),
                format!("this is not YAML: {info}"),
                "Compare the line with the example of this kind of record: `name: value`, a field a line.",
            );
        };
        SyntaxError::new(Some(position), message, help)
    }
}

/// The column, from 0, of a tab among the blanks with which a line begins.
fn tab_in_indent(line: &str) -> Option<usize> {
    line.chars().take_while(|c| c.is_whitespace()).position(|c| c == '\t')
}

/// The column, from 0, of a space that does not break lines where one that does belongs: in the indent, or after a colon or a hyphen.
fn false_space(line: &str) -> Option<usize> {
    let mut before = ' ';
    for (column, character) in line.chars().enumerate() {
        if character == '\u{A0}' && (matches!(before, ':' | '-') || line.chars().take(column).all(char::is_whitespace))
        {
            return Some(column);
        }
        before = character;
    }
    None
}

/// Levels of collections in a run of nodes that begins at index `first`.
fn depth(nodes: &[Item<'_>], first: usize) -> usize {
    let mut ends: Vec<usize> = Vec::new();
    let mut deepest = 0;
    for (offset, node) in nodes.iter().enumerate() {
        while ends.last().is_some_and(|end| *end <= first + offset) {
            ends.pop();
        }
        if !matches!(node.value, Value::Scalar { .. }) {
            ends.push(node.next as usize);
            deepest = deepest.max(ends.len());
        }
    }
    deepest
}

fn is_text_tag(tag: &Tag) -> bool {
    (tag.handle == "!" && tag.suffix.is_empty()) || (tag.is_yaml_core_schema() && tag.suffix == "str")
}

#[cfg(test)]
mod tests {
    use crate::tree::parse_yaml;

    #[test]
    fn a_fault_is_said_by_what_stands_on_the_line() {
        for (text, place, part) in [
            ("kind: visit\ndate:\u{A0}2026-11-24\nstatus: held\n", (2, 6), "special space"),
            ("note: “Parking: locked”\n", (1, 15), "curly quotation marks"),
            ("a: [“x”, y\u{A0}z\n", (2, 1), "bracket"),
            ("a:\n\tb: 2\n", (2, 1), "a tab"),
            ("a: 1\n\tb: 2\n", (2, 1), "a tab"),
            ("a:\n  - b: 1\n\tc: 2\n", (3, 1), "a tab"),
            ("a: 'O'Brien says no'\n", (1, 7), "single quotation marks"),
            ("a: \"she said \"no\"\"\n", (1, 15), "opened is not closed"),
            ("a: @x\n", (1, 4), "needs quotes"),
        ] {
            let fault = &parse_yaml(text, 1).unwrap_err()[0];
            let at = fault.position.map(|at| (at.line, at.column)).unwrap();
            assert!(at == place && format!("{fault:?}").contains(part), "{text}: {fault:?}");
        }
    }
}
