//! The folder in which the program keeps what it has to know from one run to the next, for this user on this PC.

use std::path::PathBuf;

use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

/// `%LOCALAPPDATA%\spoc` on Windows, `$XDG_STATE_HOME/spoc` or `~/.local/state/spoc` on Linux; none where the user has no folders.
pub(super) fn own_folder() -> Option<PathBuf> {
    let user = choose_native_strategy().ok()?;
    let folder = user.state_dir().unwrap_or_else(|| user.cache_dir()).join("spoc");
    folder.is_absolute().then_some(folder)
}

/// The same, or the folder that `SPOC_STATE` names.
pub(super) fn state_folder() -> Option<PathBuf> {
    let named = std::env::var_os("SPOC_STATE").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    named.or_else(own_folder)
}
