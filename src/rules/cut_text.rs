//! `cut-text`: a text that a comment cuts short.

use super::rule::{Check, Context, Page, Rule};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::school::{Filed, School};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("cut-text", Severity::Warning).quoting_nothing());

/// The page of `spoc explain cut-text`.
pub const PAGE: Page = Page {
    title: "a text ends at a # that begins a comment",
    finds: "A text without quotes, on one line, in note, issues, general_issues, summary, \
            reason, evidence or what, after which a comment stands on that line. In YAML a # \
            after a space begins a comment: it and all that follows it on the line is not read.",
    why: "What a colleague or a school wrote is lost without a word: of \"Hut #3 leaks\" the \
            pack has \"Hut\".",
    clause: "The aim of the SPOC visit: the school is \"to raise and discuss general issues or \
            concerns\"; the visit is to \"record the decision in relation to action to be taken\".",
    bad: r#"issues: Hut #3 leaks"#,
    good: r#"issues: "Hut #3 leaks""#,
    remedy: "Put the whole text in quotes. If what stands after the # is a comment that is not \
            part of the record, write it on a line of its own.",
};

/// The fields in which people write in their own words.
const FIELDS: [&str; 7] = ["note", "issues", "general_issues", "summary", "reason", "evidence", "what"];

pub(super) fn check(school: &School, _: &Context<'_>, problems: &mut Vec<Problem>) {
    if let Some(file) = &school.file {
        check_one(file, problems);
    }
    school.visits.iter().for_each(|filed| check_one(filed, problems));
    school.pro_formas.iter().for_each(|filed| check_one(filed, problems));
    school.notices.iter().for_each(|filed| check_one(filed, problems));
    school.phone_logs.iter().for_each(|filed| check_one(filed, problems));
}

fn check_one<T>(filed: &Filed<T>, problems: &mut Vec<Problem>) {
    for field in filed.source.cut_by_comments(&FIELDS) {
        let name = field.rsplit('/').next().unwrap_or_default().to_owned();
        problems.push(filed.problem(
            CODE,
            field,
            format!("what stands after ` #` on this line is a comment and no part of `{name}`"),
            "Put the whole text in quotes: \"…\". Write a comment on a line of its own.",
        ));
    }
}
