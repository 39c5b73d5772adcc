//! A child's UPN or misspelt name is put right in all records of its school at once: as exact edits, for a preview.

use std::ops::Range;

use super::open::{OpenFile, Sheet, TextEdit};
use super::sketch::{Sketch, Spot};
use super::texts::{Named, holding, is_code};
use crate::record::values::{ChildName, Upn, Value as _};
use crate::record::{Kind, Record};
use crate::text::quoted;
use crate::tree::{parse_yaml, write_text};

/// What can be renamed at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamable {
    /// The stretch of the text.
    pub range: Range<usize>,
    /// What stands there.
    pub text: String,
}

/// The edits of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEdits {
    /// The file, relative to the drive.
    pub path: String,
    /// Edits that do not touch one another, in the order of the text. Of the open file they hold for the text in the editor, of others for the
    /// text as it was read last.
    pub edits: Vec<TextEdit>,
}

/// Why a child is not renamed, in whole sentences.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoRename(String);

/// What can be renamed at a place of a text: the UPN of a child, or its name in a row with a UPN. None elsewhere.
#[must_use]
pub fn renamable(open: &OpenFile<'_>, at: usize) -> Option<Renamable> {
    let sheet = Sheet::new(open, None)?;
    let item = item_at(&sheet, at)?;
    let range = sheet.sketch.inner(item);
    Some(Renamable { range, text: sheet.sketch.text_of(item)?.into_owned() })
}

/// The edits by which the child at a place gets another UPN or another name in all the school's records that can be read. A name is changed in the
/// rows of the same UPN, and where that is one of the codes UN1 to UN5 only where the name is the same, too.
pub fn rename(open: &OpenFile<'_>, at: usize, to: &str) -> Result<Vec<FileEdits>, NoRename> {
    let no = |text: &str| NoRename(text.to_owned());
    let sheet = Sheet::new(open, None).ok_or_else(|| no("This file is no record."))?;
    let nothing = || no("Only a child's UPN, or its name in a row with its UPN, can be changed in all records.");
    let item = item_at(&sheet, at).ok_or_else(nothing)?;
    let named = Named::at(&sheet.sketch, item).ok_or_else(nothing)?;
    let is_name = sheet.sketch.name(item).as_deref() == Some("name");
    let to = to.trim();
    let records = holding(open, &named.upn);
    if is_name {
        ChildName::parse(to).map_err(|_| no("A child's name cannot be empty."))?;
    } else {
        check_upn(open, &named, to)?;
    }
    let mut found = Vec::new();
    for (path, sketch) in &records {
        let edits = if is_name { names(sketch, &named, to) } else { upns(sketch, &named, to, &records) };
        let edits: Vec<_> =
            edits.into_iter().filter(|edit| sketch.text().get(edit.range.clone()) != Some(&edit.text)).collect();
        if edits.is_empty() {
            continue;
        }
        still_read(path, sketch, &edits)?;
        found.push(FileEdits { path: (*path).to_owned(), edits });
    }
    Ok(found)
}

fn item_at(sheet: &Sheet<'_>, at: usize) -> Option<usize> {
    let Spot::Value(item) = sheet.sketch.at(at)? else { return None };
    Named::at(&sheet.sketch, item)?;
    // The name of someone else stands in a row without a UPN; what stands in a place of its own is no child's.
    sheet.sketch.text_of(item).filter(|text| !text.is_empty()).map(|_| item)
}

/// Whether a text may be the UPN of this child.
fn check_upn(open: &OpenFile<'_>, named: &Named<'_>, to: &str) -> Result<(), NoRename> {
    if let Err(wrong) = Upn::parse(to) {
        return Err(NoRename(format!("{}. {}", wrong.message(&quoted(to)), wrong.help())));
    }
    if is_code(to) || named.upn == to {
        return Ok(());
    }
    // Two children must not become one.
    let name = named.name.clone().map(|name| name.into_owned()).or_else(|| name_in_rows(open, named));
    for (path, sketch) in holding(open, to) {
        let other = Named { upn: to.into(), name: None };
        for field in other.fields(&sketch) {
            let there = sketch
                .field_text(sketch.item(field).parent, "name")
                .filter(|_| sketch.name(field).as_deref() == Some("upn"));
            if let (Some(there), Some(name)) = (there, &name)
                && there.trim() != name.trim()
            {
                return Err(NoRename(format!(
                    "{to} is another child's UPN already: in {path}. Look up which of the two is right."
                )));
            }
        }
    }
    Ok(())
}

/// The name of a child in any row of it.
fn name_in_rows(open: &OpenFile<'_>, named: &Named<'_>) -> Option<String> {
    holding(open, &named.upn).iter().find_map(|(_, sketch)| {
        let rows = named.fields(sketch).into_iter().map(|field| sketch.item(field).parent);
        rows.into_iter().find_map(|row| Some(sketch.field_text(row, "name")?.into_owned()))
    })
}

fn upns(sketch: &Sketch<'_>, named: &Named<'_>, to: &str, records: &[(&str, Sketch<'_>)]) -> Vec<TextEdit> {
    let mut edits = Vec::new();
    for field in named.fields(sketch) {
        // A code without a name beside it is this child's only where no other child of the school has that code.
        let row = sketch.item(field).parent;
        let is_named = sketch.name(field).as_deref() == Some("upn") && sketch.field_text(row, "name").is_some();
        if is_code(&named.upn) && !is_named && !is_alone(named, records) {
            continue;
        }
        edits.push(TextEdit { range: sketch.inner(field), text: to.to_owned() });
    }
    edits
}

/// Whether all rows with the code of a child bear its name.
fn is_alone(named: &Named<'_>, records: &[(&str, Sketch<'_>)]) -> bool {
    let all = Named { upn: named.upn.clone(), name: None };
    records.iter().all(|(_, sketch)| {
        let rows = all.fields(sketch).into_iter().map(|field| sketch.item(field).parent);
        let mut names = rows.into_iter().filter_map(|row| sketch.field_text(row, "name"));
        names.all(|name| named.name.as_ref().is_none_or(|own| *own == name))
    })
}

fn names(sketch: &Sketch<'_>, named: &Named<'_>, to: &str) -> Vec<TextEdit> {
    let of_rows = named.fields(sketch).into_iter().filter(|field| sketch.name(*field).as_deref() == Some("upn"));
    let fields = of_rows.filter_map(|field| sketch.field(sketch.item(field).parent, "name"));
    let written = fields.filter(|field| sketch.text_of(*field).is_some());
    let edit = |field| TextEdit { range: sketch.item(field).value.clone(), text: write_text(to) };
    let mut edits: Vec<_> = written.map(edit).collect();
    edits.sort_by_key(|edit| edit.range.start);
    edits
}

/// Reads a record again with its edits. One that could be read must be readable still.
fn still_read(path: &str, sketch: &Sketch<'_>, edits: &[TextEdit]) -> Result<(), NoRename> {
    let range = super::open::yaml_range(path, sketch.text()).unwrap_or(0..0);
    let text = sketch.text().get(range.clone()).unwrap_or_default();
    let mut new = String::with_capacity(text.len());
    let mut from = 0;
    for edit in edits {
        let (start, end) = (edit.range.start - range.start, edit.range.end - range.start);
        new.push_str(text.get(from..start).unwrap_or_default());
        new.push_str(&edit.text);
        from = end;
    }
    new.push_str(text.get(from..).unwrap_or_default());
    let read = |text: &str| {
        let tree = parse_yaml(text, 1).ok()?;
        let kind = tree.root().get("kind").and_then(|kind| Kind::from_word(kind.text()?));
        Some(kind.is_none_or(|kind| Record::read(kind, &tree).is_ok()))
    };
    match (read(text), read(&new)) {
        (Some(true), Some(true)) | (Some(false) | None, _) => Ok(()),
        _ => Err(NoRename(format!("{path} could not be read after that. Change it by hand."))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assist::sample::{EARLIER, PRO_FORMA, Sample, VISIT, edited, marked, text_of};

    /// What becomes of each file, or why nothing does.
    fn renamed(path: &str, text: &str, to: &str) -> Result<Vec<(String, String)>, String> {
        let sample = Sample::new();
        let (text, at) = marked(text);
        let found = rename(&sample.open(path, &text), at, to).map_err(|why| why.to_string())?;
        let before = |of: &str| if of == path { text.clone() } else { text_of(of).to_owned() };
        Ok(found.into_iter().map(|file| (file.path.clone(), edited(&before(&file.path), &file.edits))).collect())
    }

    #[test]
    fn a_number_is_changed_in_every_record() {
        let text = text_of(VISIT).replacen("upn: B", "upn: |B", 1);
        let found = renamed(VISIT, &text, "U210212324001").unwrap();
        let expected =
            [PRO_FORMA, VISIT].map(|path| (path.to_owned(), text_of(path).replace("B801200005001", "U210212324001")));
        assert_eq!(found, expected);
    }

    #[test]
    fn a_name_is_changed_in_the_rows_of_its_number() {
        let text = "kind: pro-forma\nvisit: 2026-11-24\nrisk_of_permanent_exclusion:\n  - {upn: E942200024001, name: 'Ada |Lundd', year: 4, evidence: x}\n  - {upn: UN2, name: Ada Lundd, year: 4, evidence: Ada Lundd}\n";
        let found = renamed(PRO_FORMA, text, "Ada Lund-O'Hara").unwrap();
        assert_eq!(found[0], (EARLIER.to_owned(), text_of(EARLIER).replace("Ada Lund", "Ada Lund-O'Hara")));
        assert_eq!(found[1].1, text.replacen('|', "", 1).replacen("'Ada Lundd'", "Ada Lund-O'Hara", 1));
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_code_is_that_of_one_child_by_its_name() {
        let text = text_of(EARLIER).replace("name: Ivy", "name: |Ivy");
        let found = renamed(EARLIER, &text, "Ivy Moss: Bell").unwrap();
        assert_eq!(found, [(EARLIER.to_owned(), text_of(EARLIER).replace("Ivy Moss", "\"Ivy Moss: Bell\""))]);
        let text = text_of(EARLIER).replace("upn: UN1", "upn: |UN1");
        let found = renamed(EARLIER, &text, "U210212324001").unwrap();
        assert_eq!(found, [(EARLIER.to_owned(), text_of(EARLIER).replace("UN1", "U210212324001"))]);
    }

    #[test]
    fn what_would_be_wrong_is_refused() {
        let text = text_of(VISIT).replacen("upn: B", "upn: |B", 1);
        assert!(renamed(VISIT, &text, "B801200005002").unwrap_err().contains("B801200005002"));
        assert!(renamed(VISIT, &text, "").is_err());
        assert_eq!(
            renamed(VISIT, &text, "M80120000500A").unwrap_err(),
            format!("M80120000500A is another child's UPN already: in {PRO_FORMA}. Look up which of the two is right.")
        );
        assert!(renamed(VISIT, "kind: vis|it\n", "x").is_err());
        let name = text_of(PRO_FORMA).replace("name: Dawn", "name: |Dawn");
        assert!(renamed(PRO_FORMA, &name, "  ").is_err());
    }

    #[test]
    fn only_children_can_be_renamed() {
        let sample = Sample::new();
        let of = |path: &str, text: &str| {
            let (text, at) = marked(text);
            renamable(&sample.open(path, &text), at).map(|one| one.text)
        };
        assert_eq!(of(VISIT, "kind: visit\nchildren: [{upn: \"UN1|\"}]"), Some("UN1".to_owned()));
        assert_eq!(of(VISIT, "kind: visit\npresent: [{name: Mr T| Cole}]"), None);
        assert_eq!(of(VISIT, "kind: visit\nchildren: [{u|pn: UN1}]"), None);
    }
}
