//! `spoc changed`

use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use clap::ValueEnum;

use super::common::{Common, Outcome};
use super::failure::Failure;
use super::history::write_json;
use super::moment::{Moment, begin_of, moment};
use super::output::{note_problems, say};
use super::past_target::{HistoryArgument, PastTarget, clock, unread};
use super::report_file::OutFile;
use crate::drive::{self, DriveReader};
use crate::past::{self, Told};
use crate::record::visit::VisitStatus;
use crate::report::changed_page::{ChangedPage, write_page};
use crate::report::history::{PastStyle, changes_json, write_changes};
use crate::report::own;
use crate::words::long_day;

/// Show what is new on the drive since a day, or since each school's last visit: by school, a line for each change, and its fields
#[derive(Debug, clap::Args)]
pub(super) struct Changed {
    /// A manager's folder, a school, a folder or a file [default: the whole drive]
    path: Option<PathBuf>,

    /// From when on: a day, as in 2026-11-16, a day and a time, or last-visit
    #[arg(long, value_name = "TIME|last-visit", value_parser = since)]
    since: Since,

    #[command(flatten)]
    history: HistoryArgument,

    /// How it is written [default: by the ending of --out; else text; with --open html]
    #[arg(long, value_enum)]
    format: Option<ChangedFormat>,

    #[command(flatten)]
    file: OutFile,

    /// Show children's names and free text; they are hidden otherwise
    #[arg(long)]
    show_names: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Since {
    Time(Moment),
    LastVisit,
}

fn since(text: &str) -> Result<Since, String> {
    if text == "last-visit" {
        return Ok(Since::LastVisit);
    }
    moment(text).map(Since::Time).map_err(|why| format!("{why}; or last-visit"))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ChangedFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// One page for the browser
    Html,
}

/// What is new.
struct News {
    told: Vec<Told>,
    /// From when on, where it is one time for all.
    begin: Option<DateTime<Utc>>,
    /// The same in words.
    since: String,
}

impl Changed {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let today = common.today();
        let target = PastTarget::find(common, self.path.as_deref(), &self.history)?;
        target.is_anywhere()?;
        target.note_end(None)?;
        let format = self.file.form(self.format, ChangedFormat::Text, ChangedFormat::Html)?;
        let (output, before) = match format {
            ChangedFormat::Text => (own::CHANGES_TEXT, own::first_line("spoc changed", today).into_bytes()),
            ChangedFormat::Json => (own::CHANGES_JSON, Vec::new()),
            ChangedFormat::Html => (own::CHANGES_PAGE, Vec::new()),
        };
        let is_page = format == ChangedFormat::Html;
        let goes = self.file.goes(common, &target.root, ("changed", &target.path), &output, is_page)?;
        let News { mut told, begin, since } = self.told(&target, today)?;
        // What was there when the history began is no change.
        let all = told.len();
        told.retain(|one| one.seen.after.is_some());
        if told.len() < all
            && let Some(begin) = target.begin()?
        {
            say(&format!("note: the history begins on {begin}: what changed before that is not known."));
        }
        let style = PastStyle { show_names: self.show_names, clock: &clock };
        let (policy, problems) = drive::policy(&target.root).map_err(Failure::unread)?;
        if is_page {
            note_problems(&problems);
        }
        goes.write(&before, out, |mut out| match format {
            ChangedFormat::Text => write_changes(&mut out, &since, &told, style),
            ChangedFormat::Json => {
                let value = changes_json(&target.path, begin, &told, self.show_names);
                write_json(&mut out, &value).map_err(|error| std::io::Error::other(error.to_string()))
            }
            ChangedFormat::Html => {
                let page = ChangedPage {
                    policy: &policy,
                    told: &told,
                    since: &since,
                    style,
                    part: &target.path,
                    root: &target.root,
                    today,
                    made: chrono::Local::now().fixed_offset(),
                };
                write_page(&mut out, &page)
            }
        })?;
        Ok(Outcome::Clean)
    }

    fn told(&self, target: &PastTarget, today: NaiveDate) -> Result<News, Failure> {
        let changes = |since| past::changes(&target.archive, &target.path, since).map_err(unread);
        match self.since {
            Since::Time(time) => {
                // What was seen at that very moment is new.
                let begin = time.begin() - chrono::TimeDelta::milliseconds(1);
                let words = match time {
                    Moment::Day(day) => long_day(day),
                    Moment::Time(time) => clock(time).format("%A %-d %B %Y, %H:%M:%S").to_string(),
                };
                Ok(News { told: changes(begin)?, begin: Some(time.begin()), since: words })
            }
            Since::LastVisit => {
                let visits = last_visits(target, today)?;
                let of = |path: &str| {
                    let school = path.splitn(3, '/').take(2).collect::<Vec<_>>().join("/");
                    visits.get(&school).copied().flatten()
                };
                let earliest =
                    if visits.values().any(Option::is_none) { None } else { visits.values().flatten().min() };
                let begin = earliest.map_or(DateTime::<Utc>::MIN_UTC, |day| begin_of(*day));
                let mut told = changes(begin)?;
                // Of a school without a visit everything is new; what stands outside schools has no visit.
                told.retain(|one| of(&one.path).is_none_or(|visit| one.seen.by > begin_after(visit)));
                let only = if visits.len() == 1 { visits.values().next().copied().flatten() } else { None };
                let words = match only {
                    Some(visit) => format!("the visit on {}", long_day(visit)),
                    None => "each school's last visit".to_owned(),
                };
                Ok(News { told, begin: only.map(begin_after), since: words })
            }
        }
    }
}

/// The end of the day of a visit.
fn begin_after(visit: NaiveDate) -> DateTime<Utc> {
    visit.succ_opt().filter(|day| day.year() < 10_000).map_or(DateTime::<Utc>::MAX_UTC, begin_of)
}

/// The day of the last visit that was held at each school of the part, by the school's folder.
fn last_visits(target: &PastTarget, today: NaiveDate) -> Result<HashMap<String, Option<NaiveDate>>, Failure> {
    let (policy, _) = drive::policy(&target.root).map_err(Failure::unread)?;
    let scope = drive::Scope(target.path.clone());
    let reader = DriveReader::new(&target.root, today).of_part(&scope);
    let mut visits = HashMap::new();
    for place in reader.school_places().map_err(Failure::unread)? {
        let school = reader.load_school(&place, &policy);
        let held = school.visits.iter().filter(|visit| visit.record.status == VisitStatus::Held);
        let last = held.map(|visit| *visit.record.date).filter(|date| *date <= today).max();
        visits.insert(place.path, last);
    }
    Ok(visits)
}
