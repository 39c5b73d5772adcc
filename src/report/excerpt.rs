//! The line of a file in which a problem stands, with what is private in it hidden.

use std::collections::{HashMap, HashSet};

use crate::layout::Ending;
use crate::problem::{Position, Problem};
use crate::reading::{kind_of, place_of};
use crate::record::{Private, private_by_words, private_places};
use crate::text::{self, front_matter};
use crate::tree::{self, Tree};

/// A line of a file, in which private text is hidden.
pub(super) struct Excerpt {
    pub line: String,
    /// The bytes of the line that are marked.
    pub marked: std::ops::Range<usize>,
    /// Whether the line is cut at its end alone, so that columns in it are those of the file.
    pub is_from_the_start: bool,
}

/// A file from which excerpts are cut.
pub(super) struct Excerpts {
    pub path: String,
    text: String,
    /// Where each line begins, in bytes.
    lines: Vec<usize>,
    /// None where the file could not be parsed.
    parsed: Option<ParsedFile>,
    /// The line that was looked at last: problems often share one.
    last: Option<Line>,
}

/// What excerpts need of a file that could be parsed.
struct ParsedFile {
    /// What is hidden, by line.
    private: HashMap<u32, Vec<Private>>,
    /// Where each field's name and value end, by where they begin.
    ends: HashMap<Position, Position>,
    /// The column after the last text of each line: what comes after it is a comment.
    last_columns: HashMap<u32, u32>,
}

/// A line's characters, each with whether it is hidden.
struct Line {
    number: u32,
    characters: Vec<(char, bool)>,
}

impl Excerpts {
    pub fn new(path: &str, text: String) -> Self {
        let parsed = if is_policy(path) {
            tree::parse_toml(&text).ok().map(|tree| ParsedFile::new(&tree, Vec::new()))
        } else {
            yaml_of(path, &text).and_then(|(yaml, first_line)| {
                let tree = tree::parse_yaml(yaml, first_line).ok()?;
                let kind = place_of(path).and_then(|place| kind_of(place, path, &tree))?;
                Some(ParsedFile::new(&tree, private_places(kind, &tree)))
            })
        };
        let lines = text::line_starts(&text);
        Self { path: path.to_owned(), text, lines, parsed, last: None }
    }

    pub fn cut(&mut self, problem: &Problem, at: Position, show_names: bool) -> Option<Excerpt> {
        /// An excerpt is a place to look, not the whole of a long line.
        const BEFORE: usize = 2_000;
        const AFTER: usize = 200;
        let end = self.parsed.as_ref().and_then(|parsed| parsed.ends.get(&at)).copied();
        let line = self.line(at.line, show_names)?;
        let start = at.column as usize - 1;
        let end = match end {
            Some(end) if end.line == at.line => end.column as usize - 1,
            Some(_) if problem.field.as_deref() != Some("") => line.characters.len(),
            _ => start + 1,
        };
        let cut_from = if start > BEFORE { start - 60 } else { 0 };
        let shown = line.characters.iter().enumerate().skip(cut_from).take_while(|(column, _)| *column < start + AFTER);
        let mut excerpt = Excerpt { line: String::new(), marked: 0..0, is_from_the_start: cut_from == 0 };
        for (column, (character, hidden)) in shown {
            if column == start {
                excerpt.marked.start = excerpt.line.len();
            }
            excerpt.line.push(match character {
                c if *hidden && c.is_alphanumeric() => '•',
                '\t' => ' ',
                c => visible(*c),
            });
            if column < end.max(start + 1) && column >= start {
                excerpt.marked.end = excerpt.line.len();
            }
        }
        if excerpt.marked.is_empty() {
            // The problem stands at the end of the line. A space is added so that there is something to mark.
            excerpt.line.push(' ');
            excerpt.marked = excerpt.line.len() - 1..excerpt.line.len();
        }
        Some(excerpt)
    }

    /// A line, from 1, as it can be shown, without its end.
    pub fn shown(&mut self, number: u32, show_names: bool) -> Option<String> {
        let shown = |(character, hidden): &(char, bool)| match character {
            c if *hidden && c.is_alphanumeric() => '•',
            '\t' => '→',
            c => visible(*c),
        };
        Some(self.line(number, show_names)?.characters.iter().map(shown).collect())
    }

    fn line(&mut self, number: u32, show_names: bool) -> Option<&Line> {
        if self.last.as_ref().is_none_or(|last| last.number != number) {
            let text = text::line_at(&self.text, &self.lines, number)?;
            let mut characters: Vec<_> = text.chars().map(|c| (c, false)).collect();
            if !show_names {
                self.hide(text, number, &mut characters);
            }
            self.last = Some(Line { number, characters });
        }
        self.last.as_ref()
    }

    fn hide(&self, text: &str, number: u32, characters: &mut [(char, bool)]) {
        if self.parsed.is_none() && is_policy(&self.path) {
            // A policy speaks of no child: only its comments, which may say anything, are hidden.
            let comment = characters.iter().position(|(c, _)| *c == '#').unwrap_or(characters.len());
            characters.iter_mut().skip(comment).for_each(|(_, hidden)| *hidden = true);
            return;
        }
        let Some(parsed) = &self.parsed else {
            let mut private = private_by_words(text).into_iter().peekable();
            for ((byte, _), (_, hidden)) in text.char_indices().zip(characters) {
                while private.next_if(|range| range.end <= byte).is_some() {}
                *hidden = private.peek().is_some_and(|range| range.contains(&byte));
            }
            return;
        };
        for place in parsed.private.get(&number).into_iter().flatten() {
            let from = if place.start.line == number { place.start.column as usize - 1 } else { 0 };
            let to = if place.end.line == number { place.end.column as usize - 1 } else { characters.len() };
            let to = to.min(characters.len());
            characters.get_mut(from.min(to)..to).into_iter().flatten().for_each(|(_, hidden)| *hidden = true);
        }
        // A comment may speak of anyone.
        let after = parsed.last_columns.get(&number).map_or(0, |column| *column as usize - 1);
        let comment = characters.iter().skip(after).position(|(c, _)| *c == '#').map(|at| after + at);
        if let Some(comment) = comment {
            characters.get_mut(comment..).into_iter().flatten().for_each(|(_, hidden)| *hidden = true);
        }
    }
}

impl ParsedFile {
    fn new(tree: &Tree<'_>, private: Vec<Private>) -> Self {
        let (mut ends, mut last_columns) = (HashMap::new(), HashMap::<u32, u32>::new());
        for node in tree.nodes() {
            // A mapping begins where its first name does: the name is what is marked.
            ends.insert(node.start(), node.end());
            let last = last_columns.entry(node.end().line).or_default();
            *last = (*last).max(node.end().column);
        }
        // A text that aliases repeat stands in the file once.
        let mut seen = HashSet::new();
        let mut by_line = HashMap::<u32, Vec<Private>>::new();
        for place in private.into_iter().filter(|place| seen.insert(place.start)) {
            for line in place.start.line..=place.end.line {
                by_line.entry(line).or_default().push(place);
            }
        }
        Self { private: by_line, ends, last_columns }
    }
}

/// A text on one line, without what would steer a terminal.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(visible).collect()
}

/// A character as it can be shown: what would steer a terminal, or turn the direction of the writing, is replaced.
fn visible(character: char) -> char {
    let turns = matches!(character, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if character.is_control() || turns { char::REPLACEMENT_CHARACTER } else { character }
}

fn is_policy(path: &str) -> bool {
    path.eq_ignore_ascii_case(crate::layout::POLICY_FILE)
}

fn yaml_of<'t>(path: &str, text: &'t str) -> Option<(&'t str, u32)> {
    if Ending::of(path) == Ending::Markdown {
        let front = front_matter(text)?;
        text.get(front.yaml).map(|yaml| (yaml, front.first_line))
    } else {
        Some((text, 1))
    }
}
