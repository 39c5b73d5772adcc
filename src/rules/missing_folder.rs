//! `missing-folder`: a school's folder without records, emails or correspondence.

use super::rule::{Check, Page, Rule};
use crate::layout::Area;
use crate::problem::{Code, CodeTraits, Problem, Severity};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::Reading };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("missing-folder", Severity::Warning).quoting_nothing());

/// The page of `spoc explain missing-folder`.
pub const PAGE: Page = Page {
    title: "a school's folder lacks one of its three folders",
    finds: "A school's folder without one of its three folders: records, emails and \
            correspondence. Each missing one is named.",
    why: "Every school is filed alike, so that a colleague who stands in for you finds the last \
            letter or the next visit at once. An absent folder may also mean that somebody has \
            moved it by mistake, with all that was in it.",
    clause: "For internal use only: folders for each school, \"and sub folders for meeting \
            records, emails and correspondence\".",
    bad: r#"Oakfield Primary School/
  school.yaml
  records/
  emails/
                         # no correspondence/"#,
    good: r#"Oakfield Primary School/
  school.yaml
  records/
  emails/
  correspondence/"#,
    remedy: "First look whether the folder was dragged into another one by mistake, and move it \
            back. If there never was one, make an empty folder with that name.",
};

/// A school's folder without one of the three.
#[must_use]
pub fn of_school(path: &str, area: Area) -> Problem {
    let folder = area.folder();
    Problem::of_file(
        CODE,
        path,
        format!("this school's folder has no folder {folder}/"),
        format!("Make a folder called {folder} in it, or look where it has gone."),
    )
}
