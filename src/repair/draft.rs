//! An idea of a repair: edits of a text that are not tried yet.

use std::ops::Range;

use super::kinds::Certainty;

/// An idea of a repair that is not tried yet.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub title: String,
    pub certainty: Certainty,
    /// Stretches of the file's text and what stands there instead, in the order of the text; none of them touches another.
    pub edits: Vec<(Range<usize>, String)>,
}

impl Draft {
    pub fn new(title: impl Into<String>, certainty: Certainty, range: Range<usize>, text: impl Into<String>) -> Self {
        Self { title: title.into(), certainty, edits: vec![(range, text.into())] }
    }

    /// The change from one text to another, as one stretch.
    pub fn between(title: impl Into<String>, certainty: Certainty, old: &str, new: &str) -> Self {
        let (range, text) = difference(old, new);
        Self::new(title, certainty, range, text)
    }
}

/// The stretch of a text that differs from another, and what stands there in the other.
fn difference(old: &str, new: &str) -> (Range<usize>, String) {
    let same = |a: &mut dyn Iterator<Item = (char, char)>| {
        a.take_while(|(one, other)| one == other).map(|(one, _)| one.len_utf8()).sum::<usize>()
    };
    let start = same(&mut old.chars().zip(new.chars()));
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end = same(&mut old_rest.chars().rev().zip(new_rest.chars().rev()));
    (start..old.len() - end, new_rest[..new_rest.len() - end].to_owned())
}

/// A text with edits, which stand in its order and do not touch.
pub(super) fn applied(text: &str, edits: &[(Range<usize>, String)]) -> Option<String> {
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for (range, replacement) in edits {
        new.push_str(text.get(at..range.start)?);
        new.push_str(replacement);
        at = range.end;
    }
    new.push_str(text.get(at..)?);
    Some(new)
}
