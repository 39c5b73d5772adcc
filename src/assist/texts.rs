//! The records of a school as texts: the open file as it stands in the editor, the others as they were read last.

use std::borrow::Cow;

use super::open::{OpenFile, yaml_range};
use super::sketch::{Sketch, What, yaml};

/// The open file and every other record of its school whose text holds some words, each as a sketch with its path.
pub(super) fn holding<'a>(open: &OpenFile<'a>, words: &str) -> Vec<(&'a str, Sketch<'a>)> {
    let others = open.school.into_iter().flat_map(|school| school.sources());
    let others = others.filter(|(path, _)| *path != open.path).map(|(path, source)| (path, source.text()));
    let all = std::iter::once((open.path, open.text)).chain(others);
    let mut found: Vec<_> = all
        .filter(|(_, text)| text.contains(words))
        .filter_map(|(path, text)| Some((path, yaml(text, yaml_range(path, text)?, None))))
        .collect();
    found.sort_by_key(|(path, _)| *path);
    found
}

/// A child as somebody has written it: perhaps with a wrong UPN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named<'t> {
    pub(super) upn: Cow<'t, str>,
    /// Only where the UPN is one of the codes that several children may have.
    pub(super) name: Option<Cow<'t, str>>,
}

impl<'t> Named<'t> {
    /// The child that the UPN or the name at an item is of.
    pub(super) fn at(sketch: &Sketch<'t>, item: usize) -> Option<Self> {
        let row = sketch.item(item).parent;
        let is_name = sketch.name(item)? == "name";
        let upn = match sketch.name(item)?.as_ref() {
            "upn" | "child" => sketch.text_of(item)?,
            "name" => sketch.field_text(row, "upn")?,
            _ => return None,
        };
        let is_code = is_code(&upn);
        let name = sketch
            .field_text(row, "name")
            .filter(|_| is_code && (is_name || sketch.name(item).as_deref() == Some("upn")));
        Some(Self { upn, name })
    }

    /// Whether a UPN and, in a row, the name beside it are this child's.
    fn is(&self, upn: &str, name: Option<&str>) -> bool {
        self.upn == upn && (self.name.is_none() || name.is_none() || self.name.as_deref() == name)
    }

    /// The fields of a sketch that hold the UPN of this child: those of rows, and `child`. What is the authority's own is left alone.
    pub(super) fn fields(&self, sketch: &Sketch<'_>) -> Vec<usize> {
        let is_own = |item: usize| sketch.name(item).is_some_and(|name| name.starts_with("x_"));
        let is_of_child = |item: &usize| {
            let Some(upn) = sketch.text_of(*item).filter(|_| sketch.item(*item).what == What::Text) else {
                return false;
            };
            let row = sketch.item(*item).parent;
            match sketch.name(*item).as_deref() {
                Some("upn") => self.is(&upn, sketch.field_text(row, "name").as_deref()),
                // Without a name beside it a code says nothing of whom it means.
                Some("child") => self.upn == upn,
                _ => false,
            }
        };
        let of_child = sketch.numbers().filter(is_of_child);
        of_child.filter(|item| !sketch.line_of(*item).into_iter().any(is_own)).collect()
    }
}

/// Whether a text is one of the codes `UN1` to `UN5`, which several children may have.
pub(super) fn is_code(upn: &str) -> bool {
    matches!(upn.as_bytes(), [b'U', b'N', b'1'..=b'5'])
}
