//! One file a rule: its page for `explain` and its check. The table below lists them in the contract's order.

pub mod bad_date;
pub mod bad_upn;
pub mod carried_over;
pub mod duplicate_record;
pub mod duplicate_urn;
pub mod file_date;
pub mod future_date;
pub mod impossible_absence;
pub mod misplaced;
pub mod missing_field;
pub mod missing_folder;
pub mod name_clash;
pub mod no_absence_data;
pub mod no_front_matter;
pub mod no_school_file;
pub mod no_spoc;
pub mod no_such_visit;
pub mod no_terms;
pub mod non_working_day;
pub mod not_utf8;
pub mod out_of_order;
pub mod outside_term;
pub mod over_45_days;
pub mod overdue_action;
pub mod overdue_checks_done;
pub mod overdue_dates_agreed;
pub mod overdue_follow_up;
pub mod overdue_pro_forma_returned;
pub mod overdue_pro_forma_sent;
pub mod overdue_told_authority;
pub mod overdue_visit_held;
pub mod overdue_written_up;
pub mod return_in_holiday;
pub mod stray_record;
pub mod sync_copy;
pub mod undecided_child;
pub mod unknown_field;
pub mod unknown_kind;
pub mod unportable_name;
pub mod unreadable;
pub mod wrong_value;
pub mod yaml_syntax;

use chrono::NaiveDate;

use crate::policy::Policy;
use crate::problem::{Code, Position, Problem};
use crate::procedure::deadlines::{Deadline, State, Step};
use crate::record::values::Urn;
use crate::school::School;

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

macro_rules! rules {
    ($($module:ident $code:ident $check:expr;)*) => {
        /// Every rule, in the contract's order.
        pub static RULES: &[Rule] = &[$(Rule { code: Code::$code, page: $module::PAGE, check: $check }),*];
    };
}

rules! {
    unreadable Unreadable Check::Reading;
    not_utf8 NotUtf8 Check::Reading;
    yaml_syntax YamlSyntax Check::Reading;
    no_front_matter NoFrontMatter Check::Reading;
    unknown_kind UnknownKind Check::Reading;
    misplaced Misplaced Check::Reading;
    missing_field MissingField Check::Reading;
    unknown_field UnknownField Check::Reading;
    wrong_value WrongValue Check::Reading;
    bad_date BadDate Check::Reading;
    bad_upn BadUpn Check::Reading;
    no_school_file NoSchoolFile Check::Reading;
    missing_folder MissingFolder Check::Reading;
    stray_record StrayRecord Check::Reading;
    file_date FileDate Check::School(file_date::check);
    sync_copy SyncCopy Check::Reading;
    name_clash NameClash Check::Folder(name_clash::check);
    unportable_name UnportableName Check::Folder(unportable_name::check);
    duplicate_urn DuplicateUrn Check::Drive(duplicate_urn::check);
    duplicate_record DuplicateRecord Check::School(duplicate_record::check);
    no_such_visit NoSuchVisit Check::School(no_such_visit::check);
    out_of_order OutOfOrder Check::School(out_of_order::check);
    impossible_absence ImpossibleAbsence Check::School(impossible_absence::check);
    no_absence_data NoAbsenceData Check::School(no_absence_data::check);
    future_date FutureDate Check::School(future_date::check);
    over_45_days Over45Days Check::School(over_45_days::check);
    undecided_child UndecidedChild Check::School(undecided_child::check);
    no_spoc NoSpoc Check::School(no_spoc::check);
    outside_term OutsideTerm Check::School(outside_term::check);
    non_working_day NonWorkingDay Check::School(non_working_day::check);
    no_terms NoTerms Check::Policy(no_terms::check);
    overdue_dates_agreed OverdueDatesAgreed Check::School(overdue_dates_agreed::check);
    overdue_pro_forma_sent OverdueProFormaSent Check::School(overdue_pro_forma_sent::check);
    overdue_pro_forma_returned OverdueProFormaReturned Check::School(overdue_pro_forma_returned::check);
    overdue_checks_done OverdueChecksDone Check::School(overdue_checks_done::check);
    overdue_visit_held OverdueVisitHeld Check::School(overdue_visit_held::check);
    overdue_written_up OverdueWrittenUp Check::School(overdue_written_up::check);
    overdue_action OverdueAction Check::School(overdue_action::check);
    overdue_follow_up OverdueFollowUp Check::School(overdue_follow_up::check);
    overdue_told_authority OverdueToldAuthority Check::School(overdue_told_authority::check);
    return_in_holiday ReturnInHoliday Check::School(return_in_holiday::check);
    carried_over CarriedOver Check::School(carried_over::check);
}

/// The rule of a code.
#[must_use]
pub fn rule(code: Code) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code == code)
}

/// Runs every rule that looks at a folder's names.
pub fn check_folder(folder: &Folder<'_>, problems: &mut Vec<Problem>) {
    for rule in RULES {
        if let Check::Folder(check) = rule.check {
            check(folder, problems);
        }
    }
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

/// Runs every rule that looks at a school's records.
pub fn check_school(school: &School, context: &Context<'_>, problems: &mut Vec<Problem>) {
    for rule in RULES {
        if let Check::School(check) = rule.check {
            check(school, context, problems);
        }
    }
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

/// Runs every rule that looks at the policy.
pub fn check_policy(file: &PolicyFile<'_>, problems: &mut Vec<Problem>) {
    for rule in RULES {
        if let Check::Policy(check) = rule.check {
            check(file, problems);
        }
    }
}

/// Runs every rule that looks at all schools.
pub fn check_drive(schools: &[NumberedSchool], problems: &mut Vec<Problem>) {
    for rule in RULES {
        if let Check::Drive(check) = rule.check {
            check(schools, problems);
        }
    }
}

/// One problem for each overdue deadline of a step, on its path: on the row, where it is about one. `words`: what is wrong, and what to do.
fn overdue(
    code: Code,
    step: Step,
    (wrong, help): (&str, &str),
    school: &School,
    context: &Context<'_>,
    problems: &mut Vec<Problem>,
) {
    let overdue = |one: &&Deadline| one.step == step && one.state == State::Overdue;
    for deadline in context.deadlines.iter().filter(overdue) {
        // An action's and a call's own words may speak of a child: they stay where they are.
        let about = match step {
            Step::DatesAgreed => format!(" for {}", deadline.detail),
            Step::ToldAuthority => format!(" ({})", deadline.detail),
            _ => String::new(),
        };
        let late = match -deadline.working_days {
            0 => String::new(),
            1 => ", a working day ago".to_owned(),
            days => format!(", {days} working days ago"),
        };
        // What should have been done before a visit that is over is only to be recorded.
        let is_over = deadline.is_before_a_past_visit(context.today);
        let help = if is_over { "The visit is over: write down on which day it was done, if it was." } else { help };
        let message = format!("{wrong}{about}: it was due on {}{late}", spoken(deadline.due));
        problems.push(match &deadline.field {
            Some(field) => school.problem(code, &deadline.path, field, message, help),
            None => Problem::of_file(code, deadline.path.as_str(), message, help),
        });
    }
}

/// A day as messages say it: `24 November 2026`.
fn spoken(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_one_rule_in_the_contracts_order() {
        let codes: Vec<_> = RULES.iter().map(|rule| rule.code).collect();
        assert_eq!(codes, Code::ALL);
    }

    #[test]
    fn every_page_is_whole() {
        for Rule { code, page, .. } in RULES {
            for (part, text) in [
                ("title", page.title),
                ("finds", page.finds),
                ("why", page.why),
                ("clause", page.clause),
                ("bad", page.bad),
                ("good", page.good),
                ("remedy", page.remedy),
            ] {
                assert!(!text.trim().is_empty(), "{code}: {part} is empty");
                assert!(!text.contains("  ") || matches!(part, "bad" | "good"), "{code}: {part} has a run of spaces");
            }
            assert!(page.title.chars().count() <= 72 && !page.title.ends_with('.'), "{code}: {}", page.title);
            assert_ne!(page.bad, page.good, "{code}");
        }
    }
}
