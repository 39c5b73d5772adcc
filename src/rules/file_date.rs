//! `file-date`: a dated record whose file name does not begin with its date.

use super::rule::{Check, Context, Page, Rule};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::record::values::Date;
use crate::school::{Filed, School};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("file-date", Severity::Warning).quoting_nothing());

/// The page of `spoc explain file-date`.
pub const PAGE: Page = Page {
    title: "a file's name does not begin with its record's date",
    finds: "A record whose file name does not begin with the record's own date. That is the \
            date of a visit, a letter or an email, the visit of a pro forma, and the day on \
            which an exclusion notice told the authority (told_authority). Phone logs may have \
            any name, and so may emails saved as .eml or .msg.",
    why: "The folder sorts itself by date, and colleagues open a record by its name. Where the \
            name says one day and the record another, somebody prepares for the wrong day.",
    clause: "The role of the SPOC: the SPOC will \"agree dates for the termly SPOC visits\". \
            For internal use only: sub folders for meeting records.",
    bad: r#"records/
  2026-11-19 visit.yaml        # in it stands date: 2026-11-24"#,
    good: r#"records/
  2026-11-24 visit.yaml        # in it stands date: 2026-11-24"#,
    remedy: "See which of the two dates is right. Rename the file, or put the date in the \
            record right.",
};

pub(super) fn check(school: &School, _: &Context<'_>, problems: &mut Vec<Problem>) {
    for visit in &school.visits {
        compare(visit, "date", visit.record.date, problems);
    }
    for pro_forma in &school.pro_formas {
        compare(pro_forma, "visit", pro_forma.record.visit, problems);
    }
    for notice in &school.notices {
        compare(notice, "told_authority", notice.record.told_authority, problems);
    }
    for email in &school.emails {
        compare(email, "date", email.record.date, problems);
    }
    for letter in &school.letters {
        compare(letter, "date", letter.record.date, problems);
    }
}

fn compare<T>(filed: &Filed<T>, field: &str, date: Date, problems: &mut Vec<Problem>) {
    // Nearly every name begins with its date: compare without making a text of it.
    if crate::layout::date_of(filed.name()) == Some(*date) {
        return;
    }
    problems.push(Problem::of_file(
        CODE,
        filed.path.as_str(),
        format!("the file's name does not begin with the record's date: `{field}` is {date}"),
        format!("Rename the file so that it begins with {date}, or put `{field}` right."),
    ));
}
