//! The watch: every fault that it is to survive, on a clock that the tests set; and the whole of it, on a real clock.

mod boards;
#[cfg(target_os = "linux")]
mod desktop;
mod faults;
mod keeping;
mod law;
#[cfg(target_os = "linux")]
mod mount;
mod whole;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use chrono::NaiveDate;
use spoc::drive::{Cache, DriveError, DriveReader, Progress, Scope, Snapshot};
use spoc::problem::Problem;
use spoc::watch::{Event, NextAction, Pace, Search, SearchResult, Searcher, WatchState};

use crate::harness::TODAY;

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub const SECOND: Duration = Duration::from_secs(1);

/// A watch without its loop: the drive is real, and the test sets the time.
pub struct Desk {
    root: PathBuf,
    pub state: WatchState,
    searcher: Searcher,
    pub now: Duration,
    /// How many seconds the computer's clock is off.
    pub clock_is_off: i64,
    /// What each part looked like when the desk went blind. Since then every look sees just that.
    blind: Option<HashMap<String, Snapshot>>,
    /// Whether every school is said to be unreadable, though it looks the same.
    pub reads_badly: bool,
    /// How long it takes to look at the whole drive.
    pub look_takes: Duration,
    /// Every search that was made.
    pub searches: Vec<String>,
    _kept: Option<tempfile::TempDir>,
}

impl Desk {
    /// A watch of a drive after its first scan.
    pub fn at(root: &Path) -> Self {
        Self::of_scope(root, Scope::default(), true)
    }

    pub fn of_scope(root: &Path, scope: Scope, keeps: bool) -> Self {
        let root = root.canonicalize().unwrap();
        let kept = keeps.then(|| tempfile::tempdir().unwrap());
        let cache = kept.as_ref().map(|kept| Cache::open(kept.path(), &root, "test", SystemTime::now()).unwrap());
        let searcher =
            Searcher { root: root.clone(), scope: scope.clone(), cache, progress: Arc::new(Progress::default()) };
        let mut desk = Self {
            root,
            state: WatchState::new(scope, Pace::LOCAL, day(TODAY)),
            searcher,
            now: SECOND,
            clock_is_off: 0,
            blind: None,
            reads_badly: false,
            look_takes: Duration::ZERO,
            searches: Vec::new(),
            _kept: kept,
        };
        assert!(desk.turn(), "the first turn is a scan");
        desk
    }

    /// Does what is to be done at this time; false where that is nothing.
    fn turn(&mut self) -> bool {
        let NextAction::Search(search) = self.state.next(self.now) else { return false };
        self.searches.push(match &search {
            Search::ReadSchools(places, trust, ..) => {
                let paths: Vec<_> = places.iter().map(|place| place.path.as_str()).collect();
                format!("read {} {trust:?}", paths.join(" "))
            }
            Search::LookAt(places) => format!("look at {}", places.len()),
            Search::LookAll => "look".to_owned(),
            Search::ReadOutside(trust, _) => format!("read outside {trust:?}"),
            Search::ReadAll(_) => "read all".to_owned(),
        });
        if matches!(search, Search::LookAll) {
            self.now += self.look_takes;
        }
        match self.search(search) {
            Ok(found) => self.state.found(found, self.now),
            Err(_) => self.state.missed(self.now),
        }
        true
    }

    fn search(&self, search: Search) -> Result<SearchResult, DriveError> {
        let off = Duration::from_secs(self.clock_is_off.unsigned_abs());
        let wall = if self.clock_is_off < 0 { SystemTime::now() - off } else { SystemTime::now() + off };
        let mut found = self.searcher.search(search, wall)?;
        if let (true, SearchResult::Schools(schools, ..)) = (self.reads_badly, &mut found) {
            for (path, assessed) in schools {
                assessed.assessment.summary.problems.push(Problem::of_file(
                    spoc::rules::unreadable::CODE,
                    path.as_str(),
                    "held",
                    "Close it.",
                ));
                assessed.unsettled.is_unreadable = true;
            }
        }
        if let Some(blind) = &self.blind {
            let cover = |path: &str, seen: &mut Snapshot| seen.clone_from(&blind[path]);
            match &mut found {
                SearchResult::All(outside, schools, _) => {
                    cover("", &mut outside.snapshot);
                    schools.iter_mut().for_each(|(place, assessed)| cover(&place.path, &mut assessed.snapshot));
                }
                SearchResult::Looks { outside, schools, .. } => {
                    cover("", outside);
                    schools.iter_mut().for_each(|(path, seen)| cover(path, seen));
                }
                SearchResult::Outside(outside, _) => cover("", &mut outside.snapshot),
                SearchResult::Schools(schools, ..) => {
                    schools.iter_mut().for_each(|(path, assessed)| cover(path, &mut assessed.snapshot));
                }
            }
        }
        Ok(found)
    }

    /// From now on everything looks as it does now, whatever happens.
    pub fn go_blind(&mut self) {
        let SearchResult::Looks { outside, schools, .. } = self.search(Search::LookAll).unwrap() else {
            unreachable!()
        };
        self.blind = Some(schools.into_iter().chain([(String::new(), outside)]).collect());
    }

    /// Something happened at a path, and the system tells of it.
    pub fn hint(&mut self, path: &str) {
        self.state.hint(Some(path), self.now);
    }

    /// Something happened somewhere.
    pub fn hint_all(&mut self) {
        self.state.hint(None, self.now);
    }

    /// Lets time pass. Gives the events that were reported.
    pub fn pass(&mut self, time: Duration) -> Vec<Event> {
        let end = self.now + time;
        let (mut turns, mut events) = (0, self.state.take_events());
        loop {
            while self.turn() {
                turns += 1;
                events.extend(self.state.take_events());
                assert!(turns < 2_000, "it never comes to rest: {:?}", &self.searches[self.searches.len() - 10..]);
            }
            let NextAction::Wait(until) = self.state.next(self.now) else { continue };
            if until > end {
                break;
            }
            self.now = until;
        }
        self.now = self.now.max(end);
        events
    }

    /// Lets time pass. Gives the events as lines: `+ code path` for what appeared, `- code path` for what was settled.
    pub fn lines(&mut self, time: Duration) -> Vec<String> {
        self.pass(time).iter().map(line).collect()
    }

    /// What `validate` says of the drive now, without a cache.
    pub fn fresh(&self) -> Vec<Problem> {
        DriveReader::new(&self.root, self.state.today()).validate().unwrap().problems
    }

    /// Asserts that the watch holds what `validate` says.
    pub fn assert_right(&self) {
        assert_eq!(self.state.problems(), self.fresh());
    }
}

pub fn line(event: &Event) -> String {
    match event {
        Event::Ready(problems) => format!("ready {problems}"),
        Event::Appeared(problem) => format!("+ {} {}", problem.code, problem.path),
        Event::Settled(problem) => format!("- {} {}", problem.code, problem.path),
        Event::Unreachable => "unreachable".to_owned(),
        Event::Reachable => "reachable".to_owned(),
    }
}
