//! Where VS Code is, and the extension for it that lies beside the program.

use std::path::{Path, PathBuf};

use crate::disk::{self, EntryKind};
use crate::drive::shown;
use crate::setup::Editor;

/// How VS Code's command is called, and that of the same editor without Microsoft's additions.
const COMMANDS: [&str; 2] = if cfg!(windows) { ["code.cmd", "codium.cmd"] } else { ["code", "codium"] };
/// Where their installers put them on Windows, below the folder of programs.
const INSTALLED: [&str; 2] = [r"Microsoft VS Code\bin\code.cmd", r"VSCodium\bin\codium.cmd"];

/// VS Code and the extension beside the program; else why there is nothing to be done, for people. `local`: on Windows what programs keep for their
/// user on this PC.
pub(super) fn find(program: &Path, local: Option<&Path>) -> Result<Editor, String> {
    let editor = installed(local).chain(on_path()).find(|file| is_file(file));
    let editor = editor.ok_or("VS Code is not on this PC")?;
    let extension = program.with_file_name(format!("spoc-{}.vsix", env!("CARGO_PKG_VERSION")));
    if !is_file(&extension) {
        return Err(format!("the extension is not there: {}", shown(&extension)));
    }
    let text = |path: &Path| path.to_str().map(str::to_owned).ok_or(format!("the name {} is not Unicode", shown(path)));
    Ok(Editor { program: text(&editor)?, extension: text(&extension)? })
}

fn installed(local: Option<&Path>) -> impl Iterator<Item = PathBuf> {
    let for_user = local.map(|folder| folder.join("Programs"));
    let for_all = std::env::var_os("ProgramFiles").filter(|_| cfg!(windows)).map(PathBuf::from);
    for_user.into_iter().chain(for_all).flat_map(|folder| INSTALLED.map(|file| folder.join(file)))
}

fn on_path() -> impl Iterator<Item = PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = std::env::split_paths(&path).filter(|folder| folder.is_absolute()).collect();
    folders.into_iter().flat_map(|folder| COMMANDS.map(|name| folder.join(name)))
}

/// Whether a file is there; a link may lead to one.
fn is_file(path: &Path) -> bool {
    matches!(disk::kind(path), Ok(Some(EntryKind::File | EntryKind::Link)))
}
