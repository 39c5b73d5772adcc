//! From a school's records to what it comes to under a policy on a day.

use std::sync::Arc;

use chrono::NaiveDate;

use super::assessment::{Assessment, SchoolDeadline, Withdrawn};
use super::came_back::came_back;
use super::findings::{Findings, Sources};
use super::place::SchoolPlace;
use super::read_school::read_school;
use super::school_files::numbered;
use super::walk::WalkedFolder;
use crate::calendar::OutOfRange;
use crate::policy::Policy;
use crate::problem::Problem;
use crate::procedure::deadlines::{Deadline, Unreckonable, deadlines};
use crate::record::visit::VisitStatus;
use crate::rules::{Context, check_school, wrong_value};
use crate::school::School;

/// A school that was read and judged.
pub(super) struct Judged {
    pub school: School,
    pub deadlines: Vec<Deadline>,
    /// Its problems among them.
    pub findings: Findings,
}

/// Reads a school and judges it. `folders`: what a walk found in its folder.
pub(super) fn judge(
    place: &SchoolPlace,
    folders: &[WalkedFolder],
    sources: &Sources<'_>,
    policy: &Policy,
    today: NaiveDate,
) -> Judged {
    let mut findings = Findings::default();
    let mut school = read_school(place, folders, sources, &mut findings);
    school.came_back = came_back(&school, folders, sources, today);
    let deadlines = reckon_and_check(&mut school, policy, today, &mut findings.problems);
    findings.counts.schools = 1;
    Judged { school, deadlines, findings }
}

/// Reads a school and assesses it. What has no place in the assessment stays in the findings. `folders`: what a walk found in its folder.
pub(super) fn assess(
    place: &SchoolPlace,
    folders: &[WalkedFolder],
    sources: &Sources<'_>,
    policy: &Policy,
    today: NaiveDate,
) -> (Assessment, Findings) {
    let Judged { school, deadlines, mut findings } = judge(place, folders, sources, policy, today);
    let file = school.file.as_ref();
    let Assessment { manager, school: folder, .. } = Assessment::of(place);
    let spoc: Option<Arc<str>> = file.and_then(|file| file.record.spoc.as_deref().map(Arc::from));
    let urn = file.map(|file| file.record.urn);
    let of_school = |deadline: Deadline| SchoolDeadline {
        manager: Arc::clone(&manager),
        school: Arc::clone(&folder),
        urn,
        spoc: deadline.spoc.as_deref().map(Arc::from).or_else(|| spoc.clone()),
        deadline,
    };
    let withdrawn = school.visits.iter().flat_map(|visit| {
        let cancelled = (visit.record.status == VisitStatus::Cancelled).then_some(visit.record.date);
        cancelled.into_iter().chain(visit.record.moved_from)
    });
    let withdrawn = withdrawn.map(|visit| Withdrawn {
        manager: Arc::clone(&manager),
        school: Arc::clone(&folder),
        urn,
        visit: *visit,
    });
    let assessment = Assessment {
        withdrawn: withdrawn.collect(),
        number: file.map(numbered),
        deadlines: deadlines.into_iter().map(of_school).collect(),
        name: file.map(|file| Arc::from(&*file.record.name)),
        is_open: school.is_open(today),
        problems: std::mem::take(&mut findings.problems),
        counts: findings.counts,
        spoc: spoc.clone(),
        urn,
        manager: Arc::clone(&manager),
        school: Arc::clone(&folder),
    };
    (assessment, findings)
}

/// The deadlines of a school that was read, with the problems that its own folder decides.
fn reckon_and_check(
    school: &mut School,
    policy: &Policy,
    today: NaiveDate,
    problems: &mut Vec<Problem>,
) -> Vec<Deadline> {
    let deadlines = reckon(school, policy, today, problems);
    check_school(school, &Context { today, policy, deadlines: &deadlines }, problems);
    deadlines
}

/// The deadlines of a school. A record with a date that the calendar does not reach counts as one that cannot be read: it is reported as a problem
/// and taken out of the school. As other deadlines may then stand otherwise, they are reckoned again without it.
pub fn reckon(school: &mut School, policy: &Policy, today: NaiveDate, problems: &mut Vec<Problem>) -> Vec<Deadline> {
    loop {
        let (deadlines, unreckonable) = deadlines(school, policy, today);
        if unreckonable.is_empty() {
            return deadlines;
        }
        for Unreckonable { path, field } in &unreckonable {
            problems.push(school.problem(
                wrong_value::CODE,
                path,
                field,
                format!("working days cannot be counted from this date: {OutOfRange}"),
                "Put the year right. If the date is right, look at the deadlines in policy.toml.",
            ));
        }
        school.leave_unread(|path| unreckonable.iter().any(|one| one.path == path));
    }
}
