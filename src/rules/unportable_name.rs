//! `unportable-name`: a name or path that Windows cannot hold.

use super::rule::{Check, Folder, Page, Rule};
use crate::layout::{LONGEST_PATH, path_length, unportable};
use crate::problem::{Code, CodeTraits, Problem, Severity};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::Folder(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("unportable-name", Severity::Warning));

/// The page of `spoc explain unportable-name`.
pub const PAGE: Page = Page {
    title: "a name that Windows cannot hold",
    finds: "A name that Windows cannot hold: one with < > : \" \\ | ? or * in it, one that ends \
            in a full stop or a space, or one that Windows keeps for itself, like CON, AUX, NUL \
            or COM1. Or a file or folder that lies so deep, under names so long, that its whole \
            path within the drive is over 259 characters.",
    why: "A colleague at a Windows computer cannot open such a file, and copying or saving the \
            drive elsewhere leaves it behind.",
    clause: "For internal use only: each FEH team manager will have a named file on the Family \
            Early Help shared drive with folders for each school, and sub folders for meeting \
            records, emails and correspondence.",
    bad: r#"correspondence/
  2026-11-10 Why was Year 4 away?.pdf      # a question mark"#,
    good: r#"correspondence/
  2026-11-10 Why was Year 4 away.pdf"#,
    remedy: "Rename the file or folder without that character. If the path is too long, shorten \
            the names of the folders on the way, or move the file up.",
};

pub(super) fn check(folder: &Folder<'_>, problems: &mut Vec<Problem>) {
    let folder_length = path_length(folder.path);
    for name in folder.names {
        if let Some(why) = unportable(name) {
            problems.push(Problem::of_file(
                CODE,
                folder.join(name),
                format!("Windows cannot hold this name: {why}"),
                "Rename it with letters, figures, spaces and hyphens.",
            ));
            continue;
        }
        // A cheap bound first: no text has more UTF-16 units than bytes.
        if folder_length + 1 + name.len() <= LONGEST_PATH {
            continue;
        }
        let length = path_length(&folder.join(name));
        if length > LONGEST_PATH {
            problems.push(Problem::of_file(
                CODE,
                folder.join(name),
                format!("its path on the drive is {length} characters long; Windows takes {LONGEST_PATH}"),
                "Give it, or one of the folders that it lies in, a shorter name.",
            ));
        }
    }
}
