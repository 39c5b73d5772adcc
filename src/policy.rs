//! `policy.toml`: the authority's calendar, deadlines and thresholds (records.md, section 4). Every key has a default.

use std::collections::HashSet;
use std::sync::LazyLock;

use chrono::NaiveDate;
use schemars::{JsonSchema, Schema};
use serde::Deserialize;

use crate::problem::{Code, Position, Problem};
use crate::record::values::{Count, Date, Days, Text, Value as _};
use crate::record::{Fault, Form, check_form, schema_of};
use crate::text::Encoding;
use crate::yaml::{Tree, decode, parse_toml};

/// The policy of a drive.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "Policy")]
pub struct Policy {
    /// The council's name.
    pub authority: Option<Text>,
    /// The team's name.
    pub team: Option<Text>,
    /// Days on which nobody works.
    pub calendar: Calendar,
    /// The academic years with their terms.
    pub year: Vec<Year>,
    /// How often schools are visited.
    pub visits: Visits,
    /// The deadlines, all in working days.
    pub deadlines: Deadlines,
    /// Which children a visit reviews.
    pub review: Review,
    /// Which exclusions the authority must be told of.
    pub exclusions: Exclusions,
    /// The printed visit pack.
    pub pack: Pack,
}

/// Days on which nobody works, beside weekends and the bank holidays of England.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Calendar {
    /// Spans in which the offices are closed.
    pub closures: Vec<Span>,
    /// Bank holidays that are not built in.
    pub add_bank_holidays: Vec<Date>,
    /// Built-in bank holidays that are not kept.
    pub remove_bank_holidays: Vec<Date>,
}

/// A span of days, both ends included.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// Why.
    pub why: Option<Text>,
}

/// An academic year.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
pub struct Year {
    /// Such as 2026-27.
    pub name: Option<Text>,
    /// Its terms.
    pub terms: Vec<Term>,
    /// School holidays inside the terms.
    pub holidays: Vec<Span>,
}

/// A term, both ends included.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Such as Autumn 2026.
    pub name: Option<Text>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// How often schools are visited.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Visits {
    /// Each term, or once a year.
    pub every: Every,
}

/// How often schools are visited.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
#[allow(missing_docs)]
pub enum Every {
    #[default]
    Term,
    Year,
}

/// The deadlines of a visit, in working days.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Deadlines {
    /// From the year's first day until the dates are agreed.
    pub dates_agreed: Count,
    /// Before the visit: the pro forma is sent.
    pub pro_forma_sent: Count,
    /// Before the visit: the pro forma is back.
    pub pro_forma_returned: Count,
    /// Before the visit: the checks are done.
    pub checks_done: Count,
    /// After the visit: it is written up.
    pub written_up: Count,
    /// After an exclusion: the authority is told, without delay.
    pub tell_authority: Count,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            dates_agreed: Count(15),
            pro_forma_sent: Count(10),
            pro_forma_returned: Count(5),
            checks_done: Count(1),
            written_up: Count(5),
            tell_authority: Count(1),
        }
    }
}

/// Which children a visit reviews.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Review {
    /// Of the persistently absent, in hundredths.
    pub top_percent: Count,
    /// Consecutive terms in which exclusions count.
    pub window_terms: Count,
    /// School days of exclusion, to year 6.
    pub primary_days: Days,
    /// School days of exclusion, from year 7.
    pub secondary_days: Days,
}

impl Default for Review {
    fn default() -> Self {
        Self {
            top_percent: Count(10),
            window_terms: Count(3),
            primary_days: Days::of_half_days(10),
            secondary_days: Days::of_half_days(20),
        }
    }
}

/// Which exclusions the authority must be told of.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Exclusions {
    /// By the thresholds of 2017, every one, or by the date.
    pub duty: Duty,
}

/// Which exclusions the authority must be told of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
#[allow(missing_docs)]
pub enum Duty {
    #[default]
    ByDate,
    Thresholds,
    Every,
}

/// The printed visit pack.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Pack {
    /// The protective marking in the footer.
    pub marking: Option<Text>,
}

impl Default for Pack {
    fn default() -> Self {
        Self { marking: Text::parse("OFFICIAL-SENSITIVE").ok() }
    }
}

impl Policy {
    /// Its JSON Schema, draft 2020-12.
    #[must_use]
    pub fn schema() -> Schema {
        schema_of::<Self>()
    }

    /// The first day of the term that begins on a day, as a JSON Pointer.
    #[must_use]
    pub fn place_of_term(&self, from: NaiveDate) -> Option<String> {
        let all = self.year.iter().enumerate();
        let mut terms =
            all.flat_map(|(year, one)| one.terms.iter().enumerate().map(move |(term, one)| (year, term, one)));
        let (year, term, _) = terms.find(|(_, _, term)| *term.from == from)?;
        Some(format!("/year/{year}/terms/{term}/from"))
    }

    /// Reads the text of a policy: all that holds of it, and every problem. `path`: its name on the drive.
    #[must_use]
    pub fn read(path: &str, text: &str, encoding: Encoding) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        if encoding != Encoding::Utf8 {
            problems.push(crate::record::not_utf8(path, encoding));
        }
        let tree = match parse_toml(text) {
            Ok(tree) => tree,
            Err(errors) => {
                problems.extend(errors.into_iter().map(|error| crate::record::yaml_syntax(path, error)));
                return (Self::default(), problems);
            }
        };
        static FORM: LazyLock<Form> = LazyLock::new(|| Form::new(&Policy::schema()));
        let faults = check_form(&FORM, &tree);
        let policy: Self = decode(what_holds(&tree, &FORM).root()).unwrap_or_else(|_| {
            // The two paths are held together by tests; should they ever differ, it is not passed over in silence.
            problems.push(Problem::of_file(
                Code::WrongValue,
                path,
                "the policy cannot be used; the defaults hold",
                "Compare it with a policy that is right, and tell whoever looks after the program.",
            ));
            Self::default()
        });
        problems.extend(faults.into_iter().map(|fault| of_fault(path, fault)));
        let out_of_order = |(field, position, message, help): OutOfOrder| Problem {
            code: Code::OutOfOrder,
            path: path.to_owned(),
            position: Some(position),
            field: Some(field),
            message,
            help: help.to_owned(),
        };
        problems.extend(backwards(&tree).into_iter().chain(overlaps(&tree)).map(out_of_order));
        (policy, problems)
    }
}

fn of_fault(path: &str, fault: Fault) -> Problem {
    Problem {
        code: fault.code,
        path: path.to_owned(),
        position: Some(fault.position),
        field: Some(fault.field),
        message: fault.message.replace("this record", "the policy"),
        help: fault.help,
    }
}

/// A policy without what is wrong in it: a wrong value is left out, and what is missing, or was left out and is needed, takes its entry
/// with it. The rest holds all the same.
fn what_holds<'t>(tree: &Tree<'t>, form: &Form) -> Tree<'t> {
    let mut kept = tree.clone();
    loop {
        let wrong: HashSet<_> = check_form(form, &kept).into_iter().map(|fault| fault.field).collect();
        kept = kept.without(&wrong);
        if wrong.is_empty() {
            return kept;
        }
    }
}

/// A field that is out of order: its JSON Pointer, its place, what is wrong and what to do.
type OutOfOrder = (String, Position, String, &'static str);

/// Each `to` that is before its `from`: closures, terms and holidays.
fn backwards(tree: &Tree<'_>) -> Vec<OutOfOrder> {
    let years = tree.at("/year").map_or(0, |(_, years)| years.items().count());
    let of_years = (0..years).flat_map(|year| ["terms", "holidays"].map(|list| format!("/year/{year}/{list}")));
    let mut found = Vec::new();
    for list in std::iter::once("/calendar/closures".to_owned()).chain(of_years) {
        for (number, [from, to]) in spans(tree, &list) {
            if to.0 < from.0 {
                let help = "Put the two dates right: `from` is the first day, `to` the last.";
                found.push((format!("{list}/{number}/to"), to.1, "`to` is before `from`".to_owned(), help));
            }
        }
    }
    found
}

/// Each term, of whatever year, that begins before one that began earlier is over.
fn overlaps(tree: &Tree<'_>) -> Vec<OutOfOrder> {
    let years = tree.at("/year").map_or(0, |(_, years)| years.items().count());
    let mut terms = Vec::new();
    for year in 0..years {
        let list = format!("/year/{year}/terms");
        let forwards = spans(tree, &list).into_iter().filter(|(_, [from, to])| from.0 <= to.0);
        terms.extend(forwards.map(|(number, [from, to])| (from.0, to.0, from.1, format!("{list}/{number}/from"))));
    }
    terms.sort();
    let mut found = Vec::new();
    let mut last: Option<NaiveDate> = None;
    for (from, to, position, field) in terms {
        if let Some(end) = last.filter(|end| from <= *end) {
            let message = format!("this term begins while another lasts, to {end}");
            found.push((field, position, message, "Terms follow one another: put the first and last days right."));
        }
        last = last.max(Some(to));
    }
    found
}

type Placed = (NaiveDate, Position);

/// The spans of a list whose two dates can be read, each with its number in the list.
fn spans(tree: &Tree<'_>, list: &str) -> Vec<(usize, [Placed; 2])> {
    let entries = tree.at(list).into_iter().flat_map(|(_, entries)| entries.items()).enumerate();
    let dates = entries.filter_map(|(number, entry)| {
        let date = |name| {
            let node = entry.get(name)?;
            Some((crate::record::iso(node.text()?)?, node.start()))
        };
        Some((number, [date("from")?, date("to")?]))
    });
    dates.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Policy, Vec<String>) {
        let (policy, problems) = Policy::read("policy.toml", text, Encoding::Utf8);
        let shown = problems.iter().map(|p| {
            let at = p.position.map_or(String::new(), |at| format!("{}:{}", at.line, at.column));
            format!("{at} {} {}", p.code, p.field.as_deref().unwrap_or("-"))
        });
        (policy, shown.collect())
    }

    #[test]
    fn an_empty_policy_holds_the_defaults() {
        let (policy, problems) = read("");
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(policy.deadlines.dates_agreed, Count(15));
        assert_eq!(policy.review.secondary_days.half_days(), 20);
        assert_eq!(policy.pack.marking.as_deref(), Some("OFFICIAL-SENSITIVE"));
        assert!(policy.year.is_empty() && policy.authority.is_none());
    }

    #[test]
    fn what_is_right_holds_beside_what_is_wrong() {
        let text = "autority = \"X\"\n[deadlines]\nwritten_up = \"soon\"\nchecks_done = 2\n[[year]]\nterms = [\n  { from = 2026-09-02, to = 2026-12-18 },\n  { from = 2027-01-04 },\n  { from = 2027-07-21, to = 2027-04-12 },\n]\n";
        let (policy, problems) = read(text);
        let expected = [
            "1:1 unknown-field /autority",
            "3:14 wrong-value /deadlines/written_up",
            "8:3 missing-field /year/0/terms/1",
            "9:29 out-of-order /year/0/terms/2/to",
        ];
        assert_eq!(problems, expected);
        assert_eq!((policy.deadlines.written_up, policy.deadlines.checks_done), (Count(5), Count(2)));
        assert_eq!(policy.year[0].terms.len(), 2);
    }

    #[test]
    fn a_wrong_date_takes_its_term_alone() {
        let text = "[deadlines]\nwritten_up = 9\n[[year]]\nterms = [\n  { from = \"2 September 2026\", to = 2026-12-18 },\n  { from = 2027-01-04, to = 2027-03-25 },\n]\n";
        let (policy, problems) = read(text);
        assert_eq!(problems, ["5:12 bad-date /year/0/terms/0/from"]);
        assert_eq!(policy.deadlines.written_up, Count(9));
        assert_eq!(policy.year[0].terms.len(), 1);
    }

    #[test]
    fn terms_that_overlap_are_named() {
        let terms = "terms = [{ from = 2026-09-02, to = 2026-12-18 }, { from = 2026-12-18, to = 2027-03-25 }]\n";
        let (_, problems) =
            read(&format!("[[year]]\n{terms}[[year]]\nterms = [{{ from = 2027-03-01, to = 2027-03-02 }}]\n"));
        assert_eq!(problems, ["2:59 out-of-order /year/0/terms/1/from", "4:19 out-of-order /year/1/terms/0/from"]);
    }

    #[test]
    fn a_broken_policy_is_the_default_one() {
        let (policy, problems) = read("[deadlines\n");
        assert_eq!(problems, ["1:11 yaml-syntax -"]);
        assert_eq!(policy.deadlines.written_up, Count(5));
    }
}
