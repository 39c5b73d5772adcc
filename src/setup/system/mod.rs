//! What only Windows has: the registry and shortcuts. A trait, so that what is done with them can be tested on any system.

#[cfg(not(windows))]
mod elsewhere;
#[cfg(windows)]
mod on_windows;

use std::io;
use std::path::Path;

use super::item::{Shortcut, Value};

#[cfg(not(windows))]
pub use self::elsewhere::Here;
#[cfg(windows)]
pub use self::on_windows::{Here, Known};

/// The registry of this user and the shortcuts of Windows. Keys are below `HKEY_CURRENT_USER`.
pub trait System {
    /// A value; none where it, or its key, is not there.
    fn value(&self, key: &str, name: &str) -> io::Result<Option<Value>>;
    /// Sets a value; the key is made where it is not there.
    fn set_value(&self, key: &str, name: &str, value: &Value) -> io::Result<()>;
    /// Removes a value.
    fn remove_value(&self, key: &str, name: &str) -> io::Result<()>;
    /// Whether a key is there.
    fn has_key(&self, key: &str) -> io::Result<bool>;
    /// Removes a key in which nothing stands; another one stays.
    fn remove_empty_key(&self, key: &str) -> io::Result<()>;
    /// What a shortcut starts; none where there is no file, or a file that is no shortcut.
    fn shortcut(&self, path: &Path) -> io::Result<Option<Shortcut>>;
    /// Writes a shortcut.
    fn write_shortcut(&self, path: &Path, link: &Shortcut) -> io::Result<()>;
    /// What a variable of the environment stands for.
    fn variable(&self, name: &str) -> Option<String>;
}
