//! Which saved e-mails hold a pro forma that a school has filled in.
//!
//! E-mails are not read with the records: there may be thousands, and on a share each takes several calls. So none is opened where no pro forma is
//! awaited ([`pro_forma_in_mail::awaited`]); of one from before the day on which the pro forma was sent, only the headers are read; and what was found
//! in an e-mail is kept in the cache until the file changes.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::findings::Sources;
use super::read_school::{RecordFile, record_file};
use super::texts::{Made, RecordTexts};
use super::walk::WalkedFolder;
use crate::disk;
use crate::layout::Ending;
use crate::mail;
use crate::record::pro_forma::ProForma;
use crate::rules::pro_forma_in_mail;
use crate::school::{CameBack, Filed, School};
use crate::workbook::{self, Filled};

/// The largest e-mail that is read.
const MOST_BYTES: u64 = 50_000_000;
/// Where the headers of an `.eml` end at the latest, with few exceptions.
const MOST_OF_HEADERS: u64 = 32_768;
/// What is made of an e-mail here, among what else the cache keeps of it. The number changes with [`Found`], and with what is found.
const WHAT: &str = "pro formas 1";

/// A filled-in pro forma in an e-mail.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Found {
    urn: Option<String>,
    school: Option<String>,
    /// The visit, as the number of days from 1970.
    visit: i32,
}

/// The e-mails of a school in which an awaited pro forma has come back. `folders`: what a walk found in its folder.
pub(super) fn came_back(
    school: &School,
    folders: &[WalkedFolder],
    sources: &Sources<'_>,
    today: NaiveDate,
) -> Vec<CameBack> {
    let awaited = pro_forma_in_mail::awaited(school, today);
    // A clock may be in another zone, so the day before counts, too.
    let sent = awaited.iter().filter_map(|filed| filed.record.sent.as_deref().copied()).min();
    let Some(since) = sent.map(|day| day.checked_sub_days(Days::new(1)).unwrap_or(day)) else { return Vec::new() };
    let entries = folders.iter().flat_map(|folder| folder.listed().iter().map(move |entry| (folder, entry)));
    let files: Vec<_> = entries
        .filter(|(_, entry)| Ending::of(&entry.name) == Ending::Mail)
        .filter_map(|(folder, entry)| record_file(folder, entry))
        .collect();
    let found = sources.connection.for_each(&files, |file| found_in(file, since, sources));
    let mut came_back: Vec<_> = files
        .iter()
        .zip(found)
        .flat_map(|(file, found)| found.into_iter().map(move |found| (file, found)))
        .filter(|(_, found)| is_of(found, school))
        .filter_map(|(file, found)| {
            let visit = NaiveDate::from_epoch_days(found.visit)?;
            let answers = |filed: &&&Filed<ProForma>| *filed.record.visit == visit;
            awaited.iter().find(answers).map(|_| CameBack { path: file.path.clone(), visit })
        })
        .collect();
    came_back.sort();
    came_back.dedup();
    came_back
}

/// Whether a workbook is a school's: by its URN; where it has none, by its folder.
fn is_of(found: &Found, school: &School) -> bool {
    match (&found.urn, &school.file) {
        (Some(urn), Some(file)) => file.record.urn.to_string() == *urn,
        _ => found.school.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(&school.folder)),
    }
}

fn found_in(file: &RecordFile, since: NaiveDate, sources: &Sources<'_>) -> Vec<Found> {
    let made = match sources.texts.held() {
        Some(held) => held.made_of_mail(&file.path, since, file.stamp).map(<[u8]>::to_vec),
        None => look_for(file, since, sources.texts),
    };
    made.and_then(|bytes| postcard::from_bytes(&bytes).ok()).unwrap_or_default()
}

/// What is found in an e-mail from a day on, in the form in which it is kept. None where it cannot be read.
pub(super) fn look_for(file: &RecordFile, since: NaiveDate, texts: &RecordTexts<'_>) -> Option<Vec<u8>> {
    let what = format!("{WHAT} since {since}");
    texts.made(&file.path, &what, file.stamp, || {
        let (found, length) = look_into(file, since)?;
        Some(Made { bytes: postcard::to_allocvec(&found).ok()?, length })
    })
}

/// The filled-in pro formas in an e-mail that was sent on a day or later, and how long the file is, where it was read whole. None where it cannot be read.
fn look_into(file: &RecordFile, since: NaiveDate) -> Option<(Vec<Found>, Option<u64>)> {
    let start = disk::read_start(&file.on_disk, MOST_OF_HEADERS).ok()?;
    let is_earlier = mail::of_file(&start).and_then(|mail| mail.date).is_some_and(|date| date < since);
    if is_earlier || mail::is_draft(&start) {
        return Some((Vec::new(), None));
    }
    let bytes = if (start.len() as u64) < MOST_OF_HEADERS {
        start
    } else {
        match disk::read(&file.on_disk, MOST_BYTES) {
            Ok(bytes) => bytes,
            Err(disk::ReadError::TooLarge(_)) => return Some((Vec::new(), None)),
            Err(disk::ReadError::Io(_)) => return None,
        }
    };
    let length = Some(bytes.len() as u64);
    let is_earlier = || mail::of_file(&bytes).and_then(|mail| mail.date).is_some_and(|date| date < since);
    if is_earlier() {
        return Some((Vec::new(), length));
    }
    let attached = mail::attachments(&bytes).into_iter().filter(|one| is_named_as_workbook(&one.name));
    let found = attached.filter_map(|one| {
        let returned = workbook::read(&one.bytes).ok()?;
        let visit = returned.visit.filter(|_| returned.answers.how_filled() == Filled::BySchool)?;
        Some(Found { urn: returned.urn, school: returned.school, visit: visit.to_epoch_days() })
    });
    Some((found.collect(), length))
}

fn is_named_as_workbook(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| matches!(ending.as_str(), "xlsx" | "xlsm" | "xls" | "ods"))
}
