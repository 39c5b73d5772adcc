//! `unreadable`: a file or folder that the program may not or cannot read.

use std::io;

use super::rule::{Check, Page, Rule};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::words::system_reason;

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::Reading };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("unreadable", Severity::Error).leaving_unread());

/// The page of `spoc explain unreadable`.
pub const PAGE: Page = Page {
    title: "a file or folder cannot be read",
    finds: "A file or folder that the computer will not open for the program: you have no \
            permission for it, somebody else is holding it open, the drive answers with an \
            error, or it is only a link that points to another place. Links inside the drive \
            are never followed.",
    why: "What cannot be read cannot be counted. A deadline that this record might answer is \
            shown as unknown rather than overdue, so nobody is blamed for it; but nobody can \
            say either that the child or the school has been seen to.",
    clause: "For internal use only: each FEH team manager will have a named file on the Family \
            Early Help shared drive with folders for each school, and sub folders for meeting \
            records, emails and correspondence.",
    bad: r#"records/
  2026-10-06 visit.yaml -> H:\old\2026-10-06 visit.yaml   # a link"#,
    good: r#"records/
  2026-10-06 visit.yaml"#,
    remedy: "If somebody has the file open, ask them to close it. If it is a link, copy the \
            record itself into the folder and take the link away. If you are refused, ask \
            whoever looks after the shared drive to let you read it.",
};

/// A file or folder that the operating system does not let us read.
#[must_use]
pub fn of_error(path: &str, error: &io::Error) -> Problem {
    const SHARING_VIOLATION: i32 = 32;
    const LOCK_VIOLATION: i32 = 33;
    let held = cfg!(windows) && matches!(error.raw_os_error(), Some(SHARING_VIOLATION | LOCK_VIOLATION));
    let (message, help) = match error.kind() {
        _ if held => (
            "it is held open by another program".to_owned(),
            "Close it there, or ask the colleague who has it open, and run the command again.",
        ),
        io::ErrorKind::PermissionDenied => (
            "it cannot be read: permission is refused".to_owned(),
            "Ask whoever looks after the drive to let you read it.",
        ),
        io::ErrorKind::NotFound => (
            "it was there a moment ago and is gone".to_owned(),
            "If someone is moving files, run the command again when they have finished; if not, look for the file.",
        ),
        _ => (
            format!("it cannot be read: {}", system_reason(error)),
            "Run the command again. If it happens twice, tell whoever looks after the drive.",
        ),
    };
    Problem::of_file(CODE, path, message, help)
}

/// A symbolic link or junction, which is not followed.
#[must_use]
pub fn of_link(path: &str) -> Problem {
    Problem::of_file(
        CODE,
        path,
        "this is a link to somewhere else, which is not followed",
        "Put the file or folder itself here in place of the link, or remove the link.",
    )
}

/// Something that is neither a file nor a folder.
#[must_use]
pub fn of_special(path: &str) -> Problem {
    Problem::of_file(
        CODE,
        path,
        "this is neither a file nor a folder, so it cannot be read",
        "Remove it, or ask whoever looks after the drive what it is.",
    )
}
