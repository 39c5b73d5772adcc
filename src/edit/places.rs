//! Where in a text a change could be made: the likeliest place first. Whether a place is right is found out by reading what comes of it.

use super::change::{Block, Change, Entry};
use crate::problem::Position;
use crate::text::{line_starts, offset_of};
use crate::tree::{Node, Shape, Tree};

/// A text with its tree.
pub(super) struct Text<'t> {
    text: &'t str,
    tree: &'t Tree<'t>,
    order: &'t [&'t str],
    starts: Vec<usize>,
    /// What ends its lines.
    end: &'static str,
}

impl<'t> Text<'t> {
    pub fn new(text: &'t str, tree: &'t Tree<'t>, order: &'t [&'t str]) -> Self {
        let end = if text.contains("\r\n") {
            "\r\n"
        } else if text.contains('\r') && !text.contains('\n') {
            "\r"
        } else {
            "\n"
        };
        Self { text, tree, order, starts: line_starts(text), end }
    }

    /// The text with a change, made at each place that may be right.
    pub fn candidates(&self, change: &Change) -> Vec<String> {
        let field = change.field();
        let there = self.tree.at(field);
        match (change, there) {
            (Change::Set { value, .. }, Some((name, node))) => self.replaced(name, node, value).into_iter().collect(),
            (Change::Add { entry, .. }, Some((name, node))) => self.longer(name, node, entry),
            (Change::Put { value, .. }, Some((name, node))) => self.filled(name, node, value),
            (Change::Remove { .. }, Some((name, node))) => self.without(field, name, node),
            (Change::Set { value, .. }, None) => self.with_field(field, "", &[], value),
            (Change::Add { entry, .. }, None) => {
                self.with_field(field, "", &self.block(entry, "  "), &format!("[{}]", entry.flow))
            }
            (Change::Put { value, .. }, None) => {
                self.with_field(field, value.head, &self.ended_lines(&value.lines, ""), &value.flow)
            }
            (Change::Remove { .. }, None) => Vec::new(),
        }
    }

    /// A value in place of another that stands on one line.
    fn replaced(&self, name: Option<Node<'_, '_>>, node: Node<'_, '_>, value: &str) -> Option<String> {
        if matches!(node.shape(), Shape::Scalar { text: "", plain: true }) {
            // Nothing stands after the colon: the value follows it.
            let after = self.after_colon(name?)?;
            return Some(format!("{} {value}{}", &self.text[..after], &self.text[after..]));
        }
        let (from, to) = (self.offset(node.start())?, self.offset(node.end())?);
        let old = self.text.get(from..to)?;
        let old = old.trim_end();
        let is_one_line = !old.contains(['\n', '\r']) && !old.is_empty();
        is_one_line.then(|| format!("{}{value}{}", &self.text[..from], &self.text[from + old.len()..]))
    }

    /// A field that is not there yet. `lines`: those below its name, where it is laid out in lines, with `head` behind its colon; else `value`
    /// follows the name.
    fn with_field(&self, field: &str, head: &str, lines: &[String], value: &str) -> Vec<String> {
        let Some((group, name)) = field.rsplit_once('/') else { return Vec::new() };
        let Some((name_of_group, parent)) = self.tree.at(group) else { return Vec::new() };
        if parent.is_nothing() {
            return self.replaced(name_of_group, parent, &format!("{{{name}: {value}}}")).into_iter().collect();
        }
        if self.is_flow(parent) {
            return self.in_braces(parent, &format!("{name}: {value}"));
        }
        let Some((first, _)) = parent.entries().next() else { return Vec::new() };
        let indent = " ".repeat(first.start().column as usize - 1);
        let mut new = Vec::new();
        if lines.is_empty() {
            new.push(format!("{indent}{name}: {value}{}", self.end));
        } else {
            let space = if head.is_empty() { "" } else { " " };
            new.push(format!("{indent}{name}:{space}{head}{}", self.end));
            new.extend(lines.iter().map(|line| self.indented(line, &indent)));
        }
        let new = new.concat();
        let places = self.lines_for(parent, name, group.is_empty());
        places.into_iter().map(|line| self.inserted(line, &new)).collect()
    }

    /// The lines before which a new field of a group may stand.
    fn lines_for(&self, group: Node<'_, '_>, name: &str, is_root: bool) -> Vec<usize> {
        let mut places = Vec::new();
        if is_root {
            places.extend(self.after_hint(name));
            let before = self.order.iter().take_while(|other| **other != name);
            let before = before.filter_map(|other| group.entries().find(|(of, _)| of.text() == Some(other)));
            places.extend(before.last().into_iter().flat_map(|(name, value)| self.lines_after(name, value)));
        }
        places.extend(group.entries().last().into_iter().flat_map(|(name, value)| self.lines_after(name, value)));
        if is_root {
            places.push(self.lines());
        }
        places
    }

    /// The line after a comment that shows how a field is written, with the lines that belong to it.
    fn after_hint(&self, name: &str) -> Option<usize> {
        let comment = |line: usize| self.line(line).strip_prefix('#');
        let shows = |line: &usize| {
            let text = comment(*line).unwrap_or_default().trim_start();
            text.strip_prefix(name).is_some_and(|rest| rest.starts_with(':'))
        };
        let hint = (0..self.lines()).find(shows)?;
        let belongs = |line: &usize| comment(*line).is_some_and(|text| text.starts_with("   "));
        Some(hint + 1 + (hint + 1..self.lines()).take_while(belongs).count())
    }

    /// The line after those of a field: before the blank lines that follow it, and after them, where they belong to its text.
    fn lines_after(&self, name: Node<'_, '_>, value: Node<'_, '_>) -> [usize; 2] {
        let after = self.line_after(name, value);
        let blank = (0..after).rev().take_while(|line| self.line(*line).trim().is_empty()).count();
        [after - blank, after]
    }

    fn line_after(&self, name: Node<'_, '_>, value: Node<'_, '_>) -> usize {
        let column = name.start().column as usize - 1;
        let hyphens_may_be_level = matches!(value.shape(), Shape::List) && !self.is_flow(value);
        let first = self.last_line(value).max(name.start().line as usize);
        let mut after = first;
        for line in first..self.lines() {
            let text = self.line(line);
            let (inside, indent) = (text.trim_start_matches(' '), text.len() - text.trim_start_matches(' ').len());
            if inside.trim().is_empty() {
                continue;
            }
            if indent > column || (hyphens_may_be_level && indent == column && inside.starts_with('-')) {
                after = line + 1;
            } else {
                break;
            }
        }
        after
    }

    /// The last line, from 1, on which something of a node surely stands.
    fn last_line(&self, node: Node<'_, '_>) -> usize {
        let own = match node.shape() {
            Shape::List | Shape::Mapping if !self.is_flow(node) => node.start().line,
            _ if node.end().column == 1 && node.end().line > node.start().line => node.end().line - 1,
            _ => node.end().line,
        };
        let own = if node.is_nothing() && node.text().is_some() { node.start().line.min(own) } else { own };
        // Nothing at all has its place where the next thing stands.
        let own = if node.text() == Some("") { 0 } else { own as usize };
        let inside = node.items().chain(node.entries().map(|(_, value)| value)).map(|inside| self.last_line(inside));
        inside.max().unwrap_or(0).max(own)
    }

    /// One more field in a group in braces.
    fn in_braces(&self, group: Node<'_, '_>, field: &str) -> Vec<String> {
        let Some(brace) = self.offset(group.end()).and_then(|end| end.checked_sub(1)) else { return Vec::new() };
        let (Some(head), Some(tail)) = (self.text.get(..brace), self.text.get(brace..)) else { return Vec::new() };
        let mut found = Vec::new();
        let last = group.entries().last().and_then(|(_, value)| self.offset(value.end()));
        if let Some(last) = last.filter(|last| *last <= brace) {
            // Directly behind the last value, so that a comment after it stays where it is.
            let rest = self.text.get(last..brace).unwrap_or_default();
            let spaces = rest.len() - rest.trim_start().len();
            let at = if rest.trim_start().starts_with(',') { last + spaces + 1 } else { last };
            let comma = if at > last { " " } else { ", " };
            found.push(format!("{}{comma}{field}{}", &self.text[..at], &self.text[at..]));
        }
        let trimmed = head.trim_end();
        let comma = if trimmed.ends_with(',') { " " } else { ", " };
        found.push(format!("{trimmed}{comma}{field}{}{tail}", &head[trimmed.len()..]));
        found
    }

    /// A field that is there but empty gets a value of several lines.
    fn filled(&self, name: Option<Node<'_, '_>>, node: Node<'_, '_>, value: &Block) -> Vec<String> {
        let Some(name) = name.filter(|_| node.is_nothing()) else { return Vec::new() };
        let indent = " ".repeat(name.start().column as usize - 1);
        let lines: String =
            value.lines.iter().map(|line| self.indented(&format!("{line}{}", self.end), &indent)).collect();
        let in_lines = || {
            let after_name = self.after_colon(name)?;
            // Nothing at all has its place where the next thing stands.
            let is_written = !matches!(node.shape(), Shape::Scalar { text: "", plain: true });
            let (from, to) = (after_name, if is_written { self.offset(node.end())? } else { after_name });
            let line = self.starts.iter().copied().find(|start| *start > to).unwrap_or(self.text.len());
            let space = if value.head.is_empty() { "" } else { " " };
            let head = format!("{}{space}{}{}", &self.text[..from], value.head, &self.text[to..line]);
            Some(format!("{}{lines}{}", self.ended(&head), &self.text[line..]))
        };
        in_lines().into_iter().chain(self.replaced(Some(name), node, &value.flow)).collect()
    }

    /// The text without a field or an entry of a list.
    fn without(&self, field: &str, name: Option<Node<'_, '_>>, node: Node<'_, '_>) -> Vec<String> {
        let Some((_, parent)) = field.rsplit_once('/').and_then(|(group, _)| self.tree.at(group)) else {
            return Vec::new();
        };
        let first = name.unwrap_or(node);
        if self.is_flow(parent) {
            return self.out_of_brackets(first, node);
        }
        let lines = match name {
            Some(name) => Some((name.start().line as usize - 1, self.lines_after(name, node)[0])),
            None => self.lines_of_entry(node),
        };
        let Some((from, to)) = lines else { return Vec::new() };
        let comments: String = (from..to).filter_map(|line| self.comment_of(line, first, node)).collect();
        let at = |line: usize| self.starts.get(line).copied().unwrap_or(self.text.len());
        let (before, after) = (&self.text[..at(from)], &self.text[at(to)..]);
        vec![format!("{before}{comments}{after}"), format!("{before}{after}")]
    }

    /// The comment on a line of what is taken out, as a line of its own.
    fn comment_of(&self, line: usize, first: Node<'_, '_>, node: Node<'_, '_>) -> Option<String> {
        let text = self.line(line);
        let indent = &self.line(first.start().line as usize - 1);
        let indent = &indent[..indent.len() - indent.trim_start().len()];
        let end = self.offset(node.end())?;
        let start = self.starts.get(line).copied()?;
        let own_line = (text.trim_start().starts_with('#') && !self.is_in_text(line, node)).then_some(text.trim());
        let behind =
            || self.text.get(end.max(start)..start + text.len()).map(str::trim).filter(|rest| rest.starts_with('#'));
        let behind = if (start..=start + text.len()).contains(&end) { behind() } else { None };
        own_line.or(behind).map(|comment| format!("{indent}{comment}{}", self.end))
    }

    /// Whether a line, from 0, is one of a text that goes over several.
    fn is_in_text(&self, line: usize, node: Node<'_, '_>) -> bool {
        match node.shape() {
            Shape::Scalar { .. } => (node.start().line as usize - 1..self.last_line(node)).contains(&line),
            _ => node.items().chain(node.entries().map(|(_, value)| value)).any(|inside| self.is_in_text(line, inside)),
        }
    }

    /// The lines of an entry of a list: from its hyphen to the line after its last.
    fn lines_of_entry(&self, entry: Node<'_, '_>) -> Option<(usize, usize)> {
        let first =
            (0..entry.start().line as usize).rev().find(|line| self.line(*line).trim_start().starts_with('-'))?;
        let text = self.line(first);
        let hyphen = text.len() - text.trim_start().len();
        Some((first, self.after_entry(first, hyphen)))
    }

    /// The line after those of an entry. What stands further in than its hyphen belongs to it, its comments too; blank lines between do not end it.
    fn after_entry(&self, first: usize, hyphen: usize) -> usize {
        let mut after = first + 1;
        for line in first + 1..self.lines() {
            let text = self.line(line);
            if text.trim().is_empty() {
                continue;
            }
            if text.len() - text.trim_start_matches(' ').len() <= hyphen {
                break;
            }
            after = line + 1;
        }
        after
    }

    /// A field or an entry taken out of braces or brackets, with the comma behind it or before it.
    fn out_of_brackets(&self, first: Node<'_, '_>, node: Node<'_, '_>) -> Vec<String> {
        let Some((from, to)) = self.offset(first.start()).zip(self.offset(node.end())) else { return Vec::new() };
        let (Some(before), Some(after)) = (self.text.get(..from), self.text.get(to..)) else { return Vec::new() };
        let behind =
            after.trim_start().strip_prefix(',').map(|rest| format!("{before}{}", rest.trim_start_matches(' ')));
        let head = before.trim_end().strip_suffix(',').map(|head| format!("{}{after}", head.trim_end()));
        behind.into_iter().chain(head).collect()
    }

    /// A list with one more entry.
    fn longer(&self, name: Option<Node<'_, '_>>, list: Node<'_, '_>, entry: &Entry) -> Vec<String> {
        let longer = match list.shape() {
            _ if list.is_nothing() => self.first_entry(name, list, entry),
            Shape::List if self.is_flow(list) => self.in_brackets(list, &entry.flow),
            Shape::List => self.after_last_entry(list, entry),
            Shape::Scalar { .. } | Shape::Mapping => None,
        };
        longer.into_iter().collect()
    }

    /// The first entry of a list that is empty: what says so goes, and the entry stands on the next line.
    fn first_entry(&self, name: Option<Node<'_, '_>>, list: Node<'_, '_>, entry: &Entry) -> Option<String> {
        let name = name?;
        let after_name = self.after_colon(name)?;
        let is_word = list.text() != Some("");
        let (from, to) =
            if is_word { (self.offset(list.start())?, self.offset(list.end())?) } else { (after_name, after_name) };
        let is_in_braces = self.flow_groups().any(|group| {
            self.offset(group.start())
                .zip(self.offset(group.end()))
                .is_some_and(|(start, end)| start < from && from < end)
        });
        if is_in_braces {
            let space = if is_word { "" } else { " " };
            return Some(format!("{}{space}[{}]{}", &self.text[..from], entry.flow, &self.text[to..]));
        }
        let indent = " ".repeat(name.start().column as usize + 1);
        let line = self.starts.iter().copied().find(|start| *start > to).unwrap_or(self.text.len());
        let head = format!("{}{}", &self.text[..from], &self.text[to..line]);
        // A bracket that is taken away leaves no space before a comment but its own.
        let head = if from > after_name && list.text().is_none() {
            format!("{}{}", self.text[..from].trim_end(), &self.text[to..line])
        } else {
            head
        };
        let entry: String = self.block(entry, &indent).concat();
        Some(format!("{}{entry}{}", self.ended(&head), &self.text[line..]))
    }

    fn in_brackets(&self, list: Node<'_, '_>, entry: &str) -> Option<String> {
        let bracket = self.offset(list.end())?.checked_sub(1)?;
        let (head, tail) = (self.text.get(..bracket)?, self.text.get(bracket..)?);
        let comma = if head.trim_end().ends_with(',') { " " } else { ", " };
        Some(format!("{head}{comma}{entry}{tail}"))
    }

    fn after_last_entry(&self, list: Node<'_, '_>, entry: &Entry) -> Option<String> {
        let last = list.items().last()?;
        // Where the entry begins on the line after its hyphen, that stands before it.
        let first_line =
            (0..last.start().line as usize).rev().find(|line| self.line(*line).trim_start().starts_with('-'))?;
        let text = self.line(first_line);
        let hyphen = text.find('-')?;
        let indent = text.get(..hyphen).filter(|indent| indent.trim().is_empty())?;
        let after = self.after_entry(first_line, hyphen);
        // Where entries are parted by blank lines, this one is too.
        let blank = if self.is_spaced(list) { self.end } else { "" };
        let entry: String = self.block(entry, indent).concat();
        Some(self.inserted(after, &format!("{blank}{entry}")))
    }

    /// Whether a blank line stands before each entry but the first.
    fn is_spaced(&self, list: Node<'_, '_>) -> bool {
        let mut starts = list.items().skip(1).map(|entry| entry.start().line as usize).peekable();
        let blank_before = |line: usize| line.checked_sub(2).is_some_and(|line| self.line(line).trim().is_empty());
        starts.peek().is_some() && starts.all(blank_before)
    }

    /// The lines of an entry below one another, each with its end.
    fn block(&self, entry: &Entry, indent: &str) -> Vec<String> {
        let marks = std::iter::once("- ").chain(std::iter::repeat("  "));
        let lines = entry.lines.iter().zip(marks);
        lines.map(|(line, mark)| format!("{indent}{mark}{line}{}", self.end)).collect()
    }

    /// Lines below one another, each with its end.
    fn ended_lines(&self, lines: &[String], indent: &str) -> Vec<String> {
        lines.iter().map(|line| format!("{indent}{line}{}", self.end)).collect()
    }

    /// A line further in; an empty one stays empty.
    fn indented(&self, line: &str, indent: &str) -> String {
        if line.trim().is_empty() { line.to_owned() } else { format!("{indent}{line}") }
    }

    /// The text with lines before one of its lines.
    fn inserted(&self, line: usize, new: &str) -> String {
        let at = self.starts.get(line).copied().unwrap_or(self.text.len());
        format!("{}{new}{}", self.ended(&self.text[..at]), &self.text[at..])
    }

    fn ended(&self, text: &str) -> String {
        let is_ended = text.is_empty() || text.ends_with(['\n', '\r']);
        if is_ended { text.to_owned() } else { format!("{text}{}", self.end) }
    }

    /// The byte after the colon of a field's name.
    fn after_colon(&self, name: Node<'_, '_>) -> Option<usize> {
        let end = self.offset(name.end())?;
        let rest = self.text.get(end..)?;
        let colon = rest.find(|c: char| c != ' ')?;
        rest.get(colon..)?.starts_with(':').then_some(end + colon + 1)
    }

    fn flow_groups(&self) -> impl Iterator<Item = Node<'_, 't>> {
        self.tree.nodes().filter(|node| !matches!(node.shape(), Shape::Scalar { .. }) && self.is_flow(*node))
    }

    fn is_flow(&self, node: Node<'_, '_>) -> bool {
        let bracket = match node.shape() {
            Shape::List => '[',
            Shape::Mapping => '{',
            Shape::Scalar { .. } => return false,
        };
        // A list whose hyphens are level with its name is said to begin where its first entry does.
        let is_first_entry = node.items().next().is_some_and(|first| first.start() == node.start());
        let begins = |at: usize| self.text.get(at..).is_some_and(|text| text.starts_with(bracket));
        !is_first_entry && self.offset(node.start()).is_some_and(begins)
    }

    /// The byte at which a place begins.
    fn offset(&self, at: Position) -> Option<usize> {
        offset_of(self.text, &self.starts, at)
    }

    /// A line, from 0, without its end.
    fn line(&self, line: usize) -> &str {
        let start = self.starts.get(line).copied().unwrap_or(self.text.len());
        let end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        self.text.get(start..end).unwrap_or_default().trim_end_matches(['\n', '\r'])
    }

    /// How many lines there are; what follows the last end of a line is none where nothing follows it.
    fn lines(&self) -> usize {
        let last = self.starts.last().copied().unwrap_or(0);
        if last == self.text.len() { self.starts.len() - 1 } else { self.starts.len() }
    }
}
