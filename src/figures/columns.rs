//! The columns of the tables: what stands in each, and what it means. The data dictionary is made of them.

use chrono::NaiveDate;

use super::measure::Measure;

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// The data set that it belongs to: the folder in which its files lie. Empty for the team's own tables.
    pub data_set: &'static str,
    /// Its name, which files and sheets have.
    pub name: &'static str,
    /// What a row of it is.
    pub about: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Its name with that of its data set, as its files lie: `terms/exclusions`.
    #[must_use]
    pub fn path(&self) -> String {
        if self.data_set.is_empty() { self.name.to_owned() } else { format!("{}/{}", self.data_set, self.name) }
    }
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

/// The data set of published figures of terms.
pub const TERMS: &str = "terms";
/// That of published figures of years.
pub const YEARS: &str = "years";

/// The columns that come from the folders in which a Parquet file lies, and are not in the file.
pub const PARTITIONS: [&str; 2] = ["authority", "year"];

/// The team's tables without a row: the data dictionary.
#[must_use]
pub fn empty_tables() -> Vec<Table> {
    empty().list()
}

/// The published tables without a row, those of terms first: their data dictionary.
#[must_use]
pub fn empty_published_tables() -> Vec<Table> {
    [false, true].into_iter().flat_map(|is_year| empty_published(is_year).list()).collect()
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

/// Every published table.
pub(super) struct PublishedTables {
    pub schools: Table,
    pub decisions: Table,
    pub exclusions: Table,
    pub thresholds: Table,
}

impl PublishedTables {
    /// The tables in the order in which they are written.
    pub fn list(self) -> Vec<Table> {
        let Self { schools, decisions, exclusions, thresholds } = self;
        vec![schools, decisions, exclusions, thresholds]
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

fn authority() -> Column {
    text(
        "authority",
        "The authority, from policy.toml. In Parquet it is the name of a folder. Tables for databases are of the whole drive; the sheet About of a workbook \
         says where it is of a part.",
        "records.md, section 4",
    )
}

fn year() -> Column {
    text(
        "year",
        "The academic year, as policy.toml names it. In Parquet it is the name of a folder.",
        "records.md, section 4",
    )
}

fn term() -> Column {
    text(
        "term",
        "The term, as policy.toml names it. A day belongs to the term that it is in, or, in none, to the last begun before it.",
        "records.md, sections 4 and 6",
    )
}

fn school() -> Column {
    text(
        "school",
        "The school's folder. In CSV a text that a spreadsheet could take for a formula has an apostrophe in front, but in authority, year, term and urn, by which \
         tables are joined.",
        CONTRACT,
    )
}

fn urn() -> Column {
    text("urn", "The school's number: six digits, as text. Empty where school.yaml cannot be read.", OF_SCHOOL)
}

/// The columns by which the team's tables are joined, in front of each.
fn keys() -> Vec<Column> {
    vec![authority(), year(), term(), text("manager", "The manager's folder.", CONTRACT), school(), urn()]
}

/// The same of published tables. Those of a year have no term: their numbers are no rows beside those of its terms, which would be summed twice.
fn published_keys(is_year: bool) -> Vec<Column> {
    let term = (!is_year).then(term);
    [authority(), year()].into_iter().chain(term).chain([school(), urn()]).collect()
}

/// What says of a published row which of its numbers are hidden.
fn hidden() -> Column {
    text(
        "hidden",
        "The columns of this row whose number is hidden, with commas between; empty where none is. Any other empty number is not known. In CSV and in the workbook \
         a hidden number is c, too.",
        "",
    )
}

/// Every table without a row.
pub(super) fn empty() -> Tables {
    let table = |name, about, columns: Vec<Column>| Table {
        data_set: "",
        name,
        about,
        columns: keys().into_iter().chain(columns).collect(),
        rows: Vec::new(),
    };
    let spoc = || text("spoc", "The SPOC: the visit's where it names one, else the school's.", OF_VISIT);
    let visit = || date("visit", "The day of the visit.", OF_VISIT);
    let mut of_schools = vec![
        text("name", "The school's name.", OF_SCHOOL),
        text("spoc", "The school's SPOC; empty where it has none.", OF_SCHOOL),
        text("phase", "The phase of education.", OF_SCHOOL),
        text("status", "Who maintains it.", OF_SCHOOL),
    ];
    of_schools.extend(every_measure());
    Tables {
        schools_terms: table("schools_terms", "A school in a term: each of its figures.", of_schools),
        deadlines: table(
            "deadlines",
            "A deadline of a school, without what it is about.",
            vec![
                spoc(),
                text(
                    "step",
                    "What is to be done. told-authority stands here for exclusions that have begun.",
                    OF_DEADLINE,
                ),
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
            "The decisions of a kind, threshold and action at a visit that was held.",
            [visit()].into_iter().chain(of_decisions()).collect(),
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
        exclusions: table("exclusions", "The exclusions of a type of a school in a term.", of_exclusions()),
        thresholds: table(
            "thresholds",
            "The children of a school at or over a threshold in a term.",
            of_thresholds("Children, each once in the term; empty where that is not known."),
        ),
    }
}

/// Every published table without a row: those of terms, or those of years.
pub(super) fn empty_published(is_year: bool) -> PublishedTables {
    let table = |name, [of_term, of_year]: [&'static str; 2], columns: Vec<Column>| Table {
        data_set: if is_year { YEARS } else { TERMS },
        name,
        about: if is_year { of_year } else { of_term },
        columns: published_keys(is_year).into_iter().chain(columns).chain([hidden()]).collect(),
        rows: Vec::new(),
    };
    let mut of_schools = vec![
        text("name", "The school's name.", OF_SCHOOL),
        text("phase", "The phase of education.", OF_SCHOOL),
        text("status", "Who maintains it.", OF_SCHOOL),
    ];
    of_schools.extend(every_measure());
    let children = if is_year {
        "Children, each once in the year; empty where that is not known."
    } else {
        "Children, each once in the term; empty where that is not known."
    };
    PublishedTables {
        schools: table(
            if is_year { "schools_years" } else { "schools_terms" },
            ["A school in a term: each of its figures.", "A school in a year: each of its figures."],
            of_schools,
        ),
        decisions: table(
            "decisions",
            [
                "The decisions of a kind, threshold and action for a school in a term.",
                "The decisions of a kind, threshold and action for a school in a year.",
            ],
            of_decisions(),
        ),
        exclusions: table(
            "exclusions",
            ["The exclusions of a type of a school in a term.", "The exclusions of a type of a school in a year."],
            of_exclusions(),
        ),
        thresholds: table(
            "thresholds",
            [
                "The children of a school at or over a threshold in a term.",
                "The children of a school at or over a threshold in a year.",
            ],
            of_thresholds(children),
        ),
    }
}

fn every_measure() -> impl Iterator<Item = Column> {
    Measure::all().iter().map(|one| of_measure(*one, &one.name()))
}

fn of_decisions() -> Vec<Column> {
    vec![
        text("kind", "statutory-intervention or early-help-referral.", OF_VISIT),
        text("threshold", "met, not-met or unsure.", OF_VISIT),
        text("action", "refer, monitor or none.", OF_VISIT),
        count(
            "children",
            "children",
            "Children for whom it was decided so, once for each visit; a child's first row with such a decision counts.",
            OF_VISIT,
        ),
    ]
}

fn of_exclusions() -> Vec<Column> {
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
    ]
}

fn of_thresholds(children: &str) -> Vec<Column> {
    vec![
        text(
            "threshold",
            "persistent-absence, severe-absence, top-share, exclusions-primary, exclusions-secondary, risk-of-permanent-exclusion, or review: in one \
             of the three lists of a review.",
            OF_REVIEW,
        ),
        count("children", "children", children, OF_REVIEW),
    ]
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
