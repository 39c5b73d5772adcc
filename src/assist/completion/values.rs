//! The values that may stand at a place: words, days, children, people, and rows.

use super::offer::{Completion, CompletionSort, Offer, Place};
use super::{children, days, names};
use crate::assist::known::people;
use crate::assist::open::{Sheet, fields_of};
use crate::layout::{Area, Role};
use crate::record::values::AcademicYear;
use crate::record::{Form, Kind};
use crate::tree::write_text;

/// What may stand as the value of an item, and whether there is more than is shown.
pub(super) fn complete(sheet: &Sheet<'_>, item: usize, at: usize) -> (Vec<Completion>, bool) {
    let nothing = (Vec::new(), false);
    let Some(place) = Place::of(sheet, item, at) else { return nothing };
    let is_kind = sheet.sketch.way(item) == "kind";
    if is_kind {
        let all = kinds(sheet).into_iter().map(|offer| offer.at(place.range.clone(), place.space));
        return (all.collect(), false);
    }
    let Some(form) = sheet.form_of(item) else { return nothing };
    let is_half_row = sheet.sketch.item(item).is_half && sheet.sketch.item(item).name.is_none();
    match form {
        Form::Fields(_) | Form::Either { .. } if is_half_row || sheet.sketch.item(item).name.is_none() => {
            let lead = if is_half_row { "- " } else { place.space };
            let column = place.column + if is_half_row { 2 } else { 0 };
            let (mut all, is_incomplete) = row(sheet, item, form, &place, place.range.clone(), lead, column);
            if let Form::Either { value, .. } = form {
                all.extend(
                    plain(sheet, item, value, &place).0.into_iter().map(|offer| offer.at(place.range.clone(), lead)),
                );
            }
            (all, is_incomplete)
        }
        Form::Fields(fields) if !place.is_flow => {
            let (range, lead, column) = place.below();
            let offers = names::offers(sheet, fields, None, None, names::Style::Line(column));
            (offers.into_iter().map(|offer| offer.at(range.clone(), &lead)).collect(), false)
        }
        Form::List(entry) => list(sheet, item, entry, &place),
        form => {
            let (offers, is_incomplete) = plain(sheet, item, form, &place);
            let lead = if is_half_row { "- " } else { place.space };
            (offers.into_iter().map(|offer| offer.at(place.range.clone(), lead)).collect(), is_incomplete)
        }
    }
}

/// A new row of a list: a child's whole row, or the fields with which it may begin.
fn row(
    sheet: &Sheet<'_>,
    item: usize,
    form: &'static Form,
    place: &Place,
    range: std::ops::Range<usize>,
    lead: &str,
    column: usize,
) -> (Vec<Completion>, bool) {
    let Some(fields) = fields_of(form) else { return (Vec::new(), false) };
    let (mut offers, mut is_incomplete) = (Vec::new(), false);
    if children::are_of_children(fields) {
        let typed = if sheet.sketch.item(item).name.is_none() { place.typed.as_str() } else { "" };
        (offers, is_incomplete) = children::rows(sheet, item, fields, typed, (!place.is_flow).then_some(column));
    }
    if !place.is_flow {
        offers.extend(names::offers(sheet, fields, None, None, names::Style::Line(column)));
    }
    (offers.into_iter().map(|offer| offer.at(range.clone(), lead)).collect(), is_incomplete)
}

/// The value of a field that holds a list: its first entry.
fn list(sheet: &Sheet<'_>, item: usize, entry: &'static Form, place: &Place) -> (Vec<Completion>, bool) {
    let (range, lead, column) = place.below();
    let lead = format!("{lead}- ");
    match entry {
        _ if place.is_flow => {
            let (offers, is_incomplete) = plain(sheet, item, entry, place);
            let bracketed = |mut offer: Offer| {
                offer.text = format!("[{}]", offer.text);
                offer.at(place.range.clone(), place.space)
            };
            (offers.into_iter().map(bracketed).collect(), is_incomplete)
        }
        Form::Fields(_) => row(sheet, item, entry, place, range, &lead, column + 2),
        _ => {
            let (offers, is_incomplete) = plain(sheet, item, entry, place);
            (offers.into_iter().map(|offer| offer.at(range.clone(), &lead)).collect(), is_incomplete)
        }
    }
}

/// Single values.
fn plain(sheet: &Sheet<'_>, item: usize, form: &'static Form, place: &Place) -> (Vec<Offer>, bool) {
    let offers = match form {
        Form::Words(words) => word_offers(sheet, item, words),
        Form::OneOrList(entry) => return plain(sheet, item, entry, place),
        Form::Either { value, .. } => return plain(sheet, item, value, place),
        Form::Value(format) => match format.as_str() {
            "date" => days::offers(sheet, item),
            "yes-no" => ["yes", "no"].map(|word| Offer::new(CompletionSort::Word, word, "")).into(),
            "upn" | "child-name" => {
                let fields = sheet.form_of(sheet.sketch.item(item).parent).and_then(fields_of);
                return fields.map_or((Vec::new(), false), |fields| children::for_field(sheet, item, fields, place));
            }
            "school-year" => year(sheet, item),
            "academic-year" => academic_years(sheet),
            "text" => texts(sheet, item),
            _ => Vec::new(),
        },
        Form::Fields(_) | Form::List(_) | Form::Named(_) => Vec::new(),
    };
    (offers, false)
}

fn kinds(sheet: &Sheet<'_>) -> Vec<Offer> {
    let belongs = |kind: &Kind| match sheet.open.role {
        Role::Record(area) => Area::of(*kind) == Some(area),
        _ => *kind == Kind::School,
    };
    // The kind that the file's name speaks of comes first.
    let mut kinds: Vec<_> = Kind::ALL.into_iter().filter(belongs).collect();
    kinds.sort_by_key(|kind| sheet.kind() != Some(*kind));
    kinds.into_iter().map(|kind| Offer::new(CompletionSort::Word, kind.as_str(), kind.with_article())).collect()
}

/// Words from a list. Of the reasons for a review those come first that hold for the child of the row.
fn word_offers(sheet: &Sheet<'_>, item: usize, words: &[String]) -> Vec<Offer> {
    let sketch = &sheet.sketch;
    let is_entry = sketch.item(item).name.is_none();
    let beside: Vec<_> = if is_entry {
        let all = sketch.children(sketch.item(item).parent).filter(|one| *one != item);
        all.filter_map(|one| sketch.text_of(one)).collect()
    } else {
        Vec::new()
    };
    let way = sketch.way(item);
    let reasons: Vec<_> = if way.starts_with("children/*/why") {
        let row = sketch.line_of(item).get(1).copied().unwrap_or(item);
        let child = children::of_row(sheet, row);
        child.into_iter().flat_map(|child| child.why).map(|why| why.as_str()).collect()
    } else {
        Vec::new()
    };
    let mut words: Vec<_> = words.iter().filter(|word| !beside.iter().any(|there| there == *word)).collect();
    words.sort_by_key(|word| !reasons.contains(&word.as_str()));
    let offer = |word: &String| {
        let detail = if reasons.contains(&word.as_str()) { "by the review of this visit" } else { "" };
        let mut offer = Offer::new(CompletionSort::Word, word, detail);
        if sheet.open.role == Role::Policy {
            offer.text = format!("\"{word}\"");
        }
        offer
    };
    words.into_iter().map(offer).collect()
}

fn year(sheet: &Sheet<'_>, item: usize) -> Vec<Offer> {
    let row = sheet.sketch.item(item).parent;
    let known = children::of_row(sheet, row);
    let year = known.and_then(|child| Some((child.year?, child.from)));
    let offer =
        |(year, from): (_, String)| Offer::new(CompletionSort::Value, format!("{year}"), format!("by the {from}"));
    year.map(offer).into_iter().collect()
}

fn academic_years(sheet: &Sheet<'_>) -> Vec<Offer> {
    let this = AcademicYear::of(sheet.open.today).to_string();
    let name = sheet.open.path.rsplit('/').next().unwrap_or_default();
    let in_name =
        name.split(|c: char| !(c.is_ascii_digit() || c == '-')).find(|part| part.len() == 7).map(str::to_owned);
    let mut years: Vec<_> = in_name.map(|year| (year, "the year of the file's name")).into_iter().collect();
    if years.iter().all(|(year, _)| *year != this) {
        years.push((this, "this year"));
    }
    years.into_iter().map(|(year, why)| Offer::new(CompletionSort::Value, year, why)).collect()
}

/// People, schools and the like, by the field.
fn texts(sheet: &Sheet<'_>, item: usize) -> Vec<Offer> {
    let way = sheet.sketch.way(item);
    let (team, school) = match (sheet.kind(), way.as_str()) {
        (Some(Kind::School | Kind::Visit), "spoc") | (_, "checks/by" | "calls/*/by") => (true, false),
        (Some(Kind::ProForma), "sent_to" | "completed_by") | (_, "told_by" | "calls/*/with" | "present/*/name") => {
            (false, true)
        }
        (_, "actions/*/who") => (true, true),
        (_, "present/*/role" | "calls/*/role") => return roles(sheet, item),
        (Some(Kind::Email | Kind::Letter), "from" | "to" | "to/*" | "cc" | "cc/*") => return addresses(sheet),
        (_, "managed_moves/moves/*/from_school" | "managed_moves/moves/*/to_school") => return schools(sheet),
        (_, "alternative_provision/*/provider") => return providers(sheet),
        (Some(Kind::School), "name") => {
            let folder = sheet.open.path.split('/').nth(1).unwrap_or_default();
            return vec![value(folder, "the school's folder")];
        }
        _ => return Vec::new(),
    };
    let people = people(sheet).into_iter();
    let fits = people.filter(|person| if person.is_of_team { team } else { school });
    fits.map(|person| {
        let mut offer = value(&person.name, person.role.as_deref().unwrap_or_default());
        offer.sort = CompletionSort::Person;
        offer
    })
    .collect()
}

fn value(text: &str, detail: &str) -> Offer {
    let mut offer = Offer::new(CompletionSort::Value, text, detail);
    offer.text = write_text(text);
    offer
}

/// The role of the person of the same row first, then those of others.
fn roles(sheet: &Sheet<'_>, item: usize) -> Vec<Offer> {
    let row = sheet.sketch.item(item).parent;
    let field = if sheet.sketch.field(row, "with").is_some() { "with" } else { "name" };
    let name = sheet.sketch.field_text(row, field);
    let mut people: Vec<_> = people(sheet).into_iter().filter(|one| !one.is_of_team).collect();
    people.sort_by_key(|one| Some(one.name.as_str()) != name.as_deref());
    let mut roles: Vec<(String, String)> = Vec::new();
    for person in people {
        if let Some(role) = person.role.filter(|role| roles.iter().all(|(known, _)| known != role)) {
            roles.push((role, person.name));
        }
    }
    roles.iter().map(|(role, name)| value(role, name)).collect()
}

fn addresses(sheet: &Sheet<'_>) -> Vec<Offer> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut add = |address: &str, name: &str| {
        if found.iter().all(|(known, _)| known != address) {
            found.push((address.to_owned(), name.to_owned()));
        }
    };
    for person in people(sheet) {
        if let Some(email) = &person.email {
            add(email, &person.name);
        }
    }
    for filed in sheet.open.school.into_iter().flat_map(|school| school.emails.iter().rev()) {
        add(&filed.record.from, "");
        filed.record.to.iter().for_each(|address| add(address, ""));
    }
    found.iter().map(|(address, name)| value(address, name)).collect()
}

fn schools(sheet: &Sheet<'_>) -> Vec<Offer> {
    let own = sheet.open.school.and_then(|school| school.file.as_ref()).map(|filed| filed.record.name.to_string());
    let mut found: Vec<_> = own.iter().map(|name| value(name, "this school")).collect();
    let others = sheet.open.schools.iter().filter(|name| Some(*name) != own.as_ref());
    found.extend(others.map(|name| value(name, "")));
    found
}

/// The providers that the school's pro formas name, the latest first.
fn providers(sheet: &Sheet<'_>) -> Vec<Offer> {
    let mut names: Vec<&str> = Vec::new();
    for filed in sheet.open.school.into_iter().flat_map(|school| school.pro_formas.iter().rev()) {
        for row in filed.record.alternative_provision.iter() {
            if !names.contains(&&*row.provider) {
                names.push(&row.provider);
            }
        }
    }
    names.into_iter().map(|name| value(name, "")).collect()
}
