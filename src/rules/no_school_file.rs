//! `no-school-file`: a school's folder without school.yaml.

use super::rule::{Check, Page, Rule};
use crate::problem::{Code, CodeTraits, Problem, Severity};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::Reading };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("no-school-file", Severity::Error).quoting_nothing());

/// The page of `spoc explain no-school-file`.
pub const PAGE: Page = Page {
    title: "a school's folder has no school.yaml",
    finds: "A folder inside a manager's folder that has no school.yaml. Every folder there is \
            taken for a school's, save those whose names begin with _ or a full stop.",
    why: "school.yaml says which school it is, whether it is primary or secondary, who its head \
            is and who its SPOC. Without it the right thresholds cannot be chosen, and a \
            deadline cannot be put beside a school.",
    clause: "For internal use only: \"folders for each school\". The role of the SPOC: each \
            school will be allocated a named single point of contact.",
    bad: r#"Jane Morris/
  Oakfield Primary School/     # no school.yaml
    records/
    emails/
    correspondence/"#,
    good: r#"Jane Morris/
  Oakfield Primary School/
    school.yaml
    records/
    emails/
    correspondence/"#,
    remedy: "Copy the school.yaml of another school into the folder and fill in this school's \
            own name, URN, phase, status, head and SPOC. If the folder is not a school's, begin \
            its name with _.",
};

/// A school's folder without school.yaml.
#[must_use]
pub fn of_folder(path: &str) -> Problem {
    Problem::of_file(
        CODE,
        path,
        "this school's folder has no school.yaml",
        "Write school.yaml with the school's name, URN, phase, status, SPOC and head. If this is no school, begin the folder's name with `_`.",
    )
}
