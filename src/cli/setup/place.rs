//! Where this user's folders are.

use std::path::{Path, PathBuf};

use super::editor;
use crate::cli::failure::Failure;
use crate::cli::own_folder::own_folder;
use crate::drive::shown;
use crate::setup::Place;

/// Where things are, and where it is remembered what setup did.
pub(super) struct Places {
    pub place: Place,
    pub memory: PathBuf,
    /// Why nothing can be done for VS Code; none where it can.
    pub no_editor: Option<String>,
}

impl Places {
    pub fn find() -> Result<Self, Failure> {
        let none = || Failure::new("this user has no folders of their own", "Run it as a user who has.");
        let source = std::env::current_exe().map_err(|error| {
            Failure::caused("the program does not find itself".to_owned(), error, "Start it by its whole path.")
        })?;
        let memory = memory_file().ok_or_else(none)?;
        let (mut place, local) = place(text(&source)?)?;
        let found = editor::find(&source, local.as_deref());
        let no_editor = found.as_ref().err().cloned();
        place.editor = found.ok();
        Ok(Self { place, memory, no_editor })
    }
}

/// The file in which setup remembers what it did.
pub(super) fn memory_file() -> Option<PathBuf> {
    Some(own_folder()?.join("setup.json"))
}

/// Where things are, but for VS Code; and what programs keep for this user on this PC, where a system has a place for it.
#[cfg(windows)]
fn place(source: String) -> Result<(Place, Option<PathBuf>), Failure> {
    use crate::setup::{Folders, Here, Known};
    let folder = |known| {
        Here.folder(known).map_err(|error| {
            Failure::caused(
                "Windows does not say where this user's folders are".to_owned(),
                error,
                "Log on anew, and try again.",
            )
        })
    };
    let local = folder(Known::Local)?;
    let copy = format!(r"{local}\Programs\spoc\spoc.exe");
    let place = Place {
        source,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        program: copy.clone(),
        copy,
        drive: None,
        spoc: None,
        editor: None,
        folders: Folders::Windows {
            menu: folder(Known::Menu)?,
            startup: folder(Known::Startup)?,
            send_to: folder(Known::SendTo)?,
        },
    };
    Ok((place, Some(local.into())))
}

#[cfg(all(unix, not(target_os = "macos")))]
fn place(source: String) -> Result<(Place, Option<PathBuf>), Failure> {
    use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

    use crate::setup::Folders;
    let user = choose_native_strategy().map_err(|error| {
        Failure::caused("this user has no home folder".to_owned(), error, "Set HOME, and try again.")
    })?;
    let (data, config) = (text(&user.data_dir())?, text(&user.config_dir())?);
    let copy = text(&user.home_dir().join(".local/bin/spoc"))?;
    let place = Place {
        source,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        program: copy.clone(),
        copy,
        drive: None,
        spoc: None,
        editor: None,
        folders: Folders::Linux {
            applications: format!("{data}/applications"),
            scripts: format!("{data}/nautilus/scripts"),
            units: format!("{config}/systemd/user"),
        },
    };
    Ok((place, None))
}

#[cfg(not(any(windows, all(unix, not(target_os = "macos")))))]
fn place(_: String) -> Result<(Place, Option<PathBuf>), Failure> {
    Err(Failure::new("setup knows Windows and Linux alone", "Copy the program into a folder on your PATH."))
}

fn text(path: &Path) -> Result<String, Failure> {
    let refused = || Failure::new(format!("the name {} is not Unicode", shown(path)), "Move the program elsewhere.");
    // A folder from the environment may end in a slash.
    let plain: PathBuf = path.components().collect();
    plain.to_str().map(|_| shown(&plain)).ok_or_else(refused)
}
