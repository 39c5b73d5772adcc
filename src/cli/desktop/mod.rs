//! The desktop's own notices: Windows' by its notification centre, those of other systems by D-Bus.

#[cfg(all(unix, not(target_os = "macos")))]
mod dbus;
#[cfg(any(windows, test))]
mod toast;

use std::path::Path;

use crate::notices::Notice;

/// Shows a notice; a click on it opens a file or folder. It waits for the desktop some seconds at most. An error says why the desktop does not show
/// it, in a few words.
pub(super) fn show(notice: &Notice, opens: &Path) -> Result<(), String> {
    #[cfg(all(unix, not(target_os = "macos")))]
    return dbus::show(notice, opens);
    #[cfg(windows)]
    return toast::show(notice, opens);
    #[cfg(not(any(windows, all(unix, not(target_os = "macos")))))]
    {
        let _ = (notice, opens);
        Err("spoc does not know how to show them on this system".to_owned())
    }
}
