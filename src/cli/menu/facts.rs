//! What the questions of an action need to know of a school, or of a part of the drive.

use std::path::PathBuf;

use chrono::NaiveDate;

use super::terms::{self, Period};
use crate::drive::{DriveReader, SchoolPlace};
use crate::layout::search_key;
use crate::policy::Policy;
use crate::procedure::deadlines::{Deadline, Step};
use crate::procedure::pro_forma_of;
use crate::record::values::{Urn, Value as _};
use crate::record::visit::VisitStatus;
use crate::rules::pro_forma_in_mail;
use crate::school::School;
use crate::words::{long_day, short_day};

/// What an action is about.
pub(super) enum Subject {
    School(Box<SchoolFacts>),
    Part(PartFacts),
}

/// What is known of the drive, or of a manager's folder.
pub(super) struct PartFacts {
    /// The manager's folder, as a command takes it; none where it is the whole drive.
    pub argument: Option<String>,
    pub name: String,
    pub folder: PathBuf,
    pub today: NaiveDate,
    /// The e-mails in which a pro forma has come back, and what is said of each.
    pub came_back: Vec<(String, PathBuf)>,
    /// The terms and years for which there are figures.
    pub periods: Vec<Period>,
    /// Whether a history of the drive is known.
    pub has_history: bool,
}

/// What is known of a school.
pub(super) struct SchoolFacts {
    /// Its name as a command takes it.
    pub argument: String,
    /// Its folder's path on the drive.
    pub path: String,
    pub name: String,
    pub folder: PathBuf,
    pub today: NaiveDate,
    /// The visits that are not cancelled, by day.
    pub visits: Vec<VisitFacts>,
    /// The people at the school whom school.yaml names, the representative first.
    pub people: Vec<String>,
    pub has_spoc: bool,
    pub came_back: Vec<(String, PathBuf)>,
    /// What can be noted as done.
    pub open: Vec<OpenStep>,
    /// The terms and years for which there are figures.
    pub periods: Vec<Period>,
    /// Whether a history of the drive is known.
    pub has_history: bool,
}

/// What is known of a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct VisitFacts {
    pub day: NaiveDate,
    pub is_held: bool,
    pub has_pro_forma: bool,
    pub sent: Option<NaiveDate>,
    pub returned: Option<NaiveDate>,
    pub is_written_up: bool,
}

/// Something that can be noted as done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OpenStep {
    /// What it is, in a line.
    pub words: String,
    /// Its word in `spoc done`.
    pub what: &'static str,
    /// The number of its row.
    pub number: Option<usize>,
    pub visit: Option<NaiveDate>,
    /// The file in which its row stands.
    pub file: Option<String>,
    /// The day on which it was probably done.
    pub on: NaiveDate,
}

impl Subject {
    pub fn name(&self) -> &str {
        match self {
            Self::School(school) => &school.name,
            Self::Part(part) => &part.name,
        }
    }

    /// How a command takes it; none where it is the whole drive.
    pub fn argument(&self) -> Option<&str> {
        match self {
            Self::School(school) => Some(&school.argument),
            Self::Part(part) => part.argument.as_deref(),
        }
    }

    /// Its path on the drive; empty where it is the whole drive.
    pub fn path(&self) -> &str {
        match self {
            Self::School(school) => &school.path,
            Self::Part(part) => part.argument.as_deref().unwrap_or_default(),
        }
    }

    pub fn periods(&self) -> &[Period] {
        match self {
            Self::School(school) => &school.periods,
            Self::Part(part) => &part.periods,
        }
    }

    pub fn has_history(&self) -> bool {
        match self {
            Self::School(school) => school.has_history,
            Self::Part(part) => part.has_history,
        }
    }

    pub fn folder(&self) -> &PathBuf {
        match self {
            Self::School(school) => &school.folder,
            Self::Part(part) => &part.folder,
        }
    }

    pub fn today(&self) -> NaiveDate {
        match self {
            Self::School(school) => school.today,
            Self::Part(part) => part.today,
        }
    }

    pub fn came_back(&self) -> &[(String, PathBuf)] {
        match self {
            Self::School(school) => &school.came_back,
            Self::Part(part) => &part.came_back,
        }
    }
}

impl SchoolFacts {
    /// Reads a school. `all`: every school of the drive.
    pub fn read(
        reader: &DriveReader<'_>,
        place: &SchoolPlace,
        all: &[SchoolPlace],
        policy: &Policy,
        today: NaiveDate,
    ) -> Self {
        let (school, deadlines, _) = reader.assess_school(place, policy);
        let file = school.file.as_ref().map(|file| &file.record);
        let representative = file.and_then(|file| file.representative.as_ref()).map(|one| one.name.to_string());
        let head = file.map(|file| file.head.name.to_string());
        let mut people: Vec<_> = representative.into_iter().chain(head).collect();
        people.dedup();
        let mut visits: Vec<_> = school
            .visits_not_cancelled()
            .map(|visit| {
                let form = pro_forma_of(&school, visit).map(|form| &form.record);
                VisitFacts {
                    day: *visit.record.date,
                    has_pro_forma: form.is_some(),
                    is_held: visit.record.status == VisitStatus::Held,
                    sent: form.and_then(|form| form.sent).map(|day| *day),
                    returned: form.and_then(|form| form.returned).map(|day| *day),
                    is_written_up: visit.record.written_up.is_some(),
                }
            })
            .collect();
        visits.sort_by_key(|visit| visit.day);
        // Two visits on one day cannot be told apart by a command.
        visits.dedup_by_key(|visit| visit.day);
        Self {
            argument: argument(place, all),
            path: place.path.clone(),
            name: place.folder.clone(),
            folder: place.on_disk.clone(),
            today,
            came_back: came_back(&school, place, today),
            open: open_steps(&school, deadlines, today),
            visits,
            people,
            has_spoc: file.is_some_and(|file| file.spoc.is_some()),
            periods: terms::begun(policy, today),
            has_history: false,
        }
    }
}

/// How a command takes a school: its folder's name, where that fits no other school, no manager's folder, and is no number; else its path.
fn argument(place: &SchoolPlace, all: &[SchoolPlace]) -> String {
    let key = search_key(&place.folder);
    let is_called = |name: &str| search_key(name) == key;
    let is_taken = all.iter().filter(|other| is_called(&other.folder)).count() > 1
        || all.iter().any(|other| is_called(&other.manager));
    let is_plain = !is_taken && Urn::parse(&key).is_err() && !place.folder.starts_with(['-', '–', '—', '−']);
    if is_plain { place.folder.clone() } else { place.path.clone() }
}

fn came_back(school: &School, place: &SchoolPlace, today: NaiveDate) -> Vec<(String, PathBuf)> {
    let awaited = pro_forma_in_mail::awaited(school, today);
    let is_awaited = |visit: NaiveDate| awaited.iter().any(|form| *form.record.visit == visit);
    let of_school = school.came_back.iter().filter(|one| is_awaited(one.visit));
    of_school
        .map(|one| {
            let inside = one.path.strip_prefix(&place.path).unwrap_or(&one.path);
            let mut file = place.on_disk.clone();
            file.extend(inside.split('/').filter(|name| !name.is_empty()));
            let name = one.path.rsplit('/').next().unwrap_or_default();
            (format!("The e-mail \"{name}\": for the visit on {}", short_day(one.visit)), file)
        })
        .collect()
}

/// The steps of a visit that are due in more than so many working days are not offered as done: they would only be in the way.
const MOST_AHEAD: i64 = 30;

/// What of a school's deadlines can be noted as done today, the longest due first.
fn open_steps(school: &School, deadlines: Vec<Deadline>, today: NaiveDate) -> Vec<OpenStep> {
    let mut open: Vec<_> = deadlines.into_iter().filter(|one| !one.state.is_done()).collect();
    open.sort_by_key(|one| one.due);
    let mut steps: Vec<_> = open.iter().filter_map(|one| open_step(one, today)).collect();
    let last = steps.iter().rposition(|one| one.what == "returned").map_or(0, |place| place + 1);
    let waiting = school.visits_not_cancelled().filter(|visit| {
        let form = pro_forma_of(school, visit);
        form.is_some_and(|form| form.record.sent.is_some() && form.record.returned.is_none())
    });
    let chased = waiting.map(|visit| *visit.record.date).filter(|day| *day >= today).map(|day| OpenStep {
        words: format!("The school was reminded of the pro forma (visit on {})", short_day(day)),
        what: "chased",
        number: None,
        visit: Some(day),
        file: None,
        on: today,
    });
    let chased: Vec<_> = chased.collect();
    steps.splice(last..last, chased);
    steps
}

fn open_step(deadline: &Deadline, today: NaiveDate) -> Option<OpenStep> {
    let (what, words) = match deadline.step {
        Step::ProFormaSent => ("sent", "The pro forma was sent"),
        Step::ProFormaReturned => ("returned", "The pro forma came back"),
        Step::ChecksDone => ("checks", "The checks were done"),
        Step::VisitHeld => ("held", "The visit was held"),
        Step::WrittenUp => ("written-up", "The decisions were written up"),
        Step::Action => ("action", "Action"),
        Step::FollowUp => ("follow-up", "Follow-up of a call"),
        Step::DatesAgreed | Step::ToldAuthority => return None,
    };
    if Step::OF_VISIT.contains(&deadline.step) && deadline.working_days > MOST_AHEAD {
        return None;
    }
    let is_to_come = deadline.visit.is_some_and(|visit| visit > today);
    let due = short_day(deadline.due);
    let file = || deadline.path.rsplit('/').next().map(ToOwned::to_owned);
    match deadline.step {
        Step::VisitHeld | Step::WrittenUp if is_to_come => None,
        Step::VisitHeld => {
            let day = deadline.visit?;
            Some(OpenStep {
                words: format!("{words}: {}", long_day(day)),
                what,
                number: None,
                visit: Some(day),
                file: None,
                on: day,
            })
        }
        Step::Action | Step::FollowUp => {
            let number = deadline.row_number()?;
            let words = format!("{words} {number}, due {due}: {}", deadline.detail);
            let is_action = deadline.step == Step::Action;
            let (visit, file) = if is_action { (deadline.visit, None) } else { (None, file()) };
            Some(OpenStep { words, what, number: Some(number), visit, file, on: today })
        }
        _ => {
            let day = deadline.visit?;
            let words = format!("{words} (visit on {}, due {due})", short_day(day));
            Some(OpenStep { words, what, number: None, visit: Some(day), file: None, on: today })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(manager: &str, folder: &str) -> SchoolPlace {
        let path = format!("{manager}/{folder}");
        SchoolPlace { manager: manager.to_owned(), folder: folder.to_owned(), on_disk: PathBuf::from(&path), path }
    }

    #[test]
    fn a_school_is_named_by_its_folder_where_that_is_clear() {
        let all = [
            place("Jane", "Oakfield"),
            place("Samir", "oakfield"),
            place("Jane", "Elm"),
            place("Jane", "100321"),
            place("Jane", "Samir"),
        ];
        let named: Vec<_> = all.iter().map(|one| argument(one, &all)).collect();
        assert_eq!(named, ["Jane/Oakfield", "Samir/oakfield", "Elm", "Jane/100321", "Jane/Samir"]);
    }
}
