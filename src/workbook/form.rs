//! What the workbook holds: its sheets, their columns, the labels of the sheet `Visit`, and the field of the record that each answers.

use crate::record::exclusion::ExclusionType;
use crate::record::pro_forma::{MoveOutcome, Question};

/// The version of this form, which the hidden sheet names.
pub const FORMAT: u32 = 1;
/// The sheet that says what to do; no answers.
pub const README_SHEET: &str = "Read me";
/// The sheet of labels and answers.
pub const VISIT_SHEET: &str = "Visit";
/// The hidden sheet that says whose workbook it is: `format`, `urn`, `school`, `visit`, a line each.
pub const SPOC_SHEET: &str = "spoc";

/// How an answer is taken. The answer itself is kept as the text that stands in the record: `2026-10-06`, `fixed-term`, `2.5`.
#[derive(Debug, Clone, Copy)]
pub enum Taken {
    /// A unique pupil number, or UN1 to UN5.
    Upn,
    /// A text on one line, letter by letter.
    Text,
    /// A text of any length, letter by letter.
    Prose,
    /// N, R or 1 to 14.
    Year,
    /// A whole number, 0 or more.
    Count,
    /// Days in halves, more than 0.
    Days,
    /// A date.
    Date,
    /// Dates, with commas between them.
    Dates,
    /// `yes` or `no`.
    YesNo,
    /// One of a list of words as records have them. The workbook has a space for each hyphen.
    Word(fn() -> Vec<&'static str>),
    /// Worked out by the workbook, and ignored when it is read.
    Computed,
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its heading.
    pub heading: &'static str,
    /// The field of a row in the record; none of a computed column.
    pub field: &'static str,
    /// Whether a row that is not empty must have it.
    pub required: bool,
    /// How its answers are taken.
    pub taken: Taken,
}

/// A sheet that holds a table: row 1 the headings, the answers below.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// The sheet's name.
    pub sheet: &'static str,
    /// The list of the record, as a JSON Pointer.
    pub list: &'static str,
    /// The question whose answer may be "none"; the sheet `Visit` has a label for that.
    pub question: Option<Question>,
    /// Its columns, in order.
    pub columns: &'static [Column],
}

/// What a label of the sheet `Visit` is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelUse {
    /// It is filled in and locked.
    Given,
    /// It answers a field of the record, as a JSON Pointer.
    Field(&'static str),
    /// `yes` says that there is nothing: the list is empty.
    Nothing(Question),
}

/// A label of the sheet `Visit`, in column A; its answer stands in B.
#[derive(Debug, Clone, Copy)]
pub struct Label {
    /// The label.
    pub heading: &'static str,
    /// What it is for.
    pub used: LabelUse,
    /// Whether it is needed wherever absence is answered at all.
    pub required: bool,
    /// How its answer is taken.
    pub taken: Taken,
}

impl Table {
    /// The place of a column by the field of the record.
    #[must_use]
    pub fn column(&self, field: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.field == field)
    }
}

impl Label {
    /// The place of the label of this heading among all.
    #[must_use]
    pub fn place(heading: &str) -> Option<usize> {
        LABELS.iter().position(|label| label.heading == heading)
    }
}

/// The labels of the sheet `Visit`, in order.
pub const LABELS: &[Label] = &[
    given("School"),
    given("Visit"),
    given("Return by"),
    label("Completed by", "/completed_by", false, Taken::Text),
    label("Absence from", "/absence/from", true, Taken::Date),
    label("Absence to", "/absence/to", true, Taken::Date),
    label("Children on roll", "/absence/on_roll", true, Taken::Count),
    nothing("No exclusions", Question::Exclusions),
    nothing("No children at risk", Question::RiskOfPermanentExclusion),
    label("Managed moves requested internally", "/managed_moves/requested/internally", false, Taken::Count),
    label("Managed moves requested externally", "/managed_moves/requested/externally", false, Taken::Count),
    nothing("No managed moves", Question::ManagedMoves),
    nothing("No alternative provision", Question::AlternativeProvision),
    nothing("No children missing", Question::MissingFromEducation),
    label("Issues to raise", "/issues", false, Taken::Prose),
    label("Note", "/note", false, Taken::Prose),
];

/// The tables, in the order of their sheets.
pub const TABLES: &[Table] = &[
    Table {
        sheet: "Absence",
        list: "/absence/children",
        question: None,
        columns: &[
            UPN,
            NAME,
            YEAR,
            required("Possible sessions", "possible", Taken::Count),
            required("Authorised", "authorised", Taken::Count),
            required("Unauthorised", "unauthorised", Taken::Count),
            computed("Missed"),
            computed("Absence %"),
            optional("Note", "note", Taken::Prose),
        ],
    },
    Table {
        sheet: "Exclusions",
        list: "/exclusions",
        question: Some(Question::Exclusions),
        columns: &[
            UPN,
            NAME,
            YEAR,
            required("Type", "type", Taken::Word(ExclusionType::words)),
            required("From", "from", Taken::Date),
            optional("Days", "days", Taken::Days),
            optional("Lunchtimes", "lunchtimes", Taken::Count),
            optional("Misses an exam", "misses_exam", Taken::YesNo),
            optional("Authority told", "told_authority", Taken::Date),
            optional("Reason", "reason", Taken::Prose),
        ],
    },
    Table {
        sheet: "At risk",
        list: "/risk_of_permanent_exclusion",
        question: Some(Question::RiskOfPermanentExclusion),
        columns: &[UPN, NAME, YEAR, required("Evidence", "evidence", Taken::Prose)],
    },
    Table {
        sheet: "Managed moves",
        list: "/managed_moves/moves",
        question: Some(Question::ManagedMoves),
        columns: &[
            UPN,
            NAME,
            YEAR,
            required("From school", "from_school", Taken::Text),
            required("To school", "to_school", Taken::Text),
            required("Agreed", "agreed", Taken::Date),
            optional("Started", "started", Taken::Date),
            optional("Outcome", "outcome", Taken::Word(MoveOutcome::words)),
            optional("Reviews", "reviews", Taken::Dates),
        ],
    },
    Table {
        sheet: "Alternative provision",
        list: "/alternative_provision",
        question: Some(Question::AlternativeProvision),
        columns: &[
            UPN,
            NAME,
            YEAR,
            required("Provider", "provider", Taken::Text),
            required("From", "from", Taken::Date),
            optional("Until", "until", Taken::Date),
            optional("Sessions a week", "sessions_per_week", Taken::Count),
            required("On roll", "on_roll", Taken::YesNo),
            optional("Review", "review", Taken::Date),
        ],
    },
    Table {
        sheet: "Missing from education",
        list: "/missing_from_education",
        question: Some(Question::MissingFromEducation),
        columns: &[
            UPN,
            NAME,
            YEAR,
            required("Last seen", "last_seen", Taken::Date),
            optional("Authority told", "told_authority", Taken::Date),
        ],
    },
];

const UPN: Column = required("UPN", "upn", Taken::Upn);
const NAME: Column = required("Name", "name", Taken::Text);
const YEAR: Column = required("Year", "year", Taken::Year);

const fn required(heading: &'static str, field: &'static str, taken: Taken) -> Column {
    Column { heading, field, required: true, taken }
}

const fn optional(heading: &'static str, field: &'static str, taken: Taken) -> Column {
    Column { heading, field, required: false, taken }
}

const fn computed(heading: &'static str) -> Column {
    Column { heading, field: "", required: false, taken: Taken::Computed }
}

const fn given(heading: &'static str) -> Label {
    Label { heading, used: LabelUse::Given, required: false, taken: Taken::Text }
}

const fn label(heading: &'static str, field: &'static str, required: bool, taken: Taken) -> Label {
    Label { heading, used: LabelUse::Field(field), required, taken }
}

const fn nothing(heading: &'static str, question: Question) -> Label {
    Label { heading, used: LabelUse::Nothing(question), required: false, taken: Taken::YesNo }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::record::{Kind, field_order};

    #[test]
    fn headings_and_labels_are_unique() {
        let labels: BTreeSet<_> = LABELS.iter().map(|label| label.heading.to_lowercase()).collect();
        assert_eq!(labels.len(), LABELS.len());
        for table in TABLES {
            let headings: BTreeSet<_> = table.columns.iter().map(|column| column.heading.to_lowercase()).collect();
            assert_eq!(headings.len(), table.columns.len(), "{}", table.sheet);
        }
    }

    #[test]
    fn every_field_of_a_pro_forma_has_its_place() {
        let first = |pointer: &'static str| pointer.split('/').nth(1).unwrap();
        let labels = LABELS.iter().filter_map(|label| match label.used {
            LabelUse::Field(field) => Some(first(field)),
            _ => None,
        });
        let known: BTreeSet<_> = labels.chain(TABLES.iter().map(|table| first(table.list))).collect();
        let team = ["kind", "visit", "sent", "sent_to", "chased", "returned"];
        for field in field_order(Kind::ProForma) {
            assert!(known.contains(field) != team.contains(&field), "{field}");
        }
        for question in Question::ALL {
            assert!(LABELS.iter().any(|label| label.used == LabelUse::Nothing(question)), "{question:?}");
            assert!(TABLES.iter().any(|table| table.question == Some(question)), "{question:?}");
        }
    }
}
