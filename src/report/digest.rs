//! The Monday e-mail to each SPOC and each manager: what is overdue, what is due this week and next week, and what is not known because a record
//! cannot be read. No child is named in it: an action, a follow-up or an exclusion appears by its day and its number.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Days, NaiveDate};

use super::due::title_to_come;
use super::excerpt::plain;
use crate::calendar::last_monday;
use crate::drive::{Assessment, Assessments, SchoolDeadline, Scope};
use crate::escape::markdown;
use crate::page::from_today;
use crate::procedure::deadlines::{About, Deadline, State, Step, VISIT_IS_OVER};
use crate::words::{capitalised, long_day, number, short_day};

/// The most deadlines of a list that are named; the others are counted.
const MOST_NAMED: usize = 100;

/// To whom a digest goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reader {
    /// A SPOC: the deadlines that are theirs.
    Spoc,
    /// A manager: all deadlines of the schools in their file, also those that nobody is responsible for.
    Manager,
}

impl Reader {
    /// What the reader is called, in the middle of a sentence.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Spoc => "SPOC",
            Self::Manager => "manager",
        }
    }
}

/// The digest of one person.
#[derive(Debug, Clone)]
pub struct Digest {
    /// To whom it goes.
    pub reader: Reader,
    /// Their name, as the records or the folder have it.
    pub name: String,
    /// How many deadlines are overdue, due this week, due next week.
    pub numbers: [usize; 3],
    /// Whether there is nothing to say.
    pub is_empty: bool,
    /// The subject of the e-mail.
    pub subject: String,
    /// What it says, as Markdown.
    pub markdown: String,
}

impl Digest {
    /// The numbers in words.
    #[must_use]
    pub fn summary(&self) -> String {
        let [overdue, this_week, next_week] = self.numbers;
        format!("{overdue} overdue, {this_week} due this week, {next_week} due next week")
    }
}

/// The digests of all SPOCs and then of all managers of a part of the drive, by name.
#[must_use]
pub fn digests(whole: &Assessments, scope: &Scope, today: NaiveDate) -> Vec<Digest> {
    let within = |school: &&Assessment| scope.holds(&format!("{}/{}", school.manager, school.school));
    let schools: Vec<_> = whole.schools.iter().filter(within).collect();
    let mut unread = BTreeMap::<(&str, &str), usize>::new();
    for problem in whole.problems.iter().filter(|problem| problem.code.leaves_unread()) {
        let mut parts = problem.path.split('/');
        *unread.entry((parts.next().unwrap_or_default(), parts.next().unwrap_or_default())).or_default() += 1;
    }
    let facts = Facts { whole, schools, unread, today };
    // A name is the same however it is written.
    let mut spocs = BTreeMap::<String, Arc<str>>::new();
    for school in &facts.schools {
        let of_deadlines = school.deadlines.iter().filter_map(|one| one.spoc.as_ref());
        for spoc in school.spoc.iter().chain(of_deadlines) {
            spocs.entry(key(spoc)).or_insert_with(|| Arc::clone(spoc));
        }
    }
    let managers: BTreeMap<&str, ()> = facts.schools.iter().map(|school| (&*school.manager, ())).collect();
    let of_spocs = spocs.values().map(|spoc| facts.digest(Reader::Spoc, spoc));
    of_spocs.chain(managers.keys().map(|manager| facts.digest(Reader::Manager, manager))).collect()
}

/// A name without what does not tell two people apart: capitals and spaces.
fn key(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What all digests are made from.
struct Facts<'a> {
    whole: &'a Assessments,
    schools: Vec<&'a Assessment>,
    /// How many records of each school cannot be read.
    unread: BTreeMap<(&'a str, &'a str), usize>,
    today: NaiveDate,
}

impl Facts<'_> {
    fn digest(&self, reader: Reader, name: &str) -> Digest {
        let is_theirs = |one: &&SchoolDeadline| match reader {
            Reader::Spoc => one.spoc.as_ref().is_some_and(|spoc| key(spoc) == key(name)),
            Reader::Manager => &*one.manager == name,
        };
        let mut theirs: Vec<_> = self.schools.iter().flat_map(|school| &school.deadlines).filter(is_theirs).collect();
        theirs.sort_by(|a, b| (a.deadline.due, &a.school).cmp(&(b.deadline.due, &b.school)));
        let monday = last_monday(self.today);
        let (sunday, next_sunday) = (monday + Days::new(6), monday + Days::new(13));
        let of = |states: &[State], from: NaiveDate, to: NaiveDate| -> Vec<&SchoolDeadline> {
            let fits = |one: &&&SchoolDeadline| {
                states.contains(&one.deadline.state) && from <= one.deadline.due && one.deadline.due <= to
            };
            theirs.iter().filter(fits).copied().collect()
        };
        let open = [State::Due, State::Upcoming];
        let lists = [
            of(&[State::Overdue], NaiveDate::MIN, NaiveDate::MAX),
            of(&open, self.today, sunday),
            of(&open, sunday + Days::new(1), next_sunday),
        ];
        let unknown = of(&[State::Unknown], NaiveDate::MIN, next_sunday);
        let not_read = self.not_read(reader, name, &theirs);
        let numbers = lists.each_ref().map(Vec::len);
        let mut digest = Digest {
            reader,
            name: name.to_owned(),
            numbers,
            is_empty: numbers == [0; 3] && unknown.is_empty() && not_read.is_empty(),
            subject: String::new(),
            markdown: String::new(),
        };
        digest.subject =
            plain(&format!("SPOC visits, week of {}, for {name}: {}", monday.format("%-d %B %Y"), digest.summary()));
        let marking = self.whole.policy.marking();
        let mut text = Vec::new();
        if !marking.is_empty() {
            text.push(format!("**{}**", as_it_stands(marking)));
        }
        text.push(format!(
            "For {} {}: how things stand on {}.",
            reader.as_str(),
            as_it_stands(name),
            long_day(self.today)
        ));
        if let Some(warning) = self.warning() {
            text.push(warning);
        }
        if reader == Reader::Manager {
            text.extend(by_spoc(&lists));
        }
        let day = |day: NaiveDate| day.format("%-d %B").to_string();
        let titles = [
            "Overdue".to_owned(),
            format!("Due this week, until Sunday {}", day(sunday)),
            format!("Due next week, {} to {}", day(sunday + Days::new(1)), day(next_sunday)),
        ];
        for (title, list) in titles.iter().zip(&lists) {
            text.extend(self.list(title, list, reader));
        }
        if !unknown.is_empty() {
            text.extend(self.list("Not known, because a record cannot be read", &unknown, reader));
        }
        if !not_read.is_empty() {
            text.push("## Not in these lists".to_owned());
            text.push(not_read.join("\n"));
        }
        let command = match reader {
            Reader::Spoc => format!("spoc due --spoc \"{name}\""),
            Reader::Manager => format!("spoc due \"{name}\""),
        };
        text.push(format!("No child is named here. {} shows the same with what was agreed.", as_it_stands(&command)));
        digest.markdown = text.join("\n\n") + "\n";
        digest
    }

    /// That the policy cannot be used as it is, so that days may be missing or wrong.
    fn warning(&self) -> Option<String> {
        let first = self.whole.policy_problems.first()?;
        Some(format!(
            "**This may be incomplete.** policy.toml cannot be used as it is: {}.",
            as_it_stands(&first.message)
        ))
    }

    /// What cannot be read of the reader's schools, a line each; and the schools of which it is not known whose they are.
    fn not_read(&self, reader: Reader, name: &str, theirs: &[&SchoolDeadline]) -> Vec<String> {
        let mut lines = Vec::new();
        for school in &self.schools {
            let is_theirs = match reader {
                Reader::Manager => &*school.manager == name,
                Reader::Spoc => {
                    school.spoc.as_ref().is_some_and(|spoc| key(spoc) == key(name))
                        || theirs.iter().any(|one| one.manager == school.manager && one.school == school.school)
                }
            };
            let place = as_it_stands(&school.school);
            if school.name.is_none() {
                // Whose school it is stands in the file that cannot be read: it may be this reader's.
                if is_theirs || reader == Reader::Spoc {
                    lines.push(format!("- **{place}**: its school.yaml is missing or cannot be read, so that it is not known whose school it is."));
                }
            } else if let Some(count) = self.unread.get(&(&*school.manager, &*school.school)).filter(|_| is_theirs) {
                let count = number(*count, "problem");
                lines.push(format!("- **{place}**: records that cannot be read ({count}). What they say is not counted here; spoc validate names them."));
            }
        }
        let of_manager = |(manager, school): &(&str, &str)| {
            let is_school = self.schools.iter().any(|one| &*one.manager == *manager && &*one.school == *school);
            !is_school && (reader == Reader::Manager && *manager == name)
        };
        if self.unread.keys().any(of_manager) {
            lines.push("- Something in the manager's folder itself cannot be read; spoc validate names it.".to_owned());
        }
        lines
    }

    /// A list of deadlines below its heading.
    fn list(&self, title: &str, list: &[&SchoolDeadline], reader: Reader) -> Vec<String> {
        let mut parts = vec![format!("## {title} ({})", list.len())];
        if list.is_empty() {
            parts.push("Nothing.".to_owned());
            return parts;
        }
        let lines: Vec<_> = list.iter().take(MOST_NAMED).map(|one| self.line(one, reader)).collect();
        parts.push(lines.join("\n"));
        if let Some(more) = list.len().checked_sub(MOST_NAMED).filter(|more| *more > 0) {
            parts.push(format!("{more} more are not named here."));
        }
        parts
    }

    fn line(&self, one: &SchoolDeadline, reader: Reader) -> String {
        let deadline = &one.deadline;
        let spoc = match (reader, one.spoc.as_deref()) {
            (Reader::Spoc, _) => String::new(),
            (Reader::Manager, Some(spoc)) => format!(" ({})", as_it_stands(spoc)),
            (Reader::Manager, None) => " (no SPOC)".to_owned(),
        };
        format!(
            "- **{}**{spoc}: {}; by {}, {}. {}.",
            as_it_stands(&one.school),
            as_it_stands(&what(deadline)),
            short_day(deadline.due),
            from_today(deadline),
            as_it_stands(&capitalised(&next(deadline, self.today)))
        )
    }
}

/// How many of a manager's deadlines each SPOC has.
fn by_spoc(lists: &[Vec<&SchoolDeadline>; 3]) -> Vec<String> {
    let mut counts = BTreeMap::<(bool, String), (String, [usize; 3])>::new();
    for (place, list) in lists.iter().enumerate() {
        for one in list {
            let name = one.spoc.as_deref().unwrap_or("No SPOC");
            let entry = counts.entry((one.spoc.is_none(), key(name))).or_insert_with(|| (name.to_owned(), [0; 3]));
            if let Some(count) = entry.1.get_mut(place) {
                *count += 1;
            }
        }
    }
    if counts.is_empty() {
        return Vec::new();
    }
    let line = |(name, [overdue, this_week, next_week]): &(String, [usize; 3])| {
        format!("- {}: {overdue} overdue, {this_week} this week, {next_week} next week", as_it_stands(name))
    };
    vec!["## By SPOC".to_owned(), counts.values().map(line).collect::<Vec<_>>().join("\n")]
}

/// What is to come, without a word of a record.
fn what(deadline: &Deadline) -> String {
    let title = title_to_come(deadline);
    match (deadline.step, deadline.row_number()) {
        (Step::Action, Some(number)) => title.replacen("Action", &format!("Action {number}"), 1),
        (Step::FollowUp, Some(number)) => format!("{title}, number {number} in its phone log"),
        _ if deadline.step.words().about == About::Day => format!(
            "{title}{}",
            deadline.time.map(|time| format!(" at {}", time.0.format("%H:%M"))).unwrap_or_default()
        ),
        _ => title,
    }
}

/// What to do next. Who was to do it is left out, as a record may name anyone.
fn next(deadline: &Deadline, today: NaiveDate) -> String {
    if deadline.state == State::Unknown {
        return "put the record right that cannot be read: spoc validate names it".to_owned();
    }
    if deadline.is_before_a_past_visit(today) {
        return VISIT_IS_OVER.to_owned();
    }
    let words = deadline.step.words();
    let late = words.to_do_late.filter(|_| deadline.state == State::Overdue);
    let said = late.map_or_else(|| (words.to_do)(None), str::to_owned);
    // What is to be written in a record stands in quotes: an e-mail has no other letters for it.
    let quoted = said
        .split('`')
        .enumerate()
        .map(|(place, part)| if place % 2 == 1 { format!("“{part}”") } else { part.to_owned() });
    quoted.collect()
}

/// A text as Markdown that shows nothing but this text.
fn as_it_stands(text: &str) -> String {
    markdown(&plain(text))
}
