//! The ways from one record to another: a pro forma and its visit, a child and its rows.

use std::ops::Range;

use super::open::{OpenFile, Sheet};
use super::sketch::{Sketch, Spot};
use super::texts::{Named, holding};
use crate::record::{Kind, iso};

/// A place in a record of the school.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The file, relative to the drive.
    pub path: String,
    /// The stretch of its text, in bytes; of the open file that in the editor, of others the text as it was read last.
    pub range: (usize, usize),
}

impl Location {
    fn new(path: &str, range: Range<usize>) -> Self {
        Self { path: path.to_owned(), range: (range.start, range.end) }
    }

    /// The stretch of its text, in bytes.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.0..self.range.1
    }
}

/// Where what stands at a place is told of first: the visit of a pro forma, e-mail or letter; the pro forma of a visit; the row of a child in the
/// pro forma of the latest visit, else its latest row.
#[must_use]
pub fn definition(open: &OpenFile<'_>, at: usize) -> Vec<Location> {
    let Some((sheet, item)) = value_at(open, at) else { return Vec::new() };
    if let Some(named) = Named::at(&sheet.sketch, item) {
        return child_row(&sheet, item, &named).into_iter().collect();
    }
    match visit_at(&sheet, item) {
        Some((day, true)) => pro_formas(&sheet, &day),
        Some((day, false)) => visits(&sheet, &day),
        None => Vec::new(),
    }
}

/// Every place in the school's records that speaks of what stands at a place: of a child, or of a visit.
#[must_use]
pub fn references(open: &OpenFile<'_>, at: usize) -> Vec<Location> {
    let Some((sheet, item)) = value_at(open, at) else { return Vec::new() };
    let mut found = Vec::new();
    if let Some(named) = Named::at(&sheet.sketch, item) {
        for (path, sketch) in holding(&sheet.open, &named.upn) {
            found.extend(named.fields(&sketch).into_iter().map(|field| Location::new(path, sketch.inner(field))));
        }
    } else if let Some((day, _)) = visit_at(&sheet, item) {
        found.extend(visits(&sheet, &day));
        found.extend(fields_of_day(&sheet, &day, "visit", None));
    }
    found.sort();
    found.dedup();
    found
}

fn value_at<'a>(open: &OpenFile<'a>, at: usize) -> Option<(Sheet<'a>, usize)> {
    let sheet = Sheet::new(open, None)?;
    let Spot::Value(item) = sheet.sketch.at(at)? else { return None };
    Some((sheet, item))
}

/// The day of the visit that a field names, and whether it is the visit's own.
fn visit_at(sheet: &Sheet<'_>, item: usize) -> Option<(String, bool)> {
    let day = iso(sheet.sketch.text_of(item)?.trim())?.to_string();
    match (sheet.kind()?, sheet.sketch.way(item).as_str()) {
        (Kind::Visit, "date") => Some((day, true)),
        (Kind::ProForma | Kind::Email | Kind::Letter, "visit") => Some((day, false)),
        _ => None,
    }
}

/// The visits of a day, or, where there is none, those that were moved from it.
fn visits(sheet: &Sheet<'_>, day: &str) -> Vec<Location> {
    let own = fields_of_day(sheet, day, "date", Some("visit"));
    if own.is_empty() { fields_of_day(sheet, day, "moved_from", Some("visit")) } else { own }
}

/// The pro formas of the visit of a day; where it was moved, those of the day from which.
fn pro_formas(sheet: &Sheet<'_>, day: &str) -> Vec<Location> {
    let own = fields_of_day(sheet, day, "visit", Some("pro-forma"));
    match sheet.sketch.root_text("moved_from") {
        Some(from) if own.is_empty() => fields_of_day(sheet, from.trim(), "visit", Some("pro-forma")),
        _ => own,
    }
}

/// The fields of this name in the roots of the school's records that hold a day. `kind`: only in records of this kind.
fn fields_of_day(sheet: &Sheet<'_>, day: &str, name: &str, kind: Option<&str>) -> Vec<Location> {
    let of = |(path, sketch): &(&str, Sketch<'_>)| {
        if kind.is_some_and(|kind| sketch.root_text("kind").as_deref() != Some(kind)) {
            return None;
        }
        let field = sketch.field(0, name)?;
        (sketch.text_of(field)?.trim() == day).then(|| Location::new(path, sketch.inner(field)))
    };
    holding(&sheet.open, day).iter().filter_map(of).collect()
}

/// The row that tells of a child: in the visit's own list for one who is named elsewhere in the visit; else in the latest pro forma that has one;
/// else in the latest record.
fn child_row(sheet: &Sheet<'_>, item: usize, named: &Named<'_>) -> Option<Location> {
    let mut rows = Vec::new();
    for (path, sketch) in holding(&sheet.open, &named.upn) {
        let is_own = path == sheet.open.path;
        let is_pro_forma = sketch.root_text("kind").as_deref() == Some("pro-forma");
        let day = ["visit", "date", "told_authority"].iter().find_map(|name| iso(sketch.root_text(name)?.trim()));
        for field in named.fields(&sketch) {
            if sketch.name(field).as_deref() == Some("upn") && !(is_own && field == item) {
                let is_near = is_own && sheet.sketch.name(item).as_deref() == Some("child");
                rows.push((
                    (is_near, is_pro_forma, day, std::cmp::Reverse(field)),
                    Location::new(path, sketch.inner(field)),
                ));
            }
        }
    }
    rows.into_iter().max().map(|(_, place)| place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assist::sample::{EARLIER, EMAIL, LOG, PRO_FORMA, Sample, VISIT, marked, text_of};

    fn shown(found: &[Location], open: (&str, &str)) -> Vec<String> {
        let name = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let text = |path: &str| if path == open.0 { open.1.to_owned() } else { text_of(path).to_owned() };
        found.iter().map(|place| format!("{}: {}", name(&place.path), &text(&place.path)[place.range()])).collect()
    }

    fn of(path: &str, text: &str, ask: fn(&OpenFile<'_>, usize) -> Vec<Location>) -> Vec<String> {
        let sample = Sample::new();
        let (text, at) = marked(text);
        shown(&ask(&sample.open(path, &text), at), (path, &text))
    }

    #[test]
    fn a_pro_forma_and_its_visit_lead_to_each_other() {
        assert_eq!(
            of(PRO_FORMA, "kind: pro-forma\nvisit: 2026-|11-24\n", definition),
            ["2026-11-24 visit.yaml: 2026-11-24"]
        );
        assert_eq!(
            of(VISIT, "kind: visit\ndate: 2026-11-24|\nsta", definition),
            ["2026-11-24 pro forma.yaml: 2026-11-24"]
        );
        assert_eq!(of(EMAIL, "---\nvisit: 2026-11-2|4\n---\n", definition), ["2026-11-24 visit.yaml: 2026-11-24"]);
        assert_eq!(
            of(VISIT, "kind: visit\ndate: 2026-12-01|\nmoved_from: 2026-11-24\n", definition),
            ["2026-11-24 pro forma.yaml: 2026-11-24"]
        );
        assert_eq!(of(PRO_FORMA, "kind: pro-forma\nvisit: 2026-|12-24\n", definition), [] as [&str; 0]);
        assert_eq!(
            of(VISIT, "kind: visit\ndate: 2026-11-24|\n", references),
            [
                "2026-11-10 pro forma.md: 2026-11-24",
                "2026-11-24 pro forma.yaml: 2026-11-24",
                "2026-11-24 visit.yaml: 2026-11-24"
            ]
        );
    }

    #[test]
    fn a_child_leads_to_its_rows() {
        let visit = "kind: visit\nchildren: [{upn: \"B801200005001\"}]\nactions: [{child: B80120|0005001}]\nnote: [";
        assert_eq!(of(VISIT, visit, definition), ["2026-11-24 visit.yaml: B801200005001"], "the row beside it");
        let visit = "kind: visit\nchildren: [{upn: B801200|005001}]\n";
        assert_eq!(of(VISIT, visit, definition), ["2026-11-24 pro forma.yaml: B801200005001"]);
        assert_eq!(
            of(VISIT, visit, references),
            ["2026-11-24 pro forma.yaml: B801200005001", "2026-11-24 visit.yaml: B801200005001"]
        );
        let own = "kind: visit\nx_own: [{upn: B801200005001}]\nchildren: [{upn: B801200|005001}]\n";
        assert_eq!(of(VISIT, own, references).len(), 2, "what is the authority's own is left alone");
        let log = text_of(LOG).replace("child: M8", "child: |M8");
        assert_eq!(
            of(LOG, &log, references),
            ["2026-11-24 pro forma.yaml: M80120000500A", "phone log 2026-27.yaml: M80120000500A"]
        );
        let code = text_of(EARLIER).replace("name: Ivy", "name: |Ivy");
        assert_eq!(
            of(EARLIER, &code, references),
            ["2026-06-10 pro forma.yaml: UN1"],
            "two children with one code are two"
        );
    }
}
