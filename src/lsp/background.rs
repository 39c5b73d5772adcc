//! The part of the server that touches a drive. It runs on a thread of its own for each drive: one that freezes holds up that thread and nothing else.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::SystemTime;

use chrono::NaiveDate;

use crate::disk;
use crate::drive::{
    Cache, DriveError, DriveReader, MailFound, MailWanted, OutsideHeld, Progress, SchoolFacts, SchoolHeld, SchoolPlace,
    find_root,
};

/// What the thread of a drive is asked to read. What lies outside schools' folders is always read anew.
pub(super) struct Ask {
    /// The files that are being edited, relative to the drive.
    pub open: Vec<String>,
    /// The schools that are to be read, by a file in each.
    pub schools: BTreeSet<String>,
    /// Whether every school.yaml is to be read.
    pub facts: bool,
    /// The e-mails that are to be looked into, by school.
    pub mail: BTreeMap<String, MailWanted>,
    /// What was held before.
    pub outside: Option<Arc<OutsideHeld>>,
    pub held: HashMap<String, Arc<SchoolHeld>>,
    /// The time by which it is judged what has changed only just.
    pub now: SystemTime,
    pub today: NaiveDate,
}

/// What was read.
pub(super) struct Answer {
    pub outside: Arc<OutsideHeld>,
    pub schools: Vec<Arc<SchoolHeld>>,
    pub facts: Option<Vec<(SchoolPlace, Option<SchoolFacts>)>>,
    pub mail: Vec<(String, MailFound)>,
}

/// Reads a drive.
pub(super) struct Reader {
    pub root: PathBuf,
    pub cache: Option<Cache>,
    /// Counts every call to the drive that came back.
    pub progress: Arc<Progress>,
}

impl Reader {
    /// Does what is asked, one thing after the other, until nobody asks any more, or listens.
    pub fn run(&self, asks: &Receiver<Ask>, tell: impl Fn(Result<Answer, DriveError>) -> bool) {
        for ask in asks {
            if !tell(self.read(ask)) {
                return;
            }
        }
    }

    fn read(&self, ask: Ask) -> Result<Answer, DriveError> {
        let Ask { open, schools, facts, mail, outside, held, now, today } = ask;
        let cache = self.cache.as_ref().map(|cache| cache.at(now));
        let reader =
            DriveReader::new(&self.root, today).at(now).with_cache(cache.as_ref()).with_progress(&self.progress);
        let outside = Arc::new(reader.hold_outside(outside.as_deref(), &open)?);
        let places = schools.iter().filter_map(|file| outside.place_of(&self.root, file));
        let places: BTreeMap<_, _> = places.map(|place| (place.path.clone(), place)).collect();
        let hold = |place: &SchoolPlace| {
            let before = held.get(&place.path).map(Arc::as_ref);
            Arc::new(reader.hold_school(place, before))
        };
        let schools: Vec<_> = places.values().map(hold).collect();
        let mail = mail.iter().filter_map(|(school, wanted)| {
            let held = held.get(school)?;
            Some((school.clone(), reader.look_into_mail(held, wanted)))
        });
        let mail = mail.collect();
        let facts = facts.then(|| reader.facts(&outside.places));
        // A drive that went away meanwhile is not one on which a school was deleted.
        if schools.iter().any(|school| school.lacks_folder()) {
            reader.hold_outside(Some(&outside), &[])?;
        }
        Ok(Answer { outside, schools, facts, mail })
    }
}

/// A drive that was found around a file.
#[derive(Debug, Clone)]
pub(super) struct FoundDrive {
    /// The drive, as it is written in the file's path.
    pub given: PathBuf,
    /// The drive, links resolved.
    pub root: PathBuf,
    /// The file, relative to the drive.
    pub file: String,
}

/// Finds the drive around a file. `named`: the one drive that counts, links resolved, where there is but one.
pub(super) fn find_drive(file: &Path, named: Option<&Path>) -> Option<FoundDrive> {
    let folder = file.parent()?;
    let real = |folder: &Path| disk::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let (given, root) = match named {
        Some(named) => {
            let is_it = |folder: &&Path| disk::absolute(folder).is_ok_and(|folder| folder == named);
            (folder.ancestors().find(is_it)?.to_owned(), named.to_owned())
        }
        None => {
            let given = find_root(folder)?;
            let root = real(&given);
            (given, root)
        }
    };
    let names = file.strip_prefix(&given).ok()?.components();
    let names: Vec<_> = names.map(|name| name.as_os_str().to_str().map(str::to_owned)).collect::<Option<_>>()?;
    Some(FoundDrive { given, root, file: names.join("/") })
}
