//! Whom the records of a school name: children, colleagues and the school's people. The latest mention comes first.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::due::visit_day;
use super::open::Sheet;
use crate::procedure::Child;
use crate::procedure::review::review;
use crate::record::values::{AcademicYear, ChildName, Date, SchoolYear, Upn, Value as _};
use crate::record::visit::Why;
use crate::record::{Kind, Record};
use crate::school::{Filed, School, Source};
use crate::tree::parse_yaml;
use crate::words::short_day;

/// A child whom a school's records name.
#[derive(Debug, Clone)]
pub(super) struct KnownChild {
    pub(super) upn: Upn,
    pub(super) name: Option<ChildName>,
    /// The year group by now.
    pub(super) year: Option<SchoolYear>,
    /// Where it was named last, in words.
    pub(super) from: String,
    /// Why it is to be reviewed at the visit of this record.
    pub(super) why: Vec<Why>,
}

impl KnownChild {
    /// The child as records tell it from others.
    pub(super) fn child(&self) -> Child {
        Child::of_row(&self.upn, self.name.as_ref())
    }
}

/// One row that names a child.
struct Mention<'s> {
    upn: &'s Upn,
    name: Option<&'s ChildName>,
    year: Option<SchoolYear>,
    day: NaiveDate,
    what: &'static str,
}

/// The children that a school's records name: first those to be reviewed at the visit of this record, then those of its own pro forma, then by the
/// day of the last record that names them.
pub(super) fn children(sheet: &Sheet<'_>) -> Vec<KnownChild> {
    let Some(school) = sheet.open.school else { return Vec::new() };
    let visit = visit_day(sheet);
    let day = sheet.own_day().unwrap_or(sheet.open.today);
    let mut mentions = mentions(school);
    let is_of_visit = |mention: &Mention<'_>| mention.what == "pro forma" && Some(mention.day) == visit;
    mentions.sort_by_key(|mention| (!is_of_visit(mention), std::cmp::Reverse(mention.day)));
    let mut found: Vec<KnownChild> = Vec::new();
    let mut places = HashMap::new();
    for mention in mentions {
        let child = Child::of_row(mention.upn, mention.name);
        let place = *places.entry(child).or_insert(found.len());
        if place == found.len() {
            found.push(KnownChild {
                upn: mention.upn.clone(),
                name: None,
                year: None,
                from: format!("{} of {}", mention.what, short_day(mention.day)),
                why: Vec::new(),
            });
        }
        let known = &mut found[place];
        known.name = known.name.take().or_else(|| mention.name.cloned());
        let years = AcademicYear::of(day).begins() - AcademicYear::of(mention.day).begins();
        known.year = known.year.or_else(|| mention.year?.later(years));
    }
    of_text(sheet, &mut found);
    if sheet.kind() == Some(Kind::Visit) {
        mark_reviewed(school, sheet, &mut found);
        found.sort_by_key(|child| child.why.is_empty());
    }
    found
}

/// The children of the text in the editor. Where that cannot be read as a record just now, the school does not know them.
fn of_text(sheet: &Sheet<'_>, found: &mut Vec<KnownChild>) {
    let sketch = &sheet.sketch;
    let mut there: HashSet<_> = found.iter().map(KnownChild::child).collect();
    for item in sketch.numbers().filter(|item| sketch.name(*item).as_deref() == Some("upn")) {
        let row = sketch.item(item).parent;
        let Some(upn) = sketch.text_of(item).and_then(|upn| Upn::parse(upn.trim()).ok()) else { continue };
        let Some(name) = sketch.field_text(row, "name").and_then(|name| ChildName::parse(name.trim()).ok()) else {
            continue;
        };
        let child = Child::new(&upn, &name);
        if there.insert(child) {
            let year = sketch.field_text(row, "year").and_then(|year| SchoolYear::parse(year.trim()).ok());
            found.push(KnownChild {
                upn,
                name: Some(name),
                year,
                from: "text that is open".to_owned(),
                why: Vec::new(),
            });
        }
    }
}

/// Says of each child why the review of this visit is about it.
fn mark_reviewed(school: &School, sheet: &Sheet<'_>, children: &mut [KnownChild]) {
    let Some(day) = sheet.own_day() else { return };
    let with_visit;
    let find = |school: &'_ School| school.visits.iter().position(|visit| visit.path == sheet.open.path);
    let (school, place) = match find(school) {
        Some(place) => (school, place),
        // The visit cannot be read just now. Its day is all that the review takes from it.
        None => {
            let Some(changed) = with_planned_visit(school, sheet.open.path, day) else { return };
            with_visit = changed;
            let Some(place) = find(&with_visit) else { return };
            (&with_visit, place)
        }
    };
    let visit = &school.visits[place];
    let review = review(school, visit, sheet.open.policy);
    for known in children {
        let child = known.child();
        let absent = review.absence.selected().iter().any(|one| child.is(&one.row.upn, Some(&one.row.name)));
        let excluded = review.exclusions.iter().any(|one| one.child == child);
        let at_risk = review.risk.contains(&child);
        let reasons =
            [(absent, Why::PersistentAbsence), (excluded, Why::Exclusions), (at_risk, Why::RiskOfPermanentExclusion)];
        known.why = reasons.into_iter().filter(|(holds, _)| *holds).map(|(_, why)| why).collect();
    }
}

/// The school with one more visit, of which nothing is known but its day.
fn with_planned_visit(school: &School, path: &str, day: NaiveDate) -> Option<School> {
    let tree = parse_yaml("kind: visit\ndate: 2000-01-03\nstatus: planned\n", 1).ok()?;
    let Ok(Record::Visit(mut record)) = Record::read(Kind::Visit, &tree) else { return None };
    record.date = Date(day);
    let mut school = school.clone();
    school.visits.push(Filed { path: path.to_owned(), source: Source::default(), record: *record });
    school.sort();
    Some(school)
}

fn mentions(school: &School) -> Vec<Mention<'_>> {
    let mut found = Vec::new();
    for filed in &school.pro_formas {
        let (record, day, what) = (&filed.record, *filed.record.visit, "pro forma");
        let mut add = |upn, name, year| found.push(Mention { upn, name: Some(name), year: Some(year), day, what });
        let absent = record.absence.iter().flat_map(|absence| absence.children.iter());
        absent.for_each(|row| add(&row.upn, &row.name, row.year));
        record.exclusions.iter().for_each(|row| add(&row.upn, &row.name, row.year));
        record.risk_of_permanent_exclusion.iter().for_each(|row| add(&row.upn, &row.name, row.year));
        let moves = record.managed_moves.iter().flat_map(|moves| moves.moves.iter());
        moves.for_each(|row| add(&row.upn, &row.name, row.year));
        record.alternative_provision.iter().for_each(|row| add(&row.upn, &row.name, row.year));
        record.missing_from_education.iter().for_each(|row| add(&row.upn, &row.name, row.year));
    }
    for filed in &school.visits {
        let day = *filed.record.date;
        found.extend(filed.record.children.iter().map(|row| Mention {
            upn: &row.upn,
            name: row.name.as_ref(),
            year: row.year,
            day,
            what: "visit",
        }));
    }
    for filed in &school.notices {
        let record = &filed.record;
        found.push(Mention {
            upn: &record.upn,
            name: Some(&record.name),
            year: Some(record.year),
            day: *record.from,
            what: "notice",
        });
    }
    found
}

/// Someone whom the records name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) name: String,
    /// Who that is, where a record says so.
    pub(super) role: Option<String>,
    /// Of the team, not of the school.
    pub(super) is_of_team: bool,
    pub(super) email: Option<String>,
}

/// The people of the team and of the school whom its records name, those of school.yaml first, then by the latest mention.
pub(super) fn people(sheet: &Sheet<'_>) -> Vec<Person> {
    let mut list = People::default();
    if let Some(school) = sheet.open.school {
        of_school_file(school, &mut list);
        of_records(school, &mut list);
    }
    for spoc in sheet.open.spocs {
        list.add(spoc, Some("SPOC"), true, None);
    }
    list.found
}

#[derive(Default)]
struct People {
    found: Vec<Person>,
}

impl People {
    fn add(&mut self, name: &str, role: Option<&str>, is_of_team: bool, email: Option<&str>) {
        let role = role.map(str::to_owned);
        let email = email.map(str::to_owned);
        match self.found.iter_mut().find(|person| person.name == name) {
            Some(person) => {
                person.role = person.role.take().or(role);
                person.email = person.email.take().or(email);
            }
            None => self.found.push(Person { name: name.to_owned(), role, is_of_team, email }),
        }
    }
}

fn of_school_file(school: &School, list: &mut People) {
    let Some(file) = school.file.as_ref().map(|filed| &filed.record) else { return };
    if let Some(spoc) = &file.spoc {
        list.add(spoc, Some("SPOC"), true, None);
    }
    if let Some(one) = &file.representative {
        let role = one.role.as_deref().unwrap_or("Representative");
        list.add(&one.name, Some(role), false, one.email.as_deref());
    }
    list.add(&file.head.name, Some("Headteacher"), false, file.head.email.as_deref());
}

fn of_records(school: &School, list: &mut People) {
    let mut visits: Vec<_> = school.visits.iter().map(|filed| &filed.record).collect();
    visits.sort_by_key(|visit| std::cmp::Reverse(visit.date));
    for visit in visits {
        if let Some(spoc) = &visit.spoc {
            list.add(spoc, Some("SPOC"), true, None);
        }
        if let Some(checks) = &visit.checks {
            list.add(&checks.by, None, true, None);
        }
        for one in visit.present.iter() {
            list.add(&one.name, one.role.as_deref(), false, None);
        }
        for action in visit.actions.iter() {
            list.add(&action.who, None, false, None);
        }
    }
    for call in school.phone_logs.iter().rev().flat_map(|filed| filed.record.calls.iter().rev()) {
        list.add(&call.by, None, true, None);
        list.add(&call.with, call.role.as_deref(), false, None);
    }
    for form in school.pro_formas.iter().rev().map(|filed| &filed.record) {
        for name in [&form.sent_to, &form.completed_by].into_iter().flatten() {
            list.add(name, None, false, None);
        }
    }
    for notice in school.notices.iter().rev() {
        if let Some(name) = &notice.record.told_by {
            list.add(name, None, false, None);
        }
    }
}
