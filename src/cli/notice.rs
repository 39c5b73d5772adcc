//! `spoc watch --notify`: the desktop's notices of what the watch finds ([`crate::notices`]).

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::NaiveDate;

use super::desktop;
use super::output::say;
use super::remembered;
use crate::disk;
use crate::drive::{Assessment, Scope, shown};
use crate::notices::{Notice, Notices};
use crate::watch::{Moment, WatchState};
use crate::words::system_reason;

/// How often it is asked what is due though nothing has changed: a notice may wait for its hour, or for the pause since the last to be over.
const ASKED_EVERY: Duration = Duration::from_secs(20);
/// The most bytes of what is kept: a line for each of some hundred thousand problems.
const MOST_BYTES: u64 = 16 << 20;

/// Shows notices of one drive for as long as it is watched.
pub(super) struct Noticer {
    notices: Notices,
    /// Where it is kept what was told. None where the user has no folder for that.
    file: Option<PathBuf>,
    root: PathBuf,
    /// What is opened by a click on a notice of more than one folder.
    board: Option<PathBuf>,
    /// A part of the SPOC's name, in small letters.
    spoc: Option<String>,
    asked: Option<(u64, NaiveDate, Duration)>,
    /// What was said last of notices that cannot be shown or kept: it is said once.
    said: Option<String>,
    has_spoc: Option<bool>,
}

impl Noticer {
    /// Notices of a part of the drive at `root`, for the schools of one SPOC or of all. `board`: the page that a click opens, where there is one.
    pub fn new(root: &Path, scope: &Scope, spoc: Option<&str>, board: Option<&Path>) -> Self {
        let spoc = spoc.map(|name| name.trim().to_lowercase());
        let file = remembered::folder().map(|folder| folder.join(file_name(root, scope, spoc.as_deref())));
        let kept = file.as_deref().and_then(|file| disk::read(file, MOST_BYTES).ok()).unwrap_or_default();
        Self {
            notices: Notices::of_kept(&kept),
            file,
            root: root.to_owned(),
            board: board.map(Path::to_owned),
            spoc,
            asked: None,
            said: None,
            has_spoc: None,
        }
    }

    /// Shows what is due at a turn of the watch. It waits for the desktop some seconds at most.
    pub fn turn(&mut self, state: &WatchState, moment: &Moment) {
        let asked = (state.changes(), moment.today, moment.steady);
        let is_same = |(changes, today, at): (u64, NaiveDate, Duration)| {
            (changes, today) == (asked.0, asked.1) && moment.steady.saturating_sub(at) < ASKED_EVERY
        };
        if self.asked.is_some_and(is_same) {
            return;
        }
        self.asked = Some(asked);
        let Some(policy) = state.policy() else { return };
        self.look_for_spoc(state);
        let schools: Vec<_> = state
            .schools()
            .map(|school| &school.summary)
            .filter(|school| self.is_asked_about(school))
            .map(|school| format!("{}/{}/", school.manager, school.school))
            .collect();
        // What concerns no school concerns everybody who asked about every school.
        let concerns = |path: &str| self.spoc.is_none() || schools.iter().any(|school| path.starts_with(school));
        let problems = state.problems();
        let asked_about = problems.iter().filter(|problem| concerns(&problem.path));
        let before = self.notices.clone();
        let notice = self.notices.due(asked_about, &policy.in_force, moment.at, moment.today);
        if let Some(notice) = notice
            && !self.show(&notice)
        {
            // Nobody has seen it: at log-on the watch may be there before the desktop. It is tried again.
            self.notices = before;
        }
        self.keep();
    }

    fn is_asked_about(&self, school: &Assessment) -> bool {
        let Some(wanted) = &self.spoc else { return true };
        school.spoc.as_ref().is_some_and(|spoc| spoc.to_lowercase().contains(wanted))
    }

    /// Says where no school has the SPOC whose notices were asked for: silence would look like an all-clear.
    fn look_for_spoc(&mut self, state: &WatchState) {
        let has = state.schools().any(|school| self.is_asked_about(&school.summary));
        if self.has_spoc != Some(has) {
            self.has_spoc = Some(has);
            if let Some(name) = self.spoc.as_deref().filter(|_| !has) {
                say(&format!("note: no school here has a SPOC called {name}, so there are no notices"));
            }
        }
    }

    /// Whether the desktop took it.
    fn show(&mut self, notice: &Notice) -> bool {
        let of_one_folder = notice.folder.as_ref().map(|folder| {
            let mut path = self.root.clone();
            // Add the path name by name: after the prefix of a long path, Windows takes a slash for a part of a name.
            path.extend(folder.split('/'));
            path
        });
        let opens = of_one_folder.or_else(|| self.board.clone()).unwrap_or_else(|| self.root.clone());
        let said = desktop::show(notice, &opens).err();
        let is_shown = said.is_none();
        self.tell(said.map(|why| format!("note: this desktop shows no notices: {why}")));
        is_shown
    }

    fn keep(&mut self) {
        let Some(kept) = self.notices.kept() else { return };
        let said = match &self.file {
            None => Some(
                "note: this user has no folder for settings, so the next watch tells again what was told".to_owned(),
            ),
            Some(file) => write(file, &kept).err().map(|error| {
                format!(
                    "note: {} cannot be written, so the next watch tells again what was told: {}",
                    shown(file),
                    system_reason(&error)
                )
            }),
        };
        if said.is_some() {
            self.tell(said);
        }
    }

    fn tell(&mut self, words: Option<String>) {
        if words != self.said {
            self.said = words;
            if let Some(words) = &self.said {
                say(words);
            }
        }
    }
}

fn write(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        disk::make_private_folder(folder)?;
    }
    disk::write_private(file, bytes)
}

/// Forgets what was told, of all drives.
pub(super) fn forget_all() {
    let Some(folder) = remembered::folder() else { return };
    let is_own = |name: &str| name.starts_with(FILE_BEGINS) && name.ends_with(FILE_ENDS);
    for file in disk::list(&folder).unwrap_or_default().into_iter().filter(|file| is_own(&file.name)) {
        let _ = disk::remove(&folder.join(&file.os_name));
    }
}

/// How the name of a file of what was told begins and ends.
const FILE_BEGINS: &str = "notices-";
const FILE_ENDS: &str = ".json";

/// The file of what was told of a part of a drive to one person. Two watches of one user may run side by side, each of its own part.
fn file_name(root: &Path, scope: &Scope, spoc: Option<&str>) -> String {
    let of = format!("{}\n{}\n{}", root.display(), scope.0, spoc.unwrap_or_default());
    format!("{FILE_BEGINS}{:016x}{FILE_ENDS}", crate::notices::short_key(&of))
}
