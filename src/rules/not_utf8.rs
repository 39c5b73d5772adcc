//! `not-utf8`: a record that is saved in an old form of text.

use super::rule::{Check, Page, Rule};
use crate::problem::{Code, CodeTraits, Severity};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::Reading };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("not-utf8", Severity::Warning));

/// The page of `spoc explain not-utf8`.
pub const PAGE: Page = Page {
    title: "a record is not saved as UTF-8",
    finds: "A record that was saved as UTF-16 (some programs call it Unicode) or as \
            Windows-1252 (some call it ANSI) instead of UTF-8. It has been read and checked all \
            the same.",
    why: "Saved the old way, a name like Zoë or Siân can turn into ZoÃ« on a colleague's \
            computer, and then into the letter that goes to the school. UTF-8 is read alike by \
            every program.",
    clause: "For internal use only: each FEH team manager will have a named file on the Family \
            Early Help shared drive with folders for each school, and sub folders for meeting \
            records, emails and correspondence.",
    bad: r#"note: Zoë and her mother came too.   # saved in Notepad with the encoding "ANSI""#,
    good: r#"note: Zoë and her mother came too.   # saved in Notepad with the encoding "UTF-8""#,
    remedy: "Open the file in Notepad, choose File, Save as, set Encoding to UTF-8 and save it \
            under the same name. Look over the names with accents once more before you close \
            it.",
};
