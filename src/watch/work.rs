//! All that touches the drive. In a watch it does so on a thread of its own: a drive that freezes holds up nothing but that.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::time::SystemTime;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::hints::Hints;
use super::{Keeper, Message, Picture};
use crate::drive::{
    Assessed, Cache, Doubt, DriveError, Outside, PolicyRead, Progress, Reader, SchoolPlace, Scope, Seen, Trust,
};

/// What is asked of the drive; the day is the one that counts as today.
#[derive(Debug)]
pub enum Search {
    /// To read everything.
    ReadAll(NaiveDate),
    /// To look at everything.
    LookAll,
    /// To look outside schools' folders and at some schools.
    LookAt(Vec<SchoolPlace>),
    /// To read what lies outside schools' folders.
    ReadOutside(Trust, NaiveDate),
    /// To read some schools, under a policy.
    ReadSchools(Vec<SchoolPlace>, Trust, Arc<PolicyRead>, NaiveDate),
}

/// What was found.
#[derive(Debug)]
pub enum Found {
    /// Everything was read, as on a day.
    All(Outside, Vec<(SchoolPlace, Assessed)>, NaiveDate),
    /// Some of the drive was looked at.
    Looks {
        /// What was seen outside schools' folders.
        outside: Seen,
        /// Which schools there are.
        places: Vec<SchoolPlace>,
        /// What was seen of some or all of them, by path.
        schools: Vec<(String, Seen)>,
        /// Whether all were looked at.
        is_whole: bool,
    },
    /// What lies outside schools' folders was read, as on a day.
    Outside(Outside, NaiveDate),
    /// Some schools were read, under a policy and as on a day.
    Schools(Vec<(String, Assessed)>, Arc<PolicyRead>, NaiveDate),
}

/// What the thread is asked to do.
pub(super) enum Ask {
    Search(Search),
    /// To be told of changes from now on.
    Listen,
    /// To bring what is made of it all up to date.
    Keep(Box<Picture>),
}

/// What comes back.
pub(super) enum Answer {
    Found(Result<Found, DriveError>),
    /// Why nothing will be told, where that is so.
    Listening(Option<String>),
    /// What is to be said of it, if anything.
    Kept(Option<String>),
}

/// Whoever looks at the drive and reads it.
#[derive(Debug)]
pub struct Searcher {
    /// The drive.
    pub root: PathBuf,
    /// The part of it that was asked about: of the other schools, the number alone is read.
    pub scope: Scope,
    /// What was kept.
    pub cache: Option<Cache>,
    /// Told of every step.
    pub progress: Arc<Progress>,
}

impl Searcher {
    /// Does what is asked, one thing after the other, until nobody asks any more.
    pub(super) fn run(&self, mut keeper: Option<Keeper>, asks: &Receiver<(Ask, SystemTime)>, tell: &Sender<Message>) {
        let mut hints = None;
        for (ask, now) in asks {
            let answer = match ask {
                Ask::Listen => {
                    // The old ones may hold on to a drive that was taken away.
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
                Ask::Keep(picture) => Answer::Kept(keeper.as_mut().and_then(|keep| keep(*picture))),
                Ask::Search(search) => Answer::Found(self.search(search, now)),
            };
            if tell.send(Message::Answer(answer)).is_err() {
                return;
            }
        }
    }

    /// Searches the drive; `now` is the time that files are held against. An error where it is not there.
    pub fn search(&self, search: Search, now: SystemTime) -> Result<Found, DriveError> {
        let cache = self.cache.as_ref().map(|cache| cache.at(now));
        let reader = Reader { root: &self.root, cache: cache.as_ref(), now: Some(now), progress: &self.progress };
        // A drive that went away meanwhile is not one on which everything was deleted.
        let still_there = || reader.look_outside().map(drop);
        Ok(match search {
            Search::ReadAll(today) => {
                let outside = self.outside(&reader, today, Trust::Cache)?;
                let read = |place: &SchoolPlace| {
                    (place.clone(), self.school(&reader, place, &outside.policy, today, Trust::Cache))
                };
                let schools = outside.places.par_iter().map(read).collect();
                still_there()?;
                if let Some(cache) = &cache {
                    cache.tidy(outside.places.iter().map(|place| place.path.as_str()));
                }
                Found::All(outside, schools, today)
            }
            Search::LookAll => {
                let (outside, places) = reader.look_outside()?;
                let look = |place: &SchoolPlace| (place.path.clone(), self.look_at(&reader, place));
                let schools = places.par_iter().map(look).collect();
                still_there()?;
                Found::Looks { outside, places, schools, is_whole: true }
            }
            Search::LookAt(wanted) => {
                let (outside, places) = reader.look_outside()?;
                let still = wanted.into_par_iter().filter(|place| places.contains(place));
                let schools = still.map(|place| (place.path.clone(), self.look_at(&reader, &place))).collect();
                Found::Looks { outside, places, schools, is_whole: false }
            }
            Search::ReadOutside(trust, today) => Found::Outside(self.outside(&reader, today, trust)?, today),
            Search::ReadSchools(places, trust, policy, today) => {
                let read = |place: SchoolPlace| {
                    let assessed = self.school(&reader, &place, &policy, today, trust);
                    (place.path, assessed)
                };
                let schools = places.into_par_iter().map(read).collect();
                still_there()?;
                Found::Schools(schools, policy, today)
            }
        })
    }

    fn outside(&self, reader: &Reader<'_>, today: NaiveDate, trust: Trust) -> Result<Outside, DriveError> {
        let outside = reader.outside(&Scope::default(), today, trust)?;
        if outside.sees_nothing { Err(reader.sees_nothing()) } else { Ok(outside) }
    }

    fn look_at(&self, reader: &Reader<'_>, place: &SchoolPlace) -> Seen {
        reader.look_at(place, !self.scope.touches(&place.path))
    }

    /// Of a school that nobody asked about the number is all that matters.
    fn school(
        &self,
        reader: &Reader<'_>,
        place: &SchoolPlace,
        policy: &PolicyRead,
        today: NaiveDate,
        trust: Trust,
    ) -> Assessed {
        if self.scope.touches(&place.path) {
            return reader.school(place, policy, today, trust);
        }
        let seen = reader.look_at(place, true);
        Assessed { assessment: reader.number(place), seen, doubt: Doubt::default() }
    }
}
