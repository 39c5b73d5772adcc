//! `stray-record`: a record outside the three folders of a school.

use super::rule::{Check, Page, Rule};
use crate::layout::SCHOOL_FILE;
use crate::problem::{Code, CodeTraits, Problem, Severity};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::Reading };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("stray-record", Severity::Warning));

/// The page of `spoc explain stray-record`.
pub const PAGE: Page = Page {
    title: "a record lies outside the folders for records",
    finds: "A record (a file ending in .yaml or .yml, or one ending in .md that begins with its \
            details) where none is looked for: beside school.yaml, in a folder other than \
            records, emails and correspondence, in a manager's folder, or at the top of the \
            drive.",
    why: "A record that lies elsewhere is not read. A visit that was held would be shown as \
            overdue, and a child that was discussed as not discussed.",
    clause: "For internal use only: each FEH team manager will have a named file on the Family \
            Early Help shared drive with folders for each school, and sub folders for meeting \
            records, emails and correspondence.",
    bad: r#"Oakfield Primary School/
  school.yaml
  2026-11-24 visit.yaml        # beside school.yaml
  records/"#,
    good: r#"Oakfield Primary School/
  school.yaml
  records/
    2026-11-24 visit.yaml"#,
    remedy: "Move the file into the right folder of the right school: visits, pro formas, \
            exclusion notices and phone logs into records, emails into emails, letters into \
            correspondence.",
};

/// A record where none belongs.
#[must_use]
pub fn of_file(path: &str) -> Problem {
    // The first three parts are a manager's folder, a school's and one inside it.
    let is_school_inside = path.split('/').nth(3).is_some_and(|name| name.eq_ignore_ascii_case(SCHOOL_FILE));
    if is_school_inside {
        return Problem::of_file(
            CODE,
            path,
            "this is a school's folder inside another school's: none of its records are read",
            "Move the whole folder out, beside the other school's, into the manager's folder.",
        );
    }
    Problem::of_file(
        CODE,
        path,
        "this looks like a record, but records are not read here",
        "Move it to the school's folder records/, emails/ or correspondence/, or give it another ending if it is no record.",
    )
}
