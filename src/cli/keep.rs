//! `spoc keep`

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;
use serde_json::json;

use super::common::{Common, Outcome};
use super::failure::Failure;
use super::history_folder::is_named;
use super::history_place::{history_place, named_history, refuse_other_drive, unkept};
use super::output::say;
use super::progress::with_progress_bar;
use super::remembered_history::remember_history;
use super::target::Target;
use super::watch::clock;
use crate::drive::{Mount, mount_of, shown};
use crate::history::{KeepError, Keeping, Kept, Look, Right, is_there};
use crate::lease::{Holder, PATIENCE, Turn};
use crate::watch::Pace;
use crate::words::number;

/// Keep every record as it is now in the drive's history, where it has changed since the last time: for a scheduled task
#[derive(Debug, clap::Args)]
pub(super) struct Keep {
    /// A manager's folder, a school, a folder or a file [default: the whole drive]
    path: Option<PathBuf>,

    /// The folder of the history, which is made where it is not there [default: $SPOC_HISTORY, else the one that policy.toml or this computer knows]
    #[arg(long, value_name = "DIR")]
    history: Option<PathBuf>,

    /// Begin a new history in that folder, and look things up there from now on, though another one of this drive is known
    #[arg(long, requires = "history")]
    new: bool,

    /// How it is said
    #[arg(long, value_enum, default_value_t = KeepFormat::Text)]
    format: KeepFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KeepFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Another process that has the history says within this time who it is.
const INTRODUCED: Duration = Duration::from_secs(5);
/// How often it is asked whose turn it is, while another process has the history.
const ASKED: Duration = Duration::from_secs(1);

impl Keep {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let target = Target::find(common, self.path.as_deref())?;
        let folder = history_place(self.history.as_deref(), &target.root)?;
        let is_known = if is_named(self.history.as_deref()) {
            named_history(&folder, &target.root, self.new)?
        } else {
            is_there(&folder).map_err(unkept)?;
            true
        };
        let pace = if mount_of(&target.root) == Mount::Local { Pace::LOCAL } else { Pace::NETWORK };
        let me = Holder::this_process();
        let host = me.host.clone();
        let mut right = Right::to(&folder, me, Pace::NETWORK.keep);
        if let Some(holder) = wait_for(&mut right, &clock(common))? {
            refuse_other_drive(&folder, &target.root)?;
            return self.say_of_other(&folder, &holder, out);
        }
        let mut let_go = 0;
        let kept = with_progress_bar(|progress| -> Result<Kept, KeepError> {
            let clock = clock(common);
            let mut keeping = Keeping::open(&folder, &target.root, &target.scope, &host, pace.hold)?;
            keeping.take_notes().iter().for_each(|note| say(&format!("note: {note}")));
            let nothing = HashMap::new();
            let mut kept = keeping.look(&Look::Whole, &nothing, &clock(), progress, &mut || right.beat())?;
            if keeping.is_waiting() {
                // What has changed is kept where it stands still for as long as the watch would wait.
                std::thread::sleep(pace.hold + Duration::from_millis(20));
                let parts = keeping.unsettled_parts();
                let more = keeping.look(&Look::Parts(&parts), &nothing, &clock(), progress, &mut || right.beat())?;
                kept.add(more);
            }
            if kept.commits > 0 {
                keeping.tend()?;
            }
            let now = clock();
            if let Some(years) = keeping.years(&now)? {
                let_go = keeping.let_go(years, &now, &mut || right.beat())?;
                keeping.take_notes().iter().for_each(|note| say(&format!("note: {note}")));
            }
            keeping.remember();
            if !keeping.is_waiting() {
                keeping.note_up_to_date(now.at.to_utc());
            }
            Ok(kept)
        });
        let kept = kept.map_err(|error| match error {
            KeepError::Drive(error) => Failure::unread(error),
            KeepError::History(error) => unkept(error),
            KeepError::Lost => Failure::new(KeepError::Lost, "What was kept before that is safe."),
        })?;
        let whole = std::path::absolute(&folder).unwrap_or(folder.clone());
        if is_known && let Err(failure) = remember_history(&target.root, &whole) {
            say(&format!("note: {failure}"));
        }
        match self.format {
            KeepFormat::Json => write_json(&folder, &kept, let_go, out)?,
            KeepFormat::Text => write_text(&folder, &kept, let_go, out)?,
        }
        Ok(Outcome::Clean)
    }

    fn say_of_other(&self, folder: &Path, holder: &Holder, out: &mut impl Write) -> Result<Outcome, Failure> {
        match self.format {
            KeepFormat::Json => {
                let by = json!({"host": holder.host, "process": holder.process});
                writeln!(out, "{}", json!({"history": shown(folder), "kept_by": by}))?;
            }
            KeepFormat::Text => writeln!(
                out,
                "The history in {} is kept by a watch on {} (process {}): nothing is left to do.",
                shown(folder),
                holder.host,
                holder.process
            )?,
        }
        Ok(Outcome::Clean)
    }
}

/// Waits until it is our turn to write. Gives the watch whose turn it is and stays.
fn wait_for(right: &mut Right, clock: &impl Fn() -> crate::watch::Moment) -> Result<Option<Holder>, Failure> {
    let begun = clock().steady;
    loop {
        let now = clock().steady;
        match right.turn(now) {
            Turn::Ours => return Ok(None),
            // One that has ended is known by the time in which it does not count on.
            Turn::Of(holder) if now.saturating_sub(begun) > Pace::NETWORK.keep * (PATIENCE + 1) || right.is_held() => {
                return Ok(Some(holder));
            }
            Turn::Of(_) => std::thread::sleep(ASKED),
            // Whoever has only just taken the history writes down next who it is.
            Turn::Unclear(_) if right.is_held() && now.saturating_sub(begun) < INTRODUCED => std::thread::sleep(ASKED),
            Turn::Unclear(error) => {
                return Err(Failure::caused(
                    format!("the history is not kept: {} cannot be used", shown(right.path())),
                    error,
                    "Once no watch keeps it, that file can be removed.",
                ));
            }
        }
    }
}

fn write_json(folder: &Path, kept: &Kept, let_go: usize, out: &mut impl Write) -> std::io::Result<()> {
    let object = json!({
        "history": shown(folder),
        "commit": kept.commit,
        "changes": kept.commits,
        "added": kept.added,
        "changed": kept.changed,
        "renamed": kept.renamed,
        "deleted": kept.deleted,
        "unsettled": kept.unsettled,
        "unread": kept.unread,
        "too_large": kept.too_large,
        "without_name": kept.without_name,
        "let_go": let_go,
    });
    writeln!(out, "{object}")
}

fn write_text(folder: &Path, kept: &Kept, let_go: usize, out: &mut impl Write) -> std::io::Result<()> {
    let counts = [(kept.added, "new"), (kept.changed, "changed"), (kept.renamed, "renamed"), (kept.deleted, "deleted")];
    let parts: Vec<_> =
        counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    if parts.is_empty() {
        writeln!(out, "Nothing has changed since the history in {} was last kept.", shown(folder))?;
    } else {
        let files = number(kept.added + kept.changed + kept.renamed + kept.deleted, "file");
        writeln!(out, "Kept {files} in {}: {}.", shown(folder), parts.join(", "))?;
    }
    if let_go > 0 {
        writeln!(out, "Let go of {}, as policy.toml says.", number(let_go, "older change"))?;
    }
    if kept.unsettled > 0 {
        say(&format!("note: {} changed just now: what it says is kept the next time", number(kept.unsettled, "file")));
    }
    kept.not_kept().for_each(|what| say(&format!("note: {what}")));
    Ok(())
}
