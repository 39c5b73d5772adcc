//! What has been kept for as long as policy.toml says after the last contact, and what holds it all the same. Pure. Nothing is deleted: a person
//! decides on each.
//!
//! The last contact with a child is the newest day that any record of the drive has of that child. A file counts as late as the last contact with any
//! child whom it names, so that the story of a child who is still known stays whole.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};

use crate::chronology::{is_temporary, name_key};
use crate::layout::{date_of, search_key};
use crate::policy::{Hold, Retention};
use crate::procedure::Child;
use crate::record::values::{ChildName, Upn};
use crate::school::School;

/// What is known of a school's files and children, for the question of how long they are kept.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The school's folder, relative to the drive.
    pub path: String,
    names: Vec<String>,
    files: Vec<FileFacts>,
    mentioned: BTreeMap<String, Mentioned>,
    children: BTreeMap<Child, Newest>,
    /// The names that its records give to each number.
    called: BTreeMap<Upn, BTreeSet<String>>,
    /// The files whose date is not known, or that cannot be read: nobody can say whether they are due.
    pub unjudged: Vec<String>,
}

/// The children whom a file's text or name has.
#[derive(Debug, Clone, Default)]
pub struct Mentioned {
    /// The file's date, where it has one: of an e-mail the day on which it was sent.
    pub day: Option<NaiveDate>,
    /// By their UPN.
    pub sure: BTreeSet<Child>,
    /// By their name alone.
    pub possible: BTreeSet<Child>,
}

#[derive(Debug, Clone)]
struct FileFacts {
    path: String,
    day: NaiveDate,
    children: BTreeSet<Child>,
    /// Those who are in it by their name alone.
    possible: BTreeSet<Child>,
}

/// The newest day of a child, and the file that has it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Newest {
    day: NaiveDate,
    path: String,
}

/// Something whose time is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The file, relative to the drive; none of a child.
    pub path: Option<String>,
    /// The child's number or code; none of a file.
    pub upn: Option<String>,
    /// The day of the last contact.
    pub last_contact: NaiveDate,
    /// Where that stands.
    pub by: String,
    /// From which day on it is due for review.
    pub since: NaiveDate,
    /// Why it is kept all the same, one for each hold.
    pub held: Vec<String>,
    /// A later contact that is perhaps with the same child, under another number.
    pub possibly: Option<Possibly>,
}

/// A contact with a child of the same name at the same school: one of the two numbers is a temporary one, so that they are perhaps one child's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Possibly {
    /// The other number.
    pub upn: String,
    /// The day of the last contact under it.
    pub last_contact: NaiveDate,
    /// Where that stands.
    pub by: String,
}

/// What is due for review in a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolDue {
    /// The school's folder, relative to the drive.
    pub path: String,
    /// Its children, then its files, the longest over first.
    pub due: Vec<Due>,
    /// The files of which nobody can say.
    pub unjudged: Vec<String>,
}

/// What is due for review on a drive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Review {
    /// The schools in which something is.
    pub schools: Vec<SchoolDue>,
    /// The holds that are about nothing on the drive: a slip in a number or a name, perhaps.
    pub idle_holds: Vec<String>,
}

/// What is known of a school. `documents`: the paths of its documents; `mentioned`: by path, whom a file's text or name has.
#[must_use]
pub fn facts(school: &School, documents: &[String], mentioned: BTreeMap<String, Mentioned>) -> Facts {
    let mut facts = Facts { path: school.path.clone(), mentioned, ..Facts::default() };
    facts.names.push(search_key(&school.folder));
    if let Some(file) = &school.file {
        facts.names.push(search_key(&file.record.name));
        facts.names.push(file.record.urn.to_string());
    }
    for filed in &school.visits {
        let visit = &filed.record;
        let rows = visit.children.iter().map(|row| Child::of_row(&row.upn, row.name.as_ref()));
        let actions = visit.actions.iter().filter_map(|action| Some(Child::of_row(action.child.as_ref()?, None)));
        let ends = visit.actions.iter().flat_map(|action| [Some(*action.due), action.done.map(|day| *day)]).flatten();
        let last = ends.chain([*visit.date]).max().unwrap_or(*visit.date);
        facts.file(&filed.path, last, rows.chain(actions).collect());
        visit.children.iter().filter_map(|row| Some((&row.upn, row.name.as_ref()?))).for_each(|row| facts.call(row));
    }
    for filed in &school.pro_formas {
        let children = filed.record.children().map(|(upn, name)| Child::new(upn, name)).collect();
        facts.file(&filed.path, *filed.record.visit, children);
        filed.record.children().for_each(|row| facts.call(row));
    }
    for filed in &school.notices {
        let notice = &filed.record;
        let day = (*notice.told_authority).max(*notice.from);
        facts.file(&filed.path, day, [Child::new(&notice.upn, &notice.name)].into());
        facts.call((&notice.upn, &notice.name));
    }
    for filed in &school.phone_logs {
        facts.log(filed);
    }
    let child = |upn: &Option<Upn>| upn.iter().map(|upn| Child::of_row(upn, None)).collect();
    for filed in &school.emails {
        facts.file(&filed.path, *filed.record.date, child(&filed.record.child));
    }
    for filed in &school.letters {
        facts.file(&filed.path, *filed.record.date, child(&filed.record.child));
    }
    for path in school.mail.iter().chain(documents) {
        let told = facts.mentioned.get(path).and_then(|mentioned| mentioned.day);
        match told.or_else(|| date_of(path.rsplit('/').next().unwrap_or(path))) {
            Some(day) => facts.file(path, day, BTreeSet::new()),
            None => facts.unjudged.push(path.clone()),
        }
    }
    facts.unjudged.extend(school.unread.iter().cloned());
    facts.unjudged.sort();
    facts
}

impl Facts {
    fn file(&mut self, path: &str, day: NaiveDate, mut children: BTreeSet<Child>) {
        let Mentioned { sure, mut possible, .. } = self.mentioned.get(path).cloned().unwrap_or_default();
        children.extend(sure);
        possible.retain(|child| !children.contains(child));
        for child in children.iter().chain(&possible) {
            self.child(child, day, path);
        }
        self.files.push(FileFacts { path: path.to_owned(), day, children, possible });
    }

    /// Each call has a day of its own.
    fn log(&mut self, filed: &crate::school::Filed<crate::record::contact::PhoneLog>) {
        let calls = &filed.record.calls;
        let day_of = |call: &crate::record::contact::Call| {
            let next = call.follow_up.iter().flat_map(|next| [Some(*next.due), next.done.map(|day| *day)]).flatten();
            next.chain([*call.date]).max().unwrap_or(*call.date)
        };
        let Some(last) = calls.iter().map(day_of).max() else {
            self.unjudged.push(filed.path.clone());
            return;
        };
        let of_calls = calls.iter().filter_map(|call| Some(Child::of_row(call.child.as_ref()?, None::<&ChildName>)));
        // A log is one file, and is kept as long as its newest call.
        self.file(&filed.path, last, of_calls.collect());
    }

    fn child(&mut self, child: &Child, day: NaiveDate, path: &str) {
        let newest = Newest { day, path: path.to_owned() };
        match self.children.get_mut(child) {
            Some(before) if before.day < day => *before = newest,
            Some(_) => {}
            None => drop(self.children.insert(child.clone(), newest)),
        }
    }

    /// Notes the name that a row gives to a number. A code is no child's own.
    fn call(&mut self, (upn, name): (&Upn, &ChildName)) {
        if !upn.is_code() {
            self.called.entry(upn.clone()).or_default().insert(name_key(name));
        }
    }

    /// The numbers that may be the same child's: those beside the same name, where one of the two is temporary.
    fn others(&self, upn: &Upn) -> impl Iterator<Item = &Upn> {
        let own = self.called.get(upn);
        let others = self.called.iter().filter(move |(other, _)| is_temporary(other) != is_temporary(upn));
        let is_same = move |names: &BTreeSet<String>| own.is_some_and(|own| !own.is_disjoint(names));
        others.filter(move |(_, names)| is_same(names)).map(|(other, _)| other)
    }

    fn is_called(&self, name: &str) -> bool {
        self.names.contains(&search_key(name))
    }
}

/// What is due for review. `all`: every school of the drive, as a child may be known at another school by now; `is_asked`: those whose list is wanted.
#[must_use]
pub fn review(all: &[Facts], policy: &Retention, today: NaiveDate, is_asked: impl Fn(&str) -> bool) -> Review {
    let holds: Vec<&Hold> = policy.holds.iter().filter(|hold| hold.until.is_none_or(|until| today <= *until)).collect();
    let idle = |hold: &&&Hold| {
        let is_there = |facts: &Facts| match (&hold.upn, &hold.school) {
            (Some(upn), _) if !facts.children.keys().any(|child| child.upn == *upn) => false,
            (_, Some(school)) => facts.is_called(school),
            _ => true,
        };
        !all.iter().any(is_there)
    };
    let mut review = Review {
        schools: Vec::new(),
        idle_holds: holds.iter().filter(idle).map(|hold| hold.why.to_string()).collect(),
    };
    let Some(years) = policy.years_after_last_contact else { return review };
    // A child with a UPN is one child on the whole drive; one with a code is known within its school alone.
    let mut known: BTreeMap<(&Child, Option<&str>), &Newest> = BTreeMap::new();
    for facts in all {
        for (child, newest) in &facts.children {
            let key = (child, child.upn.is_code().then_some(facts.path.as_str()));
            let latest = known.entry(key).or_insert(newest);
            if latest.day < newest.day {
                *latest = newest;
            }
        }
    }
    let newest_of =
        |child: &Child, facts: &Facts| known.get(&(child, child.upn.is_code().then_some(facts.path.as_str()))).copied();
    let since =
        |day: NaiveDate| day.checked_add_months(Months::new(years.0.saturating_mul(12))).filter(|day| *day <= today);
    let reason = |hold: &Hold| {
        let until = hold.until.map(|until| format!(" (until {})", *until)).unwrap_or_default();
        format!("{}{until}", &*hold.why)
    };
    for facts in all.iter().filter(|facts| is_asked(&facts.path)) {
        let holding = |children: &BTreeSet<Child>, possible: &BTreeSet<Child>| -> Vec<String> {
            let mut reasons = Vec::new();
            for hold in holds.iter().filter(|hold| hold.school.as_ref().is_none_or(|school| facts.is_called(school))) {
                let is_of = |children: &BTreeSet<Child>| {
                    hold.upn.as_ref().is_none_or(|upn| children.iter().any(|child| child.upn == *upn))
                };
                if is_of(children) {
                    reasons.push(reason(hold));
                } else if is_of(possible) {
                    reasons.push(format!("{}; possibly, as it has the child's name alone", reason(hold)));
                }
            }
            reasons
        };
        let possibly = |children: &mut dyn Iterator<Item = &Child>| -> Option<Possibly> {
            let others = children.flat_map(|child| facts.others(&child.upn)).filter_map(|other| {
                let newest = newest_of(&Child::of_row(other, None), facts)?;
                since(newest.day).is_none().then_some((newest, other))
            });
            let (newest, other) = others.max_by_key(|(newest, _)| newest.day)?;
            Some(Possibly { upn: other.to_string(), last_contact: newest.day, by: newest.path.clone() })
        };
        let nobody = BTreeSet::new();
        let mut due = Vec::new();
        for child in facts.children.keys() {
            let Some(newest) = newest_of(child, facts) else { continue };
            if let Some(since) = since(newest.day) {
                let held = holding(&[child.clone()].into(), &nobody);
                let upn = Some(child.upn.to_string());
                let (by, possibly) = (newest.path.clone(), possibly(&mut [child].into_iter()));
                due.push(Due { path: None, upn, last_contact: newest.day, by, since, held, possibly });
            }
        }
        let mut of_files = Vec::new();
        for file in &facts.files {
            let of_children = file.children.iter().chain(&file.possible).filter_map(|child| newest_of(child, facts));
            let newest = of_children.max_by_key(|newest| newest.day).filter(|newest| newest.day > file.day);
            let (day, by) = newest.map_or((file.day, &file.path), |newest| (newest.day, &newest.path));
            if let Some(since) = since(day) {
                let held = holding(&file.children, &file.possible);
                of_files.push(Due {
                    path: Some(file.path.clone()),
                    upn: None,
                    last_contact: day,
                    by: by.clone(),
                    since,
                    held,
                    possibly: possibly(&mut file.children.iter().chain(&file.possible)),
                });
            }
        }
        due.sort_by(|a, b| (a.since, &a.upn).cmp(&(b.since, &b.upn)));
        of_files.sort_by(|a, b| (a.since, &a.path).cmp(&(b.since, &b.path)));
        due.append(&mut of_files);
        if !due.is_empty() || !facts.unjudged.is_empty() {
            review.schools.push(SchoolDue { path: facts.path.clone(), due, unjudged: facts.unjudged.clone() });
        }
    }
    review
}
