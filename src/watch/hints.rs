//! What the system tells of changes: a hint to look sooner, never more than that.

use std::path::Path;

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// Listens for changes below the root as long as it lives.
pub(super) struct Hints {
    _watcher: RecommendedWatcher,
}

impl Hints {
    /// Calls `tell` with each path at which something may have changed, relative to the drive and with `/`; with none where the change may have
    /// been anywhere. An error says why the system will not tell of changes.
    pub fn listen(root: &Path, tell: impl Fn(Option<String>) + Send + 'static) -> Result<Self, String> {
        let top = root.to_owned();
        let take = move |event: notify::Result<Event>| {
            let Ok(event) = event else { return tell(None) };
            if event.need_rescan() {
                return tell(None);
            }
            // Reading changes nothing, and most of it is our own.
            if matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write)) {
                return;
            }
            for path in &event.paths {
                match path.strip_prefix(&top) {
                    Ok(inside) => {
                        let parts = inside.components().map(|part| part.as_os_str().to_string_lossy());
                        tell(Some(parts.collect::<Vec<_>>().join("/")));
                    }
                    Err(_) => tell(None),
                }
            }
        };
        let mut watcher = notify::recommended_watcher(take).map_err(|error| error.to_string())?;
        watcher.watch(root, RecursiveMode::Recursive).map_err(|error| error.to_string())?;
        Ok(Self { _watcher: watcher })
    }
}
