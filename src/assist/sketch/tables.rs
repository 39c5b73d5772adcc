//! Reads TOML in lines: tables, keys, values. What nobody can make out is passed over.

use std::ops::Range;

use super::flow::{Draft, Frame};
use super::items::{Item, What};

/// The items of a TOML text.
pub(super) fn items(text: &str, cursor: Option<usize>) -> Vec<Item> {
    let mut lines = Lines { draft: Draft::new(text, 0..text.len(), cursor, b'='), table: 0 };
    lines.draft.items[0].what = What::Fields;
    lines.read();
    lines.draft.finish()
}

struct Lines<'t> {
    draft: Draft<'t>,
    /// The table in which keys stand.
    table: usize,
}

impl Lines<'_> {
    fn read(&mut self) {
        let mut at = 0;
        loop {
            let end = self.draft.line_end(at);
            let start = self.draft.skip_blanks(at);
            let read_to = match self.draft.byte(start).filter(|_| start < end) {
                None => {
                    if let Some(cursor) = self.draft.cursor.filter(|cursor| at <= *cursor && *cursor <= end) {
                        self.half(cursor..cursor);
                    }
                    end
                }
                Some(b'#') => end,
                Some(b'[') => self.table(start, end),
                Some(_) => self.key(start, end),
            };
            let next = self.draft.after_line(read_to);
            if next == read_to || next < at {
                return;
            }
            at = next;
        }
    }

    /// `[table]`, `[table.in.another]` or `[[table]]`: every part of the name is a field, and one of several tables an entry.
    fn table(&mut self, start: usize, end: usize) -> usize {
        let line = self.draft.text.get(start..end).unwrap_or_default();
        let is_one_of_several = line.starts_with("[[");
        let open = if is_one_of_several { 2 } else { 1 };
        let name = line.get(open..).unwrap_or_default();
        let length = name.find([']', '#']).unwrap_or(name.trim_end().len());
        let is_closed = name[length..].starts_with(']');
        let name_start = start + open;
        let mut table = 0;
        let mut from = name_start;
        for part in name[..length].split('.') {
            let leading = part.len() - part.trim_start().len();
            let place = from + leading..from + leading + part.trim().len();
            from += part.len() + 1;
            table = self.part(table, place, is_one_of_several, is_closed);
        }
        if is_one_of_several && is_closed {
            let list = table;
            self.draft.items[list].what = What::Rows;
            // Several tables of one name are entries of one list, wherever they stand.
            table = self.draft.add(list, None, start, end);
            self.draft.items[table].what = What::Fields;
            self.draft.items[table].value = start..end;
        }
        self.table = table;
        end
    }

    fn part(&mut self, of: usize, place: Range<usize>, is_list: bool, is_closed: bool) -> usize {
        let text = self.draft.text;
        let is_same = |item: &Item| {
            let same_name = item.name.clone().is_some_and(|name| text.get(name) == text.get(place.clone()));
            item.parent == of && same_name && item.what == What::Rows
        };
        if is_list
            && is_closed
            && let Some(list) = self.draft.items.iter().position(is_same)
        {
            return list;
        }
        let (start, end) = (place.start, place.end);
        let part = self.draft.add(of, Some(place), start, end);
        let item = &mut self.draft.items[part];
        (item.what, item.value, item.is_half) = (What::Fields, end..end, !is_closed);
        part
    }

    fn key(&mut self, start: usize, end: usize) -> usize {
        let Some((name, after)) = self.draft.name_before(start, end) else {
            let line = self.draft.text.get(start..end).unwrap_or_default();
            let word = line.split('#').next().unwrap_or_default().trim_end();
            self.half(start..start + word.len());
            return end;
        };
        let key = self.draft.add(self.table, Some(name.clone()), name.start, after);
        let value = self.draft.skip_blanks(after);
        if value >= end || self.draft.byte(value) == Some(b'#') {
            self.draft.items[key].value = after..value.min(end);
            return end;
        }
        let to = match self.draft.byte(value) {
            Some(b'[' | b'{' | b'"' | b'\'') => self.draft.flow_value(key, value, Frame { column: 0, level: 0 }),
            _ => {
                let line = self.draft.text.get(value..end).unwrap_or_default();
                let to = value + line.split('#').next().unwrap_or_default().trim_end().len();
                self.draft.set_text(key, value..to);
                to
            }
        };
        self.draft.line_end(to.max(value))
    }

    fn half(&mut self, name: Range<usize>) {
        let (start, end) = (name.start, name.end);
        let half = self.draft.add(self.table, Some(name), start, end);
        self.draft.items[half].is_half = true;
    }
}
