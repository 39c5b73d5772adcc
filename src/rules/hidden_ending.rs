//! `hidden-ending`: a record that an editor saved as plain text.

use super::rule::{Check, Page, Rule};
use crate::problem::{Code, CodeTraits, Problem, Severity};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::Reading };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("hidden-ending", Severity::Warning));

/// The page of `spoc explain hidden-ending`.
pub const PAGE: Page = Page {
    title: "a record was saved as a text file and is not read",
    finds: "A file in records, emails or correspondence whose name ends in .yaml.txt, .yml.txt or \
            .md.txt. Notepad adds .txt to a name, and Windows does not show it unless it is told \
            to. The file is counted as a document and never opened.",
    why: "The file looks like a record in the folder, and nothing of it is read: a visit that was \
            held is shown as overdue.",
    clause: "For internal use only: sub folders for meeting records, emails and correspondence.",
    bad: r#"records/
  2026-11-24 visit.yaml.txt      # Windows shows: 2026-11-24 visit.yaml"#,
    good: r#"records/
  2026-11-24 visit.yaml"#,
    remedy: "Rename the file without the .txt. In the Explorer, View > Show > File name extensions \
            shows the whole name. In Notepad, choose All files under Save as type, or put the \
            name in quotes.",
};

/// A file with such a name.
#[must_use]
pub fn of_file(path: &str) -> Problem {
    Problem::of_file(
        CODE,
        path,
        "the name ends in .txt after the ending of a record, so the file is not read",
        "Rename it without the .txt; Windows may hide that ending: show file name extensions first.",
    )
}
