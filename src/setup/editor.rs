//! VS Code's extension, which VS Code's own command puts in place and takes away.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use super::item::{EXTENSION, Item};
use super::part::{Part, PartName};
use super::place::Place;
use crate::disk::{self, ReadError};

/// The most bytes of its file.
const MOST_BYTES: u64 = 1 << 26;

/// The part with the extension; none where there is no VS Code, or no extension to put into it.
pub(super) fn part(place: &Place) -> Option<Part> {
    let editor = place.editor.as_ref()?;
    let item = Item::Extension {
        editor: editor.program.clone(),
        file: editor.extension.clone(),
        version: place.version.clone(),
    };
    let title = "Let VS Code help while records are written".to_owned();
    Some(Part { name: PartName::Editor, title, items: vec![item] })
}

/// The version of the extension that an editor has; none where it has none.
pub(super) fn version_in(editor: &Path) -> io::Result<Option<String>> {
    let said = said(Command::new(editor).args(["--list-extensions", "--show-versions"]))?;
    let mut found = said.lines().filter_map(|line| line.trim().split_once('@'));
    Ok(found.find(|(id, _)| id.eq_ignore_ascii_case(EXTENSION)).map(|(_, version)| version.to_owned()))
}

/// Puts the extension into an editor, in place of another version. VS Code on Windows reads no file of a share whose server it was not told of, so it
/// is given a copy there, which is gone afterwards.
pub(super) fn put(editor: &Path, file: &Path) -> io::Result<()> {
    let install =
        |file: &Path| said(Command::new(editor).arg("--install-extension").arg(file).arg("--force")).map(drop);
    if !cfg!(windows) {
        return install(file);
    }
    let bytes = disk::read(file, MOST_BYTES).map_err(|error| match error {
        ReadError::Io(error) => error,
        ReadError::TooLarge(_) => io::Error::other("its file is too large"),
    })?;
    let copy = std::env::temp_dir().join("spoc.vsix");
    disk::write(&copy, &bytes)?;
    let installed = install(&copy);
    disk::remove(&copy)?;
    installed
}

/// Takes the extension out of an editor.
pub(super) fn take_away(editor: &Path) -> io::Result<()> {
    said(Command::new(editor).args(["--uninstall-extension", EXTENSION])).map(drop)
}

/// What a command of an editor says; its complaint where it did not do its work. It runs in the editor's own folder: the current one may be a share,
/// in which `cmd.exe`, which runs `code.cmd`, cannot be.
fn said(command: &mut Command) -> io::Result<String> {
    if let Some(folder) = Path::new(command.get_program()).parent().map(Path::to_owned) {
        command.current_dir(folder);
    }
    let output = command.stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    let complaint = complaint.lines().map(str::trim).find(|line| !line.is_empty());
    Err(io::Error::other(complaint.unwrap_or("VS Code did not say why").to_owned()))
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    use super::*;

    #[cfg(unix)]
    #[test]
    fn of_what_an_editor_says_the_line_of_the_extension_counts() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("code");
        for (says, version) in [
            ("redhat.vscode-yaml@1.2.3\nschool-visits.spoc@0.1.9\n", Some("0.1.9")),
            ("School-Visits.Spoc@0.2.0\r\n", Some("0.2.0")),
            ("school-visits.spoc-else@0.2.0\nsome line\n", None),
            ("", None),
        ] {
            disk::write_script(&program, format!("#!/bin/sh\nprintf '{says}'\n").as_bytes()).unwrap();
            assert_eq!(version_in(&program).unwrap().as_deref(), version);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_complaint_is_the_reason() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("code");
        disk::write_script(&program, b"#!/bin/sh\necho >&2\necho 'Not today' >&2\nexit 1\n").unwrap();
        assert_eq!(put(&program, Path::new("spoc.vsix")).unwrap_err().to_string(), "Not today");
        assert_eq!(version_in(&folder.path().join("none")).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
