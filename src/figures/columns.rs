//! The columns of the tables: what stands in each, and what it means. The data dictionary is made of them.

use chrono::NaiveDate;

use super::measure::Measure;

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name, which files and sheets have.
    pub name: &'static str,
    /// What a row of it is.
    pub about: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What stands in it.
    pub holds: Holds,
    /// What it counts; empty where it holds no number.
    pub unit: &'static str,
    /// What it means, in whole sentences.
    pub meaning: String,
    /// Where that is written.
    pub source: &'static str,
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Text.
    Text,
    /// Days.
    Date,
    /// Whole numbers.
    Count,
    /// Yes or no.
    YesNo,
}

impl Holds {
    /// The word of the data dictionary.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Date => "date",
            Self::Count => "whole number",
            Self::YesNo => "yes or no",
        }
    }
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// A text.
    Text(String),
    /// A day.
    Date(NaiveDate),
    /// A number.
    Count(u64),
    /// Yes or no.
    YesNo(bool),
    /// There is nothing, or it is not known.
    Nothing,
    /// It is hidden.
    Hidden,
}

/// The columns that come from the folders in which a Parquet file lies, and are not in the file.
pub const PARTITIONS: [&str; 2] = ["authority", "year"];

/// Every table without a row: the data dictionary.
#[must_use]
pub fn empty_tables() -> Vec<Table> {
    empty().list()
}

/// Every table.
pub(super) struct Tables {
    pub schools_terms: Table,
    pub deadlines: Table,
    pub visits: Table,
    pub decisions: Table,
    pub absence: Table,
    pub exclusions: Table,
    pub thresholds: Table,
}

impl Tables {
    /// The tables in the order in which they are written.
    pub fn list(self) -> Vec<Table> {
        let Self { schools_terms, deadlines, visits, decisions, absence, exclusions, thresholds } = self;
        vec![schools_terms, deadlines, visits, decisions, absence, exclusions, thresholds]
    }
}

const CONTRACT: &str = "records.md, section 1";
const OF_SCHOOL: &str = "records.md, section 3, school";
const OF_VISIT: &str = "records.md, section 3, visit";
const OF_PRO_FORMA: &str = "records.md, section 3, pro-forma";
const OF_DEADLINE: &str = "records.md, section 5";
const OF_REVIEW: &str = "records.md, section 6";

fn text(name: &str, meaning: &str, source: &'static str) -> Column {
    Column { name: name.to_owned(), holds: Holds::Text, unit: "", meaning: meaning.to_owned(), source }
}

fn date(name: &str, meaning: &str, source: &'static str) -> Column {
    Column { holds: Holds::Date, ..text(name, meaning, source) }
}

fn yes_no(name: &str, meaning: &str, source: &'static str) -> Column {
    Column { holds: Holds::YesNo, ..text(name, meaning, source) }
}

fn count(name: &str, unit: &'static str, meaning: &str, source: &'static str) -> Column {
    Column { holds: Holds::Count, unit, ..text(name, meaning, source) }
}

/// The columns by which tables are joined, in front of each.
fn keys() -> Vec<Column> {
    vec![
        text(
            "authority",
            "The authority, from policy.toml. In Parquet it is the name of a folder.",
            "records.md, section 4",
        ),
        text(
            "year",
            "The academic year, as policy.toml names it. In Parquet it is the name of a folder.",
            "records.md, section 4",
        ),
        text(
            "term",
            "The term, as policy.toml names it; empty in published figures of a year. A day belongs to the term that it is in, or, in none, to the last \
             begun before it.",
            "records.md, sections 4 and 6",
        ),
        text("manager", "The manager's folder; empty in published figures.", CONTRACT),
        text("school", "The school's folder.", CONTRACT),
        text("urn", "The school's number: six digits, as text. Empty where school.yaml cannot be read.", OF_SCHOOL),
    ]
}

/// Every table without a row.
pub(super) fn empty() -> Tables {
    let table = |name, about, columns: Vec<Column>| Table {
        name,
        about,
        columns: keys().into_iter().chain(columns).collect(),
        rows: Vec::new(),
    };
    let spoc = || {
        text(
            "spoc",
            "The SPOC: the visit's where it names one, else the school's. Empty in published figures.",
            OF_VISIT,
        )
    };
    let visit = || date("visit", "The day of the visit.", OF_VISIT);
    let measures = |all: &mut dyn Iterator<Item = Measure>| -> Vec<Column> {
        all.map(|one| of_measure(one, &one.name())).collect()
    };
    let mut of_schools = vec![
        text("name", "The school's name.", OF_SCHOOL),
        text("spoc", "The school's SPOC; empty where it has none, and in published figures.", OF_SCHOOL),
        text("phase", "The phase of education.", OF_SCHOOL),
        text("status", "Who maintains it.", OF_SCHOOL),
    ];
    of_schools.extend(measures(&mut Measure::all().iter().copied()));
    Tables {
        schools_terms: table("schools_terms", "A school in a term: each of its figures.", of_schools),
        deadlines: table(
            "deadlines",
            "A deadline of a school, without what it is about.",
            vec![
                spoc(),
                text("step", "What is to be done.", OF_DEADLINE),
                date("visit", "The day of the visit that it belongs to; empty where it belongs to none.", OF_DEADLINE),
                date("due", "The day by which it is to be done.", OF_DEADLINE),
                text("state", "How it stands: done, late, upcoming, due, overdue or unknown.", OF_DEADLINE),
                date("done", "The day on which it was done, where that counts.", OF_DEADLINE),
            ],
        ),
        visits: table(
            "visits",
            "A visit of a school, whatever became of it.",
            vec![
                spoc(),
                visit(),
                text("status", "planned, held or cancelled.", OF_VISIT),
                yes_no(
                    "held",
                    "Whether it counts as held: by its status, its day not after the day of the figures.",
                    OF_DEADLINE,
                ),
                date("agreed", "The day on which the school agreed its date.", OF_VISIT),
                date("moved_from", "The day from which it was moved.", OF_VISIT),
                date("pro_forma_sent", "The day on which its pro forma was sent.", OF_PRO_FORMA),
                date("pro_forma_returned", "The day on which its pro forma came back.", OF_PRO_FORMA),
                date("checks_done", "The day on which the checks were done.", OF_VISIT),
                date("written_up", "The day on which it was written up.", OF_VISIT),
                count("children_in_review", "children", "Children of its review; 0 where it was cancelled.", OF_REVIEW),
                count("children_decided", "children", "Children with a row in it, once it is held.", OF_VISIT),
                count(
                    "children_undecided",
                    "children",
                    "Children of its review without both decisions; empty where it is not held.",
                    "records.md, section 7, undecided-child",
                ),
            ],
        ),
        decisions: table(
            "decisions",
            "The decisions of a kind, threshold and action at a visit that was held; in published figures, of a school in the period.",
            vec![
                date("visit", "The day of the visit; empty in published figures.", OF_VISIT),
                text("kind", "statutory-intervention or early-help-referral.", OF_VISIT),
                text("threshold", "met, not-met or unsure.", OF_VISIT),
                text("action", "refer, monitor or none.", OF_VISIT),
                count(
                    "children",
                    "children",
                    "Children for whom it was decided so; a child's first row with such a decision counts.",
                    OF_VISIT,
                ),
            ],
        ),
        absence: table(
            "absence",
            "The absence list of the pro forma of a visit that is not cancelled, in sums.",
            vec![
                visit(),
                date("from", "The first day of the sessions.", OF_PRO_FORMA),
                date("to", "The last day of the sessions.", OF_PRO_FORMA),
                count("on_roll", "children", "Children on roll.", OF_PRO_FORMA),
                count("children", "children", "Children listed.", OF_PRO_FORMA),
                count("sessions_possible", "sessions", "Sessions that these could have attended.", OF_PRO_FORMA),
                count("sessions_authorised", "sessions", "Sessions missed with leave.", OF_PRO_FORMA),
                count("sessions_unauthorised", "sessions", "Sessions missed without leave.", OF_PRO_FORMA),
                count("persistent", "children", "Children who missed a tenth or more.", OF_REVIEW),
                count("severe", "children", "Children who missed half or more.", OF_REVIEW),
                count("top_share", "children", "Children reviewed for absence: the top share, with ties.", OF_REVIEW),
                yes_no(
                    "superseded",
                    "Whether the list of a later visit of the year shares a day with this one. Sum the year's sessions over the others alone.",
                    "",
                ),
            ],
        ),
        exclusions: table(
            "exclusions",
            "The exclusions of a type of a school in a term.",
            vec![
                text("type", "fixed-term, lunchtime or permanent.", OF_REVIEW),
                of_measure(Measure::AllExclusions, "exclusions"),
                count(
                    "half_days",
                    "half-days",
                    "School days in halves, a lunchtime being one; empty for permanent exclusions. Schools enter an exclusion as absence, too.",
                    OF_REVIEW,
                ),
                count(
                    "told_on_time",
                    "exclusions",
                    "Those under the duty of which the authority was told in time.",
                    OF_DEADLINE,
                ),
                count("told_late", "exclusions", "Those told late.", OF_DEADLINE),
                count("not_told", "exclusions", "Those not told, their day past.", OF_DEADLINE),
                count("told_to_come", "exclusions", "Those not told yet, their day not past.", OF_DEADLINE),
                count("not_under_duty", "exclusions", "Those without the deadline told-authority.", OF_REVIEW),
            ],
        ),
        thresholds: table(
            "thresholds",
            "The children of a school at or over a threshold in a term.",
            vec![
                text(
                    "threshold",
                    "persistent-absence, severe-absence, top-share, exclusions-primary, exclusions-secondary, risk-of-permanent-exclusion, or review: in one \
                     of the three lists of a review.",
                    OF_REVIEW,
                ),
                count(
                    "children",
                    "children",
                    "Children, each once in the term; empty where that is not known.",
                    OF_REVIEW,
                ),
            ],
        ),
    }
}

fn of_measure(measure: Measure, name: &str) -> Column {
    Column {
        name: name.to_owned(),
        holds: Holds::Count,
        unit: measure.unit().as_str(),
        meaning: measure.meaning(),
        source: measure.source(),
    }
}
