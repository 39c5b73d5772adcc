//! `spoc restore`

use std::io::{self, IsTerminal as _, Write};
use std::path::PathBuf;

use super::asking;
use super::common::{Common, Outcome};
use super::failure::Failure;
use super::moment::{Moment, moment};
use super::own_folder::state_folder;
use super::past_target::{HistoryArgument, PastTarget};
use crate::drive::shown;
use crate::past::{Aside, NotPutBack, Plan, Standing, plan, put_back};
use crate::words::number;

/// Bring back an earlier version of a record, or a folder as it was: shows the difference first, and writes all of it or nothing
#[derive(Debug, clap::Args)]
pub(super) struct Restore {
    /// A record, or a folder; it need not be there any longer
    path: PathBuf,

    /// As it was at this time, as in 2026-11-24 or "2026-11-24 09:30" [default: as it was before the last change]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Moment>,

    #[command(flatten)]
    history: HistoryArgument,

    /// Write without asking
    #[arg(long)]
    yes: bool,

    /// Show what would be written, and write nothing
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,

    /// Write over a file, too, that somebody has changed since the history last looked; what stands there is kept on this computer first
    #[arg(long)]
    replace_newer: bool,

    /// Show children's names and free text in the difference; they are hidden otherwise
    #[arg(long)]
    show_names: bool,
}

impl Restore {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let target = PastTarget::find(common, Some(&self.path), &self.history)?;
        let at = self.at.map(Moment::end);
        let plan = plan(&target.archive, &target.root, &target.path, at).map_err(|error| target.unplanned(error))?;
        self.show(&plan, out)?;
        if plan.files.is_empty() {
            return Ok(Outcome::Clean);
        }
        let newer = plan.files.iter().filter(|file| matches!(file.now, Standing::Newer(_)));
        let newer: Vec<_> = newer.map(|file| file.path.clone()).collect();
        if self.dry_run {
            writeln!(out, "Nothing is written: this is what would be.")?;
            return Ok(Outcome::Clean);
        }
        if !newer.is_empty() && !self.replace_newer {
            return Err(failure(NotPutBack::Newer(newer)));
        }
        let question = format!("Write {}?", number(plan.files.len(), "file"));
        let is_agreed =
            self.yes || (io::stdin().is_terminal() && asking::agrees(&mut io::stdin().lock(), out, &question, false)?);
        if !is_agreed {
            writeln!(out, "Nothing is written. With --yes it is done without asking.")?;
            return Ok(Outcome::Found);
        }
        let folder = state_folder().ok_or_else(|| {
            Failure::new(
                "this user has no folder for what is put aside",
                "Name one in SPOC_STATE. Nothing was written.",
            )
        })?;
        let aside = Aside::new(folder.join("restored"), chrono::Local::now().fixed_offset());
        let kept = put_back(&target.root, &plan, &aside, self.replace_newer).map_err(failure)?;
        match plan.files.as_slice() {
            [one] => writeln!(out, "brought back: {}", one.path)?,
            several => writeln!(out, "brought back: {}", number(several.len(), "file"))?,
        }
        if let Some(folder) = kept {
            writeln!(out, "What stood there and was in no history is kept in {}.", shown(&folder))?;
        }
        Ok(Outcome::Clean)
    }

    fn show(&self, plan: &Plan, out: &mut impl Write) -> Result<(), Failure> {
        for file in &plan.files {
            let change = match &file.now {
                Standing::Nothing => "is not there now, and comes back".to_owned(),
                Standing::Kept(_) => file.changes.in_few_words(),
                Standing::Newer(_) => {
                    format!("{}; it was changed since the history last looked", file.changes.in_few_words())
                }
            };
            writeln!(out, "{}: {change}", file.path)?;
            if file.changes.fields.len() > 1 || file.changes.fields.iter().any(|field| field.is_row) {
                for field in &file.changes.fields {
                    writeln!(out, "  {}", field.line(self.show_names))?;
                }
            }
        }
        if !plan.later.is_empty() {
            writeln!(out, "{} came later and stays as it is.", number(plan.later.len(), "file"))?;
        }
        for (old, now) in &plan.moved {
            writeln!(out, "{old} stands as {now} now, and stays so.")?;
        }
        if plan.files.is_empty() && (plan.same > 0 || plan.moved.is_empty()) {
            writeln!(
                out,
                "Nothing is to be written: {} as it was then.",
                if plan.same == 1 { "it is" } else { "all is" }
            )?;
        }
        Ok(())
    }
}

fn failure(error: NotPutBack) -> Failure {
    let hint = match &error {
        NotPutBack::Newer(_) => {
            "Nothing was written. Look at it; write over it with --replace-newer, which keeps what stands there on this computer first."
        }
        NotPutBack::Unkept(_) => "Nothing was written. Make room in that folder, or name another in SPOC_STATE.",
        NotPutBack::Open(_) => "Nothing was written. Close it there, and run the command again.",
        NotPutBack::Halfway { .. } => "Look at these files; `spoc history` shows every version of each.",
        NotPutBack::Plan(_) | NotPutBack::Unwritten(_) => "Nothing was written. Everything is as it was.",
    };
    Failure::new(error, hint)
}
