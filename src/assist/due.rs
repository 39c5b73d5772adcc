//! The deadlines of the fields in which somebody writes that a step was done. They are reckoned from what stands in the editor, not from what was read last.

use chrono::NaiveDate;

use super::open::Sheet;
use super::reason::Count;
use crate::policy::Duty;
use crate::procedure::deadlines::{Step, dates_agreed_by};
use crate::procedure::exclusions::{count, duty};
use crate::record::Kind;
use crate::record::values::{Upn, Value as _};
use crate::record::visit::VisitStatus;

/// The deadline that a field answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FieldDue {
    pub(super) step: Step,
    /// The last day on which it is in time.
    pub(super) due: NaiveDate,
    /// How that day is reckoned; none where a record says it.
    pub(super) count: Option<Count>,
}

/// The deadline that is answered in a field; none where the field answers none, or what it is reckoned from is not there.
pub(super) fn of_field(sheet: &Sheet<'_>, item: usize) -> Option<FieldDue> {
    let days = &sheet.open.policy.deadlines;
    let way = sheet.sketch.way(item);
    match (sheet.kind()?, way.as_str()) {
        (Kind::ProForma, "sent") => of_visit(sheet, Step::ProFormaSent, days.pro_forma_sent.0, true),
        (Kind::ProForma, "returned") => of_visit(sheet, Step::ProFormaReturned, days.pro_forma_returned.0, true),
        (Kind::Visit, "checks/done") => of_visit(sheet, Step::ChecksDone, days.checks_done.0, true),
        (Kind::Visit, "written_up") => of_visit(sheet, Step::WrittenUp, days.written_up.0, false),
        (Kind::Visit, "agreed") => agreed(sheet),
        (Kind::Visit, "actions/*/done") => of_row(sheet, item, Step::Action),
        (Kind::PhoneLog, "calls/*/follow_up/done") => of_row(sheet, item, Step::FollowUp),
        (Kind::ExclusionNotice, "told_authority") | (Kind::ProForma, "exclusions/*/told_authority") => {
            told(sheet, sheet.sketch.item(item).parent)
        }
        _ => None,
    }
}

/// The deadlines of the steps of a visit that its own record or its pro forma answers, whether these have the field or not, each with the day on
/// which it was done.
pub(super) fn of_steps(sheet: &Sheet<'_>) -> Vec<(FieldDue, Option<NaiveDate>)> {
    let days = &sheet.open.policy.deadlines;
    let of = |step, count, is_before, done| of_visit(sheet, step, count, is_before).map(|due| (due, done));
    match sheet.kind() {
        Some(Kind::ProForma) => {
            let sent = of(Step::ProFormaSent, days.pro_forma_sent.0, true, sheet.day("sent"));
            let returned = of(Step::ProFormaReturned, days.pro_forma_returned.0, true, sheet.day("returned"));
            sent.into_iter().chain(returned).collect()
        }
        Some(Kind::Visit) => {
            let pro_forma = sheet.day("date").and_then(|day| {
                let moved_from = sheet.day("moved_from");
                let all = &sheet.open.school?.pro_formas;
                let of = |day: NaiveDate| all.iter().find(move |filed| *filed.record.visit == day);
                of(day).or_else(|| of(moved_from?))
            });
            let (sent, returned) = pro_forma.map_or((None, None), |filed| (filed.record.sent, filed.record.returned));
            let checks = sheet.sketch.field(0, "checks").and_then(|checks| sheet.day_in(checks, "done"));
            let status = sheet.sketch.root_text("status");
            let is_held = status.as_deref() == Some("held");
            let held = sheet.day("date").filter(|_| is_held);
            let before = [
                of(Step::ProFormaSent, days.pro_forma_sent.0, true, sent.map(|day| *day)),
                of(Step::ProFormaReturned, days.pro_forma_returned.0, true, returned.map(|day| *day)),
                of(Step::ChecksDone, days.checks_done.0, true, checks),
                of(Step::VisitHeld, 0, true, held),
            ];
            let after =
                is_held.then(|| of(Step::WrittenUp, days.written_up.0, false, sheet.day("written_up"))).flatten();
            before.into_iter().flatten().chain(after).collect()
        }
        _ => Vec::new(),
    }
}

/// The day of the visit that a visit's or a pro forma's record is of. Where the visit of a pro forma was moved, the day to which.
pub(super) fn visit_day(sheet: &Sheet<'_>) -> Option<NaiveDate> {
    let day = sheet.own_day()?;
    if sheet.kind() != Some(Kind::ProForma) {
        return Some(day);
    }
    let Some(school) = sheet.open.school else { return Some(day) };
    let is_there = school.visits.iter().any(|visit| *visit.record.date == day);
    let moved = || school.visits_not_cancelled().find(|visit| visit.record.moved_from.is_some_and(|from| *from == day));
    Some(if is_there { day } else { moved().map_or(day, |visit| *visit.record.date) })
}

fn of_visit(sheet: &Sheet<'_>, step: Step, days: u32, is_before: bool) -> Option<FieldDue> {
    if is_cancelled(sheet) {
        return None;
    }
    counted(sheet, step, Count { from: visit_day(sheet)?, days, is_before })
}

/// Whether the visit that a record is of was called off: then it has no deadlines but its actions.
fn is_cancelled(sheet: &Sheet<'_>) -> bool {
    if sheet.kind() == Some(Kind::Visit) {
        return sheet.sketch.root_text("status").as_deref() == Some(VisitStatus::Cancelled.as_str());
    }
    let Some((school, day)) = sheet.open.school.zip(visit_day(sheet)) else { return false };
    let mut of_day = school.visits.iter().filter(|visit| *visit.record.date == day).peekable();
    of_day.peek().is_some() && of_day.all(|visit| visit.record.status == VisitStatus::Cancelled)
}

/// Whether a deadline of this day exists: not before the school opened, nor once it is closed (records.md, section 5).
fn exists(sheet: &Sheet<'_>, due: NaiveDate) -> bool {
    let file = sheet.open.school.and_then(|school| school.file.as_ref()).map(|filed| &filed.record);
    file.is_none_or(|file| {
        file.opened.is_none_or(|opened| *opened <= due) && file.closed.is_none_or(|closed| due < *closed)
    })
}

fn counted(sheet: &Sheet<'_>, step: Step, count: Count) -> Option<FieldDue> {
    let due = count.end(&sheet.open.policy.calendar)?;
    exists(sheet, due).then_some(FieldDue { step, due, count: Some(count) })
}

fn agreed(sheet: &Sheet<'_>) -> Option<FieldDue> {
    let policy = sheet.open.policy;
    let year = policy.calendar.year_of(sheet.own_day()?)?;
    let opened = sheet.open.school.and_then(|school| school.file.as_ref()?.record.opened).map(|day| *day);
    let due = dates_agreed_by(policy, year, opened).ok().filter(|due| !is_cancelled(sheet) && exists(sheet, *due))?;
    let from = opened.map_or(year.from, |opened| opened.max(year.from));
    let count = Count { from, days: policy.deadlines.dates_agreed.0, is_before: false };
    Some(FieldDue { step: Step::DatesAgreed, due, count: Some(count) })
}

/// The day by which a row says that something is to be done.
fn of_row(sheet: &Sheet<'_>, item: usize, step: Step) -> Option<FieldDue> {
    let due = sheet.day_in(sheet.sketch.item(item).parent, "due").filter(|due| exists(sheet, *due))?;
    Some(FieldDue { step, due, count: None })
}

/// The day by which the authority is to be told of the exclusion of a row; none where the duty does not hold.
fn told(sheet: &Sheet<'_>, row: usize) -> Option<FieldDue> {
    let policy = sheet.open.policy;
    let from = sheet.day_in(row, "from")?;
    let every_from = NaiveDate::from_ymd_opt(2022, 9, 1)?;
    let is_every = match policy.exclusions.duty {
        Duty::Every => true,
        Duty::ByDate => from >= every_from,
        Duty::Thresholds => false,
    };
    let has = |name: &str, value: &str| {
        sheet.sketch.field_text(row, name).is_some_and(|text| text.eq_ignore_ascii_case(value))
    };
    let by_itself = has("type", "permanent") || has("misses_exam", "yes") || has("misses_exam", "true");
    let by_records = || {
        let exclusions = count(sheet.open.school?);
        let upn = Upn::parse(sheet.sketch.field_text(row, "upn")?.trim()).ok()?;
        let because = duty(&exclusions, policy);
        let mut all = exclusions.iter().zip(because);
        Some(all.any(|(one, because)| one.child.upn == upn && one.from == from && because.is_some()))
    };
    if !is_every && !by_itself && by_records() != Some(true) {
        return None;
    }
    counted(sheet, Step::ToldAuthority, Count { from, days: policy.deadlines.tell_authority.0, is_before: false })
}

/// The first working day after a day.
pub(super) fn next_working_day(sheet: &Sheet<'_>, day: NaiveDate) -> Option<NaiveDate> {
    sheet.open.policy.calendar.working_days_after(day, 1).ok()
}
