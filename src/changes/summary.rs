//! The line that sums up a change: without a child's name and without free text.

use super::content::Content;
use super::field::FieldChange;
use super::what::{Changes, What};
use crate::layout::{Area, POLICY_FILE, SCHOOL_FILE, TEMPLATES, date_of, folder_without_names};
use crate::reading::{Place, place_of};
use crate::record::{Kind, iso};
use crate::words::number;

/// Fields that say at what point a record is: one of them stands for several that changed.
const TELLING: [&str; 7] = ["/status", "/date", "/returned", "/sent", "/visit", "/closed", "/written_up"];

/// What a file is, as an officer calls it.
pub(super) fn subject(old: Option<&Content<'_>>, new: Option<&Content<'_>>) -> String {
    let Some(file) = new.or(old) else { return String::new() };
    let path = file.path;
    let parts: Vec<_> = path.split('/').collect();
    let school = match parts.as_slice() {
        [file] if file.eq_ignore_ascii_case(POLICY_FILE) => return POLICY_FILE.to_owned(),
        [first, ..] if parts.len() > 1 && first.eq_ignore_ascii_case(TEMPLATES) => return path.to_owned(),
        [_, school, _, ..] => *school,
        [folder, _] => return format!("{folder}, a file"),
        _ => return "a file".to_owned(),
    };
    let what = match place_of(path) {
        Some(Place::SchoolFile) if parts.last().is_some_and(|name| name.eq_ignore_ascii_case(SCHOOL_FILE)) => {
            SCHOOL_FILE.to_owned()
        }
        Some(Place::In(_)) => {
            // What cannot be parsed now is what it was.
            let known = [new, old].into_iter().flatten().find(|content| content.kind.is_some());
            record(known.unwrap_or(file), path)
        }
        _ => "a file".to_owned(),
    };
    format!("{school}, {what}")
}

fn record(content: &Content<'_>, path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let day = |field: &str| content.get(field).and_then(iso).or_else(|| date_of(name));
    let on = |what: &str, word: &str, field: &str| match day(field) {
        Some(day) => format!("{what} {word} {}", day.format("%-d %B")),
        None => what.to_owned(),
    };
    let by_place = match place_of(path) {
        Some(Place::In(Area::Emails)) if content.is_mail => "saved e-mail",
        Some(Place::In(Area::Emails)) => "e-mail",
        Some(Place::In(Area::Correspondence)) => "letter",
        _ => "record",
    };
    match content.kind {
        Some(Kind::Visit) => on("visit", "of", "date"),
        Some(Kind::ProForma) => on("pro forma", "for", "visit"),
        Some(Kind::ExclusionNotice) => on("exclusion notice", "of", "told_authority"),
        Some(Kind::PhoneLog) => {
            let year =
                content.get("academic_year").filter(|year| year.bytes().all(|b| b.is_ascii_digit() || b == b'-'));
            year.map_or("phone log".to_owned(), |year| format!("phone log {year}"))
        }
        Some(Kind::Email) => on("e-mail", "of", "date"),
        Some(Kind::Letter) => on("letter", "of", "date"),
        Some(Kind::School) => "school.yaml".to_owned(),
        None => on(by_place, "of", ""),
    }
}

impl Changes {
    /// What was done to the file, in few words: `status planned → held`, `3 fields`, `deleted`.
    #[must_use]
    pub fn in_few_words(&self) -> String {
        in_few_words(self)
    }

    /// The one line that sums up: `Oakfield, visit of 24 November: status planned → held`.
    #[must_use]
    pub fn summary(&self) -> String {
        format!("{}: {}", self.subject, self.in_few_words())
    }
}

fn in_few_words(changes: &Changes) -> String {
    let path_was = changes.from.as_deref().map(|from| renamed(from, &changes.to));
    let inside = match changes.what {
        What::New => "new".to_owned(),
        What::Deleted => "deleted".to_owned(),
        What::Fields => fields(&changes.fields),
        What::Lines { out, put_in } => {
            let parts = [(out, "taken out"), (put_in, "put in")].into_iter().filter(|(count, _)| *count > 0);
            parts.map(|(count, done)| format!("{} {done}", number(count, "line"))).collect::<Vec<_>>().join(", ")
        }
        What::Layout => "only comments or the layout".to_owned(),
        What::Bytes => "changed".to_owned(),
        What::Nothing if path_was.is_some() => return path_was.unwrap_or_default(),
        What::Nothing => "as it was".to_owned(),
    };
    path_was.map_or_else(|| inside.clone(), |was| format!("{was}, {inside}"))
}

fn fields(all: &[FieldChange]) -> String {
    match all {
        [one] => one.in_few_words(),
        several => {
            let telling = TELLING.iter().find_map(|field| {
                several.iter().find(|change| change.field == *field && change.old.is_some() && change.is_plain())
            });
            match telling {
                Some(one) => format!("{}, and {}", one.in_few_words(), more(several.len() - 1)),
                None => number(several.len(), "field"),
            }
        }
    }
}

fn more(count: usize) -> String {
    if count == 1 { "1 more field".to_owned() } else { format!("{count} more fields") }
}

/// From where a file came to its path. A file's own name is shown only where it consists of a date and of words that name kinds.
fn renamed(from: &str, to: &str) -> String {
    let split =
        |path: &str| path.rsplit_once('/').map_or((String::new(), path.to_owned()), |(a, b)| (a.into(), b.into()));
    let ((folder, name), (folder_now, _)) = (split(from), split(to));
    if folder != folder_now {
        return format!("moved here from {}", folder_without_names(&folder));
    }
    if is_plain_name(&name) { format!("renamed from “{name}”") } else { "renamed".to_owned() }
}

fn is_plain_name(name: &str) -> bool {
    const WORDS: [&str; 16] = [
        "visit",
        "pro",
        "forma",
        "proforma",
        "exclusion",
        "notice",
        "phone",
        "log",
        "school",
        "policy",
        "copy",
        "yaml",
        "yml",
        "md",
        "toml",
        "of",
    ];
    let is_part = |word: &str| word.is_empty() || word.bytes().all(|b| b.is_ascii_digit());
    name.split(|c: char| !c.is_alphanumeric()).all(|word| is_part(word) || WORDS.contains(&&*word.to_lowercase()))
}
