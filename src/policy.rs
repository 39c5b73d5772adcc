//! `policy.toml`: the authority's calendar, deadlines and thresholds (records.md, section 4). Every key has a default.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use chrono::{NaiveDate, NaiveTime};
use schemars::{JsonSchema, Schema};
use serde::Deserialize;

use crate::calendar::{Calendar, DaysOff, Span, Year};
use crate::problem::Position;
use crate::record::values::{Count, Date, Days, Text, Time, Upn, Value as _};
use crate::record::vocabulary;
use crate::record::{Fault, Form, check_policy, schema_of};
use crate::tree::{SyntaxError, Tree, decode, parse_toml};

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
    #[serde(rename = "calendar")]
    pub days_off: DaysOff,
    /// The academic years with their terms.
    #[serde(rename = "year")]
    pub years: Vec<Year>,
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
    /// How the lists are read that schools take out of their own systems.
    pub import: Import,
    /// When the desktop's notices may be shown.
    pub notices: NoticeHours,
    /// Where the drive's history is kept, and for how long.
    pub history: History,
    /// How long records are kept after the last contact, and what is kept longer.
    pub retention: Retention,
    /// Working days, terms and years: laid out from the days off and the years, once, when the policy is read.
    #[serde(skip)]
    pub calendar: Calendar,
}

/// How often schools are visited.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Visits {
    /// Each term, or once a year.
    pub every: Every,
}

vocabulary! {
    /// How often schools are visited.
    #[derive(JsonSchema, Default)]
    #[schemars(inline)]
    Every {
        #[default] Term = "term", "each term";
        Year = "year", "once a year";
    }
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

vocabulary! {
    /// Which exclusions the authority must be told of.
    #[derive(JsonSchema, Default)]
    #[schemars(inline)]
    Duty {
        #[default] ByDate = "by-date", "by the date of the exclusion";
        Thresholds = "thresholds", "by the thresholds of 2017";
        Every = "every", "every exclusion";
    }
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

/// How the lists are read that schools take out of their own systems.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Import {
    /// What the columns of an absence export hold, by their headings, where the headings do not tell it.
    pub absence: BTreeMap<String, Option<AbsenceField>>,
}

vocabulary! {
    /// What a column of an absence export holds.
    #[derive(JsonSchema)]
    #[schemars(inline)]
    AbsenceField {
        Upn = "upn", "the UPN";
        Name = "name", "the name";
        Forename = "forename", "the forename";
        Surname = "surname", "the surname";
        Year = "year", "the year";
        Class = "class", "the class, whose first figures are the year";
        Possible = "possible", "the sessions possible";
        Authorised = "authorised", "the sessions missed with leave";
        Unauthorised = "unauthorised", "the sessions missed without leave";
        Ignore = "ignore", "left aside";
    }
}

/// The hours of working days in which the desktop's notices may be shown: `from` until just before `to`. Where `to` comes before `from`, through the
/// night; where both are the same, at any time.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NoticeHours {
    /// From this time of day.
    pub from: Time,
    /// Until this time of day.
    pub to: Time,
}

impl Default for NoticeHours {
    fn default() -> Self {
        let hour = |hour| Time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default());
        Self { from: hour(8), to: hour(18) }
    }
}

/// Where the drive's history is kept, and for how long.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct History {
    /// Its folder, as everybody finds it who may read it: the whole path.
    pub folder: Option<Text>,
    /// The years after which a version that was replaced or deleted is let go. Left out or 0: none is.
    pub keep_years: Option<Count>,
}

/// How long records are kept after the last contact. It is for a list alone: nothing is deleted.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// Whole years after the last contact; without it nothing is listed.
    pub years_after_last_contact: Option<Count>,
    /// What is kept all the same.
    pub holds: Vec<Hold>,
}

/// Something that is kept, whatever its age: what is about a child, what a school has, or all, where neither is named.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// Why: an inquiry, a claim.
    pub why: Text,
    /// The child's UPN.
    pub upn: Option<Upn>,
    /// The school: its URN, its name or its folder.
    pub school: Option<Text>,
    /// The last day on which it is held; without it, until it is taken out of the policy.
    pub until: Option<Date>,
}

impl Policy {
    /// Its JSON Schema, draft 2020-12.
    #[must_use]
    pub fn schema() -> Schema {
        schema_of::<Self>()
    }

    /// What may stand in it, read off its JSON Schema.
    #[must_use]
    pub fn form() -> &'static Form {
        static FORM: LazyLock<Form> = LazyLock::new(|| Form::new(&Policy::schema()));
        &FORM
    }

    /// The council's name, for people; empty where the policy does not say.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.authority.as_deref().unwrap_or_default()
    }

    /// The team's name, likewise.
    #[must_use]
    pub fn team(&self) -> &str {
        self.team.as_deref().unwrap_or_default()
    }

    /// The protective marking of what is printed; empty where the policy has none.
    #[must_use]
    pub fn marking(&self) -> &str {
        self.pack.marking.as_deref().unwrap_or_default()
    }

    /// School holidays inside the terms, of every year.
    pub fn holidays(&self) -> impl Iterator<Item = &Span> {
        self.years.iter().flat_map(|year| &year.holidays)
    }

    /// The first day of the term that begins on a day, as a JSON Pointer.
    #[must_use]
    pub fn place_of_term(&self, from: NaiveDate) -> Option<String> {
        let all = self.years.iter().enumerate();
        let mut terms =
            all.flat_map(|(year, one)| one.terms.iter().enumerate().map(move |(term, one)| (year, term, one)));
        let (year, term, _) = terms.find(|(_, _, term)| *term.from == from)?;
        Some(format!("/year/{year}/terms/{term}/from"))
    }

    /// Reads the text of a policy: all that holds of it, and every fault. An error where the text is no TOML.
    pub fn read(text: &str) -> Result<(Self, Vec<PolicyFault>), Vec<SyntaxError>> {
        let tree = parse_toml(text)?;
        let mut faults = Vec::new();
        let mut policy: Self = decode(what_holds(&tree, Self::form()).root()).unwrap_or_else(|_| {
            faults.push(PolicyFault::Unusable);
            Self::default()
        });
        policy.calendar = Calendar::new(&policy.days_off, &policy.years);
        faults.extend(check_policy(Self::form(), &tree).into_iter().map(PolicyFault::Field));
        faults.extend(backwards(&tree).into_iter().chain(overlaps(&tree)).map(PolicyFault::OutOfOrder));
        Ok((policy, faults))
    }
}

/// What is wrong in policy.toml.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyFault {
    /// A field is wrong, missing or one too many.
    Field(Fault),
    /// Two dates are in the wrong order.
    OutOfOrder(OutOfOrder),
    /// No fault is found, and yet the policy cannot be read: the two paths differ, which the tests rule out. The defaults hold.
    Unusable,
}

/// A date of the policy that comes too early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutOfOrder {
    /// Its field, as a JSON Pointer.
    pub field: String,
    /// Where it stands.
    pub position: Position,
    /// What it comes too early for.
    pub what: Disorder,
}

/// What a date of the policy comes too early for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disorder {
    /// A `to` that is before its `from`.
    Backwards,
    /// A term that begins before an earlier one is over, which lasts to this day.
    Overlap {
        /// The last day of the earlier term.
        until: NaiveDate,
    },
}

/// A policy without what is wrong in it: a wrong value is left out, and what is missing, or was left out and is needed, takes its entry
/// with it. The rest holds all the same.
fn what_holds<'t>(tree: &Tree<'t>, form: &Form) -> Tree<'t> {
    let mut kept = tree.clone();
    loop {
        let wrong: HashSet<_> = check_policy(form, &kept).into_iter().map(|fault| fault.field).collect();
        kept = kept.without(&wrong);
        if wrong.is_empty() {
            return kept;
        }
    }
}

/// Each `to` that is before its `from`: closures, terms and holidays.
fn backwards(tree: &Tree<'_>) -> Vec<OutOfOrder> {
    let years = tree.at("/year").map_or(0, |(_, years)| years.items().count());
    let of_years = (0..years).flat_map(|year| ["terms", "holidays"].map(|list| format!("/year/{year}/{list}")));
    let mut found = Vec::new();
    for list in std::iter::once("/calendar/closures".to_owned()).chain(of_years) {
        for (number, [from, to]) in spans(tree, &list) {
            if to.0 < from.0 {
                let field = format!("{list}/{number}/to");
                found.push(OutOfOrder { field, position: to.1, what: Disorder::Backwards });
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
        if let Some(until) = last.filter(|end| from <= *end) {
            found.push(OutOfOrder { field, position, what: Disorder::Overlap { until } });
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
