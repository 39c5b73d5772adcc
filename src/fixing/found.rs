//! The repairs of a list of problems, for those who show or count them: each file is read once, and only where one of its problems may have any.

use std::collections::HashMap;

use crate::policy::Policy;
use crate::problem::{Code, Problem};
use crate::reading::place_of;
use crate::repair::{FilePlace, FileText, Repair, repairs, repairs_by_name};
use crate::rules::{
    Context, bad_date, bad_upn, cut_text, file_date, hidden_ending, misplaced, missing_field, missing_folder,
    no_front_matter, not_utf8, overdue_action, overdue_follow_up, overdue_written_up, undecided_child, unknown_field,
    unknown_kind, wrong_value, yaml_syntax,
};
use crate::school::School;
use crate::text::Encoding;
use chrono::NaiveDate;

/// Where what lies on the drive is read from.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The text of a file by its path on the drive, while it can be read.
    pub text: &'a dyn Fn(&str) -> Option<(String, Encoding)>,
    /// The school in whose folder a file lies.
    pub school: &'a dyn Fn(&str) -> Option<School>,
    /// The policy, where proposals are wanted that need the school.
    pub policy: Option<&'a Policy>,
    /// The day.
    pub today: NaiveDate,
}

/// Codes whose repairs are found in the file's text.
pub(super) const IN_TEXT: [Code; 11] = [
    not_utf8::CODE,
    yaml_syntax::CODE,
    no_front_matter::CODE,
    unknown_kind::CODE,
    misplaced::CODE,
    missing_field::CODE,
    unknown_field::CODE,
    wrong_value::CODE,
    bad_date::CODE,
    bad_upn::CODE,
    cut_text::CODE,
];
/// Codes whose repairs need the school, and the file's text.
const IN_SCHOOL: [Code; 4] =
    [undecided_child::CODE, overdue_action::CODE, overdue_follow_up::CODE, overdue_written_up::CODE];
/// Codes whose repairs are names.
const BY_NAME: [Code; 3] = [missing_folder::CODE, file_date::CODE, hidden_ending::CODE];

/// The repairs of each problem, in the order of the problems, which are sorted by path.
#[must_use]
pub fn repairs_of(problems: &[Problem], sources: &Sources<'_>) -> Vec<Vec<Repair>> {
    let mut found = Vec::with_capacity(problems.len());
    let mut schools: HashMap<String, Option<School>> = HashMap::new();
    for group in problems.chunk_by(|one, other| one.path == other.path) {
        let path = &group[0].path;
        let has = |codes: &[Code]| group.iter().any(|problem| codes.contains(&problem.code));
        let needs_school = has(&[file_date::CODE, hidden_ending::CODE])
            || (sources.policy.is_some() && has(&[bad_upn::CODE]))
            || (sources.policy.is_some() && has(&IN_SCHOOL));
        let key = path.splitn(3, '/').take(2).collect::<Vec<_>>().join("/");
        let school =
            if needs_school { schools.entry(key).or_insert_with(|| (sources.school)(path)).as_ref() } else { None };
        let text = (has(&IN_TEXT) || (sources.policy.is_some() && has(&IN_SCHOOL)))
            .then(|| file_place(path).zip((sources.text)(path)))
            .flatten();
        match text {
            Some((place, (text, encoding))) => {
                let context = sources.policy.map(|policy| Context { today: sources.today, policy, deadlines: &[] });
                let file = FileText { path, place, text: &text, encoding };
                found.extend(repairs(&file, group, school.zip(context.as_ref())));
            }
            None if has(&BY_NAME) => found.extend(group.iter().map(|problem| repairs_by_name(problem, school))),
            None => found.extend(group.iter().map(|_| Vec::new())),
        }
    }
    found
}

/// What a file is by its path, where its text can be repaired.
pub(super) fn file_place(path: &str) -> Option<FilePlace> {
    if path.eq_ignore_ascii_case(crate::layout::POLICY_FILE) {
        return Some(FilePlace::Policy);
    }
    place_of(path).map(FilePlace::Record)
}
