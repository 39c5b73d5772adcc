//! Reads what is written in brackets, over however many lines, and single values. A bracket or quote that is not closed ends where the next field begins.

use std::ops::Range;

use super::items::{Item, What};

/// Deeper than this nothing is looked at: no record needs it.
pub(super) const MOST_LEVELS: usize = 60;

/// What the parts of the reader have in common: the text, its items, the cursor.
pub(super) struct Draft<'t> {
    pub(super) text: &'t str,
    pub(super) items: Vec<Item>,
    pub(super) cursor: Option<usize>,
    /// Where the record ends in the text.
    pub(super) limit: usize,
    /// What parts a name from its value: `:` in YAML, `=` in TOML.
    pub(super) separator: u8,
}

/// Where a value stands that is being read.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    /// A line no deeper than this that looks like a field ends what is not closed. -1: nothing does.
    pub(super) column: isize,
    pub(super) level: usize,
}

impl<'t> Draft<'t> {
    pub(super) fn new(text: &'t str, range: Range<usize>, cursor: Option<usize>, separator: u8) -> Self {
        let root = Item {
            parent: 0,
            number: 0,
            name: None,
            after_name: range.start,
            is_half: false,
            what: What::Nothing,
            value: range.start..range.start,
            is_flow: false,
            column: 0,
            start: range.start,
            end: range.end,
            first: 0,
            beside: 0,
        };
        Self { text, items: vec![root], cursor, limit: range.end, separator }
    }

    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        if at < self.limit { self.text.as_bytes().get(at).copied() } else { None }
    }

    /// Where the line ends that a place is on, its end not counted.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = self.text.as_bytes().get(at..self.limit).unwrap_or_default();
        rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).map_or(self.limit, |length| at + length)
    }

    /// Where the line after a line's end begins.
    pub(super) fn after_line(&self, end: usize) -> usize {
        match (self.byte(end), self.byte(end + 1)) {
            (Some(b'\r'), Some(b'\n')) => end + 2,
            (Some(_), _) => end + 1,
            _ => end,
        }
    }

    pub(super) fn skip_blanks(&self, mut at: usize) -> usize {
        while matches!(self.byte(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        at
    }

    /// Adds an item to a group or list.
    pub(super) fn add(&mut self, parent: usize, name: Option<Range<usize>>, start: usize, after_name: usize) -> usize {
        let (item, end) = (self.items.len(), after_name);
        self.items.push(Item {
            parent,
            number: 0,
            name,
            after_name,
            is_half: false,
            what: What::Nothing,
            value: after_name..after_name,
            is_flow: false,
            column: 0,
            start,
            end,
            first: 0,
            beside: 0,
        });
        item
    }

    /// Numbers the items within their groups, ties them together, and lets each reach over what it holds.
    pub(super) fn finish(mut self) -> Vec<Item> {
        let mut counts = vec![0; self.items.len()];
        for at in 1..self.items.len() {
            let parent = self.items[at].parent;
            self.items[at].number = counts[parent];
            counts[parent] += 1;
        }
        for at in (1..self.items.len()).rev() {
            let (parent, end) = (self.items[at].parent, self.items[at].end);
            let holder = &mut self.items[parent];
            let beside = std::mem::replace(&mut holder.first, at);
            holder.end = holder.end.max(end);
            if matches!(holder.what, What::Fields | What::Rows) {
                holder.value.end = holder.value.end.max(end);
            }
            self.items[at].beside = beside;
        }
        self.items
    }

    /// Reads a value in quotes or brackets, or a plain one within brackets, from its first character. It returns where the value ends.
    pub(super) fn flow_value(&mut self, item: usize, at: usize, frame: Frame) -> usize {
        match self.byte(at) {
            Some(b'[' | b'{') if frame.level < MOST_LEVELS => self.brackets(item, at, frame),
            Some(quote @ (b'"' | b'\'')) => {
                let end = self.quoted(at, quote, frame);
                self.set_text(item, at..end);
                end
            }
            _ => {
                let end = self.plain_in_flow(at, false);
                self.set_text(item, at..end);
                end
            }
        }
    }

    pub(super) fn set_text(&mut self, item: usize, value: Range<usize>) {
        let item = &mut self.items[item];
        item.what = What::Text;
        item.end = value.end;
        item.value = value;
    }

    /// Where a text in quotes ends: after its closing quote. Where none closes it, at the end of its first line.
    pub(super) fn quoted(&self, start: usize, quote: u8, frame: Frame) -> usize {
        let mut at = start + 1;
        if self.separator == b'=' && self.text.as_bytes().get(start..start + 3) == Some(&[quote; 3]) {
            let rest = self.text.as_bytes().get(start + 3..self.limit).unwrap_or_default();
            let close = rest.windows(3).position(|three| three == [quote; 3]);
            return close.map_or(self.limit, |close| start + 3 + close + 3);
        }
        while let Some(byte) = self.byte(at) {
            match byte {
                b'\\' if quote == b'"' => at += 1,
                b'\'' if quote == b'\'' && self.byte(at + 1) == Some(b'\'') => at += 1,
                _ if byte == quote => return at + 1,
                b'\n' | b'\r' if self.separator == b'=' || self.ends_unclosed(self.after_line(at), frame) => break,
                _ => {}
            }
            at += 1;
        }
        self.trimmed_end(start, self.line_end(start))
    }

    /// The brackets from their first character on. It returns where they end.
    fn brackets(&mut self, item: usize, open: usize, frame: Frame) -> usize {
        let is_group = self.byte(open) == Some(b'{');
        let (holder, inner) = (&mut self.items[item], Frame { level: frame.level + 1, ..frame });
        holder.what = if is_group { What::Fields } else { What::Rows };
        holder.is_flow = true;
        let close = if is_group { b'}' } else { b']' };
        let mut at = open + 1;
        let mut gap = Some(at);
        let end = loop {
            let (next, is_over) = self.skip_gap(at, frame);
            let byte = if is_over { None } else { self.byte(next) };
            let is_end = matches!(byte, None | Some(b',' | b'}' | b']'));
            if let (Some(from), Some(cursor)) = (gap, self.cursor)
                && from <= cursor
                && (cursor < next || (cursor == next && is_end))
                && !self.is_in_comment(from, cursor)
            {
                let half = self.add(item, is_group.then_some(cursor..cursor), cursor, cursor);
                self.items[half].is_half = is_group;
            }
            gap = None;
            match byte {
                None => break self.trimmed_end(open, next),
                Some(byte) if byte == close => break next + 1,
                // A bracket of the other sort closes something further out.
                Some(b']' | b'}') => break next,
                Some(b',') => {
                    at = next + 1;
                    gap = Some(at);
                }
                Some(_) if is_group => at = self.flow_field(item, next, inner),
                Some(_) => {
                    let entry = self.add(item, None, next, next);
                    at = self.flow_value(entry, next, inner).max(next + 1);
                }
            }
        };
        let holder = &mut self.items[item];
        (holder.value, holder.end) = (open..end, end);
        end
    }

    fn flow_field(&mut self, group: usize, start: usize, frame: Frame) -> usize {
        let end = match self.byte(start) {
            Some(quote @ (b'"' | b'\'')) => self.quoted(start, quote, frame),
            _ => self.plain_in_flow(start, true),
        };
        let end = end.max(start + 1);
        let separator = self.skip_blanks(end);
        let field = self.add(group, Some(start..end), start, end);
        if self.byte(separator) != Some(self.separator) {
            self.items[field].is_half = true;
            return end;
        }
        let after = separator + 1;
        self.items[field].after_name = after;
        let (next, is_over) = self.skip_gap(after, frame);
        if is_over || matches!(self.byte(next), None | Some(b',' | b'}' | b']')) {
            let room = next.min(self.line_end(after));
            (self.items[field].value, self.items[field].end) = (after..room, after);
            return next;
        }
        let next = self.skip_properties(next);
        self.flow_value(field, next, frame).max(after)
    }

    /// Skips `&anchor` and `!tag` before a value.
    pub(super) fn skip_properties(&self, mut at: usize) -> usize {
        while self.separator == b':' && matches!(self.byte(at), Some(b'&' | b'!')) {
            while self.byte(at).is_some_and(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b']' | b'}')) {
                at += 1;
            }
            at = self.skip_blanks(at);
        }
        at
    }

    /// The end of a plain text within brackets; `is_name`: it ends before its separator, too.
    fn plain_in_flow(&self, start: usize, is_name: bool) -> usize {
        let mut at = start;
        let mut end = start;
        while let Some(byte) = self.byte(at) {
            let after = self.byte(at + 1);
            let stops = match byte {
                b',' | b'[' | b']' | b'{' | b'}' | b'\n' | b'\r' => true,
                b'#' => self.separator == b'=' || (at > start && matches!(self.byte(at - 1), Some(b' ' | b'\t'))),
                b'=' => is_name && self.separator == b'=',
                b':' => {
                    let is_end =
                        matches!(after, None | Some(b' ' | b'\t' | b'\n' | b'\r' | b',' | b']' | b'}' | b'[' | b'{'));
                    is_name && self.separator == b':' && is_end
                }
                _ => false,
            };
            if stops {
                break;
            }
            at += 1;
            if !matches!(byte, b' ' | b'\t') {
                end = at;
            }
        }
        end
    }

    /// Skips spaces, ends of lines and comments within brackets. Whether what is not closed ends there, too.
    fn skip_gap(&self, mut at: usize, frame: Frame) -> (usize, bool) {
        loop {
            match self.byte(at) {
                Some(b' ' | b'\t') => at += 1,
                Some(b'#') => at = self.line_end(at),
                Some(b'\n' | b'\r') => {
                    let next = self.after_line(at);
                    if self.ends_unclosed(next, frame) {
                        return (at, true);
                    }
                    at = next;
                }
                Some(_) => return (at, false),
                None => return (at, true),
            }
        }
    }

    /// Whether the line that begins here is a field or entry outside of what is not closed.
    fn ends_unclosed(&self, line: usize, frame: Frame) -> bool {
        let start = self.skip_blanks(line);
        let column = isize::try_from(start - line).unwrap_or(isize::MAX);
        let end = self.line_end(start);
        if column > frame.column || start == end {
            return false;
        }
        if self.separator == b'=' {
            return self.byte(start) == Some(b'[') && frame.column >= 0 && self.is_table_line(start, end)
                || self.name_before(start, end).is_some();
        }
        let is_entry = self.byte(start) == Some(b'-') && matches!(self.byte(start + 1), Some(b' ') | None);
        is_entry || self.name_before(start, end).is_some()
    }

    fn is_table_line(&self, start: usize, end: usize) -> bool {
        let line = self.text.get(start..end).unwrap_or_default();
        let inner = line.trim_start_matches('[');
        inner.starts_with(|c: char| c.is_ascii_alphabetic()) && line.contains(']') && !line.contains(['"', ','])
    }

    /// The name of a field with which a stretch of a line begins, and where its value may begin.
    pub(super) fn name_before(&self, start: usize, end: usize) -> Option<(Range<usize>, usize)> {
        let line = self.text.as_bytes().get(start..end)?;
        let name_end = match line.first()? {
            quote @ (b'"' | b'\'') => 2 + line.iter().skip(1).position(|byte| byte == quote)?,
            b'[' | b'{' | b']' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'%' | b'@' | b'`' | b',' | b'?' => {
                return None;
            }
            _ => {
                let at = line.iter().enumerate().position(|(at, byte)| self.is_separator(line, at, *byte))?;
                if line[..at].windows(2).any(|two| matches!(two, [b' ' | b'\t', b'#'])) {
                    return None;
                }
                at
            }
        };
        let blanks = line.get(name_end..)?.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let separator = name_end + blanks;
        if !self.is_separator(line, separator, *line.get(separator)?) {
            return None;
        }
        let name_end = line[..name_end].iter().rposition(|byte| !matches!(byte, b' ' | b'\t'))? + 1;
        Some((start..start + name_end, start + separator + 1))
    }

    fn is_separator(&self, line: &[u8], at: usize, byte: u8) -> bool {
        byte == self.separator && (byte == b'=' || matches!(line.get(at + 1), None | Some(b' ' | b'\t')))
    }

    fn is_in_comment(&self, from: usize, place: usize) -> bool {
        let before = self.text.get(from..place).unwrap_or_default();
        let line = before.rfind(['\n', '\r']).map_or(before, |at| &before[at..]);
        line.contains('#')
    }

    pub(super) fn trimmed_end(&self, start: usize, end: usize) -> usize {
        let text = self.text.get(start..end).unwrap_or_default();
        start + text.trim_end().len()
    }
}
