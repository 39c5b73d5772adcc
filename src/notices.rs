//! The desktop's notices of a drive that is watched: what is worth one, when one may be shown, and what it says.
//!
//! A notice tells of what has become overdue, of a pro forma that has come back, and of a record that cannot be right. Several things that are new
//! make one bundle, and a bundle follows another after a quarter of an hour at the earliest. Nothing is told twice, not on the next day and not
//! after the computer was off: what was told is kept ([`Notices::kept`]), as a number that says nothing of its file. What was settled and comes up
//! again on a later day is told again.
//!
//! Nothing of a record stands in a notice, as others see the screen, too: only the name of the school's folder and the title of the rule.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use twox_hash::xxhash3_128;

use crate::policy::Policy;
use crate::problem::{Problem, Severity};
use crate::rules::{self, pro_forma_in_mail};
use crate::words::figures;

/// The least time from one notice to the next.
pub const PAUSE: TimeDelta = TimeDelta::minutes(15);
/// The id under which Windows knows the program that shows a notice. Windows drops the notices of an id that is not registered.
pub const APP_ID: &str = "Spoc.SchoolVisits";

/// The most lines below a notice's title: more is cut off by the desktops.
const MOST_LINES: usize = 4;

/// A notice, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its title: how much there is of what.
    pub title: String,
    /// A line for each thing, at most four.
    pub lines: Vec<String>,
    /// The folder that holds all that it tells of, relative to the drive; none where that is more than one folder.
    pub folder: Option<String>,
}

/// What was told, and when the last notice was shown.
#[derive(Debug, Default, Clone)]
pub struct Notices {
    told: BTreeMap<u128, Told>,
    shown: Option<DateTime<FixedOffset>>,
    has_changed: bool,
}

/// How many problems of one code in one file were told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Told {
    count: usize,
    /// The last day on which so many stood.
    seen: NaiveDate,
}

/// What is kept between runs.
#[derive(Serialize, Deserialize)]
struct Kept {
    version: u32,
    shown: Option<DateTime<FixedOffset>>,
    told: Vec<(String, usize, NaiveDate)>,
}

/// The version of [`Kept`].
const VERSION: u32 = 1;

/// What of the problems is worth a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Matter {
    Overdue,
    Back,
    Broken,
}

impl Matter {
    fn of(problem: &Problem) -> Option<Self> {
        if problem.code.is_overdue() {
            Some(Self::Overdue)
        } else if problem.code == pro_forma_in_mail::CODE {
            Some(Self::Back)
        } else {
            (problem.code.severity() == Severity::Error).then_some(Self::Broken)
        }
    }
}

impl Notices {
    /// What was kept by an earlier run. What cannot be read counts as nothing: then all that stands is told once more, in one bundle.
    #[must_use]
    pub fn of_kept(bytes: &[u8]) -> Self {
        let Some(kept) = serde_json::from_slice::<Kept>(bytes).ok().filter(|kept| kept.version == VERSION) else {
            return Self::default();
        };
        let told = kept.told.into_iter().filter_map(|(key, count, seen)| {
            let key = u128::from_str_radix(&key, 16).ok()?;
            Some((key, Told { count, seen }))
        });
        Self { told: told.collect(), shown: kept.shown, has_changed: false }
    }

    /// What is to be kept for the next run, where it has changed since this was last asked.
    pub fn kept(&mut self) -> Option<Vec<u8>> {
        if !std::mem::take(&mut self.has_changed) {
            return None;
        }
        let told = self.told.iter().map(|(key, told)| (format!("{key:032x}"), told.count, told.seen));
        serde_json::to_vec(&Kept { version: VERSION, shown: self.shown, told: told.collect() }).ok()
    }

    /// The notice that is due at a moment, if one is. `problems`: all that stand, in their order, of the schools that are asked about. `today`: the
    /// day by which the deadlines are judged.
    pub fn due<'p>(
        &mut self,
        problems: impl IntoIterator<Item = &'p Problem>,
        policy: &Policy,
        now: DateTime<FixedOffset>,
        today: NaiveDate,
    ) -> Option<Notice> {
        let mut standing = BTreeMap::<u128, Vec<(Matter, &Problem)>>::new();
        for problem in problems {
            if let Some(matter) = Matter::of(problem) {
                standing.entry(key(problem)).or_default().push((matter, problem));
            }
        }
        self.forget_settled(&standing, today);
        let new: Vec<_> = standing
            .iter()
            .flat_map(|(key, all)| all.iter().skip(self.told.get(key).map_or(0, |told| told.count)).copied())
            .collect();
        // A clock that was set back must not keep the notices away.
        let is_paused = self.shown.is_some_and(|shown| (TimeDelta::zero()..PAUSE).contains(&(now - shown)));
        if new.is_empty() || is_paused || !may_be_shown(policy, now, today) {
            return None;
        }
        for (key, all) in &standing {
            let told = self.told.entry(*key).or_insert(Told { count: 0, seen: today });
            *told = Told { count: told.count.max(all.len()), seen: today };
        }
        (self.shown, self.has_changed) = (Some(now), true);
        Some(notice(new))
    }

    /// What stands today is known to stand today. What was settled on an earlier day may be told again when it comes up again: not on the same day,
    /// on which it may only have gone away and come back with the drive.
    fn forget_settled(&mut self, standing: &BTreeMap<u128, Vec<(Matter, &Problem)>>, today: NaiveDate) {
        let before = self.told.clone();
        self.told.retain(|key, told| {
            let count = standing.get(key).map_or(0, Vec::len);
            if count >= told.count {
                told.seen = today;
            } else if told.seen < today {
                *told = Told { count, seen: today };
            }
            told.count > 0
        });
        self.has_changed |= self.told != before;
    }
}

/// Of what code and file a problem is: the same on the next day, when its words are others, and where a row above it was put in.
fn key(problem: &Problem) -> u128 {
    xxhash3_128::Hasher::oneshot(format!("{}\n{}", problem.code.as_str(), problem.path).as_bytes())
}

/// A short name for what was told of a part of a drive to somebody: the same for the same text.
#[must_use]
pub fn short_key(text: &str) -> u64 {
    // Half of the number is enough: a user has a handful of watches.
    xxhash3_128::Hasher::oneshot(text.as_bytes()) as u64
}

/// Whether notices may be shown at a moment: on a working day, within the hours of the policy.
fn may_be_shown(policy: &Policy, now: DateTime<FixedOffset>, today: NaiveDate) -> bool {
    let (from, to, time) = (policy.notices.from.0, policy.notices.to.0, now.time());
    let within = match from.cmp(&to) {
        Ordering::Less => from <= time && time < to,
        Ordering::Equal => true,
        Ordering::Greater => from <= time || time < to,
    };
    // Where the calendar does not reach, no day is known to be free.
    within && policy.calendar.is_working_day(today).unwrap_or(true)
}

fn notice(mut new: Vec<(Matter, &Problem)>) -> Notice {
    new.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.order(other)));
    let count = |wanted| new.iter().filter(|(matter, _)| *matter == wanted).count();
    let parts = [
        (Matter::Overdue, "overdue step", "overdue steps"),
        (Matter::Back, "pro forma back", "pro formas back"),
        (Matter::Broken, "record to put right", "records to put right"),
    ];
    let parts = parts.into_iter().filter_map(|(matter, one, more)| match count(matter) {
        0 => None,
        1 => Some(format!("1 {one}")),
        many => Some(format!("{} {more}", figures(many))),
    });
    let title = parts.collect::<Vec<_>>().join(", ");
    let mut lines: Vec<(String, usize)> = Vec::new();
    for (_, problem) in &new {
        let line = line(problem);
        match lines.iter_mut().find(|(said, _)| *said == line) {
            Some((_, times)) => *times += 1,
            None => lines.push((line, 1)),
        }
    }
    let shown = if lines.len() > MOST_LINES { MOST_LINES - 1 } else { lines.len() };
    let untold: usize = lines[shown..].iter().map(|(_, times)| times).sum();
    let mut words: Vec<_> = lines[..shown]
        .iter()
        .map(|(line, times)| if *times > 1 { format!("{line} ({} times)", figures(*times)) } else { line.clone() })
        .collect();
    if untold > 0 {
        words.push(format!("and {} more", figures(untold)));
    }
    Notice { title, lines: words, folder: folder_of_all(&new) }
}

/// The school, and what the rule finds.
fn line(problem: &Problem) -> String {
    let what = rules::rule(problem.code).map_or(problem.code.as_str(), |rule| rule.page.title);
    let mut names = problem.path.split('/');
    match (names.next(), names.next(), names.next()) {
        (Some(_), Some(school), Some(_)) => format!("{school}: {what}"),
        _ => format!("The drive: {what}"),
    }
}

/// The folder in which all files of the problems lie, where that is one folder of a school, or one school.
fn folder_of_all(new: &[(Matter, &Problem)]) -> Option<String> {
    let folder = |problem: &Problem| problem.path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    let school = |problem: &Problem| {
        let mut names = problem.path.split('/');
        Some(format!("{}/{}", names.next()?, names.next().filter(|_| problem.path.matches('/').count() > 1)?))
    };
    let only = |of: &dyn Fn(&Problem) -> Option<String>| {
        let first = of(new.first()?.1)?;
        new.iter().all(|(_, problem)| of(problem).as_ref() == Some(&first)).then_some(first)
    };
    only(&folder).or_else(|| only(&school))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{overdue_written_up, unanswered, yaml_syntax};

    fn at(text: &str) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(text).unwrap()
    }

    fn problem(code: crate::problem::Code, path: &str) -> Problem {
        Problem::of_file(code, path, "of Ada Example", "help")
    }

    fn late(path: &str) -> Problem {
        problem(overdue_written_up::CODE, path)
    }

    /// What is due of these problems at a moment, on the day of that moment.
    fn due(notices: &mut Notices, problems: &[Problem], moment: &str) -> Option<Notice> {
        let now = at(moment);
        notices.due(problems, &Policy::default(), now, now.date_naive())
    }

    const TUESDAY: &str = "2026-11-24T09:30:00+00:00";

    #[test]
    fn a_notice_names_the_school_and_the_rule_and_nothing_of_the_record() {
        let problems = [late("A/Oakfield/records/x.yaml"), problem(unanswered::CODE, "A/Oakfield/records/y.yaml")];
        let notice = due(&mut Notices::default(), &problems, TUESDAY).unwrap();
        assert_eq!(notice.title, "1 overdue step");
        assert_eq!(notice.lines, ["Oakfield: a visit that was held should be written up by now"]);
        assert_eq!(notice.folder.as_deref(), Some("A/Oakfield/records"));
    }

    #[test]
    fn what_is_new_makes_one_bundle_a_quarter_of_an_hour() {
        let mut notices = Notices::default();
        let mut problems = vec![late("A/Oakfield/records/x.yaml")];
        assert!(due(&mut notices, &problems, TUESDAY).is_some());
        problems.push(problem(yaml_syntax::CODE, "A/Oakfield/records/y.yaml"));
        problems.push(problem(pro_forma_in_mail::CODE, "B/Fernhay/emails/z.eml"));
        assert_eq!(due(&mut notices, &problems, "2026-11-24T09:44:59+00:00"), None);
        let notice = due(&mut notices, &problems, "2026-11-24T09:45:00+00:00").unwrap();
        assert_eq!(notice.title, "1 pro forma back, 1 record to put right");
        assert_eq!(notice.lines.len(), 2);
        assert_eq!(notice.folder, None);
        assert_eq!(due(&mut notices, &problems, "2026-11-24T16:00:00+00:00"), None);
    }

    #[test]
    fn nothing_is_told_twice_even_by_the_next_run() {
        let (mut notices, problems) = (Notices::default(), [late("A/Oakfield/records/x.yaml")]);
        assert_eq!(notices.kept(), None);
        assert!(due(&mut notices, &problems, TUESDAY).is_some());
        let kept = notices.kept().unwrap();
        assert!(!String::from_utf8_lossy(&kept).contains("Oakfield"));
        let mut next = Notices::of_kept(&kept);
        assert_eq!(due(&mut next, &problems, "2026-11-25T09:00:00+00:00"), None);
        // That it still stands is kept, so that it is not taken for settled long ago.
        assert!(next.kept().is_some());
        let mut of_rubbish = Notices::of_kept(b"{]");
        assert!(due(&mut of_rubbish, &problems, TUESDAY).is_some());
    }

    #[test]
    fn what_comes_up_again_is_told_again_on_a_later_day() {
        let (mut notices, problems) = (Notices::default(), [late("A/Oakfield/records/x.yaml")]);
        assert!(due(&mut notices, &problems, TUESDAY).is_some());
        assert_eq!(due(&mut notices, &[], "2026-11-24T10:30:00+00:00"), None);
        assert_eq!(due(&mut notices, &problems, "2026-11-24T11:30:00+00:00"), None);
        assert_eq!(due(&mut notices, &[], "2026-11-24T12:30:00+00:00"), None);
        assert_eq!(due(&mut notices, &[], "2026-11-25T10:30:00+00:00"), None);
        assert!(due(&mut notices, &problems, "2026-11-25T11:30:00+00:00").is_some());
    }

    #[test]
    fn a_second_row_of_a_file_is_told_and_a_row_that_moves_is_not() {
        let mut notices = Notices::default();
        let row = |row: &str| Problem { field: Some(row.to_owned()), ..late("A/Oakfield/records/x.yaml") };
        assert!(due(&mut notices, &[row("/actions/0")], TUESDAY).is_some());
        assert_eq!(due(&mut notices, &[row("/actions/1")], "2026-11-24T10:30:00+00:00"), None);
        let two = [row("/actions/0"), row("/actions/1")];
        assert_eq!(due(&mut notices, &two, "2026-11-24T11:30:00+00:00").unwrap().title, "1 overdue step");
    }

    #[test]
    fn no_notice_out_of_hours() {
        let problems = [late("A/Oakfield/records/x.yaml")];
        for (moment, is_shown) in [
            ("2026-11-24T07:59:59+00:00", false),
            ("2026-11-24T08:00:00+00:00", true),
            ("2026-11-24T18:00:00+00:00", false),
            // A Saturday, and Christmas Day.
            ("2026-11-28T10:00:00+00:00", false),
            ("2026-12-25T10:00:00+00:00", false),
        ] {
            assert_eq!(due(&mut Notices::default(), &problems, moment).is_some(), is_shown, "{moment}");
        }
        for (from, to, moment, is_shown) in [
            ("22:00", "06:00", "2026-11-24T23:00:00+00:00", true),
            ("22:00", "06:00", TUESDAY, false),
            ("00:00", "00:00", "2026-11-24T23:00:00+00:00", true),
        ] {
            let policy = Policy::read(&format!("[notices]\nfrom = \"{from}\"\nto = \"{to}\"\n")).unwrap().0;
            let notice = Notices::default().due(&problems, &policy, at(moment), at(moment).date_naive());
            assert_eq!(notice.is_some(), is_shown, "{from} {to} {moment}");
        }
    }

    #[test]
    fn a_long_bundle_says_how_much_it_leaves_out() {
        let problems: Vec<_> = (0..30).map(|n| late(&format!("A/School {n:02}/records/x.yaml"))).collect();
        let notice = due(&mut Notices::default(), &problems, TUESDAY).unwrap();
        assert_eq!(notice.title, "30 overdue steps");
        assert_eq!(notice.lines.len(), MOST_LINES);
        assert_eq!(notice.lines[MOST_LINES - 1], "and 27 more");
        let same: Vec<_> = (0..30).map(|_| late("A/Oakfield/records/x.yaml")).collect();
        let notice = due(&mut Notices::default(), &same, TUESDAY).unwrap();
        assert_eq!(notice.lines, ["Oakfield: a visit that was held should be written up by now (30 times)"]);
    }
}
