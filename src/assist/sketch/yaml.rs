//! Reads YAML in lines: what belongs where follows from how far a line is set in. What nobody can make out is passed over.

use std::ops::Range;

use super::flow::{Draft, Frame, MOST_LEVELS};
use super::items::{Item, What};

/// How many columns a tab counts for: as many as people set a line in by.
const TAB: usize = 2;

/// The items of YAML in a stretch of a text.
pub(super) fn items(text: &str, range: Range<usize>, cursor: Option<usize>) -> Vec<Item> {
    let at = range.start;
    let mut lines = Lines { draft: Draft::new(text, range, cursor, b':'), levels: Vec::new() };
    lines.read(at);
    lines.draft.finish()
}

struct Lines<'t> {
    draft: Draft<'t>,
    /// The groups and lists that are open, the outermost first.
    levels: Vec<Level>,
}

/// A group or list in lines.
#[derive(Clone, Copy)]
struct Level {
    item: usize,
    column: usize,
    is_list: bool,
    /// Its last field or entry.
    last: usize,
}

impl Lines<'_> {
    fn read(&mut self, mut at: usize) {
        loop {
            let end = self.draft.line_end(at);
            let (column, start) = self.indent(at, end);
            let is_blank = start == end;
            let read_to = if is_blank {
                self.blank(at, end);
                end
            } else if self.draft.byte(start) == Some(b'#') || self.is_marker(start, end) {
                end
            } else {
                self.content(column, start, end)
            };
            let next = self.draft.after_line(read_to);
            if next == read_to || next < at {
                return;
            }
            at = next;
        }
    }

    fn indent(&self, at: usize, end: usize) -> (usize, usize) {
        let mut start = at;
        let mut column = 0;
        while start < end {
            match self.draft.byte(start) {
                Some(b' ') => column += 1,
                Some(b'\t') => column += TAB,
                _ => break,
            }
            start += 1;
        }
        (column, start)
    }

    fn is_marker(&self, start: usize, end: usize) -> bool {
        let line = self.draft.text.get(start..end).unwrap_or_default();
        matches!(line.trim_end(), "---" | "...") || line.starts_with('%')
    }

    /// A blank line matters where the cursor stands on it: a field may be typed there.
    fn blank(&mut self, at: usize, end: usize) {
        let Some(cursor) = self.draft.cursor.filter(|cursor| at <= *cursor && *cursor <= end) else { return };
        let (column, _) = self.indent(at, cursor);
        self.leave(column, false);
        let Some(level) = self.levels.last().copied() else {
            if self.draft.items[0].what == What::Nothing {
                self.open(0, column, cursor, false);
                self.half(cursor..cursor, column);
            }
            return;
        };
        if column == level.column {
            self.half(cursor..cursor, column);
            return;
        }
        let last = level.last;
        match self.draft.items[last].what {
            // What follows tells whether this is the first field of a group whose others are there already.
            What::Nothing => match self.next_content(end) {
                Some((next, true)) if next >= column && next > level.column => {
                    self.open(last, next, cursor, false);
                    self.half(cursor..cursor, next);
                }
                _ => self.draft.items[last].value = cursor..cursor,
            },
            What::Rows if !self.draft.items[last].is_flow => self.half_entry(last, cursor..cursor, column),
            _ => {}
        }
    }

    /// The column of the next line that is neither blank nor a comment, and whether it is a field.
    fn next_content(&self, end: usize) -> Option<(usize, bool)> {
        let mut end = end;
        loop {
            let at = self.draft.after_line(end);
            if at == end {
                return None;
            }
            end = self.draft.line_end(at);
            let (column, start) = self.indent(at, end);
            if start < end && self.draft.byte(start) != Some(b'#') {
                return Some((column, self.draft.name_before(start, end).is_some()));
            }
        }
    }

    /// Leaves the groups and lists that a line at a column is no part of.
    fn leave(&mut self, column: usize, is_entry: bool) {
        while let Some(level) = self.levels.last() {
            let beside_list = level.is_list && level.column == column && !is_entry;
            if level.column > column || beside_list {
                self.levels.pop();
            } else {
                break;
            }
        }
    }

    /// The content of a line. It returns the end of the last line that was read.
    fn content(&mut self, mut column: usize, mut start: usize, end: usize) -> usize {
        loop {
            let is_entry = self.draft.byte(start) == Some(b'-')
                && (start + 1 == end || matches!(self.draft.byte(start + 1), Some(b' ' | b'\t')));
            self.leave(column, is_entry);
            if !is_entry {
                return self.no_entry(column, start, end);
            }
            let Some(list) = self.list_at(column, start) else { return self.continued(start, end) };
            let entry = self.draft.add(list, None, start, start + 1);
            self.draft.items[entry].column = column;
            self.set_last(entry);
            let (inner, next) = self.indent(start + 1, end);
            if next == end || self.draft.byte(next) == Some(b'#') {
                self.draft.items[entry].value = start + 1..next;
                return end;
            }
            column += 1 + inner;
            start = next;
            if self.levels.len() >= MOST_LEVELS {
                return end;
            }
        }
    }

    /// The list to which an entry at a column belongs; none where no list can stand here.
    fn list_at(&mut self, column: usize, start: usize) -> Option<usize> {
        let Some(level) = self.levels.last().copied() else {
            let is_free = matches!(self.draft.items[0].what, What::Nothing | What::Rows);
            return is_free.then(|| self.open(0, column, start, true));
        };
        if level.is_list && level.column == column {
            return Some(level.item);
        }
        let holder = level.last;
        let item = &self.draft.items[holder];
        let is_free = item.what == What::Nothing || (item.what == What::Rows && !item.is_flow);
        (is_free && !item.is_half).then(|| self.open(holder, column, start, true))
    }

    fn no_entry(&mut self, column: usize, start: usize, end: usize) -> usize {
        let name = self.draft.name_before(start, end);
        let Some(level) = self.levels.last().copied() else {
            return match (name, self.draft.items[0].what) {
                (_, What::Nothing) if matches!(self.draft.byte(start), Some(b'[' | b'{')) => {
                    self.value(0, start, end, -1)
                }
                (Some(name), What::Nothing | What::Fields) => {
                    self.open(0, column, start, false);
                    self.field(name, column, end)
                }
                (None, What::Nothing | What::Fields) => {
                    self.open(0, column, start, false);
                    self.half_word(start, column, end)
                }
                _ => end,
            };
        };
        if column == level.column {
            return match name {
                Some(name) => self.field(name, column, end),
                None => self.half_word(start, column, end),
            };
        }
        let (holder, below) = (level.last, isize::try_from(level.column).unwrap_or(0));
        let item = &self.draft.items[holder];
        match (name, item.what) {
            (Some(name), What::Nothing) if !item.is_half => {
                self.open(holder, column, start, false);
                self.field(name, column, end)
            }
            (Some(name), What::Fields) if !item.is_flow => {
                self.open(holder, column, start, false);
                self.field(name, column, end)
            }
            (None, What::Nothing) if !item.is_half => self.value(holder, start, end, below),
            (None, What::Fields) if !item.is_flow => {
                self.open(holder, column, start, false);
                self.half_word(start, column, end)
            }
            (None, What::Rows) if !item.is_flow => {
                let word = start..self.word_end(start, end);
                self.half_entry(holder, word, column);
                end
            }
            _ => self.continued(start, end),
        }
    }

    /// A line that continues the text before it, where that is one without quotes.
    fn continued(&mut self, start: usize, end: usize) -> usize {
        let to = self.word_end(start, end);
        if let Some(level) = self.levels.last() {
            let item = &mut self.draft.items[level.last];
            let first = self.draft.text.as_bytes().get(item.value.start);
            if item.what == What::Text && !matches!(first, Some(b'"' | b'\'' | b'|' | b'>')) {
                (item.value.end, item.end) = (to, to);
            }
        }
        end
    }

    fn open(&mut self, item: usize, column: usize, start: usize, is_list: bool) -> usize {
        let opened = &mut self.draft.items[item];
        if opened.what == What::Nothing {
            opened.value = start..start;
        }
        opened.what = if is_list { What::Rows } else { What::Fields };
        self.levels.push(Level { item, column, is_list, last: item });
        item
    }

    fn set_last(&mut self, item: usize) {
        if let Some(level) = self.levels.last_mut() {
            level.last = item;
        }
    }

    fn field(&mut self, (name, after): (Range<usize>, usize), column: usize, end: usize) -> usize {
        let group = self.levels.last().map_or(0, |level| level.item);
        let field = self.draft.add(group, Some(name.clone()), name.start, after);
        self.draft.items[field].column = column;
        self.set_last(field);
        self.value(field, after, end, isize::try_from(column).unwrap_or(0))
    }

    /// A word without a colon where a field is expected.
    fn half_word(&mut self, start: usize, column: usize, end: usize) -> usize {
        let word = start..self.word_end(start, end);
        self.half(word, column);
        end
    }

    fn half(&mut self, name: Range<usize>, column: usize) {
        let group = self.levels.last().map_or(0, |level| level.item);
        let (start, end) = (name.start, name.end);
        let half = self.draft.add(group, Some(name), start, end);
        self.draft.items[half].is_half = true;
        self.draft.items[half].column = column;
        self.draft.items[half].value = end..end;
        self.set_last(half);
    }

    /// A word without a hyphen where an entry is expected.
    fn half_entry(&mut self, list: usize, word: Range<usize>, column: usize) {
        let (start, end) = (word.start, word.end);
        let half = self.draft.add(list, None, start, start);
        let item = &mut self.draft.items[half];
        (item.is_half, item.column, item.value, item.end) = (true, column, word, end);
    }

    fn word_end(&self, start: usize, end: usize) -> usize {
        let line = self.draft.text.get(start..end).unwrap_or_default();
        let comment = line.match_indices('#').find(|(at, _)| *at == 0 || line[..*at].ends_with([' ', '\t']));
        let line = comment.map_or(line, |(at, _)| &line[..at]);
        start + line.trim_end().len()
    }

    /// The value of an item, from behind its name on. It returns the end of the last line that was read.
    fn value(&mut self, item: usize, from: usize, end: usize, column: isize) -> usize {
        let start = self.draft.skip_properties(self.draft.skip_blanks(from));
        if start >= end || self.draft.byte(start) == Some(b'#') {
            self.draft.items[item].value = from..start.min(end);
            return end;
        }
        let frame = Frame { column, level: 0 };
        let to = match self.draft.byte(start) {
            Some(b'|' | b'>') => {
                let to = self.block_text_end(end, column);
                self.draft.set_text(item, start..to);
                to
            }
            Some(b'[' | b'{' | b'"' | b'\'') => self.draft.flow_value(item, start, frame),
            _ => {
                let to = self.word_end(start, end);
                self.draft.set_text(item, start..to);
                to
            }
        };
        self.draft.line_end(to.max(start))
    }

    /// Where a text of several lines ends that begins with `|` or `>`: all lines after it that are set in, and blank ones between them.
    fn block_text_end(&self, end: usize, column: isize) -> usize {
        let mut last = end;
        let mut at = end;
        loop {
            let next = self.draft.after_line(at);
            if next == at {
                return last;
            }
            at = self.draft.line_end(next);
            let (set_in, start) = self.indent(next, at);
            if start == at {
                continue;
            }
            if isize::try_from(set_in).unwrap_or(isize::MAX) <= column {
                return last;
            }
            last = at;
        }
    }
}
