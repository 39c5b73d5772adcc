//! The part of the watch that touches the drive. It runs on a thread of its own: a drive that freezes holds up that thread and nothing else.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::time::SystemTime;

use chrono::NaiveDate;

use super::hints::Hints;
use super::picture::{Keeper, Picture};
use crate::drive::{
    Assessed, Cache, DriveError, DriveReader, Outside, PolicyRead, Progress, ReadFrom, SchoolPlace, Scope, Snapshot,
};

/// What is asked of the drive. A day in it is the one that counts as today.
#[derive(Debug)]
pub enum Search {
    /// To read everything.
    ReadAll(NaiveDate),
    /// To look at everything.
    LookAll,
    /// To look outside schools' folders and at some schools.
    LookAt(Vec<SchoolPlace>),
    /// To read what lies outside schools' folders.
    ReadOutside(ReadFrom, NaiveDate),
    /// To read some schools, under a policy.
    ReadSchools(Vec<SchoolPlace>, ReadFrom, Arc<PolicyRead>, NaiveDate),
}

/// What a search found.
#[derive(Debug)]
pub enum SearchResult {
    /// Everything was read, as on a day.
    All(Outside, Vec<(SchoolPlace, Assessed)>, NaiveDate),
    /// Some of the drive was looked at.
    Looks {
        /// What was seen outside schools' folders.
        outside: Snapshot,
        /// Which schools there are.
        places: Vec<SchoolPlace>,
        /// What was seen of some or all of them, by path.
        schools: Vec<(String, Snapshot)>,
        /// Whether all schools were looked at.
        is_whole: bool,
    },
    /// What lies outside schools' folders was read, as on a day.
    Outside(Outside, NaiveDate),
    /// Some schools were read, under a policy and as on a day.
    Schools(Vec<(String, Assessed)>, Arc<PolicyRead>, NaiveDate),
}

/// What the loop of the watch is told.
pub(super) enum Message {
    Answer(Answer),
    Hint(Option<String>),
    Stop,
}

/// What the thread of the drive is asked to do.
pub(super) enum Ask {
    Search(Search),
    /// To have the system tell of changes from now on.
    Listen,
    /// To call the keepers, which bring the board and the history up to date.
    Keep(Box<Picture>),
}

/// What the thread of the drive answers.
pub(super) enum Answer {
    Found(Result<SearchResult, DriveError>),
    /// Why the system will not tell of changes, where it will not.
    Listening(Option<String>),
    /// What the keepers have to say to the user.
    Kept(Vec<String>),
}

/// Looks at the drive and reads it.
#[derive(Debug)]
pub struct Searcher {
    /// The drive.
    pub root: PathBuf,
    /// The part of the drive that was asked about. Of the schools outside it, the number alone is read.
    pub scope: Scope,
    /// The cache, if there is one.
    pub cache: Option<Cache>,
    /// Counts every call to the drive that came back.
    pub progress: Arc<Progress>,
}

impl Searcher {
    /// Does what is asked, one thing after the other, until nobody asks any more.
    pub(super) fn run(&self, mut keepers: Vec<Keeper>, asks: &Receiver<(Ask, SystemTime)>, tell: &Sender<Message>) {
        let mut hints = None;
        for (ask, now) in asks {
            let answer = match ask {
                Ask::Listen => {
                    // The old listener may hold on to a drive that was taken away.
                    drop(hints.take());
                    let told = tell.clone();
                    let tell_hint = move |path| {
                        let _ = told.send(Message::Hint(path));
                    };
                    match Hints::listen(&self.root, tell_hint) {
                        Ok(listening) => {
                            hints = Some(listening);
                            Answer::Listening(None)
                        }
                        Err(why) => Answer::Listening(Some(why)),
                    }
                }
                Ask::Keep(picture) => Answer::Kept(keepers.iter_mut().filter_map(|keep| keep(&picture)).collect()),
                Ask::Search(search) => Answer::Found(self.search(search, now)),
            };
            if tell.send(Message::Answer(answer)).is_err() {
                return;
            }
        }
    }

    /// Searches the drive. `now`: the time by which it is judged what has changed only just. An error where the drive is not there.
    pub fn search(&self, search: Search, now: SystemTime) -> Result<SearchResult, DriveError> {
        let cache = self.cache.as_ref().map(|cache| cache.at(now));
        // A search that only looks reckons with no day.
        let reader = |today: NaiveDate| {
            let reader = DriveReader::new(&self.root, today).of_part(&self.scope).at(now);
            reader.with_cache(cache.as_ref()).with_progress(&self.progress)
        };
        Ok(match search {
            Search::ReadAll(today) => {
                let reader = reader(today);
                let outside = outside(&reader, ReadFrom::CacheWhereUnchanged)?;
                let schools = reader.schools(&outside.places, &outside.policy, ReadFrom::CacheWhereUnchanged);
                is_still_there(&reader)?;
                if let Some(cache) = &cache {
                    cache.tidy(outside.places.iter().map(|place| place.path.as_str()));
                }
                let schools = outside.places.iter().cloned().zip(schools).collect();
                SearchResult::All(outside, schools, today)
            }
            Search::LookAll => {
                let reader = reader(NaiveDate::default());
                let (outside, places) = reader.look_outside()?;
                let schools = paths(&places).zip(reader.look_at(&places)).collect();
                is_still_there(&reader)?;
                SearchResult::Looks { outside, places, schools, is_whole: true }
            }
            Search::LookAt(mut wanted) => {
                let reader = reader(NaiveDate::default());
                let (outside, places) = reader.look_outside()?;
                wanted.retain(|place| places.contains(place));
                let schools = paths(&wanted).zip(reader.look_at(&wanted)).collect();
                SearchResult::Looks { outside, places, schools, is_whole: false }
            }
            Search::ReadOutside(from, today) => SearchResult::Outside(outside(&reader(today), from)?, today),
            Search::ReadSchools(places, from, policy, today) => {
                let reader = reader(today);
                let schools = paths(&places).zip(reader.schools(&places, &policy, from)).collect();
                is_still_there(&reader)?;
                SearchResult::Schools(schools, policy, today)
            }
        })
    }
}

fn paths(places: &[SchoolPlace]) -> impl Iterator<Item = String> {
    places.iter().map(|place| place.path.clone())
}

fn outside(reader: &DriveReader<'_>, from: ReadFrom) -> Result<Outside, DriveError> {
    let outside = reader.outside(&Scope::default(), from)?;
    if outside.sees_nothing { Err(reader.sees_nothing()) } else { Ok(outside) }
}

/// An error where the drive went away during the search: its schools were not deleted then, they only could not be seen.
fn is_still_there(reader: &DriveReader<'_>) -> Result<(), DriveError> {
    reader.look_outside().map(drop)
}
