//! What is offered, and where it goes.

use std::ops::Range;

use crate::assist::open::{Sheet, TextEdit, line_break};
use crate::assist::sketch::What;
use crate::layout::search_key;

/// One thing that may stand where somebody types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What the list shows.
    pub label: String,
    /// What it is.
    pub sort: CompletionSort,
    /// A few words beside the label; may be empty.
    pub detail: String,
    /// What it means, in a sentence or two; may be empty.
    pub about: String,
    /// By what it is found while somebody types.
    pub filter: String,
    /// What is written.
    pub edit: TextEdit,
    /// What is written elsewhere in the file at the same time. It touches nothing of `edit`.
    pub more: Vec<TextEdit>,
}

/// What is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompletionSort {
    /// A field, or a table of the policy.
    Field,
    /// A word from a list.
    Word,
    /// A day.
    Day,
    /// A child.
    Child,
    /// Someone of the team or of the school.
    Person,
    /// Another value that the records hold.
    Value,
}

/// Something to choose from, before it is known how it is written here.
pub(super) struct Offer {
    pub(super) label: String,
    pub(super) sort: CompletionSort,
    pub(super) detail: String,
    pub(super) about: String,
    /// By what else it is found than its label.
    pub(super) also: String,
    /// The value as it is written.
    pub(super) text: String,
    /// What is written into other places.
    pub(super) more: Vec<TextEdit>,
}

impl Offer {
    pub(super) fn new(sort: CompletionSort, label: impl Into<String>, detail: impl Into<String>) -> Self {
        let label = label.into();
        Self {
            text: label.clone(),
            label,
            sort,
            detail: detail.into(),
            about: String::new(),
            also: String::new(),
            more: Vec::new(),
        }
    }

    /// The offer with this text in place of that range.
    pub(super) fn at(self, range: Range<usize>, lead: &str) -> Completion {
        let filter = if self.also.is_empty() { self.label.clone() } else { format!("{} {}", self.label, self.also) };
        Completion {
            edit: TextEdit { range, text: format!("{lead}{}", self.text) },
            label: self.label,
            sort: self.sort,
            detail: self.detail,
            about: self.about,
            filter,
            more: self.more,
        }
    }
}

/// The place of a value that somebody types.
pub(super) struct Place {
    /// What is replaced.
    pub(super) range: Range<usize>,
    /// What is wanted between the name or hyphen and the value: a space, where there is none.
    pub(super) space: &'static str,
    /// Whether it stands within brackets.
    pub(super) is_flow: bool,
    /// Whether nothing stands before it on its line but hyphens.
    pub(super) is_on_own_line: bool,
    /// The column at which it begins.
    pub(super) column: usize,
    /// The column of the field or entry that it is the value of.
    pub(super) outer: usize,
    /// What has been typed of it.
    pub(super) typed: String,
    line_break: &'static str,
    /// Where the value may begin: behind the name.
    after_name: usize,
}

impl Place {
    /// The place of the value of an item; none where a text of several lines stands there.
    pub(super) fn of(sheet: &Sheet<'_>, item: usize, at: usize) -> Option<Self> {
        let (one, text) = (sheet.sketch.item(item), sheet.open.text);
        let range = match one.what {
            What::Text if !text.get(one.value.clone())?.contains('\n') => one.value.clone(),
            What::Nothing => at..at,
            _ => return None,
        };
        let line_start = text.get(..range.start)?.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let before = text.get(line_start..range.start)?;
        let separator = if sheet.open.path.ends_with(".toml") { '=' } else { ':' };
        let space = if before.ends_with([separator, '-']) { " " } else { "" };
        Some(Self {
            typed: search_key(
                text.get(range.start..at.min(range.end)).unwrap_or_default().trim_start_matches(['"', '\'']),
            ),
            space,
            is_flow: sheet.sketch.item(one.parent).is_flow,
            is_on_own_line: before.trim_start_matches([' ', '\t', '-']).is_empty(),
            column: before.chars().map(|c| if c == '\t' { 2 } else { 1 }).sum::<usize>() + space.len(),
            outer: one.column,
            line_break: line_break(text),
            after_name: one.after_name,
            range,
        })
    }

    /// The place on a line of its own below the name, what stands before it there, and its column.
    pub(super) fn below(&self) -> (Range<usize>, String, usize) {
        if self.is_on_own_line {
            return (self.range.clone(), self.space.to_owned(), self.column);
        }
        let column = self.outer + 2;
        (
            self.after_name.min(self.range.start)..self.range.end,
            format!("{}{}", self.line_break, " ".repeat(column)),
            column,
        )
    }
}
