//! Children by name: what is written is the UPN, and in a row the name and the year with it where these are missing.

use super::offer::{CompletionSort, Offer, Place};
use crate::assist::known::{KnownChild, children};
use crate::assist::open::{Sheet, TextEdit};
use crate::assist::sketch::What;
use crate::layout::search_key;
use crate::record::Fields;
use crate::tree::write_text;
use crate::words::{listed, year_group};

/// As many are offered at once.
const MOST: usize = 100;

/// The children for whom a text has been typed so far and who may be meant, and whether there are more. Those of whom the same list has a row already
/// are left out.
fn known(
    sheet: &Sheet<'_>,
    item: usize,
    typed: &str,
    may_be_meant: impl Fn(&KnownChild) -> bool,
) -> (Vec<KnownChild>, bool) {
    let sketch = &sheet.sketch;
    // The row in which somebody types, and its list.
    let line = sketch.line_of(item);
    let row = line.iter().rev().copied().find(|one| sketch.item(*one).name.is_none());
    let rows = row.map(|row| sketch.item(row).parent).filter(|_| sketch.name(item).as_deref() != Some("child"));
    let others =
        rows.into_iter().flat_map(|rows| sketch.children(rows)).filter(|one| Some(*one) != row && *one != item);
    let there: Vec<_> = others.map(|one| (sketch.field_text(one, "upn"), sketch.field_text(one, "name"))).collect();
    let repeats = rows.is_some_and(|rows| sketch.way(rows) == "exclusions");
    let is_there = |child: &KnownChild| {
        !repeats
            && there.iter().any(|(upn, name)| {
                let same_upn = upn.as_deref() == Some(child.upn.as_str());
                same_upn && (!child.upn.is_code() || name.as_deref() == child.name.as_deref())
            })
    };
    let fits = |child: &KnownChild| {
        let name = child.name.as_deref().map(search_key).unwrap_or_default();
        typed.is_empty() || name.contains(typed) || child.upn.as_str().to_lowercase().starts_with(typed)
    };
    let is_wanted = |child: &KnownChild| !is_there(child) && fits(child) && may_be_meant(child);
    let mut found: Vec<_> = children(sheet).into_iter().filter(is_wanted).collect();
    let is_incomplete = found.len() > MOST;
    found.truncate(MOST);
    (found, is_incomplete)
}

/// The children for a field that holds a UPN or a child's name, or for a new row.
pub(super) fn for_field(sheet: &Sheet<'_>, item: usize, fields: &Fields, place: &Place) -> (Vec<Offer>, bool) {
    let is_row = fields.get("name").is_some() && fields.get("upn").is_some();
    let by_name = sheet.sketch.name(item).as_deref() == Some("name");
    // A row that names a child already, by the other of the two, is about that child.
    let said = if is_row { sheet.sketch.field_text(sheet.sketch.item(item).parent, beside(by_name)) } else { None };
    let said = said.map(|said| said.trim().to_owned()).filter(|said| !said.is_empty());
    let is_said = |child: &KnownChild| match (&said, &child.name) {
        (None, _) => true,
        (Some(upn), _) if by_name => child.upn.as_str().eq_ignore_ascii_case(upn),
        (Some(name), own) => own.as_deref().is_some_and(|own| search_key(own) == search_key(name)),
    };
    let (mut found, mut is_incomplete) = known(sheet, item, &place.typed, is_said);
    // A name may be written otherwise in other records: nobody bears it there, and the children are offered with a word of warning.
    let is_strange = found.is_empty() && !by_name && said.is_some();
    if is_strange {
        (found, is_incomplete) = known(sheet, item, &place.typed, |_| true);
    }
    let offers = found.iter().filter(|child| !by_name || child.name.is_some()).map(|child| {
        let mut offer = offer(child);
        if is_strange {
            offer.detail = format!("not the name in this row; {}", offer.detail);
        }
        let name = child.name.as_deref().map(write_text).unwrap_or_default();
        offer.text = if by_name { name } else { child.upn.to_string() };
        if is_row {
            fill_row(sheet, item, fields, place, child, &mut offer);
        }
        offer
    });
    (offers.collect(), is_incomplete)
}

/// The field that says with another one which child a row is about.
fn beside(is_name: bool) -> &'static str {
    if is_name { "upn" } else { "name" }
}

/// Whole rows of children. `column`: that of the row's fields; none within brackets.
pub(super) fn rows(
    sheet: &Sheet<'_>,
    item: usize,
    fields: &Fields,
    typed: &str,
    column: Option<usize>,
) -> (Vec<Offer>, bool) {
    let (found, is_incomplete) = known(sheet, item, typed, |_| true);
    let offers = found.iter().map(|child| {
        let mut offer = offer(child);
        let parts: Vec<_> = values(child).into_iter().filter(|(name, _)| fields.get(name).is_some()).collect();
        let parts: Vec<_> = parts.into_iter().map(|(name, value)| format!("{name}: {value}")).collect();
        offer.text = match column {
            Some(column) => parts.join(&format!("{}{}", sheet.line_break(), " ".repeat(column))),
            None => format!("{{{}}}", parts.join(", ")),
        };
        offer
    });
    (offers.collect(), is_incomplete)
}

/// Whether rows of such fields are about a child each.
pub(super) fn are_of_children(fields: &Fields) -> bool {
    fields.get("upn").is_some() && fields.get("name").is_some()
}

fn offer(child: &KnownChild) -> Offer {
    let label = child.name.as_deref().unwrap_or(child.upn.as_str());
    let reasons: Vec<_> = child.why.iter().map(|why| why.title()).collect();
    let year = child.year.map(year_group);
    let detail = [Some(child.upn.to_string()), year, (!reasons.is_empty()).then(|| listed(&reasons))];
    let mut offer =
        Offer::new(CompletionSort::Child, label, detail.into_iter().flatten().collect::<Vec<_>>().join(", "));
    offer.also = child.upn.to_string();
    offer.about = format!("Named last in the {}.", child.from);
    if !reasons.is_empty() {
        offer.about.push_str(&format!(" To be reviewed at this visit: {}.", listed(&reasons)));
    }
    offer
}

/// What is known of a child, in the order of a row.
fn values(child: &KnownChild) -> Vec<(&'static str, String)> {
    let name = child.name.as_deref().map(|name| ("name", write_text(name)));
    let year = child.year.map(|year| ("year", year.to_string()));
    std::iter::once(("upn", child.upn.to_string())).chain(name).chain(year).collect()
}

/// Writes the other fields of a row that are missing or empty, beside the one that is typed.
fn fill_row(sheet: &Sheet<'_>, item: usize, fields: &Fields, place: &Place, child: &KnownChild, offer: &mut Offer) {
    let (sketch, text) = (&sheet.sketch, sheet.open.text);
    let row = sketch.item(item).parent;
    let mut missing = Vec::new();
    for (name, value) in values(child) {
        if fields.get(name).is_none() || sketch.name(item).as_deref() == Some(name) {
            continue;
        }
        match sketch.field(row, name) {
            None => missing.push(format!("{name}: {value}")),
            Some(field) if sketch.item(field).what == What::Nothing => {
                let at = sketch.item(field).after_name;
                let has_space = text.get(at..).is_some_and(|rest| rest.starts_with(' '));
                let (range, text) = if has_space { (at + 1..at + 1, value) } else { (at..at, format!(" {value}")) };
                offer.more.push(TextEdit { range, text });
            }
            Some(_) => {}
        }
    }
    if missing.is_empty() {
        return;
    }
    if place.is_flow {
        offer.text.push_str(&format!(", {}", missing.join(", ")));
        return;
    }
    let lead = format!("{}{}", sheet.line_break(), " ".repeat(place.outer));
    let lines = format!("{lead}{}", missing.join(&lead));
    let end = line_end(text, place.range.end);
    if text.get(place.range.end..end).is_some_and(|rest| rest.trim().is_empty()) {
        offer.text.push_str(&lines);
    } else {
        offer.more.push(TextEdit { range: end..end, text: lines });
    }
}

fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find(['\n', '\r'])).map_or(text.len(), |length| at + length)
}

/// The year of the child of a row, and the reasons for which it is reviewed.
pub(super) fn of_row(sheet: &Sheet<'_>, row: usize) -> Option<KnownChild> {
    let upn = sheet.sketch.field_text(row, "upn")?;
    let name = sheet.sketch.field_text(row, "name");
    let is = |child: &KnownChild| {
        child.upn.as_str() == upn.trim()
            && (!child.upn.is_code() || name.is_none() || child.name.as_deref() == name.as_deref())
    };
    children(sheet).into_iter().find(is)
}
