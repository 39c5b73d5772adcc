//! Keeps a file up to date that several watchers could write: this one does while it has the lease.

use std::io;
use std::path::Path;
use std::time::Duration;

use super::picture::{Keeper, Picture};
use crate::drive::shown;
use crate::lease::{Lease, Turn};

/// A keeper of `file`: while the lease is ours, it calls `write` with every picture that differs from the last one written. It tells the user once
/// of what stands in the way, and once when that is over. `renewed`: how often it is written though nothing differs.
#[must_use]
pub fn keeper(
    file: &Path,
    mut lease: Lease,
    renewed: Duration,
    mut write: impl FnMut(&Picture) -> io::Result<()> + Send + 'static,
) -> Keeper {
    let name = shown(file);
    let (mut is_written, mut said) = (false, None);
    let mut last_renewed = Duration::ZERO;
    Box::new(move |picture| {
        let is_old = picture.moment.steady.saturating_sub(last_renewed) >= renewed;
        if is_old {
            last_renewed = picture.moment.steady;
        }
        is_written &= !picture.has_changed && !is_old;
        let word = match lease.turn(picture.moment.steady) {
            Turn::Of(holder) => {
                // Somebody else writes the file now: when our turn comes, it has to be written anew.
                is_written = false;
                Some(format!("note: {name} is kept up to date by {} (process {})", holder.host, holder.process))
            }
            Turn::Unclear(error) => {
                is_written = false;
                Some(format!(
                    "note: {name} is not kept up to date: {} cannot be used: {error}. Once no watch runs, it can be removed.",
                    shown(lease.path())
                ))
            }
            Turn::Ours if is_written => None,
            // Another watcher may have taken the lease over just now: the next beat sees who has it.
            Turn::Ours if !lease.is_ours() => None,
            Turn::Ours => match write(picture) {
                Ok(()) => {
                    is_written = true;
                    None
                }
                Err(error) => Some(format!("note: {name} is not kept up to date: it cannot be written: {error}")),
            },
        };
        if word == said {
            return None;
        }
        said.clone_from(&word);
        Some(word.unwrap_or_else(|| format!("note: {name} is kept up to date by this watch")))
    })
}
