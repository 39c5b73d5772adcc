//! The registry and the shortcuts of Windows: the only file that names the crates for them.

use std::io;
use std::path::Path;

use windows_registry::{CURRENT_USER, Type};
use winsafe::prelude::*;
use winsafe::{CoCreateInstance, CoInitializeEx, HWND, IPersistFile, IShellLink, IUnknown, SHGetKnownFolderPath, co};

use super::System;
use crate::disk;
use crate::setup::item::{Shortcut, Value};

/// The system on which the program runs.
#[derive(Debug, Clone, Copy)]
pub struct Here;

/// One of the user's folders, wherever the authority has put it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// What a program keeps for its user on this PC alone.
    Local,
    /// The programs of the Start menu.
    Menu,
    /// What is started at log-on.
    Startup,
    /// What "Send to" offers.
    SendTo,
}

impl Here {
    /// One of the user's folders.
    ///
    /// # Errors
    /// Where Windows knows no such folder.
    pub fn folder(self, known: Known) -> io::Result<String> {
        let id = match known {
            Known::Local => co::KNOWNFOLDERID::LocalAppData,
            Known::Menu => co::KNOWNFOLDERID::Programs,
            Known::Startup => co::KNOWNFOLDERID::Startup,
            Known::SendTo => co::KNOWNFOLDERID::SendTo,
        };
        SHGetKnownFolderPath(&id, co::KF::DONT_VERIFY, None).map_err(of_shell)
    }

    /// Starts what a shortcut leads to, as a click on it would. The program that starts inherits nothing of this one.
    ///
    /// # Errors
    /// The system's own.
    pub fn start(self, shortcut: &Path) -> io::Result<()> {
        let started = HWND::NULL.ShellExecute("open", text(shortcut)?, None, None, co::SW::SHOWMINNOACTIVE);
        started.map_err(|error| from_windows(error.raw()))
    }
}

impl System for Here {
    fn value(&self, key: &str, name: &str) -> io::Result<Option<Value>> {
        let value = CURRENT_USER.open(key).and_then(|key| key.get_value(name));
        let Some(value) = found(value)? else { return Ok(None) };
        let kind = value.ty();
        let bytes = value.to_vec();
        let of_text = match kind {
            Type::String => plain_text(&bytes).map(Value::Text),
            Type::ExpandString => plain_text(&bytes).map(Value::Expanding),
            _ => None,
        };
        Ok(Some(of_text.unwrap_or_else(|| Value::Other { kind: kind.into(), bytes })))
    }

    fn set_value(&self, key: &str, name: &str, value: &Value) -> io::Result<()> {
        let key = done(CURRENT_USER.create(key))?;
        let set = match value {
            Value::Text(text) => key.set_string(name, text),
            Value::Expanding(text) => key.set_expand_string(name, text),
            Value::Other { kind, bytes } => key.set_bytes(name, Type::from(*kind), bytes),
        };
        done(set)
    }

    fn remove_value(&self, key: &str, name: &str) -> io::Result<()> {
        let removed = CURRENT_USER.options().read().write().open(key).and_then(|key| key.remove_value(name));
        found(removed).map(drop)
    }

    fn has_key(&self, key: &str) -> io::Result<bool> {
        found(CURRENT_USER.open(key)).map(|key| key.is_some())
    }

    fn remove_empty_key(&self, key: &str) -> io::Result<()> {
        let Some(open) = found(CURRENT_USER.open(key))? else { return Ok(()) };
        let is_empty = done(open.keys())?.next().is_none() && done(open.values())?.next().is_none();
        drop(open);
        let (Some((around, name)), true) = (key.rsplit_once('\\'), is_empty) else { return Ok(()) };
        let around = done(CURRENT_USER.options().read().write().open(around))?;
        found(around.remove_tree(name)).map(drop)
    }

    fn shortcut(&self, path: &Path) -> io::Result<Option<Shortcut>> {
        if disk::kind(path)?.is_none() {
            return Ok(None);
        }
        let _com = CoInitializeEx(co::COINIT::APARTMENTTHREADED).map_err(of_shell)?;
        let link = new_link().map_err(of_shell)?;
        let file = link.QueryInterface::<IPersistFile>().map_err(of_shell)?;
        if file.Load(text(path)?, co::STGM::READ).is_err() {
            return Ok(None);
        }
        let read = || {
            Ok(Shortcut {
                target: link.GetPath(None, co::SLGP::RAWPATH)?,
                arguments: link.GetArguments()?,
                about: link.GetDescription()?,
                minimised: link.GetShowCmd()? == co::SW::SHOWMINNOACTIVE,
            })
        };
        read().map(Some).map_err(of_shell)
    }

    fn write_shortcut(&self, path: &Path, shortcut: &Shortcut) -> io::Result<()> {
        let path = text(path)?;
        let _com = CoInitializeEx(co::COINIT::APARTMENTTHREADED).map_err(of_shell)?;
        let write = || {
            let link = new_link()?;
            link.SetPath(&shortcut.target)?;
            link.SetArguments(&shortcut.arguments)?;
            link.SetDescription(&shortcut.about)?;
            link.SetIconLocation(&shortcut.target, 0)?;
            link.SetShowCmd(if shortcut.minimised { co::SW::SHOWMINNOACTIVE } else { co::SW::SHOWNORMAL })?;
            link.QueryInterface::<IPersistFile>()?.Save(Some(path), true)
        };
        write().map_err(of_shell)
    }

    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }
}

fn new_link() -> Result<IShellLink, co::HRESULT> {
    CoCreateInstance::<IShellLink>(&co::CLSID::ShellLink, None::<&IUnknown>, co::CLSCTX::INPROC_SERVER)
}

fn text(path: &Path) -> io::Result<&str> {
    path.to_str().ok_or_else(|| io::Error::other("its name is not Unicode"))
}

/// The text of a value: UTF-16 with one zero at its end. None where writing that text would not give the same bytes back.
fn plain_text(bytes: &[u8]) -> Option<String> {
    let (units, rest) = bytes.as_chunks::<2>();
    let units: Vec<_> = units.iter().copied().map(u16::from_le_bytes).collect();
    let (0, text) = units.split_last()? else { return None };
    (rest.is_empty() && !text.contains(&0)).then(|| String::from_utf16(text).ok())?
}

/// None where it is not there.
fn found<T>(result: windows_registry::Result<T>) -> io::Result<Option<T>> {
    match done(result) {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn done<T>(result: windows_registry::Result<T>) -> io::Result<T> {
    result.map_err(|error| from_windows(error.code().0.cast_unsigned()))
}

fn of_shell(error: co::HRESULT) -> io::Error {
    from_windows(error.raw())
}

/// The system's own error, where the number says that it is one (0x8007…).
fn from_windows(code: u32) -> io::Error {
    const OF_WINDOWS: u32 = 0x8007;
    let code = if code >> 16 == OF_WINDOWS { code & 0xffff } else { code };
    io::Error::from_raw_os_error(code.cast_signed())
}
