//! The answers of a pro forma as the workbook lays them out: what stands in its cells, and in the record's fields, without either's form.

use super::form::{LABELS, Label, LabelUse, TABLES};
use crate::record::pro_forma::{ProForma, Question};
use crate::record::values::Date;

/// A row of a table: an answer for each column, as the text that stands in the record; none where the cell is empty.
pub type Row = Vec<Option<String>>;

/// All answers of a pro forma. Two pro formas of the same answers say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// An answer for each of [`LABELS`].
    pub labels: Vec<Option<String>>,
    /// The rows of each of [`TABLES`].
    pub tables: Vec<Vec<Row>>,
}

impl Default for Answers {
    fn default() -> Self {
        Self { labels: vec![None; LABELS.len()], tables: vec![Vec::new(); TABLES.len()] }
    }
}

impl Answers {
    /// Those of a record.
    #[must_use]
    pub fn of(record: &ProForma) -> Self {
        let mut answers = Self::default();
        answers.set("Completed by", text(record.completed_by.as_ref()));
        answers.set("Issues to raise", text(record.issues.as_ref()));
        answers.set("Note", text(record.note.as_ref()));
        if let Some(absence) = &record.absence {
            answers.set("Absence from", Some(absence.from.to_string()));
            answers.set("Absence to", Some(absence.to.to_string()));
            answers.set("Children on roll", Some(absence.on_roll.0.to_string()));
            answers.fill("Absence", &absence.children, |child, field| match field {
                "upn" => Some(child.upn.to_string()),
                "name" => Some(child.name.to_string()),
                "year" => Some(child.year.to_string()),
                "possible" => Some(child.possible.0.to_string()),
                "authorised" => Some(child.authorised.0.to_string()),
                "unauthorised" => Some(child.unauthorised.0.to_string()),
                "note" => text(child.note.as_ref()),
                _ => None,
            });
        }
        answers.fill("Exclusions", &record.exclusions, |row, field| match field {
            "upn" => Some(row.upn.to_string()),
            "name" => Some(row.name.to_string()),
            "year" => Some(row.year.to_string()),
            "type" => Some(row.kind.to_string()),
            "from" => Some(row.from.to_string()),
            "days" => text(row.days.as_ref()),
            "lunchtimes" => row.lunchtimes.map(|count| count.0.to_string()),
            "misses_exam" => row.misses_exam.map(|yes| yes_no(yes.0)),
            "told_authority" => text(row.told_authority.as_ref()),
            "reason" => text(row.reason.as_ref()),
            _ => None,
        });
        answers.fill("At risk", &record.risk_of_permanent_exclusion, |row, field| match field {
            "upn" => Some(row.upn.to_string()),
            "name" => Some(row.name.to_string()),
            "year" => Some(row.year.to_string()),
            "evidence" => Some(row.evidence.to_string()),
            _ => None,
        });
        if let Some(moves) = &record.managed_moves {
            if let Some(requested) = &moves.requested {
                answers.set("Managed moves requested internally", Some(requested.internally.0.to_string()));
                answers.set("Managed moves requested externally", Some(requested.externally.0.to_string()));
            }
            answers.fill("Managed moves", &moves.moves, |row, field| match field {
                "upn" => Some(row.upn.to_string()),
                "name" => Some(row.name.to_string()),
                "year" => Some(row.year.to_string()),
                "from_school" => Some(row.from_school.to_string()),
                "to_school" => Some(row.to_school.to_string()),
                "agreed" => Some(row.agreed.to_string()),
                "started" => text(row.started.as_ref()),
                "outcome" => text(row.outcome.as_ref()),
                "reviews" => dates(&row.reviews),
                _ => None,
            });
        }
        answers.fill("Alternative provision", &record.alternative_provision, |row, field| match field {
            "upn" => Some(row.upn.to_string()),
            "name" => Some(row.name.to_string()),
            "year" => Some(row.year.to_string()),
            "provider" => Some(row.provider.to_string()),
            "from" => Some(row.from.to_string()),
            "until" => text(row.until.as_ref()),
            "sessions_per_week" => row.sessions_per_week.map(|count| count.0.to_string()),
            "on_roll" => Some(yes_no(row.on_roll.0)),
            "review" => text(row.review.as_ref()),
            _ => None,
        });
        answers.fill("Missing from education", &record.missing_from_education, |row, field| match field {
            "upn" => Some(row.upn.to_string()),
            "name" => Some(row.name.to_string()),
            "year" => Some(row.year.to_string()),
            "last_seen" => Some(row.last_seen.to_string()),
            "told_authority" => text(row.told_authority.as_ref()),
            _ => None,
        });
        for (label, place) in LABELS.iter().zip(0..) {
            if let LabelUse::Nothing(question) = label.used
                && says_nothing(record, question)
            {
                answers.labels[place] = Some(yes_no(true));
            }
        }
        answers
    }

    /// The answer at a label.
    #[must_use]
    pub fn label(&self, heading: &str) -> Option<&str> {
        self.labels.get(Label::place(heading)?)?.as_deref()
    }

    /// Whether it says of a question that there is nothing.
    #[must_use]
    pub fn says_nothing(&self, question: Question) -> bool {
        let label = LABELS.iter().position(|label| label.used == LabelUse::Nothing(question));
        label.and_then(|place| self.labels.get(place)?.as_deref()) == Some("yes")
    }

    /// Sets the answer at a label.
    pub fn set(&mut self, heading: &str, answer: Option<String>) {
        if let Some(place) = Label::place(heading).and_then(|place| self.labels.get_mut(place)) {
            *place = answer;
        }
    }

    /// The tables that have rows: the sheet, and how many.
    pub fn filled(&self) -> impl Iterator<Item = (&'static str, usize)> {
        TABLES.iter().zip(&self.tables).map(|(table, rows)| (table.sheet, rows.len())).filter(|(_, rows)| *rows > 0)
    }

    /// Sets the rows of a table from rows of the record; `answer` gives the answer of a row for a field.
    fn fill<T>(&mut self, sheet: &str, rows: &[T], answer: impl Fn(&T, &str) -> Option<String>) {
        for (table, filled) in TABLES.iter().zip(&mut self.tables).filter(|(table, _)| table.sheet == sheet) {
            let row = |row: &T| table.columns.iter().map(|column| answer(row, column.field)).collect();
            *filled = rows.iter().map(row).collect();
        }
    }
}

/// Whether a record says of a question that there is nothing.
fn says_nothing(record: &ProForma, question: Question) -> bool {
    let is_empty = match question {
        Question::Exclusions => record.exclusions.is_empty(),
        Question::RiskOfPermanentExclusion => record.risk_of_permanent_exclusion.is_empty(),
        // How many were requested is an answer of its own; an empty list says that none was agreed.
        Question::ManagedMoves => {
            record.managed_moves.as_ref().is_some_and(|moves| moves.moves.is_given() && moves.moves.is_empty())
        }
        Question::AlternativeProvision => record.alternative_provision.is_empty(),
        Question::MissingFromEducation => record.missing_from_education.is_empty(),
    };
    is_empty && record.answers(question)
}

/// The text of an answer that is a date list: with commas.
fn dates(dates: &[Date]) -> Option<String> {
    let dates: Vec<_> = dates.iter().map(ToString::to_string).collect();
    (!dates.is_empty()).then(|| dates.join(", "))
}

fn text(value: Option<&impl ToString>) -> Option<String> {
    value.map(ToString::to_string)
}

fn yes_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::form::Taken;
    use super::*;
    use crate::tree::{decode, parse_yaml};

    fn of(text: &str) -> Answers {
        let text = format!("kind: pro-forma\nvisit: 2026-11-24\n{text}");
        Answers::of(&decode(parse_yaml(&text, 1).unwrap().root()).unwrap())
    }

    #[test]
    fn every_column_but_the_computed_is_answered_by_a_full_row() {
        let child = "upn: B801200005001, name: A, year: 4";
        let answers = of(&format!(
            "absence: {{from: 2026-09-02, to: 2026-11-13, on_roll: 1, children: [{{{child}, possible: 9, authorised: 0, unauthorised: 1, note: n}}]}}
exclusions: [{{{child}, type: suspension, from: 2026-10-06, days: 2.50, lunchtimes: , misses_exam: TRUE, told_authority: 2026-10-06, reason: r}}, {{{child}, type: lunchtime, from: 2026-10-07, lunchtimes: 3}}]
risk_of_permanent_exclusion: [{{{child}, evidence: e}}]
managed_moves: {{requested: {{internally: 2, externally: 1}}, moves: [{{{child}, from_school: F, to_school: T, agreed: 2026-10-01, started: 2026-10-08, outcome: under-way, reviews: [2026-11-05, 2026-12-05]}}]}}
alternative_provision: [{{{child}, provider: P, from: 2026-09-07, until: 2026-10-07, sessions_per_week: 4, on_roll: yes, review: 2026-12-01}}]
missing_from_education: [{{{child}, last_seen: 2026-10-01, told_authority: 2026-10-05}}]
completed_by: C\nissues: I\nnote: N\n"
        ));
        for (table, rows) in TABLES.iter().zip(&answers.tables) {
            for (column, place) in table.columns.iter().zip(0..) {
                let answered = rows.iter().any(|row| row[place].is_some());
                assert_eq!(answered, !matches!(column.taken, Taken::Computed), "{}: {}", table.sheet, column.heading);
            }
        }
        for (label, answer) in LABELS.iter().zip(&answers.labels) {
            assert_eq!(answer.is_some(), matches!(label.used, LabelUse::Field(_)), "{}", label.heading);
        }
        let first = &answers.tables[1][0];
        assert_eq!(
            (first[3].as_deref(), first[5].as_deref(), first[7].as_deref()),
            (Some("fixed-term"), Some("2.5"), Some("yes"))
        );
        assert_eq!(answers.tables[3][0][8].as_deref(), Some("2026-11-05, 2026-12-05"));
    }

    #[test]
    fn an_empty_list_says_that_there_is_nothing() {
        assert_eq!(of("exclusions: []\n").label("No exclusions"), Some("yes"));
        assert_eq!(of("exclusions:\n").label("No exclusions"), None);
        let none = of("managed_moves: []\n");
        assert_eq!(none.label("No managed moves"), Some("yes"));
        assert_eq!(none.label("Managed moves requested internally"), Some("0"));
        let requested = of("managed_moves: {requested: {internally: 2, externally: 0}}\n");
        assert_eq!(requested.label("No managed moves"), None);
        assert_eq!(requested.label("Managed moves requested internally"), Some("2"));
    }
}
