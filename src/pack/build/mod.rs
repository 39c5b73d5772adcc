//! From a school's records and the review of a visit to everything that the visit's pack says.

mod agreed;
mod builder;
mod children;
mod contact;
mod gaps;
mod glance;
mod history;
mod identities;
mod lists;
mod namesakes;
mod not_named;
mod unanswered;
mod visit;
mod words;

use std::collections::BTreeMap;

use self::builder::{Builder, steps};
pub use self::builder::{PackSources, Predecessor};
use super::model::{ChildModel, PackModel};
use super::ready::{Audience, year_month_day};
use crate::procedure::Child;
use crate::procedure::deadlines::Step;
use crate::record::visit::Decision;
use crate::words::long_day;

/// The steps before the visit that are not done: what is missing when the pack is printed (records.md, section 8).
#[must_use]
pub fn missing_steps(sources: &PackSources<'_>) -> Vec<Step> {
    steps(sources).into_iter().filter(|one| !one.state.is_done()).map(|one| one.step).collect()
}

/// What stands in the way of a good visit, a sentence each. The sentences about the team's own work come after those about the school's.
#[must_use]
pub fn gaps(sources: &PackSources<'_>) -> Vec<String> {
    Builder::new(sources).gaps()
}

/// What the pack of a visit says, and its pictures.
#[must_use]
pub fn build(sources: &PackSources<'_>) -> (PackModel, BTreeMap<String, String>) {
    let builder = Builder::new(sources);
    let mut pictures = BTreeMap::new();
    let glance = builder.glance(&mut pictures);
    let model = PackModel {
        authority: sources.policy.authority.as_deref().map(str::to_owned),
        team: sources.policy.team.as_deref().map(str::to_owned),
        internal: builder.is_internal(),
        printed: long_day(sources.today),
        school: builder.school(),
        visit: builder.visit(),
        timeline: builder.timeline(),
        missing: builder.gaps(),
        glance,
        selection: builder.selection(),
        cautions: builder.cautions(),
        top_percent: sources.policy.review.top_percent.0,
        severely_absent: builder.severely_absent(),
        children: builder.children(),
        exclusions: builder.exclusions(),
        moves: builder.moves(),
        alternative_provision: builder.placements(),
        missing_from_education: builder.missing_children(),
        risk: builder.risk(),
        not_named: builder.not_named(),
        dropped: builder.dropped(),
        returned: builder.is_back(),
        none: builder.none(),
        none_of: builder.none_of(),
        actions: builder.actions(|_| true),
        contact: builder.contact(),
        contact_since: builder.contact_since(),
        issues: builder.pro_forma().and_then(|record| record.issues.as_deref()).map(str::to_owned),
        general_issues: builder.record().general_issues.as_deref().map(str::to_owned),
        advice: builder.advice(),
        sign_off: builder.sign_off(),
    };
    (model, pictures)
}

/// The children of a visit, in the order of the review, each with what the record of the visit decides: statutory intervention, a referral to
/// Family Early Help.
pub(super) fn reviewed<'a>(sources: &PackSources<'a>) -> Vec<(ChildModel, [Option<&'a Decision>; 2])> {
    let builder = Builder::new(sources);
    let rows = &sources.visit.record.children;
    let decided = |child: &Child| {
        let of_child = || rows.iter().filter(|row| child.is(&row.upn, row.name.as_ref()));
        [
            of_child().find_map(|row| row.statutory_intervention.as_ref()),
            of_child().find_map(|row| row.early_help_referral.as_ref()),
        ]
    };
    let children = builder.reviewed();
    builder.children().into_iter().zip(children.iter().map(decided)).collect()
}

/// The title of a pack, what stands at the head of its pages on the left and on the right, and the day on which it was made.
pub(super) fn furniture(sources: &PackSources<'_>) -> (String, String, String, (i32, u8, u8)) {
    let name = Builder::new(sources).school_name();
    let day = long_day(*sources.visit.record.date);
    let copy = if sources.audience == Audience::School { ", the school's copy" } else { "" };
    (format!("SPOC visit pack: {name}, {day}{copy}"), name, day, year_month_day(sources.today))
}
