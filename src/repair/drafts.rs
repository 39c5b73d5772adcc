//! What can be drafted for a problem, by its code.

use super::doc::Doc;
use super::draft::Draft;
use super::{fields, header, proposals, writing};
use crate::problem::Problem;
use crate::reading::Faults;
use crate::rules::{Context, no_front_matter, unknown_kind, yaml_syntax};
use crate::school::School;

/// What may put a problem right. None of it is tried.
pub(super) fn drafts(
    doc: &Doc<'_>,
    problem: &Problem,
    faults: &Faults,
    school: Option<(&School, &Context<'_>)>,
) -> Vec<Draft> {
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
    let mut drafts = match faults.of(problem) {
        Some(fault) => fields::drafts(doc, fault),
        None => header::kind_written_large(doc, problem),
    };
    drafts.extend(proposals::drafts(doc, problem, faults, school));
    drafts
}
