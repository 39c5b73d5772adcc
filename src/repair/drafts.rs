//! What can be drafted for a problem, by its code.

use super::doc::Doc;
use super::draft::Draft;
use super::{fields, header, proposals, writing};
use crate::problem::Problem;
use crate::reading::Faults;
use crate::rules::{Context, no_front_matter, unknown_kind, yaml_syntax};
use crate::school::School;

/// What may put a problem right, and what may have been meant. None of it is tried.
pub(super) fn drafts(
    doc: &Doc<'_>,
    problem: &Problem,
    faults: &Faults,
    school: Option<(&School, &Context<'_>)>,
) -> Vec<Draft> {
    let mut drafts = sure_drafts(doc, problem, faults);
    let hides_all = [yaml_syntax::CODE, no_front_matter::CODE, unknown_kind::CODE].contains(&problem.code);
    if !hides_all {
        drafts.extend(proposals::drafts(doc, problem, faults, school));
    }
    drafts
}

/// The same without what a person has to fill in or to choose, which costs more.
pub(super) fn sure_drafts(doc: &Doc<'_>, problem: &Problem, faults: &Faults) -> Vec<Draft> {
    let code = problem.code;
    if code == yaml_syntax::CODE {
        return writing::drafts(doc, problem);
    }
    if code == no_front_matter::CODE {
        return header::front_matter(doc);
    }
    if code == unknown_kind::CODE {
        return header::kind(doc, problem);
    }
    match faults.of(problem) {
        Some(fault) => fields::drafts(doc, fault),
        None => header::kind_written_large(doc, problem),
    }
}
