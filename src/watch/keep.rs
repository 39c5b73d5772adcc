//! Keeps a file up to date that several watchers could write: this one does while it has the lease.

use std::io;
use std::path::Path;

use super::picture::{Keeper, Picture};
use crate::drive::shown;
use crate::lease::{Lease, Turn};

/// A keeper of `file`: while the lease is ours, `write` is called with every picture that is another than the last one written. What stands in
/// the way is said once, and once more when it is over.
#[must_use]
pub fn keeper(
    file: &Path,
    mut lease: Lease,
    mut write: impl FnMut(&Picture) -> io::Result<()> + Send + 'static,
) -> Keeper {
    let name = shown(file);
    let (mut is_written, mut said) = (false, None);
    Box::new(move |picture| {
        is_written &= !picture.has_changed;
        let word = match lease.turn(picture.moment.steady) {
            Turn::Of(holder) => {
                // Whatever stands there when it is our turn was made by somebody else.
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
            // Another one may have taken it over just now: then it is seen at the next beat.
            Turn::Ours if !lease.is_ours() => None,
            Turn::Ours => match write(&picture) {
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
