//! A child's UPN or misspelt name is put right in all records of its school at once: as exact edits, for a preview.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use super::open::{OpenFile, Sheet, TextEdit};
use super::sketch::{Sketch, Spot};
use super::texts::{Named, holding, is_code};
use crate::record::values::{ChildName, Upn, Value as _};
use crate::record::{Kind, Record, nearest};
use crate::tree::{parse_yaml, write_text};
use crate::words::capitalised;

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
    let mut named = Named::at(&sheet.sketch, item).ok_or_else(nothing)?;
    let is_name = sheet.sketch.name(item).as_deref() == Some("name");
    let to = to.trim();
    let records = holding(open, &named.upn);
    if is_name {
        ChildName::parse(to).map_err(|_| no("A child's name cannot be empty."))?;
    } else {
        check_upn(open, &named, to)?;
    }
    let own = sheet.sketch.field_text(sheet.sketch.item(item).parent, "name").filter(|_| is_in_row(&sheet, item));
    let like = likes(&records, &mut named, own.as_deref(), is_name.then_some(to))?;
    let mut found = Vec::new();
    for (path, sketch) in &records {
        let edits = if is_name { names(sketch, &named, to, &like) } else { upns(sketch, &named, to, &like) };
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
        // What was typed is not repeated: an editor writes refusals into a log.
        return Err(NoRename(format!("{}. {}", capitalised(&wrong.message("this")), wrong.help())));
    }
    if is_code(to) || named.upn == to {
        return Ok(());
    }
    // Two children must not become one.
    let name = named.name.clone().map(|name| name.into_owned()).or_else(|| name_in_rows(open, named));
    for (_, sketch) in holding(open, to) {
        let other = Named { upn: to.into(), name: None };
        for field in other.fields(&sketch) {
            let there = sketch
                .field_text(sketch.item(field).parent, "name")
                .filter(|_| sketch.name(field).as_deref() == Some("upn"));
            if let (Some(there), Some(name)) = (there, &name)
                && there.trim() != name.trim()
            {
                return Err(NoRename(
                    "That is another child's UPN already. Look up which of the two is right.".to_owned(),
                ));
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

/// Whether a place is in a row that names a child by its UPN, and not a mere reference to one.
fn is_in_row(sheet: &Sheet<'_>, item: usize) -> bool {
    matches!(sheet.sketch.name(item).as_deref(), Some("upn" | "name"))
}

/// The names under which the child at a place is known: all those that stand beside its UPN, or, where some are another child's, those that are like
/// its own. `own`: the name beside the place itself; `to`: the name that it gets. Refused where it is not known which child is meant: then a change would
/// make two children one.
fn likes(
    records: &[(&str, Sketch<'_>)],
    named: &mut Named<'_>,
    own: Option<&str>,
    to: Option<&str>,
) -> Result<BTreeSet<String>, NoRename> {
    let all = Named { upn: named.upn.clone(), name: None };
    let (mut names, mut is_nameless) = (BTreeSet::new(), false);
    for (_, sketch) in records {
        for field in all.fields(sketch) {
            let is_row = sketch.name(field).as_deref() == Some("upn");
            let name = sketch.field_text(sketch.item(field).parent, "name").filter(|_| is_row);
            match name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()) {
                Some(name) => drop(names.insert(name)),
                None => is_nameless = true,
            }
        }
    }
    if is_code(&named.upn) {
        match (own, names.len()) {
            // Without a name beside it a code is this child's where no other child of the school has that code.
            (None, 1) => named.name = names.first().cloned().map(Cow::Owned),
            (None, 2..) => return Err(several()),
            _ => {}
        }
        if let Some(name) = &named.name
            && names.len() == 1
            && names.contains(name.trim())
        {
            return Ok(names);
        }
        // An empty set: rows without a name are not touched.
        return Ok(named.name.iter().map(|name| name.trim().to_owned()).collect());
    }
    let Some(own) = own else {
        let first = names.first().cloned().unwrap_or_default();
        let are_one = names.iter().all(|name| is_like(name, &[&first]));
        return if are_one { Ok(names) } else { Err(several()) };
    };
    let known = [Some(own), to].into_iter().flatten().collect::<Vec<_>>();
    let (like, others): (BTreeSet<_>, Vec<_>) = {
        let (like, others): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| is_like(name, &known));
        (like.into_iter().collect(), others)
    };
    if !others.is_empty() && is_nameless {
        return Err(several());
    }
    Ok(like)
}

/// Whether a name may be a misspelling of one of these.
fn is_like(name: &str, others: &[&str]) -> bool {
    nearest(name, others.iter().copied()).is_some()
}

fn several() -> NoRename {
    NoRename(
        "Several children stand under this UPN, and it is not clear in every place which of them is meant. Change it by hand."
            .to_owned(),
    )
}

fn upns(sketch: &Sketch<'_>, named: &Named<'_>, to: &str, like: &BTreeSet<String>) -> Vec<TextEdit> {
    let is_childs = |field: &usize| {
        let row = sketch.item(*field).parent;
        let name = sketch.field_text(row, "name").filter(|_| sketch.name(*field).as_deref() == Some("upn"));
        match name {
            Some(name) if !name.trim().is_empty() => like.contains(name.trim()),
            // `likes` has refused what would not be clear; a code that several children have is left.
            _ => {
                !is_code(&named.upn)
                    || like.len() == 1 && named.name.as_deref().is_none_or(|own| like.contains(own.trim()))
            }
        }
    };
    let fields = named.fields(sketch).into_iter().filter(is_childs);
    fields.map(|field| TextEdit { range: sketch.inner(field), text: to.to_owned() }).collect()
}

fn names(sketch: &Sketch<'_>, named: &Named<'_>, to: &str, like: &BTreeSet<String>) -> Vec<TextEdit> {
    let of_rows = named.fields(sketch).into_iter().filter(|field| sketch.name(*field).as_deref() == Some("upn"));
    let fields = of_rows.filter_map(|field| sketch.field(sketch.item(field).parent, "name"));
    let written = fields.filter(|field| sketch.text_of(*field).is_some_and(|name| like.contains(name.trim())));
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
        _ => Err(NoRename("A record could not be read after that. Change it by hand.".to_owned())),
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
        assert!(renamed(VISIT, &text, "B801200005002").unwrap_err().starts_with("The first letter of this"));
        assert!(renamed(VISIT, &text, "").is_err());
        assert_eq!(
            renamed(VISIT, &text, "M80120000500A").unwrap_err(),
            "That is another child's UPN already. Look up which of the two is right."
        );
        assert!(renamed(VISIT, "kind: vis|it\n", "x").is_err());
        let name = text_of(PRO_FORMA).replace("name: Dawn", "name: |Dawn");
        assert!(renamed(PRO_FORMA, &name, "  ").is_err());
    }

    #[test]
    fn two_children_do_not_become_one() {
        let form = |rows: &str| format!("kind: pro-forma\nvisit: 2026-11-24\nrisk_of_permanent_exclusion:\n{rows}");
        let row = |upn: &str, name: &str| format!("  - {{upn: {upn}, name: {name}, year: 4, evidence: x}}\n");
        // A code that two children have, at a place that does not say whom it means.
        let rows = form(&(row("UN3", "Ivy Moss") + &row("UN3", "Tom Bell") + "issues: x\n"));
        let at_nobody = rows.replace("issues: x", "actions: [{child: |UN3}]");
        assert!(renamed(PRO_FORMA, &at_nobody, "U210212324001").unwrap_err().starts_with("Several children"));
        let at_tom = rows.replacen("{upn: UN3, name: Tom", "{upn: |UN3, name: Tom", 1);
        let found = renamed(PRO_FORMA, &at_tom, "U210212324001").unwrap();
        assert_eq!(found[0].1, rows.replace("{upn: UN3, name: Tom", "{upn: U210212324001, name: Tom"));
        // A number that was given to another child by mistake.
        let rows = form(&(row("Y801200007771", "Dawn Reed") + &row("Y801200007771", "Sam Bell")));
        let at_sam = rows.replacen("{upn: Y801200007771, name: Sam", "{upn: |Y801200007771, name: Sam", 1);
        let found = renamed(PRO_FORMA, &at_sam, "U210212324001").unwrap();
        let of_form = found.iter().find(|(path, _)| path == PRO_FORMA).map(|(_, text)| text.as_str());
        assert_eq!(of_form, Some(&*rows.replace("Y801200007771, name: Sam", "U210212324001, name: Sam")));
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
