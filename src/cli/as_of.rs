//! `--as-of`: a question about the drive is answered as it stood at a time. The state of that time is laid out in a temporary folder of this user, and the
//! command runs on that.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once, PoisonError};

use chrono::Utc;

use super::common::Common;
use super::failure::Failure;
use super::moment::{Moment, moment};
use super::output::say;
use super::past_target::{HistoryArgument, PastTarget, clock, unread};
use crate::disk::{self, TemporaryFolder};
use crate::drive::shown;
use crate::past::{Part, lay_out};
use crate::press::Past;

/// The time of which a question is asked.
#[derive(Debug, clap::Args)]
pub(super) struct AsOf {
    /// As it stood at this time, as in 2026-11-24 or "2026-11-24 09:30": answered from the drive's history
    #[arg(long = "as-of", value_name = "TIME", value_parser = moment)]
    as_of: Option<Moment>,

    #[command(flatten)]
    history: HistoryArgument,
}

/// What a command asks for when it asks of a time in the past.
pub(super) struct LaidOut {
    /// Its arguments: the drive is the one that was laid out, and today the day that was asked for.
    common: Common,
    /// Its path on that drive.
    path: Option<PathBuf>,
    /// The drive itself.
    pub root: PathBuf,
    /// The time in words, and in the name of a file.
    stood: (String, String),
    /// It goes with the value.
    folder: TemporaryFolder,
}

impl AsOf {
    /// Answers a question: of the drive, or of its state at that time. `answer` takes the arguments and the path with which it is to run, and what was
    /// laid out. A failure names the drive itself, not the folder in which its state was laid out.
    pub fn answer<T>(
        &self,
        common: &Common,
        path: Option<&Path>,
        answer: impl FnOnce(&Common, Option<&Path>, Option<&LaidOut>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let past = self.lay_out(common, path)?;
        match &past {
            None => answer(common, path, None),
            Some(past) => answer(&past.common, past.path.as_deref(), Some(past)).map_err(|failure| past.named(failure)),
        }
    }

    /// Lays out the drive as it stood; none where the question is of now. `path`: the part that is asked about; where it is no path, it may name a school.
    fn lay_out(&self, common: &Common, path: Option<&Path>) -> Result<Option<LaidOut>, Failure> {
        let Some(time) = self.as_of else { return Ok(None) };
        let now = Utc::now();
        let by_name = || PastTarget::find(common, None, &self.history);
        let (target, is_path) = match PastTarget::find(common, path, &self.history) {
            Ok(target) => (target, true),
            Err(failure) => (by_name().map_err(|_| failure)?, false),
        };
        let state = target.archive.at(Some(time.end())).map_err(unread)?.ok_or_else(|| target.too_early())?;
        target.note_end(Some(time.end()))?;
        target.note_gap(time.end(), state.next);
        if time.is_to_come(now) {
            let day = time.day().format("%-d %B %Y");
            let counts = if common.today.is_none() { format!(", and {day} counts as today") } else { String::new() };
            say(&format!("note: the time asked for is in the future: the newest state of the history is used{counts}"));
        }
        let unmade = |error| {
            let what = format!("no folder could be made in {}", shown(&std::env::temp_dir()));
            Failure::caused(what, error, "Make room there, or name another folder in TMPDIR (on Windows in TEMP).")
        };
        let folder = TemporaryFolder::new().map_err(unmade)?;
        folder.remove_left_behind();
        remove_when_stopped(folder.path());
        let there = is_path && (target.path.is_empty() || !state.files(&target.path).map_err(unread)?.is_empty());
        if is_path && target.is_known && !there {
            let seen = clock(time.end()).format("%-d %B %Y at %H:%M:%S");
            let hint = format!("`spoc history \"{}\"` says when it was there.", target.path);
            return Err(Failure::new(format!("{} was not there on {seen}", target.path), hint));
        }
        let part = if there { Part::Of(&target.path) } else { Part::Whole };
        lay_out(&target.archive, &state, part, &folder).map_err(|error| {
            Failure::new(error, "Make room there, or name another folder in TMPDIR (on Windows in TEMP).")
        })?;
        let path = if there {
            (!target.path.is_empty()).then(|| target.path.clone().into())
        } else {
            path.map(Path::to_owned)
        };
        let common = Common {
            today: Some(common.today.unwrap_or(time.day())),
            drive: Some(folder.path().to_owned()),
            no_cache: true,
        };
        let stood = time.stood(now);
        say(&format!("note: {}", stood.0));
        Ok(Some(LaidOut { common, path, root: target.root, stood, folder }))
    }
}

impl LaidOut {
    /// As of when packs are printed, and to which drive they go.
    pub fn of_packs(&self) -> Past {
        let (said, in_name) = self.stood.clone();
        Past { drive: self.root.clone(), said, in_name }
    }

    /// A failure that names the drive itself.
    fn named(&self, failure: Failure) -> Failure {
        let (laid_out, drive) = (shown(self.folder.path()), shown(&self.root));
        let said = failure.to_string();
        if said.contains(&laid_out) { Failure::new(said.replace(&laid_out, &drive), "") } else { failure }
    }
}

/// Sees to it that the folder goes, too, where the program is stopped from the keyboard.
fn remove_when_stopped(folder: &Path) {
    static FOLDERS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
    static ONCE: Once = Once::new();
    FOLDERS.lock().unwrap_or_else(PoisonError::into_inner).push(folder.to_owned());
    ONCE.call_once(|| {
        // Where another part of the program has taken the signal already, and where a file was being written meanwhile, the next run removes the rest.
        let _ = ctrlc::set_handler(|| {
            for folder in FOLDERS.lock().unwrap_or_else(PoisonError::into_inner).iter() {
                let _ = disk::remove_all(folder);
            }
            std::process::exit(130);
        });
    });
}
