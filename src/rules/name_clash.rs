//! `name-clash`: two names in one folder that some computers cannot tell apart.

use std::collections::HashMap;

use super::rule::{Check, Folder, Page, Rule};
use crate::layout::clash_key;
use crate::problem::{Code, CodeTraits, Problem, Severity};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::Folder(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("name-clash", Severity::Error));

/// The page of `spoc explain name-clash`.
pub const PAGE: Page = Page {
    title: "two names differ only in capitals or accents",
    finds: "Two names in one folder that differ only in capital and small letters, or only in \
            the hidden way in which a letter with an accent is stored. To the eye they may look \
            the same. The first is left alone; each of the others is reported.",
    why: "Windows takes names that differ only in capitals for one and the same, and Macs do so \
            with accents too. When the drive is copied, one of the two files takes the place of \
            the other, and a record is gone without a word.",
    clause: "For internal use only: each FEH team manager will have a named file on the Family \
            Early Help shared drive with folders for each school, and sub folders for meeting \
            records, emails and correspondence.",
    bad: r#"records/
  2026-11-24 Visit.yaml
  2026-11-24 visit.yaml      # differs by one capital letter"#,
    good: r#"records/
  2026-11-24 visit.yaml"#,
    remedy: "Open both and see whether they hold the same. If so, delete one; if not, give one \
            of them a name that really differs.",
};

pub(super) fn check(folder: &Folder<'_>, problems: &mut Vec<Problem>) {
    let mut first_of: HashMap<String, &str> = HashMap::with_capacity(folder.names.len());
    // Of names that are no text it is not known how they differ.
    for name in folder.names.iter().filter(|name| !name.contains(char::REPLACEMENT_CHARACTER)) {
        match first_of.entry(clash_key(name)) {
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(name);
            }
            std::collections::hash_map::Entry::Occupied(entry) => problems.push(Problem::of_file(
                CODE,
                folder.join(name),
                format!(
                    "another name here differs from this one only in capitals or in the form of its accents: {}",
                    entry.get()
                ),
                "Windows holds only one of two such names. See whether both are needed, and rename or delete one.",
            )),
        }
    }
}
