//! Shows on a terminal how far a scan is.

use std::io::IsTerminal;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use crate::drive::Progress;

/// Runs a scan; on a terminal a bar on standard error shows how far it is once it has taken a second.
pub(super) fn with_progress_bar<T: Send>(scan: impl FnOnce(&Progress) -> T + Send) -> T {
    let progress = Progress::default();
    if !std::io::stderr().is_terminal() {
        return scan(&progress);
    }
    std::thread::scope(|scope| {
        let (done, waiting) = channel::<()>();
        let progress = &progress;
        scope.spawn(move || {
            if waiting.recv_timeout(Duration::from_secs(1)) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let bar = indicatif::ProgressBar::new(0);
            if let Ok(style) = indicatif::ProgressStyle::with_template("{bar:40} {pos} of {len}") {
                bar.set_style(style);
            }
            while waiting.recv_timeout(Duration::from_millis(100)) == Err(RecvTimeoutError::Timeout) {
                bar.set_length(progress.schools.load(Ordering::Relaxed) as u64);
                bar.set_position(progress.done.load(Ordering::Relaxed) as u64);
            }
            bar.finish_and_clear();
        });
        let result = scan(progress);
        drop(done);
        result
    })
}
