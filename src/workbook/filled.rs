//! Whether a workbook is filled in. The one that was sent has answers in it, too: the children of last time, and what is still open.

use super::answers::Answers;
use super::form::{LABELS, LabelUse, TABLES};

/// How much of a workbook is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filled {
    /// Nothing stands in it: taken in, it would count as returned, and nobody would ask for it again.
    Blank,
    /// It holds nothing that the team could not have written itself. It may be the one that was sent; or a school had nothing else to say.
    Perhaps,
    /// It holds what only a school can tell.
    BySchool,
}

impl Answers {
    /// How much is filled in.
    #[must_use]
    pub fn how_filled(&self) -> Filled {
        if *self == Self::default() {
            return Filled::Blank;
        }
        if self.hold_what_only_a_school_tells() { Filled::BySchool } else { Filled::Perhaps }
    }

    /// Names and open placements are no answers of a school's, nor are texts that the team may have written.
    fn hold_what_only_a_school_tells(&self) -> bool {
        let is_asked_for = |used: LabelUse| match used {
            LabelUse::Field(field) => !matches!(field, "/issues" | "/note"),
            LabelUse::Nothing(_) => true,
            LabelUse::Given => false,
        };
        let labels =
            LABELS.iter().zip(&self.labels).any(|(label, answer)| is_asked_for(label.used) && answer.is_some());
        let tables = TABLES.iter().zip(&self.tables).any(|(table, rows)| {
            let telling = match table.list {
                "/exclusions" => "upn",
                "/absence/children" => "possible",
                "/risk_of_permanent_exclusion" => "evidence",
                _ => return false,
            };
            table
                .column(telling)
                .is_some_and(|column| rows.iter().any(|row| row.get(column).is_some_and(Option::is_some)))
        });
        labels || tables
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_is_not_taken_for_filled_in() {
        let mut answers = Answers::default();
        assert_eq!(answers.how_filled(), Filled::Blank);
        answers.set("Note", Some("from the team".to_owned()));
        // A child of last time, without its sessions.
        let mut child = vec![None; TABLES[0].columns.len()];
        child[0] = Some("B801200005001".to_owned());
        answers.tables[0].push(child);
        assert_eq!(answers.how_filled(), Filled::Perhaps);
        let possible = TABLES[0].column("possible").unwrap();
        answers.tables[0][0][possible] = Some("98".to_owned());
        assert_eq!(answers.how_filled(), Filled::BySchool);
        let mut answers = Answers::default();
        answers.set("No exclusions", Some("yes".to_owned()));
        assert_eq!(answers.how_filled(), Filled::BySchool);
    }
}
