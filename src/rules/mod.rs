//! One file a rule: its code, its page for `explain` and its check. The list below is the only place that names them all.

mod rule;

pub use self::rule::{Check, Context, Folder, NumberedSchool, Page, PolicyFile, Rule};
use crate::problem::{Code, Problem};
use crate::school::School;

/// Declares the file of each rule, and the table of all.
macro_rules! rules {
    ($($module:ident)*) => {
        $(pub mod $module;)*

        /// Every rule, in the contract's order; then the program's own.
        pub static RULES: &[Rule] = &[$($module::RULE),*];
    };
}

rules! {
    unreadable
    not_utf8
    yaml_syntax
    no_front_matter
    unknown_kind
    misplaced
    missing_field
    unknown_field
    wrong_value
    bad_date
    bad_upn
    no_school_file
    missing_folder
    stray_record
    file_date
    sync_copy
    name_clash
    unportable_name
    duplicate_urn
    duplicate_record
    no_such_visit
    out_of_order
    impossible_absence
    no_absence_data
    future_date
    over_45_days
    undecided_child
    no_spoc
    outside_term
    non_working_day
    no_terms
    guessed_terms
    overdue_dates_agreed
    overdue_pro_forma_sent
    overdue_pro_forma_returned
    overdue_checks_done
    overdue_visit_held
    overdue_written_up
    overdue_action
    overdue_follow_up
    overdue_told_authority
    return_in_holiday
    carried_over
    unanswered
    cut_text
    overlapping_exclusions
    duplicate_child
    far_date
    hidden_ending
    pro_forma_in_mail
}

/// The rule of a code.
#[must_use]
pub fn rule(code: Code) -> Option<&'static Rule> {
    rule_named(code.as_str())
}

/// The rule whose code has this name.
#[must_use]
pub fn rule_named(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code.as_str() == name)
}

/// Runs every rule that looks at a folder's names.
pub fn check_folder(folder: &Folder<'_>, problems: &mut Vec<Problem>) {
    for rule in RULES {
        if let Check::Folder(check) = rule.check {
            check(folder, problems);
        }
    }
}

/// Runs every rule that looks at a school's records.
pub fn check_school(school: &School, context: &Context<'_>, problems: &mut Vec<Problem>) {
    for rule in RULES {
        if let Check::School(check) = rule.check {
            check(school, context, problems);
        }
    }
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_code_has_one_rule() {
        let codes: HashSet<_> = RULES.iter().map(|rule| rule.code).collect();
        assert_eq!(codes.len(), RULES.len());
        for Rule { code, .. } in RULES {
            assert_eq!(rule_named(code.as_str()).map(|rule| rule.code), Some(*code));
        }
        assert!(rule_named("no-such-code").is_none());
    }

    #[test]
    fn only_problems_of_reading_leave_a_record_unread() {
        let codes = RULES.iter().map(|rule| rule.code);
        let unread: Vec<_> = codes.filter(|code| code.leaves_unread()).map(Code::as_str).collect();
        let expected = "unreadable yaml-syntax no-front-matter unknown-kind misplaced missing-field unknown-field wrong-value bad-date bad-upn";
        assert_eq!(unread.join(" "), expected);
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
