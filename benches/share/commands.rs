//! The commands that are measured, and what each finds in the cache.

/// What earlier runs have left in this computer's cache folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    Nothing,
    /// Everything, of the drive as it is.
    Everything,
    /// Everything, of the drive before one record was changed.
    AllButOneRecord,
}

/// A command as it is measured.
#[derive(Debug)]
pub struct Command {
    /// As the table names it.
    pub line: &'static str,
    /// The arguments; `SCHOOL` stands for the path of a school, `NAME` for its name, `OUT` for a folder off the drive.
    pub arguments: &'static [&'static str],
    pub kept: Kept,
}

const fn command(line: &'static str, arguments: &'static [&'static str], kept: Kept) -> Command {
    Command { line, arguments, kept }
}

pub const ALL: [Command; 14] = [
    command("validate --no-cache", &["validate", "--no-cache"], Kept::Nothing),
    command("validate, first", &["validate"], Kept::Nothing),
    command("validate, unchanged", &["validate"], Kept::Everything),
    command("validate, one record changed", &["validate"], Kept::AllButOneRecord),
    command("due, first", &["due"], Kept::Nothing),
    command("due SCHOOL", &["due", "SCHOOL"], Kept::Nothing),
    command("review SCHOOL", &["review", "SCHOOL"], Kept::Nothing),
    command("review NAME", &["review", "NAME"], Kept::Nothing),
    command("pack SCHOOL --as html", &["pack", "SCHOOL", "--as", "html"], Kept::Nothing),
    command("letter pro-forma SCHOOL", &["letter", "pro-forma", "SCHOOL"], Kept::Nothing),
    command(
        "new call SCHOOL",
        &["new", "call", "SCHOOL", "--with", "A Head", "--about", "visit-dates", "--summary", "Agreed a date."],
        Kept::Nothing,
    ),
    command("board, first", &["board", "--out", "OUT/board.html"], Kept::Nothing),
    command("board, unchanged", &["board", "--out", "OUT/board.html"], Kept::Everything),
    command("watch --once, unchanged", &["watch", "--once"], Kept::Everything),
];
