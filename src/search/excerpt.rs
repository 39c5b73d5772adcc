//! What is shown of a text around the places that were found.

use std::ops::Range;

/// A stretch of a text with what was found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The number of its line, from 1.
    pub line: u32,
    /// The line, or a stretch of it around the first place that was found; without blanks at either end.
    pub text: String,
    /// Which bytes of it were found.
    pub marked: Vec<Range<usize>>,
}

/// The most characters that are shown of a line, and how many of them before what was found.
const MOST: usize = 160;
const BEFORE: usize = 50;

/// The lines of a text in which something was found, each with its places; `places` in order, as bytes of the text.
#[must_use]
pub fn excerpt(text: &str, places: &[Range<usize>]) -> Vec<Excerpt> {
    let mut excerpts: Vec<Excerpt> = Vec::new();
    let (mut number, mut start) = (1, 0);
    let mut rest = places.iter().peekable();
    // A line ends with the line feed; what stands before that in Windows is blank.
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let mut here = Vec::new();
        while let Some(place) = rest.next_if(|place| place.start < end) {
            // A phrase that goes on in the next line is marked up to the end of this one.
            here.push(place.start.max(start) - start..place.end.min(end) - start);
        }
        if !here.is_empty() {
            excerpts.push(cut(number, line, &here));
        }
        (number, start) = (number + 1, end);
    }
    excerpts
}

/// The lines of a text in which something was found, whole, each with its number. `places`: by their beginnings.
#[must_use]
pub fn lines<'t>(text: &'t str, places: &[Range<usize>]) -> Vec<(u32, &'t str)> {
    let (mut found, mut start, mut number) = (Vec::new(), 0, 1);
    let (mut places, mut reached) = (places.iter().peekable(), 0);
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        while let Some(place) = places.next_if(|place| place.start < end) {
            reached = reached.max(place.end);
        }
        if reached > start {
            found.push((number, line.trim()));
        }
        (number, start) = (number + 1, end);
    }
    found
}

fn cut(number: u32, line: &str, places: &[Range<usize>]) -> Excerpt {
    let trimmed = line.trim_end();
    let blank = trimmed.len() - trimmed.trim_start().len();
    let first = places.first().map_or(0, |place| place.start).max(blank).min(trimmed.len());
    let before = trimmed[blank..first].char_indices().rev().nth(BEFORE).map(|(at, _)| blank + at);
    // Do not begin or end within a word, where a blank is near.
    let from = before.map_or(blank, |at| trimmed[at..first].find(' ').map_or(at, |blank| at + blank + 1));
    let until = trimmed[from..].char_indices().nth(MOST).map(|(at, _)| from + at);
    let to = until.map_or(trimmed.len(), |at| trimmed[first..at].rfind(' ').map_or(at, |blank| first + blank));
    let (head, tail) = (if from > blank { "… " } else { "" }, if to < trimmed.len() { " …" } else { "" });
    let shift = |at: usize| at.clamp(from, to) - from + head.len();
    let marked = places.iter().map(|place| shift(place.start)..shift(place.end)).filter(|place| !place.is_empty());
    Excerpt { line: number, marked: marked.collect(), text: format!("{head}{}{tail}", &trimmed[from..to]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_shown_once_with_its_places() {
        let text = "one\r\n  two three two\nfour";
        let found = excerpt(text, &[7..10, 17..20, 21..25]);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].line, found[0].text.as_str()), (2, "two three two"));
        let marked: Vec<_> = found[0].marked.iter().map(|place| &found[0].text[place.clone()]).collect();
        assert_eq!(marked, ["two", "two"]);
        assert_eq!((found[1].line, found[1].text.as_str()), (3, "four"));
    }

    #[test]
    fn a_long_line_is_cut_between_words() {
        let text = format!("{}é needle {}", "word ".repeat(100), "after ".repeat(100));
        let at = text.find("needle").unwrap();
        let found = &excerpt(&text, &[at..at + 6, text.len() - 3..text.len()])[0];
        assert!(found.text.starts_with("… word") && found.text.ends_with("after …"), "{}", found.text);
        assert_eq!(found.marked.len(), 1);
        assert_eq!(&found.text[found.marked[0].clone()], "needle");
        assert!(found.text.chars().count() < 180);
    }
}
