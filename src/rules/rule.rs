//! What a rule is: its code, its page for `explain`, and what its check is given.

use chrono::NaiveDate;

use crate::policy::Policy;
use crate::problem::{Code, Position, Problem};
use crate::procedure::deadlines::{About, Deadline, State, Step, VISIT_IS_OVER};
use crate::record::values::Urn;
use crate::school::School;
use crate::words::capitalised;

/// A rule: a code of section 7 with its page and, where it is not found while reading, its check.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The code of the problems that it finds.
    pub code: Code,
    /// The page of `spoc explain`.
    pub page: Page,
    /// What the rule looks at.
    pub check: Check,
}

/// The page of a rule: plain text, British English, an officer's words. Wrapped when printed; blank lines part paragraphs.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// What is found, as one short line without a full stop; it stands in the list of all codes.
    pub title: &'static str,
    /// What it finds, exactly.
    pub finds: &'static str,
    /// Why it matters to a child, a school or a visit.
    pub why: &'static str,
    /// The clause of the procedure that it serves.
    pub clause: &'static str,
    /// A record (or a listing of a folder) that has the problem.
    pub bad: &'static str,
    /// The same, put right.
    pub good: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// Found while the drive is listed and files are read; the rule's file has its page and, for names, its words.
    Reading,
    /// The names in one folder.
    Folder(fn(&Folder<'_>, &mut Vec<Problem>)),
    /// A school's records.
    School(fn(&School, &Context<'_>, &mut Vec<Problem>)),
    /// The policy.
    Policy(fn(&PolicyFile<'_>, &mut Vec<Problem>)),
    /// What all schools together decide.
    Drive(fn(&[NumberedSchool], &mut Vec<Problem>)),
}

/// The names in a folder, without those that are left alone and copies.
#[derive(Debug)]
pub struct Folder<'a> {
    /// The folder, relative to the drive; empty for the drive itself.
    pub path: &'a str,
    /// Its names, in the order of their code points.
    pub names: &'a [String],
}

impl Folder<'_> {
    /// The path of a name in it, relative to the drive.
    #[must_use]
    pub fn join(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}/{name}", self.path) }
    }
}

/// A school's number, with the place where it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NumberedSchool {
    /// The school's URN.
    pub urn: Urn,
    /// Its school.yaml, relative to the drive.
    pub path: String,
    /// Where the number stands in it.
    pub position: Option<Position>,
}

/// What a rule knows besides the records.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The day.
    pub today: NaiveDate,
    /// The policy.
    pub policy: &'a Policy,
    /// The school's deadlines.
    pub deadlines: &'a [Deadline],
}

/// A policy that has been read.
#[derive(Debug, Clone, Copy)]
pub struct PolicyFile<'a> {
    /// Its name on the drive.
    pub path: &'a str,
    /// What it says.
    pub policy: &'a Policy,
    /// The day.
    pub today: NaiveDate,
}

/// One problem for each overdue deadline of a step, on its path: on the row, where it is about one.
pub(super) fn overdue(code: Code, step: Step, school: &School, context: &Context<'_>, problems: &mut Vec<Problem>) {
    let words = step.words();
    let overdue = |one: &&Deadline| one.step == step && one.state == State::Overdue;
    for deadline in context.deadlines.iter().filter(overdue) {
        let about = match words.about {
            About::Term => format!(" for {}", deadline.detail),
            About::Row { is_free_text: false, .. } => format!(" ({})", deadline.detail),
            // What may speak of a child stays where it is.
            About::Row { .. } | About::Visit | About::Day => String::new(),
        };
        let late = match -deadline.working_days {
            0 => String::new(),
            1 => ", a working day ago".to_owned(),
            days => format!(", {days} working days ago"),
        };
        // What should have been done before a visit that is over is only to be recorded.
        let is_over = deadline.is_before_a_past_visit(context.today);
        let help = if is_over { format!("{}.", capitalised(VISIT_IS_OVER)) } else { words.remedy.to_owned() };
        let message = format!("{}{about}: it was due on {}{late}", words.not_done, spoken(deadline.due));
        problems.push(match &deadline.field {
            Some(field) => school.problem(code, &deadline.path, field, message, help),
            None => Problem::of_file(code, deadline.path.as_str(), message, help),
        });
    }
}

/// A day as messages say it: `24 November 2026`.
pub(super) fn spoken(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}
