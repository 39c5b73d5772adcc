//! The watch is begun at once, not only at the next log-on, and ended before it is taken away.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use super::place::Places;
use crate::cli::failure::Failure;
use crate::disk;
use crate::setup::Memory;

/// The longest that is waited for a watch.
const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(100);

/// Begins the watch that was set up.
pub(super) fn begin(places: &Places, out: &mut impl Write) -> Result<(), Failure> {
    let line = if begun(places) { "  the watch runs now" } else { "  the watch begins at your next log-on" };
    writeln!(out, "{line}")?;
    Ok(())
}

/// Waits until a program runs no more. A watch may be waiting for an answer of a slow share, and ends after that: it is waited for no longer than a
/// person would.
pub(super) fn wait_for_end(program: &Path) {
    let end = Instant::now() + PATIENCE;
    while matches!(disk::kind(program), Ok(Some(_))) && !disk::is_free(program) && Instant::now() < end {
        std::thread::sleep(PAUSE);
    }
}

#[cfg(windows)]
fn begun(places: &Places) -> bool {
    use crate::cli::background::left_mark;
    use crate::setup::{Folders, Here, WATCH_SHORTCUT};
    let before = left_mark();
    let is_begun = match &places.place.folders {
        Folders::Windows { startup, .. } => Here.start(&Path::new(startup).join(WATCH_SHORTCUT)).is_ok(),
        Folders::Linux { .. } => false,
    };
    // Until it has left its mark, nobody could tell it to end.
    let end = Instant::now() + PATIENCE;
    while is_begun && left_mark() == before && Instant::now() < end {
        std::thread::sleep(PAUSE);
    }
    is_begun
}

#[cfg(not(windows))]
fn begun(_: &Places) -> bool {
    systemctl(&["daemon-reload"]) && systemctl(&["restart", crate::setup::WATCH_UNIT])
}

/// Ends what runs by means of what is taken back.
pub(super) fn before_undo(memory: &Memory) {
    #[cfg(not(windows))]
    if memory.lines().any(|line| line.contains(crate::setup::WATCH_UNIT)) {
        systemctl(&["stop", crate::setup::WATCH_UNIT]);
    }
    #[cfg(windows)]
    let _ = memory;
}

/// Tells the system that units are gone.
pub(super) fn after_undo() {
    #[cfg(not(windows))]
    systemctl(&["daemon-reload"]);
}

/// Asks the user's systemd for something; false where there is none, or it did not do it.
#[cfg(not(windows))]
fn systemctl(arguments: &[&str]) -> bool {
    use std::process::{Command, Stdio};
    if std::env::var_os("XDG_RUNTIME_DIR").is_none_or(|folder| folder.is_empty()) {
        return false;
    }
    let mut command = Command::new("systemctl");
    command.arg("--user").args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
