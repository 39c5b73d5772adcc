//! TOML as the same tree, so that `policy.toml` is checked as records are.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{MOST_LEVELS, MOST_NODES, SyntaxError};
use super::nodes::{Item, Tree, Value};
use crate::problem::Position;

/// Reads a TOML text. On failure every fault that the parser could tell apart.
pub fn parse_toml(text: &str) -> Result<Tree<'_>, Vec<SyntaxError>> {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut builder = Builder { text, nodes: Vec::new(), lines: crate::text::line_starts(text) };
    if let Some(deep) = errors.iter().find(|error| is_about_depth(error)) {
        return Err(vec![builder.too_deep(deep)]);
    }
    if !errors.is_empty() {
        let mut faults: Vec<_> = errors.iter().take(MOST_FAULTS).map(|error| builder.translate(error)).collect();
        faults.dedup();
        return Err(faults);
    }
    builder.table(root.get_ref(), Position { line: 1, column: 1 }, 1)?;
    Ok(Tree { nodes: builder.nodes })
}

/// A file with more faults is not a policy that someone mistyped.
const MOST_FAULTS: usize = 100;
/// The bytes of the longest line that is looked at for what somebody meant: each fault looks at its whole line, and there may be many on one.
const LONGEST_LINE: usize = 1_000;

/// Whether the parser gave up at its bound of depth. It then reports each bracket that it left open, too: those are no slips of their own.
fn is_about_depth(error: &toml::de::Error) -> bool {
    error.message().contains("recursion")
}

struct Builder<'t> {
    text: &'t str,
    nodes: Vec<Item<'t>>,
    lines: Vec<usize>,
}

impl<'t> Builder<'t> {
    fn table(&mut self, table: &DeTable<'t>, start: Position, level: usize) -> Result<(), Vec<SyntaxError>> {
        let index = self.open(Value::Mapping, start, level)?;
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(name, _)| name.span().start);
        for (name, value) in entries {
            let (from, to) = (name.span().start, name.span().end);
            self.scalar(Cow::Owned(name.get_ref().to_string()), false, from, to);
            self.value(value, level)?;
        }
        self.close(index);
        Ok(())
    }

    fn value(&mut self, value: &Spanned<DeValue<'t>>, level: usize) -> Result<(), Vec<SyntaxError>> {
        let (from, to) = (value.span().start, value.span().end);
        let written = self.text.get(from..to).unwrap_or("");
        match value.get_ref() {
            DeValue::String(text) => self.scalar(text.clone(), false, from, to),
            DeValue::Array(entries) => {
                let start = self.position(from);
                let index = self.open(Value::List, start, level + 1)?;
                for entry in entries {
                    self.value(entry, level + 1)?;
                }
                self.close(index);
            }
            DeValue::Table(table) => {
                let start = self.position(from);
                self.table(table, start, level + 1)?;
            }
            // A number may be written 10_000 in TOML; a date is kept as it is written.
            DeValue::Integer(_) | DeValue::Float(_) => {
                self.scalar(Cow::Owned(written.replace('_', "")), false, from, to)
            }
            DeValue::Boolean(_) | DeValue::Datetime(_) => self.scalar(Cow::Borrowed(written), false, from, to),
        }
        Ok(())
    }

    fn scalar(&mut self, text: Cow<'t, str>, plain: bool, from: usize, to: usize) {
        let (start, end) = (self.position(from), self.position(to));
        let next = self.nodes.len() as u32 + 1;
        self.nodes.push(Item { value: Value::Scalar { text, plain }, start, end, next });
    }

    fn open(&mut self, value: Value<'t>, start: Position, level: usize) -> Result<usize, Vec<SyntaxError>> {
        if level > MOST_LEVELS {
            return Err(vec![SyntaxError::too_deep(start)]);
        }
        if self.nodes.len() >= MOST_NODES {
            return Err(vec![SyntaxError::too_many(start)]);
        }
        self.nodes.push(Item { value, start, end: start, next: 0 });
        Ok(self.nodes.len() - 1)
    }

    fn close(&mut self, index: usize) {
        let next = self.nodes.len() as u32;
        if let Some(node) = self.nodes.get_mut(index) {
            node.next = next;
        }
    }

    fn position(&self, offset: usize) -> Position {
        // Between CR and LF is still the end of the line.
        let within_end = offset > 0 && self.text.as_bytes().get(offset - 1..=offset) == Some(b"\r\n");
        let offset = offset - usize::from(within_end);
        let line = self.lines.partition_point(|start| *start <= offset);
        let start = self.lines.get(line.wrapping_sub(1)).copied().unwrap_or(0);
        let column = self.text.get(start..offset).unwrap_or("").chars().count();
        Position { line: line as u32, column: column as u32 + 1 }
    }

    fn position_of(&self, error: &toml::de::Error) -> Option<Position> {
        error.span().map(|span| self.position(span.start.min(self.text.len())))
    }

    fn too_deep(&self, error: &toml::de::Error) -> SyntaxError {
        let help = "No policy needs that. Look for a run of brackets or dots that was not meant.";
        SyntaxError::new(self.position_of(error), "this lies too many levels deep", help)
    }

    fn translate(&self, error: &toml::de::Error) -> SyntaxError {
        let position = self.position_of(error);
        let message = error.message();
        let line = position.and_then(|at| crate::text::line(self.text, at.line)).unwrap_or("");
        let line = if line.len() > LONGEST_LINE { "" } else { line };
        let mut values = line.split(['=', ',', '}', '{', '[', ']']).map(str::trim);
        let with_strokes =
            |value: &str| value.matches('/').count() == 2 && value.bytes().all(|b| b.is_ascii_digit() || b == b'/');
        if values.clone().any(with_strokes) {
            let help = "Write year-month-day without quotes, as in 2026-09-02.";
            return SyntaxError::new(position, "a date is written here with strokes", help);
        }
        if values.any(|value| value.starts_with(['“', '”', '„'])) {
            let help = "Put straight ones at both ends of the text: \"…\".";
            return SyntaxError::new(position, "curly quotation marks stand here", help);
        }
        let (message, help) = if message.contains("duplicate key") {
            ("this name stands twice in the same part".to_owned(), "Keep the one that is right and delete the other.")
        } else if message.contains("quot") || message.contains("string") {
            (
                format!("this is not TOML: {message}"),
                "Text stands in quotes, as in authority = \"Northmere Council\"; a number or a date stands without them.",
            )
        } else {
            (
                format!("this is not TOML: {message}"),
                "Write `name = value`, one a line; text in quotes, dates as 2026-11-24, lists in [ ] with commas between.",
            )
        };
        SyntaxError::new(position, message, help)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Shape;

    #[test]
    fn values_keep_their_places_and_their_spelling() {
        let text = "authority = \"É\"\n[[year]]\nname = '2026-27'\nterms = [{ from = 2026-09-02 }]\nn = 1_000\n";
        let tree = parse_toml(text).unwrap();
        let at = |pointer: &str| {
            let node = tree.at(pointer).unwrap().1;
            (node.text().unwrap_or("").to_owned(), node.start().line, node.start().column)
        };
        assert_eq!(at("/authority"), ("É".to_owned(), 1, 13));
        assert_eq!(at("/year/0/name"), ("2026-27".to_owned(), 3, 8));
        assert_eq!(at("/year/0/terms/0/from"), ("2026-09-02".to_owned(), 4, 19));
        assert_eq!(at("/year/0/n"), ("1000".to_owned(), 5, 5));
        assert_eq!(tree.at("/year").unwrap().1.shape(), Shape::List);
    }

    #[test]
    fn a_fault_is_said_by_what_stands_on_the_line() {
        for (text, part) in [
            ("a = 24/11/2026\n", "with strokes"),
            ("t = [{ from = 2/9/2026, to = 2026-12-18 }]\n", "with strokes"),
            ("a = “b”\n", "curly"),
            ("a = \"b/c/d\n", "not TOML"),
        ] {
            let fault = &parse_toml(text).unwrap_err()[0];
            assert!(format!("{fault:?}").contains(part), "{text}: {fault:?}");
        }
    }

    #[test]
    fn what_lies_too_deep_is_one_fault() {
        let deep = ["[", "{a=", "[{a="].map(|open| format!("a = {}", open.repeat(50_000)));
        let dotted = [format!("{} = 1", vec!["a"; 50_000].join(".")), format!("[{}]", vec!["a"; 50_000].join("."))];
        for text in deep.into_iter().chain(dotted) {
            let faults = parse_toml(&text).unwrap_err();
            assert_eq!(faults.len(), 1, "{}…: {faults:?}", &text[..20]);
            assert!(format!("{faults:?}").contains("levels deep"), "{}…: {faults:?}", &text[..20]);
        }
    }

    #[test]
    fn every_fault_is_found() {
        let faults = parse_toml("a = \nb = 1\nb = 2\nc = 24/11/2026\n").unwrap_err();
        let lines: Vec<_> = faults.iter().filter_map(|f| f.position).map(|p| p.line).collect();
        assert!(lines.contains(&1) && lines.contains(&3) && lines.contains(&4), "{faults:?}");
    }
}
