//! `spoc watch`

use std::cell::{Cell, RefCell};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use chrono::Datelike;
use clap::ValueEnum;

use super::background::{Mark, leave_window};
use super::board;
use super::common::{Common, Outcome};
use super::failure::Failure;
use super::history_place::{history_place, is_history_of, named_history};
use super::notice::Noticer;
use super::output::{Force, Screen, say};
use super::remembered_history::remember_history;
use super::target::Target;
use crate::board::keeper;
use crate::calendar::{FIRST_YEAR, LAST_YEAR};
use crate::drive::{Mount, mount_of, shown};
use crate::history;
use crate::lease::Holder;
use crate::report::watch::{write_json, write_text};
use crate::watch::{End, Moment, Pace, Voices, Watch};

/// Watch the drive, and say at once what problem has appeared and what was settled, until Ctrl-C
#[derive(Debug, clap::Args)]
pub(super) struct WatchDrive {
    /// A manager's folder, a school, a folder or a file [default: the whole drive]
    path: Option<PathBuf>,

    /// How it is said
    #[arg(long, value_enum, default_value_t = WatchFormat::Text)]
    format: WatchFormat,

    /// Look over the whole drive every so many seconds [default: 60; 30 on a network drive]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    interval: Option<Duration>,

    /// Keep this file up to date as the board (see `spoc board`); of several watches with one file, one at a time writes it
    #[arg(long, value_name = "FILE", conflicts_with = "once")]
    board: Option<PathBuf>,

    #[command(flatten)]
    force: Force,

    /// Keep every version of every record in this folder, from which `spoc restore` takes it back; of several watches with one folder, one at a time
    /// keeps it
    #[arg(long, value_name = "DIR", conflicts_with = "once")]
    history: Option<PathBuf>,

    /// Begin a new history in that folder, and look things up there from now on, though another one of this drive is known
    #[arg(long, requires = "history")]
    new: bool,

    /// Show notices on this desktop: what has become overdue, a pro forma that came back, a record that cannot be right. None twice, one at most in a
    /// quarter of an hour, none out of hours (`[notices]` in policy.toml), and never a child's name
    #[arg(long)]
    notify: bool,

    /// Notices only of the schools of this SPOC, by the name or a part of it
    #[arg(long, value_name = "NAME", requires = "notify")]
    spoc: Option<String>,

    /// Look once, say what there is, and end: for a scheduled task
    #[arg(long)]
    once: bool,

    /// Run without a window, and wait for a drive that is not there yet: what the shortcut starts that `spoc setup` makes
    #[arg(long, hide = true, conflicts_with = "once")]
    background: bool,
}

/// How long it is waited before a drive is looked for again.
const DRIVE_MAY_COME: Duration = Duration::from_secs(15);

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum WatchFormat {
    /// For people
    Text,
    /// For programs: one object a line
    Json,
}

impl WatchDrive {
    pub fn run(&self, common: &Common, out: &mut Screen) -> Result<Outcome, Failure> {
        common.working_today()?;
        if self.background && leave_window()? {
            return Ok(Outcome::Clean);
        }
        let mark = if self.background { Mark::leave() } else { None };
        let find = || Target::find(common, self.path.as_deref());
        let target = match &mark {
            None => find()?,
            // At log-on the network may come later than the watch.
            Some(mark) => match mark.until_there(DRIVE_MAY_COME, find) {
                Some(target) => target,
                None => return Ok(Outcome::Clean),
            },
        };
        if let Some(file) = &self.board {
            board::folder_of(&target)?;
            board::destination(file, &self.force, "--board")?;
        }
        let history = self.history.as_deref().map(|folder| history_place(Some(folder), &target.root)).transpose()?;
        if let Some(folder) = &history {
            if !target.scope.0.is_empty() {
                return Err(Failure::new(
                    format!(
                        "a watch that keeps a history looks at the whole drive, and not at {} alone",
                        shown(Path::new(&target.scope.0))
                    ),
                    "Leave the path out. `spoc keep PATH --history DIR` keeps a part of the drive once.",
                ));
            }
            let is_known = named_history(folder, &target.root, self.new)?;
            // The watch itself says whose it is.
            if is_known
                && is_history_of(folder, &target.root)
                && let Err(failure) = remember_history(&target.root, folder)
            {
                say(&format!("note: {failure}"));
            }
        }
        let scope = target.scope.clone();
        let mount = mount_of(&target.root);
        let mut watch = Watch::new(&target.root, target.scope);
        let usual = if mount == Mount::Local { Pace::LOCAL } else { Pace::NETWORK };
        let interval = self.interval.unwrap_or(usual.interval);
        watch.pace = Pace { interval, keep: usual.keep.min(interval / 2), ..usual };
        watch.listens = mount == Mount::Local;
        watch.once = self.once;
        watch.cache = common.cache(&target.root);
        let force = self.force.given;
        if let Some(file) = &self.board {
            watch.keepers.push(keeper(file, force, &scope, Holder::this_process(), watch.pace.keep));
        }
        if let Some(folder) = &history {
            let Pace { hold, keep, .. } = watch.pace;
            let me = Holder::this_process();
            watch.keepers.push(history::keeper(folder, &target.root, &scope, me, hold, keep));
        }
        if !self.once {
            let every = watch.pace.interval.as_secs_f64();
            match mount {
                Mount::Local => {
                    say(&format!("note: {} is watched, and looked over every {every} seconds", shown(&target.root)));
                }
                Mount::Network(kind) => say(&format!(
                    "note: {} is a network drive ({kind}), which does not tell of changes: it is looked over every {every} seconds",
                    shown(&target.root)
                )),
            }
            if let Some(mark) = mark {
                let stop = watch.stop();
                mark.when_gone(move || stop.stop());
            }
            let stop = watch.stop();
            ctrlc::set_handler(move || stop.stop()).map_err(|error| {
                Failure::caused("Ctrl-C cannot be listened to".to_owned(), error, "Run it with --once.")
            })?;
        }
        let mut noticer =
            self.notify.then(|| Noticer::new(&target.root, &scope, self.spoc.as_deref(), self.board.as_deref()));
        let out = RefCell::new(out);
        let ended = watch.run(&mut Voices {
            clock: &clock(common),
            event: &mut |event, moment| {
                let mut out = out.borrow_mut();
                match self.format {
                    WatchFormat::Json => write_json(&mut *out, event, &moment.at, &target.root),
                    WatchFormat::Text => write_text(&mut *out, event, &moment.at, &target.root),
                }
            },
            flush: &mut || {
                let mut out = out.borrow_mut();
                out.flush()?;
                // End the watch where the reader of its output has gone.
                if out.closed { Err(std::io::ErrorKind::BrokenPipe.into()) } else { Ok(()) }
            },
            note: &mut |line| say(line),
            turn: &mut |state, moment| {
                if let Some(noticer) = &mut noticer {
                    noticer.turn(state, moment);
                }
            },
        });
        let what_to_do = "Look whether the drive is connected and whether you may read it.";
        match ended {
            Ok(End::Once(0) | End::Stopped) => Ok(Outcome::Clean),
            Ok(End::Once(_)) => Ok(Outcome::Found),
            Ok(End::Failed(error)) => Err(Failure::new(error, what_to_do)),
            Ok(End::Frozen) => Err(Failure::new(format!("{} does not answer", shown(&target.root)), what_to_do)),
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(Outcome::Clean),
            Err(error) => Err(error.into()),
        }
    }
}

/// This computer's clocks. Where the clock is set to a day that the calendar does not reach, the day before that counts on as today.
pub(super) fn clock(common: &Common) -> impl Fn() -> Moment {
    let (begun, pinned) = (Instant::now(), common.today);
    let last = Cell::new(common.today());
    move || {
        let now = chrono::Local::now();
        let today = pinned.unwrap_or_else(|| now.date_naive());
        if (FIRST_YEAR..=LAST_YEAR).contains(&today.year()) {
            last.set(today);
        }
        Moment { at: now.fixed_offset(), wall: SystemTime::now(), steady: begun.elapsed(), today: last.get() }
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds| (0.1..=86_400.0).contains(seconds));
    seconds.map(Duration::from_secs_f64).ok_or_else(|| "write a number of seconds up to a day, as in 30".to_owned())
}
