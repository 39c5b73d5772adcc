//! A watch that runs without a window, from log-on on, and how it is told to end.
//!
//! Windows gives every program of the command line a window. So the shortcut of the watch starts a first `spoc`, whose window is minimised; that one
//! starts a second one without any window, and ends.
//!
//! Nobody can press Ctrl-C there. The watch leaves a mark of its own in a file and ends when the file holds it no more: `spoc setup --undo` removes
//! the file, and a newer watch writes its own mark, so that there is one at most.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::own_folder::own_folder;
use crate::disk;

/// How often the mark is looked at.
const PACE: Duration = Duration::from_millis(500);
/// The longest mark.
const MOST_BYTES: u64 = 200;

/// The mark of the watch that runs without a window.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    file: PathBuf,
    text: String,
}

impl Mark {
    /// Leaves the mark of this process; none where there is nowhere to leave it.
    pub fn leave() -> Option<Self> {
        let folder = own_folder()?;
        disk::make_folder(&folder).ok()?;
        let since = disk::nanoseconds(std::time::SystemTime::now());
        let mark = Self { file: mark_file(&folder), text: format!("{} {since}", std::process::id()) };
        disk::write_private(&mark.file, mark.text.as_bytes()).ok()?;
        Some(mark)
    }

    /// Whether the watch may go on.
    pub fn stands(&self) -> bool {
        disk::read(&self.file, MOST_BYTES).is_ok_and(|bytes| bytes == self.text.as_bytes())
    }

    /// Calls `end` once the mark is gone.
    pub fn when_gone(self, end: impl FnOnce() + Send + 'static) {
        std::thread::spawn(move || {
            while self.stands() {
                std::thread::sleep(PACE);
            }
            end();
        });
    }

    /// Tries again and again what fails as long as the network is not there yet; none where the mark is gone meanwhile.
    pub fn until_there<T, E>(&self, pause: Duration, attempt: impl Fn() -> Result<T, E>) -> Option<T> {
        while self.stands() {
            if let Ok(there) = attempt() {
                return Some(there);
            }
            let mut waited = Duration::ZERO;
            while waited < pause && self.stands() {
                std::thread::sleep(PACE);
                waited += PACE;
            }
        }
        None
    }
}

/// Takes away the mark of the watch that runs without a window, which ends by it; whether there was one.
pub(super) fn end_watch() -> bool {
    own_folder().is_some_and(|folder| disk::remove(&mark_file(&folder)).is_ok())
}

/// The mark that a watch without a window has left; none where none runs.
#[cfg(windows)]
pub(super) fn left_mark() -> Option<Vec<u8>> {
    own_folder().and_then(|folder| disk::read(&mark_file(&folder), MOST_BYTES).ok())
}

fn mark_file(folder: &Path) -> PathBuf {
    folder.join("watch")
}

/// Starts this command line anew without a window. Whether it did: then this process has done its work.
#[cfg(windows)]
pub(super) fn leave_window() -> std::io::Result<bool> {
    use std::os::windows::process::CommandExt;
    use std::process::{Command, Stdio};

    const WITHOUT_WINDOW: u32 = 0x0800_0000;
    const IS_SECOND: &str = "SPOC_WITHOUT_WINDOW";
    if std::env::var_os(IS_SECOND).is_some() {
        return Ok(false);
    }
    let mut second = Command::new(std::env::current_exe()?);
    second.args(std::env::args_os().skip(1)).env(IS_SECOND, "1").creation_flags(WITHOUT_WINDOW);
    second.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    Ok(true)
}

/// Elsewhere no window belongs to a program.
#[cfg(not(windows))]
pub(super) fn leave_window() -> std::io::Result<bool> {
    Ok(false)
}
