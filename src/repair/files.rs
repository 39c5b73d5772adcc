//! Repairs that change no text: other names, other folders, another encoding.

use super::kinds::{Certainty, Repair, Step};
use crate::layout::{Area, clash_key};
use crate::problem::Problem;
use crate::record::Kind;
use crate::rules::{Context, file_date, hidden_ending, misplaced, missing_folder, not_utf8};
use crate::school::School;

/// The repairs of a problem of a file that has been read, apart from those of its text.
pub(super) fn of_file(problem: &Problem, school: Option<(&School, &Context<'_>)>) -> Vec<Repair> {
    if problem.code == not_utf8::CODE {
        let steps = vec![Step::SaveAsUtf8 { path: problem.path.clone() }];
        return vec![Repair { title: "Save it as UTF-8".to_owned(), certainty: Certainty::Safe, steps }];
    }
    if problem.code == misplaced::CODE {
        return right_folder(problem).into_iter().collect();
    }
    by_name(problem, school.map(|(school, _)| school))
}

/// The repairs of a problem that names alone decide.
pub(super) fn by_name(problem: &Problem, school: Option<&School>) -> Vec<Repair> {
    let code = problem.code;
    let repair = if code == missing_folder::CODE {
        missing_folder(problem)
    } else if code == file_date::CODE {
        school.and_then(|school| dated_name(problem, school))
    } else if code == hidden_ending::CODE {
        without_txt(problem, school)
    } else {
        None
    };
    repair.into_iter().collect()
}

fn missing_folder(problem: &Problem) -> Option<Repair> {
    let area = Area::ALL.into_iter().find(|area| *problem == missing_folder::of_school(&problem.path, *area))?;
    let steps = vec![Step::MakeFolder { path: format!("{}/{}", problem.path, area.folder()) }];
    Some(Repair { title: format!("Make the folder {}", area.folder()), certainty: Certainty::Safe, steps })
}

/// The name with the record's date. It is certain for a pro forma whose visit is there, where no other pro forma is for that visit and the name is
/// free: then the date in the record is the one that is right.
fn dated_name(problem: &Problem, school: &School) -> Option<Repair> {
    let path = &problem.path;
    let pro_forma = school.pro_formas.iter().find(|filed| filed.path == *path);
    let date = match pro_forma {
        Some(filed) => *filed.record.visit,
        None => date_of(school, path)?,
    };
    let to = redated(path, &date.to_string());
    let others = school.pro_formas.iter().filter(|other| *other.record.visit == date).count();
    let has_visit = |day: chrono::NaiveDate| school.visits.iter().any(|visit| *visit.record.date == day);
    // Where the old name is that of a visit, too, the date in the record may be the one that was forgotten.
    let old = crate::layout::date_of(path.rsplit('/').next().unwrap_or(path));
    let is_sure = pro_forma.is_some() && others == 1 && has_visit(date) && !old.is_some_and(has_visit);
    rename(path, to, if is_sure { Certainty::Safe } else { Certainty::Proposal }, school)
}

fn date_of(school: &School, path: &str) -> Option<chrono::NaiveDate> {
    let visits = school.visits.iter().map(|filed| (&filed.path, *filed.record.date));
    let notices = school.notices.iter().map(|filed| (&filed.path, *filed.record.told_authority));
    let emails = school.emails.iter().map(|filed| (&filed.path, *filed.record.date));
    let letters = school.letters.iter().map(|filed| (&filed.path, *filed.record.date));
    visits.chain(notices).chain(emails).chain(letters).find(|(of, _)| *of == path).map(|(_, date)| date)
}

/// A path whose name begins with this date; in place of the one with which it begins, where there is one.
fn redated(path: &str, date: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let words = match crate::layout::date_of(name) {
        Some(_) => name.get(10..).unwrap_or_default(),
        None => name,
    };
    let space = if words.starts_with([' ', '.', '-', '_']) { "" } else { " " };
    format!("{folder}/{date}{space}{words}")
}

/// The name without `.txt`, as a proposal: what the file says is not known.
fn without_txt(problem: &Problem, school: Option<&School>) -> Option<Repair> {
    let path = &problem.path;
    let to = path.get(..path.len().checked_sub(4)?)?;
    rename(path, to.to_owned(), Certainty::Proposal, school?)
}

/// The folder that the kind belongs in.
fn right_folder(problem: &Problem) -> Option<Repair> {
    let kinds =
        Kind::ALL.into_iter().filter(|kind| problem.message.starts_with(&format!("{} has ", kind.with_article())));
    let area = kinds.filter_map(Area::of).next()?;
    let mut parts: Vec<_> = problem.path.split('/').collect();
    // Manager, school, and then the folder, where the file stands in one.
    let folder = parts.get_mut(2).filter(|_| problem.path.matches('/').count() >= 3)?;
    *folder = area.folder();
    let to = parts.join("/");
    let steps = vec![Step::Rename { path: problem.path.clone(), to }];
    Some(Repair { title: format!("Move it to {}/", area.folder()), certainty: Certainty::Proposal, steps })
}

fn rename(path: &str, to: String, certainty: Certainty, school: &School) -> Option<Repair> {
    let key = clash_key(&to);
    if to == path || paths(school).any(|other| other != path && clash_key(other) == key) {
        return None;
    }
    let name = to.rsplit('/').next().unwrap_or(&to);
    let title = format!("Rename it to “{name}”");
    Some(Repair { title, certainty, steps: vec![Step::Rename { path: path.to_owned(), to }] })
}

/// The files of a school's records that are known.
fn paths(school: &School) -> impl Iterator<Item = &str> {
    fn of<T>(list: &[crate::school::Filed<T>]) -> impl Iterator<Item = &str> {
        list.iter().map(|filed| filed.path.as_str())
    }
    let records =
        of(&school.visits).chain(of(&school.pro_formas)).chain(of(&school.notices)).chain(of(&school.phone_logs));
    let rest = of(&school.emails).chain(of(&school.letters));
    records.chain(rest).chain(school.mail.iter().map(String::as_str)).chain(school.unread.iter().map(String::as_str))
}
