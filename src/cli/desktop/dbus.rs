//! Notices by D-Bus, as the desktops of Linux and its like take them.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use notify_rust::{Notification, Urgency};

use super::super::opening;
use super::super::output::say;
use crate::escape::escaped;
use crate::notices::Notice;

/// How long a notice may take to be shown.
const PATIENCE: Duration = Duration::from_secs(5);
/// The most notices on whose click somebody waits at a time. Each takes a thread.
const MOST_WAITING: usize = 16;
/// What desktops call a click on the notice itself.
const OPEN: &str = "default";
static WAITING: AtomicUsize = AtomicUsize::new(0);

pub(super) fn show(notice: &Notice, opens: &Path) -> Result<(), String> {
    let (tell, shown) = channel();
    let (notice, opens) = (notice.clone(), opens.to_owned());
    // In a thread of its own: a desktop that does not answer must not hold up the watch, and the click may come hours later.
    let thread = std::thread::Builder::new().name("notice".to_owned());
    let started = thread.spawn(move || {
        let handle = Notification::new()
            .appname("spoc")
            .summary(&notice.title)
            .body(&escaped(&notice.lines.join("\n")))
            .icon("spoc")
            .action(OPEN, "Open")
            .urgency(Urgency::Normal)
            .show();
        let handle = match handle {
            Ok(handle) => handle,
            Err(error) => return drop(tell.send(Err(reason(&error)))),
        };
        let _ = tell.send(Ok(()));
        if WAITING.fetch_add(1, Ordering::Relaxed) < MOST_WAITING {
            handle.wait_for_action(|action| {
                if action == OPEN
                    && let Err(error) = opening::open(&opens)
                {
                    say(&format!("note: {error}"));
                }
            });
        }
        WAITING.fetch_sub(1, Ordering::Relaxed);
    });
    started.map_err(|error| error.to_string())?;
    match shown.recv_timeout(PATIENCE) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => Err("it does not answer".to_owned()),
        Err(RecvTimeoutError::Disconnected) => Err("it failed".to_owned()),
    }
}

/// The first line of what the system says.
fn reason(error: &notify_rust::error::Error) -> String {
    let text = error.to_string();
    text.lines().next().unwrap_or("no reason is given").to_owned()
}
